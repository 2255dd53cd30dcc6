# Copied from docs/book/unseen.md, the place to edit it (1b15343b2dc159ca).
"""Mistakes that strangers have invented: what becomes of them.

Page: docs/book/unseen.md. Licence: MIT-0.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path

from tinynet.book.mentions import REMEDY
from tinynet.book.pages import Problem, Refused

HERE = Path(__file__).parents[2]
FILE = "tests/book/unseen.json"
LEFT_OUT = shutil.ignore_patterns(".venv*", ".book", "site", "dist")
LONGEST = 1200  # seconds for one command
BOOK = ("-m", "tinynet.book")
TESTS = ("-m", "pytest", "-q", "-x", "--tb=no", "-p", "no:cacheprovider")
ACCEPT = """
from pathlib import Path
from tinynet.book.mentions import mentioned_anew
mentioned_anew(Path.cwd())
"""


def mistakes(root: Path = HERE, which: str = "") -> list[dict[str, str]]:
    """Return the mistakes, or only those of which the time is "once" or "again".

    Each has a time, a path, a kind, the old words and the new, and what became of it,
    first and last.
    """
    every = json.loads((root / FILE).read_text(encoding="utf-8"))
    return [one for one in every if which in ("", one["time"])]


def complaints(copy: Path, *command: str) -> list[str]:
    """Return the lines with which a command of Python fails in a folder, or none."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode == 0:
        return []
    lines = (done.stdout + done.stderr).split("\n")
    return [one for one in lines if re.match(r"\S+:\d+: ", one)] or lines


def copied(root: Path, folder: str) -> Path:
    """Copy the project into a folder; what has run before is used there, too."""
    copy = Path(folder).resolve() / "book"
    shutil.copytree(root, copy, ignore=LEFT_OUT)
    (root / ".book").mkdir(exist_ok=True)
    (copy / ".book").symlink_to(root.resolve() / ".book")
    return copy


def own_tests(path: str, root: Path) -> list[str]:
    """Return the tests that belong to a file: its own, or those of its page or module."""
    if path.startswith("tests/"):
        return [path]
    name = f"test_{Path(path).stem.replace('-', '_').lower()}.py"
    folder = root / ("tests/book" if "/book/" in path else "tests")
    return [f"{folder.relative_to(root)}/{name}"] if (folder / name).is_file() else []


@cache
def green(root: Path, tests: tuple[str, ...]) -> bool:
    """Return whether some tests have nothing against the book as it is."""
    with tempfile.TemporaryDirectory() as folder:
        return not complaints(copied(root, folder), *TESTS, *tests)


def became(mistake: dict[str, str], root: Path) -> str:
    """Return what becomes of a mistake: "killed", "kept" or "lives".

    "gone" if the words in the place of which it stands are no longer there, once.
    """
    path = mistake["path"]
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(root, folder)
        file = copy / path
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        if text.count(mistake["old"]) != 1:
            return "gone"
        file.write_text(text.replace(mistake["old"], mistake["new"]), encoding="utf-8")
        commands = [(*BOOK, "check")]
        if path.startswith("docs/") and path.endswith(".md"):
            commands = [(*BOOK, "tangle"), (*BOOK, "check", path), *commands]
        said: list[str] = []
        while commands and not said:
            said = complaints(copy, *commands.pop(0))
        if any(REMEDY not in one for one in said):
            return "killed"
        complaints(copy, "-c", ACCEPT)
        tests = tuple(own_tests(path, root)) if said else ("-n", "auto")
        if tests and complaints(copy, *TESTS, *tests) and green(root, tests):
            return "killed"
        return "kept" if said else "lives"


def tried(every: list[dict[str, str]], root: Path) -> list[dict[str, str]]:
    """Return the mistakes with what has become of each, and show how far we are."""
    found, begun = [], time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(partial(became, root=root), every)
        for one, last in zip(every, results, strict=True):
            found.append({"first": last, **one, "last": last})
            done, of = len(found), len(every)
            if sys.stderr.isatty() or done % 20 == 0 or done == of:
                end = "\r" if sys.stderr.isatty() and done < of else "\n"
                line = f"unseen: {done} of {of}, {time.monotonic() - begun:.0f} s"
                print(line, end=end, file=sys.stderr, flush=True)
    return found


def measure(root: Path) -> None:
    """Try all, and write what becomes of them into the file."""
    with tempfile.TemporaryDirectory() as folder:
        if said := complaints(copied(root, folder), *BOOK, "check"):
            raise Refused([Problem(FILE, 1, f"red without any mistake: {said[0]}")])
    every = tried(mistakes(root), root)
    lines = ",\n ".join(json.dumps(one, ensure_ascii=False) for one in every)
    (root / FILE).write_text(f"[\n {lines}\n]\n", encoding="utf-8")


PLACES = {
    "first part": r"docs/[\w-]+\.md",
    "second part": r"docs/book/.*",
    "notebooks": r".*\.ipynb",
    "pictures": r".*\.svg",
    "programs, tests": r"(tinynet|tests)/.*",
    "beside the pages": r".*",
}
WORDS = ("killed", "kept", "lives")


def place_of(path: str) -> str:
    """Return in what part of the project a file lies."""
    return next(name for name, form in PLACES.items() if re.fullmatch(form, path))


def table(which: str = "", root: Path = HERE) -> str:
    """Return the table: for each place, what became of the mistakes, first and last."""
    lines = [f"{'':16} tried killed kept lived noticed now"]
    counts: dict[str, Counter[str]] = {name: Counter() for name in PLACES}
    counts["all of these"] = Counter()
    for one in mistakes(root, which):
        for name in (place_of(one["path"]), "all of these"):
            counts[name].update([one.get("first"), f"now {one.get('last')}"])
    for name, count in counts.items():
        killed, kept, lived = (count[word] for word in WORDS)
        tried = killed + kept + lived
        share = f"{(tried - lived) / tried:.1%}" if tried else ""
        cells = f"{tried:6}{killed:7}{kept:5}{lived:6}{share:>8}{count['now lives']:4}"
        lines.append(f"{name:16}{cells}")
    return "\n".join(lines)


def lived(which: str = "", root: Path = HERE) -> str:
    """Return the mistakes that nobody noticed the first time: where, and what."""
    found = [one for one in mistakes(root, which) if one.get("first") == "lives"]
    parts = [f"{m['path']}, {m['kind']}\n- {m['old']}\n+ {m['new']}" for m in found]
    return "\n\n".join(parts) or "none"


def unseen(root: Path) -> str:
    """Try all the mistakes again, and return the table."""
    measure(root)
    return table(root=root)
