"""Two builders: `make zensical` compares all pages; here, that it sees a difference."""

import json

import pytest
from built_site import ROOT

from publish.builders import LOST, compared, markdown, unlisted, without_notebooks

PAGE = """<article><h2 id="a">One<a class="headerlink" href="#a">¶</a></h2>
<p>Two, <a href="b.html">three</a> <math data-tex="x"><mi>x</mi></math></p>
<pre><code>print(4)\n</code></pre><svg data-search-exclude="" width="5"></svg></article>"""


def sites(folder, page):
    for name, text in ("mkdocs", PAGE), ("zensical", page):
        (folder / name).mkdir()
        (folder / name / "slope.html").write_text(text, "utf-8")
    return folder / "mkdocs", folder / "zensical"


def test_what_stands_beside_the_page_is_no_difference(tmp_path):
    page = PAGE.replace(' data-search-exclude=""', "")
    page = page.replace('<a class="headerlink" href="#a">¶</a>', "")
    assert compared(*sites(tmp_path, page), ["slope"]) == []


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("headings", 'id="a"', 'id="b"'),
        ("headings", "<h2", "<h3"),
        ("formulas", "<mi>x</mi>", "<mi>y</mi>"),
        ("blocks", "print(4)", "print(5)"),
        ("figures", 'width="5"', 'width="6"'),
        ("links", "b.html", "b.md"),
        ("words", "Two", "Too"),
    ],
)
def test_a_difference_is_counted_and_named(tmp_path, capsys, kind, old, new):
    wrong = compared(*sites(tmp_path, PAGE.replace(old, new)), ["slope"])
    assert any(line.startswith(f"slope: {kind}: ") for line in wrong)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    counts = {kind: [*map(int, numbers)] for kind, *numbers in rows}
    assert counts["pages"] == [1, 1, 1]
    assert counts[kind][2] == 1


def test_a_page_that_one_builder_left_out_is_named(tmp_path):
    mkdocs, zensical = sites(tmp_path, PAGE)
    (zensical / "slope.html").unlink()
    [missing, *_] = compared(mkdocs, zensical, ["slope"])
    assert missing == "slope: pages: slope.html / nothing"


def test_what_is_lost_is_said_and_no_more_than_that(tmp_path):
    mkdocs, zensical = sites(tmp_path, PAGE)
    assert len(unlisted(mkdocs, zensical, "")) == 2 * len(LOST)
    said = (ROOT / "docs/making.md").read_text("utf-8")
    assert len(unlisted(mkdocs, zensical, said)) == len(LOST)


def test_a_notebook_becomes_markdown_with_its_outputs_and_links_follow(tmp_path):
    chart = {"output_type": "display_data", "data": {"image/svg+xml": ["<svg/>"]}}
    printed = {"output_type": "stream", "text": ["4\n"]}
    code = {"cell_type": "code", "source": ["print(4)"], "outputs": [printed, chart]}
    title = {"cell_type": "markdown", "source": ["# Lab"]}
    notebook = {"cells": [title, code], "metadata": {}}
    text = markdown(notebook, tmp_path)
    cells = "# Lab\n\n```python\nprint(4)\n```\n\n```text\n4\n```\n\n<img alt="
    assert text.startswith(cells)
    (tmp_path / "docs/labs").mkdir(parents=True)
    (tmp_path / "docs/labs/one.ipynb").write_text(json.dumps(notebook))
    page, settings = tmp_path / "docs/index.md", tmp_path / "mkdocs.yml"
    page.write_text("[a lab](labs/one.ipynb), `jupyter labs/one.ipynb`")
    settings.write_text("theme:\n  custom_dir: x\nnav:\n  - Lab: labs/one.ipynb\n")
    without_notebooks(tmp_path)
    assert (tmp_path / "docs/labs/one.md").read_text() == text
    assert page.read_text() == "[a lab](labs/one.md), `jupyter labs/one.ipynb`"
    assert settings.read_text() == "theme:\nnav:\n  - Lab: labs/one.md\n"
