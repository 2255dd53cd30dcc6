# Copied from docs/book/pictures.md, the place to edit it (ac8f956006de548f).
"""Pictures: the SVG that a page names becomes a part of the page, while it is built.

Page: docs/book/pictures.md. Licence: MIT-0.
"""

import re
from pathlib import Path
from xml.etree.ElementTree import (
    Element,
    ParseError,
    fromstring,
    register_namespace,
    tostring,
)

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from mkdocs.exceptions import BuildError

from tinynet.book.pages import Problem

SVG = "{http://www.w3.org/2000/svg}"
UNITS = 15  # of a picture are as wide as a letter of the page is high
register_namespace("", SVG.strip("{}"))


def inlined(svg: str, name: str, words: str) -> str:
    """Return a picture as a part of a page, where it is called `name`.

    `words` say what it shows. Raises ValueError, with the reason, if they do not, or
    if the picture is not only a drawing.
    """
    if not words.strip():
        raise ValueError("has no words between its brackets; say what it shows")
    try:
        picture = fromstring(svg)
    except ParseError as error:
        raise ValueError(f"is not SVG: {error}") from error
    for element in picture.iter():
        if element.tag in {f"{SVG}script", f"{SVG}foreignObject", f"{SVG}image"}:
            raise ValueError(f"holds more than a drawing: {element.tag[len(SVG) :]}")
    for child in list(picture):
        if child.tag in {f"{SVG}title", f"{SVG}desc"}:
            picture.remove(child)
    if box := picture.get("viewBox"):
        picture.set("width", f"{float(box.split()[2]) / UNITS:g}em")
    picture.set("role", "img")
    picture.set("aria-label", words)
    picture.set("data-search-exclude", "")
    own = re.compile(r'( id="|url\(#| href="#)')
    return own.sub(rf"\1{name}-", tostring(picture, encoding="unicode"))


def place_of(source: str, text: str) -> int:
    """Return the line of a page that names a picture, counted from 1."""
    return text[: max(text.find(f"]({source}"), 0)].count("\n") + 1


class Inliner(Treeprocessor):
    """Puts the pictures into a page that MkDocs builds."""

    def run(self, root: Element) -> None:
        if "relpath" not in self.md.treeprocessors:
            return
        file = self.md.treeprocessors["relpath"].file
        page = Path(file.abs_src_path)
        problems = []
        for image in root.iter("img"):
            source = image.get("src", "")
            if not source.endswith(".svg") or "://" in source:
                continue
            try:
                self.replace(image, page.parent / source)
            except ValueError as error:
                line = place_of(source, page.read_text("utf-8-sig"))
                problem = f"the picture {source} {error}"
                problems.append(Problem(f"docs/{file.src_uri}", line, problem))
        if problems:
            raise BuildError("\n".join(map(str, problems)))

    def replace(self, image: Element, file: Path) -> None:
        """Put the picture in `file` where the page names it; ValueError if it cannot."""
        if not file.is_file():
            raise ValueError("is not there; 'accept' writes what an example draws")
        svg = inlined(file.read_text("utf-8"), file.stem, image.get("alt", ""))
        tail = image.tail
        image.clear()
        image.tag, image.tail = "span", tail
        image.set("class", "picture")
        # Put away, as superfences puts its blocks away, until the page is finished.
        image.text = self.md.htmlStash.store(svg)


class Pictures(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        # After the text has been read (20), and before links are changed (0).
        md.treeprocessors.register(Inliner(md), "pictures", 4)


def makeExtension(**settings) -> Pictures:
    """Return the extension, under the name by which Python-Markdown asks for it."""
    return Pictures(**settings)
