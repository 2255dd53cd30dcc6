"""The labs as readers get them: the cells of the built site, and what they printed."""

from collections import namedtuple
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup
from built_site import html_file

# source: its code. lines: what it printed. pictures: what it drew, as SVG.
Cell = namedtuple("Cell", ["source", "lines", "pictures"])


def executed(site: Path, path: str) -> list[Cell]:
    """Return the code cells of a lab, which the builder of the site has run."""
    page = BeautifulSoup((site / html_file(path)).read_text("utf-8"), "html.parser")
    cells = []
    for cell in page.select(".jp-CodeCell:not(:has(.jp-CodeCell))"):
        lines = "".join(text.get_text() for text in cell.select(".jp-OutputArea pre"))
        images = [image["src"].partition(",")[2] for image in cell.select("img")]
        pictures = [unquote(image) for image in images]
        source = cell.select_one(".jp-InputArea pre").get_text()
        cells.append(Cell(source, lines.splitlines(), pictures))
    return cells


def the(cells: list[Cell], part: str) -> Cell:
    """Return the one cell whose code contains `part`."""
    (cell,) = [cell for cell in cells if part in cell.source]
    return cell
