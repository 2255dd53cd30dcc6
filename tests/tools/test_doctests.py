"""`pytest docs/page.md` says what check says, for any book."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from small_book import write_book

ROOT = Path(__file__).parents[2]
MISTAKES = [  # page, what stands there, what is written in its place, what pytest says
    ("double", "3.0\n", "3.5\n", "published '3.5', printed '3.0'"),
    ("double", "3.00<!--", "2.00<!--", "published 2.00, true 3.00"),
    ("double", "d(x) = x + x", "d(x) = x", "d(x)"),
    ("double", "Halving", "Halving by `third`", "`third`"),
    ("line", "![A line", "![A falling line", "docs/figures/line.svg: published"),
    ("index", "It doubles", "~~~\nIt doubles", "three backticks"),
]
PAGES = {  # what pytest says, and the page that makes it say so
    "docs/lines.md:1: cannot read the header": '```python hl_lines="a-b"\n1\n```\n',
    "docs/title.md:4: cannot read": '```python\n```\n\n```text title="output"\n```\n',
    "docs/orphan.md:1: no example stands above": '```text title="Output"\n1\n```\n',
    "docs/new.md:1: is not in the nav": "```python\nx = 1\n```\n",
    "docs/type.md:4: raises TypeError": "```python\nimport os\n"
    "open(os.environ['RUNS'], 'a').write('x')\nlen(3)\n```\n",
    "README.md:3: published nothing, printed '1'": "```python\nprint(1)\n```\n",
    "needs jax: `make elsewhere`": "```python\nimport jax\n```\n",
}


def pytest_in(root: Path, *arguments: str) -> str:
    """Return what pytest says in a book; it is another one than this."""
    options = ("--markdown-docs", "-p", "tools.doctests", "-p", "no:cacheprovider")
    env = os.environ | {"PYTHONPATH": str(ROOT), "RUNS": str(root / "runs")}
    command = [sys.executable, "-m", "pytest", *options, *arguments]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)
    return done.stdout + done.stderr


def test_a_book_that_is_right_passes_and_is_counted_and_no_hand_edit_does(tmp_path):
    root = write_book(tmp_path)
    told = pytest_in(root, "docs", "-n", "1")
    for count in ("2 examples run", "3 definitions extracted", "1 numbers checked"):
        assert re.search(f"the book: .*{count}", told)
    assert "5 passed" in told
    (root / "tinynet/double.py").write_text("# A hand edit\n", encoding="utf-8")
    assert "tinynet/double.py:2: edited by hand" in pytest_in(root, "docs/double.md")


@pytest.fixture(scope="module")
def wrong(tmp_path_factory) -> tuple[Path, str]:
    """Return a book with all of these mistakes, and what pytest says of it."""
    root = write_book(tmp_path_factory.mktemp("wrong"))
    for page, old, new, _ in MISTAKES:
        file = root / f"docs/{page}.md"
        file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    figure = root / "docs/figures/line.svg"
    figure.write_text(figure.read_text("utf-8").replace("M 0 30", "M 0 29"), "utf-8")
    nav = (root / "mkdocs.yml").read_text(encoding="utf-8")
    for told, text in PAGES.items():
        path = told.partition(":")[0] if ".md:" in told else "docs/wanting.md"
        (root / path).write_text(text, encoding="utf-8")
        nav += f"  - {path[5:]}\n" * (path not in ("docs/new.md", "README.md"))
    (root / "mkdocs.yml").write_text(nav, encoding="utf-8")
    return root, pytest_in(root, "docs", "README.md", "-rs")


@pytest.mark.parametrize(("page", "old", "new", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_line(wrong, page, old, new, told):
    text = (wrong[0] / f"docs/{page}.md").read_text(encoding="utf-8")
    line = text[: text.index(new)].count("\n") + 1
    assert re.search(f"(?m)^docs/{page}.md:{line}: .*{re.escape(told)}", wrong[1])


@pytest.mark.parametrize("told", PAGES)
def test_a_page_that_cannot_be_right_is_told_and_run_once(wrong, told):
    assert told in wrong[1]
    assert (wrong[0] / "runs").read_text() == "x"
