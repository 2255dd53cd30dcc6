"""Pages: the blocks of a page, in the order in which the site shows them.

A block is a fence of three or more backticks, at the left edge or indented in a fold, a
list or a tab. Its header is one of the forms in CONTRIBUTING.md; any other is refused,
so that nothing is shown that was not run. `tests/test_shown.py` proves from the built
site that these blocks are the ones that readers see.
"""

import io
import re
import tokenize
from dataclasses import dataclass, field
from pathlib import Path

import yaml

SHOWN = {"bibtex", "console", "css", "html", "js", "json", "make", "markdown"}
SHOWN |= {"text", "toml", "yaml"}
FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,})(?P<header>.*)")
HEADER = re.compile(
    r'(?P<language>\w+)(?: title="(?P<title>[^"]*)")?(?: hl_lines="\d[\d -]*")?'
    r'(?: linenums="1")?'
)
CONTAINER = re.compile(r"\s*(?:!!!|\?\?\?|===|[-*+] |\d+\. |\[\^)")
BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


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
        """Return the pages with these paths, all if there are none; Refused for a typo.

        A path may be given from the project's root or from docs/.
        """
        known = {page.path: page for page in self.pages}
        known |= {path.removeprefix("docs/"): page for path, page in known.items()}
        wrong = [path for path in paths if path not in known]
        if wrong:
            what = "there is no such page in the nav of mkdocs.yml"
            raise Refused([Problem(path, 1, what) for path in wrong])
        return [known[path] for path in paths] or self.pages


def kind_of(header: str) -> tuple[str, str]:
    """Return the kind and the title in a header; ValueError for any other form."""
    match = HEADER.fullmatch(header.strip())
    language, title = (match["language"], match["title"] or "") if match else ("", "")
    if language == "python":
        if re.fullmatch(r"tinynet/\w+\.py", title):
            return "definition", title
        if re.fullmatch(r"tools/\w+\.py", title):
            return "quotation", title
        if not re.search(r"[/\\]|\.py$", title):
            return "example", title
    elif language == "text" and title == "Output":
        return "output", title
    elif language == "math" and not title:
        return "formula", title
    elif language in SHOWN and not re.search("output|[/\\\\]", title, re.IGNORECASE):
        return "shown", title
    raise ValueError(f"cannot read the header {header!r}; CONTRIBUTING.md has the list")


def parse(path: str, text: str) -> Page:
    """Return the page that a text is, with the problems of its fences."""
    page, lines, at = Page(path, text), text.split("\n"), 0
    inside, outer = False, []  # of a comment; the lines that may hold an indented fence
    while at < len(lines):
        line, at = lines[at], at + 1
        hidden, opened = inside, line.rfind("<!--")
        if inside or opened >= 0:
            inside = "-->" not in line[max(opened, 0) :]
        match = None if hidden else FENCE.fullmatch(line)
        if match is None:
            if not hidden and re.match(r"[\s>]*(?:`{3}|~{3})", line):
                told = "a fence is three backticks behind spaces, not this"
                page.problems.append(Problem(path, at, told))
            if line.strip():
                outer = [line, *outer] if CONTAINER.match(line) else outer
                outer = [o for o in outer if depth(o) <= depth(line)]
            continue
        start, close = at, match["indent"] + match["fence"]
        while at < len(lines) and lines[at].rstrip() != close:
            at += 1
        if at == len(lines):
            page.problems.append(Problem(path, start, "this fence is never closed"))
            return page
        at += 1
        code = [code.removeprefix(match["indent"]) for code in lines[start : at - 1]]
        try:
            kind, title = kind_of(match["header"])
            if match["indent"] and not any(depth(o) < depth(line) for o in outer):
                raise ValueError("is indented, but in no list, fold or tab: shown as text")
            block = Block(
                path, kind, title, "\n".join(code), start, at, match["indent"]
            )
            check_letters(block)
            page.blocks.append(block)
        except ValueError as error:
            page.problems.append(Problem(path, start, str(error)))
    return page


def depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def check_letters(block: Block) -> None:
    """Raise ValueError for code that is not what it looks like."""
    if BIDIRECTIONAL.search(block.text):
        raise ValueError("holds signs that turn the direction of writing; remove them")
    if block.kind not in {"definition", "example"}:
        return
    try:
        tokens = [*tokenize.generate_tokens(io.StringIO(block.text).readline)]
    except (tokenize.TokenError, SyntaxError):
        return  # whoever compiles it says what is wrong, and on which line
    for token in tokens:
        if token.type == tokenize.NAME and not token.string.isascii():
            raise ValueError(f"the name {token.string!r} has letters besides a to z")


def read_page(path: str, root: Path) -> Page:
    """Return a page; one that cannot be read is a page with a problem."""
    try:
        content = (root / path).read_bytes()
        text = content.decode()
    except FileNotFoundError:
        return Page(path, problems=[Problem(path, 1, "is in the nav, and not there")])
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Page(path, problems=[Problem(path, line, "is not UTF-8; save it so")])
    if "\r" in text or text.startswith("\ufeff"):
        told = "has Windows line ends or a byte order mark; save it without"
        return Page(path, problems=[Problem(path, 1, told)])
    return parse(path, text)


class Settings(yaml.SafeLoader):
    """Reads mkdocs.yml; what its tags (!ENV and others) stand for is MkDocs' affair."""


Settings.add_multi_constructor("", lambda loader, suffix, node: None)


def nav_paths(nav) -> list[str]:
    """Return the files that the nav of mkdocs.yml names, in reading order."""
    if isinstance(nav, str):
        return [nav]
    entries = nav.values() if isinstance(nav, dict) else nav or []
    return [path for entry in entries for path in nav_paths(entry)]


def read_book(root: Path) -> Book:
    """Return the book in a folder; Refused if there is none."""
    file = root / "mkdocs.yml"
    if not file.is_file():
        raise Refused([Problem("mkdocs.yml", 1, f"there is none in {root}; go there")])
    try:
        nav = yaml.load(file.read_text(encoding="utf-8"), Settings).get("nav")
    except (yaml.YAMLError, AttributeError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise Refused([Problem("mkdocs.yml", line, "cannot be read as YAML")]) from None
    named = [f"docs/{path}" for path in nav_paths(nav)]
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
    for folder in [start, *start.parents]:
        if (folder / "mkdocs.yml").is_file():
            return folder
    raise Refused([Problem("mkdocs.yml", 1, f"there is none in {start} or above it")])
