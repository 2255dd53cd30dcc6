"""The benchmark itself: it must notice what it is there to notice."""

import numpy as np
import pytest

from tinynet import starting_weights
from tinynet.book.benchmark import package, plain_loop, ratio


def test_the_package_and_the_plain_loop_end_with_the_same_weights():
    start = starting_weights((3, 1))
    np.testing.assert_allclose(package(start), plain_loop(start), rtol=1e-12)


def test_a_program_that_computes_something_else_is_not_measured():
    with pytest.raises(AssertionError):
        ratio(package, lambda start: start, pairs=1)


def test_a_program_that_does_the_work_twice_is_found_to_be_slower():
    def twice(start):
        plain_loop(start)
        return plain_loop(start)

    found, _, _ = ratio(twice, plain_loop, pairs=3)
    assert found > 1.4
