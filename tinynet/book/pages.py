# Copied from docs/book/pages.md, the place to edit it (a6297a188add7656).
"""Reading the pages of the book: which blocks does the site show, and where are they?

Page: docs/book/pages.md. Licence: MIT-0.
"""

import html
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from html.parser import HTMLParser
from pathlib import Path

import markdown
from mkdocs.exceptions import ConfigurationError
from mkdocs.utils import meta
from mkdocs.utils.yaml import yaml_load


@dataclass(frozen=True)
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
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Block:
    """A block as the site shows it.

    `line` is the line of its header and `end` that of its closing fence, both
    counted from 1; the code stands between them. `prefix` is what stands before
    each of its lines in the page: spaces in a list, `> ` in a quotation.
    """

    path: str
    kind: str
    language: str
    title: str
    text: str
    line: int
    end: int
    prefix: str


@dataclass(frozen=True)
class Page:
    """A page: its path from the root of the project, text, blocks and problems."""

    path: str
    text: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Book:
    """The pages in reading order, the notebooks, and what is wrong with them."""

    root: Path
    pages: tuple[Page, ...]
    notebooks: tuple[str, ...]
    problems: tuple[Problem, ...]

    def blocks(self, kind: str) -> list[Block]:
        return [
            block for page in self.pages for block in page.blocks if block.kind == kind
        ]


SHOWN = {
    "console",
    "css",
    "html",
    "js",
    "json",
    "makefile",
    "markdown",
    "math",
    "python",
    "text",
    "toml",
    "yaml",
}
KEYS = {"title", "hl_lines", "linenums"}
HEADER = re.compile(
    r"""(?:`{3,}|~{3,})(?P<language>[\w+.-]+)
    (?:\ (?P<plain>\w+="[^"{}]*"(?:\ \w+="[^"{}]*")*)
      |\ \{\ (?P<braced>(?:\#[\w-]+|\w+="[^"{}]*")(?:\ (?:\#[\w-]+|\w+="[^"{}]*"))*)\ \}
    )?\ *""",
    re.VERBOSE,
)
ALIASES = {"py", "py3", "python3", "ipython", "pycon", "Python"}


def read_header(header: str) -> tuple[str, str]:
    """Return the language and the title in a block's first line.

    Raises ValueError, with the remedy, for anything but the one accepted form.
    """
    match = HEADER.fullmatch(header)
    if match is None:
        raise ValueError(
            f'cannot read the header {header!r}; write ```python, ```python title="…" '
            'or ```python { #name title="…" }, with a space inside each brace'
        )
    language = match["language"]
    if language in ALIASES:
        raise ValueError(f"the language {language!r} is never run; write 'python'")
    if language not in SHOWN:
        raise ValueError(
            f"unknown language {language!r}; one of {', '.join(sorted(SHOWN))}"
        )
    options = match["plain"] or match["braced"] or ""
    keys: dict[str, str] = {}
    for key, value in re.findall(r'(\w+)="([^"]*)"', options):
        if key not in KEYS:
            raise ValueError(f"unknown key {key!r}; one of {', '.join(sorted(KEYS))}")
        if key in keys:
            raise ValueError(f"the key {key!r} stands there twice; keep one")
        keys[key] = value
    return language, keys.get("title", "")


def kind_of(language: str, title: str) -> str:
    """Return what a block is for: definition, example, output, formula or shown.

    Raises ValueError for a Python block whose title looks like a file that no page
    may write.
    """
    if language == "python":
        if re.fullmatch(r"tinynet(/[a-z_0-9]+)+\.py", title):
            return "definition"
        if "/" in title or "\\" in title or title.endswith(".py"):
            raise ValueError(
                f"{title!r} is not a file that a page may write; a module is "
                "'tinynet/name.py', and the title of an example is not a path"
            )
        return "example"
    if language == "text" and title == "Output":
        return "output"
    return "formula" if language == "math" else "shown"


@dataclass
class Fence:
    """What superfences found: `start` and `end` are line numbers from 0, end excluded."""

    header: str
    prefix: str
    text: str
    start: int
    end: int


HIDING = {"template", "textarea", "script", "style", "noscript"}
VOID = {"area", "br", "hr", "img", "input"}
FENCE = re.compile(r'<pre data-fence="(\d+)"')


class ShownFences(HTMLParser):
    """Collects the numbers of the fences that a converted page shows, and of those in
    its comments; and the text of any other `<pre>`."""

    def __init__(self, text: str):
        super().__init__()
        self.numbers: list[int] = []
        self.commented: set[int] = set()
        self.strangers: list[str] = []
        self.in_stranger = False
        self.hiding: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        number = attributes.get("data-fence")
        if tag in VOID:
            return
        if self.hiding or tag in HIDING or "hidden" in attributes:
            if tag in {*self.hiding[:1], *HIDING} or "hidden" in attributes:
                self.hiding.append(tag)
        elif tag == "pre" and number:
            self.numbers.append(int(number))
        elif tag == "pre":
            self.in_stranger = True
            self.strangers.append("")

    def handle_endtag(self, tag):
        self.in_stranger = self.in_stranger and tag != "pre"
        if self.hiding and self.hiding[-1] == tag:
            self.hiding.pop()

    def handle_comment(self, text):
        # A browser takes <!--> and <!---> for whole comments, and shows what follows.
        if not text.startswith((">", "->")):
            self.commented |= {int(number) for number in FENCE.findall(text)}

    def handle_data(self, text):
        if self.in_stranger:
            self.strangers[-1] += text


def site_settings(root: Path) -> dict:
    """Return what mkdocs.yml says, as MkDocs itself reads it."""
    return parse_settings(written_settings(root))


def written_settings(root: Path) -> str:
    return (root / "mkdocs.yml").read_text(encoding="utf-8")


@cache
def parse_settings(text: str) -> dict:
    return yaml_load(text)


def site_converter(root: Path) -> markdown.Markdown:
    """Return a Python-Markdown converter with the extensions of the site.

    Those of the book itself are left out: they change no block, and the extractor
    must work when one of them is broken. And no block is coloured or even shown: that
    would take three quarters of the time, and nobody looks at it.
    """
    return converter_of(written_settings(root))


def converter_of(mkdocs_yml: str) -> markdown.Markdown:
    names, settings = ["toc", "tables"], {}
    for entry in parse_settings(mkdocs_yml).get("markdown_extensions", []):
        [(name, options)] = (
            entry.items() if isinstance(entry, dict) else [(entry, None)]
        )
        if not name.startswith("tinynet."):
            names.append(name)
            settings[name] = options or {}
    converter = markdown.Markdown(extensions=names, extension_configs=settings)
    superfences = converter.preprocessors["fenced_code_block"]
    superfences.extension.superfences[0]["formatter"] = title_alone
    return converter


def title_alone(options: dict, **block) -> str:
    """Return what the site shows of a block, but for the code in it."""
    return f'<p class="block-title">{html.escape(options.get("title") or "")}</p>'


@lru_cache(maxsize=200)
def convert(text: str, mkdocs_yml: str) -> tuple[list[Fence], str]:
    """Return the fences of a text, and its converted page with a mark for each."""
    converter = converter_of(mkdocs_yml)
    superfences = converter.preprocessors["fenced_code_block"]
    put_away, fences = superfences._store, []

    def note(source, html, start, end):
        text = superfences.rebuild_block(superfences.code)
        header = superfences.first[len(superfences.ws) :]
        fences.append(Fence(header, superfences.ws, text, start, end))
        mark = f'<pre data-fence="{len(fences) - 1}"></pre>'
        put_away(source, mark + html, start, end)

    superfences._store = note
    return fences, converter.convert(text)


MARKER = r"(?:[-*+:]|\d+[.)]|\[\^[^\]\s]+\]:)(?=\s)"
FENCE_LIKE = re.compile(rf"(?:[\s>]|{MARKER})*((?:`{{3}}|~{{3}}).*)")


def fences_shown_as_text(lines: list[str], taken: set[int]) -> list[tuple[int, str]]:
    """Return the lines, from 0, that look like a fence and are in none, with a remedy."""
    found, opened = [], False
    for number, line in enumerate(lines):
        match = FENCE_LIKE.match(line)
        if match is None or number in taken:
            continue
        closes = opened and not match[1].strip("`~ ")
        opened = not closes
        if closes:
            continue
        remedy = (
            "the site shows this as text; close the fence, and indent both ends alike"
        )
        try:
            read_header(match[1])
        except ValueError as error:
            remedy = str(error)
        found.append((number, remedy))
    return found


def read_page(path: str, root: Path) -> Page:
    """Return the page at `path`, with its blocks in the order in which they stand."""
    try:
        with open(root / path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        remedy = "is not UTF-8; save the page in that encoding"
        return Page(path, "", (), (Problem(path, line, remedy),))
    except OSError as error:
        return Page(
            path, "", (), (Problem(path, 1, f"cannot be read: {error.strerror}"),)
        )
    ends = re.findall(r"\r\n|\r|\n", text)
    if odd := [n for n, end in enumerate(ends, 1) if end != ends[0]]:
        remedy = "its lines end in two ways; save the page with one kind of line end"
        return Page(path, "", (), (Problem(path, odd[0], remedy),))
    return parse_page(path, re.sub(r"\r\n?", "\n", text), root)


def parse_page(path: str, text: str, root: Path) -> Page:
    """Return the page that `text` is, as if it stood at `path`."""
    return page_of(path, text, written_settings(root))


def html_of(page: Page, root: Path) -> str:
    """Return a page as the site's converter makes it, without the code in its blocks."""
    return convert(meta.get_data(page.text)[0], written_settings(root))[1]


@lru_cache(maxsize=200)
def page_of(path: str, text: str, mkdocs_yml: str) -> Page:
    body, _ = meta.get_data(text)
    offset = text.count("\n") - body.count("\n")
    fences, html = convert(body, mkdocs_yml)
    shown = ShownFences(html)
    blocks, problems = [], []

    for number in shown.numbers:
        fence = fences[number]
        line, end = offset + fence.start + 1, offset + fence.end
        try:
            language, title = read_header(fence.header)
            kind = kind_of(language, title)
        except ValueError as error:
            problems.append(Problem(path, line, str(error)))
            continue
        blocks.append(
            Block(path, kind, language, title, fence.text, line, end, fence.prefix)
        )

    lines = body.split("\n")
    taken = {line for fence in fences for line in range(fence.start, fence.end)}
    for number, remedy in fences_shown_as_text(lines, taken):
        problems.append(Problem(path, offset + number + 1, remedy))
    for number in {*range(len(fences))} - {*shown.numbers} - shown.commented:
        problem = "HTML around this block hides it; move it out, or put it in a comment"
        problems.append(Problem(path, offset + fences[number].start + 1, problem))
    for stranger in shown.strangers:
        first = stranger.strip().split("\n")[0].strip() or "<pre"
        at = next((n for n, line in enumerate(lines) if first in line), 0)
        problem = "a block of code without a fence is never run; put it between fences"
        problems.append(Problem(path, offset + at + 1, problem))
    return Page(path, text, tuple(blocks), tuple(problems))


def nav_paths(nav: list | dict | str | None) -> list[str]:
    """Return the files that a `nav` names, in reading order; raise TypeError."""
    if isinstance(nav, str):
        return [nav]
    if isinstance(nav, dict):
        return [path for value in nav.values() for path in nav_paths(value)]
    if not isinstance(nav, list):
        raise TypeError(f"nav names {nav!r}, which is not a file")
    return [path for entry in nav for path in nav_paths(entry)]


def read_book(root: Path) -> Book:
    """Return the book whose mkdocs.yml stands in the folder `root`."""
    if not (root / "mkdocs.yml").is_file():
        problem = Problem(
            "mkdocs.yml", 1, "there is none here; run this in the project"
        )
        return Book(root, (), (), (problem,))
    try:
        nav = dict.fromkeys(nav_paths(site_settings(root).get("nav") or []))
        site_converter(root)
    except (AttributeError, ImportError, KeyError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__}: {error}"
        problem = Problem("mkdocs.yml", 1, f"the site cannot be set up ({reason})")
        return Book(root, (), (), (problem,))
    except ConfigurationError as error:
        mark = getattr(error.__context__, "problem_mark", None)
        reason = getattr(error.__context__, "problem", None) or error
        line = mark.line + 1 if mark else 1
        problem = Problem("mkdocs.yml", line, f"cannot be read: {reason}")
        return Book(root, (), (), (problem,))
    paths = [f"docs/{path}" for path in nav]
    named = [path for path in paths if path.endswith(".md")]
    notebooks = tuple(path for path in paths if path.endswith(".ipynb"))
    pages = [read_page(path, root) for path in named]
    problems = [problem for page in pages for problem in page.problems]

    for file in sorted((root / "docs").rglob("*")):
        path = file.relative_to(root).as_posix()
        if file.suffix in {".md", ".ipynb"} and path not in paths:
            if ".ipynb_checkpoints" not in path:
                problems.append(Problem(path, 1, "is not in the nav of mkdocs.yml"))
        elif file.suffix in {".markdown", ".mdown", ".mkdn", ".mkd"}:
            problems.append(
                Problem(path, 1, "the name of a page ends in .md; rename it")
            )
        elif file.suffix == ".py":
            problem = "a Python file among the pages is published as one; move it"
            problems.append(Problem(path, 1, problem))

    if (root / "README.md").is_file():
        pages.append(read_page("README.md", root))
        problems += pages[-1].problems
    return Book(root, tuple(pages), notebooks, tuple(problems))
