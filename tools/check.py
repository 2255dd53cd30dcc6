"""Check and accept: what the pages publish, against what is true.

`check` only reports. `accept` refuses what `check` finds wrong, but for what it is
there to write: outputs, figures and, if asked to, the numbers of sentences.
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tools import examples, figures, formulas, prose
from tools.pages import Book, Page, Problem, Refused, parse
from tools.tangle import tangle_problems, write_files

LINK = re.compile(r"Doc file '(?P<page>[^']+)' contains .*?'(?P<link>[^']+)'.*")
LEVEL = re.compile(r"^(?:WARNING|ERROR)\s+-\s+|^Error: ")


def run_pages(pages: list[Page]) -> list[list[examples.Run]]:
    """Return, for each page, what its examples did; all pages share the processors."""
    work = []
    for page in pages:
        bound = prose.expressions_of(page)
        work += [(block, bound.get(block, [])) for block in page.of("example")]
    runs = iter(examples.run_all(work))
    return [[next(runs) for _ in page.of("example")] for page in pages]


def page_problems(page: Page, runs: list[examples.Run], book: Book) -> list[Problem]:
    """Return everything that is wrong with a page whose examples have been run."""
    found = [*page.problems]
    for run in runs:
        found += examples.output_problems(page, run)
    found += figures.figure_problems(page, runs, book.root)
    found += prose.number_problems(page, runs)
    return sorted({*found, *still_problems(page, book)})


def still_problems(page: Page, book: Book) -> list[Problem]:
    """Return what is wrong with a page whatever its examples print."""
    return prose.name_problems(page, book) + formulas.formula_problems(page)


def check(book: Book, paths: list[str]) -> tuple[list[Problem], str]:
    """Return what is wrong with the book, or with some pages, and a line of counts.

    The notebooks are run, and the site is built, only when all pages are checked.
    """
    pages = book.choose(paths)
    if problems := tangle_problems(book):
        return problems, ""
    results = run_pages(pages)
    for page, runs in zip(pages, results, strict=True):
        problems += page_problems(page, runs, book)
    if not paths:
        for path in book.notebooks:
            problems += notebook_problems(path, book.root)
        problems += site_problems(book)
    wanting = sorted({run.wants for runs in results for run in runs if run.wants})
    return problems, summary(book, pages) + "".join(
        f"; {name} is not here: `make elsewhere`" for name in wanting
    )


def summary(book: Book, pages: list[Page]) -> str:
    """Return how many facts of some pages are checked."""
    counts = {
        "blocks run": sum(len(page.of("example")) for page in pages),
        "definitions extracted": len(book.blocks("definition")),
        "numbers": sum(map(prose.count, pages)),
        "formulas": sum(map(formulas.count, pages)),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items()) + " checked"


def notebook_problems(path: str, root: Path) -> list[Problem]:
    """Run a notebook; return what is wrong with it."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    text = (root / path).read_text(encoding="utf-8")
    try:
        notebook = nbformat.reads(text, as_version=4)
    except Exception as error:  # nbformat has no one kind for what it cannot read
        return [Problem(path, 1, f"is no notebook: {str(error).splitlines()[0]}")]
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any(cell.outputs for cell in cells):
        return [Problem(path, 1, "holds outputs; `make fix` removes them")]
    resources = {"metadata": {"path": str((root / path).parent)}}
    client = NotebookClient(notebook, timeout=600, resources=resources)
    before, os.environ["PYTHONPATH"] = os.environ.get("PYTHONPATH", ""), str(root)
    try:
        client.execute()
    except CellExecutionError as error:
        failed = next(cell for cell in cells if has_failed(cell))
        line = text[: max(text.find(f'"id": "{failed.get("id")}"'), 0)].count("\n") + 1
        return [Problem(path, line, f"a cell raises {error.ename}: {error.evalue}")]
    finally:
        os.environ["PYTHONPATH"] = before
    return []


def has_failed(cell) -> bool:
    return any(output.output_type == "error" for output in cell.outputs)


def site_problems(book: Book) -> list[Problem]:
    """Build the site as MkDocs does, strictly, and return what it warns of."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", folder]
        settings = {"EXECUTE_NOTEBOOKS": "false", "NO_MKDOCS_2_WARNING": "1"}
        done = subprocess.run(
            command,
            cwd=book.root,
            env={**os.environ, "PYTHONPATH": str(book.root), **settings},
            capture_output=True,
            text=True,
            check=False,
        )
    said = [line for line in done.stderr.splitlines() if LEVEL.match(line)]
    found = [translated(LEVEL.sub("", line), book) for line in said]
    if done.returncode and not found:
        last = (done.stderr.strip().splitlines() or ["fails without a word"])[-1]
        found = [Problem("mkdocs.yml", 1, f"mkdocs build: {last}")]
    return [problem for problem in found if "strict mode" not in problem.text]


def translated(message: str, book: Book) -> Problem:
    """Return a warning of MkDocs in our form, with the line of the page."""
    if match := re.match(r"(docs/\S+):(\d+): (.*)", message):
        return Problem(match[1], int(match[2]), match[3])
    if match := LINK.match(message):
        path = f"docs/{match['page']}"
        text = next((page.text for page in book.pages if page.path == path), "")
        line = text[: max(text.find(f"]({match['link']}"), 0)].count("\n") + 1
        told = message.partition("contains ")[2]
        return Problem(path, line, f"has {told}")
    return Problem("mkdocs.yml", 1, message)


def accept(book: Book, paths: list[str], numbers: bool = False) -> tuple[str, int]:
    """Write outputs and figures, and numbers in sentences if asked to.

    Returns what has changed and what has not, and how many numbers are left that
    differ. Raises Refused, and writes nothing, for anything else that is wrong.
    """
    pages = book.choose(paths)
    if problems := tangle_problems(book):
        raise Refused(problems)
    texts, told, left = {}, [], 0
    for page, runs in zip(pages, run_pages(pages), strict=True):
        problems += [run.failure for run in runs if run.failure]
        problems += [p for run in runs for p in examples.unshowable(page, run)]
        text, changes = prose.rebound(page, runs)
        for line, sentence, old, new in changes:
            told.append(f"{page.path}:{line}: {old} → {new} in: {sentence}")
        page = replace(page, text=text) if numbers else page
        left += 0 if numbers else len(changes)
        new = parse(page.path, examples.with_outputs(page, runs))
        texts[page.path] = new.text
        problems += prose.unbound(new) + still_problems(new, book)
        for run in runs:
            for name, picture in run.pictures.items():
                file = f"docs/figures/{name}"
                if not figures.is_same(book.root / file, picture):
                    texts[file] = picture
    if problems:
        raise Refused(problems)
    changed = {
        path: text for path, text in texts.items() if text != read(book.root / path)
    }
    for path, text in changed.items():
        if path.endswith(".md"):
            before, after = read(book.root / path).splitlines(), text.splitlines()
            told += difflib.unified_diff(before, after, path, path, lineterm="", n=1)
    write_files(book.root, changed)
    told.append(f"accept: {len(changed)} files written: {', '.join(changed) or 'none'}")
    if left:
        told.append(f"accept: {left} numbers in sentences differ; --numbers writes them")
    return "\n".join(told), left


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
