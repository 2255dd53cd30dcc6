# Copied from docs/book/mathematics.md, the place to edit it (c078781ee3ff86f7).
"""Mathematics: from the TeX of a page to the MathML of the site, while it is built.

Page: docs/book/mathematics.md. Licence: MIT-0.
"""

import re
from html import unescape
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from latex2mathml.converter import Converter
from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from mkdocs.exceptions import BuildError

from tinynet.book.pages import Book, Problem, html_of

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
GREEK = "αβγδεζηθικλμνξοπρςστυφχψω"
UPRIGHT = "ΓΔΘΛΞΠΣΦΨΩ"
SIGNS = (
    "0123456789+−-=<>()[]{}|/,.:;!?%'\"* ±×÷·∘⊙⊗⊤∈∞∂∇∑∏∫√≈≠≤≥≪≫∝∼→←↦⇒⇔′″…⋯⋮⋱‖⌈⌉⌊⌋^¯~ˆ"
    "\u00a0\u2009\u2061"
)
PLAIN = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "msqrt"}
TABLE = {"mtable", "mtr", "mtd"}
PARTS = {"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "mroot": 2}
PARTS |= {"msubsup": 3, "munderover": 3}


def fault(math: Element) -> str:
    """Return what a reader would not recognise in a translated formula, or ''."""
    for element in math.iter():
        text = element.text or ""
        if "\\" in text:
            return f"has an unknown command, {text}"
        if element.tag == "mi" and text in {"&", "}"}:
            return f"has a stray {text}"
        if "mathvariant" in element.attrib or "linebreak" in element.attrib:
            return "asks for a typeface or a line break that browsers do not know"
        if element.tag not in PLAIN | TABLE and len(element) != PARTS.get(element.tag):
            return f"has an incomplete {element.tag}"
        for character in text:
            if character not in LATIN + GREEK + UPRIGHT + SIGNS:
                return f"has {character!r}, which is not among the SIGNS of its font"
    return ""


CLOSING = set(")]}⌉⌋′")


def is_function(element: Element) -> bool:
    """Say whether it is the name of a function, such as ln, or one with an index."""
    if element.tag in PARTS and element.tag != "mfrac":
        return is_function(element[0])
    return element.tag == "mi" and len(element.text) > 1


def edge(element: Element, side: int) -> Element:
    """Return what stands at its edge: the left one if side is 0, the right one if -1."""
    while element.tag in {"mrow", "mstyle"} and len(element):
        element = element[side]
    return element


def needs_space(left: Element, right: Element) -> bool:
    """Say whether a thin space belongs between two neighbours, one of them a name."""
    before, after = edge(left, -1), edge(right, 0)
    apart = {"mtext", "mspace"}
    if apart & {before.tag, after.tag}:
        return False
    if is_function(after):
        return before.tag != "mo" or before.text in CLOSING
    return is_function(before) and after.tag != "mo"


def give_room(math: Element) -> None:
    """Put a thin space, a sixth of the letters' size, around the names of functions."""
    for row in math.iter():
        if row.tag in {"mrow", "mstyle", "msqrt", "mtd"}:
            for place in range(len(row) - 1, 0, -1):
                if needs_space(row[place - 1], row[place]):
                    row.insert(place, Element("mspace", {"width": "0.1667em"}))


def take_room(math: Element) -> None:
    """Close up the signs around which browsers leave more room than print does."""
    for row in math.iter():
        for before, sign in pairwise(row):
            last = edge(before, -1)
            behind = last.tag == "mo" and last.text not in CLOSING
            if behind and sign.tag == "mo" and sign.text in set("+−±"):
                sign.set("form", "prefix")
        if row.tag == "mo" and row.text == "/":
            row.attrib.update(lspace="0em", rspace="0em")
    [row] = math
    first, alone = row[0], len(row) == 1
    while first.tag in PARTS:
        first = first[0]
    if first.tag == "mo" and (alone or first.text == "∑"):
        first.set("lspace", "0em")
        if first is row[-1]:
            first.set("rspace", "0em")


def hold_up_roots(math: Element) -> None:
    """Put a strut into each root, so that its sign does not hang below the line."""
    for root in math.iter("msqrt"):
        SubElement(root, "mspace", {"height": "0.74em", "depth": "0.15em"})


def mend(math: Element) -> None:
    """Give names and signs in a formula the shape and the room that they have in print."""
    for element in math.iter():
        text = element.text or ""
        if text == "∞" or (element.tag == "mo" and len(text) > 1 and text.isalpha()):
            element.tag = "mi"
            element.attrib.pop("movablelimits", None)
        elif element.tag == "mi" and len(text) == 1 and not text.isalpha():
            element.tag = "mo"
        elif element.tag == "mi" and text in set(UPRIGHT):
            element.set("mathvariant", "normal")
    give_room(math)
    take_room(math)
    hold_up_roots(math)


def mathml(tex: str, display: str = "inline") -> str:
    """Return a formula in MathML; `display` is 'inline' or 'block'.

    Raises ValueError, with the reason, if it does not translate into something that
    a reader would recognise.
    """
    if r"\mathrm" in tex:
        raise ValueError(r"loses its upright letters; write \text{…} for \mathrm{…}")
    braces = re.sub(r"\\.", "", tex)
    if braces.count("{") != braces.count("}"):
        raise ValueError("has a brace without its other half")
    try:
        # The translator knows the same lines, one below the other, by another name.
        known = tex.replace("{aligned}", "{align*}")
        math = Converter(display=display).convert_to_element(known)
    except Exception as error:  # the translator has a dozen kinds, and no common one
        raise ValueError(f"cannot be translated: {type(error).__name__}") from error
    for element in math.iter():
        element.text = unescape(element.text or "")
    if reason := fault(math):
        raise ValueError(reason)
    mend(math)
    return with_source(math, tex)


def with_source(math: Element, tex: str) -> str:
    """Return a formula as HTML, with the TeX that it was written in."""
    [row] = math
    math.remove(row)
    semantics = SubElement(math, "semantics")
    semantics.append(row)
    kind = {"encoding": "application/x-tex", "data-search-exclude": ""}
    SubElement(semantics, "annotation", kind).text = tex
    return tostring(math, encoding="unicode")


MARKED = re.compile(
    r"(?P<before>[^\s<>]*)"
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[]\n?(?P<tex>.*?)\n?\\[)\]]</(?P=tag)>'
    r"(?P<after>[^\s<>]*)",
    re.DOTALL,
)
HEADING = re.compile(r"<h[1-6][^>]*>(?:(?!</h[1-6]>).)*</h[1-6]>", re.DOTALL)


def typeset(match: re.Match) -> str:
    """Return the HTML for a formula that arithmatex marked; ValueError as `mathml`."""
    tex = unescape(match["tex"])
    if match["tag"] == "div":
        return f'<div class="formula">{mathml(tex, "block")}</div>'
    inside = match["before"] + mathml(tex) + match["after"]
    return f'<span class="formula">{inside}</span>'


UNTOUCHED = "|".join(
    rf"<{tag}\b.*?</{tag}>" for tag in ("code", "math", "pre", "script", "style", "svg")
)
PIECES = re.compile(rf"({UNTOUCHED}|<!--.*?-->|<[^>]*>)", re.DOTALL)
TOGETHER = re.compile(r"(?<=\b[01])\s(?=[01]\b)|(?<=\d)\s(?=%)")
SEAM = re.compile(r"(?<=\w)([_(])(?=[^\W\d]{4})")


def with_line_ends(html: str) -> str:
    """Return a page whose lines end between things, and not within one.

    >>> with_line_ends("<p>For 1 0 0<td>a_name(z)").replace("\u00a0", "~")
    '<p>For 1~0~0<td>a_<wbr>name(z)'
    """
    pieces = PIECES.split(html)
    for at in range(0, len(pieces), 2):
        pieces[at] = TOGETHER.sub("\u00a0", pieces[at])
        if at and pieces[at - 1].startswith("<td"):
            pieces[at] = SEAM.sub(r"\1<wbr>", pieces[at])
    return "".join(pieces)


def line_of(tex: str, text: str) -> int:
    """Return the line of a page on which a formula begins, counted from 1."""
    first = tex.strip().split("\n")[0].strip()
    return text[: max(text.find(first), 0)].count("\n") + 1


def problems_in(html: str, path: str, text: str) -> list[Problem]:
    """Return what is wrong with the formulas of a page that was converted to `html`."""
    problems = []
    for match in MARKED.finditer(html):
        tex = unescape(match["tex"])
        try:
            typeset(match)
        except ValueError as error:
            problem = f"the formula {tex!r} {error}"
            problems.append(Problem(path, line_of(tex, text), problem))
    for heading in HEADING.findall(html):
        if match := MARKED.search(heading):
            tex = unescape(match["tex"])
            problem = "a formula in a heading spoils the table of contents; move it"
            problems.append(Problem(path, line_of(tex, text), problem))
    return problems


class Formulas(Postprocessor):
    """Sets the formulas of a page that MkDocs builds."""

    def run(self, html: str) -> str:
        if "relpath" not in self.md.treeprocessors:
            return html
        file = self.md.treeprocessors["relpath"].file
        text = Path(file.abs_src_path).read_text(encoding="utf-8-sig")
        if problems := problems_in(html, f"docs/{file.src_uri}", text):
            raise BuildError("\n".join(map(str, problems)))
        return with_line_ends(MARKED.sub(typeset, html))


class Mathematics(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.postprocessors.register(Formulas(md), "mathematics", 5)


def makeExtension(**settings) -> Mathematics:
    """Return the extension, under the name by which Python-Markdown asks for it."""
    return Mathematics(**settings)


def formula_problems(book: Book) -> list[Problem]:
    """Return what is wrong with the formulas of a book, without building the site."""
    problems = []
    for page in book.pages:
        html = html_of(page, book.root)
        problems += problems_in(html, page.path, page.text)
    return problems


def italic(letter: str) -> str:
    """Return the character in which browsers set a name of one letter.

    >>> italic("x"), italic("σ"), italic("h")
    ('𝑥', '𝜎', 'ℎ')
    """
    if letter == "h":
        return "ℎ"
    if letter in GREEK:
        return chr(ord("𝛼") + ord(letter) - ord("α"))
    first, second = ("𝐴", "A") if letter.isupper() else ("𝑎", "a")
    return chr(ord(first) + ord(letter) - ord(second))


FORMULAS = LATIN + GREEK + UPRIGHT + SIGNS + "".join(map(italic, LATIN + GREEK))
TEXT = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + "‘’“”–—…−≈≤≥→"
SERIF = "font-source-serif-pro"
FILES = "font_source_serif_pro/files/SourceSerifPro"
FONTS = {
    "math": ("ziamath", "ziamath/fonts/STIXTwoMath-Regular.ttf", FORMULAS, []),
    "text": (SERIF, f"{FILES}-Regular.ttf", TEXT, ["kern", "liga"]),
    "italic": (SERIF, f"{FILES}-It.ttf", TEXT, ["kern", "liga"]),
    "bold": (SERIF, f"{FILES}-Semibold.ttf", TEXT, ["kern", "liga"]),
}


def font(name: str) -> bytes:
    """Return a font of the site, one of FONTS, in the format WOFF2."""
    # Not at the top: who builds the site does not cut fonts.
    from importlib.metadata import distribution

    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    package, path, characters, features = FONTS[name]
    with open(distribution(package).locate_file(path), "rb") as file:
        whole = TTFont(file, recalcTimestamp=False)
        cutter = Subsetter(Options(layout_features=features, hinting=False))
        cutter.populate(text=characters)
        cutter.subset(whole)
        if "MATH" in whole:
            whole["MATH"].table.MathConstants.SubscriptBaselineDropMin.Value = 0
        for record in whole["name"].names:
            if record.nameID in {1, 4, 6, 16}:
                record.string = f"Tinynet {name}"
        whole.flavor = "woff2"
        cut = BytesIO()
        whole.save(cut)
    return cut.getvalue()


def write_fonts(root: Path) -> None:
    """Write all FONTS into the pages of the project `root`."""
    for name in FONTS:
        (root / f"docs/assets/fonts/tinynet-{name}.woff2").write_bytes(font(name))


if __name__ == "__main__":
    write_fonts(Path.cwd())
