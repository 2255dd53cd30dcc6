"""The receipt of a page: its counts, its sources, and its place on the site."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, SoupStrainer

from tinynet.book.examples import run_page
from tinynet.book.numbers import numbers_of
from tinynet.book.pages import read_book
from tinynet.book.receipt import Facts, with_sources

ROOT = Path(__file__).parents[2]
BOOK = read_book(ROOT)


def built(site: Path, path: str, *part) -> BeautifulSoup:
    """Return a page of the site, or those elements of it that look like the part."""
    stem = Path(path).relative_to("docs").with_suffix("")
    folder = stem.parent if stem.name == "index" else stem
    html = (site / folder / "index.html").read_text(encoding="utf-8")
    only = SoupStrainer(*part) if part else None
    return BeautifulSoup(html, "html.parser", parse_only=only)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>0.5<!-- = half --></p>", '<span class="bound" tabindex="0" data-source="half">0.5</span>'),
        ("<p>1 and 2<!-- = a < b, '\"' --></p>",
         '1 and <span class="bound" tabindex="0" data-source="a &lt; b, &#x27;&quot;&#x27;">2</span>'),
        ("<p><strong>7</strong><!-- = n --></p>",
         '<strong><span class="bound" tabindex="0" data-source="n">7</span></strong>'),
        ("<summary>Is it 7<!-- = n -->?</summary>", '<span class="bound" data-source="n">7</span>?'),
        ('<a href="x">7<!-- = n --></a>', '<span class="bound" data-source="n">7</span>'),
        ("<p>twice<!-- = n --> or three<!-- = m --></p>",
         'data-source="n">twice</span> or <span class="bound" tabindex="0" data-source="m">three'),
    ],
)  # fmt: skip
def test_the_number_in_front_of_a_comment_says_its_source(html, expected):
    assert expected in with_sources(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>word<!-- = n --></p>",
        "<p>7</p>",
        "<pre>7<!-- = n --></pre>",
        "<p>7 <svg><style>a{}</style><text>8</text></svg><!-- = n --></p>",
    ],
)
def test_what_has_no_number_stays_as_it_is(html):
    assert "bound" not in with_sources(html)


def test_facts_are_counted_by_kind():
    html = """<h1>Seven <a class="headerlink" href="#x">¶</a></h1>
    <p>7 of <code>a7</code>, <code>[1, 2]</code> and <a href="../b/">b</a>, <a href="https://c.org">c</a>
    <img alt="Eight" src="x.png"> <math><mn>9</mn></math> 10<!-- = n --></p>
    <div class="language-python highlight"><span class="filename">tinynet/a.py</span>
    <pre><code><span>a7</span> = 1</code></pre></div>
    <div class="language-python highlight"><pre><code>print(2)</code></pre></div>
    <div class="language-text highlight"><span class="filename">Output</span><pre>2</pre></div>
    <span class="picture"><svg aria-label="Nine dots"><text>5</text></svg></span>
    <!-- given: Seven, 7, 1, 2, Eight, Nine -->"""
    facts = Facts(html)
    assert {kind: count for kind, count in facts.counts.items() if count} == {
        "numbers bound": 1, "numbers given": 6, "numbers in code": 1, "names": 2,
        "links": 1, "formulas": 1, "pictures": 1, "definitions": 1, "programs": 1, "outputs": 1,
    }  # fmt: skip
    assert facts.sources == ["n"]


@pytest.mark.parametrize("path", [p.path for p in BOOK.pages if p.path != "README.md"])
def test_every_page_has_a_receipt_with_true_counts(built_site, path):
    page = next(page for page in BOOK.pages if page.path == path)
    receipt = built(built_site, path, "details").select_one("details.receipt")
    kinds = [block.kind for block in page.blocks]
    words = receipt.get_text("\n")
    for kind, name in (
        ("definition", r"blocks? of the package"),
        ("output", "outputs?"),
    ):
        found = re.search(rf"(\d+) {name}:", words)
        assert int(found[1] if found else 0) == kinds.count(kind)
    found = re.search(r"(\d+) programs?:", words)
    assert int(found[1] if found else 0) == kinds.count("example")
    total = int(re.match(r"[\d,]+", words.strip())[0].replace(",", ""))
    assert total == sum(map(int, re.findall(r"^(\d+) .*:", words, re.MULTILINE)))


@pytest.mark.parametrize("path", ["docs/neuron.md", "docs/data.md", "docs/learning.md"])
def test_its_numbers_are_those_that_the_check_knows(built_site, path):
    page = next(page for page in BOOK.pages if page.path == path)
    numbers, problems = numbers_of(page, run_page(page, ROOT), ROOT)
    assert problems == []
    receipt = built(built_site, path, "details").select_one("details.receipt")
    words = receipt.get_text("\n")
    for by, how in (("bound", "computed anew"), ("given", "written twice")):
        (count,) = re.findall(rf"(\d+) numbers?:\s+{how}", words)
        assert int(count) == sum(number.by == by for number in numbers)


def test_a_bound_number_of_the_site_says_its_source(built_site):
    page = built(built_site, "docs/neuron.md")
    bound = page.select_one('.bound[data-source="weighted_sum(inputs, weights)"]')
    assert (bound.get_text(), bound["tabindex"]) == ("8", "0")
    assert "<!-- = " not in str(page.select_one("article"))


def test_the_links_of_a_receipt_lead_to_chapters(built_site):
    for path, folder in (("docs/neuron.md", "neuron"), ("docs/index.md", "")):
        for link in built(built_site, path).select("details.receipt a"):
            assert (
                (built_site / folder / link["href"] / "index.html").resolve().is_file()
            )
