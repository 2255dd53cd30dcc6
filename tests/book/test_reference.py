"""The reference: every public name, below a link to the chapter that defines it."""

import re
from pathlib import Path

import tinynet
from tinynet import data
from tinynet.book.pages import read_page
from tinynet.book.reference import describe

ROOT = Path(__file__).parents[2]
PAGE = read_page("docs/book/reference.md", ROOT)


def sections() -> dict[str, str]:
    """Return, for each chapter that a heading links to, the text below the heading."""
    parts = re.split(r"^## \[[^\]]*\]\(\.\./([\w.]+)\)$", PAGE.text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_public_name_stands_in_the_section_of_the_chapter_that_defines_it():
    shown = sections()
    for name in tinynet.__all__:
        thing = getattr(tinynet, name)
        module = "losses" if isinstance(thing, tuple) else thing.__module__
        assert f'"{name}"' in shown[f"{module.removeprefix('tinynet.')}.md"], name


def test_the_training_sets_are_all_there():
    sets = [name for name in vars(data) if name.isupper()]
    assert all(f'"{name}"' in sections()["data.md"] for name in sets)


def test_a_name_is_printed_with_its_parameters_and_its_docstring(capsys):
    describe("sigmoid", "cross_entropy")
    said = capsys.readouterr().out
    assert said.startswith("sigmoid(x)\n    Return 1 / (1 + e⁻ˣ)")
    assert "\n\ncross_entropy: Loss\n" in said
