"""What a page mentions was accepted, and whatever is mentioned otherwise is named."""

import re
import shutil
from pathlib import Path

import pytest
from little_book import fenced, little_book, write_page

from tinynet.book.accept import accept
from tinynet.book.check import check, mention_problems
from tinynet.book.mentions import (
    FILE,
    accepted,
    gone_problems,
    lines_of,
    mentioned_anew,
    mentions_of,
)
from tinynet.book.pages import Problem, Refused, parse_page, read_book, read_page
from tinynet.book.tangle import tangle

ROOT = Path(__file__).parents[2]
F = "```"
MODULE = '''"""Cut. Page: docs/cut.md."""


def cut(whole, parts):
    """Return a part (of all, see below).

    whole: (rows, n).

    >>> cut(8.0, 4)
    2.0
    """
    return whole / parts'''
# Beside the comment two things that are none: a word to a tool, and a # in a text.
PROGRAM = """shares = [0.5, 0.25]  # 0 to 3, 4 to 10
# noqa is for a tool
assert min(shares) < 1 / 2
text = "# no comment, 7 < 8" """.rstrip()
PAGE = f"""---
title: A page
---
# Sums and `sum`

{fenced(MODULE, "tinynet/cut.py")}
{fenced(PROGRAM)}
{F}console
make serve
{F}

Use `sum(shares)`, then `min(shares)`, as in [the first](b.md) part
and [the end](#the-end) of [it](#sums-and-sum).[^a]

[^a]: A note on `shares`.

| name | program |
|---|---|
| sum | `sum` |

## The end

??? note "Folded"
    {F}python
    import numpy as np

    # Close to `half`
    assert np.allclose([0.5], [0.5], atol=1e-8)
    {F}

    Then `text` again.
"""
KEPT = """docs/cut.md
  heading: # Sums and sum
  name: sum
  docstring: Page:
  docstring: (of all, see below)
  docstring: whole: (rows, n)
  docstring: >>> cut(8.0, 4)
  comment: 0 to 3, 4 to 10
  bound: … < 1 / 2
  shown: make serve
  name: sum(shares)
  name: min(shares)
  link: b.md
  link: #the-end
  link: #sums-and-sum
  columns: name | program
  name: sum
  heading: ## The end
  comment: Close to `half`
  bound: atol=1e-08
  name: text
  name: shares
docs/b.md
  heading: # Another
"""


@pytest.fixture
def book(tmp_path) -> Path:
    """A book whose mentions were accepted."""
    root = little_book(tmp_path, {"cut.md": PAGE, "b.md": "# Another\n"})
    tangle(root)
    (root / FILE).parent.mkdir(parents=True)
    (root / FILE).write_text("")
    mentioned_anew(root)
    return root


def problems(root: Path, page: str = "cut.md") -> list[Problem]:
    return mention_problems(read_page(f"docs/{page}", root), root)


def line_of(text: str, page: str = PAGE) -> int:
    (line,) = [n for n, one in enumerate(page.split("\n"), 1) if text in one]
    return line


# What is kept


def test_the_file_holds_all_that_a_page_mentions_in_its_order(book):
    assert (book / FILE).read_text() == KEPT
    assert problems(book) == problems(book, "b.md") == []


def test_the_mentions_of_the_real_book_are_those_that_were_accepted():
    book = read_book(ROOT)
    assert list(accepted(ROOT)) == [page.path for page in book.pages]
    assert [one for page in book.pages for one in mention_problems(page, ROOT)] == []
    assert gone_problems(book) == []


def test_a_project_without_the_file_has_accepted_nothing_and_gets_none(book):
    (book / FILE).unlink()
    assert problems(book) == []
    assert gone_problems(read_book(book)) == []
    assert mentioned_anew(book) == []
    assert not (book / FILE).exists()


# What is noticed

CHANGES = [
    ("`sum(shares)`", "`max(shares)`", "`max(shares)`", "`sum(shares)`"),
    ("make serve", "make save", "`make save`", "`make serve`"),
    ("(b.md)", "(cut.md)", "the link cut.md", "the link b.md"),
    ("(#the-end)", "(#sums)", "the link #sums", "the link #the-end"),
    ("3, 4", "4, 5", "comment 0 to 4, 5 to 10", "comment 0 to 3, 4 to 10"),
    ("Close to", "Far from", "comment Far from `half`", "comment Close to `half`"),
    ("| name | program", "| program | name", "program | name", "name | program"),
    ("< 1 / 2", "< 1 / 3", "`… < 1 / 3`", "`… < 1 / 2`"),
    ("< 1 / 2", "<= 1 / 2", "`… <= 1 / 2`", "`… < 1 / 2`"),
    ("atol=1e-8", "atol=1e-7", "`atol=1e-07`", "`atol=1e-08`"),
    ("## The end", "## The start", "heading ## The start", "heading ## The end"),
    ("## The end", "### The end", "heading ### The end", "heading ## The end"),
    ("on `shares`", "on `share`", "`share`", "`shares`"),
    ("Then `text`", "Then `share`", "`share`", "`text`"),
    ("(rows, n)", "(n, rows)", "whole: (n, rows)", "whole: (rows, n)"),
    (
        "    whole:",
        "    parts:",
        "parts: (rows, n)",
        "whole: (rows, n)",
    ),
    (">>> cut(8.0, 4)", ">>> cut(8.00, 4)", "cut(8.00, 4)", ">>> cut(8.0, 4)"),
]


@pytest.mark.parametrize(("old", "new", "now", "before"), CHANGES)
def test_a_change_is_named_with_its_line_and_the_remedy(book, old, new, now, before):
    text = PAGE.replace(old, new, 1)
    write_page(book, "cut.md", text)
    (found,) = problems(book)
    assert found.path == "docs/cut.md"
    assert now in found.text
    assert f"{before} was accepted; if it is meant, run make accept" in found.text
    assert found.line == line_of(new, text)


def test_two_names_of_a_call_that_change_places_are_noticed(book):
    write_page(book, "cut.md", PAGE + "\nSee `np.allclose(a, b)`.\n")
    mentioned_anew(book)
    write_page(book, "cut.md", PAGE + "\nSee `np.allclose(b, a)`.\n")
    (found,) = problems(book)
    assert "`np.allclose(b, a)` stands where `np.allclose(a, b)` was" in found.text


def test_a_name_in_the_words_of_a_link_stands_before_its_target(book):
    text = PAGE.replace("[the first]", "[`text`]").replace("Then `text`", "Then `sum`")
    write_page(book, "cut.md", text)
    new, other = problems(book)
    assert (new.line, other.line) == (line_of("[`text`]", text), line_of("Then `text`"))


def test_names_and_links_of_the_real_pages_are_found_on_their_lines():
    for page in read_book(ROOT).pages:
        found, lines = mentions_of(page, ROOT), page.text.split("\n")
        for one, line in zip(found, lines_of(found, page), strict=True):
            if one.kind in ("name", "link"):
                assert one.words.split("\n")[0] in lines[line - 1], (
                    f"{page.path}:{line}"
                )


def test_a_name_more_or_less_is_one_problem(book):
    text = PAGE.replace("Use ", "Use `max`, ")
    write_page(book, "cut.md", text)
    (found,) = problems(book)
    line, remedy = line_of("Use "), "; if it is meant, run make accept"
    assert str(found) == f"docs/cut.md:{line}: newly mentioned: `max`{remedy}"
    write_page(book, "cut.md", PAGE.replace(", then `min(shares)`", ""))
    (found,) = problems(book)
    told = "no longer mentioned, here or below: `min(shares)`"
    assert str(found) == f"docs/cut.md:{line}: {told}{remedy}"


def test_a_new_page_is_one_problem_and_so_is_one_that_is_gone(book):
    little_book(book, {"cut.md": PAGE, "new.md": PAGE.replace("/cut.py", "/new.py")})
    (found,) = problems(book, "new.md")
    assert "the heading # Sums and sum, `sum`, the docstring Page:" in found.text
    assert "and 18 more" in found.text
    (gone,) = gone_problems(read_book(book))
    assert str(gone).startswith(f"{FILE}:1: docs/b.md is no page of the book any more")


def test_what_is_no_word_and_what_is_no_number_is_not_kept(book):
    quiet = fenced("x = [1]  # -----\nassert x < [2] != None and x is not True")
    write_page(book, "cut.md", PAGE + f"\n{quiet}\n")
    assert problems(book) == []


def test_sentences_lines_and_code_may_be_written_otherwise(book):
    text = PAGE.replace("Use ", "A line more.\n\nNow use ").replace("as in", "see")
    write_page(book, "cut.md", text.replace("shares = [0.5, 0.25]", "shares  =  [0.1]"))
    assert problems(book) == []


# The chores


@pytest.mark.parametrize("names", [None, ["cut.md"]], ids=["book", "page"])
def test_check_refuses_what_was_not_accepted(book, names):
    write_page(book, "cut.md", PAGE.replace("Then `text`", "Then `sum`"))
    line = line_of("Then `text`")
    with pytest.raises(Refused, match=rf"docs/cut\.md:{line}: `sum` stands where"):
        check(book, names)


def test_accept_shows_what_changes_and_settles_in_one_run(book):
    accept(book)
    write_page(book, "cut.md", PAGE.replace("Then `text`", "Then `sum`"))
    line = line_of("Then `text`")
    told = f"accepted: docs/cut.md:{line}: `sum` stands where `text` was accepted"
    said = accept(book).split("\n")
    assert said[:2] == [told, f"{FILE}: 1 change"]
    assert (book / FILE).read_text() == KEPT.replace("name: text", "name: sum")
    assert FILE not in accept(book)


def test_accept_forgets_a_page_that_is_gone(book):
    little_book(book, {"cut.md": PAGE})
    (book / "docs/b.md").unlink()
    write_page(book, "cut.md", PAGE.replace("[the first](b.md)", "the first"))
    said = mentioned_anew(book)
    assert any("docs/b.md is no page of the book any more" in line for line in said)
    assert list(accepted(book)) == ["docs/cut.md"]
    assert mentioned_anew(book) == []


# The real book

REAL = [
    ("network.md", "`forward`", "`backward`"),
    ("network.md", "(learning.md", "(losses.md"),
    ("luck.md", "# 0 to 3, 4 to 10", "# 0 to 3, 5 to 10"),
    ("elsewhere.md", "< 1 / 5", "< 1 / 6"),
    ("network.md", "| there | here |", "| here | there |"),
    ("book/others.md", "--extra others --", "--extra book --"),
]


@pytest.mark.parametrize(("name", "old", "new"), REAL)
def test_a_change_of_a_real_page_is_noticed_where_it_is(tmp_path, name, old, new):
    text = (ROOT / "docs" / name).read_text("utf-8")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    (tmp_path / FILE).parent.mkdir(parents=True)
    shutil.copy(ROOT / FILE, tmp_path / FILE)
    assert mention_problems(parse_page(f"docs/{name}", text, tmp_path), tmp_path) == []
    lines = [
        text.count("\n", 0, at.start()) for at in re.finditer(re.escape(old), text)
    ]
    assert lines
    changed = parse_page(f"docs/{name}", text.replace(old, new, 1), tmp_path)
    (found,) = mention_problems(changed, tmp_path)
    assert found.line == lines[0] + 1


def test_a_tolerance_that_is_worked_out_is_kept_too(book):
    digits = f"{F}python\ndigits = 9\nassert round(2.0, digits) == 2.0\n"
    text = PAGE + f"\n{digits}np.allclose(2.0, 2.0, rtol=0.1**digits)\n{F}\n"
    write_page(book, "cut.md", text)
    mentioned_anew(book)
    write_page(book, "cut.md", text.replace("0.1**digits", "0.1*digits"))
    (found,) = problems(book)
    assert "`rtol=0.1 * digits` stands where `rtol=0.1 ** digits` was" in found.text
