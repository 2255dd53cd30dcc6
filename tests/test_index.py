"""The first page: the nine lines, the names of the package, its version."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from inspect import isfunction
from pathlib import Path

import numpy as np
from mkdocs.utils.yaml import yaml_load

import tinynet
from tinynet import starting_weights, think, train
from tinynet.book.pages import read_page
from tinynet.data import MILO

ROOT = Path(__file__).parents[1]


def nine_lines() -> str:
    page = read_page("docs/index.md", ROOT)
    return next(block.text for block in page.blocks if block.kind == "example")


def test_the_nine_lines_are_nine():
    lines = [line for line in nine_lines().split("\n") if line.strip()]
    assert len(lines) == 9


def test_the_nine_lines_and_the_package_end_with_the_same_weights():
    names = {}
    exec(nine_lines(), names)  # what the page shows
    trained = train(*MILO, starting_weights((3, 1)))
    np.testing.assert_allclose(names["weights"], trained, rtol=1e-12)


def test_the_numbers_of_the_first_article_are_reproduced():
    start = starting_weights((3, 1))
    end = train(*MILO, start)
    answer = think(np.array([1.0, 0.0, 0.0]), end)
    assert [f"{w:.8f}" for w in start.flat] == [
        "-0.16595599",
        "0.44064899",
        "-0.99977125",
    ]
    assert [f"{w:.8f}" for w in end.flat] == [
        "9.67299303",
        "-0.20784350",
        "-4.62963669",
    ]
    assert f"{answer.item():.8f}" == "0.99993704"


def test_every_public_name_can_be_imported_and_says_what_it_returns():
    for name in tinynet.__all__:
        thing = getattr(tinynet, name)
        assert thing.__doc__
        assert thing.__doc__.startswith("Return ") == isfunction(thing)


def test_a_broken_chapter_breaks_the_package_and_not_the_tools_that_mend_it(tmp_path):
    copy = shutil.copytree(ROOT / "tinynet", tmp_path / "tinynet")
    (copy / "neuron.py").write_text("broken!")

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            check=False,
        )

    assert b"SyntaxError" in run("-c", "import tinynet").stderr
    assert run("-m", "tinynet.book", "--help").returncode == 0


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    with open(ROOT / "mkdocs.yml", encoding="utf-8") as file:
        site = yaml_load(file)
    assert tinynet.__version__ == project["version"]
    assert f"tinynet-book {project['version']}." in site["copyright"]


def test_the_licences_of_the_site_are_those_of_the_project():
    with open(ROOT / "mkdocs.yml", encoding="utf-8") as file:
        said = yaml_load(file)["copyright"]
    spdx = re.findall(r"SPDX: ([\w.-]+)", (ROOT / "LICENSE").read_text("utf-8"))
    published = re.findall(r">([^<>]+)</a>", said)
    assert published == ["MIT-0", "CC BY 4.0"]
    assert [f"{name.replace(' ', '-')}" for name in published] == spdx
    assert "https://spdx.org/licenses/MIT-0.html" in said
    assert "https://creativecommons.org/licenses/by/4.0/" in said


def test_a_page_is_called_in_the_menu_as_in_its_heading():
    menu = (ROOT / "mkdocs.yml").read_text("utf-8")
    entries = re.findall(r"^ +- (.+): (\S+\.(?:md|ipynb))$", menu, re.MULTILINE)
    assert len(entries) > 20
    for title, path in entries:
        text = (ROOT / "docs" / path).read_text("utf-8")
        if path.endswith(".ipynb"):
            text = "".join(json.loads(text)["cells"][0]["source"])
        heading = re.search(r"^# (.+)", text, re.MULTILINE)
        assert heading[1] == title
