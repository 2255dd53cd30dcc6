"""Shown = run = packaged: what the built site shows, against what the tools read."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from built_site import BOOK, PATHS, ROOT, html_file
from labs import executed


@cache
def built(site: Path, path: str) -> BeautifulSoup:
    html = (site / html_file(path)).read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser").select_one("article")


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("path", [p for p in PATHS if p.endswith(".md")])
def test_the_site_shows_the_blocks_that_are_read(built_site, path):
    [page], article = BOOK.choose([path]), built(built_site, path)
    blocks = [block for block in page.blocks if block.kind != "formula"]
    shown = [lines(pre.get_text()) for pre in article.select("div.highlight pre")]
    for block, code in zip(blocks, shown, strict=True):
        if block.kind == "quotation":
            whole = lines((ROOT / block.title).read_text("utf-8"))
            assert "\n".join(code) in "\n".join(whole)
        else:
            assert code == lines(block.text)
    formulas = [math["data-tex"] for math in article.select("div.formula > math")]
    assert formulas == [block.text.strip() for block in page.of("formula")]
    assert "\\(" not in article.get_text()


def test_the_package_is_what_the_site_shows_of_it(built_site):
    shown = defaultdict(list)
    for path in PATHS:
        for title in built(built_site, path).select(".definition"):
            shown[title.get_text()] += lines(title.parent.select_one("pre").get_text())
    files = {f"tinynet/{file.name}": file for file in (ROOT / "tinynet").glob("*.py")}
    packaged = {path: lines(file.read_text("utf-8")) for path, file in files.items()}
    assert shown == {path: code[1:] for path, code in packaged.items()}


@pytest.mark.parametrize("path", BOOK.notebooks)
def test_the_site_shows_the_cells_of_a_notebook_with_what_they_print_and_draw(
    built_site, path
):
    """It is stored without, and nothing sets formulas in it."""
    notebook = nbformat.read(ROOT / path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", cell.id) for cell in notebook.cells)
    cells, article = executed(built_site, path), built(built_site, path)
    assert [lines(cell.source) for cell in cells] == [lines(one.source) for one in code]
    for cell in cells:
        assert ("<path" in "".join(cell.pictures)) == ("plt.show()" in cell.source)
        assert cell.lines or "print(" not in cell.source
    assert not any("$" in p.get_text() for p in article.select(".jp-MarkdownCell"))
