# Copied from docs/network.md, the place to edit it (4fcf594f551d2110).
import numpy as np

from tinynet.neuron import sigmoid


def forward(layers, inputs):
    """Return the inputs and the output of each (weights, bias) layer in turn."""
    activations = [inputs]
    for weights, bias in layers:
        sums = activations[-1].dot(weights)
        activations.append(sigmoid(sums if bias is None else sums + bias))
    return activations


def starting_layers(sizes, bias=True, seed=1):
    """Return layers, (inputs, outputs) and (outputs,) each; without bias it is None."""
    random, layers = np.random.RandomState(seed), []
    for shape in zip([inputs + bool(bias) for inputs in sizes], sizes[1:]):
        weights = 2 * random.random_sample(shape) - 1
        layers.append((weights[:-1], weights[-1]) if bias else (weights, None))
    return layers
