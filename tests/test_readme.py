"""The README: its map, and what it promises."""

import re
import subprocess
from pathlib import Path

from tinynet.book.pages import read_book

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BOOK = read_book(ROOT)


def test_the_map_has_a_row_for_each_chapter_and_each_row_is_there():
    rows = re.findall(r"^\| \[(docs/\w+\.md)\]", README, re.MULTILINE)
    chapters = [
        page.path for page in BOOK.pages if re.fullmatch(r"docs/\w+\.md", page.path)
    ]
    assert rows == chapters
    for link in re.findall(r"\]\(((?:docs|tinynet|tests)/[^)#]*)\)", README):
        assert (ROOT / link).exists(), link


def test_every_page_with_a_module_has_a_test_of_its_name():
    for block in BOOK.blocks("definition"):
        page = Path(block.path).relative_to("docs")
        test = ROOT / "tests" / page.parent / f"test_{page.stem}.py"
        assert test.is_file(), f"{block.path} has no {test.relative_to(ROOT)}"


def test_the_readme_shows_every_verb_of_make():
    said = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    verbs = re.findall(r"^make (\w+)", said, re.MULTILINE)
    assert verbs == [
        "help", "serve", "test", "build", "tangle", "check", "accept", "bench", "clean",
    ]  # fmt: skip


def test_no_file_names_the_host_of_a_package_registry():
    hosts = [
        "pypi" + ".org",
        "python" + "hosted",
        "npmjs" + ".org",
        "deb.debian" + ".org",
    ]
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, tracked):
        text = (ROOT / name).read_bytes()
        assert not any(host.encode() in text for host in hosts), name
