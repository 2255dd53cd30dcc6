"""Every copy button of a chapter and of a lab copies what it stands on."""

import pytest
from built_site import needs_browser

pytestmark = needs_browser
CLICK = """button => {
  for (let e = button; e; e = e.parentElement) if (e.localName === "details") e.open = true;
  button.click();
}"""


@pytest.mark.parametrize("page", ["losses.html", "labs/watch-it-learn.html"])
def test_each_button_copies_its_block(browser, address, page):
    tab = browser.new_page(permissions=["clipboard-read", "clipboard-write"])
    tab.goto(address + page)
    blocks = tab.locator("article .highlight:has(button[data-clipboard-target])")
    blocks.first.wait_for(state="attached")
    wrong = []
    for place in range(blocks.count()):
        block = blocks.nth(place)
        tab.evaluate("navigator.clipboard.writeText('nothing yet')")
        block.locator("button[data-clipboard-target]").evaluate(CLICK)
        copied = tab.evaluate("navigator.clipboard.readText()")
        if copied != block.locator("code").text_content().rstrip():
            wrong.append(copied)
    assert blocks.count() > 8
    assert wrong == []
    tab.close()
