# Copied from docs/backpropagation.md, the place to edit it (810f6c24cc18d631).
import numpy as np

from tinynet.data import check
from tinynet.losses import Loss, squared_error
from tinynet.network import forward, starting_layers
from tinynet.optimizers import Optimizer, gradient_descent
from tinynet.slope import sigmoid_gradient


def backward(layers, activations, delta):
    """Return each layer's delta, carried back (Rumelhart, Hinton and Williams, 1986)."""
    deltas = [delta]
    for (weights, _), output in zip(layers[:0:-1], activations[-2:0:-1]):
        deltas.insert(0, deltas[0].dot(weights.T) * sigmoid_gradient(output))
    return deltas


def batches(inputs, targets, size, seed):
    """Yield mini-batches of so many rows, shuffled anew in each epoch."""
    random = np.random.RandomState(seed)
    while True:
        order = random.permutation(len(inputs))
        for rows in order[: len(order) // size * size].reshape(-1, size):
            yield inputs.take(rows, axis=0), targets.take(rows, axis=0)


class Network:
    """Layers of neurons: Network(3, 4, 1) has 3 inputs, 4 hidden neurons, 1 output.

    layers: a pair each, weights (inputs, outputs) and bias (outputs,), or None.
    Raises ValueError for sizes that aren't two or more whole numbers from 1.
    """

    def __init__(self, *sizes, bias=True, seed=1):
        whole = [np.issubdtype(type(n), np.integer) and n > 0 for n in sizes]
        if len(sizes) < 2 or not all(whole):
            raise ValueError(f"sizes must be like those of (3, 4, 1), not {sizes}")
        self.sizes, self.bias = sizes, bool(bias)
        self.layers = starting_layers(sizes, bias, seed)

    def think(self, inputs):
        """Return the outputs of an array, (rows, outputs), or a row, (outputs,)."""
        return forward(self.layers, inputs)[-1]

    def gradients(self, inputs, targets, loss=squared_error):
        """Return the loss's gradient, summed over rows: pairs, 0.0 for no bias."""
        if len(inputs) > 1000:
            halves = zip(np.array_split(inputs, 2), np.array_split(targets, 2))
            both = zip(*[self.gradients(*half, loss) for half in halves])
            return [(a + c, b + d) for (a, b), (c, d) in both]
        outputs = forward(self.layers, inputs)
        deltas = backward(self.layers, outputs, -loss.delta(targets, outputs[-1]))
        if not self.bias:
            return [(a.T.dot(d), 0.0) for a, d in zip(outputs, deltas)]
        ones = np.ones(len(inputs))  # what a bias reads
        return [(a.T.dot(d), ones.dot(d)) for a, d in zip(outputs, deltas)]

    def train(
        self,
        inputs,
        targets,
        iterations=10_000,
        loss=squared_error,
        optimizer=None,
        batch_size=None,
        seed=1,
        callback=None,
    ):
        """Move the weights that many times, by the steps of the optimizer.

        inputs: (rows, inputs). targets: (rows, outputs), from 0 to 1. optimizer:
        gradient_descent() if None. batch_size: rows in an iteration; all if None.
        callback(iteration, network): called before each step. Errors: tinynet.train.
        """
        inputs = check("inputs", inputs, ("rows", self.sizes[0]))
        targets = check("targets", targets, (len(inputs), self.sizes[-1]), 0, 1)
        check("iterations", iterations, low=0)
        optimizer = gradient_descent() if optimizer is None else optimizer
        if not (isinstance(loss, Loss) and isinstance(optimizer, Optimizer)):
            raise TypeError("loss must be a Loss, optimizer one such as adam()")
        drawn = ((inputs, targets) for _ in range(iterations))
        if batch_size is not None:
            check("batch_size", batch_size, low=1, high=len(inputs))
            drawn = batches(inputs, targets, batch_size, seed)
        states = [[optimizer.start, optimizer.start] for _ in self.layers]
        for iteration, batch in zip(range(iterations), drawn):
            if callback:
                callback(iteration, self)
            layers, gradients = [], self.gradients(*batch, loss)
            for (w, b), (dw, db), state in zip(self.layers, gradients, states):
                dw, state[0] = optimizer.step(dw, state[0])
                if b is not None:
                    db, state[1] = optimizer.step(db, state[1])
                    b = b - db
                layers.append((w - dw, b))
            self.layers = layers
