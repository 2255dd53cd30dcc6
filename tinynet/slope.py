# Copied from docs/slope.md, the place to edit it (bd10a6af5044a613).
def sigmoid_gradient(output):
    """Return the slope of the sigmoid, from 0 to 0.25, where it returned this output."""
    return output * (1 - output)
