# Copied from docs/book/names.md, the place to edit it (656b6d2fca701f03).
"""Names in sentences: whatever stands between backticks must be there.

Page: docs/book/names.md. Licence: MIT-0.
"""

import ast
import builtins
import difflib
import importlib
import importlib.util
import inspect
import keyword
import re
import sys
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

from tinynet.book.cache import keep, recalled
from tinynet.book.formulas import cells_of, visible
from tinynet.book.latex import read
from tinynet.book.numbers import stands_in_a_block, without_blocks
from tinynet.book.pages import Page, Problem, html_of, read_header


class InlineCode(HTMLParser):
    """The pieces of inline code in a converted page, and its comments."""

    def __init__(self, html: str):
        super().__init__()
        self.codes: list[str] = []
        self.comments: list[str] = []
        self.block, self.inside = 0, False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.block += tag == "pre"
        if tag == "code" and not self.block:
            self.inside = True
            self.codes.append("")

    def handle_endtag(self, tag):
        self.block -= tag == "pre"
        self.inside = self.inside and tag != "code"

    def handle_data(self, text):
        if self.inside:
            self.codes[-1] += text

    def handle_comment(self, text):
        self.comments.append(text.strip())


def inline_code(page: Page, root: Path) -> tuple[list[tuple[str, int]], list[str]]:
    """Return the pieces of inline code of a page with their lines, and its comments."""
    text = without_blocks(page)[0]
    seen = InlineCode(html_of(page, root))
    found, start = [], 0
    for code in seen.codes:
        # A footnote's code comes out at the end, and may stand further up.
        at = max(text.find(code, start), 0) or max(text.find(code), 0)
        found.append((code, text.count("\n", 0, at) + 1))
        start = at
    return found, seen.comments


@dataclass
class Known:
    """The names that some code uses, and the paths of what it imports."""

    names: set[str] = field(default_factory=set)
    paths: dict[str, str] = field(default_factory=dict)


EINSUM = r"[a-z,]+->[a-z]*"


@lru_cache(maxsize=2000)
def known_from(source: str) -> Known:
    """Return the names in some code; none if it is not Python."""
    known = Known()
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return known
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                known.names.add(name)
            case ast.keyword(arg=str(name)):
                known.names.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                known.names.add(name)
            case ast.Constant(value=str(recipe)) if re.fullmatch(EINSUM, recipe):
                known.names |= {*recipe}
            case ast.Import(names=aliases):
                for alias in aliases:
                    first = alias.name.partition(".")[0]
                    known.paths[alias.asname or first] = (
                        alias.name if alias.asname else first
                    )
            case ast.ImportFrom(module=str(module), names=aliases):
                for alias in aliases:
                    known.paths[alias.asname or alias.name] = f"{module}.{alias.name}"
    return known


class Missing:
    """Stands for a thing that is not there, or that we have not fetched."""


@cache
def thing(path: str):
    """Return what a path such as `numpy.linalg.norm` names, or Missing.

    Only what is installed for the book can be fetched.
    """
    name, *rest = path.split(".")
    found = module(name)
    for part in rest:
        name = f"{name}.{part}"
        found = getattr(found, part, Missing)
        if found is Missing:
            found = module(name)
    return found


def module(name: str):
    """Return an imported module, or Missing if it is not there or does not import."""
    try:
        return importlib.import_module(name)
    except (ImportError, ValueError):
        return Missing


SETTINGS = ["mkdocs.yml", "Makefile", "pyproject.toml", "requirements.txt"]
FOLDERS = ["docs", "tinynet", "tests", "overrides", ".github", ".ci"]


@dataclass
class World:
    """What a book's sentences may speak of, wherever they stand."""

    root: Path
    names: set[str]
    files: set[str]
    settings: str
    verbs: set[str]
    targets: set[str]


def package_names(root: Path) -> set[str]:
    """Return the names that the package uses; kept, for every page asks for them."""
    files = sorted((root / "tinynet").rglob("*.py"))
    sources = [file.read_text(encoding="utf-8") for file in files]
    about = f"names {sha256(chr(0).join(sources).encode()).hexdigest()}"
    names = recalled(about, root)
    if names is None:
        names = set().union(*(known_from(source).names for source in sources))
        keep(about, names, root, {})
    return names


def world_of(root: Path) -> World:
    """Return what the sentences of the book in the folder `root` may speak of."""
    names = package_names(root)
    files = {file.name for file in root.glob("*") if file.is_file()}
    for folder in FOLDERS:
        files |= {file.name for file in (root / folder).rglob("*")}
    texts = {}
    for name in [*SETTINGS, ".gitignore"]:
        file = root / name
        texts[name] = file.read_text(encoding="utf-8") if file.is_file() else ""
    main = root / "tinynet/book/__main__.py"
    verbs = re.findall(
        r"^def (\w+)\(root", main.read_text() if main.is_file() else "", re.MULTILINE
    )
    targets = re.findall(r"^([\w-]+):", texts["Makefile"], re.MULTILINE)
    return World(
        root, names, files, "\n".join(texts.values()), set(verbs), set(targets)
    )


WORDS = (
    {*dir(builtins), *keyword.kwlist, *keyword.softkwlist, *sys.stdlib_module_names}
    | {name for name in dir(np) if name[0] != "_"}
    | {"self", "__name__", "__main__", "__file__", "__init__", "__all__", "__version__"}
)
ATTRIBUTES = {
    name
    for thing in (
        np,
        np.ndarray,
        np.random.RandomState,
        str,
        list,
        dict,
        tuple,
        float,
        type,
    )
    for name in dir(thing)
}


ELEMENTS = re.compile(
    r"</?(?:a|abbr|body|button|code|data|details|div|dl|figure|h[1-6]|head|html|iframe|img|li|link"
    r"|math|meta|nav|noscript|ol|p|pre|script|section|span|style|summary|svg|table|td|template"
    r"|textarea|th|title|tr|ul)(?: [^<>]*)?>"
)
PROGRAMS = {"git", "mkdocs", "pip", "pytest", "ruff"}
PYTHON = re.compile(r"(?:.*/)?python[\d.]*")
FORMS = ["{}", "{}: pass", "{} pass", "_{}", "if x: pass\n{}: pass", "def f():\n {}"]


def parsed(code: str) -> ast.AST | None:
    """Return the syntax tree of a piece of Python, or of half a statement; or None."""
    code = re.sub(r"…|\.\.\.", "...", code)
    for form in FORMS:
        try:
            return ast.parse(form.format(code))
        except (SyntaxError, ValueError):
            continue
    return None


class Resolver:
    """Looks for the names of one page."""

    def __init__(self, page: Page, world: World):
        self.page, self.world = page, world
        self.names, self.paths = set(WORDS | world.names), {"np": "numpy"}
        for name in vars(thing("tinynet")):
            self.paths[name] = f"tinynet.{name}"
        for block in page.blocks:
            if block.language == "python":
                known = known_from(block.text)
                self.names |= known.names
                self.paths |= known.paths
        self.own = self.names - WORDS - world.names

    def fault(self, code: str) -> str:
        """Return what is wrong with a piece of inline code, '' if it resolves."""
        if not re.search(r"[^\W\d_]", code) or stands_in_a_block(code, self.page):
            return ""
        if (
            keyword.iskeyword(code)
            or self.is_setting(code)
            or self.is_file(code)
            or self.is_read(code)
        ):
            return ""
        if found := self.command_fault(code):
            return found.strip()
        if re.fullmatch(
            r"[\w./-]+/[\w.-]*|[\w-]+\.(?:md|py|svg|toml|txt|yml|json)", code
        ):
            return "there is no such file or folder"
        tree = parsed(code)
        if tree is None:
            return "neither code, nor a file, nor a setting of ours"
        return next(filter(None, map(self.node_fault, ast.walk(tree))), "")

    def node_fault(self, node: ast.AST) -> str:
        match node:
            case ast.Name(id=name) if name not in {"_", "x"}:
                if name not in self.names and self.thing_at(node) is Missing:
                    return f"there is no {name}{self.like(name)}"
            case ast.Attribute(value=value, attr=name):
                owner = self.thing_at(value)
                if owner is Missing:
                    if name not in ATTRIBUTES | self.names:
                        return f"there is no .{name}{self.like(name)}"
                elif self.thing_at(node) is Missing:
                    close = difflib.get_close_matches(name, dir(owner), 1)
                    mean = f"; do you mean {close[0]}?" if close else ""
                    return f"{ast.unparse(value)} has no {name}{mean}"
            case ast.Call(func=function, args=arguments, keywords=keywords):
                return self.call_fault(self.thing_at(function), arguments, keywords)
            case (
                ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name)
            ):
                if name not in self.names | {"f"}:
                    return f"there is no {name}{self.like(name)}"
            case ast.alias(name=path) if (
                thing(path) is Missing and path not in self.names
            ):
                return f"there is no module {path}"
        return ""

    def call_fault(self, function, arguments: list, keywords: list) -> str:
        """Return why a function does not take these arguments, '' if it does."""
        left_out = [
            node
            for node in [*arguments, *(word.value for word in keywords)]
            if isinstance(node, ast.Starred)
            or (isinstance(node, ast.Constant) and node.value is ...)
        ]
        if not callable(function) or function is Missing or left_out:
            return ""
        if not (arguments or keywords):
            return ""
        try:
            signature = inspect.signature(function)
            signature.bind(
                *arguments, **{word.arg: word.value for word in keywords if word.arg}
            )
        except TypeError as error:
            name = getattr(function, "__name__", "it")
            return f"{name} cannot be called like this: {error}"
        except ValueError:  # some of Python's own functions tell nobody what they take
            return ""
        return ""

    def thing_at(self, node: ast.AST):
        """Return the thing that a name, or names with dots, stand for, or Missing."""
        match node:
            case ast.Name(id=name) if name in self.paths:
                return thing(self.paths[name])
            case ast.Name(id=name) if name in self.own | {"_"}:
                return Missing
            case ast.Name(id=name) if hasattr(builtins, name):
                return getattr(builtins, name)
            case ast.Name(id=name):
                found = importlib.util.find_spec(name)
                # A folder that happens to have this name is no module.
                return thing(name) if found and found.origin else Missing
            case ast.Attribute(value=value, attr=name):
                owner = self.thing_at(value)
                if owner is Missing:
                    return Missing
                found = getattr(owner, name, Missing)
                if found is Missing and inspect.ismodule(owner):
                    found = thing(f"{owner.__name__}.{name}")
                if found is Missing and inspect.isclass(owner):
                    found = Known if name in self.names else Missing
                return found
        return Missing

    def like(self, name: str) -> str:
        """Return a question after a name that is nearly this one, the page's own first."""
        for names in (self.own | self.paths.keys(), self.names - WORDS, self.names):
            if close := difflib.get_close_matches(name, names, 1, 0.7):
                return f"; do you mean {close[0]}?"
        return ""

    def is_setting(self, code: str) -> bool:
        if code not in self.world.settings:
            return False
        whole = rf"(?<![\w.-]){re.escape(code)}(?![\w-])"
        return bool(re.search(whole, self.world.settings))

    def is_file(self, code: str) -> bool:
        """Is it a file of the project, by its path or by its name?"""
        if "\\" in code or " " in code:
            return False
        folders = [Path(), Path("docs"), Path(self.page.path).parent, Path("tests")]
        if "/" in code:
            ignored = code.partition("/")[0] in self.world.settings.split("\n")
            root = self.world.root
            return ignored or any((root / folder / code).exists() for folder in folders)
        return code in self.world.files

    def is_read(self, code: str) -> bool:
        """Can it be read as HTML, as a formula, or as the header of a block?"""
        try:
            if code.startswith("```"):
                read_header(code)
                return True
            if ELEMENTS.fullmatch(code):
                return True
            read(code.strip("$"))
            return bool(re.search(r"[\\^{$]|^\w_\w$", code))
        except ValueError:
            return False

    def command_fault(self, code: str) -> str:
        """Return what is wrong with a command, ' ' if nothing, '' if it is none."""
        program, *rest = code.split()
        if program == "make" and len(rest) == 1:
            (verb,) = rest
            return " " if verb in self.world.targets else f"make has no verb {verb}"
        if PYTHON.fullmatch(program) and not rest:
            return " "
        if PYTHON.fullmatch(program) and rest[:1] == ["-m"] and rest[1:]:
            module, *words = rest[1:]
            if thing(module) is Missing:
                return f"there is no module {module}"
            if module == "tinynet.book" and words and words[0] not in self.world.verbs:
                return f"{module} has no verb {words[0]}"
            return " "
        if (program in PROGRAMS or PYTHON.fullmatch(program)) and rest:
            for word in rest:
                if re.search(r"[./]\w", word) and not self.is_file(word):
                    return f"there is no {word}"
                if word.startswith("-"):
                    return ""
            return " "
        return ""


GREEK = {
    letter: unicodedata.name(letter).split()[-1].lower()
    for letter in "αβγδεζηθικλμνξρστυφχψω"
}


def letter_problems(page: Page) -> list[Problem]:
    """Return the Greek letters in sentences of a page that are no symbols of it."""
    declared = " ".join(symbol for _, symbol, _ in cells_of(page))
    problems = []
    for line, text in enumerate(visible(page).split("\n"), 1):
        text = re.sub(r"\$[^$]*\$", "", text)
        for letter in dict.fromkeys(re.findall(f"[{''.join(GREEK)}]", text)):
            if f"\\{GREEK[letter]}" not in declared:
                told = f"{letter} is not declared in a table of symbols of this page"
                problems.append(Problem(page.path, line, told))
    return problems


def listed(comments: list[str]) -> dict[str, str]:
    """Return the names in the lists of a page, each with its reason.

    >>> listed(["names: `xrange` is Python 2, and so is `raw_input`"])
    {'xrange': 'is Python 2, and so is', 'raw_input': ''}
    """
    found = {}
    for comment in comments:
        if comment.startswith("names:"):
            for ticks, code, reason in re.findall(
                r"(`+)(?!`)(.+?)(?<!`)\1(?!`)([^`]*)", comment, re.DOTALL
            ):
                found[code.strip()] = " ".join(reason.strip(" ,;\n").split())
    return found


def name_problems(page: Page, world: World) -> list[Problem]:
    """Return the pieces of inline code of a page that name nothing."""
    codes, comments = inline_code(page, world.root)
    excused, resolver, problems = listed(comments), Resolver(page, world), []
    needed, done = set(), set()
    for code, line in codes:
        if code in done:
            continue
        done.add(code)
        if fault := resolver.fault(code):
            needed.add(code)
            if code not in excused:
                told = f"`{code}`: {fault} (or list it: <!-- names: `{code}` why -->)"
                problems.append(Problem(page.path, line, told))
    for code in excused.keys() - needed:
        told = (
            f"`{code}` is listed among the names, and needs no excuse; remove it there"
        )
        at = max(page.text.find("<!-- names:"), 0)
        problems.append(Problem(page.path, page.text.count("\n", 0, at) + 1, told))
    return sorted([*problems, *letter_problems(page)], key=lambda problem: problem.line)
