# Copied from docs/book/tangle.md, the place to edit it (25e873397be5a8a0).
"""Extracting the package: from the titled blocks of the pages to the modules.

Page: docs/book/tangle.md. Licence: MIT-0.
"""

import contextlib
import hashlib
import os
import re
import shutil
import stat
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tinynet.book.pages import Block, Book, Problem, Refused, read_book


@dataclass(frozen=True)
class Module:
    """A module as its page has it: `lines` pairs each line with its line on the page."""

    path: str
    page: str
    lines: tuple[tuple[str, int], ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line, _ in self.lines)


def page_of(target: str) -> str:
    """Return the one page that may write a module.

    >>> page_of("tinynet/neuron.py"), page_of("tinynet/book/__main__.py")
    ('docs/neuron.md', 'docs/book/index.md')
    """
    path = re.sub(r"__(init|main)__\.py$", "index.py", target)
    return re.sub(r"^tinynet/(.*)\.py$", r"docs/\1.md", path)


def join(blocks: list[Block]) -> tuple[tuple[str, int], ...]:
    """Return the lines of a module, each with its line number on the page."""
    lines: list[tuple[str, int]] = []
    for block in blocks:
        code = block.text.split("\n")
        numbered = [(line, block.line + n) for n, line in enumerate(code, 1)]
        while numbered and not numbered[-1][0].strip():
            numbered.pop()
        while numbered and not numbered[0][0].strip():
            numbered.pop(0)
        gap = [("", block.line)] * 2 if lines and numbered else []
        lines += gap + numbered
    return tuple(lines)


def modules_of(book: Book) -> tuple[list[Module], list[Problem]]:
    """Return the modules that the book's pages write, and what is wrong with them."""
    blocks: dict[str, list[Block]] = {}
    problems = []
    for block in book.blocks("definition"):
        owner = page_of(block.title)
        if block.path == owner:
            blocks.setdefault(block.title, []).append(block)
        else:
            problem = f"{block.title} is written by {owner}; move the block there"
            problems.append(Problem(block.path, block.line, problem))
    modules = [
        Module(target, page_of(target), join(parts)) for target, parts in blocks.items()
    ]
    folders = {parent.as_posix() for path in blocks for parent in Path(path).parents}
    for target, parts in blocks.items():
        if (folder := target.removesuffix(".py")) in folders:
            problem = f"{target} and the folder {folder}/ cannot both be imported"
            problems.append(Problem(parts[0].path, parts[0].line, problem))
    for module in modules:
        problems += syntax_problems(module, blocks[module.path])
    return modules, problems


def syntax_problems(module: Module, blocks: list[Block]) -> list[Problem]:
    """Return what keeps the blocks of a module, or the module, from compiling."""
    if not module.lines:
        return [Problem(module.page, blocks[0].line, "the block is empty")]
    if re.match(r"[ \t\f]*#.*?coding[:=]", module.lines[0][0]):
        problem = "Python takes this comment for the file's encoding; reword it"
        return [Problem(module.page, module.lines[0][1], problem)]
    for block in blocks:
        # As many blank lines above as the page has: then Python's line is the page's.
        if error := syntax_error("\n" * block.line + block.text):
            line, message = error
            return [Problem(block.path, min(line, block.end), message)]
    if error := syntax_error(module.text):
        line, message = error
        return [Problem(module.page, module.lines[line - 1][1], message)]
    return []


def syntax_error(source: str) -> tuple[int, str] | None:
    """Return line and message of what is wrong with a source, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(source, "<page>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 1, f"not Python: {error.msg}"
    except ValueError as error:
        return 1, f"not Python: {error}"
    except (MemoryError, RecursionError):
        first = len(source) - len(source.lstrip("\n")) + 1
        return first, "not Python: nested deeper than it can compile"
    return None


STAMP = re.compile(r"# Copied from (\S+), the place to edit it \(([0-9a-f]{16})\)\.\n")


def digest(text: str) -> str:
    """Return 16 hexadecimal digits that change when the text does."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def stamp(page: str, digits: str) -> str:
    """Return the first line of a module's file."""
    return f"# Copied from {page}, the place to edit it ({digits}).\n"


def stamped(module: Module) -> str:
    """Return the whole text of a module's file."""
    return stamp(module.page, digest(module.text)) + module.text


@dataclass(frozen=True)
class Copy:
    """A module's file as it is now: what its stamp claims, and the text below it."""

    page: str
    digest: str
    text: str

    @property
    def untouched(self) -> bool:
        return self.digest == digest(self.text)

    @property
    def file_text(self) -> str:
        return f"{stamp(self.page, self.digest)}{self.text}" if self.page else self.text


def read_copy(file: Path) -> Copy | None:
    """Return the file as a copy; `page` and `digest` are empty when it has no stamp."""
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError):
        return Copy("", "", "")
    match = STAMP.match(text)
    if match is None:
        return Copy("", "", text)
    return Copy(match[1], match[2], text[match.end() :])


def difference(module: Module, copy: Copy) -> tuple[int, int]:
    """Return the first line that differs: in the module's file, and on its page."""
    ours = [line for line, _ in module.lines]
    theirs = copy.text.split("\n")
    same = 0
    while same < min(len(ours), len(theirs)) and ours[same] == theirs[same]:
        same += 1
    in_file = same + (2 if copy.page else 1)
    return in_file, module.lines[min(same, len(ours) - 1)][1]


def hand_edit(module: Module, copy: Copy) -> Problem | None:
    """Return the problem of a file that is not as we wrote it, or None.

    There is none when the edit has been carried to the page: then they agree.
    """
    if copy.untouched or copy.text == module.text:
        return None
    in_file, on_page = difference(module, copy)
    place = f"{module.page}:{on_page}"
    if not copy.digest:
        problem = (
            f"not copied from a page, and {place} would overwrite it; move it away"
        )
    elif copy.digest == digest(module.text):
        problem = (
            f"edited by hand; carry the edit to {place} (or delete this file to drop "
            "it), then run `make tangle`"
        )
    else:
        problem = (
            "edited by hand, and its page was edited too; bring both together at "
            f"{place}, delete this file, then run `make tangle`"
        )
    return Problem(module.path, in_file, problem)


def drift(module: Module, copy: Copy | None) -> Problem | None:
    """Return how a module's file differs from its page, or None."""
    if copy is None:
        missing = f"{module.path} is missing; run `make tangle`"
        return Problem(module.page, module.lines[0][1], missing)
    if copy.file_text == stamped(module):
        return None
    in_file, on_page = difference(module, copy)
    old = f"{module.path}:{in_file} is an older copy of this line; run `make tangle`"
    return hand_edit(module, copy) or Problem(module.page, on_page, old)


def strangers(root: Path, modules: list[Module]) -> tuple[list[Path], list[Problem]]:
    """Return the orphans that may be removed, and the files that may not."""
    targets = {module.path for module in modules}
    orphans, problems = [], []
    for file in sorted((root / "tinynet").rglob("*.py")):
        path = file.relative_to(root).as_posix()
        if path in targets:
            continue
        copy = read_copy(file)
        if copy and copy.untouched and not file.is_symlink():
            orphans.append(file)
        else:
            problem = f"no page writes this file; write it in {page_of(path)}, or move it away"
            problems.append(Problem(path, 1, problem))
    return orphans, problems


def links(root: Path, modules: list[Module]) -> list[Problem]:
    """Return the modules that would be written through a symbolic link."""
    problems = []
    for module in modules:
        file = root / module.path
        for place in [file, *file.parents]:
            if place == root:
                break
            if place.is_symlink():
                problem = f"{module.path}: {place.relative_to(root)} is a symbolic link"
                problems.append(Problem(module.page, module.lines[0][1], problem))
    return problems


@dataclass(frozen=True)
class Plan:
    """What a run of tangle would do."""

    modules: list[Module]
    write: list[Module]
    remove: list[Path]


def plan(book: Book) -> Plan:
    """Return what there is to do; raise Refused, with all problems, if there are any."""
    root = book.root
    modules, problems = modules_of(book)
    problems = [*book.problems, *problems]
    if not problems and not modules:
        nothing = "no page has a block of the package; is this the right folder?"
        problems.append(Problem("mkdocs.yml", 1, nothing))
    orphans, foreign = strangers(root, modules)
    problems += foreign + links(root, modules)
    write = []
    for module in modules:
        file = root / module.path
        copy = read_copy(file)
        if copy and (problem := hand_edit(module, copy)):
            problems.append(problem)
        elif copy is None or copy.file_text != stamped(module):
            write.append(module)
    if problems:
        raise Refused(problems)
    return Plan(modules, write, orphans)


def write_files(
    root: Path, texts: dict[Path, str], remove: Sequence[Path] = ()
) -> None:
    """Write each text to its file, and remove some: all of it, or nothing at all.

    A file that is there keeps its mode and its line ends. Raises Refused.
    """
    file = root
    try:
        (root / ".book").mkdir(exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="write-", dir=root / ".book"))
        try:
            ready = []
            for number, (file, text) in enumerate(texts.items()):
                file.parent.mkdir(parents=True, exist_ok=True)
                ready.append((prepare(work / str(number), file, text), file))
                if file.exists():
                    shutil.copy2(file, work / f"{number}-old")
            for file in [*texts, *remove]:
                if not os.access(file.parent, os.W_OK):
                    raise PermissionError(13, "the folder cannot be written to")
            with undone(ready):
                for new, file in ready:
                    os.replace(new, file)
            for file in remove:
                # Another run, started at the same time, may have removed it.
                file.unlink(missing_ok=True)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        path = file.relative_to(root).as_posix()
        problem = f"cannot be written: {error.strerror}; nothing was changed"
        raise Refused([Problem(path, 1, problem)]) from error


@contextlib.contextmanager
def undone(ready: list[tuple[Path, Path]]):
    """If replacing fails half-way, put back the files that were replaced."""
    try:
        yield
    except OSError:
        for new, file in ready:
            old = new.with_name(f"{new.name}-old")
            if not new.exists():
                os.replace(old, file) if old.exists() else file.unlink()
        raise


def prepare(new: Path, file: Path, text: str) -> Path:
    """Write what `file` shall be to `new`, safely on the disk, and return `new`."""
    old = file.read_bytes() if file.exists() else b""
    ends = "\r\n" if b"\r\n" in old else "\n"
    mark = "utf-8-sig" if old.startswith(b"\xef\xbb\xbf") else "utf-8"
    with open(new, "w", encoding=mark, newline=ends) as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    with contextlib.suppress(FileNotFoundError):
        new.chmod(stat.S_IMODE(file.stat().st_mode))
    return new


def tangle(root: Path) -> str:
    """Write the modules that differ from their pages; return what was done, in a line.

    Raises Refused, and writes nothing, when anything is wrong.
    """
    book = read_book(root)
    todo = plan(book)
    texts = {root / module.path: stamped(module) for module in todo.write}
    write_files(root, texts, todo.remove)
    blocks = len(book.blocks("definition"))
    return (
        f"tangle: {len(texts)} written, {len(todo.remove)} removed; "
        f"definitions: {blocks}, modules: {len(todo.modules)}"
    )


def tangle_problems(book: Book) -> list[Problem]:
    """Return every difference between the pages and the package; write nothing."""
    modules, problems = modules_of(book)
    orphans, foreign = strangers(book.root, modules)
    problems = [*book.problems, *problems, *foreign, *links(book.root, modules)]
    for orphan in orphans:
        path = orphan.relative_to(book.root).as_posix()
        problem = f"its page {page_of(path)} no longer writes it; run `make tangle`"
        problems.append(Problem(path, 1, problem))
    copies = [(module, read_copy(book.root / module.path)) for module in modules]
    return problems + [p for module, copy in copies if (p := drift(module, copy))]
