"""The first page: the nine lines, the names of the package, its version, the path."""

import json
import re
import tomllib
from inspect import isfunction
from pathlib import Path

import numpy as np

import tinynet
from tinynet import starting_weights, think, train
from tinynet.data import MILO

ROOT = Path(__file__).parents[1]
SETTINGS = (ROOT / "mkdocs.yml").read_text("utf-8")
ENTRY = r'^ +- "?(?:\d+\. )?(.+?)"?: (\S+\.(?:md|ipynb))$'  # chapters have numbers
ENTRIES = re.findall(ENTRY, SETTINGS, re.MULTILINE)


def home() -> str:
    return (ROOT / "docs/index.md").read_text("utf-8")


def nine_lines() -> str:
    return re.search(
        r"^```python linenums=\"1\"\n(.*?)^```$", home(), re.MULTILINE | re.DOTALL
    )[1]


def test_the_nine_lines_are_nine_and_each_has_its_explanation():
    assert len(nine_lines().splitlines()) == 9
    assert "" not in nine_lines().splitlines()
    below = home().partition(nine_lines())[2]
    explained = re.findall(r"^(\d)\. ", below, re.MULTILINE)
    assert explained == list("123456789")


def test_the_nine_lines_and_the_package_end_with_the_same_weights():
    names = {}
    exec(nine_lines(), names)  # what the page shows
    trained = train(*MILO, starting_weights((3, 1)))
    np.testing.assert_allclose(names["weights"], trained, rtol=1e-12)


def test_the_numbers_of_the_first_article_are_reproduced():
    start = starting_weights((3, 1))
    end = train(*MILO, start)
    answer = think(np.array([1.0, 0.0, 0.0]), end)
    digits = ["-0.16595599", "0.44064899", "-0.99977125"]
    assert [f"{w:.8f}" for w in start.flat] == digits
    digits = ["9.67299303", "-0.20784350", "-4.62963669"]
    assert [f"{w:.8f}" for w in end.flat] == digits
    assert f"{answer.item():.8f}" == "0.99993704"


def test_every_public_function_says_what_it_returns():
    functions = [thing for thing in vars(tinynet).values() if isfunction(thing)]
    assert len(functions) > 10
    for function in functions:
        assert function.__doc__.startswith("Return "), function.__name__


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert tinynet.__version__ == project["version"]
    assert f"tinynet-book {tinynet.__version__}." in SETTINGS


def test_the_licences_of_the_site_are_those_of_the_project():
    spdx = re.findall(r"SPDX: ([\w.-]+)", (ROOT / "LICENSE").read_text("utf-8"))
    linked = re.findall(r'"https://\S+?">([^<>]+)</a>', SETTINGS)
    assert [name.replace(" ", "-") for name in linked] == spdx


def test_a_page_is_called_in_the_menu_as_in_its_heading():
    assert len(ENTRIES) > 20
    for title, path in ENTRIES[1:]:  # the first is Home, which has a heading of its own
        text = (ROOT / "docs" / path).read_text("utf-8")
        if path.endswith(".ipynb"):
            text = "".join(json.loads(text)["cells"][0]["source"])
        assert re.search(r"^# (.+)", text, re.MULTILINE)[1] == title


def test_the_first_page_lists_the_others_as_the_menu_does():
    listed = re.findall(r"^\| \[(.+?)\]\((\S+)\) \|", home(), re.MULTILINE)
    plain = [(re.sub("<!--.*?-->", "", title), path) for title, path in listed]
    appendix = [path for _, path in ENTRIES].index("articles.md")
    assert plain == ENTRIES[1:appendix]
