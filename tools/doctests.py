"""The pages as tests of pytest: pytest-markdown-docs, made strict.

Each example is a test that runs alone; what it prints, what it draws and the numbers
bound to it are compared. `PAGE::facts` is what is checked whatever its examples do.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pytest_markdown_docs import _runners, definitions, plugin

from tools import check, examples, figures, formulas, prose
from tools.pages import Book, Page, Problem, Refused, read_book

# Of each page that is tested: the page, its book, its runs, and what was found so far.
page_at: dict[Path, tuple[Page, Book, list[examples.Run], set[Problem]]] = {}


@cache
def book_in(root: Path) -> Book:
    tools = root / "tools"
    if tools.is_dir() and not tools.samefile(Path(__file__).parent):
        raise pytest.UsageError(f"{__file__} is not of {root}; run python -m pytest")
    try:
        return read_book(root)
    except Refused as refusal:
        raise pytest.UsageError(str(refusal)) from None


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Read pages in our way; no example stands in a docstring."""
    found = yield
    theirs = plugin.MarkdownTextFile, plugin.MarkdownDocstringCodeModule
    others = [one for one in found if not isinstance(one, theirs)]
    if file_path.suffix == ".md" and len(others) < len(found):
        book = book_in(parent.config.rootpath)
        for page in book.pages:
            if book.root / page.path == file_path:
                page_at[file_path] = page, book, [], set()
                others.append(PageFile.from_parent(parent, path=file_path))
    return others


class PageFile(plugin.MarkdownTextFile):
    """A page: a test for each example, and one for the facts around them."""

    def collect(self):
        page, book, *_ = page_at[self.path]
        if wrong := [*page.problems, *examples.orphan_outputs(page)]:
            raise self.CollectError("\n".join(map(str, wrong)))
        bound = prose.expressions_of(page)
        for block in page.of("example"):
            counts = {"examples run": 1, "numbers": len(bound.get(block, []))}
            if wants := examples.wanting(block, book.root):
                counts = {f"examples not run for want of {wants}": 1}
            yield self.test(f"line:{block.line}", block.text, block.line, counts)
        counts = {"definitions extracted": len(page.of("definition"))}
        yield self.test("facts", "", 0, {**counts, "formulas": formulas.count(page)})

    def test(self, name: str, text: str, line: int, counts: dict[str, int]):
        fence = definitions.FenceTestDefinition(text, (), line, self.path, None)
        kind = plugin.MarkdownInlinePythonItem
        item = kind.from_parent(self, name=name, test_definition=fence)
        item.user_properties = [*counts.items()]
        return item


@_runners.register_runner(default=True)
class Alone(_runners._Runner):
    """Runs an example as a reader does, and compares what comes of it."""

    def runtest(self, test, args, *, asyncio_runner=None):
        page, book, runs, known = page_at[test.source_path]
        if test.start_line:
            example = next(b for b in page.of("example") if b.line == test.start_line)
            job = example, prose.expressions_of(page).get(example, [])
            (run,) = examples.run_all([job], root=book.root)
            if run.wants:
                pytest.skip(f"needs {run.wants}: `make elsewhere`")
            runs.append(run)
            found = {*prose.number_problems(page, [run])}
            found -= {*prose.number_problems(page, [])}
            found |= {*examples.output_problems(page, run)}
            found |= {*figures.figure_problems(page, [run], book.root)}
        else:
            found = {*check.page_problems(page, runs, book)} - known
        known |= found
        if found:
            pytest.fail("\n".join(map(str, sorted(found))), pytrace=False)

    def repr_failure(self, test, excinfo, style=None):
        plainly = excinfo.errisinstance(pytest.fail.Exception)
        return excinfo.getrepr(style="value" if plainly else "long")


def pytest_terminal_summary(terminalreporter):
    """Say how much of the book was checked, if any of it was."""
    counts = Counter()
    for kind in ("passed", "failed", "skipped"):
        for report in terminalreporter.stats.get(kind, []):
            if ".md::" in report.nodeid and report.when == "call":
                counts.update(dict(report.user_properties))
    if counts:
        told = ", ".join(f"{count} {what}" for what, count in counts.items())
        terminalreporter.write_line(f"the book: {told}")
