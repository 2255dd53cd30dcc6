r"""Formulas: what they claim is worked out with the package, and both sides compared.

The page's table `| symbol | code | what it is |` says what its symbols stand for: a bare
name is drawn at random, in the range that the third column gives; an expression is
computed by the package. LaTeX is read strictly: what has two meanings, or none, is
refused. A value is an array with an axis for each index of its page, for the examples,
and for the rows and columns of matrices; their length is 1 where nothing depends on it.
"""

import re
from functools import cache
from itertools import pairwise

import numpy as np

from tools.pages import Page, Problem
from tools.prose import SPANS, package

TOKEN = re.compile(
    r"(?P<space>(?:\s|[&~]|\\[,;:! ]|\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z]))+)"
    r"|\\text\{(?P<words>[^{}]*)\}|(?<=\\frac)\d|\d+(?:\.\d+)?|\\[%{}]"
    r"|(?:\\[A-Za-z]+|[A-Za-z])'*|[+\-=<>(){}/^_,.]|(?P<strange>(?s:.{1,9}))"
)
# Which end of the range of the left side, and of the right side, a relation bounds.
ENDS = {"<": ("high", "low"), ">": ("low", "high")}
ENDS |= {r"\le": ENDS["<"], r"\ge": ENDS[">"]}
SIGNS = {"=", "<", ">", r"\le", r"\ge", r"\ne", r"\approx", r"\leftarrow"}
GOES_ON = r"\\\\(\s*)&?(?=\s*(?:[=<>]|\\(?:[lg]e|ne|approx|text\{(?:if|with|for))\b))"
IF = {"if", "with", "for", "for all", "when", "where", "at"}
BREAKS = {"if", ",", ".", r"\quad", r"\qquad", "and", "then", "so"}
DEPTH = {"{": 1, "(": 1, "}": -1, ")": -1}
FUNCTIONS = {r"\ln": np.log, r"\exp": np.exp, r"\tanh": np.tanh}
PRODUCTS = {"": np.matmul, r"\cdot": np.matmul, "/": np.divide}
PRODUCTS |= {r"\times": np.multiply, r"\odot": np.multiply}
ACCENTS = {r"\Delta", r"\bar", r"\hat"}
CLOSING = {"", ")", "}", "+", "-"}
MATRIX = ("row", "column")
# In code, these have a row for each example, which formulas need not say.
DATA = {"inputs": 1, "targets": 0, "output": 0, "outputs": 0, "error": 0}
STEP = 1e-30  # along the imaginary axis: a derivative that loses no digit
CIRCLE = 0.01 * np.exp(2j * np.pi * np.arange(8) / 8)
SYMBOL = re.compile(r"(\\Delta |\\bar)?{?\\?[A-Za-z]+'*}?(_\S+)?( \\leftarrow)?")
LETTER = re.compile(r"\\[A-Za-z]+|[A-Za-z]")
SPAN = re.compile(  # with the ends of paragraphs, cells, items and sentences
    rf"{SPANS.pattern}|"
    r"(?P<end>\n\s*\n|\||\n\s*(?:[-*+]|\d+\.)\s|[.?!][\"')*_]*(?=\s|$))"
)
GIVEN = re.compile(r"(?i)\b(if|when(ever)?|where|for|with|at|once|while|let|need)\s*$")


def tokens_of(tex: str) -> list[str]:
    """Return the signs of a formula, or of a line of it."""
    found = []
    for match in TOKEN.finditer(re.sub(r"(?<=\d)\\,(?=\d{3})", "", tex)):  # 10\,000
        if match["strange"]:
            raise ValueError(f"has {match[0]!r}, which cannot be read")
        words = (match["words"] or "").strip(" ,")
        word = "if" if words in IF else words if words in BREAKS else match[0]
        found += [] if match["space"] else [word]
    return found


def joined(tokens: list[str]) -> str:
    return re.sub("[{}]", "", "".join(tokens))


def read_lines(tex: str, line: int, claims: list) -> None:
    """Add the claims of a display: line, LaTeX, chain of relations, and conditions."""
    tex = re.sub(r"\\(begin|end)\{\w+\}", "", tex)
    for part in re.sub(GOES_ON, r"\1", tex).split(r"\\"):
        given, depth, chain, chains = False, 0, [("", [])], ([], [])
        for token in [*tokens_of(part), ","]:
            depth += DEPTH.get(token, 0)
            if not depth and token in SIGNS:
                chain.append((token, []))
            elif depth or token not in BREAKS:
                chain[-1][1].append(token)
            else:
                chains[given].extend([chain] * (len(chain) > 1))
                given = token == "if" or (given and token not in {"then", "so"})
                chain = [("", [])]
        if depth:
            raise ValueError("has a bracket without its other half")
        start = line + part[: -len(part.lstrip()) or None].count("\n")
        claims += [(start, part, chain, chains[True]) for chain in chains[False]]
        line += part.count("\n")


class Row:
    """A row of a table: a symbol, what code calls it, and what it says of the values."""

    def __init__(self, line: int, tex: str, code: str, words: str = ""):
        self.line, self.tex, self.key = line, tex, joined(tokens_of(tex))
        self.formal, self.size, self.among, self.claims = "", "", [], []
        name, _, self.code = code.rpartition(" = ")
        self.name = name or self.key.lstrip("\\")
        if self.code.isidentifier() and self.code not in package():
            self.name, self.code = self.code, ""
        self.program = compile(self.code or "None", "<table>", "eval")
        self.needs = {*re.findall(r"(?<![.\w])[A-Za-z_]\w*", self.code)}
        self.letter = "".join(re.findall(r"_([a-z])(?:\\leftarrow)?$", self.key))
        self.low = self.high = None
        for one in re.findall(r"\$([^$]*)\$", words):
            self.claims += [] if self.takes(joined(tokens_of(one))) else [one]
        if call := re.fullmatch(r"([^()+-]+?)('?)\((\\?\w+)\)", self.key):
            self.formal, self.key = call[3], f"{call[1]}{call[2]}()"
            slope = rf"\frac{{d {call[1]}}}{{d {call[3]}}} = {tex}"
            self.claims += [slope] if call[2] else []
        elif not SYMBOL.fullmatch(tex):
            self.key = rf"\text{{{self.name}}}"
            self.claims.append(f"{tex} = {self.key}")

    def takes(self, said: str) -> bool:
        """Take over what a formula in the third column says of the values, if it does."""
        me, number, below = re.escape(self.key), r"(-?\d+(?:\.\d+)?)", r"(?:<|\\le)"
        upper = rf"(?:{below}{number}|(?:>|\\ge){number})?"
        ends = re.fullmatch(rf"(?:{number}{below})?{me}{upper}", said)
        if size := re.fullmatch(r"(\w)\\times(\w)", said):
            self.size = size[1] + size[2]
        elif among := re.fullmatch(rf"{me}\\in\\([\d,]+)\\", said):
            self.among = [float(one) for one in among[1].split(",")]
        elif ends and said != self.key:
            low, self.high, above = (end and float(end) for end in ends.groups())
            self.low = above if low is None else low
        return bool(size or (not self.code and (among or ends)))


class Table:
    """The tables of symbols of a page: rows by their keys, and the axes of values."""

    def __init__(self, page: Page):
        self.rows, self.lines, self.used = {}, set(), set()  # used: letters of formulas
        self.problems, inside = [], False
        for line, text in enumerate(page.prose.split("\n"), 1):
            cells = [c.strip(" `") for c in re.split(r"(?<!\\)\|", text.strip())[1:-1]]
            inside = len(cells) == 3 and (inside or cells[:2] == ["symbol", "code"])
            self.lines |= {line} if inside else set()
            if inside and cells[0] != "symbol" and cells[0].strip(":-"):
                self.problems += tried(page, line, cells[0], self.add, line, *cells)
        for row in [*self.rows.values()]:
            if row.formal:  # it may be any number
                free = Row(row.line, row.formal, row.formal.lstrip("\\"))
                self.rows.setdefault(row.formal, free)
            row.letter = "" if row.letter in self.rows else row.letter
        self.names = {row.name: key for key, row in self.rows.items()}
        self.needed = set().union(*(row.needs for row in self.rows.values()))
        letters = "".join(row.size + row.letter for row in self.rows.values())
        letters = [x for x in dict.fromkeys(letters) if x.isalpha()]
        self.axes = ["example", *letters, *MATRIX]
        self.matrices = any(row.size for row in self.rows.values())
        self.behind, self.draw = cache(self.behind), cache(lambda n: Draw(self, n))

    def add(self, line: int, tex: str, code: str, words: str) -> None:
        row = Row(line, tex.strip("$ "), code.replace(r"\|", "|"), words)
        if row.key in self.rows or row.name in {r.name for r in self.rows.values()}:
            raise ValueError("has a row already, or a name that another row has")
        self.rows[row.key] = row

    def behind(self, key: str) -> set[str]:
        """Return the symbols on which one depends, by its code."""
        needs = self.rows[key].needs if key in self.rows else set()
        keys = {self.names[name] for name in needs & self.names.keys()}
        return keys.union(*map(self.behind, keys - {key}))

    def shape(self, axes) -> list[int]:
        """Return the lengths of axes: each letter has one of its own, from 3 on."""
        return [int(x) if x.isdigit() else self.axes.index(x) + 2 for x in axes]

    def full(self, array, axes=()) -> np.ndarray:
        """Return an array with all axes of the page, of length 1 but for those named."""
        shape = dict(zip(axes, np.shape(array), strict=True))
        return np.reshape(array, [shape.get(axis, 1) for axis in self.axes])


class Draw(dict):
    """One choice of values for the symbols of a page, as code has them, by their keys."""

    def __init__(self, table: Table, seed: int, values=()):
        super().__init__(values)
        self.table, self.seed = table, seed

    def __missing__(self, key: str) -> np.ndarray:
        if not (row := self.table.rows.get(key)):
            raise ValueError(f"has {key}, which is in no table of symbols of this page")
        names = self.table.names
        needs = {name: self[names[name]] for name in row.needs & names.keys()}
        value = eval(row.program, package() | needs) if row.code else self.random(row)
        if row.formal and row.formal not in self.table.behind(key):
            raise ValueError(f"has code that doesn't depend on {row.formal}")
        return self.setdefault(key, np.asarray(value))

    def random(self, row: Row):
        axes = ["example"] * (DATA.get(row.name) == len(row.letter)) + [*row.letter]
        shape = self.table.shape(row.size or axes)
        shape += [1] * (len(shape) == 1)
        random = np.random.default_rng([self.seed, *row.key.encode()])
        if row.among:
            return random.choice(row.among, shape)
        low = -2 if row.high is None else row.high - 4
        low = low if row.low is None else row.low
        return random.uniform(low, low + 4 if row.high is None else row.high, shape)

    def full(self, key: str) -> np.ndarray:
        """Return the value of a symbol with all axes, which it has by their lengths."""
        array, axes = self[key], self.table.axes
        if array.ndim == len(axes):
            return array
        row, matrix = self.table.rows[key], self.table.matrices and array.ndim
        array = array if matrix else array.squeeze()
        wanted = self.table.shape(row.size or row.letter)
        if wanted and wanted != [*array.shape[-len(wanted) :]]:
            raise ValueError(f"has code of the shape {array.shape}, not {wanted}")
        axes = MATRIX if matrix else [axes[length - 2] for length in array.shape]
        return self.table.full(array, axes)

    def instead(self, key: str, value: np.ndarray) -> "Draw":
        """Return this draw with another value for one symbol, and all that follows."""
        if key in self.table.rows and value.size == self[key].size:
            value = value.reshape(self[key].shape)
        kept = {k: v for k, v in self.items() if key not in self.table.behind(k)}
        return Draw(self.table, self.seed, kept | {key: value})

    def value(self, tokens: list[str]) -> np.ndarray:
        reader = Reader(self, tokens)
        found = reader.expression()
        if reader.tokens != [""]:
            raise ValueError(f"has {reader.tokens[0]} where that has no meaning")
        return found


class Reader:
    """Works out signs in a draw of values; each method takes the signs that it reads."""

    def __init__(self, draw: Draw, tokens: list[str]):
        self.draw, self.table, self.tokens = draw, draw.table, [*tokens, ""]

    def take(self, *signs: str) -> str:
        """Take the next sign; or '', and none, if it is not one of those given."""
        return "" if signs and self.tokens[0] not in signs else self.tokens.pop(0)

    def group(self, opening: str = "{") -> list[str]:
        """Take the signs in brackets, or the one that TeX takes without braces."""
        found, depth = [self.take()], 1
        if found[0] != opening:
            if found[0][1:].isdigit():
                raise ValueError(f"has {found[0]} without braces; TeX takes one digit")
            return found
        while depth:
            found.append(self.take())
            depth += DEPTH.get(found[-1], 0)
        return found[1:-1]

    def expression(self) -> np.ndarray:
        found = -self.term() if self.take("-") else self.term()
        while sign := self.take("+", "-"):
            found = found + self.term() if sign == "+" else found - self.term()
        return found

    def term(self) -> np.ndarray:
        found, sign = self.factor(), ""
        while (behind := self.tokens[0]) not in CLOSING:
            if sign == "/" or behind[0].isdigit():
                raise ValueError(f"has {behind} right behind a factor; put brackets")
            sign = self.take(*PRODUCTS)
            found = PRODUCTS[sign](found, self.factor())
        return found

    def factor(self) -> np.ndarray:
        found = self.atom()
        while sign := self.take("^", r"\%"):
            if sign == r"\%":
                found = found / 100
            elif (power := self.group()) == [r"\top"]:
                found = found.swapaxes(-1, -2)
            else:
                found = np.power(found, self.draw.value(power))
        return found

    def atom(self) -> np.ndarray:
        if self.tokens[0] == "(":
            inner = self.group("(")
            if inner[1:2] == [r"\times"] and len(inner) == 3:  # (4 × 3) is not 12
                return self.table.full(np.zeros(self.table.shape(inner[::2])), MATRIX)
            return self.draw.value(inner)
        token, bracketed = self.take(), self.tokens[0] == "("
        if token[:1].isdigit():
            return self.table.full(float(token))
        if token == r"\frac":
            return self.fraction(self.group(), self.group())
        if token == r"\sqrt":
            return np.sqrt(self.draw.value(self.group()))
        if token in FUNCTIONS:
            found = self.atom() if bracketed else self.factor()
            if self.tokens[0] == "^" or not (bracketed or self.tokens[0] in CLOSING):
                raise ValueError(f"leaves open where {token} ends; put brackets")
            return FUNCTIONS[token](found)
        if token == r"\sum":
            return self.sum()
        return self.limit() if token == r"\lim" else self.symbol(token)

    def sum(self) -> np.ndarray:
        """Take a sum to the end of its term: over an index, or over all examples."""
        index, *start = self.group() if self.take("_") else ["example"]
        end = self.group() if self.take("^") else start
        found, axis = self.term(), self.table.axes.index(index)
        if found.shape[axis] == 1:
            raise ValueError(f"has a sum over {index}, on which nothing there depends")
        if end and (start != ["=", "1"] or self.draw.value(end) != found.shape[axis]):
            raise ValueError(f"has a sum over other {index} than there are")
        return found.sum(axis, keepdims=True)

    def limit(self) -> np.ndarray:
        """Take a limit: the mean over a small circle around the place."""
        self.take("_")
        name, _, *place = self.group()
        to, here, rest, values = self.draw.value(place), self.draw, self.tokens, []
        for step in CIRCLE:
            self.tokens, self.draw = [*rest], here.instead(name, to + step)
            values.append(self.term())
        self.draw = here
        if abs(np.tensordot(CIRCLE, values, 1)).max() > 1e-9 * abs(values[0]).max():
            raise ValueError("has a limit where there is none")
        return np.mean(values, axis=0).real

    def fraction(self, above: list[str], below: list[str]) -> np.ndarray:
        signs = {r"\partial", "d"} - self.table.rows.keys()
        if above[:1] != below[:1] or above[0] not in signs:
            return self.draw.value(above) / self.draw.value(below)
        row = self.table.rows.get(f"{joined(above[1:])}()")
        body = [*above[1:], "(", row.formal, ")"] if row else above[1:]
        key, found = joined(below[1:]), 0
        old = self.draw.full(key)
        moved = self.draw.instead(key, old + 0.5j)
        if np.array_equal(moved.value(body), self.draw.value(body)):
            raise ValueError(f"has a derivative by {key}, on which it doesn't depend")
        for one in np.eye(old.size).reshape(old.size, *old.shape):
            moved = self.draw.instead(key, old + STEP * 1j * one)
            found = found + one * moved.value(body).imag / STEP  # at the same cell
        return found

    def symbol(self, name: str) -> np.ndarray:
        """Take the rest of a name, and the argument, if it is a function."""
        rows = self.table.rows
        name += joined(self.group()) if name in ACCENTS else ""
        if f"{name}()" in rows and self.tokens[0] == "(":
            argument, name = self.atom(), f"{name}()"
            moved = self.draw.instead(rows[name].formal, argument)
            return moved[name].reshape(argument.shape)
        index = joined(self.group()) if self.take("_") else ""
        full = f"{name}_{index}" if index else name
        if full == "e" and "e" not in rows:
            return self.table.full(np.e)
        for key, row in rows.items() if full not in rows and index.isdigit() else []:
            if row.letter and key == f"{name}_{row.letter}":
                axis = self.table.axes.index(row.letter)
                return self.draw.full(key).take([int(index) - 1], axis)
        return self.draw.full(full)


# --8<-- [start:holds]
def fault_in(d: Draw, chain: list) -> str:
    """Return where relations are false, '' if nowhere; only rounding is forgiven."""
    for (_, before), (sign, side) in pairwise(chain):
        a, b, unit = d.value(before), d.value(side), 0.0
        if sign == r"\leftarrow":
            a = d.full(joined(before) + sign)
        if sign == r"\approx":
            digits = re.fullmatch(r"-?\d+\.?(\d*)(\\%)?", "".join(side))
            unit = 0.5000001 / 10 ** len(digits[1] + (digits[2] or ""))
        if 1 not in (a.size, b.size) and a.shape != b.shape:
            raise ValueError("compares numbers for other indices, or of another shape")
        a, b = np.broadcast_arrays(a, b)
        near = abs(a - b) <= (unit or 1e-9 * abs(a + b).max() + 1e-13)
        truth = {"<": (a < b) & ~near, ">": (a > b) & ~near, r"\ne": ~near}
        truth |= {r"\le": (a < b) | near, r"\ge": (a > b) | near}
        for wrong in np.argwhere(~truth.get(sign, near)):
            return f"left {a[*wrong]:.7g}, right {b[*wrong]:.7g}"
    return ""


# --8<-- [end:holds]


def fault_of(table: Table, chain: list, conditions: list) -> str:
    """Return how a claim is false somewhere, '' if it is true wherever it is tried."""
    for (_, left), (sign, right) in pairwise(chain) if not conditions else []:
        for side, end in zip((left, right), ENDS.get(sign, ())):
            row = table.rows.get(joined(side))
            if row and not (row.code or row.among) and getattr(row, end) is None:
                return f"no row says that {row.key} has a bound there"
    tried, wanted = 0, 8 if all(sign in {"", "="} for sign, _ in chain) else 24
    for seed in range(600):
        d, held = table.draw(seed), True
        for one in conditions:
            (_, left), (sign, right) = one[:2]
            if sign == "=" and (key := joined(left)) in table.rows:
                d = d.instead(key, d.value(right) + 0 * d.full(key))
            held = held and not fault_in(d, one)
        if held and (fault := fault_in(d, chain)):
            return fault
        tried += held
        if tried == wanted:
            break
    return "" if tried else "is claimed for what never happens"


def claims_on(page: Page, table: Table) -> tuple[list[tuple], list[Problem]]:
    """Return the claims (line, LaTeX, chain, conditions), and what cannot be read."""
    claims, problems, conditions, last, given = [], [], [], 0, False
    displays = [(block.line + 1, block.text) for block in page.of("formula")]
    rows = [(row.line, tex) for row in table.rows.values() for tex in row.claims]
    table.used |= {*LETTER.findall(" ".join(tex for _, tex in displays))}
    for line, tex in displays + rows:
        found = []
        problems += tried(page, line, tex, read_lines, tex, line, found)
        if not found and (line, tex) in displays:  # it has a value, at least
            same = f"{tex} = {tex}"
            problems += tried(page, line, tex, read_lines, same, line, found)
        claims += found
    for span in SPAN.finditer(page.prose):
        words, last = page.prose[last : span.start()], span.end()
        line, tex = page.line_at(span.start()), span["formula"]
        if span["end"]:  # a question claims nothing
            conditions += [None] * (span["end"][0] == "?")
            conditions, given = [], False
        elif tex and line not in table.lines:
            table.used |= {*LETTER.findall(tex)}
            link = given and re.fullmatch(r"\s*,?\s*(?:and|or)\s*", words)
            given = bool(link or GIVEN.search(words))
            found = []
            try:
                read_lines(tex, line, found)
                chains = [one for claim in found for one in (claim[2], *claim[3])]
                for side in [side for chain in chains for _, side in chain]:
                    table.draw(0).value(side)
            except Exception:  # of symbols that the table does not have
                conditions += [None] * given
                continue
            for _, _, chain, more in found:
                conditions += [*more, chain] if given else more
                claims += [] if given else [(line, tex, chain, conditions)]
    return [claim for claim in claims if None not in claim[3]], problems


def tried(page: Page, line: int, tex: str, check, *arguments) -> list[Problem]:
    """Return the problem that a check returns in words, or raises, if any."""
    try:
        fault = check(*arguments)
    except Exception as error:  # whatever the package raises
        fault = f"{type(error).__name__.removeprefix('ValueError')} {error}".strip()
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
        chain = [("", [row.key]), ("=", [row.key])]
        broken += tried(page, row.line, row.tex, fault_in, table.draw(0), chain)
        stem = {*LETTER.findall(re.sub(r"_.*|\(.*", "", row.tex))}
        if row.name not in table.needed and not stem <= table.used:
            told = f"${row.tex}$: no formula uses it"
            problems.append(Problem(page.path, row.line, told))
    for line, tex, *claim in claims if not broken else []:
        problems += tried(page, line, tex, fault_of, table, *claim)
    return sorted({*broken, *problems})
