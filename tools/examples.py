"""Examples: each runs alone, as a reader runs it, and what it prints is compared.

An example is a program in a process and an empty folder of its own. To be quick, it is
forked from a server that has imported the libraries that it asks for, and nothing else.
"""

import atexit
import contextlib
import importlib.util
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import types
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from pathlib import Path
from traceback import extract_tb, format_exception_only

import numpy as np

from tools.figures import drawn
from tools.pages import Block, Page, Problem, find_root

HERE = Path(__file__).resolve().parents[1]
LIMIT = 300  # seconds, until an example is taken for one that never ends
SLOW = re.compile(r"^(?:import|from) ((?:matplotlib|sklearn)[\w.]*)", re.MULTILINE)
UNSHOWABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]|^ +$", re.MULTILINE)
SETTINGS = {"MPLBACKEND": "svg", "MATPLOTLIBRC": str(HERE / "tools/matplotlibrc")}
SETTINGS |= {"PYTHONIOENCODING": "utf-8", "SOURCE_DATE_EPOCH": "0"}
SETTINGS |= {"PYTHONWARNINGS": "ignore"}  # in the processes that an example starts


class Raised(str):
    """What an expression raises, where its value would be."""


@dataclass(frozen=True)
class Run:
    """What an example printed and drew, and what went wrong, if anything did.

    `values` are those of the expressions about its variables, if it has not failed;
    `wants` is the library for want of which it was not run at all.
    """

    example: Block
    printed: str = ""
    pictures: dict[str, str] = field(default_factory=dict)
    failure: Problem | None = None
    values: list = field(default_factory=list)
    wants: str = ""


def run_all(work, workers: int | None = None, root: Path | None = None):
    """Yield the Run of each (example, expressions), in order; some run side by side."""
    root = (root or find_root(Path.cwd())).resolve()
    with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        yield from pool.map(lambda job: run(*job, root), work)


def run(example: Block, expressions: list[str], root: Path) -> Run:
    """Return what happens when a reader runs an example, and nothing else."""
    if wants := wanting(example, root):
        return Run(example, wants=wants)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place).resolve()
        (folder / "desk").mkdir()
        for file in (root / "docs/assets").glob("*.csv"):  # readers download them
            if re.search(f"[\"']{re.escape(file.name)}[\"']", example.text):
                shutil.copy(file, folder / "desk")
        source = "\n" * example.line + example.text + "\n"  # on the lines of the page
        (folder / "example.py").write_bytes(source.encode())
        for name in ("stdout", "stderr", "answer"):
            (folder / name).write_text(json.dumps([0, "", None]) * (name == "answer"))
        libraries = sorted({*SLOW.findall(example.text)})
        status = ask(libraries, [str(folder), [*expressions], LIMIT], root)
        printed, errors, answer = (
            (folder / name).read_bytes().decode(errors="replace").rstrip("\n")
            for name in ("stdout", "stderr", "answer")
        )
        pictures, wrong = drawn(folder / "desk")
    line, raised, values = json.loads(answer)
    ends = f"breaks off with status {status}" if status or values is None else ""
    if hasattr(signal, "SIGALRM") and status == -signal.SIGALRM:
        ends = f"does not end within {LIMIT} s"
    if errors:
        lines = re.findall(f'"{re.escape(str(folder))}.*", line (\\d+)', errors)
        line = line or int((lines or [0])[-1])
        errors = f"writes to stderr: {errors.splitlines()[-1]}"
    told = "; ".join(filter(None, [raised, ends, errors, wrong]))
    if not told:
        values = [Raised(v["raised"]) if isinstance(v, dict) else v for v in values]
        return Run(example, printed, pictures, None, values)
    for path in (folder / "desk", folder, root, sys.prefix):  # not those of a machine
        told = told.replace(f"{path}{os.sep}", "").replace(str(path), ".")
    failure = Problem(example.path, line or example.line, " ".join(told.split()))
    return Run(example, printed, pictures, failure)


def wanting(example: Block, root: Path) -> str:
    """Return a library of `make elsewhere` that an example needs and is not here."""
    file = root / "pyproject.toml"
    project = file.read_text("utf-8") if file.is_file() else ""
    extra = re.search(r"^elsewhere = \[(.*?)\]", project, re.MULTILINE | re.DOTALL)
    for name in re.findall(r'"(\w+)', extra[1]) if extra else []:
        imported = re.search(rf"^ *(import|from) {name}\b", example.text, re.MULTILINE)
        if imported and not importlib.util.find_spec(name):
            return name
    return ""


resting: dict[str, list[subprocess.Popen]] = {}  # servers with nothing to do
servers = contextlib.ExitStack()
atexit.register(servers.close)


def ask(libraries: list[str], job: list, root: Path) -> int:
    """Let a server do a job; return the status with which the example ends."""
    environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"} | os.environ
    for name in ("PYTEST_CURRENT_TEST", "PYTHONSAFEPATH"):
        environment.pop(name, "")
    paths = [str(root), os.environ.get("PYTHONPATH", "")]
    environment |= {**SETTINGS, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    mine = resting.setdefault(json.dumps([libraries, sorted(environment.items())]), [])
    try:
        server = mine.pop()
    except IndexError:
        command = [sys.executable, "-m", "tools.examples", *libraries]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        server = subprocess.Popen(command, cwd=HERE, env=environment, **pipes)
        servers.enter_context(server)
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(job), file=server.stdin, flush=True)
    if not (status := server.stdout.readline()):
        with server:  # it has ended, with the example
            return server.wait()
    mine.append(server)
    return int(status)


def serve(libraries: list[str]) -> None:
    """Import libraries, then fork for each job, where that is safe."""
    for library in libraries:
        with contextlib.suppress(Exception):  # the example will say so itself
            importlib.import_module(library)
    while job := sys.stdin.readline():
        if sys.platform != "linux" or not (child := os.fork()):
            live(*json.loads(job))
        try:
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)  # what the example has left running
        print(status, flush=True)


def live(folder: str, expressions: list[str], limit: int) -> None:
    """Be the example in a folder; note what it raises, and the values asked for."""
    if hasattr(os, "setsid"):
        os.setsid()
        signal.alarm(limit)
    for number, name in enumerate([os.devnull, f"{folder}/stdout", f"{folder}/stderr"]):
        os.dup2(os.open(name, os.O_RDWR), number)
    sys.stdout.reconfigure(line_buffering=True, newline="\n")
    os.chdir(f"{folder}/desk")
    sys.path.remove(str(HERE))  # it stands there for -m; the book's root comes next
    for name in [name for name in sys.modules if re.match(r"tools\b", name)]:
        del sys.modules[name]
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    sys.argv, main.__file__ = ["example.py"], f"{folder}/example.py"
    np.random.seed()  # a fork has the state of its parent
    if "TINYNET_NUDGE" in os.environ:
        np.exp = Nudged()
    warnings.simplefilter("ignore")  # but what readers see, and is not their machine's
    for kind in (UserWarning, RuntimeWarning):
        warnings.filterwarnings("error", "", kind, "(?!distributed|joblib|tornado)")
    warnings.filterwarnings("error", module=r"__main__$|tinynet\b")
    warnings.simplefilter("ignore", ResourceWarning)
    line, raised, names = 0, "", {"np": np}
    try:
        source = Path(main.__file__).read_text("utf-8")
        exec(compile(source, main.__file__, "exec"), vars(main))  # noqa: S102
    except BaseException as error:  # noqa: BLE001  # sys.exit() is a failure too
        frames = extract_tb(error.__traceback__)
        frames += [error] if isinstance(error, SyntaxError) else []
        mine = [one.lineno for one in frames if one.filename == main.__file__]
        line = (mine or [0])[-1]
        raised = f"raises {format_exception_only(error)[-1].strip()}"
    if expressions:
        with contextlib.suppress(Exception):
            names |= vars(importlib.import_module("tinynet"))
    names |= vars(main)
    values = [value_of(expression, names) for expression in expressions]
    Path(f"{folder}/answer").write_text(json.dumps([line, raised, values]), "utf-8")
    threading._shutdown()  # as Python ends, but for freeing all that it has imported,
    atexit._run_exitfuncs()  # which takes longer than most examples
    sys.stdout.flush()
    os._exit(0)


def value_of(expression: str, names: dict):
    """Return the value of an expression as plain numbers, texts and lists."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return plain(eval(expression, names))
    except BaseException as error:  # noqa: BLE001
        return {"raised": format_exception_only(error)[-1].strip()}


def plain(value):
    value = np.asarray(value).tolist() if hasattr(value, "__array__") else value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return [plain(one) for one in value] if hasattr(value, "__iter__") else repr(value)


class Nudged:
    """Another machine's exp: at times one unit higher or lower in the last place."""

    __class__ = np.ufunc  # so that libraries take it for one

    def __getattr__(self, name: str, exp=np.exp):
        return getattr(exp, name)

    def __call__(self, x, *rest, exp=np.exp, **options):
        x = np.float64(x) if type(x) is float else x
        true = exp(x, *rest, **options)
        if rest or options or type(true) not in (np.ndarray, np.float64):
            return true
        if not getattr(x, "dtype", 0) == true.dtype == np.float64:
            return true
        moved = (true.view(np.int64) + x.view(np.int64) % 3 - 1).view(np.float64)
        return np.where(np.isin(true, [0, 1, np.inf]), true, moved)[()]


def unshowable(page: Page, run: Run) -> list[Problem]:
    """Return a problem if what an example printed cannot stand on a page."""
    told = "prints a tab, a control sign or a line of blanks; no page can show that"
    found = UNSHOWABLE.search(run.printed)
    return [Problem(page.path, run.example.line, told)] if found else []


def output_problems(page: Page, run: Run) -> list[Problem]:
    """Return how what an example printed differs from what its page publishes."""
    if run.failure or run.wants:
        return [run.failure] if run.failure else []
    shown, new = page.output_of(run.example), run.printed.split("\n")
    old = shown.text.rstrip("\n").split("\n") if shown else [""]
    at = next((n for n, (a, b) in enumerate(zip_longest(old, new)) if a != b), None)
    if shown and not run.printed:
        line, told = shown.line, "nothing is printed above this output block"
    elif at is None:
        return unshowable(page, run)
    elif shown:
        a, b = (repr(one[at]) if at < len(one) else "nothing" for one in (old, new))
        line, told = shown.line + 1 + at, f"published {a}, printed {b}"
    else:
        line, told = run.example.end, f"prints {new[0]!r} with no output block below"
    told += f"; run `python -m tools accept {page.path}`"
    return unshowable(page, run) or [Problem(page.path, line, told)]


def orphan_outputs(page: Page) -> list[Problem]:
    """Return the output blocks that follow no example."""
    orphans = [
        block
        for above, block in pairwise([None, *page.blocks])
        if block.kind == "output" and (above is None or above.kind != "example")
    ]
    told = "no example stands above this output; remove it"
    return [Problem(page.path, block.line, told) for block in orphans]


def with_outputs(page: Page, runs: list[Run]) -> str:
    """Return the text of a page with what its examples print in its output blocks."""
    lines = page.text.split("\n")
    for run in sorted(runs, key=lambda run: -run.example.line):
        if run.failure or run.wants:
            continue
        shown, end = page.output_of(run.example), run.example.end
        start, end = (shown.line - 1, shown.end) if shown else (end, end)
        ticks = max(map(len, re.findall("`{3,}", run.printed)), default=2) + 1
        header = lines[start].lstrip(" `") if shown else 'text title="Output"'
        new = ["`" * ticks + header, *run.printed.split("\n"), "`" * ticks]
        if not shown:
            new = ["", *new]
        if not run.printed:
            new = []
            start -= bool(shown and not lines[start - 1].strip())
        lines[start:end] = [run.example.indent + line if line else "" for line in new]
    return "\n".join(lines)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        serve(sys.argv[1:])
