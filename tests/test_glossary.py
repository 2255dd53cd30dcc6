"""The glossary: the field's words, a sentence each, and a link to where they're taught."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
ENTRIES = re.findall(
    r"^(\w.*)\n:   ((?:.|\n)+?)\s+\[[^\]]+\]\(([\w-]+\.md)(?:#[\w-]+)?\)\n",
    (DOCS / "glossary.md").read_text("utf-8"),
    re.MULTILINE,
)
TERMS = {term: (meaning, page) for term, meaning, page in ENTRIES}
# What readers look for, by the names that other books use.
FIELD = """
    accuracy, activation function, backpropagation, bias, chain rule, class,
    classification, confusion matrix, convex, cross-entropy, decision boundary, delta,
    epoch, example, feature, feature scaling, forward pass, generalization, gradient,
    gradient checking, gradient descent, hidden layer, initialization, input validation,
    iteration, layer, learning rate, linearly separable, local minimum, logit,
    loss function, mean squared error (mse), min–max normalization, mini-batch,
    momentum, optimizer, overfitting, pre-activation, prediction, random seed, relu,
    saturation, sigmoid, softmax, state, test set, training set, vanishing gradient,
    weight decay, weighted sum
"""
SYNONYMS = "backward pass, label, L2 regularization, momentum coefficient"


def words(text):
    """Return text without its comments, links and marks."""
    return " ".join(re.sub(r"<!--.*?-->|[*`\[\]]|\([\w./#-]+\)", "", text).split())


def test_every_entry_is_read():
    text = (DOCS / "glossary.md").read_text("utf-8")
    assert len(ENTRIES) == len(TERMS) == text.count("\n:   ") > 45


def test_the_terms_are_in_alphabetical_order():
    assert list(TERMS) == sorted(TERMS, key=str.lower)


@pytest.mark.parametrize("term", " ".join(FIELD.split()).split(", "))
def test_the_fields_word_has_an_entry(term):
    assert term in map(str.lower, TERMS)


@pytest.mark.parametrize("synonym", SYNONYMS.split(", "))
def test_another_word_for_it_is_in_its_entry(synonym):
    assert any(synonym in words(meaning) for meaning, _ in TERMS.values())


@pytest.mark.parametrize("term", TERMS)
def test_an_entry_is_one_short_sentence(term):
    sentence = words(TERMS[term][0])
    assert re.fullmatch(r"[^.]+(?:\.\d[^.]*)?\.", sentence)
    assert len(sentence.split()) <= 35


@pytest.mark.parametrize("term", TERMS)
def test_an_entry_links_to_a_page_that_explains_the_term(term):
    page = DOCS / TERMS[term][1]
    text = words(page.read_text("utf-8")).lower()
    stem = re.sub(r" \(.*|(?:um|ion)$", "", term.lower())
    assert re.search(rf"\b{stem}", text)
