r"""Formulas: what they claim is worked out with the package, and both sides compared.

The page's table `| symbol | code | what it is |` says what its symbols stand for: a bare
name is drawn at random, in the range that the third column gives; an expression is
computed by the package. A relation must hold for many such draws. Those in sentences are
tried, too, if their symbols are declared; behind *if* or *with* they are conditions.
"""

import ast
import importlib
import pkgutil
import re
from contextlib import suppress
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from tools import latex
from tools.latex import MATRIX, Reader, Unreadable, Wrong, joined, lines_of, tokens_of
from tools.pages import Page, Problem
from tools.prose import SPANS, emptied

# In code, these have a row for each example, which formulas need not say.
DATA = {"inputs": 1, "targets": 0, "output": 0, "outputs": 0, "error": 0}
STEP = 1e-30  # along the imaginary axis: a derivative that loses no digit
ACCENTS = "|".join(map(re.escape, latex.ACCENTS))
compiled = cache(compile)
DIGITS = re.compile(r"-?\d+(?:\.(\d+))?(\\%)?(?:\\cdot10\^\{?(-?\d+)\}?)?")


@cache
def package() -> dict:
    """Return what the code of a table may name: NumPy, and all that is in tinynet."""
    import tinynet  # not at the top: it is the one of the book at hand

    found = {"np": np}
    for module in pkgutil.iter_modules(tinynet.__path__):
        found |= vars(importlib.import_module(f"tinynet.{module.name}"))
    return {name: thing for name, thing in found.items() if name[0] != "_"}


class Row:
    """A row of a table of symbols: its key, and what draws or computes its values.

    name: what code calls it. formal: the argument of a function. letter: its index.
    size, low, high, among: what the third column says of its values; claims: the rest.
    """

    def __init__(self, line: int, tex: str, code: str, words: str = ""):
        self.line, self.tex, self.used = line, tex, False
        self.tokens = [token for token in tokens_of(tex) if token not in {"{", "}"}]
        self.key, self.formal, self.size, self.among = joined(self.tokens), "", (), []
        self.low = self.high = None
        name, _, self.code = code.rpartition(" = ")
        self.name = name or self.key.lstrip("\\")
        if self.code.isidentifier() and self.code not in package():
            self.name, self.code = self.code, ""
        nodes = ast.walk(ast.parse(self.code))
        self.needs = {node.id for node in nodes if isinstance(node, ast.Name)}
        self.letter = "".join(re.findall(r"_([a-z])(?:\\leftarrow)?$", self.key))
        said = re.findall(r"\$([^$]*)\$", words)
        self.claims = [one for one in said if not self.takes(joined(tokens_of(one)))]
        single = rf"(?:(?:{ACCENTS}) )?\\?[A-Za-z]+(?: ')*(?: _ \S+)?(?: \\leftarrow)?"
        if call := re.fullmatch(r"([^()+-]+?)('?)\((\\?\w+)\)", self.key):
            self.formal, self.key = call[3], f"{call[1]}{call[2]}()"
            self.tokens = self.tokens[: self.tokens.index("(")]
            if call[2]:
                self.claims.append(rf"\frac{{d {call[1]}}}{{d {call[3]}}} = {tex}")
        elif not re.fullmatch(single, " ".join(self.tokens)):
            self.key = rf"\text{{{self.name}}}"
            self.claims.append(f"{tex} = {self.key}")

    def takes(self, said: str) -> bool:
        """Take over what a formula in the third column says of the values, if it does."""
        me, number, below = re.escape(self.key), r"(-?\d+(?:\.\d+)?)", r"(?:<|\\le)"
        if size := re.fullmatch(r"(\w)\\times(\w)", said):
            self.size = size.groups()
        elif self.code:
            return False
        elif ends := re.fullmatch(rf"(?:{number}{below})?{me}{below}{number}", said):
            self.low, self.high = (end and float(end) for end in ends.groups())
        elif end := re.fullmatch(rf"{number}{below}{me}|{me}(?:>|\\ge){number}", said):
            self.low = float(end[1] or end[2])
        elif among := re.fullmatch(rf"{me}\\in\\([\d,]+)\\", said):
            self.among = [float(one) for one in among[1].split(",")]
        else:
            return False
        if None not in (self.low, self.high) and self.low >= self.high:
            raise Wrong("has a range in which nothing lies")
        return True


class Table:
    """The tables of symbols of a page: rows by their keys, and lengths of the indices."""

    def __init__(self, page: Page):
        self.rows, self.lines, self.draws, self.sources = {}, set(), {}, {}
        self.problems, inside = [], False
        for line, text in enumerate(page.prose.split("\n"), 1):
            cells = [c.strip(" `") for c in re.split(r"(?<!\\)\|", text.strip())[1:-1]]
            inside = len(cells) == 3 and (inside or cells[:2] == ["symbol", "code"])
            if inside:
                self.lines.add(line)
                if cells[0] != "symbol" and cells[0].strip(":-"):
                    self.problems += tried(page, line, cells[0], self.add, line, *cells)
        for row in [*self.rows.values()]:
            if row.formal not in {"", *self.rows}:  # it may be any number
                code = row.formal.lstrip("\\")
                self.rows[row.formal] = Row(row.line, row.formal, code)
            row.letter = "" if row.letter in self.rows else row.letter
        self.names = {row.name: key for key, row in self.rows.items()}
        needs = set().union(*(row.needs for row in self.rows.values()))
        for row in self.rows.values():
            row.used = row.name in needs
        letters = [x for row in self.rows.values() for x in (*row.size, row.letter)]
        letters = [x for x in dict.fromkeys(letters) if x.isalpha()]
        self.axes = ["example", *letters, *MATRIX]
        self.lengths = {"example": 2}  # each axis has a length of its own
        for row in self.rows.values():
            base = re.escape(row.key.partition("_")[0])
            picked = re.findall(rf"{base}\s*_\s*{{?(\d+)", page.text)
            picked = picked if row.letter else []
            self.lengths |= {row.letter: max(map(int, picked))} if picked else {}
        for letter in letters:
            free = {*range(3, 99)} - {*self.lengths.values()}
            self.lengths.setdefault(letter, min(free))

    def add(self, line: int, tex: str, code: str, words: str) -> None:
        if not re.fullmatch(r"\$[^$]*\S[^$]*\$", tex):
            raise Wrong("is not one formula")
        row = Row(line, tex.strip("$ "), code.replace(r"\|", "|"), words)
        if row.key in self.rows or row.name in {r.name for r in self.rows.values()}:
            raise Wrong("has a row already, or a name that another row has")
        self.rows[row.key] = row

    def fault_in(self, row: Row) -> str:
        """Return what is wrong with a row, '' if its code can be run."""
        d = self.draw(0)
        d.call(row.key, d[row.formal]) if row.formal else d[row.key]
        lost = row.formal and row.formal not in self.behind(row.key)
        return f"has a code that does not depend on {row.formal}" if lost else ""

    def mention(self, tex: str) -> None:
        """Note that the symbols in a formula are used."""
        with suppress(Unreadable):
            said = re.sub("[{}] ?", "", " ".join(tokens_of(tex)))
            for row in self.rows.values():
                name = re.escape(" ".join(row.tokens))
                row.used |= bool(re.search(rf"(?<!\S){name}(?! [_'])(?!\S)", said))

    def known(self, key: str) -> str:
        """Return the key of a row that is there, and note that it is used."""
        if key not in self.rows:
            raise Unreadable(f"has {key}, which is in no table of symbols of this page")
        self.rows[key].used = True
        return key

    def behind(self, key: str) -> set[str]:
        """Return the symbols on which one depends, by its code."""
        if key not in self.sources:
            needs = self.rows[key].needs if key in self.rows else set()
            keys = {self.names[name] for name in needs & self.names.keys()}
            self.sources[key] = keys.union(*map(self.behind, keys - {key}))
        return self.sources[key]

    def place(self, axis: str) -> int:
        if axis not in self.axes:
            raise Wrong(f"has {axis}, which is no index of a symbol")
        return self.axes.index(axis)

    def shape(self, letters) -> list[int]:
        return [int(x) if x.isdigit() else self.lengths[x] for x in letters]

    def full(self, value, *axes: str) -> np.ndarray:
        """Return a value with all axes of the page, of length 1 but for the ones named."""
        shape = dict(zip(axes, np.shape(value), strict=True))
        return np.reshape(value, [shape.get(axis, 1) for axis in self.axes])

    def draw(self, seed: int, spread: float = 1.0) -> "Draw":
        return self.draws.setdefault((seed, spread), Draw(self, seed, spread, {}))


class Draw:
    """One choice of values for the symbols of a page, and what follows from them.

    `values` has those that are known already, by the keys of the symbols.
    """

    def __init__(self, table: Table, seed: int, spread: float, values: dict):
        self.table, self.seed, self.spread, self.values = table, seed, spread, values
        self.cells = {}

    def __getitem__(self, key: str) -> np.ndarray:
        """Return the value of a symbol, with all axes of the page."""
        if key not in self.cells:
            array, whole = self.raw(key), len(self.table.axes)
            self.cells[key] = array if array.ndim == whole else self.laid(key, array)
        return self.cells[key]

    def raw(self, key: str) -> np.ndarray:
        """Return the array that code knows by the name of a symbol."""
        if key not in self.values:
            row = self.table.rows[key]
            array = self.run(row) if row.code else self.random(row)
            self.values[key] = np.asarray(array)
        return self.values[key]

    def run(self, row: Row):
        names = self.table.names
        needs = {name: self.raw(names[name]) for name in row.needs & names.keys()}
        return eval(compiled(row.code, "<table>", "eval"), package() | needs)

    def random(self, row: Row):
        shape = [row.letter] if row.letter else []
        shape = ["example", *shape] if DATA.get(row.name) == len(shape) else shape
        shape = self.table.shape(row.size or shape)
        shape += [1] * (len(shape) == 1)
        random = np.random.default_rng([self.seed, *row.key.encode()])
        if row.among:
            return random.choice(row.among, shape or None)
        low = -2 * self.spread if row.low is None else row.low
        high = low + 4 * self.spread if row.high is None else row.high
        low = high - 4 * self.spread if row.low is None else row.low
        return random.uniform(low, high, shape or None)

    def laid(self, key: str, array: np.ndarray) -> np.ndarray:
        """Return an array with all axes of the page."""
        row, rows = self.table.rows[key], self.table.rows
        sizes = any(rows[one].size for one in self.table.behind(key))
        if row.size or (array.ndim and sizes):
            array, axes = np.atleast_2d(array), MATRIX
            wanted = row.size and self.table.shape(row.size)
        else:
            array, letters = array.squeeze(), [row.letter] * bool(row.letter)
            axes = ["example"] * (array.ndim - len(letters)) + letters
            wanted = self.table.shape(axes)
        if wanted and wanted != [*array.shape]:
            raise Wrong(f"has a code that gives the shape {array.shape}, not {wanted}")
        return self.table.full(array, *axes)

    def instead(self, key: str, value: np.ndarray) -> "Draw":
        """Return this draw with another value for one symbol, and all that follows."""
        if key in self.table.rows and value.size == self.raw(key).size:
            value = value.reshape(self.raw(key).shape)
        kept = self.values.items()
        kept = {one: v for one, v in kept if key not in self.table.behind(one)}
        return Draw(self.table, self.seed, self.spread, kept | {key: value})

    def call(self, key: str, argument: np.ndarray, slope: bool = False) -> np.ndarray:
        """Return what a function gives for an argument, also through other symbols."""
        row = self.table.rows[self.table.known(key)]
        moved = self.instead(row.formal, argument + STEP * 1j if slope else argument)
        array = np.asarray(moved.run(row))
        array = array.imag / STEP if slope else array
        same = array.size == argument.size
        return array.reshape(argument.shape) if same else self.laid(key, array)

    def derivative(self, body: list[str], key: str) -> np.ndarray:
        """Return the derivative by each cell of a symbol, at the same cell if both go."""
        old, found = self[key], None
        for cell in np.ndindex(old.shape):
            moved = old.astype(complex)
            moved[cell] += STEP * 1j
            slope = Reader(self.instead(key, moved), body).all().imag / STEP
            shape = np.broadcast_shapes(old.shape, slope.shape)
            found = np.zeros(shape) if found is None else found
            ends = [c + 1 if n > 1 else None for c, n in zip(cell, old.shape)]
            here = tuple(map(slice, cell, ends))
            found[here] = np.broadcast_to(slope, shape)[here]
        if not found.any():
            raise Wrong(f"has a derivative by {key}, on which nothing there depends")
        return found


class Claim(NamedTuple):
    """A chain of relations, on a line of a page, and what it assumes."""

    line: int
    tex: str
    chain: list
    conditions: list


def steps_of(d: Draw, chain: list) -> list[tuple]:
    """Return (left, sign, right, unit of the last digit) for each step of a chain."""
    values, steps = [Reader(d, side).all() for _, side in chain], []
    for at, ((_, before), (sign, side)) in enumerate(pairwise(chain)):
        left, unit = values[at], 0.0
        if sign == r"\leftarrow":
            left = d[d.table.known(joined(before) + sign)]
        if sign == r"\approx":
            digits = [DIGITS.fullmatch("".join(one)) for one in (side, before)]
            if not any(digits):
                raise Wrong("has ≈ with the digits of a number on neither side")
            decimals, percent, power = (digits[0] or digits[1]).groups()
            unit = 10.0 ** (int(power or 0) - len(decimals or "") - 2 * bool(percent))
        steps.append((left, sign, values[at + 1], unit))
    return steps


def differ(
    left: np.ndarray, sign: str, right: np.ndarray, unit: float, far: bool
) -> str:
    """Return where a relation is false, '' if nowhere; only rounding is forgiven."""
    if 1 not in (left.size, right.size) and left.shape != right.shape:
        raise Wrong("compares numbers for other indices, or of another shape")
    a, b = np.broadcast_arrays(left, right)
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise Wrong("has no finite value")
    near = abs(a - b) <= (unit * 0.5000001 or 1e-9 * abs(a + b).max() + 1e-13)
    a, b = a.real, b.real
    truth = {"<": (a < b) & ~near | near & far, ">": (a > b) & ~near | near & far}
    truth |= {r"\le": (a < b) | near, r"\ge": (a > b) | near, r"\ne": ~near}
    wrong = np.argwhere(~truth.get(sign, near))
    return f"left {a[*wrong[0]]:.7g}, right {b[*wrong[0]]:.7g}" if len(wrong) else ""


def assumed(d: Draw, conditions: list) -> Draw | None:
    """Return the draw under some conditions, None if they do not hold in it."""
    for chain in conditions:
        (_, left), (sign, right) = chain[:2]
        if joined(left) in d.table.rows and sign == "=":
            key = d.table.known(joined(left))
            d = d.instead(key, Reader(d, right).all() + 0 * d[key])
        if any(differ(*step, False) for step in steps_of(d, chain)):
            return None
    return d


def fault_of(claim: Claim, table: Table) -> str:
    """Return how a claim is false somewhere, '' if it is true wherever it is tried."""
    unequal = any(sign in latex.UNEQUAL for sign, _ in claim.chain)
    among = any(row.among for row in table.rows.values())
    wanted, tried = 40 if unequal else 16 if among else 6, 0
    for seed in range(600):
        spread = (1.0, 0.2, 1.0, 8.0)[seed % 4] if unequal else 1.0
        if d := assumed(table.draw(seed, spread), claim.conditions):
            for step in steps_of(d, claim.chain):
                if fault := differ(*step, spread > 1):
                    return fault
            tried += 1
        if tried == wanted:
            return ""
    return "" if tried else "is claimed for what never happens"


# In a sentence: formulas, then ends of cells, items and paragraphs, then of sentences.
EVENT = re.compile(
    r"(?P<formula>\x01\0*)|\n\s*\n|\||\n\s*(?:[-*+]|\d+\.)\s|[.?!][\"')*_]*(?=\s|$)"
)
GIVEN = re.compile(
    r"(?i)\b(?:if|when|whenever|where|for|with|at|once|while|let|suppose|need)\s*$"
)
LINK = re.compile(r"\s*,?\s*(?:and|or)\s*")
MONEY = re.compile(r"(?<=[A-Za-z])\$\d|\$\d[\d,.]*(?:[-–—]\$|[^$\\^_=]*\s[a-z]{2,}\s)")


def sentences(page: Page, table: Table) -> list[list[tuple[int, str, bool]]]:
    """Return the formulas of each sentence: line, formula, and if it is a condition."""
    formulas, found, given, last = {}, [[]], False, 0

    def hide(match: re.Match) -> str:
        if not match["formula"] or page.line_at(match.start()) in table.lines:
            return emptied(match[0], "x" if match["code"] else " ")
        table.mention(match["formula"])
        formulas[match.start()] = match["formula"]
        return "\1" + "\0" * (len(match[0]) - 1)

    text = SPANS.sub(hide, page.prose)
    for event in EVENT.finditer(text):
        words, at = text[last : event.start()], event.start()
        last = event.end()
        if event["formula"]:
            given = bool(GIVEN.search(words)) or (given and bool(LINK.fullmatch(words)))
            found[-1].append((page.line_at(at), formulas[at], given))
        else:  # a question claims nothing
            found[-1:] = [[]] if event[0][0] == "?" else [found[-1], []]
            given = False
    return found


def said_in(sentence: list, table: Table) -> list[Claim]:
    """Return what a sentence claims, if all that this takes can be worked out."""
    claims, conditions = [], []
    for line, tex, given in sentence:
        try:
            for _, _, chains, more in (found := lines_of(tex)):
                for chain in chains + more:
                    steps_of(table.draw(0), chain)
        except Exception:  # noqa: BLE001 - in symbols that are not those of the table
            if given:
                return []
            continue
        for _, _, chains, more in found:
            conditions += more + chains * given
            claims += [Claim(line, tex, c, conditions) for c in chains if not given]
    return claims


def claims_on(page: Page, table: Table) -> tuple[list[Claim], list[Problem]]:
    """Return what formulas claim in symbols of the page, and what cannot be read."""
    found, problems = [], []

    def take(line: int, tex: str) -> None:
        for place, part, claims, conditions in lines_of(tex):
            found.extend(Claim(line + place, part, c, conditions) for c in claims)

    for block in page.of("formula"):
        table.mention(block.text)
        problems += tried(
            page, block.line + 1, block.text, take, block.line + 1, block.text
        )
    for row in table.rows.values():
        for tex in row.claims:
            problems += tried(page, row.line, tex, take, row.line, tex)
    for sentence in sentences(page, table):
        found += said_in(sentence, table)
    return found, problems


def tried(page: Page, line: int, tex: str, check, *arguments) -> list[Problem]:
    """Return the problem that a check returns in words, or raises, if any."""
    try:
        fault = check(*arguments)
    except Wrong as error:
        fault = str(error)
    except Exception as error:  # noqa: BLE001 - whatever the package raises
        fault = f"cannot be worked out: {type(error).__name__}, {error}"
    told = f"${' '.join(tex.replace('&', ' ').strip('$ ').split())}$: {fault}"
    return [Problem(page.path, line, told)] if fault else []


@np.errstate(all="ignore")
def count(page: Page) -> int:
    return len(claims_on(page, Table(page))[0])


@np.errstate(all="ignore")
def formula_problems(page: Page) -> list[Problem]:
    """Return the formulas and symbols of a page that are false, or mean nothing."""
    table = Table(page)
    claims, problems = claims_on(page, table)
    broken = table.problems
    for row in table.rows.values():
        broken += tried(page, row.line, row.tex, table.fault_in, row)
    for claim in claims if not broken else []:
        problems += tried(page, claim.line, claim.tex, fault_of, claim, table)
    for row in table.rows.values() if not broken + problems else []:
        unused = "" if row.used else "is used by no formula, sentence or code"
        problems += tried(page, row.line, row.tex, str, unused)
    for match in SPANS.finditer(page.prose):
        if match["formula"] and MONEY.match(page.prose, match.start()):
            told = rf"{match[0]} is read as a formula; for a dollar, write \$"
            problems.append(Problem(page.path, page.line_at(match.start()), told))
    return sorted({*broken, *problems})
