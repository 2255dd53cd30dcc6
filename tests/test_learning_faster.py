"""The notebook of chapter 8, against races that are run without any tables."""

import ast
import json
import math
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import pytest

import tinynet

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs/labs/learning-faster.ipynb"
TEXT = FILE.read_text("utf-8")
NOTEBOOK = nbformat.reads(TEXT, as_version=4)
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]

ROWS = [[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]]
WANTED = [0, 1, 1, 0]
START = (-0.165955990594852, 0.4406489868843162, -0.9997712503653102)
WRONG = (-5.0, 0.0, 0.0)
RACERS = [
    "squared error, plain",
    "squared error, momentum",
    "squared error, Adam",
    "cross-entropy, plain",
    "cross-entropy, momentum",
]


@cache
def race(racer: str, start: tuple, iterations: int):
    """Return answers and weights before each move, one number at a time."""
    loss, step = racer.split(", ")
    weights, seen = list(start), []
    ball, mean, square = [0.0] * 3, [0.0] * 3, [0.0] * 3
    for n in range(1, iterations + 1):
        answers = []
        for row in ROWS:
            total = sum(x * w for x, w in zip(row, weights, strict=True))
            answers.append(1 / (1 + math.exp(-total)))
        seen.append((answers, list(weights)))
        pushes = [t - y for t, y in zip(WANTED, answers, strict=True)]
        if loss == "squared error":
            pushes = [p * y * (1 - y) for p, y in zip(pushes, answers, strict=True)]
        for i in range(3):
            g = sum(row[i] * push for row, push in zip(ROWS, pushes, strict=True))
            ball[i] = g + 0.9 * ball[i]
            mean[i] = 0.9 * mean[i] + 0.1 * g
            square[i] = 0.999 * square[i] + 0.001 * g * g
            size = math.sqrt(square[i] / (1 - 0.999**n)) + 1e-8
            weights[i] += {
                "plain": g,
                "momentum": ball[i],
                "Adam": 0.1 * mean[i] / (1 - 0.9**n) / size,
            }[step]
    return seen


def error_of(answers) -> float:
    return sum(abs(t - y) for t, y in zip(WANTED, answers, strict=True)) / 4


def printed(part: str) -> list[str]:
    """Return the lines that the one cell whose code contains `part` has printed."""
    (cell,) = [cell for cell in CODE if part in cell.source]
    (stream,) = cell.outputs
    return stream.text.splitlines()


def numbers(line: str) -> list[str]:
    return re.findall(r"-?\d[\d,]*(?:\.\d+)?", line)


@pytest.mark.parametrize("racer", RACERS)
def test_the_race_is_that_of_a_plain_loop(racer):
    (line,) = [line for line in printed("racers = {") if line.startswith(racer)]
    errors = [error_of(answers) for answers, _ in race(racer, START, 6_500)]
    first = [next(n for n, e in enumerate(errors) if e <= x) for x in (0.1, 0.05, 0.01)]
    assert numbers(line) == [f"{n:,}" for n in first]


@pytest.mark.parametrize("racer", RACERS)
def test_the_way_back_from_a_wrong_start_is_that_of_a_plain_loop(racer):
    (line,) = [line for line in printed("race(loss, step, wrong") if racer in line]
    lowest = 0.0
    for n, (answers, weights) in enumerate(race(racer, WRONG, 5_000)):
        if all((y > 0.5) == t for y, t in zip(answers, WANTED, strict=True)):
            break
        lowest = min(lowest, weights[2])
    assert numbers(line) == [f"{n:,}", f"{lowest:.2f}"]


def test_the_slope_and_the_pushes_at_the_wrong_start():
    output = 1 / (1 + math.exp(5))
    slope = output * (1 - output)
    lines = printed("sigmoid_gradient(output)")
    assert numbers(lines[0]) == [f"{output:.4f}", f"{slope:.4f}"]
    assert numbers(lines[1]) == [f"{(1 - output) * slope:.4f}"]
    assert numbers(lines[2])[-1] == f"{1 - output:.4f}"


def test_the_place_to_play_begins_with_the_quickest():
    seen = race("cross-entropy, momentum", START, 100)
    for line in printed("rate = 1.0"):
        n, error, *weights = numbers(line)
        assert error == f"{error_of(seen[int(n)][0]):.5f}"
        assert weights == [f"{w:.3f}" for w in seen[int(n)][1]]


def lines_of(part: str) -> list[list[tuple[float, float]]]:
    """Return the curves of the one chart whose code contains `part`, in its units."""
    (cell,) = [cell for cell in CODE if part in cell.source]
    svg = cell.outputs[0].data["text/html"]
    paths = re.findall(r'<path class="line s\d" d="M([\d.L ]{50,})"', svg)
    return [[tuple(map(float, at.split())) for at in p.split("L")] for p in paths]


def test_the_curves_of_the_error_show_the_errors():
    for racer, curve in zip(
        [RACERS[0], RACERS[1], RACERS[2], RACERS[3]],
        lines_of("y_log=True"),
        strict=True,
    ):
        seen = race(racer, START, 6_500)
        for x, y in curve:
            n = round(10 ** ((x - 48) / 290 * 4))
            if n <= len(seen):
                error = 10 ** ((206 - y) / 180 * 5 - 3)
                assert error == pytest.approx(error_of(seen[n - 1][0]), rel=0.001)


def test_the_ways_show_the_weights():
    for racer, curve in zip(RACERS, lines_of("second weight"), strict=False):
        seen = race(racer, START, 6_500)
        assert len(curve) == 300
        for (x, y), (_, weights) in zip(curve, seen, strict=False):
            assert (x - 48) / 290 * 13 - 1 == pytest.approx(weights[0], abs=0.001)
            assert (206 - y) / 180 * 5 - 2 == pytest.approx(weights[1], abs=0.001)


@pytest.mark.reads("docs/labs")
def test_the_cells_run_as_a_plain_program_and_print_what_the_file_holds(tmp_path):
    end = "-- the end of a cell --\n"
    program = "".join(f"{cell.source}\nprint({end!r}, end='')\n" for cell in CODE)
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    held = ["".join(o.get("text", "") for o in cell.outputs) for cell in CODE]
    assert ran.stdout.split(end)[:-1] == held


def test_the_notebook_gives_no_name_of_the_package_to_anything_else():
    given = set()
    for node in ast.walk(ast.parse("\n".join(cell.source for cell in CODE))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            given.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given.add(node.id)
    assert {"race", "racers"} <= given
    assert not given & set(tinynet.__all__)


def test_the_file_holds_nothing_of_the_machine_that_ran_it():
    nbformat.validate(NOTEBOOK)
    held = json.loads(TEXT)
    assert held["metadata"]["language_info"] == {"name": "python"}
    assert all(cell["metadata"] == {} for cell in held["cells"])
    counts = [cell.execution_count for cell in CODE]
    assert counts == list(range(1, len(CODE) + 1))


def test_the_words_need_no_formulas_and_name_no_other_project():
    words = "\n".join(c.source for c in NOTEBOOK.cells if c.cell_type == "markdown")
    assert "$" not in words
    assert "pip install ." in words
    assert not re.search(r"pip install [^\n]*\btinynet\b", words)
