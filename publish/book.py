"""The book: all pages of the built site as one PDF, printed by Chromium.

It has a title page, a table of contents with page numbers, and an outline. Chromium prints
it twice, for the numbers in the contents are known once it has been printed.
"""

import io
import os
import posixpath
import re
import shutil
from functools import partial
from pathlib import Path

from mkdocs.utils.yaml import yaml_load

from publish.address import site_address
from publish.cards import nav_of

NAME = "tinynet.pdf"
ARTICLE = re.compile(r"(?s)<article[^>]*>(.*)</article>")
TAG = re.compile(r"<[a-zA-Z][^>]*>")
STYLES = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
# Words of code in the colour of text: a file with a tag for each is twice as large.
INK = re.compile(r'<span class="(?:n|o|ow|p|w)">([^<]*)</span>')
# What a page says where the book has been made; until then it is a comment.
OFFER = re.compile(r"<!-- book: (.*?) -->")
# Its fonts are waited for, where a page on a screen does without one that comes late.
SHEET = """
@font-face { font-family: "Tinynet Text"; src: url(assets/fonts/tinynet-text.woff2) }
@font-face { font-family: "Tinynet Text"; font-style: italic;
  src: url(assets/fonts/tinynet-italic.woff2) }
@font-face { font-family: "Tinynet Text"; font-weight: 600 900;
  src: url(assets/fonts/tinynet-bold.woff2) }
@font-face { font-family: "Tinynet Math"; src: url(assets/fonts/tinynet-math.woff2) }
@page { size: A4 }
@page :first { @bottom-center { content: none } }
article { break-before: page }
.title-page { padding-top: 70mm }
.title-page h1 { font-size: 40pt !important; margin: 0 }
.title-page p { font-size: 13pt }
.title-page footer { font-size: 9pt; margin-top: 80mm }
.contents { break-before: page }
.contents h2 { font-size: 22pt !important; margin: 0 0 1em !important }
.contents p { font-weight: 600; margin: 1em 0 0.2em }
.contents a { display: flex; gap: 1em; line-height: 1.65 }
.contents a::after { content: attr(data-page); margin-left: auto }
"""


def browser() -> str | None:
    """Return the path of Chromium, if this machine has it."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return found or shutil.which("google-chrome")


def make_book(root: Path, site: Path) -> None:
    """Print the built site as one PDF into it, and let its pages link to that."""
    if not browser():
        print(
            "publish: no book as a PDF, which needs Chromium: apt-get install chromium"
        )
        return
    (site / NAME).write_bytes(printed(site, *bound(root, site)))
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        if "<!-- book: " in text:
            page.write_text(OFFER.sub(r"\1", text), "utf-8")


def printed(site: Path, text: str, names: list[str]) -> bytes:
    """Return the PDF of a page whose contents name some chapters."""
    from playwright.sync_api import sync_playwright
    from pypdf import PdfReader

    page = site.resolve() / "book-to-print.html"
    paper = {"prefer_css_page_size": True, "print_background": True}
    try:
        with sync_playwright() as playwright:
            launch = playwright.chromium.launch
            flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            with launch(executable_path=browser(), args=flags) as chromium:
                tab = chromium.new_page()
                tab.set_default_timeout(300_000)
                page.write_text(text, "utf-8")
                tab.goto(page.as_uri())
                tab.evaluate("document.fonts.ready")
                found = PdfReader(io.BytesIO(tab.pdf(**paper)))
                places = found.named_destinations
                for name in names:
                    number = found.get_destination_page_number(places[f"/{name}"]) + 1
                    link = f'a[href="#{name}"][data-page]'
                    set_number = "(link, number) => link.dataset.page = number"
                    tab.eval_on_selector(link, set_number, number)
                return tab.pdf(**paper, outline=True, tagged=True)
    finally:
        page.unlink(missing_ok=True)


def bound(root: Path, site: Path) -> tuple[str, list[str]]:
    """Return all pages as one, in the order of the nav, and the names of the chapters."""
    with open(root / "mkdocs.yml", "rb") as file:
        settings = yaml_load(file)
    address = site_address(root)
    titles = {file: title for title, file in nav_of(root / "mkdocs.yml")}
    names = [file.rpartition(".")[0] for file in titles]
    contents, articles = [], []
    for item in settings["nav"]:
        ((title, file),) = item.items()
        if isinstance(file, list):
            contents.append(f"<p>{title}</p>")
        for chapter in file if isinstance(file, list) else [item]:
            ((_, file),) = chapter.items()
            link = f'<a href="#{file.rpartition(".")[0]}" data-page="">'
            contents.append(f"{link}{titles[file]}</a>")
    for name in names:
        article = ARTICLE.search((site / f"{name}.html").read_text("utf-8"))[1]
        look = 'class="md-content__inner md-typeset"'
        body = TAG.sub(partial(moved, name, names, address), INK.sub(r"\1", article))
        articles.append(f'<article id="{name}" {look}>{body}</article>')
    home = (site / "index.html").read_text("utf-8")
    styles = "".join(
        f'<link rel="stylesheet" href="{s}">' for s in STYLES.findall(home)
    )
    version = re.match(r"tinynet-book ([\w.]+\w)", settings["copyright"])[1]
    return (
        f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{settings["site_name"]}, version {version}</title>{styles}<style>{SHEET}</style></head>
<body dir="ltr" data-md-color-scheme="default" data-md-color-primary="custom"><div class="md-content">
<header class="title-page md-typeset"><h1>{settings["site_name"]}</h1>
<p>{settings["site_description"]}</p><p>Version {version}</p>
<footer>{settings["copyright"]} {address}</footer></header>
<nav class="contents md-typeset"><h2>Contents</h2>{"".join(contents)}</nav>
{"".join(articles)}</div><script src="assets/print.js"></script></body></html>""",
        names,
    )


def moved(name: str, names: list[str], address: str, found: re.Match) -> str:
    """Return a tag of the page `name` for the one that holds all pages."""

    def link(match: re.Match) -> str:
        path, _, anchor = match[1].partition("#")
        if ":" in path:
            return match[0]
        file = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        page = posixpath.splitext(file)[0] if path else name
        if page in names and posixpath.splitext(file)[1] in {".html", ".md", ""}:
            # An anchor with a "=" sets a figure that moves.
            whole = not anchor or "=" in anchor
            return f' href="#{page}"' if whole else f' href="#{page}--{anchor}"'
        # A download: paper has none, but it can name where the site has it.
        return f' href="{address}{file}"' if address else ""

    tag = found[0]
    if tag.startswith("<use "):
        return re.sub(r'(?<=href="#)', f"{name}--", tag)
    tag = re.sub(r' href="([^"]*)"', link, tag)
    tag = re.sub(r"(url\(#)", rf"\1{name}--", tag)
    return re.sub(r' (id|for|aria-labelledby)="', rf' \1="{name}--', tag)
