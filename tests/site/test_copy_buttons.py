"""Every copy button of every page, labs included, copies what it stands on."""

import pytest
from built_site import PATHS, html_file, needs_browser

from tinynet.__main__ import copied

pytestmark = needs_browser
# Presses each button of the page, and returns what was copied and what should be.
PRESS = """async () => {
  const pairs = [];
  for (const block of document.querySelectorAll("article .highlight")) {
    const button = block.querySelector("button[data-clipboard-target]");
    if (!button) continue;
    for (let e = block; e; e = e.parentElement) if (e.localName === "details") e.open = true;
    await navigator.clipboard.writeText("nothing yet");
    button.click();
    let text;
    const late = Date.now() + 60_000; // a busy machine copies late
    while (Date.now() < late) {
      text = await navigator.clipboard.readText();
      if (text !== "nothing yet") break;
      await new Promise(requestAnimationFrame);
    }
    pairs.push([text, block.querySelector("code").textContent.trimEnd()]);
  }
  return pairs;
}"""


@pytest.fixture(scope="module")
def tab(browser):
    tab = browser.new_page(permissions=["clipboard-read", "clipboard-write"])
    yield tab
    tab.close()


@pytest.mark.parametrize("path", PATHS)
def test_each_button_copies_its_block(tab, address, path):
    tab.goto(address + html_file(path))
    if tab.locator("article .highlight:has(code)").count():
        tab.locator("button[data-clipboard-target]").first.wait_for(state="attached")
    pairs = tab.evaluate(PRESS)
    assert [got for got, wanted in pairs if got != wanted] == []
    assert pairs or path in ("docs/glossary.md", "docs/reference.md")


def test_the_other_button_copies_what_the_command_prints(tab, address):
    tab.goto(f"{address}slope.html")
    block = tab.locator(".highlight:has(> .definition)")
    block.locator(".copy-program").click()
    tab.get_by_text("Copied", exact=True).wait_for()
    text = tab.evaluate("navigator.clipboard.readText()")
    assert text == copied(["sigmoid_gradient"])
