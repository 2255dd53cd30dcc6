"""PyTorch and JAX derive by themselves the slopes that the package has as formulas.

Where the two are not installed, this is skipped: `make elsewhere` runs it.
"""

import numpy as np
import pytest

from tinynet import Network, cross_entropy, squared_error, starting_weights, train
from tinynet.data import MILO

REMEDY = "run `make elsewhere`"
jax = pytest.importorskip("jax", reason=REMEDY)
torch = pytest.importorskip("torch", reason=REMEDY)
jax.config.update("jax_enable_x64", True)


def in_torch(layers, inputs, targets, loss):
    """Return the slopes of the loss along each weight, as PyTorch finds them."""
    layers = [torch.tensor(layer, requires_grad=True) for layer in layers]
    values, wanted = torch.from_numpy(inputs), torch.from_numpy(targets)
    for weights in layers:
        if values.shape[1] < len(weights):
            values = torch.cat([values, torch.ones(len(values), 1)], dim=1)
        values = torch.sigmoid(values @ weights)
    if loss is squared_error:
        score = torch.nn.functional.mse_loss(values, wanted, reduction="sum") / 2
    else:
        score = torch.nn.functional.binary_cross_entropy(
            values, wanted, reduction="sum"
        )
    score.backward()
    return score.item(), [layer.grad.numpy() for layer in layers]


def in_jax(layers, inputs, targets, loss):
    """Return the slopes of the loss along each weight, as JAX finds them."""

    def score(layers):
        values = inputs
        for weights in layers:
            if values.shape[1] < len(weights):
                ones = jax.numpy.ones((len(values), 1))
                values = jax.numpy.hstack([values, ones])
            values = jax.nn.sigmoid(values @ weights)
        if loss is squared_error:
            return ((targets - values) ** 2).sum() / 2
        log = jax.numpy.log
        return -(targets * log(values) + (1 - targets) * log(1 - values)).sum()

    found, slopes = jax.value_and_grad(score)(layers)
    return float(found), [np.asarray(slope) for slope in slopes]


@pytest.mark.parametrize("library", [in_torch, in_jax])
@pytest.mark.parametrize("loss", [squared_error, cross_entropy])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("sizes", [(3, 1), (3, 4, 1), (5, 4, 3, 2)])
def test_the_slopes_are_those_that_a_library_finds(library, loss, bias, sizes):
    random = np.random.RandomState(7)
    inputs = random.normal(size=(6, sizes[0]))
    targets = random.random_sample((6, sizes[-1])).round()
    network = Network(*sizes, bias=bias, seed=3)
    score, slopes = library(network.layers, inputs, targets, loss)
    assert np.isclose(loss.score(targets, network.think(inputs)), score, rtol=1e-13)
    ours = network.adjustments(inputs, targets, loss)
    for adjustment, slope in zip(ours, slopes, strict=True):
        np.testing.assert_allclose(adjustment, -slope, rtol=0, atol=1e-13)
        assert np.abs(slope).max() > 0.001


def test_a_thousand_steps_of_jax_end_at_the_same_weights():
    inputs, targets = MILO

    def score(weights):
        return ((targets - jax.nn.sigmoid(inputs @ weights)) ** 2).sum() / 2

    slope = jax.jit(jax.grad(score))
    weights = starting_weights((3, 1))
    for _ in range(1000):
        weights = weights - slope(weights)
    ours = train(inputs, targets, starting_weights((3, 1)), iterations=1000)
    np.testing.assert_allclose(weights, ours, rtol=1e-12)
