"""The drift score, of a little book with a test, a formula and a picture of its own."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from little_book import little_book, write_page

from tinynet.book.drift import (
    ACCEPTED,
    APART,
    Judge,
    accepted,
    by_kind,
    by_page,
    chosen,
    controls,
    counted,
    drift,
    possible,
    reasons,
    sampled,
    survivors,
    tried_of,
    verdict,
    verdicts,
)
from tinynet.book.examples import wanting
from tinynet.book.mentions import FILE, mentioned_anew
from tinynet.book.mutants import Mutant
from tinynet.book.pages import Refused, read_page
from tinynet.book.strength import SCORE, noted
from tinynet.book.tangle import tangle

pytestmark = pytest.mark.reads(
    "docs", "README.md", "tests/book", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"
)

ROOT = Path(__file__).parents[2]
F = "```"
PAGE = f"""# Cut

{F}python title="tinynet/cut.py"
\"\"\"Cut.

Page: docs/cut.md. Licence: MIT-0.
\"\"\"


def cut(value, parts=3):
    return value / parts
{F}

{F}python
from tinynet.cut import cut

print(cut(7.5))
{F}

{F}text title="Output"
2.5
{F}

Of 7.5 a piece is 2.5<!-- = cut(7.5) -->, more than nothing.

<!-- given: 7.5 -->
"""
TEST = """from tinynet.cut import cut


def test_cut():
    assert cut(8.0, 4) == 2.0
"""


def on_page(name: str) -> list[Mutant]:
    """Return the mutants that are tried on a page of the real book."""
    return chosen(possible(ROOT, name), name)


@pytest.fixture
def book(tmp_path, monkeypatch) -> Path:
    """A project with the real machinery, and one page about one function."""
    root = little_book(tmp_path / "book", {"cut.md": PAGE})
    (root / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    (root / "tests").mkdir()
    (root / "tests/test_cut.py").write_text(TEST)
    tangle(root)
    # The little book's package is the real one, and one module more. Its pages write
    # only that module, so nobody asks whether they wrote the others.
    for file in sorted((ROOT / "tinynet").rglob("*.py")):
        copy = root / file.relative_to(ROOT)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
    monkeypatch.setattr("tinynet.book.drift.tangle_problems", lambda book: [])
    return root


@pytest.mark.reads()
def test_every_mistake_in_a_little_book_is_noticed(book):
    said = drift(book, workers=1)
    kinds = noted(book, SCORE)["kinds"]
    assert {"definition", "example", "output", "number", "header"} <= kinds.keys()
    for kind, became in kinds.items():
        if kind not in APART:
            assert became.keys() == {"killed"}, (kind, became)
    assert said.split("\n")[-1].startswith("drift: ")


@pytest.mark.reads()
def test_without_its_test_a_default_lives_and_is_refused_until_accepted(book):
    page = (book / "docs/cut.md").read_text()
    write_page(book, "cut.md", page.replace("print(cut(7.5))", "print(cut(7.5, 3))"))
    (book / "tests/test_cut.py").unlink()
    page = (book / "docs/cut.md").read_text()
    write_page(book, "cut.md", page.replace("cut(7.5) -->", "cut(7.5, 3) -->"))
    with pytest.raises(Refused, match=r"docs/cut.md:\d+: lives: .*parts=\[3 → 4\]"):
        drift(book, "cut.md", workers=1)
    (book / ACCEPTED).parent.mkdir(parents=True)
    (book / ACCEPTED).write_text(
        "# Why\n## nobody calls it without\n"
        "docs/cut.md\tdefinition: def cut(value, parts=[3 → 4]):\n"
    )
    assert "nobody calls it without" in drift(book, "cut.md", workers=1)


@pytest.mark.reads()
def test_a_red_book_has_no_score(book):
    (book / "tests/test_cut.py").write_text(TEST.replace("2.0", "2.1"))
    with pytest.raises(Refused, match="docs/cut.md:1: red without any mistake"):
        drift(book, "cut.md", workers=1)
    assert not (book / SCORE).exists()


def test_a_page_that_is_not_there_is_named():
    with pytest.raises(Refused, match="docs/nothing.md:1: is no page of the book"):
        on_page("nothing.md")


def test_a_page_brings_its_pictures_and_its_module():
    paths = {mutant.path for mutant in on_page("slope.md")}
    assert paths == {"docs/slope.md", "docs/figures/tangents.svg", "tinynet/slope.py"}


def test_of_a_page_alone_more_are_tried_than_in_the_whole_book():
    path = "docs/slope.md"
    own = Counter(m.kind for m in on_page("slope.md") if m.path == path)
    in_all = Counter(m.kind for m in all_mutants() if m.path == path)
    assert own.keys() == in_all.keys()
    assert in_all < own


@pytest.mark.parametrize("name", ["network.md", "book/drift.md"])
def test_of_a_long_page_each_kind_is_tried_from_its_beginning_to_its_end(name):
    tried = {(some[0].path, some[0].kind): [] for some in possible(ROOT, name)}
    for mutant in on_page(name):
        tried[mutant.path, mutant.kind].append(mutant)
    for every in possible(ROOT, name):
        some = tried[every[0].path, every[0].kind]
        most = 10 if every[0].kind == "machinery" else 60
        assert len(some) == min(most, len(every))
        places = [every.index(mutant) for mutant in some]
        assert places == sorted(places)
        assert max(np.diff([0, *places, len(every)])) <= -(-len(every) // len(some))


@pytest.mark.reads()
@pytest.mark.parametrize(
    ("new", "became"),
    [
        ("while True:\n    pass", "timed out"),
        ("import time\n\ntime.sleep(10**6)", "timed out"),
        ("import os\n\nos._exit(3)", "killed"),
        ("import sys\n\nsys.exit()", "killed"),
    ],
)
def test_a_program_that_does_not_come_to_its_end_is_ended(
    book, monkeypatch, new, became
):
    monkeypatch.chdir(book)
    text = (book / "docs/cut.md").read_text()
    old = "from tinynet.cut import cut\n\nprint(cut(7.5))"
    start = text.index(old)
    place = text.count("\n", 0, start) + 1, start, start + len(old)
    mutant = Mutant("docs/cut.md", "example", *place, new, ("", old, ""))
    answer = verdict(Judge(book), mutant)
    assert answer["became"] == became, answer
    assert (book / "docs/cut.md").read_text() == text


@pytest.mark.reads()
@pytest.mark.parametrize("signed", [True, False])
def test_a_program_that_prints_the_same_counts_as_kept(book, signed):
    if signed:
        (book / FILE).parent.mkdir()
        (book / FILE).write_text("")
        mentioned_anew(book)
    text = (book / "docs/cut.md").read_text()
    start = text.index("print(cut(7.5))")
    place = text.count("\n", 0, start) + 1, start, start + len("print(cut(7.5))")
    around = ("", "print(cut(7.5))", "")
    mutant = Mutant("docs/cut.md", "example", *place, "print(1 * cut(7.5))", around)
    (answer,) = verdicts(book, [mutant], 1)
    assert answer["became"] == ("kept" if signed else "lives"), answer


ORDER = """import time
from pathlib import Path


def note(name):
    with Path("order.txt").open("a") as file:
        file.write(name)


def test_a():
    note("a")
    time.sleep(0.2)


def test_b():
    note("b")
"""
RUN_TESTS = """from pathlib import Path

from tinynet.book.drift import Tests

here = Path.cwd()
print(Tests(here / "tests/test_cut.py", here, None).problems())
"""


@pytest.mark.reads()
def test_the_tests_that_were_quick_come_first(book):
    (book / "tests/test_cut.py").write_text(ORDER)
    for _ in range(2):
        said = subprocess.run(
            [sys.executable, "-c", RUN_TESTS],
            cwd=book,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout.endswith("[]\n"), said.stdout
    assert (book / "order.txt").read_text() == "abba"


@pytest.mark.reads()
def test_a_test_that_does_not_come_to_its_end_is_ended_soon(book):
    (book / "tests/test_cut.py").write_text(
        "def test_a():\n    while True:\n        pass\n"
    )
    known = book / ".book/times/test_cut.json"
    known.parent.mkdir(parents=True)
    known.write_text(json.dumps({"tests/test_cut.py::test_a": 0.1}))
    said = subprocess.run(
        [sys.executable, "-c", RUN_TESTS],
        cwd=book,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert said.returncode == -signal.SIGXCPU, said.stdout


def test_a_sample_is_the_same_for_one_seed_and_has_its_share_of_words():
    every = on_page("slope.md")
    first = sampled(every, 200, 7)
    assert first == sampled(every, 200, 7) != sampled(every, 200, 8)
    assert {id(one) for one in sampled(every, 50, 7)} < {id(one) for one in first}
    apart = [mutant for mutant in first if mutant.kind in APART]
    assert len(first) - len(apart) == 200
    of = sum(mutant.kind in APART for mutant in every)
    assert len(apart) == round(of * 200 / (len(every) - of)) > 0


def test_what_is_not_run_for_want_of_a_library_counts_apart():
    kinds = {mutant.line: mutant.kind for mutant in on_page("elsewhere.md")}
    page = read_page("docs/elsewhere.md", ROOT)
    for block in page.blocks:
        if block.kind == "example":
            inside = {kinds.get(n) for n in range(block.line + 1, block.end)} - {None}
            away = bool(wanting(block, ROOT))
            assert inside == {"not run here" if away else "example"}, block.line


def test_the_controls_change_nothing():
    for mutant in controls(on_page("slope.md")):
        text = (ROOT / mutant.path).read_text("utf-8")
        assert mutant.applied(text) == text
        assert mutant.kind.startswith("nothing")


@cache
def all_mutants() -> list[Mutant]:
    return chosen(possible(ROOT))


def made(kind: str, name: str) -> Mutant:
    return Mutant("docs/cut.md", kind, 1, 0, 1, "b", (name, "a", ""))


def test_what_lives_is_told_from_what_is_accepted_and_what_counts_apart(tmp_path):
    (tmp_path / "tests/book").mkdir(parents=True)
    (tmp_path / ACCEPTED).write_text("## equal\ndocs/cut.md\tnumber: x[a → b]\n")
    assert accepted(tmp_path) == {("docs/cut.md", "number: x[a → b]"): "equal"}
    mutants = [made("number", n) for n in "xyzz"] + [made("word", "w")]
    mutants.append(made("example", "e"))
    became = ["lives", "lives", "killed", "timed out", "lives", "kept"]
    score = counted(tmp_path, mutants, [{"became": one, "by": ""} for one in became])
    assert score["kinds"] == {
        "number": {"accepted": 1, "lives": 1, "killed": 1, "timed out": 1},
        "word": {"lives": 1},
        "example": {"kept": 1},
    }
    pages = {"number": [1, 4], "word": [0, 1], "example": [0, 1]}
    assert score["pages"] == {"docs/cut.md": pages}
    assert [reason for *_, reason in score["living"]] == ["equal", ""]
    score["made"] = {"number": 70, "word": 3, "example": 1}
    (tmp_path / SCORE).write_text(json.dumps(score))
    assert tried_of(tmp_path) == "6 of 74"
    assert "75.0%" in by_kind(tmp_path)  # of four that should be noticed, three were
    assert by_page(tmp_path).split("\n")[1].split() == ["cut.md", "1", "5", "0", "1"]
    assert "1  equal" in reasons(tmp_path)
    assert survivors(tmp_path).split("\n")[0] == "docs/cut.md"


def test_some_mistakes_of_the_real_book_are_noticed_by_the_command():
    said = subprocess.run(
        [sys.executable, "-m", "tinynet.book", "drift", "slope.md", "--sample", "6"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert "100.0%" in said.stdout
    assert "drift: 6 mutants in" in said.stdout
