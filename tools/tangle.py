"""Tangle: copy the package out of the pages, and carry an edit of it back into them.

`docs/X.md` alone writes `tinynet/X.py`, from its definitions in their order; the home
page writes `tinynet/__init__.py`. The first line of a module holds a digest of the
rest. If it does not fit, the module was edited by hand; if it fits and the page says
something else, the module is an old copy. An edit is never overwritten.
"""

import ast
import os
import re
import subprocess
import sys
from contextlib import suppress
from difflib import SequenceMatcher, unified_diff
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.pages import Block, Book, Page, Problem, Refused, parse

COPIED = re.compile(r"# Copied from docs/\w+\.md, the place to edit it \((\w{16})\)\.")
STEMS = {"index": "__init__", "__init__": "index"}
HALF_WRITTEN = ".half-written-"


def page_of(module: str) -> str:
    """Return the path of the page that writes a module: docs/X.md for tinynet/X.py."""
    stem = Path(module).stem
    return f"docs/{STEMS.get(stem, stem)}.md"


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


def digest_of(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:16]


def module_text(path: str, body: str) -> str:
    """Return a module with the first line that says where it was copied from."""
    digest = digest_of(body)
    return f"# Copied from {page_of(path)}, the place to edit it ({digest}).\n{body}"


def within(root: Path, path: str) -> Path:
    """Return where a file really is; OSError if that is outside of the project."""
    file = (root / path).resolve()
    if not file.is_relative_to(root.resolve()):
        raise OSError(0, "a symbolic link leaves the project here")
    return file


def read_module(root: Path, path: str) -> tuple[str, str]:
    """Return the digest in the first line of a module, and its body; "" if missing."""
    try:
        text = within(root, path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return "", ""
    except (OSError, UnicodeDecodeError) as error:
        told = f"cannot be read: {getattr(error, 'strerror', 'it is not UTF-8')}"
        raise Refused([Problem(path, 1, told)]) from None
    first, _, body = text.partition("\n")
    match = COPIED.fullmatch(first)
    return (match[1], body) if match else ("", text)


def survey(book: Book) -> tuple[list[Problem], dict[str, str | None], dict[str, str]]:
    """Return what is wrong, what copying would write (None: remove), and edited bodies.

    Only those edits are returned whose page still is what the module was copied from.
    """
    problems, changes, edits, modules = book.problems(), {}, {}, modules_of(book)
    for block in book.blocks("definition"):
        if (page := page_of(block.title)) != block.path:
            does = [f"; {page}:{b.line} does" for b in modules.get(block.title, [])]
            told = f"only {page} may write {block.title}" + "".join(does[:1])
            problems.append(Problem(block.path, block.line, told))
    unsure = {problem.path for problem in problems}
    for blocks in modules.values():
        problems += syntax_problems(blocks)
    if not problems:
        problems += import_problems(modules)
    files = [file for file in book.root.glob("tinynet/**/*") if not file.is_dir()]
    there = {file.relative_to(book.root).as_posix() for file in files}
    there = {path for path in there if not re.search(r"/(\.|__pycache__/)", path)}
    if there and not modules:
        told = "no page in its nav writes a module, so nothing in tinynet/ is removed"
        return [*problems, Problem("mkdocs.yml", 1, told)], {}, {}
    for path in sorted(p for p in there | {*modules} if page_of(p) not in unsure):
        try:
            digest, found = read_module(book.root, path)
        except Refused as refusal:
            problems += refusal.problems
            continue
        page, body = page_of(path), body_of(modules[path]) if path in modules else ""
        back, same = f"`git checkout {path}`", os.path.commonprefix([found, body])
        line = same.count("\n") + bool(digest) + 1
        if found == body or not found.strip() or digest == digest_of(found):
            if (digest, found) != (digest_of(body), body):
                changes[path] = module_text(path, body) if body else None
        elif not body:
            told = (
                f"no page writes it, and all of tinynet/ is copied; move it to {page}"
            )
            problems.append(Problem(path, 1, told))
        elif digest == digest_of(body):
            told = (
                f"edited by hand; the page {page} is the place: run `python -m tools "
            )
            problems.append(Problem(path, line, f"{told}untangle`, or {back}"))
            edits[path] = found
        else:
            told = (
                f"edited by hand, and so was {page}: carry the edit there, then {back}"
            )
            problems.append(Problem(path, line, told))
    return problems, changes, edits


def syntax_problems(blocks: list[Block]) -> list[Problem]:
    """Return the first thing that Python cannot read in a module's blocks, if any."""
    for block in blocks:
        try:
            compile("\n" * block.line + block.text, block.path, "exec")
        except (SyntaxError, ValueError) as error:
            line, told = getattr(error, "lineno", 0), getattr(error, "msg", error)
            told = f"Python cannot read this: {told}"
            return [Problem(block.path, line or block.line, told)]
    return []


def import_problems(modules: dict[str, list[Block]]) -> list[Problem]:
    """Return what is raised when the package is imported, with the line of its page."""
    sources = {"tinynet/__init__.py": ""}
    for path, blocks in modules.items():  # each line gets the number it has on the page
        lines = [""] * blocks[-1].end
        for block in filter(lambda block: block.text, blocks):
            lines[block.line : block.end - 1] = block.text.split("\n")
        sources[path] = "\n".join(lines)
    names = ", ".join(path[:-3].replace("/", ".") for path in sources)
    names = names.replace(".__init__", "")
    code = f"import sys; sys.path.insert(0, ''); import {names}; print('imported')"
    command = [sys.executable, "-X", "utf8", "-c", code]
    quiet = {"input": "", "capture_output": True, "encoding": "utf-8", "timeout": 120}
    try:
        with TemporaryDirectory() as temporary:
            folder = Path(temporary).resolve()
            write_files(folder, sources)
            run = subprocess.run(command, cwd=folder, check=False, **quiet)
    except (OSError, subprocess.TimeoutExpired) as error:
        return [Problem("tinynet", 1, f"cannot be imported, to try it: {error}")]
    if run.stdout.endswith("imported\n"):
        return []
    frames = re.findall(r'File ".*[/\\](tinynet[/\\]\w+\.py)", line (\d+)', run.stderr)
    path, line = frames[-1] if frames else ("tinynet/__init__.py", 1)
    told = run.stderr.strip().rpartition("\n")[2].replace(f"{folder}{os.sep}", "")
    return [
        Problem(page_of(path), int(line), f"importing this ends in {told or 'exit()'}")
    ]


def tangle_problems(book: Book) -> list[Problem]:
    """Return what is wrong with the definitions, and which copies are old."""
    problems, changes, _ = survey(book)
    for path, text in changes.items():
        told = f"is not what {page_of(path)} says; run `make tangle`"
        if text is None:
            told = f"{page_of(path)} no longer writes it; `make tangle` removes it"
        problems.append(Problem(path, 1, told))
    return sorted(problems)


def tangle(book: Book) -> list[str]:
    """Copy the package out of the pages, and return the paths of what was changed."""
    problems, changes, _ = survey(book)
    if problems:
        raise Refused(sorted(problems))
    write_files(book.root, changes)
    return sorted(changes)


def write_files(root: Path, files: dict[str, str | None]) -> None:
    """Write each text to its file, or remove the file (None); Refused if one cannot be.

    Every text is on the disk before the first file is replaced, so that a file is old
    or new whenever this ends. What an earlier run left half-written is removed.
    """
    for folder in {root / "tinynet", *((root / path).parent for path in files)}:
        for left in folder.glob(f"{HALF_WRITTEN}*"):
            with suppress(OSError):
                left.unlink()
    written = {}
    try:
        for path, text in files.items():
            target = within(root, path)
            if text is None:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            new = target.with_name(f"{HALF_WRITTEN}{os.getpid()}-{target.name}")
            written[path] = new
            with new.open("w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        for path in files:
            if path in written:
                os.replace(written[path], within(root, path))
            else:
                (root / path).unlink(missing_ok=True)
    except OSError as error:
        told = f"cannot be written: {error.strerror}"
        raise Refused([Problem(path, 1, told)]) from None
    finally:
        for new in written.values():
            with suppress(OSError):
                new.unlink()


def untangle(book: Book) -> tuple[dict[str, str], str]:
    """Return the pages and modules with what was edited in tinynet/, and a diff.

    Refused where the place of an edit is not certain; nothing is written here.
    """
    problems, _, edits = survey(book)
    problems = [problem for problem in problems if problem.path not in edits]
    modules, texts, diff = modules_of(book), {}, []
    for path, body in edits.items():
        page = next(page for page in book.pages if page.path == page_of(path))
        try:
            new = carried(page, modules[path], body)
        except (SyntaxError, ValueError) as error:
            line, told = getattr(error, "lineno", 0), getattr(error, "msg", error)
            problems.append(Problem(path, line + 1, str(told)))
            continue
        written = module_text(path, body_of(new.of("definition")))
        texts |= {page.path: new.text, path: written}
        both = [text.splitlines(keepends=True) for text in (page.text, new.text)]
        diff += unified_diff(*both, page.path, page.path)
    if problems:
        raise Refused(problems)
    return texts, "".join(diff)


def carried(page: Page, blocks: list[Block], body: str) -> Page:
    """Return the page with the statements of an edited module in its blocks.

    One that was there stays in its block, a new one goes behind the one above it.
    Raises ValueError or SyntaxError if that is not certain.
    """
    old = [(at, *one) for at, b in enumerate(blocks) for one in statements(b.text)]
    new, homes = statements(body), []
    keys = [key for _, key, _ in old], [key for key, _ in new]
    for kind, i, j, k, m in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        places = [at for at, *_ in old[i:j] or old[max(i - 1, 0) :][:1]]
        if kind == "replace" and len({*places}) > 1:
            raise ValueError("was edited across two blocks of its page; edit the page")
        homes += places if kind == "equal" else places[:1] * (m - k)
    lines = page.text.split("\n")
    for at, block in reversed([*enumerate(blocks)]):
        text = "\n".join(text for (_, text), home in zip(new, homes) if home == at)
        inner = [block.indent + x if x else "" for x in text.strip("\n").split("\n")]
        if text:
            lines[block.line : block.end - 1] = inner
        else:  # nothing is left of it
            below = lines[block.end : block.end + 1] == [""]
            del lines[block.line - 1 : block.end + below]
    result = parse(page.path, "\n".join(lines))
    found = result.of("definition")
    before = [text.split() for _, text in statements(body_of(blocks))]
    kept = [text.split() for *_, text in old] == before  # no comment changes its block
    kept = kept and body_of(found).split() == body.split()
    if not kept or result.problems or syntax_problems(found):
        raise ValueError("the place of this edit is not certain; edit the page")
    return result


def statements(code: str) -> list[tuple[str, str]]:
    """Return what each top-level statement defines, and its lines with what is below.

    Comments that touch a statement from above are its own.
    """
    lines, names, starts = code.split("\n"), [], []
    for node in ast.parse(code).body:
        first = [node, *getattr(node, "decorator_list", [])]
        start = min(one.lineno for one in first) - 1
        while start and lines[start - 1].startswith("#"):
            start -= 1
        starts.append(start)
        target = getattr(node, "targets", [node])[0]
        names.append(getattr(target, "name", None) or ast.unparse(target))
    cuts = zip([0, *starts[1:]], [*starts[1:], len(lines)])
    return [*zip(names, ("\n".join(lines[a:b]) for a, b in cuts))]
