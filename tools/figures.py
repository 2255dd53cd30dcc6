"""Figures: what Matplotlib draws, made small, and compared with what is published.

One that says `data-drawn` is drawn by an example; any other is a diagram, kept by hand.
"""

import re
import xml.etree.ElementTree as ET
from itertools import zip_longest
from pathlib import Path
from zlib import crc32

from tools.pages import Page, Problem

SVG = "{http://www.w3.org/2000/svg}"
# The site has two colours for each of these: one in the light, one in the dark.
PALETTE = {"#1f2328": "ink", "#8b929c": "faint", "#1d5fc4": "1", "#b34700": "2"}
PALETTE |= {"#1e7a3c": "3", "#8a3ab9": "4"}
DRAWN = {"data-drawn": "matplotlib", "font-family": "DejaVu Sans, sans-serif"}
DRAWN |= {"stroke-linejoin": "round"}
NUMBER = re.compile(r"(?<![\w#.])-?\d*\.?\d+(?:e[-+]?\d+)?(?!\w)")
SHOWN = re.compile(r"!\[[^\]]*\]\((?:\.\./|docs/)*figures/([\w.-]+\.svg)\)")
NEAR = 0.02 + 1e-9  # a hundredth, and both are rounded to hundredths

ET.register_namespace("", SVG[1:-1])


def normalised(svg: str) -> str:
    """Return what Matplotlib has drawn, in short, with ids that no other figure has."""
    svg = re.sub(r'(?s)<(metadata|style).*?</\1>|font-family: [^;"]*;?|xlink:', "", svg)
    names = dict.fromkeys(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    ids = {name: f"f{crc32(svg.encode()):08x}-{n}" for n, name in enumerate(names)}
    used = r'((?:href="|url\()#| id=")([^")]+)'
    svg = re.sub(used, lambda match: match[1] + ids.get(match[2], ""), svg)
    (root,) = tidied(ET.fromstring(svg))
    root.attrib = {"viewBox": root.attrib["viewBox"], **DRAWN}
    return ET.tostring(root, encoding="unicode")


def tidied(element: ET.Element) -> list[ET.Element]:
    """Return an element with short numbers, or what it holds if it adds nothing."""
    element[:] = [child for one in element for child in tidied(one)]
    for name, value in element.items():
        value = NUMBER.sub(lambda m: f"{round(float(m[0]), 2) + 0:g}", value)
        element.set(name, " ".join(value.split()))
        if not value.strip() or value.startswith("rotate(0 "):
            del element.attrib[name]
    if element.tag == f"{SVG}g" and not element.attrib:
        return [*element]
    element.text, element.tail = "\n" if len(element) else element.text, "\n"
    return [element] if len(element) or element.attrib else []


def drawn(folder: Path) -> tuple[dict[str, str], str]:
    """Return the figures in a folder by name, and what is wrong with one, or ""."""
    figures = {f.name: normalised(f.read_text("utf-8")) for f in folder.glob("*.svg")}
    odd = {*re.findall(r"(?<=: )#\w{6}", "".join(figures.values()))} - PALETTE.keys()
    return figures, f"draws in {min(odd)}, no colour of matplotlibrc" if odd else ""


def difference(old: str, new: str) -> str:
    """Return where two figures differ by more than a hundredth, or "" if nowhere."""
    old, new = (re.sub(r"f[0-9a-f]{8}-(?=\d)", "", svg) for svg in (old, new))
    parts = (re.findall(r"<[^>]*>|[^<\s][^<]*", svg) for svg in (old, new))
    for was, now in zip_longest(*parts, fillvalue=""):
        if was.startswith("<") and NUMBER.sub("#", was) == NUMBER.sub("#", now):
            pairs = zip(NUMBER.findall(was), NUMBER.findall(now), strict=True)
            far = [(a, b) for a, b in pairs if abs(float(a) - float(b)) >= NEAR]
        else:
            far = [(was[:60], now[:60])] if was != now else []
        if far:
            return f"published {far[0][0]!r}, drawn {far[0][1]!r}"
    return ""


def figure_problems(page: Page, runs: list, root: Path) -> list[Problem]:
    """Return how what the examples of a page draw differs from what it shows."""
    shown = {m[1]: page.line_at(m.start()) for m in SHOWN.finditer(page.prose)}
    pictures = {name: svg for run in runs for name, svg in run.pictures.items()}
    lines = {name: run.example.line for run in runs for name in run.pictures} | shown
    ran = [run.example for run in runs if not (run.failure or run.wants)]
    found = []
    for name, line in lines.items():
        file, told = root / "docs/figures" / name, ""
        old = file.read_text("utf-8") if file.is_file() else ""
        if name not in shown:
            told = "is drawn, and the page never shows it"
        elif name in pictures:
            told = difference(old, pictures[name]) if old else "is not there yet"
            told += f"; run python -m tools accept {page.path}" if told else ""
        elif ran == page.of("example") and (not old or " data-drawn=" in old):
            told = "is drawn by no example of this page"
        if told:
            found.append(Problem(page.path, line, f"docs/figures/{name}: {told}"))
    return found
