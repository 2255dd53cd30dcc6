# Copied from docs/book/check.md, the place to edit it (53ff6f3b79ab15ca).
"""One list of everything that is wrong with the book.

Page: docs/book/check.md. Licence: MIT-0.
"""

from pathlib import Path

from tinynet.book import formulas, mathematics
from tinynet.book.examples import page_problems, run_page
from tinynet.book.notebooks import notebook_problems
from tinynet.book.numbers import number_problems
from tinynet.book.pages import Book, Problem, Refused, read_book
from tinynet.book.tangle import tangle_problems


def problems_of(book: Book) -> list[Problem]:
    """Return everything that is wrong with a book, in an order to mend it in."""
    if problems := tangle_problems(book):
        return problems
    for page in book.pages:
        runs = run_page(page, book.root)
        found = page_problems(page, runs, book.root)
        found += number_problems(page, runs, book.root)
        found += formulas.formula_problems(page, runs, book.root)
        problems += sorted(found, key=lambda problem: problem.line)
    typeset = mathematics.formula_problems(book)
    return [*typeset, *problems, *notebook_problems(book)]


def check(root: Path) -> str:
    """Return in a line what was checked; raise Refused if anything is wrong."""
    book = read_book(root)
    if problems := problems_of(book):
        raise Refused(problems)
    definitions, examples = book.blocks("definition"), book.blocks("example")
    modules = {block.title for block in definitions}
    return (
        f"check: nothing is wrong; definitions: {len(definitions)}, modules: "
        f"{len(modules)}, examples run: {len(examples)}, notebooks: {len(book.notebooks)}"
    )
