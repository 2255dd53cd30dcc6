# Copied from docs/book/latex.md, the place to edit it (e8631901019dafb7).
"""Reading LaTeX strictly: a formula becomes a tree, or the place that cannot be read.

Page: docs/book/latex.md. Licence: MIT-0.
"""

import itertools
import re
from collections.abc import Container, Iterator
from typing import NamedTuple


class Unreadable(ValueError):
    """Raised for a sign without a single meaning; `position` is its place, from 0."""

    def __init__(self, problem: str, position: int):
        super().__init__(problem)
        self.position = position


class Node(NamedTuple):
    """A part of a formula: its kind, and its parts, most of which are nodes again."""

    kind: str
    parts: tuple


class Formula(NamedTuple):
    """What a formula claims, and under which conditions."""

    claims: tuple[Node, ...] = ()
    conditions: tuple[Node, ...] = ()


def symbol(name: str) -> Node:
    """Return a symbol without indices: its name, those below and above, its primes."""
    return Node("symbol", (name, (), (), 0))


def number(value: float) -> Node:
    """Return a number, and what one unit of its last digit is worth."""
    return Node("number", (float(value), 1.0))


def walk(part) -> Iterator[Node]:
    """Yield a node and all nodes in it, from left to right."""
    if isinstance(part, Node):
        yield part
    for inner in part if isinstance(part, tuple) else ():
        yield from walk(inner)


class Token(NamedTuple):
    text: str
    position: int


TOKEN = re.compile(
    r"""(?P<space>(?:\s|~|\\[,;:!\ ])+|\\(?:left|right|[bB]igg?[lrm]?)(?![A-Za-z]))
    |(?P<number>\d{1,3}(?:(?:\\,|\{,\})\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)
    |\\(?:text|mathrm|operatorname)\s*\{(?P<words>[^{}$\\]*)\}
    |(?P<table>\\(?:begin|end)\s*\{\w+\*?\})
    |(?P<sign>\\[A-Za-z]+|\\[{}|%\\]|[A-Za-z+\-=<>()\[\]{}|/^_&,;.'*])""",
    re.VERBOSE,
)
SYNONYMS = r"""\le \leq \leqslant
\ge \geq \geqslant
\ne \neq
\to \rightarrow
\leftarrow \gets
\odot \circ
\top \intercal
\frac \tfrac \dfrac
\dots \cdots \ldots
' \prime
| \lvert \rvert
\| \lVert \rVert"""
SAME = {
    other: line.split()[0] for line in SYNONYMS.split("\n") for other in line.split()
}


def tokens_of(tex: str) -> list[Token]:
    """Return the signs of a formula, without spaces and with one of each synonym."""
    found, position = [], 0
    while position < len(tex):
        match = TOKEN.match(tex, position)
        if match is None:
            raise Unreadable(f"{tex[position]!r} is not a sign of ours", position)
        text = SAME.get(match[0], match[0])
        if match["number"]:
            text = re.sub(r"\\,|\{,\}", "", text)
        elif match["words"] is not None:
            words = " ".join(match["words"].split()).strip(",;.")
            text = words if len(words) == 1 else r"\text{" + words + "}"
        elif match["table"]:
            text = "".join(text.split())
        if not match["space"]:
            found.append(Token(text, position))
        position = match.end()
    return found


def commands(names: str) -> set[str]:
    return {"\\" + name for name in names.split()}


RELATIONS = {"=", "<", ">"} | commands("le ge ne approx leftarrow to in")
ACCENTS = commands("hat bar tilde vec mathbf boldsymbol mathcal")
FUNCTIONS = commands("ln exp sin cos tan sinh cosh tanh log min max")
GREEK = commands(
    "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma "
    "tau phi chi psi omega ell Gamma Theta Lambda Sigma Phi Psi Omega"
)
SUMS = commands("sum prod")
MATRICES = {r"\begin{bmatrix}", r"\begin{pmatrix}", r"\begin{cases}"}
BRACKETS = {"(": ")", "[": "]", "|": "|", r"\|": r"\|"}
PRODUCTS = {r"\cdot": "dot", r"\times": "times", r"\odot": "each", "/": "over"}
TERMS = {"+": "add", "-": "subtract", r"\pm": "plusminus"}
STARTS = ACCENTS | FUNCTIONS | GREEK | SUMS | MATRICES | set(BRACKETS)
STARTS |= commands("lim frac sqrt nabla Delta infty underbrace dots")
IF = {"if", "for", "for all", "when", "where", "with", "as", "at"}
AND = {"and", "or", "so", "then", "hence", "thus", "therefore"}


def words_of(text: str) -> str:
    """Return the words in a sign like \\text{mean error}, '' for any other sign."""
    return text[6:-1] if text.startswith(r"\text{") else ""


def starts_factor(text: str) -> bool:
    """Can a factor begin with this sign?"""
    named = words_of(text) and words_of(text) not in IF | AND
    return bool(text[:1].isalnum() or named or text in STARTS)


class Signs:
    """Steps through the signs of a formula.

    `functions` are the names that apply to what stands in brackets behind them.
    """

    def __init__(self, tokens: list[Token], end: int, functions: Container[str]):
        self.tokens, self.end, self.functions = tokens, end, functions
        self.at, self.in_bars = 0, False

    def peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def next(self) -> str:
        if not self.peek():
            self.fail("the formula ends too early")
        self.at += 1
        return self.tokens[self.at - 1].text

    def fail(self, problem: str):
        here = self.tokens[self.at].position if self.peek() else self.end
        raise Unreadable(problem, here)

    def unexpected(self):
        self.fail(f"{self.peek()} has no meaning here" if self.peek() else "too short")

    def expect(self, text: str) -> None:
        if self.peek() != text:
            self.fail(f"{text} is missing before {self.peek() or 'the end'}")
        self.next()

    def until(self, opening: str, closing: str) -> list[Token]:
        """Step over what stands between two brackets and return its signs."""
        self.expect(opening)
        start, depth = self.at, 1
        while depth:
            text = self.next()
            depth += (text == opening) - (text == closing)
        return self.tokens[start : self.at - 1]

    def group(self) -> list[Token]:
        """Return the signs in braces, or the one sign that TeX takes without them."""
        if self.peek() == "{":
            return self.until("{", "}")
        text = self.next()
        position = self.tokens[self.at - 1].position
        if text[0].isdigit() and len(text) > 1:
            self.at -= 1
            self.tokens[self.at] = Token(text[1:], position + 1)
        return [Token(text[0] if text[0].isdigit() else text, position)]

    def inside(self, tokens: list[Token], part: str = "expression"):
        """Return what a method of this name reads from signs, which it must use up."""
        end = self.tokens[self.at - 1].position
        reader = type(self)(list(tokens), end, self.functions)
        node = getattr(reader, part)()
        if reader.peek():
            reader.unexpected()
        return node


class Names(Signs):
    """Reads names, with their indices, primes, powers and arguments."""

    def named(self) -> Node:
        """Read a symbol with its marks, and its arguments if it is a function."""
        name, primes, power = self.name(), 0, None
        marks = {"_": (), "^": ()}
        while (sign := self.peek()) in ("_", "^", "'"):
            self.next()
            tokens = self.group() if sign != "'" else []
            texts = [token.text for token in tokens]
            if sign == "'" or texts and set(texts) == {"'"}:
                primes += len(texts) or 1
            elif sign == "^" and texts == ["*"]:
                name += "^*"
            elif sign == "_" or texts[:1] == ["("] and name != "e":
                if marks[sign]:
                    self.fail("two indices at one place")
                marks[sign] = self.indices(tokens[1:-1] if sign == "^" else tokens)
            elif power is None:
                power = tokens
            else:
                self.fail("two powers")
        node = Node("symbol", (name, marks["_"], marks["^"], primes))
        if self.peek() == "(" and name in self.functions:
            if power is not None:
                self.fail("write the power behind the brackets")
            self.next()
            node = Node("call", (node, self.listed()))
            self.expect(")")
        return node if power is None else self.raised(node, power)

    def name(self) -> str:
        """Read a letter with its accents, words in \\text{…}, or Δ and a name."""
        text = self.next()
        if text in ACCENTS:
            return f"{text} {self.inside(self.group(), 'name')}"
        if text == r"\Delta" and self.peek():
            return f"{text} {self.name()}"
        if text.isalpha() or text in GREEK or words_of(text):
            return text
        self.at -= 1
        self.fail(f"{text} is not a name")

    def indices(self, tokens: list[Token]) -> tuple[Node, ...]:
        """Return the indices in a subscript: ij, 12, n + 1 or \\text{new}."""
        parts = [[]]
        for token in tokens:
            if token.text == ",":
                parts.append([])
            else:
                parts[-1].append(token)
        found = []
        for part in parts:
            plain = all(token.text.isalnum() for token in part)
            for piece in [[token] for token in part] if plain else [part]:
                found.append(self.inside(piece))
        if not found:
            self.fail("an index is missing")
        return tuple(found)

    def raised(self, node: Node, tokens: list[Token]) -> Node:
        if [token.text for token in tokens] in ([r"\top"], ["T"]):
            return Node("transposed", (node,))
        return Node("power", (node, self.inside(tokens)))


class Factors(Names):
    """Reads factors, each by the sign with which it begins."""

    def factor(self) -> Node:
        """Read an atom with its powers."""
        node = self.atom()
        while self.peek() in ("^", r"\%"):
            if self.next() == "^":
                node = self.raised(node, self.group())
            else:
                node = Node("over", (node, number(100)))
        return node

    def atom(self) -> Node:
        """Read a factor without its powers."""
        text = self.peek()
        if text[:1].isdigit():
            self.next()
            unit = 10.0 ** -len(text.partition(".")[2])
            return Node("number", (float(text), unit))
        if text in BRACKETS:
            return self.bracketed()
        if text in SUMS:
            return self.repeated()
        if text in MATRICES:
            return self.table()
        if text in FUNCTIONS:
            return self.function()
        if text == "{":
            self.fail("nobody sees braces; write brackets")
        if not starts_factor(text):
            self.unexpected()
        special = getattr(self, "read_" + text[1:], None) if text[0] == "\\" else None
        if special is None or text == r"\Delta":
            return self.named()
        self.next()
        return special()

    def bracketed(self) -> Node:
        opening = self.next()
        bars, outside = opening in ("|", r"\|"), self.in_bars
        self.in_bars = bars
        values = self.listed()
        self.in_bars = outside
        self.expect(BRACKETS[opening])
        if bars:
            return Node("absolute" if opening == "|" else "norm", values)
        if len(values) > 1:
            return Node("list", values)
        return Node("size", values[0].parts) if values[0].kind == "times" else values[0]

    def listed(self) -> tuple[Node, ...]:
        values = [self.expression()]
        while self.peek() == ",":
            self.next()
            values.append(self.expression())
        return tuple(values)

    def repeated(self) -> Node:
        """Read a sum or a product; it reaches to the end of its term."""
        kind, variable, low, high = self.next()[1:], symbol("example"), None, None
        if self.peek() == "_":
            self.next()
            variable = self.inside(self.group(), "relation")
        if variable.kind == "relation" and variable.parts[1] == ("=",):
            variable, low = variable.parts[0]
            self.expect("^")
            high = self.inside(self.group())
        if variable.kind != "symbol" or any(variable.parts[1:]):
            self.fail(f"below a {kind} there must be a letter, or one like i = 1")
        return Node(kind, (variable.parts[0], low, high, self.term()))

    def table(self) -> Node:
        """Read a matrix, or a distinction of cases."""
        begin = self.peek()
        rows = [[[]]]
        for token in self.until(begin, begin.replace("begin", "end")):
            if token.text == r"\\":
                rows.append([[]])
            elif token.text == "&":
                rows[-1].append([])
            else:
                rows[-1][-1].append(token)
        rows = [row for row in rows if row != [[]]]
        if begin == r"\begin{cases}":
            return Node("cases", tuple(map(self.case, rows)))
        if len(set(map(len, rows))) != 1:
            self.fail("the rows of a matrix must be of one length")
        cells = [[self.inside(c) for c in row] for row in rows]
        return Node("matrix", tuple(map(tuple, cells)))

    def case(self, row: list[list[Token]]) -> tuple:
        """Return the value of a case and its condition, None for otherwise."""
        if len(row) != 2 or not row[1]:
            self.fail("a case is a value, an & and a condition")
        value, (first, *condition) = row
        if value and value[-1].text == ",":
            value.pop()
        if words_of(first.text) not in IF | {"otherwise"}:
            self.fail(r"a condition begins with \text{if}, or is \text{otherwise}")
        read = self.inside(condition, "relation") if condition else None
        return self.inside(value), read

    def function(self) -> Node:
        """Read \\ln and its like; without brackets it takes exactly one factor."""
        name, base = self.next()[1:], ()
        if name == "log":
            if self.peek() != "_":
                self.fail(r"\log needs its base, as in \log_{10}; or write \ln")
            self.next()
            base = (self.inside(self.group()),)
        if self.peek() == "(":
            self.next()
            values = self.listed()
            self.expect(")")
            if self.peek() == "^":
                self.fail(f"a power of {name}, or of what is in its brackets?")
        else:
            values = (self.factor(),)
            if starts_factor(self.peek()) and not self.in_bars:
                self.fail(f"where does the argument of {name} end? Put brackets")
        if len(values) > 1 and name not in ("min", "max"):
            self.fail(f"{name} takes one number")
        return Node("function", (name, *values, *base))

    def read_frac(self) -> Node:
        """Read a fraction, or a derivative if it has d or ∂ above and below."""
        top, bottom = self.group(), self.group()
        mark = top[0].text if top else ""
        if mark not in ("d", r"\partial") or [t.text for t in bottom[:1]] != [mark]:
            above = self.inside(top)
            return Node("over", (above, self.inside(bottom)))
        by, order, top = self.inside(bottom[1:], "factor"), 1, top[1:]
        if by.kind == "power" and by.parts[1].kind == "number":
            by, order = by.parts[0], int(by.parts[1].parts[0])
            if [token.text for token in top[:2]] != ["^", str(order)]:
                self.fail("the order of a derivative must stand above and below")
            top = top[2:]
        if by.kind != "symbol":
            self.fail("a derivative is by a symbol")
        body = self.inside(top, "term") if top else self.term()
        return Node("derivative", (body, by, order))

    def read_sqrt(self) -> Node:
        degree = number(2)
        if self.peek() == "[":
            degree = self.inside(self.until("[", "]"))
        return Node("root", (self.inside(self.group()), degree))

    def read_lim(self) -> Node:
        self.expect("_")
        match self.inside(self.group(), "relation"):
            case Node("relation", ((Node("symbol", _) as variable, to), (r"\to",))):
                return Node("limit", (variable, to, self.term()))
        self.fail(r"below a limit there must be something like h \to 0")

    def read_nabla(self) -> Node:
        by = None
        if self.peek() == "_":
            self.next()
            by = self.inside(self.group())
        return Node("gradient", (self.factor(), by))

    def read_underbrace(self) -> Node:
        node = self.inside(self.group())
        self.expect("_")
        if not all(words_of(token.text) for token in self.group()):
            self.fail(r"below a brace there are only words, in \text{…}")
        return node

    def read_dots(self) -> Node:
        return Node("dots", ())

    def read_infty(self) -> Node:
        return Node("infinity", ())


class Reader(Factors):
    """Reads products, sums, relations, and whole formulas."""

    def term(self) -> Node:
        """Read factors with or without signs between them."""
        node, used = self.factor(), set()
        while True:
            text = self.peek()
            if text in PRODUCTS:
                self.next()
                kind = PRODUCTS[text]
            elif starts_factor(text) and not (self.in_bars and text in ("|", r"\|")):
                kind = "product"
                if text[0].isdigit():
                    self.fail(f"{text} stands behind a factor; is a sign missing?")
            else:
                return node
            if "over" in used or used | {kind} >= {"each", "product"}:
                self.fail("what comes first here? Put brackets")
            used.add(kind)
            node = Node(kind, (node, self.factor()))

    def expression(self) -> Node:
        """Read terms with signs between them."""
        signs = [self.next()] if self.peek() in ("-", r"\pm") else ["+"]
        terms, starts = [], []
        while True:
            starts.append(self.at)
            terms.append(self.term())
            if self.peek() not in TERMS:
                break
            signs.append(self.next())
        if Node("dots", ()) in terms:
            if set(signs) != {"+"} or len(terms) < 3 or terms[-2].kind != "dots":
                self.fail("dots must stand before the last of three or more terms")
            return self.continued([*starts, self.at + 1])
        node = terms[0]
        if signs[0] != "+":
            node = Node("negative" if signs[0] == "-" else TERMS[signs[0]], (node,))
        for sign, term in zip(signs[1:], terms[1:], strict=True):
            node = Node(TERMS[sign], (node, term))
        return node

    def continued(self, starts: list[int]) -> Node:
        """Return the sum of which only the first terms, dots and the last are written."""
        spans = itertools.pairwise(starts)
        *terms, _, last = [self.tokens[start : end - 1] for start, end in spans]
        first, end = ([token.text for token in term] for term in (terms[0], last))
        places = [n for n, text in enumerate(first) if [text] != end[n : n + 1]]

        def numbered(text: str) -> list[str]:
            return [text if n in places else sign for n, sign in enumerate(first)]

        for count, term in enumerate(terms, 1):
            if [token.text for token in term] != numbered(str(count)):
                self.fail("the terms before the dots must count from 1")
        if len(first) != len(end) or len({end[n] for n in places}) != 1:
            self.fail("the terms beside the dots must differ in one index only")
        letter = next(letter for letter in "kjimn" if letter not in first + end)
        signs = zip(numbered(letter), terms[0], strict=True)
        pattern = [Token(text, token.position) for text, token in signs]
        high = self.inside([last[places[0]]])
        return Node("sum", (letter, number(1), high, self.inside(pattern, "term")))

    def relation(self) -> Node:
        """Read sides with relations between them; a side alone is an expression."""
        sides, signs = [self.expression()], []
        while self.peek() in RELATIONS:
            signs.append(self.next())
            sides.append(self.range() if signs[-1] == r"\in" else self.expression())
        if not signs:
            return sides[0]
        return Node("relation", (tuple(sides), tuple(signs)))

    def range(self) -> Node:
        """Read what stands behind ∈: a set of values, or an interval."""
        opening = self.next()
        values = self.listed()
        closing = self.next()
        if (opening, closing) == (r"\{", r"\}"):
            return Node("set", values)
        if opening not in ("(", "[") or closing not in (")", "]") or len(values) != 2:
            self.fail("behind ∈ there must be a set in braces or an interval")
        return Node("interval", (*values, opening == "[", closing == "]"))

    def formula(self) -> Formula:
        """Read claims and conditions, with commas, spaces or words between them."""
        claims, conditions = [], []
        role, separated = claims, True
        while text := self.peek():
            words = words_of(text)
            if words in IF:
                role = conditions
            elif words in AND - {"and", "or"} or text in (";", r"\quad", r"\qquad"):
                role = claims
            elif text not in (",", ".") and words not in AND and words[:1] != "(":
                if not separated:
                    self.unexpected()
                role.append(self.relation())
                separated = False
                continue
            self.next()
            separated = True
        return Formula(tuple(claims), tuple(conditions))


ALIGNED = re.compile(r"\\begin\{(aligned|align\*?|gathered|split)\}")


def unfolded(tokens: list[Token]) -> list[Token]:
    """Return an aligned display as one line.

    A line that begins with & or a relation goes on with the chain of the line above.
    """
    if not tokens or not ALIGNED.fullmatch(tokens[0].text):
        return tokens
    if tokens[-1].text != tokens[0].text.replace("begin", "end"):
        raise Unreadable("nothing may follow the end of a display", tokens[-1].position)
    found, depth, follows = [], 0, False
    for token in tokens[1:-1]:
        depth += token.text.startswith(r"\begin") - token.text.startswith(r"\end")
        if follows and token.text not in RELATIONS | {"&"}:
            found.append(Token(";", token.position))
        follows = token.text == r"\\" and not depth
        if depth or token.text not in ("&", r"\\"):
            found.append(token)
    return found


def read(tex: str, functions: Container[str] = ()) -> Formula:
    """Return what a formula says.

    `functions` are the names that take what stands in brackets behind them; behind
    any other name, brackets multiply. Raises Unreadable, with the place, for all that
    is unknown or can be understood in two ways.
    """
    formula = Reader(unfolded(tokens_of(tex)), len(tex), functions).formula()
    if not any(formula):
        raise Unreadable("there is nothing in this formula", 0)
    return formula
