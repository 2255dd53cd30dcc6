"""Tables from files: what is read, what is refused and where, and the scale."""

import csv
from pathlib import Path

import numpy as np
import pytest

from tinynet import Network, cross_entropy, gradient_descent, min_max_scale, read_table

BEANS = Path(__file__).parents[1] / "docs/assets/beans.csv"
GOOD = "length,spots,kind\n12.5,5,ember\n11.25,2,dapple\n13.5,7,ember\n.5,-3e1,dapple\n"


def by_hand(content):
    names, *rows = [line.split(",") for line in content.splitlines()]
    kinds = sorted({row[-1] for row in rows})
    inputs = [[float(cell) for cell in row[:-1]] for row in rows]
    targets = [[row[-1] == kind for kind in kinds] for row in rows]
    return inputs, targets, tuple(names[:-1]), tuple(kinds)


def read(folder, content, separator=","):
    (folder / "few.csv").write_bytes(content.encode(errors="surrogateescape"))
    return read_table(folder / "few.csv", "kind", separator)


@pytest.mark.parametrize(
    ("old", "new", "separator"),
    [
        *((",", f" {x} ", x) for x in ",;\t"),
        *(("\n", x, ",") for x in ["\r\n", "\r", "\n\n"]),
        ("length", "\ufefflength", ","),
        ("-3e1,dapple\n", '"-3e1","dapple"', ","),
    ],
)
def test_files_of_other_programs_are_read_as_by_hand(tmp_path, old, new, separator):
    for text in GOOD, BEANS.read_text():
        inputs, targets, *names = read(tmp_path, text.replace(old, new), separator)
        assert (inputs.tolist(), targets.tolist(), *names) == by_hand(text)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_in_quotes_do_not_separate(tmp_path, separator):
    names = ["per 1,000; net\t(mm, mean)", "gräfin; rosa", "kind"]
    rows = [names, *([n, -n, "a, b"[n % 2 :]] for n in range(4))]
    with (tmp_path / "few.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    inputs, _, features, classes = read_table(file.name, "kind", separator)
    assert (*features, classes) == (*names[:2], (", b", "a, b"))
    assert inputs.tolist() == [row[:2] for row in rows[1:]]


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        *((".5,-3e1", f'"{x}",1', 5, x) for x in ["1,234", "1,234.5", "2,5", "Mr. A"]),
        *(("11.25", x, 3, "float") for x in ["", " ", "eleven", "NA", "1_1"]),
        *(("11.25", x, 3, "a row must be from") for x in ["nan", "-inf", "1e999"]),
        ("11.25,", "", 3, "2 cells, for 3 names"),
        ("5,ember", "5,ember,", 2, "4 cells, for 3 names"),
        ("13.5,7", '"13\n.5",x', 5, "float"),
        ("11.25", '"11.25"x', 3, "',' expected"),
        ("ember", "\udce9mber", 1, "'utf-8'"),  # as Latin-1 has é
        *(("kind", x, 1, ascii(x)) for x in ["Kind", "kind\u200b"]),
        (GOOD, "\ufeff\ufeffkind,length\n", 1, r"'\ufeffkind', 'length'"),
        ("length,", "sep=;\nlength,", 1, "['sep=;']; separator?"),
        (",", ";", 1, "['length;spots;kind']; separator?"),
        ("spots", "length", 1, "['length', 'length', 'kind']"),
        (GOOD, "kind\na\nb\n", 1, "['kind']"),
        *((GOOD, x, 1, "[]") for x in ["", "\n", "length,kind\n"]),
        *(("ember", x, 1, f"no classes: ['{x}'") for x in ["", "dapple"]),
        ("7,ember", "7,a", 1, "no classes: ['a', 'dapple', 'ember']"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, old, new, line, told):
    assert old in GOOD
    with pytest.raises(ValueError, match=rf"few\.csv:{line}: ") as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert told in str(caught.value)


def test_the_scale_is_that_of_plain_numbers_whatever_their_type():
    for kind, a, b, u in ("int8", -100, 100, 0), ("uint8", 10, 20, 5), ("f8", 7, 7, 9):
        scaled = min_max_scale(np.array([[u]], kind), np.array([[a], [b]], kind))
        assert scaled.item() == (u - a) / (b - a or 1)


def test_each_feature_has_a_scale_of_its_own_and_must_be_there():
    like = np.array([[2.0, -10], [6, 30], [3, 0]])
    assert min_max_scale([4.0, 50], like).tolist() == [0.5, 1.5]
    for row in ([4.0], [4.0, 50, 1]):
        with pytest.raises(ValueError, match="shape"):
            min_max_scale([row, row], like)


def test_the_recipe_beats_the_baseline_on_90_569_and_1797_rows_unchanged():
    from sklearn.datasets import load_breast_cancer, load_digits

    table, cells, digits = read_table(BEANS, "kind"), load_breast_cancer, load_digits
    beans = table.inputs[:90], table.targets[:90].argmax(axis=1)
    for inputs, kinds in beans, cells(return_X_y=True), digits(return_X_y=True):
        order = np.random.RandomState(1).permutation(len(inputs))
        test, training = np.split(order, [len(order) // 4])
        targets, like = np.eye(max(kinds) + 1)[kinds], inputs[training]
        network = Network(len(inputs[0]), 6, len(targets[0]))
        recipe = targets[training], 1000, cross_entropy, gradient_descent(0.05), 32
        network.train(min_max_scale(like, like), *recipe)
        predicted = network.think(min_max_scale(inputs[test], like)).argmax(axis=1)
        baseline = (kinds[test] == np.bincount(kinds[training]).argmax()).mean()
        assert (predicted == kinds[test]).mean() > baseline + 0.2
