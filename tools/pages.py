"""Pages: the blocks of a page, in the order in which the site shows them.

A block is a fence of three or more backticks, at the left edge or indented in a fold, a
list or a tab. Its header is one of the forms in CONTRIBUTING.md; any other is refused,
so that nothing is shown that was not run. `tests/test_shown.py` proves from the built
site that these blocks are the ones that readers see.
"""

import io
import re
import tokenize
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import yaml

SHOWN = {"bibtex", "console", "css", "html", "js", "json", "make", "markdown"}
SHOWN |= {"text", "toml", "yaml"}
BLOCK = re.compile(
    r"^( *)(`{3,})([^`\n]*)\n(.*?)^\1\2[ \t]*$", re.MULTILINE | re.DOTALL
)
HEADER = re.compile(
    r'(?P<language>\w+)(?: title="(?P<title>[^"]*)")?'
    r'(?: hl_lines="\d+(?:-\d+)?(?: \d+(?:-\d+)?)*")?(?: linenums="1")?'
)
FOLD = re.compile(r"\s*(?:!{3}|\?{3}|={3}[ +!])")
FENCE = re.compile("`{3}|~{3}")
CONTAINER = re.compile(  # a fold, a tab, or an item of a list
    r' *(?:(?:!{3}|\?{3}\+?) [\w-]+(?: "[^"]*")? *|={3} "[^"]*" *'
    r"|(?:[-*+]|\d+\.) +(?!\W+ |\d+\. ).*)"
)
BREAK = re.compile(r" *(?:<|[-*_ ]+$)")  # ends the text above it, as does an empty line
ELEMENT = re.compile(r"<(?!(?:br|hr|img|input)\b)([a-z]\w*)(?=[\s>])")
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
    kind: str  # definition, example, output, formula, quotation or shown
    title: str
    text: str
    line: int
    end: int
    indent: str


@dataclass
class Page:
    """A page: path from the root of the project, text, blocks and what is wrong."""

    path: str
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
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
        """Return the output block right below an example, or None."""
        below = self.blocks[self.blocks.index(example) + 1 :][:1]
        return next((block for block in below if block.kind == "output"), None)

    def line_at(self, offset: int) -> int:
        """Return the line, from 1, of a character of the text."""
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
        told = "there is no such page in the nav of mkdocs.yml"
        if wrong := [Problem(path, 1, told) for path in paths if not found[path]]:
            raise Refused(wrong)
        return [*found.values()] or self.pages


# --8<-- [start:kinds]
def kind_of(header: str) -> tuple[str, str]:
    """Return the kind and the title in a header; ValueError for any other form."""
    match = HEADER.fullmatch(header)
    language, title = (match["language"], match["title"] or "") if match else ("", "")
    if language == "python":
        if re.fullmatch(r"tinynet/[A-Za-z_]\w*\.py", title, re.ASCII):
            return "definition", title
        if re.fullmatch(r"tools/\w+\.py", title):
            return "quotation", title
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
    page, starts = Page(path, text), set()
    for match in BLOCK.finditer(text):
        start = page.line_at(match.start())
        starts.add(start)
        try:
            page.blocks.append(block_of(path, start, match))
        except ValueError as error:
            page.problems.append(Problem(path, start, str(error)))
    above = until = ""  # the line above; what ends an open comment or HTML element
    inside = [0]  # how deep the text of each open fold, tab and item is
    emptied = BLOCK.sub(lambda m: m[1] + m[2] + f"\n{m[1]}." * m[0].count("\n"), text)
    for at, line in enumerate(emptied.split("\n"), 1):
        hidden, until, told = until, left_open(line, until), ""
        if FENCE.search(line) and (hidden or at not in starts):
            told = "not a fence: three backticks behind spaces, closed so, not in HTML"
        elif line.strip() and not hidden:
            inside, told = place(line, above, inside)
        if told:
            page.problems.append(Problem(path, at, told))
        above = "" if FOLD.match(line) else line
    page.problems.sort()
    return page


def block_of(path: str, start: int, match: re.Match) -> Block:
    """Return a block; ValueError if its header or its code is not what it looks like."""
    indent, _, header, code = match.groups()
    kind, title = kind_of(header.strip())
    lines = code.split("\n")[:-1]
    if any(line[: len(indent)].strip() for line in lines):
        raise ValueError("holds a line that is indented less than the fence")
    text = "\n".join(line[len(indent) :] for line in lines)
    if INVISIBLE.search(text):
        raise ValueError("holds signs that nobody sees, or that turn the text; remove")
    if kind in {"definition", "example"}:
        if "\t" in text:
            raise ValueError("holds a tab, which the site shows as spaces; use spaces")
        with suppress(tokenize.TokenError, SyntaxError):  # whoever compiles it tells
            for token in tokenize.generate_tokens(io.StringIO(text).readline):
                if token.type == tokenize.NAME and not token.string.isascii():
                    told = f"the name {token.string!r} has other letters than a–z"
                    raise ValueError(told)
    return Block(path, kind, title, text, start, start + match[0].count("\n"), indent)


def place(line: str, above: str, inside: list[int]) -> tuple[list[int], str]:
    """Return how deep the text of what is open behind a line is, and what is wrong."""
    deep, fresh, begins = depth(line), not above.strip(), CONTAINER.fullmatch(line)
    fold, kept = FOLD.match(line), inside
    if fresh or deep % 4 == 0 or deep < depth(above) or BREAK.match(line):
        kept = [other for other in inside if other <= deep]
    if fold and not begins:
        return kept, "no fold, box or tab begins so"
    alone = fold or FENCE.search(line)
    if (alone and not fresh) or (deep != kept[-1] and (alone or fresh)):
        told = "must be at the left edge, or 4 deeper than its list, fold or tab"
        return kept, f"{told}, below an empty line"
    if begins and deep == kept[-1] and (fresh or deep + 4 in inside):
        kept = [*kept, deep + 4]
    return kept, ""


def depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def left_open(line: str, until: str) -> str:
    """Return what ends the comment or HTML element that is open behind a line, or ""."""
    if until not in line:
        return until
    line = line.rpartition(until)[2] if until else re.sub(r"(`+)[^`]+\1", "", line)
    if "-->" not in line.rpartition("<!--")[2] and "<!--" in line:
        return "-->"
    ends = [f"</{match[1]}" for match in ELEMENT.finditer(line)]
    return next((end for end in ends if end not in line), "")


def read_page(path: str, root: Path) -> Page:
    """Return a page; one that cannot be read is a page with a problem."""
    try:
        if not (root / path).resolve().is_relative_to(root.resolve()):
            raise OSError(0, "it is outside of the project")
        text = (root / path).read_bytes().decode(errors="replace")
    except OSError as error:
        told = f"cannot be read: {error.strerror}"
        return Page(path, problems=[Problem(path, 1, told)])
    if strange := re.search("[\r\ufeff\ufffd]", text):
        told = "save it as UTF-8, without Windows line ends or a byte order mark"
        line = text.count("\n", 0, strange.start()) + 1
        return Page(path, problems=[Problem(path, line, told)])
    return parse(path, text)


def nav_paths(nav) -> list[str]:
    """Return the files that the nav of mkdocs.yml names, in reading order."""
    if isinstance(nav, str):
        return [nav]
    entries = nav.values() if isinstance(nav, dict) else nav
    return [path for entry in entries for path in nav_paths(entry)]


def read_book(root: Path) -> Book:
    """Return the book in a folder; Refused if there is none."""
    try:  # the base loader leaves tags (!ENV and others) to MkDocs
        settings = yaml.load((root / "mkdocs.yml").read_text("utf-8"), yaml.BaseLoader)
        named = [*dict.fromkeys(f"docs/{path}" for path in nav_paths(settings["nav"]))]
    except (yaml.YAMLError, LookupError, TypeError, ValueError, OSError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        told = f"no nav can be read here: {str(error).splitlines()[0]}"
        raise Refused([Problem("mkdocs.yml", line, told)]) from None
    pages = [read_page(path, root) for path in named if path.endswith(".md")]
    if not pages:
        raise Refused([Problem("mkdocs.yml", 1, "its nav names no page")])
    there = {file.relative_to(root).as_posix() for file in root.glob("docs/**/*.md")}
    for path in sorted(there - {*named}):
        pages.append(Page(path, problems=[Problem(path, 1, "is not in the nav")]))
    if (root / "README.md").is_file():
        pages.append(read_page("README.md", root))
    return Book(root, pages, [path for path in named if path.endswith(".ipynb")])


def find_root(start: Path) -> Path:
    """Return the nearest folder, from `start` upward, that holds a mkdocs.yml."""
    for folder in [start.absolute(), *start.absolute().parents]:
        if (folder / "mkdocs.yml").is_file():
            return folder
    raise Refused([Problem("mkdocs.yml", 1, f"there is none in {start} or above it")])
