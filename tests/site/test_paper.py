"""On paper: a printed chapter, with and without scripts, and the book as one PDF."""

import re
from io import BytesIO

import pytest
from built_site import ROOT, html_file, needs_browser
from pypdf import PdfReader

from publish.book import bound, make_book
from publish.cards import nav_of
from tinynet import __version__

# The pages with the longest lines of code, formulas and tables.
WIDE = "optimizers backpropagation articles reference labs/hidden-layer".split()
COLOURS = "['color', 'backgroundColor'].map(c => getComputedStyle(document.body)[c])"
NAV = nav_of(ROOT / "mkdocs.yml")


def printed(page) -> str:
    """Return the text of a page on paper, with single spaces."""
    reader = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    return " ".join(" ".join(p.extract_text() for p in reader.pages).split())


@needs_browser
@pytest.mark.parametrize("name", ["slope", "backpropagation", "data"])
def test_answers_are_at_the_end_of_a_printed_chapter(browser, address, name):
    page = browser.new_page(color_scheme="dark")
    page.goto(f"{address}{name}.html")
    page.locator(".copy-program").first.wait_for(state="attached")
    page.wait_for_function(
        "!document.querySelector('.moving') || document.querySelector('.live')"
    )
    before = page.inner_html("article")
    text = printed(page)
    questions, _, answers = text.rpartition(" Answers ")
    folds = page.locator("details:is(.success, .question:not(:has(.success)))")
    assert folds.count() == text.count("The answer is at the end of the chapter.") > 2
    for fold in folds.all():
        last = fold.locator("p, pre code").last.text_content()
        assert " ".join(last.split()) in answers
        assert " ".join(last.split()) not in questions
    titles = {"slope": "2. Fill in a line.", "backpropagation": "Exercise 2"}
    title = titles.get(name, "Predict: what shape do you get")
    assert title in answers
    assert not re.search(r"Copy program|Check this page|Download|Run Edit", text)
    assert page.inner_html("article") == before
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(COLOURS) == ["rgb(36, 38, 44)", "rgb(255, 255, 255)"]
    page.close()


@needs_browser
def test_without_scripts_a_chapter_is_printed_whole(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}slope.html")
    text = printed(page)
    for block in page.locator("article pre code").all():
        assert " ".join(block.text_content().split()) in text
    context.close()


@needs_browser
def test_on_paper_a_link_has_its_address_and_no_line_of_code_is_cut(browser, address):
    page = browser.new_page()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 650, "height": 900})  # A4 without its margins
    for path in WIDE:
        page.goto(f"{address}{path}.html", wait_until="domcontentloaded")
        wide = "[...document.querySelectorAll('article :is(pre, code, table, img, .picture, .live, .formula)')]"
        wide += ".filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML)"
        assert page.evaluate(wide) == [], path
    page.goto(f"{address}digits.html")  # its picture is made of buttons
    page.locator(".cells").wait_for()
    assert page.locator(".cells button").last.is_visible()
    assert not page.locator(".live .pad").is_visible()
    page.goto(f"{address}index.html")
    page.emulate_media(media=None)
    assert "(https://iamtrask.github.io/" in printed(page).replace(" ", "")
    page.close()


@pytest.fixture(scope="module")
def book(built_site) -> PdfReader:
    return PdfReader(built_site / "tinynet.pdf")


@needs_browser
def test_the_book_has_every_chapter_in_its_outline_where_the_contents_say(
    book, built_site
):
    chapters = [item for item in book.outline if not isinstance(item, list)]
    number_of = book.get_destination_page_number
    found = [(item.title, number_of(item) + 1) for item in chapters]
    headings = []
    for _, file in NAV:
        html = (built_site / html_file(f"docs/{file}")).read_text("utf-8")
        heading = re.search(r"(?s)<h1[^>]*>(.*?)<a ", html)[1]
        headings.append(" ".join(re.sub("<[^>]+>", "", heading).split()))
    assert [title for title, _ in found][-len(headings) :] == headings
    contents = book.pages[1].extract_text().split("\n")
    for (title, _), (heading, number) in zip(NAV, found[-len(headings) :]):
        entry = re.compile(rf"{re.escape(title)}\s*{number}")
        assert any(entry.fullmatch(one) for one in contents)
        page = book.pages[number - 1].extract_text()
        assert heading in page
        assert page.rstrip().endswith(str(number)) or page.startswith(str(number))


@needs_browser
def test_the_book_names_its_version_and_nothing_of_the_machine_that_made_it(
    book, built_site
):
    assert f"Version {__version__}" in book.pages[0].extract_text()
    size = (built_site / "tinynet.pdf").stat().st_size
    assert 1e6 < size < 15e6 and 100 < len(book.pages) < 400
    links = [a.get_object() for page in book.pages for a in page.get("/Annots", [])]
    found = {link["/A"]["/URI"] for link in links if "/URI" in link.get("/A", {})}
    fonts = book.pages[3]["/Resources"]["/Font"].values()
    names = {one.get_object()["/BaseFont"].rpartition("+")[2][:7] for one in fonts}
    assert "Tinynet" in names
    assert found and all(one.startswith("http") for one in found)
    assert not [*built_site.glob("*to-print*")]


@needs_browser
def test_each_link_within_the_book_leads_somewhere(book, built_site):
    text, names = bound(ROOT, built_site)
    ids = set(re.findall(r' id="([^"]+)"', text))
    links = set(re.findall(r'<a [^>]*href="#([^"]+)"', text))
    assert links <= ids and set(names) <= links


@needs_browser
def test_where_the_book_is_made_pages_link_to_it(built_site):
    for name in "index", "copying":
        text = (built_site / f"{name}.html").read_text("utf-8")
        assert '<a href="tinynet.pdf" download>' in text and "<!-- book:" not in text


def test_without_chromium_a_build_says_so_and_links_to_no_book(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    text = '<!-- book: <a href="tinynet.pdf">The book</a> -->'
    (tmp_path / "index.html").write_text(text)
    make_book(ROOT, tmp_path)
    assert "no book as a PDF" in capsys.readouterr().out
    assert [file.name for file in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text() == text
