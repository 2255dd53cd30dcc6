"""Prose: the numbers and the names in the sentences of a page.

`9.67<!-- = weights[0] -->` binds a number to an expression over the variables of the
one example above it, NumPy and the package; several values bind the last numbers. A
number with a point, a % or three digits must be bound, be in a block, a formula or code
of its page, or be cited: `<!-- cited: 2015, 1,797 -->`. Code in backticks must name
what is there, or be listed: `<!-- names: xrange -->`.
"""

import builtins
import re
import sys
from pydoc import locate

import numpy as np

from tools.examples import Run
from tools.pages import Block, Book, Page, Problem

ONES = "zero one two three four five six seven eight nine ten eleven twelve"
SIZES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
WORDS = {word: value for value, word in enumerate(ONES.split())}
WORDS |= {f"{w} {s}": v * n for w, v in WORDS.items() for s, n in SIZES.items()}
WORDS |= SIZES | {"twice": 2, "half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4}
NUMBER = r"(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:[ \u00a0\u202f]?%)?"
WORD = rf"(?<![\w-])(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})\b"
TOKEN = re.compile(rf"(?i)(?<![\w.^])(?<![A-Z][-−])[-−+]?{NUMBER}(?![\w.]?\w)|{WORD}")
HARD = re.compile(r"\.\d|%|\d\D?\d\D?\d")
BARE = str.maketrans("−", "-", ",_ \u00a0\u202f")
HERE, UNKNOWN = object(), object()  # values that are not in a run
SPANS = re.compile(
    r"(?s)<!--\s*(?:=(?P<bound>.*?)|cited:(?P<cited>.*?)|names:(?P<names>.*?)|.*?)-->"
    r"|(?P<ticks>`+)(?!`)(?P<code>(?:(?!\n\s*\n).)+?)(?<!`)(?P=ticks)(?!`)"
    r"|(?<!\\)\$(?!\s)(?P<formula>(?:\\.|[^\\$])+?)(?<!\s)\$"
)
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*\|)|\n(?=\s*(?:[-*+]|\d+\.)\s)")
# What readers do not see, or what is no number: addresses, attributes, versions.
UNSEEN = re.compile(
    r"(?m)\A---\n(?s:.*?)\n---\n|(?<=\])\([^)]*\)|</?[a-zA-Z][^<>]*>|\{[:#. ][^{}\n]*\}"
    r"|(?=[\w./-]*[A-Za-z])[\w.-]*(?:/[\w.-]+)+|^ *\d+\.\s"
    r"|\b(?:[vV]ersion|Python|NumPy) \d[\d.]*"
)


def comments(page: Page, kind: str) -> list[tuple[int, str]]:
    """Return where the comments of a kind are, and each thing that they say."""
    many = [m for m in SPANS.finditer(page.prose) if m[kind] is not None]
    apart = r",\s" if kind != "bound" else "(?!)"  # an expression is one thing
    said = [(m.start(), one) for m in many for one in re.split(apart, m[kind])]
    return [(at, " ".join(one.split())) for at, one in said]


def problems(page: Page, wrong: list[tuple[int, str]]) -> list[Problem]:
    return sorted(Problem(page.path, page.line_at(at), told) for at, told in wrong)


def expressions_of(page: Page) -> dict[Block | None, list[str]]:
    """Return the bound expressions below each example; None: those above the first."""
    found = {}
    for at, expression in comments(page, "bound"):
        above = [b for b in page.of("example") if b.end < page.line_at(at)]
        found.setdefault(above[-1] if above else None, []).append(expression)
    return found


def count(page: Page) -> int:
    return sum(map(len, expressions_of(page).values()))


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
        size = f"{value:{plus},}"  # one digit says too little
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
    here = {"np": np, **vars(locate("tinynet"))}
    for example, asked in expressions_of(page).items():
        values += done.get(example, [UNKNOWN if example else HERE] * len(asked))
    for (end, expression, near), value in zip(numbers_near(page), values, strict=True):
        true = [None] * len(near)
        try:
            if not re.search(r"[A-Za-z]|. ?[-+*/]", expression):
                raise ValueError("computes nothing; name what the number comes from")
            value = eval(expression, here) if value is HERE else value
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
    return sorted(problems(page, wrong) + unbound(page, found))


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


def unbound(page: Page, bound: list[tuple] | None = None) -> list[Problem]:
    """Return the numbers for which nothing vouches, and comments for nothing."""
    starts, wrong = {start for start, *_ in bound or bindings(page, [])[0]}, []
    free = [t for t in TOKEN.finditer(seen(page)) if t.start() not in starts]
    spans, said = [*SPANS.finditer(page.prose)], {t[0].translate(BARE) for t in free}
    shown = [m["code"] or m["formula"] or m["cited"] or "" for m in spans]
    shown = " ".join([*shown, *(block.text for block in page.blocks)])
    shown = re.sub(r"(?<=\d)(?:_|\\,)(?=\d{3})", "", shown)
    shown = re.findall(rf"(?:(?<![\w)\]])[-−+])?{NUMBER}", shown)
    shown = {number.translate(BARE) for number in shown}
    for t in free:
        if HARD.search(t[0]) and t[0].translate(BARE) not in shown:
            wrong.append((t.start(), f"nothing vouches for {t[0]}: bind it or cite it"))
    idle = [c for c in comments(page, "cited") if c[1].translate(BARE) not in said]
    wrong += [(at, f"cites {n}, which no sentence says unbound") for at, n in idle]
    others = [(m.start(), m[0]) for m in spans if not m.lastgroup]
    wrong += [(at, f"{text!r} is none of our comments") for at, text in others]
    return problems(page, wrong)


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
    for match in SPANS.finditer(page.prose):
        text = (match["code"] or "").strip()
        if name := text and missing(text, known, book):
            needed |= {name, text}
            if not {name, text} & {one for _, one in listed}:
                wrong.append((match.start(), f"`{text}`: there is no {name}"))
    idle = [(at, one) for at, one in listed if one not in needed]
    wrong += [(at, f"lists {one} among the names needlessly") for at, one in idle]
    return problems(page, wrong)
