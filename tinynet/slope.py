# Copied from docs/slope.md, the place to edit it (37b3b5868f0a2f30).
def sigmoid_gradient(output):
    """Return the slope of the sigmoid, from 0 to 0.25, where it returned this output."""
    return output * (1.0 - output)
