def sigmoid_gradient(output):
    """Return the slope of the sigmoid, from 0 to 0.25, where it returned this output."""
    return output * (1 - output)
