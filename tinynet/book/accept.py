# Copied from docs/book/accept.md, the place to edit it (7a460f52e119760a).
"""Accepting new outputs: from what the examples print to the pages.

Page: docs/book/accept.md. Licence: MIT-0.
"""

import difflib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from tinynet.book.cache import run_all
from tinynet.book.examples import Run, not_run, output_below, page_problems
from tinynet.book.mentions import mentioned_anew
from tinynet.book.numbers import numbers_of, rebound, tally
from tinynet.book.pages import Page, Problem, Refused, read_book
from tinynet.book.strength import noted_anew
from tinynet.book.tangle import tangle_problems, write_files

PACKAGE = Path(__file__).parents[2]
UNSHOWABLE = re.compile(r"[\t\r\x00-\x08\x0b-\x1f\ud800-\udfff]|^ +$", re.MULTILINE)


def fenced(text: str, header: str) -> list[str]:
    """Return the lines of an output block, with a fence longer than any in the text."""
    fence = re.match("`+|~+", header)[0]
    inside = re.findall(f"{fence[0]}{{3,}}", text)
    longer = fence[0] * max(len(fence), *(len(run) + 1 for run in inside), 3)
    return [longer + header.removeprefix(fence), *text.split("\n"), longer]


def with_outputs(page: Page, runs: list[Run]) -> str:
    """Return the text of a page with the outputs of these runs in their places."""
    lines = page.text.split("\n")
    for run in sorted(runs, key=lambda run: -run.example.line):
        example, shown = run.example, output_below(page, run.example)
        if run.wants:
            continue
        printed = run.printed.rstrip("\n")
        if shown and printed == shown.text.rstrip("\n"):
            continue
        prefix, header = example.prefix, '```text title="Output"'
        if shown:
            prefix = shown.prefix
            header = lines[shown.line - 1].removeprefix(prefix)
        new = fenced(printed, header) if printed else []
        new = [prefix + line if line else prefix.rstrip() for line in new]
        if shown:
            start = shown.line - 1
            if not new:
                # The blank line above the block goes with it.
                start -= not lines[start - 1].strip(" >")
            lines[start : shown.end] = new
        elif new:
            lines[example.end : example.end] = [prefix.rstrip(), *new]
    return "\n".join(lines)


def unshowable(runs: list[Run]) -> list[Problem]:
    """Return the examples that fail, or print what no page can show."""
    problems = [run.failure for run in runs if run.failure]
    for run in runs:
        if UNSHOWABLE.search(run.printed):
            problem = "prints a tab, a line of spaces or a control character; no page can show that"
            problems.append(Problem(run.example.path, run.example.line, problem))
    return problems


def unstable(runs: list[Run], again: list[list]) -> list[Problem]:
    """Return the examples that do not print and draw the same again."""
    problems = []
    for run, second in zip(runs, again, strict=True):
        if [run.printed, run.pictures] != second:
            problem = "prints or draws something else each time; no page can show that"
            problems.append(Problem(run.example.path, run.example.line, problem))
    return problems


def elsewhere(root: Path, pages: list[Page]) -> list[list]:
    """Run pages in another process; return what each of their examples prints and draws."""
    program = (
        "import json, sys; from pathlib import Path; "
        "from tinynet.book.examples import everything; "
        "json.dump(everything(Path.cwd(), sys.argv[1:]), sys.stdout)"
    )
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    done = subprocess.run(
        [sys.executable, "-c", program, *(page.path for page in pages)],
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(PACKAGE)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def accept(root: Path) -> str:
    """Write what the examples print and draw; return the diff and a line of summary.

    Raises Refused, and writes nothing, when the package is not what the pages say, or
    an example fails or prints something else each time.
    """
    book = read_book(root)
    if problems := tangle_problems(book):
        raise Refused(problems)
    texts, problems = {}, []
    if book.notebooks:  # slow to import, and not every book has one
        from tinynet.book.notebooks import accepted_notebooks

        texts, problems = accepted_notebooks(book)
    wanted, published, anew, first = [], [], [], []
    for page in book.pages:
        runs, _ = run_all(page, root)
        wanted += [run.wants for run in runs if run.wants]
        problems += unshowable(runs)
        numbers, _ = numbers_of(page, runs, root)
        published.append(numbers)
        mended = replace(page, text=rebound(page, numbers))
        texts[root / page.path] = with_outputs(mended, runs)
        for run in runs:
            for name, drawn in run.pictures.items():
                file = root / "docs/figures" / name
                if texts.setdefault(file, drawn) != drawn:
                    problem = f"draws another {name} than an example before it; rename"
                    problems.append(Problem(page.path, run.example.line, problem))
        if any(page_problems(page, runs, root)):
            anew.append(page)
            first += runs
    problems += unstable(first, elsewhere(root, anew) if anew else [])
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
    lines = [*diff, *noted_anew(root), *mentioned_anew(root)]
    lines += [tally(published)] if any(published) else []
    count = f"accept: {len(changed)} of {len(texts)} files changed"
    return "\n".join([*lines, count + not_run(wanted)])
