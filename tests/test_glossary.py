"""The glossary: each term stands in italics where it is explained, and not before."""

import re
from functools import cache
from pathlib import Path

import pytest

from tinynet.book.links import linked
from tinynet.book.pages import read_book, read_page

ROOT = Path(__file__).parents[1]
ENTRY = re.compile(
    r"^(\w[\w -]*)\n:   (?:.|\n)*?\[[^\]]*\]\((\w+)\.md(?:#([\w-]+))?\)$", re.MULTILINE
)
FOUND = ENTRY.findall(read_page("docs/glossary.md", ROOT).text)
TERMS = {term: chapter for term, chapter, _ in FOUND}
# Words of every day, which the first chapters use in their ordinary sense.
ORDINARY = {"Error", "Input", "Layer", "Output", "Seed", "Iteration", "Batch", "Class"}
ORDINARY |= {"Blame", "Client", "Margin", "Move", "Push", "Shape", "Slope", "Step"}


@cache
def lines_of(path: str) -> list[str]:
    """Return the lines of a chapter, with empty ones in place of its blocks."""
    page = read_page(path, ROOT)
    lines = page.text.split("\n")
    for block in page.blocks:
        for number in range(block.line - 1, block.end):
            lines[number] = ""
    return lines


@cache
def section(path: str, place: str) -> str:
    """Return the part of a chapter below a heading: the first part if '' is asked."""
    places = ["", *linked(read_page(path, ROOT), ROOT).headings[1:]]
    parts = re.split(r"^#{2,6} .*$", "\n".join(lines_of(path)), flags=re.MULTILINE)
    return dict(zip(places, parts, strict=True))[place]


@cache
def prose(path: str) -> str:
    """Return the sentences of a chapter: no blocks, comments, quotations or code."""
    text = "\n".join(lines_of(path)).partition("## What the originals said")[0]
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


@pytest.mark.parametrize(("term", "chapter", "place"), FOUND)
def test_a_term_is_in_italics_in_its_section(term, chapter, place):
    word = re.escape(term).replace(r"\ ", r"\s+")
    text = section(f"docs/{chapter}.md", place)
    assert re.search(rf"\*{word}(?:s|es)?\*", text, re.IGNORECASE)


def names_given(path: str) -> list[str]:
    """Return what a chapter calls by a name: not all words in italics are terms."""
    called = r"\b(?:called?|calls\s+it|known\s+(?:in\s+\w+\s+)?as)\s+"
    words = re.findall(rf"{called}(?:an?\s+|the\s+)?\*([^*]+)\*", prose(path))
    return [" ".join(word.lower().split()) for word in words]


@pytest.mark.parametrize("path", CHAPTERS)
def test_what_a_chapter_calls_by_a_name_has_an_entry(path):
    terms = {term.lower() for term in TERMS}
    names = [name for name in names_given(path) if name not in terms]
    assert {name.removesuffix("s") for name in names} <= terms


def test_names_are_found():
    assert names_given("docs/data.md") == ["training set", "matrix"]
    assert sum(len(names_given(path)) for path in CHAPTERS) > 10


@pytest.mark.parametrize("term", [term for term in TERMS if term not in ORDINARY])
def test_no_chapter_uses_a_term_before_it_is_explained(term):
    word = re.compile(rf"\b{re.escape(term)}".replace(r"\ ", r"\s+"), re.IGNORECASE)
    before = CHAPTERS[: CHAPTERS.index(f"docs/{TERMS[term]}.md")]
    assert [path for path in before if word.search(prose(path))] == []
