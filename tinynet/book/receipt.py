# Copied from docs/book/receipt.md, the place to edit it (720d430dfc8a28a5).
"""The receipt: each page says how many of its facts are checked, and bound numbers how.

Page: docs/book/receipt.md. Licence: MIT-0.
"""

import re
from collections import Counter
from html import escape
from html.parser import HTMLParser

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from mkdocs.utils import get_relative_url

from tinynet.book.numbers import tokens

VOID = {
    "area",
    "br",
    "col",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "path",
    "source",
    "wbr",
}
QUIET = {"pre", "math", "svg", "script", "style"}
SEALED = re.compile(r"<(pre|math|svg|script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL)


def plain(match: re.Match) -> str:
    """Return an element that is not prose without the elements in it."""
    tag, attributes, inside = match.groups()
    text = re.sub(r"<[^>]*>", "", inside) if tag == "pre" else ""
    return f"<{tag}{attributes}>{text}</{tag}>"


class Facts(HTMLParser):
    """Counts the facts of a finished page, by their kinds."""

    def __init__(self, html: str):
        super().__init__()
        self.counts: Counter[str] = Counter()
        self.numbers: list[str] = []
        self.given: list[str] = []
        self.sources: list[str] = []
        self.blocks, self.codes = "", []
        self.quiet: list[str] = []
        self.code = self.file = False
        self.feed(SEALED.sub(plain, html))
        self.close()
        self.settle()

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        classes = values.get("class", "").split()
        for name in ("alt", "aria-label"):
            self.count(tokens(values.get(name, "")))
        if self.quiet or tag in QUIET:
            self.quiet += [] if tag in VOID else [tag]
        self.counts["formulas"] += tag == "math"
        self.counts["pictures"] += "picture" in classes
        self.counts["programs"] += {"language-python", "highlight"} <= {*classes}
        self.file = "filename" in classes
        address = values.get("href", "")
        if tag == "a" and "headerlink" not in classes and ":" not in address:
            self.counts["links"] += 1
        if tag == "code" and not self.quiet:
            self.code = True
            self.codes.append((len(self.numbers), ""))

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if self.quiet and tag in self.quiet:
            while self.quiet.pop() != tag:
                pass
        self.code = self.code and tag != "code"

    def handle_data(self, text):
        if "pre" in self.quiet:
            self.blocks += text
        elif self.file:
            kind = "definitions" if text.startswith("tinynet/") else ""
            self.counts["outputs" if text == "Output" else kind] += 1
            self.file = False
        elif self.code:
            at, code = self.codes[-1]
            self.codes[-1] = (at, code + text)
        elif not self.quiet:
            self.count(tokens(text))

    def count(self, matches):
        self.numbers += [match[0].lower() for match in matches]

    def handle_comment(self, text):
        kind, _, rest = text.strip().partition(" ")
        if kind == "given:":
            self.given += [match[0].lower() for match in tokens(rest)]
        if kind in {"=", "table"}:
            self.sources.append(rest.removeprefix("= ").strip())

    def settle(self):
        """Tell the kinds of numbers apart, when the whole page is known."""
        for at, code in reversed(self.codes):
            inside = [match for match in tokens(code) if re.search(r"\d", match[0])]
            whole = rf"(?<![\w.]){re.escape(code)}(?!\w)"
            if re.search(r"[^\W\d_]", code) and re.search(whole, self.blocks):
                self.counts["numbers in code"] += len(inside)
            else:
                self.numbers[at:at] = [match[0].lower() for match in inside]
        # What is given is written in the order of the page, and perhaps word by word.
        rest, given = " ".join(self.given) + " ", 0
        for number in self.numbers:
            if rest.startswith(" ".join(number.split()) + " "):
                rest, given = rest[len(number) + 1 :], given + 1
        self.counts["names"] = len(self.codes)
        self.counts["numbers given"] = given
        self.counts["numbers bound"] = len(self.numbers) - given
        self.counts["programs"] -= self.counts["definitions"]
        self.counts.pop("", None)


UNTOUCHED = "|".join(rf"<{tag}\b.*?</{tag}>" for tag in sorted(QUIET))
PIECES = re.compile(rf"({UNTOUCHED}|<!--.*?-->|<[^>]*>)", re.DOTALL)


def with_sources(html: str) -> str:
    """Return a finished page on which bound numbers say their sources.

    >>> with_sources("<p>about 0.1<!-- = 10 / 100 --> or so</p>")[9:]
    '<span class="bound" tabindex="0" data-source="10 / 100">0.1</span> or so</p>'
    """
    pieces, number, open_tags = PIECES.split(html), None, []
    for at, piece in enumerate(pieces):
        if piece.startswith("<!-- = "):
            if number is not None:
                source = " ".join(piece[7:-3].split())
                stop = not {"a", "summary", "label"} & {*open_tags}
                pieces[number] = marked(pieces[number], source, stop)
                pieces[at] = ""
            number = None
        elif piece.startswith("<svg"):
            number = None
        elif piece.startswith("</"):
            while open_tags and open_tags.pop() != piece[2:-1]:
                pass
        elif piece.startswith("<") and not SEALED.match(piece):
            name = re.match(r"<!?(\w*)", piece)[1]
            if name not in VOID and not piece.endswith("/>"):
                open_tags.append(name)
        elif piece[:1] not in ("", "<") and tokens(piece):
            number = at
    return "".join(pieces)


def marked(text: str, source: str, stop: bool) -> str:
    """Return a text whose last number says its source."""
    last = tokens(text)[-1]
    focus = ' tabindex="0"' if stop else ""
    span = f'<span class="bound"{focus} data-source="{escape(source)}">{last[0]}</span>'
    return text[: last.start()] + span + text[last.end() :]


KINDS = {
    "definitions": (
        "block of the package|blocks of the package",
        "the same as in the file",
        "tangle",
    ),
    "programs": ("program|programs", "run", "examples"),
    "outputs": ("output|outputs", "compared with what is printed", "examples"),
    "numbers bound": ("number|numbers", "computed anew", "numbers"),
    "numbers given": ("number|numbers", "written twice, and compared", "numbers"),
    "numbers in code": (
        "number in code|numbers in code",
        "found in a block",
        "numbers",
    ),
    "formulas": ("formula|formulas", "read, and every claim worked out", "formulas"),
    "names": ("name|names", "looked up", "names"),
    "links": ("link|links", "followed", "links"),
    "pictures": ("picture|pictures", "drawn again, and compared", "readings"),
}


def receipt(facts: Facts, address) -> str:
    """Return the receipt of a page; `address` gives that of a chapter of this part."""
    rows = []
    for kind, (names, how, chapter) in KINDS.items():
        count, words = facts.counts[kind], how
        if place := address(chapter):
            words = f'<a href="{place}">{how}</a>'
        name = names.split("|")[count != 1]
        rows += [f"<li>{count} {name}: {words}</li>"] if count else []
    if not rows:
        return ""
    if facts.sources:
        sources = (
            f"<li><code>{escape(source)}</code></li>" for source in facts.sources
        )
        rows.append(
            f"<li>sources of the computed numbers:<ul>{''.join(sources)}</ul></li>"
        )
    total = sum(facts.counts[kind] for kind in KINDS)
    title = f"{total:,} {'fact is' if total == 1 else 'facts are'} checked on this page"
    return (
        '\n<details class="receipt" data-search-exclude>'
        f"<summary>{title}</summary><ul>{''.join(rows)}</ul></details>\n"
    )


WHOLE = re.compile(r"<(?:blockquote|details|div|h[1-6]|ol|p|table|ul)\b")


class Receipts(Postprocessor):
    """Puts sources and a receipt into a page that MkDocs builds."""

    def run(self, html: str) -> str:
        # subtle: each heading comes through here by itself too, for the table of contents.
        if "relpath" not in self.md.treeprocessors or not WHOLE.search(html):
            return html
        link = self.md.treeprocessors["relpath"]

        def address(chapter: str) -> str:
            file = link.files.get_file_from_path(f"book/{chapter}.md")
            return get_relative_url(file.url, link.file.url) if file else ""

        return with_sources(html) + receipt(Facts(html), address)


class Receipt(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        # Last of all, when formulas are set (5).
        md.postprocessors.register(Receipts(md), "receipt", 1)


def makeExtension(**settings) -> Receipt:
    """Return the extension, under the name by which Python-Markdown asks for it."""
    return Receipt(**settings)
