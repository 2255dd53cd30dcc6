"""Slow tests that have passed are not run again until something changes that they read.

Mark a test with the files and folders of the project that it reads beyond the package,
its own file, its helpers and the settings: `@pytest.mark.reads("docs/table.md")`, or
`@pytest.mark.reads()` if there is none. It is then reported as kept, not as passed. A
test that opens more than its mark says fails. A machine with CI set runs everything.
"""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tinynet.book.cache import content, keep, looking, recalled

ROOT = Path(__file__).parents[1]
SHARED = ["mkdocs.yml", "pyproject.toml", "requirements.txt", "Makefile", "overrides"]
KEPT = "kept: it has passed, and nothing that it reads has changed"
CI = "CI" in os.environ
passed: dict[tuple[Path, tuple[str, ...]], set[str]] = {}  # by file, and what is read
failed: set[str] = set()


def reads(item: pytest.Item) -> tuple[str, ...] | None:
    """Return what a test says that it reads; None if it does not say."""
    mark = item.get_closest_marker("reads")
    return mark and mark.args


def hashes(paths: Iterable[str]) -> dict[str, str]:
    """Return the hash of each of these files of the project, and of those in folders."""
    named = [ROOT / path for path in paths]
    files = [file for path in named for file in [path, *path.rglob("*")]]
    found = sorted(file for file in files if file.is_file() and file.suffix != ".pyc")
    return {file.relative_to(ROOT).as_posix(): content(file) for file in found}


@cache
def notes(file: Path, more: tuple[str, ...]) -> dict[str, str]:
    """Return the hash of each file that the marked tests of a file depend on."""
    helpers = (ROOT / "tests").rglob("*.py")
    helpers = [path for path in helpers if not path.name.startswith("test_")]
    own = [path.relative_to(ROOT).as_posix() for path in [file, *helpers]]
    return hashes([*own, *SHARED, *more])


def name(file: Path, more: tuple[str, ...]) -> str:
    return f"tests {file.relative_to(ROOT)} {notes(file, more)}"


@cache
def earlier(file: Path, more: tuple[str, ...]) -> set[str]:
    """Return which tests of a file passed when all was as it is now."""
    return recalled(name(file, more), ROOT) or set()


def pytest_collection_modifyitems(items):
    for item in items:  # what is noted is what has been loaded
        if (more := reads(item)) is not None:
            earlier(item.path, more)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    more = reads(item)
    if more is not None and not CI and item.nodeid in earlier(item.path, more):
        # It is not run again, and the report says so: kept, and never passed.
        pytest.skip(KEPT)


def is_ours(path: str) -> bool:
    """Tell whether this is a file of the project that no kept result depends on yet."""
    if not path.startswith(f"{ROOT}{os.sep}") or not os.path.isfile(path):
        return False
    top = Path(path).relative_to(ROOT).parts[0]
    test = top == "tests" and path.endswith((".py", ".pyc"))
    return not top.startswith(".") and top != "tinynet" and not test


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    more = reads(item)
    if more is None:
        return (yield)
    with looking() as seen:
        result = yield
    for path in sorted(filter(is_ours, seen)):
        told = any(Path(path).is_relative_to(ROOT / one) for one in [*SHARED, *more])
        assert told, f"{path} is read, and the mark of the test does not say so"
    passed.setdefault((item.path, more), set()).add(item.nodeid)
    return result


def pytest_runtest_logreport(report):
    if report.failed:
        failed.add(report.nodeid)


def pytest_sessionfinish():
    for (file, more), tests in passed.items():
        if notes.__wrapped__(file, more) == notes(file, more):
            tests |= earlier(file, more)
            keep(name(file, more), tests - failed, ROOT, {})


def pytest_report_teststatus(report):
    if report.skipped and report.when == "setup" and KEPT in str(report.longrepr):
        return "kept", "k", "KEPT"
    return None
