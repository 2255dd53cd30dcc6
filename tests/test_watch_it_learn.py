"""The notebook of chapter 5, against a training without any tables."""

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
FILE = ROOT / "docs/labs/places-to-look.ipynb"
TEXT = FILE.read_text("utf-8")
NOTEBOOK = nbformat.reads(TEXT, as_version=4)
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]

# The second article's rows, and the start weights that both articles print, with more
# digits than they print.
ROWS = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
WANTED = [0, 0, 1, 1]
START = [-0.165955990594852, 0.4406489868843162, -0.9997712503653102]


def answers_of(weights):
    sums = [sum(x * w for x, w in zip(row, weights, strict=True)) for row in ROWS]
    return [1 / (1 + math.exp(-total)) for total in sums]


def pushes_of(answers):
    """Return error × slope for each row, as the article's line 36 does."""
    return [(t - y) * y * (1 - y) for t, y in zip(WANTED, answers, strict=True)]


def moves_of(pushes):
    """Return the move of each weight, as the article's line 39 does."""
    return [sum(r[i] * p for r, p in zip(ROWS, pushes, strict=True)) for i in range(3)]


@cache
def training():
    """Return the answers and the weights of each iteration, and the final weights."""
    answers, weights, path = [], START, []
    for _ in range(10_000):
        path.append(weights)
        answers.append(answers_of(weights))
        moves = moves_of(pushes_of(answers[-1]))
        weights = [w + move for w, move in zip(weights, moves, strict=True)]
    return answers, path, weights


def printed(part: str) -> list[str]:
    """Return the lines that the one cell whose code contains `part` has printed."""
    (cell,) = [cell for cell in CODE if part in cell.source]
    (stream,) = cell.outputs
    return stream.text.splitlines()


def numbers(line: str) -> list[str]:
    return re.findall(r"-?\d[\d,]*(?:\.\d+)?", line)


def mean_error(iteration: int) -> float:
    answers = training()[0][iteration]
    return sum(abs(t - y) for t, y in zip(WANTED, answers, strict=True)) / 4


def test_the_first_and_the_last_answers_are_those_of_a_plain_loop():
    answers, _, _ = training()
    rows = zip(WANTED, answers[0], answers[-1], strict=True)
    lines = printed("watch=watch")[1:]
    assert [numbers(line) for line in lines] == [
        [f"{t}", f"{first:.8f}", f"{last:.8f}"] for t, first, last in rows
    ]


def test_the_last_answers_are_what_the_second_article_printed():
    lines = printed("watch=watch")[1:]
    assert [numbers(line)[2] for line in lines] == (
        ["0.00966449", "0.00786506", "0.99358898", "0.99211957"]
    )


def test_the_answers_after_the_last_move_are_others():
    answers, _, weights = training()
    rows = zip(answers[-1], answers_of(weights), strict=True)
    lines = printed("zip(answers[-1]")[1:]
    assert [numbers(line) for line in lines] == [
        [f"{before:.8f}", f"{after:.8f}"] for before, after in rows
    ]
    assert all(before != after for before, after in map(numbers, lines))


@pytest.mark.parametrize("row", range(5))
def test_the_third_answer_and_the_mean_error_are_those_of_a_plain_loop(row):
    iteration = [0, 10, 100, 1_000, 9_999][row]
    third = numbers(printed("answers[iteration][2]")[row])
    assert third == [f"{iteration:,}", f"{training()[0][iteration][2]:.4f}"]
    error = numbers(printed("errors[iteration]:")[row])
    assert error == [f"{iteration:,}", f"{mean_error(iteration):.4f}"]


@pytest.mark.parametrize(
    ("part", "iteration", "digits"),
    [("first = answers[0]", 0, (4, 4, 4)), ("last = answers[-1]", -1, (6, 6, 7))],
)
def test_line_36_taken_apart_is_error_times_slope(part, iteration, digits):
    answers = training()[0][iteration]
    for line, t, y in zip(printed(part)[1:], WANTED, answers, strict=True):
        factors = t - y, y * (1 - y), (t - y) * y * (1 - y)
        assert numbers(line) == [
            f"{factor:.{places}f}" for factor, places in zip(factors, digits)
        ]


def test_line_39_adds_up_what_each_example_says_to_a_weight():
    pushes = pushes_of(training()[0][0])
    for i, (line, move) in enumerate(zip(printed("line_36 ="), moves_of(pushes))):
        parts = [f"{r[i] * p + 0.0:.4f}" for r, p in zip(ROWS, pushes, strict=True)]
        assert numbers(line) == [f"{i + 1}", *parts, f"{move:.4f}"]


def test_the_place_to_play_begins_with_the_article_s_result():
    weights, answers = printed("wanted =")
    assert weights == "weights: [ 9.673  -0.2078 -4.6296]"
    assert answers == "answers: [0.0097 0.0079 0.9936 0.9921]"


def curves(part: str) -> list[list[tuple[float, float]]]:
    """Return the curves of the one chart whose code contains `part`, read off it.

    The scale of each axis is found from the places of its lowest and highest number.
    """
    (cell,) = [cell for cell in CODE if part in cell.source]
    svg = cell.outputs[0].data["text/html"]
    marks = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>(−?[\d.,]+)</text>', svg)
    spots = [
        (float(x), float(y) - 4, float(n.replace("−", "-").replace(",", "")))
        for x, y, n in marks
    ]
    below = [(x, n) for x, y, n in spots if y > 215]
    beside = [(y, n) for x, y, n in spots if y < 215]

    def reader(ticks, log):
        (p, low), (q, high) = (
            min(ticks, key=lambda t: t[1]),
            max(ticks, key=lambda t: t[1]),
        )
        if not log:
            return lambda at: low + (at - p) / (q - p) * (high - low)
        return lambda at: low * (high / low) ** ((at - p) / (q - p))

    x_at, y_at = reader(below, True), reader(beside, "y_log" in cell.source)
    paths = re.findall(r'<path class="line s\d" d="M([\d.L ]{50,})"', svg)
    points = [[tuple(map(float, at.split())) for at in p.split("L")] for p in paths]
    return [[(x_at(x), y_at(y)) for x, y in curve] for curve in points]


def test_the_curve_of_the_error_shows_the_error():
    (curve,) = curves("y_log=True")
    assert len(curve) > 40
    assert (round(curve[0][0]), round(curve[-1][0])) == (1, 10_000)
    for iteration, error in curve:
        nearest = min(round(iteration), 10_000) - 1
        assert error == pytest.approx(mean_error(nearest), rel=0.0005)


def test_the_curves_of_the_weights_show_the_weights():
    path = training()[1]
    for column, curve in enumerate(curves("path = np.array")):
        assert len(curve) > 40
        for iteration, weight in curve:
            nearest = min(round(iteration), 10_000) - 1
            assert weight == pytest.approx(path[nearest][column], abs=0.001)


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
    assert {"watch", "errors"} <= given
    assert not given & set(tinynet.__all__)


def test_the_file_holds_nothing_of_the_machine_that_ran_it():
    nbformat.validate(NOTEBOOK)
    held = json.loads(TEXT)
    assert (held["nbformat"], held["nbformat_minor"]) == (4, 5)
    assert held["metadata"] == {
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    assert all(cell["metadata"] == {} for cell in held["cells"])
    counts = [cell.execution_count for cell in CODE]
    assert counts == list(range(1, len(CODE) + 1))


def test_the_words_need_no_formulas_and_name_no_other_project():
    words = "\n".join(c.source for c in NOTEBOOK.cells if c.cell_type == "markdown")
    assert "$" not in words
    assert "pip install ." in words
    assert not re.search(r"pip install\s+(\S+\s+)*tinynet\b", words)
