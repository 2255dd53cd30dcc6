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
FENCE = re.compile(r"( *)(`{3,})([^`]*)")
HEADER = re.compile(
    r'(?P<language>\w+)(?: title="(?P<title>[^"]*)")?'
    r'(?: hl_lines="\d+(?:-\d+)?(?: \d+(?:-\d+)?)*")?(?: linenums="1")?'
)
FOLD = re.compile(r"\s*(?:!{3}|\?{3}|={3}[ +!])")
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
    page, lines, at = Page(path, text), text.split("\n"), 0
    above = until = ""  # the line above; what ends an open comment or HTML element
    inside = [0]  # how deep the text of each open fold, tab and item is

    def refuse(line: int, told: str) -> None:
        page.problems.append(Problem(path, line, told))

    while at < len(lines):
        line, at = lines[at], at + 1
        match, fresh, hidden = FENCE.fullmatch(line), not above.strip(), until
        if (hidden or not match) and re.search("`{3}|~{3}", line):
            refuse(at, "a fence is three backticks behind spaces, and not in HTML")
        if hidden or not match:
            until = left_open(line, until)
        if hidden or not line.strip():
            above = line
            continue
        deep, was = depth(line), inside
        if fresh or deep % 4 == 0 or deep < depth(above) or BREAK.match(line):
            inside = [other for other in inside if other <= deep]
        begins, fold = CONTAINER.fullmatch(line), FOLD.match(line)
        if deep != inside[-1] and (fresh or match or fold):
            refuse(
                at, "must be at the left edge, or 4 deeper than its list, fold or tab"
            )
        elif (match or fold) and not fresh:
            refuse(at, "needs an empty line above it")
        elif fold and not begins:
            refuse(at, "no fold, box or tab begins so")
        elif begins and deep == inside[-1] and (fresh or deep + 4 in was):
            inside = [*inside, deep + 4]
        above = "" if fold else line
        if not match:
            continue
        start, (indent, fence, header) = at, match.groups()
        while at < len(lines) and lines[at].rstrip(" \t") != indent + fence:
            at += 1
        if at == len(lines):
            refuse(start, "this fence is never closed")
            break
        code, at = lines[start:at], at + 1
        try:
            kind, title = kind_of(header.strip())
            if any(line[: len(indent)].strip() for line in code):
                raise ValueError("holds a line that is indented less than the fence")
            inner = "\n".join(line[len(indent) :] for line in code)
            block = Block(path, kind, title, inner, start, at, indent)
            check_letters(block)
            page.blocks.append(block)
        except ValueError as error:
            refuse(start, str(error))
    return page


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


def check_letters(block: Block) -> None:
    """Raise ValueError for code that is not what it looks like."""
    if INVISIBLE.search(block.text):
        raise ValueError("holds signs that nobody sees, or that turn the text; remove")
    if block.kind not in {"definition", "example"}:
        return
    if "\t" in block.text:
        raise ValueError("holds a tab, which the site shows as spaces; use spaces")
    with suppress(tokenize.TokenError, SyntaxError):  # whoever compiles it tells them
        for token in tokenize.generate_tokens(io.StringIO(block.text).readline):
            if token.type == tokenize.NAME and not token.string.isascii():
                raise ValueError(
                    f"the name {token.string!r} has other letters than a–z"
                )


def read_page(path: str, root: Path) -> Page:
    """Return a page; one that cannot be read is a page with a problem."""
    line = 1
    try:
        if not (root / path).resolve().is_relative_to(root.resolve()):
            raise OSError(0, "it is outside of the project")
        text = (root / path).read_bytes().decode()
        if "\r" not in text and not text.startswith("\ufeff"):
            return parse(path, text)
        told = "has Windows line ends or a byte order mark; save it without"
    except FileNotFoundError:
        told = "is in the nav, and not there"
    except OSError as error:
        told = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        told = "is not UTF-8; save it so"
    return Page(path, problems=[Problem(path, line, told)])


class Settings(yaml.SafeLoader):
    """Reads mkdocs.yml; what its tags (!ENV and others) stand for is MkDocs' affair."""


Settings.add_multi_constructor("", lambda loader, suffix, node: None)


def nav_paths(nav) -> list[str]:
    """Return the files that the nav of mkdocs.yml names, in reading order."""
    if not isinstance(nav, (dict, list)):
        return [nav] if isinstance(nav, str) else []
    entries = nav.values() if isinstance(nav, dict) else nav
    return [path for entry in entries for path in nav_paths(entry)]


def read_book(root: Path) -> Book:
    """Return the book in a folder; Refused if there is none."""
    file = root / "mkdocs.yml"
    if not file.is_file():
        raise Refused([Problem("mkdocs.yml", 1, f"there is none in {root}; go there")])
    try:
        nav = yaml.load(file.read_text(encoding="utf-8"), Settings).get("nav")
    except (yaml.YAMLError, AttributeError, UnicodeDecodeError, OSError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise Refused([Problem("mkdocs.yml", line, "cannot be read as YAML")]) from None
    named = [*dict.fromkeys(f"docs/{path}" for path in nav_paths(nav))]
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
