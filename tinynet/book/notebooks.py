# Copied from docs/book/notebooks.md, the place to edit it (0148fa266e2523f4).
"""Notebooks: run them, and compare what comes out with what is in their files.

Page: docs/book/notebooks.md. Licence: MIT-0.
"""

import ast
import difflib
import json
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from tinynet.book.cache import content, keep, recalled
from tinynet.book.mentions import mention_problems
from tinynet.book.numbers import number_problems
from tinynet.book.pages import Book, Page, Problem, parse_page

SECONDS = 60  # for one cell
SETTINGS = Config({"KernelManager": {"transport_encryption": "auto"}})
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def run(notebook: NotebookNode, root: Path) -> NotebookNode:
    """Return the notebook after its outputs became those that its cells give now.

    The package is the one of the project `root`. Raises what nbclient raises when a
    cell fails.
    """
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=SECONDS,
            kernel_name=KERNEL["name"],
            resources={"metadata": {"path": folder}},
            config=SETTINGS,
            on_cell_start=lambda cell, cell_index: cell.metadata.update(begun=True),
        )
        client.execute(env={**os.environ, "PYTHONPATH": path.rstrip(os.pathsep)})
    return tidy(notebook)


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Take away what differs between two runs of the same code."""
    language = {"name": KERNEL["language"]}
    notebook.metadata = NotebookNode(kernelspec=KERNEL, language_info=language)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = NotebookNode(tags=tags) if tags else NotebookNode()
        if cell.cell_type == "code":
            cell.outputs = merge(cell.outputs)
    return notebook


def merge(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join what was printed in one go and arrived in pieces."""
    merged: list[NotebookNode] = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged


def shown(cell: NotebookNode) -> list[str]:
    """Return the lines of everything that a cell shows below its code."""
    lines = []
    for output in cell.outputs:
        data = output.get("data", {"text": output.get("text", "")})
        for form in sorted(data):
            lines += [f"({form})"] if form.startswith("image") else []
            lines += str(data[form]).splitlines()
    return lines


def line_of(cell: NotebookNode, text: str) -> int:
    """Return the line of a notebook's file on which a cell is named, from 1."""
    return text[: max(text.find(f'"{cell.get("id")}"'), 0)].count("\n") + 1


def stale_cells(path: str, text: str, fresh: NotebookNode) -> list[Problem]:
    """Return the cells whose outputs in the file are not what they give now."""
    problems = []
    for number, (old, new) in enumerate(zip(code(read(text)), code(fresh)), start=1):
        old.outputs = merge(old.outputs)
        if (was := shown(old)) != (now := shown(new)):
            diff = list(difflib.unified_diff(was, now, lineterm="", n=1))[2:]
            lines = "\n".join(f"    {line}" for line in diff)
            problem = f"cell {number} is stale; look at the diff, then accept\n{lines}"
            problems.append(Problem(path, line_of(old, text), problem))
    return problems


def code(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells of a notebook that hold code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def read(text: str) -> NotebookNode:
    """Return the notebook that a file holds."""
    return nbformat.reads(text, as_version=4)


def names_defined(source: str) -> set[str]:
    """Return the functions and classes that a piece of code defines."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a notebook's own commands; errors are found by the run
        return set()
    kinds = ast.FunctionDef | ast.ClassDef
    return {node.name for node in tree.body if isinstance(node, kinds)}


def second_definitions(path: str, text: str, book: Book) -> list[Problem]:
    """Return the cells that define what the package has."""
    package = set()
    for block in book.blocks("definition"):
        if not block.title.startswith("tinynet/book/"):
            package |= names_defined(block.text)
    problems = []
    for number, cell in enumerate(code(read(text)), start=1):
        for name in sorted(names_defined(cell.source) & package):
            problem = f"cell {number} defines {name}, which the package has; import it"
            problems.append(Problem(path, line_of(cell, text), problem))
    return problems


def noted(kind: str, metadata: dict) -> str:
    """Return a comment with what is noted of a notebook or of a cell of some kind."""
    return f"<!-- {kind}: {json.dumps(metadata, sort_keys=True)} -->"


def as_page(path: str, text: str, root: Path) -> tuple[Page, list[int]]:
    """Return a notebook as a page, and for each of its lines one of the notebook.

    What is noted of the notebook and of each cell becomes a comment.
    """
    notebook = read(text)
    lines, places = [noted("notebook", notebook.metadata), ""], [1, 1]
    for cell in notebook.cells:
        source = cell.source
        if cell.cell_type == "code":
            source = f"```python\n{source}\n```"
        head = noted(f"{cell.cell_type} cell", cell.metadata)
        new = [head, "", *source.split("\n"), ""]
        lines += new
        places += [line_of(cell, text)] * len(new)
    return parse_page(path, "\n".join(lines), root), places


def sentence_problems(path: str, text: str, root: Path) -> list[Problem]:
    """Return what is wrong with the numbers in the sentences of a notebook."""
    page, places = as_page(path, text, root)
    found = [*page.problems, *number_problems(page, [], root)]
    return [replace(problem, line=places[problem.line - 1]) for problem in found]


def mentions_in(path: str, text: str, root: Path) -> list[Problem]:
    """Return where a notebook mentions something else than was accepted."""
    page, places = as_page(path, text, root)
    found = mention_problems(page, root)
    return [replace(problem, line=places[problem.line - 1]) for problem in found]


def failure(path: str, text: str, error: Exception, ran: NotebookNode) -> Problem:
    """Return what went wrong in a run that came to an early end."""
    begun = [cell for cell in code(ran) if cell.metadata.get("begun")]
    number, cell = len(begun), begun[-1]
    what = f"takes longer than {SECONDS} s, or its kernel died: {error}"
    if isinstance(error, CellExecutionError):
        what = f"raises {error.ename}: {error.evalue}"
    return Problem(path, line_of(cell, text), f"cell {number} {what}")


def run_file(path: str, book: Book) -> tuple[NotebookNode, list[Problem]]:
    """Return a notebook as it is after a run, and what went wrong."""
    text = (book.root / path).read_text("utf-8")
    fresh = read(text)
    try:
        return run(fresh, book.root), []
    except (CellControlSignal, DeadKernelError) as error:
        return fresh, [failure(path, text, error, fresh)]


def run_or_recall(path: str, book: Book) -> tuple[NotebookNode, list[Problem]]:
    """Return what run_file does, of now or of before, if nothing has changed since.

    A notebook is alone with the project's package: it runs in an empty folder.
    """
    name = f"notebook {(book.root / path).read_text('utf-8')}"
    if known := recalled(name, book.root):
        return read(known), []
    fresh, failures = run_file(path, book)
    if not failures:
        modules = {*(book.root / "tinynet").rglob("*.py")}
        package = modules | {book.root / "tinynet", *(file.parent for file in modules)}
        notes = {p.relative_to(book.root).as_posix(): content(p) for p in package}
        keep(name, nbformat.writes(fresh), book.root, notes)
    return fresh, failures


def notebook_problems(book: Book) -> list[Problem]:
    """Return what is wrong with the notebooks of a book."""
    problems = []
    for path in book.notebooks:
        if not (book.root / path).is_file():
            continue
        text = (book.root / path).read_text("utf-8")
        fresh, failures = run_or_recall(path, book)
        problems += second_definitions(path, text, book)
        problems += sentence_problems(path, text, book.root)
        problems += mentions_in(path, text, book.root)
        problems += failures or stale_cells(path, text, fresh)
    return problems


def accepted_notebooks(book: Book) -> tuple[dict[Path, str], list[Problem]]:
    """Return the notebooks' files as they should be, and what stands in the way.

    A new one is run twice: what differs between the runs can never be accepted.
    """
    texts, problems = {}, []
    for path in book.notebooks:
        fresh, failures = run_or_recall(path, book)
        problems += failures
        if failures:
            continue
        texts[book.root / path] = text = nbformat.writes(fresh) + "\n"
        if text == (book.root / path).read_text("utf-8"):
            continue
        again, _ = run_file(path, book)
        for stale in stale_cells(path, text, again):
            problem = f"{stale.text}\n    These are two runs; no file can hold both."
            problems.append(Problem(path, stale.line, problem))
    return texts, problems
