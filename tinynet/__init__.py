# Copied from docs/index.md, the place to edit it (c031bb3115eea98f).
"""tinynet: a neural network that is a book. Pages: docs/. Licence: MIT-0."""

from tinynet.backpropagation import Network
from tinynet.bias import add_bias
from tinynet.checking import numerical_gradient
from tinynet.learning import error_weighted_derivative, starting_weights, train
from tinynet.losses import cross_entropy, squared_error
from tinynet.neuron import sigmoid, think, weighted_sum
from tinynet.optimizers import adam, gradient_descent, momentum
from tinynet.slope import sigmoid_gradient
from tinynet.table import min_max_scale, read_table

__version__ = "0.2.0"
