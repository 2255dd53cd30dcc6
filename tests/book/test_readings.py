"""A chart is read back from its picture alone, and compared with what was meant."""

from pathlib import Path

import numpy as np
import pytest

from tinynet.book import figures
from tinynet.book.examples import run_page
from tinynet.book.figures import Chart, Drawing
from tinynet.book.pages import parse_page
from tinynet.book.readings import (
    Drawn,
    Illegible,
    chart_faults,
    read_chart,
    reading_problems,
    scale_of,
    watching,
)

ROOT = Path(__file__).parents[2]
X = np.linspace(1, 9, 17)


def drawn(series=None, **settings) -> Drawn:
    """Return a chart of a curve and some dots, as it was handed to the writer."""
    chart = Chart("A chart", **{"x": (0, 10), "y": (-1, 1), **settings})
    series = series or [(X, np.sin(X), "sin(x)"), (X[:3], np.cos(X[:3]), "")]
    for xs, ys, label in series[:-1]:
        chart.line(xs, ys, label)
    chart.points(*series[-1])
    return Drawn("a.svg", chart, series, chart.svg())


def faults(one: Drawn, svg: str = "") -> list[str]:
    return list(chart_faults(Drawn(one.name, one.chart, one.series, svg or one.svg)))


@pytest.mark.parametrize(
    "settings",
    [
        {}, {"legend": "left"}, {"x": (0.5, 9.5)}, {"x_ticks": [0, 10]},
        {"x": (1, 1000), "x_log": True}, {"x_label": "time", "y_label": "height"},
        {"x": (-3000, 20_000)},
    ],
)  # fmt: skip
def test_a_chart_is_read_as_it_was_meant(settings):
    one = drawn(**settings)
    assert faults(one) == []
    reading = read_chart(one.svg)
    assert [curve.label for curve in reading.curves] == ["sin(x)", ""]
    across, up = np.array(reading.curves[0].places).T
    width = one.chart.x.high - one.chart.x.low
    assert np.allclose(reading.x.value(across), X, rtol=0.01, atol=width / 5000)
    assert np.allclose(reading.y.value(up), np.sin(X), atol=1e-3)


def test_many_curves_with_and_without_labels_are_told_apart():
    series = [(X, np.sin(X + n), f"curve {n}" if n % 2 else "") for n in range(5)]
    one = drawn([*series, (X, np.cos(X), "dots")])
    assert faults(one) == []
    labels = [curve.label for curve in read_chart(one.svg).curves]
    assert labels == ["", "curve 1", "", "curve 3", "", "dots"]


def test_an_upright_logarithmic_axis_is_read():
    one = drawn([(X, 10**-X, "fall"), (X, 10**-X, "")], y=(1e-10, 1), y_log=True)
    assert faults(one) == []
    assert read_chart(one.svg).y.log


def test_a_drawing_without_axes_is_none():
    drawing = Drawing("A circle", 100, 100)
    drawing.circle(50, 50, 40, "here")
    assert read_chart(drawing.svg()) is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('<path class="axis" d="M106 206v5"/>', '<path class="axis" d="M107 206v5"/>',
         "fit neither an even nor a logarithmic one"),
        (">4</text>", ">5</text>", "fit neither an even nor a logarithmic one"),
        (">sin(x)</text>", ">cos(x)</text>", "labels a curve 'cos(x)', handed in 'sin(x)'"),
        ("L91.5 26.23", "L91.5 27.23", "handed in (1.5, 0.9975)"),
        ("L91.5 26.23", "", "shows 16 points of sin(x), handed in 17"),
    ],
)  # fmt: skip
def test_a_changed_picture_is_noticed(old, new, told):
    one = drawn()
    assert old in one.svg, one.svg
    (found, *_) = faults(one, one.svg.replace(old, new, 1))
    assert told in found


def test_a_writer_that_moves_its_marks_is_noticed(monkeypatch):
    place = figures.Axis.place
    monkeypatch.setattr(
        figures.Axis, "place", lambda self, value: place(self, value) + 0
    )
    assert faults(drawn()) == []

    def line(self, xs, ys, label=""):
        Chart.points(self, xs, [-y for y in ys], label)

    monkeypatch.setattr(Chart, "line", line)
    assert any("handed in" in fault for fault in faults(drawn()))


@pytest.mark.parametrize(
    "marks", [[], [(48.0, 0.0)], [(0.0, 1.0), (1.0, 2.0), (2.0, 9.0)]]
)
def test_an_axis_that_cannot_be_read_is_refused(marks):
    with pytest.raises(Illegible):
        scale_of(marks)


def page_with(code: str, below: str = ""):
    lines = "\n".join(f"chart.{line}" for line in code.split("\n"))
    return parse_page(
        "docs/a.md",
        "# A\n\n![It falls.](figures/a.svg)\n\n"
        f"{below}\n\n```python\nimport numpy as np\nfrom tinynet import sigmoid\n"
        "from tinynet.book.figures import Chart\n\nx = np.linspace(0, 5, 51)\n"
        f'chart = Chart("A", x=(0, 5), y=(0, 1))\n{lines}\nchart.save("a.svg")\n```\n',
        ROOT,
    )


def told(code: str, below: str = "") -> list[str]:
    page = page_with(code, below)
    with watching() as seen:
        runs = run_page(page, ROOT)
    assert [run.failure for run in runs] == [None]
    assert len(seen) == 1
    return [str(problem) for problem in reading_problems(page, runs, seen, ROOT)]


def test_a_label_that_is_an_expression_is_worked_out():
    assert told('line(x, sigmoid(x), "sigmoid(x)")') == []
    (found,) = told('line(x, sigmoid(x) ** 2, "sigmoid(x)")')
    assert found == (
        "docs/a.md:3: a.svg sigmoid(x): at 0 shows 0.25, true 0.5 (= sigmoid(x))"
    )


@pytest.mark.parametrize(
    ("below", "right"),
    [
        ("<!-- shows: fall: np.exp(-x) -->", True),
        ("<!-- shows: #1: np.exp(-x) -->", True),
        ("<!-- shows: fall: np.exp(-chart.x.high * np.linspace(0, 1, 51)) -->", True),
        ("<!-- shows: fall: np.exp(-1.01 * x) -->", False),
        ("<!-- shows: fall: np.exp(-y) -->", False),
        ("<!-- shows: rise: np.exp(-x) -->", False),
        ("<!-- shows: fall: np.exp(-x)[:7] -->", False),
    ],
)
def test_a_comment_says_what_a_curve_shows(below, right):
    found = told('line(x, np.exp(-x), "fall")', below)
    assert bool(found) != right
    assert all(one.startswith("docs/a.md:5: a.svg ") for one in found)


def test_a_comment_without_a_chart_is_refused():
    page = parse_page("docs/a.md", "# A\n\n<!-- shows: fall: np.exp(-x) -->\n", ROOT)
    (found,) = reading_problems(page, [], [], ROOT)
    assert str(found).startswith("docs/a.md:3: ")


def test_nothing_is_watched_afterwards():
    before = Chart.line, Chart.points, figures.Figure.save
    with watching():
        assert Chart.line is not before[0]
    assert (Chart.line, Chart.points, figures.Figure.save) == before
