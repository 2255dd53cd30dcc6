"""One list of problems, that everything else calls."""

import pytest
from little_book import ROOT, little_book, page

from tinynet.book.check import check, problems_of, problems_on
from tinynet.book.doctests import examples_to_run
from tinynet.book.notebooks import notebook_problems
from tinynet.book.pages import Refused, read_book
from tinynet.book.strength import strength_problems
from tinynet.book.tangle import tangle, tangle_problems

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


def test_an_example_that_was_not_run_is_not_counted_as_run(book):
    (book / "pyproject.toml").write_text(
        '[project.optional-dependencies]\nelsewhere = ["no_such_library"]\n'
    )
    text = (book / "docs/cut.md").read_text()
    text += f"\n{F}python\nimport no_such_library\n{F}\n"
    (book / "docs/cut.md").write_text(text)
    assert check(book) == (
        "check: nothing is wrong; definitions: 1, modules: 1, examples run: 1, notebooks: 0"
        ", not run for want of no_such_library: 1; run `make elsewhere`"
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
    """Pages whose examples are all run are asked by the last of them, as a doc-test."""
    book, problems = read_book(ROOT), []
    for written in book.pages:
        run = examples_to_run(written, ROOT)
        if not run or not all(run):
            problems += problems_on(written, book)
    problems += tangle_problems(book) + notebook_problems(book)
    assert problems + strength_problems(book) == []


WRONG = [
    ("a number", "There are 7 of them.", "nothing vouches for 7"),
    ("a formula", "Here $q = 2$ holds.", "q is not declared"),
    ("a name", "Call `cutt` now.", "there is no cutt"),
    ("a link", "See [it](gone.md).", "leads to a file that is not there"),
    ("a letter", "We call it η.", "η is not declared"),
    (
        "a statement about a picture",
        "<!-- shows: a: x -->",
        "there is no chart above it",
    ),
]


@pytest.mark.parametrize(("kind", "line", "told"), WRONG, ids=[w[0] for w in WRONG])
@pytest.mark.parametrize("names", [None, ["cut.md"]], ids=["book", "page"])
def test_what_is_wrong_on_a_page_is_named_with_its_place(book, names, kind, line, told):
    file = book / "docs/cut.md"
    file.write_text(f"{file.read_text()}\n## The end\n\n{line}\n")
    number = file.read_text().split("\n").index(line) + 1
    with pytest.raises(Refused) as refused:
        check(book, names)
    (first, *rest) = str(refused.value).split("\n")
    assert first.startswith(f"docs/cut.md:{number}: ")
    assert told in first
    assert first.endswith(" [on the site: cut/#the-end]")
    assert rest == []


def test_a_docstring_that_promises_something_else_is_refused(book):
    file = book / "docs/cut.md"
    text = file.read_text().replace("x = 1", '"""Cut. Page: docs/cat.md."""')
    file.write_text(text)
    tangle(book)
    with pytest.raises(Refused, match=r"docs/cut\.md:6: .* docs/cut\.md"):
        check(book)


@pytest.mark.parametrize("name", ["cut.md", "docs/cut.md"])
def test_a_page_can_be_checked_alone(book, name):
    (book / "docs/b.md").write_text("# Not in the nav, with 7 of something\n")
    assert "modules: 1, examples run: 1" in check(book, [name])
    with pytest.raises(Refused, match=r"b\.md:1: is not in the nav"):
        check(book)


def test_a_page_that_is_not_there_is_said_to_be(book):
    with pytest.raises(Refused, match=r"gone\.md:1: there is no such page"):
        check(book, ["gone.md"])


def test_a_page_alone_waits_until_its_module_is_what_it_says(book):
    file = book / "docs/cut.md"
    file.write_text(file.read_text().replace("x = 1", "x = 2"))
    with pytest.raises(Refused, match="older copy"):
        check(book, ["cut.md"])


def test_the_files_beside_the_readme_are_checked_too(book):
    (book / "NOTES.md").write_text("Call `cutt`, or see [it](gone.md).\n")
    with pytest.raises(Refused) as refused:
        check(book)
    assert [line.split(" ")[0] for line in str(refused.value).split("\n")] == [
        "NOTES.md:1:"
    ] * 2
