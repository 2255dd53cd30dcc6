# Copied from docs/book/check.md, the place to edit it (1f8357d26c70e1d9).
"""One list of everything that is wrong with the book.

Page: docs/book/check.md. Licence: MIT-0.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from threadpoolctl import threadpool_limits

from tinynet.book import formulas, mathematics
from tinynet.book.cache import kept_of, kept_text, run_all
from tinynet.book.docstrings import docstring_problems
from tinynet.book.examples import Run, not_run, page_problems, wanting
from tinynet.book.links import (
    Places,
    address_of,
    files_beside,
    link_problems,
    places_of,
)
from tinynet.book.mentions import mention_problems, other_problems
from tinynet.book.names import World, name_problems, world_of
from tinynet.book.numbers import number_problems
from tinynet.book.pages import Book, Page, Problem, Refused, read_book, read_page
from tinynet.book.readings import Drawn, reading_problems
from tinynet.book.strength import strength_problems
from tinynet.book.tangle import drift, modules_of, read_copy, tangle_problems


@lru_cache(maxsize=4)
def around(book: Book) -> tuple[World, Places]:
    """Return what the sentences and the links of a book may speak of."""
    return world_of(book.root), places_of(book.root)


def page_checks(
    page: Page,
    runs: list[Run],
    book: Book,
    drawn: tuple[Drawn, ...] = (),
    soon: Callable | None = None,
    sealed: bool = True,
) -> Iterator[list[Problem]]:
    """Yield what each checker finds on a page: `soon` at once, then the quick ones.

    sealed: whether the page must also be the one that was accepted.
    """
    world, places = around(book)
    part = replace(book, pages=(page,))
    checks = [
        partial(page_problems, page, runs, book.root),
        partial(formulas.formula_problems, page, runs, book.root),
        partial(formulas.term_problems, page),
        partial(reading_problems, page, runs, drawn, book.root),
        partial(number_problems, page, runs, book.root),
        partial(mathematics.formula_problems, part),
        partial(link_problems, page, places),
        partial(name_problems, page, world),
        partial(docstring_problems, part),
    ]
    checks += [partial(mention_problems, page, book.root)] if sealed else []
    for check in sorted(checks, key=lambda check: check.func is not soon):
        yield check()


def problems_on(page: Page, book: Book) -> list[Problem]:
    """Return everything that is wrong on one page, from its top to its end."""
    runs, drawn = run_all(page, book.root)
    found = chain.from_iterable(page_checks(page, runs, book, tuple(drawn)))
    return sorted(found, key=lambda problem: problem.line)


def one_processor_each() -> None:
    """Let a worker use one processor: the others have workers of their own."""
    threadpool_limits(1)


def problems_of(book: Book, workers: int = 1) -> list[Problem]:
    """Return everything that is wrong with a book, in an order to mend it in."""
    if problems := tangle_problems(book):
        return problems
    # Not at the top: it is slow to import, and one page does not need it.
    from tinynet.book.notebooks import notebook_problems

    if workers > 1:
        spawn = get_context("spawn")
        with ProcessPoolExecutor(workers, spawn, one_processor_each) as pool:
            found = pool.map(partial(problems_on, book=book), book.pages)
            rest = notebook_problems(book)
            problems = [problem for page in found for problem in page]
    else:
        problems = [found for page in book.pages for found in problems_on(page, book)]
        rest = notebook_problems(book)
    world, places = around(book)
    for page in files_beside(book.root):
        rest = [*rest, *number_problems(page, [], book.root)]
        rest = [*rest, *name_problems(page, world), *link_problems(page, places)]
    return [*problems, *rest, *other_problems(book), *strength_problems(book)]


def part_of_book(root: Path, names: list[str]) -> Book:
    """Return a book of these pages only; raise Refused if one is not there."""
    pages = []
    for name in names:
        near = [path for path in (name, f"docs/{name}") if (root / path).is_file()]
        if not near:
            raise Refused([Problem(name, 1, "there is no such page")])
        pages.append(read_page(near[-1], root))
    problems = tuple(problem for page in pages for problem in page.problems)
    return Book(root, tuple(pages), (), problems)


def problems_of_part(book: Book) -> list[Problem]:
    """Return what is wrong with some pages, as far as they alone can tell."""
    modules, problems = modules_of(book)
    copies = [(module, read_copy(book.root / module.path)) for module in modules]
    problems += [found for pair in copies if (found := drift(*pair))]
    if problems := [*book.problems, *problems]:
        return problems
    return [found for page in book.pages for found in problems_on(page, book)]


def with_addresses(problems: list[Problem], book: Book) -> list[Problem]:
    """Return the problems, each with the place on the site where it can be seen."""
    pages, found = {page.path: page for page in book.pages}, []
    for problem in problems:
        text = problem.text
        if problem.path in pages:
            first, newline, rest = text.partition("\n")
            address = address_of(pages[problem.path], problem.line, book.root)
            first += f" [on the site: {address}]" if address else ""
            text = first + newline + rest
        found.append(Problem(problem.path, problem.line, text))
    return found


def check(root: Path, names: list[str] | None = None) -> str:
    """Return in a line what was checked; raise Refused if anything is wrong.

    names: the pages to check, as `neuron.md` or `docs/neuron.md`; all if there are none.
    """
    book = part_of_book(root, names) if names else read_book(root)
    workers = min(os.cpu_count() or 1, 4) if len(book.pages) > 8 else 1
    definitions, examples = book.blocks("definition"), book.blocks("example")
    wanted = [name for block in examples if (name := wanting(block, root))]
    before = kept_of(examples, root)
    problems = problems_of_part(book) if names else problems_of(book, workers)
    if problems:
        raise Refused(with_addresses(problems, book))
    modules = {block.title for block in definitions}
    return (
        f"check: nothing is wrong; definitions: {len(definitions)}, modules: "
        f"{len(modules)}, examples run: {len(examples) - len(wanted) - before}"
        f"{kept_text(before)}, notebooks: {len(book.notebooks)}{not_run(wanted)}"
    )
