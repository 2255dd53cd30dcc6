"""Copies: a program of each block runs alone, and a copy in a project is traced."""

import ast
import dataclasses
import json
import subprocess
import sys
import textwrap
from functools import cache
from pathlib import Path

import pytest
from built_site import BOOK, ROOT

import tinynet
from publish.programs import example_program, program
from tinynet.__main__ import copied, main, pieces, sealed, traced
from tools import examples

NAMES = [name for name, (_, code) in pieces().items() if "import " not in code]
BLOCKS = [*BOOK.blocks("definition"), *BOOK.blocks("example")]
# Runs alone what is in files: NumPy is there, and tinynet isn't.
ALONE = """if True:
    import sys
    from pathlib import Path
    import numpy
    sys.modules["tinynet"] = None
    for file in sorted(Path(sys.argv[1]).iterdir()):
        code = compile(file.read_text("utf-8"), file, "exec")
        names = {"__name__": "alone"}
        exec(code, names)
        used, left = set(), [code]
        while left:
            one = left.pop()
            used |= {i for i in one.co_names if isinstance(i, str)}
            left += [const for const in one.co_consts if hasattr(const, "co_names")]
        assert file.stem in names
        defined = {n for n in names if not n.startswith("__")}
        idle = defined - used - {file.stem}
        assert not idle, (file.stem, idle)
"""
# Rules that three programs break, and why they may.
LET_OFF = {
    "articles": "S102",  # runs the program of an article as the text that it is
    "index": "I001",  # nine lines are nine, without an empty one
}


@pytest.fixture
def run(monkeypatch, capfdbinary):
    """Return a function that does what `python -m tinynet` does, and what it says."""

    def run(*words, status: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["tinynet", *map(str, words)])
        try:
            ended = main()
        except SystemExit as ending:
            ended = ending.code
        sys.stdout.flush()
        said = b"".join(capfdbinary.readouterr()).decode()
        assert (ended or 0) == status, said
        return said

    return run


@cache
def programs() -> dict:
    return {block: text for block in BLOCKS if (text := program(block))}


def states(text: str) -> list[str]:
    return [state.partition("\n")[0] for _, _, state in traced(text)]


def test_the_program_of_each_name_runs_without_the_package(tmp_path):
    """And nothing in it is idle: each of its names is used, or was asked for."""
    assert {name for name in vars(tinynet) if name in NAMES} and len(NAMES) > 30
    for name in NAMES:
        (tmp_path / f"{name}.py").write_text(copied([name]), "utf-8")
    command = [sys.executable, "-I", "-W", "error", "-c", ALONE, str(tmp_path)]
    subprocess.run(command, check=True)


def test_the_program_of_an_example_prints_what_its_page_publishes():
    """On each page of the core path, the first example that needs no more than NumPy."""
    more = ("matplotlib", "sklearn", "dask", "torch", "jax", ".csv")
    jobs, shown = [], []
    for page in BOOK.pages[:14]:
        for block in page.of("example"):
            fits = "from tinynet" in block.text and page.output_of(block)
            if fits and program(block) and not any(one in block.text for one in more):
                text = f"import sys; sys.modules['tinynet'] = None\n{program(block)}"
                text += "del sys.modules['tinynet']  # for whoever runs this\n"
                jobs.append((dataclasses.replace(block, text=text), []))
                shown.append(page.output_of(block).text)
                break
    ran = [*examples.run_all(jobs, ROOT)]
    assert [one.failure for one in ran if one.failure] == []
    assert [one.printed for one in ran] == shown
    assert len(ran) > 9


def test_each_program_passes_the_default_rules_of_ruff(tmp_path):
    for block, text in programs().items():
        name = f"{Path(block.path).stem}_{block.line}.py"
        (tmp_path / name).write_text(text, "utf-8")
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache"]
    told = [*ruff, "--output-format", "json", str(tmp_path)]
    found = json.loads(subprocess.run(told, capture_output=True, check=False).stdout)
    wrong = {(Path(one["filename"]).stem, one["code"]) for one in found}
    let_off = {one for one in wrong if LET_OFF.get(one[0].partition("_")[0]) == one[1]}
    assert wrong - let_off == set()
    assert len(programs()) > 200


def test_no_example_gives_a_name_that_it_needs_another_meaning():
    for block, text in programs().items():
        if block.kind == "example":
            nodes = [*ast.walk(ast.parse(block.text))]
            own = {one.name for one in nodes if isinstance(one, ast.FunctionDef)}
            for one in nodes:
                if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
                    own.add(one.id)
            above = {name for name in own & {*NAMES} if pieces()[name][1] in text}
            assert not above, f"{block.path}:{block.line}"


def test_what_a_button_copies_is_what_the_command_prints():
    by_title = {one.title: text for one, text in programs().items()}
    command = [sys.executable, "-m", "tinynet", "copy"]
    printed = subprocess.check_output([*command, "adam"], cwd=ROOT)
    assert printed == by_title["tinynet/optimizers.py"].encode()
    assert printed == copied(["adam"]).encode()


def test_a_file_that_holds_something_else_is_not_overwritten(run, tmp_path):
    file = tmp_path / "mine.py"
    run("copy", "sigmoid", "-o", file)
    assert file.read_text("utf-8") == copied(["sigmoid"])
    run("copy", "sigmoid", "-o", file)  # it is the same
    file.write_text("mine = 1\n")
    assert "something else" in run("copy", "sigmoid", "-o", file, status=2)
    assert file.read_text() == "mine = 1\n"
    run("copy", "sigmoid", "-o", file, "--force")
    assert file.read_text("utf-8") == copied(["sigmoid"])
    assert str(file) in run("copy", "think", "-o", file / "x", status=2)


def test_names_near_an_unknown_one_are_suggested(run):
    assert "no sigmod; near it: sigmoid" in run("copy", "sigmod", status=2)
    with pytest.raises(ValueError, match="nothing"):
        copied(["qqqq"])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace("return 1 /", "return (\n# Why?\n1) /").rstrip(),
        lambda text: text.replace("import numpy as np\n", ""),
        lambda text: f"class Mine:\n{textwrap.indent(text, '    ')}\n    x = 1\n",
        lambda text: text.replace("    ", "\t"),
        lambda text: f"import os\n\n{text}\nprint(sigmoid(0))\n",
        lambda text: text + text.replace("    ", "  "),
    ],
    ids=["as is", "layout", "imports", "in a class", "tabs", "amidst", "two"],
)
def test_a_copy_that_only_looks_different_is_current(change):
    assert {*states(change(copied(["sigmoid"])))} == {"current"}


def test_copies_that_are_edited_outdated_or_cut_are_told_apart(monkeypatch):
    text = copied(["think"])
    assert states(text.replace("-1.0 * x", "-2.0 * x")) == ["edited"]
    assert states(text[: text.index("def think")]) == ["edited"]
    cut = text[: text.rindex("(") + 1]
    assert states(cut) == ["unclear, '(' was never closed"]
    page, code = pieces()["sigmoid"]
    new = pieces() | {"sigmoid": (page, code.replace("-1.0 * x", "-x"))}
    monkeypatch.setattr("tinynet.__main__.pieces", lambda: new)
    [(line, names, state)] = traced(f"\n{text}x = 1\n")
    assert (line, names, state.partition("\n")[0]) == (2, "think", "outdated")
    assert "-    return 1.0 / (1.0 + np.exp(-1.0 * x))\n" in state
    assert "+    return 1.0 / (1.0 + np.exp(-x))\n" in state
    assert "x = 1" not in state
    del new["think"]
    assert "tinynet has no think" in states(text)[0]


def test_a_fingerprint_is_the_same_in_every_version_of_python():
    code = 'def f(x, *, y=1):\n    """Sum\n    them."""\n    return f"{x!r:>3}", [-y], ()\n'
    assert sealed(code)[0] == "1-771f61466fab1738"


def test_files_that_hold_no_copy_that_can_be_read_are_named(run, tmp_path):
    (tmp_path / "good.py").write_bytes(copied(["think"]).replace("\n", "\r\n").encode())
    text = copied(["train"])
    (tmp_path / "half.py").write_text(text[: text.rindex("(") + 1], "utf-8")
    (tmp_path / "picture.py").write_bytes(bytes(range(256)))
    with open(tmp_path / "large.py", "wb") as file:
        file.truncate(50_000_000)
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/others.py").write_text("no concern of ours\0")

    def state():  # not when they were last read
        stats = {file: file.lstat() for file in tmp_path.iterdir()}
        return {file: (one.st_ino, one.st_mtime_ns) for file, one in stats.items()}

    before = state()
    told = run("trace", tmp_path, "-o", tmp_path / "good.py", "--force", status=1)
    kinds = ["good.py:1: think: current", "half.py:1: train: unclear"]
    kinds += ["picture.py: not read", "large.py: not read", "gone.py: not read"]
    assert all(kind in told for kind in kinds)
    assert len(told.splitlines()) == 5
    assert before == state()
    run("trace", tmp_path / "good.py")


def test_an_example_without_the_package_is_copied_as_it_is():
    block = next(one for one in BOOK.blocks("example") if "tinynet" not in one.text)
    assert example_program(block).partition("\n")[2] == f"{block.text}\n"
