"""Terms: their meaning, out of the glossary, on hover and on focus."""

import re
from html import unescape

from built_site import BOOK, ROOT, html_file, needs_browser

from publish.terms import meanings

MEANINGS = meanings((ROOT / "docs/glossary.md").read_text("utf-8"))
MARK = re.compile(
    r'<span class="term" data-meaning="([^"]*)" tabindex="0">([^<]*)</span>'
)
SHOWN = """term => {
  const {content, position} = getComputedStyle(term, "::after");
  return position === "absolute" ? content : "";
}"""


def marks(built_site):
    """Return (page, meaning, word) for each term that is marked."""
    for page in BOOK.pages:
        if page.path.startswith("docs/"):
            html = (built_site / html_file(page.path)).read_text("utf-8")
            assert html.count('class="term"') == len(MARK.findall(html))
            for meaning, word in MARK.findall(html):
                yield page.path, unescape(meaning), word.lower()


def test_a_mark_has_the_meaning_of_the_glossary(built_site):
    found = list(marks(built_site))
    assert len(found) > 300
    for page, meaning, word in found:
        names = {word, re.sub("e?s$", "", word), word.removesuffix("s")}
        assert meaning in {MEANINGS[name][0] for name in names if name in MEANINGS}, (
            page
        )


def test_every_chapter_has_terms_and_no_page_is_full_of_them(built_site):
    counts = {}
    for page, _, _ in marks(built_site):
        counts[page] = counts.get(page, 0) + 1
    assert len(counts) > 20
    assert max(counts.values()) < 90


def test_headings_links_and_code_have_no_marks(built_site):
    parts = r"(?s)<(h[1-6]|a|code|summary|em|dl)\b[^>]*>(?:(?!</\1>).)*class=\"term\""
    for page in BOOK.pages:
        if page.path.startswith("docs/"):
            html = (built_site / html_file(page.path)).read_text("utf-8")
            article = html.partition("<article")[2].partition("</article")[0]
            assert not re.search(parts, article), page.path


def test_a_term_is_not_marked_before_it_is_taught(built_site):
    html = (built_site / "digits.html").read_text("utf-8")
    words = [word for _, word in MARK.findall(html.partition('id="the-mistakes"')[0])]
    assert "overfitting" not in words and "test set" not in words


@needs_browser
def test_a_meaning_shows_on_hover_and_on_focus_and_fits_a_phone(browser, address):
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto(address + "losses.html")
    terms = tab.locator("article p > .term:visible")
    assert terms.first.evaluate(SHOWN) == ""
    terms.first.hover()
    assert MEANINGS[terms.first.inner_text().lower()][0] in terms.first.evaluate(SHOWN)
    for place in range(terms.count()):
        terms.nth(place).focus()
        assert len(terms.nth(place).evaluate(SHOWN)) > 20
        assert tab.evaluate("document.scrollingElement.scrollWidth") == 390
    tab.close()
