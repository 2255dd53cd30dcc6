"""Links lead where they say, on the site and on a code host."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, SoupStrainer
from little_book import little_book

from tinynet.book.links import (
    ADDRESSES,
    address_of,
    files_beside,
    link_problems,
    linked,
    places_of,
)
from tinynet.book.pages import read_book, read_page

ROOT = Path(__file__).parents[2]


def problems(tmp_path, text: str, beside: str = "", name: str = "a.md") -> list[str]:
    other = "# The other\n\n## A part\n\nText.[^1]\n\n[^1]: Note.\n\n```python { #code }\nx = 1\n```\n"
    root = little_book(tmp_path, {"a.md": text, "part/b.md": other})
    (root / "docs/figures").mkdir()
    (root / "docs/figures/a.svg").write_text("<svg/>")
    (root / "README.md").write_text(beside)
    page = read_page("README.md" if beside else "docs/a.md", root)
    return [str(problem) for problem in link_problems(page, places_of(root))]


@pytest.mark.parametrize(
    "link",
    [
        "[b](part/b.md)", "[b](part/b.md#a-part)", "[The other](part/b.md)", "[x](#first)",
        "[x](part/b.md#code)", "![words](figures/a.svg)", "[x](figures/a.svg)",
        "[x](https://example.org/a_(b)?c=d#e)", "[x](mailto:a@example.org)", "<https://a.org>",
        "[x][1]\n\n[1]: part/b.md", '<a href="part/b.md">x</a>', "[A part](part/b.md#a-part)",
    ],
)  # fmt: skip
def test_a_link_that_leads_there_is_no_problem(tmp_path, link):
    assert problems(tmp_path, f"# First\n\nA {link} here.\n") == []


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("[b](part/c.md)", "the link part/c.md leads to a file that is not there"),
        ("[b](b.md)", "the link b.md leads to a file that is not there"),
        (
            "[b](part/b.md#a-prt)",
            "leads to #a-prt, and docs/part/b.md has no such place",
        ),
        ("[x](#frist)", "leads to #frist, and docs/a.md has no such place"),
        ("[First](part/b.md)", "says First, which is docs/a.md"),
        ("![words](figures/b.svg)", "leads to a file that is not there"),
        ("[x](../mkdocs.yml)", "leads out of docs"),
        ("[x](part)", "leads to a folder"),
        ("[x](http://example.org)", "is no address that begins in https://"),
        ("[x](https://example)", "is no address that begins in https://"),
        ("[x](part/b.md#code-)", "has no such place"),
    ],
)
def test_a_link_that_does_not_is_named_with_its_line(tmp_path, link, told):
    (found,) = problems(tmp_path, f"# First\n\nA {link} here.\n")
    assert found.startswith("docs/a.md:3: the link ")
    assert told in found


def test_the_readme_may_link_to_any_file_of_the_project(tmp_path):
    assert problems(tmp_path, "# First\n", "[x](mkdocs.yml) [y](docs/a.md#first)") == []
    (tmp_path / "2").mkdir()
    (found,) = problems(tmp_path / "2", "# First\n", "[x](docs/gone.md)")
    assert (
        found == "README.md:1: the link docs/gone.md leads to a file that is not there"
    )


def test_two_places_of_one_name_are_a_problem(tmp_path):
    (found,) = problems(tmp_path, "# First { #x }\n\n## Second { #x }\n")
    assert found.endswith("has two places of the name #x")


def test_links_in_comments_and_code_are_not_followed(tmp_path):
    assert problems(tmp_path, "# First\n\n<!-- [x](y.md) --> `[x](y.md)`\n") == []


@pytest.mark.parametrize("path", [p.path for p in read_book(ROOT).pages[:-1]])
def test_the_places_are_those_of_the_built_site(built_site, path):
    page = read_page(path, ROOT)
    stem = Path(path).relative_to("docs").with_suffix("")
    folder = stem.parent if stem.name == "index" else stem
    html = (built_site / folder / "index.html").read_text(encoding="utf-8")
    html = html[html.index("<article") : html.index("</article>")]
    named = SoupStrainer(id=True)
    article = BeautifulSoup(html, "html.parser", parse_only=named)
    headings = [h["id"] for h in article.select("h1[id], h2[id], h3[id], h4[id]")]
    assert linked(page, ROOT).headings == headings
    for problem_line in (1, len(page.text.split("\n"))):
        address = address_of(page, problem_line, ROOT)
        place = address.partition("#")[2]
        assert not place or article.find(id=place)


def test_a_line_has_the_address_of_the_heading_above_it():
    page = read_page("docs/neuron.md", ROOT)
    line = page.text.split("\n").index("## The sigmoid") + 3
    assert address_of(page, line, ROOT) == "neuron/#the-sigmoid"
    assert address_of(page, 2, ROOT) == "neuron/"
    assert address_of(read_page("README.md", ROOT), 9, ROOT) == ""


def test_the_real_book_has_no_broken_link():
    pages = [*read_book(ROOT).pages, *files_beside(ROOT)]
    assert "CONTRIBUTING.md" in {page.path for page in pages}
    places = places_of(ROOT)
    assert [str(p) for page in pages for p in link_problems(page, places)] == []


def test_an_address_that_is_not_in_the_list_of_addresses_is_named(tmp_path):
    listed = tmp_path / ADDRESSES
    listed.parent.mkdir(parents=True)
    listed.write_text("https://example.org/a1\n")
    little_book(tmp_path, {"a.md": ""})
    text = "# A\n\n[Right](https://example.org/a1), and\n[wrong](https://example.org/a2).\n"
    (tmp_path / "docs/a.md").write_text(text)
    places = places_of(tmp_path)
    (one,) = link_problems(read_page("docs/a.md", tmp_path), places)
    assert str(one).startswith("docs/a.md:4: the link https://example.org/a2 is not in")


def test_each_address_that_is_listed_is_linked_to_somewhere():
    pages = [*read_book(ROOT).pages, *files_beside(ROOT)]
    used = {target for page in pages for target, _ in linked(page, ROOT).links}
    listed = (ROOT / ADDRESSES).read_text("utf-8").split()
    assert listed == sorted(target for target in used if target.startswith("https:"))
