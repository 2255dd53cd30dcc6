"""The site built for an address and a repository: all that follows them, and nothing else."""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import numpy as np
import pytest
from bs4 import BeautifulSoup
from built_site import BOOK, PATHS, ROOT, html_file

from publish.feed import feed
from publish.pages import PYTHON
from publish.programs import program
from tinynet import __version__
from tinynet.__main__ import copied

ADDRESS = "https://example.org/book/"
SOURCE = "https://example.org/source"
WHEEL = f"assets/made/tinynet_book-{__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site with an address, from a copy of the project: what is made differs."""
    root = tmp_path_factory.mktemp("project")
    away = shutil.ignore_patterns(".*", "site", "tests", "benchmarks", "__pycache__")
    shutil.copytree(ROOT, root, ignore=away, dirs_exist_ok=True)
    settings = {"SITE_URL": ADDRESS.rstrip("/"), "REPO_URL": SOURCE}
    settings |= {"EXECUTE_NOTEBOOKS": "false", "NO_MKDOCS_2_WARNING": "1"}
    settings["PYTHONPATH"] = str(root)
    for words in "publish", "mkdocs build -q --strict", "publish finish site":
        command = [sys.executable, "-m", *words.split()]
        subprocess.run(command, cwd=root, env=os.environ | settings, check=True)
    return root / "site"


def read(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")


def test_each_page_has_its_address_its_card_and_the_feed(site):
    for path in PATHS:
        html, file = (site / html_file(path)).read_text("utf-8"), html_file(path)
        assert f'<link rel="canonical" href="{ADDRESS}{file}">' in html
        card = re.search(r'<meta property="og:image" content="([^"]+)">', html)[1]
        assert (site / card.removeprefix(ADDRESS)).is_file()
        # Beside the page: the theme asks that host for more, and a copy may be elsewhere.
        assert re.search('href="(?:[.]/|(?:[.][.]/)*)feed[.]xml"', html)
    places = {one.text for one in ElementTree.parse(site / "sitemap.xml").iter()}
    assert {f"{ADDRESS}{html_file(path)}" for path in PATHS} <= places
    assert f"]({ADDRESS}slope.md)" in (site / "llms.txt").read_text("utf-8")
    # A page that is nowhere is asked for at any depth, so its links are whole.
    assert f'href="{urlsplit(ADDRESS).path}index.html"' in str(read(site, "404"))


def test_the_feed_has_the_changes(site):
    channel = ElementTree.parse(site / "feed.xml").getroot()[0]
    items = channel.findall("item")
    assert [one.find("title").text[:5] for one in items] == ["0.2.0", "0.1.0"]
    assert "<li>Eight figures move" in items[0].find("description").text
    text = feed("## 1 < 2\n\n- `a & b`\n", ADDRESS)
    [item] = ElementTree.fromstring(text)[0].findall("item")
    assert item.find("title").text == "1 < 2"
    assert "<code>a &amp; b</code>" in item.find("description").text


@pytest.mark.parametrize("name", ["index", "copying"])
def test_the_line_for_pip_is_there_with_the_address(site, name):
    assert f"pip install {ADDRESS}{WHEEL}" in str(read(site, name))
    notebook = site / f"assets/made/chapters/{name}.ipynb"
    assert f"pip install {ADDRESS}{WHEEL}" in notebook.read_text("utf-8")
    one_file = (site / "assets/made/tinynet.py").read_text("utf-8")
    assert f"See {ADDRESS}index.html in the book." in one_file


def test_the_button_s_program_is_the_command_s_with_the_whole_address(site, tmp_path):
    """The package is installed from the site's wheel, as that line does."""
    text = (site / "assets/made/programs/slope.json").read_text("utf-8")
    buttons = json.loads(text)
    [page] = BOOK.choose(["slope.md"])
    kinds = [block.kind for block in page.blocks if block.kind in PYTHON]
    button = buttons[kinds.index("definition")]
    place = f"({ADDRESS}slope.html), tinynet-book {__version__}"
    assert button.startswith(f"# tinynet: sigmoid_gradient {place}")
    assert all(place in one.partition("\n")[0] for one in buttons if one)
    venv.create(tmp_path, symlinks=True)
    [packages] = tmp_path.glob("lib/python*/site-packages")
    for part in Path(np.__file__).parents[1].glob("numpy*"):
        (packages / part.name).symlink_to(part)
    zipfile.ZipFile(site / WHEEL).extractall(packages)  # which is what pip does
    command = [tmp_path / "bin/python", "-I", "-m", "tinynet"]  # not this checkout's
    printed = subprocess.check_output([*command, "copy", "sigmoid_gradient"])
    assert printed == button.encode()
    (tmp_path / "mine.py").write_text(button, "utf-8")
    told = subprocess.check_output([*command, "trace", tmp_path / "mine.py"], text=True)
    assert told.endswith("sigmoid_gradient: current\n")


@pytest.mark.parametrize("name", ["slope", "glossary", "labs/hidden-layer"])
def test_a_reader_says_which_section_of_a_page_is_wrong(site, name):
    page, asked = read(site, name), {}
    file = f"docs/{name}.{'ipynb' if 'labs' in name else 'md'}"
    for link in page.select("#wrong li a"):
        address, _, query = link["href"].partition("?")
        assert address == f"{SOURCE}/issues/new"
        asked[link.text] = parse_qs(query, strict_parsing=True)
    sections = [one.contents[0].strip() for one in page.select("article h2")]
    assert [*asked] == ["The whole page", *sections]
    for section, words in asked.items():
        said = section.replace("The whole", "the whole")
        told = f"Page: {file}\nVersion: {__version__}\nSection: {said}\n\n"
        assert words["body"] == [f"{told}What is wrong:\n"]
        assert words["title"][0].startswith(f"{file}: ")
    edit = page.select_one("#wrong > p:last-child a")
    assert edit["href"] == f"{SOURCE}/edit/main/{file}"


def test_without_an_address_nothing_needs_one(built_site):
    for path in PATHS:
        html = (built_site / html_file(path)).read_text("utf-8")
        signs = ['rel="canonical"', 'property="og:image"', 'feed.xml"']
        for sign in [*signs, "pip install http", 'id="wrong"']:
            assert sign not in html, (path, sign)
    assert not (built_site / "feed.xml").exists()
    text = (built_site / "assets/made/programs/slope.json").read_text("utf-8")
    [page] = BOOK.choose(["slope.md"])
    assert json.loads(text) == [program(b) for b in page.blocks if b.kind in PYTHON]
    assert copied(["think"]).startswith("# tinynet: think (docs/neuron.md), ")
