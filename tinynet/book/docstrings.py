# Copied from docs/book/docstrings.md, the place to edit it (bd203c82948fc893).
"""Docstrings: what they promise is looked up and tried.

Page: docs/book/docstrings.md. Licence: MIT-0.
"""

import ast
import builtins
import doctest
import importlib
import importlib.util
import inspect
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import tinynet
from tinynet.book.numbers import tokens
from tinynet.book.pages import Book, Page, Problem
from tinynet.book.tangle import Module, modules_of

NAMES = r"[a-z_]\w*(?:\([\w, ]*\))?"
PIECE = re.compile(
    rf"(?:^|(?<=[.;?!]\s)|(?<=\n))\s*(?:(?P<names>{NAMES}(?:, {NAMES})*):(?=\s)"
    r"|(?P<word>Returns|Raises|Source|Page|Licence)\b:?)"
)
TERM = r"(?:[a-z]\w*|\d+)(?: [+-] \d+)?"
SHAPE = re.compile(rf"(?<!\w)\(((?:{TERM},\s+)+{TERM}|{TERM},)\)")
NUMBER = r"[-−]?\d+(?:\.\d+)?"
RANGE = re.compile(rf"\b(?:between ({NUMBER}) and|from ({NUMBER}) to) ({NUMBER})(?!\w)")
EITHER = re.compile(r"a number or (?:each of )?an array")


@dataclass(frozen=True)
class Docstring:
    """What stands below the first line of a module, a class or a function.

    node: its syntax tree. name: how it is called. inside: the class around it. lines:
    those of its page, one for each line of the text.
    """

    node: ast.AST
    name: str
    inside: ast.ClassDef | None
    text: str
    lines: tuple[int, ...]

    def line(self, at: int) -> int:
        """Return the line of the page for a place in the text."""
        return self.lines[min(self.text.count("\n", 0, at), len(self.lines) - 1)]

    def pieces(self) -> list[tuple[str, str, int]]:
        """Return its pieces: the names or the word in front, the text, and the place."""
        heads = list(PIECE.finditer(self.text))
        ends = [head.start() for head in heads[1:]] + [len(self.text)]
        first = self.text[: heads[0].start() if heads else len(self.text)]
        found = [("", " ".join(first.split()), 0)]
        for head, end in zip(heads, ends, strict=False):
            text = " ".join(self.text[head.end() : end].split())
            found.append((head["names"] or head["word"], text, head.end()))
        return found


def docstrings_of(module: Module) -> list[Docstring]:
    """Return the docstrings of a module, in the order of its lines."""
    found = []

    def visit(node, name, inside):
        first = node.body[0] if node.body else None
        if ast.get_docstring(node, clean=False) is not None:
            text = first.value.value
            start = first.value.lineno - 1
            lines = [line for _, line in module.lines[start : first.value.end_lineno]]
            found.append(Docstring(node, name, inside, text, tuple(lines)))
        for child in node.body:
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                around = node if isinstance(node, ast.ClassDef) else None
                visit(child, f"{name}.{child.name}".lstrip("."), around)

    visit(ast.parse(module.text), "", None)
    return found


def parameters_of(node: ast.AST) -> list[str]:
    """Return the names of a function's parameters, or of those of `__init__`.

    A parameter with a star is shown by the call in the first sentence, not by its name.
    """
    if isinstance(node, ast.ClassDef):
        starts = [n for n in node.body if getattr(n, "name", "") == "__init__"]
        return parameters_of(starts[0]) if starts else []
    if not isinstance(node, ast.FunctionDef):
        return []
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return [one.arg for one in every if one.arg not in {"self", "cls"}]


def names_for(docstring: Docstring) -> set[str]:
    """Return what a piece of a docstring may be about: parameters and attributes."""
    names = set(parameters_of(docstring.node))
    for part in ast.walk(docstring.node):
        if isinstance(part, ast.arguments):
            names |= {one.arg for one in (part.vararg, part.kwarg) if one}
    for node in (docstring.node, docstring.inside):
        if isinstance(node, ast.ClassDef):
            for part in ast.walk(node):
                match part:
                    case ast.AnnAssign(target=ast.Name(id=name)):
                        names.add(name)
                    case ast.FunctionDef(name=name):
                        names.add(name)
                    case ast.Attribute(value=ast.Name(id="self"), attr=name):
                        names.add(name)
    return names


def piece_faults(docstring: Docstring, page: str) -> Iterator[tuple[int, str]]:
    """Yield the names in a docstring that are no parameters, and a page that is not its."""
    for head, text, at in docstring.pieces():
        line, name = docstring.line(at), docstring.name
        if head == "Page" and not text.startswith(page):
            yield line, f"published Page: {text.split()[0].rstrip('.')}, true {page}"
        elif head and head[0].islower() and not isinstance(docstring.node, ast.Module):
            known = names_for(docstring)
            for one in re.split(r"(?<!\w), |, (?![^(]*\))", head):
                if one.partition("(")[0] not in known:
                    yield line, f"{name} has no parameter {one}"
    heads = [one.partition("(")[0] for one, _, _ in docstring.pieces()]
    heads = [name for one in heads for name in one.split(", ")]
    order = [name for name in heads if name in parameters_of(docstring.node)]
    if order != sorted(set(order), key=parameters_of(docstring.node).index):
        told = f"{docstring.name} speaks of its parameters twice or in another order"
        yield docstring.lines[0], f"{told}: {', '.join(order)}"
    if isinstance(docstring.node, ast.Module) and page not in docstring.text:
        yield docstring.lines[0], f"the docstring does not name its page, {page}"


def silence(docstring: Docstring) -> Iterator[tuple[int, str]]:
    """Yield the parameters of which a docstring says nothing.

    For a method, the other docstrings of its class count too.
    """
    said = docstring.text
    for node in docstring.inside.body if docstring.inside else ():
        if isinstance(node, ast.FunctionDef):
            said += ast.get_docstring(node) or ""
    said = unicodedata.normalize("NFKC", said)
    for name in parameters_of(docstring.node):
        if not re.search(rf"\b{name.removesuffix('s')}", said):
            told = f"the docstring of {docstring.name} says nothing about {name}"
            yield docstring.lines[0], told


def is_error(name: str, source: str) -> bool:
    """Tell whether a name is that of an exception, of Python or of some source."""
    thing = getattr(builtins, name, None)
    own = re.search(rf"^class {name}\((\w*Error|Exception|\w+)\)", source, re.MULTILINE)
    return bool(own) or (inspect.isclass(thing) and issubclass(thing, BaseException))


def raise_faults(docstring: Docstring, source: str) -> Iterator[tuple[int, str]]:
    """Yield the exceptions that a docstring speaks of and no line of `source` raises."""
    for match in re.finditer(r"\b[A-Z]\w*[a-z]\w*\b", docstring.text):
        name = match[0]
        known = is_error(name, source) and name != docstring.name
        raising = rf"\b(?:raise|yield|except|class) .*\b{name}\b"
        raising = r"\bassert\b" if name == "AssertionError" else raising
        if known and not re.search(raising, source):
            told = f"the docstring of {docstring.name} speaks of {name}, which nothing raises"
            yield docstring.line(match.start()), told


ROWS, FEW = 300, (3, 4, 2, 5, 6, 7)


class Trial:
    """A function and what its docstring says, ready to be tried."""

    def __init__(self, function: Callable, docstring: Docstring):
        self.function, self.docstring = function, docstring
        self.said = {"": docstring.pieces()[0][1]}
        for head, text, _ in docstring.pieces()[1:]:
            for name in head.split(", "):
                self.said[name] = text
        self.sizes = {"rows": ROWS}
        self.stated: set[str] = set()
        self.tried: set[str] = set()

    def shapes(self, name: str) -> list[tuple[str, ...]]:
        """Return the shapes that are stated for a parameter, or for Returns."""
        text, found, end = self.said.get(name, ""), [], 0
        for match in SHAPE.finditer(text):
            if found and not re.fullmatch(
                r"[^.;]*\bor\b[^.;]*", text[end : match.start()]
            ):
                break
            found.append(tuple(filter(None, re.split(r",\s*", match[1]))))
            end = match.end()
            self.stated.add(match[0])
        return found

    def ends(self, name: str) -> tuple[float, float] | None:
        """Return the range that is stated for a parameter, or in the first sentence."""
        match = RANGE.search(self.said.get(name, ""))
        if match is None:
            return None
        low, high = match[1] or match[2], match[3]
        return float(low.replace("−", "-")), float(high.replace("−", "-"))

    def size(self, term: str) -> int:
        """Return the size for a term such as `n + 1`."""
        letter, sign, rest = (term.split(" ") + ["+", "0"])[:3]
        if letter.isdigit():
            return int(letter)
        size = self.sizes.setdefault(letter, FEW[len(self.sizes) % len(FEW)])
        return size + int(rest) * (1 if sign == "+" else -1)

    def values(self, name: str, shape: tuple[str, ...]):
        """Return random values for a parameter, in its range."""
        random, size = np.random.default_rng(len(name)), tuple(map(self.size, shape))
        low, high = self.ends(name) or (None, None)
        drawn = (
            3 * random.normal(size=size)
            if low is None
            else random.uniform(low, high, size)
        )
        drawn = drawn if size else float(drawn)
        return [drawn] if ") each" in self.said.get(name, "") else drawn

    def calls(self) -> Iterator[tuple[dict, tuple[int, ...] | None]]:
        """Yield arguments, and the shape that should come back if one is stated."""
        signature = inspect.signature(self.function).parameters
        empty = inspect.Parameter.empty
        needed = [n for n, parameter in signature.items() if parameter.default is empty]
        alike = re.search(r"of the shape of the (\w+)", self.said[""])
        either = [n for n in self.said if EITHER.search(self.said[n])]
        returned = self.shapes("Returns") or self.shapes("")
        stated = {name: self.shapes(name) for name in signature}
        if any(self.said.get(name, "").startswith("a function") for name in needed):
            return
        if alike or either:
            shapes = [(), ("rows", "n")] if either else [("rows", "n")]
            stated = {name: shapes if name in needed else [] for name in signature}
        ways = max([len(shapes) for shapes in stated.values()], default=0)
        for way in range(max(ways, "shape" in needed)):
            arguments = {}
            for name, parameter in signature.items():
                if stated[name]:
                    shape = stated[name][min(way, len(stated[name]) - 1)]
                    arguments[name] = self.values(name, shape)
                elif name == "shape":
                    arguments[name] = (ROWS, 1)
                elif name in needed:
                    return
                elif isinstance(parameter.default, int) and parameter.default > 100:
                    arguments[name] = 2
            expected = None
            if "shape" in needed:
                expected = arguments["shape"]
            elif alike or either:
                expected = np.shape(arguments[alike[1] if alike else needed[0]])
            elif returned:
                terms = returned[min(way, len(returned) - 1)]
                expected = tuple(map(self.size, terms))
            yield arguments, expected

    def faults(self) -> Iterator[str]:
        """Yield what does not come back as it is stated."""
        name, ends, values = self.docstring.name, self.ends(""), []
        for arguments, expected in self.calls():
            self.tried |= self.stated
            shapes = ", ".join(f"{n} {np.shape(v)}" for n, v in arguments.items())
            try:
                with warnings.catch_warnings(), np.errstate(all="ignore"):
                    warnings.simplefilter("ignore")
                    result = self.function(**arguments)
            except Exception as error:  # whatever it is, it was not promised
                yield f"{name} with {shapes} raises {type(error).__name__}: {error}"
                continue
            if expected is not None and np.shape(result) != expected:
                yield f"{name} with {shapes}: stated {expected}, true {np.shape(result)}"
            values += np.ravel(result).tolist() if ends else []
        if values:
            self.tried.add("a range")
            low, high = ends
            least, most, near = min(values), max(values), (high - low) / 20
            if not (low <= least <= low + near and high - near <= most <= high):
                stated = f"from {low:g} to {high:g}"
                yield f"{name}: stated {stated}, true from {least:.3g} to {most:.3g}"


def load(module: Module, root: Path):
    """Return a module of the book, imported."""
    name = re.sub(r"(\.__init__)?\.py$", "", module.path.replace("/", "."))
    if Path(tinynet.__file__).parents[1] == root.resolve():
        return importlib.import_module(name)
    spec = importlib.util.spec_from_file_location(name, root / module.path)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def trial_of(docstring: Docstring, loaded) -> Trial | None:
    """Return a trial of what a docstring belongs to, if that can be called."""
    function = getattr(loaded, docstring.name, None)
    return Trial(function, docstring) if inspect.isfunction(function) else None


def example_faults(docstring: Docstring, loaded) -> Iterator[tuple[int, str]]:
    """Yield the `>>>` examples of a docstring that give something else."""
    test = doctest.DocTestParser().get_doctest(
        docstring.text, vars(loaded), docstring.name, "", 0
    )

    class Runner(doctest.DocTestRunner):
        def report_failure(self, out, test, example, got):
            wanted, got = example.want.strip(), got.strip()
            faults.append((example.lineno, f"published {wanted}, printed {got}"))

        def report_unexpected_exception(self, out, test, example, exc_info):
            faults.append((example.lineno, f"raises {exc_info[1]!r}"))

    faults: list[tuple[int, str]] = []
    Runner(verbose=False).run(test, clear_globs=False)
    for line, fault in faults:
        yield docstring.lines[min(line, len(docstring.lines) - 1)], fault


BEFORE = re.compile(r"\b(?:above|below|from|to|than|least|most)\s+$")
BEHIND = re.compile(r"\s+or\s+(?:more|less|fewer|above|below)\b")
LIST = re.compile(r"<!-- docstrings of (\w+): (.*?)\s*-->", re.DOTALL)


def lists_of(page: Page) -> dict[str, list[str]]:
    """Return what a page lists of its docstrings, by the names of its modules."""
    inside = [n for block in page.blocks for n in range(block.line, block.end)]
    found = {}
    for match in LIST.finditer(page.text):
        if page.text.count("\n", 0, match.start()) + 1 not in inside:
            found[match[1]] = [one[0] for one in words_of(match[2])]
    return found


def words_of(text: str) -> list[tuple[str, int]]:
    """Return the shapes and the numbers in a text, with their places."""
    found, done = [], 0
    for match in SHAPE.finditer(text):
        part = text[done : match.start()]
        found += [(word, done + at) for word, at in limits_in(part)]
        found.append((match[0], match.start()))
        done = match.end()
    found += [(word, done + at) for word, at in limits_in(text[done:])]
    return [(" ".join(word.split()), at) for word, at in found]


def limits_in(text: str) -> Iterator[tuple[str, int]]:
    """Yield the numbers in a text, each with the words that make it a limit.

    >>> [word for word, _ in limits_in("a rate above 0, a share from 0 to below 1")]
    ['above 0', 'from 0', 'below 1']
    """
    for number in tokens(text):
        before = BEFORE.search(text[: number.start()])
        behind = BEHIND.match(text[number.end() :])
        start = before.start() if before else number.start()
        yield text[start : number.end() + (behind.end() if behind else 0)], start


def rest_of(docstring: Docstring, tried: set[str]) -> list[tuple[str, int]]:
    """Return the words of a docstring that no trial vouches for, with their lines."""
    text = re.sub(r"(?:Page|Licence): \S+|>>>(?:.|\n)*$", masked, docstring.text)
    for shape in tried:
        text = re.sub(re.escape(shape).replace(r"\ ", r"\s+"), masked, text)
    if "a range" in tried:
        text = re.sub(RANGE, masked, text, count=1)
    return [(word, docstring.line(at)) for word, at in words_of(text)]


def masked(match: re.Match) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def compare(
    untried: list[tuple[str, int]], listed: list[str], name: str
) -> Iterator[tuple[int, str]]:
    """Yield how the words that nobody can try differ from those that are listed."""
    words = [word for word, _ in untried]
    if len(words) == len(listed):
        for (word, line), other in zip(untried, listed, strict=True):
            if word != other:
                yield line, f"published {word} in a docstring, listed {other}"
    else:
        line = untried[0][1] if untried else 1
        whole = f"<!-- docstrings of {name}: {', '.join(words)} -->"
        told = "nothing vouches for what its docstrings say; list it"
        yield line, f"{told}: {whole}" if words else "lists docstrings that say nothing"


def module_faults(
    module: Module, others: dict[str, str], listed: list[str], root: Path
) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with the docstrings of a module.

    others: the sources of all modules, by their names with dots. listed: what its
    page lists of it.
    """
    network = "/book/" not in module.path
    used = [
        name for name in others if re.search(rf"\b{re.escape(name)}\b", module.text)
    ]
    source = "\n".join([module.text, *(others[name] for name in used)])
    found, untried = docstrings_of(module), []
    ask = network or any(">>>" in docstring.text for docstring in found)
    loaded = load(module, root) if ask else None
    exported = getattr(loaded, "__all__", None) or getattr(tinynet, "__all__", ())
    for docstring in found:
        public = not any(part.startswith("_") for part in docstring.name.split("."))
        yield from piece_faults(docstring, module.page)
        yield from raise_faults(docstring, source)
        trial = trial_of(docstring, loaded) if network and public else None
        for fault in trial.faults() if trial else ():
            yield docstring.lines[0], fault
        untried += rest_of(docstring, trial.tried if trial else set())
        if network and public and docstring.name.partition(".")[0] in exported:
            yield from silence(docstring)
        if ">>>" in docstring.text:
            yield from example_faults(docstring, loaded)
    yield from compare(untried, listed, Path(module.path).stem)


def docstring_problems(book: Book) -> list[Problem]:
    """Return what is wrong with the docstrings of a book, or of a part of it."""
    sources = {}
    for file in (book.root / "tinynet").rglob("*.py"):
        name = ".".join(file.relative_to(book.root).with_suffix("").parts)
        sources[name] = file.read_text(encoding="utf-8")
    texts = {page.path: page for page in book.pages}
    problems = []
    for module in modules_of(book)[0]:
        listed = lists_of(texts[module.page]).get(Path(module.path).stem, [])
        faults = module_faults(module, sources, listed, book.root)
        problems += [Problem(module.page, line, text) for line, text in sorted(faults)]
    return problems
