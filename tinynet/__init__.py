# Copied from docs/index.md, the place to edit it (7b9e30d3d68e66ba).
"""tinynet: a neural network that is a book.

Every line of it is written, explained and checked on a page: docs/index.md is the
first. Licence: MIT-0.
"""

import sys

__version__ = "0.1.0"
__all__ = [
    "Network",
    "adam",
    "add_bias",
    "cross_entropy",
    "error_weighted_derivative",
    "momentum",
    "numerical_gradient",
    "plain",
    "sigmoid",
    "sigmoid_gradient",
    "squared_error",
    "starting_weights",
    "think",
    "train",
    "weighted_sum",
]

try:
    from tinynet.checking import numerical_gradient
    from tinynet.learning import error_weighted_derivative, starting_weights, train
    from tinynet.losses import cross_entropy, squared_error
    from tinynet.network import Network
    from tinynet.neuron import sigmoid, think, weighted_sum
    from tinynet.slope import sigmoid_gradient
    from tinynet.steps import adam, momentum, plain
    from tinynet.threshold import add_bias
except Exception:
    # subtle: a chapter that is broken must not keep the book's own tools, which are in
    # this package too, from copying the mended chapter out of its page.
    if "tinynet.book" not in sys.orig_argv:
        raise
