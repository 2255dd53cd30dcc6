"""A network in plain loops, number by number, which can't share the package's mistakes.

Its layers are pairs of lists, (weights, bias); a bias may be a number, the same for all.
"""

import math


def plain_layers(network):
    """Return the layers as lists; a network without bias gets biases of 0."""
    return [
        (w.tolist(), b.tolist() if network.bias else [0.0] * w.shape[1])
        for w, b in network.layers
    ]


def plain_forward(layers, row):
    """Return the activations for one example."""
    activations = [list(row)]
    for weights, bias in layers:
        biases = bias if isinstance(bias, list) else [bias] * len(weights[0])
        sums = [
            math.fsum([b, *(x * w[j] for x, w in zip(activations[-1], weights))])
            for j, b in enumerate(biases)
        ]
        activations.append([1 / (1 + math.exp(-z)) for z in sums])
    return activations


def plain_gradients(layers, inputs, targets, squared):
    """Return the gradient of each layer, of the squared error or the cross-entropy."""
    found = [([[0.0] * len(b) for _ in w], [0.0] * len(b)) for w, b in layers]
    for row, target in zip(inputs, targets, strict=True):
        activations = plain_forward(layers, row)
        delta = [
            (y - t) * (y * (1 - y) if squared else 1)
            for t, y in zip(target, activations[-1], strict=True)
        ]
        for n in reversed(range(len(layers))):
            for j, d in enumerate(delta):
                found[n][1][j] += d
                for i, x in enumerate(activations[n]):
                    found[n][0][i][j] += x * d
            delta = [
                h * (1 - h) * math.fsum(w * d for w, d in zip(ws, delta, strict=True))
                for h, ws in zip(activations[n], layers[n][0], strict=True)
            ]
    return found


def plain_step(layers, gradients, rate, bias=True):
    """Return the layers after a step of gradient descent; without bias, it stays."""

    def moved(numbers, slopes):
        return [x - rate * g for x, g in zip(numbers, slopes, strict=True)]

    return [
        ([moved(*two) for two in zip(w, dw)], moved(b, db) if bias else b)
        for (w, b), (dw, db) in zip(layers, gradients, strict=True)
    ]
