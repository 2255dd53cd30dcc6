"""Figures: what Matplotlib draws, made small, and compared with what is published.

A figure that an example draws says `data-drawn` on its first line; one that does not is
a diagram, kept by hand, and no example draws it.
"""

import re
import xml.etree.ElementTree as ET
from itertools import zip_longest
from pathlib import Path
from zlib import crc32

from tools.pages import Page, Problem

SVG = "{http://www.w3.org/2000/svg}"
# The site has two colours for each of these: one in the light, one in the dark.
COLOURS = {"#1f2328", "#8b929c", "#1d5fc4", "#b34700", "#1e7a3c", "#8a3ab9"}
DRAWN = {"data-drawn": "matplotlib", "font-family": "DejaVu Sans, sans-serif"}
DRAWN |= {"stroke-linejoin": "round"}
NUMBER = re.compile(r"(?<![\w#.])-?\d*\.?\d+(?:e[-+]?\d+)?(?!\w)")
SHOWN = re.compile(r"!\[[^\]]*\]\((?:\.\./|docs/)*figures/([\w.-]+\.svg)\)")
NEAR = 0.02 + 1e-9  # a hundredth, and both are rounded to hundredths

ET.register_namespace("", SVG[1:-1])


def normalised(svg: str) -> str:
    """Return what Matplotlib has drawn, in short; ValueError if no page can show it."""
    if odd := {*re.findall(r"(?<=: )#\w{6}", svg)} - COLOURS:
        raise ValueError(f"has {min(odd)}, which is no colour of tools/matplotlibrc")
    if "<image" in svg:
        raise ValueError("holds pixels; draw shapes")
    svg = re.sub(r"(?s)<(metadata|style).*?</\1>", "", svg).replace("xlink:", "")
    names = dict.fromkeys(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    ids = {name: f"\ue000{number}" for number, name in enumerate(names)}
    used = r'((?:href="|url\()#| id=")([^")]+)'
    svg = re.sub(used, lambda match: match[1] + ids.get(match[2], ""), svg)
    (root,) = tidied(ET.fromstring(svg))
    root.attrib = {"viewBox": root.attrib["viewBox"], **DRAWN}
    text = ET.tostring(root, encoding="unicode")
    # The site shows several figures on one page, so their ids must differ.
    return text.replace("\ue000", f"f{crc32(text.encode()):08x}-")


def tidied(element: ET.Element) -> list[ET.Element]:
    """Return an element with short numbers, or what it holds if it adds nothing."""
    children = [new for one in element for new in tidied(one)]
    new = ET.Element(element.tag)
    for name, value in element.items():
        value = NUMBER.sub(lambda m: f"{round(float(m[0]), 2) + 0:g}", value)
        value = " ".join(re.sub("font-family: [^;]*;?", "", value).split())
        if value and not value.startswith("rotate(0 "):
            new.set(name, value)
    if element.tag == f"{SVG}g" and not new.attrib:
        return children
    new.extend(children)
    new.text, new.tail = "\n" if children else element.text, "\n"
    return [new] if children or new.attrib else []


def drawn(folder: Path) -> tuple[dict[str, str], str]:
    """Return the figures in a folder by name, and what is wrong with one, or ""."""
    figures, wrong = {}, ""
    for file in sorted(folder.glob("*.svg")):
        try:
            figures[file.name] = normalised(file.read_text("utf-8"))
        except (ValueError, ET.ParseError) as error:
            wrong = f"draws {file.name}, which {error}"
    return figures, wrong


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
    pictures = {name: run for run in runs for name in run.pictures}
    found = [
        Problem(page.path, run.example.line, f"draws {name}, which is never shown")
        for name, run in pictures.items()
        if name not in shown
    ]
    ran = [run.example for run in runs if not (run.failure or run.wants)]
    for name, line in shown.items():
        file, told = root / "docs/figures" / name, ""
        old = file.read_text("utf-8") if file.is_file() else ""
        if name in pictures:
            told = difference(old, pictures[name].pictures[name])
            told += f"; run `python -m tools accept {page.path}`" * bool(told)
        elif ran == page.of("example") and (not old or " data-drawn=" in old):
            told = "is drawn by no example of this page"
        if told:
            found.append(Problem(page.path, line, f"docs/figures/{name}: {told}"))
    return found
