"""Terms: their meaning, out of the glossary, on hover and on focus."""

import re
from html import unescape

from built_site import PATHS, ROOT, html_file, needs_browser

from publish.terms import meanings

MEANINGS = meanings((ROOT / "docs/glossary.md").read_text("utf-8"))
MARK = re.compile(
    r'<span class="term" data-meaning="([^"]*)" tabindex="(0|-1)">([^<]*)</span>'
)
# Each term has the focus in turn, as after a tap: how long is what it shows, and how wide
# is the page then?
FOCUSED = """() => [...document.querySelectorAll("article p > .term")]
  .filter((term) => term.checkVisibility()).map((term) => {
    term.focus();
    const {content} = getComputedStyle(term, "::after");
    return [content.length, document.scrollingElement.scrollWidth];
  })"""
SHOWN = """term => {
  const {content, position} = getComputedStyle(term, "::after");
  return position === "absolute" ? content : "";
}"""


def marks(built_site):
    """Return (page, meaning, stop of the Tab key, word) for each term that is marked."""
    for path in PATHS:
        html = (built_site / html_file(path)).read_text("utf-8")
        assert html.count('class="term"') == len(MARK.findall(html))
        for meaning, stop, word in MARK.findall(html):
            yield path, unescape(meaning), stop == "0", word.lower()


def test_a_mark_has_the_meaning_of_the_glossary(built_site):
    found = list(marks(built_site))
    assert len(found) > 900
    for page, meaning, _, word in found:
        names = {word, re.sub("e?s$", "", word), word.removesuffix("s")}
        assert meaning in {MEANINGS[one][0] for one in names & MEANINGS.keys()}, page


def test_every_chapter_and_lab_has_terms_and_the_tab_key_few_of_them(built_site):
    counts = {}
    for page, _, stop, _ in marks(built_site):
        counts.setdefault(page, []).append(stop)
    assert len(counts) > 24
    assert all(page in counts for page in PATHS if page.startswith("docs/labs/"))
    assert max(sum(stops) for stops in counts.values()) < 90
    assert all(0 < sum(stops) <= len(stops) for stops in counts.values())


def test_each_use_is_marked_and_the_first_of_a_section_is_a_stop(built_site):
    html = (built_site / "xor.html").read_text("utf-8")
    for section in html.partition("<article")[2].split("<h2")[1:]:
        met = set()
        for meaning, stop, _ in MARK.findall(section):
            assert meaning in met if stop == "-1" else meaning not in met
            met.add(meaning)
    text = re.sub(r"(?s)<(pre|code|h\d|a|table|summary|em|svg)\b.*?</\1>", " ", html)
    plain = re.sub("<[^>]*>", " ", MARK.sub(" ", text)).partition("Try it")[2]
    assert not re.search(r"\b(weights?|thresholds?|neurons?)\b", plain)


def test_headings_links_and_code_have_no_marks(built_site):
    parts = r"(?s)<(h[1-6]|a|code|summary|em|dl)\b[^>]*>(?:(?!</\1>).)*class=\"term\""
    for path in PATHS:
        html = (built_site / html_file(path)).read_text("utf-8")
        article = html.partition("<article")[2].partition("</article")[0]
        assert not re.search(parts, article), path


def test_a_term_is_not_marked_before_it_is_taught(built_site):
    html = (built_site / "digits.html").read_text("utf-8")
    before, _, after = html.partition("<em>test set</em>")
    words = [word for *_, word in MARK.findall(before)]
    assert "overfitting" not in words and "test set" not in words
    assert ("-1", "training set") in [mark[1:] for mark in MARK.findall(after)]


@needs_browser
def test_a_meaning_shows_on_hover_and_on_focus_and_fits_a_phone(browser, address):
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto(address + "losses.html")
    terms = tab.locator("article p > .term:visible")
    assert terms.first.evaluate(SHOWN) == ""
    terms.first.hover()
    assert MEANINGS[terms.first.inner_text().lower()][0] in terms.first.evaluate(SHOWN)
    shown = tab.evaluate(FOCUSED)
    assert len(shown) > 30
    assert min(length for length, _ in shown) > 20
    assert {width for _, width in shown} == {390}
    tab.close()
