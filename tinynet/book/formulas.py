# Copied from docs/book/formulas.md, the place to edit it (45272314df12b163).
"""Checking the formulas of a page: each is read, worked out and compared.

Page: docs/book/formulas.md. Licence: MIT-0.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import numpy as np

from tinynet.book.latex import Formula, Node, Unreadable, read, symbol, walk
from tinynet.book.numbers import compare_lists
from tinynet.book.pages import Page, Problem
from tinynet.book.symbols import Row, Table, Wrong, is_letter, read_row, spelled
from tinynet.book.values import (
    Misfit,
    Point,
    Undefined,
    counts,
    draw,
    lay_out,
    pairs,
    real,
)

INLINE = re.compile(r"(?<!\\)\$(?!\s)((?:\\.|[^\\$])+?)(?<!\s)\$")
HIDDEN = re.compile(
    r"<!--.*?-->|(?<!`)(`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)\1(?!`)", re.DOTALL
)
HEADER = re.compile(
    r"\s*\|\s*symbol\s*\|\s*code\s*\|\s*what it is\s*\|\s*", re.IGNORECASE
)


NOTHING = Formula()
# Signs that a sentence may talk about by themselves.
SIGNS = re.compile(
    r"\\(sum|prod|cdot|times|odot|circ|nabla|partial|approx|le|ge|to|pm)"
)


@dataclass(frozen=True)
class Written:
    """A formula as it stands on a page, the words before it, and what it says."""

    tex: str
    line: int
    words: str = ""
    display: bool = False
    formula: Formula = NOTHING

    def __str__(self) -> str:
        return f"${' '.join(self.tex.split())}$"

    @property
    def relations(self) -> list[Node]:
        return [claim for claim in self.formula.claims if claim.kind == "relation"]


def visible(page: Page) -> str:
    """Return the text of a page, line by line, without blocks, comments and code."""
    lines = page.text.split("\n")
    for block in page.blocks:
        lines[block.line - 1 : block.end] = [""] * (block.end - block.line + 1)
    return HIDDEN.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), "\n".join(lines))


def written_on(page: Page) -> list[Written]:
    """Return the formulas of a page: those in sentences, then those displayed."""
    text, end, found = visible(page), 0, []
    for match in INLINE.finditer(text):
        if "\n\n" not in match[0]:
            line = text.count("\n", 0, match.start()) + 1
            found.append(Written(match[1], line, text[end : match.start()]))
            end = match.end()
    for block in page.blocks:
        if block.kind == "formula":
            found.append(Written(block.text, block.line + 1, display=True))
    return found


def cells_of(page: Page) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the symbol and the code of each row in tables of symbols."""
    inside = False
    lines = zip(page.text.split("\n"), visible(page).split("\n"), strict=True)
    for line, (text, seen) in enumerate(lines, 1):
        if HEADER.fullmatch(seen):
            inside = True
        elif inside and seen.strip().startswith("|"):
            cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
            if not set(text) <= set(" |:-"):
                yield line, cells[0], "".join(cells[1:2]).strip("`")
        else:
            inside = False


@dataclass(frozen=True)
class Statement:
    """One thing that a page claims, and the conditions under which it does."""

    written: Written
    claim: Node
    conditions: tuple[Node, ...] = ()

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.claim, *self.conditions)


BREAK = re.compile(r"[.?!]\s|\n\s*\n|\||\n\s*(?:[-*+]|\d+\.)\s")
CONDITION = re.compile(
    r"\b(?:if|when|whenever|where|for(?: all| every| any)?|with|at|as|once|while|let)\s*$",
    re.IGNORECASE,
)
EQUATION = re.compile(r"\b(?:need|wants?|solve|look for)\s*$", re.IGNORECASE)
LINK = re.compile(r"\s*,?\s*(?:and|or)\s*")


def gives_value(claim: Node) -> bool:
    """Tell whether a claim says what a symbol is equal to."""
    return claim.parts[0][0].kind == "symbol" and claim.parts[1][0] == "="


@dataclass
class Sentence:
    """What the formulas of a sentence claim, assume, and want to have solved."""

    claims: list = field(default_factory=list)
    conditions: list = field(default_factory=list)
    equations: list = field(default_factory=list)

    @property
    def unsolved(self) -> list[tuple[Written, Node]]:
        """The equations, if something is claimed, but nothing that solves them."""
        solved = any(gives_value(claim) for _, claim in self.claims)
        return self.equations if self.claims and not solved else []

    def statements(self) -> Iterator[Statement]:
        """Yield the claims, each with what the sentence assumes for it."""
        given = tuple(condition for _, condition in self.conditions)
        for written, claim in self.claims:
            (first, *others), signs = claim.parts
            if self.equations and gives_value(claim):
                solution = Node("relation", ((first, others[0]), ("=",)))
                for _, equation in self.equations:
                    yield Statement(written, equation, (*given, solution))
                claim = Node("relation", (tuple(others), signs[1:]))
            if claim.parts[1]:
                yield Statement(written, claim, given + written.formula.conditions)


def sentences(formulas: list[Written]) -> Iterator[Sentence]:
    """Yield the sentences of a page, by the words that stand before its formulas.

    With an equation that wants to be solved, the rest of the paragraph belongs to it.
    """
    sentence, assumed = Sentence(), False
    for written in formulas:
        *ended, words = BREAK.split(written.words)
        if ended and ("\n\n" in written.words or not sentence.equations):
            yield sentence
            sentence = Sentence()
        linked = not ended and LINK.fullmatch(words) is not None
        assumed = CONDITION.search(words) is not None or (assumed and linked)
        kind = sentence.conditions if assumed else sentence.claims
        if EQUATION.search(words):
            kind = sentence.equations
        kind += [(written, claim) for claim in written.relations]
    yield sentence


def symbol_problems(
    table: Table, cells: dict[int, str], formulas: list[Written]
) -> Iterator[tuple[int, str]]:
    """Yield, with their lines, symbols undeclared or too late, twice, or for nothing.

    `cells` are the formulas in the first column of the tables, by their lines.
    """
    used: set[Row | None] = set()
    for written in formulas:
        claims, conditions = written.formula
        if written.line in cells:  # m × n is a size there
            claims = tuple(claim for claim in claims if claim.kind != "times")
        nodes, found = claims + conditions, set()
        for node in names(nodes, tuple(arrows(conditions))):
            row = meaning(table, node)
            found.add(row)
            if row is None:
                text = "is not declared in a table of symbols"
                yield written.line, f"{written}: {spelled(node)} {text}"
            elif row.line > written.line and (written.display or written.relations):
                text = "is used before its table of symbols"
                yield written.line, f"{written}: {spelled(node)} {text}"
        found |= {row for row in table.rows if stands_in(row, nodes)}
        used |= set() if written.line in cells else found
    first: dict[object, Row] = {}
    called = {name for row in table.rows for name in row.needs}
    for row in table.rows:
        other = first.setdefault(identity(row), row)
        if other is not row:
            yield (
                row.line,
                f"{cells[row.line]} has a meaning already, on line {other.line}",
            )
        if table.named.get(row.name, row) is not row:
            yield row.line, f"`{row.name}` is the name of two symbols"
        if row not in used and row.name not in called:
            yield row.line, f"{cells[row.line]} is declared, but no formula uses it"


def meaning(table: Table, node: Node) -> Row | None:
    """Return the row of a symbol, or a new one for an index, e and π."""
    name, below, above, _ = node.parts
    plain = Node("symbol", (name, below, above, 0))
    found = table.rows_of(node, "drawn", "computed", "function")
    found = found or table.rows_of(plain, "function")
    letters = {letter for row in table.rows for letter in row.letters}
    if not found and node == symbol(name) and name in letters | {"e", r"\pi"}:
        return Row(0, node, "known", "", "")
    return found[0][0] if found else None


def arrows(conditions: tuple[Node, ...]) -> dict[str, Node]:
    """Return the conditions like h → 0, by the name of what goes there."""
    found = [c for c in conditions if c.kind == "relation" and c.parts[1] == (r"\to",)]
    return {condition.parts[0][0].parts[0]: condition for condition in found}


def names(part, bound: tuple[str, ...] = ()) -> list[Node]:
    """Return the symbols in a part of a formula, without letters that are indices."""
    if isinstance(part, Node) and part.kind == "symbol":
        name, below, above, _ = part.parts
        inner = tuple(index for index in below + above if not is_letter(index))
        found = [] if name in bound and not below + above else [part]
        return found + [node for node in names(inner, bound) if not is_letter(node)]
    if isinstance(part, Node) and part.kind in ("sum", "prod"):
        bound += (part.parts[0],)
    if isinstance(part, Node) and part.kind == "limit":
        bound += (part.parts[0].parts[0],)
    inner = part if isinstance(part, tuple) else ()
    return [node for piece in inner for node in names(piece, bound)]


def identity(row: Row):
    """Return what two rows must not share: a symbol but for the letters of its indices."""
    if row.head.kind != "symbol":
        return row.head
    name, below, above, primes = row.head.parts
    below, above = (
        tuple(index for index in part if index.parts[0] not in row.letters)
        for part in (below, above)
    )
    return (name, below, above, primes, row.kind == "step")


def stands_in(row: Row, nodes: tuple[Node, ...]) -> bool:
    """Is the step of a symbol, or what a claim is about, in these parts of a formula?"""
    for part in walk(nodes):
        if row.kind == "claim" and part == row.symbol:
            return True
        if (
            row.symbol.kind == part.kind == "call"
            and part.parts[0] == row.symbol.parts[0]
        ):
            return True
        if (
            row.kind == "step"
            and part.kind == "relation"
            and r"\leftarrow" in part.parts[1]
        ):
            return part.parts[0][0].parts[0] == row.symbol.parts[0]
    return False


FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, Warning)
INEQUALITIES = {"<", ">", r"\le", r"\ge", r"\in", r"\ne"}


HELD: set[tuple] = set()  # statements that were true, each with the table for it


def counts_rows(node: Node) -> bool:
    """Tell whether a table may have so many rows: a number or a letter."""
    return node.kind == "number" or is_letter(node)


def definitions(statements: list[Statement], table: Table) -> dict:
    """Return the true formulas for single symbols: they tell what depends on what.

    A formula may serve to check others only when it is true without any help.
    """
    found: dict[Row, list[tuple[Node, Node]]] = {}
    for statement in statements:
        (first, *others), signs = statement.claim.parts
        if signs[0] == "=" and not statement.conditions:
            for row, given in table.rows_of(first, "computed")[:1]:
                for other in others if None not in given else ():
                    equal = Node("relation", ((first, other), ("=",)))
                    if not fault_of(replace(statement, claim=equal), table):
                        found.setdefault(row, []).append((first, other))
    return found


def fault_of(statement: Statement, table: Table) -> str:
    """Return how a statement is false, '' if it holds wherever it was tried."""
    about = (table.state(), statement.parts)
    if about in HELD:
        return ""
    try:
        check_indices(statement, table)
        if fault := search(statement, table):
            return fault
        HELD.add(about)
        return ""
    except Wrong as wrong:
        return str(wrong)
    except FAULTS as error:  # of the package, or of NumPy
        return f"cannot be worked out: {type(error).__name__}, {error}"


def check_indices(statement: Statement, table: Table) -> None:
    """Refuse an index that only some symbols have, and a condition for nothing."""
    given, missing = set(), {}
    for part in walk(statement.parts):
        if part.kind in ("sum", "prod"):
            given.add(part.parts[0])
        for row, _ in table.rows_of(part)[:1]:
            above = [
                index.parts[0] for index in row.symbol.parts[2] if is_letter(index)
            ]
            given |= {n.parts[0] for n in walk(part.parts[2]) if n.kind == "symbol"}
            missing |= dict.fromkeys(above if not part.parts[2] else (), part)
    for letter in given & missing.keys():
        text = f"{spelled(missing[letter])} without the index {letter} that others have"
        raise Wrong(f"has {text}")
    for condition in statement.conditions:
        first = condition.parts[0][0]
        for row, _ in table.rows_of(first)[:1] if condition.kind == "relation" else ():
            others = table.rows_in(*(p for p in statement.parts if p is not condition))
            if row not in others and not any(table.way(o, {row}) for o in others):
                raise Wrong(
                    f"has a condition for {spelled(first)}, but does not depend on it"
                )


SPREADS = (1.0, 0.5, 1.5, 0.05)
MIDDLE, FAR = 0.0, 50.0


def search(statement: Statement, table: Table) -> str:
    """Return how a statement is false somewhere, '' if it is true wherever it is tried.

    An equation is tried at 4 points, and at 16 if a symbol is one of a few numbers: it
    may be the same one several times. An inequality is tried in the middle, where all is
    0, far out, where a strict one may drown in rounding, and at 100 points between, under
    conditions at 400. Where arrays are filled with equal numbers, it may have no value.
    """
    claim, limits = statement.claim, arrows(statement.conditions)
    free = table.open_indices(claim)
    both = any(part.kind == "plusminus" for part in walk(statement.parts))
    bounds = [
        bound | {"±": sign}
        for bound in counts(free, free.values())
        for sign in ([1, -1] if both else [1])
    ]
    unequal = INEQUALITIES & set(claim.parts[1])
    equal = 16 if any(row.among for row in table.rows) else 4
    wanted = equal if not unequal else 400 if statement.conditions else 100
    first = [(0, MIDDLE, True), *((n, FAR, True) for n in range(6))] if unequal else []
    usual = ((n, SPREADS[n % 4], bool(unequal and n % 2)) for n in range(2000))
    done = 0
    for seed, spread, alike in chain(first, usual):
        if (seed, spread, alike) not in table.points:
            table.points[seed, spread, alike] = draw(table, seed, spread, alike)
        drawn, fits = table.points[seed, spread, alike], False
        for bound in bounds:
            try:
                point = imposed(drawn, statement.conditions, bound)
                if point is None:
                    continue
                fits = True
                if fault := false_at(point, claim, limits, bound, spread == FAR):
                    return fault
            except Undefined as undefined:
                if not alike:
                    raise Wrong(f"{undefined}{where(drawn, claim, bound)}") from None
        done += fits and spread not in (MIDDLE, FAR)
        if done == wanted:
            break
    return "" if done else "is claimed under conditions that are never fulfilled"


def imposed(point: Point, conditions: tuple[Node, ...], bound: dict) -> Point | None:
    """Return the point with its conditions fulfilled, None if they cannot be.

    An index that the claim does not have stands for all that it counts.
    """
    for condition in conditions:
        if condition.kind != "relation" or condition.parts[1] == (r"\to",):
            continue
        (first, *others), signs = condition.parts
        free = point.table.open_indices(condition)
        free = {name: free[name] for name in free if name not in bound}
        for inner in [bound | more for more in counts(free, free.values())]:
            if first.kind != "symbol" or signs != ("=",):
                if not point.holds(condition, inner):
                    return None
                continue
            if first in walk(others[0]):
                raise Wrong(f"assumes that {spelled(first)} depends on itself")
            if is_letter(first) and first.parts[0] in inner:
                raise Wrong(f"assumes one {first.parts[0]}; write \\text{{for all }}")
            point, _ = point.changed(first, point.value(others[0], inner), inner)
    return point


def false_at(
    point: Point, claim: Node, limits: dict, bound: dict, lenient: bool
) -> str:
    """Return how a claim is false at a point, '' if it is true."""
    for left, sign, right in pairs(claim):
        for limit in limits.values() if sign in (r"\to", r"\approx") else ():
            variable, to = limit.parts[0]
            left, right = (
                Node("limit", (variable, to, side)) for side in (left, right)
            )
            sign = "="
        if not point.compare(left, sign, right, bound, lenient):
            sides = [left] * (sign != r"\leftarrow") + [right] * (sign != r"\in")
            values = [shown(point.value(side, bound)) for side in sides]
            texts = [f"left {values[0]}"] * (len(values) == 2) + [f"right {values[-1]}"]
            return ", ".join(texts) + where(point, claim, bound)
    return ""


def shown(value) -> str:
    value = real(value)
    return f"{value:.8g}" if np.ndim(value) == 0 else str(np.round(value, 6).tolist())


def where(point: Point, claim: Node, bound: dict) -> str:
    """Return the values of some symbols, so that a person can work the case out."""
    found = {}
    for part in walk(claim):
        rows, free = point.table.rows_of(part), point.table.open_indices(part)
        if rows and not free.keys() - bound.keys() and len(found) < 4:
            value = point.value(part, bound)
            if np.ndim(value) == 0:
                found[spelled(part)] = f"{spelled(part)} = {shown(value)}"
    return ", where " + ", ".join(found.values()) if found else ""


class Checker:
    """Reads a page and collects what is wrong with its formulas."""

    def __init__(self, page: Page, unchecked: dict[str, str]):
        self.page, self.problems = page, []
        self.cells = {line: tex for line, tex, _ in cells_of(page)}
        self.table = Table(self.read_rows())
        formulas = [w for w in written_on(page) if self.cells.get(w.line) != str(w)]
        for tex in unchecked.keys() - {written.tex for written in formulas}:
            self.problem(1, f"${tex}$ is excepted from checking, but not on this page")
        self.formulas = [self.read(w) for w in formulas if w.tex not in unchecked]

    def problem(self, line: int, text: str) -> None:
        self.problems.append(Problem(self.page.path, line, text))

    def read(self, written: Written) -> Written:
        try:
            return replace(written, formula=read(written.tex, self.table.functions))
        except Unreadable as error:
            before = written.tex[: error.position]
            column = error.position - before.rfind("\n")
            text = f"cannot read {written} at column {column}: {error}"
            if not SIGNS.fullmatch(written.tex):
                self.problem(written.line + before.count("\n"), text)
            return written

    def read_rows(self) -> list[Row]:
        """Read the tables of symbols; twice, since at first no function is known."""
        functions: set[str] = set()
        for _ in range(2):
            rows, faults = [], []
            for line, tex, code in cells_of(self.page):
                try:
                    if not re.fullmatch(r"\$.+\$", tex):
                        raise Wrong("a symbol must be one formula, in $…$")
                    rows.append(read_row(line, tex[1:-1], code, functions))
                except ValueError as error:
                    faults.append((line, f"in the table of symbols, {tex}: {error}"))
            functions = Table(rows).functions
        for fault in faults:
            self.problem(*fault)
        return rows

    def check(self) -> list[Problem]:
        """Return everything that is wrong, from the top of the page to its end."""
        statements = self.statements()
        for line, text in symbol_problems(self.table, self.cells, self.formulas):
            self.problem(line, text)
        nodes = [node for written in self.formulas for node in sum(written.formula, ())]
        try:
            lay_out(self.table, nodes)
        except Misfit as misfit:
            self.problem(misfit.line, str(misfit))
            statements = []
        self.table.definitions = definitions(statements, self.table)
        for statement in statements:
            if fault := fault_of(statement, self.table):
                self.problem(statement.written.line, f"{statement.written}: {fault}")
        return sorted(set(self.problems), key=lambda problem: problem.line)

    def statements(self) -> list[Statement]:
        """Return the claims of the table, of displayed formulas and of sentences."""
        found, inline = [], []
        for row in self.table.rows:
            if row.kind == "claim":
                equal = Node("relation", ((row.symbol, Node("row", (row,))), ("=",)))
                written = Written(self.cells[row.line].strip("$"), row.line)
                found.append(Statement(written, equal))
        drawn = {row.line: row for row in self.table.rows if row.kind == "drawn"}
        for written in self.formulas:
            if written.display:
                given = written.formula.conditions
                found += [
                    Statement(written, claim, given) for claim in written.relations
                ]
            elif not (
                written.line in drawn and self.limits(drawn[written.line], written)
            ):
                inline.append(written)
        for sentence in sentences(inline):
            found += sentence.statements()
            for written, _ in sentence.unsolved:
                text = f"{written} is to be solved, and nothing here solves it"
                self.problem(written.line, text)
            if not sentence.claims:
                for written, _ in sentence.conditions + sentence.equations:
                    text = f"{written} is assumed, but nothing is claimed for it here"
                    self.problem(written.line, text)
        return found

    def limits(self, row: Row, written: Written) -> bool:
        """Take over what the table says of a drawn symbol: $0 < t < 1$, $m \\times n$."""
        for claim in written.formula.claims:
            if claim.kind == "times" and all(map(counts_rows, claim.parts)):
                row.size = claim.parts
                return True
            if claim.kind != "relation" or row.symbol not in claim.parts[0]:
                return False
            for left, sign, right in pairs(claim):
                upper = sign in ("<", r"\le")
                if right == row.symbol:
                    left, right, upper = right, left, not upper
                parts = right.parts if right.kind == "set" else (right,)
                values = [real(Point(self.table, {}).value(part, {})) for part in parts]
                if right.kind == "set":
                    row.among = tuple(values)
                elif upper:
                    row.high = values[0]
                else:
                    row.low = values[0]
            ways = {
                sign in ("<", r"\le")
                for _, sign, end in pairs(claim)
                if end.kind != "set"
            }
            if len(ways) > 1 or not row.low < row.high:
                self.problem(written.line, f"{written} is no range: nothing lies in it")
        return True


# Formulas that only talk about formulas, with the reason why they are not checked.

UNCHECKED: dict[str, dict[str, str]] = {
    "docs/book/mathematics.md": {
        r"\text{TeX}": "the name of a program",
        r"\sigma(z)": "an example of what is set in a sentence",
        r"\sigma(z) = \frac{1}{1 + e^{-z}}": "an example of what is set in its own line",
        r"\Delta w_i": "an example of upright letters",
        r"\sigma'": "an example of a sign with room around it",
    },
}


def formula_problems(page: Page, runs: list, root: Path) -> list[Problem]:
    """Return what is wrong with the formulas and the symbols of a page."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        return Checker(page, UNCHECKED.get(page.path, {})).check()


TERMS = re.compile(r"<!--\s*terms:.*?-->", re.DOTALL)


def terms_of(checker: Checker) -> list[Written]:
    """Return the formulas that are not tried as claims: in sentences, then displayed."""
    tried = {id(statement.written) for statement in checker.statements()}
    return [written for written in checker.formulas if id(written) not in tried]


def terms_given(page: Page) -> list[str]:
    """Return the formulas that the page's comments list."""
    lines = page.text.split("\n")
    for block in page.blocks:
        lines[block.line - 1 : block.end] = [""] * (block.end - block.line + 1)
    comments = TERMS.findall("\n".join(lines))
    return [f"${' '.join(tex.split())}$" for tex in INLINE.findall("".join(comments))]


def unclaimed(term: str) -> str:
    remedy = f"claim something with it, or give it, <!-- terms: {term} -->"
    return f"nothing vouches for {term}: {remedy}"


def term_problems(page: Page) -> list[Problem]:
    """Return what differs between the terms of a page and its list of them."""
    checker = Checker(page, UNCHECKED.get(page.path, {}))
    shown = [(str(term), term.line) for term in terms_of(checker)]
    terms = [term for term, _ in shown]
    _, faults = compare_lists(shown, terms, terms_given(page), unclaimed)
    return [Problem(page.path, line, text) for line, text in faults]
