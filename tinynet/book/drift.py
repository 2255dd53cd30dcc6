# Copied from docs/book/drift.md, the place to edit it (07114d2ae0f5e1fe).
"""The drift score: what share of all mistakes in the book is noticed.

Page: docs/book/drift.md. Licence: MIT-0.
"""

import contextlib
import importlib
import inspect
import io
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import cache
from hashlib import sha256
from operator import itemgetter
from pathlib import Path

from tinynet.book.cache import run_or_recall, surroundings
from tinynet.book.check import around, page_checks
from tinynet.book.docstrings import docstring_problems
from tinynet.book.examples import (
    Run,
    output_below,
    output_problems,
    page_problems,
    picture_problems,
    run,
    wanting,
)
from tinynet.book.formulas import HELD, formula_problems
from tinynet.book.links import link_problems
from tinynet.book.mentions import mention_problems
from tinynet.book.mutants import Mutant, mutants_of, thinned
from tinynet.book.names import name_problems
from tinynet.book.numbers import number_problems
from tinynet.book.pages import (
    Block,
    Book,
    Page,
    Problem,
    Refused,
    read_book,
    read_page,
)
from tinynet.book.readings import Drawn, watching
from tinynet.book.strength import SCORE, noted, noted_anew, of_page, weaker
from tinynet.book.tangle import modules_of, stamped, tangle_problems

ACCEPTED = "tests/book/drift_survivors.txt"
APART = ("word", "machinery", "not run here")
# Here it is enough that they are kept; all others must be noticed by somebody else.
SEALED = ("comment", "docstring", "example", "exchange", "name", "not run here")
SEALED += ("shown", "word")
REBUILT = ("definition", "docstring", "machinery", "nothing, rebuilt")
# For a program that never ends: so many seconds of work for each thing that is tried,
# and so many times what it took without the mistake; in each of its processes.
LIMIT, TIMES = 3, 2
MOST = 300  # seconds of work, whatever is tried
CHECKS = 5  # seconds for all checkers of a page, even if they read the book first
WAIT = 3  # times as long by the clock, since others may be at work too
SOON_ENOUGH = 0.2  # seconds; examples that take longer come after the tests
IN_ALL, ON_ITS_PAGE = 4, 10  # mutants of the machinery, in the book and in a page
ON_A_PAGE = 60  # mutants of any other kind in one file, if only its page is tried
# In a run over the whole book, one in so many of those on a page.
ONE_IN = {"example": 6, "exchange": 2, "figure": 3, "formula": 6, "hand edit": 4}
ONE_IN |= {"header": 9, "not run here": 12, "notebook": 4, "number": 2}
ONE_IN |= {"number word": 2, "output": 6, "shown": 3, "symbol": 4, "word": 6}
# What a module has before its first line runs.
BORN = {f"__{n}__" for n in ("builtins", "cached", "file", "loader", "name", "package")}
BORN |= {"__doc__", "__path__", "__spec__"}
WORTH = 2000  # so many tell enough to be written down
# Who is likely to complain. All are asked; the first complaint is enough.
SOON = {
    "caption": number_problems,
    "docstring": docstring_problems,
    "formula": formula_problems,
    "link": link_problems,
    "name": name_problems,
    "number": number_problems,
    "number word": number_problems,
    "symbol": formula_problems,
}


class Judge:
    """Knows the book in a folder as it should be, and tries one mutant after another."""

    def __init__(self, root: Path, home: Path | None = None):
        self.root, self.home, self.book = root, home, read_book(root)
        self.pages = {page.path: page for page in self.book.pages}
        self.runs: dict[str, list[Run]] = {}
        self.drawn: dict[str, list[Drawn]] = {}
        self.fresh: dict[str, str] = {}
        self.spent: Counter[str] = Counter()  # in all, and by the text of an example
        self.before = tangle_problems(self.book)
        self.files = self.seen()
        self.kept = {path: (root / path).read_bytes() for path in self.files}

    def seen(self) -> dict[str, tuple[int, int]]:
        """Return the files that a mutant may change, with their times and sizes."""
        files = [self.root / name for name in ("README.md", "mkdocs.yml")]
        found = {file.name: state_of(file) for file in files if file.is_file()}
        for top in ("docs", "tinynet", "tests"):
            for folder, inner, names in os.walk(self.root / top):
                inner[:] = [name for name in inner if name != "__pycache__"]
                short = os.path.relpath(folder, self.root)
                found |= {f"{short}/{n}": state_of(f"{folder}/{n}") for n in names}
        return found

    def reset(self) -> None:
        """Put every file back that is not as it was."""
        now = self.seen()
        for path in now.keys() - self.files.keys():
            (self.root / path).unlink()
        for path, (when, size) in self.files.items():
            if now.get(path) != (when, size):
                file = self.root / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(self.kept[path])
                os.utime(file, ns=(when, when))

    def prepare(self, path: str) -> None:
        """Run what many mutants of a file have in common, once."""
        around(self.book)
        for page in self.pages_of(path):
            if page.path not in self.runs:
                runs = self.runs[page.path] = []
                charts = self.drawn[page.path] = []
                for block in examples_of(page):
                    one, drawn = run_or_recall(block, self.root, self.home)
                    runs.append(one)
                    charts += drawn
                    self.spent[block.text] = one.seconds
                    self.spent[page.path] += one.seconds
                for _ in page_checks(page, runs, self.book, tuple(charts)):
                    pass  # what they remember, the children need not work out again
        if path in self.book.notebooks and path not in self.fresh:
            from tinynet.book import notebooks  # slow to import, and often not needed

            begun = time.monotonic()
            fresh, _ = notebooks.run_file(path, self.book)
            self.fresh[path] = notebooks.nbformat.writes(fresh)
            self.spent[path] = time.monotonic() - begun

    def pages_of(self, path: str) -> list[Page]:
        """Return the page itself, or the pages that show a picture."""
        if not path.endswith(".svg"):
            return [self.pages[path]] if path in self.pages else []
        return [p for p in self.book.pages if f"figures/{Path(path).name})" in p.text]

    def complaints(self, mutant: Mutant) -> Iterator[list[Problem]]:
        """Yield what one check after the other has to say, the quick ones first."""
        file = self.root / mutant.path
        text = mutant.applied(file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")
        if mutant.path.endswith(".svg"):
            for page in self.pages_of(mutant.path):
                yield page_problems(page, self.runs[page.path], self.root)
        elif mutant.path.endswith(".py"):
            yield [p for p in tangle_problems(self.book) if p not in self.before]
        elif mutant.path.endswith(".ipynb"):
            yield from self.notebook(mutant.path, text)
        else:
            yield from self.page(mutant)

    def notebook(self, path: str, text: str) -> Iterator[list[Problem]]:
        """Yield what is wrong with a notebook; it is run only if its code is new."""
        from tinynet.book import notebooks

        old, fresh = self.kept[path].decode(), notebooks.read(self.fresh[path])
        cells = [cell.source for cell in notebooks.code(notebooks.read(text))]
        if cells == [cell.source for cell in notebooks.code(notebooks.read(old))]:
            yield notebooks.stale_cells(path, text, fresh)
            yield notebooks.sentence_problems(path, text, self.root)
        else:
            found = notebooks.notebook_problems(replace(self.book, notebooks=(path,)))
            kept = notebooks.mentions_in(path, text, self.root)
            yield [problem for problem in found if problem not in kept]

    def page(self, mutant: Mutant) -> Iterator[list[Problem]]:
        """Yield what is wrong with a page."""
        page, old = read_page(mutant.path, self.root), self.pages[mutant.path]
        yield list(page.problems)
        yield weaker({page.path: counts_of(old)}, {page.path: of_page(page)})
        same = mutant.kind == "comment" or written(page) == written(old)
        if mutant.kind in REBUILT or not same:
            yield from self.rebuilt(mutant, page, old)
            return
        known = {one.example.text: one for one in self.runs[old.path]}
        runs, drawn = [], {one.name: one for one in self.drawn[old.path]}
        for block in examples_of(page):
            if block.text in known:
                runs.append(replace(known[block.text], example=block))
            else:
                allow(self.like(block, page, old))
                with watching() as new:
                    runs.append(run(block, self.root))
                drawn |= {one.name: one for one in new}
                yield output_problems(runs[-1], page)
        allow(CHECKS)
        found, soon = tuple(drawn.values()), SOON.get(mutant.kind)
        yield from page_checks(page, runs, self.book, found, soon, sealed=False)

    def keeps(self, mutant: Mutant) -> bool:
        """Return whether what nobody else noticed is not what was accepted."""
        if mutant.path.endswith(".ipynb"):
            from tinynet.book import notebooks

            text = (self.root / mutant.path).read_text(encoding="utf-8")
            return bool(notebooks.mentions_in(mutant.path, text, self.root))
        if mutant.kind in SEALED:
            return bool(mention_problems(read_page(mutant.path, self.root), self.root))
        return False

    def like(self, block: Block, page: Page, old: Page) -> float:
        """Return how long the example took that stands in the same place in the book."""
        places = [one.line for one in examples_of(page)]
        before = examples_of(old)[places.index(block.line) :][:1]
        return self.spent[before[0].text if before else old.path]

    def rebuilt(self, mutant: Mutant, page: Page, old: Page) -> Iterator[list[Problem]]:
        """Yield what is wrong with a package after its modules on a page are copied."""
        modules, problems = modules_of(replace(self.book, pages=(page,)))
        yield problems
        for path in {title for title, _ in written(old)}:
            (self.root / path).unlink(missing_ok=True)
        for module in modules:
            (self.root / module.path).write_text(stamped(module), encoding="utf-8")
        if mutant.kind == "docstring":  # it changes nothing that runs
            runs, drawn = self.runs[old.path], tuple(self.drawn[old.path])
            soon = docstring_problems
            yield from page_checks(page, runs, self.book, drawn, soon, sealed=False)
            return
        HELD.clear()  # with the package as it was
        if page.path.startswith("docs/book/"):
            for name in [n for n in sys.modules if n.split(".")[0] == "tinynet"]:
                del sys.modules[name]
            anew = importlib.import_module("tinynet.book.drift")
            yield from anew.consequences(page.path, self)
            return
        # Twice, for a module that stands before one that it imports.
        for name in modules_in(self.book) * 2:
            if module := sys.modules.get(name):
                # subtle: a change of the same length in the same second would find
                # the bytecode of before. And what a module no longer defines goes.
                if module.__cached__:
                    Path(module.__cached__).unlink(missing_ok=True)
                for known, value in [*vars(module).items()]:
                    if known not in BORN and not inspect.ismodule(value):
                        delattr(module, known)
                importlib.reload(module)
        yield from consequences(page.path, self)


def modules_in(book: Book) -> list[str]:
    """Return the names of the network's modules, in the order of their pages."""
    titles = [title for page in book.pages for title, _ in written(page)]
    names = [title.removesuffix(".py").replace("/", ".") for title in titles]
    names = [n.removesuffix(".__init__") for n in names if ".book." not in n]
    return [n for n in dict.fromkeys(names) if n != "tinynet"] + ["tinynet"]


@cache
def counts_of(page: Page) -> dict[str, float]:
    """Return what is checked on a page that many mutants are compared with."""
    return of_page(page)


def written(page: Page) -> list[tuple[str, str]]:
    """Return what a page writes: the titles and the texts of its definitions."""
    return [(b.title, b.text) for b in page.blocks if b.kind == "definition"]


def examples_of(page: Page) -> list[Block]:
    """Return the examples of a page, in their order."""
    return [block for block in page.blocks if block.kind == "example"]


def state_of(file: str | Path) -> tuple[int, int]:
    """Return when a file was changed, and its size."""
    about = os.stat(file)
    return about.st_mtime_ns, about.st_size


def allow(seconds: float) -> None:
    """End this process if what comes next takes much longer than it did before."""
    used, limit = resource.getrusage(resource.RUSAGE_SELF), LIMIT + TIMES * seconds
    until = int(used.ru_utime + used.ru_stime + limit) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (min(until, MOST), MOST))
    signal.setitimer(signal.ITIMER_REAL, WAIT * limit)


def consequences(path: str, judge: Judge) -> Iterator[list[Problem]]:
    """Yield what is wrong, after the package has changed, on its page and in its tests.

    The quick examples come first, then the tests, and of those the quick ones first.
    """
    book, root = judge.book, judge.root
    page, runs, drawn = read_page(path, root), [], []
    stem = path.removeprefix("docs/").removesuffix(".md")
    folder, _, name = stem.rpartition("/")
    tests = Tests(root / "tests" / folder / f"test_{name}.py", root, judge.home)
    steps = [(judge.spent[block.text], block) for block in examples_of(page)]
    steps.append((SOON_ENOUGH, tests))
    for _, step in sorted(steps, key=itemgetter(0)):
        # An example may have been quick because of what one before it had worked out.
        allow(tests.spent if step is tests else judge.spent[path])
        if step is tests:
            yield tests.problems()
            continue
        with watching() as new:
            runs.append(run(step, root))
        drawn += new
        yield output_problems(runs[-1], page)
        yield picture_problems(runs[-1], page, root)
    allow(CHECKS)
    runs.sort(key=lambda one: one.example.line)
    yield from page_checks(page, runs, book, tuple(drawn), sealed=False)


class Tests:
    """The tests of a module, for pytest: those that were quick come first.

    How long each took without any mistake is kept in `home`, for all workers.
    """

    __test__ = False  # for pytest this is no group of tests, whatever its name

    def __init__(self, file: Path, root: Path, home: Path | None):
        self.file, self.root = file, root
        name = file.relative_to(root / "tests").with_suffix(".json")
        self.times = (home or root) / ".book/times" / name
        known = self.times.is_file()
        self.seconds = json.loads(self.times.read_text()) if known else {}
        self.spent = sum(self.seconds.values()) if known else MOST
        self.longest = max(self.seconds.values(), default=0) if known else MOST
        self.took: Counter[str] = Counter()

    def pytest_collection_modifyitems(self, items: list) -> None:
        items.sort(key=lambda item: self.seconds.get(item.nodeid, 0))

    def pytest_runtest_logstart(self) -> None:
        # Not how long this test took: it may do now what another did for both.
        allow(self.longest)

    def pytest_runtest_logreport(self, report) -> None:
        self.took[report.nodeid] += report.duration

    def problems(self) -> list[Problem]:
        """Return whether the tests fail."""
        import pytest

        if not self.file.is_file():
            return []
        options = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
        options += [f"--rootdir={self.root}", str(self.file)]
        code = int(pytest.main(options, plugins=[self]))
        if code in (0, 5):
            self.keep()
            return []
        path = self.file.relative_to(self.root).as_posix()
        return [Problem(path, 1, f"a test fails, pytest ends with {code}")]

    def keep(self) -> None:
        """Keep how long each test took."""
        self.times.parent.mkdir(parents=True, exist_ok=True)
        new = self.times.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps(self.took), encoding="utf-8")
        new.replace(self.times)


def verdict(judge: Judge, mutant: Mutant) -> dict[str, str]:
    """Try a mutant in a process of its own; return what became of it, and by whom."""
    with contextlib.redirect_stdout(io.StringIO()):
        judge.prepare(mutant.path)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.write(writing, json.dumps(tried(judge, mutant)).encode())
        os._exit(0)
    os.close(writing)
    ready, _, _ = select.select([reading], [], [], WAIT * MOST)
    answer = b"".join(iter(lambda: os.read(reading, 65536), b"")) if ready else b""
    os.close(reading)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    judge.reset()
    if answer:
        return json.loads(answer)
    if not ready or os.WIFSIGNALED(status):
        return {"became": "timed out", "by": "it takes too long"}
    return {"became": "killed", "by": "its process came to an end"}


def tried(judge: Judge, mutant: Mutant) -> dict[str, str]:
    """Return what becomes of a mutant, and what was said, in a process of its own."""
    silence = os.open(os.devnull, os.O_RDWR)
    for channel in (0, 1, 2):
        os.dup2(silence, channel)
    # Two mutants in one second may be of one length: Python would take the old copy.
    sys.dont_write_bytecode = not mutant.kind.startswith("nothing")
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    allow(CHECKS + judge.spent[mutant.path])
    surroundings.cache_clear()  # the package may become another
    try:
        for problems in judge.complaints(mutant):
            if problems:
                return {"became": "killed", "by": str(problems[0])[:300]}
    except BaseException as error:
        what = f"{type(error).__name__}: {error}"[:300]
        polite = mutant.kind in REBUILT or isinstance(error, Refused)
        return {"became": "killed", "by": what if polite else f"crash: {what}"}
    return {"became": "kept" if judge.keeps(mutant) else "lives", "by": ""}


WORK = "from tinynet.book.drift import work; work()"
LEFT_OUT = shutil.ignore_patterns(".git", ".[!gc]*", "site", "dist", "node_modules")


def work() -> None:
    """Try the mutants that come in, a line each, in the copy of the book that is here."""
    import hypothesis
    import pytest
    import pytest_markdown_docs

    assert hypothesis and pytest and pytest_markdown_docs  # ready for each child
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    judge = Judge(Path.cwd(), Path(sys.argv[1]))
    for line in sys.stdin:
        entry = json.loads(line)
        mutant = Mutant(**{**entry, "around": tuple(entry["around"])})
        answers.write(json.dumps(verdict(judge, mutant)) + "\n")
        answers.flush()


@contextlib.contextmanager
def worker(root: Path) -> Iterator[subprocess.Popen]:
    """Start a worker in a copy of the project, and end it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "book"
        shutil.copytree(root, copy, ignore=LEFT_OUT, symlinks=True)
        process = subprocess.Popen(
            [sys.executable, "-c", WORK, str(root.resolve())],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy), "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.stdin.close()
            process.wait()


def verdicts(root: Path, mutants: list[Mutant], workers: int) -> list[dict[str, str]]:
    """Return what becomes of each mutant, and show how far we are."""
    answers: list[dict[str, str]] = [{} for _ in mutants]
    todo, begun = iter(enumerate(mutants)), time.monotonic()
    lock, done, failed = threading.Lock(), Counter(), []

    def feed():
        with worker(root) as process:
            while not failed:
                with lock:
                    number, mutant = next(todo, (None, None))
                if mutant is None:
                    return
                process.stdin.write(json.dumps(asdict(mutant)) + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
                if not line:
                    failed.append((mutant, "a worker has come to its end"))
                    return
                answers[number] = json.loads(line)
                became, by = answers[number].values()
                if mutant.kind.startswith("nothing") and became != "lives":
                    failed.append((mutant, f"red without any mistake: {by or became}"))
                    return
                with lock:
                    done[answers[number]["became"]] += 1
                    progress(done, len(mutants), begun)

    threads = [threading.Thread(target=feed) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise Refused([Problem(m.path, m.line, why) for m, why in failed])
    return answers


def progress(done: Counter, of: int, begun: float) -> None:
    """Show on one line how far we are, where somebody can see it."""
    if sys.stderr.isatty() or done.total() % 500 == 0 or done.total() == of:
        spent = time.monotonic() - begun
        left = spent / done.total() * (of - done.total())
        end = "\r" if sys.stderr.isatty() and done.total() < of else "\n"
        line = f"drift: {done.total()} of {of}, {done['lives']} live, {left:.0f} s left"
        print(f"{line}   ", end=end, file=sys.stderr, flush=True)


def possible(root: Path, page: str | None = None) -> list[list[Mutant]]:
    """Return the mutants of the book, or of a page with its module and its pictures.

    There is a list for each kind in each file.
    """
    book = read_book(root)
    files = [page.path for page in book.pages]
    wanted = [path for path in files if page in (None, path, path[len("docs/") :])]
    labs = [path for path in book.notebooks if page in (None, path[len("docs/") :])]
    figures = sorted((root / "docs/figures").glob("*.svg"))
    texts = [p.text for p in book.pages if p.path in wanted]
    figures = [f for f in figures if any(f"figures/{f.name})" in t for t in texts)]
    titles = {title for p in book.pages if p.path in wanted for title, _ in written(p)}
    if not wanted + labs:
        raise Refused([Problem(f"docs/{page}", 1, "is no page of the book")])
    paths = wanted + labs + [f.relative_to(root).as_posix() for f in figures]
    away = {one.path: lines_away(one, root) for one in book.pages}
    found: list[list[Mutant]] = []
    for path in paths + sorted(titles):
        kinds: dict[str, list[Mutant]] = {}
        for m in mutants_of(root, path):
            kind = "not run here" if m.line in away.get(path, ()) else m.kind
            kinds.setdefault(kind, []).append(replace(m, kind=kind))
        found += kinds.values()
    return found


def chosen(every: list[list[Mutant]], page: str | None = None) -> list[Mutant]:
    """Return of all mutants those that are tried in the whole book, or on a page."""
    found, machinery = [], []
    for some in every:
        kind = some[0].kind
        if kind == "machinery":
            machinery += thinned(some, ON_ITS_PAGE if page else 1)
        else:
            share = -(-len(some) // ONE_IN.get(kind, 1))
            found += thinned(some, ON_A_PAGE if page else share)
    return found + (machinery if page else thinned(machinery, IN_ALL))


def lines_away(page: Page, root: Path) -> set[int]:
    """Return the lines of the examples that need a library that is not here.

    Their outputs belong to them, and the headers of both do not.
    """
    lines = set()
    for block in examples_of(page):
        if wanting(block, root):
            for one in filter(None, [block, output_below(page, block)]):
                lines |= {*range(one.line + 1, one.end)}
    return lines


def sampled(mutants: list[Mutant], sample: int, seed: int) -> list[Mutant]:
    """Return so many of the mutants that count, and the same share of the others."""
    counts = [m for m in mutants if m.kind not in APART]
    others = [m for m in mutants if m.kind in APART]
    share = min(sample / max(len(counts), 1), 1)

    def place(mutant: Mutant) -> bytes:
        return sha256(f"{seed} {mutant.path} {mutant.name}".encode()).digest()

    drawn = sorted(counts, key=place)[: round(share * len(counts))]
    drawn += sorted(others, key=place)[: round(share * len(others))]
    return sorted(drawn, key=lambda m: (m.path, m.line))


def controls(mutants: list[Mutant]) -> list[Mutant]:
    """Return mutants that change nothing, for the pages of the others."""
    kinds: dict[tuple[str, str], Mutant] = {}
    for m in mutants:
        built = m.kind in REBUILT and m.kind != "docstring"
        kind = "nothing, rebuilt" if built else "nothing"
        same = replace(m, kind=kind, line=1, start=0, end=0, new="", cell="")
        kinds.setdefault((m.path, kind), same)
    return list(kinds.values())


def accepted(root: Path) -> dict[tuple[str, str], str]:
    """Return the mutants that may live, by page and name, each with its reason."""
    found, reason, file = {}, "", root / ACCEPTED
    lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
    for line in lines:
        if line.startswith("## "):
            reason = line[3:]
        elif "\t" in line:
            path, name = line.split("\t")
            found[path, name] = reason
    return found


def counted(root: Path, mutants: list[Mutant], answers: list[dict]) -> dict:
    """Return the score: [killed, all] by kind, and by page and kind; and who lives."""
    kinds: dict[str, dict[str, int]] = {}
    pages: dict[str, dict[str, list[int]]] = {}
    living: list[list[str]] = []
    reasons = accepted(root)
    for m, answer in zip(mutants, answers, strict=True):
        became = answer["became"]
        if became == "lives" and m.kind not in APART:
            reason = reasons.get((m.path, m.name), "")
            became = "accepted" if reason else "lives"
            living.append([m.path, m.name, reason])
        one = kinds.setdefault(m.kind, {})
        one[became] = one.get(became, 0) + 1
        killed_of = pages.setdefault(m.path, {}).setdefault(m.kind, [0, 0])
        killed_of[0] += became == "killed"
        killed_of[1] += 1
    return {"kinds": kinds, "pages": pages, "living": living}


def table(kinds: dict[str, dict[str, int]]) -> list[str]:
    """Return the lines of the table of the score: the kinds that count, then the others."""
    columns = ["killed", "kept", "accepted", "timed out", "lives"]
    lines = [f"{'kind':13}" + "".join(f"  {c}" for c in columns) + "  noticed"]
    for apart in (False, True):
        total = Counter()
        some = {kind: n for kind, n in kinds.items() if (kind in APART) == apart}
        for kind, counts in sorted(some.items()):
            total.update(counts)
            lines.append(row(kind, counts, columns))
        if some and not apart:
            lines += [row("all of these", total, columns), ""]
    return lines


def row(name: str, counts: dict[str, int], columns: list[str]) -> str:
    counted = sum(counts.values()) - counts.get("accepted", 0)
    noticed = counted - counts.get("lives", 0)
    share = f"{noticed / counted:9.1%}" if counted else ""
    cells = [f"{counts.get(column, 0):{len(column) + 2}}" for column in columns]
    return f"{name:13}" + "".join(cells) + share


def drift(
    root: Path,
    page: str | None = None,
    sample: int | None = None,
    seed: int = 1,
    workers: int | None = None,
) -> str:
    """Return the score of the book, of a page, or of a sample; write that of the book.

    A small sample is not written: the page of the score has no use for it.
    Raises Refused if the book is red, or if a mutant lives that should not.
    """
    if problems := tangle_problems(read_book(root)):
        raise Refused(problems)
    every = possible(root, page)
    mutants = chosen(every, page)
    mutants = mutants if sample is None else sampled(mutants, sample, seed)
    begun, null = time.monotonic(), controls(mutants)
    # The slow ones first, so that no core has to wait for another at the end.
    mutants.sort(key=lambda m: (m.kind != "machinery", m.path, m.kind not in REBUILT))
    answers = verdicts(root, null + mutants, workers or os.cpu_count() or 1)
    answers = answers[len(null) :]
    score = counted(root, mutants, answers)
    score["made"] = Counter(mutant.kind for some in every for mutant in some)
    lines = table(score["kinds"])
    lines += [
        f"{path}: {name}: {reason}" for path, name, reason in score["living"] if reason
    ]
    for m, answer in zip(mutants, answers, strict=True):
        if answer["by"].startswith("crash: "):
            lines.append(f"{m.path}:{m.line}: {m.name}: {answer['by']}")
    if page is None and (sample is None or sample >= WORTH):
        text = json.dumps(score, indent=1, ensure_ascii=False, sort_keys=True)
        (root / SCORE).parent.mkdir(parents=True, exist_ok=True)
        (root / SCORE).write_text(text + "\n", encoding="utf-8")
        lines += noted_anew(root)
    spent = time.monotonic() - begun
    lines.append(f"drift: {len(mutants)} mutants in {spent:.0f} s")
    known = accepted(root)
    if new := [
        Problem(m.path, m.line, f"lives: {m.name}")
        for m, answer in zip(mutants, answers, strict=True)
        if answer["became"] == "lives"
        and m.kind not in APART
        and (m.path, m.name) not in known
    ]:
        print("\n".join(lines))
        raise Refused(new)
    return "\n".join(lines)


HERE = Path(__file__).parents[2]


def tried_of(root: Path = HERE) -> str:
    """Return how many mutants were tried the last time, and how many there were."""
    score = noted(root, SCORE)
    tried = sum(n for one in score.get("kinds", {}).values() for n in one.values())
    return f"{tried:,} of {sum(score.get('made', {}).values()):,}"


def by_kind(root: Path = HERE) -> str:
    """Return the table of the last score, by kind."""
    return "\n".join(table(noted(root, SCORE).get("kinds", {})))


def by_page(root: Path = HERE) -> str:
    """Return the table of the last score, by page; what counts, and what is apart."""
    lines = [f"{'':30}{'killed':>8}{'of':>6}{'apart':>8}{'of':>6}"]
    for path, kinds in sorted(noted(root, SCORE).get("pages", {}).items()):
        sums = [0, 0, 0, 0]
        for kind, (killed, of) in kinds.items():
            at = 2 * (kind in APART)
            sums[at] += killed
            sums[at + 1] += of
        cells = f"{sums[0]:8}{sums[1]:6}{sums[2]:8}{sums[3]:6}"
        lines.append(f"{path.removeprefix('docs/'):30}{cells}")
    return "\n".join(lines)


def reasons(root: Path = HERE) -> str:
    """Return why mutants live, and how many for each reason."""
    living = noted(root, SCORE).get("living", [])
    count = Counter(reason or "no reason yet" for _, _, reason in living)
    return "\n".join(f"{n:4}  {reason}" for reason, n in count.most_common()) or "none"


def survivors(root: Path = HERE) -> str:
    """Return the mutants that live, a line each, under their pages."""
    lines, last = [], ""
    for path, name, _ in sorted(noted(root, SCORE).get("living", [])):
        if path != last:
            lines.append(path)
        last = path
        lines.append(f"  {name}")
    return "\n".join(lines) or "none"
