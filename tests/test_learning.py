"""Gradient descent, against measured slopes and plain loops over numbers."""

import math

import numpy as np
import pytest

from tinynet import error_weighted_derivative, starting_weights, think, train
from tinynet.data import MILO, TRASK

INPUTS = np.array(
    [
        [0.5, -2.0, 3.0],
        [1.25, 0.75, -0.5],
        [4.0, 0.125, 2.0],
        [-1.0, 3.0, 0.5],
    ]
)
TARGETS = np.array([[0.2], [1.0], [0.7], [0.0]])
WEIGHTS = np.array([[0.3], [-0.7], [0.4]])


def plain_training(inputs, targets, weights, iterations, rate):
    """Train without any arrays: number by number."""
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


def test_the_error_weighted_derivative_is_minus_the_gradient_of_half_the_squared_error():
    output = think(INPUTS, WEIGHTS)
    change = error_weighted_derivative(INPUTS, TARGETS - output, output)
    step = 1e-30
    for i in range(3):
        moved = WEIGHTS.astype(complex)
        moved[i] += step * 1j
        outputs = 1 / (1 + np.exp(-(INPUTS @ moved)))
        slope = (((TARGETS - outputs) ** 2).sum() / 2).imag / step
        assert change[i].item() == pytest.approx(-slope, rel=2e-15)


@pytest.mark.parametrize("rate", [1.0, 0.3])
@pytest.mark.parametrize("iterations", [0, 1, 25])
def test_training_does_what_a_plain_loop_does(iterations, rate):
    trained = train(INPUTS, TARGETS, WEIGHTS, iterations, learning_rate=rate)
    by_hand = plain_training(INPUTS, TARGETS[:, 0], WEIGHTS[:, 0], iterations, rate)
    np.testing.assert_allclose(trained[:, 0], by_hand, rtol=1e-14)


@pytest.mark.parametrize("data", [MILO, TRASK])
def test_both_articles_data_give_the_first_article_s_weights_and_so_does_a_plain_loop(
    data,
):
    start = starting_weights((3, 1))
    by_hand = plain_training(
        data.inputs.tolist(), data.targets[:, 0].tolist(), start[:, 0], 10_000, 1.0
    )
    for weights in by_hand, train(*data, start).ravel():
        assert [f"{w:.8f}" for w in weights] == (
            [
                "9.67299303",
                "-0.20784350",
                "-4.62963669",
            ]
        )


def test_the_first_article_s_new_situation_gets_its_digits():
    weights = train(*MILO, starting_weights((3, 1)))
    assert f"{think(np.array([1, 0, 0]), weights).item():.8f}" == "0.99993704"


def test_the_output_that_the_second_article_prints_is_from_before_the_last_move():
    seen = []
    weights = train(
        *TRASK,
        starting_weights((3, 1)),
        callback=lambda iteration, output, weights: seen.append(output),
    )
    assert [f"{y:.8f}" for y in seen[-1].flat] == (
        [
            "0.00966449",
            "0.00786506",
            "0.99358898",
            "0.99211957",
        ]
    )
    assert [f"{y:.8f}" for y in think(TRASK.inputs, weights).flat] == (
        [
            "0.00966400",
            "0.00786466",
            "0.99358931",
            "0.99211997",
        ]
    )


def test_the_callback_sees_each_iteration_before_the_weights_move():
    seen = []
    train(INPUTS, TARGETS, WEIGHTS, 3, callback=lambda *what: seen.append(what))
    assert [iteration for iteration, _, _ in seen] == [0, 1, 2]
    assert (seen[0][2] == WEIGHTS).all()
    assert (seen[1][2] == train(INPUTS, TARGETS, WEIGHTS, 1)).all()
    for _, output, weights in seen:
        assert (output == think(INPUTS, weights)).all()


def test_training_changes_nothing_in_place_and_two_parts_make_a_whole():
    before = INPUTS.copy(), TARGETS.copy(), WEIGHTS.copy()
    half_way = train(INPUTS, TARGETS, WEIGHTS, 7, learning_rate=0.5)
    twice = train(INPUTS, TARGETS, half_way, 5, learning_rate=0.5)
    assert (twice == train(INPUTS, TARGETS, WEIGHTS, 12, learning_rate=0.5)).all()
    for old, new in zip(before, (INPUTS, TARGETS, WEIGHTS), strict=True):
        assert (old == new).all()


@pytest.mark.parametrize("kind", [bool, np.uint8, np.int64, float, list])
def test_numbers_of_every_kind_are_learned_from(kind):
    data = [table.tolist() if kind is list else table.astype(kind) for table in MILO]
    expected = train(*MILO, WEIGHTS, iterations=20)
    np.testing.assert_array_equal(train(*data, WEIGHTS, iterations=20), expected)


class Twister:
    """The Mersenne Twister (Matsumoto and Nishimura, 1998), from its description."""

    def __init__(self, seed):
        self.state = [seed]
        for i in range(1, 624):
            last = self.state[-1]
            self.state.append((1812433253 * (last ^ (last >> 30)) + i) % 2**32)
        self.turn = 624

    def word(self):
        if self.turn == 624:
            for i in range(624):
                y = (self.state[i] & 2**31) | (self.state[(i + 1) % 624] & (2**31 - 1))
                twist = (y >> 1) ^ (2567483615 * (y & 1))
                self.state[i] = self.state[(i + 397) % 624] ^ twist
            self.turn = 0
        y = self.state[self.turn]
        self.turn += 1
        y ^= y >> 11
        y ^= (y << 7) & 2636928640
        y ^= (y << 15) & 4022730752
        return y ^ (y >> 18)

    def fraction(self):
        """Return a number from 0 up to 1, of 53 binary digits."""
        return ((self.word() >> 5) * 2**26 + (self.word() >> 6)) / 2**53


@pytest.mark.parametrize("seed", [1, 7, 20150720])
def test_the_starting_weights_are_those_of_the_historical_generator(seed):
    twister = Twister(seed)
    by_hand = [2 * twister.fraction() - 1 for _ in range(400)]
    assert starting_weights((100, 4), seed=seed).ravel().tolist() == by_hand


def test_the_starting_weights_are_the_first_article_s():
    assert [f"{w:.8f}" for w in starting_weights((3, 1)).flat] == (
        [
            "-0.16595599",
            "0.44064899",
            "-0.99977125",
        ]
    )


def test_from_anywhere_on_the_map_there_is_a_way_down_as_the_chapter_says():
    def loss(weights):
        return ((MILO.targets - think(MILO.inputs, weights)) ** 2).sum() / 2

    right = train(*MILO, starting_weights((3, 1)))
    random = np.random.RandomState(5)
    for _ in range(100):
        anywhere = random.uniform(-5, 5, (3, 1))
        assert loss(anywhere + 0.01 * right) < loss(anywhere)


NAN = INPUTS * [[1], [np.nan], [1], [1]]
WRONG = {
    "the targets as a row": ({"targets": TARGETS.T}, ValueError, "targets .*shape"),
    "a target too few": ({"targets": TARGETS[:3]}, ValueError, "targets .*shape"),
    "targets without a column": ({"targets": [0, 1, 1, 0]}, ValueError, "targets .*shape"),
    "a weight too few": ({"weights": WEIGHTS[:2]}, ValueError, "weights .*shape"),
    "one example alone": ({"inputs": INPUTS[0]}, ValueError, "inputs .*shape"),
    "no examples": ({"inputs": INPUTS[:0]}, ValueError, "inputs .*shape"),
    "words": ({"targets": [["no"], ["yes"]]}, TypeError, "targets must be numbers"),
    "nothing": ({"targets": None}, TypeError, "targets must be numbers"),
    "a missing input": ({"inputs": NAN}, ValueError, "inputs must be from"),
    "an infinite weight": ({"weights": WEIGHTS * np.inf}, ValueError, "weights must be"),
    "a target out of range": ({"targets": 90 * TARGETS}, ValueError, "from 0 to 1"),
    "a rate that is no number": ({"learning_rate": np.nan}, ValueError, "learning_rate"),
    "an infinite rate": ({"learning_rate": np.inf}, ValueError, "learning_rate"),
    "a rate uphill": ({"learning_rate": -1.0}, ValueError, "learning_rate must be"),
    "iterations back in time": ({"iterations": -1}, ValueError, "iterations"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "error", "message"), WRONG.values(), ids=WRONG)
def test_wrong_data_are_refused_before_any_training(change, error, message):
    seen = []
    right = {"inputs": INPUTS, "targets": TARGETS, "weights": WEIGHTS, "iterations": 2}
    with pytest.raises(error, match=message):
        train(**{**right, "callback": lambda *what: seen.append(what), **change})
    assert not seen
