"""The training sets of the articles."""

import numpy as np
import pytest

from tinynet.data import MILO, TRASK, XOR, XOR7


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


def test_counting_finds_the_first_column_of_milo_and_none_of_xor():
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
def test_inputs_and_targets_are_floats_with_a_row_for_each_example(training_set):
    inputs, targets = training_set
    assert inputs.dtype == targets.dtype == np.float64
    assert inputs.shape == (len(targets), 3)
    assert targets.shape == (len(inputs), 1)
