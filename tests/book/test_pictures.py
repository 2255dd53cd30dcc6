"""A picture becomes a part of its page: what is kept, what is changed, what is refused."""

from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from built_site import addresses, build_small

from tinynet.book.figures import Chart
from tinynet.book.pictures import inlined

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 60">{}</svg>'


def part(inside: str = "", words: str = "A line"):
    return fromstring(inlined(SVG.format(inside), "line", words))


def test_the_words_of_the_page_are_the_picture_s_name():
    picture = part(words='A "straight" line')
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == 'A "straight" line'


def test_its_title_goes_because_it_would_pop_up():
    assert len(part("<title>t</title><desc>d</desc>")) == 0


def test_the_search_passes_over_it():
    assert "data-search-exclude" in part().attrib


def test_its_width_is_in_letters():
    assert part().get("width") == "10em"


def test_names_inside_it_get_its_own_name_in_front():
    marked = '<path id="tip"/><path marker-end="url(#tip)"/><use href="#tip"/>'
    first, second, third = part(marked)
    assert first.get("id") == "line-tip"
    assert second.get("marker-end") == "url(#line-tip)"
    assert third.get("href") == "#line-tip"


def test_a_colour_that_begins_with_a_hash_is_no_name():
    assert part('<path fill="#fff"/>')[0].get("fill") == "#fff"


def test_a_figure_of_the_book_keeps_its_style_and_its_marks():
    chart = Chart("A line", x=(0, 1), y=(0, 1))
    chart.line([0, 1], [0, 1])
    drawn = inlined(chart.svg(), "line", "A line")
    assert "var(--figure-ink" in drawn
    assert drawn.count("<path") == chart.svg().count("<path")


@pytest.mark.parametrize(
    ("svg", "words", "reason"),
    [
        (SVG.format(""), " ", "say what it shows"),
        ("<svg>", "A line", "is not SVG"),
        (SVG.format("<script>1</script>"), "A line", "more than a drawing: script"),
        (SVG.format('<image href="a.png"/>'), "A line", "more than a drawing: image"),
    ],
)
def test_what_is_not_a_drawing_with_words_is_refused(svg, words, reason):
    with pytest.raises(ValueError, match=reason):
        inlined(svg, "line", words)


# The built site, with the settings of our own mkdocs.yml.


def site(root: Path, text: str):
    (root / "docs/figures").mkdir(parents=True)
    (root / "docs/figures/line.svg").write_text(SVG.format('<path id="a" d="M0 0H9"/>'))
    (root / "docs/index.md").write_text(text)
    return build_small(root, "index.md")


@pytest.mark.reads()
def test_a_page_holds_the_picture_that_it_names(tmp_path):
    text = "# A\n\n![A line](figures/line.svg)\n\n![B](https://example.org/b.svg)\n"
    assert site(tmp_path, text).returncode == 0
    html = (tmp_path / "site/index.html").read_text("utf-8")
    assert 'aria-label="A line"' in html
    assert 'id="line-a"' in html
    assert "figures/line.svg" not in html


@pytest.mark.reads()
def test_what_is_wrong_with_pictures_fails_the_build_and_is_named_with_its_line(
    tmp_path,
):
    text = "# A\n\n![A line](figures/lime.svg)\n\n![](figures/line.svg)\n"
    built = site(tmp_path, text)
    assert built.returncode != 0
    assert "docs/index.md:3: the picture figures/lime.svg is not there" in built.stderr
    assert "docs/index.md:5: the picture figures/line.svg has no words" in built.stderr
    assert "Traceback" not in built.stderr


class Identifiers(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, _, attributes):
        self.found += [value for name, value in attributes if name == "id"]


@pytest.mark.parametrize("page", addresses())
def test_no_two_things_on_a_page_of_the_book_have_the_same_name(built_site, page):
    found = Identifiers((built_site / page / "index.html").read_text("utf-8")).found
    assert len(found) == len(set(found))
