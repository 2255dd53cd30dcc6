"""A little book in a folder of its own, with the real project's Markdown settings."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tinynet.book.pages import Refused
from tinynet.book.tangle import tangle

ROOT = Path(__file__).parents[2]
EXTENSIONS = re.search(
    r"^markdown_extensions:\n(?:[ #-].*\n)+",
    (ROOT / "mkdocs.yml").read_text(encoding="utf-8"),
    re.MULTILINE,
)[0]
HALF = "def half(x):\n    return x / 2"
TWICE = "def twice(x):\n    return x * 2"


def fenced(code: str, target: str = "", fence: str = "```", prefix: str = "") -> str:
    """Return the lines of a block of Python; `target` is the module it writes."""
    header = f'{fence}python title="{target}"' if target else f"{fence}python"
    lines = [header, *code.split("\n"), fence]
    return "".join(f"{prefix}{line}".rstrip() + "\n" for line in lines)


def page(name: str, *codes: str) -> str:
    """Return a page with a title, and a sentence above each block of its module."""
    parts = [
        f"Here is a block.\n\n{fenced(code, f'tinynet/{name}.py')}" for code in codes
    ]
    return f"# {name}\n\n" + "\n".join(parts)


def little_book(root: Path, pages: dict[str, str | bytes], nav=None) -> Path:
    """Write a book of `pages` into `root`; `nav` is the pages' own order, if not given."""
    root.mkdir(exist_ok=True)
    entries = "".join(f"  - {name}\n" for name in (pages if nav is None else nav))
    settings = f"site_name: little\n{EXTENSIONS}nav:\n{entries}"
    (root / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (root / "docs").mkdir(exist_ok=True)
    for name, text in pages.items():
        write_page(root, name, text)
    return root


def write_page(root: Path, name: str, text: str | bytes) -> None:
    file = root / "docs" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def files(root: Path) -> dict[str, bytes]:
    """Return the bytes of each file of the package."""
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted((root / "tinynet").rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }


def code(root: Path, module: str) -> str:
    """Return what a module's file says below its first line."""
    text = (root / module).read_text(encoding="utf-8")
    return text.partition("\n")[2]


def refusal(root: Path) -> str:
    """Tangle, expect a refusal that changes nothing in the package, and return it."""
    before = files(root)
    with pytest.raises(Refused) as refused:
        tangle(root)
    assert files(root) == before
    lines = str(refused.value).split("\n")
    assert all(re.match(r"\S+:\d+: \S", line) for line in lines), lines
    return str(refused.value)


def command(root: Path, verb: str = "tangle", first: Path | None = None, **more):
    """Run `python -m tinynet.book` in the book; `first` leads Python's search path."""
    places = [str(place) for place in (first, ROOT) if place]
    return subprocess.run(
        [sys.executable, "-m", "tinynet.book", verb],
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        **more,
    )
