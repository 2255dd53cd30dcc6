# Copied from docs/index.md, the place to edit it (7da8842432754e4f).
"""tinynet: a neural network that is a book.

Every line of it is written, explained and checked on a page: docs/index.md is the
first. Licence: MIT-0.
"""

import sys

__version__ = "0.1.0"
__all__ = [
    "error_weighted_derivative",
    "sigmoid",
    "sigmoid_gradient",
    "starting_weights",
    "think",
    "train",
    "weighted_sum",
]

try:
    from tinynet.learning import error_weighted_derivative, starting_weights, train
    from tinynet.neuron import sigmoid, think, weighted_sum
    from tinynet.slope import sigmoid_gradient
except Exception:
    # subtle: a chapter that is broken must not keep the book's own tools, which are in
    # this package too, from copying the mended chapter out of its page.
    if "tinynet.book" not in sys.orig_argv:
        raise
