"""Docstrings: a parameter, an error, a shape, a range or an example that is not so."""

from pathlib import Path

import pytest
from little_book import fenced, little_book

from tinynet.book.docstrings import (
    compare,
    docstring_problems,
    docstrings_of,
    lists_of,
    rest_of,
)
from tinynet.book.pages import Book, parse_page, read_book
from tinynet.book.tangle import modules_of, tangle

ROOT = Path(__file__).parents[2]
HEAD = '"""A module.\n\nPage: docs/cut.md.\n"""\n\nimport numpy as np\n\n__all__ = ["f"]\n\n\n'


def problems(tmp_path, code: str, head: str = HEAD) -> list[str]:
    root = little_book(
        tmp_path, {"cut.md": f"# Cut\n\n{fenced(head + code, 'tinynet/cut.py')}"}
    )
    tangle(root)
    first = 3 + head.count("\n")
    found = docstring_problems(read_book(root))
    assert all(problem.path == "docs/cut.md" for problem in found)
    return [f"{problem.line - first}: {problem.text}" for problem in found]


def function(docstring: str, body: str = "return x", parameters: str = "x") -> str:
    return f'def f({parameters}):\n    """{docstring}"""\n    {body}'


@pytest.mark.parametrize(
    "code",
    [
        function("Return x."),
        function("Return it.\n\n    x: any number.\n    "),
        function("Return the sum. x: (rows, n). Returns (rows, 1).",
                 "return x.sum(axis=1, keepdims=True)"),
        function("Return more.\n\n    x: (rows, n), or (n,) for one. Returns (rows, n + 1), or\n"
                 "    (n + 1,).\n    ",
                 "return np.concatenate([x, x[..., :1]], axis=-1)"),
        function("Return x squeezed, between 0 and 1, for a number or each of an array.",
                 "return 1 / (1 + np.exp(-x))"),
        function("Return x again, of the shape of the x.", "return x * 1"),
        function("Return random numbers of this shape, from −1 to 1.",
                 "return np.random.default_rng(1).uniform(-1, 1, shape)", "shape"),
        function("Return the first. x: (n, m) each, or (n + 1, m). Returns (n, m), or (n + 1, m).",
                 "return x[0]"),
        function("Return x.\n\n    Raises ValueError if x is negative.\n    ",
                 "if x < 0:\n        raise ValueError\n    return x"),
        function("Return x.\n\n    >>> f(2)\n    2\n    "),
        function("Return what x gives. x: a function called as x(rows, n).", "return x(1, 2)"),
        function("Return the product (Polyak). x: a number."),
    ],
)  # fmt: skip
def test_what_is_so_is_no_problem(tmp_path, code):
    assert problems(tmp_path, code) == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (function("Return it."), "2: the docstring of f says nothing about x"),
        (function("Return x.\n\n    y: a number.\n    "), "4: f has no parameter y"),
        (function("Return x. x, y: numbers."), "2: f has no parameter y"),
        (function("Return the sum. x: (rows, n). Returns (rows, 1).", "return x.sum(axis=1)"),
         "2: f with x (300, 4): stated (300, 1), true (300,)"),
        (function("Return the sum. x: (rows, n). Returns (n, 1).",
                  "return x.sum(axis=1, keepdims=True)"),
         "2: f with x (300, 4): stated (4, 1), true (300, 1)"),
        (function("Return x. x: (rows, n).", "return x.reshape(7, 7)"),
         "2: f with x (300, 4) raises ValueError"),
        (function("Return x squeezed, between 0 and 1. x: a number or an array.", "return x"),
         "2: f: stated from 0 to 1, true from"),
        (function("Return x squeezed, between 0 and 2. x: a number or an array.",
                  "return 1 / (1 + np.exp(-x))"),
         "2: f: stated from 0 to 2, true from"),
        (function("Return x, of the shape of the x.", "return x.sum()"),
         "2: f with x (300, 4): stated (300, 4), true ()"),
        (function("Return x.\n\n    Raises ValueError if x is negative.\n    "),
         "4: the docstring of f speaks of ValueError, which nothing raises"),
        (function("Return x.\n\n    >>> f(2)\n    3\n    "), "4: published 3, printed 2"),
        (function("Return x.\n\n    >>> f(y)\n    3\n    "), "4: raises NameError"),
    ],
)  # fmt: skip
def test_what_is_not_so_is_named_with_its_line(tmp_path, code, told):
    (found,) = problems(tmp_path, code)
    assert found.startswith(told)


LISTED = [
    ("Return x (Polyak, 1964).", "1964", True),
    ("Return x (Polyak, 1964).", "1965", False),
    ("Return x (Polyak, 1964).", "", False),
    ("Return x (Polyak).", "1964", False),
    ("Return x, twice (rows, n) in 3D.", "twice, (rows, n), 3D", True),
    ("Return x, twice (rows, n) in 3D.", "twice, (n, rows), 3D", False),
    ("Return x, twice (rows, n) in 3D.", "twice, 3D, (rows, n)", False),
]


@pytest.mark.parametrize(("docstring", "listed", "right"), LISTED)
def test_what_no_trial_can_tell_is_written_twice(docstring, listed, right):
    code = HEAD + function(docstring, "return x + 1", "x=0")
    text = f"# Cut\n\n{fenced(code, 'tinynet/cut.py')}\n"
    text += f"<!-- docstrings of cut: {listed} -->\n" if listed else ""
    page = parse_page("docs/cut.md", text, ROOT)
    (module,) = modules_of(Book(ROOT, (page,), (), ()))[0]
    words = lists_of(page).get("cut", [])
    loaded = [d for d in docstrings_of(module) if d.name == "f"]
    found = [*compare(rest_of(loaded[0], set()), words, "cut")]
    assert (found == []) == right


def test_a_page_without_a_list_is_told_what_to_write():
    ((line, told),) = compare([("1964", 7), ("half", 9)], [], "cut")
    assert line == 7
    assert told.endswith("; list it: <!-- docstrings of cut: 1964, half -->")


def test_parameters_are_spoken_of_once_and_in_their_order(tmp_path):
    code = function("Return x.\n\n    y: b. x: a.\n    ", parameters="x, y")
    (found,) = problems(tmp_path, code)
    assert found.endswith("its parameters twice or in another order: y, x")


def test_a_class_may_speak_of_its_fields_and_methods_only(tmp_path):
    code = (
        'class Box:\n    """A box. size: its size. lid(key): opens it. colour: none.\n    """\n\n'
        "    size: int\n\n    def lid(self, key):\n        pass"
    )
    (found,) = problems(tmp_path, code)
    assert found == "2: Box has no parameter colour"


def test_a_module_that_names_another_page_is_refused(tmp_path):
    head = HEAD.replace("docs/cut.md", "docs/cat.md")
    found = problems(tmp_path, function("Return x."), head)
    assert any(
        "published Page: docs/cat.md, true docs/cut.md" in told for told in found
    )


def test_the_real_book_promises_nothing_that_is_not_so():
    assert [str(problem) for problem in docstring_problems(read_book(ROOT))] == []


CHANGES = [
    ("docs/neuron.md", "Returns (rows, 1), or (1,) for one example.", "Returns (rows, n)."),
    ("docs/neuron.md", "weights: (n, 1). Returns", "weights: (1, n). Returns"),
    ("docs/neuron.md", "Return the output of the neuron, between 0 and 1",
     "Return the output of the neuron, between −1 and 1"),
    ("docs/neuron.md", "e⁻ˣ), between 0 and 1", "e⁻ˣ), between 0 and 2"),
    ("docs/slope.md", "between 0 and 0.25, where", "between 0 and 0.5, where"),
    ("docs/learning.md", "Returns (n, 1). Source", "Returns (rows, 1). Source"),
    ("docs/learning.md", "error: targets − output, (rows, 1).", "error: targets − output, (n, 1)."),
    ("docs/learning.md", "targets: (rows, 1). weights", "targets: (rows, n). weights"),
    ("docs/learning.md", "rate: the learning rate. watch", "speed: the learning rate. watch"),
    ("docs/threshold.md", "Returns (rows, n + 1)", "Returns (rows, n + 2)"),
    ("docs/neuron.md", "Page: docs/neuron.md", "Page: docs/learning.md"),
    ("docs/neuron.md", "(Verhulst, 1845)", "(Verhulst, 1846)"),
    ("docs/neuron.md", "Below about −709", "Below about −719"),
    ("docs/neuron.md", "one output between 0 and 1.", "one output between 0 and 2."),
    ("docs/network.md", "blame: (rows, outputs), the", "blame: (outputs, rows), the"),
    ("docs/network.md", "has 3 inputs, 4 hidden", "has 4 inputs, 4 hidden"),
    ("docs/book/figures.md", "'1' to '4'", "'1' to '5'"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "true", "false"), CHANGES)
def test_a_false_word_in_a_docstring_of_the_network_is_noticed(path, true, false):
    text = (ROOT / path).read_text(encoding="utf-8")
    assert text.count(true) >= 1, "the docstring has changed; change this test"
    page = parse_page(path, text.replace(true, false, 1), ROOT)
    found = docstring_problems(Book(ROOT, (page,), (), ()))
    assert found
    assert {problem.path for problem in found} == {path}
