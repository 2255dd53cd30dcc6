"""Tangle: copy the package out of the pages, and carry an edit of it back into them.

`docs/X.md` alone writes `tinynet/X.py`; the home page writes `tinynet/__init__.py`, and
`docs/copying.md`, which has the commands, `tinynet/__main__.py`. The first line of a
module holds a digest of the rest. If that does not fit, the module was edited by hand,
and is not overwritten; if it fits, the module may be an old copy.
"""

import ast
import os
import re
import subprocess
import sys
from difflib import SequenceMatcher, unified_diff
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from tools.pages import Block, Book, Page, Problem, Refused, parse

HALF_WRITTEN = ".half-written-"
ELSEWHERE = {"__init__": "index", "__main__": "copying"}  # by names that are Python's


def page_of(module: str) -> str:
    """Return the path of the page that writes a module: docs/X.md for tinynet/X.py."""
    name = Path(module).stem
    return f"docs/{ELSEWHERE.get(name, name)}.md"


def modules_of(book: Book) -> dict[str, list[Block]]:
    """Return the definitions of each module, those that are on its own page."""
    modules = {}
    for block in book.blocks("definition"):
        if page_of(block.title) == block.path:
            modules.setdefault(block.title, []).append(block)
    return modules


def body_of(blocks: list[Block]) -> str:
    """Return what a module holds below its first line, as `ruff format` leaves it."""
    body = "\n\n\n".join(b.text.strip("\n") for b in blocks if b.text.strip())
    return re.sub(r'^("""[^"]*""")\n{3}(?!def |class |@)', r"\1\n\n", body) + "\n"


def module_text(path: str, body: str) -> str:
    """Return a module with the first line that says where it was copied from."""
    digest = sha256(body.encode()).hexdigest()[:16]
    return f"# Copied from {page_of(path)}, the place to edit it ({digest}).\n{body}"


def within(root: Path, path: str) -> Path:
    """Return where a file really is; OSError if that is outside of the project."""
    file = (root / path).resolve()
    if not file.is_relative_to(root.resolve()):
        raise OSError(0, "a symbolic link leaves the project here")
    return file


def survey(book: Book) -> tuple[list[Problem], dict[str, tuple], dict[str, str]]:
    """Return what is wrong, (new text or None, problem) of old copies, and bodies.

    These are of modules that were edited by hand, and their pages were not.
    """
    problems, old, edits, modules = book.problems(), {}, {}, modules_of(book)
    for block in book.blocks("definition"):
        if (page := page_of(block.title)) != block.path:
            does = [f"; {page}:{b.line} does" for b in modules.get(block.title, [])]
            told = f"only {page} may write {block.title}" + "".join(does[:1])
            problems.append(Problem(block.path, block.line, told))
    files = [file for file in book.root.glob("tinynet/**/*") if not file.is_dir()]
    there = {file.relative_to(book.root).as_posix() for file in files}
    there = {path for path in there if not re.search(r"/(\.|__pycache__/)", path)}
    if there and not modules:
        told = "no page in its nav writes a module, so nothing in tinynet/ is removed"
        problems.append(Problem("mkdocs.yml", 1, told))
    problems = problems or import_problems(modules)
    for path in sorted(there | modules.keys()) if not problems else []:
        try:
            file = within(book.root, path)
            text = file.read_text(encoding="utf-8") if file.exists() else ""
        except (OSError, UnicodeDecodeError) as error:
            raise Refused([Problem(path, 1, f"cannot be read: {error}")]) from None
        page, blocks = page_of(path), modules.get(path, [])
        header, _, found = text.partition("\n")
        body = body_of(blocks)
        new = module_text(path, body)
        if not text.strip() or text == module_text(path, found):
            if text != new:
                old[path] = new if blocks else None, stale(path, blocks, found)
            continue
        told = f"edited by hand, and so was {page}: carry the edit there, then"
        if not blocks:
            told = f"no page writes it: move it to {page}, or"
        elif new.startswith(f"{header}\n"):
            edits[path] = found
            told = f"edited by hand; the page {page} is the place: `make untangle`, or"
        line = os.path.commonprefix([found, body]).count("\n") + 2
        problems.append(Problem(path, line, f"{told} `git checkout {path}`"))
    return problems, old, edits


def stale(path: str, blocks: list[Block], found: str) -> Problem:
    """Return where a module is an old copy: at the first block that differs."""
    if not blocks:
        told = f"{page_of(path)} no longer writes it; `make tangle` removes it"
        return Problem(path, 1, told)
    same = sum(found.startswith(body_of(blocks[: n + 1])) for n in range(len(blocks)))
    told = f"{path} is an old copy of this; run `make tangle`"
    return Problem(page_of(path), blocks[min(same, len(blocks) - 1)].line, told)


def import_problems(modules: dict[str, list[Block]]) -> list[Problem]:
    """Return what is raised when the package is imported, with the line of its page."""
    names = ", ".join(["sys", *(path[:-3].replace("/", ".") for path in modules)])
    code = f"import sys; sys.path.insert(0, ''); import {names}; print('imported')"
    command = [sys.executable, "-X", "utf8", "-c", code]
    how = {"stdin": subprocess.DEVNULL, "capture_output": True, "encoding": "utf-8"}
    with TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()
        for path, blocks in modules.items():
            lines = [""] * blocks[-1].end  # each has the number that it has on the page
            for block in filter(lambda block: block.text, blocks):
                lines[block.line : block.end - 1] = block.text.split("\n")
            write_files(folder, {path: "\n".join(lines)})
        run = subprocess.run(command, cwd=folder, check=False, **how)
    if run.stdout.endswith("imported\n"):
        return []
    frames = re.findall(r'File ".*[/\\](tinynet[/\\]\w+\.py)", line (\d+)', run.stderr)
    path, line = frames[-1] if frames else ("tinynet/__init__.py", 1)
    told = run.stderr.strip().rpartition("\n")[2].replace(f"{folder}{os.sep}", "")
    told = f"importing this ends in {told or 'exit()'}"
    return [Problem(page_of(path), int(line), told)]


def tangle_problems(book: Book) -> list[Problem]:
    """Return what is wrong with the definitions, and which copies are old."""
    problems, old, _ = survey(book)
    return sorted(problems + [problem for _, problem in old.values()])


def tangle(book: Book) -> list[str]:
    """Copy the package out of the pages, and return the paths of what was changed."""
    problems, old, _ = survey(book)
    if problems:
        raise Refused(sorted(problems))
    write_files(book.root, {path: text for path, (text, _) in old.items()})
    return sorted(old)


def write_files(root: Path, files: dict[str, str | None]) -> None:
    """Write each text to its file, or remove the file (None); Refused if one cannot be.

    Every text is written before the first file is replaced, so that a file is old or
    new whenever this ends. What an earlier run left half-written is removed.
    """
    for left in root.glob(f"{HALF_WRITTEN}*"):
        rmtree(left, ignore_errors=True)
    if not files:
        return
    path = next(iter(files))
    try:
        with TemporaryDirectory(prefix=HALF_WRITTEN, dir=root) as folder:
            for path, text in files.items():
                within(root, path).parent.mkdir(parents=True, exist_ok=True)
                new = Path(folder, path.replace("/", "-"))
                new.write_text(text or "", encoding="utf-8", newline="\n")
            for path, text in files.items():
                if text is None:
                    (root / path).unlink(missing_ok=True)
                else:
                    Path(folder, path.replace("/", "-")).replace(within(root, path))
    except OSError as error:
        told = f"cannot be written: {error.strerror}"
        raise Refused([Problem(path, 1, told)]) from None


def untangle(book: Book) -> tuple[dict[str, str], str]:
    """Return the pages and modules with what was edited in tinynet/, and a diff."""
    problems, _, edits = survey(book)
    places = {problem.path: problem.line for problem in problems}
    problems = [problem for problem in problems if problem.path not in edits]
    texts, diff = {}, []
    for path, body in edits.items():
        (page,) = book.choose([page_of(path)])
        try:
            new = carried(page, modules_of(book)[path], body)
        except (SyntaxError, ValueError) as error:
            told = f"{error.args[0]}; the place of this edit is not certain, so edit the page"
            problems.append(Problem(path, places[path], told))
            continue
        module = module_text(path, body_of(new.of("definition")))
        texts |= {page.path: new.text, path: module}
        both = [text.splitlines(keepends=True) for text in (page.text, new.text)]
        diff += unified_diff(*both, page.path, page.path)
    if problems:
        raise Refused(problems)
    return texts, "".join(diff)


def carried(page: Page, blocks: list[Block], body: str) -> Page:
    """Return the page with the lines of an edited module in its blocks.

    A block begins where its first line is now, or what replaced that, with comments and
    decorators above it. If nothing is left of a block, it goes. Raises ValueError or
    SyntaxError if the place is not certain.
    """
    old, new, cuts = body_of(blocks).split("\n"), body.split("\n"), [0]
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for n in range(1, len(blocks)):
        at = body_of(blocks[:n]).count("\n")
        at += old[at:].index(blocks[n].text.strip("\n").partition("\n")[0])
        kind, start, _, cut, _ = next(s for s in steps if s[1] <= at < s[2])
        if kind == "replace" and any(old[start:at]):
            raise ValueError("the edit goes across two blocks")
        cut += at - start if kind == "equal" else 0
        while cut and new[cut - 1].startswith(("#", "@")):
            cut -= 1
        cuts.append(cut)
    lines = page.text.split("\n")
    for block, start, end in reversed([*zip(blocks, cuts, [*cuts[1:], len(new)])]):
        text = "\n".join(new[start:end]).strip("\n")
        ast.parse(text)
        inner = [block.indent + line if line else "" for line in text.split("\n")]
        gone = not text
        lines[block.line - gone : block.end - 1 + gone] = [] if gone else inner
    result = parse(page.path, "\n".join(lines))
    if result.problems or body_of(result.of("definition")).split() != body.split():
        raise ValueError("the page would say something else")
    return result
