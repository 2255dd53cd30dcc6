"""Two builders: the pages as MkDocs and as Zensical build them, counted and compared.

`python -m publish.builders` prints the counts, and names each difference that isn't listed
in docs/making.md. Zensical has no plugin for notebooks, so the labs become Markdown first.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from bs4 import BeautifulSoup

from publish.cards import nav_of
from publish.labs import as_text, opening

ROOT = Path(__file__).parents[1]
# What stands on a page beside what its author wrote.
BESIDE = ".headerlink, .anchor-link, .downloads, .place, nav, .zeroclipboard-container"
BESIDE += ", .clipboard-copy-txt, .jupyter-wrapper h1 + p:has(> a[download])"
# What Zensical's pages lack: the sentence of docs/making.md about it, and how it's found.
LOST = {
    "the place of a page in the book, above its title": ".place",
    "the downloads at the end of a page": ".downloads",
    "the fonts that are asked for at once": "link[rel=preload][as=font]",
    "the title and picture that a message shows": "meta[property='og:title']",
    "the data for machines": "script[type='application/ld+json']",
}


def markdown(notebook: dict, docs: Path) -> str:
    """Return a notebook as Markdown, with its picture and the outputs that it holds."""
    parts = []
    for cell in notebook["cells"]:
        source, code = "".join(cell["source"]), cell["cell_type"] == "code"
        parts.append(fenced("python", source) if code else source)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            text = "".join(output.get("text", data.get("text/plain", "")))
            if svg := "".join(data.get("image/svg+xml", "")):
                words = "The chart that the code above draws"
                parts.append(f'<img alt="{words}" src="{as_text(svg)}">')
            elif text:
                parts.append(fenced("text", text))
    title, _, text = "\n\n".join(parts).partition("\n\n")
    return "\n\n".join(filter(None, [title, opening(notebook, docs), text])) + "\n"


def fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def without_notebooks(folder: Path) -> None:
    """Turn the notebooks of a project into Markdown, and all links to them.

    Our templates are written for MkDocs' theme, so they are left out, too.
    """
    for file in folder.glob("docs/labs/*.ipynb"):
        text = markdown(json.loads(file.read_text("utf-8")), folder / "docs")
        file.with_suffix(".md").write_text(text, "utf-8")
        file.unlink()
    for file in [folder / "mkdocs.yml", *folder.glob("docs/**/*.md")]:
        links = r"(\]\([\w/-]+|: labs/[\w-]+)\.ipynb"
        text = re.sub(links, r"\1.md", file.read_text("utf-8"))
        text = re.sub(r"(?m)^  (custom_dir|static_templates): .*\n", "", text)
        file.write_text(text, "utf-8")


def facts(page: Path) -> dict[str, list]:
    """Return what a built page holds, by kind, in the order of reading."""
    html = page.read_text("utf-8") if page.exists() else "<article></article>"
    article = BeautifulSoup(html, "html.parser").find("article")
    for beside in article.select(BESIDE):
        beside.decompose()
    for searched in article.select("[data-search-exclude]"):
        del searched["data-search-exclude"]
    return {
        "pages": [page.name] * page.exists(),
        "headings": [
            (one.name, one.get("id"), one.get_text().split())
            for one in article.find_all(["h1", "h2", "h3", "h4"])
        ],
        "formulas": [str(one) for one in article.find_all("math")],
        "blocks": [one.get_text().rstrip() for one in article.find_all("pre")],
        "figures": [
            str(one) if one.name == "svg" else one["src"]
            for one in article.find_all(["svg", "img"])
        ],
        "links": [one["href"] for one in article.select("a[href]")],
        "words": re.findall(r"\w+|[^\w\s]", article.get_text(" ")),
    }


def build(folder: Path) -> tuple[Path, Path]:
    """Build a copy of the project in `folder` with both; return the two sites."""
    project, mkdocs = folder / "project", folder / "mkdocs"
    shutil.copytree(ROOT / "docs", project / "docs")
    shutil.copy(ROOT / "mkdocs.yml", project)
    for name in "overrides", "publish", "tinynet", "tools":
        (project / name).symlink_to(ROOT / name)
    if os.environ.get("EXECUTE_NOTEBOOKS") != "false":
        labs = sorted(project.glob("docs/labs/*.ipynb"))
        run(project, "jupyter", "nbconvert", "--execute", "--inplace", *labs)
    run(project, "mkdocs", "build", "--strict", "--quiet", "--site-dir", mkdocs)
    without_notebooks(project)
    run(project, "zensical", "build")
    return mkdocs, project / "site"


def run(project: Path, *words: str | Path) -> None:
    settings = {
        "PYTHONPATH": str(ROOT),
        "MATPLOTLIBRC": str(ROOT / "tools/matplotlibrc"),
        "EXECUTE_NOTEBOOKS": "false",  # they have been, once for both
        "NO_MKDOCS_2_WARNING": "1",
    }
    command, env = [sys.executable, "-m", *words], os.environ | settings
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"builders: {words[0]} failed:\n{done.stdout}{done.stderr}")


def compared(mkdocs: Path, zensical: Path, names: list[str]) -> list[str]:
    """Print the counts of two sites, and return a line for each difference."""
    counts, wrong = Counter(), []
    for name in names:
        ours, theirs = (facts(site / f"{name}.html") for site in (mkdocs, zensical))
        counts["pages", "different"] += ours != theirs
        for kind in ours:
            pairs = zip_longest(ours[kind], theirs[kind], fillvalue="nothing")
            apart = [pair for pair in pairs if pair[0] != pair[1]]
            for a, b in apart[:1]:
                wrong.append(f"{name}: {kind}: {str(a)[:150]} / {str(b)[:150]}")
            counts[kind, "MkDocs"] += len(ours[kind])
            counts[kind, "Zensical"] += len(theirs[kind])
            counts[kind, "different"] += len(apart)
    print("            MkDocs  Zensical  different")
    for kind in ours:
        row = [counts[kind, column] for column in ("MkDocs", "Zensical", "different")]
        print("{:10} {:7,} {:9,} {:10,}".format(kind, *row))
    return wrong


def unlisted(mkdocs: Path, zensical: Path, said: str) -> list[str]:
    """Return what docs/making.md, which says `said`, has wrong about what is lost."""
    wrong = []
    pages = [
        BeautifulSoup((site / "slope.html").read_text("utf-8"), "html.parser")
        for site in (mkdocs, zensical)
    ]
    for words, selector in LOST.items():
        if words not in " ".join(said.split()):
            told = f"docs/making.md doesn't say that Zensical's pages lack {words}"
            wrong.append(told)
        if [bool(page.select(selector)) for page in pages] != [True, False]:
            wrong.append(f"docs/making.md says that only Zensical's pages lack {words}")
    return wrong


def main() -> int:
    with TemporaryDirectory() as folder:
        mkdocs, zensical = build(Path(folder))
        names = [file.rpartition(".")[0] for _, file in nav_of(ROOT / "mkdocs.yml")]
        wrong = compared(mkdocs, zensical, names)
        said = (ROOT / "docs/making.md").read_text("utf-8")
        wrong += unlisted(mkdocs, zensical, said)
    print(*wrong, sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
