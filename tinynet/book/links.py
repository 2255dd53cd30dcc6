# Copied from docs/book/links.md, the place to edit it (fa6b99dc4177f683).
"""Links: whether they lead where they say, in pages and in the files of the project.

Page: docs/book/links.md. Licence: MIT-0.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tinynet.book.pages import (
    Page,
    Problem,
    html_of,
    nav_paths,
    read_page,
    site_settings,
)


class Linked(HTMLParser):
    """The links of a converted page, each with its words, and the places that it has."""

    def __init__(self, html: str):
        super().__init__()
        self.links: list[list[str]] = []
        self.places: list[str] = []
        self.headings: list[str] = []
        self.reading = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if "id" in values:
            self.places.append(values["id"])
            self.headings += [values["id"]] if re.fullmatch("h[1-6]", tag) else []
        if tag == "a" and "headerlink" not in values.get("class", ""):
            self.links.append([values.get("href", ""), ""])
            self.reading = "a"
        if tag in {"img", "source", "script", "iframe"}:
            self.links.append([values.get("src", ""), values.get("alt", "")])

    def handle_endtag(self, tag):
        self.reading = "" if tag == self.reading else self.reading

    def handle_data(self, text):
        if self.reading == "a":
            self.links[-1][1] += text


@lru_cache(maxsize=200)
def linked(page: Page, root: Path) -> Linked:
    """Return the links and the places of a page as the site shows it."""
    seen, lines = Linked(html_of(page, root)), page.text.split("\n")
    for block in page.blocks:
        # The converter that we use does not colour code, and so it loses the block's name.
        seen.places += re.findall(r"\{ #([\w-]+)", lines[block.line - 1])
    return seen


ADDRESSES = "tests/book/addresses.txt"


@dataclass
class Places:
    """Where links may lead: the pages of the site, and their titles."""

    root: Path
    pages: set[str]
    titles: dict[str, str]
    addresses: frozenset[str] = frozenset()


def places_of(root: Path) -> Places:
    """Return where the links of the book in the folder `root` may lead."""
    nav = nav_paths(site_settings(root).get("nav"))
    pages = {f"docs/{path}" for path in nav if path.endswith(".md")}
    titles = {}
    for path in pages:
        file = root / path
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        if title := re.search(r"^# (.+)", text, re.MULTILINE):
            titles[re.sub(r"[*_`]", "", title[1]).strip()] = path
    listed = root / ADDRESSES
    text = listed.read_text(encoding="utf-8") if listed.is_file() else ""
    return Places(root, pages, titles, frozenset(text.split()))


def fault_of(target: str, words: str, page: Page, places: Places) -> str:
    """Return what is wrong with a link, '' if it leads where it says."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        plain = re.fullmatch(r"https://[\w.-]+\.[a-z]+(?::\d+)?(?:/[^\s<>]*)?", target)
        mail = re.fullmatch(r"mailto:[^\s@]+@[^\s@]+", target)
        if not plain and not mail:
            return "is no address that begins in https://"
        known = mail or not places.addresses or target in places.addresses
        return "" if known else f"is not in {ADDRESSES}; mend it, or list it"
    path = page.path
    if parts.path:
        file = (places.root / Path(page.path).parent / unquote(parts.path)).resolve()
        inside = places.root / "docs" if page.path.startswith("docs/") else places.root
        if not file.is_relative_to(inside.resolve()):
            return f"leads out of {inside.name}, which the site cannot follow"
        if not file.exists():
            return "leads to a file that is not there"
        path = file.relative_to(places.root.resolve()).as_posix()
        if page.path.startswith("docs/") and file.is_dir():
            return "leads to a folder; name the page in it"
    if parts.fragment and not has_place(path, unquote(parts.fragment), places):
        return f"leads to #{parts.fragment}, and {path} has no such place"
    other = places.titles.get(" ".join(words.split()))
    if other and not parts.fragment and path in places.pages and other != path:
        return f"says {words}, which is {other}"
    return ""


def has_place(path: str, place: str, places: Places) -> bool:
    """Tell whether a page of the site has a place of this name."""
    if path not in places.pages:
        return False
    return place in linked(read_page(path, places.root), places.root).places


def link_problems(page: Page, places: Places) -> list[Problem]:
    """Return the links of a page that do not lead where they say."""
    return [
        Problem(page.path, line, text) for line, text in sorted(faults(page, places))
    ]


def faults(page: Page, places: Places) -> Iterator[tuple[int, str]]:
    """Yield the line and the fault of each link and each place that is wrong."""
    seen = linked(page, places.root)
    for target, words in seen.links:
        if fault := fault_of(target, words, page, places):
            written = page.text.find(target) if target in page.text else 0
            line = page.text.count("\n", 0, written) + 1
            yield line, f"the link {target or '(empty)'} {fault}"
    for place in {place for place in seen.places if seen.places.count(place) > 1}:
        yield 1, f"has two places of the name #{place}"


def files_beside(root: Path) -> list[Page]:
    """Return the files that people read on a code host, beside the README."""
    files = sorted(file.name for file in root.glob("*.md"))
    return [read_page(name, root) for name in files if name != "README.md"]


def address_of(page: Page, line: int, root: Path) -> str:
    """Return where a line of a page stands on the site; '' if it is not on the site."""
    if not page.path.startswith("docs/"):
        return ""
    stem = page.path.removeprefix("docs/").removesuffix(".md")
    inside = {n for block in page.blocks for n in range(block.line, block.end + 1)}
    lines = enumerate(page.text.split("\n")[:line], 1)
    above = sum(
        n not in inside and bool(re.match("#{1,6} ", text)) for n, text in lines
    )
    headings = linked(page, root).headings[:above]
    place = f"#{headings[-1]}" if above > 1 and headings else ""
    return f"{stem}/".removesuffix("index/") + place or "the first page"
