"""The mistakes that are made on purpose, against the facts of a page that has them all."""

import ast
import json
from collections import Counter
from pathlib import Path

import pytest

from tinynet.book import mutants
from tinynet.book.mutants import code_changes, looks, mutants_of, pieces_of

ROOT = Path(__file__).parents[2]
F = "```"
PAGE = f"""# Half of 3 things

The half is 0.5, as `half` says in [the code](cut.md#code). Of 10,000 it is more than $x = 2$.
Call `half(value, parts)`, [here](it.md), and look at `print` ![a dot](figures/dot.svg).
There is a symbol, $y$, in this sentence.

![A line from 1 to 2.](figures/line.svg)

| symbol | code | what it is |
|---|---|---|
| $x$ | value | a value |
| $y$ | half = value / 2 | its half |

{F}math
y = \\frac{{x}}{{2}}
{F}

{F}python title="tinynet/cut.py"
def half(value, parts=2):
    \"\"\"Return a half of a value, (3, 1).

    value: a number.
    \"\"\"
    return value / parts
{F}

??? note "Folded"
    {F}python
    from tinynet.cut import half  # of 8

    if half(3) > 1:
        print(half(3))
    {F}

    {F}text title="Output"
    1.5
    {F}

{F}console
make 3
{F}

<!-- given: 3 -->
"""


@pytest.fixture
def found(tmp_path) -> list[mutants.Mutant]:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/cut.md").write_text(PAGE)
    return mutants_of(tmp_path, "docs/cut.md")


def changed(found, kind) -> set[str]:
    """Return the lines that the mutants of a kind put in the place of others."""
    lines = set()
    for mutant in found:
        if mutant.kind == kind:
            new = mutant.applied(PAGE).split("\n")
            lines |= {line.strip() for line in new} - {
                l.strip() for l in PAGE.split("\n")
            }
    return lines


def test_every_kind_of_fact_on_a_page_has_mutants(found):
    assert {mutant.kind for mutant in found} == {
        *("caption", "comment", "definition", "docstring", "example", "exchange"),
        *("formula", "header", "link", "name", "number", "number word"),
        *("output", "shown", "symbol", "term", "word"),
    }


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("definition", "def half(value, parts=3):"),
        ("definition", "return value * parts"),
        ("definition", "return None"),
        ("definition", "return parts / parts"),
        ("docstring", '"""Return a half of a value, (4, 1).'),
        ("docstring", '"""Return a half of a value, (1, 3).'),
        ("docstring", "parts: a number."),
        ("docstring", '"""Return a quarter of a value, (3, 1).'),
        ("example", "if half(3) <= 1:"),
        ("example", "if not (half(3) > 1):"),
        ("example", "print(half(4))"),
        ("example", "pass"),
        ("comment", "from tinynet.cut import half  # of 9"),
        ("exchange", "| code | symbol | what it is |"),
        ("output", "1.6"),
        ("number", "# Half of 4 things"),
        ("number word", "# Quarter of 3 things"),
        ("caption", "![A line from 1 to 3.](figures/line.svg)"),
        ("formula", "y = \\frac{{2}}{{x}}"),
        ("formula", "x = \\frac{x}{2}".replace("x =", "x  =")),
        ("symbol", "| $y$ | half = value / 3 | its half |"),
        ("symbol", "| $y$ | half = value * 2 | its half |"),
        ("symbol", "| $y$ | half = half / 2 | its half |"),
        ("header", f"{F}text"),
        ("header", f'{F}python titel="tinynet/cut.py"'),
        ("header", f'{F}python title="tinynet/cuts.py"'),
        ("shown", "make 4"),
        ("shown", "makex 3"),
    ],
)
def test_such_a_mistake_is_made(found, kind, line):
    assert line in changed(found, kind)


def test_a_whole_block_and_its_end_are_taken_away(found):
    texts = [mutant.applied(PAGE) for mutant in found if mutant.kind == "header"]
    assert any("def half" not in text for text in texts)
    assert any(text.count(F) == PAGE.count(F) - 1 for text in texts)


def test_names_links_and_words_are_changed(found):
    whole = "\n".join("\n".join(changed(found, k)) for k in ("name", "link", "word"))
    assert "`hafl`" in whole
    assert "cut.md#codex" in whole
    assert "it is less than" in whole


def test_what_is_good_elsewhere_on_the_page_is_put_in_another_place(found):
    whole = "\n".join(changed(found, "exchange"))
    for new in (
        "as `half(value, parts)` says in [the code](cut.md#code)",
        "as `half` says in [the code](it.md)",
        "Call `half(parts, value)`, [here](it.md), and look at `print`",
        "Call `half(value, parts)`, [here](cut.md#code), and look at `print`",
        "and look at `half` ![a dot](figures/dot.svg)",
        "and look at `print` ![a dot](figures/line.svg)",
        "![A line from 1 to 2.](figures/dot.svg)",
    ):
        assert new in whole


def test_of_comments_and_exchanges_there_are_not_too_many(tmp_path):
    (tmp_path / "docs").mkdir()
    names = "".join(f"See `a{n}` [it](b{n}.md).\n" for n in range(50))
    comments = f"{F}python\n" + "x = 1  # 2 of 3\n" * 50 + f"{F}\n"
    (tmp_path / "docs/cut.md").write_text(names + comments)
    kinds = Counter(mutant.kind for mutant in mutants_of(tmp_path, "docs/cut.md"))
    assert kinds["comment"] == 10
    assert kinds["exchange"] == 20  # names and links


def test_each_mutant_differs_from_the_page_and_from_the_others(found):
    texts = Counter(mutant.applied(PAGE) for mutant in found)
    assert PAGE not in texts
    assert texts.most_common(1)[0][1] == 1


def test_the_list_of_what_is_given_is_nobody_s_fact(found):
    assert all("given: 3 -->" in mutant.applied(PAGE) for mutant in found)


def test_the_name_of_a_mutant_stays_when_a_line_is_written_above(found, tmp_path):
    (tmp_path / "docs/cut.md").write_text(PAGE.replace("\n\n", "\n\nA word.\n\n", 1))
    moved = mutants_of(tmp_path, "docs/cut.md")
    assert [mutant.name for mutant in moved] == [mutant.name for mutant in found]
    assert moved[5].line == found[5].line + 2


def test_what_looks_the_same_is_no_mutant():
    assert looks(r"a \, b") == looks("a b") == looks(r"a\;b")
    assert looks(r"\tfrac12") == looks(r"\frac12")
    assert looks("a - b") != looks("a + b")


def test_changed_code_is_still_code_and_not_the_same():
    source = (ROOT / "tinynet/learning.py").read_text()
    changes = code_changes(source)
    assert len(changes) > 50
    for start, end, new in changes:
        changed = source[:start] + new + source[end:]
        assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(source))


def test_a_block_in_a_longer_fence_is_none():
    text = f"````markdown\n{F}python\nx = 1\n{F}\n````\n\n{F}python\nx = 2\n{F}\n"
    assert [piece.header for piece in pieces_of(text)] == ["markdown", "python"]


def test_a_notebook_keeps_its_form_and_one_cell_is_changed():
    path = "docs/labs/places-to-look.ipynb"
    text = (ROOT / path).read_text("utf-8")
    before = json.loads(text)["cells"]
    found = mutants_of(ROOT, path)
    for mutant in found[:: len(found) // 20]:
        after = json.loads(mutant.applied(text))["cells"]
        assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_nothing_of_ours_is_imported():
    imported = [
        line
        for line in Path(mutants.__file__).read_text().split("\n")
        if "import" in line
    ]
    assert not any("tinynet" in line for line in imported)
