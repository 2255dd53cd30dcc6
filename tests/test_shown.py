"""Shown = run = packaged: what the built site shows, against what the tools read."""

import json
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from built_site import BOOK, PATHS, ROOT, html_file


@cache
def built(site: Path, path: str) -> BeautifulSoup:
    html = (site / html_file(path)).read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser").select_one("article")


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def code_of(block) -> list[str]:
    return lines(block.select_one("pre").get_text())


@pytest.mark.parametrize("path", [p for p in PATHS if p.endswith(".md")])
def test_the_site_shows_the_blocks_that_are_read(built_site, path):
    [page], article = BOOK.choose([path]), built(built_site, path)
    blocks = [block for block in page.blocks if block.kind != "formula"]
    shown = [code_of(block) for block in article.select("div.highlight")]
    assert len(shown) == len(blocks)
    for block, code in zip(blocks, shown, strict=True):
        if block.kind == "quotation":
            source = "\n".join(lines((ROOT / block.title).read_text("utf-8")))
            assert "\n".join(code) in source
        else:
            assert code == lines(block.text)
    formulas = [math["data-tex"] for math in article.select("div.formula > math")]
    assert formulas == [block.text.strip() for block in page.of("formula")]
    assert "\\(" not in article.get_text()


def test_the_package_is_what_the_site_shows_of_it(built_site):
    modules: dict[str, list[str]] = {}
    for page in BOOK.pages:
        if page.path in PATHS:
            for title in built(built_site, page.path).select(".definition"):
                module = modules.setdefault(title.get_text(), [])
                module += code_of(title.parent)
    for file in (ROOT / "tinynet").glob("*.py"):
        first, *rest = lines(file.read_text("utf-8"))
        assert first.startswith("# Copied from docs/")
        assert modules.pop(f"tinynet/{file.name}") == rest
    assert not modules


@pytest.mark.parametrize("path", BOOK.notebooks)
def test_the_site_shows_the_cells_of_a_notebook(built_site, path):
    cells = json.loads((ROOT / path).read_text("utf-8"))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    article = built(built_site, path)
    shown = article.select(".jp-CodeCell .jp-InputArea pre")
    assert [lines(pre.get_text()) for pre in shown] == [lines(cell) for cell in code]
    assert article.select(".jp-OutputArea-output")
    words = [text.get_text() for text in article.select(".jp-MarkdownCell")]
    assert "$" not in "".join(words)  # nothing sets the formulas of a notebook
