# Copied from docs/book/accept.md, the place to edit it (8dc48bb1acad056b).
"""Accepting new outputs: from what the examples print to the pages.

Page: docs/book/accept.md. Licence: MIT-0.
"""

import difflib
import re
from dataclasses import replace
from pathlib import Path

from tinynet.book.examples import Run, output_below, run_page
from tinynet.book.notebooks import accepted_notebooks
from tinynet.book.numbers import rebound
from tinynet.book.pages import Page, Problem, Refused, read_book
from tinynet.book.tangle import tangle_problems, write_files

UNSHOWABLE = re.compile(r"[\t\r\x00-\x08\x0b-\x1f]|^ +$", re.MULTILINE)


def fenced(text: str) -> list[str]:
    """Return the lines of an output block, with a fence longer than any in the text."""
    ticks = max([2, *(len(run) for run in re.findall(r"`{3,}", text))]) + 1
    return ["`" * ticks + 'text title="Output"', *text.split("\n"), "`" * ticks]


def with_outputs(page: Page, runs: list[Run]) -> str:
    """Return the text of a page with the outputs of these runs in their places."""
    lines = page.text.split("\n")
    for run in sorted(runs, key=lambda run: -run.example.line):
        example, shown = run.example, output_below(page, run.example)
        printed = run.printed.rstrip("\n")
        if shown and printed == shown.text.rstrip("\n"):
            continue
        new = fenced(printed) if printed else []
        bare = example.prefix.rstrip()
        new = [example.prefix + line if line else bare for line in new]
        if shown:
            start = shown.line - 1
            if not new:
                # The blank line above the block goes with it.
                start -= not lines[start - 1].strip(" >")
            lines[start : shown.end] = new
        elif new:
            blank = example.prefix.rstrip()
            lines[example.end : example.end] = [blank, *new]
    return "\n".join(lines)


def unstable(first: list[Run], second: list[Run]) -> list[Problem]:
    """Return the examples that fail, or do not print and draw the same twice."""
    problems = [run.failure for run in first if run.failure]
    for run, again in zip(first, second, strict=True):
        if UNSHOWABLE.search(run.printed):
            problem = "prints a tab, a line of spaces or a control character; no page can show that"
            problems.append(Problem(run.example.path, run.example.line, problem))
        if (run.printed, run.pictures) != (again.printed, again.pictures):
            problem = "prints or draws something else each time; no page can show that"
            problems.append(Problem(run.example.path, run.example.line, problem))
    return problems


def accept(root: Path) -> str:
    """Write what the examples print and draw; return the diff and a line of summary.

    Raises Refused, and writes nothing, when the package is not what the pages say, or
    an example fails or prints something else each time.
    """
    book = read_book(root)
    if problems := tangle_problems(book):
        raise Refused(problems)
    texts, problems = accepted_notebooks(book)
    for page in book.pages:
        runs = run_page(page, root)
        problems += unstable(runs, run_page(page, root))
        mended = replace(page, text=rebound(page, runs, root))
        texts[root / page.path] = with_outputs(mended, runs)
        for name, drawn in {
            k: v for run in runs for k, v in run.pictures.items()
        }.items():
            texts[root / "docs/figures" / name] = drawn
    if problems:
        raise Refused(problems)
    changed, diff = {}, []
    for file, text in texts.items():
        old = file.read_text(encoding="utf-8-sig") if file.exists() else ""
        if old != text:
            changed[file] = text
            name = file.relative_to(root).as_posix()
            lines = old.splitlines(), text.splitlines()
            diff += difflib.unified_diff(*lines, name, name, lineterm="")
    write_files(root, changed)
    count = f"accept: {len(changed)} of {len(texts)} files changed"
    return "\n".join([*diff, count])
