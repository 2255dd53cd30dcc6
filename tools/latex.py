r"""LaTeX: a formula is read strictly, from left to right, and worked out on the way.

What has two meanings, or none, is refused. A value is an array with an axis for each
index of its page, for the examples, and for the rows and columns of matrices; it has the
length 1 where nothing depends on it, so that NumPy matches the others by themselves.
"""

import math
import re

import numpy as np

TOKEN = re.compile(
    r"(?P<space>(?:\s|[&~]|\\[,;:! ]|\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z]))+)"
    r"|\d+(?:\.\d+)?|\\text\{(?P<words>[^{}]*)\}|\\[%{}]|\\[A-Za-z]+"
    r"|[A-Za-z+\-=<>(){}/^_,.']"
)
UNEQUAL = {"<", ">", r"\le", r"\ge", r"\ne"}
SIGNS = UNEQUAL | {"=", r"\approx", r"\leftarrow"}
OTHERS = {r"\to", r"\in", r"\leq", r"\geq", r"\neq", r"\sim", r"\equiv", r"\propto"}
RELATION = re.compile("|".join(f"{re.escape(s)}(?![a-z])" for s in SIGNS | OTHERS))
TERMS = {"+": np.add, "-": np.subtract}
PRODUCTS = {r"\times": np.multiply, r"\odot": np.multiply, "/": np.divide, r"\cdot": 0}
FUNCTIONS = {r"\ln": np.log, r"\exp": np.exp, r"\tanh": np.tanh}
ACCENTS = {r"\Delta", r"\bar", r"\hat", r"\nabla"}
CONSTANTS = {"e": math.e, r"\pi": math.pi}
IF = {"if", "with", "for", "for all", "when", "where", "at"}
SPACES = {",", ".", r"\quad", r"\qquad", "and", "then", "so"}
CLOSING = {"", ")", "}", *TERMS}
MATRIX = ("row", "column")


class Wrong(ValueError):
    """Raised for a formula that means nothing."""


class Unreadable(Wrong):
    """Raised for a sign that has no meaning where it is, or is not declared."""


def tokens_of(tex: str) -> list[str]:
    """Return the signs of a formula, or of a line of it."""
    tex = re.sub(r"(?<=\d)(?:\\,|\{,\})(?=\d{3}(?!\d))", "", tex)  # 10\,000
    tex, found, at = re.sub(r"(\\frac\s*\d)(?=\d)", r"\1 ", tex), [], 0  # \frac12
    while at < len(tex):
        if not (match := TOKEN.match(tex, at)):
            raise Unreadable(f"has {tex[at : at + 9]!r}, which cannot be read")
        at, words = match.end(), (match["words"] or "-").strip(" ,")
        if words in IF or words in SPACES:
            found.append("if" if words in IF else words)
        elif not match["space"]:
            found.append(match[0])
    return found


def joined(tokens: list[str]) -> str:
    return re.sub("[{}]", "", "".join(tokens))


def split(tokens: list[str], signs: set[str]) -> list[tuple[str, list[str]]]:
    """Cut at these signs, but for those in brackets; return each part with its sign."""
    found, depth = [("", [])], 0
    for token in tokens:
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(token, 0)
        if token in signs and not depth:
            found.append((token, []))
        else:
            found[-1][1].append(token)
    if depth:
        raise Unreadable("has a bracket without its other half")
    return found


def lines_of(tex: str) -> list[tuple[int, str, list, list]]:
    r"""Return for each line of a display: where, and what, it is, claims and assumes.

    Both are chains: sides, as signs, each with the sign of relation before it. A line
    that begins with such a sign, or with *if*, goes on with the line above.
    """
    tex, above, found = re.sub(r"\\(begin|end)\{(aligned|gathered)\}", "", tex), 0, []
    goes_on = (
        r"\\\\(\s*)&?(?=\s*(?:[=<>]|\\(?:le|ge|ne|approx|text\{(?:if|with|for))\b))"
    )
    for line in (
        re.sub(goes_on, r"\1", tex).split(r"\\") if RELATION.search(tex) else []
    ):
        given, chains, tokens = 0, ([], []), tokens_of(line)
        if len(others := split(tokens, OTHERS)) > 1:
            raise Unreadable(f"has {others[1][0]}, which is not worked out")
        for sign, part in split(tokens, {"if", *SPACES}):
            given = sign == "if" or (given and sign not in {"then", "so"})
            chains[given].append(split(part, SIGNS))
        claims, conditions = ([c for c in some if len(c) > 1] for some in chains)
        place = above + len(re.match(r"\s*", line)[0].split("\n")) - 1
        found.append((place, line, claims, conditions))
        above += line.count("\n")
    return found


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Multiply what is side by side: matrices as such."""
    return a @ b if a.shape[-2:] != (1, 1) != b.shape[-2:] else a * b


class Reader:
    """Works out signs in a draw of values; each method takes the signs that it reads."""

    def __init__(self, draw, tokens: list[str]):
        self.draw, self.table, self.tokens, self.at = draw, draw.table, tokens, 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise Unreadable(f"has {token or 'its end'} where that has no meaning")
        self.at += 1
        return token

    def group(self) -> list[str]:
        """Return the signs in braces, or the one that TeX takes without them."""
        token, start, depth = self.next(), self.at, 1
        if token != "{":
            if token[1:].isdigit():
                raise Unreadable(f"has {token} without braces, where TeX takes a digit")
            return [token]
        while depth:
            depth += {"{": 1, "}": -1}.get(self.next(), 0)
        return self.tokens[start : self.at - 1]

    def all(self) -> np.ndarray:
        found = self.expression()
        return self.next("nothing more") if self.peek() else found

    def inside(self, tokens: list[str]) -> np.ndarray:
        return Reader(self.draw, tokens).all()

    def expression(self) -> np.ndarray:
        found = -self.term() if self.peek() == "-" and self.next() else self.term()
        while self.peek() in TERMS:
            found = TERMS[self.next()](found, self.term())
        return found

    def term(self) -> np.ndarray:
        found, sign = self.factor(), ""
        while (behind := self.peek()) not in CLOSING:
            if sign == "/" or behind[0].isdigit():
                raise Unreadable(f"has {behind} right behind a factor; put brackets")
            sign = self.next() if behind in PRODUCTS else ""
            found = (PRODUCTS.get(sign) or product)(found, self.factor())
        return found

    def factor(self) -> np.ndarray:
        found = self.atom()
        while self.peek() in {"^", r"\%"}:
            if self.next() == r"\%":
                found = found / 100
            elif (power := self.group()) == [r"\top"]:
                found = found.swapaxes(-1, -2)
            else:
                found = np.power(found, self.inside(power))
        return found

    def atom(self) -> np.ndarray:
        if self.peek() == "(":
            return self.brackets()
        token = self.next()
        if token[0].isdigit():
            return self.table.full(float(token))
        if token == r"\frac":
            return self.fraction(self.group(), self.group())
        if token == r"\sqrt":
            return np.sqrt(self.inside(self.group()))
        if token in FUNCTIONS:
            bracketed = self.peek() == "("
            found = self.brackets() if bracketed else self.factor()
            if self.peek() == "^" or not (bracketed or self.peek() in CLOSING):
                raise Unreadable(f"leaves open where {token} ends; put brackets")
            return FUNCTIONS[token](found)
        if token == r"\sum":
            return self.sum()
        return self.limit() if token == r"\lim" else self.symbol(token)

    def brackets(self) -> np.ndarray:
        _, *shape, end = self.tokens[self.at : self.at + 5] or "()"
        if shape[1:2] == [r"\times"] and end == ")":  # (4 × 3) is not 12
            self.at += 5
            return self.table.full(np.zeros(self.table.shape(shape[::2])), *MATRIX)
        self.next("(")
        found = self.expression()
        self.next(")")
        return found

    def sum(self) -> np.ndarray:
        """Read a sum to the end of its term: over an index, or over all examples."""
        index, *ends = (
            self.group() if self.peek() == "_" and self.next() else ["example"]
        )
        if ends and (ends != ["=", "1"] or self.next("^") != "^"):
            raise Unreadable("has a sum that does not begin as in i = 1")
        if ends and self.inside(self.group()) != self.table.lengths.get(index):
            raise Wrong(f"has a sum that ends before or after the last {index}")
        found = self.term()
        matrix = index == "example" and found.shape[-2:] != (1, 1)
        axes = [self.table.place(axis) for axis in (MATRIX if matrix else [index])]
        if {found.shape[axis] for axis in axes} == {1}:
            raise Wrong(f"has a sum over {index}, on which nothing there depends")
        return found.sum(tuple(axes), keepdims=True)

    def limit(self) -> np.ndarray:
        """Read a limit: the mean over a small circle around the place."""
        self.next("_")
        name, arrow, *place = self.group()
        if arrow != r"\to":
            raise Unreadable(r"has a limit without \to")
        to, here, start, values = self.inside(place), self.draw, self.at, []
        steps = 0.01 * np.exp(2j * np.pi * np.arange(8) / 8)
        for step in steps:
            self.at, self.draw = start, here.instead(name, to + step)
            values.append(self.term())
        self.draw = here
        if (
            abs(np.tensordot(steps, values, 1)).max()
            > 1e-9 * abs(np.array(values)).max()
        ):
            raise Wrong("has a limit where there is none")
        return np.mean(values, axis=0)

    def fraction(self, above: list[str], below: list[str]) -> np.ndarray:
        signs = (
            {r"\partial"}
            if {"d", "d()"} & self.table.rows.keys()
            else {r"\partial", "d"}
        )
        if above[:1] != below[:1] or above[0] not in signs:
            return self.inside(above) / self.inside(below)
        row = self.table.rows.get(f"{joined(above[1:])}()")
        body = [*above[1:], "(", row.formal, ")"] if row else above[1:]
        return self.draw.derivative(body, self.table.known(joined(below[1:])))

    def symbol(self, name: str) -> np.ndarray:
        """Read a name with its index; and its argument, if it is a function."""
        rows, primes = self.table.rows, 0
        if not re.match(r"\\?[A-Za-z]", name):
            raise Unreadable(f"has {name} where that has no meaning")
        if name in ACCENTS:
            name += joined(self.group())
        while self.peek() == "'" and self.next():
            primes += 1
        full = name + "'" * primes
        if self.peek() == "(" and f"{full}()" in rows:
            return self.draw.call(f"{full}()", self.brackets())
        if self.peek() == "(" and f"{name}()" in rows and primes == 1:
            return self.draw.call(f"{name}()", self.brackets(), slope=True)
        index = joined(self.group()) if self.peek() == "_" and self.next() else ""
        full += f"_{index}" if index else ""
        if full not in rows:
            if full in self.draw.values:  # what a limit goes over
                return self.draw[full]
            for key, row in rows.items():
                if row.letter and key == f"{name}_{row.letter}" and index.isdigit():
                    place = self.table.place(row.letter)
                    return self.draw[self.table.known(key)].take(
                        [int(index) - 1], place
                    )
            if full in CONSTANTS:
                return self.table.full(CONSTANTS[full])
        return self.draw[self.table.known(full)]
