"""Reading pages: the same blocks as the site shows, or a refusal with the line."""

import pytest
from bs4 import BeautifulSoup
from little_book import little_book

from tinynet.book.pages import (
    kind_of,
    parse_page,
    read_book,
    read_header,
    site_converter,
)

CODE = ["x = 1", "", "if x:", "    print(x)"]
CONTEXTS = {
    "top level": ("", ""),
    "list": ("- item\n\n", "    "),
    "nested list": ("- item\n\n    - item\n\n", "        "),
    "numbered list": ("1. item\n\n", "    "),
    "quotation": ("", "> "),
    "quoted list": ("> - item\n>\n", ">     "),
    "note": ("!!! note\n\n", "    "),
    "note without a blank line": ("!!! note\n", "    "),
    "details": ("??? note\n\n", "    "),
    "open details": ("???+ note\n\n", "    "),
    "tab": ('=== "A"\n\n', "    "),
    "note in a tab": ('=== "A"\n\n    !!! note\n\n', "        "),
    "footnote": ("Text.[^1]\n\n[^1]: Note.\n\n", "    "),
    "div": ('<div markdown="1">\n\n', ""),
    "definition list": ("Word\n\n:   Meaning.\n\n", "    "),
    "comment": ("<!--\n", ""),
    "four backticks": ("````markdown\n", ""),
    "indented once too often": ("Text.\n\n", "    "),
}
ENDINGS = {"div": "\n</div>\n", "comment": "-->\n", "four backticks": "````\n"}
FENCES = [
    "```python",
    "~~~python",
    "````python",
    '```python title="A title"',
    "```python { #name }",
]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return little_book(tmp_path_factory.mktemp("pages"), {"a.md": "# A\n"})


def text_of(context: str, header: str) -> str:
    before, prefix = CONTEXTS[context]
    fence = header[: len(header) - len(header.lstrip("`~"))]
    lines = [header, *CODE, fence]
    body = "".join((prefix + line).rstrip() + "\n" for line in lines)
    return f"# A\n\n{before}{body}{ENDINGS.get(context, '')}\nThe end.\n"


def shown_by_the_site(text: str, root) -> list[str]:
    """Return the Python blocks in the converted page, found by another parser."""
    page = BeautifulSoup(site_converter(root).convert(text), "html.parser")
    blocks = page.select(".language-python pre")
    return [block.get_text().strip("\n") for block in blocks]


@pytest.mark.parametrize("header", FENCES)
@pytest.mark.parametrize("context", CONTEXTS)
def test_a_block_is_read_just_where_the_site_shows_one(root, context, header):
    text = text_of(context, header)
    page = parse_page("docs/a.md", text, root)
    read = [
        block.text.strip("\n") for block in page.blocks if block.language == "python"
    ]
    shown = shown_by_the_site(text, root)
    assert read == shown or page.problems
    if page.problems:
        assert all(3 <= problem.line <= text.count("\n") for problem in page.problems)
    if shown:
        (block,) = page.blocks
        lines = text.split("\n")
        assert header in lines[block.line - 1]
        assert lines[block.end - 1].strip(" >") == header[:3] or "````" in header
        assert lines[block.line].removeprefix(block.prefix) == CODE[0]


@pytest.mark.parametrize("context", ["comment", "four backticks"])
def test_what_the_site_does_not_show_as_a_block_is_none(root, context):
    page = parse_page("docs/a.md", text_of(context, "```python"), root)
    assert not page.problems
    assert [block.language for block in page.blocks] in ([], ["markdown"])


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("python continuation", "cannot read the header"),
        ('python title="x" continuation', "cannot read the header"),
        ('{title="x" notest}', "cannot read the header"),
        ('python {title="x"}', "cannot read the header"),
        ('python { title="x" notest }', "cannot read the header"),
        ('python title="x', "cannot read the header"),
        ("python title='x'", "cannot read the header"),
        ("python {", "cannot read the header"),
        ("", "cannot read the header"),
        (" python", "cannot read the header"),
        ('python titel="x"', "unknown key 'titel'"),
        ('python { #a titel="x" }', "unknown key 'titel'"),
        ("Python", "write 'python'"),
        ("py", "write 'python'"),
        ("py3", "write 'python'"),
        ("ipython", "write 'python'"),
        ("pycon", "write 'python'"),
        ("pyhton", "unknown language 'pyhton'"),
        ('python title="tinynet/x.PY"', "not a file that a page may write"),
        ('python title="../x.py"', "not a file that a page may write"),
        ('python title="tests/x.py"', "not a file that a page may write"),
    ],
)
def test_a_header_that_is_not_of_the_one_form_is_refused_with_its_line(
    root, header, told
):
    page = parse_page("docs/a.md", f"# A\n\nText.\n\n```{header}\nx = 1\n```\n", root)
    assert not page.blocks
    (problem,) = page.problems
    assert (problem.path, problem.line) == ("docs/a.md", 5)
    assert told in problem.text


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("python", "example"),
        ('python title="a notest title"', "example"),
        ('python hl_lines="2 3"', "example"),
        ('python { #sigmoid title="tinynet/neuron.py" }', "definition"),
        ('python title="tinynet/book/tangle.py"', "definition"),
        ('text title="Output"', "output"),
        ("text", "shown"),
        ("math", "formula"),
        ("console", "shown"),
    ],
)
def test_a_header_tells_what_a_block_is_for(header, kind):
    assert kind_of(*read_header("```" + header)) == kind


def test_a_fence_that_is_never_closed_is_refused_with_its_line(root):
    page = parse_page("docs/a.md", "# A\n\n```python\nx = 1\n\nText.\n", root)
    assert [problem.line for problem in page.problems] == [3]


def test_a_fence_that_is_indented_differently_at_its_end_is_refused(root):
    page = parse_page("docs/a.md", "- item\n\n    ```python\n    x = 1\n  ```\n", root)
    assert page.problems[0].line == 3


@pytest.mark.parametrize(
    "marker", ["- ", "* ", "1. ", "1) ", "- - ", "> - ", ":   ", "[^1]: "]
)
def test_a_fence_on_the_line_of_a_marker_is_refused_with_its_line(root, marker):
    # The site prints such a fence and its code as a sentence.
    text = f"# A\n\nText.[^1]\n\n{marker}```python\n    x = 1\n    ```\n"
    page = parse_page("docs/a.md", text, root)
    assert not page.blocks
    assert page.problems[0].line == 5


@pytest.mark.parametrize(
    "text",
    ["Text.\n\n    x = 1\n", "Text.\n\n<pre><code>x = 1</code></pre>\n"],
    ids=["indented", "html"],
)
def test_code_without_a_fence_is_refused(root, text):
    (problem,) = parse_page("docs/a.md", text, root).problems
    assert problem.line == 3
    assert "never run" in problem.text


BLOCK = "```python\nx = 1\n```\n"


@pytest.mark.parametrize(
    "before",
    [
        "---\ntitle: A\n---\n\n# A\n\n",
        "---\ntitle: A\n---\n# A\n\n",
        "Key: value\n\n# A\n\n",
        "\n\n# A\n\n",
        "# A\n\nText\non two lines.\n\n",
    ],
)
def test_lines_are_counted_from_the_true_beginning_of_the_file(root, before):
    (block,) = parse_page("docs/a.md", before + BLOCK, root).blocks
    lines = (before + BLOCK).split("\n")
    assert lines[block.line - 1] == "```python"
    assert lines[block.end - 1] == "```"


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (("# A\n\n" + BLOCK).replace("\n", "\r\n").encode(), 3),
        (b"\xef\xbb\xbf" + ("# A\n\n" + BLOCK).encode(), 3),
        (("# A\n\n" + BLOCK).rstrip("\n").encode(), 3),
    ],
    ids=["CRLF", "BOM", "no newline at the end"],
)
def test_other_systems_files_are_read_as_mkdocs_reads_them(tmp_path, raw, line):
    book = read_book(little_book(tmp_path, {"a.md": raw}))
    assert not book.problems
    (block,) = book.pages[0].blocks
    assert (block.line, block.text) == (line, "x = 1")


def test_a_page_that_is_not_utf_8_is_refused_with_its_line(tmp_path):
    book = read_book(little_book(tmp_path, {"a.md": b"# A\n\ncaf\xe9\n"}))
    assert str(book.problems[0]).startswith("docs/a.md:3: is not UTF-8")


def test_pages_come_in_the_order_of_nav(tmp_path):
    pages = {name: "# A\n" for name in ["c10.md", "c2.md", "b.md"]}
    book = read_book(little_book(tmp_path, pages, nav=["c2.md", "c10.md", "b.md"]))
    assert [page.path for page in book.pages] == [
        "docs/c2.md",
        "docs/c10.md",
        "docs/b.md",
    ]


def test_a_page_that_nav_does_not_name_is_a_problem(tmp_path):
    book = read_book(
        little_book(tmp_path, {"a.md": "# A\n", "b.md": "# B\n"}, nav=["a.md"])
    )
    assert [str(problem) for problem in book.problems] == [
        "docs/b.md:1: is not in the nav of mkdocs.yml"
    ]


def test_a_page_that_is_not_there_is_a_problem(tmp_path):
    book = read_book(little_book(tmp_path, {"a.md": "# A\n"}, nav=["a.md", "b.md"]))
    assert str(book.problems[0]).startswith("docs/b.md:1: cannot be read")


def test_a_python_file_among_the_pages_is_a_problem(tmp_path):
    root = little_book(tmp_path, {"a.md": "# A\n"})
    (root / "docs/x.py").write_text("x = 1\n")
    assert "docs/x.py:1: a Python file among the pages" in str(
        read_book(root).problems[0]
    )


@pytest.mark.parametrize("end", ["markdown", "mdown", "mkdn", "mkd"])
def test_a_page_that_mkdocs_knows_by_another_ending_is_a_problem(tmp_path, end):
    root = little_book(tmp_path, {"a.md": "# A\n", f"b.{end}": BLOCK})
    (problem,) = read_book(root).problems
    assert str(problem).startswith(f"docs/b.{end}:1: the name of a page ends in .md")


def test_a_folder_without_a_book_says_so(tmp_path):
    (problem,) = read_book(tmp_path).problems
    assert str(problem).startswith("mkdocs.yml:1: there is none here")


def test_settings_that_cannot_be_read_are_named_with_their_line(tmp_path):
    root = little_book(tmp_path, {"a.md": "# A\n"})
    (root / "mkdocs.yml").write_text("site_name: little\nnav: [a.md\nplugins: []\n")
    (problem,) = read_book(root).problems
    assert str(problem).startswith("mkdocs.yml:3: cannot be read: ")
