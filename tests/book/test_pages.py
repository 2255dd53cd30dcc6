"""Reading pages: the same blocks as the site shows, or a refusal with the line."""

import re

import pytest
from bs4 import BeautifulSoup
from built_site import browsing, build, needs_browser
from little_book import little_book

from tinynet.book.pages import (
    kind_of,
    parse_page,
    read_book,
    read_header,
)

pytestmark = pytest.mark.reads()

CODE = ["x = 1", "", "if x:", "    print(x)"]
# Where a fence may stand: the page around it, with `{}` for its lines, and what is in
# front of each of them. `{one}` is a fence in one line, `{open}` one that has no end.
CONTEXTS = {
    "top level": ("{}", ""),
    "paragraph": ("Text\n{}\nText", ""),
    "list": ("- item\n\n{}", "    "),
    "tight list": ("- item\n{}", "    "),
    "nested list": ("- item\n\n    - item\n\n{}", "        "),
    "numbered list": ("1. item\n\n{}", "    "),
    "list of three spaces": ("1. item\n\n{}", "   "),
    "list of a tab": ("- item\n\n{}", "\t"),
    "quotation": ("{}", "> "),
    "tight quotation": ("{}", ">"),
    "quotation in a quotation": ("{}", "> > "),
    "quoted list": ("> - item\n>\n{}", ">     "),
    "quotation in a list": ("- item\n\n{}", "    > "),
    "note": ("!!! note\n\n{}", "    "),
    "tight note": ("!!! note\n{}", "    "),
    "note in a quotation": ("> !!! note\n>\n{}", ">     "),
    "note in a list": ("- item\n\n    !!! note\n\n{}", "        "),
    "note of two spaces": ("!!! note\n\n{}", "  "),
    "note without its end quote": ('!!! note "A\n\n{}', "    "),
    "details": ("??? note\n\n{}", "    "),
    "open details": ("???+ note\n\n{}", "    "),
    "mistyped details": ("?? note\n\n{}", "    "),
    "tab": ('=== "A"\n\n{}', "    "),
    "second tab": ('=== "A"\n\n    a\n\n=== "B"\n\n{}', "    "),
    "mistyped tab": ("=== A\n\n{}", "    "),
    "note in a tab": ('=== "A"\n\n    !!! note\n\n{}', "        "),
    "footnote": ("Text.[^1]\n\n[^1]: Note.\n\n{}", "    "),
    "tight footnote": ("Text.[^1]\n\n[^1]:\n{}", "    "),
    "footnote that nothing names": ("[^1]: Note.\n\n{}", "    "),
    "definition list": ("Word\n\n:   Meaning.\n\n{}", "    "),
    "div": ("<div markdown>\n\n{}\n\n</div>", ""),
    "tight div": ("<div markdown>\n{}\n</div>", ""),
    "indented div": ("<div markdown>\n\n{}\n\n</div>", "    "),
    "div without markdown": ("<div>\n\n{}\n\n</div>", ""),
    "tight div without markdown": ("<div>\n{}\n</div>", ""),
    "div without an end": ("<div>\n\n{}", ""),
    "html details": ("<details>\n<summary>S</summary>\n\n{}\n\n</details>", ""),
    "html table": ("<table><tr><td markdown>\n\n{}\n\n</td></tr></table>", ""),
    "pre": ("<pre>\n{}\n</pre>", ""),
    "script": ("<script>\n{}\n</script>", ""),
    "style": ("<style>\n{}\n</style>", ""),
    "textarea": ("<textarea>\n{}\n</textarea>", ""),
    "template": ("<template>\n{}\n</template>", ""),
    "hidden div": ("<div markdown hidden>\n\n{}\n\n</div>", ""),
    "comment": ("<!--\n{}\n-->", ""),
    "comment with blank lines": ("<!--\n\n{}\n\n-->", ""),
    "comment in a sentence": ("Text <!--\n{}\n--> text", ""),
    "comment in a list": ("- item\n\n    <!--\n{}\n    -->", "    "),
    "comment in a note": ("!!! note\n\n    <!--\n{}\n    -->", "    "),
    "comment in a quotation": ("> <!--\n{}\n> -->", "> "),
    "comment without an end": ("<!--\n\n{}", ""),
    "comment that ends at once": ("<!-->\n\n{}\n\n-->", ""),
    "comment that ends oddly": ("<!-- a --!>\n\n{}\n\n-->", ""),
    "comment with dashes": ("<!-- a -- b\n\n{}\n\n-->", ""),
    "after a comment": ("<!-- a -->\n{}", ""),
    "comment around the end": ("{open}\n<!--\n```\n-->", ""),
    "processing instruction": ("<?php\n{}\n?>", ""),
    "cdata": ("<![CDATA[\n{}\n]]>", ""),
    "doctype": ("<!DOCTYPE\n{}\n>", ""),
    "longer fence": ("`````markdown\n{}\n`````", ""),
    "longer fence in a list": ("- item\n\n    `````markdown\n{}\n    `````", "    "),
    "other fence": ("~~~~markdown\n{}\n~~~~", ""),
    "table": ("| a | b |\n|---|---|\n| {one} | c |", ""),
    "heading": ("## {one}", ""),
    "sentence": ("Text {one} text.", ""),
    "line of its own": ("{one}", ""),
    "indented code": ("Text.\n\n{}", "    "),
    "three spaces": ("{}", "   "),
    "backslash": ("\\{}", ""),
    "no-break space": ("\u00a0{}", ""),
    "byte order mark": ("\ufeff{}", ""),
    "attributes below": ("{}\n{ .hidden }", ""),
    "underlined": ("{}\n===", ""),
    "link": ("[a\n{}\n](https://example.org)", ""),
    "no end": ("{open}", ""),
    "no end, and another block": ("{open}\n\nText.\n\n```text\ny\n```", ""),
    "indented end": ("{open}\n  ```", ""),
    "longer end": ("{open}\n``````", ""),
    "shorter end": ("{open}\n``", ""),
    "other end": ("{open}\n~~~", ""),
    "end with a word": ("{open}\n``` end", ""),
}
FENCES = [
    "```python",
    "~~~python",
    "````python",
    '```python title="A title"',
    "```python { #name }",
]
CASES = [(context, header) for context in CONTEXTS for header in FENCES]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return little_book(tmp_path_factory.mktemp("pages"), {"a.md": "# A\n"})


def text_of(context: str, header: str) -> str:
    around, prefix = CONTEXTS[context]
    fence = header[: len(header) - len(header.lstrip("`~"))]
    lines = [(prefix + line).rstrip() for line in [header, *CODE, fence]]
    body = around.replace("{one}", f"{header} x = 1 {fence}")
    body = body.replace("{open}", "\n".join(lines[:-1]))
    return f"# A\n\nText.\n\n{body.replace('{}', chr(10).join(lines))}\n\nThe end.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> dict[tuple[str, str], str]:
    """The HTML of a page for each case, made by a real build with the site's settings."""
    root = tmp_path_factory.mktemp("site")
    pages = {f"{n}.md": text_of(*case) for n, case in enumerate(CASES)}
    little_book(root, pages)
    (root / "theme").mkdir()
    (root / "theme/main.html").write_text("<article>{{ page.content }}</article>")
    with (root / "mkdocs.yml").open("a") as settings:
        settings.write("theme: {name: null, custom_dir: theme}\nplugins: []\n")
    build(root / "site", "--no-directory-urls", root=root)
    return {
        case: (root / f"site/{n}.html").read_text(encoding="utf-8")
        for n, case in enumerate(CASES)
    }


def blocks(page) -> list[str]:
    return [block.text.strip("\n") for block in page.blocks]


@pytest.mark.parametrize("header", FENCES)
@pytest.mark.parametrize("context", CONTEXTS)
def test_a_block_is_read_just_where_the_built_site_shows_one(
    root, site, context, header
):
    text = text_of(context, header)
    page = parse_page("docs/a.md", text, root)
    for problem in page.problems:
        assert 5 <= problem.line < text.count("\n") - 1
    if not page.problems:
        built = BeautifulSoup(site[context, header], "html.parser").article
        shown = [pre.get_text().strip("\n") for pre in built.select("pre")]
        assert blocks(page) == shown
        # Nor does it show code as a sentence.
        assert shown or "print(x)" not in built.get_text()


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_block_has_the_lines_on_which_it_stands(root, context):
    for header in FENCES:
        text = text_of(context, header)
        lines = [line.expandtabs(4) for line in text.split("\n")]
        for block in parse_page("docs/a.md", text, root).blocks:
            ends = [lines[block.line - 1], lines[block.end - 1]]
            assert all(re.match(r"[ >]*(```|~~~)", end) for end in ends)
            code = [(block.prefix + line).rstrip() for line in block.text.split("\n")]
            assert code == [line.rstrip() for line in lines[block.line : block.end - 1]]


SHOWN_BY_A_BROWSER = """pages => pages.map(html => {
    const page = new DOMParser().parseFromString(html, "text/html");
    return [...page.querySelectorAll("pre")]
        .filter(pre => !pre.closest("[hidden], script, style"))
        .map(pre => pre.textContent);
})"""


@pytest.fixture(scope="module")
def browsed(site):
    """The blocks that a browser finds in the page of each case."""
    with browsing() as browser:
        shown = browser.new_page().evaluate(SHOWN_BY_A_BROWSER, [*site.values()])
    return dict(zip(site, shown, strict=True))


@needs_browser
@pytest.mark.parametrize("context", CONTEXTS)
def test_a_block_is_read_just_where_a_browser_shows_one(root, browsed, context):
    for header in FENCES:
        page = parse_page("docs/a.md", text_of(context, header), root)
        shown = [text.strip("\n") for text in browsed[context, header]]
        assert page.problems or blocks(page) == shown, header


@pytest.mark.parametrize(
    "context",
    [
        "top level",
        "list",
        "nested list",
        "quotation",
        "quoted list",
        "note",
        "details",
        "tab",
        "note in a tab",
        "footnote",
        "definition list",
        "div",
    ],
)
def test_a_block_in_its_place_is_read_and_no_problem(root, context):
    for header in FENCES:
        page = parse_page("docs/a.md", text_of(context, header), root)
        assert not page.problems
        assert blocks(page) == ["\n".join(CODE)]


@pytest.mark.parametrize("context", ["comment", "longer fence"])
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
