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
    """Return the loss, and its gradient for each layer, as PyTorch finds them."""
    layers = [
        [torch.tensor(array, requires_grad=True) for array in one] for one in layers
    ]
    values, wanted = torch.from_numpy(inputs), torch.from_numpy(targets)
    for weights, bias in layers:
        values = torch.sigmoid(values @ weights + bias)
    functions = torch.nn.functional
    if loss is squared_error:
        value = functions.mse_loss(values, wanted, reduction="sum") / 2
    else:
        value = functions.binary_cross_entropy(values, wanted, reduction="sum")
    value.backward()
    return value.item(), [[array.grad.numpy() for array in one] for one in layers]


def in_jax(layers, inputs, targets, loss):
    """Return the loss, and its gradient for each layer, as JAX finds them."""

    def value(layers):
        values = inputs
        for weights, bias in layers:
            values = jax.nn.sigmoid(values @ weights + bias)
        if loss is squared_error:
            return ((targets - values) ** 2).sum() / 2
        log = jax.numpy.log
        return -(targets * log(values) + (1 - targets) * log(1 - values)).sum()

    found, gradients = jax.value_and_grad(value)(layers)
    return float(found), gradients


@pytest.mark.parametrize("library", [in_torch, in_jax])
@pytest.mark.parametrize("loss", [squared_error, cross_entropy])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("sizes", [(3, 1), (3, 4, 1), (5, 4, 3, 2)])
def test_the_gradients_are_those_that_a_library_finds(library, loss, bias, sizes):
    random = np.random.RandomState(7)
    inputs = random.normal(size=(6, sizes[0]))
    targets = random.random_sample((6, sizes[-1])).round()
    network = Network(*sizes, bias=bias, seed=3)
    layers = [(w, 0.0 if b is None else b) for w, b in network.layers]
    value, gradients = library(layers, inputs, targets, loss)
    assert np.isclose(loss.value(targets, network.think(inputs)), value, rtol=1e-13)
    ours = network.gradients(inputs, targets, loss)
    for layer, other in zip(ours, gradients, strict=True):
        np.testing.assert_allclose(layer[0], other[0], rtol=0, atol=1e-13)
        assert np.abs(other[0]).max() > 0.001
        if bias:
            np.testing.assert_allclose(layer[1], other[1], rtol=0, atol=1e-13)


def test_a_thousand_steps_of_jax_end_at_the_same_weights():
    inputs, targets = MILO

    def value(weights):
        return ((targets - jax.nn.sigmoid(inputs @ weights)) ** 2).sum() / 2

    gradient = jax.jit(jax.grad(value))
    weights = starting_weights((3, 1))
    for _ in range(1000):
        weights = weights - gradient(weights)
    ours = train(inputs, targets, starting_weights((3, 1)), iterations=1000)
    np.testing.assert_allclose(weights, ours, rtol=1e-12)
