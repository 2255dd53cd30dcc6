"""The built site in a real browser: every page, light and dark, wide and narrow."""

import tomllib
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from built_site import PATHS, ROOT, html_file, needs_browser

pytestmark = needs_browser
WIDTHS = [1280, 390, 320]
SCHEMES = {"light": "default", "dark": "slate"}
PAGES = [html_file(path) for path in PATHS]
MATH = """!document.querySelector("math") ||
  document.fonts.load("16px 'Tinynet Math'").then(fonts => fonts.length)"""
# How far the page has moved while it was loaded.
MOVED = """new Promise(resolve => new PerformanceObserver(list => resolve(
  list.getEntries().filter(e => !e.hadRecentInput).reduce((sum, e) => sum + e.value, 0)
)).observe({type: "layout-shift", buffered: true}) || setTimeout(resolve, 50, 0))"""
# Folded answers are opened, for axe passes over what is folded.
OPEN = """for (const one of document.querySelectorAll("details")) one.open = true"""
# A word of code is an element of its own, only for its colour.
LAYOUT = """() => {
  for (const code of document.querySelectorAll("pre code, pre")) {
    if (!code.querySelector("a, code")) code.textContent = code.textContent;
  }
  return axe.run({
    rules: {"color-contrast": {enabled: false}, "link-in-text-block": {enabled: false}},
    resultTypes: ["violations"],
  }).then(found => found.violations)
}"""
# Measuring colours is most of axe's work: of all words in the book that have the same
# colour on the same ground, one large and one small is measured.
COLOURS = """async list => {
  const met = new Map(), known = new Set(list);
  const ground = e => {
    const colour = e && getComputedStyle(e).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" ? ground(e.parentElement) : colour;
  };
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const {color, fontSize, fontWeight, opacity, visibility} = getComputedStyle(e);
    const large = parseFloat(fontSize) >= (fontWeight < 700 ? 24 : 18.66);
    const link = e.closest("p") && e.localName === "a";
    const kind = [color, ground(e), large, opacity, visibility, link].join();
    if (!known.has(kind)) met.set(kind, e);
  }
  const rules = ["color-contrast", "link-in-text-block"];
  const found = met.size ? await axe.run({include: [...met.values()]}, {runOnly: rules})
    : {violations: []};
  return [found.violations, [...list, ...met.keys()]];
}"""
# Two frames: one to lay the page out, one for what the page does when it has a new width.
SHOWN = """async () => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  return [document.scrollingElement.scrollWidth, document.body.dataset.mdColorScheme];
}"""


@pytest.fixture(scope="session")
def tab(browser):
    tab = browser.new_page(reduced_motion="reduce")
    tab.add_init_script(Axe().axe_script)
    tab.hosts, tab.errors, tab.known = set(), [], []
    tab.on("request", lambda request: tab.hosts.add(urlsplit(request.url).netloc))
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.on("console", lambda said: tab.errors.append(f"{said.type}: {said.text}"))
    return tab


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_right_in_each_width_and_scheme(tab, address, page):
    """In dark only the colours are others, and on a narrow screen only the layout."""
    tab.hosts.clear()
    tab.errors.clear()
    tab.set_viewport_size({"width": WIDTHS[0], "height": 900})
    tab.goto(address + page)
    assert tab.evaluate(MATH)
    assert tab.evaluate(MOVED) < 0.1  # a busy machine moves more than a quiet one
    tab.evaluate(OPEN)
    violations, wide = [], []
    for scheme, name in SCHEMES.items():
        tab.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            pixels, theme = tab.evaluate(SHOWN)
            assert theme == name
            wide += (
                [f"{scheme}, {width} px: {pixels} px wide"] if pixels > width else []
            )
            if width == WIDTHS[0]:
                found, tab.known = tab.evaluate(COLOURS, tab.known)
                violations += found
    violations += tab.evaluate(LAYOUT)
    wrong = [f"{v['help']}: {n['html']}" for v in violations for n in v["nodes"]]
    hosts = tab.hosts - {"", urlsplit(address).netloc}
    assert wrong + wide + tab.errors + sorted(hosts) == []


@pytest.mark.parametrize("page", [PAGES[0], PAGES[-1]])
def test_a_button_copies_the_block_that_it_belongs_to(browser, address, page):
    tab = browser.new_page(permissions=["clipboard-read", "clipboard-write"])
    tab.goto(address + page)
    block = tab.locator("article .highlight:has(button)").first
    block.locator("[data-clipboard-target]").click(force=True)
    tab.get_by_text("Copied to clipboard").wait_for()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == block.locator("code").inner_text().rstrip()


def test_the_site_can_be_read_from_disk(browser, built_site):
    tab = browser.new_page()
    tab.goto((built_site / "index.html").as_uri())
    search = tab.locator(".md-search__input")
    assert "http.server" in search.get_attribute("placeholder")
    tab.locator(".md-footer__link--next").click()
    tab.wait_for_url(f"**/{PAGES[1]}")
    tab.locator("h1").wait_for(state="visible")


def test_the_site_names_the_version_of_the_package(built_site):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    html = (built_site / "index.html").read_text("utf-8")
    assert f"{project['name']} {project['version']}." in html
