"""Each chapter and each lab begins with a picture, which is seen without scrolling."""

import pytest
from built_site import PATHS, html_file, needs_browser

pytestmark = needs_browser
# They are no chapters: what one looks up, and how the book is made.
APPENDIX = {f"docs/{name}.md" for name in "articles glossary reference making".split()}
# How much of the first picture of a page is in the window: its share, and in pixels.
SEEN = """() => {
  const pictures = document.querySelectorAll("article :is(figure, .picture, .live) :is(svg, img)");
  const first = [...pictures].find((one) => one.getBoundingClientRect().height > 80);
  if (!first) return [0, 0];
  const { top, bottom, height } = first.getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  return [seen / height, seen];
}"""


@pytest.fixture(scope="module")
def tab(browser):
    with browser.new_page(reduced_motion="reduce") as tab:
        yield tab


@pytest.mark.parametrize("path", [path for path in PATHS if path not in APPENDIX])
def test_a_picture_is_in_the_first_screen(tab, address, path):
    tab.goto(address + html_file(path))
    for width, height in (1280, 800), (390, 844):
        tab.set_viewport_size({"width": width, "height": height})
        share, pixels = tab.evaluate(SEEN)
        assert share >= 0.5, (width, share)
        assert pixels >= 100, (width, pixels)
