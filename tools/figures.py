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

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
# The site has two colours for each of these: one in the light, one in the dark.
COLOURS = {"#1f2328", "#8b929c", "#1d5fc4", "#b34700", "#1e7a3c", "#8a3ab9"}
NUMBER = re.compile(r"(?<![\w#.])-?\d*\.?\d+(?:e[-+]?\d+)?(?!\w)")
SHOWN = re.compile(r"!\[[^\]]*\]\((?:\.\./|docs/)*figures/([\w.-]+\.svg)\)")
NEAR = 0.02 + 1e-9  # a hundredth, and both are rounded to hundredths

ET.register_namespace("", SVG[1:-1])


def normalised(svg: str) -> str:
    """Return what Matplotlib has drawn, in short; ValueError if no page can show it."""
    root = ET.fromstring(svg)
    if root.find(f".//{SVG}image") is not None:
        raise ValueError("holds pixels; draw shapes")
    if odd := {*re.findall(r"(?<=: )#\w{6}", svg)} - COLOURS:
        raise ValueError(f"has {min(odd)}, which is no colour of tools/matplotlibrc")
    ids = dict.fromkeys(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    root = tidied(root, {name: f"\ue000{number}" for number, name in enumerate(ids)})[0]
    root.attrib = {"viewBox": root.attrib["viewBox"], "data-drawn": "matplotlib"}
    root.attrib |= {
        "font-family": "DejaVu Sans, sans-serif",
        "stroke-linejoin": "round",
    }
    text = ET.tostring(root, encoding="unicode")
    # The site shows several figures on one page, so their ids must differ.
    return text.replace("\ue000", f"f{crc32(text.encode()):08x}-")


def tidied(element: ET.Element, ids: dict[str, str]) -> list[ET.Element]:
    """Return an element with short numbers, or what it holds if it adds nothing."""
    if element.tag in (f"{SVG}metadata", f"{SVG}style"):
        return []
    children = [new for one in element for new in tidied(one, ids)]
    new = ET.Element(element.tag)
    for name, value in element.items():
        value = re.sub(r'#([^")]+)', lambda m: "#" + ids.get(m[1], m[1]), value)
        value = ids.get(value, "") if name == "id" else NUMBER.sub(rounded, value)
        value = " ".join(re.sub(r"font-family: [^;]*;?", "", value).split())
        if value and not value.startswith("rotate(0 "):
            new.set("href" if name == LINK else name, value)
    if element.tag == f"{SVG}g" and not new.attrib:
        return children
    new.extend(children)
    written = element.tag in (f"{SVG}text", f"{SVG}tspan")
    new.text = (None if written else "\n") if children else element.text
    new.tail = None if element.tag == f"{SVG}tspan" else "\n"
    return [new] if children or new.attrib else []


def rounded(number: re.Match) -> str:
    return f"{float(number[0]) + 0:.2f}".rstrip("0").rstrip(".")


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
    old, new = (re.sub(r"f[0-9a-f]{8}-(?=\d)", "", svg).strip() for svg in (old, new))
    parts = (re.findall(r"<[^>]*>|[^<]+", svg) for svg in (old, new))
    for was, now in zip_longest(*parts, fillvalue=""):
        alike = NUMBER.sub("", was) == NUMBER.sub("", now) and was.startswith("<")
        pairs = zip_longest(*map(NUMBER.findall, (was, now)), fillvalue="nan")
        far = [
            pair for pair in pairs if not abs(float(pair[0]) - float(pair[1])) < NEAR
        ]
        if was != now and (far or not alike):
            was, now = far[0] if alike else (was[:60], now[:60])
            return f"published {was!r}, drawn {now!r}"
    return ""


def is_same(file: Path, picture: str) -> bool:
    """Return whether a file holds this figure, to a hundredth of a pixel."""
    return file.is_file() and not difference(file.read_text("utf-8"), picture)


def figure_problems(page: Page, runs: list, root: Path) -> list[Problem]:
    """Return how what the examples of a page draw differs from what it shows."""
    shown = {m[1]: page.line_at(m.start()) for m in SHOWN.finditer(page.prose)}
    pictures = {name: run for run in runs for name in run.pictures}
    found = [
        Problem(
            page.path, run.example.line, f"draws {name}, which the page never shows"
        )
        for name, run in pictures.items()
        if name not in shown
    ]
    ran = [run.example for run in runs if not (run.failure or run.wants)]
    for name, line in shown.items():
        file, told = root / "docs/figures" / name, ""
        old = file.read_text("utf-8") if file.is_file() else ""
        if name in pictures:
            told = (
                difference(old, pictures[name].pictures[name]) if old else "is missing"
            )
        elif ran == page.of("example") and (not old or " data-drawn=" in old):
            told = "is drawn by no example of this page" if old else "is missing"
        if told:
            told += f"; run `python -m tools accept {page.path}`" * (name in pictures)
            found.append(Problem(page.path, line, f"docs/figures/{name}: {told}"))
    return found
