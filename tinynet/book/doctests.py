# Copied from docs/book/doctests.md, the place to edit it (ec8a76f777efdcd7).
"""The examples of the pages as tests: pytest-markdown-docs, made strict.

Page: docs/book/doctests.md. Licence: MIT-0.
"""

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest
from pytest_markdown_docs import _runners

from tinynet.book.cache import is_kept, kept_text, name_of, run_or_recall
from tinynet.book.check import page_checks
from tinynet.book.examples import (
    REMEDY,
    not_run,
    orphan_outputs,
    output_problems,
    picture_problems,
    wanting,
)
from tinynet.book.pages import Book, Page, Problem, read_book


@cache
def book_in(root: Path) -> Book:
    return read_book(root)


def pytest_configure(config):
    """Note which project is tested: the folder that pytest calls its root."""
    PageParser.root = config.rootpath


class PageParser:
    """What pytest-markdown-docs asks for blocks: it gives the examples of a page."""

    root = Path()
    asked = False  # whether a file of Markdown was found yet

    def parse(self, text: str) -> list[SimpleNamespace]:
        if not self.asked:  # a docstring, and the book is not worth reading for it
            return []
        text = text.removeprefix("\ufeff")
        page = next(
            (page for page in book_in(self.root).pages if page.text == text), None
        )
        if page is None:  # a docstring too, after a page
            return []
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


def pytest_collect_file(file_path, parent):
    """Refuse a file of Markdown that is not a page: its blocks would not be run."""
    if file_path.suffix != ".md":
        return
    PageParser.asked = True
    path = file_path.relative_to(PageParser.root).as_posix()
    pages = {page.path: page for page in book_in(PageParser.root).pages}
    if path.startswith("docs/") and path not in pages:
        raise pytest.UsageError(f"{path}:1: is not in the nav of mkdocs.yml")
    if path in pages and not pages[path].text and pages[path].problems:
        raise pytest.UsageError(lines(pages[path].problems))


def lines(problems: list[Problem]) -> str:
    return "\n".join(str(problem) for problem in problems)


@pytest.hookimpl(tryfirst=True)  # before the plugin's own
def pytest_markdown_docs_markdown_it() -> PageParser:
    return PageParser()


def examples_to_run(page: Page, root: Path) -> list[bool]:
    """Return, for each example of a page, whether its libraries are here."""
    blocks = [block for block in page.blocks if block.kind == "example"]
    return [not wanting(block, root) for block in blocks]


def rest_of(page: Page, runs: list, drawn: list, book: Book) -> list[Problem]:
    """Return what all the other checkers find on a page whose examples have run."""
    if not all(examples_to_run(page, book.root)):
        return []
    runs.sort(key=lambda run: page.blocks.index(run.example))
    _, *found = page_checks(page, runs, book, tuple(drawn))
    return [problem for some in found for problem in some]


class ExampleFailed(Exception):
    """Raised with the problems of an example, a line each."""


@_runners.register_runner(default=True)
class PageRunner(_runners._Runner):
    # What the examples of each page have left and drawn so far.
    pages: ClassVar[dict[str, tuple[list, list]]] = {}
    recalled: ClassVar[bool] = False  # whether the last example was run before

    def runtest(self, test, args, *, asyncio_runner=None):
        root = PageParser.root
        path = Path(test.source_path).relative_to(root).as_posix()
        page = next(page for page in book_in(root).pages if page.path == path)
        example = next(block for block in page.blocks if block.line == test.start_line)
        PageRunner.recalled = is_kept(name_of(example), root)
        result, drawn = run_or_recall(example, root)
        if result.wants:
            pytest.skip(f"needs {result.wants}: {REMEDY}")
        seen = self.pages.setdefault(path, ([], []))
        seen[0].append(result)
        seen[1].extend(drawn)
        problems = output_problems(result, page) + picture_problems(result, page, root)
        if len(seen[0]) == sum(examples_to_run(page, root)):
            problems += rest_of(page, *seen, book_in(root))
        if problems:
            raise ExampleFailed(lines(problems))

    def repr_failure(self, test, excinfo, style=None):
        return str(excinfo.value)


@pytest.hookimpl(tryfirst=True)  # before the report is made
def pytest_runtest_makereport(item, call):
    if call.when == "call" and PageRunner.recalled:
        item.user_properties.append(("kept", True))
        PageRunner.recalled = False


def pytest_terminal_summary(terminalreporter):
    """Say how much of the book was run, if any of it was."""
    reports = terminalreporter.stats
    every = [getattr(one, "nodeid", "") for some in reports.values() for one in some]
    if not any(name.partition("::")[0].endswith(".md") for name in every):
        return
    book = book_in(PageParser.root)
    examples, definitions = book.blocks("example"), book.blocks("definition")
    modules = {block.title for block in definitions}
    ran = [r for kind in ("passed", "failed") for r in reports.get(kind, ())]
    finished = {report.nodeid for report in ran if ".md::" in report.nodeid}
    kept = sum(("kept", True) in map(tuple, report.user_properties) for report in ran)
    wanted = [w for block in examples if (w := wanting(block, PageParser.root))]
    terminalreporter.write_line(
        f"the book: {len(finished) - kept} of {len(examples)} example blocks run"
        f"{kept_text(kept)}{not_run(wanted)}; "
        f"{len(definitions)} definition blocks are the {len(modules)} modules of tinynet"
    )
