"""Accepting: outputs and pictures are written, and nothing else is touched."""

import stat

import pytest
from little_book import files, little_book, page

from tinynet.book.accept import accept
from tinynet.book.check import check
from tinynet.book.examples import example_problems
from tinynet.book.pages import Refused, read_book
from tinynet.book.tangle import tangle

pytestmark = pytest.mark.reads()

F = "```"
# What stands above an example, and in front of each of its lines.
CONTEXTS = {
    "top level": ("", ""),
    "list": ("- a list\n\n", "    "),
    "nested list": ("- a list\n\n    - in a list\n\n", "        "),
    "quotation": ("", "> "),
    "quoted list": ("> - a list\n>\n", ">     "),
    "note": ("!!! note\n\n", "    "),
    "details": ("??? note\n\n", "    "),
    "tab": ('=== "A"\n\n', "    "),
    "definition list": ("Word\n\n:   Meaning.\n\n", "    "),
    "footnote": ("Text.[^a]\n\n[^a]: A note.\n\n", "    "),
}


def book(tmp_path, body: str):
    root = little_book(
        tmp_path, {"cut.md": page("cut", "def cut(x):\n    return x / 2") + body}
    )
    tangle(root)
    return root


def book_of(tmp_path, bodies: list[str]):
    """A book with a page for each text; the book, and its pages."""
    pages = {
        f"cut_{n}.md": page(f"cut_{n}", "def cut(x):\n    return x / 2") + body
        for n, body in zip("abcde", bodies, strict=False)
    }
    root = little_book(tmp_path, pages)
    tangle(root)
    return root, [root / "docs" / name for name in pages]


def inside(context: str, lines: list[str]) -> str:
    above, prefix = CONTEXTS[context]
    return above + "".join((prefix + line).rstrip() + "\n" for line in lines)


def test_new_outputs_are_written_below_their_examples_in_one_run(tmp_path):
    def body(shown):
        parts = []
        for n, context in enumerate(CONTEXTS):
            lines = ["```python", f"print({n})", "print()", "print(7)", "```"]
            output = ["", '```text title="Output"', str(n), "", "7", "```"]
            parts.append(inside(context, lines + (output if shown else [])))
        return "\n" + "\nText.\n\n".join(parts) + "\nThe end.\n"

    root = book(tmp_path, body(shown=False))
    said = accept(root)
    text = (root / "docs/cut.md").read_text()
    assert text.endswith(body(shown=True))
    assert said.endswith("accept: 1 of 1 files changed")
    assert check(root)
    assert accept(root) == "accept: 0 of 1 files changed"
    assert (root / "docs/cut.md").read_text() == text


def test_an_old_output_is_replaced_and_the_diff_shown(tmp_path):
    old = f'\n{F}python\nprint(7)\n{F}\n\n{F}text title="Output"\n8\n9\n{F}\n'
    root = book(tmp_path, old)
    said = accept(root)
    assert "-8\n-9\n+7" in said
    assert (root / "docs/cut.md").read_text().endswith(old.replace("8\n9", "7"))


def test_an_output_that_is_no_longer_printed_goes(tmp_path):
    root = book(
        tmp_path, f'\n{F}python\nx = 7\n{F}\n\n{F}text title="Output"\n8\n{F}\n\nEnd.\n'
    )
    accept(root)
    assert (root / "docs/cut.md").read_text().endswith(f"x = 7\n{F}\n\nEnd.\n")
    assert check(root)


def test_the_output_of_an_example_that_was_not_run_stays(tmp_path):
    wants = (
        f'{F}python\nimport no_such_library\n{F}\n\n{F}text title="Output"\n7\n{F}\n'
    )
    root = book(tmp_path, f"\n{wants}")
    (root / "pyproject.toml").write_text(
        '[project.optional-dependencies]\nelsewhere = ["no_such_library"]\n'
    )
    assert accept(root) == (
        "accept: 0 of 1 files changed, not run for want of no_such_library: 1; "
        "run `make elsewhere`"
    )


def test_an_output_with_fences_in_it_gets_a_longer_fence(tmp_path):
    root = book(tmp_path, f"\n{F}python\nprint('`' * 3, '`' * 5)\n{F}\n")
    accept(root)
    assert (
        '``````text title="Output"\n``` `````\n``````\n'
        in (root / "docs/cut.md").read_text()
    )
    assert check(root)


def test_several_outputs_on_a_page_are_each_written_in_their_place(tmp_path):
    body = "".join(f"\n{F}python\nprint({n})\n{F}\n" for n in range(5))
    root = book(tmp_path, body)
    accept(root)
    assert check(root)
    text = (root / "docs/cut.md").read_text()
    assert [line for line in text.split("\n") if line.isdigit()] == list("01234")


def test_pictures_are_written(tmp_path):
    code = (
        "from tinynet.book.figures import Drawing\nDrawing('Dot', 9, 9).save('dot.svg')"
    )
    root = book(tmp_path, f"\n{F}python\n{code}\n{F}\n\n![a dot](figures/dot.svg)\n")
    accept(root)
    assert (root / "docs/figures/dot.svg").read_text().startswith("<svg")
    assert check(root)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("assert 1 == 2", "raises AssertionError"),
        ("import time\nprint(time.perf_counter_ns())", "something else each time"),
        ("import numpy as np\nprint(np.random.random())", "something else each time"),
    ],
    ids=["failing", "time", "random"],
)
def test_what_cannot_be_published_is_refused_and_nothing_is_written(
    tmp_path, code, said
):
    root = book(tmp_path, f"\n{F}python\nprint(7)\n{F}\n\n{F}python\n{code}\n{F}\n")
    before = (root / "docs/cut.md").read_bytes()
    with pytest.raises(Refused, match=said):
        accept(root)
    assert (root / "docs/cut.md").read_bytes() == before


def test_it_refuses_while_the_package_is_not_what_the_pages_say(tmp_path):
    root = book(tmp_path, f"\n{F}python\nprint(7)\n{F}\n")
    text = (root / "docs/cut.md").read_text()
    (root / "docs/cut.md").write_text(text.replace("x / 2", "x / 3"))
    with pytest.raises(Refused, match="older copy"):
        accept(root)


def test_line_ends_of_another_system_stay(tmp_path):
    root = book(tmp_path, f"\n{F}python\nprint(7)\n{F}\n")
    file = root / "docs/cut.md"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    accept(root)
    raw = file.read_bytes()
    assert b'```text title="Output"\r\n7\r\n```\r\n' in raw
    assert raw.count(b"\n") == raw.count(b"\r\n")


# Whatever is printed


PRINTED = [
    "  two spaces in front\n one",
    "a space behind \n",
    "\nan empty line above",
    "a\n\n\n\nb",
    "```\nx\n```",
    "~~~",
    "> a quotation",
    "- a list\n\n    with code",
    "!!! note\n    a note",
    "    indented",
    "<b>&amp;</b>",
    "<!--",
    "-->",
    "</pre>",
    "$x$ \\(y\\)",
    "\\`a\\`",
    "é ∂ 中 😀",
    "\u00a0a no-break space",
    "a\u2028b\x85c",
    "[^a]: A note.",
    'text title="Output"',
]
UNSHOWABLE = ["a\tb", "a\rb", "a\n  \nb", "   ", "a\x02b", "\x1b[1mbold", "\ud800"]


def printing(texts: list[str], context: str = "top level") -> str:
    parts = [inside(context, [f"{F}python", f"print({t!r})", F]) for t in texts]
    return "\n" + "\nText.\n\n".join(parts) + "\nThe end.\n"


def test_whatever_is_printed_settles_in_one_run(tmp_path):
    contexts = ["top level", "list", "quotation"]
    bodies = [printing(PRINTED, context) for context in contexts]
    root, pages = book_of(tmp_path, bodies)
    accept(root)
    texts = [file.read_bytes() for file in pages]
    assert example_problems(read_book(root)) == []
    assert accept(root) == "accept: 0 of 3 files changed"
    assert [file.read_bytes() for file in pages] == texts


def test_what_no_page_can_hold_is_refused_and_nothing_is_written(tmp_path):
    root = book(tmp_path, printing(UNSHOWABLE))
    before = (root / "docs/cut.md").read_bytes()
    with pytest.raises(Refused) as refusal:
        accept(root)
    assert len(refusal.value.problems) == len(UNSHOWABLE)
    assert (root / "docs/cut.md").read_bytes() == before


# Where the output stands


def test_a_footnote_above_other_examples_moves_no_output(tmp_path):
    def body(note="", main=""):
        return (
            f"\nText.[^a]\n\n[^a]: A note.\n\n    {F}python\n    print('x\\ny\\nz')\n"
            f"    {F}\n{note}\nMore.\n\n{F}python\nprint('main')\n{F}\n{main}\nEnd.\n"
        )

    root = book(tmp_path, body())
    accept(root)
    note = f'\n    {F}text title="Output"\n    x\n    y\n    z\n    {F}\n'
    main = f'\n{F}text title="Output"\nmain\n{F}\n'
    assert (root / "docs/cut.md").read_text().endswith(body(note, main))


PLACES = {
    "folded": ("{}", '??? success "Its output"\n\n{4}'),
    "tabs": ('=== "Program"\n\n{4}', '=== "Output"\n\n{4}'),
    "below a list": ("- A list.\n\n{4}", "{}"),
    "quoted": ("{}", "> {>}"),
    "prose between": ("{}", "Some prose.\n\n{}"),
}


def test_an_output_stays_in_the_place_that_its_author_gave_it(tmp_path):
    def body(example, output, printed):
        def put(pattern, lines):
            for mark, prefix in {"{}": "", "{4}": "    ", "> {>}": "> "}.items():
                text = "\n".join(prefix + line for line in lines)
                pattern = pattern.replace(mark, text)
            return pattern

        above = put(example, [f"{F}python", "print('new')", F])
        below = put(output, [f'{F}text title="Output"', printed, F])
        return f"\n{above}\n\n{below}\n\nEnd.\n"

    root, pages = book_of(tmp_path, [body(*two, "old") for two in PLACES.values()])
    accept(root)
    for file, (name, two) in zip(pages, PLACES.items(), strict=True):
        assert file.read_text().endswith(body(*two, "new")), name


def test_the_header_of_an_output_is_kept(tmp_path):
    headers = [
        f'{F}text {{ #out title="Output" }}',
        f'{F}text title="Output" hl_lines="1"',
        f'{F}`text title="Output"',
        '~~~text title="Output"',
    ]

    def body(header, printed):
        end = header[: len(header) - len(header.lstrip("`~"))]
        return f"\n{F}python\nprint('new')\n{F}\n\n{header}\n{printed}\n{end}\n"

    root, pages = book_of(tmp_path, [body(header, "old") for header in headers])
    accept(root)
    for file, header in zip(pages, headers, strict=True):
        assert file.read_text().endswith(body(header, "new")), header


# What else is never touched


def test_all_but_the_output_stays_as_it_is_to_the_byte(tmp_path):
    changes = {
        "mark at the beginning": lambda text: b"\xef\xbb\xbf" + text,
        "spaces and tabs": lambda text: text.replace(
            b"Prose.\n", b"Prose.  \n\tA tab. \n"
        ),
        "no end": lambda text: text.rstrip(b"\n"),
    }
    end = f'{F}text title="Output"\nold\n{F}\n\nThe end.\n'
    body = f"\nProse.\n\n{F}python\nprint('new')\n{F}\n\n{end}"
    root, pages = book_of(tmp_path, [body] * len(changes))
    for file, change in zip(pages, changes.values(), strict=True):
        file.write_bytes(change(file.read_bytes()))
    before = [file.read_bytes() for file in pages]
    accept(root)
    for file, old, name in zip(pages, before, changes, strict=True):
        assert file.read_bytes() == old.replace(b"old", b"new"), name


def test_the_mode_of_a_page_is_kept(tmp_path):
    root = book(tmp_path, f"\n{F}python\nprint(7)\n{F}\n")
    (root / "docs/cut.md").chmod(0o640)
    accept(root)
    assert stat.S_IMODE((root / "docs/cut.md").stat().st_mode) == 0o640


def test_the_package_is_never_touched(tmp_path):
    root = book(tmp_path, f"\n{F}python\nprint(7)\n{F}\n")
    before = files(root)
    accept(root)
    assert files(root) == before


def test_a_wrong_assertion_on_one_page_keeps_every_page_as_it_is(tmp_path):
    good = f"# A\n\n{F}python\nprint(7)\n{F}\n"
    wrong = f"# B\n\n{F}python\nprint(7)\nassert False\n{F}\n"
    root = little_book(
        tmp_path, {"a.md": good, "b.md": wrong, "c.md": page("c", "x=1")}
    )
    tangle(root)
    with pytest.raises(Refused, match=r"docs/b\.md:5: raises AssertionError"):
        accept(root)
    assert (root / "docs/a.md").read_text() == good


# What differs between one process and another


def test_two_pictures_of_one_name_are_refused(tmp_path):
    def draws(what):
        return (
            f"from pathlib import Path\nPath('p.svg').write_text('<svg>{what}</svg>')"
        )

    body = "".join(f"\n{F}python\n{draws(what)}\n{F}\n" for what in ["a", "b"])
    root = book(tmp_path, f"{body}\n![a picture](figures/p.svg)\n")
    with pytest.raises(Refused, match=r"docs/cut\.md:\d+: .*p\.svg"):
        accept(root)


def test_the_order_of_a_set_is_refused(tmp_path):
    body = f"\n{F}python\nprint(set('abcdefghijklmnopqrstuvwxyz'))\n{F}\n"
    with pytest.raises(Refused, match="something else each time"):
        accept(book(tmp_path, body))


def test_chance_is_refused_even_where_an_example_above_has_chosen_a_seed(tmp_path):
    chosen = "import random\nimport numpy as np\nrandom.seed(1)\nnp.random.seed(1)"
    left_to_chance = [
        "import random\nprint(random.random())",
        "import random\nprint(random.sample(range(1000), 5))",
        "import numpy as np\nprint(np.random.default_rng().random())",
        "print(object())",
        "import os\nprint(os.getcwd())",
        "import tempfile\nprint(tempfile.mkdtemp())",
        "import uuid\nprint(uuid.uuid4())",
    ]
    codes = [part for code in left_to_chance for part in (chosen, code)]
    body = "".join(f"\n{F}python\n{code}\n{F}\n" for code in codes)
    with pytest.raises(Refused) as refusal:
        accept(book(tmp_path, body))
    assert len(refusal.value.problems) == len(left_to_chance)


def test_a_page_whose_lines_end_in_two_ways_is_refused_with_the_line(tmp_path):
    root = book(tmp_path, f"\nProse.\n\n{F}python\nprint(7)\n{F}\n")
    file = root / "docs/cut.md"
    text = file.read_bytes().replace(b"Prose.\n", b"Prose.\r\n")
    file.write_bytes(text)
    line = text[: text.index(b"\r")].count(b"\n") + 1
    with pytest.raises(Refused, match=rf"docs/cut\.md:{line}: its lines end in two"):
        accept(root)
    assert file.read_bytes() == text
