"""The built site in a real browser: every page, light and dark, wide and narrow."""

import json
import tomllib
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from built_site import PATHS, ROOT, html_file, needs_browser

pytestmark = needs_browser
WIDTHS = [1280, 390, 320]
SCHEMES = {"light": "default", "dark": "slate"}
COLOURS = ["color-contrast", "link-in-text-block"]
PAGES = [html_file(path) for path in PATHS]

# How far the page has moved while it was loaded.
MOVED = """() => new Promise(resolve => new PerformanceObserver(list => resolve(
  list.getEntries().filter(e => !e.hadRecentInput).reduce((sum, e) => sum + e.value, 0)
)).observe({type: "layout-shift", buffered: true}) || setTimeout(resolve, 50, 0))"""
# Folded answers are opened, for axe passes over what is folded.
OPEN = """() => document.querySelectorAll("details").forEach(one => one.open = true)"""
# Measuring colours is most of axe's work: one word is measured of all that have the same
# colour, size, weight and line on the same grounds.
ONE_OF_EACH = """() => {
  const met = new Map(), grounds = new Map([[null, ""]]);
  const ground = element => {
    if (!grounds.has(element)) {
      const style = getComputedStyle(element), below = ground(element.parentElement);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity].join();
      grounds.set(element, own === "rgba(0, 0, 0, 0),none,1" ? below : below + own);
    }
    return grounds.get(element);
  };
  for (const element of document.querySelectorAll("body *")) {
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const style = getComputedStyle(element);
    met.set([style.color, style.fontSize, style.fontWeight, style.visibility,
      style.textDecorationLine, !element.closest("p"), ground(element)].join(), element);
  }
  return [...met.values()];
}"""
# Two frames: one to lay the page out, one for what the page does when it has a new width.
WIDE = """async () => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  return [document.scrollingElement.scrollWidth, document.body.dataset.mdColorScheme];
}"""
FORMULAS = """async () => {
  await document.fonts.ready;
  return [...document.querySelectorAll("math")].filter(math => {
    const box = math.getBoundingClientRect();
    return box.width < 3 && !math.closest("details") || !document.fonts.check("16px 'Tinynet Math'");
  }).map(math => math.dataset.tex);
}"""


@pytest.fixture(scope="session")
def tab(browser):
    tab = browser.new_page(reduced_motion="reduce")
    tab.set_default_timeout(20_000)
    tab.add_init_script(Axe().axe_script)
    tab.requests, tab.errors = [], []
    tab.on("request", lambda request: tab.requests.append(request.url))
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.on("console", lambda said: tab.errors.append(f"{said.type}: {said.text}"))
    return tab


def violations(tab, where: str, rules: dict) -> list[str]:
    """Return what axe finds wrong with a page as it is shown now."""
    options = {"resultTypes": ["violations"], "preload": False, **rules}
    script = f"options => axe.run({where}, options).then(found => found.violations)"
    return [
        f"{rule['id']}: {node['html']}: {node['failureSummary']}"
        for rule in tab.evaluate(script, options)
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_right_in_each_width_and_scheme(tab, address, page):
    """In dark, only the colours are others; on a narrow screen, only the layout."""
    tab.requests.clear()
    tab.errors.clear()
    tab.set_viewport_size({"width": WIDTHS[0], "height": 900})
    tab.goto(address + page)
    wrong = [f"not drawn: {tex}" for tex in tab.evaluate(FORMULAS)]
    wrong += [f"moved by {moved}" for moved in [tab.evaluate(MOVED)] if moved > 0.01]
    tab.evaluate(OPEN)
    rest = {"rules": {rule: {"enabled": False} for rule in COLOURS}}
    wrong += violations(tab, "document", rest)
    for scheme, name in SCHEMES.items():
        tab.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            shown, theme = tab.evaluate(WIDE)
            assert theme == name
            wrong += [f"{scheme}, {width}: {shown} px wide"] if shown > width else []
            if width == WIDTHS[0]:
                some = f"{{include: ({ONE_OF_EACH})()}}"
                wrong += violations(tab, some, {"runOnly": COLOURS})
    hosts = {
        urlsplit(url).netloc for url in tab.requests if not url.startswith("data:")
    }
    assert wrong + tab.errors + sorted(hosts - {urlsplit(address).netloc}) == []


@pytest.mark.parametrize("page", [PAGES[0], html_file(PATHS[-1])])
def test_a_button_copies_the_block_that_it_belongs_to(browser, address, page):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(address + page)
    block = tab.locator("article .highlight:has(button)").first
    block.locator("[data-clipboard-target]").click(force=True)
    tab.get_by_text("Copied to clipboard").wait_for()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == block.locator("code").inner_text().rstrip()
    context.close()


def test_the_search_finds_the_words_of_the_field(tab, address, built_site):
    index = json.loads((built_site / "search/search_index.json").read_text("utf-8"))
    words = " ".join(entry["text"] for entry in index["docs"]).lower()
    for word in ["overfitting", "epoch", "mean squared error", "activation function"]:
        assert word in words
    assert "σ" in words
    assert "\\sigma" not in words
    tab.goto(address)
    tab.get_by_role("textbox", name="Search").fill("backpropagation")
    first = tab.locator(".md-search-result__link").first
    assert first.get_attribute("href").startswith("backpropagation.html")


def test_the_site_can_be_read_from_disk_and_says_what_the_search_needs(
    browser, built_site
):
    tab = browser.new_page()
    tab.goto((built_site / "index.html").as_uri())
    hint = tab.locator(".md-search__input").get_attribute("placeholder")
    assert "http.server" in hint
    tab.locator(".md-footer__link--next").click()
    assert tab.url.endswith(PAGES[1])
    assert tab.locator("h1").is_visible()


def test_each_page_names_the_version_of_the_package(built_site):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for page in PAGES:
        html = (built_site / page).read_text("utf-8")
        assert f"{project['name']} {project['version']}." in html
    assert f'__version__ = "{project["version"]}"' in (
        ROOT / "tinynet/__init__.py"
    ).read_text("utf-8")
