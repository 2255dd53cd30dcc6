"""The lab, executed, against the same recipe by plain loops."""

import csv
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import numpy as np
import pytest
from built_site import ROOT
from labs import executed, the
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from plain import plain_forward, plain_gradients, plain_layers, plain_step

from tinynet import Network

FILE = "docs/labs/your-own-data.ipynb"
BEANS = ROOT / "docs/assets/beans.csv"
CLASSES = ["dapple", "ember", "frost"]


@pytest.fixture(scope="module")
def cells(built_site):
    return executed(built_site, FILE)


def run_beside(file, *changes):
    """Run the changed notebook in a folder with my.csv only; return what it printed."""
    notebook = nbformat.read(ROOT / FILE, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for old, new in changes:
        (cell,) = [cell for cell in code if old in cell.source]
        cell.source = cell.source.replace(old, new)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        (Path(folder) / "my.csv").write_text(file)
        resources = {"metadata": {"path": folder}}
        patience = {"startup_timeout": 600, "iopub_timeout": 600}
        NotebookClient(notebook, resources=resources, **patience).execute()
        assert [one.name for one in Path(folder).iterdir()] == ["my.csv"]
    outputs = [output for cell in code for output in cell.outputs]
    return "".join(output.get("text", "") for output in outputs).splitlines()


@cache
def trained_by_loops():
    """Return the 3-6-3 network of the recipe, the scale, and both sets, as lists."""
    with BEANS.open(newline="") as file:
        _, *table = csv.reader(file)
    order = np.random.RandomState(1).permutation(120)
    rows = [[[float(x) for x in table[n][:3]], table[n][3]] for n in order]
    training, test = rows[:90], rows[90:]
    low, high = ([f(x[i] for x, _ in training) for i in range(3)] for f in (min, max))

    def scaled(row):
        return [(x - a) / (b - a) for x, a, b in zip(row, low, high, strict=True)]

    random, batches = np.random.RandomState(1), []
    while len(batches) < 1000:
        shuffled = random.permutation(90)
        batches += [shuffled[:32], shuffled[32:64]]
    layers = plain_layers(Network(3, 6, 3))
    for batch in batches:
        inputs = [scaled(training[at][0]) for at in batch]
        targets = [[name == training[at][1] for name in CLASSES] for at in batch]
        gradients = plain_gradients(layers, inputs, targets, squared=False)
        layers = plain_step(layers, gradients, 0.05)
    return layers, scaled, training, test


def test_the_lab_invents_the_beans_of_the_book(cells):
    assert the(cells, "beans.write_text").lines == BEANS.read_text().splitlines()[:4]
    ranges = the(cells, "read_table(").lines
    assert ranges[:2] == ["120 examples", "length_mm: from 9.3 to 16"]
    counts = ["dapple: 60", "ember: 36", "frost: 24"]
    assert ranges[-3:] == [f"{count} examples" for count in counts]


def test_the_predictions_are_those_of_a_network_of_plain_loops(cells):
    layers, scaled, _, test = trained_by_loops()
    counts = {name: [0, 0, 0] for name in CLASSES}
    for row, name in test:
        y = plain_forward(layers, scaled(row))[-1]
        counts[name][y.index(max(y))] += 1
    right = sum(counts[name][i] for i, name in enumerate(CLASSES))
    lines = the(cells, "predicted = ").lines
    assert lines[0] == f"right: {right} of 30, {right / 30:.0%}"
    table = [line.split() for line in lines[-3:]]
    assert table == [[name, *map(str, counts[name])] for name in CLASSES]


def test_the_new_example_gets_the_outputs_of_a_network_of_plain_loops(cells):
    layers, scaled, training, _ = trained_by_loops()
    mean = [sum(row[i] for row, _ in training) / 90 for i in range(3)]
    y = plain_forward(layers, scaled(mean))[-1]
    lines = the(cells, "new = ").lines
    assert lines[:3] == [
        f"{name} = {x:.4g}"
        for name, x in zip(["length_mm", "weight_mg", "spots"], mean, strict=True)
    ]
    assert lines[3:6] == [f"{n}: {o:.3f}" for n, o in zip(CLASSES, y, strict=True)]
    assert lines[6] == f"prediction: {CLASSES[y.index(max(y))]}"


def test_a_small_file_beside_the_notebook_is_read_and_learned():
    random = np.random.RandomState(2)
    heights = np.concatenate([random.normal(1, 0.1, 14), random.normal(3, 0.1, 14)])
    rows = [f"{x:.3f};{'small' if x < 2 else 'large'}" for x in heights]
    changes = ("file = beans", 'file = "my.csv"'), ('"kind"', '"size"')
    changes += (('separator = ","', 'separator = ";"'), ("hidden = [6]", "hidden = []"))
    lines = run_beside("\n".join(["height;size", *rows]), *changes)
    assert "large: 14 examples" in lines
    assert "small: 14 examples" in lines
    assert "right: 7 of 7, 100%" in lines


def test_what_is_wrong_with_a_file_is_said_with_its_line():
    change = ("file = beans", 'file = "my.csv"')
    with pytest.raises(CellExecutionError, match=r"my\.csv:3: .*'\?'"):
        run_beside("x,kind\n1,a\n?,b\n", change)
