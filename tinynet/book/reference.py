# Copied from docs/book/reference.md, the place to edit it (b001b9e374d406e4).
"""The reference: names, signatures and docstrings, as the package has them.

Page: docs/book/reference.md. Licence: MIT-0.
"""

import inspect
import textwrap
from functools import reduce

import tinynet


def describe(*names: str) -> None:
    """Print the signature and the docstring of public names of the package."""
    for number, name in enumerate(names):
        thing = reduce(getattr, name.split("."), tinynet)
        if number:
            print()
        print(signed(name, thing))
        print(textwrap.indent(inspect.getdoc(thing), "    "))


def signed(name: str, thing) -> str:
    """Return a name with its parameters, or with its type if it cannot be called."""
    if not callable(thing):
        return f"{name}: {type(thing).__name__}"
    parameters = inspect.signature(thing).parameters.values()
    return f"{name}({', '.join(map(spelled, parameters))})"


def spelled(parameter: inspect.Parameter) -> str:
    """Return a parameter as its author wrote it: a default by its name, if it has one."""
    for name in tinynet.__all__:
        if parameter.default is getattr(tinynet, name):
            return f"{parameter.name}={name}"
    return str(parameter)
