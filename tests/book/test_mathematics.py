"""Formulas: what is translated, what is refused, and that the fonts are what they say."""

import re
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from built_site import ROOT, build_small
from fontTools.ttLib import TTFont

from tinynet.book.mathematics import (
    FONTS,
    FORMULAS,
    font,
    formula_problems,
    italic,
    mathml,
    with_line_ends,
)
from tinynet.book.pages import Book, parse_page, read_book, site_converter

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


def parts(tex: str, display: str = "inline") -> list[tuple[str, str]]:
    """The names, numbers and signs of a translated formula, in order."""
    math = fromstring(mathml(tex, display))
    kinds = {f"{NAMESPACE}{kind}" for kind in ("mi", "mn", "mo", "mtext")}
    return [(e.tag[len(NAMESPACE) :], e.text) for e in math.iter() if e.tag in kinds]


def test_names_numbers_and_signs_keep_their_order():
    assert parts("2w - 1") == [("mn", "2"), ("mi", "w"), ("mo", "−"), ("mn", "1")]


def test_the_prime_of_a_derivative_is_a_sign():
    assert ("mo", "′") in parts(r"\sigma'(z)")


def test_infinity_is_a_name():
    assert parts(r"x \to \infty")[-1] == ("mi", "∞")


def test_capital_greek_letters_stand_upright():
    assert '<mi mathvariant="normal">Δ</mi>' in mathml(r"\Delta w")


@pytest.mark.parametrize("tex", ["w", r"\eta", r"\exp(z)"])
def test_other_names_are_left_to_the_browser(tex):
    assert "mathvariant" not in mathml(tex)


ROOM = {
    r"\ln y": "ln~y",
    r"t \ln y": "t~ln~y",
    r"\ln(1-y)": "ln(1−y)",
    r"(1-t)\ln(1-y)": "(1−t)~ln(1−y)",
    r"\ln \left(x\right)": "ln(x)",
    r"\ln{y}": "ln~y",
    r"2 \ln \frac{5}{6}": "2~ln~56",
    r"-\tfrac12 \ln \tfrac32": "−12~ln~32",
    r"\frac{1}{\ln x}": "1ln~x",
    r"\sqrt{\ln x}": "ln~x",
    r"\begin{aligned} u &= \ln p \\ v &= 2 \ln q \end{aligned}": "u=ln~pv=2~ln~q",
    r"\log_2 x": "log2~x",
    r"2 \ln^2 x": "2~ln2~x",
    r"\exp(z)": "exp(z)",
    r"\exp z": "exp~z",
    r"\max(a, b)": "max(a,b)",
    r"\max a": "max~a",
    r"\min_i x_i": "mini~xi",
    r"\sum \ln y_i": "∑ln~yi",
    r"a + \ln y - b": "a+ln~y−b",
    r"\ln \ln n": "ln~ln~n",
    r"|\ln y|": "|ln~y|",
    r"y \text{ or } \ln y": "y\u00a0or\u00a0ln~y",
    r"w x": "wx",
    r"\sigma(z) y": "σ(z)y",
}


@pytest.mark.parametrize("tex", ROOM)
def test_the_name_of_a_function_has_room_but_not_before_a_bracket(tex):
    math = fromstring(mathml(tex).partition("<annotation")[0] + "</semantics></math>")
    shown = ["~" if e.get("width") else e.text or "" for e in math.iter()]
    assert "".join(shown) == ROOM[tex]
    spaces = [e.get("width") for e in math.iter(f"{NAMESPACE}mspace")]
    assert set(spaces) <= {"0.1667em", None}


SIGNS_IN_FRONT = {
    "y = -x": [None, "prefix"],
    r"\sigma(-x)": [None, "prefix", None],
    r"(-x)": [None, "prefix", None],
    r"\left(-x\right)": ["prefix", "prefix", "postfix"],
    "a - b": [None],
    "(a) - b": [None, None, None],
    r"\left(a\right) - b": ["prefix", "postfix", None],
    "f' - b": [None, None],
    r"x \le +1": [None, "prefix"],
    r"y = \frac12 \pm x": [None, None],
    r"\begin{aligned} y &= -x \\ &= a - b \end{aligned}": [None, "prefix", None, None],
}


@pytest.mark.parametrize("tex", SIGNS_IN_FRONT)
def test_a_minus_behind_a_sign_belongs_to_what_follows(tex):
    signs = fromstring(mathml(tex)).iter(f"{NAMESPACE}mo")
    assert [sign.get("form") for sign in signs] == SIGNS_IN_FRONT[tex]


EDGES = {
    "1/n": [("0em", "0em")],
    r"\sum": [("0em", "0em")],
    r"\odot": [("0em", "0em")],
    r"\sum_i x": [("0em", None)],
    r"\sum_i^n x + 1": [("0em", None), (None, None)],
    r"y = \sum x": [(None, None), (None, None)],
    "-x": [(None, None)],
    r"\frac{\sum x}{n}": [(None, None)],
}


@pytest.mark.parametrize("tex", EDGES)
def test_a_stroke_and_a_sum_at_the_beginning_have_no_room(tex):
    signs = fromstring(mathml(tex)).iter(f"{NAMESPACE}mo")
    assert [(sign.get("lspace"), sign.get("rspace")) for sign in signs] == EDGES[tex]


def test_a_root_holds_a_strut():
    [root] = fromstring(mathml(r"\sqrt n + \frac{1}{2}")).iter(f"{NAMESPACE}msqrt")
    assert [part.tag for part in root] == [f"{NAMESPACE}mi", f"{NAMESPACE}mspace"]
    assert root[1].attrib == {"height": "0.74em", "depth": "0.15em"}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>for 0 1 0 only</p>", "<p>for 0~1~0 only</p>"),
        ("<p>for 0 1\n0 only</p>", "<p>for 0~1~0 only</p>"),
        ("<p>97 % or 97\n%</p>", "<p>97~% or 97~%</p>"),
        ("<p>10 1, 1 2, 2015 0, 1 and 0</p>", "<p>10 1, 1 2, 2015 0, 1 and 0</p>"),
        ("<code>0 1</code><pre>0 1</pre>", "<code>0 1</code><pre>0 1</pre>"),
        ("<!-- given: 0 1 --><a title='0 1'>", "<!-- given: 0 1 --><a title='0 1'>"),
        ("<svg><style></style>0 1</svg>", "<svg><style></style>0 1</svg>"),
        ("<td>a_name(inputs)</td>", "<td>a_<wbr>name(<wbr>inputs)</td>"),
        ("<td style='x'>f_name</td>", "<td style='x'>f_<wbr>name</td>"),
        ("<td>sigmoid(z)</td>", "<td>sigmoid(z)</td>"),
        ("<td>(outputs)</td>", "<td>(outputs)</td>"),
        ("<p>a_name(inputs)</p>", "<p>a_name(inputs)</p>"),
        ("<td><code>a_name</code></td>", "<td><code>a_name</code></td>"),
    ],
)
def test_lines_end_between_things(html, expected):
    assert with_line_ends(html).replace("\u00a0", "~") == expected


@pytest.mark.parametrize("tex", [r"\max(a, b)", r"\min x", r"\lim x", r"\det A"])
def test_a_name_of_several_letters_is_no_sign(tex):
    kind, _ = parts(tex)[0]
    assert kind == "mi"
    assert "movablelimits" not in mathml(tex)


def test_less_than_is_escaped():
    assert "<mo>&lt;</mo>" in mathml("a < b")


def test_the_tex_goes_along_and_the_search_passes_over_it():
    note = fromstring(mathml(r"\frac{a}{b} < 1")).find(f".//{NAMESPACE}annotation")
    assert note.text == r"\frac{a}{b} < 1"
    assert "data-search-exclude" in note.attrib


def test_a_displayed_formula_says_so():
    assert fromstring(mathml("x", "block")).get("display") == "block"


WRONG = {
    r"\sigm(z)": "unknown command",
    r"\frac{1}": "incomplete mfrac",
    r"\left( z": "cannot be translated",
    r"x_{1": "brace",
    r"x }": "brace",
    "": "cannot be translated",
    r"\mathrm{d}x": r"write \text",
    r"W^{\mathsf T}": "typeface",
    r"\mathbb{R}": "'ℝ'",
    r"a &= b": "stray &",
    r"a \\ b": "line break",
}


@pytest.mark.parametrize("tex", WRONG)
def test_what_a_reader_would_not_recognise_is_refused(tex):
    with pytest.raises(ValueError, match=re.escape(WRONG[tex])):
        mathml(tex)


def shown(text: str) -> str:
    """A text as our converter leaves it to us."""
    return site_converter(ROOT).convert(text)


@pytest.mark.parametrize(
    "text",
    [
        "It costs 5 $ and not 6 $.",
        "Between $5 and $ 6.",
        r"An escaped \$x\$ stays.",
        "In code, `$x$` stays.",
        "One $ alone.",
    ],
)
def test_a_dollar_that_is_money_stays_a_dollar(text):
    assert "arithmatex" not in shown(text)
    assert "$" in shown(text)


@pytest.mark.parametrize(
    "text", ["So $x$, then", "| a |\n|---|\n| $x$ |", "!!! note\n    $x$"]
)
def test_a_formula_is_found_wherever_text_stands(text):
    assert 'class="arithmatex"' in shown(text)


def told(text: str) -> list[str]:
    book = Book(ROOT, (parse_page("docs/a.md", text, ROOT),), (), ())
    return [str(problem) for problem in formula_problems(book)]


def test_a_wrong_formula_in_a_sentence_is_named_with_its_line():
    [problem] = told("# A\n\nRight: $x$.\n\nWrong: $\\frac{1}$.\n")
    assert problem.startswith(
        "docs/a.md:5: the formula '\\\\frac{1}' has an incomplete"
    )


def test_a_wrong_formula_in_a_fence_is_named_with_its_line():
    [problem] = told("# A\n\n```math\n\\sigm(z)\n```\n")
    assert problem.startswith("docs/a.md:4: ")


def test_a_wrong_formula_in_a_note_is_named_with_its_line():
    [problem] = told(
        "# A\n\n!!! note\n\n    ```math\n    x\n    + \\sigm(z)\n    ```\n"
    )
    assert problem.startswith("docs/a.md:6: ")


def test_all_wrong_formulas_of_a_page_are_named():
    assert len(told("$\\sigm$ and $\\frac{1}$")) == 2


def test_a_formula_in_a_heading_is_refused():
    [problem] = told("# A\n\n## The slope $y$\n")
    assert problem.startswith("docs/a.md:3: a formula in a heading")


def test_the_book_has_no_wrong_formula():
    assert formula_problems(read_book(ROOT)) == []


def site(root: Path, text: str):
    (root / "docs").mkdir()
    (root / "docs/index.md").write_text(text)
    return build_small(root, "index.md")


@pytest.mark.reads()
def test_a_wrong_formula_fails_the_build_in_one_line_without_a_traceback(tmp_path):
    built = site(tmp_path, "# A\n\nA formula: $\\frac{1}$.\n")
    assert built.returncode != 0
    assert "docs/index.md:3: the formula" in built.stderr
    assert "Traceback" not in built.stderr


@pytest.mark.reads()
def test_a_right_formula_is_built_with_the_comma_that_follows_it(tmp_path):
    assert site(tmp_path, "# A\n\nFirst ($x$), then more.\n").returncode == 0
    html = (tmp_path / "site/index.html").read_text("utf-8")
    assert re.search(r'<span class="formula">\(<math.*</math>\),</span> then', html)
    assert "arithmatex" not in html


@pytest.mark.parametrize("name", FONTS)
def test_the_committed_font_is_the_one_that_the_page_cuts(name):
    file = ROOT / f"docs/assets/fonts/tinynet-{name}.woff2"
    assert file.read_bytes() == font(name), "run python -m tinynet.book.mathematics"


@pytest.mark.parametrize("name", FONTS)
def test_a_font_is_small(name):
    assert (
        Path(ROOT / f"docs/assets/fonts/tinynet-{name}.woff2").stat().st_size < 30_000
    )


def test_the_font_has_every_character_that_a_formula_may_show():
    file = BytesIO((ROOT / "docs/assets/fonts/tinynet-math.woff2").read_bytes())
    characters = set(map(chr, TTFont(file).getBestCmap()))
    # One is never drawn: the sign between a function and what it is applied to.
    assert set(FORMULAS) - characters <= {"\u2061"}


def test_an_index_stands_as_low_below_one_letter_as_below_another():
    file = BytesIO((ROOT / "docs/assets/fonts/tinynet-math.woff2").read_bytes())
    assert TTFont(file)["MATH"].table.MathConstants.SubscriptBaselineDropMin.Value == 0


def test_the_fonts_have_names_of_their_own():
    for name in FONTS:
        file = BytesIO((ROOT / f"docs/assets/fonts/tinynet-{name}.woff2").read_bytes())
        assert TTFont(file)["name"].getDebugName(1) == f"Tinynet {name}"


@pytest.mark.parametrize(
    ("letter", "slanted"), [*zip("AZagizαω", "𝐴𝑍𝑎𝑔𝑖𝑧𝛼𝜔", strict=True)]
)
def test_the_italic_of_a_letter_is_the_one_that_unicode_names(letter, slanted):
    assert italic(letter) == slanted
