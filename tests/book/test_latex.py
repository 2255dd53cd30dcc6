"""The reader of LaTeX: right trees for right formulas, and a place for all others."""

import random
import re

import pytest
from formula_corpus import CORPUS

from tinynet.book.latex import Node, Unreadable, number, read, symbol, tokens_of, walk

FUNCTIONS = {r"\sigma", "E"}
FORMULAS = [tex for _, formulas in CORPUS.values() for tex in formulas]


def claim(tex: str) -> Node:
    [node] = read(tex, FUNCTIONS).claims
    return node


def named(name, *below):
    return Node("symbol", (name, below, (), 0))


@pytest.mark.parametrize("tex", FORMULAS)
def test_a_formula_of_this_book_is_read(tex):
    assert read(tex, FUNCTIONS).claims


@pytest.mark.parametrize(
    ("tex", "same"),
    [
        (r"\sum_i w_i x_i + t", r"\left(\sum_i w_i x_i\right) + t"),
        (r"-x^2", r"-(x^2)"),
        (r"2 x / 3", r"(2x)/3"),
        (r"\frac12 x", r"\frac{1}{2} x"),
        (r"e^{-z} y", r"\bigl(e^{-z}\bigr) \, y"),
        (r"\ln y^2", r"\ln(y^2)"),
        (r"\sigma(z)^2", r"\bigl[\sigma(z)\bigr]^2"),
        (r"a - b - c", r"(a - b) - c"),
        (r"a \leq b", r"a \le b"),
        (r"10\,000", r"10{,}000"),
        (r"x_1 + x_2 + \dots + x_n", r"\sum_{k=1}^{n} x_k"),
        (r"\underbrace{t - y}_{\text{error}} x", r"(t - y) \, x"),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", "a = b = c"),
        (r"\frac{\partial E}{\partial w_i}", r"\dfrac{\partial E}{\partial w_i}"),
        (r"\frac{d}{dz} z^2 y", r"\frac{d}{dz} \left(z^2 y\right)"),
    ],
)
def test_two_ways_to_write_the_same_give_the_same_tree(tex, same):
    assert read(tex, FUNCTIONS) == read(same, FUNCTIONS)


@pytest.mark.parametrize(
    ("tex", "other"),
    [
        (r"y(1 - y)", r"\sigma(1 - y)"),
        (r"x_i^2", r"x_i^{(2)}"),
        (r"\sigma'(z)", r"\sigma(z)"),
        (r"\hat y", r"y"),
        (r"w^\top x", r"w x"),
        (r"x_{ij}", r"x_{ji}"),
        (r"a \cdot b", r"a \odot b"),
        (r"\Delta w_i", r"w_i"),
        (r"0.50", r"0.5"),
    ],
)
def test_different_formulas_give_different_trees(tex, other):
    assert read(tex, FUNCTIONS) != read(other, FUNCTIONS)


def test_a_name_takes_brackets_only_if_the_table_says_that_it_is_a_function():
    assert claim("y(z)").kind == "product"
    assert claim(r"\sigma(z)") == Node("call", (named(r"\sigma"), (symbol("z"),)))


def test_letters_in_a_subscript_are_indices_and_digits_are_one_number():
    assert claim("w_{ij}") == named("w", symbol("i"), symbol("j"))
    assert claim("w_{12}") == named("w", number(12))
    assert claim("w_{i+1}") == named("w", Node("add", (symbol("i"), number(1))))


def test_words_before_a_relation_make_it_a_condition():
    claims, conditions = read(r"a = b \quad\text{if } c > 0 \text{ and } d = 1")
    assert [len(claims), len(conditions)] == [1, 2]


def test_a_number_knows_what_its_last_digit_is_worth():
    assert claim("0.9975").parts == (0.9975, 0.0001)
    assert claim(r"10\,000").parts == (10000.0, 1.0)


@pytest.mark.parametrize(
    ("tex", "place", "problem"),
    [
        (r"\ln 2x", 5, "Put brackets"),
        (r"1/2x", 3, "Put brackets"),
        (r"a/b/c", 3, "Put brackets"),
        (r"a \odot b c", 10, "Put brackets"),
        (r"x2", 1, "stands behind a factor"),
        (r"2 3", 2, "stands behind a factor"),
        (r"x^10", 3, "stands behind a factor"),
        (r"{a + b} c", 0, "nobody sees braces"),
        (r"\log x", 5, "base"),
        (r"\ln(x)^2", 6, "a power of ln"),
        (r"\sigma^2(z)", 8, "behind the brackets"),
        (r"\sum_i w_i x_i +", 16, ""),
        (r"+ a", 0, "no meaning"),
        (r"a \cdot -b", 8, "no meaning"),
        (r"\frac{1}{2", 10, "too early"),
        (r"(a]", 2, "missing"),
        (r"a = = b", 4, "no meaning"),
        (r"a \foo b", 2, "no meaning"),
        (r"a − b", 2, "not a sign"),
        (r"a # b", 2, "not a sign"),
        (r"x_i_j", 5, "two indices"),
        (r"x^2^3", 5, "two powers"),
        (r"x_{}", 4, "index is missing"),
        (r"\sum_{i=1} x_i", 11, "missing"),
        (r"\lim_h \sigma(h)", 0, "below a limit"),
        (r"\frac{d^2 y}{dz}", 7, "no meaning"),
        (r"x_1 + \dots + x_n + 1", 0, "dots"),
        (r"x_1 + x_3 + \dots + x_n", 0, "count from 1"),
        (r"\begin{cases} 1 & z > 0 \end{cases}", 0, "condition"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}", 0, "one length"),
        (r"\underbrace{t - y}_{e}", 0, "only words"),
        (r"", 0, "nothing"),
    ],
)
def test_what_has_not_one_meaning_is_refused_with_its_place(tex, place, problem):
    with pytest.raises(Unreadable) as caught:
        read(tex, FUNCTIONS)
    assert problem in str(caught.value)
    assert caught.value.position >= place


def test_whatever_the_signs_the_reader_ends_with_a_tree_or_a_place():
    signs = [[token.text for token in tokens_of(tex)] for tex in FORMULAS]
    pool, dice = [text for row in signs for text in row], random.Random(0)
    for _ in range(3000):
        row = list(dice.choice(signs))
        for _ in range(dice.randint(1, 4)):
            place = dice.randrange(len(row) + 1)
            row[place : place + dice.randint(0, 2)] = dice.choices(
                pool, k=dice.randint(0, 1)
            )
        tex = " ".join(row)
        try:
            formula = read(tex, FUNCTIONS)
        except Unreadable as error:
            assert 0 <= error.position <= len(tex)
        else:
            assert all(isinstance(node, Node) for node in walk(tuple(formula)))


def test_every_sign_of_a_formula_is_used():
    for tex in FORMULAS:
        letters = set(re.findall(r"(?<![\\A-Za-z{])[A-Za-z](?![A-Za-z])", tex))
        found = {
            name for node in walk(tuple(read(tex, FUNCTIONS))) for name in words(node)
        }
        assert letters - found <= {"d", "T"}, tex


def words(node: Node) -> set[str]:
    """Return the letters of a symbol's name, and that of a sum."""
    return (
        set(node.parts[0].split())
        if isinstance(node.parts and node.parts[0], str)
        else set()
    )
