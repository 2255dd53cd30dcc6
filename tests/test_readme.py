"""The README: its map, and what it promises."""

import ast
import re
import subprocess
import tokenize
import tomllib
from pathlib import Path

from tinynet.book.pages import read_book

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BOOK = read_book(ROOT)


def link(path: str) -> str:
    return f"[{path.replace('__', chr(92) + '_' + chr(92) + '_')}]({path})"


def file_that_tests(page: str) -> str:
    """Return the file that tests a page: in the same folder, or, for a notebook, above."""
    path = Path(page).relative_to("docs")
    name = f"test_{path.stem.replace('-', '_')}.py"
    folder = path.parent if (ROOT / "tests" / path.parent).is_dir() else Path()
    return (Path("tests") / folder / name).as_posix()


def map_of_the_book() -> list[str]:
    """Return the rows that the map of the README should have, in reading order."""
    modules: dict[str, list[str]] = {}
    for block in BOOK.blocks("definition"):
        titles = modules.setdefault(block.path, [])
        titles += [] if block.title in titles else [block.title]
    rows = []
    pages = [page.path for page in BOOK.pages if page.path.startswith("docs/")]
    for page in [*pages, *BOOK.notebooks]:
        test = file_that_tests(page)
        tests = [test] if page in modules or (ROOT / test).is_file() else []
        cells = [modules.get(page, []), tests]
        row = [link(page), *(", ".join(map(link, cell)) or "–" for cell in cells)]
        rows.append(f"| {' | '.join(row)} |")
    return rows


def test_the_map_is_that_of_the_book():
    rows = [line for line in README.split("\n") if line.startswith("| [docs/")]
    assert sorted(rows) == sorted(map_of_the_book())


def test_everything_that_the_readme_links_to_is_there():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_test_file_is_named_in_the_readme():
    tests = (file for file in (ROOT / "tests").rglob("test_*.py"))
    missing = [
        path
        for path in sorted(file.relative_to(ROOT).as_posix() for file in tests)
        if f"]({path})" not in README
    ]
    assert not missing


def test_the_verbs_of_make_are_listed_by_make_help_and_by_make_alone():
    said = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert re.findall(r"^make (\w+) +\w", said, re.MULTILINE) == [
        "help", "serve", "test", "elsewhere", "unseen", "others", "build", "tangle",
        "check", "accept", "drift", "bench", "clean",
    ]  # fmt: skip
    alone = subprocess.run(
        ["make"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert alone.stdout == said


def test_the_commands_by_hand_do_what_the_set_up_does():
    """For machines without make: the same words as in tinynet/book/environment.py."""
    script = (ROOT / "tinynet/book/environment.py").read_text(encoding="utf-8")
    for option in [
        "--require-hashes", "--requirement", "requirements.txt",
        "--no-deps", "--no-build-isolation", "--editable",
    ]:  # fmt: skip
        assert f'"{option}"' in script
        assert option in README


def test_no_file_offers_the_other_project_of_this_name():
    for file in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"pip install (--\S+ )*tinynet\b(?!-book)", text), file


def test_the_picture_of_the_site_is_small():
    assert (ROOT / "docs/assets/site.png").stat().st_size < 150_000


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


def lines_of_code(file: Path) -> int:
    """Return how many lines hold code: no docstring, no comment, nothing blank."""
    away = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT}
    away |= {tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}
    lines = set()
    with tokenize.open(file) as text:
        for token in tokenize.generate_tokens(text.readline):
            if token.type not in away:
                lines |= {*range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        kinds = ast.Module | ast.FunctionDef | ast.ClassDef
        if isinstance(node, kinds) and ast.get_docstring(node):
            lines -= {*range(node.body[0].lineno, node.body[0].end_lineno + 1)}
    return len(lines)


def test_the_network_is_as_small_as_it_says():
    said = int(re.search(r"about (\d+) lines of\s+code", README)[1])
    parts = [
        "neuron",
        "slope",
        "learning",
        "threshold",
        "losses",
        "steps",
        "network",
        "checking",
    ]
    assert said == round(
        sum(lines_of_code(ROOT / f"tinynet/{part}.py") for part in parts), -1
    )


def test_the_readme_asks_for_the_python_that_the_package_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    least = project["requires-python"].removeprefix(">=")
    assert f"Python {least} or later" in README
