"""Figures are drawn anew, made small, and compared with what is published."""

import re
from pathlib import Path

import pytest

from tools import examples, figures
from tools.pages import parse

ROOT = Path(__file__).parents[2]
START = "import matplotlib.pyplot as plt\n\nplt.{}\nplt.savefig('a.svg')\n"
CODE = START.format("plot([1, 2.5, {}])\nplt.ylabel('{}')")
UP = CODE.format(3, "up")
SHOWN = "![A line](figures/a.svg)\n"


def page_and_runs(*codes: str, shown: str = SHOWN):
    blocks = (f"\n```python\n{code}```\n" for code in codes)
    page = parse("docs/foo.md", shown + "".join(blocks))
    work = [(block, []) for block in page.of("example")]
    return page, [*examples.run_all(work, root=ROOT)]


@pytest.fixture(scope="module")
def drawn() -> list[str]:
    """Return four figures; the second is as good as the first."""
    sizes = [(3, "up"), (3.00001, "up"), (3.1, "up"), (3, "no")]
    runs = [page_and_runs(CODE.format(*size))[1][0] for size in sizes]
    assert [run.failure for run in runs] == [None] * 4
    return [run.pictures["a.svg"] for run in runs]


def test_a_figure_is_small_says_that_it_is_drawn_and_has_ids_of_its_own(drawn):
    assert " data-drawn=" in drawn[0].splitlines()[0]
    assert ">up</text>" in drawn[0]
    assert not re.search(r"metadata|<style|xlink|DOCTYPE|\d\.\d{3}", drawn[0])
    assert len(drawn[0]) < 6000
    ids = [{*re.findall(r' id="([^"]+)"', one)} for one in drawn]
    assert ids[0] == {*re.findall(r'#(f[^")]+)', drawn[0])} != set()
    assert not ids[0] & ids[2]


def test_another_colour_is_refused():
    _, (run,) = page_and_runs(START.format("plot([1], c='#ff0000')"))
    assert "draws in #ff0000, no colour of matplotlibrc" in str(run.failure)


def test_what_differs_by_more_than_a_hundredth_of_a_pixel_is_told(drawn):
    same, same_too, number, text = (figures.difference(drawn[0], one) for one in drawn)
    assert same == same_too == ""
    assert re.fullmatch(r"published '[\d.]+', drawn '[\d.]+'", number)
    assert text == "published 'up', drawn 'no'"
    for old, new in [("1d5fc4", "b34700"), (">up<", ">0.5<"), ("</svg>", "<g/></svg>")]:
        assert figures.difference(drawn[0], drawn[0].replace(old, new))


@pytest.mark.parametrize(
    ("published", "code", "shown", "told"),
    [
        (1, UP, SHOWN, ""),
        (3, UP, SHOWN, "docs/figures/a.svg: published 'no', drawn 'up'"),
        (None, UP, SHOWN, "docs/foo.md:1: docs/figures/a.svg: is not there"),
        (0, UP, "", "docs/foo.md:2: docs/figures/a.svg: is drawn, and the page never"),
        (0, "x = 1\n", SHOWN, "is drawn by no example of this page"),
        ("<svg>a diagram, kept by hand</svg>", "x = 1\n", SHOWN, ""),
    ],
)
def test_what_is_shown_is_what_is_drawn(drawn, tmp_path, published, code, shown, told):
    (tmp_path / "docs/figures").mkdir(parents=True)
    if published is not None:
        text = drawn[published] if isinstance(published, int) else published
        (tmp_path / "docs/figures/a.svg").write_text(text)
    found = figures.figure_problems(*page_and_runs(code, shown=shown), tmp_path)
    assert len(found) == bool(told)
    assert told in "".join(map(str, found))
