"""The ledger: each number that the articles print comes out of the package."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tinynet import Network, plain
from tinynet.book.ledger import (
    DIFFERENT,
    ENTRIES,
    ERRORS,
    RATES,
    TURNS,
    WEIGHTS,
    by_rate,
    line,
    sweep,
    table,
)
from tinynet.book.pages import read_page
from tinynet.data import XOR

pytestmark = pytest.mark.reads("docs/book/ledger.md")

ROOT = Path(__file__).parents[2]
by_name = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)


@by_name
def test_the_published_digits_are_ours(entry):
    differ = [line for line in entry.lines() if line[2] == "no"]
    assert bool(differ) == (entry.name in DIFFERENT), differ


@by_name
def test_the_page_shows_every_line(entry):
    page = read_page("docs/book/ledger.md", ROOT)
    shown = "\n".join(block.text for block in page.blocks if block.kind == "output")
    for row in table([entry]).split("\n"):
        assert row in shown


def test_a_changed_digit_is_no_longer_the_same():
    (entry,) = (entry for entry in ENTRIES if entry.name == "milo-end")
    for old, new, same in entry.lines():
        wrong = re.sub(r"\d$", lambda digit: str((int(digit[0]) + 1) % 10), old)
        assert same == "yes"
        assert line(wrong, float(new)) == (wrong, new, "no")


@pytest.mark.parametrize(
    ("published", "ours", "digits", "shown", "same"),
    [
        ("0.12547698", 0.125476983831, "all", "0.12547698", "yes"),
        ("0.125476983855", 0.125476983831, "all", "0.125476983831", "no"),
        ("0.125476983855", 0.125476983831, "8", "0.12547698", "8 digits"),
        ("0.125476983855", 0.125476993831, "8", "0.12547699", "no"),
        ("0.00224922117381", 0.00225381368217, "1", "0.002", "1 digit"),
        ("-116.60053379", -98.76334082, "1", "-100", "1 digit"),
        ("-116.60053379", -98.76334082, "0", "?", "no"),
        ("9.96", 10.02, "2", "10.0", "2 digits"),
        ("19", 19, "all", "19", "yes"),
        ("19", 20, "all", "20", "no"),
    ],
)
def test_only_the_digits_that_hold_are_compared_and_shown(
    published, ours, digits, shown, same
):
    assert line(published, ours, digits) == (published, shown, same)


def test_a_table_has_as_many_numbers_for_each_rate():
    for table_of, size in [(ERRORS[4], 6), (ERRORS[32], 6), (WEIGHTS, 16), (TURNS, 16)]:
        rows = by_rate(table_of)
        assert list(rows) == RATES
        assert {len(row.split()) for row in rows.values()} == {size}


def test_the_sweep_is_what_one_network_after_the_other_does():
    network, seen = Network(3, 4, 1, bias=False), []
    network.train(
        *XOR,
        iterations=20_000,
        step=plain(0.1),
        watch=lambda iteration, it: seen.append(it.adjustments(*XOR)),
    )
    errors = np.abs(XOR.targets - network.think(XOR.inputs)).mean()
    assert f"{sweep(4)['errors'][2, 2]:.10g}" == f"{errors:.10g}"
    up = [np.hstack([table.ravel() for table in tables]) > 0 for tables in seen]
    # At this rate the last change of direction comes early.
    turns = sum(old != new for old, new in pairwise(up))
    assert (sweep(4)["turns"][2] == turns).all()


def test_each_name_stands_for_one_entry():
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES)
