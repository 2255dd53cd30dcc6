"""Mutants of formulas: each differs from a true one in a single sign, digit or name.

They are made from the text alone, without the reader that they test. To try them all:
python tests/book/formula_mutants.py
"""

import random
import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from formula_corpus import CORPUS

from tinynet.book.formulas import formula_problems
from tinynet.book.mutants import NAME, formula_changes
from tinynet.book.pages import Block, Page


def all_mutants() -> list[tuple[str, str, str]]:
    """Return the table, the formula and the mutant of each, none twice."""
    found = []
    for table, (rows, formulas) in CORPUS.items():
        names = re.findall(rf"^\| \$({NAME})", rows, re.MULTILINE)
        for tex in formulas:
            for start, end, new in formula_changes(tex, list(dict.fromkeys(names))):
                found.append((table, tex, tex[:start] + new + tex[end:]))
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


def sample(size: int, seed: int = 1) -> list[tuple[str, str, str]]:
    return random.Random(seed).sample(all_mutants(), size)


def main() -> None:
    killed, total, known = Counter(), Counter(), accepted()
    for table, tex, mutant in all_mutants():
        noticed = is_noticed(table, mutant)
        total[table] += 1
        killed[table] += noticed
        if not noticed and (tex, mutant) not in known:
            print("NEW", tex, mutant, sep="\t")
    for table in total:
        print(f"{table:25} {killed[table]:5} of {total[table]}")
    print(f"{'all':25} {killed.total():5} of {total.total()}")


if __name__ == "__main__":
    main()
