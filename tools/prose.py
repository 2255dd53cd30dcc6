"""Prose: the numbers and the names in the sentences of a page.

`9.67<!-- = weights[0] -->` binds a number to an expression over the variables of the one
example above it, NumPy and the package; several values bind the last numbers before the
comment. A number with a point, a % or three digits must be bound, or be in a block, a
formula or code of its page, or be cited: `<!-- cited: 2015, 1,797 -->`. Code in backticks
must name what is there, or be listed: `<!-- names: xrange -->`.
"""

import ast
import builtins
import difflib
import importlib
import inspect
import keyword
import re
import sys
from collections.abc import Iterator
from functools import cache
from math import isclose
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tools.examples import Raised, Run
from tools.pages import Block, Book, Page, Problem

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen"
ONES = f"{ONES} fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
SIZES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
WORDS = {word: value for value, word in enumerate(ONES)}
WORDS |= {word: 20 + 10 * at for at, word in enumerate(TENS)}
WORDS |= {f"{t}-{o}": WORDS[t] + WORDS[o] for t in TENS for o in ONES[1:10]}
WORDS |= SIZES | {"twice": 2, "dozen": 12, "half": 1 / 2, "third": 1 / 3}
WORDS |= {"quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10, "two thirds": 2 / 3}
COUNTS = {word: value for word, value in WORDS.items() if value >= 1 / 2}
WORDS |= {f"{w} {s}": v * n for w, v in COUNTS.items() for s, n in SIZES.items()}
NUMBER = r"(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:[ \u00a0\u202f]?%)?"
SIZE, ONE, TEN = map("|".join, (SIZES, ONES[1:10], TENS))
SINGLE = "|".join(word for word in WORDS if word.isalpha() and word != "one")
TOKEN = re.compile(
    rf"(?<![\w.^])(?<![A-Za-z][-−])[-−+]?{NUMBER}(?![\w.]?\w)"
    rf"|\b(?:two thirds|(?:(?:{TEN})-(?:{ONE})|{SINGLE}|one(?=\0| (?:{SIZE})))"
    rf"(?: (?:{SIZE}))?)\b",
    re.IGNORECASE,
)
HARD = re.compile(r"\.\d|%|\d\D?\d\D?\d")
SPANS = re.compile(
    r"<!--\s*(?P<comment>.*?)\s*-->"
    r"|(?P<ticks>`+)(?!`)(?P<code>(?:(?!\n\s*\n).)+?)(?<!`)(?P=ticks)(?!`)"
    r"|(?<!\\)\$(?!\s)(?P<formula>(?:\\.|[^\\$])+?)(?<!\s)\$",
    re.DOTALL,
)
KINDS = re.compile(r"(=|cited:|names:)\s*(.+)", re.DOTALL)
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*\|)|\n(?=\s*(?:[-*+]|\d+\.)\s)")
# What readers do not see, or what is no number: addresses, attributes, versions.
UNSEEN = re.compile(
    r"\A---\n(?s:.*?)\n---\n|(?<=\])\([^)\s]*(?:\s\"[^\"]*\")?\)|^\s*\[[^\]]+\]:\s.*$"
    r"|https?://[^\s)>]+|</?[a-zA-Z][^<>]*>|\{[:#. ][^{}\n]*\}|\[\^[^\]]*\]|--8<--.*$"
    r"|^[ \t>]*(?:[-*+] )*\d+\.(?=\s)|&#?\w+;|\b\d+(?:\.\d+){2,}"
    r"|(?=[\w./-]*[A-Za-z])[\w.-]*(?:/[\w.-]+)+"
    r"|\b(?:[vV]ersions?|Python|NumPy|MkDocs|Material|Matplotlib|v) ?\d+(?:\.\d+)*",
    re.MULTILINE,
)


def comments(page: Page, kind: str) -> Iterator[tuple[re.Match, str]]:
    """Yield the comments of a kind, and what they say."""
    for match in SPANS.finditer(page.prose):
        said = KINDS.fullmatch(match["comment"] or "")
        if said and said[1] == kind:
            yield match, " ".join(said[2].split())


def note(page: Page, offset: int, text: str) -> Problem:
    return Problem(page.path, page.line_at(offset), text)


def example_above(page: Page, offset: int) -> Block | None:
    line = page.line_at(offset)
    return next((b for b in page.of("example")[::-1] if b.end < line), None)


def expressions_of(page: Page) -> dict[Block | None, list[str]]:
    """Return the bound expressions below each example; None: those above the first."""
    found = {}
    for match, expression in comments(page, "="):
        found.setdefault(example_above(page, match.start()), []).append(expression)
    return found


def count(page: Page) -> int:
    return sum(map(len, expressions_of(page).values()))


def emptied(text: str, sign: str = " ") -> str:
    """Return a text of the same lines and lengths with one sign in place of all."""
    return re.sub(r"[^\n]", sign, text)


def seen(page: Page) -> str:
    """Return the sentences of a page, character for character; \\0 for comments."""
    signs = {"<": "\0"}
    text = SPANS.sub(lambda m: emptied(m[0], signs.get(m[0][0], " ")), page.prose)
    return UNSEEN.sub(lambda match: emptied(match[0]), text)


def flat(value) -> list:
    value = value.tolist() if isinstance(value, np.ndarray | np.generic) else value
    many = isinstance(value, tuple | list)
    return [one for part in value for one in flat(part)] if many else [value]


def like(value, text: str) -> str:
    """Return a value in the form in which `text` is published.

    >>> like(9672.99303, "10,000.0"), like(-0.2078, "−0.21"), like(7, "Three")
    ('9,673.0', '−0.21', 'Seven')
    """
    if type(value) not in {int, float}:
        raise TypeError(f"gives {value!r}, which is no number")
    if text.lower() in WORDS:
        same = (w for w in [text, *WORDS] if isclose(WORDS[w.lower()], value))
        word = next(same, f"{value:,}".replace("-", "−"))
        return word.capitalize() if text[0].isupper() else word
    bare = text.rstrip(" \u00a0\u202f%")
    value = value * 100 if bare != text else value
    comma = "," if "," in text or len(re.sub(r"\D", "", bare)) < 4 else ""
    size = f"{abs(value):{comma}.{len(bare.partition('.')[2])}f}"
    if len(size.lstrip("0.,")) < 2 and not isclose(float(size), abs(value)):
        size = f"{abs(value):,}"  # one digit says too little
    minus, plus = "-" if text[0] == "-" else "−", "+" * (text[0] == "+")
    sign = minus if value < 0 else plus if value > 0 else ""
    return sign + size + text[len(bare) :]


class Binding(NamedTuple):
    """A bound number of a sentence, and what it should be; None: nobody knows."""

    start: int
    text: str
    true: str | None
    expression: str


def bindings(page: Page, runs: list[Run]) -> tuple[list[Binding], list[Problem]]:
    """Return the bound numbers of a page, and what is wrong with the comments."""
    values = {run.example: iter(run.values) for run in runs}
    known = {None} | {run.example for run in runs if not (run.failure or run.wants)}
    text, found, problems, last = seen(page), {}, [], 0
    for match, expression in comments(page, "="):
        end, example = match.start(), example_above(page, match.start())
        begin = max((m.end() for m in PARAGRAPH.finditer(text, 0, end)), default=0)
        near = [t for t in TOKEN.finditer(text, begin, end + 1) if t.start() < end]
        near = [t for t in near if t.start() not in found]
        new = [t for t in near if t.start() > last]
        value, last = next(values.get(example, iter([])), None), end
        try:
            nodes = ast.walk(ast.parse(expression, mode="eval"))
            if not any(isinstance(node, ast.Name | ast.BinOp) for node in nodes):
                raise ValueError("computes nothing; name what the number comes from")
            if example is None:
                value = eval(expression, {"np": np, **public()})
            if isinstance(value, Raised) and example in known:
                raise ValueError(value)
            true = flat(value) if example in known else new
            if not 0 < len(true) <= len(near):
                raise ValueError(f"has {len(true)} values for {len(near)} numbers")
            for t, one in zip(near[-len(true) :], true, strict=True):
                one = like(one, t[0]) if example in known else None
                found[t.start()] = Binding(t.start(), t[0], one, expression)
        except Exception as error:  # noqa: BLE001 - whatever an expression raises
            problems.append(note(page, end, f"= {expression}: {error}"))
            found |= {t.start(): Binding(t.start(), t[0], None, "") for t in new}
    return [*found.values()], problems


def number_problems(page: Page, runs: list[Run]) -> list[Problem]:
    """Return the numbers that are not what they are bound to, or not bound."""
    found, problems = bindings(page, runs)
    for one in found:
        if one.true not in {None, one.text}:
            told = f"published {one.text}, true {one.true} (= {one.expression}); "
            told += "run accept with --numbers, or mend the sentence"
            problems.append(note(page, one.start, told))
    return sorted(problems + unbound(page, found))


def rebound(page: Page, runs: list[Run]) -> tuple[str, list[tuple]]:
    """Return the text with the true numbers, and (line, sentence, old, new) for each."""
    text, changes = page.text, []
    for at, old, new, _ in sorted(bindings(page, runs)[0], reverse=True):
        if new not in {None, old}:
            around = PARAGRAPH.split(page.text[:at])[-1]
            around += PARAGRAPH.split(page.text[at:])[0]
            sentence = " ".join(re.sub("(?s)<!--.*?-->", "", around).split())
            changes.insert(0, (page.line_at(at), sentence, old, new))
            text = text[:at] + new + text[at + len(old) :]
    return text, changes


def plain(number: str) -> str:
    return re.sub(r"[,\s_]", "", number.replace("−", "-"))


def unbound(page: Page, bound: list[Binding] | None = None) -> list[Problem]:
    """Return the numbers for which nothing vouches, and comments for nothing."""
    starts = {one.start for one in bound or bindings(page, [])[0]}
    problems, free, spans = [], set(), [*SPANS.finditer(page.prose)]
    shown = [block.text for block in page.blocks]
    shown += [match["code"] or match["formula"] or "" for match in spans]
    shown = re.sub(r"(?<=\d)(?:_|\\,)(?=\d{3})", "", " ".join(shown))
    shown = {*map(plain, re.findall(rf"(?:(?<![\w)\]])[-−+])?{NUMBER}", shown))}
    cited = [
        (one, m) for m, s in comments(page, "cited:") for one in re.split(r",\s+", s)
    ]
    shown |= {plain(one) for one, _ in cited}
    for token in TOKEN.finditer(seen(page)):
        if token.start() not in starts:
            text = token[0]
            free.add(plain(text))
            if HARD.search(text) and plain(text) not in shown:
                told = f"nothing vouches for {text}: bind it, {text}<!-- = … -->, "
                told += f"or cite it, <!-- cited: {text} -->"
                problems.append(note(page, token.start(), told))
    for one, match in cited:
        if plain(one) not in free:
            told = f"cites {one}, which no sentence says unbound; remove it"
            problems.append(note(page, match.start(), told))
    for match in spans:
        if match["comment"] is not None and not KINDS.fullmatch(match["comment"]):
            told = f"{match[0]!r} is none of our comments: there are <!-- = … -->, "
            told += "<!-- cited: … --> and <!-- names: … -->"
            problems.append(note(page, match.start(), told))
    return problems


PYTHON = {"definition", "example", "quotation"}
FORMS = ["({})", "{}", "{}: pass", "_({})", "{}\ndef f(): pass", "_{}"]
FILE = re.compile(r"[\w./-]+/|[\w./-]*\.(?:csv|css|html|ipynb|js|md|py|svg|toml|yml)")
COMMAND = re.compile(r"(make|\S*python3? -m tools) ([\w-]+)(?: .*)?")
OTHERS = re.compile(r"(?:\S*python3?|pip|git|mkdocs|pytest|ruff)(?: .*)?|<.*|-.*")
ATTRIBUTES = {*dir(np.ndarray), *dir(str), *dir(list), *dir(dict), *dir(float)}
KNOWN = {"self", "_", *keyword.kwlist, *sys.stdlib_module_names, *dir(np)}


@cache
def names_in(block: Block) -> set[str]:
    """Return the names in a block; those of Python without what comments say."""
    try:
        nodes = [*ast.walk(ast.parse(block.text if block.kind in PYTHON else "?"))]
    except SyntaxError:
        return {*re.findall(r"\w+", block.text)}
    told = (value for node in nodes for value in vars(node).values())
    return {one for one in told if isinstance(one, str) and one.isidentifier()}


@cache
def load(path: str):
    """Return the thing at a path such as numpy.linalg.norm, or None."""
    owner, _, name = path.rpartition(".")
    if owner and hasattr(load(owner), name):
        return getattr(load(owner), name)
    try:
        return importlib.import_module(path)
    except Exception:  # noqa: BLE001 - it is not there, or not made for this machine
        return None


def public() -> dict:
    """Return what can be imported from the package of the book."""
    things = getattr(load("tinynet"), "__dict__", {}).items()
    return {name: thing for name, thing in things if not inspect.ismodule(thing)}


def paths_in(page: Page) -> dict[str, str]:
    """Return what names stand for: of Python, of the package, of what blocks import."""
    found = {name: f"builtins.{name}" for name in dir(builtins)}
    found |= {name: f"tinynet.{name}" for name in public()}
    imports = r"(?m)^ *(?:from ([\w.]+) )?import ([\w.]+)(?: as (\w+))?$"
    for block in page.blocks:
        for source, name, other in re.findall(imports, block.text):
            found[other or name] = f"{source}.{name}".lstrip(".")
    return found | {"tinynet": "tinynet", "np": "numpy"}


def is_there(node: ast.AST, known: set[str], paths: dict[str, str]) -> bool:
    """Tell whether a name, or what is behind a dot, is there."""
    if isinstance(node, ast.Attribute):
        first, *rest = ast.unparse(node).split(".")
        path = ".".join([paths.get(first, "?"), *rest])
        owner = load(path.rpartition(".")[0])
        if owner is None or (inspect.isclass(owner) and load(path) is None):
            return node.attr in known | ATTRIBUTES
        return load(path) is not None
    return not isinstance(node, ast.Name) or node.id in known | paths.keys()


def missing(code: str, known: set[str], paths: dict[str, str], root: Path) -> str:
    """Return what in some code is not there, '' if all is, or if it is no Python."""
    if command := COMMAND.fullmatch(code):
        file = root / ("Makefile" if command[1] == "make" else "tools/__main__.py")
        verbs = file.read_text(encoding="utf-8") if file.is_file() else ""
        there = re.search(rf"(?m)^(?:def )?{command[2]}(?::|\(root)", verbs)
        return "" if there else command[2]
    if OTHERS.fullmatch(code) or code in known or (root / code).is_file():
        return ""
    if FILE.fullmatch(code):
        places = [root / name for name in ("", "docs", "tinynet", "tools", "tests")]
        return "" if any((place / code).exists() for place in places) else code
    for form in FORMS:
        try:
            tree = ast.parse(form.format(code.rstrip("=").replace("…", "...")))
        except SyntaxError:
            continue
        nodes = (one for one in ast.walk(tree) if not is_there(one, known, paths))
        return next((getattr(n, "attr", getattr(n, "id", "")) for n in nodes), "")
    return ""


def name_problems(page: Page, book: Book) -> list[Problem]:
    """Return the code in sentences that names nothing, and listed names for nothing."""
    known = KNOWN.union(*map(names_in, [*page.blocks, *book.blocks("definition")]))
    drawn = r"(?m)^ *\| \$[^|]*\| `?(\w+)(?: = .*?)?`? \|"  # in a table of symbols
    known |= {*re.findall(drawn, page.prose)}
    if page.of("quotation"):  # the page on the tools may name all that is in them
        for file in [*book.root.glob("tools/*.py"), book.root / "mkdocs.yml"]:
            known |= {*re.findall(r"\w+", file.read_text(encoding="utf-8"))}
    paths, needed, problems = paths_in(page), set(), []
    listed = [(n.strip(), m) for m, s in comments(page, "names:") for n in s.split(",")]
    for match in SPANS.finditer(page.prose):
        code = (match["code"] or "").strip()
        if name := missing(code, known, paths, book.root):
            needed |= {name, code}
            if not {name, code} & {one for one, _ in listed}:
                close = difflib.get_close_matches(name, known | paths.keys(), 1)
                told = f"`{code}`: there is no {name}"
                told += f", do you mean {close[0]}?" if close else "; mend it,"
                told += f" or list it, <!-- names: {name} -->"
                problems.append(note(page, match.start(), told))
    for name, match in listed:
        if name not in needed:
            told = f"lists {name} among the names, which needs no excuse; remove it"
            problems.append(note(page, match.start(), told))
    return sorted(problems)
