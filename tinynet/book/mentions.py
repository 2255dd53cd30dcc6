# Copied from docs/book/mentions.md, the place to edit it (c94c2769d684ab06).
"""Mentions: what a page speaks of is what was accepted.

Page: docs/book/mentions.md. Licence: MIT-0.
"""

import ast
import io
import os
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import sha256
from html.parser import HTMLParser
from itertools import chain, repeat
from operator import itemgetter
from pathlib import Path

from mkdocs.utils import meta

from tinynet.book.examples import imported, libraries_apart, output_below
from tinynet.book.links import files_beside
from tinynet.book.numbers import tokens, without_blocks
from tinynet.book.pages import Block, Book, Page, Problem, html_of, read_book

FILE = "tests/book/mentions.txt"
BESIDE = ["LICENSE", "Makefile", "mkdocs.yml", "pyproject.toml", "requirements.txt"]
BESIDE += [".gitattributes", ".gitignore", ".ci/*", ".github/**/*", "overrides/**/*"]
BESIDE += ["docs/assets/**/*", "tests/**/*.json", "tests/**/*.txt"]
CODE = {"formula", "name", "source", "shown"}  # kinds whose words are code
INDENTED = {"docstring", "shown"}


@dataclass
class Mention:
    """One thing that a page mentions: its kind, its words, its line (or none yet)."""

    kind: str
    words: str
    line: int = 0

    @property
    def kept(self) -> str:
        """Return the line of the file that keeps it."""
        if self.kind in INDENTED:
            return f"{self.kind}: {self.words.rstrip()}"
        words = " ".join(self.words.split()).lstrip("| ")
        return f"{self.kind}: {words.rstrip('¶| ')}"


WHOLE = {"code": "name", "tr": "row", "dd": "meaning", "summary": "fold"}
BLOCK = {"blockquote", "details", "div", "dl", "dt", "li", "ol", "p", "table", "ul"}
LAYOUT = {"blockquote": "quotation", "ol": "numbered list", "ul": "list", "li": "item"}
LAYOUT |= {"br": "line break", "hr": "rule"}
ENDS = {"blockquote": "quotation", "details": "fold", "div": "box", "ol": "list"}
ENDS |= {"ul": "list"}
BEGUN = {"quotation", "numbered list", "list", "item"}
BEGINS = re.compile(r"^[ \t]*(?:\d+\.|[-*+>]) ", re.MULTILINE)
EMPHASIS = {"em", "strong", "del", "ins", "mark", "kbd"}
UNREAD = re.compile("arithmatex|block-title|footnote-(?:back)?ref|headerlink")
END = re.compile(r"(?<=[.!?])[”\"’)]*\s+")
ELSEWHERE = {"alt", "data-fence", "href", "id", "src"}  # kept or checked otherwise


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text, with a # for each number, and none without words.

    >>> sentences_of("Both are names. Their sum is 22! 3.")
    ['Both are names.', 'Their sum is #!']
    """
    for match in reversed(tokens(text)):
        text = f"{text[: match.start()]}#{text[match.end() :]}"
    return [one for one in END.split(text) if re.search(r"[^\W\d_]", one)]


class Mentioned(HTMLParser):
    """What a converted page mentions, in its order."""

    def __init__(self, html: str, blocks: tuple[Block, ...]):
        super().__init__()
        self.found: list[Mention] = []
        self.open: dict[str, Mention] = {}
        self.blocks, self.kind = iter(blocks), ""
        self.text, self.silent, self.target = "", "", ""
        self.emphasised: list[Mention] = []
        self.linked: list[Mention] = []
        self.boxes: list[bool] = []  # whether each open div is one that is kept
        self.feed(html)
        self.close()
        self.end_sentences()

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        classes = values.get("class", "")
        if tag in BLOCK:
            self.end_sentences()
        if tag in LAYOUT:
            self.found.append(Mention("layout", LAYOUT[tag]))
        elif tag in EMPHASIS:
            self.emphasised.append(Mention("emphasis", f"{tag} "))
            self.found.append(self.emphasised[-1])
        if tag == "pre" and (block := next(self.blocks, None)):
            self.found += in_block(block)
        elif tag in ("td", "th") and (row := self.open.get("tr")):
            row.words += " | "
        elif tag == "details":
            self.kind = classes + " open" * ("open" in values)
        elif tag == "a":
            # Permalinks and the ways back are links that the converter makes.
            made = re.search("headerlink|footnote-backref", classes)
            self.target = "" if made else values.get("href", "")
            self.linked = [Mention("link", "")] if self.target else []
        elif "src" in values:
            self.found.append(Mention("link", values["src"]))
        if alt := values.get("alt"):
            self.found.append(Mention("picture", alt))
        some = [f'{n}="{values[n]}"' for n in values if n not in ELSEWHERE]
        read = some and tag != "details" and not UNREAD.search(classes)
        if read:
            self.found.append(Mention("attribute", " ".join([tag, *some])))
        if tag == "div":
            self.boxes.append(bool(read))
        level = re.fullmatch("h([1-6])", tag)
        kind = "heading" if level else WHOLE.get(tag)
        if tag == "span" and "arithmatex" in classes:  # others are blocks
            kind = "formula"
        elif tag in ("script", "style") or UNREAD.search(classes):
            self.silent = tag
        if kind and not (kind in ("formula", "name") and "tr" in self.open):
            words = {"heading": "#" * int(level[1]) + " " if level else ""}
            words["fold"] = f"{self.kind}: "
            self.open[tag] = Mention(kind, words.get(kind, ""))
            self.found.append(self.open[tag])

    def handle_endtag(self, tag):
        if tag in BLOCK:
            self.end_sentences()
        if tag in EMPHASIS and self.emphasised:
            self.emphasised.pop()
        if tag in ENDS and (tag != "div" or (self.boxes and self.boxes.pop())):
            self.found.append(Mention("layout", f"end of {ENDS[tag]}"))
        ended = self.open.pop(tag, None)
        if ended and ended.kind == "formula":
            ended.words = ended.words.strip()[2:-2].strip()  # without its \( and \)
        if not self.open and ended and ended.kind in ("formula", "name"):
            self.text += "…"
        self.silent = "" if tag == self.silent else self.silent
        if tag == "a" and self.linked:  # a page has the target behind the words
            link = self.linked.pop()
            self.found.append(Mention("link", f"{link.words} → {self.target}"))

    def handle_data(self, text):
        for one in (*self.open.values(), *self.emphasised, *self.linked):
            one.words += text
        self.text += "" if self.open or self.silent else text

    def handle_comment(self, text):
        kind = "source" if re.match(r" (?:table )?= ", text) else "note"
        self.found.append(Mention(kind, text.strip()))

    def end_sentences(self):
        for mark, one in zip(chain("¶", repeat("")), sentences_of(self.text)):
            self.found.append(Mention("sentence", f"{mark} {one}"))
        self.text = ""


TOOLS = re.compile("noqa|type:|fmt:|ruff:|pragma:")
MARKED = re.compile("hl_lines|linenums|[{]")


def in_block(block: Block) -> list[Mention]:
    """Return what a block mentions, in the order of its lines."""
    found = sorted(in_text(block.text, block.kind, block.language), key=itemgetter(2))
    return [Mention(kind, words, block.line + line) for kind, words, line in found]


@lru_cache(maxsize=2000)
def in_text(text: str, kind: str, language: str) -> list[tuple[str, str, int]]:
    """Return what the text of a block mentions: the kinds, the words, the lines."""
    if kind == "formula":
        return [("formula", text, 1)]
    if kind == "example":
        return [("program", fingerprint(text), 1)]
    if kind == "shown":
        lines = enumerate(text.split("\n"), 1)
        return [("shown", words, line) for line, words in lines if words.strip()]
    if kind != "definition" or language != "python":
        return []
    try:
        comments, tree = comments_of(text) if "#" in text else [], ast.parse(text)
    except (SyntaxError, tokenize.TokenError):
        return []
    found, bare = [], text.split("\n")
    for token in comments:
        (line, column), words = token.start, token.string.lstrip("# ")
        bare[line - 1] = bare[line - 1][:column]
        if re.search(r"\w", words) and not TOOLS.match(words):
            found.append(("comment", words, line))
    for words, line in docstrings_of(tree):
        bare[line - 1] = ""
        found.append(("docstring", words, line))
    return [("program", fingerprint("\n".join(bare)), 1), *found]


def fingerprint(text: str | bytes) -> str:
    """Return a few letters and digits that are others for any other text."""
    some = text.encode() if isinstance(text, str) else text
    return sha256(some).hexdigest()[:12]


def comments_of(source: str) -> list[tokenize.TokenInfo]:
    """Return the comments in a program."""
    found = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token for token in found if token.type == tokenize.COMMENT]


def docstrings_of(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the lines of the docstrings of a program, each with its number."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    for node in ast.walk(tree):
        if isinstance(node, kinds) and ast.get_docstring(node):
            text = node.body[0].value
            for line, words in enumerate(text.value.split("\n"), text.lineno):
                if words.strip():
                    yield words, line


def mentions_of(page: Page, root: Path) -> list[Mention]:
    """Return what a page mentions, in its order; lines only of what is in blocks."""
    settings = meta.get_data(page.text)[1].items()
    found = [Mention("setting", f"{name}: {value}", 1) for name, value in settings]
    found += Mentioned(html_of(page, root), page.blocks).found
    apart = libraries_apart(root)
    away = [b for b in page.blocks if b.kind == "example" and imported(b) & apart]
    for shown in filter(None, [output_below(page, block) for block in away]):
        found.append(Mention("output", fingerprint(shown.text), shown.line + 1))
    lines = page.text.split("\n")
    for block in page.blocks:
        if MARKED.search(header := lines[block.line - 1]):
            found.append(Mention("header", header, block.line))
    return found


def lines_of(found: list[Mention], page: Page) -> list[int]:
    """Return the lines of all that a page mentions."""
    text, at, told = without_blocks(page)[0], 0, 0
    starts, lines = [0, *(match.end() for match in re.finditer("\n", text))], []
    rows = re.finditer(r"^[ \t>]*\|(?![ \t]*:?-)", text, re.MULTILINE)
    for one in found:
        first = one.words.strip("| \n").partition("\n")[0]
        if one.kind == "link":
            first = one.words.rpartition(" → ")[2]
        known = {"heading": ["# "], "picture": [f"![{first[:9]}", "!["]}
        known |= {"fold": ["???"], "meaning": [":   "], "formula": [f"${first}", first]}
        known["emphasis"] = [first.partition(" ")[2]]
        marks = known.get(one.kind, [f"`{first}`", f"({first})", first])
        # What a footnote says comes out at the end, and may stand further up.
        places = [text.find(mark, start) for start in (at, 0) for mark in marks]
        place = next((place for place in places if place >= 0), at)
        if one.line:
            place = starts[one.line - 1]
        elif one.kind == "row":
            place = next((row.start() for row in rows), at)
        elif one.kind == "layout":
            begins = BEGINS.search(text, at) if one.words in BEGUN else None
            place = begins.start() if begins else at
        elif one.kind == "sentence":  # it comes out behind the names in it
            words = re.search(r"[^\W\d_]+(?:\s[^\W\d_]+){,2}", one.words)[0].split()
            begins = re.compile(r"\s+".join(words)).search(text, told)
            place, told = (begins.start(), begins.end()) if begins else (told, told)
        lines.append(text.count("\n", 0, place) + 1)
        if one.kind == "sentence":
            at = max(at, place + 1)
        elif one.kind != "layout" or one.words == "item":  # in a list, its first
            at = place + 1
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
        text = text if len(text) < 90 else f"{text[:89]}…"
        words.append(f"`{text}`" if kind in CODE else f"the {kind} {text}")
    more = f" and {len(kept) - 3} more" if kept[3:] else ""
    return ", ".join(words) + more


def differing(one: str, other: str) -> str:
    """Return a line of the file, if it is long without what another line has too.

    >>> differing("row: " + "a " * 40 + "b c d e", "row: " + "a " * 40 + "b d d e")
    'row: … b c d …'
    """
    kind, _, text = one.partition(": ")
    if len(text) < 40:
        return one
    words, others = text.split(" "), other.partition(": ")[2].split(" ")
    start = len(os.path.commonprefix([words, others]))
    end = len(os.path.commonprefix([words[start:][::-1], others[start:][::-1]]))
    shown = words[max(start - 1, 0) : len(words) - max(end - 1, 0)]
    before, after = ["…"] * (start > 1), ["…"] * (end > 1)
    return f"{kind}: {' '.join([*before, *shown, *after])}"


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
                published, true = differing(other, one), differing(one, other)
                told = f"{listed([published])} stands where {listed([true])}"
                yield line, f"{told} was accepted"
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


REMEDY = "; if it is meant, run make accept"


def mention_problems(page: Page, root: Path) -> list[Problem]:
    """Return where a page mentions something else than was accepted.

    In a project without the file nothing was accepted yet, and nothing is compared.
    """
    if not (root / FILE).is_file():
        return []
    found = changes_on(page, root, accepted(root).get(page.path, []))
    return [Problem(one.path, one.line, one.text + REMEDY) for one in found]


def prints_beside(root: Path) -> dict[str, list[str]]:
    """Return what is kept of the files beside the pages, by their paths."""
    files = {file for pattern in BESIDE for file in root.glob(pattern)}
    return {
        file.relative_to(root).as_posix(): [f"file: {fingerprint(file.read_bytes())}"]
        for file in sorted(files - {root / FILE})
        if file.is_file() and "__pycache__" not in file.parts
    }


@lru_cache(maxsize=200)
def in_tests(text: str) -> tuple[tuple[str, str, int], ...]:
    """Return what a file of tests defines: the names, the fingerprints, the lines."""
    found, lines = [], text.split("\n")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = node.name
        elif isinstance(node, ast.Assign):
            name = ast.unparse(node.targets[0]).replace(" ", "")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for one in node.names:
                alone = ast.unparse(type(node)(**{**vars(node), "names": [one]}))
                name = one.asname or one.name
                found.append((name, fingerprint(alone), node.lineno))
            continue
        else:  # such as a docstring
            name = type(node).__name__.lower()
        first = min(one.lineno for one in (node, *getattr(node, "decorator_list", ())))
        while first > 1 and lines[first - 2].startswith("#"):
            first -= 1
        code = "\n".join(lines[first - 1 : node.end_lineno])
        found.append((name, fingerprint(code), node.lineno))
    return tuple(found)


def tests_of(root: Path) -> dict[str, dict[str, int]]:
    """Return what is kept of the tests, with its lines, by their files."""
    found = {}
    for file in sorted((root / "tests").rglob("*.py")):
        some = in_tests(file.read_text(encoding="utf-8"))
        kept = {f"test: {name} {code}": line for name, code, line in some}
        found[file.relative_to(root).as_posix()] = kept
    return found


def problems_of_tests(root: Path) -> list[Problem]:
    """Return the tests that are other ones, or gone; a new one needs no permission."""
    problems = []
    for path, now in tests_of(root).items():
        lines = {one.split()[1]: line for one, line in now.items()}
        for one in accepted(root).get(path, []):
            name = one.split()[1]
            if one not in now and name in lines:
                told = f"{name} is not what was accepted{REMEDY}"
                problems.append(Problem(path, lines[name], told))
            elif one not in now:
                problems.append(Problem(path, 1, f"{name} is gone{REMEDY}"))
    return problems


def other_problems(book: Book) -> list[Problem]:
    """Return the files beside the pages that are new, other ones, or gone."""
    root, kept = book.root, accepted(book.root)
    if not (root / FILE).is_file():
        return []
    problems = [
        one for page in files_beside(root) for one in mention_problems(page, root)
    ]
    beside = prints_beside(root)
    for path, now in beside.items():
        if kept.get(path) != now:
            told = f"this file is not the one that was accepted{REMEDY}"
            problems.append(Problem(path, 1, told))
    there = {page.path for page in (*book.pages, *files_beside(root))}
    there |= {*beside, *tests_of(root), *book.notebooks}
    told = "is not there any more; run make accept"
    gone = [Problem(FILE, 1, f"{one} {told}") for one in sorted(kept.keys() - there)]
    return [*problems, *problems_of_tests(root), *gone]


def mentioned_anew(root: Path) -> list[str]:
    """Write the file as it should be now; return what has changed in it.

    Nothing is written in a project that has no such file; an empty one is a beginning.
    """
    if not (root / FILE).is_file():
        return []
    # Not at the top: it is slow to import, and one page does not need it.
    from tinynet.book.notebooks import as_page, mentions_in

    book, changed, text = read_book(root), [], ""
    pages = [*book.pages, *files_beside(root)]
    for page in book.pages:
        changed += mention_problems(page, root)
    for path in book.notebooks:
        source = (root / path).read_text(encoding="utf-8")
        changed += mentions_in(path, source, root)
        pages.append(as_page(path, source, root)[0])
    for page in pages:
        kept = [f"  {one.kept}\n" for one in mentions_of(page, root)]
        text += "".join([f"{page.path}\n", *kept])
    for path, kept in {**prints_beside(root), **tests_of(root)}.items():
        text += "".join([f"{path}\n", *(f"  {one}\n" for one in kept)])
    changed += other_problems(book)
    lines = [f"accepted: {problem}".removesuffix(REMEDY) for problem in changed]
    if not lines and text == (root / FILE).read_text(encoding="utf-8"):
        return []
    (root / FILE).write_text(text, encoding="utf-8")
    count = f"{len(lines)} change{'s' * (len(lines) > 1)}" if lines else "new tests"
    return [*lines, f"{FILE}: {count}"]
