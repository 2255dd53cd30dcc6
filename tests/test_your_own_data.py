"""The notebook for one's own data, with the book's table and with others."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np

from tinynet.table import read_table

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/labs/your-own-data.ipynb").read_text("utf-8")
NOTEBOOK = nbformat.reads(TEXT, as_version=4)
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]
HELD = ["".join(o.get("text", "") for o in cell.outputs) for cell in CODE]
END = "-- the end of a cell --\n"


def program(*changes: tuple[str, str]) -> str:
    source = "".join(f"{cell.source}\nprint({END!r}, end='')\n" for cell in CODE)
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    return source


def run(folder: Path, *changes) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", program(*changes)],
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )


def test_the_cells_run_as_a_plain_program_and_print_what_the_file_holds(tmp_path):
    ran = run(tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split(END)[:-1] == HELD


def test_a_table_beside_the_notebook_is_read_in_place_of_the_beans(tmp_path):
    random = np.random.RandomState(2)
    heights = np.concatenate([random.normal(1, 0.1, 30), random.normal(3, 0.1, 30)])
    rows = [f"{x:.3f};{'small' if x < 2 else 'large'}" for x in heights]
    (tmp_path / "trees.csv").write_text("height;size\n" + "\n".join(rows) + "\n")
    ran = run(tmp_path, ('"beans.csv"', '"trees.csv"'), ('"kind"', '"size"'))
    assert ran.returncode == 0, ran.stderr
    table, split, _, answers, new = ran.stdout.split(END)[:-1]
    assert table.startswith("60 rows\nheight: from 0.")
    assert table.endswith("large: 30 rows\nsmall: 30 rows\n")
    assert split.startswith("train on 45 rows, 15 are put aside")
    assert answers.startswith("right: 15 of 15, 100%")
    assert new.startswith("height = ")


def test_a_hidden_layer_as_the_notebook_proposes_it_trains(tmp_path):
    ran = run(tmp_path, ("hidden = []", "hidden = [6]"))
    assert ran.returncode == 0, ran.stderr
    assert "right: 28 of 30" in ran.stdout


def test_a_file_that_is_nowhere_is_named(tmp_path):
    ran = run(tmp_path, ('"beans.csv"', '"none.csv"'))
    assert "FileNotFoundError" in ran.stderr
    assert "'none.csv'" in ran.stderr


def test_the_confusion_table_adds_up_to_the_rows_that_were_put_aside():
    (answers,) = [text for text in HELD if text.startswith("right: ")]
    right, rows = map(int, re.match(r"right: (\d+) of (\d+)", answers).groups())
    lines = answers.splitlines()[4:]
    counts = np.array([[int(n) for n in line.split()[1:]] for line in lines])
    assert (counts.trace(), counts.sum()) == (right, rows)
    table = read_table(ROOT / "docs/assets/beans.csv", "kind")
    aside = np.random.RandomState(1).permutation(len(table.inputs))[90:]
    assert list(counts.sum(axis=1)) == list(table.targets[aside].sum(axis=0))


def test_the_words_need_no_formulas_and_name_no_other_project():
    words = "\n".join(c.source for c in NOTEBOOK.cells if c.cell_type == "markdown")
    assert "$" not in words
    assert "pip install ." in words
    assert not re.search(r"pip install\s+(\S+\s+)*tinynet\b", words)
