"""Prose: the numbers and the names in the sentences of a page.

`9.67<!-- = weights[0] -->` binds a number to an expression over the variables of the
one example above it, NumPy and the package; several values bind the last numbers. A
number with a point, a % or three digits must be bound, be in a block, a formula or code
of its section, or be cited: `<!-- cited: 2015, 1,797 -->`. Code in backticks must name
what is there, or be listed: `<!-- names: xrange -->`.
"""

import builtins
import importlib
import pkgutil
import re
import sys
from bisect import bisect
from functools import cache
from pydoc import locate

import numpy as np

from tools.examples import Raised, Run
from tools.pages import Block, Book, Page, Problem

ONES = "zero one two three four five six seven eight nine ten eleven twelve"
SIZES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
WORDS = {word: value for value, word in enumerate(ONES.split())}
WORDS |= {f"{w} {s}": v * n for w, v in WORDS.items() for s, n in SIZES.items()}
WORDS |= SIZES | {"twice": 2, "half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4}
NUMBER = r"(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:[ \u00a0\u202f]?%)?"
WORD = rf"\b(?<!-)(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})\b"
TOKEN = re.compile(rf"(?i)(?<![\w.^])(?<![A-Z][-−])[-−+]?{NUMBER}(?![\w.]?\w)|{WORD}")
HARD = re.compile(r"\.\d|%|\d\D?\d\D?\d")
BARE = str.maketrans("−", "-", ",_ \u00a0\u202f")
HERE, UNKNOWN = object(), object()  # values that are not in a run
SPANS = re.compile(
    r"(?s)<!--\s*(?:=(?P<bound>.*?)|cited:(?P<cited>.*?)|names:(?P<names>.*?)|.*?)-->"
    r"|(?P<ticks>`+)(?!`)(?P<code>(?:(?!\n\s*\n).)+?)(?<!`)(?P=ticks)(?!`)"
    r"|(?<!\\)\$(?!\s)(?P<formula>(?:\\.|[^\\$])+?)(?<!\s)\$"
)
MONEY = re.compile(r"(?<=[A-Za-z])\$\d|\$\d[\d,.]*(?:[-–—]\$|[^$\\^_=]*\s[a-z]{2,}\s)")
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*\|)|\n(?=\s*(?:[-*+]|\d+\.)\s)")
# What readers do not see, or what is no number: addresses, attributes.
UNSEEN = re.compile(
    r"(?m)\A---\n(?s:.*?)\n---\n|(?<=\])\([^)]*\)|</?[a-zA-Z][^<>]*>|\{[:#. ][^{}\n]*\}"
    r"|(?=[\w./-]*[A-Za-z])[\w.-]*(?:/[\w.-]+)+|^ *\d+\.\s"
)


@cache
def package() -> dict:
    """Return what comments and tables may name: NumPy, and all that is in tinynet."""
    import tinynet  # not at the top: it is the one of the book at hand

    found = {"np": np}
    for module in pkgutil.iter_modules(tinynet.__path__):
        found |= vars(importlib.import_module(f"tinynet.{module.name}"))
    return {name: thing for name, thing in found.items() if name[0] != "_"}


# Kept, since pytest asks about a page again for each of its examples.
spans_of = cache(lambda page: [*SPANS.finditer(page.prose)])
tokens_of = cache(lambda page: [*TOKEN.finditer(seen(page))])


def comments(page: Page, kind: str) -> list[tuple[int, str]]:
    """Return where the comments of a kind are, and each thing that they say."""
    many = [m for m in spans_of(page) if m[kind] is not None]
    apart = r",\s" if kind != "bound" else "(?!)"  # an expression is one thing
    said = [(m.start(), one) for m in many for one in re.split(apart, m[kind])]
    return [(at, " ".join(one.split())) for at, one in said]


def problems(page: Page, wrong: list[tuple[int, str]]) -> list[Problem]:
    return sorted(Problem(page.path, page.line_at(at), told) for at, told in wrong)


def expressions_of(page: Page) -> dict[Block | None, list[str]]:
    """Return the bound expressions below each example; None: those above the first."""
    found = {}
    for at, expression in comments(page, "bound"):
        line = page.line_at(at)
        above = [block for block in page.of("example") if block.end < line]
        found.setdefault(above[-1] if above else None, []).append(expression)
    return found


def count(page: Page) -> int:
    return sum(map(len, expressions_of(page).values()))


@cache
def seen(page: Page) -> str:
    """Return the sentences of a page, character for character."""
    text = page.prose
    for hidden in (SPANS, UNSEEN):
        text = hidden.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return text


# --8<-- [start:like]
def like(value, text: str) -> str:
    """Return a value in the form in which `text` is published.

    >>> like(9672.99303, "10,000.0"), like(-0.2078, "−0.21"), like(7, "Three")
    ('9,673.0', '−0.21', 'Seven')
    """
    if type(value) not in {int, float}:
        raise TypeError(f"gives {value}, which is no number")
    minus, plus = "-" if text[0] == "-" else "−", "+" if text[0] == "+" else ""
    if text.lower() in WORDS:
        same = (w for w in [text, *WORDS] if np.isclose(WORDS[w.lower()], value))
        word = next(same, f"{value:,}".replace("-", minus))
        return word.capitalize() if text[0].isupper() else word
    bare = text.rstrip(" \u00a0\u202f%")
    value = (value if bare == text else value * 100) or 0  # never -0.0
    comma = "," if "," in text or len(re.sub(r"\D", "", bare)) < 4 else ""
    size = f"{value:{plus}{comma}.{len(bare.partition('.')[2])}f}"
    if len(size.lstrip("-+0.,")) < 2 and not np.isclose(float(size), value):
        size = f"{value:{plus},.4g}"  # one digit says too little
    return size.replace("-", minus) + text[len(bare) :]


# --8<-- [end:like]


def numbers_near(page: Page):
    """Yield (end, expression, the numbers before it) for each bound expression."""
    text, last = seen(page), 0
    for end, expression in comments(page, "bound"):
        begin = max(last, end - len(PARAGRAPH.split(text[:end])[-1]))
        yield end, expression, [*TOKEN.finditer(text, begin, end)]
        last = end


def bindings(page: Page, runs: list[Run]) -> tuple[list[tuple], list[tuple[int, str]]]:
    """Return (where, published, true or None, expression) for numbers; and errors."""
    found, wrong, values = [], [], []
    done = {run.example: run.values for run in runs if not (run.failure or run.wants)}
    for example, asked in expressions_of(page).items():
        values += done.get(example, [UNKNOWN if example else HERE] * len(asked))
    for (end, expression, near), value in zip(numbers_near(page), values, strict=True):
        true = [None] * len(near)
        try:
            if not re.search(r"[A-Za-z]|. ?[-+*/]", expression):
                raise ValueError("computes nothing; name what the number comes from")
            value = eval(expression, package()) if value is HERE else value
            if isinstance(value, Raised):
                raise ValueError(f"{value}, in the one example above")
            if not 0 < (size := np.size(value)) <= len(near):
                raise ValueError(f"has {size} values for {len(near)} numbers")
            if value is not UNKNOWN:
                near = near[-size:]
                true = [like(v, t[0]) for v, t in zip(np.ravel(value).tolist(), near)]
        except Exception as error:
            wrong.append((end, f"= {expression}: {error}"))
        found += [(t.start(), t[0], one, expression) for t, one in zip(near, true)]
    return found, wrong


def number_problems(page: Page, runs: list[Run]) -> list[Problem]:
    """Return the numbers that are not what they are bound to, or not bound."""
    found, wrong = bindings(page, runs)
    for at, old, new, expression in found:
        if new not in {None, old}:
            wrong.append((at, f"published {old}, true {new} (= {expression})"))
    return problems(page, wrong + unbound(page, {at for at, *_ in found}))


def rebound(page: Page, runs: list[Run]) -> tuple[str, list[tuple]]:
    """Return the text with true numbers, and (line, sentence, old, new) for each."""
    text, mended, changes = page.text, page.text, []
    for at, old, new, _ in reversed(bindings(page, runs)[0]):
        if new not in {None, old}:
            parts = PARAGRAPH.split(text[:at])[-1:] + PARAGRAPH.split(text[at:])[:1]
            sentence = " ".join(re.sub("(?s)<!--.*?-->", "", "".join(parts)).split())
            changes.insert(0, (page.line_at(at), sentence, old, new))
            mended = mended[:at] + new + mended[at + len(old) :]
    return mended, changes


def exact(text: str) -> set[str]:
    """Return the numbers that code or a formula shows, as digits and nothing else."""
    text = re.sub(r"(?<=\d)(?:_|\\,)(?=\d{3})", "", text)
    found = re.findall(rf"(?:(?<![\w)\]])[-−+])?{NUMBER}", text)
    return {number.translate(BARE) for number in found}


@cache
def shown_by(page: Page) -> tuple[list[int], set[tuple[int, str]]]:
    """Return where sections begin, and (section, number) for each that is shown."""
    heads = [page.line_at(m.start()) for m in re.finditer("(?m)^##+ ", page.prose)]
    spans = [
        (page.line_at(m.start()), m["code"] or m["formula"]) for m in spans_of(page)
    ]
    shown = [*spans, *((block.line, block.text) for block in page.blocks)]
    return heads, {
        (bisect(heads, at), n) for at, text in shown for n in exact(text or "")
    }


def unbound(page: Page, bound: set[int]) -> list[tuple[int, str]]:
    """Return the numbers for which nothing vouches, and comments for nothing."""
    free = [t for t in tokens_of(page) if t.start() not in bound]
    spans, said = spans_of(page), {t[0].translate(BARE) for t in free}
    heads, known = shown_by(page)
    cited = [(at, number.translate(BARE)) for at, number in comments(page, "cited")]
    vouched, wrong = {number for _, number in cited}, []
    for at, number in [(t.start(), t[0]) for t in free if HARD.search(t[0])]:
        here, bare = bisect(heads, page.line_at(at)), number.translate(BARE)
        if (here, bare) not in known and bare not in vouched:
            wrong.append((at, f"nothing vouches for {number}: bind it or cite it"))
    idle = [(at, number) for at, number in cited if number not in said]
    wrong += [(at, f"cites {n}, which no sentence says unbound") for at, n in idle]
    dollars = [m for m in spans if m["formula"] and MONEY.match(page.prose, m.start())]
    told = r"is read as a formula; for a dollar, write \$"
    wrong += [(m.start(), f"{m[0]} {told}") for m in dollars]
    others = [(m.start(), m[0]) for m in spans if not m.lastgroup]
    return wrong + [(at, f"{text!r} is none of our comments") for at, text in others]


PLACES = ["", "docs", "tinynet", "tools", "tests"]
FILE = re.compile(r"[\w./-]*(?:/|\.(?:csv|css|html|ipynb|js|md|py|svg|toml|yml))")
VERB = re.compile(r"^(?:make|\S*python3? -m tools) ([\w-]+)(?: .*)?$")
SHELL = re.compile(r"(?:pip|git|mkdocs|pytest|\S*python3?)(?: .*)?|<.*|--?[a-z].*")
NAME = re.compile(r"(?<![\w.])\.?[A-Za-z_]\w*(?:\.\w+)*(?![\w.=])")
# What code says and does not name: comments, and texts of more than one word.
SAID = re.compile(r"""(?s:"{3}.*?"{3})|(["'])(?:(\S*?)\1|.*?(?:\1|$))|\s#.*""")
SYMBOL = re.compile(r"(?m)^ *\| \$[^|]*\| `?(\w+)(?: = .*?)?`? \|")  # in a table
KNOWN = {*dir(builtins), *dir(np), *dir(np.ndarray)} | sys.stdlib_module_names


def missing(code: str, known: set[str], book: Book) -> str:
    """Return what in some code is not there; "" if all is, or if it is no Python."""
    code = VERB.sub(r"\1", code)
    if SHELL.fullmatch(code) or any((book.root / p / code).exists() for p in PLACES):
        return ""
    if FILE.fullmatch(code):
        return code
    for name in NAME.findall(SAID.sub("", code)):
        first, *rest = name.split(".")
        paths = re.sub(r"^np\b", "numpy", name), f"tinynet.{name}"
        if first and first not in known:
            return first
        sure = first not in {"np", "tinynet"} and {*rest} <= known
        if not (sure or any(locate(path) is not None for path in paths)):
            return rest[-1]
    return ""


def name_problems(page: Page, book: Book) -> list[Problem]:
    """Return the code in sentences that names nothing, and listed names for nothing."""
    code = [block.text for block in [*page.blocks, *book.blocks("definition")]]
    code = SAID.sub(r" \2 ", "\n".join(code))
    known = {*KNOWN, *SYMBOL.findall(page.prose), *re.findall(r"\w+", code)}
    for makefile in book.root.glob("Makefile"):
        known |= {*re.findall(r"(?m)^(\w+):", makefile.read_text("utf-8"))}
    needed, wrong, listed = set(), [], [*comments(page, "names")]
    for match in spans_of(page):
        text = (match["code"] or "").strip()
        if name := text and missing(text, known, book):
            needed |= {name, text}
            if not {name, text} & {one for _, one in listed}:
                wrong.append((match.start(), f"`{text}`: there is no {name}"))
    idle = [(at, one) for at, one in listed if one not in needed]
    wrong += [(at, f"lists {one} among the names needlessly") for at, one in idle]
    return problems(page, wrong)
