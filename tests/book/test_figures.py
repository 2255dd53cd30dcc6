"""Figures, read back from the SVG by a reader that shares nothing with the writer."""

import re
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest

from tinynet.book.figures import Chart, Drawing

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> dict[str, tuple[float, float]]:
    found = fromstring(svg).iter(f"{SVG}text")
    return {t.text: (float(t.get("x")), float(t.get("y"))) for t in found}


def curve(svg: str, name: str) -> np.ndarray:
    """Return the points of a curve in the units of the axes, read off the ticks."""
    paths = [
        p for p in fromstring(svg).iter(f"{SVG}path") if f"s{name}" in p.get("class")
    ]
    longest = max(paths, key=lambda path: len(path.get("d")))
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", longest.get("d"))]
    return np.array(numbers).reshape(-1, 2)


def test_a_curve_goes_through_its_points_as_the_ticks_tell():
    chart = Chart("A line", x=(0, 10), y=(-2, 2), x_ticks=[0, 10], y_ticks=[-2, 2])
    xs = np.linspace(0, 10, 23)
    chart.line(xs, np.sin(xs))
    svg = chart.svg()
    at = texts(svg)
    left, right = at["0"][0], at["10"][0]
    bottom, top = at["−2"][1] - 4, at["2"][1] - 4
    places = curve(svg, "1")
    read_x = (places[:, 0] - left) / (right - left) * 10
    read_y = (places[:, 1] - bottom) / (top - bottom) * 4 - 2
    np.testing.assert_allclose(read_x, xs, atol=0.001)
    np.testing.assert_allclose(read_y, np.sin(xs), atol=0.001)


def test_a_logarithmic_axis_gives_each_power_of_ten_the_same_step():
    chart = Chart("Powers", x=(1, 10_000), y=(20, 30), x_log=True)
    at = texts(chart.svg())
    steps = np.diff([at[tick][0] for tick in ["1", "10", "100", "1,000", "10,000"]])
    np.testing.assert_allclose(steps, steps[0], atol=0.02)


def test_the_same_figure_is_the_same_bytes(tmp_path):
    for name in ["a.svg", "b.svg"]:
        chart = Chart("Twice", x=(0, 1), y=(0, 1))
        chart.points([0.25, 1 / 3], [0.5, 2 / 3], "points")
        chart.save(tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.parametrize("point", [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_a_point_outside_the_axes_is_refused(point):
    chart = Chart("Inside", x=(0, 1), y=(0, 1))
    with pytest.raises(ValueError, match="is not between"):
        chart.points([point[0]], [point[1]])


def test_points_that_do_not_pair_up_are_refused():
    chart = Chart("Pairs", x=(0, 1), y=(0, 1))
    with pytest.raises(ValueError, match="zip"):
        chart.line([0.1, 0.2], [0.3])


@pytest.mark.parametrize(
    ("ends", "log"), [((1, 1), False), ((2, 1), False), ((0, 9), True)]
)
def test_an_axis_that_cannot_be_drawn_is_refused(ends, log):
    with pytest.raises(ValueError, match="an axis cannot go"):
        Chart("Axis", x=ends, y=(0, 1), x_log=log)


def test_curves_are_told_apart_by_their_dashes_too():
    chart = Chart("Four", x=(0, 1), y=(0, 1))
    for n in range(4):
        chart.line([0, 1], [0, n / 4], f"curve {n}")
    style = fromstring(chart.svg()).find(f"{SVG}style").text
    dashes = re.findall(r"stroke-dasharray:([^}]*)}", style)
    assert len(set(dashes)) == 4
    assert all(f"curve {n}" in texts(chart.svg()) for n in range(4))


def test_words_are_escaped_and_keep_their_lines():
    drawing = Drawing("a < b & c", 100, 50)
    drawing.box(5, 5, 90, 40, "x < 1\n& more")
    root = fromstring(drawing.svg())
    assert root.find(f"{SVG}title").text == "a < b & c"
    assert [t.text for t in root.iter(f"{SVG}text")] == ["x < 1", "& more"]


def test_an_arrow_ends_at_its_point():
    drawing = Drawing("An arrow", 100, 100)
    drawing.arrow(10, 20, 70, 80)
    head = next(
        p
        for p in fromstring(drawing.svg()).iter(f"{SVG}path")
        if p.get("class") == "head"
    )
    assert head.get("d").startswith("M70 80L")


@pytest.mark.parametrize(("width", "series"), [(2.5, "s1"), (-2.5, "s2"), (0, "s1")])
def test_an_edge_is_as_wide_as_it_is_told_and_dashed_if_negative(width, series):
    drawing = Drawing("An edge", 100, 100)
    drawing.edge(10, 20, 70.5, 80, width)
    (edge,) = fromstring(drawing.svg()).iter(f"{SVG}path")
    assert edge.get("d") == "M10 20L70.5 80"
    assert edge.get("class") == f"line {series}"
    assert edge.get("style") == f"stroke-width:{abs(width):g}"


def test_a_side_that_a_chart_does_not_have_is_refused():
    with pytest.raises(ValueError, match="legend must be right or left, not 'top'"):
        Chart("A line", (0, 1), (0, 1), legend="top")
