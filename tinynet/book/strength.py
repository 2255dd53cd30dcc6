# Copied from docs/book/strength.md, the place to edit it (df26144f880323d5).
"""How much is checked where, and whether that becomes less.

Page: docs/book/strength.md. Licence: MIT-0.
"""

import ast
import json
from collections import Counter
from functools import lru_cache
from pathlib import Path

from tinynet.book.formulas import cells_of, written_on
from tinynet.book.pages import Book, Page, Problem, read_book

FILE = "tests/book/strength.json"
SCORE = "tests/book/score.json"
TOLERANCES = {"rel", "abs", "rtol", "atol"}
WIDEST = "widest tolerance"


@lru_cache(maxsize=1000)
def of_code(source: str) -> dict[str, float]:
    """Return how much some code checks, by kind."""
    counts = {"assertions": 0, "equalities": 0, "tests": 0, WIDEST: 0.0}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert):
            counts["assertions"] += 1
            compared = [n for n in ast.walk(node.test) if isinstance(n, ast.Compare)]
            equal = [op for one in compared for op in one.ops if isinstance(op, ast.Eq)]
            counts["equalities"] += len(equal)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            known = name.startswith("assert_") or name in {"raises", "warns"}
            counts["assertions"] += known
        elif isinstance(node, ast.keyword) and node.arg in TOLERANCES:
            counts[WIDEST] = max(counts[WIDEST], getattr(node.value, "value", 0.0))
        elif isinstance(node, ast.FunctionDef):
            counts["tests"] += node.name.startswith("test_")
    return counts


def of_page(page: Page) -> dict[str, float]:
    """Return what is checked on a page, by kind."""
    counts = Counter(block.kind for block in page.blocks)
    for block in page.blocks:
        if block.kind == "example":
            try:
                found = of_code(block.text)
            except SyntaxError:
                continue
            for kind in ("assertions", "equalities"):
                counts[kind] += found[kind]
    counts["bound numbers"] = page.text.count("<!-- = ")
    counts["formulas in sentences"] = sum(not w.display for w in written_on(page))
    counts["symbols"] = len(list(cells_of(page)))
    return {kind: count for kind, count in sorted(counts.items()) if count}


def of_tests(file: Path) -> dict[str, float]:
    """Return what is checked in a file of tests, by kind."""
    return of_code(file.read_text(encoding="utf-8"))


def strength(root: Path) -> dict[str, dict[str, float]]:
    """Return, for each page and each file of tests, how much is checked there."""
    found = {page.path: of_page(page) for page in read_book(root).pages}
    for path, kinds in noted(root, SCORE).get("pages", {}).items():
        if path in found:
            killed = sum(counts[0] for counts in kinds.values())
            found[path]["mistakes killed"] = killed
    for file in sorted((root / "tests").rglob("test_*.py")):
        found[file.relative_to(root).as_posix()] = of_tests(file)
    return found


def noted(root: Path, path: str = FILE) -> dict:
    """Return what stands in the file of the project, nothing if there is none."""
    file = root / path
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def weaker(before: dict, now: dict) -> list[Problem]:
    """Return what is checked less than before."""
    lost = []
    for path, counts in before.items():
        for what, least in counts.items():
            found = now.get(path, {}).get(what, 0)
            worse = found > least if what == WIDEST else found < least
            if worse or path not in now:
                text = f"{what}: {least} before, {found} now; put it back, or accept it"
                lost.append(Problem(path, 1, text))
    return lost


def strength_problems(book: Book) -> list[Problem]:
    """Return what is checked less in a book than its file says."""
    before = noted(book.root)
    return weaker(before, strength(book.root)) if before else []


def noted_anew(root: Path) -> list[str]:
    """Write the file as it should be now; return what becomes weaker, and a summary.

    Nothing is written in a project that has no such file.
    """
    if not (root / FILE).is_file():
        return []
    before, now = noted(root), strength(root)
    lines = [f"weaker: {problem}" for problem in weaker(before, now)]
    stronger = len(weaker(now, before))
    if before != now:
        text = json.dumps(now, indent=1, sort_keys=True)
        (root / FILE).write_text(text + "\n", encoding="utf-8")
        lines.append(f"{FILE}: {len(lines)} weaker, {stronger} stronger or new")
    return lines
