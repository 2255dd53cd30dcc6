"""Examples are run once, alone, as a reader would, and what they leave is compared."""

import pytest
from little_book import little_book

from tinynet.book.examples import example_problems, not_run, run
from tinynet.book.pages import parse_page, read_book

F = "```"


def problems(tmp_path, body: str) -> list[str]:
    root = little_book(tmp_path, {"a.md": body})
    book = read_book(root)
    assert not book.problems
    return [str(problem) for problem in example_problems(book)]


def example(code: str, output: str | None = None, header="python") -> str:
    below = f'\n{F}text title="Output"\n{output}\n{F}\n' if output is not None else ""
    return f"# A\n\n{F}{header}\n{code}\n{F}\n{below}"


def test_an_output_that_is_what_is_printed_is_no_problem(tmp_path):
    assert problems(tmp_path, example("print(6 * 7)", "42")) == []


def test_another_output_is_named_with_page_and_line_and_a_diff(tmp_path):
    (told,) = problems(tmp_path, example("print(6)\nprint(7)", "6\n8"))
    assert told.startswith("docs/a.md:10: published '8', printed '7'")
    assert "    -8\n    +7" in told


@pytest.mark.parametrize("published", ["42 ", " 42", "42\n\n43", "4 2", "42\n42"])
def test_an_output_is_compared_to_the_character(tmp_path, published):
    (told,) = problems(tmp_path, example("print(42)", published))
    assert told.startswith("docs/a.md:")


def test_a_printed_line_needs_an_output_block(tmp_path):
    assert problems(tmp_path, example("print(42)")) == [
        "docs/a.md:5: prints '42' with no output block below; run `make accept`"
    ]


def test_an_output_block_needs_a_printed_line(tmp_path):
    assert problems(tmp_path, example("x = 42", "42")) == [
        "docs/a.md:7: nothing is printed above this output block; remove it"
    ]


def test_an_output_block_needs_an_example(tmp_path):
    body = f'# A\n\n{F}text title="Output"\n42\n{F}\n'
    (told,) = problems(tmp_path, body)
    assert told.startswith("docs/a.md:3: no example stands above this output")


def test_an_exception_is_named_with_the_page_s_own_line(tmp_path):
    assert problems(tmp_path, example("x = 1\nassert x == 2, 'no'")) == [
        "docs/a.md:5: raises AssertionError: no"
    ]


def test_a_syntax_error_is_named_with_the_page_s_own_line(tmp_path):
    (told,) = problems(tmp_path, example("x = 1\nx ="))
    assert told.startswith("docs/a.md:5: raises ")
    assert "SyntaxError" in told


def test_an_example_that_leaves_early_is_a_problem(tmp_path):
    (told,) = problems(tmp_path, example("raise SystemExit(0)"))
    assert "SystemExit" in told


def test_a_warning_is_a_problem_since_the_reader_would_see_it(tmp_path):
    code = "import numpy as np\nnp.exp(np.float64(1000))"
    (told,) = problems(tmp_path, example(code))
    assert "RuntimeWarning" in told


def test_each_example_is_run_alone(tmp_path):
    body = f"# A\n\n{F}python\nx = 1\n{F}\n\n{F}python\ny = x\n{F}\n"
    (told,) = problems(tmp_path, body)
    assert told.startswith("docs/a.md:8: raises NameError")


def test_each_example_is_a_program_of_its_own(tmp_path):
    code = "import sys, os\nprint(__name__, sys.modules['__main__'].__dict__ is globals())\nprint(os.listdir())"
    assert problems(tmp_path, example(code, "__main__ True\n[]")) == []


def test_a_class_of_an_example_can_be_pickled(tmp_path):
    code = "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))).__name__)"
    assert problems(tmp_path, example(code, "A")) == []


def test_numpy_s_settings_do_not_leak_into_the_next_example(tmp_path):
    first = f"{F}python\nimport numpy as np\nnp.set_printoptions(precision=2)\n{F}\n\n"
    body = (
        "# A\n\n"
        + first
        + example("import numpy as np\nprint(np.array([1 / 3]))", "[0.33333333]")
    )
    assert problems(tmp_path, body) == []


def test_an_example_without_a_seed_draws_something_else_each_time(tmp_path):
    page = parse_page(
        "docs/a.md",
        example("import numpy as np\nprint(np.random.random())"),
        little_book(tmp_path, {"a.md": "# A\n"}),
    )
    one, other = (run(page.blocks[0], tmp_path).printed for _ in range(2))
    assert one != other


def test_what_goes_to_the_error_stream_is_seen_too(tmp_path):
    (told,) = problems(tmp_path, example("import sys\nprint('oh', file=sys.stderr)"))
    assert "prints 'oh'" in told


@pytest.mark.parametrize(
    "body",
    [
        '- a list\n\n    ```python\n    print(7)\n    ```\n\n    ```text title="Output"\n    8\n    ```\n',
        '> ```python\n> print(7)\n> ```\n>\n> ```text title="Output"\n> 8\n> ```\n',
        '!!! note\n    ```python\n    print(7)\n    ```\n\n    ```text title="Output"\n    8\n    ```\n',
    ],
    ids=["list", "quotation", "note"],
)
def test_outputs_are_compared_wherever_the_example_stands(tmp_path, body):
    (told,) = problems(tmp_path, "# A\n\n" + body)
    assert "published '8', printed '7'" in told


def test_a_title_with_the_word_notest_is_only_a_title(tmp_path):
    (told,) = problems(
        tmp_path, example("print(7)", "8", 'python title="a notest one"')
    )
    assert "printed '7'" in told


DRAWS = "from pathlib import Path\nPath('dot.svg').write_text('<svg/>')"


def test_a_picture_must_be_shown(tmp_path):
    (told,) = problems(tmp_path, example(DRAWS))
    assert told.startswith("docs/a.md:3: draws dot.svg, which the page does not show")


def test_a_picture_must_be_what_is_drawn(tmp_path):
    body = example(DRAWS) + "\n![a dot](figures/dot.svg)\n"
    (told,) = problems(tmp_path, body)
    assert told == "docs/a.md:8: docs/figures/dot.svg is missing; run `make accept`"
    (tmp_path / "docs/figures").mkdir()
    (tmp_path / "docs/figures/dot.svg").write_text("<svg />")
    (told,) = problems(tmp_path, body)
    assert told.startswith(
        "docs/a.md:8: docs/figures/dot.svg is not what the page draws"
    )
    (tmp_path / "docs/figures/dot.svg").write_text("<svg/>")
    assert problems(tmp_path, body) == []


def test_a_picture_that_nothing_draws_is_a_problem(tmp_path):
    (told,) = problems(tmp_path, "# A\n\n![a dot](figures/dot.svg)\n")
    assert told == "docs/a.md:3: no example on this page draws figures/dot.svg"


APART = """
[project.optional-dependencies]
elsewhere = ["no_such_library==1.0", "json"]
"""


def test_an_example_that_wants_a_library_of_another_job_is_not_run(tmp_path):
    (tmp_path / "pyproject.toml").write_text(APART)
    code = "import no_such_library\nprint(no_such_library.answer)"
    assert problems(tmp_path, example(code, "42")) == []
    (block, _) = read_book(tmp_path).pages[0].blocks
    found = run(block, tmp_path)
    assert (found.wants, found.printed, found.variables) == ("no_such_library", "", {})


@pytest.mark.parametrize("code", ["from json import dumps", "import json as j"])
def test_where_that_library_is_the_example_is_run(tmp_path, code):
    (tmp_path / "pyproject.toml").write_text(APART)
    (told,) = problems(tmp_path, example(f"{code}\nprint(6)", "7"))
    assert "published '7', printed '6'" in told


@pytest.mark.parametrize("settings", ["", "[project]\n", APART])
def test_any_other_library_must_be_there(tmp_path, settings):
    (tmp_path / "pyproject.toml").write_text(settings)
    (told,) = problems(tmp_path, example("import another_library", "7"))
    assert told.startswith("docs/a.md:4: raises ModuleNotFoundError")


def test_an_example_cannot_excuse_itself(tmp_path):
    (tmp_path / "pyproject.toml").write_text(APART)
    code = "raise ModuleNotFoundError('no_such_library', name='no_such_library')"
    (told,) = problems(tmp_path, example(code))
    assert "raises ModuleNotFoundError" in told


def test_the_report_of_what_was_not_run_is_short():
    assert not_run([]) == ""
    assert not_run(["b", "a", "b"]) == (
        ", not run for want of a, b: 3; run `make elsewhere`"
    )
