"""Examples: each runs alone, as a reader runs it, and what it prints is compared.

An example is a program in a process and an empty folder of its own. To be quick, it is
forked from a server that has imported the slow libraries already.
"""

import atexit
import contextlib
import importlib.util
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
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from traceback import extract_tb, format_exception_only

import numpy as np

from tools.figures import drawn
from tools.pages import Block, Page, Problem

HERE = Path(__file__).resolve().parents[1]
LIMIT = 300  # seconds, until an example is taken for one that never ends
SLOW = re.compile(r"^(?:import|from) (matplotlib\.pyplot|sklearn)\b", re.MULTILINE)
BOTH = "matplotlib.pyplot", "sklearn.datasets"  # a server more costs more than it saves
ELSEWHERE = re.compile(r"^ *(?:import|from) (torch|jax)\b", re.MULTILINE)
UNSHOWABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]|^ +$", re.MULTILINE)
DEFAULTS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
SETTINGS = {"MPLBACKEND": "svg", "MATPLOTLIBRC": str(HERE / "tools/matplotlibrc")}
SETTINGS |= {"PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore"}
resting = defaultdict(list)  # servers with nothing to do, by what they have imported


class Raised(str):
    """What an expression raises, where its value would be."""


@dataclass(frozen=True)
class Run:
    """What an example printed and drew, and what went wrong, if anything did."""

    example: Block
    printed: str = ""
    pictures: dict[str, str] = field(default_factory=dict)
    failure: Problem | None = None
    values: list = field(default_factory=list)  # of the expressions about its variables
    wants: str = ""  # the library for want of which it was not run


def run_all(work, root: Path):
    """Yield the Run of each (example, expressions), in order; some run side by side."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(lambda job: run(*job, root.resolve()), work)


def run(example: Block, expressions: list[str], root: Path) -> Run:
    """Return what happens when a reader runs an example, and nothing else."""
    if wants := wanting(example):
        return Run(example, wants=wants)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place).resolve()
        (folder / "desk").mkdir()
        for file in (root / "docs/assets").glob("*.csv"):  # readers download them
            if f'"{file.name}"' in example.text:
                shutil.copy(file, folder / "desk")
        source = "\n" * example.line + example.text  # on the lines of the page
        source += example.check + "\n"
        (folder / "example.py").write_bytes(source.encode())
        for name in ("stdout", "stderr", "answer"):
            (folder / name).touch()
        slow = SLOW.findall(example.text)
        libraries = BOTH if "sklearn" in slow else tuple(slow[:1])
        status = ask(libraries, [str(folder), expressions, LIMIT, str(root)])
        printed, errors, answer = (
            (folder / name).read_bytes().decode(errors="replace").rstrip("\n")
            for name in ("stdout", "stderr", "answer")
        )
        pictures, wrong = drawn(folder / "desk")
    line, raised, values = json.loads(answer or '[0, "", null]')
    told = [raised, wrong]
    if status or values is None:
        late = f" after {LIMIT} s" * (status == -14)  # SIGALRM
        told.append(f"breaks off with status {status}{late}")
    if errors:
        told.append(f"writes to stderr: {errors.splitlines()[-1]}")
    if UNSHOWABLE.search(printed):
        told.append("prints a tab, a control sign or a line of blanks")
    if not any(told):
        values = [Raised(error) if error else value for value, error in values]
        return Run(example, printed, pictures, None, values)
    text = " ".join("; ".join(filter(None, told)).split())
    for path in (folder / "desk", folder, root, sys.prefix):  # not those of a machine
        text = text.replace(f"{path}{os.sep}", "")
    return Run(example, failure=Problem(example.path, line or example.line, text))


def wanting(example: Block) -> str:
    """Return a library of `make elsewhere` that an example needs and is not here."""
    needed = ELSEWHERE.findall(example.text)
    return next((name for name in needed if not importlib.util.find_spec(name)), "")


def ask(libraries: tuple[str, ...], job: list) -> int:
    """Let a server do a job; return the status with which the example ends."""
    try:
        server = resting[libraries].pop()
    except IndexError:
        command = [sys.executable, "-m", "tools.examples", *libraries]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        environment = DEFAULTS | os.environ | SETTINGS
        server = subprocess.Popen(command, cwd=HERE, env=environment, **pipes)
        atexit.register(server.__exit__, None, None, None)  # ends it, and waits
    print(json.dumps(job), file=server.stdin, flush=True)
    if not (status := server.stdout.readline()):
        with server:  # it has ended, with the example
            return server.wait()
    resting[libraries].append(server)
    return int(status)


def serve(libraries: list[str]) -> None:
    """Import libraries, then fork for each job, where that is safe."""
    for library in libraries:
        with contextlib.suppress(Exception):  # the example will say so itself
            importlib.import_module(library)
    for job in sys.stdin:
        if sys.platform != "linux" or not (child := os.fork()):
            live(*json.loads(job))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # what the example has left running
        print(status, flush=True)


def live(folder: str, expressions: list[str], limit: int, root: str) -> None:
    """Be the example in a folder; note what it raises, and the values asked for."""
    if hasattr(os, "setsid"):  # not on Windows
        os.setsid()
        signal.alarm(limit)
    for number, name in enumerate([os.devnull, f"{folder}/stdout", f"{folder}/stderr"]):
        os.dup2(os.open(name, os.O_RDWR), number)
    sys.stdout.reconfigure(line_buffering=True, newline="\n")
    os.chdir(f"{folder}/desk")
    sys.path[0] = root  # in place of HERE
    os.environ["PYTHONPATH"] = root
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    sys.argv, main.__file__ = ["example.py"], f"{folder}/example.py"
    np.random.seed()  # a fork has the state of its parent
    if "TINYNET_NUDGE" in os.environ:
        neuron = importlib.import_module("tinynet.neuron")
        neuron.np = types.SimpleNamespace(dot=np.dot, exp=nudged)
    warnings.simplefilter("ignore")  # but what readers see, and is not their machine's
    for kind in (UserWarning, RuntimeWarning):
        warnings.filterwarnings("error", "", kind, "(?!distributed|joblib|tornado)")
    warnings.filterwarnings("error", module=r"__main__$|tinynet\b")
    warnings.simplefilter("ignore", ResourceWarning)
    line, raised, values = 0, "", []
    try:
        source = Path(main.__file__).read_text("utf-8")
        exec(compile(source, main.__file__, "exec"), vars(main))
    except BaseException as error:  # sys.exit() is a failure too
        frames = extract_tb(error.__traceback__)
        frames += [error] if isinstance(error, SyntaxError) else []
        mine = [one.lineno for one in frames if one.filename == main.__file__]
        line = (mine or [0])[-1]
        raised = f"raises {format_exception_only(error)[-1].strip()}"
    names = {"np": np, **vars(importlib.import_module("tinynet")), **vars(main)}
    for expression in expressions:
        try:
            text = json.dumps(eval(expression, names), default=lambda one: one.tolist())
            values.append([json.loads(text), ""])
        except BaseException as error:
            values.append([None, format_exception_only(error)[-1].strip()])
    Path(f"{folder}/answer").write_text(json.dumps([line, raised, values]), "utf-8")
    threading._shutdown()  # as Python ends, but for freeing all that it has imported,
    atexit._run_exitfuncs()  # which takes longer than most examples
    sys.stdout.flush()
    os._exit(0)


def nudged(x):
    """Return exp(x) as another machine might: at times off in its last digit."""
    return np.exp(x) * (1 + 2**-52 * np.sign(np.sin(1e6 * np.real(x))))


def output_problems(page: Page, runs: list[Run]) -> list[Problem]:
    """Return failures, and how what was printed differs from what a page publishes."""
    known = [page.output_of(example) for example in page.of("example")]
    orphans = [block.line for block in page.of("output") if block not in known]
    told = "no example stands above this output; remove it"
    found = [Problem(page.path, line, told) for line in orphans]
    found += [run.failure for run in runs if run.failure]
    for run in [run for run in runs if not (run.failure or run.wants)]:
        shown = page.output_of(run.example)
        old = shown.text.rstrip("\n").split("\n") if shown else []
        new = run.printed.split("\n") if run.printed else []
        pairs = enumerate(zip_longest(old, new))
        for at, pair in [(at, pair) for at, pair in pairs if pair[0] != pair[1]][:1]:
            a, b = ("nothing" if one is None else repr(one) for one in pair)
            told = f"published {a}, printed {b}; run python -m tools accept {page.path}"
            line = shown.line + 1 + at if shown else run.example.end
            found.append(Problem(page.path, line, told))
    return found


def with_outputs(page: Page, runs: list[Run]) -> str:
    """Return the text of a page with what its examples print in its output blocks."""
    lines = page.text.split("\n")
    for run in reversed([one for one in runs if not (one.failure or one.wants)]):
        shown, end = page.output_of(run.example), run.example.end
        start, end = (shown.line - 1, shown.end) if shown else (end, end)
        ticks = "`" * (max(map(len, re.findall("`{3,}", run.printed)), default=2) + 1)
        new = [ticks + 'text title="Output"', *run.printed.split("\n"), ticks]
        new = (new if shown else ["", *new]) if run.printed else []
        lines[start:end] = [run.example.indent + line if line else "" for line in new]
    return "\n".join(lines)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        serve(sys.argv[1:])
