# Copied from docs/table.md, the place to edit it (d47c60201770d254).
import csv
from collections import namedtuple

import numpy as np

from tinynet.data import check

# inputs: (rows, features). targets: (rows, classes), 1 for the row's class, else 0.
Table = namedtuple("Table", ["inputs", "targets", "features", "classes"])


def read_table(file, target, separator=","):
    """Return the Table in a CSV file whose column `target` names the classes.

    file: a path; UTF-8, with the names of the columns in the first line. Raises
    ValueError, "file:LINE: what is wrong", for anything that isn't such a table.
    """
    inputs, labels = [], []
    with open(file, encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines, delimiter=separator, strict=True)
        try:
            names = [name.strip() for name in next(reader, [])]
            if names.count(target) != 1 or not 2 <= len({*names}) == len(names):
                raise ValueError(f"no one column {target!r} in {names}; separator?")
            for cells in filter(None, reader):  # a line may be empty
                if len(cells) != len(names):
                    raise ValueError(f"{len(cells)} cells, for {len(names)} names")
                row = dict(zip(names, map(str.strip, cells)))
                labels.append(row.pop(target))
                numbers = [float(cell.replace("_", "?")) for cell in row.values()]
                inputs.append(check("a row", numbers, ("features",)))
        except (csv.Error, ValueError) as error:
            raise ValueError(f"{file}:{max(reader.line_num, 1)}: {error}") from None
    classes = sorted({*labels})
    if "" in classes or not 2 <= len(classes) <= len(labels) / 2:
        raise ValueError(f"{file}:1: {target!r} names no classes: {classes[:9]}")
    targets = np.eye(len(classes))[[classes.index(label) for label in labels]]
    return Table(np.array(inputs), targets, tuple(row), tuple(classes))


def min_max_scale(rows, like):
    """Return rows, (…, features), on the scale where each feature of `like` is 0 to 1.

    A feature that is constant in `like` is only moved. Errors as in train.
    """
    like = check("like", like, ("rows", "features"))
    rows = check("rows", rows, (*np.shape(rows)[:-1], like.shape[1]))
    low, high = like.min(axis=0), like.max(axis=0)
    return (rows - low) / np.where(high > low, high - low, 1)
