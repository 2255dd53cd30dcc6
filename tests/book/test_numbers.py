"""The numbers of the prose: what is seen of them, and what is noticed."""

import re
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup, Comment
from hypothesis import assume, given
from hypothesis import strategies as st

from tinynet.book.examples import run_page
from tinynet.book.numbers import (
    Number,
    in_words,
    like,
    look,
    number_problems,
    numbers_of,
    rebound,
    tally,
    tokens,
    value_of,
)
from tinynet.book.pages import parse_page, read_book, site_converter

ROOT = Path(__file__).parents[2]
CODE = """\
```python
import numpy as np

weights = np.array([9.67299303, -0.2078435, -4.62963669])
rows, share, name = 4, 0.981, "MIT-0"
table = np.array([[1, 0], [0, 1]])
```
"""


def read(text: str, path: str = "docs/a.md"):
    """Return a page of this text, its runs, and the root of the project."""
    page = parse_page(path, text, ROOT)
    return page, run_page(page, ROOT), ROOT


def problems(prose: str) -> list[str]:
    """Return what is wrong with this prose below an example, without the path."""
    first = CODE.count("\n") + 2
    found = number_problems(*read(f"{CODE}\n{prose}\n"))
    return [f"{p.line - first + 1}: {p.text.split(':')[0]}" for p in found]


# What is seen


EVERYWHERE = """\
# Heading 101

## Heading 102

###### Heading 103 { #here-904 }

Plain 104, *emphasis 105*, **strong 106**, ~~not struck 107~~ and [a link 108](x905.md "title 109").
An address <https://example.org/906> and another, https://example.org/907.
A word&#x2D;110 and 1&nbsp;111, at the end of a line
112 and a reference[^913] with ![alt 114](figures/b908.svg "and 115").

- item 116
    - inner item 117
    1. numbered item 118
    909. numbered item 119

3. numbered item 120

> A quotation with 121
>
> > and one in it with 122

| table 123 | head 124 |
|---|--:|
| cell 125 | **126** `in_code(127)` |

!!! note "admonition 128"
    with 129

    ??? question "folded 130 *and 131*"
        with 132

=== "tab 133"
    with 134

=== "tab 135"
    ```python title="a title with 136"
    code = 910
    ```

Term 137
:   definition 138

<div markdown>
in a *box 139*
</div>

<p title="tip 140">raw 141 <span aria-label="label 142" data-x="911">143</span> H<sub>2</sub>O</p>

Words: twenty-one, half, two thirds; names: float64, UTF-8, 3D, 10⁶, ½.

$144 = 145$ and

```math
146 = 147
```

<!-- a comment with 912 -->

[^913]: A footnote with 148.
"""


def test_every_digit_that_the_site_shows_is_accounted_for():
    numbers, found = numbers_of(*read(EVERYWHERE))
    html = site_converter(ROOT).convert(EVERYWHERE)
    soup = BeautifulSoup(html, "html.parser")
    for hidden in soup.select("pre, .arithmatex, .footnote-ref, .footnote-backref"):
        hidden.decompose()
    names = ("alt", "title", "aria-label")
    shown = [tag.get(name, "") for tag in soup.find_all() for name in names]
    shown += [text for text in soup.find_all(string=True) if type(text) is not Comment]
    text = re.sub(r"https?://\S+", "", " ".join(shown))
    digits = sorted(re.findall(r"[\d⁶½]", text))
    assert digits == sorted(re.findall(r"[\d⁶½]", " ".join(n.text for n in numbers)))
    wanted = {str(n) for n in [*range(101, 113), *range(114, 144), 148, 1, 2]}
    wanted |= {"twenty-one", "half", "two", "thirds", "½"}
    wanted |= {"float64", "UTF-8", "3D", "10⁶"}
    assert {number.text for number in numbers} == wanted
    assert all("nothing vouches" in problem.text for problem in found)


def test_a_number_has_the_line_on_which_it_stands():
    numbers, _ = numbers_of(*read(EVERYWHERE))
    lines = EVERYWHERE.split("\n")
    assert len(numbers) > 50
    for number in numbers:
        assert number.text in lines[number.line - 1]


def test_settings_above_the_page_do_not_move_the_lines():
    page, runs, root = read("---\ntitle: 5 things\n---\n\n# A\n\nSeven.\n")
    [problem] = number_problems(page, runs, root)
    assert str(problem).startswith("docs/a.md:7: nothing vouches for Seven: ")


@pytest.mark.parametrize(
    "text",
    ["a &#53; b", "it was\n2015. Then", "<b>5</b><h1>6</h1>", "[2015]\n\n[2015]: b.md"],
)
def test_a_number_that_cannot_be_followed_is_a_problem(text):
    assert problems(text)


def test_no_number_is_seen_where_the_site_shows_none():
    hidden = "[a](b5.md#c6), ![b](d7.svg){ width=8 }, <b data-x='9'>c</b> <!-- 10 -->"
    assert problems(hidden) == []


def test_one_first_and_once_are_words():
    assert problems("The one, the first one, once and for all; both.") == []


# Bound numbers


@pytest.mark.parametrize(
    "bound",
    [
        "9.673<!-- = weights[0] -->",
        "−4.6296<!-- = weights[2] -->",
        "-0.21<!-- = weights[1] -->",
        "four<!-- = rows -->",
        "Four<!-- = len(weights) + 1 -->",
        "98.1 %<!-- = share -->",
        "a half<!-- = 2 / rows -->",
        "9.67, −0.21 and −4.63<!-- = weights -->",
        "9.67 of **four**<!-- = weights[0], rows -->",
        "under MIT-0<!-- = name -->",
        "0.99750<!-- = sigmoid(np.sqrt(36.0) - 0.01) -->",
        "`[1, 0]`<!-- = table[0] -->",
        "10,000<!-- = 100 * 100 -->",
        "| a | b |\n|---|---|\n| 1 | 0 |\n| 0 | 1 |\n<!-- = table -->",
    ],
)
def test_a_number_that_is_what_its_expression_gives_is_right(bound):
    assert problems(bound) == []


@pytest.mark.parametrize(
    ("bound", "true"),
    [
        ("9.674<!-- = weights[0] -->", "9.673"),
        ("4.6296<!-- = weights[2] -->", "−4.6296"),
        ("five<!-- = rows -->", "four"),
        ("Half<!-- = rows -->", "Four"),
        ("98.2 %<!-- = share -->", "98.1 %"),
        ("99<!-- = rows * 1000 -->", "4,000"),
        ("0<!-- = 2 / rows -->", "0.5"),
        ("UTF-8<!-- = name -->", "MIT-0"),
    ],
)
def test_a_wrong_number_is_named_with_the_true_one(bound, true):
    text, expression = re.fullmatch("(.*)<!-- = (.*) -->", bound).groups()
    wrong = f"1: published {text}, true {true} (= {expression})"
    assert problems(bound) == [wrong]


def test_two_numbers_exchanged_are_noticed():
    assert len(problems("−0.21, 9.67 and −4.63<!-- = weights -->")) == 2


@pytest.mark.parametrize(
    ("bound", "reason"),
    [
        ("4<!-- = 4 -->", "computes nothing"),
        ("4<!-- = (4,) -->", "computes nothing"),
        ("4<!-- = nobody -->", "raises NameError"),
        ("4<!-- = 4 + -->", "raises SyntaxError"),
        ("4<!-- = weights -->", "has 3 values for 1 numbers"),
        ("4<!-- = weights[:0] -->", "has 0 values for 1 numbers"),
        ("4<!-- = rows --><!-- = rows -->", "binds 4, which is bound already"),
        ("4<!-- = rows == 4 -->", "gives True, which is no number"),
        ("4<!-- = dict() -->", "gives {}, which is no number"),
    ],
)
def test_a_binding_that_cannot_be_computed_is_a_problem(bound, reason):
    found = number_problems(*read(f"{CODE}\n{bound}\n"))
    assert any(reason in problem.text for problem in found)


def test_a_binding_uses_the_example_above_and_then_the_one_below():
    first, second = "```python\na = 1\n```", "```python\na, b = 2, 3\n```"
    prose = ["9<!-- = a -->", first, "9, 9<!-- = a, b -->", second, "9<!-- = a -->"]
    found = number_problems(*read("\n\n".join(prose)))
    assert [problem.text.split(" (")[0] for problem in found] == [
        "published 9, true 1",
        "published 9, true 1",
        "published 9, true 3",
        "published 9, true 2",
    ]


def test_a_comment_that_would_end_the_paragraph_is_a_problem():
    [wrong] = problems("there are 4\n<!-- = rows --> rows")
    assert wrong == "2: this comment ends the paragraph; move it up, to its number"


# Given numbers


def test_a_given_number_is_written_twice():
    prose = "In 2015, two articles.\n\nThree remarks on 98 %.\n\n"
    assert problems(prose + "<!-- given: 2015, two articles; three 98 % -->") == []
    assert (
        problems(prose + "<!-- given: 2015, two -->\n\n<!-- given: three 98 % -->")
        == []
    )


@pytest.mark.parametrize(
    ("prose", "wrong"),
    [
        ("In 2016 two and two.", "1: published 2016, given 2015"),
        ("In 2015 two and three.", "1: published three, given two"),
        (
            "In 2015 two.",
            "1: published nothing more, given two",
        ),
        ("In 2015 two and two and 7.", "1: nothing vouches for 7"),
        ("In two, 2015 and two.", "1: nothing vouches for two"),
    ],
)
def test_a_given_number_that_was_changed_is_noticed(prose, wrong):
    assert wrong in problems(f"{prose}\n\n<!-- given: 2015, two, two -->")


# Inline code


def test_inline_code_with_a_name_may_stand_in_a_block_of_the_page():
    assert problems("Here `rows, share, name = 4` is set.") == []
    assert problems("Here `rows = 5` is set.") == ["1: nothing vouches for 5"]
    assert problems("Here `ows, share, name = 4` is set.") == [
        "1: nothing vouches for 4"
    ]


def test_inline_code_of_numbers_alone_is_bound_or_given():
    assert problems("Here `4` is.") == ["1: nothing vouches for 4"]
    assert problems("Here `4`<!-- = rows --> is.") == []


# The form of a number


@given(st.floats(-1e6, 1e6), st.integers(1, 9))
def test_a_value_is_rounded_as_in_decimal_arithmetic(value, digits):
    shape = Decimal(1).scaleb(-digits)
    wanted = Decimal(value).quantize(shape, ROUND_HALF_EVEN)
    assume(abs(wanted) >= 10 * shape)
    written = like(value, "1,000." + "0" * digits)
    assert Decimal(written.replace(",", "").replace("−", "-")) == wanted


@given(st.integers(0, 99) | st.sampled_from([200, 3_000, 12_000_000]))
def test_a_number_word_has_the_value_that_it_was_written_for(value):
    assert value_of(in_words(value)) == value
    assert value in (0, 1) or [t[0] for t in tokens(in_words(value))] == [
        in_words(value)
    ]


@pytest.mark.parametrize(
    ("value", "text", "written"),
    [
        (0.25, "0.2", "0.25"),
        (0.07, "8 %", "7 %"),
        (10_000, "9999", "10000"),
        (10_000, "9,999", "10,000"),
        (12, "dozen", "dozen"),
        (25, "Three", "Twenty-five"),
        (-3, "-2", "-3"),
        (3, "+2", "+3"),
        (-0.0, "0.0", "0.0"),
        (np.float64(2.5), "1.5", "2.5"),
        (0.298, "half", "0.298"),
        (0.25, "Half", "Quarter"),
    ],
)
def test_a_value_is_written_in_the_form_of_the_published_text(value, text, written):
    assert like(value, text) == written


# Rewriting


def test_rebound_writes_the_true_values_and_changes_nothing_else():
    wrong = "In 2015: five<!-- = rows --> `[0, 0]`<!-- = table[0] -->, 9.99 and 1 %<!-- = weights[0], share -->."
    right = "In 2015: four<!-- = rows --> `[1, 0]`<!-- = table[0] -->, 9.67 and 98 %<!-- = weights[0], share -->."
    page, runs, root = read(f"---\na: 1\n---\n{CODE}\n{wrong}\n")
    numbers, _ = numbers_of(page, runs, root)
    assert rebound(page, numbers) == f"---\na: 1\n---\n{CODE}\n{right}\n"


def test_the_tally_tells_how_many_numbers_a_comment_binds():
    numbers, _ = numbers_of(
        *read(f"{CODE}\n9.67, −0.21, −4.63<!-- = weights --> 5 `rows, share`\n")
    )
    assert (
        tally([numbers])
        == "numbers: 4; bound: 3, by 1 comments; given: 0; in code: 0; unvouched: 1"
    )


def test_in_the_book_a_comment_binds_a_small_share_of_the_numbers():
    numbers, comments = 0, 0
    for page in read_book(ROOT).pages:
        found, _ = look(page, ROOT)
        numbers += sum(isinstance(one, Number) for one in found)
        comments += sum(isinstance(one, str) and one[:1] == "=" for one in found)
    assert comments > 100
    assert numbers >= 4 * comments


# A whole table

TABLE = """\
| rows | share | name |
|---|--:|---|
| 4 | 98.1 % | MIT-0 |
| 9.673 | −0.21 | *none* |

<!-- table = [(rows, share, name), (weights[0], weights[1], "none")] -->

<!-- given: x -->
""".replace("<!-- given: x -->\n", "")


def test_one_comment_binds_a_whole_table():
    assert problems(TABLE) == []
    numbers, _ = numbers_of(*read(f"{CODE}\n{TABLE}"))
    assert [number.by for number in numbers] == ["bound"] * 5
    assert len({number.comment for number in numbers}) == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("| 4 |", "| 5 |", "3: published 5, true 4 (= [(rows, share, name), (weights[0], weights[1], \"none\")])"),
        ("98.1 %", "98.2 %", "published 98.2 %, true 98.1 %"),
        ("−0.21", "0.21", "published 0.21, true −0.21"),
        ("MIT-0", "MIT-1", "published MIT-1, true MIT-0 (in row 1 of a table)"),
        ("*none*", "some", "published some, true none (in row 2 of a table)"),
        ("9.673", "many", "published many, true 9.67299303 (in row 2 of a table)"),
        ("| 4 | 98.1 % | MIT-0 |\n", "", "has 2 rows, and the table 1"),
        ("(rows, share, name)", "(rows, rows, share, name)", "has 4 values for 3 cells in row 1"),
        ("(rows, share, name)", "(0.982, name)", "published 98.1 %, true 98.2 %"),
        ("[(rows, share, name), (weights[0], weights[1], \"none\")]", "rows", "is no list of rows"),
    ],
)  # fmt: skip
def test_a_wrong_cell_of_a_table_is_noticed(old, new, told):
    assert old in TABLE
    found = number_problems(*read(f"{CODE}\n{TABLE.replace(old, new)}"))
    assert any(told.partition(": ")[2] in p.text or told in p.text for p in found), (
        found
    )


def test_the_cells_in_front_and_those_of_none_stay_free():
    text = TABLE.replace("(rows, share, name)", "(share, None)").replace(
        "| 4 |", "| a |"
    )
    assert problems(text) == ["3: nothing vouches for MIT-0"]


def test_the_cells_of_a_bound_table_are_written_anew():
    page = read(f"{CODE}\n{TABLE.replace('98.1', '98.7').replace('| 4 |', '| 7 |')}")
    assert rebound(page[0], numbers_of(*page)[0]) == f"{CODE}\n{TABLE}"


@pytest.mark.parametrize(
    "token",
    [
        *("third", "fourth", "Twelfth", "sixteenth", "a third", "eighths", "hundredth"),
        *(
            "millionths",
            "hundred-thousandth",
            "ten-millionth",
            "milliseconds",
            "seconds",
        ),
        *("minute", "hours", "day", "years", "megabytes", "gigabyte", "kilometres"),
    ],
)
def test_places_parts_and_units_count(token):
    assert [match[0] for match in tokens(f"it is {token} of it")] == [token]


@pytest.mark.parametrize(
    "word", ["first", "second", "once", "both", "one", "thirdly", "dayly"]
)
def test_these_words_do_not_count(word):
    assert tokens(f"it is {word} of it") == []


def test_a_unit_stands_between_a_number_and_its_comment():
    prose = "It has 4 megabytes<!-- = rows --> of it.\n\n<!-- given: megabytes -->"
    assert problems(prose) == []
    assert problems(prose.replace("4 mega", "4 giga")) == [
        "1: published gigabytes, given megabytes"
    ]
    assert problems(prose.replace("4 mega", "5 mega")) == [
        "1: published 5, true 4 (= rows)"
    ]


def test_a_place_is_given():
    prose = "The third of 4<!-- = rows --> rows.\n\n<!-- given: third -->"
    assert problems(prose) == []
    assert problems(prose.replace("The third", "The fourth")) == [
        "1: published fourth, given third"
    ]
    (told,) = problems(prose.replace("The third", "The first"))
    assert "given third" in told


def test_code_does_not_vouch_where_a_block_has_it_with_other_digits():
    block = "```python\nrate=1.0\nrate=10.0\nkeep=0.9\n```\n"
    prose = "As `rate=1.0`, and `keep=0.9`.\n"
    (told,) = number_problems(*read(block + prose))
    assert told.text.startswith("nothing vouches for 1.0")
    given = "\n<!-- given: 1.0 -->\n"
    assert number_problems(*read(block + prose + given)) == []
    wrong = prose.replace("1.0", "10.0")
    (told,) = number_problems(*read(block + wrong + given))
    assert told.text == "published 10.0, given 1.0"
