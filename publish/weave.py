"""Weaving: formulas and figures become part of a page while the site is built.

A Markdown extension, for MkDocs and for Zensical. LaTeX, which arithmatex has marked,
becomes MathML; an SVG file becomes part of its page, in the site's colours.
"""

import re
from contextlib import contextmanager
from html import unescape
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring

import click
from latex2mathml.converter import Converter
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from tools.figures import PALETTE

MARKED = re.compile(
    r'(?s)(?<![^\s<>])([^\s<>]*)<(span|div) class="arithmatex">\\.\n?(.*?)\n?\\.</\2>([^\s<>]*)'
)
FUNCTION = r"\\(?:ln|log|exp|max|min)(?![a-z])"
PARTS = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "munderover": 3}
# Pygments marks these, too, and they have no colour of their own.
COLOURLESS = re.compile(r'<span class="(?:n|nn|o|ow|p|w)">([^<]*)</span>')
COLOUR = re.compile(r'(?<=[:" ])(?<!href=")#[0-9a-fA-F]{3,8}(?=[;"])')
# The title bar of a block says by its class what the block is.
TITLES = {"tinynet/": "definition", "Output<": "output"}


class Unwoven(click.ClickException, SystemExit):
    """Raised for what a reader could not read; builders show it without a traceback."""


def page_of(md: Markdown) -> tuple[Path, str] | None:
    """Return the file of the page that a builder converts, and its path below docs/."""
    if "relpath" in md.treeprocessors:  # MkDocs
        file = md.treeprocessors["relpath"].file
        return Path(file.abs_src_path), file.src_uri
    if "rendering_context" in md.preprocessors:  # Zensical
        context = md.preprocessors["rendering_context"]
        return Path(context.config["docs_dir"]) / context.page.path, context.page.path
    return None


def mathml(tex: str, display: str = "inline") -> str:
    """Return a formula as MathML, or raise an error for what is none."""
    # Print has a thin space around the name of a function, but not before a bracket.
    apart = re.sub(rf"(?<=[\w}})'])\s*(?={FUNCTION})", r"\\,", tex)
    index = r"(?:[_^](?:\w|\{[^}]*\}))*"
    apart = re.sub(rf"({FUNCTION}{index})\s*(?!\\left)(?=[\w\\{{])", r"\1\\,", apart)
    known = apart.replace("{aligned}", "{align*}")  # the converter's word for it
    math = Converter(display=display).convert_to_element(known)
    for element in math.iter():
        element.text = unescape(element.text or "")
    for element in [*math.iter()]:
        text = element.text
        if "\\" in text or (element.tag == "mi" and text in {"&", "{", "}"}):
            raise ValueError(f"has an unknown command or a stray sign, {text}")
        if len(element) != PARTS.get(element.tag, len(element)):
            raise ValueError(f"has an incomplete {element.tag}")
        if element.tag == "mi" and text in set("ΓΔΘΛΞΠΣΦΨΩ"):
            element.set("mathvariant", "normal")
        elif text == "/":
            element.attrib |= {"lspace": "0em", "rspace": "0em"}
        elif element.tag == "msqrt":  # a strut: the sign must not hang below the line
            element.append(Element("mspace", {"height": "0.74em", "depth": "0.15em"}))
        for left, sign in pairwise(element):
            opens = left.tag == "mo" and left.text not in set(")]}⌉⌋|")
            if opens and sign.tag == "mo" and sign.text in set("+−±"):
                sign.set("form", "prefix")
    math.set("data-tex", tex)
    return tostring(math, encoding="unicode")


def inlined(svg: str, name: str, words: str) -> str:
    """Return a figure as part of a page; `words` are what listeners hear of it."""
    if not words.strip():
        raise ValueError("has no words between its brackets; write what it shows")
    if more := re.search("<(script|foreignObject|image|style)", svg):
        raise ValueError(f"holds more than a drawing: {more[1]}")
    figure = fromstring(re.sub("(?s)<title>.*?</title>", "", svg))
    width = float(figure.get("viewBox").split()[2]) / 14  # in letters of the page
    figure.attrib |= {"width": f"{width:.4g}em", "role": "img", "aria-label": words}
    figure.set("data-search-exclude", "")
    text = tostring(figure, encoding="unicode")
    if strange := {*map(str.lower, COLOUR.findall(text))} - PALETTE.keys():
        raise ValueError(f"has a colour that is not in the palette: {strange.pop()}")
    if figure.get("data-drawn"):
        text = re.sub(r'(?<= d=")M [^"]*', lambda m: shorter(m[0]), text)
    text = COLOUR.sub(lambda m: f"var(--figure-{PALETTE[m[0].lower()]},{m[0]})", text)
    # The theme's instant navigation fails at an `href` that isn't a link's.
    text = text.replace(' href="#', ' xlink:href="#')
    return re.sub(r'( id="|url\(#|href="#)', rf"\1{name}-", text)


def shorter(path: str) -> str:
    """Return a path of Matplotlib's with each point told from the last, to a tenth.

    >>> shorter("M 1 2 L 1 4.04 L 3 4 z M 0 0 L 2.5 1")
    'm1 2v2h2zm-1-2l2.5 1'
    """
    found, at, start = "", [0.0, 0.0], [0.0, 0.0]
    for letter, numbers in re.findall("([MLQCz])([^MLQCz]*)", path):
        if letter == "z":
            at, found = start, found + "z"
            continue
        points = [round(float(number), 1) for number in numbers.split()]
        moves = [f"{round(point - at[i % 2], 1):g}" for i, point in enumerate(points)]
        at = points[-2:]
        start = at if letter == "M" else start
        line = letter.lower() + " ".join(moves)
        found += re.sub("^l0 ", "v", re.sub(r"^l(\S+) 0$", r"h\1", line))
    return found.replace(" -", "-")


@contextmanager
def refusing(page: tuple[Path, str], where: str, what: str):
    """Turn an error into one that names the line of the page, and what it is about."""
    try:
        yield
    except Exception as error:  # the converter has a dozen kinds, some without words
        told = str(error) or type(error).__name__
        text = page[0].read_text("utf-8")
        line = text.count("\n", 0, max(text.find(where), 0)) + 1
        raise Unwoven(f"docs/{page[1]}:{line}: {what}: {told}") from None


class Comments(InlineProcessor):
    """Takes the comments out of sentences: they are for `check`, not for readers."""

    def handleMatch(self, match: re.Match, data: str) -> tuple[str, int, int]:
        return "", match.start(), match.end()


class Figures(Treeprocessor):
    """Puts the figures into the tree of a page."""

    def run(self, root: Element) -> None:
        page = page_of(self.md)
        for image in root.iter("img") if page else []:
            source, words = image.get("src"), image.get("alt", "")
            if source.endswith(".svg") and "://" not in source:
                file = page[0].parent / source
                with refusing(page, f"]({source}", f"the figure {source}"):
                    svg = inlined(file.read_text("utf-8"), file.stem, words)
                image.tag, image.attrib = "span", {"class": "picture"}
                image.text = self.md.htmlStash.store(svg)  # until the page is finished


class Formulas(Postprocessor):
    """Sets the formulas of a finished page, and hides its code from the search."""

    def run(self, html: str) -> str:
        page = page_of(self.md)

        def typeset(match: re.Match) -> str:
            before, tag, tex, after = match.groups()
            tex = unescape(tex)
            with refusing(page, tex.strip().split("\n")[0], f"the formula {tex!r}"):
                math = mathml(tex, "block" if tag == "div" else "inline")
            return f'<{tag} class="formula">{before}{math}{after}</{tag}>'

        woven = MARKED.sub(typeset, html) if page else html
        for start, kind in TITLES.items():
            woven = woven.replace(
                f'<span class="filename">{start}',
                f'<span class="filename {kind}">{start}',
            )
        code = (
            r'<(div|summary)(?= class="language-(?:python|text) |>The code that draws)'
        )
        woven = re.sub(code, r"<\1 data-search-exclude", woven)
        return COLOURLESS.sub(r"\1", woven)


class Weave(Extension):
    """The extension, under the name by which Python-Markdown asks for it."""

    def extendMarkdown(self, md: Markdown) -> None:
        # Before [1][-1] in a comment is taken for a link (170), and behind code (190).
        md.inlinePatterns.register(Comments(r"<!--.*?-->", md), "comments", 175)
        # After the text has been read (20), and before links are changed (0).
        md.treeprocessors.register(Figures(md), "figures", 4)
        md.postprocessors.register(Formulas(md), "formulas", 5)


makeExtension = Weave
