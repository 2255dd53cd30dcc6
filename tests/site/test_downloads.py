"""What readers can take with them: it is there, whole, and it runs."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from built_site import BOOK, PATHS, ROOT

import tinynet
from publish.downloads import chapter, make_downloads, notebook, script
from publish.wheel import make_wheel

PAGES = {page.path: page for page in BOOK.pages if page.path.startswith("docs/")}


def run(*words, cwd: Path) -> str:
    command = [sys.executable, *map(str, words)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def test_the_package_as_one_file_has_all_its_names_and_runs_alone(tmp_path):
    make_downloads(ROOT, tmp_path)
    public = [name for name, one in vars(tinynet).items() if callable(one)]
    code = "import sys; sys.path.insert(0, '.'); import tinynet as t; t.Network(3, 1)"
    code += f"; [getattr(t, name) for name in {public}]; print(t.__file__)"
    assert "tinynet.py" in run("-I", "-W", "error", "-c", code, cwd=tmp_path)
    for file in tmp_path.glob("chapters/*.ipynb"):
        nbformat.validate(nbformat.read(file, as_version=4))
    assert len([*tmp_path.glob("chapters/*.ipynb")]) > 15


def test_a_chapter_s_script_prints_all_that_its_page_publishes(tmp_path):
    page = PAGES["docs/slope.md"]
    text = "import matplotlib; matplotlib.use('svg')\n" + script(chapter(page))
    (tmp_path / "slope.py").write_text(text, "utf-8")
    code = (
        "import runpy, sys; sys.path.insert(0, sys.argv[1]); runpy.run_path('slope.py')"
    )
    printed = run("-c", code, ROOT, cwd=tmp_path)
    assert printed.split() == " ".join(o.text for o in page.of("output")).split()


@pytest.mark.parametrize("path", ["docs/index.md", "docs/learning.md"])
def test_a_notebook_has_the_code_of_its_chapter_and_no_sign_of_its_builder(path):
    page = PAGES[path]
    cells = json.loads(notebook(chapter(page)))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    own = [b for b in page.blocks if b.kind in {"definition", "example"}]
    assert code == [b.text.strip("\n") for b in own if "__" not in b.title]
    words = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] != "code")
    assert not re.search(r"<!--|\?\?\?|```math|\]\(\w+\.md|\{ \.|<figure|^---", words)


def test_the_wheel_is_the_same_each_time_and_small(tmp_path):
    wheel = make_wheel(tmp_path)
    first = wheel.read_bytes()
    assert make_wheel(tmp_path).read_bytes() == first
    assert len(first) <= 20_000
    assert "tinynet/__main__.py" in zipfile.ZipFile(wheel).namelist()


def test_the_site_holds_itself_as_a_zip_and_its_pages_as_markdown(built_site):
    with zipfile.ZipFile(built_site / "tinynet-site.zip") as whole:
        names = {name.removeprefix("tinynet-site/") for name in whole.namelist()}
    files = [file for file in built_site.rglob("*") if file.is_file()]
    there = {file.relative_to(built_site).as_posix() for file in files}
    assert names == there - {"tinynet-site.zip"}
    listed = re.findall(r"\]\((\S+)\)", (built_site / "llms.txt").read_text("utf-8"))
    assert {f"docs/{name}" for name in listed} > {*PATHS} and {*listed} <= there
    assert "<!--" not in (built_site / "neuron.md").read_text("utf-8")
    home = (built_site / "index.html").read_text("utf-8")
    assert {*re.findall(r'href="([^"]+)" download', home)} <= there


def test_the_version_to_cite_is_that_of_the_package():
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {tinynet.__version__}\n" in text
