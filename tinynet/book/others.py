# Copied from docs/book/others.md, the place to edit it (612ef245fb9226e2).
"""What other tools notice of the same mistakes: python -m tinynet.book.others measures it.

Page: docs/book/others.md. Licence: MIT-0.
"""

import contextlib
import importlib
import importlib.metadata
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path

from tinynet.book.mutants import Mutant, mutants_of, pieces_of, without_prefix

HERE = Path(__file__).parents[2]
FILE = "tests/book/others.json"
STEMS = ("data", "neuron", "slope", "learning")
PAGES = tuple(f"docs/{stem}.md" for stem in STEMS)
MODULES = tuple(f"tinynet/{stem}.py" for stem in STEMS)
TESTS = tuple(f"tests/test_{stem}.py" for stem in STEMS)
NOTEBOOK = "docs/labs/places-to-look.ipynb"


GROUPS = {
    "numbers": ("number", "number word", "caption"),
    "maths": ("formula", "symbol"),
    "code": ("definition", "docstring", "example", "hand edit"),
    "output": ("output",),
    "figure": ("figure",),
    "frame": ("header", "link", "name"),
    "labs": ("notebook",),
}
OF_EACH, SEED = 4, 1


def figures_of(root: Path) -> list[str]:
    """Return the paths of the pictures that the pages of the sample show."""
    texts = [(root / path).read_text(encoding="utf-8") for path in PAGES]
    names = re.findall(r"\(figures/([\w-]+\.svg)\)", "".join(texts))
    return [f"docs/figures/{name}" for name in dict.fromkeys(names)]


def sample(root: Path, seed: int = SEED, of_each: int = OF_EACH) -> list[Mutant]:
    """Return some mutants of each kind, drawn by a seed."""

    files, times = [*PAGES, *MODULES, NOTEBOOK, *figures_of(root)], Counter()
    found: list[tuple[bytes, Mutant]] = []
    for mutant in chain.from_iterable(mutants_of(root, file) for file in files):
        name = f"{seed} {mutant.path} {mutant.name}"
        times[name] += 1
        found.append((sha256(f"{name} {times[name]}".encode()).digest(), mutant))
    found.sort(key=lambda pair: pair[0])
    kinds = list(chain.from_iterable(GROUPS.values()))
    some = [[m for _, m in found if m.kind == kind][:of_each] for kind in kinds]
    return list(chain.from_iterable(some))


OUTPUT = re.compile(r'^( *)(`{3,})text title="Output"$', re.MULTILINE)


def as_it_is(text: str) -> str:
    return text


def for_phmdoctest(text: str) -> str:
    """Return a page in which an output is a block without a language."""
    return OUTPUT.sub(r"\1\2", text)


def for_codeblocks(text: str) -> str:
    """Return a page in which a comment stands before each output."""
    return OUTPUT.sub(r"\1<!--pytest-codeblocks:expected-output-->\n\1\2", text)


@dataclass(frozen=True)
class Tool:
    """A tool: its name, its package, what it looks for, what it reads, how it is called.

    looks_for: the groups of mistakes that it sets out to find. reads: the first letters
    of pages, notebook, modules, tests, figures.
    """

    name: str
    package: str
    looks_for: str
    reads: str
    command: tuple[str, ...]
    dialect: Callable[[str], str] = as_it_is

    @property
    def script(self) -> bool:
        """Return whether it is called by some lines of Python that ask for the pages."""
        return self.command[-1].endswith(".py")


PYTEST = ("pytest", "-q", "-rfE", "--tb=no", "-p", "no:cacheprovider")
BUILD = ("mkdocs", "build", "--strict", "--site-dir=site")
TOOLS = (
    Tool("pytest, our unit tests", "pytest", "code", "t", PYTEST),
    Tool(
        "pytest --doctest-glob",
        "pytest",
        "code output",
        "pm",
        (*PYTEST, "--doctest-modules", "--doctest-glob=*.md"),
    ),
    Tool(
        "pytest-markdown-docs",
        "pytest-markdown-docs",
        "code",
        "p",
        (*PYTEST, "--markdown-docs"),
    ),
    Tool("mktestdocs", "mktestdocs", "code", "p", (*PYTEST, "with_mktestdocs.py")),
    Tool("sybil", "sybil", "code", "p", (*PYTEST, "-p", "with_sybil")),
    Tool(
        "pytest-examples",
        "pytest-examples",
        "code",
        "p",
        (*PYTEST, "with_pytest_examples.py"),
    ),
    Tool(
        "phmdoctest",
        "phmdoctest",
        "code output",
        "p",
        (*PYTEST, "with_phmdoctest.py"),
        for_phmdoctest,
    ),
    Tool(
        "pytest-codeblocks",
        "pytest-codeblocks",
        "code output",
        "p",
        (*PYTEST, "--codeblocks"),
        for_codeblocks,
    ),
    Tool("nbmake", "nbmake", "labs", "n", (*PYTEST, "--nbmake")),
    Tool("nbval", "nbval", "labs", "n", (*PYTEST, "--nbval")),
    Tool("mkdocs build --strict", "mkdocs", "frame labs", "pnmf", BUILD),
    Tool(
        "ruff check",
        "ruff",
        "code labs",
        "pmn",
        ("ruff", "check", "--no-cache", "--output-format=concise"),
    ),
    Tool(
        "ruff format --check",
        "ruff",
        "code labs",
        "pmn",
        ("ruff", "format", "--no-cache", "--check"),
    ),
    Tool("pymarkdown scan", "pymarkdownlnt", "frame", "p", ("pymarkdown", "scan")),
    Tool("codespell", "codespell", "frame", "pmn", ("codespell",)),
)
US = Tool("this book", "tinynet", " ".join(GROUPS), "pnmtf", ())
TOGETHER = "all of them together"


WITH = {
    "with_mktestdocs.py": """
import os
import pytest
from mktestdocs import check_md_file

@pytest.mark.parametrize("page", os.environ["PAGES"].split())
def test_page(page):
    check_md_file(page)
""",
    "with_sybil.py": """
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()], patterns=["*.md"]
).pytest()
""",
    "with_pytest_examples.py": """
import os
import pytest
from pytest_examples import find_examples

EXAMPLES = list(find_examples(*os.environ["PAGES"].split()))

@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_example(example, eval_example):
    eval_example.lint_ruff(example)
    eval_example.run(example)
""",
    "with_phmdoctest.py": """
import os
from phmdoctest import main

for page in os.environ["PAGES"].split():
    exec(compile(main.testfile(page), page, "exec"))
""",
}


def headings(text: str) -> str:
    """Return what remains of a page that others only link to."""
    for piece in reversed(pieces_of(text)):
        text = text[: piece.start] + text[piece.end :]
    return "\n\n".join(re.findall(r"^#+ .*$", text, re.MULTILINE)) + "\n"


def headings_of_notebook(text: str) -> str:
    """Return a notebook of which only the headings remain."""
    notebook = json.loads(text)
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    for cell in cells:
        cell["source"] = headings("".join(cell["source"]))
    return json.dumps({**notebook, "cells": cells})


def settings_for(settings: str, execute: bool) -> str:
    """Return the settings of MkDocs as they would be without our own extensions.

    execute: whether the notebook is run; the others are only headings.
    """
    settings = re.sub(r"(?m)^(?:  - tinynet\.|watch:).*\n", "", settings)
    # In its plain theme, which is quicker; what it checks is the same.
    settings = re.sub(r"(?ms)^theme:\n.*?(?=^\w)", "theme: mkdocs\n", settings)
    others = {*re.findall(r"\S+\.ipynb", settings)} - {NOTEBOOK.removeprefix("docs/")}
    others = [name for name in sorted(others) if "*" not in name]
    how = f"execute: {str(execute).lower()}\n      execute_ignore: {json.dumps(others)}"
    return settings.replace("execute: true", how)


def small_book(root: Path, folder: Path) -> None:
    """Write the small book into a folder, with what the tools need."""
    shutil.copytree(root / "tinynet", folder / "tinynet")
    for file in sorted((root / "docs").rglob("*")):
        path = file.relative_to(root).as_posix()
        copy = folder / path
        if file.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        elif path in (*PAGES, NOTEBOOK) or file.suffix not in (".md", ".ipynb"):
            shutil.copy(file, copy)
        else:
            rest = headings if file.suffix == ".md" else headings_of_notebook
            copy.write_text(rest(file.read_text("utf-8")), encoding="utf-8")
    for path in TESTS:
        (folder / path).parent.mkdir(exist_ok=True)
        shutil.copy(root / path, folder / path)
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    for execute, name in [(True, "mkdocs.yml"), (False, "not-run.yml")]:
        text = settings_for(settings, execute)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n")
    for name, text in WITH.items():
        (folder / name).write_text(text.lstrip(), encoding="utf-8")


def extracted(text: str) -> dict[str, str]:
    """Return the modules in a page, by their titles."""
    found: dict[str, list[str]] = {}
    for piece in pieces_of(text):
        if title := re.search(r'^python.*title="(tinynet/\w+\.py)"', piece.header):
            source, _ = without_prefix(text, piece)
            found.setdefault(title[1], []).append(source.rstrip("\n"))
    return {title: "\n\n\n".join(parts) + "\n" for title, parts in found.items()}


def changes(folder: Path, mutant: Mutant) -> dict[str, str | None]:
    """Return the new texts of the files that a mutant changes, None for one that goes."""
    before = (folder / mutant.path).read_text(encoding="utf-8")
    after = mutant.applied(before)
    new: dict[str, str | None] = {mutant.path: after}
    if mutant.path in PAGES:
        old, now = extracted(before), extracted(after)
        if old != now:
            new |= {title: now.get(title) for title in {*old, *now}}
    return new


def files_for(tool: Tool, mutant: Mutant, package: bool) -> list[tuple[str, ...]]:
    """Return what to show to a tool, one call after the other.

    package: whether the mutant changes the package, and with it all that imports it.
    """
    number = STEMS.index(stem) if (stem := Path(mutant.path).stem) in STEMS else -1
    if tool.package == "mkdocs":
        run = package or mutant.path == NOTEBOOK
        return [("--config-file=mkdocs.yml" if run else "--config-file=not-run.yml",)]
    found = []
    if "p" in tool.reads and number >= 0:
        found.append((PAGES[number],))
    if "m" in tool.reads and package:
        found.append((MODULES[number],))
    if "t" in tool.reads and package:
        found.append((TESTS[number],))
    if "n" in tool.reads and (package or mutant.path == NOTEBOOK):
        found.append((NOTEBOOK,))
    return found


SECONDS = 60  # of work, for a program that never ends
READY = (
    "numpy",
    "pytest",
    "hypothesis",
    "sybil",
    "mktestdocs",
    "phmdoctest.main",
    "mkdocs.__main__",
)


def serve() -> None:
    """Answer the questions that come in, a line each, in the environment of the tools."""
    for name in READY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for group in ("pytest11", "mkdocs.plugins", "mkdocs.themes", "markdown.extensions"):
        for entry in importlib.metadata.entry_points(group=group):
            with contextlib.suppress(ImportError):
                entry.load()
    for name in [name for name in sys.modules if name.split(".")[0] == "tinynet"]:
        del sys.modules[name]  # the one in the small book is meant
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        answers.write(json.dumps(answer(**json.loads(line))) + "\n")
        answers.flush()


def answer(command: list[str], pages: list[str], folder: str) -> dict:
    """Return the exit status of a tool, and what it has printed."""
    with tempfile.TemporaryFile() as printed:
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            for channel in (1, 2):
                os.dup2(printed.fileno(), channel)
            os.chdir(folder)
            sys.path.insert(0, folder)
            os.environ |= {"PYTHONPATH": folder, "PAGES": " ".join(pages)}
            status = 70
            try:
                status = become(*command)
            finally:
                sys.stdout.flush()
                os._exit(status)
        ended, latest = 0, time.monotonic() + 2 * SECONDS
        while not ended and time.monotonic() < latest:
            ended, status = os.waitpid(child, os.WNOHANG)
            time.sleep(0.005)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        if not ended:
            _, status = os.waitpid(child, 0)
        printed.seek(0)
        text = printed.read().decode("utf-8", "replace")
    return {"status": os.waitstatus_to_exitcode(status), "printed": text}


def become(program: str, *words: str) -> int:
    """Do what a tool does, and return its exit status."""
    if program == "pytest":
        import pytest

        return int(pytest.main([*words]))
    if program == "mkdocs":
        from mkdocs.__main__ import cli

        try:
            cli(words)
        except SystemExit as end:
            return int(end.code or 0)
    beside = Path(sys.executable).parent / program
    return subprocess.run([beside, *words], check=False).returncode


COMPLAINT = re.compile(r"FAILED|ERROR|WARNING|Would reformat|error|\S+?:\d+:")


@dataclass(frozen=True)
class Said:
    """What a tool said: its exit status, and its complaints without their numbers."""

    status: int
    complaints: Counter[str]


def said(status: int, printed: str) -> Said:
    """Return what a tool said, in a form that can be compared."""
    lines = [line for line in printed.split("\n") if COMPLAINT.match(line)]
    # pytest gives the name of the test first, and then how it failed.
    lines = [re.sub(r"^((?:FAILED|ERROR) \S.*?) - .*", r"\1", line) for line in lines]
    return Said(status, Counter(re.sub(r"\d+", "N", line) for line in lines))


def worse(now: Said, before: Said) -> bool:
    """Return whether a tool complains of more than it did before."""
    failed = now.status not in (0, before.status)
    return failed or bool(now.complaints - before.complaints)


class Desk:
    """A copy of the small book, and a process that is asked what a tool says of it."""

    def __init__(self, book: Path, process: subprocess.Popen):
        self.book, self.process = book, process
        self.before: dict[tuple[str, tuple[str, ...]], Said] = {}

    @contextlib.contextmanager
    def changed(self, new: dict[str, str | None]) -> Iterator[None]:
        """Put other texts into files, and what was there back in the end."""
        files = {self.book / path: text for path, text in new.items()}
        old = {file: file.read_bytes() if file.exists() else None for file in files}
        try:
            for file, text in files.items():
                file.unlink(missing_ok=True)
                if text is not None:
                    file.write_text(text, encoding="utf-8")
            yield
        finally:
            for file, text in old.items():
                file.unlink(missing_ok=True)
                if text is not None:
                    file.write_bytes(text)

    def ask(self, tool: Tool, files: tuple[str, ...]) -> Said:
        """Return what a tool says of some files as they are now."""
        pages = [path for path in files if path in PAGES]
        own = {p: tool.dialect((self.book / p).read_text("utf-8")) for p in pages}
        words = [*tool.command] if tool.script else [*tool.command, *files]
        question = {"command": words, "pages": pages, "folder": str(self.book)}
        with self.changed(own if tool.dialect is not as_it_is else {}):
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline())
        # Another desk has the same book in another folder.
        return said(answer["status"], answer["printed"].replace(f"{self.book}/", ""))

    def noticed(self, tool: Tool, mutant: Mutant, package: bool) -> bool:
        """Return whether a tool says more than before, of a book with a mutant in it."""
        for files in files_for(tool, mutant, package):
            if any(p in MODULES and not (self.book / p).exists() for p in files):
                return True  # a module that has gone: whoever asks for it fails
            if worse(self.ask(tool, files), self.before[tool.name, files]):
                return True
        return False

    def who_notices(self, mutant: Mutant) -> list[str]:
        """Return the names of the tools that notice a mutant."""
        new = changes(self.book, mutant)
        package = any(path in MODULES for path in new)
        with self.changed(new):
            return [t.name for t in TOOLS if self.noticed(t, mutant, package)]


@contextlib.contextmanager
def desk(root: Path, python: Path) -> Iterator[Desk]:
    """Open a desk with the tools that are installed beside a Python."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder).resolve() / "book"
        small_book(root, book)
        process = subprocess.Popen(
            [python, "-c", "from tinynet.book.others import serve; serve()"],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONPATH": str(root),
                "PYTHONDONTWRITEBYTECODE": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "NO_MKDOCS_2_WARNING": "1",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield Desk(book, process)
        finally:
            process.stdin.close()
            process.wait()


def share(desks: list[Desk], work: list, do: Callable, what: str) -> list:
    """Return what comes out of each piece of work, done by the desks side by side."""
    found: list = [None] * len(work)
    todo, lock = iter(range(len(work))), threading.Lock()
    done, begun = Counter(), time.monotonic()

    def sit(one: Desk) -> None:
        while True:
            with lock:
                number = next(todo, None)
            if number is None:
                return
            found[number] = do(one, work[number])
            with lock:
                done["all"] += 1
                last = done["all"] == len(work)
                if sys.stderr.isatty() or done["all"] % 20 == 0 or last:
                    spent = time.monotonic() - begun
                    end = "\r" if sys.stderr.isatty() and not last else "\n"
                    line = f"others: {done['all']} of {len(work)} {what}, {spent:.0f} s"
                    print(f"{line}  ", end=end, file=sys.stderr, flush=True)

    threads = [threading.Thread(target=sit, args=(one,)) for one in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def calls() -> list[tuple[Tool, tuple[str, ...]]]:
    """Return every call of a tool that can become necessary."""
    places = [Mutant(p, "", 1, 0, 0, "", ("", "", "")) for p in (*PAGES, NOTEBOOK)]
    both = [(one, package) for one in places for package in (True, False)]
    both.remove((places[-1], True))  # a notebook writes no module
    found = [(t, f) for t in TOOLS for one in both for f in files_for(t, *one)]
    return list(dict.fromkeys(found))


def by_tools(root: Path, python: Path, mutants: list[Mutant]) -> tuple[list, dict]:
    """Return who notices each mutant, and of how much each tool complains without."""
    with contextlib.ExitStack() as stack:
        number = max(1, min(os.cpu_count() or 1, 4))
        desks = [stack.enter_context(desk(root, python)) for _ in range(number)]
        first = share(desks, calls(), lambda one, call: one.ask(*call), "calls before")
        complaints: Counter[str] = Counter()
        for (tool, files), said in zip(calls(), first, strict=True):
            complaints[tool.name] += said.complaints.total()
            for one in desks:
                one.before[tool.name, files] = said
        who = share(desks, mutants, Desk.who_notices, "mistakes")
    return who, dict(complaints)


def by_us(root: Path, mutants: list[Mutant]) -> list[bool]:
    """Return which mutants this book notices; raise Refused if it is red without."""
    from tinynet.book.drift import controls, verdicts

    null = controls(mutants)
    answers = verdicts(root, null + mutants, os.cpu_count() or 1)[len(null) :]
    return [answer["became"] != "lives" for answer in answers]


def versions(python: Path) -> dict[str, str]:
    """Return the versions of the tools that are installed beside a Python."""
    ask = "import sys, importlib.metadata as m; print(*map(m.version, sys.argv[1:]))"
    names = [tool.package for tool in TOOLS]
    done = subprocess.run(
        [python, "-c", ask, *names], capture_output=True, text=True, check=True
    )
    return dict(zip((t.name for t in TOOLS), done.stdout.split(), strict=True))


def measure(root: Path, python: Path) -> None:
    """Try everything, and write what comes out into the file."""
    mutants = sample(root)
    who, complaints = by_tools(root, python, mutants)
    for names, noticed in zip(who, by_us(root, mutants), strict=True):
        names += [US.name] if noticed else []
    lines = [
        {"path": m.path, "kind": m.kind, "name": m.name, "noticed": names}
        for m, names in zip(mutants, who, strict=True)
    ]
    head = {"seed": SEED, "versions": versions(python), "complaints": complaints}
    text = json.dumps(head, indent=1)[:-2] + ',\n "mutants": [\n  '
    text += ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in lines)
    (root / FILE).write_text(text + "\n ]\n}\n", encoding="utf-8")


def measured(root: Path = HERE) -> dict:
    """Return what came out of the last measurement."""
    return json.loads((root / FILE).read_text(encoding="utf-8"))


def noticed(name: str, group: str = "", root: Path = HERE) -> int:
    """Return how many mistakes of a group, or of all, a tool notices.

    name: that of the tool, TOGETHER for all but this book, or "" for the mistakes.
    """
    found = 0
    for one in measured(root)["mutants"]:
        others = [who for who in one["noticed"] if who != US.name]
        counts = name in one["noticed"] or not name or (name == TOGETHER and others)
        found += bool(counts) and one["kind"] in GROUPS.get(group, (one["kind"],))
    return found


def row(label: str, name: str, looks_for: str, root: Path = HERE) -> str:
    """Return a line of the table; a dash where a tool finds nothing and does not look."""
    shown = [noticed(name, root=root)]
    for group in GROUPS:
        number = noticed(name, group, root)
        shown.append(number if number or group in looks_for else "–")
    return label.ljust(28) + line_of(shown)


def line_of(cells: list) -> str:
    """Return the cells of a line, under the names of their columns."""
    widths = [4, *(max(len(group), 5) for group in GROUPS)]
    return " ".join(
        f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True)
    )


def table(root: Path = HERE) -> str:
    """Return the table: a line for each tool, a column for each group of mistakes."""
    known, every = measured(root)["versions"], US.looks_for
    lines = [" " * 28 + line_of(["all", *GROUPS])]
    lines += [row("mistakes made", "", every, root), ""]
    lines += [
        row(f"{t.name} {known[t.name]}", t.name, t.looks_for, root) for t in TOOLS
    ]
    lines += ["", row(TOGETHER, TOGETHER, every, root)]
    lines += [row(US.name, US.name, every, root)]
    return "\n".join(lines)


def main(root: Path) -> None:
    """Measure, and print the table."""
    measure(root, root / ".venv-others/bin/python")
    print(table(root))


if __name__ == "__main__":
    main(Path.cwd())
