"""The pages, as the script that runs their blocks reads them: one JSON file for each."""

import inspect
from pathlib import Path

from publish.files import write, write_json
from tools import prose
from tools.pages import Block, Page, read_book

# What the site shows as Python.
PYTHON = ["definition", "example", "check", "quotation"]


def make_pages(root: Path, made: Path) -> None:
    """Write the blocks of each page, the package, and how numbers are compared."""
    book = read_book(root)
    for page in book.pages:
        if page.path.startswith("docs/"):
            name = page.path.removeprefix("docs/").removesuffix(".md")
            write_json(made / f"pages/{name}.json", page_data(page, root))
    modules = sorted((root / "tinynet").glob("*.py"))
    package = {f"tinynet/{file.name}": file.read_text("utf-8") for file in modules}
    write_json(made / "tinynet.json", package)
    # The function by which the tests compare the numbers in sentences, and no other.
    like = f"import re\n\nimport numpy as np\n\nWORDS = {prose.WORDS}\n\n\n"
    write(made / "like.py", like + inspect.getsource(prose.like))


def page_data(page: Page, root: Path) -> list[dict]:
    """Return the Python blocks of a page in their order, with all that is compared."""
    numbers, found = bound_numbers(page), []
    files = sorted(file.name for file in (root / "docs/assets").glob("*.csv"))
    for block in [one for one in page.blocks if one.kind in PYTHON]:
        output = page.output_of(block) if block.kind == "example" else None
        found.append(
            {
                "code": block.text,
                "output": output.text if output else "",
                "files": [name for name in files if f'"{name}"' in block.text],
                "numbers": numbers.get(block, []),
            }
        )
    return found


def bound_numbers(page: Page) -> dict[Block, list]:
    """Return [expression, the numbers before it] for each example they are bound to."""
    found = {}
    expressions = prose.expressions_of(page).items()
    owners = [example for example, bound in expressions for _ in bound]
    printing = [one for one in page.of("example") if page.output_of(one)]
    for owner, (_, expression, near) in zip(owners, prose.numbers_near(page)):
        texts = [token[0] for token in near]
        for block in [owner] if owner else printing[:1]:  # above all: the first's
            found.setdefault(block, []).append([expression, texts])
    return found
