"""Runs a block in the reader's browser as the tests run it: alone. For worker.js.

The cells of a lab are one program: before a cell, those above it run, each only once.
"""

import builtins
import copy
import importlib.abc
import importlib.util
import io
import json
import os
import shutil
import sys
import types
import warnings
from functools import cache
from pathlib import Path
from traceback import extract_tb, format_exception_only

import numpy as np
from like import like

DESK, BOOK = "/home/desk", "/home/book"
LINES, SIGNS = 200, 100_000  # what is shown of a flood
BUILTINS, PRINTING, ERRORS = {**vars(builtins)}, np.get_printoptions(), np.geterr()


@cache
def compiled(text, name):
    return compile(text, name, "exec", dont_inherit=True)


class Package(importlib.abc.ExecutionLoader, importlib.abc.MetaPathFinder):
    """Finds tinynet in a dictionary of texts, where a reader may have changed some.

    They are in files too, for `python -m tinynet copy` reads those of the package.
    """

    texts = {}

    def file_of(self, name):
        stem = f"{name}.__init__" if name == "tinynet" else name
        return stem.replace(".", "/") + ".py"

    def find_spec(self, name, path=None, target=None):
        if self.file_of(name) in self.texts:
            return importlib.util.spec_from_loader(name, self)
        return None

    def get_filename(self, name):
        return f"{BOOK}/{self.file_of(name)}"

    def is_package(self, name):
        return name == "tinynet"

    def get_source(self, name):
        return self.texts[self.file_of(name)]

    def get_code(self, name):
        return compiled(self.get_source(name), self.file_of(name))


class Stream(io.TextIOBase):
    """Passes on what is printed, line by line, until it is too much."""

    lines = signs = 0  # of both streams

    def __init__(self, say, wrong):
        self.say, self.wrong, self.held = say, wrong, ""

    def write(self, text):
        self.held += text
        if "\n" in text or len(self.held) > 1000:
            self.flush()
        return len(text)

    def flush(self):
        text, self.held = self.held, ""
        if text and Stream.lines < LINES and Stream.signs < SIGNS:
            room = text[: SIGNS - Stream.signs].split("\n", LINES - Stream.lines)
            if len(room) > LINES - Stream.lines:
                room[-1] = ""
            self.say("\n".join(room), self.wrong)
        Stream.lines += text.count("\n")
        Stream.signs += len(text) + 20 * bool(text)  # a message has its price


package = Package()
sys.meta_path.insert(0, package)


class NoCharts(types.ModuleType):
    """Has the place of Matplotlib in a lab: takes every order, and draws nothing."""

    asked = False

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_, **__):
        NoCharts.asked = True
        return self

    def subplots(self, rows=1, columns=1, **_):
        panels = np.full((rows, columns), self).squeeze()
        return self(), panels if panels.ndim else self


NO_CHARTS = NoCharts("matplotlib.pyplot")
kept = []  # of each cell of a lab that ran: code, variables, and a copy, once one follows


def run(code, request, say, running):
    """Return, as JSON, what became of a block; `say` is told what it prints."""
    request = json.loads(request)
    above = request.get("above")
    number = len(above or []) + 1
    result = {"error": "", "line": 0, "file": "", "at": 0, "numbers": [], "ran": 0}
    try:
        main = after(above or [], request, result, running)
        running()
        result["cell"], NoCharts.asked = number, False
        Stream.lines = Stream.signs = 0
        sys.stdout, sys.stderr = Stream(say, False), Stream(say, True)
        execute(code, number, main, keep=above is not None)
    except BaseException as error:
        names = [f"cell {number}", f"cell {result['cell']}"]
        frames = [(one.filename, one.lineno) for one in extract_tb(error.__traceback__)]
        if isinstance(error, SyntaxError):
            frames.append((error.filename, error.lineno))
        result["line"] = ([n for name, n in frames if name in names] or [0])[-1]
        within = [one for one in frames if str(one[0]).startswith("tinynet/")]
        result["file"], result["at"] = (within or [("", 0)])[-1]
        result["error"] = format_exception_only(error)[-1].strip()
        result["stopped"] = isinstance(error, KeyboardInterrupt)
    sys.stdout.flush()
    sys.stderr.flush()
    result["cut"] = Stream.lines > LINES or Stream.signs > SIGNS
    result["undrawn"] = NoCharts.asked
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    if not result["error"]:
        for expression, texts in request["numbers"]:
            result["numbers"] += checked(expression, texts, vars(main))
    return json.dumps(result)


def after(above, request, result, running):
    """Return the main module as some cells of a lab leave it: new, if there are none."""
    while [code for code, _, _ in kept] != above[: len(kept)]:
        kept.pop()
    main = sys.modules["__main__"] if kept else prepare(request)
    if kept and kept[-1][2]:
        vars(main).clear()
        vars(main).update(copied(kept[-1][2]))
    sys.stdout = sys.stderr = io.StringIO()  # what they print is beside them
    for number, code in list(enumerate(above, 1))[len(kept) :]:
        running(number)
        result["cell"] = number
        execute(code, number, main, keep=True)
        result["ran"] += 1
    return main


def execute(code, number, main, keep):
    """Run a block in a module; note a cell's variables, so that it needn't run again."""
    if kept and not kept[-1][2]:
        try:
            kept[-1][2] = copied(kept[-1][1])
        except Exception:  # a generator can't be copied, for one
            kept.pop()
    with warnings.catch_warnings():
        exec(compile(code, f"cell {number}", "exec", dont_inherit=True), vars(main))
    if keep and len(kept) == number - 1:
        # The variables too, not just their copy: a file that's open would be closed.
        kept.append([code, {**vars(main)}, None])


def copied(variables):
    """Return a copy of variables that later changes in place don't reach."""
    own = {name: value for name, value in variables.items() if name != "__builtins__"}
    modules = [one for one in own.values() if isinstance(one, types.ModuleType)]
    return copy.deepcopy(own, {id(one): one for one in modules})


def prepare(request):
    """Return a new main module; forget what earlier blocks have left behind."""
    kept.clear()
    if package.texts != request["texts"]:
        package.texts = request["texts"]
        os.makedirs(f"{BOOK}/tinynet", exist_ok=True)
        for name, text in package.texts.items():
            Path(BOOK, name).write_text(text, "utf-8")
    for name in [one for one in sys.modules if one.partition(".")[0] == "tinynet"]:
        del sys.modules[name]
    for name in ["matplotlib", "matplotlib.pyplot"]:
        sys.modules.pop(name, None)
        if request.get("above") is not None:
            sys.modules[name] = NO_CHARTS
    vars(builtins).update(BUILTINS)
    np.set_printoptions(**PRINTING)
    np.seterr(**ERRORS)
    np.random.seed()
    os.chdir("/")
    shutil.rmtree(DESK, ignore_errors=True)
    os.mkdir(DESK)
    os.chdir(DESK)
    for name in request["files"]:
        shutil.copy(f"/assets/{name}", DESK)
    sys.argv = ["example.py"]
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    return main


def checked(expression, texts, variables):
    """Return pairs (published, true) for the numbers bound to an expression."""
    try:
        names = {"np": np, **vars(importlib.import_module("tinynet")), **variables}
        value = eval(expression, names)
        value = json.loads(json.dumps(value, default=lambda one: one.tolist()))
        flat = np.ravel(value).tolist()
        return [[text, like(v, text)] for v, text in zip(flat, texts[-len(flat) :])]
    except Exception as error:
        return [[expression, format_exception_only(error)[-1].strip()]]
