"""What a keyboard, a screen reader and a reader's own colours and spaces get."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from built_site import animate, needs_browser

pytestmark = needs_browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = """rules => axe.run({runOnly: rules, resultTypes: ["violations"]}).then(found =>
  found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html}`)))"""
# What has the focus and is not seen, because the head of the page is over it.
BELOW = """() => {
  const now = document.activeElement;
  if (now === document.body || now.closest(".md-header, .md-sidebar, .md-search")) return "";
  const head = document.querySelector(".md-header").getBoundingClientRect().bottom;
  const { top, bottom } = now.getBoundingClientRect();
  return top < head - 1 || top >= innerHeight ? now.outerHTML : "";
}"""
# WCAG 1.4.12: a reader may ask for this much space.
SPACES = """* { letter-spacing: 0.12em !important; line-height: 1.5 !important;
  word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""
LOST = """() => [
  document.scrollingElement.scrollWidth > innerWidth,
  ...[...document.querySelectorAll("button, .block-tools, label")]
    .filter(one => one.offsetParent && one.scrollWidth > one.clientWidth + 1
      && getComputedStyle(one).overflow !== "visible").map(one => one.outerHTML),
].filter(Boolean)"""
# The kinds of a block's parts, and of its output's, in the order in which they are heard.
HEARD = """() => [...document.querySelectorAll("article .language-python.highlight")]
  .map(block => [block, block.nextElementSibling].filter(one => one?.matches(".highlight"))
    .filter(one => one === block || one.querySelector(".output"))
    .flatMap(one => [...one.querySelectorAll(".filename, code, button")])
    .map(one => one.localName).filter((name, at, all) => name !== all[at - 1]).join(" "))"""
ICONS = """() => [".md-code__button", "summary"].map(one =>
  getComputedStyle(document.querySelector(`article ${one}`), "::after").backgroundColor)"""


@pytest.fixture(scope="module")
def tab(browser):
    with browser.new_context(reduced_motion="reduce") as context:
        tab = context.new_page()
        tab.add_init_script(Axe().axe_script)
        yield tab


@pytest.mark.parametrize(
    "page", ["index.html", "digits.html", "labs/hidden-layer.html"]
)
def test_axe_finds_nothing_against_wcag_2_2_aa(tab, address, page):
    """With its sizes of targets; test_site.py asks the other rules, on every page."""
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(address + page)
    animate(tab)
    assert tab.evaluate(AXE, RULES) == []


def test_each_formula_is_told_with_its_parts(tab, address):
    tab.goto(address + "backpropagation.html")
    tab.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    tree = tab.context.new_cdp_session(tab).send("Accessibility.getFullAXTree")["nodes"]
    role = {one["nodeId"]: one.get("role", {}).get("value") for one in tree}
    formulas = [one for one in tree if role[one["nodeId"]] == "MathMLMath"]
    assert len(formulas) == tab.locator("math").count() > 20
    assert [one for one in formulas if one["ignored"] or not one["childIds"]] == []
    assert {"MathMLFraction", "MathMLSub", "MathMLOperator"} & {*role.values()}


@pytest.mark.parametrize("page", ["learning.html", "index.html"])
def test_a_block_is_read_out_as_name_code_buttons_and_output(tab, address, page):
    tab.goto(address + page)
    tab.locator(".copy-program").first.wait_for(state="attached")
    order = "(span )?code button( span code button)?"
    heard = tab.evaluate(HEARD)
    assert [one for one in heard if not re.fullmatch(order, one)] == []
    assert {"code button span code button", "span code button"} <= {*heard}


def test_what_has_the_focus_is_not_below_the_head(tab, address):
    """On the way back, where the window scrolls up."""
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto(address + "neuron.html")
    tab.locator("article a").last.focus()
    below = []
    for _ in range(60):
        tab.keyboard.press("Shift+Tab")
        below.append(tab.evaluate(BELOW))
    assert [one for one in below if one] == []


@pytest.mark.parametrize("page", ["index.html", "table.html"])
def test_nothing_is_lost_with_wider_spaces_or_twice_the_size(tab, address, page):
    for width in (1280, 640, 390):  # 640: a window of 1,280 at 200 %
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto(address + page)
        assert tab.evaluate(LOST) == []
        tab.add_style_tag(content=SPACES)
        assert tab.evaluate(LOST) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_readers_own_colours_leave_code_icons_and_squares(browser, address, scheme):
    look = {"forced_colors": "active", "color_scheme": scheme}
    with browser.new_context(**look) as context:
        tab = context.new_page()
        tab.goto(address + "digits.html")
        animate(tab)
        tab.locator(".md-code__button").first.wait_for(state="attached")
        ink = {"light": "rgb(0, 0, 0)", "dark": "rgb(255, 255, 255)"}[scheme]
        assert tab.evaluate(ICONS) == [ink, ink]
        code = tab.locator("article pre > code").first
        assert code.evaluate("one => getComputedStyle(one).borderTopWidth") == "1px"
        ground = "all => all.map(one => getComputedStyle(one).backgroundColor)"
        assert len({*tab.locator(".cells button").evaluate_all(ground)}) > 5
