# Copied from docs/book/mentions.md, the place to edit it (56953151bc7a5ffa).
"""Mentions: what a page speaks of is what was accepted.

Page: docs/book/mentions.md. Licence: MIT-0.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from html.parser import HTMLParser
from operator import itemgetter
from pathlib import Path

from tinynet.book.numbers import without_blocks
from tinynet.book.pages import Block, Book, Page, Problem, html_of, read_book

FILE = "tests/book/mentions.txt"
CODE = {"name", "bound", "shown"}  # kinds whose words are code


@dataclass
class Mention:
    """One thing that a page mentions: its kind, its words, its line (or none yet)."""

    kind: str
    words: str
    line: int = 0

    @property
    def kept(self) -> str:
        """Return the line of the file that keeps it."""
        words = " ".join(self.words.split())
        marks = {"heading": "¶", "columns": "| "}.get(self.kind, "")
        return f"{self.kind}: {words.strip(marks)}"


class Mentioned(HTMLParser):
    """What a converted page mentions, in its order."""

    def __init__(self, html: str, blocks: tuple[Block, ...]):
        super().__init__()
        self.found: list[Mention] = []
        self.open: dict[str, Mention] = {}
        self.blocks, self.target = iter(blocks), ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "pre" and (block := next(self.blocks, None)):
            self.found += in_block(block)
        elif tag == "th" and (columns := self.open.get("thead")):
            columns.words += " | "
        elif tag == "a":
            # Permalinks and footnotes are links that the converter makes.
            made = re.search("headerlink|footnote", values.get("class", ""))
            self.target = "" if made else values.get("href", "")
        elif "src" in values:
            self.found.append(Mention("link", values["src"]))
        kinds = {"code": "name", "thead": "columns"}
        level = re.fullmatch("h([1-6])", tag)
        kind = "heading" if level else kinds.get(tag)
        if kind:
            self.open[tag] = Mention(kind, "#" * int(level[1]) + " " if level else "")
            self.found.append(self.open[tag])

    def handle_endtag(self, tag):
        self.open.pop(tag, None)
        if tag == "a" and self.target:  # a page has it behind the link's words
            self.found.append(Mention("link", self.target))
            self.target = ""

    def handle_data(self, text):
        for one in self.open.values():
            one.words += text


TOOLS = re.compile("noqa|type:|fmt:|ruff:|pragma:")
TOLERANCES = {"abs", "atol", "rel", "rtol"}
SIMPLE = ast.Constant | ast.BinOp | ast.UnaryOp | ast.operator | ast.unaryop


def in_block(block: Block) -> list[Mention]:
    """Return the comments in a program, the bounds in an example, lines only shown."""
    found = sorted(in_text(block.text, block.kind, block.language), key=itemgetter(2))
    return [Mention(kind, words, block.line + line) for kind, words, line in found]


@lru_cache(maxsize=2000)
def in_text(text: str, kind: str, language: str) -> list[tuple[str, str, int]]:
    """Return what the text of a block mentions: the kinds, the words, the lines."""
    found = []
    if kind == "shown":
        lines = enumerate(text.split("\n"), 1)
        found += [("shown", words, line) for line, words in lines if words.strip()]
    if language != "python":
        return found
    try:
        comments, tree = comments_of(text) if "#" in text else [], ast.parse(text)
    except (SyntaxError, tokenize.TokenError):
        return found
    if kind == "definition":
        found += [("docstring", words, line) for words, line in docstrings_in(tree)]
    for words, line in comments:
        if re.search(r"\w", words) and not TOOLS.match(words):
            found.append(("comment", words, line))
    for node in ast.walk(tree) if kind == "example" else ():
        if words := bound_of(node):
            found.append(("bound", words, node.lineno))
    return found


def comments_of(source: str) -> list[tuple[str, int]]:
    """Return the comments in a program, without their signs, each with its line."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token for token in tokens if token.type == tokenize.COMMENT]
    return [(one.string.lstrip("# "), one.start[0]) for one in comments]


NAMED = re.compile(r">>> .*|\w+:(?=\s)|\([^()]*, [^()]*\)")


def docstrings_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield what the docstrings of a program call things, each with its line."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    for node in ast.walk(tree):
        if isinstance(node, kinds) and ast.get_docstring(node):
            text = node.body[0].value
            for line, words in enumerate(text.value.split("\n"), text.lineno):
                if named := NAMED.findall(words):
                    yield " ".join(named), line


def bound_of(node: ast.AST) -> str:
    """Return a comparison with a number, or a tolerance, as text; '' if it is none."""
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [side if is_number(side) else "…" for side in (left, *others)]
            if any(side != "…" for side in sides):
                first, *rest = [ast.Name(s) if s == "…" else s for s in sides]
                return ast.unparse(ast.Compare(first, ops, rest))
        case ast.keyword(arg=name) if name in TOLERANCES:
            return ast.unparse(node)
    return ""


def is_number(node: ast.AST) -> bool:
    """Tell whether a piece of a program is made of numbers alone, such as a fraction."""
    parts = [*ast.walk(node)]
    values = [part.value for part in parts if isinstance(part, ast.Constant)]
    return all(isinstance(part, SIMPLE) for part in parts) and all(
        type(value) in (int, float) for value in values
    )


def mentions_of(page: Page, root: Path) -> list[Mention]:
    """Return what a page mentions, in its order; lines only of what is in blocks."""
    return Mentioned(html_of(page, root), page.blocks).found


def lines_of(found: list[Mention], page: Page) -> list[int]:
    """Return the lines of all that a page mentions."""
    text, at = without_blocks(page)[0], 0
    starts, lines = [0, *(match.end() for match in re.finditer("\n", text))], []
    for one in found:
        first = one.words.strip("| \n").partition("\n")[0]
        known = {"heading": ["# "], "columns": [f"| {first}", "|"]}
        marks = known.get(one.kind, [f"`{first}`", f"({first})", first])
        # What a footnote says comes out at the end, and may stand further up.
        places = [text.find(mark, start) for start in (at, 0) for mark in marks]
        at = next((place for place in places if place >= 0), at)
        at = starts[one.line - 1] if one.line else at
        lines.append(text.count("\n", 0, at) + 1)
        at += 1
    return lines


def accepted(root: Path) -> dict[str, list[str]]:
    """Return what was accepted, by page; nothing if the project has no such file."""
    file = root / FILE
    return by_page(file.read_text(encoding="utf-8") if file.is_file() else "")


@lru_cache(maxsize=1)
def by_page(text: str) -> dict[str, list[str]]:
    """Return the lines of the file, by page."""
    pages, kept = {}, []
    for line in text.splitlines():
        if line.startswith("  "):
            kept.append(line[2:])
        else:
            kept = pages[line] = []
    return pages


def listed(kept: list[str]) -> str:
    """Return some lines of the file in the words of a message."""
    words = []
    for line in kept[:3]:
        kind, _, text = line.partition(": ")
        words.append(f"`{text}`" if kind in CODE else f"the {kind} {text}")
    more = f" and {len(kept) - 3} more" if kept[3:] else ""
    return ", ".join(words) + more


def changes(
    before: list[str], now: list[str], lines: list[int]
) -> Iterator[tuple[int, str]]:
    """Yield where a page mentions something else than before: the line, and what."""
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    for what, start, end, first, last in matcher.get_opcodes():
        old, new = before[start:end], now[first:last]
        if len(old) == len(new):
            pairs = zip(old, new, lines[first:last], strict=True)
            for one, other, line in pairs if what != "equal" else ():
                yield (
                    line,
                    f"{listed([other])} stands where {listed([one])} was accepted",
                )
        elif old and new:
            yield lines[first], f"{listed(new)} instead of {listed(old)}, accepted here"
        elif new:
            yield lines[first], f"newly mentioned: {listed(new)}"
        else:
            line = lines[first - 1] if first else 1
            yield line, f"no longer mentioned, here or below: {listed(old)}"


def changes_on(page: Page, root: Path, before: list[str]) -> list[Problem]:
    """Return where a page mentions something else than before."""
    found = mentions_of(page, root)
    now = [one.kept for one in found]
    lines = [] if now == before else lines_of(found, page)
    return [Problem(page.path, *change) for change in changes(before, now, lines)]


def mention_problems(page: Page, root: Path) -> list[Problem]:
    """Return where a page mentions something else than was accepted.

    In a project without the file nothing was accepted yet, and nothing is compared.
    """
    if not (root / FILE).is_file():
        return []
    remedy = "if it is meant, run make accept"
    found = changes_on(page, root, accepted(root).get(page.path, []))
    return [Problem(one.path, one.line, f"{one.text}; {remedy}") for one in found]


def gone_problems(book: Book) -> list[Problem]:
    """Return the pages in the file that the book no longer has."""
    gone = accepted(book.root).keys() - {page.path for page in book.pages}
    told = "is no page of the book any more; run make accept"
    return [Problem(FILE, 1, f"{path} {told}") for path in sorted(gone)]


def mentioned_anew(root: Path) -> list[str]:
    """Write the file as it should be now; return what has changed in it.

    Nothing is written in a project that has no such file; an empty one is a beginning.
    """
    if not (root / FILE).is_file():
        return []
    book, before, lines, text = read_book(root), accepted(root), [], ""
    for page in book.pages:
        changed = changes_on(page, root, before.get(page.path, []))
        lines += [f"accepted: {change}" for change in changed]
        kept = [f"  {one.kept}\n" for one in mentions_of(page, root)]
        text += "".join([f"{page.path}\n", *kept])
    lines += [f"accepted: {problem}" for problem in gone_problems(book)]
    (root / FILE).write_text(text, encoding="utf-8")
    count = f"{FILE}: {len(lines)} change{'s' * (len(lines) > 1)}"
    return [*lines, count] if lines else []
