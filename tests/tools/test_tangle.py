"""Tangle: the package is what the pages say, and an edit is never lost."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_book import write_book

from tools.pages import Refused, read_book
from tools.tangle import tangle, tangle_problems, untangle, write_files

PAGE, MODULE, HOME = "docs/double.md", "tinynet/double.py", "tinynet/__init__.py"
DOUBLE, HALF, SUM = "return FACTOR * x\n", "return x / FACTOR\n", "return x + x\n"
IMPORT, SAME = "\nimport os\n\nFACTOR", "\n\ndef same(x):\n    return x\n"
EDIT, CHANGE = (MODULE, DOUBLE, SUM), (PAGE, DOUBLE, "return x * 2\n")
INDEX = "docs/index.md"


def change(root: Path, *changes: tuple[str, str, str]) -> None:
    """Replace a text in each file, or write it anew if the text is ""."""
    for path, old, new in changes:
        (root / path).parent.mkdir(exist_ok=True)
        text = (root / path).read_text("utf-8") if old else ""
        assert old in text
        (root / path).write_text(text.replace(old, new) if old else new, "utf-8")


def package(root: Path) -> dict[str, bytes]:
    files = [file for file in root.glob("tinynet/**/*") if file.is_file()]
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


def python(folder: Path, code: str, *wrapper: str) -> subprocess.CompletedProcess:
    """Run code in a process of its own, in a folder."""
    code = f"from tools.tangle import *\nfrom tools.pages import *\n{code}"
    command = [*wrapper, sys.executable, "-c", code]
    how = {"env": os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}}
    how |= {"cwd": folder, "capture_output": True, "text": True}
    return subprocess.run(command, check=False, **how)


def page(path: str, code: str) -> tuple[str, str, str]:
    return "docs/line.md", "", f'# A\n\n```python title="{path}"\n{code}\n```\n'


HAND, ENDS = f"edited by hand; the page {PAGE} is the place", "importing this ends in"
BAD, ONLY = "importing this ends in SyntaxError:", "docs/line.md:3: only docs"
REFUSED = [  # what is done, and what is told
    ([EDIT], f"{MODULE}:9: {HAND}: `make untangle`, or `git checkout "),
    ([(MODULE, "\nFACTOR", IMPORT)], f"{MODULE}:4: {HAND}"),
    ([(MODULE, HALF, HALF + SAME)], f"{MODULE}:15: {HAND}"),
    ([EDIT, CHANGE], f"{MODULE}:9: edited by hand, and so was {PAGE}"),
    ([(MODULE, "# Copied", "# Made"), EDIT], f"{MODULE}:9: edited by hand, and so was"),
    ([(MODULE, "# Copied", "import os  # Copied")], f"{MODULE}:15: edited by hand"),
    ([("tinynet/own.py", "", "x = 1\n")], "tinynet/own.py:2: no page writes it"),
    ([("tinynet/a/x.csv", "", "1\n")], "tinynet/a/x.csv:2: no page writes it"),
    ([("mkdocs.yml", "", "nav: []\n")], "mkdocs.yml:1: its nav names no page"),
    ([("mkdocs.yml", PAGE[5:], "d.md")], "docs/d.md:1: cannot be read: No such file"),
    ([(PAGE, "", ""), (INDEX, "", "")], "mkdocs.yml:1: no page in its nav writes a m"),
    ([page(MODULE, "x = 1")], f"{ONLY}/double.md may write {MODULE}; {PAGE}:12 does"),
    ([page("tinynet/a.py", "x = 1")], f"{ONLY}/a.md may write tinynet/a.py"),
    ([page("tinynet/line.py", "x =")], f"docs/line.md:4: {BAD} invalid syntax"),
    ([(PAGE, HALF + "    ```", HALF)], f"{PAGE}:40: no fence: three backticks"),
    ([(PAGE, "* x\n", "* (x\n")], f"{PAGE}:20: {BAD} '(' was never closed"),
    ([(PAGE, "FACTOR = 2", "return 2")], f"{PAGE}:15: {BAD} 'return' outside"),
    ([(PAGE, "halve(x)", "halve(x: A)")], f"{PAGE}:41: {ENDS} NameError: name 'A'"),
    ([(PAGE, "= 2", "= int('a')")], f"{PAGE}:15: {ENDS} ValueError: invalid literal"),
    ([(PAGE, "= 2", "= exit()")], f"{INDEX}:1: {ENDS} exit()"),
    ([(INDEX, "double, halve", "a")], f"{INDEX}:8: {ENDS} ImportError: cannot imp"),
    ([(INDEX, "double, halve", "a")], f"'a' from 'tinynet.double' ({MODULE})"),
]


@pytest.fixture
def root(tmp_path) -> Path:
    return write_book(tmp_path)


@pytest.mark.parametrize(("changes", "told"), REFUSED)
def test_it_is_refused_with_its_place_and_the_package_stays(root, changes, told):
    change(root, *changes)
    before = package(root)
    with pytest.raises(Refused) as refused:
        tangle(read_book(root))
    assert told in str(refused.value)
    assert package(root) == before


def test_a_module_names_its_page_and_prose_does_not_change_it(root):
    first, body = (root / MODULE).read_text().split("\n", 1)
    assert first.startswith(f"# Copied from {PAGE}, the place to edit it (")
    assert body.startswith('"""Doubling, and back."""\n\nFACTOR = 2\n\n\ndef double')
    halve = f'x\n\n\ndef halve(x):\n    """Return half of x."""\n    {HALF}'
    assert body.endswith(halve)
    before = [os.stat(root / path) for path in package(root)]
    change(root, (PAGE, "# Doubling\n", "# Doubling\n\nA sentence more.\n"))
    assert tangle(read_book(root)) == tangle_problems(read_book(root)) == []
    assert [os.stat(root / path) for path in package(root)] == before


def test_old_missing_and_orphaned_copies_are_named_and_written_or_removed(root):
    (root / HOME).unlink()
    change(root, CHANGE, page("tinynet/line.py", "x = 1"))
    assert tangle(read_book(root)) == [HOME, MODULE, "tinynet/line.py"]
    assert "return x * 2\n" in (root / MODULE).read_text()
    (root / HOME).unlink()
    (root / "docs/line.md").rename(root / "docs/lime.md")
    change(root, ("docs/lime.md", "tinynet/line", "tinynet/lime"))
    change(root, ("mkdocs.yml", "line.md", "lime.md"), (PAGE, "x * 2", "x + x"))
    files = [HOME, MODULE, "tinynet/lime.py", "tinynet/line.py"]
    problems = tangle_problems(read_book(root))
    paths = {problem.path for problem in problems}
    assert paths == {INDEX, PAGE, "docs/lime.md", files[3]}
    told = f"{PAGE}:12: {MODULE} is an old copy of this; run `make tangle`"
    assert told in map(str, problems)
    assert all("`make tangle`" in problem.text for problem in problems)
    assert tangle(read_book(root)) == files
    assert sorted(package(root)) == files[:3]
    change(root, ("tinynet/lime.py", "x = 1", "x = 2"), ("docs/lime.md", "", "# A\n"))
    with pytest.raises(Refused, match="^tinynet/lime.py:2: no page writes it"):
        tangle(read_book(root))


def test_nothing_is_said_of_the_module_of_a_page_that_cannot_be_read(root):
    change(root, EDIT)
    (root / PAGE).write_bytes(b"\xe9")
    assert [problem.path for problem in tangle_problems(read_book(root))] == [PAGE]


@pytest.mark.parametrize("link", [MODULE, "tinynet"])
def test_a_link_that_leaves_the_project_is_not_followed(root, tmp_path, link):
    (root / link).rename(tmp_path / "outside")
    (root / link).symlink_to(tmp_path / "outside")
    with pytest.raises(Refused, match="a symbolic link leaves the project"):
        tangle(read_book(root))
    with pytest.raises(Refused, match=f"{MODULE}:1: cannot be written: a symbolic"):
        write_files(root, {"docs/new.md": "", MODULE: ""})
    assert not (root / "docs/new.md").exists()


def test_it_works_from_another_folder_and_whatever_the_line_ends(root, tmp_path):
    (root / HOME).write_bytes((root / HOME).read_bytes().replace(b"\n", b"\r\n"))
    (root / MODULE).unlink()
    run = python(tmp_path, f"print(tangle(read_book(Path({str(root)!r}))))")
    assert (run.stdout, run.stderr) == (f"[{MODULE!r}]\n", "")
    (root / MODULE).write_bytes(b"\xe9")
    with pytest.raises(Refused, match=f"{MODULE}:1: cannot be read: 'utf-8' codec"):
        tangle(read_book(root))


KILL = """
import os, signal, sys
def count(event, arguments):
    global left
    write = event == "open" and "w" in str(arguments[1])
    assert not write or "half-written" in str(arguments[0])
    left -= write or event in ("os.rename", "os.remove")
    if left < 0 and event != "os.kill":
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
write_files(Path("."), {files})
"""


def test_a_kill_leaves_each_file_old_or_new_and_the_next_run_ends_what_it_began(root):
    new, kills, alive = {"docs/a": "new\n" * 9, "docs/b": "new\n", HOME: None}, 0, False
    while not alive:
        change(root, *((path, "", "old\n") for path in new))
        code = f"left = {kills}\n{KILL.replace('{files}', str(new))}"
        run = python(root, code)
        assert run.returncode in (0, -9), run.stderr
        alive = run.returncode == 0
        files = [root / path for path in new]
        texts = [file.read_text() if file.exists() else None for file in files]
        assert all(text in ("old\n", new[path]) for text, path in zip(texts, new))
        write_files(root, new)
        assert [file.exists() for file in files] == [True, True, False]
        assert not [*root.glob("**/.half*")]
        kills += not alive
    assert kills >= 5  # two written, two renamed, one removed


def test_a_full_disk_is_told_in_a_line_and_changes_nothing(root):
    before = package(root)
    code = "import resource as r, signal as s\ns.signal(s.SIGXFSZ, s.SIG_IGN)\n"
    code += "r.setrlimit(r.RLIMIT_FSIZE, (200, 200))\n"
    code += f"write_files(Path('.'), { {MODULE: '', HOME: 'x' * 300} })"
    told = f"Refused: {HOME}:1: cannot be written: File too large\n"
    assert python(root, code).stderr.endswith(told)
    assert package(root) == before


def test_a_read_only_folder_is_told_in_a_line_if_something_is_to_be_written(root):
    who = ()
    if os.geteuid() == 0:  # who may write everywhere
        who = (shutil.which("setpriv") or pytest.skip("there is no setpriv"),)
        who += ("--bounding-set=-dac_override", "--inh-caps=-dac_override")
    code = "print(tangle(read_book(Path('.'))))"
    os.chmod(root / "tinynet", 0o555)
    assert python(root, code, *who).stdout == "[]\n"
    change(root, CHANGE)
    told = f"Refused: {MODULE}:1: cannot be written: Permission denied\n"
    assert python(root, code, *who).stderr.endswith(told)
    os.chmod(root / "tinynet", 0o755)


CARRIED = [  # from the module, to the module; from the page, to the page
    (DOUBLE, SUM, DOUBLE, SUM),
    ("\nFACTOR", IMPORT, "\nFACTOR", IMPORT),
    ("and back", "and halving", "and back.", "and halving."),
    ("def halve(x)", "# b\ndef halve(y)", "def halve(x)", "# b\n    def halve(y)"),
    (DOUBLE, DOUBLE + SAME, DOUBLE, DOUBLE + SAME),
    (HALF, HALF + SAME, HALF, f"{HALF}\n\n    def same(x):\n        return x\n"),
    ("FACTOR = 2\n\n\n", "", "FACTOR = 2\n\n\n", ""),
]


@pytest.mark.parametrize(("old", "new", "was", "now"), CARRIED)
def test_an_edit_is_carried_to_its_place_on_the_page(root, old, new, was, now):
    before = (root / PAGE).read_text()
    change(root, (MODULE, old, new))
    texts, diff = untangle(read_book(root))
    assert texts[PAGE] == before.replace(was, now) != before
    assert diff.startswith(f"--- {PAGE}\n+++ {PAGE}\n@@ ")
    write_files(root, texts)
    assert tangle_problems(read_book(root)) == []
    assert untangle(read_book(root)) == ({}, "")


def test_a_removed_definition_takes_its_block_with_it(root):
    halve = (root / MODULE).read_text().partition("\n\n\ndef halve")
    change(root, (MODULE, "".join(halve[1:]), "\n"), (HOME, ", halve", ""))
    texts, _ = untangle(read_book(root))
    assert "```python" not in texts[PAGE].partition("??? note")[2]
    write_files(root, texts)
    assert tangle_problems(read_book(root)) == []


UNSURE = {
    "both edited": [EDIT, CHANGE],
    "a syntax error": [(MODULE, DOUBLE, "return x +\n")],
    "a fence": [(MODULE, "Return twice x.", "Return\n```\ntwice x.")],
    "a tab": [(MODULE, f"    {DOUBLE}", f"\t{DOUBLE}")],
}


@pytest.mark.parametrize("changes", UNSURE.values(), ids=UNSURE)
def test_an_edit_whose_place_is_not_certain_is_refused(root, changes):
    change(root, *changes)
    with pytest.raises(Refused, match=rf"{MODULE}:\d+: "):
        untangle(read_book(root))
