"""One list of problems, that everything else calls."""

import pytest
from little_book import little_book, page

from tinynet.book.check import check, problems_of
from tinynet.book.pages import Refused, read_book
from tinynet.book.tangle import tangle

F = "```"


@pytest.fixture
def book(tmp_path):
    body = f'\n{F}python\nprint(7)\n{F}\n\n{F}text title="Output"\n7\n{F}\n'
    root = little_book(tmp_path, {"cut.md": page("cut", "x = 1") + body})
    tangle(root)
    return root


def test_a_book_without_problems_is_counted(book):
    assert check(book) == (
        "check: nothing is wrong; definitions: 1, modules: 1, examples run: 1, notebooks: 0"
    )


def test_an_output_that_is_wrong_is_refused(book):
    text = (book / "docs/cut.md").read_text()
    (book / "docs/cut.md").write_text(text.replace("\n7\n", "\n8\n"))
    with pytest.raises(Refused, match="published '8', printed '7'"):
        check(book)


def test_examples_wait_until_the_package_is_what_the_pages_say(book):
    text = (book / "docs/cut.md").read_text()
    (book / "docs/cut.md").write_text(
        text.replace("x = 1", "x = 2").replace("\n7\n", "\n8\n")
    )
    (problem,) = problems_of(read_book(book))
    assert "older copy" in problem.text


def test_the_real_book_has_no_problems():
    from little_book import ROOT

    assert problems_of(read_book(ROOT)) == []
