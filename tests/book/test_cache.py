"""What has run before is recalled, and run again when anything has changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from little_book import ROOT, fenced, little_book
from pathspec import GitIgnoreSpec

from tinynet.book import cache
from tinynet.book.cache import (
    FOLDER,
    content,
    fingerprint,
    is_kept,
    keep,
    kept_of,
    looking,
    recalled,
    run_all,
    run_or_recall,
    surroundings,
    within,
)
from tinynet.book.notebooks import run_or_recall as notebook
from tinynet.book.pages import read_book

COUNT = 'with open("{log}", "a") as log:\n    log.write("run ")\ndel log\n'


@pytest.fixture(autouse=True)
def fresh_surroundings():
    """Let no test leave its surroundings behind."""
    surroundings.cache_clear()
    yield
    surroundings.cache_clear()


class Little:
    """A book with one example, which writes a word each time that it is run."""

    def __init__(self, root: Path, code: str):
        self.root, self.log = root / "book", root / "log.txt"
        self.write(code)

    def write(self, code: str) -> None:
        text = COUNT.format(log=self.log) + code
        little_book(self.root, {"one.md": f"# One\n\n{fenced(text)}"})

    def run(self):
        [page] = read_book(self.root).pages
        runs, drawn = run_all(page, self.root)
        return runs[0], drawn

    @property
    def times(self) -> int:
        return self.log.read_text().count("run") if self.log.exists() else 0


@pytest.fixture
def little(tmp_path):
    return lambda code: Little(tmp_path, code)


def test_what_has_run_is_recalled_with_all_that_it_left(little):
    book = little("def twice(x):\n    return k * x\n\nk = 2\nprint(twice(21))")
    first, _ = book.run()
    again, _ = book.run()
    assert book.times == 1
    assert (again.printed, again.failure) == (first.printed, None) == ("42\n", None)
    assert again.variables["twice"](4) == 8
    assert again.seconds == first.seconds > 0
    assert kept_of(read_book(book.root).blocks("example"), book.root) == 1


def test_its_line_on_the_page_may_change(little):
    book = little("print(1)")
    before, _ = book.run()
    page = book.root / "docs/one.md"
    page.write_text(page.read_text().replace("# One\n", "# One\n\nA new sentence.\n"))
    after, _ = book.run()
    assert after.example.line == before.example.line + 2
    assert book.times == 1


def test_its_pictures_and_what_they_were_drawn_from_are_kept(little):
    book = little(
        "from tinynet.book.figures import Chart\n"
        "chart = Chart('a line', (0, 1), (0, 1))\n"
        "chart.line([0, 1], [0, 1], 'x')\n"
        "chart.save('line.svg')"
    )
    first, drawn = book.run()
    again, recalled_drawn = book.run()
    assert book.times == 1
    assert again.pictures == first.pictures
    assert [c.series for c in drawn] == [c.series for c in recalled_drawn] != []


def test_other_code_runs_again(little):
    book = little("print(1)")
    book.run()
    book.write("print(2)")
    assert book.run()[0].printed == "2\n"
    assert book.times == 2


def test_a_file_that_it_has_read_is_looked_at(little):
    book = little("")
    file = book.root / "data.txt"
    book.write(f"from pathlib import Path\nprint(Path({str(file)!r}).read_text())")
    file.write_text("one")
    book.run()
    book.run()
    assert book.times == 1
    file.write_text("two")
    assert book.run()[0].printed == "two\n"
    file.unlink()
    assert "FileNotFoundError" in str(book.run()[0].failure)


def test_a_file_that_was_not_there_is_looked_for(little):
    book = little("")
    file = book.root / "later.txt"
    book.write(
        "from pathlib import Path\n"
        f"try:\n    print(Path({str(file)!r}).read_text())\n"
        "except OSError:\n    print('nothing')"
    )
    assert book.run()[0].printed == "nothing\n"
    file.write_text("something")
    assert book.run()[0].printed == "something\n"


def test_a_folder_that_it_has_listed_is_looked_at(little):
    book = little("")
    book.write(f"import os\nprint(len(os.listdir({str(book.root / 'docs')!r})))")
    assert book.run()[0].printed == book.run()[0].printed == "1\n"
    assert book.times == 1
    (book.root / "docs/more.txt").write_text("")
    assert book.run()[0].printed == "2\n"


def test_a_module_of_the_project_that_is_loaded_already_is_looked_at(little):
    book = little(f"import sys\nsys.path.insert(0, {str(ROOT / 'tests')!r})\n")
    import built_site

    assert built_site.__file__ not in opened(book)
    assert "tests/built_site.py" in within(set(), ROOT)


def opened(book) -> set[str]:
    with looking() as seen:
        book.run()
    return seen


@pytest.mark.parametrize(
    "what",
    [
        pytest.param("import subprocess\nsubprocess.run(['true'])", id="program"),
        pytest.param("import os\nos.system('true')", id="shell"),
        pytest.param(
            "import socket\nwith socket.socket() as s:\n    s.bind(('127.0.0.1', 0))",
            id="socket",
        ),
        pytest.param(
            "import _posixsubprocess, os\n"
            "pid = _posixsubprocess.fork_exec([b'/bin/true'], [b'/bin/true'], True, (),"
            " None, None, -1, -1, -1, -1, -1, -1, *os.pipe(), False, False, 0, None,"
            " None, None, -1, None, False)\n"
            "os.waitpid(pid, 0)",
            id="unheard",
        ),
    ],
)
def test_what_reaches_beyond_is_never_kept(little, what):
    book = little(what)
    assert book.run()[0].failure is None
    book.run()
    assert book.times == 2


def test_what_fails_is_never_kept(little):
    book = little("1 / 0")
    assert "ZeroDivisionError" in str(book.run()[0].failure)
    assert "ZeroDivisionError" in str(book.run()[0].failure)
    assert book.times == 2


def test_what_was_quick_is_kept_as_well(little):
    book = little("print(1)")
    assert book.run()[0].seconds < 0.1
    book.run()
    assert book.times == 1


@pytest.mark.parametrize(
    "left", ["kept = (n for n in [1])", "kept = bytes(20_000)"], ids=["open", "large"]
)
def test_what_cannot_be_written_is_never_kept(little, left, monkeypatch):
    monkeypatch.setattr(cache, "LARGEST", 10_000)
    book = little(left)
    book.run()
    book.run()
    assert book.times == 2
    assert not any((book.root / FOLDER).glob("*"))


def test_a_file_that_was_damaged_is_as_good_as_none(little):
    book = little("print(1)")
    book.run()
    [file] = (book.root / FOLDER).iterdir()
    for damage in [b"", b"{}\nnothing", file.read_bytes()[:-20]]:
        file.write_bytes(damage)
        assert book.run()[0].printed == "1\n"
    assert book.times == 4


@pytest.mark.parametrize("name", ["OPENBLAS_CORETYPE", "OMP_NUM_THREADS", "MKL_CBWR"])
def test_the_settings_that_a_process_began_with_belong_to_the_key(monkeypatch, name):
    command = "from tinynet.book.cache import fingerprint; print(fingerprint())"
    found = set()
    for settings in ({}, {name: "1"}):
        environment = {k: v for k, v in os.environ.items() if k != name} | settings
        done = subprocess.run(
            [sys.executable, "-c", command],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        found.add(done.stdout)
    assert len(found) == 2
    before = fingerprint()
    monkeypatch.setenv(name, "2")  # too late: the libraries have read it
    assert fingerprint() == before


def test_the_package_and_the_libraries_belong_to_the_key(tmp_path, monkeypatch):
    before = fingerprint()
    monkeypatch.setattr(cache, "PACKAGE", tmp_path)
    other = fingerprint()
    (tmp_path / "new.py").write_text("x = 1\n")
    assert len({before, other, fingerprint()}) == 3
    monkeypatch.undo()
    (tmp_path / "numpy").mkdir()
    (tmp_path / "numpy-0.1.dist-info").mkdir()
    monkeypatch.setattr(cache.np, "__file__", str(tmp_path / "numpy/__init__.py"))
    assert fingerprint() != before


def test_nothing_is_kept_when_the_package_is_no_longer_the_one_that_runs(
    tmp_path, monkeypatch
):
    package = tmp_path / "package"
    package.mkdir()
    monkeypatch.setattr(cache, "PACKAGE", package)
    surroundings()
    (package / "new.py").write_text("x = 1\n")
    assert not keep("work", 1, tmp_path, {})
    assert not (tmp_path / FOLDER).exists()


def test_what_was_wanted_longest_ago_goes_first(tmp_path, monkeypatch):
    assert keep("work 0", 1, tmp_path, {})
    monkeypatch.setattr(
        cache, "MOST", 2 * cache.place("work 0", tmp_path).stat().st_size
    )
    for number in range(3):
        assert keep(f"work {number}", number + 1, tmp_path, {})
        if number < 2:
            os.utime(cache.place(f"work {number}", tmp_path), (number, number))
        if number == 1:
            assert recalled("work 0", tmp_path) == 1  # wanted again
    kept = [recalled(f"work {number}", tmp_path) for number in range(3)]
    assert kept == [1, None, 3]


def test_a_copy_of_the_project_may_use_the_cache_of_the_project(little, tmp_path):
    book = little("print(1)")
    book.run()
    [example] = read_book(book.root).blocks("example")
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "pyproject.toml").write_text("")
    result, _ = run_or_recall(example, copy, book.root)
    assert result.printed == "1\n"
    assert not (copy / FOLDER).exists()


def test_a_result_that_depends_on_a_file_is_not_recalled_where_the_file_differs(
    tmp_path,
):
    (tmp_path / "data.txt").write_text("1")
    keep("sum", 1, tmp_path, {"data.txt": content(tmp_path / "data.txt")})
    other = tmp_path / "other"
    other.mkdir()
    assert not is_kept("sum", other, tmp_path)
    (other / "data.txt").write_text("1")
    assert is_kept("sum", other, tmp_path)


def test_a_notebook_is_run_once():
    book = read_book(ROOT)
    path = book.notebooks[0]
    fresh, problems = notebook(path, book)
    assert problems == []
    assert notebook(path, book)[0] == fresh


def test_nothing_of_the_cache_is_committed():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert GitIgnoreSpec.from_lines(lines).match_file(f"{FOLDER}/a")
