"""How many mistakes does `check` notice? python tests/mutants.py [COUNT] [SEED]

Draws that many mistakes of eight kinds on the pages, tries each on a copy in memory and
prints those that nothing notices. It is not a part of the tests: it counts, they decide.

In an example, one number or operator becomes another. If the example then prints, draws
and computes what it did before, no page says anything false: such a mutant is counted
apart, and another one drawn. Left out are diagrams drawn by hand, which nothing knows
to be true, and pages with examples for which a library is wanting.
"""

import io
import random
import re
import sys
import tokenize
from collections import Counter
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools import check, examples, figures, prose
from tools.pages import parse, read_book
from tools.tangle import tangle_problems

SWAPS = {"+": "-", "-": "+", "*": "/", "/": "*", "<": ">", ">": "<", r"\cdot": "+"}
SWAPS |= {r"\frac": r"\dfrac12\frac", r"\sigma": r"\ln", r"\ln": r"\exp"}
SIGN = re.compile("|".join([r"\d", *map(re.escape, sorted(SWAPS, reverse=True))]))
KINDS = {  # where on a page a mistake can be made
    "definition": None,
    "example": None,
    "output": None,
    "formula": None,
    "bound number": r"-?\d[\d,]*(?:\.\d+)?(?= ?%?<!-- =)",
    "decimal in prose": r"(?<![\w.])\d+\.\d+(?!\.?\w)",
    "link": r"(?<=\]\()[a-z][\w/-]*\.md(?=[)#])",
    "figure": r"(?<=\]\()figures/[\w-]+\.svg",
}
# No decimals of prose: comments, code, formulas, settings of a page, addresses, tags.
HIDDEN = re.compile(
    r"(?s)<!--.*?-->|`[^`]*`|\$[^$]*\$|\A---\n.*?\n---|https?:\S+|<[a-z][^>]*>"
)
DRAWN = re.compile(r"(?<=[ ML\"-])\d+\.\d(?=\d*[ \"LC])|(?<=>)[^<\s][^<]*(?=<)")


def places_on(page, kind: str) -> list[tuple[int, int]]:
    """Return the places of a page at which a mistake of this kind can be made."""
    if not KINDS[kind]:
        starts = [0, *(m.end() for m in re.finditer("\n", page.text))]
        return [(starts[b.line], starts[b.end - 1]) for b in page.of(kind)]
    text = page.prose
    if kind == "decimal in prose":
        text = HIDDEN.sub(lambda m: " " * len(m[0]), text)
    return [m.span() for m in re.finditer(KINDS[kind], text)]


def signs_in(code: str) -> list[tuple[int, int]]:
    """Return the numbers and operators of some code; none of its words and comments."""
    starts, found = [0, *(m.end() for m in re.finditer("\n", code))], []
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type in {tokenize.NUMBER, tokenize.OP} and SIGN.search(token.string):
            at = starts[token.start[0] - 1] + token.start[1]
            found.append((at, at + len(token.string)))
    return found


def mutated(text: str, kind: str, dice: random.Random) -> str:
    """Return a text in which one sign is another, or the text if it has none."""
    if kind == "link":
        return text.replace(".md", "x.md")
    indent = text[: len(text) - len(text.lstrip(" "))]
    code = re.sub(f"(?m)^{indent}", "", text)
    parts = signs_in(code) if kind == "example" else [(0, len(code))]
    signs = [m for part in parts for m in SIGN.finditer(code, *part)]
    if kind in {"bound number", "decimal in prose"}:
        signs = [m for m in signs if m[0].isdigit()]
    if not signs:
        return text
    sign = dice.choice(signs)
    digits = [digit for digit in "0123456789" if digit != sign[0]]
    new = dice.choice(digits) if sign[0].isdigit() else SWAPS[sign[0]]
    code = code[: sign.start()] + new + code[sign.end() :]
    return re.sub(r"(?m)^(?=.)", indent, code)


def tell(old: str, new: str) -> str:
    """Return the first line in which two texts differ."""
    pairs = zip(old.split("\n"), new.split("\n"))
    return next((f"{a.strip()!r} -> {b.strip()!r}" for a, b in pairs if a != b), "")


def run_again(mutant, runs: list) -> list:
    """Return the runs of a mutant; only an example that is another one is run."""
    bound, blocks = prose.expressions_of(mutant), mutant.of("example")
    return [
        replace(run, example=block)
        if block.text == run.example.text
        else next(iter(examples.run_all([(block, bound.get(block, []))], ROOT)))
        for block, run in zip(blocks, runs, strict=True)
    ]


def tried(book, page, runs: list, kind: str, dice) -> tuple[str, bool | None]:
    """Make one mistake; return it, and whether it is noticed (None: it is none)."""
    if not (places := places_on(page, kind)) or any(run.wants for run in runs):
        return "", None
    start, end = dice.choice(places)
    old = page.text[start:end]
    if kind == "figure":
        drawn = {f"figures/{n}": svg for run in runs for n, svg in run.pictures.items()}
        if not (svg := drawn.get(old)):
            return "", None
        sign = dice.choice([*DRAWN.finditer(svg)])
        new = mutated(sign[0], "bound number", dice)
        new = new if new != sign[0] else f"{new}x"
        other = svg[: sign.start()] + new + svg[sign.end() :]
        return f"{old}: {sign[0]} -> {new}", bool(figures.difference(svg, other))
    new = mutated(old, kind, dice)
    if new == old:
        return "", None
    mutant = parse(page.path, page.text[:start] + new + page.text[end:])
    other = replace(book, pages=[mutant if p is page else p for p in book.pages])
    if kind == "link":
        noticed = not (ROOT / Path(page.path).parent / new).exists()
    elif kind == "definition":
        noticed = bool(tangle_problems(other))
    else:
        again = run_again(mutant, runs)
        noticed = bool(check.page_problems(mutant, again, other))
        if kind == "example" and [replace(run, example=None) for run in again] == [
            replace(run, example=None) for run in runs
        ]:
            noticed = None
    return tell(old, new), noticed


def main(count: int, seed: int) -> None:
    dice, book = random.Random(seed), read_book(ROOT)
    results = check.run_pages(book, book.pages)
    total, noticed, equal = Counter(), Counter(), 0
    while total.total() < count:
        kind, at = dice.choice([*KINDS]), dice.randrange(len(book.pages))
        told, good = tried(book, book.pages[at], results[at], kind, dice)
        equal += bool(told) and good is None
        if good is not None:
            total[kind] += 1
            noticed[kind] += good
            if not good:
                print(f"{book.pages[at].path}: {kind}: nobody notices {told}")
    for kind in KINDS:
        print(f"{kind:18} {noticed[kind]:4} of {total[kind]:4}")
    print(f"{noticed.total() / count:.1%} of {count} mistakes are noticed")
    print(
        f"{equal} mutants of examples printed, drew and computed the same: no mistakes"
    )


if __name__ == "__main__":
    main(*map(int, [*sys.argv[1:], "300", "1"][:2]))
