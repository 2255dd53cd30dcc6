"""Mutants of formulas: each differs from a true one in a single sign, digit or name.

They are made from the text alone, without the reader that they test. To try them all:
python tests/book/formula_mutants.py
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from formula_corpus import CORPUS

from tinynet.book.formulas import formula_problems
from tinynet.book.pages import Block, Page

NAME = r"(?:\\(?:(?:hat|bar|Delta) ?\w|sigma|eta|theta|delta|mu|beta_1)(?![A-Za-z])|(?<![\\A-Za-z{])[a-zA-Z](?![A-Za-z]))"
MARKS = r"(?:_(?:\{[^{}]*\}|\w)|\^(?:\{[^{}]*\}|\\top|\w)|')*"
GROUP = r"\s*(\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\d)"
WORDS = r"\\(?:text|begin|end)\{[^}]*\}"

# A kind, what it looks for, and what it puts there instead, in the words of re.sub.
SIMPLE = [
    ("sign", r"\+", "-"),
    ("sign", r"-", "+"),
    ("sign", r"-", " "),
    ("sign", r"\\pm", "+"),
    ("relation", r"\\le(?![a-z])", r"\\ge"),
    ("relation", r"\\ge(?![a-z])", r"\\le"),
    ("relation", r"\\ne(?![a-z])", "="),
    ("relation", r"\\approx|\\to(?= [\\\d])", "="),
    ("relation", r"\\leftarrow", "="),
    ("relation", r"<", ">"),
    ("relation", r">", "<"),
    ("relation", r"(?<!\w)=|= (?!\w\})", r"\\ne "),
    ("mark dropped", r"(?:_|\^)(?:\{[^{}]*\}|\\top|\w)", ""),
    ("index", r"(?<=_)[a-z]", "j"),
    ("index", r"(?<=_)[13]", "2"),
    ("index", r"(?<=_)2", "1"),
    ("prime dropped", r"'", ""),
    ("prime added", r"\\sigma(?=[(\\])", r"\\sigma'"),
    ("hat dropped", r"\\(?:hat|bar) ?", ""),
    ("product", r"\\(?:odot|circ)", " "),
    ("product", r"\\(?:cdot|times)(?![a-z])", "+"),
    ("sum dropped", r"\\sum(?:_(?:\{[^{}]*\}|\w)(?:\^(?:\{[^{}]*\}|\w))?)?", " "),
    ("bound", r"(?<==)1(?=\})", "2"),
    ("function", r"\\ln(?![a-z])", r"\\exp"),
    ("function", r"\\(?:exp|sqrt|tanh)(?![a-z])", r"\\ln"),
    ("function", r"\\(?:ln|sqrt)(?![a-z\[])", " "),
    ("operator", r"\\nabla(?:_\w|_\{[^{}]*\})?|\\lim_\{[^}]*\}", " "),
    ("operator", r"\\partial|(?<=\\frac\{)d(?=[\\}a-zA-Z])", " "),
    ("fraction", r"\\[dt]?frac" + GROUP + GROUP, r"\\frac{\2}{\1}"),
    ("swap", rf"({NAME}{MARKS})\s*-\s*({NAME}{MARKS})", r"\2 - \1"),
    ("swap", rf"1\s*-\s*({NAME}{MARKS})", r"\1 - 1"),
    ("bracket", r"\\(?:left|bigl|Bigl)\(|\\(?:right|bigr|Bigr)\)|[()]", " "),
]


def mutants(tex: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield kinds and mutants of a formula; `names` are those of its table."""
    words = [range(*match.span()) for match in re.finditer(WORDS, tex)]

    def spots(pattern: str) -> Iterator[re.Match]:
        for match in re.finditer(pattern, tex):
            if not any(match.start() in span for span in words):
                yield match

    def with_text(match: re.Match, text: str) -> str:
        return tex[: match.start()] + text + tex[match.end() :]

    for kind, pattern, text in SIMPLE:
        for match in spots(pattern):
            yield kind, with_text(match, match.expand(text))
    for match in spots(r"\d"):
        for step in (1, 9):
            yield "digit", with_text(match, str((int(match[0]) + step) % 10))
    for match in spots(NAME + MARKS):
        if not re.search(r"[_^](?:\{[^{}]*)?$", tex[: match.start()]):
            yield "factor dropped", with_text(match, " ")
            name = re.match(NAME, match[0])[0]
            for other in names:
                if other != name:
                    new = other + " " + match[0].removeprefix(name)
                    yield "name", with_text(match, new)


def looks(tex: str) -> tuple[str, ...]:
    """Return what of a formula can be seen on the site."""
    tex = re.sub(r"\\(?:[,;:!]|left|right|[bB]igg?[lr]?|q?quad)(?![a-z])", " ", tex)
    tex = re.sub(r"\\[td]frac", r"\\frac", tex).replace(r"\circ", r"\odot")
    return tuple(re.findall(r"\\[A-Za-z]+|\\.|\S", tex))


def all_mutants() -> list[tuple[str, str, str, str]]:
    """Return the table, the kind, the formula and the mutant of each, none twice."""
    found = []
    for table, (rows, formulas) in CORPUS.items():
        names = re.findall(rf"^\| \$({NAME})", rows, re.MULTILINE)
        for tex in formulas:
            seen = {looks(tex)}
            for kind, mutant in mutants(tex, list(dict.fromkeys(names))):
                if looks(mutant) not in seen:
                    seen.add(looks(mutant))
                    found.append((table, kind, tex, mutant))
    return found


def page_with(table: str, formulas: list[str]) -> Page:
    """Return a page with a table of symbols and displayed formulas."""
    rows = f"| symbol | code | what it is |\n|---|---|---|\n{CORPUS[table][0]}\n"
    text, blocks = rows, []
    for tex in formulas:
        line = text.count("\n") + 1
        end = line + tex.count("\n") + 2
        path = "docs/page.md"
        blocks.append(Block(path, "formula", "math", "", tex, line, end, ""))
        text += f"```math\n{tex}\n```\n"
    return Page("docs/page.md", text, tuple(blocks), ())


def is_noticed(table: str, mutant: str) -> bool:
    """Is a problem found in the mutant, on a page with one formula that may help it?"""
    helpers = [tex for tex in CORPUS[table][1] if tex == r"y = \sigma(z)"]
    page = page_with(table, [*helpers, mutant])
    problems = formula_problems(page, [], HERE)
    return any(problem.line >= page.blocks[-1].line for problem in problems)


def accepted() -> set[tuple[str, str]]:
    """Return the mutants that may live, because they are true; with their formulas."""
    text = (HERE / "formula_survivors.txt").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.split("\n") if line[:1] not in ("#", "")]
    return {(tex, mutant) for _, tex, mutant in lines}


def sample(size: int, seed: int = 1) -> list[tuple[str, str, str, str]]:
    return random.Random(seed).sample(all_mutants(), size)


def main() -> None:
    killed, total, survivors = Counter(), Counter(), []
    for table, kind, tex, mutant in all_mutants():
        noticed = is_noticed(table, mutant)
        total[kind] += 1
        killed[kind] += noticed
        if not noticed:
            survivors.append((kind, tex, mutant))
    for kind in sorted(total):
        print(f"{kind:15} {killed[kind]:5} of {total[kind]}")
    print(f"{'all':15} {killed.total():5} of {total.total()}")
    known = accepted()
    for kind, tex, mutant in survivors:
        mark = "" if (tex, mutant) in known else "NEW "
        print(mark + kind, tex, mutant, sep="\t")


if __name__ == "__main__":
    main()
