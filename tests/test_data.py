"""The training sets of the articles, and the check of anybody's data."""

import numpy as np
import pytest

from tinynet.data import MILO, TRASK, XOR, XOR7, check


def rows(training_set) -> list[tuple[str, int]]:
    inputs, targets = training_set
    return [
        ("".join(f"{x:g}" for x in row), float(target))
        for row, target in zip(inputs, targets[:, 0], strict=True)
    ]


def test_milo_has_the_four_examples_of_the_first_article():
    assert rows(MILO) == [("001", 0), ("111", 1), ("101", 1), ("011", 0)]


def test_trask_has_the_same_examples_in_another_order():
    assert rows(TRASK) == [("001", 0), ("011", 0), ("101", 1), ("111", 1)]
    assert sorted(rows(TRASK)) == sorted(rows(MILO))


def test_statistics_find_the_first_column_of_milo_and_none_of_xor():
    with np.errstate(invalid="ignore"):  # the third column never changes
        for (inputs, targets), first in [(MILO, 1), (TRASK, 1), (XOR, 0)]:
            correlations = np.corrcoef(inputs, targets, rowvar=False)[-1, :-1]
            np.testing.assert_allclose(correlations, [first, 0, np.nan], atol=1e-15)


@pytest.mark.parametrize(("training_set", "count"), [(XOR, 4), (XOR7, 7)])
def test_xor_is_1_when_exactly_one_of_the_first_two_inputs_is(training_set, count):
    seen = rows(training_set)
    assert len(set(seen)) == count
    for inputs, target in seen:
        assert target == (inputs[0] != inputs[1])


def test_xor_always_has_a_third_input_of_1_and_xor7_lacks_one_situation():
    assert {inputs[2] for inputs, _ in rows(XOR)} == {"1"}
    assert {inputs for inputs, _ in rows(XOR7)} == {
        f"{n:03b}" for n in range(8) if f"{n:03b}" != "110"
    }


@pytest.mark.parametrize("training_set", [MILO, TRASK, XOR, XOR7])
def test_inputs_and_targets_are_read_only_floats_with_a_row_for_each_example(
    training_set,
):
    inputs, targets = training_set
    assert inputs.dtype == targets.dtype == np.float64
    assert inputs.shape == (len(targets), 3)
    assert targets.shape == (len(inputs), 1)
    for array in training_set:
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 7


@pytest.mark.parametrize("kind", [bool, np.uint8, int, np.float32, float])
def test_numbers_of_every_kind_become_floats(kind):
    checked = check("inputs", np.array([[0, 1], [1, 1]], kind), ("rows", 2))
    assert checked.dtype == np.float64
    assert checked.tolist() == [[0, 1], [1, 1]]


def test_floats_are_passed_on_and_not_copied():
    assert check("inputs", MILO.inputs, ("rows", "n")) is MILO.inputs


@pytest.mark.parametrize("values", [["1"], [None], [1j], ["2026-01-01"]])
def test_what_is_no_number_is_refused_with_its_name(values):
    with pytest.raises(TypeError, match="^targets must be numbers, not "):
        check("targets", values, ("rows",))


@pytest.mark.parametrize(
    ("values", "shape"),
    [
        ([[0, 1, 1, 0]], (4, 1)),
        ([0, 1, 1, 0], (4, 1)),
        ([[[0]]], ("rows", 1)),
        ([], ("rows",)),
        (np.zeros((0, 3)), ("rows", 3)),
        ([0.5], ()),
    ],
)
def test_another_shape_is_refused_with_the_one_that_was_expected(values, shape):
    wanted = ", ".join(map(str, shape))
    with pytest.raises(ValueError) as refused:
        check("weights", values, shape)
    found = np.shape(values)
    assert str(refused.value) == f"weights must have the shape ({wanted}), not {found}"


@pytest.mark.parametrize("strange", [-0.01, 1.01, 55, np.nan, np.inf, -np.inf])
def test_what_is_out_of_range_missing_or_infinite_is_refused(strange):
    assert check("targets", [0, 1], (2,), low=0, high=1).tolist() == [0, 1]
    for targets in ([0, strange], [strange, 1]):
        with pytest.raises(ValueError, match="^targets must be from 0 to 1, not "):
            check("targets", targets, (2,), low=0, high=1)


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_without_a_range_any_finite_number_will_do(strange):
    assert check("rate", -1e299) == -1e299
    with pytest.raises(ValueError, match="^rate must be from "):
        check("rate", strange)
