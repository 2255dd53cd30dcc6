"""Check and accept: what the pages publish, against what is true.

`check` only reports. `accept` refuses what `check` finds wrong, but for what it is
there to write: outputs, figures and, if asked to, the numbers of sentences.
"""

import difflib
import json
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


def run_pages(book: Book, pages: list[Page]) -> list[list[examples.Run]]:
    """Return, for each page, what its examples did; all pages share the processors."""
    work = []
    for page in pages:
        bound = prose.expressions_of(page)
        work += [(block, bound.get(block, [])) for block in page.of("example")]
    runs = iter(examples.run_all(work, root=book.root))
    return [[next(runs) for _ in page.of("example")] for page in pages]


def page_problems(page: Page, runs: list[examples.Run], book: Book) -> list[Problem]:
    """Return everything that is wrong with a page whose examples have been run."""
    found = page.problems + run_problems(page, runs, book)
    return sorted({*found, *still_problems(page, book)})


def run_problems(page: Page, runs: list[examples.Run], book: Book) -> list[Problem]:
    """Return what is wrong with a page because of what its examples do."""
    found = examples.output_problems(page, runs)
    found += figures.figure_problems(page, runs, book.root)
    return found + prose.number_problems(page, runs)


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
    results = run_pages(book, pages)
    for page, runs in zip(pages, results):
        problems += page_problems(page, runs, book)
    if not paths:
        problems += site_problems(book)
    every = [run for runs in results for run in runs]
    told = f"nothing wrong; {len(every)} blocks run, "
    told += f"{len(book.blocks('definition'))} definitions, "
    told += f"{sum(map(prose.count, pages))} numbers and "
    told += f"{sum(map(formulas.count, pages))} formulas checked"
    for name in sorted({run.wants for run in every if run.wants}):
        told += f"; not run for want of {name}: see `make elsewhere`"
    return problems, told


def site_problems(book: Book) -> list[Problem]:
    """Build the site strictly, its notebooks executed; return what MkDocs warns of."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", folder]
        settings = {"PYTHONPATH": str(book.root), "NO_MKDOCS_2_WARNING": "1"}
        how = {"env": os.environ | settings, "capture_output": True, "text": True}
        done = subprocess.run(command, cwd=book.root, check=False, **how)
    _, *said = re.split(r"(?m)^(?:WARNING|ERROR) +- +|^Error: ", done.stderr)
    found = [translated(one, book) for one in said if "strict mode" not in one]
    if done.returncode and not found:
        told = done.stderr.strip().rpartition("\n")[2]
        return [Problem("mkdocs.yml", 1, f"mkdocs build: {told}")]
    return list(dict.fromkeys(found))


def translated(said: str, book: Book) -> Problem:
    """Return what MkDocs says in our form, with the line of the page or notebook."""
    told, _, more = said.partition("\n")
    if match := re.match(r"(docs/\S+):(\d+): (.*)", told):
        return Problem(match[1], int(match[2]), match[3])
    if match := re.match(r"Doc file '(.+?)' contains (.*?'(.+?)'.*)", told):
        sought, told = f"]({match[3]}", f"has {match[2]}"
    elif match := re.match(r"Error reading page '(.+?)': (.*)", told):
        cell = re.search(r"^---+\n(.*)\n", more)  # its first line, as JSON has it
        sought = json.dumps(cell[1], ensure_ascii=False)[1:-1] if cell else "\0"
        error = re.sub(r"\x1b\[\d*m", "", more).strip().rpartition("\n")[2]
        told = f"a cell raises {error}" if cell else match[2]
    else:
        return Problem("mkdocs.yml", 1, told)
    path = f"docs/{match[1]}"
    text = read(book.root / path)
    return Problem(path, text.count("\n", 0, max(text.find(sought), 0)) + 1, told)


def accept(book: Book, paths: list[str], numbers: bool = False) -> tuple[str, int]:
    """Write outputs and figures, and numbers in sentences if asked to.

    Returns what has changed and what has not, and how many numbers are left that
    differ. Raises Refused, and writes nothing, for anything else that is wrong.
    """
    pages = book.choose(paths)
    problems = tangle_problems(book) or book.problems()
    texts, told, left = {}, [], 0
    for page, runs in zip(pages, [] if problems else run_pages(book, pages)):
        problems += [run.failure for run in runs if run.failure]
        text, changes = prose.rebound(page, runs)
        for line, sentence, old, new in changes:
            told.append(f"{page.path}:{line}: {old} → {new} in: {sentence}")
        left += 0 if numbers else len(changes)
        said = replace(page, text=text) if numbers else page
        new = parse(page.path, examples.with_outputs(said, runs))
        moved = [replace(one, example=b) for one, b in zip(runs, new.of("example"))]
        wrong = new.problems + prose.number_problems(new, moved)
        wrong = [one for one in wrong if not one.text.startswith("published")]
        wrong += still_problems(new, book)
        both = new.text.split("\n"), page.text.split("\n")
        same = difflib.SequenceMatcher(None, *both, False).get_matching_blocks()
        for one in wrong:  # on the line of the page that is there
            now, was, _ = [(0, 0, 0), *(s for s in same if s[0] < one.line)][-1]
            problems.append(replace(one, line=one.line - now + was))
        if new.text != page.text:
            texts[page.path] = new.text
            both = page.text.splitlines(), new.text.splitlines()
            told += difflib.unified_diff(*both, page.path, page.path, lineterm="", n=1)
        for name, picture in (item for run in runs for item in run.pictures.items()):
            file = f"docs/figures/{name}"
            if figures.difference(read(book.root / file), picture):
                texts[file] = picture
    if problems:
        raise Refused(sorted({*problems}))
    write_files(book.root, texts)
    told.append(f"accept: {len(texts)} files written: {', '.join(texts) or 'none'}")
    if left:
        told.append(f"accept: {left} numbers differ; with --numbers it writes them")
    return "\n".join(told), left


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
