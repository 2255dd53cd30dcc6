"""The pages as tests of pytest: pytest-markdown-docs, made strict.

Each example is a test that runs alone; what it prints, what it draws and the numbers
bound to it are compared. `PAGE::facts` is what is checked whatever its examples do.
"""

from collections import Counter
from functools import cache

import pytest
from pytest_markdown_docs import definitions, plugin

from tools import check, examples, formulas, prose
from tools.pages import Refused, read_book
from tools.tangle import page_of, tangle_problems

read_once = cache(read_book)
tangled_once = cache(lambda root: tangle_problems(read_once(root)))


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Read pages in our way; no example stands in a docstring."""
    found = yield
    theirs = plugin.MarkdownTextFile, plugin.MarkdownDocstringCodeModule
    others = [one for one in found if not isinstance(one, theirs)]
    if file_path.suffix == ".md" and len(others) < len(found):
        try:
            book = read_once(parent.config.rootpath)
        except Refused as refusal:
            raise pytest.UsageError(str(refusal)) from None
        for page in book.pages:
            if book.root / page.path == file_path:
                file = PageFile.from_parent(parent, path=file_path)
                file.page, file.book, file.runs, file.known = page, book, [], set()
                others.append(file)
    return others


class PageFile(plugin.MarkdownTextFile):
    """A page: a test for each example, and one for the facts around them."""

    def collect(self):
        for block in [*self.page.of("example"), None]:
            text, line = (block.text, block.line) if block else ("", 0)
            fence = definitions.FenceTestDefinition(text, (), line, self.path, None)
            name = f"line:{line}" if block else "facts"
            yield PageTest.from_parent(self, name=name, test_definition=fence)


class PageTest(plugin.MarkdownInlinePythonItem):
    """An example, run as a reader runs it and compared, or the facts of a page."""

    repr_failure = pytest.Item.repr_failure  # not theirs, which shows all of the code

    def runtest(self):
        page, book, runs = self.parent.page, self.parent.book, self.parent.runs
        asked = prose.expressions_of(page)  # None: those above the first example
        if self.start_line:
            example = next(b for b in page.of("example") if b.line == self.start_line)
            bound = asked.get(example, [])
            (run,) = examples.run_all([(example, bound)], book.root)
            if run.wants:
                pytest.skip(f"needs {run.wants}: `make elsewhere`")
            runs.append(run)
            found = {*check.run_problems(page, [run], book)}
            found -= {*check.run_problems(page, [], book)}
            counts = {"examples run": 1, "numbers checked": len(bound)}
        else:
            tangled = tangled_once(book.root)
            found = {one for one in tangled if page_of(one.path) == page.path}
            found = found or {*check.page_problems(page, runs, book)}
            found -= self.parent.known
            counts = {"definitions extracted": len(page.of("definition"))}
            counts["numbers checked"] = len(asked.get(None, []))
            counts["formulas checked"] = 0 if found else formulas.count(page)
        self.user_properties = [*counts.items()]
        self.parent.known |= found
        if found:
            pytest.fail("\n".join(map(str, sorted(found))), pytrace=False)


def pytest_terminal_summary(terminalreporter):
    """Say how much of the book was checked, if any of it was."""
    counts = Counter()
    for report in terminalreporter.stats.get("passed", []):
        counts.update(dict(report.user_properties) if ".md::" in report.nodeid else {})
    if counts:
        told = ", ".join(f"{count} {what}" for what, count in counts.items())
        terminalreporter.write_line(f"the book: {told}")
