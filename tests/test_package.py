"""The package as its users get it: alone, with NumPy and nothing else."""

import ast
import math
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tinynet.book.examples import output_below
from tinynet.book.pages import read_book

pytestmark = pytest.mark.reads("docs", "README.md", "LICENSE")

ROOT = Path(__file__).parents[1]


def run(*command, **options) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def numpy_alone() -> str:
    """Return the lines of requirements.txt that pin NumPy, with their hashes."""
    text = (ROOT / "requirements.txt").read_text()
    return "".join(re.findall(r"^numpy==.*\n(?:    .*\n)+", text, re.MULTILINE))


@pytest.fixture(scope="module")
def empty_environment(tmp_path_factory) -> Path:
    """An environment that holds NumPy and the package's wheel; its Python."""
    folder = tmp_path_factory.mktemp("alone")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT)
    (wheel,) = folder.glob("tinynet_book-*.whl")
    venv.create(folder / "venv")
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    (folder / "numpy.txt").write_text(numpy_alone())
    into = ["--python", python, "install"]
    # Python compiles what is imported; pip would compile all of NumPy's own tests too.
    into += ["--no-compile"]
    run(*pip, *into, "--require-hashes", "--requirement", folder / "numpy.txt")
    run(*pip, *into, "--no-deps", wheel)
    return python


def test_it_works_with_numpy_alone(empty_environment, tmp_path):
    program = (
        "import sys; from tinynet import sigmoid; from tinynet.data import MILO; "
        "import tinynet.book.figures; "
        "print(f'{sigmoid(2.0):.12f}', len(MILO.inputs), 'mkdocs' in sys.modules)"
    )
    said = run(empty_environment, "-I", "-c", program, cwd=tmp_path)
    assert said == f"{0.5 + math.tanh(1.0) / 2:.12f} 4 False\n"


def test_the_environment_holds_none_of_the_site_s_tools(empty_environment, tmp_path):
    program = (
        "from importlib.metadata import distributions; "
        "print(sorted(d.name for d in distributions()))"
    )
    said = run(empty_environment, "-I", "-c", program, cwd=tmp_path)
    assert said == "['numpy', 'tinynet-book']\n"


def test_importing_the_package_imports_nothing_but_numpy(tmp_path):
    program = (
        "import sys, numpy; before = set(sys.modules); import tinynet; "
        "new = {m.split('.')[0] for m in set(sys.modules) - before}; "
        "print(sorted(m for m in new if m not in sys.stdlib_module_names and m != 'numpy'))"
    )
    assert run(sys.executable, "-c", program, cwd=tmp_path) == "['tinynet']\n"


BEYOND = {"dask", "jax", "sklearn", "torch"}  # what some chapters show beside ours


def imported(source: str) -> set[str]:
    """Return the packages that a program imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.partition(".")[0])
    return found


EXAMPLES = [
    (page, block)
    for page in read_book(ROOT).pages
    for block in page.blocks
    if block.kind == "example" and not page.path.startswith("docs/book/")
]


def test_an_example_imports_numpy_and_the_package_or_a_library_that_it_shows():
    known = {"numpy", "tinynet", *BEYOND, *sys.stdlib_module_names}
    for page, block in EXAMPLES:
        assert imported(block.text) <= known, f"{page.path}:{block.line}"


def test_the_first_example_of_each_chapter_works_with_numpy_alone(
    empty_environment, tmp_path
):
    """Each in a process of its own, in an empty folder, as a reader would run it."""
    first = {}
    for page, block in EXAMPLES:
        if not imported(block.text) & BEYOND:
            first.setdefault(page.path, (page, block))
    wrong = []
    for page, block in first.values():
        printed = run(empty_environment, "-I", "-c", block.text, cwd=tmp_path)
        shown = output_below(page, block)
        if printed.rstrip("\n") != (shown.text.rstrip("\n") if shown else ""):
            wrong.append(f"{page.path}:{block.line}")
    assert not wrong
    assert len(first) > 15
