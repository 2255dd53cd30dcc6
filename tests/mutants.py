"""How many mistakes does `check` notice? python tests/mutants.py [COUNT] [SEED]

Draws that many mistakes of eight kinds on the pages, tries each on a copy in memory and
prints those that nothing notices. The examples of a page are run once; one that is
itself mutated is run again. It is not a part of the tests: it counts, they decide.
"""

import random
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools import check, examples, figures, prose
from tools.pages import parse, read_book
from tools.tangle import tangle_problems

SWAPS = {"+": "-", "-": "+", "*": "/", "/": "*", "<": ">", ">": "<", "0": "1"}
SWAPS |= {r"\frac": r"\dfrac12\frac", r"\sigma": r"\ln", r"\ln": r"\exp"}


def digit_changed(text: str, dice: random.Random) -> str:
    """Return a text with one of its digits changed, or the text if it has none."""
    places = [m.start() for m in re.finditer(r"\d", text)]
    if not places:
        return text
    at = dice.choice(places)
    return (
        text[:at]
        + dice.choice([d for d in "0123456789" if d != text[at]])
        + text[at + 1 :]
    )


def sign_changed(text: str, dice: random.Random) -> str:
    """Return a text in which one operator, function or digit is another."""
    keys = "|".join(map(re.escape, SWAPS))
    places = [*re.finditer(rf"{keys}|\d", text)]
    if not places:
        return text
    match = dice.choice(places)
    new = SWAPS.get(match[0]) or str((int(match[0]) + 1) % 10)
    return text[: match.start()] + new + text[match.end() :]


def spans(page, kind: str) -> list[tuple[int, int]]:
    """Return the places of a page at which a mistake of this kind can be made."""
    starts = [0, *(m.end() for m in re.finditer("\n", page.text))]
    if kind in {"definition", "example", "output", "formula"}:
        return [(starts[b.line], starts[b.end - 1]) for b in page.of(kind)]
    pattern = {
        "bound number": r"-?\d[\d,]*(?:\.\d+)?(?= ?%?<!-- =)",
        "decimal in prose": r"(?<![\w.])\d+\.\d+(?![\w.])",
        "link": r"(?<=\]\()[a-z][\w/-]*\.md(?=[)#])",
        "figure": r"(?<=\]\()figures/[\w-]+\.svg",
    }[kind]
    hidden = re.sub(
        r"<!--(?! =).*?-->|`[^`]*`|\$[^$]*\$|---\n.*?\n---|https?:\S+",
        lambda m: " " * len(m[0]) if kind == "decimal in prose" else m[0],
        page.prose,
        flags=re.DOTALL,
    )
    if kind == "decimal in prose":
        hidden = re.sub(
            r"<!--.*?-->", lambda m: " " * len(m[0]), hidden, flags=re.DOTALL
        )
    return [m.span() for m in re.finditer(pattern, hidden)]


def is_noticed(book, page, runs, kind: str, span, dice) -> tuple[bool, str, str]:
    """Make one mistake; return whether it is noticed, and the text before and after."""
    old = page.text[slice(*span)]
    if kind == "figure":
        return figure_noticed(book, page, runs, old, dice)
    change = digit_changed if "number" in kind or "decimal" in kind else sign_changed
    new = old.replace(".md", "x.md") if kind == "link" else change(old, dice)
    if new == old:
        return True, old, new
    mutant = parse(page.path, page.text[: span[0]] + new + page.text[span[1] :])
    others = [mutant if one is page else one for one in book.pages]
    other = replace(book, pages=others)
    if kind == "link":
        return not (ROOT / Path(page.path).parent / new).exists(), old, new
    if kind == "definition":
        return bool(tangle_problems(other)), old, new
    blocks = mutant.of("example")
    bound = prose.expressions_of(mutant)
    again = [
        next(iter(examples.run_all([(block, bound.get(block, []))], ROOT)))
        if block.text != run.example.text
        else replace(run, example=block)
        for block, run in zip(blocks, runs, strict=True)
    ]
    return bool(check.page_problems(mutant, again, other)), old, new


def figure_noticed(book, page, runs, name: str, dice) -> tuple[bool, str, str]:
    """Change a number or a word that a drawn figure shows."""
    drawn = {f"figures/{n}": svg for run in runs for n, svg in run.pictures.items()}
    if name not in drawn:
        return True, name, "a diagram, drawn by hand"
    svg = drawn[name]
    places = [
        *re.finditer(r"(?<=[ ML\"-])\d+\.\d(?=\d*[ \"LC])|(?<=>)[^<\s][^<]*(?=<)", svg)
    ]
    match = dice.choice(places)
    new = digit_changed(match[0], dice) if match[0][0].isdigit() else match[0] + "x"
    mutant = svg[: match.start()] + new + svg[match.end() :]
    return bool(figures.difference(svg, mutant)), match[0], new


def main(count: int, seed: int) -> int:
    dice, book = random.Random(seed), read_book(ROOT)
    results = dict(
        zip(
            [p.path for p in book.pages], check.run_pages(book, book.pages), strict=True
        )
    )
    kinds = ["definition", "example", "output", "formula"]
    kinds += ["bound number", "decimal in prose", "link", "figure"]
    tried, noticed = Counter(), Counter()
    while sum(tried.values()) < count:
        kind, page = dice.choice(kinds), dice.choice(book.pages)
        places = spans(page, kind)
        runs = results[page.path]
        if not places or any(run.wants for run in runs):
            continue
        good, old, new = is_noticed(book, page, runs, kind, dice.choice(places), dice)
        if old == new or new.startswith("a diagram"):
            continue
        tried[kind] += 1
        noticed[kind] += good
        if not good:
            print(f"{page.path}: {kind}: nobody notices {old[:60]!r} -> {new[:60]!r}")
    for kind in kinds:
        print(f"{kind:18} {noticed[kind]:4} of {tried[kind]:4}")
    share = sum(noticed.values()) / sum(tried.values())
    print(f"{share:.1%} of {sum(tried.values())} mistakes are noticed")
    return 0


if __name__ == "__main__":
    main(*map(int, [*sys.argv[1:], "300", "1"][:2]))
