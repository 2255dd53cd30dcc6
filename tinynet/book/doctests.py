# Copied from docs/book/doctests.md, the place to edit it (408875d76f0bede6).
"""The examples of the pages as tests: pytest-markdown-docs, made strict.

Page: docs/book/doctests.md. Licence: MIT-0.
"""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_markdown_docs import _runners

from tinynet.book.examples import orphan_outputs, output_problems, picture_problems, run
from tinynet.book.pages import Book, Problem, read_book

ROOT = Path(__file__).parents[2]


@cache
def the_book() -> Book:
    return read_book(ROOT)


class PageParser:
    """What pytest-markdown-docs asks for blocks: it gives the examples of a page."""

    def parse(self, text: str) -> list[SimpleNamespace]:
        text = text.removeprefix("\ufeff")
        page = next((page for page in the_book().pages if page.text == text), None)
        if page is None:
            problem = "this file is not a page of the book: it is not in nav"
            raise pytest.Collector.CollectError(problem)
        if problems := [*page.problems, *orphan_outputs(page)]:
            raise pytest.Collector.CollectError(lines(problems))
        return [
            SimpleNamespace(
                type="fence",
                info="python",
                map=[block.line - 1, block.end],
                content=block.text + "\n",
            )
            for block in page.blocks
            if block.kind == "example"
        ]


def lines(problems: list[Problem]) -> str:
    return "\n".join(str(problem) for problem in problems)


def pytest_markdown_docs_markdown_it() -> PageParser:
    return PageParser()


class ExampleFailed(Exception):
    """Raised with the problems of an example, a line each."""


finished = set()


@_runners.register_runner(default=True)
class PageRunner(_runners._Runner):
    def runtest(self, test, args, *, asyncio_runner=None):
        path = Path(test.source_path).relative_to(ROOT).as_posix()
        page = next(page for page in the_book().pages if page.path == path)
        example = next(block for block in page.blocks if block.line == test.start_line)
        result = run(example, ROOT)
        finished.add((path, example.line))
        problems = output_problems(result, page) + picture_problems(result, page, ROOT)
        if problems:
            raise ExampleFailed(lines(problems))

    def repr_failure(self, test, excinfo, style=None):
        return str(excinfo.value)


def pytest_terminal_summary(terminalreporter):
    book = the_book()
    examples, definitions = book.blocks("example"), book.blocks("definition")
    modules = {block.title for block in definitions}
    terminalreporter.write_line(
        f"the book: {len(finished)} of {len(examples)} example blocks run; "
        f"{len(definitions)} definition blocks are the {len(modules)} modules of tinynet"
    )
