"""The language: short sentences, contractions, the field's words, pages of their length.

`python -m tests.test_language` prints a table of all pages.
"""

import html
import json
import re
from functools import cache
from pathlib import Path

import pytest

from tools.pages import parse
from tools.prose import SPANS, UNSEEN

ROOT = Path(__file__).parents[1]
NAV = re.findall(r": \"?([\w/-]+\.(?:md|ipynb))", (ROOT / "mkdocs.yml").read_text())
PAGES = [f"docs/{file}" for file in NAV]
CORE = PAGES[: PAGES.index("docs/labs/your-own-data.ipynb") + 1]
CHAPTERS = [path for path in CORE if path.endswith(".md")]
# What no sentence of this book has: see "Voice" in CONTRIBUTING.md.
BANNED = [
    *("whoever", "whosoever", "for ever", "commonest", "surer", "put aside", "whereby"),
    *("in place of", "in all(?=[.,;:)])", "she", "hers?", "(?:stands?|stood)(?! for)"),
    "(?:programs?|networks?|neurons?) (?:says?|wants?|thinks?)",
    # A clause as a subject: Who multiplies two numbers gets one.
    r"(?<=[.?!] )(?-i:Who) \w+s (?!to\b)[^?.!]*\.",
]
# The first edition's own words; each may be said once, by an article that is credited.
HOMEMADE = """
    blame, push, pushes, pushed, adjustment, adjustments, weighted derivative,
    keep_square, carry back, flat end, flat ends, sure and wrong, by heart,
    confusion table, one scale, no line will do, one valley, hollow, hollows, luck,
    second opinion, guard at the door, guard, guards, price, prices,
    cost of being wrong, large weights cost
"""
CREDIT = re.compile(r"\barticles?\b|Trask|Spencer-Harper|Milo\b")
WORD = re.compile(r"[^\W_](?:[\w.,’'−-]*\w)?")
CONTRACTION = re.compile(r"(?i)\b\w+(?:n['’]t|['’](?:s|re|ve|ll|d|m))\b")
QUOTATION = re.compile(r"(?m)^ *>.*$|“[^”]*”|\*?\"[^\"]*\"\*?")
ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|vs|[A-WYZ])\.")
# The second column of a table of symbols.
CODE_CELL = re.compile(r"(?m)^( *\| \$[^|\n]*\| )[^|\n]*\|(?=[^|\n]*\|$)")
FOLDED = re.compile(r"(?m)^( *)\?{3} .*\n((?:\1 +.*\n|\s*\n)*)")


@cache
def text_of(path: str) -> str:
    """Return the Markdown of a page, with a notebook's code in fences."""
    text = (ROOT / path).read_text("utf-8")
    if path.endswith(".md"):
        return text
    cells = json.loads(text)["cells"]
    sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    fence = "```python\n{}\n```".format
    return "\n\n".join(s if kind == "markdown" else fence(s) for kind, s in sources)


@cache
def page_of(path: str):
    return parse(path, text_of(path))


@cache
def prose(path: str, folded: bool = True) -> list[str]:
    """Return the paragraphs of a page, code as X; tables come as rows."""
    text = page_of(path).prose + "\n"
    text = text if folded else FOLDED.sub("\n\n", text)
    text = CODE_CELL.sub(r"\1X |", text)
    text = SPANS.sub(lambda m: "X" if m["code"] or m["formula"] else " ", text)
    text = UNSEEN.sub(" ", re.sub(r"(?s)<(svg|style|noscript).*?</\1>", " ", text))
    text = re.sub(r"!\[[^]]*\](?:\([^)]*\))?", " ", text)  # alternative texts
    text = re.sub(r"\]\([^)]*\)|[*[\]]", "", text)
    text = re.sub(r'(?m)^ *(?:[!?]{3}\+? \w+ |={3} )"(.*)"$', r"\n\1\n", text)
    text = re.sub(r"(?m)^ *(?:#+ |:   |[-*+] +|\d+\. +)", "\n", html.unescape(text))
    parts = re.split(r"\n\s*\n|\n(?= *\|)", text)
    return [" ".join(part.split()) for part in parts if WORD.search(part)]


def sentences(path: str) -> list[str]:
    """Return the sentences of a page that end like one, a quotation read as a word."""
    text = [QUOTATION.sub("X", p) for p in prose(path) if not p.startswith("|")]
    text = [ABBREVIATION.sub("X", p) for p in text if re.search(r"[.:?!]\W*$", p)]
    ends = r"(?<=[.?!:])[\")*]* +(?=[^a-z\d])"
    found = [one for paragraph in text for one in re.split(ends, paragraph)]
    return [one for one in found if len(WORD.findall(one)) > 1]


def words(path: str, folded: bool = True) -> int:
    found = [word for one in prose(path, folded) for word in WORD.findall(one)]
    return len(found) - found.count("X")


def exercises(path: str) -> int:
    """Return how many things there are to try below the last such heading."""
    last = re.split(r"(?m)^## .*(?:Try it|Your turn|Play)", page_of(path).prose)[1:]
    starts = r"\?{3} question|\d+\. |\*\*\d|Now (?:write|fill)|- (?!.*\n\n)"
    return len(re.findall(rf"(?m)^(?:{starts})", "".join(last)))


def average(path: str) -> float:
    counts = [len(WORD.findall(one)) for one in sentences(path)]
    return sum(counts) / len(counts)


@pytest.mark.parametrize("path", PAGES)
def test_no_sentence_is_longer_than_35_words(path):
    assert [one for one in sentences(path) if len(WORD.findall(one)) > 35] == []


@pytest.mark.parametrize("path", PAGES)
def test_the_average_sentence_has_less_than_17_words(path):
    assert average(path) < 17


@pytest.mark.parametrize("path", PAGES)
def test_a_page_talks_in_contractions(path):
    assert len(CONTRACTION.findall(" ".join(prose(path)))) >= (path in CHAPTERS) * 3


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_none_of_the_banned_words(path):
    banned = re.compile(rf"(?i)\b(?:{'|'.join(BANNED)})(?!\w)")
    text = [QUOTATION.sub("X", paragraph) for paragraph in prose(path)]
    assert [m[0] + ": " + p for p in text for m in banned.finditer(p)] == []


def test_a_homemade_word_is_said_once_and_with_credit():
    found, wrong = {}, []
    for path in PAGES[: PAGES.index("docs/glossary.md")]:
        for paragraph in prose(path):
            for word in " ".join(HOMEMADE.split()).split(", "):
                if re.search(rf"(?i)\b{word}\b", QUOTATION.sub("X", paragraph)):
                    found.setdefault(word, []).append((path, paragraph))
    for word, places in found.items():
        if len(places) > 1 or not CREDIT.search(places[0][1]):
            wrong += [f"{word}: {path}: {text}" for path, text in places]
    assert wrong == []


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_chapter_has_at_most_1400_words(path):
    assert words(path) <= 1400


def test_the_core_path_has_at_most_13000_words():
    """What is read on the way: what is folded is counted in its chapter only."""
    assert sum(words(path, folded=False) for path in CORE) <= 13_000


def main() -> None:
    """Print a table of all pages, and of the core path."""
    print("| page | words | with folds | a sentence |", end="")
    print(" figures | exercises | programs |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    total = [0, 0, 0, 0, 0]
    for path in PAGES:
        text = text_of(path)
        figures = len(re.findall(r"!\[|class=\"(?:moving|live-neuron)", text))
        figures += text.count("plt.show()")
        programs = len(re.findall(r"(?m)^ *```python(?! title=\"t)", text))
        counts = [words(path, False), words(path), figures, exercises(path), programs]
        if path in CORE:
            total = [a + b for a, b in zip(total, counts)]
        print(
            f"| {path} | {counts[0]:,} | {counts[1]:,} | {average(path):.1f} |", end=" "
        )
        print(*counts[2:], sep=" | ", end=" |\n")
    print(f"| core path | {total[0]:,} | {total[1]:,} | |", end=" ")
    print(*total[2:], sep=" | ", end=" |\n")


if __name__ == "__main__":
    main()
