"""Tables from files: what is read, what is refused and where, and the scale."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tinynet.table import read_table, scaled

ROOT = Path(__file__).parents[1]
BEANS = ROOT / "docs/assets/beans.csv"
PAGE = (ROOT / "docs/table.md").read_text("utf-8")

GOOD = """length,spots,kind
12.5,5,dapple
11.25,2,ember
13.5,7,dapple
10.5,3,ember
"""
INPUTS = [[12.5, 5], [11.25, 2], [13.5, 7], [10.5, 3]]
CLASSES = "classes must be 2 or more, with 2 or more rows for each on average"
TARGETS = [[1, 0], [0, 1], [1, 0], [0, 1]]


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Return a function that writes few.csv in the folder in which the test runs."""
    monkeypatch.chdir(tmp_path)

    def write(content):
        content = content.encode() if isinstance(content, str) else content
        Path("few.csv").write_bytes(content)

    return write


def refusal(target="kind") -> str:
    with pytest.raises(ValueError) as caught:
        read_table("few.csv", target)
    assert type(caught.value) is ValueError
    return str(caught.value)


def test_inputs_are_the_numbers_of_the_file_and_targets_are_one_hot(write):
    write(GOOD)
    table = read_table("few.csv", "kind")
    np.testing.assert_array_equal(table.inputs, INPUTS)
    np.testing.assert_array_equal(table.targets, TARGETS)
    assert table.inputs.dtype == table.targets.dtype == np.float64
    assert table.columns == ("length", "spots")
    assert table.classes == ("dapple", "ember")


def test_classes_are_sorted_whatever_comes_first_in_the_file(write):
    lines = GOOD.splitlines()
    write("\n".join([lines[0], *reversed(lines[1:])]))
    table = read_table("few.csv", "kind")
    assert table.classes == ("dapple", "ember")
    np.testing.assert_array_equal(table.targets, TARGETS[::-1])


def test_the_target_may_be_any_column_and_a_number(write):
    write("label,length\n1,2.5\n0,3.5\n1,-4e-1\n0,.5\n")
    table = read_table("few.csv", "label")
    assert (table.columns, table.classes) == (("length",), ("0", "1"))
    np.testing.assert_array_equal(table.inputs, [[2.5], [3.5], [-0.4], [0.5]])
    np.testing.assert_array_equal(table.targets, [[0, 1], [1, 0], [0, 1], [1, 0]])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GOOD.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(GOOD.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(GOOD.replace("\n", "\r"), id="CR"),
        pytest.param(GOOD.rstrip("\n"), id="no line end at the end"),
        pytest.param(GOOD.replace(",", ";"), id="semicolons"),
        pytest.param(GOOD.replace(",", "\t"), id="tabs"),
        pytest.param(GOOD.replace(",", " , "), id="spaces"),
        pytest.param(GOOD.replace("\n", "\n\n"), id="blank lines"),
        pytest.param("\n" + GOOD, id="a blank line first"),
        pytest.param(GOOD.replace("11.25", '"11.25"'), id="quotes"),
        pytest.param(GOOD.replace("dapple", '"dapple"'), id="quoted classes"),
    ],
)
def test_the_same_table_is_read_from_files_of_other_programs(write, content):
    write(content)
    table = read_table("few.csv", "kind")
    np.testing.assert_array_equal(table.inputs, INPUTS)
    np.testing.assert_array_equal(table.targets, TARGETS)
    assert table.columns == ("length", "spots")
    assert table.classes == ("dapple", "ember")


def test_only_separators_separate(write):
    write(GOOD.replace("length,spots", "x_xxx,xxx_x"))
    assert read_table("few.csv", "kind").columns == ("x_xxx", "xxx_x")


def test_letters_of_other_languages_and_separators_in_quotes_are_read(write):
    write(GOOD.replace("dapple", '"gräfin, rosa"'))
    assert read_table("few.csv", "kind").classes == ("ember", "gräfin, rosa")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("11.25", "", "3: column 'length' is empty"),
        ("11.25", "  ", "3: column 'length' is empty"),
        ("7,dapple", "7,", "4: column 'kind' is empty"),
        ("11.25", "eleven", "3: column 'length' holds 'eleven', not a number"),
        ("11.25", "1_1", "3: column 'length' holds '1_1', not a number"),
        (
            "11.25",
            '"11,25"',
            "3: column 'length' holds '11,25', not a number; write it with a point",
        ),
        ("11.25", "nan", "3: column 'length' holds 'nan', not a finite number"),
        ("11.25", "-inf", "3: column 'length' holds '-inf', not a finite number"),
        ("11.25", "1e999", "3: column 'length' holds '1e999', not a finite number"),
        ("11.25", "NA", "3: column 'length' holds 'NA', not a number"),
        ("11.25,", "", "3: 2 cells, for 3 names in the first line"),
        ("5,dapple", "5,dapple,", "2: 4 cells, for 3 names in the first line"),
        (
            "kind",
            "sort",
            "1: no column 'kind'; the first line names length, spots, sort",
        ),
        (
            "kind",
            "Kind",
            "1: no column 'kind'; the first line names length, spots, Kind",
        ),
        ("length", "", "1: column 1 has no name"),
        ("spots", "length", "1: two columns of one name in length, length, kind"),
        (GOOD, "kind\nember\ndapple\n", "1: no column besides 'kind'"),
        (GOOD, "length,kind\n", "1: no rows below the names of the columns"),
        (GOOD, "", "1: the file is empty"),
        (GOOD, " \n\n", "1: the file is empty"),
        (GOOD, "\ufeff", "1: the file is empty"),
        ("11.25", '"11.25', "3: unexpected end of data"),
        ("11.25", '"11.25"x', "3: ',' expected after '\"'"),
        (
            "ember",
            "dapple",
            f"1: 4 rows with 1 different values in column 'kind'; {CLASSES}",
        ),
        (
            "3,ember",
            "3,other",
            f"1: 4 rows with 3 different values in column 'kind'; {CLASSES}",
        ),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(write, old, new, problem):
    assert old in GOOD
    write(GOOD.replace(old, new))
    assert refusal() == f"few.csv:{problem}"


def test_what_is_not_utf_8_is_refused_with_its_line(write):
    write(GOOD.replace("13.5,7,dapple", "13.5,7,däpple").encode("latin-1"))
    assert refusal() == "few.csv:4: not UTF-8; save it as CSV UTF-8"
    write(GOOD.encode("utf-16"))
    assert refusal() == "few.csv:1: not UTF-8; save it as CSV UTF-8"


def test_a_comma_in_a_number_between_semicolons_is_refused(write):
    write(GOOD.replace(",", ";").replace(".", ","))
    problem = "holds '12,5', not a number; write it with a point"
    assert refusal() == f"few.csv:2: column 'length' {problem}"


def test_blank_lines_and_cells_of_two_lines_do_not_spoil_the_count(write):
    write('length,kind\n\n1,"a\nb"\n\n2,"a\nb"\n3,c\nx,c\n')
    assert refusal() == "few.csv:9: column 'length' holds 'x', not a number"


def test_a_file_that_is_not_there_is_the_error_that_python_has_for_it(write):
    with pytest.raises(FileNotFoundError):
        read_table("none.csv", "kind")


def test_the_refusal_names_the_file_as_it_was_given(write, tmp_path):
    write("")
    with pytest.raises(ValueError, match=rf"^{re.escape(str(tmp_path))}.few\.csv:1: "):
        read_table(tmp_path / "few.csv", "kind")


def test_the_scale_goes_from_0_to_1_and_beyond_for_new_rows():
    like = np.array([[2.0, -10, 7], [6, 30, 7], [3, 0, 7]])
    rows = np.array([[4.0, 50, 9], [1, -10, 7]])
    wanted = [[0.5, 1.5, 2.0], [-0.25, 0, 0]]
    np.testing.assert_array_equal(scaled(rows, like), wanted)
    np.testing.assert_array_equal(scaled(like, like).min(axis=0), [0, 0, 0])
    np.testing.assert_array_equal(scaled(like, like).max(axis=0), [1, 1, 0])
    np.testing.assert_array_equal(rows, [[4, 50, 9], [1, -10, 7]])


def test_the_smallest_and_the_largest_numbers_are_all_that_the_scale_needs():
    like = np.random.RandomState(3).normal(size=(20, 4))
    ends = np.array([like.min(axis=0), like.max(axis=0)])
    np.testing.assert_array_equal(scaled(like, ends), scaled(like, like))


def test_the_beans_are_those_that_the_page_invents(tmp_path):
    folded = PAGE.split('??? note "The code that invents the beans"')[1]
    block = folded.split("    ```python\n")[1].split("    ```\n")[0]
    program = "\n".join(line[4:] for line in block.splitlines())
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
    assert (tmp_path / "beans.csv").read_text() == BEANS.read_text()


def test_the_beans_are_read_as_the_standard_library_reads_them():
    table = read_table(BEANS, "kind")
    with BEANS.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(table.inputs) == 120
    for row, inputs, targets in zip(rows, table.inputs, table.targets, strict=True):
        assert [float(row[name]) for name in table.columns] == list(inputs)
        assert [row["kind"] == name for name in table.classes] == list(targets)
