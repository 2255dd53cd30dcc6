# Copied from docs/book/figures.md, the place to edit it (568b19db0770f056).
"""Figures: charts and drawings written as SVG, the same bytes on every machine.

Page: docs/book/figures.md. Licence: MIT-0.
"""

import math
from html import escape
from pathlib import Path

COLOURS = {  # name: in the light, in the dark
    "ink": ("#1f2328", "#e6e9ee"),
    "faint": ("#8b929c", "#8b929c"),
    "paper": ("#ffffff", "#1e2129"),
    "1": ("#1d5fc4", "#83b4ff"),
    "2": ("#b34700", "#ffa566"),
    "3": ("#1e7a3c", "#79d492"),
    "4": ("#8a3ab9", "#d5a6f5"),
}
DASHES = {"1": "none", "2": "7 3", "3": "2 3", "4": "9 3 2 3"}


def style_sheet() -> str:
    """Return the colours and letters of all figures, as CSS."""

    def colours(which: int) -> str:
        names = COLOURS.items()
        return "".join(f"--{n}:var(--figure-{n},{pair[which]});" for n, pair in names)

    series = "".join(
        f".tinynet .s{n}{{stroke:var(--{n});stroke-dasharray:{dashes}}}"
        f".tinynet .d{n}{{fill:var(--{n})}}"
        for n, dashes in DASHES.items()
    )
    return (
        f".tinynet{{{colours(0)}}}"
        f"@media(prefers-color-scheme:dark){{.tinynet{{{colours(1)}}}}}"
        ".tinynet text{fill:var(--ink);font:12px system-ui,sans-serif}"
        ".tinynet .line{fill:none;stroke-width:2}"
        ".tinynet .axis{fill:none;stroke:var(--faint)}"
        ".tinynet .shape{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}"
        ".tinynet .arrow{fill:none;stroke:var(--ink);stroke-width:1.5}"
        ".tinynet .head{fill:var(--ink)}"
        f"{series}"
    )


def number(value: float) -> str:
    """Return a coordinate with at most two digits after the point.

    >>> number(2.0), number(-0.001), number(1 / 3)
    ('2', '0', '0.33')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Figure:
    """A figure of `width` × `height` units; the title says what it shows."""

    def __init__(self, title: str, width: float, height: float):
        self.title, self.width, self.height = title, width, height
        self.parts: list[str] = []

    def words(self, x: float, y: float, text: str, anchor: str = "middle") -> None:
        """Write text in the units of the figure; each line of it on a line."""
        lines = text.split("\n")
        top = y - 7.5 * (len(lines) - 1) + 4
        for row, line in enumerate(lines):
            self.parts.append(
                f'<text x="{number(x)}" y="{number(top + 15 * row)}" '
                f'text-anchor="{anchor}">{escape(line)}</text>'
            )

    def svg(self) -> str:
        """Return the whole figure as SVG."""
        size = f"0 0 {number(self.width)} {number(self.height)}"
        kind = 'xmlns="http://www.w3.org/2000/svg" class="tinynet" role="img"'
        return "\n".join(
            [
                f'<svg {kind} viewBox="{size}">',
                f"<title>{escape(self.title)}</title>",
                f"<style>{style_sheet()}</style>",
                *self.parts,
                "</svg>\n",
            ]
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title}>"

    def _repr_html_(self) -> str:
        """Let a notebook show the figure as a part of its page."""
        return self.svg()

    def save(self, path: str | Path) -> None:
        """Write the figure to a file."""
        Path(path).write_text(self.svg(), encoding="utf-8", newline="\n")


class Axis:
    """From a number on an axis to a place on the paper."""

    def __init__(self, ends, start: float, stop: float, log: bool, ticks):
        self.low, self.high = map(float, ends)
        if not self.low < self.high or (log and self.low <= 0):
            raise ValueError(f"an axis cannot go from {self.low:g} to {self.high:g}")
        self.start, self.stop, self.log = start, stop, log
        self.ticks = self.nice_ticks() if ticks is None else list(ticks)

    def place(self, value: float) -> float:
        """Return the place of a number; ValueError if it is not on the axis."""
        value = float(value)
        slack = 1e-9 * (self.high - self.low)
        if not self.low - slack <= value <= self.high + slack:
            raise ValueError(f"{value:g} is not between {self.low:g} and {self.high:g}")
        low, high = self.low, self.high
        if self.log:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return self.start + (value - low) / (high - low) * (self.stop - self.start)

    def nice_ticks(self) -> list[float]:
        """Return round numbers along the axis: some four to seven of them."""
        if self.log:
            first = math.ceil(math.log10(self.low) - 1e-9)
            last = math.floor(math.log10(self.high) + 1e-9)
            return [10.0**power for power in range(first, last + 1)]
        rough = (self.high - self.low) / 6
        scale = 10.0 ** math.floor(math.log10(rough))
        step = next(scale * n for n in (1, 2, 5, 10) if scale * n >= rough - 1e-12)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [step * n for n in range(first, last + 1)]


def label(value: float) -> str:
    """Return a number as it is written at an axis.

    >>> label(-0.5), label(10000), label(0.30000000000000004)
    ('−0.5', '10,000', '0.3')
    """
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.6g}"
    return text.replace("-", "−")


class Chart(Figure):
    """A chart of curves and points over two axes, `x` and `y` as (low, high).

    The labels of its curves stand at the top, at the `legend` side: right or left.
    Raises ValueError for any other side.
    """

    def __init__(
        self,
        title,
        x,
        y,
        x_label="",
        y_label="",
        x_ticks=None,
        y_ticks=None,
        x_log=False,
        y_log=False,
        legend="right",
    ):
        super().__init__(title, 360, 250)
        if legend not in ("right", "left"):
            raise ValueError(f"legend must be right or left, not {legend!r}")
        self.legend = legend
        self.x = Axis(x, 48, 338, x_log, x_ticks)
        self.y = Axis(y, 206, 26, y_log, y_ticks)
        self.series = 0
        self.labels: list[str] = []
        for tick in self.x.ticks:
            at = number(self.x.place(tick))
            self.parts.append(f'<path class="axis" d="M{at} 206v5"/>')
            self.words(float(at), 219, label(tick))
        for tick in self.y.ticks:
            at = number(self.y.place(tick))
            self.parts.append(f'<path class="axis" d="M48 {at}h-5"/>')
            self.words(40, float(at), label(tick), "end")
        self.parts.append('<path class="axis" d="M48 26V206H338"/>')
        self.words(338, 240, x_label, "end")
        self.words(6, 10, y_label, "start")

    def line(self, xs, ys, label: str = "") -> None:
        """Draw a curve through the points (xs, ys)."""
        places = self.places(xs, ys)
        path = "L".join(f"{number(x)} {number(y)}" for x, y in places)
        name = self.next_series(label, "line")
        self.parts.append(f'<path class="line s{name}" d="M{path}"/>')

    def points(self, xs, ys, label: str = "") -> None:
        """Draw a dot at each of the points (xs, ys)."""
        name = self.next_series(label, "dot")
        for x, y in self.places(xs, ys):
            dot = f'class="dot d{name}" cx="{number(x)}" cy="{number(y)}" r="4"'
            self.parts.append(f"<circle {dot}/>")

    def text(self, x: float, y: float, text: str) -> None:
        """Write text at the point (x, y) of the chart."""
        self.words(self.x.place(x), self.y.place(y), text)

    def places(self, xs, ys) -> list[tuple[float, float]]:
        """Return the places of points on the paper; ValueError if they do not pair up."""
        pairs = zip(map(float, xs), map(float, ys), strict=True)
        return [(self.x.place(x), self.y.place(y)) for x, y in pairs]

    def next_series(self, text: str, kind: str) -> str:
        """Return the name of the next series, '1' to '4', and write its label."""
        self.series += 1
        name = str((self.series - 1) % len(DASHES) + 1)
        if text:
            y = 34 + 15 * len(self.labels)
            self.labels.append(text)
            x, anchor, side = (
                (314, "end", -6) if self.legend == "right" else (58, "start", 30)
            )
            self.words(x + side, y, text, anchor)
            mark = f'<path class="line s{name}" d="M{x} {y}h24"/>'
            if kind == "dot":
                mark = f'<circle class="dot d{name}" cx="{x + 12}" cy="{y}" r="4"/>'
            self.parts.append(mark)
        return name


class Drawing(Figure):
    """Circles, boxes, arrows, lines and words, in units from the top left corner."""

    def circle(self, x: float, y: float, radius: float, text: str = "") -> None:
        """Draw a circle around (x, y), with text in it."""
        place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
        self.parts.append(f'<circle class="shape" {place}/>')
        if text:
            self.words(x, y, text)

    def box(
        self, x: float, y: float, width: float, height: float, text: str = ""
    ) -> None:
        """Draw a box with its top left corner at (x, y), with text in it."""
        place = f'x="{number(x)}" y="{number(y)}" rx="6"'
        size = f'width="{number(width)}" height="{number(height)}"'
        self.parts.append(f'<rect class="shape" {place} {size}/>')
        if text:
            self.words(x + width / 2, y + height / 2, text)

    def arrow(self, x1: float, y1: float, x2: float, y2: float, text: str = "") -> None:
        """Draw an arrow from (x1, y1) to (x2, y2), with text above its middle."""
        length = math.hypot(x2 - x1, y2 - y1)
        along_x, along_y = (x2 - x1) / length, (y2 - y1) / length
        back_x, back_y = x2 - 9 * along_x, y2 - 9 * along_y
        corners = [
            (x2, y2),
            (back_x - 4 * along_y, back_y + 4 * along_x),
            (back_x + 4 * along_y, back_y - 4 * along_x),
        ]
        shaft = f"M{number(x1)} {number(y1)}L{number(back_x)} {number(back_y)}"
        head = "L".join(f"{number(x)} {number(y)}" for x, y in corners)
        self.parts.append(f'<path class="arrow" d="{shaft}"/>')
        self.parts.append(f'<path class="head" d="M{head}Z"/>')
        if text:
            self.words((x1 + x2) / 2, (y1 + y2) / 2 - 9, text)

    def edge(self, x1: float, y1: float, x2: float, y2: float, width: float) -> None:
        """Draw a line so many units wide; if it is negative, dashed and as wide."""
        name, wide = "2" if width < 0 else "1", number(abs(width))
        ends = f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
        style = f'style="stroke-width:{wide}"'
        self.parts.append(f'<path class="line s{name}" {style} d="{ends}"/>')

    def text(self, x: float, y: float, text: str) -> None:
        """Write text with its middle at (x, y)."""
        self.words(x, y, text)
