"""The built site in a real browser: every page, light and dark, wide and narrow."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from built_site import MOVED, PATHS, animate, html_file, needs_browser

pytestmark = needs_browser
WIDTHS = [1280, 390, 320]
SCHEMES = {"light": "default", "dark": "slate"}
PAGES = [html_file(path) for path in PATHS]
MATH = """!document.querySelector("math") ||
  document.fonts.load("16px 'Tinynet Math'").then(fonts => fonts.length)"""
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
# Of each block of code or output: is it wider than its box? And how large are its letters,
# as a share of the text's? Then the tables that do not fit, and the size of code in them.
PHONE = """() => {
  const size = e => parseFloat(getComputedStyle(e).fontSize);
  const text = size(document.querySelector("article p"));
  const wide = e => e.scrollWidth > e.clientWidth + 1;
  const blocks = document.querySelectorAll("pre > code, .jp-OutputArea-output > pre");
  const boxed = e => e.closest(".jp-OutputArea-output") ?? e;
  const code = [...blocks, ...document.querySelectorAll("article :is(p, li, td) code")];
  const tables = [...document.querySelectorAll("article table:not(:has(pre))")];
  return {
    blocks: blocks.length,
    wide: [...blocks].filter(e => wide(boxed(e))).map(e => e.innerText.slice(0, 60)),
    small: code.filter(e => size(e) < 0.795 * text).map(e => e.innerText),
    plain: code.filter(e => !/mono/i.test(getComputedStyle(e).fontFamily)).map(e => e.innerText),
    tables: tables.filter(e => wide(e) || wide(e.parentElement)).map(e => e.innerText.slice(0, 60)),
  };
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
    tab.hosts, tab.errors, tab.known, tab.phone = set(), [], [], {}
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
    animate(tab)
    tab.evaluate("scrollTo(0, 0)")
    assert tab.evaluate(MOVED) <= 0.02
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
            if width == 390:
                tab.phone[page] = tab.evaluate(PHONE)
            if width == WIDTHS[0]:
                found, tab.known = tab.evaluate(COLOURS, tab.known)
                violations += found
    violations += tab.evaluate(LAYOUT)
    wrong = [f"{v['help']}: {n['html']}" for v in violations for n in v["nodes"]]
    hosts = tab.hosts - {"", urlsplit(address).netloc}
    assert wrong + wide + tab.errors + sorted(hosts) == []
    assert [tab.phone[page][what] for what in ("small", "plain", "tables")] == [[]] * 3


def test_on_a_phone_at_most_one_block_in_five_scrolls_sideways(tab):
    """Of those on the pages that were opened above."""
    wide = [block for page in tab.phone.values() for block in page["wide"]]
    assert tab.phone
    assert len(wide) <= sum(page["blocks"] for page in tab.phone.values()) / 5
