# Copied from docs/book/mutants.md, the place to edit it (98676d88f86c8f9f).
"""Mutants: copies of the book, each with one small mistake.

They are made from the text alone; nothing here knows what the checkers look for.
Page: docs/book/mutants.md. Licence: MIT-0.
"""

import ast
import itertools
import json
import keyword
import re
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mutant:
    """A mistake: in the file at `path`, `new` stands from `start` to `end`.

    In a notebook these are places in what `cell` names, as in "3 source".
    """

    path: str
    kind: str
    line: int
    start: int
    end: int
    new: str
    around: tuple[str, str, str]
    cell: str = ""

    @property
    def name(self) -> str:
        """Return kind and change, without the line, so that it can be found again."""
        before, old, after = self.around
        return f"{self.kind}: {before}[{old} → {flat(self.new)}]{after}"

    def applied(self, text: str) -> str:
        """Return the text of the file with the mistake in it."""
        if not self.cell:
            return text[: self.start] + self.new + text[self.end :]
        notebook = json.loads(text)
        *path, last = [int(k) if k.isdigit() else k for k in self.cell.split()]
        inner = notebook["cells"]
        for key in path:
            inner = inner[key]
        whole = "".join(inner[last])
        whole = whole[: self.start] + self.new + whole[self.end :]
        inner[last] = whole.splitlines(keepends=True)
        return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def flat(text: str) -> str:
    """Return a text on one line, without its middle if it is long."""
    text = " ".join(text.split())
    return text if len(text) < 60 else f"{text[:28]}…{text[-28:]}"


def mutant(path, kind, text, start, end, new, cell="", line=0) -> Mutant:
    """Return a mutant of a text, with what stands around the change."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    before = flat(text[max(first, start - 24) : start])
    around = before, flat(text[start:end]), flat(text[end : min(last, end + 24)])
    line = line or text.count("\n", 0, start) + 1
    return Mutant(path, kind, line, start, end, new, around, cell)


def thinned(found: list, most: int) -> list:
    """Return at most so many of a list, evenly from its beginning to its end."""
    if len(found) <= most:
        return found
    return [found[len(found) * n // most] for n in range(most)]


ENOUGH = {"example": 20, "output": 20, "machinery": 8, "word": 20, "term": 20}
ENOUGH |= {"comment": 10, "exchange": 10}


SWAPS = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.MatMult: ("@", "+"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
    ast.Lt: ("<", ">="),
    ast.LtE: ("<=", ">"),
    ast.Gt: (">", "<="),
    ast.GtE: (">=", "<"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
}
DELETABLE = ast.Assign | ast.AugAssign | ast.Expr | ast.Raise | ast.Assert


class Code:
    """A program, with the places of its parts counted in characters."""

    def __init__(self, source: str):
        self.source, self.tree = source, ast.parse(source)
        self.nodes = [*ast.walk(self.tree)]
        self.lines = source.splitlines(keepends=True)
        self.starts = [0, *itertools.accumulate(map(len, self.lines))]

    def place(self, line: int, column: int) -> int:
        before = self.lines[line - 1].encode()[:column].decode()
        return self.starts[line - 1] + len(before)

    def span(self, node: ast.AST) -> tuple[int, int]:
        first = self.place(node.lineno, node.col_offset)
        return first, self.place(node.end_lineno, node.end_col_offset)

    def text(self, node: ast.AST) -> str:
        return self.source[slice(*self.span(node))]

    def docstrings(self) -> list[ast.Constant]:
        """Return the docstrings."""
        kinds = ast.Module | ast.ClassDef | ast.FunctionDef
        bodies = [node.body for node in self.nodes if isinstance(node, kinds)]
        firsts = [body[0] for body in bodies if body and isinstance(body[0], ast.Expr)]
        return [
            first.value
            for first in firsts
            if isinstance(first.value, ast.Constant)
            and isinstance(first.value.value, str)
        ]

    def names(self) -> dict[ast.AST, list[str]]:
        """Return, for each name that is read, the names that could stand there."""
        found: dict[ast.AST, list[str]] = {}

        def visit(node, names):
            if isinstance(node, ast.FunctionDef | ast.Lambda):
                inside = [*ast.walk(node)]
                arguments = [a.arg for a in inside if isinstance(a, ast.arg)]
                own = [n.id for n in inside if stored(n)]
                names = list(dict.fromkeys(arguments + own)) or names
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
                    found[child] = names
                visit(child, names)

        visit(self.tree, list(dict.fromkeys(n.id for n in self.nodes if stored(n))))
        return found

    def statements(self) -> dict[int, tuple[int, int]]:
        """Return, for each line, the first and last line of the statement on it."""
        found = {}
        for node in self.nodes:  # what is inside of others comes later
            if isinstance(node, ast.stmt):
                above = getattr(node, "decorator_list", [])
                first = min(part.lineno for part in [node, *above])
                lines = range(first, node.end_lineno + 1)
                found.update(dict.fromkeys(lines, (first, node.end_lineno)))
        return found


def stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def code_changes(source: str, most: int = 10**6) -> list[tuple[int, int, str]]:
    """Return what may be changed in a program: from where, to where, and to what.

    most: how many changes are enough, taken evenly from the whole program.
    """
    try:
        code = Code(source)
    except SyntaxError:
        return []
    silent = {id(node) for node in code.docstrings()}
    found = []
    for node in code.nodes:
        text = isinstance(getattr(node, "value", None), ast.Constant)
        if id(node) not in silent and not (text and id(node.value) in silent):
            found += changes_of(node, code)
    for node, names in code.names().items():
        others = [name for name in names if name != node.id]
        if others and node.id in names:
            number = sum(map(ord, node.id)) + node.lineno
            found.append((*code.span(node), others[number % len(others)]))
    differs = differing(code)
    return [one for one in thinned(sorted(dict.fromkeys(found)), most) if differs(*one)]


def differing(code: Code) -> Callable[[int, int, str], bool]:
    """Return what tells of a change whether the program is another one with it.

    Only the statement with the change is read again, not the whole program.
    """
    statements, known = code.statements(), {}

    def meaning(text: str) -> str:
        """Return what Python reads in some lines, nothing if it cannot read them."""
        try:
            return ast.dump(ast.parse(f"if 1:\n{text}" if text[0] == " " else text))
        except SyntaxError:
            return ""

    def differs(start: int, end: int, new: str) -> bool:
        first, last = statements[bisect(code.starts, start)]
        if last < bisect(code.starts, end - 1):
            first, last = 1, len(code.lines)
        if (first, last) not in known:
            known[first, last] = meaning("".join(code.lines[first - 1 : last]))
        if not known[first, last]:  # a part of a longer one, as after an `elif`
            first, last = 1, len(code.lines)
            known[first, last] = ast.dump(code.tree)
        place, stop = code.starts[first - 1], code.starts[last]
        now = meaning(code.source[place:start] + new + code.source[end:stop])
        return now not in ("", known[first, last])

    return differs


def changes_of(node: ast.AST, code: Code) -> Iterator[tuple[int, int, str]]:
    """Yield what may be changed at one node of a program."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        left, right = (
            (node.left, node.right)
            if isinstance(node, ast.BinOp)
            else (node.target, node.value)
        )
        yield from between(left, right, node.op, code)
    elif isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        for left, right, op in zip(sides, sides[1:], node.ops):
            yield from between(left, right, op, code)
    elif isinstance(node, ast.BoolOp):
        for left, right in itertools.pairwise(node.values):
            yield from between(left, right, node.op, code)
    elif isinstance(node, ast.UnaryOp):
        start, end = code.span(node)
        yield start, end, code.text(node.operand)
    elif isinstance(node, ast.Constant):
        yield from constant_changes(node, code)
    elif isinstance(node, ast.JoinedStr):
        start, end = code.span(node)
        for match in re.finditer(r"(?<=:)([^{}]*?)(\d)(?=[^{}\d]*\})", code.text(node)):
            yield start + match.start(2), start + match.end(2), bumped(match[2])
    elif isinstance(node, ast.Return) and node.value:
        yield *code.span(node.value), "None"
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        yield *code.span(node.test), f"not ({code.text(node.test)})"
    elif isinstance(node, ast.Call) and len(node.args) > 1:
        first, second = node.args[:2]
        start, end = code.span(first)[0], code.span(second)[1]
        middle = code.source[code.span(first)[1] : code.span(second)[0]]
        yield start, end, f"{code.text(second)}{middle}{code.text(first)}"
    if isinstance(node, ast.Call) and node.keywords and node.keywords[-1].arg:
        start, end = code.span(node.keywords[-1])
        comma = re.search(r",\s*$", code.source[:start])
        yield comma.start() if comma else start, end, ""
    if isinstance(node, DELETABLE):
        yield *code.span(node), "pass"


def between(left, right, op, code: Code) -> Iterator[tuple[int, int, str]]:
    """Yield the change of the operator between two parts."""
    old, new = SWAPS.get(type(op), ("", ""))
    start, end = code.span(left)[1], code.span(right)[0]
    pattern = r"\s+".join(map(re.escape, old.split()))
    if old and (match := re.search(pattern, code.source[start:end])):
        yield start + match.start(), start + match.end(), new


def constant_changes(node: ast.Constant, code: Code) -> Iterator[tuple[int, int, str]]:
    """Yield the change of a number, a truth value or a text."""
    start, end = code.span(node)
    text, value = code.source[start:end], node.value
    if isinstance(value, bool):
        yield start, end, str(not value)
    elif isinstance(value, int | float) and (digits := list(re.finditer(r"\d", text))):
        at = start + digits[-1].start()
        yield at, at + 1, bumped(digits[-1][0])
    elif isinstance(value, str) and re.fullmatch(r"(['\"])(?!\1).+\1", text):
        yield end - 1, end - 1, "x"


def bumped(digit: str) -> str:
    """Return the next digit; for 9 the one before, so that none becomes longer."""
    return "8" if digit == "9" else str(int(digit) + 1)


NAME = (
    r"(?:\\(?:(?:hat|bar|Delta) ?\w|sigma|eta|theta|delta|mu|beta_1)(?![A-Za-z])"
    r"|(?<![\\A-Za-z{])[a-zA-Z](?![A-Za-z]))"
)
MARKS = r"(?:_(?:\{[^{}]*\}|\w)|\^(?:\{[^{}]*\}|\\top|\w)|')*"
GROUP = r"\s*(\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\d)"
RELATION = r"[=<>]|\\(?:approx|le|ge|ne|to|in|leftarrow)\b"
WORDS = r"\\(?:text|begin|end)\{[^}]*\}"

# What to look for, and what to put there instead, in the words of re.sub.
SIMPLE = [
    (r"\+", "-"),
    (r"-", "+"),
    (r"-", " "),
    (r"\\pm", "+"),
    (r"\\le(?![a-z])", r"\\ge"),
    (r"\\ge(?![a-z])", r"\\le"),
    (r"\\ne(?![a-z])", "="),
    (r"\\approx|\\to(?= [\\\d])", "="),
    (r"\\leftarrow", "="),
    (r"<", ">"),
    (r">", "<"),
    (r"(?<!\w)=|= (?!\w\})", r"\\ne "),
    (r"(?:_|\^)(?:\{[^{}]*\}|\\top|\w)", ""),
    (r"(?<=_)[a-z]", "j"),
    (r"(?<=_)[13]", "2"),
    (r"(?<=_)2", "1"),
    (r"'", ""),
    (r"\\sigma(?=[(\\])", r"\\sigma'"),
    (r"\\(?:hat|bar) ?", ""),
    (r"\\(?:odot|circ)", " "),
    (r"\\(?:cdot|times)(?![a-z])", "+"),
    (r"\\sum(?:_(?:\{[^{}]*\}|\w)(?:\^(?:\{[^{}]*\}|\w))?)?", " "),
    (r"(?<==)1(?=\})", "2"),
    (r"\\ln(?![a-z])", r"\\exp"),
    (r"\\(?:exp|sqrt|tanh)(?![a-z])", r"\\ln"),
    (r"\\(?:ln|sqrt)(?![a-z\[])", " "),
    (r"\\nabla(?:_\w|_\{[^{}]*\})?|\\lim_\{[^}]*\}", " "),
    (r"\\partial|(?<=\\frac\{)d(?=[\\}a-zA-Z])", " "),
    (r"\\[dt]?frac" + GROUP + GROUP, r"\\frac{\2}{\1}"),
    (rf"({NAME}{MARKS})\s*-\s*({NAME}{MARKS})", r"\2 - \1"),
    (rf"1\s*-\s*({NAME}{MARKS})", r"\1 - 1"),
    (r"\\(?:left|bigl|Bigl)\(|\\(?:right|bigr|Bigr)\)|[()]", " "),
]


def formula_changes(tex: str, names: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield what may be changed in a formula; `names` are the symbols of its page."""
    words = [range(*match.span()) for match in re.finditer(WORDS, tex)]
    seen = {looks(tex)}

    def changes():
        for pattern, text in SIMPLE:
            for match in re.finditer(pattern, tex):
                yield *match.span(), match.expand(text)
        for match in re.finditer(r"\d", tex):
            for step in (1, 9):
                yield *match.span(), str((int(match[0]) + step) % 10)
        for match in re.finditer(NAME + MARKS, tex):
            if re.search(r"[_^](?:\{[^{}]*)?$", tex[: match.start()]):
                continue
            yield *match.span(), " "
            name = re.match(NAME, match[0])[0]
            end = match.start() + len(name)
            for other in names:
                if other != name:
                    yield match.start(), end, other + " "

    for start, end, new in changes():
        what = looks(tex[:start] + new + tex[end:])
        if what not in seen and not any(start in span for span in words):
            seen.add(what)
            yield start, end, new


def looks(tex: str) -> tuple[str, ...]:
    """Return what of a formula can be seen on the site."""
    tex = re.sub(r"\\(?:[,;:!]|(?:left|right|[bB]igg?[lr]?|q?quad)(?![a-z]))", " ", tex)
    tex = re.sub(r"\\[td]frac", r"\\frac", tex).replace(r"\circ", r"\odot")
    return tuple(re.findall(r"\\[A-Za-z]+|\\.|\S", tex))


CARDINALS = re.findall(
    r"\w+",
    "two three four five six seven eight nine ten eleven twelve twenty thirty hundred "
    "thousand million half quarter twice",
)
OPPOSITES = dict(
    re.findall(
        r"(\w+)-(\w+)",
        "more-less most-least larger-smaller rises-falls rise-fall grows-shrinks "
        "first-last always-never above-below before-after positive-negative up-down "
        "increase-decrease left-right long-short high-low row-column rows-columns "
        "input-output inputs-outputs all-none every-no",
    )
)
OPPOSITES |= {other: one for one, other in OPPOSITES.items()}
OPPOSITES |= {"second": "third", "third": "second", "one": "two", "not": "now"}
DIGITS = r"(?<![\w.#/\\-])[-−+]?\d[\d,]*(?:\.\d+)*(?![\w/])"
HIDDEN = r"<!--[\s\S]*?-->|<[^>\n]+>|\{[^}\n]*\}|https?://\S+"


def masked(text: str, *patterns: str) -> str:
    """Return a text, as long as before, with blanks for what looks like the patterns."""
    for pattern in patterns:
        text = re.sub(pattern, lambda found: re.sub(r"[^\n]", "\0", found[0]), text)
    return text


def number_changes(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield the changes of numbers and number words in sentences, with their kinds."""
    for match in re.finditer(DIGITS, text):
        places = [match.start() + d.start() for d in re.finditer(r"\d", match[0])]
        for at in dict.fromkeys((places[-1], places[0])):
            yield "number", at, at + 1, bumped(text[at])
        if match[0][0] in "-−+":
            yield "number", match.start(), match.start() + 1, ""
    words = "|".join(CARDINALS)
    for match in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", text, re.IGNORECASE):
        word = match[0].lower()
        new = CARDINALS[(CARDINALS.index(word) + 1) % len(CARDINALS)]
        new = new.capitalize() if match[0][0].isupper() else new
        yield "number word", *match.span(), new


def word_changes(text: str) -> Iterator[tuple[str, int, int, str]]:
    words = "|".join(OPPOSITES)
    for match in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", text):
        yield "word", *match.span(), OPPOSITES[match[0]]


@dataclass(frozen=True)
class Piece:
    """A block of a page: its header, its lines, and where they stand."""

    header: str
    prefix: str
    start: int
    inside: int
    close: int
    end: int


def pieces_of(text: str) -> list[Piece]:
    """Return the blocks of a page."""
    pieces, opened, at, comment = [], None, 0, False
    for line in text.splitlines(keepends=True):
        match = re.match(r"([\s>]*)(`{3,})([^`\n]*)$", line.rstrip("\n"))
        if opened is None:
            comment = (comment or "<!--" in line) and "-->" not in line
        if match and opened is None and not comment:
            opened = (match[3].strip(), match[1], match[2], at, at + len(line))
        elif match and opened and match[2] == opened[2] and not match[3]:
            header, prefix, _, start, inside = opened
            pieces.append(Piece(header, prefix, start, inside, at, at + len(line)))
            opened = None
        at += len(line)
    return pieces


def without_prefix(text: str, piece: Piece) -> tuple[str, list[int]]:
    """Return the text in a block, and the place in the page of each of its characters."""
    source, places = "", []
    at = piece.inside
    for line in text[piece.inside : piece.close].splitlines(keepends=True):
        skip = len(piece.prefix) if line.startswith(piece.prefix) else 0
        source += line[skip:] or "\n"
        places += range(at + min(skip, len(line) - 1), at + len(line))
        at += len(line)
    return source, [*places, piece.close]


def page_mutants(path: str, text: str) -> Iterator[Mutant]:
    """Yield the mutants of a page."""
    pieces, sentences = pieces_of(text), text
    rows = [
        (match.start(1), match[1], match.start(2), match[2])
        for match in re.finditer(
            r"^\| *\$(.+?)\$ *\| *(.*?) *\|.*$", text, re.MULTILINE
        )
    ]
    names = [re.match(NAME, tex)[0] for _, tex, _, _ in rows if re.match(NAME, tex)]
    names = list(dict.fromkeys(names))
    for piece in pieces:
        yield from header_mutants(path, text, piece)
        yield from block_mutants(path, text, piece, names)
        gap = re.sub(r"[^\n]", "\0", text[piece.start : piece.end])
        sentences = sentences[: piece.start] + gap + sentences[piece.end :]
    sentences = masked(sentences, HIDDEN)
    yield from sentence_mutants(path, text, sentences, names)
    yield from table_mutants(path, text, rows, names)
    yield from exchanges(path, text, sentences)


def header_mutants(path: str, text: str, piece: Piece) -> Iterator[Mutant]:
    """Yield the ways in which the frame of a block may be wrong."""
    header, start = piece.header, text.index("`", piece.start)
    end = piece.inside - 1
    fence = re.match("`+", text[start:])[0]
    new = []
    if header.startswith("python"):
        new = [header.replace("python", other, 1) for other in ("text", "py")]
        # The word with which pytest-markdown-docs skips a block; here it must be refused.
        new += [f"{header} notest"]
    elif header.startswith("math"):
        new = ["text", ""]
    elif "Output" in header:
        new = [
            "text",
            header.replace("Output", "Ouput"),
            header.replace("title", "titel"),
        ]
    if "tinynet/" in header:
        new += [re.sub(r"\.py", "s.py", header), header.replace("title", "titel")]
        new += [header.split(" ")[0]]
    for other in dict.fromkeys(new):
        yield mutant(path, "header", text, start, end, fence + other)
    if new:
        close = text.index("`", piece.close)
        yield mutant(path, "header", text, close, piece.end - 1, "")
        yield mutant(path, "header", text, piece.start, piece.end, "")


def block_mutants(path, text, piece: Piece, names: list[str]) -> Iterator[Mutant]:
    """Yield the mutants of what stands in a block."""
    source, places = without_prefix(text, piece)

    def at(kind, start, end, new):
        # What goes over several lines gets the prefix of the block.
        new = new.replace("\n", "\n" + piece.prefix)
        first, last = (
            places[start],
            places[end - 1] + 1 if end > start else places[start],
        )
        return mutant(path, kind, text, first, last, new)

    header = piece.header
    if header.startswith("python"):
        kind = "definition" if "tinynet/" in header else "example"
        kind = "machinery" if "tinynet/book/" in header else kind
        enough = ENOUGH.get(kind, 10**6)
        for change in code_changes(source, enough):
            yield at(kind, *change)
        for change in thinned(list(comment_changes(source)), ENOUGH["comment"]):
            yield at("comment", *change)
        if kind != "example":
            for change in docstring_changes(source):
                yield at("docstring", *change)
    elif header.startswith("math"):
        kind = "formula" if re.search(RELATION, source) else "term"
        for change in formula_changes(source, names):
            yield at(kind, *change)
    elif "Output" in header:
        for change in thinned(list(output_changes(source)), ENOUGH["output"]):
            yield at("output", *change)
    else:
        for change in thinned(list(output_changes(source)), ENOUGH["output"]):
            yield at("shown", *change)


def docstring_changes(source: str) -> Iterator[tuple[int, int, str]]:
    """Yield changes of the numbers, shapes and names in docstrings."""
    try:
        code = Code(source)
    except SyntaxError:
        return
    arguments = [a.arg for a in ast.walk(code.tree) if isinstance(a, ast.arg)]
    for node in code.docstrings():
        start, _ = code.span(node)
        text = code.text(node)
        if "Licence:" in text:
            text = masked(text, r"(Page|Licence): \S+")
        for _, first, last, new in number_changes(text):
            yield start + first, start + last, new
        for match in re.finditer(r"\((\w+), (\w+)\)", text):
            if match[1] != match[2]:
                yield (
                    start + match.start(),
                    start + match.end(),
                    f"({match[2]}, {match[1]})",
                )
        for match in re.finditer(r"(?<=\n)\s*(\w+):", text):
            others = [name for name in arguments if name != match[1]]
            if match[1] in arguments and others:
                yield start + match.start(1), start + match.end(1), others[0]


def comment_changes(source: str) -> Iterator[tuple[int, int, str]]:
    """Yield changes of the numbers in comments."""
    for comment in re.finditer(r"(?<![^\s])# .*", source):
        for _, first, last, new in number_changes(comment[0]):
            yield comment.start() + first, comment.start() + last, new


def output_changes(source: str) -> Iterator[tuple[int, int, str]]:
    """Yield changes of the numbers, words and lines of an output."""
    for match in re.finditer(r"\d[\d.,]*", source):
        at = match.end() - 1 - (match[0][-1] in ".,")
        yield at, at + 1, bumped(source[at])
    for match in thinned(list(re.finditer(r"[A-Za-z]{2,}", source)), 12):
        yield match.end(), match.end(), "x"
    lines = list(re.finditer(r"[^\n]+\n", source))
    for match in lines if len(lines) > 1 else ():
        yield *match.span(), ""


CODE = r"(?<!`)`[^`\n]+`(?!`)"
MATH = r"(?<![\\$])\$(?!\s)(?:\\.|[^\\$])+?(?<!\s)\$"
TARGET = r"(?<=\])\([^)\s]*\)"


def sentence_mutants(path, text, sentences: str, names) -> Iterator[Mutant]:
    """Yield the mutants of what stands between the blocks."""
    plain = masked(sentences, CODE, MATH, TARGET, r"^---\n[\s\S]*?\n---$")
    captions = [range(*m.span()) for m in re.finditer(r"!\[[^\]]*\]", plain)]
    for kind, start, end, new in number_changes(plain):
        caption = any(start in span for span in captions)
        if not re.match(r"[\s>]*\d+\.\s", text[text.rfind("\n", 0, start) + 1 :]) or (
            text[text.rfind("\n", 0, start) + 1 : start].strip(" >")
        ):
            yield mutant(path, "caption" if caption else kind, text, start, end, new)
    for kind, start, end, new in word_changes(plain):
        yield mutant(path, kind, text, start, end, new)
    without_code = masked(sentences, CODE)
    for match in re.finditer(MATH, without_code):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if re.fullmatch(r"\| *", line):
            continue  # the first column of a table of symbols has its own
        tex = match[0][1:-1]
        relation = re.search(RELATION, tex)
        for start, end, new in formula_changes(tex, names):
            first = match.start() + 1
            kind = "formula" if relation else "term"
            yield mutant(path, kind, text, first + start, first + end, new)
    for match in re.finditer(CODE, sentences):
        for name in re.finditer(r"[^\W\d]\w{2,}", match[0]):
            if not keyword.iskeyword(name[0]):
                start, end = match.start() + name.start(), match.start() + name.end()
                swapped = name[0][:-2] + name[0][-1] + name[0][-2]
                new = swapped if swapped != name[0] else name[0] + "x"
                yield mutant(path, "name", text, start, end, new)
                break
    for match in re.finditer(TARGET, masked(sentences, CODE)):
        if "\0" not in match[0]:
            at = match.end() - 1 if "#" in match[0] else match.start() + 2
            yield mutant(path, "link", text, at, at, "x")


def exchanges(path: str, text: str, sentences: str) -> Iterator[Mutant]:
    """Yield mutants in which another good thing stands where one was meant."""
    targets = [*re.finditer(TARGET, masked(sentences, CODE))]
    targets = [match for match in targets if "\0" not in match[0]]
    pictures = [match for match in targets if match[0].endswith(".svg)")]
    links = [match for match in targets if match not in pictures]
    for found in (list(re.finditer(CODE, sentences)), links, pictures):
        pairs = []
        for one, other in zip(found, found[1:] + found[:1]):
            swapped = re.sub(r"\((\w+), (\w+)\)", r"(\2, \1)", one[0])
            new = other[0] if swapped == one[0] else swapped
            pairs += [(one, new)] if new != one[0] else []
        for one, new in thinned(pairs, ENOUGH["exchange"]):
            yield mutant(path, "exchange", text, *one.span(), new)
    row, line = r"([^|\n]*)\|([^|\n]*)(?=\|.*", r"\n[ >]*\|[-: ]+\|)"
    for head in re.finditer(rf"^[ >]*\|{row}{line}", sentences, re.MULTILINE):
        new = f"{head[2]}|{head[1]}"
        yield mutant(path, "exchange", text, head.start(1), head.end(2), new)


def table_mutants(path, text, rows, names: list[str]) -> Iterator[Mutant]:
    """Yield the mutants of the tables of symbols."""
    known = [re.match(r"\w+", code)[0] for *_, code in rows if re.match(r"\w+", code)]
    for at, tex, code_at, code in rows:
        for start, end, new in formula_changes(tex, names):
            yield mutant(path, "symbol", text, at + start, at + end, new)
        for start, end, new in code_changes(code):
            yield mutant(path, "symbol", text, code_at + start, code_at + end, new)
        for match in re.finditer(r"[a-zA-Z_]\w*", code):
            others = [name for name in dict.fromkeys(known) if name != match[0]]
            if others:
                new = others[sum(map(ord, match[0])) % len(others)]
                start, end = code_at + match.start(), code_at + match.end()
                yield mutant(path, "symbol", text, start, end, new)


def figure_mutants(path: str, text: str) -> Iterator[Mutant]:
    """Yield mutants of the numbers and the labels of a picture; 60 at most."""
    body = masked(text, r"<style>[\s\S]*?</style>", r"xmlns=\"[^\"]*\"")
    found = []
    for match in re.finditer(r"\d+(?:\.\d+)?", body):
        at = match.end() - 1
        found.append(mutant(path, "figure", text, at, at + 1, bumped(text[at])))
    found = thinned(found, 40)
    labels = re.finditer(r"(?<=>)[^<>\n\0]*[^\W\d_][^<>\n\0]*(?=</)", body)
    found += [mutant(path, "figure", text, m.end(), m.end(), "x") for m in labels]
    yield from thinned(found, 60)


def notebook_mutants(path: str, text: str) -> Iterator[Mutant]:
    """Yield mutants of the cells of a notebook, their outputs and their sentences."""
    programs, rest = [], []
    for number, cell in enumerate(json.loads(text)["cells"]):
        source, where = "".join(cell["source"]), f"{number} source"
        line = text[: text.find(f'"{cell.get("id")}"')].count("\n") + 1
        if cell["cell_type"] == "markdown":
            plain = masked(source, r"```[\s\S]*?```", HIDDEN, CODE, MATH, TARGET)
            for kind, *change in itertools.chain(
                number_changes(plain), word_changes(plain)
            ):
                kind = "word" if kind == "word" else "notebook"
                rest.append(mutant(path, kind, source, *change, where, line))
            continue
        for change in code_changes(source):
            programs.append(mutant(path, "notebook", source, *change, where, line))
        for index, output in enumerate(cell["outputs"]):
            forms = {
                f"data {key}": lines for key, lines in output.get("data", {}).items()
            }
            forms |= {"text": output["text"]} if "text" in output else {}
            for form, lines in forms.items():
                shown = masked("".join(lines), r"<style>[\s\S]*?</style>")
                place = f"{number} outputs {index} {form}"
                for change in thinned(list(output_changes(shown)), 15):
                    rest.append(mutant(path, "notebook", shown, *change, place, line))
    yield from rest
    yield from thinned(programs, 24)


def module_mutants(path: str, text: str) -> Iterator[Mutant]:
    """Yield some edits by hand of a module."""
    for change in code_changes(text, 4):
        yield mutant(path, "hand edit", text, *change)
    yield mutant(path, "hand edit", text, len(text), len(text), "\n\nextra = 1\n")
    end = text.find("\n") + 1
    yield mutant(path, "hand edit", text, 0, end, "")


def mutants_of(root: Path, path: str) -> list[Mutant]:
    """Return the mutants of a file, no two of them the same."""
    text = (root / path).read_text(encoding="utf-8")
    found: dict[str, list[Mutant]] = {}
    makers = {".svg": figure_mutants, ".ipynb": notebook_mutants, ".py": module_mutants}
    for one in makers.get(Path(path).suffix, page_mutants)(path, text):
        found.setdefault(one.kind, []).append(one)
    for kind in {"word", "term"} & found.keys():
        found[kind] = thinned(found[kind], ENOUGH[kind])
    unlike = {
        (m.cell, m.start, m.end, m.new): m for some in found.values() for m in some
    }
    return [m for m in unlike.values() if m.around[1] != m.new or m.start == m.end]
