"""Sentences: their numbers are computed and compared, and their names are there."""

import doctest
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import tinynet
from tools import prose
from tools.doctests import read_once
from tools.examples import Raised, Run
from tools.pages import Problem, parse

BOOK = read_once(Path(__file__).parents[2])
EXAMPLE = """
```python
weights, share, counts = [9.6772, -0.2078], 0.4449, (3, 20_000)
```

"""


def page_of(sentence: str, before: str = EXAMPLE):
    return parse("docs/page.md", before + sentence + "\n")


def runs_of(page) -> list[Run]:
    """Run the examples of a page within this process."""
    runs = []
    for example in page.of("example"):
        names, values = {"np": np, **vars(tinynet)}, []
        exec(example.text, names)
        for expression in prose.expressions_of(page).get(example, []):
            try:
                values.append(eval(expression, names))
            except Exception as error:
                values.append(Raised(error))
        runs.append(Run(example, values=values))
    return runs


def told(sentence: str, before: str = EXAMPLE) -> str:
    page = page_of(sentence, before)
    assert page.problems == []
    return "\n".join(map(str, prose.number_problems(page, runs_of(page))))


TRUE = [
    "The first is 9.68<!-- = weights[0] -->.",
    "They are 9.677 and −0.21<!-- = weights -->.",
    "After 20,000<!-- = counts[1] --> or 20000<!-- = counts[1] --> iterations.",
    "That is 44 %<!-- = share -->, or 44.5%<!-- = share --> to be exact.",
    "Three<!-- = counts[0] --> and twelve<!-- = 4 * counts[0] -->.",
    "It is half<!-- = counts[0] / 6 --> or a third<!-- = 1 / counts[0] --> of it.",
    "Of the two there is only one<!-- = counts[0] - 2 -->.",
    "It rises by +3<!-- = counts[0] -->.",
    "| a | 9.68<!-- = weights[0] --> | 3, 20,000<!-- = counts --> |",
    "In 2 of 3<!-- = counts[0] --> cases, and 44 %<!-- = share --> at 3<!-- = 1 + 2 -->.",
]
FALSE = {
    "It is 9.67<!-- = weights[0] -->.": "published 9.67, true 9.68 (= weights[0])",
    "It is 0.21<!-- = weights[1] -->.": "published 0.21, true −0.21",
    "It is four<!-- = counts[0] -->.": "published four, true three",
    "It is 45 %<!-- = share -->.": "published 45 %, true 44 %",
    "It is 44<!-- = share -->.": "published 44, true 0",
    "It is 3 of 20,001<!-- = counts -->.": "published 20,001, true 20,000",
    "It is a quarter<!-- = 1 / counts[0] -->.": "published quarter, true third",
    "| 3 | 9.68, 0<!-- = weights --> |": "published 0, true −0.2078",
    "It is 1<!-- = share -->.": "published 1, true 0.4449",
    "Years: 9.5<!-- = 9.5 -->.": "computes nothing",
    "All 3<!-- = weights -->.": "has 2 values for 1 numbers",
    "All 3<!-- = missing -->.": "name 'missing' is not defined",
    "All 3<!-- = counts[ -->.": "was never closed",
    "It is 3<!-- = counts[0] > 2 -->.": "gives True, which is no number",
    "3 is above.\n\nIt is<!-- = counts[0] --> below.": "has 1 values for 0 numbers",
}


@pytest.mark.parametrize("sentence", TRUE)
def test_a_true_number_is_left_alone(sentence):
    assert told(sentence) == ""


@pytest.mark.parametrize("sentence", FALSE)
def test_a_false_number_is_named_with_the_true_one(sentence):
    assert FALSE[sentence] in told(sentence)
    assert told(sentence).startswith(f"docs/page.md:{6 + sentence.count(chr(10))}: ")


def test_the_doctests_of_the_module_are_true():
    assert doctest.testmod(prose).failed == 0


TWO = EXAMPLE + "44 %<!-- = share --> learn.\n" + EXAMPLE.replace("share", "other")


def test_an_expression_names_nothing_of_an_example_further_up():
    assert "name 'share' is not defined" in told("So 44 %<!-- = share --> do.", TWO)


def test_the_nearest_of_two_examples_decides():
    later = EXAMPLE.replace("0.4449", "0.0")
    assert "true 0 %" in told("44 %<!-- = share --> after 20,000.", EXAMPLE + later)
    assert told("44 %<!-- = share --> after 20,000.\n" + later) == ""


def test_above_all_examples_there_are_numpy_and_the_package():
    assert told("0.5<!-- = sigmoid(0.0) -->, 2.718<!-- = np.e -->", "") == ""
    assert "true 0.5" in told("0.6<!-- = sigmoid(0.0) -->\n" + EXAMPLE, "")


def test_a_comment_within_a_block_is_code():
    assert prose.expressions_of(page_of("```html\n3<!-- = weights -->\n```")) == {}


def test_accepting_changes_the_number_and_nothing_else():
    sentence = "Not 9.1,\nbut 9.67<!-- = weights[0] --> or three<!-- = counts[0] -->."
    page = page_of(sentence)
    text, changes = prose.rebound(page, runs_of(page))
    assert text == page.text.replace("9.67<", "9.68<")
    assert changes == [(7, "Not 9.1, but 9.67 or three.", "9.67", "9.68")]


def test_accepting_never_takes_a_name_from_another_example():
    page = page_of("So 44 %<!-- = share --> do.", TWO)
    assert prose.rebound(page, runs_of(page)) == (page.text, [])


def test_numbers_of_an_example_that_fails_are_neither_false_nor_free():
    page = page_of("It is 9.99<!-- = weights[0] -->, or 7.7.")
    failure = Problem("docs/page.md", 2, "raises")
    failed = [replace(run, failure=failure) for run in runs_of(page)]
    (problem,) = prose.number_problems(page, failed)
    assert "nothing vouches for 7.7" in problem.text
    assert prose.rebound(page, failed) == (page.text, [])


FREE = ["1.5", ".5", "12 %", "100", "2015", "1,797", "−20,000", "0.2078", "3.11"]
VOUCHED = [
    "Two of 12 are float64 or UTF-8, as in SHA-256 and 3.8.1.",
    "As shown: 0.4449 of 20,000, and −0.2078.",
    "As in `1.5` and $y = 2.5$, 1.5 and 2.5.",
    'See [this](page-1.55.md "At 6.5") and <https://foo.org/1.25>, docs/a-4.44.svg.',
    '<div style="width: 3.5em"></div>\n\n![A line](a.svg){ width="390" }',
    "# A\n\nCited or not, v1.5 and 3.11<!-- cited: 3.11 --> are known to be 3.11.",
    "In 2015 it was 1,797<!-- cited: 2015, 1,797 -->.",
    "250. A list may begin so.",
]


@pytest.mark.parametrize("number", FREE)
@pytest.mark.parametrize("form", ["It is {}.", "# At {}", "![At {}](a.svg)", "| {} |"])
def test_an_exact_number_needs_somebody_who_vouches_for_it(number, form):
    text = f"docs/page.md:6: nothing vouches for {number}: "
    assert text in told(form.format(number))


@pytest.mark.parametrize("sentence", VOUCHED)
def test_a_number_may_be_small_or_shown_or_cited_or_no_number(sentence):
    assert told(sentence) == ""


def test_a_number_is_shown_by_its_own_section():
    sentence = "\n## More\n\nIt is 0.4449, or `1.25`, or 1.25."
    assert "docs/page.md:9: nothing vouches for 0.4449" in told(sentence)
    assert told(sentence + "\n" + EXAMPLE) == ""


def test_a_page_may_begin_with_settings():
    assert told("Text.", "---\ndescription: 3.5 in 2015\n---\n") == ""


@pytest.mark.parametrize("comment", ["cite: 2015", "given: two", "weights[0]"])
def test_a_comment_without_effect_is_a_problem(comment):
    assert "is none of our comments" in told(f"Text.\n\n<!-- {comment} -->")
    assert "cites 2015, which no sentence" in told("Text.\n\n<!-- cited: 2015 -->")


@pytest.mark.parametrize(
    "sum", ["From US$20 to US$30.", "From $20 to US$30, or $5-$6."]
)
def test_a_dollar_is_no_formula(sum):
    assert "is read as a formula; for a dollar, write \\$" in told(sum)
    assert told("From US\\$20 to \\$30.") == ""


def test_bound_numbers_are_counted():
    assert prose.count(page_of(TRUE[0] + TRUE[3])) == 3


CODE = "\n```python\nimport numpy.linalg as la\n\nmargin = la.norm([3, 4])\n```\n\n"
THERE = """train train(…) train(inputs,…) learning_rate= learning_rate=0.1 iterations
Network.train Network.layers tinynet.sigmoid squared_error.delta margin np.dot
np.linalg.norm la.norm la inputs.T print str.format for None docs/neuron.md neuron.md
tinynet/ Makefile 3.5 <div> --strict x['y'""".split()
THERE += ["make test", "python -m tools check", "for iteration in range(iterations)"]
GONE = {
    "rate": "rate",
    "train(inputs, margins)": "margins",
    "tinynet.score": "score",
    "la.normal": "normal",
    "Network.watch": "watch",
    "network.adjustments": "adjustments",
    "docs/rules.md": "docs/rules.md",
    "tinynet/book/": "tinynet/book/",
    "make shine": "shine",
    "python -m tools polish": "polish",
}


def named(sentence: str) -> str:
    return "\n".join(map(str, prose.name_problems(page_of(sentence, CODE), BOOK)))


@pytest.mark.parametrize("code", THERE)
def test_a_name_that_is_there_may_be_named(code):
    assert named(f"See `{code}`.") == ""


@pytest.mark.parametrize("code", GONE)
def test_a_name_that_is_not_there_is_a_problem_unless_it_is_listed(code):
    assert f"docs/page.md:8: `{code}`: there is no " in named(f"See `{code}`.")
    assert GONE[code] in named(f"See `{code}`.")
    assert named(f"See `{code}`.\n\n<!-- names: {GONE[code]} -->") == ""


def test_a_listed_name_that_needs_no_excuse_is_a_problem():
    assert "lists train among the names" in named("`train` <!-- names: train -->")
    assert named("`xrange` and `score` <!-- names: xrange, score -->") == ""
