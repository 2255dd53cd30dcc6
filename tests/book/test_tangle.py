"""Extraction: whatever happens to pages and modules, no work is lost."""

import contextlib
import os
import re
import resource
import runpy
import shutil
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tinynet.book import tangle as tangle_module
from tinynet.book.pages import Refused, read_book
from tinynet.book.tangle import tangle, tangle_problems

from .little_book import (
    HALF,
    ROOT,
    TWICE,
    code,
    command,
    fenced,
    files,
    little_book,
    page,
    refusal,
    write_page,
)

pytestmark = pytest.mark.reads()

MODULE = "tinynet/half.py"


@pytest.fixture
def book(tmp_path):
    """A book of two modules, tangled once."""
    root = little_book(
        tmp_path / "book",
        {"half.md": page("half", HALF), "twice.md": page("twice", TWICE)},
    )
    tangle(root)
    return root


def edit(root, path, old, new):
    """Replace text that must be there in a file."""
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def check(root) -> str:
    """Return the problems of pages and package, a line each."""
    return "\n".join(str(problem) for problem in tangle_problems(read_book(root)))


# Copying


def test_a_module_is_a_stamp_and_the_text_of_its_block(book):
    first, _, rest = (book / MODULE).read_text(encoding="utf-8").partition("\n")
    assert re.fullmatch(r"# Copied from docs/half\.md, .* \([0-9a-f]{16}\)\.", first)
    assert rest == HALF + "\n"


def test_the_blocks_of_a_module_are_joined_with_two_blank_lines(tmp_path):
    root = little_book(tmp_path, {"half.md": page("half", HALF, TWICE)})
    tangle(root)
    assert code(root, MODULE) == f"{HALF}\n\n\n{TWICE}\n"


def test_a_second_run_changes_nothing(book):
    before = files(book)
    times = [(book / path).stat().st_mtime_ns for path in before]
    assert tangle(book).startswith("tangle: 0 written, 0 removed")
    assert files(book) == before
    assert [(book / path).stat().st_mtime_ns for path in before] == times


def test_check_has_nothing_to_say_after_a_run(book):
    assert check(book) == ""


def test_check_names_what_a_run_would_write_and_writes_nothing(book):
    before = files(book)
    edit(book, "docs/half.md", "x / 2", "x / 2.0")
    assert check(book).startswith("docs/half.md:7: tinynet/half.py:3 is an older copy")
    assert files(book) == before


def test_an_edited_page_is_copied_again(book):
    edit(book, "docs/half.md", "x / 2", "x / 2.0")
    assert tangle(book).startswith("tangle: 1 written")
    assert code(book, MODULE) == HALF.replace("x / 2", "x / 2.0") + "\n"


def test_spaces_at_the_end_of_a_line_in_a_string_are_kept(tmp_path):
    text = 'TEXT = """two spaces  \nend"""'
    root = little_book(
        tmp_path, {"half.md": f'# a\n\n```python title="{MODULE}"\n{text}\n```\n'}
    )
    tangle(root)
    assert code(root, MODULE) == text + "\n"


def test_the_command_says_in_a_line_what_it_did(tmp_path):
    root = little_book(tmp_path, {"half.md": page("half", HALF)})
    run = command(root)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == ("tangle: 1 written, 0 removed; definitions: 1, modules: 1\n")


# Edits by hand


def test_an_edit_by_hand_is_refused_rather_than_lost(book):
    edit(book, MODULE, "x / 2", "x / 3")
    assert refusal(book).startswith(
        "tinynet/half.py:3: edited by hand; carry the edit to docs/half.md:7 "
    )


def test_check_names_a_module_that_was_edited_by_hand(book):
    edit(book, MODULE, "x / 2", "x / 3")
    assert check(book).startswith("tinynet/half.py:3: edited by hand")


@pytest.mark.parametrize("verb", ["tangle", "check"])
def test_an_edit_by_hand_ends_a_command_with_exit_status_1(book, verb):
    edit(book, MODULE, "x / 2", "x / 3")
    before = files(book)
    run = command(book, verb)
    assert run.returncode == 1
    assert run.stderr.startswith("tinynet/half.py:3: edited by hand")
    assert "Traceback" not in run.stderr
    assert files(book) == before


def test_a_function_added_below_the_last_block_is_not_lost(book):
    with open(book / MODULE, "a", encoding="utf-8") as module:
        module.write(f"\n\n{TWICE}\n")
    assert refusal(book).startswith("tinynet/half.py:4: edited by hand")


def test_an_import_added_above_the_first_block_is_not_lost(book):
    edit(book, MODULE, "def half", "import math\n\n\ndef half")
    assert refusal(book).startswith("tinynet/half.py:2: edited by hand")


def test_an_import_added_above_the_stamp_is_not_lost(book):
    edit(book, MODULE, "# Copied", "import math\n# Copied")
    assert "tinynet/half.py:1: " in refusal(book)


def test_a_module_whose_stamp_was_deleted_and_whose_code_was_edited_is_not_lost(book):
    (book / MODULE).write_text(HALF.replace("x / 2", "x / 3") + "\n", encoding="utf-8")
    assert "tinynet/half.py:2: not copied from a page" in refusal(book)


def test_a_file_that_was_there_before_its_page_is_not_lost(tmp_path):
    root = little_book(tmp_path, {"half.md": page("half", HALF)})
    (root / "tinynet").mkdir()
    (root / MODULE).write_text("mine = 1\n", encoding="utf-8")
    assert "tinynet/half.py:1: not copied from a page" in refusal(root)


def test_a_module_that_is_no_text_is_not_lost(book):
    (book / MODULE).write_bytes(b"\xff\xfe\x00")
    assert "tinynet/half.py:1: not copied from a page" in refusal(book)


def test_a_folder_in_the_place_of_a_module_is_refused(book):
    (book / MODULE).unlink()
    (book / MODULE).mkdir()
    assert refusal(book).startswith("tinynet/half.py:1: ")


def test_a_file_in_the_place_of_a_packages_folder_is_refused(tmp_path):
    root = little_book(tmp_path, {"sub/a.md": page("sub/a", HALF)})
    (root / "tinynet").mkdir()
    (root / "tinynet/sub").write_text("mine\n", encoding="utf-8")
    assert "tinynet/sub" in refusal(root)


def test_an_edit_that_was_carried_to_the_page_is_settled(book):
    edit(book, MODULE, "x / 2", "x / 2.0")
    edit(book, "docs/half.md", "x / 2", "x / 2.0")
    assert check(book) != ""  # the digest is still that of the old text
    assert tangle(book).startswith("tangle: 1 written")
    assert check(book) == ""


def test_a_page_and_a_module_that_were_both_edited_are_both_named(book):
    edit(book, MODULE, "x / 2", "x / 3")
    edit(book, "docs/half.md", "x / 2", "x / 4")
    told = refusal(book)
    assert told.startswith("tinynet/half.py:3: ")
    assert "its page was edited too" in told
    assert "docs/half.md:7" in told


def test_a_module_that_was_deleted_by_hand_is_written_again(book):
    before = files(book)
    (book / MODULE).unlink()
    assert (
        check(book) == "docs/half.md:6: tinynet/half.py is missing; run `make tangle`"
    )
    tangle(book)
    assert files(book) == before


def test_line_ends_alone_are_no_edit_by_hand(book):
    text = (book / MODULE).read_bytes()
    (book / MODULE).write_bytes(text.replace(b"\n", b"\r\n"))
    assert check(book) == ""


def test_a_module_of_which_an_editor_added_a_mark_is_not_lost(book):
    text = (book / MODULE).read_bytes()
    edited = text.replace(b"x / 2", b"x / 3")
    (book / MODULE).write_bytes(b"\xef\xbb\xbf" + edited)
    assert refusal(book).startswith("tinynet/half.py:")


def test_a_module_whose_stamp_alone_was_edited_is_written_anew(book):
    before = files(book)
    edit(book, MODULE, "docs/half.md", "docs/other.md")
    assert check(book) != ""
    tangle(book)
    assert files(book) == before


def test_a_stamp_copied_from_another_module_hides_no_edit(book):
    twice = (book / "tinynet/twice.py").read_text(encoding="utf-8").split("\n")[0]
    text = code(book, MODULE).replace("x / 2", "x / 3")
    (book / MODULE).write_text(f"{twice}\n{text}", encoding="utf-8")
    assert refusal(book).startswith("tinynet/half.py:3: edited by hand")


def test_two_edits_by_hand_are_both_named_in_one_run(book):
    edit(book, MODULE, "x / 2", "x / 3")
    edit(book, "tinynet/twice.py", "x * 2", "x * 3")
    told = refusal(book).split("\n")
    assert [line.split(":")[0] for line in told] == [
        "tinynet/half.py",
        "tinynet/twice.py",
    ]


# Pages that are not there


def test_a_typing_error_in_a_page_s_path_deletes_nothing(book):
    edit(book, "mkdocs.yml", "- half.md", "- halve.md")
    told = refusal(book)
    assert "docs/halve.md:1: cannot be read" in told
    assert "docs/half.md:1: is not in the nav" in told


def test_empty_docs_delete_nothing(book):
    shutil.rmtree(book / "docs")
    assert "docs/half.md:1: cannot be read" in refusal(book)


def test_a_nav_without_pages_deletes_nothing(book):
    shutil.rmtree(book / "docs")
    little_book(book, {})
    assert refusal(book).startswith("mkdocs.yml:1: no page has a block of the package")


def test_pages_without_a_block_of_the_package_delete_nothing(book):
    for name in ("half", "twice"):
        write_page(book, f"{name}.md", "# nothing\n")
    assert refusal(book).startswith("mkdocs.yml:1: no page has a block of the package")


def test_a_folder_that_is_no_project_is_refused(tmp_path):
    assert refusal(tmp_path).startswith("mkdocs.yml:1: there is none here")


def test_the_module_of_a_deleted_page_is_an_orphan_that_check_names(book):
    (book / "docs/half.md").unlink()
    little_book(book, {"twice.md": page("twice", TWICE)})
    told = check(book)
    assert told.startswith(
        "tinynet/half.py:1: its page docs/half.md no longer writes it"
    )


def test_an_orphan_that_is_as_it_was_generated_is_removed(book):
    (book / "docs/half.md").unlink()
    little_book(book, {"twice.md": page("twice", TWICE)})
    assert tangle(book).startswith("tangle: 0 written, 1 removed")
    assert list(files(book)) == ["tinynet/twice.py"]


def test_an_orphan_that_was_edited_by_hand_is_named_and_kept(book):
    edit(book, MODULE, "x / 2", "x / 3")
    (book / "docs/half.md").unlink()
    little_book(book, {"twice.md": page("twice", TWICE)})
    assert refusal(book).startswith("tinynet/half.py:1: no page writes this file")


def test_the_module_of_a_renamed_page_moves_with_it(book):
    (book / "docs/half.md").unlink()
    little_book(
        book, {"halve.md": page("halve", HALF), "twice.md": page("twice", TWICE)}
    )
    assert tangle(book).startswith("tangle: 1 written, 1 removed")
    assert list(files(book)) == ["tinynet/halve.py", "tinynet/twice.py"]


def test_a_file_that_no_page_ever_wrote_is_named_and_kept(book):
    (book / "tinynet/mine.py").write_text("mine = 1\n", encoding="utf-8")
    assert refusal(book).startswith("tinynet/mine.py:1: no page writes this file")


# Where a page may write


@pytest.mark.parametrize(
    "target",
    [
        "../../x.py",
        "/tmp/x.py",
        "x.py",
        "docs/x.py",
        ".git/x.py",
        "tests/x.py",
        "tinynet/../x.py",
        "tinynet//x.py",
        "tinynet/./x.py",
        "tinynet/x",
        "tinynet\\\\x.py",
        "C:\\\\x.py",
        "tinynet/X.py",
    ],
)
def test_a_target_outside_the_package_is_refused(book, target):
    write_page(book, "half.md", "# a\n\n" + fenced("x = 1", target))
    assert refusal(book).startswith("docs/half.md:3: ")


def test_a_target_that_is_a_symbolic_link_is_refused(book, tmp_path):
    (tmp_path / "outside.py").write_text("mine = 1\n", encoding="utf-8")
    (book / MODULE).unlink()
    (book / MODULE).symlink_to(tmp_path / "outside.py")
    assert "tinynet/half.py is a symbolic link" in refusal(book)
    assert (tmp_path / "outside.py").read_text(encoding="utf-8") == "mine = 1\n"


def test_a_target_that_is_a_link_to_nothing_is_refused(book, tmp_path):
    (book / MODULE).unlink()
    (book / MODULE).symlink_to(tmp_path / "nothing.py")
    assert "tinynet/half.py is a symbolic link" in refusal(book)
    assert not (tmp_path / "nothing.py").exists()


def test_a_target_under_a_linked_folder_is_refused(tmp_path):
    root = little_book(tmp_path / "book", {"sub/a.md": page("sub/a", HALF)})
    (tmp_path / "outside").mkdir()
    (root / "tinynet").mkdir()
    (root / "tinynet/sub").symlink_to(tmp_path / "outside")
    assert (
        "docs/sub/a.md:6: tinynet/sub/a.py: tinynet/sub is a symbolic link"
        in refusal(root)
    )
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_package_folder_that_is_a_link_is_refused(tmp_path):
    root = little_book(tmp_path / "book", {"half.md": page("half", HALF)})
    (tmp_path / "outside").mkdir()
    (root / "tinynet").symlink_to(tmp_path / "outside")
    assert "tinynet is a symbolic link" in refusal(root)
    assert list((tmp_path / "outside").iterdir()) == []


def test_two_pages_that_name_one_module_are_both_named(book):
    write_page(book, "twice.md", page("half", TWICE))
    told = refusal(book)
    assert "docs/twice.md:5: tinynet/half.py is written by docs/half.md" in told


def test_a_page_that_nav_names_twice_is_copied_once(book):
    before = files(book)
    little_book(book, {}, nav=["half.md", "twice.md", "half.md"])
    tangle(book)
    assert files(book) == before


def test_the_readme_writes_no_module(book):
    (book / "README.md").write_text(page("half", HALF), encoding="utf-8")
    assert "README.md:5: tinynet/half.py is written by docs/half.md" in refusal(book)


def test_an_index_writes_its_package_and_its_main(tmp_path):
    text = page("sub/__init__", '"""A package."""') + page("sub/__main__", "print(1)")
    root = little_book(tmp_path, {"sub/index.md": text})
    tangle(root)
    assert list(files(root)) == ["tinynet/sub/__init__.py", "tinynet/sub/__main__.py"]


def test_pages_are_read_in_the_order_of_nav_not_of_their_names(tmp_path):
    pages = {f"c{n}.md": page(f"c{n}", HALF) for n in (2, 10, 1)}
    root = little_book(tmp_path, pages)
    assert [block.title for block in read_book(root).blocks("definition")] == [
        "tinynet/c2.py",
        "tinynet/c10.py",
        "tinynet/c1.py",
    ]


def test_blocks_are_copied_in_the_order_in_which_they_stand_on_the_page(tmp_path):
    parts = [f"n{n} = {n}" for n in (2, 10, 1)]
    root = little_book(tmp_path, {"half.md": page("half", *parts)})
    tangle(root)
    assert code(root, MODULE) == "n2 = 2\n\n\nn10 = 10\n\n\nn1 = 1\n"


def test_a_module_and_a_package_of_one_name_are_refused(book):
    # Python would import one of them and never the other.
    write_page(book, "half/more.md", page("half/more", TWICE))
    little_book(book, {}, nav=["half.md", "twice.md", "half/more.md"])
    assert "tinynet/half" in refusal(book)


# What is a block


def test_a_fence_inside_a_four_backtick_fence_is_not_extracted(tmp_path):
    inner = fenced(TWICE, MODULE)
    text = f"{page('half', HALF)}\n````markdown\n{inner}````\n"
    root = little_book(tmp_path, {"half.md": text})
    tangle(root)
    assert code(root, MODULE) == HALF + "\n"


def test_a_fence_inside_a_comment_is_not_extracted(tmp_path):
    text = f"{page('half', HALF)}\n<!--\n{fenced(TWICE, MODULE)}-->\n"
    root = little_book(tmp_path, {"half.md": text})
    tangle(root)
    assert code(root, MODULE) == HALF + "\n"


INDENTED = fenced(HALF, MODULE, prefix="    ")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("!!! note\n" + INDENTED, id="note"),
        pytest.param('??? note "Folded"\n' + INDENTED, id="details"),
        pytest.param('=== "One"\n' + INDENTED, id="tab"),
        pytest.param("- item\n\n" + INDENTED, id="list"),
        pytest.param(
            "1. a\n    - b\n\n" + fenced(HALF, MODULE, prefix=" " * 8), id="nested"
        ),
        pytest.param(fenced(HALF, MODULE, prefix="> "), id="quotation"),
        pytest.param("See[^1].\n\n[^1]:\n    a\n\n" + INDENTED, id="footnote"),
        pytest.param(f"<div markdown>\n\n{fenced(HALF, MODULE)}\n</div>\n", id="div"),
        pytest.param(fenced(HALF, MODULE, fence="~~~"), id="tildes"),
        pytest.param(fenced(HALF, MODULE, fence="````"), id="four-backticks"),
        pytest.param("word\n\n:   meaning\n\n" + INDENTED, id="definition-list"),
    ],
)
def test_a_fence_is_extracted_wherever_the_site_shows_it(tmp_path, text):
    root = little_book(tmp_path, {"half.md": f"# a\n\n{text}"})
    tangle(root)
    assert code(root, MODULE) == HALF + "\n"


@pytest.mark.parametrize(
    "header",
    [
        f'```python title="{MODULE}',
        f"```python title={MODULE}",
        f'```python {{ #half title="{MODULE}"',
        f'```python {{title="{MODULE}"}}',
        f'```python titel="{MODULE}"',
        f'```python title="{MODULE}" continuation',
        f'```python continuation title="{MODULE}"',
        f'```pyton title="{MODULE}"',
        f'```python  title="{MODULE}"',
    ],
)
def test_a_header_with_a_typing_error_is_refused_with_its_line(book, header):
    write_page(book, "half.md", f"# a\n\n{header}\n{HALF}\n```\n\nMore prose.\n")
    assert refusal(book).startswith("docs/half.md:3: ")


def test_a_fence_that_is_not_closed_is_refused_with_its_line(book):
    write_page(
        book, "half.md", f'# a\n\n```python title="{MODULE}"\n{HALF}\n\nProse.\n'
    )
    assert refusal(book).startswith("docs/half.md:3: ")


def test_an_empty_block_is_refused_with_its_line(book):
    write_page(book, "half.md", f'# a\n\n```python title="{MODULE}"\n\n```\n')
    assert refusal(book).startswith("docs/half.md:3: the block is empty")


# Python that does not compile


@pytest.mark.parametrize(
    "wrong, line",
    [
        ("def half(x)\n    return x / 2", 10),
        ("x = (\n\n\n", 10),
        ("x = 1\n  y = 2", 11),
        ("\n\nx =", 12),
        ("return 1", 10),
        (r"x = '\d'", 10),
        ("from __future__ import annotations", 10),
    ],
)
def test_a_block_that_is_not_python_is_refused_with_the_page_s_line(book, wrong, line):
    text = f"# half\n\nHere.\n\n{fenced('a = 1', MODULE)}\n{fenced(wrong, MODULE)}"
    write_page(book, "half.md", text)
    assert re.match(rf"docs/half\.md:{line}: not Python: .", refusal(book))


def test_a_syntax_error_in_a_list_is_refused_with_the_page_s_line(book):
    text = "# half\n\n- Here.\n\n" + fenced("a = 1\nb =", MODULE, prefix="    ")
    write_page(book, "half.md", text)
    assert refusal(book).startswith("docs/half.md:7: not Python")


def test_a_block_that_begins_with_blank_lines_is_named_with_the_page_s_line(book):
    write_page(book, "half.md", f'# a\n\n```python title="{MODULE}"\n\n\nx =\n```\n')
    assert refusal(book).startswith("docs/half.md:6: not Python")


def test_one_wrong_block_keeps_every_module_as_it_was(book):
    edit(book, "docs/half.md", "x / 2", "x / 2.0")
    edit(book, "docs/twice.md", "x * 2", "x *")
    assert "docs/twice.md:7: not Python" in refusal(book)


@pytest.mark.parametrize(
    "first",
    [
        "# One-hot encoding: rows become columns.",
        "# coding: latin-1",
        "# vim: coding=x",
    ],
)
def test_a_first_line_that_python_reads_as_an_encoding_changes_no_text(book, first):
    # Below the stamp it is the second line of the file, where PEP 263 looks.
    text = "café"
    write_page(book, "half.md", page("half", f"{first}\nTEXT = {text!r}"))
    try:
        tangle(book)
    except Refused as refused:
        assert str(refused).startswith("docs/half.md:6: ")
    else:
        assert runpy.run_path(str(book / MODULE))["TEXT"] == text


def test_code_that_is_too_deep_for_python_is_refused_with_its_line(book):
    write_page(book, "half.md", page("half", "x = a" + ".b" * 20_000))
    assert re.match(r"docs/half\.md:[56]: not Python", refusal(book))


def test_a_block_that_holds_a_null_character_is_refused(book):
    write_page(book, "half.md", page("half", "x = '\0'"))
    assert refusal(book).startswith("docs/half.md:")


# Stopped in the middle

# Loaded by Python before anything else; kills the process at the n-th call.
KILLER = """
import os, signal
calls = 0
real = os.{name}
def {name}(*arguments, **options):
    global calls
    calls += 1
    if calls == {n}:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **options)
os.{name} = {name}
"""


@pytest.mark.parametrize("run", ["first", "later"])
@pytest.mark.parametrize(
    "name, n, new",
    [("mkdir", 2, 0), ("fsync", 2, 0), ("replace", 1, 0), ("replace", 3, 2)],
)
def test_a_killed_run_leaves_each_file_old_or_new_and_the_next_completes(
    tmp_path, run, name, n, new
):
    names = ["a", "b", "c"]
    root = little_book(
        tmp_path / "book", {f"{name}.md": page(name, HALF) for name in names}
    )
    if run == "later":
        tangle(root)
        for each in names:
            edit(root, f"docs/{each}.md", "x / 2", "x / 2.0")
    old = files(root)
    (tmp_path / "sitecustomize.py").write_text(KILLER.format(name=name, n=n))
    killed = command(root, first=tmp_path)
    assert killed.returncode == -signal.SIGKILL

    half_way = files(root)
    tangle(root)
    done = files(root)
    assert list(done) == ["tinynet/a.py", "tinynet/b.py", "tinynet/c.py"]
    for path, text in half_way.items():
        assert text in (old.get(path), done[path])
    assert sum(half_way.get(path) == done[path] for path in done) == new
    assert check(root) == ""


def test_a_full_disk_is_told_and_changes_nothing(book):
    edit(book, "docs/half.md", "x / 2", "x / 2.0")
    edit(book, "docs/twice.md", "x * 2", "x * 2" + " + 0" * 500)
    before = files(book)

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    run = command(book, preexec_fn=limit)
    assert run.returncode == 1
    assert re.fullmatch(
        r"tinynet/twice\.py:1: cannot be written: .*; nothing was changed\n", run.stderr
    )
    assert files(book) == before
    assert list((book / ".book").iterdir()) == []
    tangle(book)
    assert check(book) == ""


@pytest.fixture
def tiny_disk(tmp_path):
    """An empty disk of 64 kilobytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a disk, and not everywhere")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_that_fills_up_on_the_way_is_told_and_changes_nothing(tiny_disk):
    pages = {f"{name}.md": page(name, HALF) for name in "abc"}
    root = little_book(tiny_disk / "book", pages)
    tangle(root)
    for name in "abc":
        edit(root, f"docs/{name}.md", "x / 2", "x / 2.0")
    (root / "filler").write_bytes(b"x")
    with open(root / "filler", "ab", 0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(b"x" * 4096)
    assert "cannot be written: No space left on device" in refusal(root)
    (root / "filler").unlink()
    assert tangle(root).startswith("tangle: 3 written")


def test_what_was_changed_before_a_file_could_not_be_is_not_denied(book, monkeypatch):
    edit(book, "docs/half.md", "x / 2", "x / 2.0")
    edit(book, "docs/twice.md", "x * 2", "x * 2.0")
    before, replace, calls = files(book), os.replace, []

    def second_fails(new, file):
        calls.append(file)
        if len(calls) == 2:
            raise PermissionError(1, "Operation not permitted")
        replace(new, file)

    with monkeypatch.context() as patch, pytest.raises(Refused) as refused:
        patch.setattr(os, "replace", second_fails)
        tangle(book)
    told = str(refused.value)
    assert told.startswith("tinynet/twice.py:1: cannot be written")
    assert (files(book) == before) == ("nothing was changed" in told)
    tangle(book)
    assert check(book) == ""


@pytest.fixture
def read_only(book):
    """Make a folder of the book read-only, and give it back as it was."""
    locked = []

    def lock(folder):
        if os.geteuid() != 0:
            folder.chmod(0o555)
        elif subprocess.run(
            f"mount --bind '{folder}' '{folder}' && mount -o remount,ro,bind '{folder}'",
            shell=True,
            capture_output=True,
            check=False,
        ).returncode:
            subprocess.run(["umount", folder], capture_output=True, check=False)
            pytest.skip("root may write everywhere, and cannot mount here")
        locked.append(folder)

    yield lock
    for folder in locked:
        if os.geteuid() != 0:
            folder.chmod(0o755)
        else:
            subprocess.run(["umount", folder], check=True)


def test_a_read_only_package_is_told_and_changes_nothing(book, read_only):
    edit(book, "docs/half.md", "x / 2", "x / 2.0")
    read_only(book / "tinynet")
    assert "tinynet/half.py:1: cannot be written" in refusal(book)


def test_a_read_only_package_with_an_orphan_is_told_and_changes_nothing(
    book, read_only
):
    (book / "docs/half.md").unlink()
    little_book(book, {"twice.md": page("twice", TWICE)})
    read_only(book / "tinynet")
    assert "tinynet/half.py:1: cannot be written" in refusal(book)


def test_a_read_only_project_is_told_and_changes_nothing(book, read_only):
    edit(book, "docs/half.md", "x / 2", "x / 2.0")
    shutil.rmtree(book / ".book")
    read_only(book)
    assert "cannot be written" in refusal(book)


# Two runs at once


def test_two_runs_at_once_write_the_same_files(tmp_path):
    names = [f"m{n}" for n in range(8)]
    root = little_book(
        tmp_path / "book", {f"{name}.md": page(name, HALF) for name in names}
    )
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(command, [root, root]))
    assert [(run.returncode, run.stderr) for run in runs] == [(0, ""), (0, "")]
    assert check(root) == ""
    assert len(files(root)) == 8


def test_a_run_that_comes_between_the_plan_and_the_files_of_another_is_fine(
    book, monkeypatch
):
    (book / "docs/half.md").unlink()
    little_book(book, {"twice.md": page("twice", TWICE + "\n")})
    write_files = tangle_module.write_files

    def another_run_first(*arguments):
        monkeypatch.setattr(tangle_module, "write_files", write_files)
        tangle(book)
        write_files(*arguments)

    monkeypatch.setattr(tangle_module, "write_files", another_run_first)
    tangle(book)
    assert list(files(book)) == ["tinynet/twice.py"]
    assert check(book) == ""


# Bytes


def test_a_page_that_is_not_utf_8_is_refused_with_its_line(book):
    write_page(book, "half.md", page("half", HALF).encode() + b"caf\xe9\n")
    assert refusal(book).startswith("docs/half.md:9: is not UTF-8")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda text: b"\xef\xbb\xbf" + text, id="BOM"),
        pytest.param(lambda text: text.rstrip(b"\n"), id="no-newline-at-the-end"),
    ],
)
def test_how_a_page_is_stored_changes_no_module(book, change):
    before = files(book)
    write_page(book, "half.md", change(page("half", HALF).encode()))
    tangle(book)
    assert files(book) == before


def test_the_line_ends_of_a_module_are_kept(book):
    module = (book / MODULE).read_bytes()
    (book / MODULE).write_bytes(module.replace(b"\n", b"\r\n"))
    assert check(book) == ""
    edit(book, "docs/half.md", "x / 2", "x / 2.0")
    tangle(book)
    text = (book / MODULE).read_bytes()
    assert text.count(b"\r\n") == text.count(b"\n") == 3
    assert b"x / 2.0" in text


def test_the_mode_of_a_module_is_kept(book):
    (book / MODULE).chmod(0o751)
    edit(book, "docs/half.md", "x / 2", "x / 2.0")
    tangle(book)
    assert stat.S_IMODE((book / MODULE).stat().st_mode) == 0o751


@pytest.mark.parametrize("mask", [0o022, 0o027])
def test_a_new_module_gets_the_mode_that_the_umask_wants(tmp_path, mask):
    root = little_book(tmp_path, {"half.md": page("half", HALF)})
    before = os.umask(mask)
    try:
        tangle(root)
    finally:
        os.umask(before)
    assert stat.S_IMODE((root / MODULE).stat().st_mode) == 0o666 & ~mask
    assert stat.S_IMODE((root / "tinynet").stat().st_mode) == 0o777 & ~mask


def test_prose_above_a_block_changes_nothing_in_the_package(book):
    before = files(book)
    edit(book, "docs/half.md", "Here is a block.", "One.\n\nTwo.\n\nThree.")
    assert check(book) == ""
    assert tangle(book).startswith("tangle: 0 written")
    assert files(book) == before


# A formatter, and the edit carried back


def ruff(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "ruff", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_formatted_module_and_its_page_settle_in_one_round(tmp_path):
    ugly = "import  math", "def half( x ):\n  return math.floor(x/2)"
    root = little_book(tmp_path, {"half.md": page("half", *ugly)})
    tangle(root)
    assert ruff("format", root / "tinynet").returncode == 0
    assert "edited by hand" in refusal(root)

    formatted = code(root, MODULE).removesuffix("\n").split("\n\n\n")
    assert len(formatted) == len(ugly)
    write_page(root, "half.md", page("half", *formatted))
    tangle(root)
    assert "already formatted" in ruff("format", "--check", root / "tinynet").stdout
    assert tangle(root).startswith("tangle: 0 written")


@pytest.mark.parametrize("command", [("format", "--check"), ("check",)])
def test_ruff_has_nothing_to_say_about_the_package(command):
    done = ruff(*command, "tinynet")
    assert done.returncode == 0, done.stdout


# The real book, which writes the extractor that reads it


@pytest.fixture
def copied(tmp_path):
    """The project's pages and package, in a folder of their own."""
    root = tmp_path / "copy"
    root.mkdir()
    for name in ("docs", "overrides", "tinynet"):
        hidden = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, root / name, ignore=hidden)
    for name in ("mkdocs.yml", "README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    return root


@pytest.mark.reads("docs", "README.md")
def test_the_package_is_what_its_pages_say(copied):
    before = files(copied)
    run = command(copied)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("tangle: 0 written, 0 removed")
    assert files(copied) == before


@pytest.mark.reads("docs", "README.md")
def test_the_extractor_alone_writes_the_whole_package_and_itself(copied):
    before = files(copied)
    tool = {
        f"tinynet/book/{name}.py"
        for name in ("__init__", "__main__", "pages", "tangle")
    }
    for path in before.keys() - tool:
        (copied / path).unlink()
    # An older copy, empty but for its stamp, keeps Python in this folder.
    old = tangle_module.stamp("docs/index.md", tangle_module.digest(""))
    (copied / "tinynet/__init__.py").write_text(old, encoding="utf-8")

    run = command(copied)
    assert (run.returncode, run.stderr) == (0, "")
    assert files(copied) == before


@pytest.mark.reads("docs", "README.md")
def test_an_extractor_whose_own_page_is_broken_stays_and_says_where(copied):
    before = files(copied)
    edit(copied, "docs/book/tangle.md", "def plan(book", "def plan(:book")
    text = (copied / "docs/book/tangle.md").read_text(encoding="utf-8")
    line = text[: text.index("def plan(:")].count("\n") + 1
    run = command(copied)
    assert run.returncode == 1
    assert run.stderr.startswith(f"docs/book/tangle.md:{line}: not Python: ")
    assert files(copied) == before

    edit(copied, "docs/book/tangle.md", "def plan(:book", "def plan(book")
    run = command(copied)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.reads("docs", "README.md")
def test_an_extractor_that_changes_its_own_page_writes_itself_anew(copied):
    edit(copied, "docs/book/tangle.md", "tangle: {len(texts)}", "tangled: {len(texts)}")
    assert command(copied).stdout.startswith("tangle: 1 written")
    assert command(copied).stdout.startswith("tangled: 0 written")
