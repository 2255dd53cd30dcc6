"""Learning, against measured slopes and plain loops over numbers."""

import math

import numpy as np
import pytest

from tinynet import error_weighted_derivative, starting_weights, think, train
from tinynet.data import MILO, TRASK

INPUTS = np.array(
    [[0.5, -2.0, 3.0], [1.25, 0.75, -0.5], [4.0, 0.125, 2.0], [-1.0, 3.0, 0.5]]
)
TARGETS = np.array([[0.2], [1.0], [0.7], [0.0]])
WEIGHTS = np.array([[0.3], [-0.7], [0.4]])


def plain_training(inputs, targets, weights, iterations, rate):
    """Train as a program without any tables would: number by number."""
    weights = list(weights)
    for _ in range(iterations):
        moves = [0.0] * len(weights)
        for row, target in zip(inputs, targets, strict=True):
            total = sum(x * w for x, w in zip(row, weights, strict=True))
            output = 1 / (1 + math.exp(-total))
            for i, x in enumerate(row):
                moves[i] += (target - output) * x * output * (1 - output)
        weights = [w + rate * move for w, move in zip(weights, moves, strict=True)]
    return weights


def test_the_adjustment_is_minus_the_slope_of_half_the_squared_error():
    output = think(INPUTS, WEIGHTS)
    adjustment = error_weighted_derivative(INPUTS, TARGETS - output, output)
    step = 1e-30
    for i in range(3):
        moved = WEIGHTS.astype(complex)
        moved[i] += step * 1j
        outputs = 1 / (1 + np.exp(-(INPUTS @ moved)))
        slope = (((TARGETS - outputs) ** 2).sum() / 2).imag / step
        assert adjustment[i].item() == pytest.approx(-slope, rel=1e-13)


def test_a_weight_whose_input_is_0_is_not_moved():
    inputs = np.array([[1.5, 0.0, 0.7]])
    output = think(inputs, WEIGHTS)
    moves = error_weighted_derivative(inputs, 0.9 - output, output)
    assert moves[1] == 0
    assert moves[0] > 0 < moves[2]


@pytest.mark.parametrize("rate", [1.0, 0.3])
@pytest.mark.parametrize("iterations", [0, 1, 25])
def test_training_is_what_a_plain_loop_does(iterations, rate):
    trained = train(INPUTS, TARGETS, WEIGHTS, iterations=iterations, rate=rate)
    by_hand = plain_training(INPUTS, TARGETS[:, 0], WEIGHTS[:, 0], iterations, rate)
    np.testing.assert_allclose(trained[:, 0], by_hand, rtol=1e-12)


def test_without_being_told_it_trains_ten_thousand_iterations_at_rate_1():
    by_hand = plain_training(
        MILO.inputs, MILO.targets[:, 0], [-0.5, 0.2, 0.1], 10_000, 1.0
    )
    trained = train(*MILO, np.array([[-0.5], [0.2], [0.1]]))
    np.testing.assert_allclose(trained[:, 0], by_hand, rtol=1e-12)


def test_both_articles_train_to_the_same_weights():
    ends = [train(*data, starting_weights((3, 1))) for data in (MILO, TRASK)]
    np.testing.assert_allclose(*ends, rtol=1e-12)


def test_the_output_that_the_second_article_prints_is_from_before_the_last_move():
    seen = []
    weights = train(
        *TRASK,
        starting_weights((3, 1)),
        watch=lambda iteration, output, weights: seen.append(output),
    )
    assert [f"{y:.8f}" for y in seen[-1].flat] == (
        ["0.00966449", "0.00786506", "0.99358898", "0.99211957"]
    )
    assert [f"{y:.8f}" for y in think(TRASK.inputs, weights).flat] == (
        ["0.00966400", "0.00786466", "0.99358931", "0.99211997"]
    )


def test_watch_sees_each_iteration_before_the_weights_move():
    seen = []
    train(INPUTS, TARGETS, WEIGHTS, iterations=3, watch=lambda *what: seen.append(what))
    assert [iteration for iteration, _, _ in seen] == [0, 1, 2]
    assert (seen[0][2] == WEIGHTS).all()
    for _, output, weights in seen:
        assert (output == think(INPUTS, weights)).all()


def test_nothing_is_changed_in_place():
    before = INPUTS.copy(), TARGETS.copy(), WEIGHTS.copy()
    train(INPUTS, TARGETS, WEIGHTS, iterations=5)
    for old, new in zip(before, (INPUTS, TARGETS, WEIGHTS), strict=True):
        assert (old == new).all()


def test_whole_numbers_train_as_numbers_with_a_point_do():
    whole = MILO.inputs.astype(int), MILO.targets.astype(int)
    start = starting_weights((3, 1))
    assert (
        train(*whole, start, iterations=9) == train(*MILO, start, iterations=9)
    ).all()


def test_the_starting_weights_are_the_first_article_s():
    assert [f"{w:.8f}" for w in starting_weights((3, 1)).flat] == (
        ["-0.16595599", "0.44064899", "-0.99977125"]
    )


def test_another_seed_gives_other_weights_between_minus_1_and_1():
    drawn = starting_weights((500, 3), seed=5)
    assert drawn.shape == (500, 3)
    assert (np.abs(drawn) <= 1).all()
    assert -1 < drawn.min() < -0.99 < 0.99 < drawn.max() < 1
    assert (drawn[:3, :1] != starting_weights((3, 1))).all()


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (
            {"targets": TARGETS.T},
            ValueError,
            r"targets must have the shape \(4, 1\).*\.T",
        ),
        ({"targets": TARGETS[:3]}, ValueError, r"targets .* not \(3, 1\)$"),
        ({"targets": TARGETS[:, 0]}, ValueError, r"targets must have a shape .*\(4,\)"),
        ({"weights": WEIGHTS[:2]}, ValueError, r"weights must have the shape \(3, 1\)"),
        ({"weights": WEIGHTS[:, 0]}, ValueError, r"weights must have a shape \(n, 1\)"),
        ({"inputs": INPUTS[0]}, ValueError, r"inputs must have a shape .*\(3,\)"),
        ({"inputs": INPUTS[:0]}, ValueError, r"inputs must have a shape .*\(0, 3\)"),
        ({"inputs": INPUTS.tolist()}, TypeError, "inputs must be an array of numbers"),
        (
            {"inputs": INPUTS.astype(str)},
            TypeError,
            "inputs must be an array of numbers",
        ),
        ({"inputs": INPUTS * np.nan}, ValueError, "inputs .* NaN"),
        ({"targets": TARGETS + np.inf}, ValueError, "targets .* infinite"),
        ({"iterations": -1}, ValueError, "iterations must not be negative"),
        ({"iterations": 1.5}, TypeError, "iterations must be a whole number"),
        ({"rate": math.nan}, ValueError, "rate must be a number"),
    ],
)
def test_wrong_data_are_refused_before_any_training(change, error, said):
    seen = []
    right = {"inputs": INPUTS, "targets": TARGETS, "weights": WEIGHTS, "iterations": 2}
    with pytest.raises(error, match=said):
        train(**{**right, "watch": lambda *what: seen.append(what), **change})
    assert not seen
