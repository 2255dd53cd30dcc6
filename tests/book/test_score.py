"""The score that is committed: of this book, and with a reason for all that lives."""

from collections import Counter
from pathlib import Path

from tinynet.book.drift import accepted, possible
from tinynet.book.mutants import mutants_of
from tinynet.book.strength import SCORE, noted

ROOT = Path(__file__).parents[2]


def test_every_accepted_mutant_has_a_reason_and_is_still_made():
    known = accepted(ROOT)
    assert all(known.values())
    paths = {path for path, _ in known}
    made = {(m.path, m.name) for path in paths for m in mutants_of(ROOT, path)}
    assert known.keys() - made == set()


def test_the_score_is_that_of_a_book_like_the_present_one():
    measured = noted(ROOT, SCORE).get("made")
    assert measured, "no score was measured yet; run `make drift`"
    now = Counter(mutant.kind for some in possible(ROOT) for mutant in some)
    for kind in now.keys() | measured.keys():
        before, after = measured.get(kind, 0), now.get(kind, 0)
        assert abs(after - before) <= max(before, 20) / 5, f"{kind}: run `make drift`"


def test_no_mutant_of_the_score_lives_without_a_reason():
    assert [one for one in noted(ROOT, SCORE).get("living", []) if not one[2]] == []
