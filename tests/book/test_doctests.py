"""The examples as tests, by the real pytest: on little books, and on this one."""

import os
import re
import subprocess
import sys

import pytest
from little_book import ROOT, little_book

from tinynet.book.pages import read_book

pytestmark = pytest.mark.reads()

F = "```"
INI = "[pytest]\naddopts = --markdown-docs -p tinynet.book.doctests\n"


def run_pytest(root, *options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tested(tmp_path):
    """A function that makes a little book of one page, or some, and tests it."""

    def test(body, **others) -> subprocess.CompletedProcess:
        pages = {"a": body, **others}
        root = little_book(tmp_path, {f"{name}.md": pages[name] for name in pages})
        (root / "pytest.ini").write_text(INI)
        return run_pytest(root, "docs")

    return test


def test_the_number_of_blocks_that_were_run_is_said(tested):
    said = tested(
        f"# A\n\n{F}python\nx = 1\n{F}\n\n!!! note\n    {F}python\n    y = 1\n    {F}\n"
    )
    assert said.returncode == 0, said.stdout
    assert "2 passed" in said.stdout
    assert "the book: 2 of 2 example blocks run" in said.stdout


@pytest.fixture(scope="module")
def red(tmp_path_factory):
    """A little book of pages whose blocks fail, each by itself: its folder, its tests."""
    root = tmp_path_factory.mktemp("red")
    raises = f"open({str(root / 'runs.txt')!r}, 'a').write('x')\nlen(1)"
    pages = {
        "output": f'{F}python\nprint(7)\n{F}\n\n{F}text title="Output"\n8\n{F}',
        "raises": f"{F}python\n{raises}\n{F}",
        # The word with which pytest-markdown-docs leaves a block out; here it runs.
        "notest": f'{F}python title="notest"\nlen(1)\n{F}',
        # A block that skips itself was not run, so it is a failure here.
        "skips": f"{F}python\nimport pytest\npytest.skip()\n{F}",
    }
    little_book(root, {f"{name}.md": f"# A\n\n{pages[name]}\n" for name in pages})
    (root / "pytest.ini").write_text(INI)
    return root, run_pytest(root, "docs")


def test_a_wrong_output_fails_with_page_line_and_diff(red):
    said = red[1]
    assert said.returncode == 1
    assert "docs/output.md:8: published '8', printed '7'" in said.stdout
    assert "-8\n    +7" in said.stdout


def test_a_block_that_raises_a_type_error_is_run_once(red):
    root, said = red
    assert said.returncode == 1
    assert "docs/raises.md:5: raises TypeError" in said.stdout
    assert (root / "runs.txt").read_text() == "x"


def test_a_header_that_is_not_of_the_one_form_fails(tested):
    headers = [
        "python continuation",
        '{title="x" notest}',
        "Python",
        "py3",
        "pycon",
        'python titel="x"',
    ]
    pages = {f"b{n}": f"# B\n\n{F}{h}\nx = 1\n{F}\n" for n, h in enumerate(headers)}
    said = tested("# A\n", **pages)
    assert said.returncode != 0
    for name in pages:
        assert f"docs/{name}.md:3: " in said.stdout


def test_a_block_called_notest_is_run(red):
    said = red[1]
    assert said.returncode == 1
    assert "docs/notest.md:4: raises TypeError" in said.stdout


def test_a_block_that_skips_itself_fails(red):
    said = red[1]
    assert said.returncode == 1
    assert "docs/skips.md:5: raises Skipped" in said.stdout
    assert "4 failed" in said.stdout


def test_a_block_that_wants_a_library_of_another_job_is_reported(tested, tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[project.optional-dependencies]\nelsewhere = ["no_such_library"]\n'
    )
    wants = f"{F}python\nimport no_such_library\n{F}\n"
    said = tested(f"# A\n\n{wants}\n{F}python\nx = 1\n{F}\n")
    assert said.returncode == 0, said.stdout
    assert "1 passed, 1 skipped" in said.stdout
    assert (
        "1 of 2 example blocks run, not run for want of no_such_library: 1; "
        "run `make elsewhere`; 0 definition"
    ) in said.stdout


def test_a_page_that_is_not_utf_8_is_named_with_the_line(tested, tmp_path):
    said = tested(b"# A\n\nPr\xe9cis.\n")
    assert said.returncode != 0
    assert "docs/a.md:3: is not UTF-8" in said.stdout + said.stderr


def test_a_page_that_nav_does_not_name_fails(tested, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/b.md").write_text("# B\n")
    said = tested("# A\n")
    assert said.returncode != 0
    assert "docs/b.md:1: is not in the nav of mkdocs.yml" in said.stdout + said.stderr


@pytest.mark.reads("docs", "README.md")
def test_of_this_book_every_example_is_a_test():
    said = run_pytest(ROOT, "--collect-only", "-q", "docs", "README.md")
    collected = re.findall(
        r"^(\S+\.md)::\[CodeFence#\d+\]\[line:(\d+)\]", said.stdout, re.MULTILINE
    )
    examples = read_book(ROOT).blocks("example")
    assert [(path, int(line)) for path, line in collected] == sorted(
        ((block.path, block.line) for block in examples),
        key=lambda place: [path for path, _ in collected].index(place[0]),
    )
    assert len(collected) == len(examples) > 40


def test_a_run_of_other_tests_does_not_read_the_book(tmp_path):
    root = little_book(tmp_path, {"a.md": f"{F}python\nx = 1\n{F}\n"})
    (root / "pytest.ini").write_text(INI)
    (root / "test_a.py").write_text('def test_a():\n    """Hold."""\n')
    (root / "mkdocs.yml").unlink()
    (root / "mkdocs.yml").mkdir()  # whoever reads the book now, stumbles
    said = run_pytest(root, "test_a.py")
    assert said.returncode == 0, said.stdout
    assert "1 passed" in said.stdout
    assert "the book:" not in said.stdout
