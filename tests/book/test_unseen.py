"""Mistakes of strangers: the list is one of today's book, and trying a mistake tells."""

import json
from pathlib import Path

import pytest

from tinynet.book.mentions import mentioned_anew
from tinynet.book.pages import Refused
from tinynet.book.unseen import (
    FILE,
    PLACES,
    WORDS,
    became,
    copied,
    lived,
    measure,
    mistakes,
    own_tests,
    place_of,
    table,
    tried,
)

pytestmark = pytest.mark.reads(
    "docs", "README.md", "tests", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"
)

ROOT = Path(__file__).parents[2]
LIST = mistakes(ROOT)


def stands(one: dict[str, str]) -> bool:
    file = ROOT / one["path"]
    return file.is_file() and file.read_text("utf-8").count(one["old"]) == 1


class TestTheList:
    def test_each_mistake_is_one_and_was_tried(self):
        assert len(LIST) >= 100
        for one in LIST:
            assert one.keys() == {"time", "path", "kind", "old", "new", "first", "last"}
            assert one["time"] in ("once", "again")
            assert one["old"] != one["new"]
            assert one["first"] in WORDS
            assert one["last"] in (*WORDS, "gone")
        assert len({(one["path"], one["old"], one["new"]) for one in LIST}) == len(LIST)

    def test_most_of_them_can_still_be_made(self):
        gone = [f"{one['path']}: {one['old']}" for one in LIST if not stands(one)]
        assert len(gone) <= len(LIST) / 5, "too many are gone; ask for a new list"

    def test_none_of_them_lives_today(self):
        assert [one for one in LIST if one["last"] == "lives"] == []

    def test_it_reaches_every_place(self):
        assert {place_of(one["path"]) for one in LIST} == {*PLACES}

    @pytest.mark.parametrize("word", ["killed", "kept"])
    def test_what_it_says_comes_out_again(self, word):
        pages = [m for m in LIST if m["path"].startswith("docs/") and stands(m)]
        one = next(m for m in pages if m["last"] == word and m["path"].endswith(".md"))
        assert became(one, ROOT) == word


def mistake(old: str, new: str, path: str = "docs/slope.md") -> dict[str, str]:
    return {"time": "once", "path": path, "kind": "mine", "old": old, "new": new}


WORD = mistake("A curve bends, so its slope", "A curve bends, and its slope")


class TestTrying:
    def test_a_wrong_number_is_killed(self):
        assert became(mistake("a\nslope of 0.1<", "a\nslope of 0.2<"), ROOT) == "killed"

    def test_a_wrong_definition_is_tangled_and_killed(self):
        wrong = mistake("return output * (1 - output)", "return output * (1 + output)")
        assert became(wrong, ROOT) == "killed"

    def test_another_word_is_only_kept(self):
        assert became(WORD, ROOT) == "kept"

    def test_an_assertion_that_says_less_is_only_kept(self):
        path, call = "tests/test_slope.py", "abs(sigmoid_gradient(sigmoid(x))"
        first = f"    assert {call} - measured_slope(x)) <= last_digit"
        old = f"{first}\n"
        assert became(mistake(old, f"{old}    return\n", path), ROOT) == "kept"

    @pytest.mark.parametrize(
        ("old", "path"),
        [
            ("words that never stood there", "docs/slope.md"),
            ("slope", "docs/slope.md"),
            ("slope", "docs/hill.md"),
        ],
        ids=["nowhere", "often", "no page"],
    )
    def test_what_cannot_be_made_is_gone(self, old, path):
        assert became(mistake(old, "new", path), ROOT) == "gone"

    def test_where_nothing_is_said_otherwise_the_mistake_lives(self, tmp_path):
        root = copied(ROOT, str(tmp_path))
        settings = root / "pyproject.toml"
        tests = '"tests", "docs", "README.md"'
        assert tests in settings.read_text()
        few = settings.read_text().replace(tests, '"tests/test_slope.py"')
        settings.write_text(few)
        mentioned_anew(root)
        assert became(mistake("A curve bends", "A  curve bends"), root) == "lives"


class TestMeasuring:
    def test_the_last_time_is_added_and_the_first_stays(self, capsys):
        some = [{**WORD, "first": "lives", "last": "lives"}, mistake("nowhere", "new")]
        assert tried(some, ROOT) == [
            {**WORD, "first": "lives", "last": "kept"},
            {**mistake("nowhere", "new"), "first": "gone", "last": "gone"},
        ]
        assert "unseen: 2 of 2" in capsys.readouterr().err

    def test_a_red_book_is_refused(self, tmp_path):
        root = copied(ROOT, str(tmp_path))
        module = root / "tinynet/slope.py"
        module.write_text(module.read_text("utf-8").replace("1 - output", "2 - output"))
        before = (root / FILE).read_text("utf-8")
        with pytest.raises(Refused, match="red without any mistake: tinynet/slope.py:"):
            measure(root)
        assert (root / FILE).read_text("utf-8") == before


class TestShowing:
    def test_the_table_counts_first_and_last(self, tmp_path):
        (tmp_path / FILE).parent.mkdir(parents=True)
        some = [
            {**WORD, "first": "kept", "last": "kept"},
            {**WORD, "first": "lives", "last": "kept"},
            {**WORD, "first": "killed", "last": "gone", "path": "tests/test_data.py"},
            {**WORD, "first": "gone", "last": "gone"},
        ]
        (tmp_path / FILE).write_text(json.dumps(some))
        lines = {
            line[:16].strip(): line[16:].split()
            for line in table(root=tmp_path).split("\n")
        }
        assert lines["first part"] == ["2", "0", "1", "1", "50.0%", "0"]
        assert lines["programs, tests"] == ["1", "1", "0", "0", "100.0%", "0"]
        assert lines["all of these"] == ["3", "1", "1", "1", "66.7%", "0"]
        assert "all of these         0" in table("again", tmp_path)
        assert lived("again", tmp_path) == "none"
        assert lived("once", tmp_path) == (
            "docs/slope.md, mine\n"
            "- A curve bends, so its slope\n"
            "+ A curve bends, and its slope"
        )

    def test_each_file_has_its_tests(self):
        assert own_tests("docs/slope.md", ROOT) == ["tests/test_slope.py"]
        assert own_tests("docs/book/links.md", ROOT) == ["tests/book/test_links.py"]
        assert own_tests("tinynet/book/links.py", ROOT) == ["tests/book/test_links.py"]
        assert own_tests("docs/labs/second-layer.ipynb", ROOT) == [
            "tests/test_second_layer.py"
        ]
        assert own_tests("tests/test_data.py", ROOT) == ["tests/test_data.py"]
        assert own_tests("LICENSE", ROOT) == []
