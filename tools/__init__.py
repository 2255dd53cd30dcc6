"""The machinery of the book; docs/making.md explains it, `python -m tools` runs it."""

import sys
from importlib.util import find_spec

if not (find_spec("yaml") and find_spec("numpy")):
    sys.exit("tools: this Python lacks the libraries; `make check` fetches them once")
