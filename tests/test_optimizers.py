"""Steps: each against a plain loop with numbers, and what the guards at the door say."""

from math import inf, nan, sqrt

import numpy as np
import pytest

from tinynet import adam, momentum, plain, squared_error, starting_weights, think, train
from tinynet.data import MILO

RANDOM = np.random.default_rng(4)
ADJUSTMENTS = RANDOM.normal(size=(30, 3, 2))
every_step = pytest.mark.parametrize("kind", [plain, momentum, adam])


def moves_of(step, adjustments=ADJUSTMENTS):
    memory, moves = None, []
    for adjustment in adjustments:
        move, memory = step(adjustment, memory)
        moves.append(move)
    return np.array(moves)


def test_a_plain_step_is_the_rate_times_the_adjustment():
    assert (moves_of(plain(0.3)) == 0.3 * ADJUSTMENTS).all()


def test_momentum_is_the_sum_of_all_adjustments_each_kept_less():
    moves = moves_of(momentum(0.3, 0.8))
    for n in range(len(ADJUSTMENTS)):
        parts = [0.3 * 0.8 ** (n - i) * ADJUSTMENTS[i] for i in range(n + 1)]
        np.testing.assert_allclose(moves[n], sum(parts), rtol=1e-12)


def test_adam_is_the_algorithm_of_its_paper_for_each_weight_alone():
    moves = moves_of(adam(0.05, 0.7, 0.9))
    for place in np.ndindex(3, 2):
        m = v = 0.0
        for t, g in enumerate(ADJUSTMENTS[(slice(None), *place)], 1):
            m = 0.7 * m + 0.3 * g
            v = 0.9 * v + 0.1 * g * g
            move = 0.05 * (m / (1 - 0.7**t)) / (sqrt(v / (1 - 0.9**t)) + 1e-8)
            assert moves[(t - 1, *place)] == pytest.approx(move, rel=1e-12)


def test_what_is_set_when_nothing_is_said():
    assert (moves_of(plain()) == moves_of(plain(1.0))).all()
    assert (moves_of(momentum()) == moves_of(momentum(1.0, 0.9))).all()
    assert (moves_of(adam()) == moves_of(adam(0.1, 0.9, 0.999))).all()


def test_momentum_that_keeps_nothing_is_plain():
    assert (moves_of(momentum(0.3, 0)) == moves_of(plain(0.3))).all()


def test_the_first_move_of_adam_is_as_long_as_the_rate_in_the_direction_of_the_slope():
    move, _ = adam(0.2)(np.array([1e-3, -1.0, 1e6]), None)
    np.testing.assert_allclose(move, [0.2, -0.2, 0.2], rtol=1e-4)


def test_adam_leaves_a_weight_alone_that_was_never_pushed():
    assert (moves_of(adam(), np.zeros((5, 2))) == 0).all()


@every_step
def test_one_step_serves_many_layers_each_with_a_memory_of_its_own(kind):
    step, alone = kind(), moves_of(kind())
    memory, other_memory = None, None
    for n, adjustment in enumerate(ADJUSTMENTS):
        move, memory = step(adjustment, memory)
        other, other_memory = step(-2 * adjustment[:1], other_memory)
        assert (move == alone[n]).all()
        assert other.shape == (1, 2)


@every_step
def test_columns_do_not_know_of_each_other(kind):
    together = moves_of(kind())
    for column in range(2):
        assert (
            moves_of(kind(), ADJUSTMENTS[..., column]) == together[..., column]
        ).all()


@every_step
def test_neither_the_adjustment_nor_the_memory_is_changed(kind):
    step, first, second = kind(), np.ones((2, 1)), np.full((2, 1), 3.0)
    _, memory = step(first, None)
    one, _ = step(second, memory)
    again, _ = step(second, memory)
    assert (one == again).all()
    assert (first == 1).all()
    assert (second == 3).all()


def test_a_loop_with_plain_steps_is_train():
    inputs, targets = MILO
    step, weights, memory = plain(0.5), starting_weights((3, 1)), None
    for _ in range(200):
        push = squared_error.push(targets, think(inputs, weights))
        move, memory = step(inputs.T @ push, memory)
        weights = weights + move
    known = train(inputs, targets, starting_weights((3, 1)), 200, rate=0.5)
    assert (weights == known).all()


@every_step
@pytest.mark.parametrize("rate", [0, -1.0, nan, inf])
def test_a_rate_that_is_not_above_zero_is_refused(kind, rate):
    with pytest.raises(ValueError, match="rate must be above 0 and finite, not"):
        kind(rate)


@every_step
@pytest.mark.parametrize("rate", ["0.1", None, 1j, np.ones(2)])
def test_a_rate_that_is_no_number_is_refused(kind, rate):
    with pytest.raises(TypeError, match="rate must be a number, not "):
        kind(rate)


@pytest.mark.parametrize(
    ("kind", "name"), [(momentum, "keep"), (adam, "keep"), (adam, "keep_square")]
)
def test_a_share_that_is_not_below_one_is_refused_by_its_name(kind, name):
    for share in [-0.1, 1, 1.5, nan]:
        with pytest.raises(ValueError, match=f"^{name} must be 0 or more and below 1"):
            kind(0.1, **{name: share})
    with pytest.raises(TypeError, match=f"^{name} must be a number, not str"):
        kind(0.1, **{name: "0.9"})


@every_step
@pytest.mark.parametrize("rate", [1, np.float64(0.5), np.float32(0.5), np.int64(2)])
def test_the_numbers_of_numpy_are_numbers(kind, rate):
    move, _ = kind(rate)(np.ones((2, 1)), None)
    assert move.shape == (2, 1)
    kind(rate) if kind is plain else kind(rate, np.float32(0.5))


def test_a_step_that_was_not_called_says_what_is_missing():
    with pytest.raises(TypeError, match="rate must be a number, not ndarray"):
        momentum(np.ones((3, 1)), None)
