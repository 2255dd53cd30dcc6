"""Downloads: the package as one file, the chapters as notebooks, scripts and Markdown.

`make_downloads` writes them before a build. To the built site come the Markdown beside each
page, a list for machines, and a zip of it all.
"""

import json
import re
import zipfile
from hashlib import sha256
from pathlib import Path

from mkdocs.utils.yaml import yaml_load

from publish.address import page_address
from publish.cards import nav_of
from publish.files import write
from tinynet import __version__
from tinynet.__main__ import copied, pieces
from tools.pages import Page, read_book

ONE_FILE = f'''"""tinynet {__version__}, the whole package in one file. Licence: MIT-0.

`from tinynet import Network` works with each name. See {{}} in the book.
"""
'''
# A fence that Markdown elsewhere knows, too; what only our builder knows is taken out.
MATH = re.compile(r"(?m)^( *)```math\n(.*?)\n *```", re.DOTALL)
COMMENT = re.compile(r" ?<!--.*?-->", re.DOTALL)
TAG = re.compile(
    r"(?m)^ *</?(?:div|figure|figcaption)[^>]*>|</figcaption>|\{ [.:#][^}]*\}"
)
FOLD = re.compile(r'(?m)^ *(?:\?{3}\+?|!{3}|={3}) ?[\w-]* ?"?([^"\n]*)"?$')
FRONT = re.compile(r"\A---\n.*?\n---\n\s*", re.DOTALL)
PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")


def make_downloads(root: Path, made: Path, address: str = "") -> None:
    """Write the package as one file, and each chapter as a notebook and a script."""
    imports = "import ", "from "
    names = [
        name for name, (_, code) in pieces().items() if not code.startswith(imports)
    ]
    program = copied(names).partition("\n")[2]
    version = f'\n\n__version__ = "{__version__}"\n'
    head = ONE_FILE.format(page_address("docs/index.md", address))
    write(made / "tinynet.py", f"{head}{program}{version}")
    for page in read_book(root).pages:
        if page.of("example") and page.path.startswith("docs/"):
            cells, name = chapter(page, address), Path(page.path).stem
            write(made / f"chapters/{name}.ipynb", notebook(cells))
            write(made / f"chapters/{name}.py", script(cells))


def chapter(page: Page, address: str = "") -> list[tuple[str, str]]:
    """Return the cells of a page: ("code" or "markdown", text)."""
    lines, cells, at = page.text.split("\n"), [], 0
    for block in page.blocks:
        if block.kind in {"definition", "example"} and "__" not in block.title:
            cells.append(("markdown", plain("\n".join(lines[at : block.line - 1]))))
            cells.append(("code", block.text.strip("\n")))
            at = block.end
    cells.append(("markdown", plain("\n".join(lines[at:]))))
    need = f"Needs Matplotlib for pictures, and tinynet {__version__}, from this book."
    if address:
        wheel = f"tinynet_book-{__version__}-py3-none-any.whl"
        need += f"\n`pip install {address}assets/made/{wheel}` installs that."
    return [("markdown", need), *(cell for cell in cells if cell[1])]


def plain(text: str) -> str:
    """Return Markdown without what only this book's builder understands."""
    text = COMMENT.sub("", FRONT.sub("", text))
    text = FOLD.sub(lambda match: f"\n**{match[1]}**\n" if match[1] else "", text)
    text = PICTURE.sub(r"*Picture: \1*", TAG.sub("", text))
    text = re.sub(r"(?m)^ {4}", "", text)  # what was in a fold is at the margin
    text = MATH.sub(r"$$\n\2\n$$", text)
    text = re.sub(r"\[([^\]]*)\]\((?!https?:)[^)]*\)", r"\1", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def notebook(cells: list[tuple[str, str]]) -> str:
    """Return the cells as a notebook; each has an identifier that its content gives."""
    found = []
    for number, (kind, text) in enumerate(cells):
        name = sha256(f"{number}{text}".encode()).hexdigest()[:8]
        cell = {"cell_type": kind, "id": name, "metadata": {}}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        found.append(cell | {"source": text.splitlines(keepends=True)})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": found, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def script(cells: list[tuple[str, str]]) -> str:
    """Return the cells as a program, with the sentences as comments."""
    texts = []
    for kind, text in cells:
        if kind == "markdown":
            text = "\n".join(f"# {line}".rstrip() for line in text.split("\n"))
        texts.append(("# %%\n" if kind == "code" else "# %% [markdown]\n") + text)
    return "\n\n".join(texts) + "\n"


def add_markdown(root: Path, site: Path, address: str) -> None:
    """Add to a built site the Markdown of its pages, and a list of these for machines."""
    with open(root / "mkdocs.yml", "rb") as file:
        settings = yaml_load(file)
    lines = [f"# {settings['site_name']}", "", f"> {settings['site_description']}"]
    lines += ["", "## Pages", ""]
    for title, file in nav_of(root / "mkdocs.yml"):
        lines.append(f"- [{title}]({address}{file})")
        if file.endswith(".md"):  # a lab's notebook is there, and has no description
            text = (root / "docs" / file).read_text("utf-8")
            write(site / file, COMMENT.sub("", text))
            said = re.search(r'(?m)^description: "?(.+?)"?$', text)
            lines[-1] += f": {said[1]}" if said else ""
    lines += ["", "## Code", ""]
    lines.append(f"- [The whole package in one file]({address}assets/made/tinynet.py)")
    write(site / "llms.txt", "\n".join(lines) + "\n")


def add_zip(site: Path) -> None:
    """Add to a built site a zip of it all."""
    archive = site / "tinynet-site.zip"
    archive.unlink(missing_ok=True)
    files = sorted(file for file in site.rglob("*") if file.is_file())
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as whole:
        for file in files:
            whole.write(file, Path("tinynet-site", file.relative_to(site)))
