# Copied from docs/slope.md, the place to edit it (e4fcb91a4a56183b).
"""The slope of the sigmoid.

Page: docs/slope.md. Licence: MIT-0.
"""


def sigmoid_gradient(output):
    """Return the slope of the sigmoid, between 0 and 0.25, where it gave this output.

    output: what came out of the sigmoid, between 0 and 1; a number or an array.
    """
    return output * (1 - output)
