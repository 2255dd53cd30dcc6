"""The glossary: each term stands in italics where it is explained, and not before."""

import re
from pathlib import Path

import pytest

from tinynet.book.pages import read_book, read_page

ROOT = Path(__file__).parents[1]
ENTRY = re.compile(
    r"^(\w[\w -]*)\n:   (?:.|\n)*?\[[^\]]*\]\((\w+)\.md\)$", re.MULTILINE
)
TERMS = dict(ENTRY.findall(read_page("docs/glossary.md", ROOT).text))
# Words of every day, which the first chapters use in their ordinary sense.
ORDINARY = {"Error", "Input", "Layer", "Output", "Seed", "Iteration", "Batch", "Class"}


def prose(path: str) -> str:
    """Return the sentences of a chapter: no blocks, comments, quotations or code."""
    page = read_page(path, ROOT)
    lines = page.text.split("\n")
    for block in page.blocks:
        for number in range(block.line - 1, block.end):
            lines[number] = ""
    text = "\n".join(lines).partition("## What the originals said")[0]
    text = re.sub(
        r"<!--.*?-->|`[^`]*`|\$[^$]*\$|\[[^\]]*\]\([^)]*\)", "", text, flags=re.DOTALL
    )
    return re.sub(r'"[^"]*"', "", text)


CHAPTERS = [
    page.path
    for page in read_book(ROOT).pages
    if re.fullmatch(r"docs/(?!index|glossary|corrections)\w+\.md", page.path)
]


def test_every_entry_is_read():
    text = read_page("docs/glossary.md", ROOT).text
    assert len(TERMS) == text.count("\n:   ") > 20
    assert list(TERMS) == sorted(TERMS, key=str.lower)


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_in_italics_in_its_chapter(term):
    text = prose(f"docs/{TERMS[term]}.md")
    word = re.escape(term).replace(r"\ ", r"\s+")
    assert re.search(rf"\*{word}(?:s|es)?\*", text, re.IGNORECASE)


@pytest.mark.parametrize("term", [term for term in TERMS if term not in ORDINARY])
def test_no_chapter_uses_a_term_before_it_is_explained(term):
    word = re.compile(rf"\b{re.escape(term)}".replace(r"\ ", r"\s+"), re.IGNORECASE)
    before = CHAPTERS[: CHAPTERS.index(f"docs/{TERMS[term]}.md")]
    assert [path for path in before if word.search(prose(path))] == []
