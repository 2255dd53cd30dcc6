"""What a page mentions was accepted, and whatever is mentioned otherwise is named."""

import re
import shutil
from pathlib import Path

import pytest
from little_book import fenced, little_book, write_page
from nbformat import v4

from tinynet.book.accept import accept
from tinynet.book.check import check, mention_problems
from tinynet.book.mentions import (
    FILE,
    accepted,
    fingerprint,
    lines_of,
    mentioned_anew,
    mentions_of,
    other_problems,
)
from tinynet.book.notebooks import mentions_in
from tinynet.book.pages import Problem, Refused, parse_page, read_book, read_page
from tinynet.book.tangle import tangle

ROOT = Path(__file__).parents[2]
F = "```"
# Beside the comment that is kept stand three things that are none: a word to a tool,
# which nothing here obeys, since this is a text; a line that says nothing; and a # in
# a text.
MODULE = '''"""Cut. Page: docs/cut.md."""


def cut(whole, parts):
    """Return a part (of all, see below).

    whole: (rows, n).

    >>> cut(8.0, 4)
    2.0
    """
    # noqa is for a tool
    # -----
    return whole / parts * len("#")  # 0 to 3, 4 to 10'''
# What remains of it without comments and docstrings.
BARE = ["", "", "", "def cut(whole, parts):", *[""] * 6, '    """', *["    "] * 2]
BARE = "\n".join([*BARE, '    return whole / parts * len("#")  '])
PROGRAM = """shares = [0.5, 0.25]
assert min(shares) < 1 / 2"""
FOLDED = """import numpy as np

# Close to `half`
assert np.allclose([0.5], [0.5], atol=1e-8)"""
PAGE = f"""---
title: A page
---
# Sums and `sum`

{fenced(MODULE, "tinynet/cut.py")}
{fenced(PROGRAM).replace("python", 'python hl_lines="1"')}
{F}console
make serve
  --quickly
{F}

Use `sum(shares)`, then `min(shares)`, as in [the first](b.md) part
and [the end](#the-end) of [it](#sums-and-sum).[^a]
There Ada has a quarter<!-- = min(shares) -->, or NumPy 1 − x · 3, plus $E = 2$.

[^a]: A note on `shares`.

| name | program |
|---|---|
| sum | `sum` |

- A list
- of the *second* kind

![What Eve sees.](eve.svg)

Share
:   A part of the whole.

<!-- given: three -->

<b title="Old">New</b> words. They go on.

## The end

??? note "Folded up"
    {F}python
    import numpy as np

    # Close to `half`
    assert np.allclose([0.5], [0.5], atol=1e-8)
    {F}

    Then `text` again.
"""
KEPT = f"""docs/cut.md
  setting: title: A page
  heading: # Sums and sum
  name: sum
  program: {fingerprint(BARE)}
  docstring: Cut. Page: docs/cut.md.
  docstring: Return a part (of all, see below).
  docstring:     whole: (rows, n).
  docstring:     >>> cut(8.0, 4)
  docstring:     2.0
  comment: 0 to 3, 4 to 10
  program: {fingerprint(PROGRAM)}
  shown: make serve
  shown:   --quickly
  name: sum(shares)
  name: min(shares)
  link: the first → b.md
  link: the end → #the-end
  link: it → #sums-and-sum
  link: 1 → #fn:a
  source: = min(shares)
  formula: E = 2
  sentence: ¶ Use …, then …, as in the first part and the end of it.
  sentence: There Ada has a #, or NumPy # − x · #, plus ….
  row: name | program
  row: sum | sum
  layout: list
  layout: item
  sentence: ¶ A list
  layout: item
  emphasis: em second
  sentence: ¶ of the second kind
  layout: end of list
  link: eve.svg
  picture: What Eve sees.
  sentence: ¶ Share
  meaning: A part of the whole.
  note: given: three
  attribute: b title="Old"
  sentence: ¶ New words.
  sentence: They go on.
  heading: ## The end
  fold: note: Folded up
  program: {fingerprint(FOLDED)}
  name: text
  sentence: ¶ Then … again.
  layout: end of fold
  attribute: div class="footnote"
  layout: rule
  layout: numbered list
  layout: item
  name: shares
  sentence: ¶ A note on ….
  layout: end of list
  layout: end of box
  header: ```python hl_lines="1"
docs/b.md
  heading: # Another
mkdocs.yml
  file: """


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
    assert (book / FILE).read_text().startswith(KEPT)
    assert problems(book) == problems(book, "b.md") == []


def test_the_mentions_of_the_real_book_are_those_that_were_accepted():
    book = read_book(ROOT)
    assert {*(page.path for page in book.pages), *book.notebooks} < {*accepted(ROOT)}
    beside = ["CHANGELOG.md", "LICENSE", "docs/assets/beans.csv", "pyproject.toml"]
    beside += ["docs/assets/book.css", "docs/assets/live-neuron.js", "tests/spread.py"]
    assert {*beside} < {*accepted(ROOT)}
    assert [one for page in book.pages for one in mention_problems(page, ROOT)] == []
    assert other_problems(book) == []


def test_a_project_without_the_file_has_accepted_nothing_and_gets_none(book):
    (book / FILE).unlink()
    assert problems(book) == []
    assert other_problems(read_book(book)) == []
    assert mentioned_anew(book) == []
    assert not (book / FILE).exists()


# What is noticed

CHANGES = [
    ("`sum(shares)`", "`max(shares)`", "`max(shares)`", "`sum(shares)`"),
    ("make serve", "make save", "`make save`", "`make serve`"),
    ("  --quickly", "--quickly", "`--quickly`", "`  --quickly`"),
    ("(b.md)", "(cut.md)", "link the first → cut.md", "link the first → b.md"),
    ("(#the-end)", "(#sums)", "the end → #sums", "the link the end → #the-end"),
    ('hl_lines="1"', 'hl_lines="2"', 'hl_lines="2"', 'header ```python hl_lines="1"'),
    ("3, 4", "4, 5", "comment 0 to 4, 5 to 10", "comment 0 to 3, 4 to 10"),
    (
        "import numpy as np",
        "import numpy as n",
        "the program ",
        f"the program {fingerprint(FOLDED)}",
    ),
    (
        "[0.5, 0.25]",
        "[0.5, 0.24]",
        "the program ",
        f"the program {fingerprint(PROGRAM)}",
    ),
    (
        "| name | program",
        "| program | name",
        "row program | name",
        "row name | program",
    ),
    ("| sum | `sum` |", "| max | `sum` |", "row max | sum", "row sum | sum"),
    ("What Eve sees", "What Eve hides", "What Eve hides.", "picture What Eve sees."),
    ("Folded up", "Unfolded", "the fold note: Unfolded", "fold note: Folded up"),
    ("??? note", "??? tip", "the fold tip: Folded up", "fold note: Folded up"),
    ("??? note", "???+ note", "fold note open: Folded up", "fold note: Folded up"),
    ("A part of", "All of", "All of the whole.", "meaning A part of the whole."),
    ("-- = min(", "-- = max(", "`= max(shares)`", "`= min(shares)`"),
    ("$E = 2$", "$2 = 2$", "`2 = 2`", "`E = 2`"),
    (
        'title="Old"',
        'title="New"',
        'attribute b title="New"',
        'attribute b title="Old"',
    ),
    ("given: three", "given: four", "note given: four", "note given: three"),
    ("There Ada", "There Eve", "There Eve has …", "There Ada has …"),
    ("1 − x", "1 + x", "… # + x …", "… # − x …"),
    (", plus", ", minus", "… #, minus ….", "… #, plus …."),
    ("*second* kind", "second *kind*", "emphasis em kind", "emphasis em second"),
    ("*second*", "**second**", "emphasis strong second", "emphasis em second"),
    ("- A list", "1. A list", "numbered list", "layout list"),
    ("## The end", "## The start", "heading ## The start", "heading ## The end"),
    ("## The end", "### The end", "heading ### The end", "heading ## The end"),
    ("on `shares`", "on `share`", "`share`", "`shares`"),
    ("Then `text`", "Then `share`", "`share`", "`text`"),
    ("(rows, n)", "(n, rows)", "whole: (n, rows).", "whole: (rows, n)."),
    (
        "    whole:",
        "    parts:",
        "parts: (rows, n)",
        "whole: (rows, n).",
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


def test_a_definition_is_kept_beside_its_comments_and_docstrings(book):
    write_page(book, "cut.md", PAGE.replace("whole / parts", "whole * parts"))
    (found,) = problems(book)
    assert f"the program {fingerprint(BARE)} was accepted" in found.text
    assert found.line == line_of('"""Cut.')


def test_two_names_of_a_call_that_change_places_are_noticed(book):
    write_page(book, "cut.md", PAGE + "\nSee `np.allclose(a, b)`.\n")
    mentioned_anew(book)
    write_page(book, "cut.md", PAGE + "\nSee `np.allclose(b, a)`.\n")
    (found,) = problems(book)
    assert "`np.allclose(b, a)` stands where `np.allclose(a, b)` was" in found.text


def test_a_name_in_the_words_of_a_link_stands_before_its_target(book):
    text = PAGE.replace("[the first]", "[`text`]").replace("Then `text`", "Then `sum`")
    write_page(book, "cut.md", text)
    new, _, other = problems(book)
    assert (new.line, other.line) == (line_of("[`text`]", text), line_of("Then `text`"))


def test_names_and_links_of_the_real_pages_are_found_on_their_lines():
    for page in read_book(ROOT).pages:
        found, lines = mentions_of(page, ROOT), page.text.split("\n")
        for one, line in zip(found, lines_of(found, page), strict=True):
            if one.kind in ("name", "link", "formula", "source", "note"):
                words = (
                    one.words.rpartition(" → ")[2] if one.kind == "link" else one.words
                )
                assert words.split("\n")[0] in lines[line - 1], f"{page.path}:{line}"


def test_a_name_more_or_less_is_one_problem(book):
    text = PAGE.replace("Use ", "Use `max`, ")
    write_page(book, "cut.md", text)
    found, sentence = problems(book)
    assert "the sentence … …, …, then … stands where" in sentence.text
    assert sentence.line == line_of("Use ")
    line, remedy = line_of("Use "), "; if it is meant, run make accept"
    assert str(found) == f"docs/cut.md:{line}: newly mentioned: `max`{remedy}"
    write_page(book, "cut.md", PAGE.replace(", then `min(shares)`", ""))
    found, _ = problems(book)
    told = "no longer mentioned, here or below: `min(shares)`"
    assert str(found) == f"docs/cut.md:{line}: {told}{remedy}"


def test_what_a_page_sets_for_itself_is_kept(book):
    write_page(book, "cut.md", PAGE.replace("title: A page", "title: Cuts"))
    (found,) = problems(book)
    told = "the setting title: Cuts stands where the setting title: A page was accepted"
    assert str(found).startswith(f"docs/cut.md:1: {told}")


def test_a_new_page_is_one_problem_and_so_is_one_that_is_gone(book):
    little_book(book, {"cut.md": PAGE, "new.md": PAGE.replace("/cut.py", "/new.py")})
    (found,) = problems(book, "new.md")
    assert (
        "the setting title: A page, the heading # Sums and sum, `sum` and 52 more"
        in found.text
    )
    other, gone = other_problems(read_book(book))
    assert str(other).startswith("mkdocs.yml:1: this file is not the one that was")
    assert str(gone).startswith(f"{FILE}:1: docs/b.md is not there any more")


def test_lines_may_end_elsewhere_and_numbers_are_for_others(book):
    text = PAGE.replace("There Ada has", "There\nAda   has").replace("1 − x", "2 − x")
    write_page(book, "cut.md", text.replace("a quarter<!--", "a half<!--"))
    assert problems(book) == []


def test_a_program_that_cannot_be_read_is_left_to_others(book):
    write_page(book, "cut.md", PAGE.replace("def cut(", "def cut)"))
    (found,) = problems(book)
    assert "no longer mentioned" in found.text


def test_an_output_is_kept_if_only_a_job_of_its_own_compares_it(book):
    listed = '[project.optional-dependencies]\nelsewhere = ["faraway>=1"]\n'
    (book / "pyproject.toml").write_text(listed)
    here, away = fenced("print(1)"), fenced("import faraway\nprint(1)")
    output = f'{F}text title="Output"\n1\n{F}\n'
    text = f"{PAGE}\n{here}\n{output}\n{away}\n{output}"
    write_page(book, "cut.md", text)
    mentioned_anew(book)
    assert (book / FILE).read_text().count("  output: ") == 1
    head, _, _ = text.rpartition("\n1\n")
    write_page(book, "cut.md", f"{head}\n2\n{F}\n")
    (found,) = problems(book)
    assert "the output " in found.text
    assert found.line == head.count("\n") + 2


def test_a_notebook_is_kept_like_a_page(book):
    settings = (book / "mkdocs.yml").read_text()
    (book / "mkdocs.yml").write_text(settings + "  - play.ipynb\n")
    cells = [v4.new_markdown_cell("# Play\n\nAs Ada says."), v4.new_code_cell("1 + 1")]
    file = book / "docs/play.ipynb"
    file.write_text(v4.writes(v4.new_notebook(cells=cells)))
    mentioned_anew(book)
    kept = [
        "  note: notebook: {}",
        "  note: markdown cell: {}",
        "  heading: # Play",
        "  sentence: ¶ As Ada says.",
        "  note: code cell: {}",
        f"  program: {fingerprint('1 + 1')}",
    ]
    kept = "\n".join(kept)
    assert kept in (book / FILE).read_text()
    assert mentions_in("docs/play.ipynb", file.read_text(), book) == []
    file.write_text(file.read_text().replace("Ada", "Eve").replace("1 + 1", "1 + 2"))
    told = mentions_in("docs/play.ipynb", file.read_text(), book)
    assert ["As Eve says." in told[0].text, "program" in told[1].text] == [True, True]
    assert other_problems(read_book(book)) == []
    text = v4.writes(
        v4.new_notebook(cells=[v4.new_raw_cell(cells[0].source), cells[1]])
    )
    (told,) = mentions_in("docs/play.ipynb", text, book)
    assert "raw cell: {} stands where the note markdown cell: {} was" in told.text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    Then `text`", "Then `text`", "end of fold"),
        ("- of the", "  of the", "A list of the second kind stands where"),
        ("words. They", "words.\n\nThey", "sentence ¶ They go on. stands where"),
        ("[^a]\n", "\n", "here or below: the link 1 → #fn:a"),
        ("Use `sum(shares)`,", "Use `sum(shares)`,  \n", "mentioned: the layout line"),
    ],
    ids=["out of the fold", "one item less", "two paragraphs", "footnote", "line"],
)
def test_where_something_stands_is_kept(book, old, new, told):
    write_page(book, "cut.md", PAGE.replace(old, new, 1))
    assert told in "\n".join(map(str, problems(book)))


@pytest.mark.parametrize(
    "name",
    [
        "LICENSE",
        "requirements.txt",
        "docs/assets/fonts/a.woff2",
        "docs/assets/b.png",
        "tests/book/c.json",
        ".ci/run",
        "Makefile",
        "docs/assets/a.js",
        "docs/assets/b.css",
        "overrides/c/d.html",
        ".github/workflows/e.yml",
    ],
)
def test_a_file_beside_the_pages_is_kept_too(book, name):
    (book / name).parent.mkdir(parents=True, exist_ok=True)
    (book / name).write_text("27 (2)\n")
    (found,) = other_problems(read_book(book))
    assert str(found).startswith(
        f"{name}:1: this file is not the one that was accepted"
    )
    mentioned_anew(book)
    assert other_problems(read_book(book)) == []
    (book / name).write_text("27 (3)\n")
    (found,) = other_problems(read_book(book))
    assert found.path == name


def test_what_the_changelog_mentions_is_kept(book):
    (book / "CHANGELOG.md").write_text("# Changes\n\n`cut` is new.\n")
    mentioned_anew(book)
    (book / "CHANGELOG.md").write_text("# Changes\n\n`put` is new.\n")
    (found,) = other_problems(read_book(book))
    assert str(found).startswith(
        "CHANGELOG.md:3: `put` stands where `cut` was accepted"
    )


TEST = """'The half.'

import math

NEAR = 1e-9


# Nearly is enough.
def test_half():
    assert math.isclose(1 / 2, 0.5)
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("close(1 /", "close(2 /", "9: test_half is not what was accepted"),
        ("enough", "all", "9: test_half is not what was accepted"),
        ("The half", "The whole", "1: expr is not what was accepted"),
        ("import math", "import cmath as math", "3: math is not what was accepted"),
        ("1e-9", "1e-3", "5: NEAR is not what was accepted"),
        ("test_half", "test_one", "1: test_half is gone"),
        ("def test_half", "@slow\ndef test_half", "10: test_half is not what"),
        ("import math\n", "import math\nimport os\n\nFAR = 2\n", None),
        ("NEAR", "def test_new():\n    assert NEAR == 1e-9\n\n\nNEAR", None),
    ],
)
def test_a_test_that_has_changed_is_named_and_a_new_one_is_welcome(
    book, old, new, told
):
    file = book / "tests/test_cut.py"
    file.write_text(TEST)
    mentioned_anew(book)
    assert mentioned_anew(book) == []
    file.write_text(TEST.replace(old, new))
    found = [str(problem) for problem in other_problems(read_book(book))]
    if told:
        (named,) = found
        assert named.startswith(f"tests/test_cut.py:{told}")
        assert named.endswith("; if it is meant, run make accept")
        assert len(mentioned_anew(book)) == 2
    else:
        assert found == []
        assert mentioned_anew(book) == [f"{FILE}: new tests"]
    assert other_problems(read_book(book)) == []


def test_a_file_of_tests_that_is_gone_is_named(book):
    (book / "tests/test_cut.py").write_text(TEST)
    mentioned_anew(book)
    (book / "tests/test_cut.py").unlink()
    (found,) = other_problems(read_book(book))
    assert "tests/test_cut.py is not there any more" in found.text


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
    kept = KEPT.replace("name: text", "name: sum")
    assert (book / FILE).read_text().startswith(kept)
    assert FILE not in accept(book)


def test_accept_forgets_a_page_that_is_gone(book):
    little_book(book, {"cut.md": PAGE})
    (book / "docs/b.md").unlink()
    write_page(book, "cut.md", PAGE.replace("[the first](b.md)", "the first"))
    said = mentioned_anew(book)
    assert any("docs/b.md is not there any more" in line for line in said)
    assert list(accepted(book)) == ["docs/cut.md", "mkdocs.yml"]
    assert mentioned_anew(book) == []


# The real book

REAL = [
    ("network.md", "`forward`", "`backward`"),
    ("network.md", "(learning.md", "(losses.md"),
    ("luck.md", "(Nehalem, Sandybridge", "(Nehalem, Skylake"),
    ("network.md", "(Rumelhart, Hinton and", "(Rumelhart, Hilton and"),
    ("index.md", "why output · (1 − output)?", "why output · (1 + output)?"),
    ("glossary.md", "is always 1; minus the", "is always 1; plus the"),
    ("network.md", "| there | here |", "| here | there |"),
    ("book/others.md", "--extra others --", "--extra book --"),
    ("checking.md", "E(w + h) - E(w - h)}{2h}", "E(w + h) - E(w)}{h}"),
    ("slope.md", "; #5: sigmoid(x) -->", " -->"),
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
    assert found.line in (lines[0], lines[0] + 1)  # where the sentence begins
