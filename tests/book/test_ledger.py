"""The ledger: each number that the articles print comes out of the package."""

import re
from pathlib import Path

import pytest

from tinynet.book.ledger import DIFFERENT, ENTRIES, rounded, table
from tinynet.book.pages import read_page

ROOT = Path(__file__).parents[2]
by_name = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)


@by_name
def test_the_published_digits_are_ours(entry):
    differ = [(old, new) for old, new in entry.lines() if old != new]
    assert bool(differ) == (entry.name in DIFFERENT), differ


@by_name
def test_the_page_shows_every_line(entry):
    page = read_page("docs/book/ledger.md", ROOT)
    shown = "\n".join(block.text for block in page.blocks if block.kind == "output")
    for line in table([entry]).split("\n"):
        assert line in shown


def test_a_changed_digit_is_no_longer_the_same():
    (entry,) = (entry for entry in ENTRIES if entry.name == "milo-end")
    for old, new in entry.lines():
        wrong = re.sub(r"\d$", lambda digit: str((int(digit[0]) + 1) % 10), old)
        assert rounded(float(new), wrong) != wrong


def test_each_name_stands_for_one_entry():
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES)
