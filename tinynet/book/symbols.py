# Copied from docs/book/symbols.md, the place to edit it (f45a96ebec55c82d).
"""The table of symbols: what the names in the formulas of a page stand for.

Page: docs/book/symbols.md. Licence: MIT-0.
"""

import ast
import builtins
import importlib
import math
import pkgutil
import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cache

import numpy as np

import tinynet
from tinynet.book.latex import Node, number, read, symbol, walk


class Wrong(ValueError):
    """Raised when something can be read, but means nothing or is not true."""


def package_names() -> dict:
    """Return what the code in a table may use: NumPy, and all of tinynet's modules."""
    found = {"np": np}
    for module in pkgutil.iter_modules(tinynet.__path__):
        if not module.ispkg:
            things = vars(importlib.import_module(f"tinynet.{module.name}"))
            found |= {name: thing for name, thing in things.items() if name[0] != "_"}
    return found


PACKAGE = package_names()


@cache
def names_in(code: str) -> frozenset[str]:
    """Return the names in an expression that neither Python nor the package knows."""
    parts = ast.walk(ast.parse(code))
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    return frozenset(names - PACKAGE.keys() - set(dir(builtins)))


@dataclass(eq=False)
class Row:
    """A row of the table of symbols.

    kind: drawn, computed, function, claim or step. name: what code calls the symbol.
    code: what computes it. letters: its indices. size, low, high, among: what the table
    says about the values that are drawn. shape: that of its array in code. axes: what
    its values differ by, its letters and perhaps the example.
    """

    line: int
    symbol: Node
    kind: str
    name: str
    code: str
    letters: tuple[str, ...] = ()
    size: tuple[Node, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    among: tuple[float, ...] = ()
    shape: tuple[int, ...] = ()
    axes: tuple[str, ...] = ()
    constant: object = None

    @property
    def needs(self) -> frozenset[str]:
        """The names in its code that must be in the table too."""
        return names_in(self.code) - set(self.letters)

    @property
    def head(self) -> Node:
        """The symbol, without the arguments of a function."""
        return self.symbol.parts[0] if self.kind == "function" else self.symbol


def read_row(line: int, tex: str, code: str, functions: Container[str]) -> Row:
    """Return a row of the table, from the formula and the code in its cells."""
    name, code = read_code(code)
    called = re.fullmatch(r"([^']+?)\((.+)\)", tex)
    if called and "|" not in tex:
        [head], arguments = read(called[1]).claims, read(called[2]).claims
        if head.kind == "symbol" and all(part.kind == "symbol" for part in arguments):
            return Row(line, Node("call", (head, arguments)), "function", name, code)
    claims, conditions = read(tex.removesuffix(r"\leftarrow"), functions)
    if len(claims) != 1 or conditions or claims[0].kind == "relation":
        raise Wrong("a row of the table is for one symbol")
    [node] = claims
    if node.kind != "symbol":
        if not code:
            raise Wrong("what is not a single symbol needs code that computes it")
        return Row(line, node, "claim", name, code, tuple(free_letters(node)))
    if node.parts[0] in ("e", "d", "T"):
        raise Wrong(f"{node.parts[0]} has a meaning of its own; choose another letter")
    kind = "computed" if code else "drawn"
    if tex.endswith(r"\leftarrow"):
        kind = "step"
    elif code and not name and is_letter(node):
        name = node.parts[0]
    return Row(line, node, kind, name, code, tuple(free_letters(node)))


def read_code(code: str) -> tuple[str, str]:
    """Return the name and the expression in `name = expression`, or in one of them."""
    try:
        tree = ast.parse(code).body
    except SyntaxError as error:
        raise Wrong(f"`{code}` is not Python: {error.msg}") from None
    match tree:
        case [ast.Assign(targets=[ast.Name(id=name)])] if name in PACKAGE:
            raise Wrong(f"`{name}` is a name of the package; take another one")
        case [ast.Assign(targets=[ast.Name(id=name)], value=value)]:
            return name, ast.unparse(value)
        case [ast.Expr(value=ast.Name(id=name))] if name not in PACKAGE:
            return name, ""
        case [ast.Expr(value=value)]:
            return "", ast.unparse(value)
    raise Wrong(f"`{code}` is not a name, an expression or `name = expression`")


def is_letter(node: Node) -> bool:
    """Is this one Latin letter without any marks?"""
    return node.kind == "symbol" and node.parts[0].isalpha() and not any(node.parts[1:])


def free_letters(part) -> list[str]:
    """Return the letters that are indices, without those that a sum goes over.

    Those above come first: for x_i^{(n)} they are n and i.
    """
    found = []
    if isinstance(part, Node) and part.kind == "symbol":
        indices = part.parts[2] + part.parts[1]
        found = [index.parts[0] for index in indices if is_letter(index)]
    for inner in part if isinstance(part, tuple) else ():
        found += free_letters(inner)
    if isinstance(part, Node) and part.kind in ("sum", "prod"):
        found = [letter for letter in found if letter != part.parts[0]]
    return list(dict.fromkeys(found))


def spelled(node: Node) -> str:
    """Return a symbol about as it was written."""
    if node.kind == "number":
        return f"{node.parts[0]:g}"
    if node.kind != "symbol":
        return "…"
    name, below, above, primes = node.parts
    marks = "_{" + "".join(map(spelled, below)) + "}" if below else ""
    marks += "^{(" + "".join(map(spelled, above)) + ")}" if above else ""
    return name + "'" * primes + marks


def indices_in(row: Row, used: Node) -> tuple | None:
    """Return the indices that a use of a symbol gives for the letters of its row.

    None if it is another symbol. A missing index below is None, for all of the axis; a
    missing one above is its own letter, for any one example.
    """
    declared, found = row.head, ()
    if declared.kind != "symbol" or declared.parts[::3] != used.parts[::3]:
        return None
    for part in (2, 1):
        places, given = declared.parts[part], used.parts[part]
        free = [is_letter(place) and place.parts[0] in row.letters for place in places]
        if len(places) == 2 and len(given) == 1 and given[0].kind == "number":
            given = tuple(number(digit) for digit in spelled(given[0]))  # as in w_{12}
        if not given and all(free):
            given = places if part == 2 else (None,) * len(places)
        if len(given) != len(places):
            return None
        for place, index, is_free in zip(places, given, free, strict=True):
            if is_free:
                found += (index,)
            elif place != index:
                return None
    return found


class Table:
    """The rows of a page's tables of symbols, and how they hang together."""

    def __init__(self, rows: list[Row]):
        self.rows, self.found = list(rows), {}
        self.inside, self.opened, self.points = {}, {}, {}  # what was worked out once
        # In y_h the h is an index, unless the table says that h is a number.
        numbers = {row.symbol.parts[0] for row in rows if is_letter(row.symbol)}
        for row in rows:
            row.letters = tuple(x for x in row.letters if x not in numbers)
        functions = [row for row in rows if row.kind == "function"]
        self.functions = {row.head.parts[0] for row in functions}
        # The z of σ(z) is any number, unless a row says what z is.
        for row in functions:
            for argument in row.symbol.parts[1]:
                if not self.rows_of(argument):
                    name = argument.parts[0].removeprefix("\\")
                    self.rows.append(Row(row.line, argument, "drawn", name, ""))
        self.found.clear()
        self.named = {row.name: row for row in self.rows if row.name}
        self.definitions: dict[Row, list[tuple[Node, Node]]] = {}
        self.lengths: dict[str, int] = {}

    def state(self) -> tuple:
        """Return all that decides whether a formula in these symbols is true."""
        rows = tuple(
            (row.symbol, row.kind, row.name, row.code, row.letters, row.size)
            + (row.low, row.high, row.among, row.shape, row.axes)
            for row in self.rows
        )
        pairs = tuple((row.symbol, *found) for row, found in self.definitions.items())
        return rows, pairs, tuple(self.lengths.items())

    def rows_of(self, node: Node, *kinds: str) -> list[tuple[Row, tuple]]:
        """Return the rows that a symbol may mean, each with the indices it has there."""
        if (node, kinds) not in self.found:
            found = []
            for row in self.rows if node.kind == "symbol" else ():
                if row.kind in (kinds or ("drawn", "computed")):
                    indices = indices_in(row, node)
                    found += [] if indices is None else [(row, indices)]
            found.sort(key=lambda pair: len(pair[0].letters))
            self.found[node, kinds] = found
        return self.found[node, kinds]

    def find(self, node: Node, *kinds: str) -> tuple[Row, tuple]:
        """Return the row that a symbol means, and its indices."""
        found = self.rows_of(node, *kinds)
        if not found:
            what = "has no row with ← in" if "step" in kinds else "is not declared in"
            raise Wrong(f"{spelled(node)} {what} a table of symbols")
        return found[0]

    def call(self, name: str) -> Row:
        """Return the row of a name in the code."""
        if name not in self.named:
            raise Wrong(f"`{name}` has no row of its own in the table")
        return self.named[name]

    def arguments(self, row: Row) -> set[str]:
        """Return what the code of a function calls its arguments."""
        formals = row.symbol.parts[1] if row.kind == "function" else ()
        return {self.find(formal)[0].name for formal in formals}

    def rows_in(self, *parts) -> set[Row]:
        """Return the rows of all symbols in parts of formulas."""
        if parts not in self.inside:
            kinds = ("drawn", "computed", "function")
            found = [self.rows_of(node, *kinds)[:1] for node in walk(parts)]
            self.inside[parts] = {row for pairs in found for row, _ in pairs}
        return self.inside[parts]

    def way(self, row: Row, fixed: Container[Row], seen: frozenset = frozenset()):
        """Tell how a row follows from fixed ones: by code, by a formula, or not at all.

        Returns "code", a true formula of the page (its two sides), or None.
        """
        if row in seen:
            return None
        seen |= {row}
        others = [self.call(name) for name in row.needs - self.arguments(row)]
        if any(other in fixed or self.way(other, fixed, seen) for other in others):
            return "code"
        for formula in self.definitions.get(row, ()):
            others = self.rows_in(formula[1])
            if any(other in fixed or self.way(other, fixed, seen) for other in others):
                return formula
        return None

    def open_indices(self, part) -> dict[str, int]:
        """Return the indices that a part of a formula leaves open, with their lengths."""
        if part not in self.opened:
            self.opened[part] = self.find_open(part)
        return dict(self.opened[part])

    def find_open(self, part) -> dict[str, int]:
        found, ends = {}, []
        kind = part.kind if isinstance(part, Node) else ""
        for row, given in self.rows_of(part)[:1] if kind else ():
            indices = dict(zip(row.letters, given, strict=True))
            for axis in row.axes:
                for index in walk(indices.get(axis, symbol(axis))):
                    if index.kind == "symbol" and not self.rows_of(index):
                        ends.append((index.parts[0], self.lengths[axis]))
        for inner in part if isinstance(part, tuple) else ():
            ends += self.open_indices(inner).items()
        for letter, length in ends:
            if found.setdefault(letter, length) != length:
                both = f"to {length} and to {found[letter]}"
                raise Wrong(f"has an index {letter} that counts {both}")
        if kind in ("sum", "prod"):
            letter, low, _, _ = part.parts
            if low is None and letter not in found:
                raise Wrong(f"has a {kind} with nothing that depends on its {letter}")
            found.pop(letter, None)
        return found
