"""The notebook of chapter 10, against a training without any tables."""

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
FILE = ROOT / "docs/labs/second-layer.ipynb"
TEXT = FILE.read_text("utf-8")
NOTEBOOK = nbformat.reads(TEXT, as_version=4)
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]

ROWS = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
WANTED = [0, 1, 1, 0]
FIRST = [  # the second article's starting weights, a hidden neuron in each row
    [-0.165955990594852, -0.7064882183657739, -0.20646505153866013],
    [0.4406489868843162, -0.8153228104624044, 0.07763346800671389],
    [-0.9997712503653102, -0.6274795772446582, -0.16161097119341044],
    [-0.39533485473632046, -0.30887854591390451, 0.370439000793519],
]
SECOND = [
    -0.5910954973686155,
    0.7562348727818908,
    -0.9452248136041477,
    0.34093502035680445,
]


def squeezed(weights, read):
    total = sum(w * x for w, x in zip(weights, read, strict=True))
    return 1 / (1 + math.exp(-total))


@cache
def training(iterations: int):
    """Return what is said at the start of some iterations: hidden neurons, answers."""
    first, second, seen = [list(row) for row in FIRST], list(SECOND), {}
    for iteration in range(iterations + 1):
        hidden = [[squeezed(weights, row) for weights in first] for row in ROWS]
        answers = [squeezed(second, said) for said in hidden]
        if iteration in (0, 100, 300, 1_000):
            seen[iteration] = hidden, answers
        pushes = [(t - y) * y * (1 - y) for t, y in zip(WANTED, answers, strict=True)]
        for j in range(4):
            blames = [
                push * second[j] * said[j] * (1 - said[j])
                for push, said in zip(pushes, hidden, strict=True)
            ]
            for i in range(3):
                first[j][i] += sum(b * r[i] for b, r in zip(blames, ROWS, strict=True))
        for j in range(4):
            second[j] += sum(p * h[j] for p, h in zip(pushes, hidden, strict=True))
    return seen


def printed(part: str) -> list[str]:
    """Return the lines that the one cell whose code contains `part` has printed."""
    (cell,) = [cell for cell in CODE if part in cell.source]
    (stream,) = cell.outputs
    return stream.text.splitlines()


def test_the_errors_are_those_of_the_article_and_of_its_reader():
    assert [line.split()[1] for line in printed("watch=watch")] == [
        "0.496410031903",
        "0.00858452565325",
        "0.00578945986251",
        "0.00462917677677",
        "0.00395876528027",
        "0.00351012256786",
        "0.00318350238587",
        "0.00293230634228",
        "0.00273150641821",
        "0.00256631724004",
    ]


@pytest.mark.parametrize("place", range(4))
def test_the_hidden_neurons_say_what_they_say_in_a_plain_loop(place):
    iteration = (0, 100, 300, 1_000)[place]
    head, *lines = printed("layers[iteration], inputs")[5 * place : 5 * place + 5]
    assert head == f"iteration {iteration:,}"
    hidden, answers = training(1_000)[iteration]
    for line, row, said, answer in zip(lines, ROWS, hidden, answers, strict=True):
        numbers = re.findall(r"\d\.\d\d", line)
        assert line.split()[:2] == [f"{row[0]}", f"{row[1]}"]
        assert numbers == [f"{n:.2f}" for n in (*said, answer)]


@pytest.mark.parametrize("place", range(3))
def test_the_corners_of_the_square_are_the_examples(place):
    lines = printed("layers[iteration]\n    print")[14 * place : 14 * place + 14]
    iteration, square = lines[0].removeprefix("iteration "), lines[1:]
    assert {len(line) for line in square} == {25}
    assert len(square) == 13
    corners = square[-1][0], square[0][0], square[-1][-1], square[0][-1]
    if iteration == "99,999":
        assert corners == ("0", "9", "9", "0")
    else:
        _, answers = training(1_000)[int(iteration.replace(",", ""))]
        assert corners == tuple(f"{int(9.999 * y)}" for y in answers)


def test_the_place_to_play_begins_with_a_network_that_has_learned():
    answers = printed("wanted =")[0]
    numbers = [float(n) for n in re.findall(r"\d\.\d*", answers)]
    assert [round(n) for n in numbers] == WANTED
    assert max(abs(n - t) for n, t in zip(numbers, WANTED, strict=True)) < 0.05


def test_more_hidden_neurons_learn_more_often():
    counts = [int(re.search(r"(\d+) of 10", line)[1]) for line in printed("learned +=")]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] == 10


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
    assert all(cell["metadata"] == {} for cell in held["cells"])
    counts = [cell.execution_count for cell in CODE]
    assert counts == list(range(1, len(CODE) + 1))


def test_the_words_need_no_formulas():
    words = "\n".join(c.source for c in NOTEBOOK.cells if c.cell_type == "markdown")
    assert "$" not in words
    assert "pip install ." in words
