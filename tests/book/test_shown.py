"""Shown = run = packaged: what the built site shows, against what the book reads."""

import json
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tinynet.book.pages import read_book

ROOT = Path(__file__).parents[2]
BOOK = read_book(ROOT)


@cache
def built(site: Path, path: str) -> BeautifulSoup:
    """Return the built page of a page or notebook of docs/."""
    stem = Path(path).relative_to("docs").with_suffix("")
    folder = stem.parent if stem.name == "index" else stem
    html = (site / folder / "index.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser")


def code_blocks(page: BeautifulSoup, language: str = "") -> list[str]:
    """Return the text of each block of code on a page, in the order of the page."""
    blocks = page.select(f"article div.highlight{language}")
    return [block.select_one("pre").get_text().rstrip("\n") for block in blocks]


@pytest.mark.parametrize("path", [p.path for p in BOOK.pages if p.path != "README.md"])
def test_the_site_shows_the_blocks_that_the_reader_of_pages_sees(built_site, path):
    page = next(page for page in BOOK.pages if page.path == path)
    seen = [b.text.strip("\n").rstrip() for b in page.blocks if b.kind != "formula"]
    shown = [text.strip("\n").rstrip() for text in code_blocks(built(built_site, path))]
    assert shown == seen


def test_every_python_block_of_the_site_is_packaged_or_run(built_site):
    packaged = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "tinynet").rglob("*.py")
    )
    examples = {block.text.strip() for block in BOOK.blocks("example")}
    count = {"packaged": 0, "run": 0}
    for page in BOOK.pages[:-1]:
        for text in code_blocks(built(built_site, page.path), ".language-python"):
            if text.strip() in examples:
                count["run"] += 1
            else:
                assert text.strip() in packaged, (
                    f"{page.path} shows a stranger:\n{text}"
                )
                count["packaged"] += 1
    in_readme = sum(block.path == "README.md" for block in BOOK.blocks("example"))
    assert count == {
        "packaged": len(BOOK.blocks("definition")),
        "run": len(BOOK.blocks("example")) - in_readme,
    }


@pytest.mark.parametrize("path", BOOK.notebooks)
def test_a_notebook_page_shows_each_cell_as_it_stands_in_the_notebook(built_site, path):
    cells = json.loads((ROOT / path).read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    page = built(built_site, path)
    shown = [
        pre.get_text().rstrip("\n")
        for pre in page.select(".jp-CodeCell .jp-InputArea pre")
    ]
    assert shown == code
