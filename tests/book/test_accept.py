"""Accepting: outputs and pictures are written, and nothing else is touched."""

import pytest
from little_book import little_book, page

from tinynet.book.accept import accept
from tinynet.book.check import check
from tinynet.book.pages import Refused
from tinynet.book.tangle import tangle

F = "```"
CONTEXTS = {
    "top level": "{}",
    "list": "- a list\n\n{}",
    "quotation": "{}",
    "note": "!!! note\n\n{}",
}
PREFIXES = {"top level": "", "list": "    ", "quotation": "> ", "note": "    "}


def book(tmp_path, body: str):
    root = little_book(
        tmp_path, {"cut.md": page("cut", "def cut(x):\n    return x / 2") + body}
    )
    tangle(root)
    return root


def inside(context: str, lines: list[str]) -> str:
    prefix = PREFIXES[context]
    text = "\n".join((prefix + line).rstrip() for line in lines)
    return CONTEXTS[context].format(text) + "\n"


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_new_output_is_written_below_its_example_in_one_run(tmp_path, context):
    before = ["```python", "print(6)", "print()", "print(7)", "```"]
    after = [*before, "", '```text title="Output"', "6", "", "7", "```"]
    root = book(tmp_path, "\n" + inside(context, before) + "\nThe end.\n")
    said = accept(root)
    text = (root / "docs/cut.md").read_text()
    assert inside(context, after) in text
    assert text.endswith("\nThe end.\n")
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
