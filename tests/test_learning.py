"""Learning, against measured slopes and plain loops over numbers."""

import math

import numpy as np
import pytest

from tinynet import error_weighted_derivative, starting_weights, think, train
from tinynet.data import MILO, TRASK
from tinynet.learning import check_count, check_inputs

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
        assert adjustment[i].item() == pytest.approx(-slope, rel=2e-15)


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
    np.testing.assert_allclose(trained[:, 0], by_hand, rtol=1e-14)


def test_without_being_told_it_trains_ten_thousand_iterations_at_rate_1():
    by_hand = plain_training(
        MILO.inputs, MILO.targets[:, 0], [-0.5, 0.2, 0.1], 10_000, 1.0
    )
    trained = train(*MILO, np.array([[-0.5], [0.2], [0.1]]))
    np.testing.assert_allclose(trained[:, 0], by_hand, rtol=1e-13)


def test_both_articles_train_to_the_same_weights():
    ends = [train(*data, starting_weights((3, 1))) for data in (MILO, TRASK)]
    np.testing.assert_allclose(*ends, rtol=1e-13)


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


class Twister:
    """The Mersenne Twister (Matsumoto and Nishimura, 1998), from its description."""

    def __init__(self, seed: int):
        self.state = [seed]
        for i in range(1, 624):
            last = self.state[-1]
            self.state.append((1812433253 * (last ^ (last >> 30)) + i) % 2**32)
        self.turn = 624

    def word(self) -> int:
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

    def fraction(self) -> float:
        """Return a number from 0 up to 1, of 53 binary digits."""
        return ((self.word() >> 5) * 2**26 + (self.word() >> 6)) / 2**53


@pytest.mark.parametrize("seed", [1, 7, 20150720])
def test_the_starting_weights_are_those_of_the_historical_generator(seed):
    twister = Twister(seed)
    by_hand = [2 * twister.fraction() - 1 for _ in range(400)]
    assert starting_weights((100, 4), seed=seed).ravel().tolist() == by_hand


def test_the_starting_weights_are_the_first_article_s():
    assert [f"{w:.8f}" for w in starting_weights((3, 1)).flat] == (
        ["-0.16595599", "0.44064899", "-0.99977125"]
    )


def test_training_from_them_ends_with_the_first_article_s_weights_by_hand_as_well():
    by_hand = plain_training(
        [[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]],
        [0, 1, 1, 0],
        starting_weights((3, 1))[:, 0].tolist(),
        10_000,
        1.0,
    )
    trained = train(*MILO, starting_weights((3, 1)))
    for weights in by_hand, trained.ravel().tolist():
        assert [f"{w:.8f}" for w in weights] == (
            ["9.67299303", "-0.20784350", "-4.62963669"]
        )


def test_another_seed_gives_other_weights_between_minus_1_and_1():
    drawn = starting_weights((500, 3), seed=5)
    assert drawn.shape == (500, 3)
    assert (np.abs(drawn) <= 1).all()
    assert -1 < drawn.min() < -0.99 < 0.99 < drawn.max() < 1
    assert (drawn[:3, :1] != starting_weights((3, 1))).all()


def test_training_for_no_iterations_gives_the_same_weights_in_a_new_array():
    trained = train(INPUTS, TARGETS, WEIGHTS, iterations=0)
    assert (trained == WEIGHTS).all()
    assert not np.shares_memory(trained, WEIGHTS)


def test_training_in_two_parts_is_training_in_one():
    half_way = train(INPUTS, TARGETS, WEIGHTS, iterations=7, rate=0.5)
    twice = train(INPUTS, TARGETS, half_way, iterations=5, rate=0.5)
    assert (twice == train(INPUTS, TARGETS, WEIGHTS, iterations=12, rate=0.5)).all()


def test_numbers_of_half_the_size_stay_so():
    halves = [array.astype(np.float32) for array in (INPUTS, TARGETS, WEIGHTS)]
    trained = train(*halves, iterations=20)
    assert trained.dtype == np.float32
    exact = train(INPUTS, TARGETS, WEIGHTS, iterations=20)
    np.testing.assert_allclose(trained, exact, rtol=5e-7)


@pytest.mark.parametrize("kind", [bool, np.uint8, np.int64, float])
def test_numbers_of_every_kind_are_learned_from(kind):
    inputs, targets = (table.astype(kind) for table in MILO)
    trained = train(inputs, targets, WEIGHTS, iterations=20)
    exact = train(*MILO, WEIGHTS, iterations=20)
    np.testing.assert_allclose(trained, exact, rtol=1e-12)


def test_a_missing_t_is_asked_for_where_it_would_help_only():
    with pytest.raises(ValueError, match=r"missing\?$"):
        check_inputs(INPUTS.T, columns=3)
    for inputs in INPUTS[:, :2], np.zeros((3, 4, 2)), INPUTS[0]:
        with pytest.raises(
            ValueError, match=r"\(rows, 3\), with .* row, not \([\d, ]+\)$"
        ):
            check_inputs(inputs, columns=3)


def test_an_error_in_watch_comes_out_and_leaves_the_weights_alone():
    def stop(iteration, output, weights):
        if iteration == 2:
            raise StopIteration("seen enough")

    before = WEIGHTS.copy()
    with pytest.raises(StopIteration, match="seen enough"):
        train(INPUTS, TARGETS, WEIGHTS, watch=stop)
    assert (before == WEIGHTS).all()


class Table:
    """A table of another library: it has a shape, and no type of its numbers."""

    shape = (4, 3)


WRONG = {
    "the targets as a row": (
        {"targets": TARGETS.T},
        ValueError,
        (
            "targets must have the shape (4, 1) for inputs of shape (4, 3), not (1, 4); "
            "is a .T missing?"
        ),
    ),
    "a target too few": (
        {"targets": TARGETS[:3]},
        ValueError,
        "targets must have the shape (4, 1) for inputs of shape (4, 3), not (3, 1)",
    ),
    "targets that are no table": (
        {"targets": TARGETS[:, 0]},
        ValueError,
        "targets must have the shape (4, 1) for inputs of shape (4, 3), not (4,)",
    ),
    "a weight too few": (
        {"weights": WEIGHTS[:2]},
        ValueError,
        "weights must have the shape (3, 1) for inputs of shape (4, 3), not (2, 1)",
    ),
    "the weights as a row": (
        {"weights": WEIGHTS.T},
        ValueError,
        (
            "weights must have the shape (3, 1) for inputs of shape (4, 3), not (1, 3); "
            "is a .T missing?"
        ),
    ),
    "a single example that is no table": (
        {"inputs": INPUTS[0]},
        ValueError,
        (
            "inputs must have the shape (rows, columns), with at least one of each, "
            "not (3,)"
        ),
    ),
    "no examples": (
        {"inputs": INPUTS[:0], "targets": TARGETS[:0]},
        ValueError,
        (
            "inputs must have the shape (rows, columns), with at least one of each, "
            "not (0, 3)"
        ),
    ),
    "no columns": (
        {"inputs": INPUTS[:, :0], "weights": WEIGHTS[:0]},
        ValueError,
        (
            "inputs must have the shape (rows, columns), with at least one of each, "
            "not (4, 0)"
        ),
    ),
    "lists": (
        {"inputs": INPUTS.tolist()},
        TypeError,
        "inputs must be an array of numbers, and came as list",
    ),
    "words": (
        {"targets": np.array([["no"], ["yes"], ["yes"], ["no"]])},
        TypeError,
        "targets must be an array of numbers, and came as <U3",
    ),
    "objects": (
        {"weights": WEIGHTS.astype(object)},
        TypeError,
        "weights must be an array of numbers, and came as object",
    ),
    "nothing": (
        {"targets": None},
        TypeError,
        "targets must be an array of numbers, and came as NoneType",
    ),
    "another library's table": (
        {"inputs": Table()},
        TypeError,
        "inputs must be an array of numbers, and came as Table",
    ),
    "an input that is missing": (
        {"inputs": np.where(INPUTS == 4, np.nan, INPUTS)},
        ValueError,
        "inputs must be finite, and hold NaN or an infinity",
    ),
    "a target without end": (
        {"targets": np.where(TARGETS == 1, np.inf, TARGETS)},
        ValueError,
        "targets must be finite, and hold NaN or an infinity",
    ),
    "a weight that is missing": (
        {"weights": WEIGHTS * [[1], [np.nan], [1]]},
        ValueError,
        "weights must be finite, and hold NaN or an infinity",
    ),
    "fewer iterations than none": (
        {"iterations": -1},
        ValueError,
        "iterations must be 0 or more, not -1",
    ),
    "half an iteration": (
        {"iterations": 1.5},
        TypeError,
        "iterations must be a whole number, not 1.5",
    ),
    "a rate that climbs": (
        {"rate": -0.5},
        ValueError,
        "rate must be above 0 and finite, not -0.5",
    ),
    "a rate of nothing": (
        {"rate": 0},
        ValueError,
        "rate must be above 0 and finite, not 0",
    ),
    "a rate that is missing": (
        {"rate": math.nan},
        ValueError,
        "rate must be above 0 and finite, not nan",
    ),
    "a rate without end": (
        {"rate": math.inf},
        ValueError,
        "rate must be above 0 and finite, not inf",
    ),
    "a rate in words": (
        {"rate": "fast"},
        TypeError,
        "rate must be a number, not 'fast'",
    ),
}


@pytest.mark.parametrize(("change", "error", "said"), WRONG.values(), ids=WRONG)
def test_wrong_data_are_refused_before_any_training(change, error, said):
    seen = []
    right = {"inputs": INPUTS, "targets": TARGETS, "weights": WEIGHTS, "iterations": 2}
    with pytest.raises(error) as refusal:
        train(**{**right, "watch": lambda *what: seen.append(what), **change})
    assert str(refusal.value) == said
    assert not seen


def test_a_count_between_two_numbers_is_refused_beyond_both():
    check_count("batch", 1, 1, 4)
    check_count("batch", 4, 1, 4)
    for count in (0, 5):
        problem = f"^batch must be from 1 to 4, not {count}$"
        with pytest.raises(ValueError, match=problem):
            check_count("batch", count, 1, 4)
