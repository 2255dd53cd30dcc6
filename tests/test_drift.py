"""One mistake of each kind of fact that is checked, and each is named with its line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_book import write_book

ROOT = Path(__file__).parents[1]
LAB = "  - A lab: lab.ipynb\n"
JUPYTER = """plugins:
  - mkdocs-jupyter: {include: ["*.ipynb"], execute: true, allow_errors: false, cache: false}
"""
CELL = {"cell_type": "code", "id": "half", "metadata": {}, "outputs": []}
CELL |= {"execution_count": None, "source": ["from tinynet import halve\n", "halve(1)"]}
TITLE = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# A lab"]}
NOTEBOOK = {"cells": [TITLE, CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
MORE = """
Half of it is 1.5, see [the home page](index.md), or call `double(2)`.
"""


@pytest.fixture
def book(tmp_path):
    """The small book, with a notebook, a link, a decimal and a name added."""
    root = write_book(tmp_path)
    lab = json.dumps(NOTEBOOK, indent=1)
    (root / "docs/lab.ipynb").write_text(lab, encoding="utf-8")
    change(root, "mkdocs.yml", "  - A picture", f"{LAB}  - A picture")
    with open(root / "mkdocs.yml", "a", encoding="utf-8") as file:
        file.write(JUPYTER + "validation: {links: {anchors: warn}}\n")
    with open(root / "docs/double.md", "a", encoding="utf-8") as file:
        file.write(MORE)
    return root


def change(root: Path, path: str, old: str, new: str) -> int:
    """Replace a text that is there once, and return its line."""
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old)
    (root / path).write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def check(root: Path, *pages: str, verb="check") -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "tools", verb, *pages]
    how = {"env": os.environ | {"PYTHONPATH": str(ROOT)}, "cwd": root}
    return subprocess.run(command, capture_output=True, text=True, **how)


def test_nothing_is_wrong_with_the_book_itself(book):
    done = check(book, "docs/index.md", "docs/double.md", "docs/line.md")
    assert done.returncode == 0, done.stdout + done.stderr


DOUBLE = "docs/double.md"
MISTAKES = [  # of each kind: where, what stands there, and what is written in its place
    # The first two are told before anything is run.
    {"definition": (DOUBLE, "FACTOR * x", "FACTOR + x")},
    {"hand edit": ("tinynet/double.py", "FACTOR * x", "x * FACTOR")},
    {
        "output": (DOUBLE, "3.0\n", "3.1\n"),
        "bound number": (DOUBLE, "3.00", "3.01"),
        "row of a symbol": (DOUBLE, "`double(x)`", "`dubble(x)`"),
        "identifier": (DOUBLE, "`double(2)`", "`dubble(2)`"),
    },
    {
        "example": (DOUBLE, "double(1.5)", "double(1.6)"),
        "unbound decimal": (DOUBLE, "is 1.5,", "is 1.7,"),
        "formula": (DOUBLE, "x + x", "x - x"),
        "figure": ("docs/figures/line.svg", "L 40 0", "L 40 1"),
    },
]


@pytest.mark.parametrize("mistakes", MISTAKES, ids=", ".join)
def test_each_mistake_is_named_with_its_page_and_line(book, mistakes):
    expected = set()
    for kind, (path, old, new) in mistakes.items():
        line = change(book, path, old, new)
        line += {"definition": -8, "example": 5}.get(kind, 0)  # its block, its output
        expected.add("docs/line.md:3" if kind == "figure" else f"{path}:{line}")
    done = check(book, DOUBLE, "docs/line.md")
    assert done.returncode == 1
    told = [one for one in done.stdout.splitlines() if not one.startswith("check:")]
    places = {one.split(": ")[0] for one in told}
    assert expected <= places, told


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("docs/double.md", "(index.md)", "(indx.md)", "indx.md"),
        ("docs/lab.ipynb", "halve(1)", "halv(1)", "halv"),
    ],
    ids=["link", "notebook"],
)
def test_a_mistake_that_the_site_s_builder_finds_is_named_too(
    book, path, old, new, told
):
    line = change(book, path, old, new)
    if path.endswith(".md"):  # then no notebook need be there
        change(book, "mkdocs.yml", LAB, "")
        change(book, "mkdocs.yml", JUPYTER, "")
    done = check(book)
    assert done.returncode == 1
    [problem] = [
        one for one in done.stdout.splitlines() if not one.startswith("check:")
    ]
    file, where, what = problem.split(":", 2)
    assert file == path
    assert abs(int(where) - line) <= 1, problem
    assert told in what


def test_accept_writes_outputs_and_a_number_in_a_sentence_only_if_asked(book):
    page = book / "docs/double.md"
    line = change(book, "docs/double.md", "double(1.5)", "double(1.5) + 2")
    done = check(book, "docs/double.md", verb="accept")
    assert done.returncode == 1
    assert "5.0\n```" in (text := page.read_text("utf-8"))
    assert "is 3.00<!-- =" in text
    told = f"docs/double.md:{line + 8}: 3.00 → 5.00 in: So the double of one and a half"
    assert told in done.stdout
    done = check(book, "--numbers", "docs/double.md", verb="accept")
    assert done.returncode == 0, done.stderr
    assert page.read_text("utf-8") == text.replace("is 3.00<", "is 5.00<")


def test_accept_copies_a_definition_and_refuses_what_check_finds_wrong(book):
    change(book, "docs/double.md", "return FACTOR * x", "return x * FACTOR")
    assert check(book, "docs/double.md", verb="accept").returncode == 0
    assert "x * FACTOR" in (book / "tinynet/double.py").read_text("utf-8")
    change(book, "docs/double.md", "double(1.5)", "double(2.5)")
    change(book, "docs/double.md", "print(result)", "print(result, 1, sep='\\n')")
    line = change(book, "docs/double.md", "is 1.5,", "is 1.7,")  # below a new line
    text = (book / "docs/double.md").read_text("utf-8")
    done = check(book, "docs/double.md", verb="accept")
    assert (done.returncode, done.stderr.partition(" ")[0]) == (
        1,
        f"docs/double.md:{line}:",
    )
    assert (book / "docs/double.md").read_text("utf-8") == text
