"""What is checked may grow and must not shrink: no block, assertion or digit is lost.

`python tests/book/test_strength.py` writes strength.json anew, for a change that removes
something on purpose; its diff shows what gets weaker.
"""

import ast
import json
from collections import Counter
from pathlib import Path

from tinynet.book.pages import read_book

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).with_name("strength.json")
TOLERANCES = {"rel", "abs", "rtol", "atol"}


def of_code(source: str) -> tuple[int, float]:
    """Return how many assertions some code makes, and its widest tolerance."""
    assertions, widest = 0, 0.0
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert):
            assertions += 1
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            assertions += name.startswith("assert_") or name in {"raises", "warns"}
        elif isinstance(node, ast.keyword) and node.arg in TOLERANCES:
            widest = max(widest, getattr(node.value, "value", 0.0))
    return assertions, widest


def strength(root: Path = ROOT) -> dict[str, dict[str, float]]:
    """Return, for each page and each file of tests, what is checked there."""
    found = {}
    for page in read_book(root).pages:
        counts = Counter(block.kind for block in page.blocks)
        examples = [block.text for block in page.blocks if block.kind == "example"]
        counts["assertions"] = sum(of_code(text)[0] for text in examples)
        counts["bound numbers"] = page.text.count("<!-- = ")
        found[page.path] = {kind: n for kind, n in sorted(counts.items()) if n}
    for file in sorted((root / "tests").rglob("test_*.py")):
        source = file.read_text(encoding="utf-8")
        assertions, widest = of_code(source)
        tests = sum(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            for node in ast.walk(ast.parse(source))
        )
        counts = {"assertions": assertions, "tests": tests, "widest tolerance": widest}
        found[file.relative_to(root).as_posix()] = counts
    return found


def weaker(before: dict, now: dict) -> list[str]:
    """Return what is checked less than before, a line each."""
    lost = []
    for path, counts in before.items():
        for what, least in counts.items():
            found = now.get(path, {}).get(what, 0)
            worse = found > least if what == "widest tolerance" else found < least
            if worse or path not in now:
                lost.append(f"{path}:1: {what}: {least} before, {found} now")
    return lost


def test_nothing_is_checked_less_than_before():
    assert weaker(json.loads(FILE.read_text(encoding="utf-8")), strength()) == []


def test_a_deleted_block_a_weaker_assertion_and_a_wider_tolerance_are_noticed():
    before = strength()
    for path, what, change in [
        ("docs/neuron.md", "example", -1),
        ("docs/neuron.md", "output", -1),
        ("docs/neuron.md", "definition", -1),
        ("docs/neuron.md", "formula", -1),
        ("docs/data.md", "bound numbers", -1),
        ("tests/test_neuron.py", "assertions", -1),
        ("tests/test_neuron.py", "tests", -1),
        ("tests/test_neuron.py", "widest tolerance", 0.1),
    ]:
        now = {**before, path: {**before[path], what: before[path][what] + change}}
        (told,) = weaker(before, now)
        assert told.startswith(f"{path}:1: {what}: ")


def test_a_page_or_a_file_of_tests_that_is_gone_is_noticed():
    before = strength()
    now = {path: counts for path, counts in before.items() if path != "docs/slope.md"}
    assert weaker(before, now)
    assert weaker(now, before) == []


if __name__ == "__main__":
    text = json.dumps(strength(), indent=1, sort_keys=True)
    FILE.write_text(text + "\n", encoding="utf-8")
