"""On a phone: code that can be read, and hardly ever a block that scrolls sideways."""

import pytest
from built_site import PATHS, html_file, needs_browser

pytestmark = needs_browser
PAGES = [html_file(path) for path in PATHS]
# Of each block of code or output: is it wider than its box? And how large are its letters,
# as a share of the text's? Then the tables that do not fit, and the size of code in them.
MEASURE = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
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
    plain: code.filter(e => !/mono/i.test(getComputedStyle(e).fontFamily)).length,
    tables: tables.filter(e => wide(e) || wide(e.parentElement)).map(e => e.innerText.slice(0, 60)),
  };
}"""


def measured(browser, address):
    phone = {"width": 390, "height": 844}
    # Without scripts a page is there three times as fast, and as wide.
    tab = browser.new_page(viewport=phone, java_script_enabled=False)
    found = {}
    for page in PAGES:
        tab.goto(address + page)
        found[page] = tab.evaluate(MEASURE)
    tab.close()
    return found


@pytest.fixture(scope="module")
def pages(browser, address):
    return measured(browser, address)


def test_at_most_one_block_in_five_scrolls_sideways(pages):
    wide = [block for page in pages.values() for block in page["wide"]]
    assert len(wide) <= sum(page["blocks"] for page in pages.values()) / 5


def test_code_has_four_fifths_of_the_size_of_the_text(pages):
    assert {page: m["small"] for page, m in pages.items() if m["small"]} == {}


def test_code_is_monospaced_in_sentences_and_tables_too(pages):
    assert {page: m["plain"] for page, m in pages.items() if m["plain"]} == {}


def test_tables_fit(pages):
    assert {page: m["tables"] for page, m in pages.items() if m["tables"]} == {}
