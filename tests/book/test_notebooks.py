"""Notebooks are run, and what comes out is compared: in files, and on the built site."""

import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from built_site import ROOT, build_small
from nbformat import v4

from tinynet.book.notebooks import (
    accepted_notebooks,
    merge,
    notebook_problems,
    run,
    second_definitions,
    stale_cells,
    tidy,
)
from tinynet.book.pages import Book, read_book

pytestmark = pytest.mark.reads()

PATH = "docs/labs/play.ipynb"


def project(root: Path, *sources: str, outputs: str = "") -> Book:
    """Make a project whose only page is a notebook of these cells."""
    cells = [v4.new_code_cell(source) for source in sources]
    if outputs:
        cells[-1].outputs = [v4.new_output("stream", text=outputs)]
    write(root, v4.new_notebook(cells=cells))
    shutil.copy(ROOT / "mkdocs.yml", root)
    package = root / "tinynet"
    shutil.copytree(ROOT / "tinynet/book", package / "book")
    (package / "__init__.py").write_text("answer = 42\n")
    return Book(root, (), (PATH,), ())


def write(root: Path, notebook) -> None:
    (root / PATH).parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, root / PATH)


def told(root: Path, *sources: str, outputs: str = "") -> list[str]:
    book = project(root, *sources, outputs=outputs)
    return [str(problem) for problem in notebook_problems(book)]


def notebook(*printed: str):
    """A notebook whose cells have printed this, each cell something."""
    cells = [v4.new_code_cell("…", id=f"cell-{n}") for n, _ in enumerate(printed)]
    for cell, text in zip(cells, printed, strict=True):
        cell.outputs = [v4.new_output("stream", text=text)] if text else []
    return v4.new_notebook(cells=cells)


def stale(was: list[str], now: list[str]) -> list[str]:
    text = v4.writes(notebook(*was))
    return [str(problem) for problem in stale_cells(PATH, text, notebook(*now))]


def test_outputs_that_are_what_the_cells_give_are_no_problem(tmp_path):
    assert told(tmp_path, "print(6 * 7)", outputs="42\n") == []


def test_a_stale_output_is_named_with_its_cell_and_a_diff():
    [problem] = stale(["a\n", "41\n"], ["a\n", "42\n"])
    first, *diff = problem.splitlines()
    assert first.startswith(PATH + ":")
    assert "cell 2 is stale" in first
    assert diff == ["    @@ -1 +1 @@", "    -41", "    +42"]


def test_a_problem_has_the_line_on_which_the_cell_begins_in_the_file():
    was = ["a\n", "41\n"]
    [problem] = stale(was, ["a\n", "42\n"])
    line = int(problem.split(":")[1])
    assert "cell-1" in v4.writes(notebook(*was)).splitlines()[line - 1]


def test_a_missing_output_is_a_problem():
    [problem] = stale([""], ["42\n"])
    assert "    +42" in problem


def test_an_output_that_is_too_much_is_a_problem():
    [problem] = stale(["42\n"], [""])
    assert "    -42" in problem


def test_a_value_is_compared_in_each_of_its_forms():
    was, now = notebook(""), notebook("")
    now.cells[0].outputs = [
        v4.new_output("execute_result", {"text/plain": "x", "image/svg+xml": "<svg/>"})
    ]
    [problem] = stale_cells(PATH, v4.writes(was), now)
    assert "    +(image/svg+xml)" in problem.text
    assert "    +x" in problem.text


def test_a_cell_that_raises_is_named_with_what_it_raises(tmp_path):
    [problem] = told(tmp_path, "x = 1", "x / 0", "print(x)")
    assert "cell 2 raises ZeroDivisionError: division by zero" in problem


def test_a_cell_that_takes_too_long_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("tinynet.book.notebooks.SECONDS", 1)
    [problem] = told(tmp_path, "import time; time.sleep(30)")
    assert "cell 1 takes longer than 1 s" in problem


def test_a_cell_that_ends_its_kernel_is_named(tmp_path):
    [problem] = told(tmp_path, "x = 1", "import os; os._exit(3)")
    assert "cell 2" in problem
    assert "died" in problem


def test_the_package_that_runs_is_the_one_of_the_project(tmp_path):
    book = project(tmp_path, "import tinynet", "print(tinynet.answer)", outputs="42\n")
    assert notebook_problems(book) == []
    (tmp_path / "tinynet/__init__.py").write_text("answer = 43\n")
    [problem] = notebook_problems(book)
    assert "    +43" in problem.text


def test_a_notebook_leaves_nothing_beside_it(tmp_path):
    told(tmp_path, "open('left.txt', 'w').close()")
    assert [file.name for file in (tmp_path / PATH).parent.iterdir()] == ["play.ipynb"]


@pytest.mark.reads("docs", "README.md")
def test_a_notebook_may_not_define_what_the_package_has():
    book = read_book(ROOT)
    with_second = v4.new_notebook(
        cells=[v4.new_code_cell("def sigmoid(x):\n    return x")]
    )
    [problem] = second_definitions(PATH, v4.writes(with_second), book)
    assert "cell 1 defines sigmoid" in problem.text


def test_accepting_settles_in_one_run(tmp_path):
    book = project(tmp_path, "print(6 * 7)", "'a' * 3", outputs="41\n")
    texts, problems = accepted_notebooks(book)
    assert problems == []
    [(file, text)] = texts.items()
    file.write_text(text)
    assert notebook_problems(book) == []
    assert accepted_notebooks(book) == (texts, [])


def test_what_differs_each_time_is_never_accepted(tmp_path):
    book = project(tmp_path, "import time", "print(time.time())")
    _, [problem] = accepted_notebooks(book)
    assert "cell 2" in problem.text
    assert "two runs" in problem.text


def test_the_time_of_day_and_the_version_of_python_are_not_kept(tmp_path):
    ran = run(v4.new_notebook(cells=[v4.new_code_cell("1")]), tmp_path)
    assert ran.cells[0].metadata == {}
    assert ran.metadata.language_info == {"name": "python"}


def test_tags_are_kept():
    cell = v4.new_code_cell("1", metadata={"tags": ["a"], "scrolled": True})
    assert tidy(v4.new_notebook(cells=[cell])).cells[0].metadata == {"tags": ["a"]}


def test_what_was_printed_in_pieces_is_one_output():
    pieces = [v4.new_output("stream", text=text) for text in ("a\n", "b\n")]
    error = v4.new_output("stream", name="stderr", text="c\n")
    assert [o.text for o in merge([*pieces, error])] == ["a\nb\n", "c\n"]


# The built site, with the settings of our own mkdocs.yml.


def site(root: Path) -> subprocess.CompletedProcess:
    return build_small(root, "labs/play.ipynb")


def published(root: Path) -> str:
    return (root / "site/labs/play/index.html").read_text("utf-8")


def test_a_notebook_that_raises_fails_the_build(tmp_path):
    project(tmp_path, "1 / 0")
    built = site(tmp_path)
    assert built.returncode != 0
    assert "ZeroDivisionError" in built.stderr


def test_a_change_of_the_package_is_published_with_the_next_build(tmp_path):
    project(tmp_path, "import tinynet", "print(tinynet.answer)", outputs="stale\n")
    for answer in ("forty-two", "forty-three"):
        (tmp_path / "tinynet/__init__.py").write_text(f"answer = {answer!r}\n")
        assert site(tmp_path).returncode == 0
        assert f"<pre>{answer}\n</pre>" in published(tmp_path)


@pytest.fixture(scope="module")
def pages(built_site) -> dict[Path, str]:
    """The built pages of the book's notebooks."""
    folders = [Path(path).with_suffix("") for path in read_book(ROOT).notebooks]
    files = [
        built_site / folder.relative_to("docs") / "index.html" for folder in folders
    ]
    return {file: file.read_text("utf-8") for file in files}


@pytest.mark.reads("docs", "README.md")
def test_the_page_of_a_notebook_holds_no_styles_and_no_programs_of_the_plugin(pages):
    for html in pages.values():
        assert len(html) < 150_000
        for stranger in ("cdnjs", "MathJax", "mermaid", "require.js", "--jp-"):
            assert stranger not in html


@pytest.mark.reads("docs", "README.md")
def test_a_notebook_can_be_downloaded_from_its_page(pages):
    for file, html in pages.items():
        name = f"{file.parent.name}.ipynb"
        assert f'href="{name}" download' in html
        assert nbformat.read(file.parent / name, as_version=4).cells


@pytest.mark.reads("docs", "README.md")
def test_the_chapter_shows_the_template_as_it_is():
    [block] = [
        block
        for page in read_book(ROOT).pages
        for block in page.blocks
        if block.title.startswith("overrides/")
    ]
    assert block.text in (ROOT / block.title).read_text("utf-8")
