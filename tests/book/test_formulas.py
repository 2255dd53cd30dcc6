"""Formulas on pages: true ones pass, and mutants do not."""

from html.parser import HTMLParser
from pathlib import Path
from time import process_time

import formula_mutants
import pytest
from formula_corpus import CORPUS

from tinynet.book.formulas import (
    UNCHECKED,
    formula_problems,
    search,
    term_problems,
    written_on,
)
from tinynet.book.pages import Page, parse_page, read_book, site_converter

ROOT = Path(__file__).parents[2]
BOOK = read_book(ROOT)
TABLE = r"""| symbol | code | what it is |
|---|---|---|
| $z$ | z | any number |
| $\sigma(z)$ | sigmoid(z) | the sigmoid |
| $t$ | targets | a target, $0 \le t \le 1$ |
"""
USES = r"""
Here $\sigma(z)$ and $t$ are used.
"""


def problems(text: str) -> list[str]:
    page = parse_page("docs/page.md", text, ROOT)
    assert not page.problems
    return [str(problem) for problem in formula_problems(page, [], ROOT)]


def said(sentence: str) -> list[str]:
    """Return what is wrong with a page on z, the sigmoid and t that says this."""
    return problems(TABLE + USES + "\n" + sentence + "\n")


def displayed(*formulas: str) -> str:
    return "\n".join(f"```math\n{tex}\n```\n" for tex in formulas)


# The book, and formulas like those of its later chapters.


@pytest.mark.parametrize("page", BOOK.pages, ids=lambda page: page.path)
def test_nothing_is_wrong_with_the_formulas_of_the_book(page):
    found = formula_problems(page, [], ROOT)
    assert found == []


@pytest.mark.reads()
@pytest.mark.parametrize("table", CORPUS)
def test_true_formulas_are_accepted(table):
    rows, formulas = CORPUS[table]
    header = "| symbol | code | what it is |\n|---|---|---|\n"
    assert problems(f"{header}{rows}\n\n{displayed(*formulas)}") == []


def test_there_are_more_than_sixty_true_formulas():
    assert sum(len(formulas) for _, formulas in CORPUS.values()) > 60


@pytest.mark.reads("docs", "README.md", "tests/book/formula_survivors.txt")
def test_mutants_are_noticed_unless_they_are_true():
    accepted = formula_mutants.accepted()
    for table, tex, mutant in formula_mutants.sample(150):
        if (tex, mutant) not in accepted:
            assert formula_mutants.is_noticed(table, mutant), mutant


def test_a_dense_page_takes_less_than_a_second():
    _, formulas = CORPUS["a neuron"]
    page = formula_mutants.page_with("a neuron", formulas)
    start = process_time()
    formula_problems(page, [], ROOT)
    assert process_time() - start < 2 * len(formulas) / 40


# Where formulas are.


class Marked(HTMLParser):
    """Collects the formulas that the site's converter marks."""

    def __init__(self, html: str):
        super().__init__()
        self.found, self.inside = [], False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if dict(attributes).get("class") == "arithmatex":
            self.inside = True
            self.found.append("")

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, text):
        if self.inside:
            self.found[-1] += text


@pytest.mark.parametrize("page", BOOK.pages, ids=lambda page: page.path)
def test_the_formulas_that_are_checked_are_those_that_the_site_shows(page: Page):
    html = site_converter(ROOT).convert(page.text)
    shown = [tex.strip()[2:-2].strip() for tex in Marked(html).found]
    checked = [written.tex.strip() for written in written_on(page)]
    assert sorted(shown) == sorted(checked)


def test_formulas_in_code_comments_and_other_blocks_are_left_alone():
    text = "`$a = 1$` <!-- $b = 2$ --> \\$c = 3\\$ it costs 5 $ or 6 $\n\n"
    assert problems(text + "```text\n$d = 4$\n```\n\n``$e = `5$``\n") == []


def test_a_problem_has_the_line_of_its_formula():
    text = TABLE + "\nWords.\n\n" + displayed(r"\sigma(z) = t") + "\nMore $t = 2$.\n"
    assert [line.split(":")[1] for line in problems(text)] == ["10", "13"]


def test_a_formula_that_cannot_be_read_has_its_line_and_column():
    [problem] = problems(TABLE + USES + displayed("\\sigma(z)\n= \\ln 2z"))
    assert problem.startswith("docs/page.md:10: cannot read")
    assert "at column 8" in problem


# Sentences.


@pytest.mark.parametrize(
    "sentence",
    [
        r"If $z > 0$, then $\sigma(z) > \frac12$.",
        r"We have $\sigma(z) > \frac12$ when $z > 0$.",
        r"At $z = 0$ it is $\sigma(z) = \frac12$.",
        r"For $z = 1$ and $t = 0$ we get $\sigma(z) - t \approx 0.73$.",
        r"We need $\sigma(z) = 0.99$. Then $e^{-z}$ follows. And so $z = \ln 99$.",
        r"So $z = \ln 99 \approx 4.5951$ is what we need when $z = \ln 99$.",
        r"As $z \to \infty$, $\sigma(z) \to 1$.",
        r"Since $0 \le t \le 1$, also $t^2 \le t$.",
        r"Here $\sum$ is a Greek letter, and $e$ a number.",
        r"A list of $z, t$ and $\sigma$.",
    ],
)
def test_a_true_sentence_is_accepted(sentence):
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        (r"If $z > 0$, then $\sigma(z) < \frac12$.", "left"),
        (r"If $z < 0$, then $\sigma(z) > \frac12$.", "left"),
        (r"We have $z > 0$. So $\sigma(z) > \frac12$.", "left"),
        (r"At $z = 1$ it is $\sigma(z) = \frac12$.", "left 0.73105858, right 0.5"),
        (r"At $z = 0$ it stops.", "nothing is claimed"),
        (r"We need $\sigma(z) = 0.99$. And so $z = \ln 98$.", "left"),
        (r"We need $\sigma(z) = 0.99$.", "nothing is claimed"),
        (
            r"We need $\sigma(z) = 0.99$." + "\n\n" + r"So $z = \ln 99$.",
            "nothing is claimed",
        ),
        (r"If $z = z + 1$, then $z = 2$.", "depends on itself"),
        (r"If $t = 1$, then $\sigma(z) > 0$.", "does not depend on it"),
        (r"If $z > z + 1$, then $z > 0$.", "never fulfilled"),
        (r"Clearly $\sigma(6) = 0.9975$.", "left 0.99752738"),
        (r"Clearly $\sigma(6) \approx 0.9976$.", "left 0.99752738, right 0.9976"),
        (r"Clearly $\sigma(z) \approx t$.", "digits of a number"),
        (r"Clearly $\sigma(x) > 0$.", "x is not declared"),
        (r"Clearly $\sigma = 1$.", "without its argument"),
        (r"Clearly $\frac{1}{z - z} = 1$.", "no value"),
        (r"Clearly $\ln z = \ln z$.", "no value, where z = -"),
    ],
)
def test_a_false_sentence_is_named(sentence, problem):
    assert any(problem in line for line in said(sentence)), said(sentence)


# Symbols.


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("| $t$ | targets |", "| $t$ | target |", ""),
        ("| $z$ | z |", "| z | z |", "one formula"),
        ("| $z$ | z |", "| $z$ | z + |", "not Python"),
        ("| $z$ | z |", "| $z$ | zz |", "`z` has no row"),
        ("sigmoid(z)", "sigmoidal(z)", "`sigmoidal` has no row"),
        ("sigmoid(z)", "sigmoid(z, z)", "cannot compute"),
        ("| $t$ | targets |", "| $z$ | targets |", "meaning already, on line 3"),
        ("| $t$ | targets |", "| $t$ | z |", "name of two symbols"),
        ("targets |", "think = 2 * z |", "`think` is a name of the package"),
        (r"\le 1", r"\le -1", ""),
    ],
)
def test_a_fault_in_the_table_is_named(old, new, problem):
    assert old in TABLE
    text = TABLE.replace(old, new) + USES + r"So $t^2 \le t$ and $\sigma(z) > 0$."
    found = problems(text)
    if (old, new) == ("| $t$ | targets |", "| $t$ | target |"):
        assert found == []
    else:
        assert any(problem in line for line in found), found


def test_a_row_that_no_formula_uses_is_named():
    [problem] = problems(TABLE + "\nHere $z$ and $\\sigma$.\n")
    assert problem == "docs/page.md:5: $t$ is declared, but no formula uses it"


def test_a_size_that_is_no_number_and_no_letter_is_a_term_like_others():
    row = r"| $W$ | weights | the weights, $\sigma \times 1$ |"
    text = f"{TABLE}{row}\n{USES}\nHere $W$.\n"
    assert problems(text) == []
    page = parse_page("docs/page.md", text, ROOT)
    assert any(r"$\sigma \times 1$" in one.text for one in term_problems(page))


def test_a_symbol_is_declared_before_it_is_used():
    found = problems(displayed(r"\sigma(z) > 0") + "\n" + TABLE + USES)
    assert len(found) == 2
    assert all(
        "docs/page.md:2" in line and "before its table" in line for line in found
    )


def test_a_row_may_claim_that_code_computes_a_formula():
    row = "| $\\sigma'(z)$ | sigmoid_gradient(sigmoid(z)) | the slope |\n"
    use = "\n" + displayed(r"\sigma'(z) > 0")
    assert problems(TABLE + row + USES + use) == []
    [problem] = problems(TABLE + row.replace("sigmoid(z)", "z") + USES + use)
    assert problem.startswith("docs/page.md:6: $\\sigma'(z)$: left")


def test_a_step_is_compared_with_what_the_package_does():
    rows, _ = CORPUS["learning"]
    header = "| symbol | code | what it is |\n|---|---|---|\n"
    used = "Used: $x_i$, $z$, $\\sigma(z)$, $C$, $E$.\n\n"
    right = r"w_i \leftarrow w_i + \eta \, \Delta w_i"
    text = f"{header}{rows}\n\n{used}" + displayed(
        right, r"\Delta w_i = \sum (t - y) y (1 - y) x_i"
    )
    assert problems(text) == []
    for wrong in (right.replace("+", "-"), right.replace(r"\eta \,", "")):
        assert any("leftarrow" in line for line in problems(text.replace(right, wrong)))


def test_a_false_formula_does_not_vouch_for_others():
    rows, _ = CORPUS["a neuron"]
    header = "| symbol | code | what it is |\n|---|---|---|\n"
    text = f"{header}{rows}\n\n" + displayed(
        r"y = 2 \sigma(z)", r"\frac{dy}{dz} = 2 y (1 - y)"
    )
    found = [line for line in problems(text) if "declared" not in line]
    assert len(found) == 2


def test_every_exception_has_a_reason_and_a_formula():
    for path, formulas in UNCHECKED.items():
        page = next(page for page in BOOK.pages if page.path == path)
        written = {formula.tex for formula in written_on(page)}
        for tex, reason in formulas.items():
            assert tex in written
            assert reason


@pytest.mark.parametrize(
    "limits", [r"0 \ge t \le 1", r"1 \le t \le 0", r"0 < t < 0", r"0 \le t > 1"]
)
def test_a_range_in_which_nothing_lies_is_refused(limits):
    text = (TABLE + USES).replace(r"0 \le t \le 1", limits)
    assert any("is no range: nothing lies in it" in one for one in problems(text))


@pytest.mark.reads("docs/rules.md")
@pytest.mark.parametrize(
    ("right", "mistake", "said"),
    [
        (r"w_i (a_i + b_i) >", r"w_i (w_i + b_i) >", r"(w_i + b_i) > 2 \theta$: left"),
        (r"w_i q_i \le", r"w_i q_j \le", r"(p_i + q_i) \le 2 \theta$: left"),
    ],
)
def test_an_inequality_that_is_nearly_always_true_is_refused(right, mistake, said):
    text = (ROOT / "docs/rules.md").read_text("utf-8").partition("<!-- terms")[0]
    assert text.count(right) == 1
    wrong = text.replace(right, mistake)
    page = parse_page("docs/rules.md", wrong, ROOT)
    (one,) = formula_problems(page, [], ROOT)
    assert said in one.text


# Formulas that claim nothing.

TERMS = r"""
The push is $e^{-2z}$, twice $\sigma(z)$ and
no more. If $z > 0$, then $\sigma(z) > \frac12$, and $z$ is large.

<!-- terms: $0 \le t \le 1$, $e^{-2z}$, $\sigma(z)$, $z > 0$, $z$ -->
"""


def term_faults(text: str) -> list[str]:
    page = parse_page("docs/page.md", TABLE + text, ROOT)
    return [str(problem) for problem in term_problems(page)]


def test_terms_that_are_given_in_their_order_are_no_problem():
    assert term_faults(TERMS) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "$e^{-2z}$, twice",
            "$e^{-z}$, twice",
            ":7: published $e^{-z}$, given $e^{-2z}$",
        ),
        ("If $z > 0$", "If $z > 1$", ":8: published $z > 1$, given $z > 0$"),
        (
            "and $z$ is large",
            "and it is large",
            ":8: published nothing more, given $z$",
        ),
        ("The push", "The $z$ push", ":7: nothing vouches for $z$: claim something"),
        (", $z$ -->", " -->", ":8: nothing vouches for $z$: claim something"),
        (
            r"$\sigma(z)$ and",
            r"$\sigma(t)$ and",
            r"published $\sigma(t)$, given $\sigma(z)$",
        ),
    ],
)
def test_a_term_that_differs_from_its_list_is_named_with_its_line(old, new, said):
    assert TERMS.count(old) == 1
    (one,) = term_faults(TERMS.replace(old, new))
    assert said in one


def test_a_range_in_a_table_of_symbols_is_given_too():
    page = parse_page("docs/page.md", TABLE.replace("t \\le 1", "t < 2") + TERMS, ROOT)
    (one,) = term_problems(page)
    assert one.text == r"published $0 \le t < 2$, given $0 \le t \le 1$"


def test_a_list_of_terms_within_a_block_is_shown_and_gives_nothing():
    shown = "````markdown\n<!-- terms: $z$ -->\n````\n"
    assert term_faults(TERMS + "\n" + shown) == []


@pytest.mark.parametrize("page", BOOK.pages, ids=lambda page: page.path)
def test_the_terms_of_the_book_are_given(page):
    assert term_problems(page) == []


def test_what_held_with_one_table_is_tried_again_with_another():
    assert said("Always $t < 2$.") == []
    wider = TABLE.replace(r"0 \le t \le 1", r"0 \le t \le 5")
    assert wider != TABLE
    (problem,) = problems(wider + USES + "\nAlways $t < 2$.\n")
    assert "$t < 2$: left" in problem


def test_a_true_formula_is_worked_out_once(monkeypatch):
    once = []

    def counted(statement, table):
        once.append(statement)
        return search(statement, table)

    monkeypatch.setattr("tinynet.book.formulas.search", counted)
    for _ in range(2):
        assert said("It is always true that $t < 17$.") == []
        assert len(said("It is never true that $t > 17$.")) == 1
    assert len(once) == 3


FEW = r"""| symbol | code | what it is |
|---|---|---|
| $n$ | n | how many inputs, $n \in \{2, 5\}$ |
| $m$ | m | how many outputs, $m \in \{1, 10\}$ |
| $W$ | n * m + 0.0 | how many weights |

"""


def test_a_symbol_that_is_often_one_is_not_always_one():
    assert problems(FEW + displayed("W = n \\, m")) == []
    (problem,) = problems(FEW + displayed("W = n \\, m^2"))
    assert "left" in problem


def test_a_displayed_formula_that_claims_nothing_is_a_term():
    text = TABLE + USES + displayed("\\sigma(z) + t")
    page = parse_page("docs/page.md", text, ROOT)
    found = [str(problem) for problem in term_problems(page)]
    assert any("nothing vouches for" in problem for problem in found)
    terms = r"$0 \le t \le 1$, $\sigma(z)$, $t$, $\sigma(z) + t$"
    listed = f"{text}\n<!-- terms: {terms} -->\n"
    assert term_problems(parse_page("docs/page.md", listed, ROOT)) == []


def test_what_is_to_be_solved_must_be_solved():
    assert said(r"We need $\sigma(z) = \frac12$, so $z = 0$.") == []
    (problem,) = said(r"We need $\sigma(z) = \frac12$, so $z \ne 7$.")
    assert "is to be solved, and nothing here solves it" in problem
