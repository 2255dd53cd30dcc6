"""What is checked may grow and must not shrink: no block, assertion or digit is lost."""

import json
from pathlib import Path

import pytest
from little_book import little_book, page

from tinynet.book.pages import read_book
from tinynet.book.strength import (
    FILE,
    noted,
    noted_anew,
    of_code,
    strength,
    strength_problems,
    weaker,
)

ROOT = Path(__file__).parents[2]
EXAMPLE = "\n```python\nassert 1 + 1 == 2\n```\n"
TEST = "def test_half():\n    assert abs(0.5 - 1 / 2) <= 1e-9\n"


@pytest.fixture
def book(tmp_path) -> Path:
    root = little_book(tmp_path, {"cut.md": page("cut", "x = 1") + EXAMPLE})
    (root / "tests/book").mkdir(parents=True)
    (root / "tests/test_cut.py").write_text(TEST)
    (root / FILE).write_text("{}\n")
    noted_anew(root)
    return root


def test_nothing_is_checked_less_than_before():
    assert strength_problems(read_book(ROOT)) == []


def test_a_deleted_block_a_weaker_assertion_and_a_wider_tolerance_are_noticed():
    before = strength(ROOT)
    for path, what, change in [
        ("docs/neuron.md", "example", -1),
        ("docs/neuron.md", "output", -1),
        ("docs/neuron.md", "definition", -1),
        ("docs/neuron.md", "formula", -1),
        ("docs/neuron.md", "symbols", -1),
        ("docs/data.md", "bound numbers", -1),
        ("tests/test_neuron.py", "assertions", -1),
        ("tests/test_neuron.py", "equalities", -1),
        ("tests/test_neuron.py", "tests", -1),
        ("tests/test_neuron.py", "widest tolerance", 0.1),
    ]:
        now = {**before, path: {**before[path], what: before[path][what] + change}}
        (told,) = weaker(before, now)
        assert str(told).startswith(f"{path}:1: {what}: ")


def test_a_page_or_a_file_of_tests_that_is_gone_is_noticed():
    before = strength(ROOT)
    now = {path: counts for path, counts in before.items() if path != "docs/slope.md"}
    assert weaker(before, now)
    assert weaker(now, before) == []


def test_assertions_and_tolerances_are_counted_in_all_their_forms():
    code = "assert x\nnp.testing.assert_allclose(x, y, rtol=1e-9)\nwith pytest.raises(A):\n  f()"
    code += "\nassert 1 == x == y and z == 2\nassert z <= 3, z == 4\nx == 5"
    counts = {"assertions": 5, "equalities": 3, "tests": 0, "widest tolerance": 1e-9}
    assert of_code(code) == counts


def test_what_becomes_less_is_a_problem_until_it_is_accepted(book):
    assert strength_problems(read_book(book)) == []
    file = book / "docs/cut.md"
    file.write_text(file.read_text().replace(EXAMPLE, ""))
    problems = [str(problem) for problem in strength_problems(read_book(book))]
    assert problems == [
        "docs/cut.md:1: assertions: 1 before, 0 now; put it back, or accept it",
        "docs/cut.md:1: equalities: 1 before, 0 now; put it back, or accept it",
        "docs/cut.md:1: example: 1 before, 0 now; put it back, or accept it",
    ]
    assert noted_anew(book) == [
        *(f"weaker: {problem}" for problem in problems),
        f"{FILE}: 3 weaker, 0 stronger or new",
    ]
    assert strength_problems(read_book(book)) == []


def test_what_grows_is_noted_without_a_word_about_weakness(book):
    file = book / "tests/test_cut.py"
    file.write_text(TEST + TEST.replace("half", "again"))
    assert noted_anew(book) == [f"{FILE}: 0 weaker, 2 stronger or new"]
    assert noted(book)["tests/test_cut.py"]["assertions"] == 2
    assert noted_anew(book) == []


def test_a_project_without_the_file_gets_none(book):
    (book / FILE).unlink()
    assert noted_anew(book) == []
    assert strength_problems(read_book(book)) == []
    assert not (book / FILE).exists()


def test_fewer_mistakes_killed_is_weaker(book):
    score = {"pages": {"docs/cut.md": {"number": [5, 5], "word": [1, 9]}}}
    (book / "tests/book/score.json").write_text(json.dumps(score))
    noted_anew(book)
    assert noted(book)["docs/cut.md"]["mistakes killed"] == 6
    score["pages"]["docs/cut.md"]["number"] = [4, 5]
    (book / "tests/book/score.json").write_text(json.dumps(score))
    (told,) = strength_problems(read_book(book))
    assert "mistakes killed: 6 before, 5 now" in told.text
