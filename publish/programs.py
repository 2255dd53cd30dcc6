"""Programs: what the button "Copy program" copies, for each block of a page.

For a definition it is, byte for byte, what `python -m tinynet copy` prints. For an
example it is the same with the example below it, in the place of its imports.
"""

import ast
import json
import re
from pathlib import Path

from publish.address import page_address
from publish.files import write
from tinynet import __version__
from tinynet.__main__ import assembled, copied
from tools.pages import Block, read_book

# What the site shows as Python, in the order of the page.
SHOWN = ["definition", "example", "quotation"]
NAMED = re.compile(r"(?m)^(?:def |class )?(\w+)(?=[(:]| = )")
OURS = re.compile(r"tinynet\b")
PAGE = re.compile(r"\((docs/\w+\.md)\)")  # in the first line of a program


def make_programs(root: Path, made: Path, address: str = "") -> None:
    """Write a JSON list for each page: the program of each block, or "" for none."""

    def whole(match: re.Match) -> str:
        return f"({page_address(match[1], address)})"

    for page in read_book(root).pages:
        if page.path.startswith("docs/"):
            blocks = [block for block in page.blocks if block.kind in SHOWN]
            programs = [PAGE.sub(whole, program(one), 1) for one in blocks]
            text = json.dumps(programs, ensure_ascii=False)
            write(made / f"programs/{Path(page.path).stem}.json", text.encode())


def program(block: Block) -> str:
    """Return the program of a block; "" for what is nothing outside of the package."""
    if "__" in block.title or "tinynet.__" in block.text or block.kind == "quotation":
        return ""
    if block.kind == "definition":
        return copied(NAMED.findall(block.text))
    return example_program(block)


def example_program(block: Block) -> str:
    """Return an example with all that it imports from the package."""
    tree = ast.parse(block.text)
    imports = [one for one in tree.body if isinstance(one, ast.Import | ast.ImportFrom)]
    ours = [one for one in imports if OURS.match(getattr(one, "module", ""))]
    names = [alias.name for one in ours for alias in one.names]
    if not names:
        head = f"# tinynet: example ({block.path}), tinynet-book {__version__}, MIT-0"
        return f"{head}\n{block.text}\n"
    head, _, above = copied(names).partition("\n")
    head = PAGE.sub(f"({block.path})", head)
    definitions = ast.parse(above).body
    both = [one for one in definitions if isinstance(one, ast.Import | ast.ImportFrom)]
    above = without(above, both)
    single = set()
    for one in [*both, *(one for one in imports if one not in ours)]:
        for alias in [*one.names]:
            one.names = [alias]
            single.add(ast.unparse(one))
    rest = without(block.text, imports)
    return f"{head}\n" + assembled(single, [above, rest])


def without(code: str, statements: list[ast.stmt]) -> str:
    """Return some code without the lines of some of its statements."""
    lines = code.split("\n")
    for one in reversed(statements):
        del lines[one.lineno - 1 : one.end_lineno]
    return "\n".join(lines).strip("\n")
