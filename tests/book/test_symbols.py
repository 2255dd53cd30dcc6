"""The table of symbols: which row a symbol means, and what depends on what."""

import pytest

from tinynet.book.latex import Node, read, symbol
from tinynet.book.symbols import Table, Wrong, read_row, spelled


def node(tex: str) -> Node:
    [found] = read(tex, {r"\sigma"}).claims
    return found


def table(*cells: tuple[str, str]) -> Table:
    rows = enumerate(cells, 1)
    return Table([read_row(line, tex, code, {r"\sigma"}) for line, (tex, code) in rows])


NEURON = [
    ("x_i", "inputs"),
    ("w_i", "weights"),
    ("z", "weighted_sum(inputs, weights)"),
    (r"\sigma(z)", "sigmoid(z)"),
    ("y", "output = think(inputs, weights)"),
]


@pytest.mark.parametrize(
    ("tex", "code", "kind", "name", "letters"),
    [
        ("x_i", "inputs", "drawn", "inputs", ("i",)),
        (r"x_i^{(n)}", "inputs", "drawn", "inputs", ("n", "i")),
        ("w_{ij}", "weights", "drawn", "weights", ("i", "j")),
        ("W_2", "second", "drawn", "second", ()),
        (r"w^{(2)}_{ij}", "second", "drawn", "second", ("i", "j")),
        ("y", "output = think(inputs, weights)", "computed", "output", ()),
        ("z", "weighted_sum(inputs, weights)", "computed", "z", ()),
        ("X", "MILO.inputs", "computed", "X", ()),
        (r"\sigma(z)", "sigmoid(z)", "function", "", ()),
        (r"\sigma'(z)", "sigmoid_gradient(output)", "claim", "", ()),
        ("t - y", "error = targets - output", "claim", "error", ()),
        (r"\sum_i w_i x_{ni}", "inputs @ weights", "claim", "", ("n",)),
        (r"w_i \leftarrow", "train(inputs, targets, weights)", "step", "", ("i",)),
    ],
)
def test_a_row_is_of_the_kind_that_its_cells_show(tex, code, kind, name, letters):
    row = read_row(1, tex, code, {r"\sigma"})
    assert (row.kind, row.name, row.letters) == (kind, name, letters)


@pytest.mark.parametrize(
    ("tex", "code", "problem"),
    [
        ("x = 1", "x", "one symbol"),
        ("x, y", "x", "one symbol"),
        ("t - y", "error", "needs code"),
        ("e", "e", "meaning of its own"),
        ("x", "1 +", "not Python"),
        ("x", "", "not a name"),
        ("x", "a, b = 1, 2", "not a name"),
        ("x_{", "x", "too early"),
    ],
)
def test_a_row_that_says_nothing_is_refused(tex, code, problem):
    with pytest.raises(ValueError, match=problem):
        read_row(1, tex, code, ())


@pytest.mark.parametrize(
    ("declared", "used", "indices"),
    [
        ("x_i", "x_j", ("j",)),
        ("x_i", "x_2", ("2",)),
        ("x_i", "x", (None,)),
        (r"x_i^{(n)}", r"x_i^{(m)}", ("m", "i")),
        (r"x_i^{(n)}", "x_i", ("n", "i")),
        ("w_{ij}", "w_{12}", ("1", "2")),
        (r"w^{(2)}_{ij}", r"w^{(2)}_{1k}", ("1", "k")),
        ("W_2", "W_2", ()),
    ],
)
def test_a_symbol_means_the_row_that_declares_it(declared, used, indices):
    _, found = table((declared, "name")).find(node(used))
    assert tuple(index and spelled(index) for index in found) == indices


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        ("x_i", "x_{ij}"),
        ("W_2", "W_1"),
        ("W_2", "W"),
        ("y", r"\hat y"),
        ("y", "y'"),
        ("y", "Y"),
        ("w_i", r"\Delta w_i"),
        (r"w^{(2)}_{ij}", r"w^{(1)}_{ij}"),
    ],
)
def test_a_symbol_with_other_marks_is_another_symbol(declared, used):
    with pytest.raises(Wrong, match="not declared"):
        table((declared, "name")).find(node(used))


def test_a_letter_below_is_part_of_the_name_if_the_table_says_what_it_is():
    found = table(("h", "run"), ("y", "output"), ("y_h", "sigmoid(run)"))
    assert found.find(node("y_h"))[1] == ()
    with pytest.raises(Wrong):
        found.find(node("y_i"))


def test_the_argument_of_a_function_is_any_number_unless_it_has_a_row():
    alone = table((r"\sigma(x)", "sigmoid(x)"))
    assert alone.find(symbol("x"))[0].kind == "drawn"
    neuron = table(*NEURON)
    assert neuron.find(symbol("z"))[0].kind == "computed"


def test_a_name_in_code_must_have_a_row():
    with pytest.raises(Wrong, match="`weights` has no row"):
        table(("x_i", "inputs")).call("weights")


def test_code_shows_on_what_a_value_depends():
    found = table(*NEURON)
    x, w, z, _, y = found.rows[:5]
    assert found.way(y, {w}) == "code"
    assert found.way(z, {x}) == "code"
    assert found.way(y, {z}) is None


def test_a_true_formula_shows_on_what_a_value_depends_when_code_does_not():
    found = table(*NEURON)
    _, _, z, _, y = found.rows[:5]
    formula = (node("y"), node(r"\sigma(z)"))
    found.definitions = {y: [formula]}
    assert found.way(y, {z}) == formula


def test_two_formulas_that_lean_on_each_other_end():
    found = table(("a", "p"), ("b", "q"), ("c", "r"))
    a, b, c = found.rows
    found.definitions = {a: [(node("a"), node("b"))], b: [(node("b"), node("a"))]}
    assert found.way(a, {c}) is None


@pytest.mark.parametrize(
    ("tex", "free"),
    [
        ("w_i x_i", {"i": 3}),
        (r"\sum_i w_i x_i", {}),
        (r"x_j \sum_i w_i", {"j": 3}),
        ("w_1", {}),
        ("w", {}),
        ("m_{ij}", {"i": 3, "j": 4}),
    ],
)
def test_an_index_is_open_unless_a_sum_goes_over_it(tex, free):
    found = table(("x_i", "inputs"), ("w_i", "weights"), ("m_{ij}", "matrix"))
    found.lengths = {"i": 3, "j": 4}
    for row in found.rows:
        row.axes = row.letters
    assert found.open_indices(node(tex)) == free


@pytest.mark.parametrize("tex", [r"\sum_k w_i", r"m_{ii}", r"\sum w_i"])
def test_an_index_that_cannot_count_is_refused(tex):
    found = table(("w_i", "weights"), ("m_{ij}", "matrix"))
    found.lengths = {"i": 3, "j": 4}
    for row in found.rows:
        row.axes = row.letters
    with pytest.raises(Wrong):
        found.open_indices(node(tex))
