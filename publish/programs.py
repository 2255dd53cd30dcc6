"""Programs: what the button "Copy program" copies, for each block of a page.

For a definition it is, byte for byte, what `python -m tinynet copy` prints. For an
example it is the same with the example below it, in the place of its imports.
"""

import ast
import re
import sys
from pathlib import Path

from publish.address import page_address
from publish.files import write_json
from publish.pages import PYTHON
from tinynet import __version__
from tinynet.__main__ import copied
from tools.pages import Block, read_book

NAMED = re.compile(r"(?m)^(?:def |class )?(\w+)(?=[(:]| = )")
OURS = re.compile(r"tinynet\b")
PAGE = re.compile(r"\((docs/\w+\.md)\)")  # in the first line of a program


def make_programs(root: Path, made: Path, address: str = "") -> None:
    """Write a JSON list for each page: the program of each block, or "" for none."""

    def whole(match: re.Match) -> str:
        return f"({page_address(match[1], address)})"

    for page in read_book(root).pages:
        if page.path.startswith("docs/"):
            blocks = [block for block in page.blocks if block.kind in PYTHON]
            programs = [PAGE.sub(whole, program(one), 1) for one in blocks]
            write_json(made / f"programs/{Path(page.path).stem}.json", programs)


def program(block: Block) -> str:
    """Return the program of a block; "" for what is nothing outside of the package."""
    nothing = "__" in block.title or "tinynet.__" in block.text
    if nothing or block.kind in {"check", "quotation"}:
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


def assembled(imports: set[str], code: list[str]) -> str:
    """Return a program of imports, Python's own modules first, and of other pieces."""
    merged, parts, rest = {}, ([], []), "\n\n\n".join(code) + "\n"
    for start, _, name in sorted(one.partition(" import ") for one in imports):
        merged.setdefault(start, []).append(name)
    for start, names in sorted(merged.items(), key=lambda one: one[0] < "import"):
        own = re.split("[ .]", start)[1] in sys.stdlib_module_names
        parts[not own].append(" import ".join(filter(None, [start, ", ".join(names)])))
    above = "\n\n".join("\n".join(part) for part in parts if part)
    gap = "\n\n\n" if rest.startswith(("def ", "class ")) else "\n\n"
    return above + gap * bool(above) + rest
