# Copied from docs/book/examples.md, the place to edit it (7414a729cf37d2de).
"""Running the examples of the pages, and comparing what they print and draw.

Page: docs/book/examples.md. Licence: MIT-0.
"""

import contextlib
import difflib
import importlib.util
import io
import linecache
import os
import random
import re
import sys
import tempfile
import time
import tomllib
import traceback
import types
import warnings
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from tinynet.book.pages import Block, Book, Page, Problem, read_page


@dataclass(frozen=True)
class Run:
    """What an example printed and drew, and what went wrong, if anything did.

    `variables` are those that it left behind; numbers in sentences refer to them.
    `wants` names the library for want of which it was not run at all. `seconds` are those
    that the processors worked.
    """

    example: Block
    printed: str
    pictures: dict[str, str]
    failure: Problem | None
    variables: dict = field(default_factory=dict, compare=False, repr=False)
    wants: str = ""
    seconds: float = field(default=0.0, compare=False)


@contextlib.contextmanager
def desk():
    """Give a block of code an empty folder and a fresh `__main__`; tidy up after it."""
    before, module = Path.cwd(), types.ModuleType("__main__")
    main, paths, stdin = sys.modules["__main__"], [*sys.path], sys.stdin
    environment = dict(os.environ)
    with (
        tempfile.TemporaryDirectory() as folder,
        warnings.catch_warnings(),
        np.printoptions(),
        np.errstate(),
    ):
        warnings.simplefilter("error")
        np.random.seed(None)
        random.seed()
        sys.stdin = io.StringIO()
        sys.modules["__main__"] = module
        os.chdir(folder)
        try:
            yield module, Path(folder)
        finally:
            os.chdir(before)
            sys.modules["__main__"], sys.path[:], sys.stdin = main, paths, stdin
            for name in {*os.environ} - {*environment}:
                del os.environ[name]
            os.environ.update(environment)


@contextlib.contextmanager
def channels(printed: io.StringIO):
    """Catch what a block prints, the programs that it starts included."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    kept = [os.dup(1), os.dup(2)]
    with tempfile.TemporaryFile() as file:
        try:
            for number in (1, 2):
                os.dup2(file.fileno(), number)
            with (
                contextlib.redirect_stdout(printed),
                contextlib.redirect_stderr(printed),
            ):
                yield
        finally:
            for number, channel in enumerate(kept, 1):
                os.dup2(channel, number)
                os.close(channel)
            file.seek(0)
            if past := file.read().decode(errors="replace"):
                raise PrintedPast(f"prints past Python: {past[:60]!r}")


class PrintedPast(Exception):
    """Raised when a block has printed what no output block can show."""


def run(example: Block, root: Path) -> Run:
    """Return what happens when a reader runs this example, and nothing else."""
    if wants := wanting(example, root):
        return Run(example, "", {}, None, wants=wants)
    printed, failure, pictures = io.StringIO(), None, {}
    begun = time.process_time()
    source = "\n" * example.line + example.text
    file = str(root / example.path)
    linecache.checkcache(file)
    with desk() as (module, folder):
        try:
            program = compile(source, file, "exec", dont_inherit=True)
            with channels(printed):
                exec(program, module.__dict__)
            for picture in sorted(folder.glob("*.svg")):
                pictures[picture.name] = picture.read_text(encoding="utf-8")
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # pytest.skip() and sys.exit() are failures too
            line = failing_line(error, file, example)
            failure = Problem(example.path, line, say(error))
    spent = time.process_time() - begun
    variables = vars(module)
    return Run(example, printed.getvalue(), pictures, failure, variables, seconds=spent)


def failing_line(error: BaseException, file: str, example: Block) -> int:
    """Return the line of the page on which an error came out of the example."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno or example.line
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == file]
    return (lines and lines[-1]) or example.line


def say(error: BaseException) -> str:
    """Return what was raised, in a line."""
    return "raises " + " ".join("".join(traceback.format_exception_only(error)).split())


REMEDY = "run `make elsewhere`"


def wanting(example: Block, root: Path) -> str:
    """Return the name of a library that an example imports and that is not here, or "".

    Only those count that pyproject.toml has under "elsewhere".
    """
    apart = imported(example) & libraries_apart(root)
    absent = [name for name in sorted(apart) if not importlib.util.find_spec(name)]
    return absent[0] if absent else ""


def imported(example: Block) -> set[str]:
    """Return the libraries that an example imports."""
    found = re.findall(r"^(?:import|from) (\w+)", example.text, re.MULTILINE)
    return set(found)


def libraries_apart(root: Path) -> set[str]:
    """Return the libraries that only a job of its own has."""
    file = root / "pyproject.toml"
    if not file.is_file():
        return set()
    return libraries_named(file.read_text(encoding="utf-8"))


@cache
def libraries_named(pyproject: str) -> set[str]:
    project = tomllib.loads(pyproject).get("project", {})
    extra = project.get("optional-dependencies", {}).get("elsewhere", [])
    return {re.match(r"\w+", library)[0] for library in extra}


def not_run(wanted: list[str]) -> str:
    """Return the end of a report: how many examples were not run, and the remedy."""
    if not wanted:
        return ""
    return (
        f", not run for want of {', '.join(sorted({*wanted}))}: {len(wanted)}; {REMEDY}"
    )


def output_below(page: Page, example: Block) -> Block | None:
    """Return the output block that belongs to an example, or None."""
    following = page.blocks[page.blocks.index(example) + 1 :]
    return following[0] if following and following[0].kind == "output" else None


def orphan_outputs(page: Page) -> list[Problem]:
    """Return the output blocks that follow no example."""
    before = (None, *page.blocks)
    return [
        Problem(page.path, block.line, "no example stands above this output; remove it")
        for last, block in zip(before, page.blocks, strict=False)
        if block.kind == "output" and (last is None or last.kind != "example")
    ]


def output_problems(run: Run, page: Page) -> list[Problem]:
    """Return how what an example printed differs from what its page shows."""
    example, shown = run.example, output_below(page, run.example)
    if run.failure:
        return [run.failure]
    if run.wants:
        return []
    printed = run.printed.rstrip("\n")
    if shown is None:
        if printed:
            first = printed.split("\n")[0]
            problem = f"prints {first!r} with no output block below; run `make accept`"
            return [Problem(page.path, example.end, problem)]
        return []
    if not printed:
        problem = "nothing is printed above this output block; remove it"
        return [Problem(page.path, shown.line, problem)]
    expected = shown.text.rstrip("\n")
    if printed == expected:
        return []
    return [Problem(page.path, *first_difference(expected, printed, shown.line))]


def first_difference(expected: str, printed: str, header: int) -> tuple[int, str]:
    """Return the line of the page that is wrong, and a message with the whole diff."""
    old, new = expected.split("\n"), printed.split("\n")
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    published = repr(old[same]) if same < len(old) else "nothing"
    true = repr(new[same]) if same < len(new) else "nothing"
    diff = difflib.unified_diff(old, new, "published", "printed", lineterm="")
    return header + 1 + same, "\n    ".join(
        [f"published {published}, printed {true}", *diff]
    )


PICTURE = re.compile(r"!\[[^\]]*\]\((?:\.\./)*(figures/[\w.-]+\.svg)\)")


def pictures_shown(page: Page) -> dict[str, int]:
    """Return the drawn pictures that a page shows, each with its line."""
    lines = enumerate(page.text.split("\n"), 1)
    shown = [(path, line) for line, text in lines for path in PICTURE.findall(text)]
    fences = {n for block in page.blocks for n in range(block.line, block.end + 1)}
    return {path: line for path, line in shown if line not in fences}


def picture_problems(run: Run, page: Page, root: Path) -> list[Problem]:
    """Return how the pictures that an example drew differ from the published ones."""
    problems, shown = [], pictures_shown(page)
    for name, drawn in run.pictures.items():
        path = f"figures/{name}"
        published = root / "docs" / path
        if path not in shown:
            problem = f"draws {name}, which the page does not show; write ![…]({path})"
            problems.append(Problem(page.path, run.example.line, problem))
        elif not published.is_file():
            problem = f"docs/{path} is missing; run `make accept`"
            problems.append(Problem(page.path, shown[path], problem))
        elif published.read_text(encoding="utf-8") != drawn:
            problem = f"docs/{path} is not what the page draws; run `make accept`"
            problems.append(Problem(page.path, shown[path], problem))
    return problems


def undrawn(page: Page, runs: list[Run]) -> list[Problem]:
    """Return the pictures that a page shows and none of its examples draws."""
    drawn = {f"figures/{name}" for run in runs for name in run.pictures}
    return [
        Problem(page.path, line, f"no example on this page draws {path}")
        for path, line in pictures_shown(page).items()
        if path not in drawn
    ]


def run_page(page: Page, root: Path) -> list[Run]:
    """Run the examples of a page, in their order."""
    return [run(block, root) for block in page.blocks if block.kind == "example"]


def page_problems(page: Page, runs: list[Run], root: Path) -> list[Problem]:
    """Return what is wrong with the examples, outputs and pictures of a page."""
    problems = orphan_outputs(page) + undrawn(page, runs)
    for result in runs:
        problems += output_problems(result, page)
        problems += picture_problems(result, page, root)
    return problems


def everything(root: Path, paths: list[str]) -> list[list]:
    """Return what each example of some pages prints and draws."""
    runs = [run for path in paths for run in run_page(read_page(path, root), root)]
    return [[run.printed, run.pictures] for run in runs]


def example_problems(book: Book) -> list[Problem]:
    """Run every example of the book; return what is wrong."""
    problems = []
    for page in book.pages:
        found = page_problems(page, run_page(page, book.root), book.root)
        problems += sorted(found, key=lambda problem: problem.line)
    return problems
