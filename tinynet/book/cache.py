# Copied from docs/book/cache.md, the place to edit it (39d284cd5dd33ba9).
"""What runs gave, kept for as long as nothing has changed that they depend on.

Page: docs/book/cache.md. Licence: MIT-0.
"""

import contextlib
import io
import json
import os
import pickle
import platform
import resource
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import cloudpickle
import numpy as np

from tinynet.book.examples import Run, run
from tinynet.book.pages import Block, Page
from tinynet.book.readings import Drawn, watching

FOLDER = ".book/cache"
LARGEST = 64_000_000  # bytes of one result
MOST = 800_000_000  # bytes in all; then what was wanted longest ago goes
PACKAGE = Path(__file__).parents[1]
NAMES = ("OPENBLAS", "OMP_", "MKL_", "NPY_", "PYTHONHASHSEED")
# As they were when the libraries read them, whatever becomes of them later.
SETTINGS = sorted(pair for pair in os.environ.items() if pair[0].startswith(NAMES))


def fingerprint() -> str:
    """Return a hash of what each run depends on: package, libraries, Python, machine."""
    libraries = sorted(p.name for p in Path(np.__file__).parents[1].glob("*.dist-info"))
    about = [sys.version, platform.platform(), platform.node(), libraries, SETTINGS]
    found = sha256(json.dumps(about).encode())
    for file in sorted(PACKAGE.rglob("*.py")):
        found.update(f"{file.relative_to(PACKAGE)}\0".encode())
        found.update(sha256(file.read_bytes()).digest())
    return found.hexdigest()


surroundings = cache(fingerprint)  # as they were when this process first asked


def place(about: str, home: Path) -> Path:
    """Return the file in which the result of some work is kept, if it is."""
    key = sha256(f"{surroundings()} {about}".encode()).hexdigest()
    return home / FOLDER / key[:32]


BEYOND = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.fork"}
BEYOND |= {"os.forkpty", "socket.connect", "socket.bind", "socket.getaddrinfo"}
LOOKED_AT: list[set[str]] = []  # the paths, one set for each who is watching


def hook(event: str, details: tuple) -> None:
    """Note which files are opened, which folders listed, and what is asked beyond them."""
    if not LOOKED_AT:
        return
    if event in {"open", "os.listdir", "os.scandir"}:
        path = "." if details[0] is None else details[0]
        # What it raises would be raised by the program that is watched.
        with contextlib.suppress(OSError, TypeError, ValueError):
            LOOKED_AT[-1].add(os.path.abspath(os.fsdecode(path)))
    elif event in BEYOND:
        LOOKED_AT[-1].add(event)


@cache
def set_hook() -> None:
    sys.addaudithook(hook)


@contextlib.contextmanager
def looking() -> Iterator[set[str]]:
    """Note the paths that are looked at meanwhile, and the events beyond them."""
    set_hook()
    LOOKED_AT.append(set())
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        yield LOOKED_AT[-1]
    finally:
        seen = LOOKED_AT.pop()
        if resource.getrusage(resource.RUSAGE_CHILDREN) != children:
            seen.add("another program")
        for outer in LOOKED_AT[-1:]:
            outer |= seen


@cache
def lies_at(path: str, root: Path) -> str | None:
    """Return where in the project a file lies; None if elsewhere, or if the key has it."""
    file = Path(os.path.realpath(path))
    if not file.is_relative_to(root) or file.is_relative_to(PACKAGE):
        return None
    parts = file.relative_to(root).parts
    # The environments, the caches and what this page itself keeps.
    made = "__pycache__" in parts or (parts and parts[0].startswith("."))
    return None if made else "/".join(parts)


def within(paths: set[str], root: Path) -> list[str]:
    """Return those of the paths that lie in the project, and are not in the key."""
    loaded = {getattr(module, "__file__", None) for module in [*sys.modules.values()]}
    root = root.resolve()
    found = {lies_at(path, root) for path in filter(None, paths | loaded)}
    return sorted(found - {None})


def content(path: Path) -> str:
    """Return a hash of what is in a file, or of the names in a folder; "" for neither."""
    if path.is_dir():
        names = [p.name for p in path.iterdir() if p.name != "__pycache__"]
        return sha256("\n".join(sorted(names)).encode()).hexdigest()
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


class Small(io.BytesIO):
    """A file in memory that refuses to grow beyond the largest result."""

    def write(self, some) -> int:
        if self.tell() + memoryview(some).nbytes > LARGEST:
            raise pickle.PicklingError("too large to be kept")
        return super().write(some)


def keep(about: str, value: object, home: Path, notes: dict[str, str]) -> bool:
    """Keep what some work gave; return whether that could be done.

    about: names the work, and holds all that it was given. home: the project whose
    cache it is. notes: the other files and folders it depends on, with their hashes.
    """
    if fingerprint() != surroundings():
        return False  # the package is no longer the one that has run
    file, text = place(about, home), Small()
    text.write(json.dumps(notes).encode() + b"\n")
    try:
        cloudpickle.dump(value, text)
    except Exception:  # whatever cannot be written is made anew each time
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_bytes(text.getbuffer())
    part.replace(file)
    make_room(file.parent)
    return True


def make_room(folder: Path) -> None:
    """Remove what was wanted longest ago, if all together is too much."""
    files = []
    for file in os.scandir(folder):
        with contextlib.suppress(FileNotFoundError):  # somebody has just removed it
            files.append((file.stat().st_mtime, file.stat().st_size, file.path))
    room = MOST
    for _, size, path in sorted(files, reverse=True):
        room -= size
        if room < 0:
            Path(path).unlink(missing_ok=True)


def is_kept(about: str, root: Path, home: Path | None = None) -> bool:
    """Return whether a result is kept, and all that it depends on is as it was.

    root: the project; home: the one whose cache it is, if it is another.
    """
    try:
        with place(about, home or root).open("rb") as file:
            notes = json.loads(file.readline())
    except (OSError, ValueError):
        return False
    return all(content(root / path) == noted for path, noted in notes.items())


def recalled(about: str, root: Path, home: Path | None = None) -> object:
    """Return the result that is kept of some work; None if there is none of today."""
    if not is_kept(about, root, home):
        return None
    file = place(about, home or root)
    try:
        with file.open("rb") as kept:
            kept.readline()
            value = pickle.load(kept)
        os.utime(file)
    except Exception:  # whatever is wrong with it: it is made anew
        return None
    return value


def name_of(example: Block) -> str:
    """Return the name under which the run of an example is kept: all of its text."""
    return f"example {example.text}"


def run_or_recall(
    example: Block, root: Path, home: Path | None = None
) -> tuple[Run, list[Drawn]]:
    """Return the run of an example, of now or of before, and the charts that it drew."""
    known = recalled(name_of(example), root, home)
    if known is not None:
        return replace(known[0], example=example), known[1]
    with looking() as seen, watching() as drawn:
        result = run(example, root)
    alone = all(path.startswith(os.sep) for path in seen)
    if alone and not result.failure and not result.wants:
        names = result.variables.items()
        variables = {n: v for n, v in names if not n.startswith("__")}
        value = replace(result, variables=variables), drawn
        notes = {path: content(root / path) for path in within(seen, root)}
        keep(name_of(example), value, home or root, notes)
    return result, drawn


def run_all(page: Page, root: Path) -> tuple[list[Run], list[Drawn]]:
    """Run the examples of a page, in their order, or recall what they gave."""
    blocks = [block for block in page.blocks if block.kind == "example"]
    pairs = [run_or_recall(block, root) for block in blocks]
    return [one for one, _ in pairs], [chart for _, some in pairs for chart in some]


def kept_of(blocks: list[Block], root: Path) -> int:
    """Return of how many examples the run is kept."""
    return sum(is_kept(name_of(block), root) for block in blocks)


def kept_text(count: int) -> str:
    """Return the words of a report for the examples that were not run again."""
    return f", and {count} kept from an earlier run" if count else ""
