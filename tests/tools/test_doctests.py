"""`pytest docs/page.md` says what check says, for any book."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_book import write_book

ROOT = Path(__file__).parents[2]


def pytest_in(root: Path, *arguments: str) -> str:
    """Return what pytest says in a book; it is another one than this."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--markdown-docs",
        "-p",
        "tools.doctests",
    ]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def root(tmp_path) -> Path:
    return write_book(tmp_path)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_book_that_is_right_passes_and_is_counted(root):
    told = pytest_in(root, "docs")
    assert "the book: 2 examples run, 1 numbers, 3 definitions extracted" in told
    assert "5 passed" in told


def test_workers_say_the_same(root):
    told = pytest_in(root, "docs", "-n", "2", "--dist", "loadfile")
    assert "the book: 2 examples run" in told.replace("1 numbers, ", "")
    assert "5 passed" in told


@pytest.mark.parametrize(
    ("page", "old", "new", "told"),
    [
        (
            "double",
            "3.0\n",
            "3.5\n",
            "docs/double.md:33: published '3.5', printed '3.0'",
        ),
        (
            "double",
            "3.00<!--",
            "2.00<!--",
            "docs/double.md:36: published 2.00, true 3.00",
        ),
        ("double", "d(x) = x + x", "d(x) = x", "docs/double.md:9: "),
        ("double", "Halving", "Halving by `third`", "docs/double.md:40: "),
        ("double", "print(result)", "len(3)", "docs/double.md:29: raises TypeError"),
        ("line", "M 0 30", "M 0 29", "docs/figures/line.svg: published"),
        ("double", "```text", "```text ", "docs/double.md:32: cannot read the header"),
        ("double", "```python\n", '```python hl_lines="a-b"\n', 'hl_lines="a-b"'),
        ("index", "It doubles", "~~~\nIt doubles", "docs/index.md:3: a fence is"),
    ],
)
def test_what_check_refuses_fails(root, page, old, new, told):
    edit(root / f"docs/{page}.md", old, new)
    said = pytest_in(root, f"docs/{page}.md")
    assert told in said
    assert "1 failed" in said or "1 error" in said


def test_a_page_that_is_not_in_the_nav_is_refused(root):
    (root / "docs/new.md").write_text("# New\n\n```python\nx = 1\n```\n")
    assert "docs/new.md:1: is not in the nav" in pytest_in(root, "docs/new.md")


def test_the_readme_is_a_page(root):
    (root / "README.md").write_text("```python\nprint(1)\n```\n")
    assert "README.md:3: prints '1' with no output block" in pytest_in(
        root, "README.md"
    )


def test_an_example_for_want_of_whose_library_it_is_not_run_is_skipped(root):
    extra = '[project.optional-dependencies]\nelsewhere = ["notorch==1.0"]\n'
    (root / "pyproject.toml").write_text(extra)
    edit(
        root / "docs/double.md",
        "from tinynet import",
        "import notorch\nfrom tinynet import",
    )
    said = pytest_in(root, "docs/double.md", "-rs")
    assert "needs notorch: `make elsewhere`" in said
    assert "1 examples not run for want of notorch" in said


def test_the_tools_of_another_checkout_are_refused(root):
    (root / "tools").mkdir()
    said = pytest_in(root, "docs")
    assert "run python -m pytest" in said
