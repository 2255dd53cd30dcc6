# Copied from docs/book/numbers.md, the place to edit it (2b47c906b731470a).
"""Checking the numbers in the prose of a page.

Page: docs/book/numbers.md. Licence: MIT-0.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import pairwise
from math import isclose
from numbers import Real
from pathlib import Path

import numpy as np
from mkdocs.utils import meta

import tinynet
from tinynet.book.examples import Run
from tinynet.book.pages import Page, Problem, html_of

ONES = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen",
)
TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
OTHERS = {"half": 0.5, "quarter": 0.25, "dozen": 12}
OTHERS |= {"twice": 2, "double": 2, "thrice": 3, "triple": 3}

COUNT = rf"(?:(?:{'|'.join(TENS)})-(?:{'|'.join(ONES)})|{'|'.join(TENS + ONES)})"
SCALE = "|".join(SCALES)
PART = rf"(?:(?:ten|hundred)-)?(?:{SCALE})th"
PLACE = (
    r"third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth"
)
UNIT = (
    r"(?:milli|micro|nano)seconds?|seconds|minutes?|hours?|days?|weeks?|months?|years?"
    r"|(?:kilo|mega|giga|tera)bytes?|(?:milli|centi|kilo)?met(?:re|er)s?"
)
WORD = (
    rf"\b(?:(?:{PART})s?|{COUNT}[ -](?:{SCALE})|(?!one\b){COUNT}|(?:{SCALE}|{'|'.join(OTHERS)})s?"
    rf"|(?:a )?(?:{PLACE})s?|{UNIT})\b"
)
NUMBER = (
    r"(?:(?<![\w)\]])[-−+])?(?:\d{1,3}(?:,\d{3})+|\d+|(?<!\w)(?=\.\d))(?:\.\d+)*"
    r"(?:[ \u00a0\u202f]?%|(?!\w))"
)
NAME = (
    r"(?<![^\W_])[^\W\d_][^\W\d]*(?:[-.][^\W\d]+)*[-.]?\d\w*(?:[-.]\w+)*"  # UTF-8
    r"|\d\w+|(?<!\w)\w*[¹²³⁰⁴-⁹₀-₉¼-¾⅐-ↈ]\w*"  # 3D, 10⁶, ½
)
ADDRESS = (
    r"https?://[^\s<>)\"\]]+"
    r"|(?<![\w./-])[\w./-]+\.(?:css|html|ipynb|js|json|md|py|svg|toml|txt|yml)\b"
)
SCAN = re.compile(f"{ADDRESS}|(?P<token>{WORD}|{NUMBER}|{NAME})", re.IGNORECASE)


def tokens(text: str) -> list[re.Match]:
    """Return the numbers, number words and names with digits in a text.

    >>> [match[0] for match in tokens("twenty-one of −3.5 %, 10,000 float64 in a1.py")]
    ['twenty-one', '−3.5 %', '10,000', 'float64']
    """
    return [match for match in SCAN.finditer(text) if match["token"]]


@dataclass
class Number:
    """A published number: where it stands, and what vouches for it.

    `start` and `end` are its place in the text of the page, and `code` the inline code
    around it. `by` is "bound", "given", "code" or, so far, nothing. For a bound one
    `comment` counts the comments of the page, and `true` is what should be published.
    """

    text: str
    start: int
    end: int
    line: int
    code: str = ""
    by: str = ""
    comment: int = 0
    expression: str = ""
    true: str = ""


@dataclass(eq=False)
class Table:
    """The comment that binds a whole table, and the table: rows of cells.

    A cell is its text and its numbers.
    """

    expression: str
    rows: list[list[tuple[str, list]]]


MARKUP = re.compile(
    r"&#?\w+;|</?h[1-6]|\[\^[^\]]*\]"  # characters, tags, footnotes
    r"|^[ \t>]*(?:[-*+:][ \t]+)*\d+\.(?=\s)",  # the items of lists
    re.MULTILINE,
)
FIRST, END = 0xF0000, "\ue000"
MARKED = re.compile(f"([\U000f0000-\U000ffffd])([^{END}]*){END}")
MARKS = re.compile(f"[\U000f0000-\U000ffffd{END}]")


def blank(text: str) -> str:
    """Return a text with the same line ends, and spaces for all other characters."""
    return re.sub(r"[^\n]", " ", text)


def without_blocks(page: Page) -> tuple[str, str]:
    """Return the text of a page with empty blocks, and the part to look for numbers in.

    Both are as long as the page, so that a place in one is a place in the other.
    """
    body, _ = meta.get_data(page.text)
    settings = page.text[: len(page.text) - len(body)]
    shown = page.text.split("\n")
    searched = (blank(settings) + body).split("\n")
    for block in page.blocks:
        for at in range(block.line, block.end - 1):
            prefix = shown[at][: len(block.prefix)]
            shown[at] = searched[at] = prefix + blank(shown[at][len(prefix) :])
        header = shown[block.line - 1]
        title = re.search(r'(?<=title=")[^"]*', header)
        start, end = title.span() if title and block.kind != "definition" else (0, 0)
        header = blank(header[:start]) + header[start:end] + blank(header[end:])
        searched[block.line - 1] = header
    return "\n".join(shown), "\n".join(searched)


def marked(page: Page) -> tuple[Page, list[Number]]:
    """Return a page with marks around its numbers, and these numbers."""
    shown, searched = without_blocks(page)
    numbers, pieces, done = [], [], 0
    for match in tokens(MARKUP.sub(lambda found: blank(found[0]), searched)):
        start, end = match.span()
        line = shown.count("\n", 0, start) + 1
        pieces += [page.text[done:start], chr(FIRST + len(numbers)), match[0], END]
        numbers.append(Number(match[0], start, end, line))
        done = end
    with_marks = "".join(pieces) + page.text[done:]
    return replace(page, text=with_marks), numbers


SILENT = {"pre", "script", "style", "arithmatex", "footnote-ref", "footnote-backref"}


class Seen(HTMLParser):
    """The numbers and the comments of a converted page, in the order of the page."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[int | str | Table] = []
        self.codes: dict[int, str] = {}
        self.missed: list[tuple[str, int]] = []
        self.rows: list[list[tuple[str, list[int]]]] = []
        self.silent, self.depth, self.code = "", 0, None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if self.silent:
            self.depth += tag == self.silent
        elif SILENT & {tag, *values.get("class", "").split()}:
            self.silent, self.depth = tag, 1
        else:
            for name in ("alt", "title", "aria-label", "placeholder"):
                self.read(values.get(name, ""))
            if tag == "code":
                self.code = ""
        if tag == "table":
            self.rows = []
        elif tag == "tr":
            self.rows.append([])
        elif tag == "td" and self.rows:
            self.rows[-1].append(("", []))

    def handle_endtag(self, tag):
        if self.silent:
            self.depth -= tag == self.silent
            self.silent = self.silent if self.depth else ""
        elif tag == "code" and self.code is not None:
            for mark, _ in MARKED.findall(self.code):
                self.codes[ord(mark) - FIRST] = MARKS.sub("", self.code)
            self.code = None

    def handle_comment(self, text):
        text = MARKS.sub("", text).strip()
        if text.startswith("table ="):
            rows = [row for row in self.rows if row]
            self.found.append(Table(text.removeprefix("table =").strip(), rows))
        else:
            self.found.append(text)

    def handle_data(self, text):
        if not self.silent:
            self.read(text)
        if self.rows and self.rows[-1]:
            words, numbers = self.rows[-1][-1]
            numbers += [ord(mark) - FIRST for mark, _ in MARKED.findall(text)]
            self.rows[-1][-1] = (words + MARKS.sub("", text), numbers)

    def counts(self, token):
        # In code, half is a name.
        return self.code is None or re.search(r"\d", token)

    def read(self, text):
        if self.code is not None:
            self.code += text
        for mark, token in MARKED.findall(text):
            index = ord(mark) - FIRST
            if index not in self.found and self.counts(token):
                self.found.append(index)
        for match in tokens(MARKED.sub(" ", text)):
            if self.counts(match[0]):
                last = max((n for n in self.found if isinstance(n, int)), default=-1)
                self.missed.append((match[0], last))


def look(page: Page, root: Path) -> tuple[list, list[tuple[int, str]]]:
    """Return the published numbers of a page and its comments, in their order.

    And the lines that are written so that we cannot follow them, with what is wrong.
    """
    with_marks, numbers = marked(page)
    html, other = html_of(with_marks, root), html_of(page, root)
    seen, wrong = Seen(html), []
    for text, last in seen.missed:
        line = numbers[last].line if last >= 0 else 1
        reason = f"here or below, {text} cannot be followed; write it plainly"
        wrong.append((line, reason))
    if MARKS.sub("", html) != other:
        same = 0
        for match in MARKED.finditer(html):
            before = MARKS.sub("", html[: match.end()])
            if not other.startswith(before):
                break
            same = ord(match[1]) - FIRST
        line = numbers[same].line
        wrong.append((line, "a number here or below is part of the markup; move it"))
    lines = without_blocks(page)[0].split("\n")
    for at, (above, line) in enumerate(pairwise(lines), 2):
        above = above.strip(" >")
        if re.match(r"[\s>]*<!-- =", line) and above and not above.startswith("|"):
            reason = "this comment ends the paragraph; move it up, to its number"
            wrong.append((at, reason))
    found = [numbers[one] if isinstance(one, int) else one for one in seen.found]
    for table in found:
        if isinstance(table, Table):
            table.rows = [
                [(text, [numbers[n] for n in inside]) for text, inside in row]
                for row in table.rows
            ]
    for index, code in seen.codes.items():
        numbers[index].code = code
    return found, wrong


def value_of(text: str) -> float | None:
    """Return the value of a number word; None for a vague one, such as *thousands*."""
    value = 0
    for word in re.split("[- ]", text.lower()):
        if word in ONES:
            value += ONES.index(word)
        elif word in TENS:
            value += 20 + 10 * TENS.index(word)
        elif word in SCALES:
            value = max(value, 1) * SCALES[word]
        elif word in OTHERS:
            value = OTHERS[word]
        else:
            return None
    return value


def in_words(value: float) -> str:
    """Return the word for a value, or its digits if we have no word for it."""
    if value in range(20):
        return ONES[int(value)]
    if value in range(20, 100):
        tens, ones = divmod(int(value), 10)
        return TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")
    for word, part in OTHERS.items():
        if value == part < 1:
            return word
    for word, scale in SCALES.items():
        if value / scale in range(1, 100):
            return f"{in_words(value / scale)} {word}"
    return f"{round(value, 3):,}"


def like(value: float | str, text: str) -> str:
    """Return a value in the form in which `text` is published.

    Raises TypeError if it is not a number. A string stands for itself.

    >>> like(9672.99303, "10,000.0"), like(-0.2078, "−0.21"), like(7, "Three")
    ('9,673.0', '−0.21', 'Seven')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"gives {value!r}, which is no number")
    if value_of(text) == value:
        return text
    match = re.fullmatch(r"([-−+]?)([\d,]+)(?:\.(\d+))?(\s?%)?", text)
    if match is None:
        word = in_words(value)
        return word.capitalize() if text[0].isupper() else word
    sign, whole, digits, percent = match.groups(default="")
    value = value * 100 if percent else value
    comma = "," if "," in whole or len(whole) < 4 else ""
    size = f"{abs(value):{comma}.{len(digits)}f}"
    if len(size.lstrip("0.,")) < 2 and not isclose(float(size), abs(value)):
        size = f"{abs(value):,}"
    plus, minus = "+" if sign == "+" else "", "-" if sign == "-" else "−"
    return (minus if value < 0 else plus if value > 0 else "") + size + percent


def names_at(line: int, runs: list[Run]) -> dict:
    """Return the names that an expression on this line of a page may use."""
    package = {n: v for n, v in vars(tinynet).items() if not n.startswith("_")}
    above = [run.variables for run in runs if run.example.end <= line]
    below = [run.variables for run in runs if run.example.line > line]
    return {"np": np, **package, **dict(*below[:1]), **dict(*above[-1:])}


def flat(value) -> list:
    """Return the values that a tuple or an array is made of; other values alone."""
    if isinstance(value, np.ndarray | np.generic):
        return value.ravel().tolist()
    if isinstance(value, tuple | list):
        return [inner for part in value for inner in flat(part)]
    return [value]


def values_of(expression: str, names: dict) -> list:
    """Return the values of an expression; raise ValueError if it has none."""
    return flat(value_of_code(expression, names))


def value_of_code(expression: str, names: dict):
    """Return the value of an expression; raise ValueError if it has none."""
    try:
        tree = ast.parse(f"({expression})", mode="eval")
        if not any(isinstance(node, ast.Name | ast.BinOp) for node in ast.walk(tree)):
            raise ValueError("computes nothing; name what the number comes from")
        return eval(compile(tree, "<binding>", "eval"), dict(names))
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(f"raises {type(error).__name__}: {error}") from error


def is_vague(text: str) -> bool:
    """Tell whether no value can be written as this word: a unit, a place, *thousands*."""
    return not re.search(r"\d", text) and value_of(text) is None


def bind(numbers: list[Number], values: list, expression: str, comment: int) -> None:
    """Bind the last of these numbers to values; TypeError or ValueError if not possible.

    Words that no value can be written as are passed over, unless all are to be bound.
    """
    if len(values) < len(numbers):
        numbers = [number for number in numbers if not is_vague(number.text)]
    if not 0 < len(values) <= len(numbers):
        raise ValueError(f"has {len(values)} values for {len(numbers)} numbers")
    for number, value in zip(numbers[-len(values) :], values, strict=True):
        if number.by:
            raise ValueError(f"binds {number.text}, which is bound already")
        number.true = like(value, number.text)
        number.by, number.expression, number.comment = "bound", expression, comment


def bind_table(table: Table, names: dict, comment: int) -> Iterator[str]:
    """Bind the cells of a table; yield what is wrong with it.

    Raises ValueError if its expression has no value for each row.
    """
    try:
        wanted = [flat(row) for row in value_of_code(table.expression, names)]
    except TypeError as error:
        raise ValueError(f"is no list of rows: {error}") from error
    if len(wanted) != len(table.rows):
        raise ValueError(f"has {len(wanted)} rows, and the table {len(table.rows)}")
    for number, (values, row) in enumerate(zip(wanted, table.rows, strict=True), 1):
        if not 0 < len(values) <= len(row):
            size = f"has {len(values)} values for {len(row)} cells"
            raise ValueError(f"{size} in row {number}")
        for value, (text, numbers) in zip(values, row[-len(values) :], strict=True):
            text = " ".join(text.split())
            if isinstance(value, str):
                if text != value:
                    yield f"published {text}, true {value} (in row {number} of a table)"
                values_inside = [inside.text for inside in numbers]
            elif value is None:
                continue
            else:
                values_inside = [value]
            bind(numbers, values_inside, table.expression, comment) if numbers else None
            if not numbers and not isinstance(value, str):
                yield f"published {text or 'nothing'}, true {value} (in row {number} of a table)"


def stands_in_a_block(code: str, page: Page) -> bool:
    """Tell whether inline code, with a name in it, stands in a block of the page."""
    return code in alike_in_blocks(code, page)


def alike_in_blocks(code: str, page: Page) -> set[str]:
    """Return inline code, with a name in it, as it stands in blocks, with any digits."""
    if not re.search(r"[^\W\d_]", code):
        return set()
    digits = re.sub(r"\d+", r"\\d+", re.escape(code))
    whole = re.compile(rf"(?<![\w.]){digits}(?!\w)")
    return {one for block in page.blocks for one in whole.findall(block.text)}


def compare_given(numbers: list[Number], given: list[str]) -> list[tuple[int, str]]:
    """Note which numbers are given; return the lines of those that are not, and why."""
    rest = [number for number in numbers if not number.by]
    published = [(w, n) for n in rest for w in n.text.lower().split()]
    places = [(number.text, number.line) for _, number in published]
    words = [word for word, _ in published], " ".join(given).lower().split()
    listed, wrong = compare_lists(places, *words, unvouched)
    for place in listed:
        published[place][1].by = "given"
    return wrong


def compare_lists(
    shown: list[tuple[str, int]],
    words: list[str],
    given: list[str],
    unvouched: Callable[[str], str],
) -> tuple[list[int], list[tuple[int, str]]]:
    """Return which words of a page stand in its list, and what is wrong with the others.

    shown: for each of the words, the text it belongs to and its line. unvouched: what
    to say of a text that is in no list.
    """
    listed, wrong = [], []
    matcher = SequenceMatcher(None, words, given, autojunk=False)
    for same, first, last, start, end in matcher.get_opcodes():
        ours, theirs = shown[first:last], given[start:end]
        if same == "equal":
            listed += range(first, last)
        elif len(ours) == len(theirs):
            for (text, line), other in zip(ours, theirs, strict=True):
                wrong.append((line, f"published {text}, given {other}"))
        else:
            wrong += [(line, unvouched(text)) for text, line in ours]
            line = shown[last - 1][1] if last else 1
            wrong += [(line, f"published nothing more, given {w}") for w in theirs]
    return listed, wrong


def unvouched(text: str) -> str:
    return (
        f"nothing vouches for {text}: bind it, {text}<!-- = expression -->, give it, "
        f"<!-- given: {text} -->, or write a formula, ${text}$"
    )


def numbers_of(
    page: Page, runs: list[Run], root: Path
) -> tuple[list[Number], list[Problem]]:
    """Return the published numbers of a page, and what is wrong with them.

    `runs` are the runs of the page's examples, with the variables that they left.
    """
    found, wrong = look(page, root)
    numbers, given = [], []
    for comment, one in enumerate(found):
        if isinstance(one, Number):
            numbers.append(one)
        elif isinstance(one, Table):
            line = numbers[-1].line if numbers else 1
            try:
                names = names_at(line, runs)
                wrong += [(line, fault) for fault in bind_table(one, names, comment)]
            except (TypeError, ValueError) as error:
                wrong.append((line, f"the binding table = {one.expression} {error}"))
        elif one.startswith("="):
            line, expression = numbers[-1].line if numbers else 1, one[1:].strip()
            try:
                values = values_of(expression, names_at(line, runs))
                bind(numbers, values, expression, comment)
            except (TypeError, ValueError) as error:
                wrong.append((line, f"the binding = {expression} {error}"))
        elif one.startswith("given:"):
            given += [match[0] for match in tokens(one)]
    for number in numbers:
        if number.by and number.true != number.text:
            true = f"true {number.true} (= {number.expression})"
            wrong.append((number.line, f"published {number.text}, {true}"))
        elif not number.by and alike_in_blocks(number.code, page) == {number.code}:
            number.by = "code"
    wrong += compare_given(numbers, given)
    wrong = sorted(dict.fromkeys(wrong), key=lambda one: one[0])
    return numbers, [Problem(page.path, line, text) for line, text in wrong]


def number_problems(page: Page, runs: list[Run], root: Path) -> list[Problem]:
    """Return what is wrong with the published numbers of a page."""
    return numbers_of(page, runs, root)[1]


def rebound(page: Page, numbers: list[Number]) -> str:
    """Return the text of a page with the true values of its bound numbers.

    It has the same lines as the page.
    """
    text = page.text
    for number in sorted(numbers, key=lambda number: -number.start):
        if number.by == "bound":
            text = text[: number.start] + number.true + text[number.end :]
    return text


def tally(pages: list[list[Number]]) -> str:
    """Return in a line how many numbers these pages publish, and what vouches for them."""
    by = Counter(number.by for numbers in pages for number in numbers)
    comments = sum(
        len({number.comment for number in numbers if number.by == "bound"})
        for numbers in pages
    )
    return (
        f"numbers: {by.total()}; bound: {by['bound']}, by {comments} comments; "
        f"given: {by['given']}; in code: {by['code']}; unvouched: {by['']}"
    )
