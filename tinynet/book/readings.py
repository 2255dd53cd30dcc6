# Copied from docs/book/readings.md, the place to edit it (fd81e90fe55a324d).
"""Readings: the numbers in a chart, read back from the picture, and compared.

Page: docs/book/readings.md. Licence: MIT-0.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import numpy as np

from tinynet.book import figures
from tinynet.book.examples import Run
from tinynet.book.numbers import names_at
from tinynet.book.pages import Page, Problem
from tinynet.book.symbols import PACKAGE

ROUNDED = 0.03  # of a unit on paper: what two digits after the point may lose


class Illegible(ValueError):
    """Raised when a reader could not tell what a picture says."""


@dataclass(frozen=True)
class Scale:
    """What places along an axis mean: the value is low + step · place, or its power."""

    low: float
    step: float
    log: bool

    def value(self, place):
        """Return the value at a place, or at each of an array."""
        straight = self.low + self.step * np.asarray(place, dtype=float)
        return 10**straight if self.log else straight

    def place(self, value):
        """Return the place of a value, or of each of an array."""
        with np.errstate(all="ignore"):
            value = np.log10(value) if self.log else np.asarray(value, dtype=float)
        return (value - self.low) / self.step


def scale_of(marks: list[tuple[float, float]]) -> Scale:
    """Return the scale of an axis, from the places of its marks and their numbers."""
    places, values = np.array(sorted(set(marks))).reshape(-1, 2).T
    if len(places) < 2:
        raise Illegible("an axis has fewer than two marks with numbers")
    for log in (False, True):
        if log and values.min() <= 0:
            continue
        straight = np.log10(values) if log else values
        step = (straight[-1] - straight[0]) / (places[-1] - places[0])
        scale = Scale(straight[0] - step * places[0], step, log) if step else None
        if scale and np.abs(scale.place(values) - places).max() < ROUNDED:
            return scale
    raise Illegible(
        "the numbers along an axis fit neither an even nor a logarithmic one"
    )


@dataclass
class Curve:
    """A curve or a row of dots: its label, its style, and its places on the paper."""

    label: str
    style: str
    places: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class Reading:
    """What a reader gets out of a chart: its scales, its curves and its other words."""

    x: Scale
    y: Scale
    curves: list[Curve]
    words: list[str]


def style_of(element: Element) -> str:
    """Return the style of a curve or of a dot, '' for anything else."""
    found = re.fullmatch(r"(?:line|dot) ([sd]\w+)", element.get("class", ""))
    return found[1] if found else ""


def number_in(text: str) -> float | None:
    """Return the number that a text along an axis is, or None."""
    try:
        return float(text.replace("−", "-").replace(",", ""))
    except ValueError:
        return None


def spots_of(element: Element) -> list[tuple[float, float]]:
    """Return the places of a curve, or the one of a dot."""
    if "cx" in element.attrib:
        return [(float(element.get("cx")), float(element.get("cy")))]
    pairs = re.findall(r"([-\d.]+) ([-\d.]+)", element.get("d", ""))
    return [(float(x), float(y)) for x, y in pairs]


def read_chart(svg: str) -> Reading | None:
    """Return what a reader gets out of a chart; None if it has no axes with numbers.

    Raises Illegible if an axis cannot be read.
    """
    parts = [part for part in fromstring(svg) if part.get("class") or part.text]
    for part in parts:
        part.tag = part.tag.rpartition("}")[2]
    axes = [p.get("d", "") for p in parts if p.get("class") == "axis"]
    texts = [
        (float(p.get("x")), float(p.get("y")), p.text or "")
        for p in parts
        if p.tag == "text"
    ]
    if not axes:
        return None
    scales = []
    for mark, across in ((r"M(\S+) (\S+)v", 0), (r"M(\S+) (\S+)h-", 1)):
        marks = []
        for x, y in re.findall(mark, "\n".join(axes)):
            at = (float(x), float(y))
            near = [
                (abs(text[0] - at[0]) + abs(text[1] - at[1]), number_in(text[2]))
                for text in texts
                if abs(text[across] - at[across]) < 6 and number_in(text[2]) is not None
            ]
            if near:
                marks.append((at[across], min(near)[1]))
        if len(marks) < 2:
            return None
        scales.append(scale_of(marks))
    return Reading(*scales, curves_in(parts), [text for *_, text in texts])


def curves_in(parts: list[Element]) -> list[Curve]:
    """Return the curves of a chart, in the order in which they were drawn."""
    curves, label, last = [], None, None
    for before, part in zip([None, *parts], parts, strict=False):
        style, spots = style_of(part), spots_of(part)
        if not style:
            last = None
        elif before is not None and before.tag == "text" and beside(before, part):
            label, last = before.text or "", None
        elif last is not None and part.tag == "circle" and last.style == style:
            last.places += spots
        else:
            last = Curve(label or "", style, spots)
            curves.append(last)
            label = None
    return curves


def beside(text: Element, mark: Element) -> bool:
    """Tell whether a mark stands beside a text, as in a legend, and is no curve."""
    (x, y), *more = spots_of(mark)
    level = abs(float(text.get("y")) - y) < 6
    return level and not more and abs(float(text.get("x")) - x) < 45


@dataclass
class Drawn:
    """What an example handed to the writer of a chart, and what came out of it."""

    name: str
    chart: figures.Chart
    series: list[tuple[list[float], list[float], str]]
    svg: str


@contextmanager
def watching() -> Iterator[list[Drawn]]:
    """Keep a note of every chart that is drawn and saved meanwhile."""
    drawn: list[Drawn] = []
    notes: dict[int, list] = {}
    chart, kept = figures.Chart, {}

    def noting(name):
        def method(self, xs, ys, label=""):
            xs, ys = [float(x) for x in xs], [float(y) for y in ys]
            notes.setdefault(id(self), []).append((xs, ys, label))
            return kept[name](self, xs, ys, label)

        return method

    def save(self, path):
        kept["save"](self, path)
        if isinstance(self, chart) and str(path).endswith(".svg"):
            series = list(notes.get(id(self), []))
            drawn.append(Drawn(Path(path).name, self, series, self.svg()))

    for name in ("line", "points"):
        kept[name] = getattr(chart, name)
        setattr(chart, name, noting(name))
    kept["save"] = figures.Figure.save
    figures.Figure.save = save
    try:
        yield drawn
    finally:
        chart.line, chart.points = kept["line"], kept["points"]
        figures.Figure.save = kept["save"]


def chart_faults(drawn: Drawn) -> Iterator[str]:
    """Yield how a chart differs from what was handed to its writer."""
    try:
        reading = read_chart(drawn.svg)
    except Illegible as illegible:
        yield f"cannot be read: {illegible}"
        return
    if reading is None:
        return
    chart = drawn.chart
    for name, scale, axis in (("x", reading.x, chart.x), ("y", reading.y, chart.y)):
        for end, place in ((axis.low, axis.start), (axis.high, axis.stop)):
            if abs(scale.place(end) - place) > ROUNDED:
                at = round(float(scale.value(place)), 9) + 0.0
                yield f"has an end of its {name} axis at {at:.4g}, handed in {end:.4g}"
    if len(reading.curves) != len(drawn.series):
        yield f"shows {len(reading.curves)} curves, handed in {len(drawn.series)}"
        return
    for curve, (xs, ys, label) in zip(reading.curves, drawn.series, strict=True):
        name = label or "a curve without a label"
        if curve.label != label:
            yield f"labels a curve {curve.label!r}, handed in {label!r}"
        places = np.array(curve.places).reshape(-1, 2)
        if len(places) != len(xs):
            yield f"shows {len(places)} points of {name}, handed in {len(xs)}"
            continue
        handed = np.stack([reading.x.place(xs), reading.y.place(ys)], axis=1)
        off = np.abs(handed - places).max(axis=1)
        if len(off) and not off.max() <= ROUNDED:
            at = int(np.nanargmax(np.where(np.isnan(off), np.inf, off)))
            x = float(reading.x.value(places[at, 0]))
            y = float(reading.y.value(places[at, 1]))
            yield (
                f"shows {name} at ({x:.4g}, {y:.4g}), handed in "
                f"({xs[at]:.4g}, {ys[at]:.4g})"
            )


SHOWS = re.compile(r"<!-- shows:(.*?)-->", re.DOTALL)
PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*?([\w-]+\.svg)\)")


def stated(page: Page) -> dict[str, list[tuple[str, int]]]:
    """Return what a page says that its pictures show, with the lines where it does."""
    found: dict[str, list[tuple[str, int]]] = {}
    for match in SHOWS.finditer(page.text):
        line = page.text.count("\n", 0, match.start()) + 1
        if any(block.line <= line <= block.end for block in page.blocks):
            continue
        above = PICTURE.findall(page.text[: match.start()])
        for entry in filter(str.strip, match[1].split(";")):
            found.setdefault(above[-1] if above else "", []).append(
                (entry.strip(), line)
            )
    return found


def own_expression(label: str) -> str:
    """Return the expression in x that a label is, '' if it is only a name for something.

    >>> own_expression("sigmoid(z)"), own_expression("the sigmoid")
    ('sigmoid(x)', '')
    """
    try:
        tree = ast.parse(label, mode="eval")
    except SyntaxError:
        return ""
    names = {node.id: node for node in ast.walk(tree) if isinstance(node, ast.Name)}
    called = {
        n.func.id
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and n.func in names.values()
    }
    free = names.keys() - PACKAGE.keys()
    if not called or not called <= PACKAGE.keys() or len(free) != 1:
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in free:
            node.id = "x"
    return ast.unparse(tree)


def curve_fault(curve: Curve, reading: Reading, expression: str, names: dict) -> str:
    """Return how a curve differs from the values of an expression, '' if it does not."""
    places = np.array(curve.places).reshape(-1, 2)
    program = compile(expression, "<shows>", "eval")
    wanted = []
    for nudge in (0, -ROUNDED / 4, ROUNDED / 4):
        x = reading.x.value(places[:, 0] + nudge)
        with np.errstate(all="ignore"):
            values = np.asarray(eval(program, {**names, "x": x}), dtype=float).ravel()
        wanted.append(reading.y.place(np.broadcast_to(values, len(x))))
    low, high = np.nanmin(wanted, axis=0) - ROUNDED, np.nanmax(wanted, axis=0) + ROUNDED
    wrong = np.flatnonzero(~((low <= places[:, 1]) & (places[:, 1] <= high)))
    if not len(wrong):
        return ""
    x, y = reading.x.value(places[wrong[0], 0]), reading.y.value(places[wrong[0], 1])
    true = float(reading.y.value(wanted[0][wrong[0]]))
    return f"at {float(x):.4g} shows {float(y):.4g}, true {true:.4g} (= {expression})"


def reading_problems(
    page: Page, runs: list[Run], drawn: Sequence[Drawn], root: Path
) -> list[Problem]:
    """Return what is wrong with the charts that the examples of a page have drawn.

    drawn: what was handed to their writer, as far as somebody was watching.
    """
    problems, said = [], stated(page)
    lines = {name: page.text[:at].count("\n") + 1 for at, name in pictures(page.text)}
    watched = {chart.name: chart for chart in drawn}
    saved = {name: svg for run in runs for name, svg in run.pictures.items()}
    charts = {name: svg for name, svg in saved.items() if 'class="axis"' in svg}
    for name, svg in charts.items():
        line, seen = lines.get(name, 1), watched.get(name)
        faults = [(line, fault) for fault in (chart_faults(seen) if seen else ())]
        if not faults:
            faults = [*meaning_faults(runs, svg, line, said.get(name, []))]
        problems += [Problem(page.path, at, f"{name} {fault}") for at, fault in faults]
    for name, entries in said.items():
        if name not in charts:
            told = "says what a picture shows, and there is no chart above it"
            problems.append(Problem(page.path, entries[0][1], told))
    return problems


def pictures(text: str) -> list[tuple[int, str]]:
    return [(match.start(), match[1]) for match in PICTURE.finditer(text)]


def meaning_faults(
    runs: list[Run], svg: str, line: int, entries: list[tuple[str, int]]
) -> Iterator[tuple[int, str]]:
    """Yield how the curves of a chart differ from what their page says that they show."""
    try:
        reading = read_chart(svg)
    except Illegible as illegible:
        yield line, f"cannot be read: {illegible}"
        return
    if reading is None:
        for _, at in entries:
            yield at, "has no axes with numbers, and cannot be compared"
        return
    curves = {f"#{number}": curve for number, curve in enumerate(reading.curves, 1)}
    curves |= {curve.label: curve for curve in reading.curves if curve.label}
    meant = [(c, c.label, own_expression(c.label), line) for c in reading.curves]
    for entry, at in entries:
        label = next((label for label in curves if entry.startswith(f"{label}: ")), "")
        if not label:
            yield at, f"has no curve for {entry!r}; its curves are {', '.join(curves)}"
            continue
        meant = [one for one in meant if one[0] is not curves[label] or not one[2]]
        meant.append((curves[label], label, entry[len(label) + 2 :].strip(), at))
    for curve, label, expression, at in meant:
        try:
            names = names_at(at, runs)
            fault = expression and curve_fault(curve, reading, expression, names)
        except Exception as error:
            fault = f"cannot be compared: {type(error).__name__}, {error}"
        if fault:
            yield at, f"{label}: {fault}"
