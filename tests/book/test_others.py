"""Other tools on the same mistakes: what was measured belongs to the book of today."""

import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tinynet.book.mutants import Mutant
from tinynet.book.others import (
    GROUPS,
    MODULES,
    NOTEBOOK,
    OF_EACH,
    PAGES,
    SEED,
    TOGETHER,
    TOOLS,
    US,
    Said,
    as_it_is,
    calls,
    changes,
    desk,
    extracted,
    files_for,
    for_codeblocks,
    for_phmdoctest,
    headings,
    measured,
    noticed,
    said,
    sample,
    settings_for,
    small_book,
    table,
    worse,
)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/book/others.md").read_text("utf-8")
KINDS = [kind for kinds in GROUPS.values() for kind in kinds]
TOOL = {tool.name: tool for tool in TOOLS}


def mistake(path: str, old: str, new: str, kind: str = "number") -> Mutant:
    """Return a mutant that puts `new` where `old` stands for the first time."""
    start = (ROOT / path).read_text("utf-8").index(old)
    return Mutant(path, kind, 1, start, start + len(old), new, ("", old, ""))


@cache
def drawn(seed: int = SEED, of_each: int = OF_EACH) -> list[Mutant]:
    return sample(ROOT, seed, of_each)


class TestTheSample:
    def test_it_has_as_many_of_each_kind_and_none_twice(self):
        some = drawn()
        assert Counter(m.kind for m in some) == dict.fromkeys(KINDS, OF_EACH)
        assert len({(m.path, m.cell, m.start, m.end, m.new) for m in some}) == len(some)

    def test_a_seed_gives_the_same_again_and_another_gives_others(self):
        assert drawn() == sample(ROOT) != drawn(SEED + 1)

    def test_a_larger_one_holds_the_smaller(self):
        assert {*drawn(SEED + 1, 2)} < {*drawn(SEED + 1)}


class TestWhatWasMeasured:
    def test_it_belongs_to_the_mutants_of_the_seed(self):
        found = measured()
        assert found["seed"] == SEED
        assert Counter(one["kind"] for one in found["mutants"]) == dict.fromkeys(
            KINDS, OF_EACH
        )
        then = Counter((one["path"], one["name"]) for one in found["mutants"])
        now = Counter((m.path, m.name) for m in drawn())
        # When pages grow, some others are drawn; when many are, run `make others`.
        assert (then & now).total() >= 0.8 * now.total()

    def test_only_tools_that_are_named_have_noticed_anything(self):
        names = {who for one in measured()["mutants"] for who in one["noticed"]}
        assert names <= {*TOOL, US.name}
        assert (
            measured()["versions"].keys() == measured()["complaints"].keys() == {*TOOL}
        )

    def test_the_versions_are_those_that_are_pinned(self):
        pins = (ROOT / "tests/book/others.txt").read_text("utf-8")
        for name, version in measured()["versions"].items():
            assert f"\n{TOOL[name].package}=={version} \\\n" in f"\n{pins}"

    def test_what_is_installed_is_pinned_with_hashes_and_no_address(self):
        pins = (ROOT / "tests/book/others.txt").read_text("utf-8")
        assert "://" not in pins
        for pin in re.split(r"\n(?=[a-z])", pins):
            assert " \\\n    --hash=sha256:" in pin

    def test_the_page_shows_it(self):
        assert f'title="Output"\n{table()}\n```' in PAGE
        for tool in TOOLS:
            assert f"{tool.name} {measured()['versions'][tool.name]}" in table()

    def test_the_groups_add_up_to_all(self):
        for name in ["", TOGETHER, US.name, *TOOL]:
            assert sum(noticed(name, group) for group in GROUPS) == noticed(name)
        assert noticed("") == len(KINDS) * OF_EACH

    def test_together_they_notice_what_any_of_them_does(self):
        assert noticed(TOGETHER) >= max(noticed(tool.name) for tool in TOOLS)
        found = {(m["path"], m["name"]) for m in measured()["mutants"] if m["noticed"]}
        assert noticed(TOGETHER) <= len(found)


class TestTheSmallBook:
    def test_the_modules_of_its_pages_are_those_of_the_package(self):
        for page, module in zip(PAGES, MODULES, strict=True):
            stamp, package = (ROOT / module).read_text("utf-8").split("\n", 1)
            assert stamp.startswith("# Copied from")
            assert extracted((ROOT / page).read_text("utf-8")) == {module: package}

    def test_a_mistake_in_a_definition_is_one_in_the_package(self):
        new = changes(ROOT, mistake(PAGES[1], "1 / (1 + np", "2 / (1 + np"))
        assert new.keys() == {PAGES[1], MODULES[1]}
        assert "2 / (1 + np.exp(-x))" in new[MODULES[1]]

    def test_a_mistake_in_a_title_takes_the_module_away(self):
        one = mistake(PAGES[2], 'title="tinynet/slope.py"', 'title="tinynet/hope.py"')
        new = changes(ROOT, one)
        assert new["tinynet/slope.py"] is None
        assert "def sigmoid_gradient" in new["tinynet/hope.py"]

    def test_a_mistake_in_a_sentence_changes_its_page_alone(self):
        assert changes(ROOT, mistake(PAGES[0], "# ", "## ")).keys() == {PAGES[0]}

    def test_of_other_pages_the_headings_stay(self):
        page = "# One\n\ntext\n\n```python\n# no heading\n```\n\n## Two { #two }\n"
        assert headings(page) == "# One\n\n## Two { #two }\n"

    def test_mkdocs_is_asked_without_our_own_extensions(self):
        ours = (ROOT / "mkdocs.yml").read_text("utf-8")
        settings = settings_for(ours, execute=False)
        assert "tinynet.book" not in settings
        assert "execute: false" in settings
        assert "labs/second-layer.ipynb" in settings.split("execute_ignore: ")[1][:200]
        assert "tinynet.book" in ours

    def test_everything_that_a_tool_is_shown_is_there(self, tmp_path):
        small_book(ROOT, tmp_path)
        for _, files in calls():
            for path in files:
                assert (tmp_path / path.removeprefix("--config-file=")).is_file()

    def test_phmdoctest_and_pytest_codeblocks_get_their_marks(self):
        page = '    ```text title="Output"\n    1\n    ```\n'
        assert for_phmdoctest(page) == "    ```\n    1\n    ```\n"
        assert for_codeblocks(page).startswith(
            "    <!--pytest-codeblocks:expected-output-->\n    ```\n"
        )
        assert as_it_is(page) == page

    def test_a_tool_sees_what_it_can_read(self):
        sentence = mistake(PAGES[3], "# ", "## ")
        assert files_for(TOOL["sybil"], sentence, False) == [(PAGES[3],)]
        assert files_for(TOOL["nbval"], sentence, False) == []
        assert files_for(TOOL["nbval"], sentence, True) == [(NOTEBOOK,)]
        assert files_for(TOOL["ruff check"], sentence, True) == [
            (PAGES[3],),
            (MODULES[3],),
            (NOTEBOOK,),
        ]
        picture = Mutant("docs/figures/cycle.svg", "figure", 1, 0, 0, "", ("", "", ""))
        tools = [tool.package for tool in TOOLS if files_for(tool, picture, False)]
        assert tools == ["mkdocs"]


class TestWhatCountsAsNoticed:
    def test_a_failure_that_was_not_there_before(self):
        fine = said(0, "all is well\n")
        assert worse(said(1, ""), fine)
        assert worse(said(-24, ""), fine)
        assert not worse(said(0, "2 passed"), fine)
        assert not worse(said(5, "no tests ran"), said(5, "no tests ran"))

    def test_a_complaint_more_and_not_one_on_another_line(self):
        before = said(1, "a.md:3:1: too long\nFAILED a.md::[line:7] - Error: 1\n")
        assert before == Said(
            1, Counter({"a.md:N:N: too long": 1, "FAILED a.md::[line:N]": 1})
        )
        assert not worse(said(1, "a.md:4:1: too long\nFAILED a.md::[line:8]"), before)
        assert worse(said(1, "a.md:3:1: too long\na.md:9:1: too long"), before)
        assert worse(said(1, "ERROR a.md - no fence"), before)

    def test_a_complaint_less_is_none(self):
        assert not worse(said(0, ""), said(1, "a.md:3:1: too long"))


@pytest.fixture(scope="module")
def one_desk():
    """A desk with the tools that the book itself needs; the others are not here."""
    with desk(ROOT, Path(sys.executable)) as one:
        docs, ruff = TOOL["pytest-markdown-docs"], TOOL["ruff check"]
        shown = [
            (docs, PAGES[1]),
            (ruff, PAGES[1]),
            (ruff, MODULES[1]),
            (ruff, NOTEBOOK),
        ]
        for tool, path in shown:
            one.before[tool.name, (path,)] = one.ask(tool, (path,))
        yield one


def who(one_desk, mutant: Mutant) -> set[str]:
    """Return which of the two tools that are here notice a mutant."""
    new = changes(one_desk.book, mutant)
    package = any(path in MODULES for path in new)
    with one_desk.changed(new):
        names = ["pytest-markdown-docs", "ruff check"]
        return {n for n in names if one_desk.noticed(TOOL[n], mutant, package)}


@pytest.mark.reads("docs", "tests/book/others.txt")
class TestARealRun:
    def test_the_book_as_it_is_passes(self, one_desk):
        before = one_desk.before["pytest-markdown-docs", (PAGES[1],)]
        assert before == Said(0, Counter())
        nothing = Mutant(PAGES[1], "nothing", 1, 0, 0, "", ("", "", ""))
        assert who(one_desk, nothing) == set()

    def test_an_example_that_raises_is_noticed_and_a_wrong_output_is_not(
        self, one_desk
    ):
        missing = mistake(PAGES[1], "import weighted_sum", "import weighted_summ")
        assert who(one_desk, missing) == {"pytest-markdown-docs"}
        assert who(one_desk, mistake(PAGES[1], "\n[8.]\n", "\n[9.]\n")) == set()

    def test_a_definition_without_its_import_is_noticed_by_both(self, one_desk):
        nothing = mistake(PAGES[1], "import numpy as np\n\n\ndef", "\n\ndef")
        assert who(one_desk, nothing) == {"pytest-markdown-docs", "ruff check"}

    def test_a_module_that_has_gone_is_noticed(self, one_desk):
        gone = mistake(PAGES[1], 'title="tinynet/neuron.py"', 'title="tinynet/n.py"')
        assert "ruff check" in who(one_desk, gone)

    def test_a_program_that_never_ends_is_ended_and_noticed(self):
        program = (
            "from tinynet.book import others\n"
            "def become(*words):\n"
            "    while True: pass\n"
            "others.SECONDS, others.become = 1, become\n"
            "print(others.answer(['ruff'], [], '.'))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert re.search(r"'status': -(9|24)", done.stdout)
        assert worse(said(-24, ""), Said(0, Counter()))

    def test_afterwards_everything_is_as_before(self, one_desk):
        for path in (*PAGES, *MODULES, NOTEBOOK):
            assert (one_desk.book / path).read_bytes() == (ROOT / path).read_bytes()
