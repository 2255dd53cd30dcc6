"""Pages: the blocks of a page, in the order in which the site shows them.

A block is a fence with one of the headers in CONTRIBUTING.md. Any other is refused, and
so is a place where the site may show something else: see `tests/site/test_shown.py`.
"""

import io
import re
import tokenize
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import yaml

SHOWN = {*"console css html js json make markdown text toml yaml".split()}
BLOCK = re.compile(r"(?m)^( *)(`{3,})([^`\n]*)\n((?:\1.*\n|(?!\1) *\n)*?)\1\2 *$")
HEADER = re.compile(
    r'(\w+)(?: title="([^"]*)")?'
    r'(?: hl_lines="\d+(?:-\d+)?(?: \d+(?:-\d+)?)*")?(?: linenums="1")?'
)
FOLD = re.compile(r"\s*(?:!{3}|\?{3}|={3}[ +!])")
CONTAINER = re.compile(  # a fold, a tab, or an item of a list
    r' *(?:(?:!{3}|\?{3}\+?) [\w-]+(?: "[^"]*")? *|={3} "[^"]*" *'
    r"|(?:[-*+]|\d+\.) +(?!\W+ |\d+\. ).*)"
)
BREAK = re.compile(r" *(?:<|[-*_ ]+$)")  # ends the text above it, as does an empty line
HTML = re.compile(  # code in a line, which is none; a comment; an element
    r"(?s)(`+)[^`\n]+\1|<!--.*?(?:-->|\Z)"
    r"|<(?!(?:br|hr|img|input)\b)([a-z]\w*)(?=[\s>]).*?(?:</\2|\Z)"
)
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: in which file, on which line (from 1), and what."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


class Refused(Exception):
    """Raised before anything is written; holds every problem that was found."""

    def __init__(self, problems: list[Problem]):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Block:
    """A block: its text is between the lines `line` and `end` of its page."""

    path: str
    kind: str  # definition, example, check, output, formula, quotation or shown
    title: str
    text: str
    line: int
    end: int
    indent: str
    check: str = ""  # of an answer: what it must fulfil, on the lines of its page


@dataclass(eq=False)
class Page:
    """A page: path from the root of the project, text, blocks and what is wrong."""

    path: str
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def prose(self) -> str:
        """The text with blanks in place of its blocks, character for character."""
        lines = self.text.split("\n")
        for block in self.blocks:
            for at in range(block.line - 1, block.end):
                lines[at] = " " * len(lines[at])
        return "\n".join(lines)

    def of(self, kind: str) -> list[Block]:
        return [block for block in self.blocks if block.kind == kind]

    def output_of(self, example: Block) -> Block | None:
        below = self.blocks[self.blocks.index(example) + 1 :][:1]
        return next((block for block in below if block.kind == "output"), None)

    def line_at(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


@dataclass
class Book:
    """A book: the folder with its mkdocs.yml, its pages in reading order, its labs."""

    root: Path
    pages: list[Page]
    notebooks: list[str]

    def blocks(self, kind: str) -> list[Block]:
        return [block for page in self.pages for block in page.of(kind)]

    def problems(self) -> list[Problem]:
        return [problem for page in self.pages for problem in page.problems]

    def choose(self, paths: list[str]) -> list[Page]:
        """Return the pages with these paths, with or without docs/; all if none."""
        known = {page.path.removeprefix("docs/"): page for page in self.pages}
        found = {path: known.get(path.removeprefix("docs/")) for path in paths}
        if wrong := [Problem(p, 1, "no such page") for p in paths if not found[p]]:
            raise Refused(wrong)
        return [*found.values()] or self.pages


# --8<-- [start:kinds]
def kind_of(header: str) -> tuple[str, str]:
    """Return the kind and the title in a header; ValueError for any other form."""
    match = HEADER.fullmatch(header)
    language, title = match.groups("") if match else ("", "")
    if language == "python":
        if re.fullmatch(r"tinynet/[A-Za-z_]\w*\.py", title, re.ASCII):
            return "definition", title
        if re.fullmatch(r"tools/\w+\.py", title):
            return "quotation", title
        if title == "Check":
            return "check", title
        if not re.search(r"[/\\]|\.py$", title):
            return "example", title
    elif language == "text" and title == "Output":
        return "output", title
    elif header == "math":
        return "formula", title
    elif language in SHOWN and not re.search("output|[/\\\\]", title, re.IGNORECASE):
        return "shown", title
    raise ValueError(f"cannot read the header {header!r}; CONTRIBUTING.md has the list")
    # --8<-- [end:kinds]


def parse(path: str, text: str) -> Page:
    """Return the page that a text is, with the problems of its fences."""
    page, starts, hidden = Page(path, text), set(), set()
    for match in BLOCK.finditer(text):
        starts.add(start := page.line_at(match.start()))
        try:
            block = block_of(path, start, match)
            page.blocks.append(attached(page, block))
        except ValueError as error:
            page.problems.append(Problem(path, start, str(error)))
    rest = BLOCK.sub(lambda m: m[1] + m[2] + f"\n{m[1]}." * m[0].count("\n"), text)
    for match in HTML.finditer(rest):
        first = rest.count("\n", 0, match.start()) + 1
        hidden |= {first + more for more in range(1, match[0].count("\n") + 1)}
    above, inside = "", [0]  # how deep the text of each open fold, tab and item is
    for at, line in enumerate(rest.split("\n"), 1):
        deep, fresh, told = len(line) - len(line.lstrip()), not above.strip(), ""
        fold, begins, was = FOLD.match(line), CONTAINER.fullmatch(line), inside
        if re.search("`{3}|~{3}", line) and (at in hidden or at not in starts):
            told = "no fence: three backticks behind spaces, closed so, not in HTML"
        elif line.strip() and at not in hidden:
            if deep % 4 == 0 or not above[: deep + 1].strip() or BREAK.match(line):
                inside = [other for other in inside if other <= deep]
            alone = fold or at in starts
            placed = deep == inside[-1] and (begins or not fold)
            if (alone or fresh) and not (fresh and placed):
                told = "must be 4 deeper than what it is in, and below an empty line"
            elif begins and placed and (fresh or deep + 4 in was):
                inside = [*inside, deep + 4]
        page.problems += [Problem(path, at, told)] if told else []
        above = "" if fold else line
    page.problems.sort()
    return page


def attached(page: Page, block: Block) -> Block:
    """Return a block; a check becomes part of the answer above it, too."""
    if block.kind == "check":
        examples = page.of("example")
        if len(examples) < 2:
            raise ValueError("a check needs an exercise and its answer above it")
        answer = examples[-1]
        lines = block.line - answer.line - answer.text.count("\n")
        whole = replace(answer, check="\n" * lines + block.text)
        page.blocks[page.blocks.index(answer)] = whole
    return block


def block_of(path: str, line: int, match: re.Match) -> Block:
    """Return a block; ValueError if it is not what it looks like."""
    indent, (kind, title) = match[1], kind_of(match[3].strip())
    lines = [one[len(indent) :] for one in match[4].split("\n")[:-1]]
    text, end = "\n".join(lines), line + len(lines) + 1
    python = kind in {"definition", "example", "check"}
    if INVISIBLE.search(text) or (python and "\t" in text):
        raise ValueError("holds a tab, or signs that nobody sees; remove them")
    words = text if python and not text.isascii() else ""
    with suppress(tokenize.TokenError, SyntaxError):  # whoever compiles it tells them
        for token in tokenize.generate_tokens(io.StringIO(words).readline):
            if token.type == tokenize.NAME and not token.string.isascii():
                raise ValueError(f"{token.string!r} has other letters than a–z")
    return Block(path, kind, title, text, line, end, indent)


def read_page(path: str, root: Path) -> Page:
    """Return a page; one that cannot be read is a page with a problem."""
    page = Page(path)
    try:
        if not (root / path).resolve().is_relative_to(root.resolve()):
            raise OSError(0, "it is outside of the project")
        page.text = (root / path).read_bytes().decode(errors="replace")
    except OSError as error:
        page.problems.append(Problem(path, 1, f"cannot be read: {error.strerror}"))
    if strange := re.search("[\r\ufeff\ufffd]", page.text):
        told = "save it as UTF-8, without Windows line ends or a byte order mark"
        page.problems.append(Problem(path, page.line_at(strange.start()), told))
    return page if page.problems else parse(path, page.text)


def read_book(root: Path) -> Book:
    """Return the book in a folder; Refused if there is none."""
    try:  # the base loader leaves tags (!ENV and others) to MkDocs
        settings = yaml.load((root / "mkdocs.yml").read_text("utf-8"), yaml.BaseLoader)
        files = re.findall(r"'([^']+\.(?:md|ipynb))'", str(settings["nav"]))
    except (yaml.YAMLError, LookupError, TypeError, ValueError, OSError) as error:
        told = f"its nav cannot be read: {' '.join(str(error).split())}"
        raise Refused([Problem("mkdocs.yml", 1, told)]) from None
    named = [*dict.fromkeys(f"docs/{file}" for file in files)]
    pages = [read_page(path, root) for path in named if path.endswith(".md")]
    if not pages:
        raise Refused([Problem("mkdocs.yml", 1, "its nav names no page")])
    saved = root.glob("docs/**/[!.]*.md")
    there = {file.relative_to(root).as_posix() for file in saved}
    for path in sorted(there - {*named}):
        told = "is not in the nav; add a line for it in mkdocs.yml"
        pages.append(Page(path, problems=[Problem(path, 1, told)]))
    pages += [read_page(file.name, root) for file in root.glob("README.md")]
    return Book(root, pages, [path for path in named if path.endswith(".ipynb")])


def find_root(start: Path) -> Path:
    """Return the nearest folder, from `start` upward, that holds a mkdocs.yml."""
    for folder in [start.absolute(), *start.absolute().parents]:
        if (folder / "mkdocs.yml").is_file():
            return folder
    raise Refused([Problem("mkdocs.yml", 1, f"there is none in {start} or above it")])
