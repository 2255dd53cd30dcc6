# Copied from docs/book/index.md, the place to edit it (a8fc0d333e21d57d).
"""The machinery of the book: reading, extracting, running, checking, building.

Page: docs/book/index.md. Licence: MIT-0.
"""
