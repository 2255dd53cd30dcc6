"""Labs: what the builder does for a chapter, done for the page of a notebook.

A hook for MkDocs. A lab begins with a picture, which its metadata names; its links lead to
pages, and its terms show their meanings.
"""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree.ElementTree import fromstring, tostring

from publish.terms import Marks
from publish.weave import Unwoven, inlined

CELL = re.compile(r'<div class="[^"]*jp-MarkdownOutput[^>]*>')
CHART = re.compile(r"data:image/svg\+xml;base64,([\w+/=]+)")
LINK = re.compile(r'(?<=href=")(?!https?:)([\w./-]+)\.(?:md|ipynb)(?=["#])')


def on_page_content(html: str, page, config, files) -> str:
    """Return the content of a lab as it is published; MkDocs calls this."""
    lab = page.file.src_uri
    if not lab.endswith(".ipynb"):
        return html
    docs = Path(config["docs_dir"])
    for path in LINK.finditer(html):
        if not (docs / lab).parent.joinpath(path[0]).exists():
            raise Unwoven(f"docs/{lab}: a link leads nowhere: {path[0]}")
    # Not each output of a cell is a stop of the Tab key: book.js sees which one scrolls.
    html = LINK.sub(r"\1.html", html).replace(' tabindex="0"', "")
    html = CHART.sub(lambda one: as_text(b64decode(one[1]).decode()), html)
    marks = Marks((docs / "glossary.md").read_text("utf-8"), lab)
    found, done = [], 0
    for start, end in sentences(html):
        cell = fromstring(f"<div>{html[start:end]}</div>")
        marks.walk(cell)
        marked = tostring(cell, "unicode", "html")[len("<div>") : -len("</div>")]
        found += [html[done:start], marked]
        done = end
    html = "".join([*found, html[done:]])
    notebook = json.loads((docs / lab).read_text("utf-8"))
    return html.replace("</h1>", "</h1>" + opening(notebook, docs), 1)


def as_text(svg: str) -> str:
    """Return a chart as an address of text, which packs to half of base64."""
    return f"data:image/svg+xml,{quote(' '.join(svg.split()), safe=' /:=;,.()-')}"


def sentences(html: str) -> Iterator[tuple[int, int]]:
    """Yield where the content of each cell of Markdown starts and ends."""
    for cell in CELL.finditer(html):
        depth = 1
        for tag in re.compile(r"<(/?)div\b").finditer(html, cell.end()):
            depth += -1 if tag[1] else 1
            if not depth:
                yield cell.end(), tag.start()
                break


def opening(notebook: dict, docs: Path) -> str:
    """Return the picture with which a lab begins, with its caption."""
    picture = notebook["metadata"].get("opening")
    if not picture:
        return ""
    file = docs / "figures" / picture["figure"]
    svg = inlined(file.read_text("utf-8"), file.stem, picture["words"])
    return (
        f'<figure><span class="picture">{svg}</span>'
        f"<figcaption>{picture['caption']}</figcaption></figure>"
    )
