"""The machinery of the book; docs/making.md explains it, `python -m tools` runs it."""
