"""The pages, as the script that runs their blocks reads them: one JSON file for each."""

import inspect
import json
from pathlib import Path

from publish.files import write
from tools import prose
from tools.pages import Page, read_book

PYTHON = ["definition", "example", "check", "quotation"]


def make(root: Path, made: Path) -> None:
    """Write the blocks of each page, the package, and how numbers are compared."""
    book = read_book(root)
    for page in book.pages:
        if page.path.startswith("docs/"):
            name = page.path.removeprefix("docs/").removesuffix(".md")
            write(made / f"pages/{name}.json", as_json(page_data(page, root)))
    modules = sorted((root / "tinynet").glob("*.py"))
    package = {f"tinynet/{file.name}": file.read_text("utf-8") for file in modules}
    write(made / "tinynet.json", as_json(package))
    # The function by which the tests compare the numbers in sentences, and no other.
    like = f"import re\n\nimport numpy as np\n\nWORDS = {prose.WORDS}\n\n\n"
    write(made / "like.py", (like + inspect.getsource(prose.like)).encode())


def page_data(page: Page, root: Path) -> list[dict]:
    """Return the Python blocks of a page in their order, with all that is compared."""
    numbers, found = {}, []
    printing = [one for one in page.of("example") if page.output_of(one)]
    bound = zip(prose.numbers_near(page), expression_blocks(page))
    for (_, expression, near), example in bound:
        texts = [token[0] for token in near]
        for block in [example] if example else printing[:1]:  # None: above the first
            numbers.setdefault(block, []).append([expression, texts])
    files = sorted(file.name for file in (root / "docs/assets").glob("*.csv"))
    for block in [one for one in page.blocks if one.kind in PYTHON]:
        output = page.output_of(block) if block.kind == "example" else None
        found.append({"kind": block.kind, "title": block.title, "code": block.text})
        found[-1]["output"] = output.text if output else ""
        found[-1]["files"] = [name for name in files if f'"{name}"' in block.text]
        found[-1]["numbers"] = numbers.get(block, [])
    return found


def expression_blocks(page: Page) -> list:
    """Return the example to which each bound expression of a page belongs."""
    found = prose.expressions_of(page).items()
    return [example for example, expressions in found for _ in expressions]


def as_json(data) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
