"""Formulas: true ones are left alone, and one wrong sign is noticed."""

import re

import pytest

from tools import formulas
from tools.pages import parse

TABLES = {
    "neuron": r"""
| $x_i$ | `inputs` | the inputs, numbered by $i$ |
| $w_i$ | `weights` | the weights |
| $z$ | `z = weighted_sum(inputs, weights)` | the weighted sum |
| $\sigma(z)$ | `sigmoid(z)` | the sigmoid of $z$ |
| $\sigma'(z)$ | `sigmoid_gradient(output)` | its slope |
| $y$ | `output = sigmoid(z)` | the output |
| $t$ | `targets` | the target, $0 \le t \le 1$ |
| $t - y$ | `error = targets - output` | the error |
| $E$ | `((targets - output) ** 2).sum() / 2` | the loss |
| $\Delta w_i$ | `error_weighted_derivative(inputs, error, output)` | minus its slope |
| $\eta$ | `learning_rate` | the learning rate, $\eta > 0$ |
| $w_i \leftarrow$ | `train(inputs, targets, weights, 1, learning_rate)` | a step |
| $\theta$ | `threshold` | a threshold |
""",
    "network": r"""
| $X$ | inputs | the inputs, $m \times n$ |
| $W_1$ | first | weights, $n \times k$ |
| $b_1$ | first_bias | biases, $1 \times k$ |
| $W_2$ | second | weights, $k \times 1$ |
| $b_2$ | second_bias | a bias, $1 \times 1$ |
| $\sigma(z)$ | sigmoid(z) | the sigmoid |
| $h$ | hidden = forward([(first, first_bias)], inputs)[-1] | activations, $m \times k$ |
| $z_2$ | total = np.dot(hidden, second) + second_bias | weighted sums |
| $y$ | output = sigmoid(total) | the output |
| $t$ | targets | the targets, $m \times 1$ |
| $E$ | squared_error.value(targets, output) | the loss |
| $\delta_2$ | delta = squared_error.delta(targets, output) | the delta |
| $\delta_1$ | (delta @ second.T) * sigmoid_gradient(hidden) | another, $m \times k$ |
""",
    "numbers": r"""
| $n$ | n | how many, $n \in \{2, 5, 64\}$ |
| $p$ | p | a share, $0.05 \le p < 1$, and $p$ is drawn |
| $L_k$ | losses | a loss |
| $M$ | losses.mean() | their mean |
| $K$ | losses.size | how many there are |
| $f(p)$ | p**3 - n * p | a function |
| $a$ | 3 * p | three of them |
| $W$ | sum(w.size + b.size for w, b in Network(int(n), 2).layers) | its size |
""",
}
EQUAL = [
    ("neuron", r"z = \sum_i w_i x_i = w_1 x_1 + w_2 x_2 + w_3 x_3"),
    ("neuron", r"y = \sigma\Bigl(\sum_i w_i x_i\Bigr) = \frac{1}{1 + e^{-z}}"),
    ("neuron", r"\sigma'(z) = y \, (1 - y) \qquad\text{with } y = \sigma(z)"),
    ("neuron", r"\frac{d \sigma}{d z} = \lim_{h \to 0} \frac{\sigma(z + h) - y}{h}"),
    ("neuron", r"z = \ln \frac{y}{1 - y}, \quad E = \frac12 \sum (t - y)^2"),
    ("neuron", r"-\frac{\partial E}{\partial w_i} = \sum (t - y) \, x_i \, y (1 - y)"),
    ("neuron", r"\frac{\partial y}{\partial w_i} = \frac{\partial y}{\partial z} x_i"),
    ("neuron", r"w_i \leftarrow w_i + \eta \, \Delta w_i"),
    ("network", r"h = \sigma(X W_1 + b_1) \qquad y = \sigma(h W_2 + b_2)"),
    ("network", r"h^\top \delta_2 = h^\top ((t - y) \odot y \odot (1 - y))"),
    ("network", r"-\frac{\partial E}{\partial W_1} = X^\top \delta_1"),
    ("network", r"\delta_1 = (\delta_2 W_2^\top) \odot h \odot (1 - h)"),
    ("network", r"(m \times n) \cdot (n \times k) = (m \times k)"),
    ("numbers", r"(4 \times 3) \cdot (3 \times 1) = (4 \times 1)"),
    ("numbers", r"\begin{aligned} a &= 3 p \\ &= p + 2 p \\ a - 2p &= p \end{aligned}"),
    ("numbers", r"\frac14 \left( \sqrt{\frac95} + \sqrt2 \right) \approx 0.68896"),
    ("neuron", r"z = \sum_{i=1}^3 w_i x_i, \quad \frac12 = 50\% \approx 50\%"),
    ("numbers", r"-1.2 \cdot 10^{-3} + 2\,410 \approx 2409.9988"),
]
UNEQUAL = [
    ("neuron", r"0 < y < 1, \quad E \ge 0"),
    ("neuron", r"\begin{aligned} &y > \frac12 \\ &\text{if } z > 0 \end{aligned}"),
    ("neuron", r"y > \frac12 \quad\text{if } z > \theta \text{ and } \theta > 0"),
    ("numbers", r"p \ne n, \quad 0.05 \le p"),
]
FALSE = [
    ("neuron", r"0 < y < 0.95"),
    ("neuron", r"y > \frac12 \quad\text{if } z < \theta \text{ and } \theta > 0"),
    ("neuron", r"y > 2 \quad\text{if } y > 3"),
    ("neuron", r"\sigma'(z) = y (1 - y) \quad\text{with } y = \sigma(2 z)"),
    ("numbers", r"p \ne p, \quad 0.05 \le p"),
    ("numbers", r"n \le p"),
    ("neuron", r"\theta < 9"),
    ("neuron", r"0 < \eta < 9"),
]
CHANGES = {
    "+": "-", "-": "+", "=": r"\ne", "1": "3", "2": "4", "9": "8", r"\ln": r"\exp",
    r"\sum": " ", r"\odot": r"\cdot", r"^\top": "", "y": "z", "_i": "_1", r"\sqrt": " ",
    "x_i": "w_i", "_1": "_2", "h": "X", "3": "2", r"\cdot": "+", "(": "", "}": "",
    r"\sigma": r"\ln", r"\sigma'": r"\sigma", r"\partial": "", r"\Delta": "",
}  # fmt: skip
MEANINGLESS = {
    r"z = \sum_i w_i q_i": "has q_i, which is in no table of symbols of this page",
    r"z = y + + t": "has +, which is in no table of symbols",
    r"z = \sum_j w_i x_i": "'j' is not in list",
    r"z = \sum_i y": "has a sum over i, on which nothing there depends",
    r"z = w_i": "compares numbers for other indices",
    r"z = \ln 5 y": r"leaves open where \ln ends; put brackets",
    r"z = y / 2 t": "has t right behind a factor; put brackets",
    r"z = y 2": "has 2 right behind a factor",
    r"z = (y": "has a bracket without its other half",
    r"z = y^10": "has 10 without braces",
    r"z = \Gamma @": "has '@', which cannot be read",
    r"z = \sum_{i=0}^3 w_i x_i": "has a sum over other i than there are",
    r"z = \sum_{i=1}^2 w_i x_i": "has a sum over other i than there are",
    r"0 = \frac{\partial z}{\partial t}": "has a derivative by t, on which it doesn't",
    r"\frac{\partial y}{\partial t} \cdot z": "has a derivative by t",
    r"y \to 1": r"has \to, which is in no table",
    r"y \approx z": "TypeError",
    r"\lim_{h \to 0} \frac{z + h}{h} = 1": "has a limit where there is none",
    r"\ln(-E) < 1": "left nan",
}


def told(name: str, *displays: str, sentence: str = "", change=("", "")) -> str:
    """Return the problems of a page, but for those of symbols that it has no use for."""
    table = "| symbol | code | what it is |\n|---|---|---|" + TABLES[name]
    blocks = "".join(f"\n```math\n{tex}\n```\n" for tex in displays)
    page = parse("docs/page.md", f"{table.replace(*change)}\n{sentence}\n{blocks}")
    assert page.problems == []
    found = map(str, formulas.formula_problems(page))
    return "\n".join(one for one in found if "no formula uses" not in one)


@pytest.mark.parametrize(("name", "tex"), EQUAL + UNEQUAL)
def test_a_true_formula_is_left_alone(name, tex):
    assert told(name, tex) == ""


@pytest.mark.parametrize(("name", "tex"), EQUAL)
def test_every_mutant_of_a_true_formula_is_noticed(name, tex):
    for old, new in CHANGES.items():
        for place in re.finditer(re.escape(old), tex):
            mutant = tex[: place.start()] + new + tex[place.end() :]
            assert told(name, mutant), mutant


@pytest.mark.parametrize(("name", "tex"), FALSE)
def test_a_false_relation_is_noticed(name, tex):
    wanted = r"docs/page.md:\d+: \$.*\$: (left|is claimed for|no row).*"
    assert re.fullmatch(wanted, told(name, tex))


@pytest.mark.parametrize("tex", MEANINGLESS)
def test_a_formula_without_a_single_meaning_is_a_problem(tex):
    assert MEANINGLESS[tex] in told("neuron", tex)


def test_the_problem_of_a_display_is_on_its_own_line():
    lines = "\\begin{aligned}\na &= 3 p \\\\\na - p\n&= 3 p\n\\end{aligned}"
    line = 3 + TABLES["numbers"].count("\n") + 5
    assert told("numbers", lines).startswith(f"docs/page.md:{line}: $a - p = 3 p")


def test_a_display_without_a_relation_claims_nothing():
    assert told("neuron", r"\frac{\partial E}{\partial w_i}") == ""


ROWS = {
    ("weighted_sum(inputs, weights)", "think(inputs, weights)"): "left",
    ("sigmoid_gradient(output)", "sigmoid_gradient(z)"): r"{d z} = \sigma'(z)$: left",
    ("targets - output`", "output - targets`"): r"$t - y = \text{error}$: left",
    (r"$t - y$", r"$t y$"): r"$t y = \text{error}$: left",
    ("`sigmoid(z)` | the sig", "`sigmoid(x)` | the sig"): "NameError",
    ("`sigmoid(z)` | the sig", "`output` | the sig"): "",
    ("`sigmoid(z)` | the sig", "`targets` | the sig"): "doesn't depend on z",
    (r"$0 \le t \le 1$", r"$1 \le t \le 0$"): "high - low < 0",
    (r"$0 \le t \le 1$", "any"): "targets must be from 0 to 1",
    ("the output |", r"the output, $0 < y < 0.5$ |"): "left",
    (r"| $z$ |", r"| $z_i$ |"): "has code of the shape",
    (r"| $\theta$ |", r"| $t$ |"): "has a row already",
    ("`threshold`", "`targets`"): "has a row already, or a name that another row has",
    ("`threshold`", "`1 +`"): "SyntaxError",
    (r"| $\theta$ | `threshold`", r"| $x_i - w_i$ | `2 * inputs`"): "left",
}


@pytest.mark.parametrize("change", ROWS)
def test_a_row_that_is_not_true_is_noticed(change):
    found = told("neuron", EQUAL[0][1], EQUAL[2][1], change=change)
    assert found and ROWS[change] in found


def test_a_size_of_the_third_column_is_that_of_the_code():
    change = (r"activations, $m \times k$", r"activations, $k \times m$")
    assert "has code of the shape" in told("network", "E = E", change=change)


SAID = {
    "So $z = w_1 x_1$.": "left",
    "So $z = \\sum_i w_i x_i$, and $y = \\sigma(z)$.": "",
    "If $z > 0$, then $y > \\frac12$.": "",
    "If $z < 0$, then $y > \\frac12$.": "left",
    "At $z = 0$ and $t = 1$, the loss is $E = \\frac14$.": "",
    "At $z = 0$, and with $t = 1$, it's $E = \\frac12$.": "left 0.25, right 0.5",
    "With $q = 3$, $y = 2$.": "",
    "You need $y = 1$. Is $y = 2$? Maybe.": "",
    "With $q = 3$ and $\\alpha = 2 q$, here $\\alpha = 6$, $z \\to 1$.": "",
    "- $(4 \\times 3) \\cdot (3 \\times 1) = (4 \\times 1)$, $2 \\cdot 3 = 6$": "",
    "| a cell | $2 \\cdot 3 = 7$ |": "left 6, right 7",
    "`$z = 2$` <!-- $z = 3$ --> \\$z = 4\\$": "",
    "From US\\$20 to US\\$30.": "",
}


@pytest.mark.parametrize("sentence", SAID)
def test_a_relation_in_a_sentence_is_tried_if_its_symbols_are_declared(sentence):
    found = told("neuron", sentence=sentence)
    assert SAID[sentence] in found
    assert bool(SAID[sentence]) == bool(found)


def test_what_is_tried_is_counted():
    text = "$2 + 2 = 4$ and $4$\n\n```math\n1 < 2 < 3, \\quad 3 = 3\n```\n"
    assert formulas.count(parse("docs/page.md", text)) == 3


def test_a_row_that_no_formula_uses_is_named():
    text = "| symbol | code | what it is |\n|---|---|---|\n| $a$ | a | one |\n"
    page = parse("docs/page.md", text + "| $b$ | 2 * a | two |\n\nSo $b > a - 1$.\n")
    assert "no formula" not in str(formulas.formula_problems(page))
    page = parse("docs/page.md", page.text.replace("$b >", "$3 >"))
    told = ["docs/page.md:4: $b$: no formula uses it"]
    assert [str(one) for one in formulas.formula_problems(page)][-1:] == told


def test_a_display_without_a_relation_has_a_value():
    assert "z + + t$: has +" in told("neuron", "z + + t")
