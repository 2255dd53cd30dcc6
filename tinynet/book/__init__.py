"""The machinery of the book: reading, extracting, running, checking, building.

Page: docs/book/index.md. Licence: MIT-0.
"""
