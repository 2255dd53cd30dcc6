# Copied from docs/book/values.md, the place to edit it (2ddf68f1d37868b1).
"""Working formulas out: values for symbols, and what follows from them.

Page: docs/book/values.md. Licence: MIT-0.
"""

import itertools
import math
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from tinynet.book.latex import Node, symbol, walk
from tinynet.book.symbols import (
    PACKAGE,
    Row,
    Table,
    Wrong,
    is_letter,
    names_in,
    spelled,
)


class Undefined(Wrong):
    """Raised for 0/0 and the like."""


class Misfit(Wrong):
    """Raised when the code of a row cannot be run; has the line of the row."""

    def __init__(self, row: Row, problem: str):
        super().__init__(f"cannot compute `{row.code}`: {problem}")
        self.line = row.line


def number_or_array(value):
    """Return a number for an array of one, and a column for a flat array."""
    if isinstance(value, np.float64):
        return value
    value = np.asarray(value)
    if value.size == 1:
        return value.reshape(())[()]
    return value.reshape(-1, 1) if value.ndim == 1 else value


def single(*values) -> bool:
    """Is each of these a number?"""
    return all(np.ndim(value) == 0 for value in values)


def scalar(function: Callable) -> Callable:
    """Return a function that refuses arrays: what is e to the power of a column?"""

    def checked(*values):
        if not single(*values):
            raise Wrong("has an array where a number must be; write indices or ⊙")
        return function(*values)

    return checked


def alike(function: Callable) -> Callable:
    """Return a function of two that takes numbers, or arrays of one shape."""

    def checked(left, right):
        shapes = {np.shape(value) for value in (left, right)} - {()}
        if len(shapes) > 1:
            raise Wrong(f"joins arrays of the shapes {' and '.join(map(str, shapes))}")
        return function(left, right)

    return checked


def product(left, right):
    """Return a product without a sign: of matrices, or with a number."""
    if single(left) or single(right):
        return left * right
    if left.shape[1] != right.shape[0]:
        raise Wrong(f"multiplies arrays of the shapes {left.shape} and {right.shape}")
    result = left @ right
    return result if result.size > 1 else result[0, 0]


def dot(left, right):
    """Return the product of numbers or matrices, or the scalar product of columns."""
    if not single(left) and np.shape(left)[1:] == np.shape(right)[1:] == (1,):
        return product(left.T, right)
    return product(left, right)


def over(left, right):
    if not single(right):
        raise Wrong("divides by an array")
    return np.divide(left, right)


def power(base, exponent):
    whole = int(np.real(exponent)) if np.isfinite(exponent) else 0
    return base**whole if exponent == whole >= 0 else np.power(base, exponent)


VALUES = {
    "number": lambda value, unit: np.float64(value),
    "add": alike(np.add),
    "subtract": alike(np.subtract),
    "negative": np.negative,
    "product": product,
    "dot": dot,
    "times": scalar(np.multiply),
    "each": alike(np.multiply),
    "over": over,
    "power": scalar(power),
    "root": scalar(lambda value, degree: np.power(value, 1 / degree)),
    "absolute": scalar(lambda value: value if np.real(value) >= 0 else -value),
    "norm": lambda value: np.sqrt(np.sum(value * value)),
    "transposed": np.transpose,
    "list": lambda *values: np.reshape(values, (-1, 1)),
    "size": lambda rows, columns: np.zeros((int(rows), int(columns))),
    "infinity": lambda: math.inf,
    "ln": scalar(np.log),
    "log": scalar(lambda value, base: np.log(value) / np.log(base)),
    "max": scalar(lambda *values: max(values, key=np.real)),
    "min": scalar(lambda *values: min(values, key=np.real)),
}
for name in ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh"):
    VALUES[name] = scalar(getattr(np, name))
CONSTANTS = {"e": math.e, r"\pi": math.pi}


CIRCLE = np.exp(2j * np.pi * np.arange(8) / 8)
RADIUS = 1 / 64


def taylor(function: Callable, order: int):
    """Return the coefficient of h**order in function(h), from a small circle around 0.

    Nothing is subtracted, so that no digits are lost (Lyness and Moler, 1967). Raises
    Wrong for a function that is not smooth in the complex plane, as one with np.abs.
    """
    values = np.array([function(RADIUS * point) for point in CIRCLE])
    circle = CIRCLE.reshape(-1, *[1] * (values.ndim - 1))
    backwards = np.abs((values * circle).mean(0)).max()
    spread = np.abs(values - values.mean(0)).max()
    if backwards > 1e-6 * spread + 1e-12 * np.abs(values).max():
        raise Wrong("has a derivative or a limit of something that is not smooth")
    return number_or_array((values * circle**-order).mean(0) / RADIUS**order)


class Choice:
    """One choice of values for all that is drawn, and what the code makes of it.

    `fixed` has the values of rows that were given others than their own.
    """

    def __init__(self, table: Table, drawn: dict, fixed: dict | None = None):
        self.table, self.drawn, self.fixed = table, drawn, fixed or {}
        self.known: dict[Row, np.ndarray] = {}

    def run(self, row: Row, **given):
        """Return what the code of a row gives, with the arrays of the rows it needs."""
        if not row.needs and not given:
            if row.constant is None:
                row.constant = eval(compiled(row.code), dict(PACKAGE))
            return row.constant
        needs = row.needs - given.keys()
        others = {name: self.raw(self.table.call(name)) for name in needs}
        return eval(compiled(row.code), PACKAGE | others | given)

    def raw(self, row: Row):
        """Return the array that stands for a row in code."""
        if row in self.fixed or (self.fixed and row.code):
            return np.reshape(self.cells(row), row.shape)
        return self.run(row) if row.code else self.drawn[row]

    def cells(self, row: Row) -> np.ndarray:
        """Return the values of a row, with an axis for each of its indices."""
        if row in self.fixed:
            return self.fixed[row]
        if row not in self.known:
            self.known[row] = self.compute(row)
        return self.known[row]

    def compute(self, row: Row) -> np.ndarray:
        lengths = [self.table.lengths[axis] for axis in row.axes]
        way = self.table.way(row, self.fixed) if self.fixed else "code"
        if isinstance(way, tuple):
            node, formula = way
            given = dict(zip(row.letters, self.table.find(node)[1], strict=True))
            names = [given.get(axis, symbol(axis)).parts[0] for axis in row.axes]
            values = [self.value(formula, bound) for bound in counts(names, lengths)]
        elif names_in(row.code) & set(row.letters):
            ways = counts(row.letters, lengths[-len(row.letters) :])
            zero_based = [{name: way[name] - 1 for name in way} for way in ways]
            values = [self.run(row, **indices) for indices in zero_based]
            values = np.moveaxis(np.reshape(values, (len(ways), -1)), -1, 0)
        else:
            values = self.run(row) if row.code else self.drawn[row]
        return np.reshape(values, lengths) if row.axes else np.asarray(values)

    def place(self, row: Row, given: tuple, bound: dict) -> tuple:
        """Return the place in the cells of a row that indices name."""
        if not row.axes:
            return ()
        indices, place = dict(zip(row.letters, given, strict=True)), []
        for axis in row.axes:
            index, length = indices.get(axis, symbol(axis)), self.table.lengths[axis]
            if index is None:
                place.append(slice(None))
                continue
            count = self.value(index, bound)
            if count not in range(1, length + 1):
                text = f"{spelled(row.symbol)} counts to {length}"
                raise Wrong(f"has an index {count:g}, but {text}")
            place.append(int(count) - 1)
        return tuple(place)

    def at(self, row: Row, given: tuple, bound: dict):
        return number_or_array(self.cells(row)[self.place(row, given, bound)])

    def changed(self, node: Node, value, bound: dict) -> tuple["Choice", dict]:
        """Return this choice with another value for a symbol, and the bound names."""
        if not self.table.rows_of(node):
            if any(node.parts[1:]) or node.parts[0] in self.table.functions:
                self.table.find(node)
            return self, bound | {node.parts[0]: value}
        row, given = self.table.find(node)
        place = self.place(row, given, bound)
        cells = np.array(self.cells(row), dtype=np.result_type(value, float))
        if np.size(value) != cells[place].size:
            raise Wrong(f"gives {spelled(node)} {np.size(value)} values")
        cells[place] = np.reshape(value, cells[place].shape)
        fixed = self.fixed | {row: cells}
        return type(self)(self.table, self.drawn, fixed), bound


class Point(Choice):
    """A choice of values, and what the parts of formulas are worth for it."""

    def value(self, node: Node, bound: dict):
        """Return the number or the array that a part of a formula stands for.

        `bound` has the values of indices, and of the variables of limits.
        """

        def of(part):
            return self.value(part, bound)

        match node:
            case Node("symbol", _):
                return self.symbol(node, bound)
            case Node("row", (row,)):
                return self.at(row, tuple(map(symbol, row.letters)), bound)
            case Node("call", (head, arguments)):
                return self.call(head, list(map(of, arguments)))
            case Node("number", parts):
                return VALUES["number"](*parts)
            case Node("function", (name, *arguments)):
                return VALUES[name](*map(of, arguments))
            case Node("plusminus", (*first, last)):
                return alike(np.add)(sum(map(of, first)), bound["±"] * of(last))
            case Node("sum" | "prod", _):
                return self.repeated(node, bound)
            case Node("derivative", (body, by, order)):
                return self.derivative(body, by, order, bound)
            case Node("gradient", (body, by)):
                weights = by or symbol(self.table.call("weights").symbol.parts[0])
                return self.derivative(body, weights, 1, bound)
            case Node("limit", (variable, to, body)):
                return self.limit(variable, of(to), body, bound)
            case Node("cases", cases):
                for result, condition in cases:
                    if condition is None or self.holds(condition, bound):
                        return of(result)
                raise Wrong("fits none of the cases")
            case Node("matrix", rows):
                return np.array([list(map(of, row)) for row in rows])
            case Node(kind, parts) if kind in VALUES:
                return VALUES[kind](*map(of, parts))
        raise Wrong(f"has {node.kind} where it means nothing")

    def symbol(self, node: Node, bound: dict):
        name = node.parts[0]
        if name in bound and not any(node.parts[1:]):
            return bound[name]
        if not self.table.rows_of(node):
            if name in self.table.functions:
                raise Wrong(f"has {spelled(node)} without its argument")
            if name in CONSTANTS:
                return CONSTANTS[name]
        return self.at(*self.table.find(node), bound)

    def repeated(self, node: Node, bound: dict):
        letter, low, high, body = node.parts
        if low is None:
            first, last = 1, self.table.open_indices(body)[letter]
        else:
            first, last = (whole(self.value(end, bound)) for end in (low, high))
        numbers = range(first, last + 1)
        values = [self.value(body, bound | {letter: count}) for count in numbers]
        if not values:
            raise Wrong(f"has a {node.kind} without terms")
        return sum(values) if node.kind == "sum" else math.prod(values)

    def call(self, head: Node, arguments: list):
        """Return what a function of the package gives, or its derivative for a prime."""
        name, below, above, primes = head.parts
        if primes:
            plain = Node("symbol", (name, below, above, 0))
            if len(arguments) != 1:
                raise Wrong("a prime needs a function of one number")
            series = taylor(lambda h: self.call(plain, [arguments[0] + h]), primes)
            return math.factorial(primes) * series
        row, _ = self.table.find(head, "function")
        formals, given = row.symbol.parts[1], {}
        if len(formals) != len(arguments):
            raise Wrong(f"{name} takes {len(formals)} arguments")
        for formal, value in zip(formals, arguments, strict=True):
            known, _ = self.table.find(formal)
            fits = np.size(value) == math.prod(known.shape)
            given[known.name] = np.reshape(value, known.shape) if fits else value
        return number_or_array(self.run(row, **given))

    def derivative(self, body: Node, by: Node, order: int, bound: dict):
        """Return the derivative by a symbol; by an array, those by each of its cells."""
        if body.kind == "symbol" and not self.table.rows_of(body):
            for row, _ in self.table.rows_of(body, "function"):
                if by.parts[0] in {formal.parts[0] for formal in row.symbol.parts[1]}:
                    body = row.symbol
        target, _ = self.table.find(by)
        rows = self.table.rows_in(body)
        if not any(row is target or self.table.way(row, {target}) for row in rows):
            raise Wrong(f"nothing on the page says how this depends on {spelled(by)}")
        old = np.asarray(self.value(by, bound))
        slopes = []
        for cell in np.ndindex(old.shape):
            nudge = np.zeros(old.shape)
            nudge[cell] = 1

            def moved(h, nudge=nudge):
                point, inner = self.changed(by, old + h * nudge, bound)
                return point.value(body, inner)

            slopes.append(math.factorial(order) * taylor(moved, order))
        if not old.ndim:
            return slopes[0]
        if not single(*slopes):
            raise Wrong("has the derivative of an array by an array; write indices")
        return np.reshape(slopes, old.shape)

    def limit(self, variable: Node, to: float, body: Node, bound: dict):
        """Return the limit of a part; at ±∞ it must be reached within rounding."""

        def near(value):
            point, inner = self.changed(variable, value, bound)
            return point.value(body, inner)

        if np.isfinite(to):
            return taylor(lambda h: near(to + h), 0)
        values = [near(math.copysign(far, to)) for far in (150.0, 600.0)]
        if not np.allclose(*values, rtol=1e-12, atol=1e-12):
            raise Wrong("does not settle soon enough for a limit at infinity")
        return values[-1]

    def holds(self, relation: Node, bound: dict) -> bool:
        """Is a relation true at this point, from its first side to its last?"""
        return all(self.compare(*pair, bound) for pair in pairs(relation))

    def compare(
        self, left: Node, sign: str, right: Node, bound: dict, lenient: bool = False
    ) -> bool:
        """Is this true? If `lenient`, a strict inequality may drown in rounding."""
        if right.kind == "interval":
            low, high, with_low, with_high = right.parts
            above = self.compare(left, r"\ge" if with_low else ">", low, bound, lenient)
            below = r"\le" if with_high else "<"
            return above and self.compare(left, below, high, bound, lenient)
        if sign == r"\leftarrow":
            first = self.at(*self.table.find(left, "step"), bound)
        else:
            first = real(self.value(left, bound))
        if right.kind == "set":
            members = [real(self.value(part, bound)) for part in right.parts]
            return bool(np.isin(first, members).all())
        second = real(self.value(right, bound))
        return compared(first, sign, second, unit_of(right), lenient)


def pairs(relation: Node) -> Iterator[tuple[Node, str, Node]]:
    """Yield the left side, the sign and the right side of each step of a chain."""
    sides, signs = relation.parts
    yield from zip(sides[:-1], signs, sides[1:], strict=True)


def counts(names, lengths) -> list[dict[str, int]]:
    """Return all ways to count some indices, each from 1 to its length."""
    ranges = [range(1, length + 1) for length in lengths]
    return [dict(zip(names, way, strict=True)) for way in itertools.product(*ranges)]


@cache
def compiled(code: str):
    return compile(code, "<table of symbols>", "eval")


def whole(value) -> int:
    if not single(value) or value != int(np.real(value)):
        raise Wrong(f"counts to {value}, which is not a whole number")
    return int(np.real(value))


def real(value):
    """Return a value without the traces that complex steps leave."""
    if isinstance(value, float) and not math.isnan(value):
        return value
    if np.isnan(value).any():
        raise Undefined("has no value")
    if np.abs(np.imag(value)).max() > 1e-9 * np.abs(value).max() + 1e-12:
        raise Wrong("is not a real number")
    return np.real(value)


def unit_of(node: Node):
    """Return what one unit of the last published digit is worth, None if none is."""
    match node:
        case Node("number", (_, unit)):
            return unit
        case Node("negative", (part,)):
            return unit_of(part)
        case Node("dot" | "times", (part, Node("power", (ten, _)) as scale)):
            if ten.kind == "number" and ten.parts[0] == 10 and unit_of(part):
                return unit_of(part) * Point(Table([]), {}).value(scale, {})
        case Node("over", (part, Node("number", (100.0, _)))):
            return unit_of(part) and unit_of(part) / 100
        case Node("list", parts):
            units = [unit_of(part) for part in parts]
            return None if None in units else np.reshape(units, (-1, 1))
    return None


def largest(value):
    """Return the greatest absolute value in an array, or that of a number."""
    return abs(value) if isinstance(value, float) else np.abs(value).max()


def compared(left, sign: str, right, unit, lenient: bool) -> bool:
    """Is a relation true of two values? Only rounding is forgiven."""
    if np.shape(left) != np.shape(right):
        raise Wrong(f"compares the shapes {np.shape(left)} and {np.shape(right)}")
    size = max(largest(left), largest(right))
    if np.isinf(size) and sign not in ("<", ">"):
        raise Undefined("has no value")
    gap = right - left if sign in ("<", r"\le") else left - right
    near = largest(gap) <= 1e-9 * size + 1e-13
    match sign:
        case "=" | r"\leftarrow":
            return bool(near)
        case r"\ne":
            return not near
        case r"\le" | r"\ge":
            return bool(near or np.all(gap >= 0))
        case "<" | ">":
            margin = -1e-9 * (1 + size) if lenient else 1e-13 * size
            return bool(np.all(gap > (0 if np.isinf(size) else margin)))
        case r"\approx":
            if unit is None:
                raise Wrong("≈ needs the digits of a number on its right")
            return bool(np.all(np.abs(gap) <= unit * (0.5 + 1e-9)))
    raise Wrong(f"has {sign} where it means nothing")


# These have a row for each example, so that indices for the example are often left out.
INDICES = {"inputs": 2, "targets": 1, "output": 1, "error": 1}


def lay_out(table: Table, formulas: list[Node]) -> None:
    """Choose the shapes of all arrays, and see that the code of every row runs.

    `inputs`, `targets`, `output` and `error` have a row for each example, as everywhere
    in the package; anything else is a column, unless the table gives its size. The axes
    differ in length, so that no mistake hides behind equal lengths.
    """
    measure(table, formulas)
    table.opened.clear()
    for row in table.rows:
        if row.kind == "drawn":
            implied = len(row.letters) < INDICES.get(row.name, 0) and not row.size
            row.axes = ("example",) * implied + row.letters
            row.shape = tuple(table.lengths[axis] for axis in row.axes)
            row.shape += (1,) * (len(row.shape) == 1)
            if row.size:
                sizes = [table.lengths.get(p.parts[0], p.parts[0]) for p in row.size]
                row.shape = tuple(map(int, sizes))
    with_examples = {row for row in table.rows if "example" in row.axes}
    point = draw(table, 0)
    for row in table.rows:
        if row.kind != "drawn":
            try:
                array = point.run(row, **dict.fromkeys(row.letters, 0))
            except Exception as error:  # whatever the package raises
                raise Misfit(row, str(error)) from error
            row.shape, row.axes = np.shape(array), row.letters
            letters = [x for x in row.letters if x not in names_in(row.code)]
            size = math.prod(table.lengths[letter] for letter in letters)
            if table.way(row, with_examples) and np.size(array) == 2 * size:
                row.axes = ("example", *row.letters)
            elif row.letters and np.size(array) != size:
                raise Misfit(row, f"it gives {np.size(array)} numbers, not {size}")
    table.opened.clear()  # the rows have their axes now


def measure(table: Table, formulas: list[Node]) -> None:
    """Give each index a length: that of the data, that of w_1, w_2, w_3, or another."""
    lengths = table.lengths = {"example": 2}
    for row in table.rows:
        if row.kind == "computed" and row.letters and not row.needs:
            shape = np.shape(np.squeeze(Point(table, {}).run(row)))
            lengths |= dict(zip(row.letters, shape, strict=False))
    known = set(lengths)
    for part in walk(tuple(formulas)):
        for row, indices in table.rows_of(part)[:1]:
            for letter, index in zip(row.letters, indices, strict=True):
                if index and index.kind == "number" and letter not in known:
                    lengths[letter] = max(lengths.get(letter, 2), int(index.parts[0]))
    for row in table.rows:
        for letter in [*row.letters, *(p.parts[0] for p in row.size if is_letter(p))]:
            free = (n for n in itertools.count(3) if n not in lengths.values())
            lengths.setdefault(letter, next(free))


def draw(table: Table, seed: int, spread: float = 1.0, alike: bool = False) -> Point:
    """Return a point with random values, always the same for the same seed.

    With a spread of 0, all is in the middle of where it may be. If `alike`, the numbers
    of an array are equal, and some symbols stay small, which makes extremes likelier.
    """
    random, values = np.random.default_rng(seed), {}
    for row in table.rows:
        if row.kind == "drawn":
            middle = middle_of(row.low, row.high)
            reach = 2 * spread * (random.choice((0.25, 1)) if alike else 1)
            low = max(row.low, middle - reach)
            high = min(row.high, middle + reach)
            parts = random.random(() if alike else row.shape)
            parts = (1 - np.cos(np.pi * parts)) / 2  # more of them near the ends
            array = np.full(row.shape, low + (high - low) * parts)
            if row.among:
                array = random.choice(row.among, row.shape)
            values[row] = array if row.shape else np.asarray(array).item()
    return Point(table, values)


def middle_of(low: float, high: float) -> float:
    """Return 0, or a number between two ends of which one may be infinite."""
    if low < 0 < high:
        return 0.0
    if math.isinf(high):
        return low + 1
    return high - 1 if math.isinf(low) else (low + high) / 2
