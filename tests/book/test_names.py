"""Names in backticks: what is there is no problem, and what is not is named with its line."""

from pathlib import Path

import pytest

from tinynet.book.names import name_problems, parsed, world_of
from tinynet.book.pages import parse_page, read_book, read_page

ROOT = Path(__file__).parents[2]
WORLD = world_of(ROOT)
CODE = """\
```python
import numpy as np
from tinynet.book.figures import Chart

bill = np.array([3.0, 4.0])


def tip(bill, share=0.1):
    return share * bill.sum()
```
"""


def problems(prose: str) -> list[str]:
    """Return what is wrong with this prose below an example, without the path."""
    page = parse_page("docs/a.md", f"{CODE}\n{prose}\n", ROOT)
    first = CODE.count("\n") + 2
    return [f"{p.line - first + 1}: {p.text}" for p in name_problems(page, WORLD)]


@pytest.mark.parametrize(
    "code",
    [
        "bill", "tip", "share", "bill.sum()", "tip(bill, share=0.2)", "share * bill.sum()",
        "import numpy as np", "np.dot", "np.linalg.norm", "np.dot(bill, bill)", ".T",
        ".item()", "@", "dot", "Chart", "Chart.save", "Chart(…)", "print(…)", "bill = …",
        "for bill in …", "return bill * 2", "if bill:", "None", "lambda", "ValueError",
        "sigmoid", "train(inputs, targets, weights)", "tinynet", "tinynet.data",
        "tinynet.book.names", "tinynet.data.MILO", "MILO.targets", "watch", "self",
        "rate=1.0", "iterations", "math.log", "random", "round(…, 1)", "[0, 1]", "0.5",
        "docs/neuron.md", "neuron.md", "tests/", "mkdocs.yml", "docs/figures", "Makefile",
        "figures/sigmoid.svg", "sigmoid.svg", ".venv/bin/python", "site/", "__init__.py",
        "make check", "make", "python", "python3.12", "python -m tinynet.book tangle",
        "python -m pytest", "pip install .", "git checkout docs/neuron.md",
        "markdown_extensions", "pymdownx.superfences", "execute: true", "tinynet-book",
        r"\sigma(z)", "$y > 0$", "w_{ij}", "x_i", "```python", '```text title="Output"',
        "<details>", '<img src="…">', "</pre>",
    ],
)  # fmt: skip
def test_what_is_there_is_no_problem(code):
    ticks = "````" if "`" in code else "`"
    assert problems(f"Here is {ticks} {code} {ticks}.") == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("bil", "there is no bil; do you mean bill?"),
        ("sigmiod", "there is no sigmiod; do you mean sigmoid?"),
        ("bill.summ()", "there is no .summ; do you mean sum"),
        (".TT", "there is no .TT"),
        ("np.dott", "np has no dott; do you mean dot?"),
        ("Chart.safe", "Chart has no safe; do you mean save?"),
        ("tinynet.dta", "tinynet has no dta; do you mean data?"),
        ("train(inputs)", "train cannot be called like this: missing a required"),
        ("sigmoid(1, 2)", "sigmoid cannot be called like this: too many"),
        ("starting_weights(sed=2)", "starting_weights cannot be called like this"),
        ("import nunpy", "there is no module nunpy"),
        ("bill + tap", "there is no tap"),
        ("for bil in …", "there is no bil"),
        ("docs/neurn.md", "there is no such file or folder"),
        ("neurn.md", "there is no such file or folder"),
        ("tests/test_nothing.py", "there is no such file or folder"),
        ("make chekc", "make has no verb chekc"),
        ("python -m tinynet.book tangel", "tinynet.book has no verb tangel"),
        ("python -m tinynet.bok check", "there is no module tinynet.bok"),
        ("git checkout docs/neurn.md", "there is no docs/neurn.md"),
        ("exekute: true", "there is no exekute"),
        ("```pyhton", "neither code, nor a file"),
        ("<detials>", "neither code, nor a file"),
        ("no such thing", "neither code, nor a file"),
    ],
)
def test_what_is_not_there_is_named_with_its_line(code, told):
    ticks = "````" if "`" in code else "`"
    (found,) = problems(f"First.\n\nHere is {ticks} {code} {ticks}.")
    assert found.startswith(f"3: `{code}`: {told}"), found
    assert f"<!-- names: `{code}` why -->" in found


def test_a_listed_name_is_let_through():
    assert (
        problems("On Python 2, `xrange`.\n\n<!-- names: `xrange` is Python 2 -->") == []
    )


def test_a_listed_name_that_needs_no_excuse_is_refused():
    (found,) = problems("Here is `bill`.\n\n<!-- names: `bill` is a bill -->")
    assert found.startswith("3: `bill` is listed among the names, and needs no excuse")


def test_a_listed_name_that_is_not_on_the_page_is_refused():
    (found,) = problems("Nothing.\n\n<!-- names: `xrange` is Python 2 -->")
    assert "needs no excuse" in found


def test_names_in_blocks_comments_and_formulas_are_not_looked_up():
    shown = "```console\n$ nothing --of `this` kind\n```\n\n<!-- `nothing` -->\n"
    assert problems(shown) == []


@pytest.mark.parametrize(
    "prose",
    ["> `nothing1`", "- `nothing1`", "# `nothing1`", "| a |\n|---|\n| `nothing1` |",
     '??? note "About `nothing1`"\n    Text.', "A note.[^1]\n\n[^1]: `nothing1`"],
)  # fmt: skip
def test_names_are_seen_wherever_a_reader_sees_them(prose):
    (found,) = problems(prose)
    assert "there is no nothing1" in found


def test_a_greek_letter_in_a_sentence_must_be_a_symbol_of_the_page():
    (found,) = problems("We call it η.")
    assert found == "1: η is not declared in a table of symbols of this page"
    table = "| symbol | code | what it is |\n|---|---|---|\n| $\\eta$ | rate | rate |\n"
    assert problems(f"{table}\nWe call it η, and $\\lambda$ is a formula.") == []


def test_half_a_statement_can_be_parsed():
    assert parsed("while x < 3") is not None
    assert parsed("no code at all") is None


def test_the_real_book_names_nothing_that_is_not_there():
    pages = [*read_book(ROOT).pages, read_page("CONTRIBUTING.md", ROOT)]
    found = [str(p) for page in pages for p in name_problems(page, WORLD)]
    assert found == []


def test_a_misspelt_name_on_a_real_page_is_noticed():
    page = read_page("docs/learning.md", ROOT)
    text = page.text.replace("`train` is", "`trian` is", 1)
    assert text != page.text
    (found,) = name_problems(parse_page(page.path, text, ROOT), WORLD)
    assert "there is no trian; do you mean train?" in found.text
