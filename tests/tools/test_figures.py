"""Figures are drawn anew, made small, and compared with what is published."""

import re
from pathlib import Path

import pytest

from tools import examples, figures
from tools.pages import parse

ROOT = Path(__file__).parents[2]
CODE = """\
import matplotlib.pyplot as plt

plt.plot([1, 2.5, {}], label="{}")
plt.legend()
plt.savefig("a.svg")
"""
SHOWN = "![A line](figures/a.svg)\n"


def page_of(*codes: str, shown: str = SHOWN):
    blocks = (f"\n```python\n{code}```\n" for code in codes)
    return parse("docs/foo.md", shown + "".join(blocks))


def runs_of(page):
    return [*examples.run_all([(b, []) for b in page.of("example")], root=ROOT)]


@pytest.fixture(scope="module")
def drawn() -> list[str]:
    """Return three figures: the second is almost the first, the third differs."""
    sizes = [(3, "up"), (3.00001, "up"), (3.1, "up"), (3, "down")]
    runs = runs_of(page_of(*(CODE.format(*size) for size in sizes)))
    assert [run.failure for run in runs] == [None] * 4
    return [run.pictures["a.svg"] for run in runs]


class TestNormalised:
    def test_a_figure_of_matplotlib_is_small_and_says_that_it_is_drawn(self, drawn):
        first = drawn[0]
        assert first.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
        assert " data-drawn=" in first.splitlines()[0]
        assert ">up</text>" in first
        for dropped in ("metadata", "<style", "Matplotlib v", "xlink", "DOCTYPE"):
            assert dropped not in first
        assert not re.search(r"\d\.\d{3}", first)
        assert len(first) < 6000

    def test_no_two_figures_have_an_id_in_common(self, drawn):
        ids = [{*re.findall(r' id="([^"]+)"', one)} for one in drawn]
        assert ids[0]
        assert not ids[0] & ids[2]
        assert {*re.findall(r'#(f[^")]+)', drawn[0])} == ids[0]

    def test_pixels_and_other_colours_are_refused(self):
        start = "import matplotlib.pyplot as plt\nplt.{}\nplt.savefig('a.svg')\n"
        page = page_of(*map(start.format, ["imshow([[1]])", "plot([1], c='#ff0000')"]))
        pixels, colour = (str(run.failure) for run in runs_of(page))
        assert pixels == "docs/foo.md:3: draws a.svg, which holds pixels; draw shapes"
        assert "which has #ff0000, which is no colour of tools/matplotlibrc" in colour


class TestSame:
    def test_a_hundredth_of_a_pixel_is_no_difference(self, drawn, tmp_path):
        assert figures.difference(drawn[0], drawn[1]) == ""
        (tmp_path / "a.svg").write_text(drawn[0])
        assert figures.is_same(tmp_path / "a.svg", drawn[1])
        assert not figures.is_same(tmp_path / "a.svg", drawn[2])
        assert not figures.is_same(tmp_path / "b.svg", drawn[0])

    def test_a_number_a_text_and_a_colour_that_differ_are_told(self, drawn):
        told = figures.difference(drawn[0], drawn[2])
        assert re.fullmatch(r"published '[\d.]+', drawn '[\d.]+'", told)
        assert "published 'up', drawn 'down'" in figures.difference(drawn[0], drawn[3])
        other = drawn[0].replace("#1d5fc4", "#b34700")
        assert "#b34700" in figures.difference(drawn[0], other)
        assert figures.difference("<text>0.5</text>", "<text>0.51</text>")
        assert figures.difference(drawn[0], drawn[0].replace("</svg>", "<g/></svg>"))


class TestFigureProblems:
    def problems(self, root: Path, published: str, *codes: str, shown=SHOWN) -> str:
        (root / "docs/figures").mkdir(parents=True)
        if published:
            (root / "docs/figures/a.svg").write_text(published)
        page = page_of(*codes, shown=shown)
        found = figures.figure_problems(page, runs_of(page), root)
        return "\n".join(map(str, found))

    def test_what_is_published_is_what_is_drawn(self, tmp_path, drawn):
        assert self.problems(tmp_path, drawn[1], CODE.format(3, "up")) == ""

    def test_a_figure_that_differs_is_told(self, tmp_path, drawn):
        told = self.problems(tmp_path, drawn[3], CODE.format(3, "up"))
        assert told == (
            "docs/foo.md:1: docs/figures/a.svg: published 'down', drawn 'up'; "
            "run `python -m tools accept docs/foo.md`"
        )

    def test_a_figure_that_is_missing_is_told(self, tmp_path):
        told = self.problems(tmp_path, "", CODE.format(3, "up"))
        assert told.startswith("docs/foo.md:1: docs/figures/a.svg: is missing; run")

    def test_a_figure_that_the_page_does_not_show_is_told(self, tmp_path, drawn):
        told = self.problems(tmp_path, drawn[0], CODE.format(3, "up"), shown="")
        assert told == "docs/foo.md:2: draws a.svg, which the page never shows"

    def test_a_drawing_without_its_code_is_told_and_a_diagram_is_none(
        self, tmp_path, drawn
    ):
        told = self.problems(tmp_path / "1", drawn[0], "x = 1\n")
        assert told.endswith("docs/figures/a.svg: is drawn by no example of this page")
        assert self.problems(tmp_path / "2", "<svg/>", "x = 1\n") == ""
