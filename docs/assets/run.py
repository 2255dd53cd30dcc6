"""Runs a block in the reader's browser as the tests run it: alone. For worker.js."""

import builtins
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
from traceback import extract_tb, format_exception_only

import numpy as np
from like import like

BLOCK, DESK = "your block", "/home/desk"
LINES, SIGNS = 200, 100_000  # what is shown of a flood
BUILTINS, PRINTING, ERRORS = {**vars(builtins)}, np.get_printoptions(), np.geterr()


@cache
def compiled(text, name):
    return compile(text, name, "exec", dont_inherit=True)


class Package(importlib.abc.InspectLoader, importlib.abc.MetaPathFinder):
    """Finds tinynet in a dictionary of texts, where a reader may have changed some."""

    texts = {}

    def file_of(self, name):
        stem = f"{name}.__init__" if name == "tinynet" else name
        return stem.replace(".", "/") + ".py"

    def find_spec(self, name, path=None, target=None):
        if self.file_of(name) in self.texts:
            return importlib.util.spec_from_loader(name, self, origin="tinynet")
        return None

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


def run(code, request, say):
    """Return, as JSON, what became of a block; `say` is told what it prints."""
    request = json.loads(request)
    main = prepare(request)
    result = {"error": "", "line": 0, "file": "", "at": 0, "numbers": []}
    Stream.lines = Stream.signs = 0
    sys.stdout, sys.stderr = Stream(say, False), Stream(say, True)
    try:
        with warnings.catch_warnings():
            exec(compile(code, BLOCK, "exec", dont_inherit=True), vars(main))
    except BaseException as error:
        frames = [(one.filename, one.lineno) for one in extract_tb(error.__traceback__)]
        if isinstance(error, SyntaxError):
            frames.append((error.filename, error.lineno))
        result["line"] = ([n for name, n in frames if name == BLOCK] or [0])[-1]
        within = [one for one in frames if str(one[0]).startswith("tinynet/")]
        result["file"], result["at"] = (within or [("", 0)])[-1]
        result["error"] = format_exception_only(error)[-1].strip()
        result["stopped"] = isinstance(error, KeyboardInterrupt)
    sys.stdout.flush()
    sys.stderr.flush()
    result["cut"] = Stream.lines > LINES or Stream.signs > SIGNS
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    if not result["error"]:
        for expression, texts in request["numbers"]:
            result["numbers"] += checked(expression, texts, vars(main))
    return json.dumps(result)


def prepare(request):
    """Return a new main module; forget what earlier blocks have left behind."""
    package.texts = request["texts"]
    for name in [one for one in sys.modules if one.partition(".")[0] == "tinynet"]:
        del sys.modules[name]
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
