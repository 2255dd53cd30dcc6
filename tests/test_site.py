"""The built site in a real browser: every page, light and dark, wide and narrow.

A page that is byte for byte the one in which nothing was wrong, with the same browser,
style sheets and tests, is not looked at again; tinynet.book.cache keeps what was seen.
"""

import contextlib
import json
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from built_site import ROOT, addresses, browsing, needs_browser, served

from tinynet.book.cache import keep, recalled

WIDTHS = [1280, 390, 320]
SCHEMES = {"light": "default", "dark": "slate"}
TABS = 3  # that a page is looked at in, one after the other, if a tab draws no frame
COLOURS = ["color-contrast", "link-in-text-block"]
PAGES = addresses()
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page or "index")


@dataclass
class Seen:
    """What a browser had to say about a page."""

    violations: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    formulas: list[dict] = field(default_factory=list)


class Frozen(Exception):
    """Raised when a tab draws nothing any more, which no page can bring about."""


def assets(site: Path) -> str:
    """Return a hash of all that pages load: whatever is neither a page nor their list."""
    found = sha256()
    for file in sorted(site.rglob("*")):
        if file.suffix not in {".html", ".json", ".xml", ".gz", ""}:
            found.update(f"{file.relative_to(site)}\0".encode() + file.read_bytes())
    return found.hexdigest()


@pytest.fixture(scope="module")
def look(built_site):
    """A function from a page to what is Seen there."""
    with served(built_site) as address, browsing() as browser:
        about = [browser.version, Axe().axe_script, Path(__file__).read_text("utf-8")]
        shared = "".join(about) + assets(built_site)

        @cache
        def look(page: str) -> Seen:
            html = (built_site / page / "index.html").read_text("utf-8")
            seen = recalled(f"look {shared} {html}", ROOT) or anew(page)
            if seen == Seen(formulas=seen.formulas):
                keep(f"look {shared} {html}", seen, ROOT, {})
            return seen

        def anew(page: str) -> Seen:
            for _ in range(TABS):
                with contextlib.suppress(Frozen):
                    return looked(tabs[-1], page)
                tabs.pop().close()
                tabs.append(new_tab())
            raise Frozen(f"{page}: {TABS} tabs in a row drew no frame")

        def new_tab():
            tab = browser.new_page(reduced_motion="reduce")
            tab.add_init_script(Axe().axe_script)
            tab.on("request", lambda request: all_seen[-1].hosts.add(host(request.url)))
            tab.on("pageerror", lambda error: all_seen[-1].errors.append(str(error)))
            tab.on("console", lambda message: note(message, all_seen[-1]))
            return tab

        def looked(tab, page: str) -> Seen:
            seen = Seen()
            all_seen.append(seen)
            tab.goto(address + page)
            seen.formulas = tab.evaluate(FORMULAS)
            tab.evaluate(PREPARE)
            for scheme, named in SCHEMES.items():
                tab.emulate_media(color_scheme=scheme)
                for width in WIDTHS:
                    tab.set_viewport_size({"width": width, "height": 900})
                    where, state = f"{scheme}, {width} px", tab.evaluate(SETTLED)
                    if state is None:
                        raise Frozen
                    assert state["scheme"] == named
                    if state["width"] > width:
                        seen.sideways.append(f"{where}: {state['width']} px wide")
                    for violation in violations(tab, scheme, width):
                        seen.violations.append(f"{where}: {violation}")
            if any(UNDRAWN in error for error in seen.errors):
                raise Frozen
            seen.hosts -= {host(address), ""}
            return seen

        all_seen, tabs = [Seen()], []
        tabs.append(new_tab())
        yield look


# Chromium's word for a tab that has drawn nothing for seconds: every page has text.
UNDRAWN = "tinynet-text.woff2 was preloaded using link preload but not used"
# Folded answers are opened, for axe passes over what is folded. Of the coloured words of
# code, one of each colour on each ground stays coloured: they are most of a page.
PREPARE = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const met = new Set();
  const again = [...document.querySelectorAll("pre code span[class]:not(.hll)")]
    .filter(span => {
      const ground = getComputedStyle(span.closest("code")).backgroundColor;
      const kind = [span.className, ground, Boolean(span.closest(".hll"))].join();
      return met.has(kind) || !met.add(kind);
    });
  for (const span of again) span.replaceWith(...span.childNodes);
}"""
# Of all other words, one is measured of those that have the same colour, size and weight
# on the same grounds.
ONE_OF_EACH = """() => {
  const met = new Set(), kept = [], known = new Map([[null, ""]]);
  const grounds = element => {
    if (!known.has(element)) {
      const style = getComputedStyle(element), below = grounds(element.parentElement);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity].join();
      known.set(element, own === "rgba(0, 0, 0, 0),none,1" ? below : below + own);
    }
    return known.get(element);
  };
  for (const element of document.querySelectorAll("body *")) {
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const style = getComputedStyle(element);
    const kind = [style.color, style.fontSize, style.fontWeight, style.visibility,
      style.textDecorationLine, Boolean(element.closest("p")), grounds(element)].join();
    if (!met.has(kind)) kept.push(element);
    met.add(kind);
  }
  return kept;
}"""
# Two frames: one to lay the page out, one for what the page does when it has a new width.
# subtle: once in thousands of times a tab without a screen stops to draw, for ever.
SETTLED = """async () => {
  const late = new Promise(resolve => setTimeout(resolve, 20_000, "late"));
  for (const _ of [1, 2]) {
    if (await Promise.race([late, new Promise(requestAnimationFrame)]) === "late") return;
  }
  return {width: document.scrollingElement.scrollWidth,
          scheme: document.body.dataset.mdColorScheme};
}"""
FORMULAS = """async () => {
  await document.fonts.ready;
  return [...document.querySelectorAll("math")].map(math => {
    const box = math.getBoundingClientRect();
    const tex = math.querySelector("annotation").textContent;
    return {tex, width: box.width, height: box.height,
            font: document.fonts.check("16px 'Tinynet Math'", math.textContent)};
  });
}"""


def host(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc if parts.scheme not in {"data", "blob"} else ""


def note(message, seen: Seen) -> None:
    if message.type in {"error", "warning"}:
        seen.errors.append(message.text)


def violations(tab, scheme: str, width: int) -> list[str]:
    """Return what axe finds wrong with a page as it is shown now.

    Measuring colours is most of axe's work. They are the same on a wide and on a narrow
    screen, and nothing else differs between light and dark: so all rules are checked at
    each width, and the rules about colours in each scheme.
    """
    if scheme == "dark" and width < max(WIDTHS):
        return []
    options = {"resultTypes": ["violations"], "preload": False}
    parts = [("document", {"rules": {rule: {"enabled": False} for rule in COLOURS}})]
    if width == max(WIDTHS):
        parts.append((f"{{include: ({ONE_OF_EACH})()}}", {"runOnly": COLOURS}))
    return [
        f"{rule['id']}: {node['html']}: {node['failureSummary']}"
        for where, rules in parts
        for rule in tab.evaluate(
            f"async options => (await axe.run({where}, options)).violations",
            {**options, **rules},
        )
        for node in rule["nodes"]
    ]


@needs_browser
@each_page
class TestEveryPage:
    def test_has_nothing_that_axe_finds_wrong(self, look, page):
        assert look(page).violations == []

    def test_never_scrolls_sideways(self, look, page):
        assert look(page).sideways == []

    def test_puts_no_error_into_the_console(self, look, page):
        assert look(page).errors == []

    def test_asks_no_other_host(self, look, page):
        assert look(page).hosts == set()

    def test_shows_its_formulas_in_their_font(self, look, page):
        for formula in look(page).formulas:
            assert formula["width"] > 3, formula
            assert formula["height"] > 3, formula
            assert formula["font"], formula


class Visible(HTMLParser):
    """The words of a page that a reader sees, and the addresses it loads things from."""

    def __init__(self, html: str):
        super().__init__()
        self.words, self.loaded, self.hidden = "", [], 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in {"script", "style"}:
            self.hidden += 1
        if tag in {"script", "img", "iframe", "source"}:
            self.loaded.append(attributes.get("src") or "")
        if tag == "link" and attributes.get("rel") in {"stylesheet", "preload", "icon"}:
            self.loaded.append(attributes["href"])

    def handle_endtag(self, tag):
        self.hidden -= tag in {"script", "style"}

    def handle_data(self, text):
        self.words += "" if self.hidden else text


@each_page
def test_every_page_names_the_version_of_the_package(built_site, page):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    words = Visible((built_site / page / "index.html").read_text("utf-8")).words
    assert f"{project['name']} {project['version']}." in words


@each_page
def test_no_page_names_another_host_to_load_from(built_site, page):
    loaded = Visible((built_site / page / "index.html").read_text("utf-8")).loaded
    assert [address for address in loaded if urlsplit(address).netloc] == []


def test_no_style_sheet_loads_from_another_host(built_site):
    for file in built_site.rglob("*.css"):
        used = re.findall(
            r"(?:url\(|@import)\s*[\"']?([^\"')]+)", file.read_text("utf-8")
        )
        assert [u for u in used if urlsplit(u).netloc] == [], file


def test_the_search_finds_formulas_by_their_signs_and_not_by_their_tex(built_site):
    index = json.loads((built_site / "search/search_index.json").read_text("utf-8"))
    words = " ".join(
        entry["text"] for entry in index["docs"] if "book/" not in entry["location"]
    )
    assert "σ" in words
    assert "\\sigma" not in words
