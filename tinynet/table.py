# Copied from docs/table.md, the place to edit it (c3bd62e8d6e0a244).
"""A table of your own: reading it from a file, and bringing it to one scale.

Page: docs/table.md. Licence: MIT-0.
"""

import csv
import io
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Table(NamedTuple):
    """A table to learn from: what is measured, and to which class each row belongs.

    inputs: (rows, columns), as they stand in the file. targets: (rows, classes), 1 for
    the class of the row and 0 for the others. columns, classes: their names, in order.
    """

    inputs: np.ndarray
    targets: np.ndarray
    columns: tuple[str, ...]
    classes: tuple[str, ...]


def read_table(file, target):
    """Return the Table that a CSV file holds, whose column `target` names the classes.

    file: a path; UTF-8, names of columns first, parted by commas, semicolons or tabs.
    Raises ValueError, "file:LINE: what is wrong", for a cell that is missing or is no
    finite number, a row that is too long or too short, and names that do not fit.
    """
    rows = list(rows_of(file))
    names = check_names(file, rows, target)
    inputs, answers = [], []
    for line, cells in rows[1:]:
        if len(cells) != len(names):
            problem = f"{len(cells)} cells, for {len(names)} names in the first line"
            raise ValueError(f"{file}:{line}: {problem}")
        row = dict(zip(names, cells))
        if not row[target]:
            raise ValueError(f"{file}:{line}: column {target!r} is empty")
        answers.append(row.pop(target))
        try:
            inputs.append([as_number(name, cell) for name, cell in row.items()])
        except ValueError as problem:
            raise ValueError(f"{file}:{line}: {problem}") from None
    classes = tuple(sorted(set(answers)))
    if not 1 < len(classes) <= len(answers) / 2:
        problem = f"{len(answers)} rows with {len(classes)} different values in column"
        remedy = "classes must be 2 or more, with 2 or more rows for each on average"
        raise ValueError(f"{file}:1: {problem} {target!r}; {remedy}")
    targets = np.eye(len(classes))[[classes.index(answer) for answer in answers]]
    columns = tuple(name for name in names if name != target)
    return Table(np.array(inputs), targets, columns, classes)


def rows_of(file):
    """Yield the rows of a CSV file that are not blank: (line, cells)."""
    content = Path(file).read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len((content[: error.start] + b".").splitlines())
        raise ValueError(f"{file}:{line}: not UTF-8; save it as CSV UTF-8") from None
    first = next(iter(text.lstrip().splitlines()), "")
    comma = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if cells not in ([], [""]):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"{file}:{line}: {error}") from None


def check_names(file, rows, target):
    """Return the names of the columns; ValueError if a table cannot begin like this."""
    if not rows:
        raise ValueError(f"{file}:1: the file is empty")
    line, names = rows[0]
    problem = ""
    if target not in names:
        problem = f"no column {target!r}; the first line names {', '.join(names)}"
    elif "" in names:
        problem = f"column {names.index('') + 1} has no name"
    elif len(set(names)) < len(names):
        problem = f"two columns of one name in {', '.join(names)}"
    elif len(names) == 1:
        problem = f"no column besides {target!r}"
    elif len(rows) == 1:
        problem = "no rows below the names of the columns"
    if problem:
        raise ValueError(f"{file}:{line}: {problem}")
    return names


def as_number(name, cell):
    """Return the number in a cell; ValueError if there is none, or no finite one."""
    if not cell:
        raise ValueError(f"column {name!r} is empty")
    try:
        # subtle: to Python 1_5 is fifteen; in a table it is a slip of the finger.
        value = float(cell.replace("_", "?"))
    except ValueError:
        comma = "; write it with a point" if "," in cell else ""
        problem = f"column {name!r} holds {cell!r}, not a number{comma}"
        raise ValueError(problem) from None
    if not math.isfinite(value):
        raise ValueError(f"column {name!r} holds {cell!r}, not a finite number")
    return value


def scaled(rows, like):
    """Return the rows on the scale on which each column of `like` goes from 0 to 1.

    rows, like: (…, columns) arrays; the numbers of rows may lie outside that range.
    A column that is constant in `like` is only moved, by that constant.
    """
    low, high = like.min(axis=0), like.max(axis=0)
    return (rows - low) / np.where(high > low, high - low, 1)
