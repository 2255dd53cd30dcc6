"""Pages: which blocks they have, and which pages are refused."""

import html
import random
import re
from pathlib import Path

import markdown
import pytest
from small_book import write_book

from tools import pages
from tools.pages import Refused, find_root, parse, read_book

ROOT = Path(__file__).parents[2]
EXTENSIONS = ["admonition", "attr_list", "def_list", "footnotes", "md_in_html"]
EXTENSIONS += ["tables", "pymdownx.details", "pymdownx.superfences", "pymdownx.tabbed"]
FENCE = "```python\nx = 1\n```"
CHECK = '```python title="Check"\nassert x\n```'


def indented(text: str, by: int = 4) -> str:
    return "\n".join(" " * by + line if line else line for line in text.split("\n"))


def shown(text: str) -> list[str]:
    """Return the code that readers see, according to Markdown and its extensions."""
    page = markdown.markdown(text, extensions=EXTENSIONS)
    page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    code = re.findall(r"<pre.*?</pre>", page, re.DOTALL)
    return [html.unescape(re.sub("<[^>]*>", "", one)).strip("\n") for one in code]


def found(text: str) -> list[str]:
    return [block.text.strip("\n") for block in parse("docs/a.md", text).blocks]


SHOWN = {
    "at the left edge": FENCE,
    "in a fold": f'??? note "x"\n\n{indented(FENCE)}',
    "in an open fold": f'???+ note "x"\n\n{indented(FENCE)}',
    "right below its fold": f'??? note "x"\n{indented(FENCE)}',
    "in a box": f"!!! note\n\n{indented(FENCE)}",
    "in two tabs": f'=== "a"\n\n{indented(FENCE)}\n\n=== "b"\n\n{indented(FENCE)}',
    "in a list": f"1. item\n2. item\n\n{indented(FENCE)}",
    "in an item of two lines": f"- item\n  goes on\n\n{indented(FENCE)}",
    "in a list in a list": f"- a\n\n    - b\n\n{indented(FENCE, 8)}",
    "in a fold in a list": f'- a\n\n    ??? note "x"\n\n{indented(FENCE, 8)}',
    "with empty and indented lines": "```python\n\nif x:\n\n    y = 1\n\n```",
    "with a fence inside": f"````markdown\n{FENCE}\n````",
    "with a comment inside": f"```html\n<!-- a\n```\n\n{FENCE}",
    "with spaces behind the end": f"{FENCE}  ",
    "with a highlighted line": FENCE.replace("python", 'python hl_lines="1"'),
    "below a comment": f"<!--\na\n-->\n\n{FENCE}",
    "below a comment in code": f"Write `<!--` here.\n\n{FENCE}",
    "below HTML": f"<div markdown>\na\n</div>\n\n{FENCE}",
}
REFUSED = {
    "unclosed": ("```python\nx = 1", 1),
    "closed at another indent": (f"- a\n\n{indented(FENCE)[:-3]}", 3),
    "closed by fewer backticks": ("````python\nx = 1\n```", 1),
    "tildes": ("~~~python\nx = 1\n~~~", 1),
    "a tab before it": ("- a\n\n\t```python\n\tx = 1\n\t```", 3),
    "in a block quote": ("> ```python\n> x = 1\n> ```", 1),
    "in the line of a list": ("- ```python\n  x = 1\n  ```", 1),
    "in a footnote": (f"A[^1].\n\n[^1]: B.\n\n{indented(FENCE)}", 5),
    "in a definition list": (f"a\n:   b\n\n{indented(FENCE)}", 4),
    "behind the end of a list": (f"- a\n\nb\n\n{indented(FENCE)}", 5),
    "behind a list that is none": (f"a\n- b\n\n{indented(FENCE)}", 4),
    "too deep for its list": (f"- a\n\n{indented(FENCE, 8)}", 3),
    "not deep enough": (f"- a\n\n{indented(FENCE, 2)}", 3),
    "in a fold with half a title": (f'??? note "x\n\n{indented(FENCE)}', 1),
    "with a line to its left": ("- a\n\n    ```python\n  x = 1\n    ```", 3),
    "right below a sentence": (f"Like this:\n{FENCE}", 2),
    "in HTML": (f"<script>\n\n{FENCE}\n\n</script>", 3),
    "in a comment": (f"<!--\n\n{FENCE}\n\n-->", 3),
    "in a comment in a sentence": (f"a <!-- b\n\n{FENCE}\n\n-->", 3),
    "below a comment without an end": (f"a\n\n<!-- b\n\n{FENCE}", 5),
    "indented code": ("a\n\n    x = 1", 3),
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_a_block_is_what_the_site_shows(text):
    assert parse("docs/a.md", text).problems == []
    assert found(text) == shown(text) != []


@pytest.mark.parametrize(("text", "line"), REFUSED.values(), ids=REFUSED)
def test_what_the_site_may_not_show_as_a_block_is_refused(text, line):
    problems = parse("docs/a.md", text).problems
    assert (problems[0].path, problems[0].line) == ("docs/a.md", line)


def random_page(seed: int) -> str:
    """Return a page of folds, lists, tabs, sentences and fences in any order."""
    choose, parts, at = random.Random(seed).choice, [], 0
    for number in range(choose(range(2, 8))):
        outer = choose(["- a", "1. a", '=== "a"', "!!! note", '??? "a"', '??? note "a'])
        part = choose([outer, "words", f"```python\nx{number} = 1\n```"])
        parts += [indented(part, at)] + choose([[], [""], [""]])
        at = choose([at, at + 4, at + 4, 0, 2, 4] if part is outer else [at, at, 0, 4])
    return "\n".join(parts)


def test_a_random_page_has_the_blocks_of_the_site_or_is_refused():
    pages = [random_page(seed) for seed in range(1500)]
    pages = [text for text in pages if found(text) and not parse("a", text).problems]
    assert len(pages) > 200
    assert [text for text in pages if found(text) != shown(text)] == []


KINDS = {
    "python": "example",
    'python title="The loop" hl_lines="2 4-5" linenums="1"': "example",
    'python title="tinynet/a.py"': "definition",
    'python title="tools/a.py"': "quotation",
    'text title="Output"': "output",
    "math": "formula",
    "console": "shown",
    'toml title="pyproject.toml"': "shown",
}
WRONG = ["", "Python", "py3", "ipython", "pycon", "python run", "{.python}", "rust"]
WRONG += ['python hl_lines="a-b"', 'python hl_lines="1-"', 'python titel="a"']
WRONG += ['python title="tinynet/a.py', "python title=tinynet/a.py", 'math title="a"']
WRONG += ['python {title="a"}', 'text title="output"', 'text title="Outputs"']
WRONG += ['text title="tinynet/a.py"', 'python title="tinynet\\x.py"']
PATHS = "../x.py /x.py tinynet/../../x.py docs/x.py .git/x.py tests/x.py tinynet/x x.py"
WRONG += [f'python title="{path}"' for path in f"{PATHS} tinynet/a\u0430.py".split()]


@pytest.mark.parametrize(("header", "kind"), KINDS.items())
def test_the_header_says_what_kind_of_block_it_is(header, kind):
    page = parse("docs/a.md", f"```{header}\n1\n```")
    assert ([block.kind for block in page.blocks], page.problems) == ([kind], [])


@pytest.mark.parametrize("header", WRONG)
def test_any_other_header_is_refused_once_and_named(header):
    page = parse("docs/a.md", f"a\n\n```{header}\n1\n```\n")
    assert (page.blocks, [problem.line for problem in page.problems]) == ([], [3])
    assert repr(header) in page.problems[0].text


LETTERS = {"direction": "x = '\u202e'", "no width": "x = '\u200b'", "tab": "if x:\n\ty"}
LETTERS |= {"look-alike": "\u0430 = 1", "look-alike in a bracket": "f(\u212f"}


@pytest.mark.parametrize("code", LETTERS.values(), ids=LETTERS)
def test_code_that_is_not_what_it_looks_like_is_refused(code):
    problems = parse("docs/a.md", f"```python\n{code}\n```").problems
    assert [problem.line for problem in problems] == [1]


def test_a_page_without_its_blocks_keeps_the_place_of_each_letter(tmp_path):
    page = read_book(write_book(tmp_path)).pages[1]
    assert page.output_of(page.of("example")[0]) is page.of("output")[0]
    assert "double(1.5)" not in page.prose
    at = page.prose.index("So the double")
    assert page.text[at:].startswith("So the double")
    assert page.text.split("\n")[page.line_at(at) - 1].startswith("So the double")


UNREADABLE = {b"# A\n\n\xe9\n": 3, b"# A\r\n": 1, b"\xef\xbb\xbf# A\n": 1}


@pytest.mark.parametrize(("content", "line"), UNREADABLE.items())
def test_a_page_that_cannot_be_read_is_named_with_its_line(tmp_path, content, line):
    root = write_book(tmp_path)
    (root / "docs/line.md").write_bytes(content)
    places = [(one.path, one.line) for one in read_book(root).problems()]
    assert places == [("docs/line.md", line)]


def test_a_page_that_is_not_in_the_nav_not_there_or_outside_is_named(tmp_path):
    root = write_book(tmp_path)
    (root / "docs/line.md").rename(root / "docs/lime.md")
    paths = [problem.path for problem in read_book(root).problems()]
    assert sorted(paths) == ["docs/lime.md", "docs/line.md"]
    (root / "docs/lime.md").rename(tmp_path / "line.md")
    (root / "docs/line.md").symlink_to(tmp_path / "line.md")
    assert "outside of the project" in read_book(root).problems()[0].text


def test_pages_come_in_the_order_of_the_nav_each_once(tmp_path):
    nav = "nav:\n- {B: [{A: c10.md}, c2.md, c10.md]}\n- lab.ipynb\n- 3\n- index.md\n"
    (tmp_path / "mkdocs.yml").write_text(f"x: !ENV X\n{nav}")
    book = read_book(tmp_path)
    named = [page.path for page in book.pages]
    assert named == ["docs/c10.md", "docs/c2.md", "docs/index.md"]
    assert book.notebooks == ["docs/lab.ipynb"]


@pytest.mark.parametrize(
    "settings", ["nav: [", "nav: []", "", "a: 1", "nav: [x.ipynb]"]
)
def test_a_nav_without_pages_is_refused(tmp_path, settings):
    (tmp_path / "mkdocs.yml").write_text(settings)
    with pytest.raises(Refused, match="mkdocs.yml:1: "):
        read_book(tmp_path)


def test_a_book_is_found_from_a_folder_in_it_and_a_page_by_its_path(tmp_path):
    root = write_book(tmp_path)
    book = read_book(find_root(root / "docs/figures"))
    chosen = book.choose(["docs/line.md", "double.md"])
    assert [page.path for page in chosen] == ["docs/line.md", "docs/double.md"]
    assert book.choose([]) == book.pages
    with pytest.raises(Refused, match="duoble.md:1: no such page"):
        book.choose(["duoble.md"])
    with pytest.raises(Refused, match="mkdocs.yml:1: there is none in"):
        find_root(tmp_path)


def test_the_imports_of_the_machinery_go_the_way_in_which_it_is_read():
    listed = (ROOT / "docs/making.md").read_text("utf-8").partition("# The files")
    order = re.findall(r"(?m)^\| `tools/(\w+)\.py`", listed[2])
    for at, name in enumerate(order):
        code = Path(pages.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
        said = re.findall(r"(?m)^from tools(?:\.(\w+)| import (.+))", code)
        used = {*re.findall(r"\w+", str(said))} & {*order}
        assert used <= {*order[:at]}, name


def test_a_check_is_part_of_the_answer_above_it_on_its_own_line():
    page = parse("docs/a.md", f"{FENCE}\n\n{FENCE}\n\nSo:\n\n{CHECK}\n")
    exercise, answer = page.of("example")
    assert (exercise.check, answer.text, answer.line) == ("", "x = 1", 5)
    assert (answer.text + answer.check).split("\n")[11 - 5 - 1 :] == ["", "assert x"]


def test_a_check_without_an_exercise_is_refused():
    [problem] = parse("docs/a.md", f"{FENCE}\n\n{CHECK}\n").problems
    assert "needs an exercise and its answer" in problem.text
