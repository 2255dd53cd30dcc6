"""Examples run alone, as a reader runs them; what they print is compared."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from tools import examples
from tools.pages import parse

ROOT = Path(__file__).parents[2]
PACKAGE = "import warnings\nshared, half, x = [0], 0.5, 0.5\n"
PACKAGE += "def warn(kind):\n    warnings.warn('old', kind)\n"
SPAWN = """\
from multiprocessing import get_context
def double(x):
    return x * 2
if __name__ == "__main__":
    with get_context("spawn").Pool(2) as pool:
        print(pool.map(double, [1, 2]))
"""
LEAK = """\
import os, sys, numpy, tinynet
tinynet.shared[0] = numpy.pi = 9
os.environ["LEAK"] = open("file", "w").name
print(tinynet.shared)
"""
LOOK = "import os, numpy, tinynet\nprint(tinynet.shared, numpy.pi > 4, "
LOOK += "'LEAK' in os.environ, os.listdir())\n"
THREAD = "import threading\n\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\n"
WARN = "from tinynet import warn\nwarn({})\n"
SHELL = "import os\nprint(1)\nos.system('echo 2')\nprint(3)\n"
PRINTED = {  # what examples print, of which nothing is wrong
    "An example sees the package as it is": (LOOK, "[0] False False []"),
    "An example changes what it likes, and may leave a file open": (LEAK, "[9]"),
    "No example sees what another one has done": (LOOK, "[0] False False []"),
    "Its processes find its functions": (SPAWN, "[2, 4]"),
    "Its command line is its own": ("import sys\nprint(sys.argv)\n", "['example.py']"),
    "Its output is in the order in which readers see it": (SHELL, "1\n2\n3"),
    "What a library says of this machine is nothing": ("import distributed\n", ""),
    "A table of the site lies beside it": ('print(open("t.csv").read())\n', "a,b"),
    "Nothing else does": ("import os\nprint(os.listdir(), 't')\n", "[] t"),
}
UNSHOWABLE = "prints a tab, a control sign or a line of blanks"
FAILURES = {  # examples, and what is told of them; the first line of each is line 3
    "def f():\n    1 / 0\n\n\nf()\n": ":4: raises ZeroDivisionError: division by zero",
    "x = 1\nx = = 2\n": ":4: raises SyntaxError: invalid syntax",
    "input()\n": ":3: raises EOFError: EOF when reading a line",
    THREAD: ":2: writes to stderr: ZeroDivisionError: division by zero",
    "raise OSError(__file__)\n": ":3: raises OSError: example.py",
    "import sys\nsys.exit(2)\n": ":4: raises SystemExit: 2",
    WARN.format("FutureWarning"): ":4: raises FutureWarning: old",
    "import another\n": ":3: raises RuntimeWarning: no network",
    "import os\nos._exit(0)\n": ":2: breaks off with status 0",
    "import nojax\n": ":3: raises ModuleNotFoundError: No module named 'nojax'",
    **{f"print({text!r})\n": f":2: {UNSHOWABLE}" for text in ("a\tb", "a\n ", "a\rb")},
}


def run(*codes: str, root: Path = ROOT, values=()) -> list[examples.Run]:
    pages = [parse("docs/foo.md", f"\n```python\n{code}```\n") for code in codes]
    work = [(page.of("example")[0], [*values]) for page in pages]
    return [*examples.run_all(work, root=root)]


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """Return a project with a package of its own, and two libraries that warn."""
    root = tmp_path_factory.mktemp("a book")
    warns = "import warnings\nwarnings.warn('no network', RuntimeWarning)\n"
    for name in ("tinynet", "distributed", "another"):
        (root / f"{name}.py").write_text(PACKAGE if name == "tinynet" else warns)
    (root / "docs/assets").mkdir(parents=True)
    (root / "docs/assets/t.csv").write_text("a,b\n")
    return root


def test_an_example_runs_as_for_a_reader(root):
    runs = run(*(code for code, _ in PRINTED.values()), root=root)
    for (sentence, (_, printed)), one in zip(PRINTED.items(), runs, strict=True):
        assert (one.failure, one.printed) == (None, printed), sentence
    first, second = run(*["import numpy\nprint(numpy.random.random())\n"] * 2)
    assert first.printed != second.printed


def test_a_failure_is_told_with_its_line_and_without_paths_of_this_machine(root):
    told = [str(one.failure) for one in run(*FAILURES, root=root)]
    assert told == [f"docs/foo.md{text}" for text in FAILURES.values()]


def test_what_an_example_leaves_running_is_ended(tmp_path):
    late = f"import time; time.sleep(0.5); open({str(tmp_path / 'late')!r}, 'w')"
    run(f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {late!r}])\n")
    run("import time\ntime.sleep(1.5)\n")
    assert not (tmp_path / "late").exists()


def test_an_example_that_never_ends_is_told(monkeypatch):
    monkeypatch.setattr(examples, "LIMIT", 1)
    (ran,) = run("import time\ntime.sleep(99)\n")
    assert "status -14 after 1 s" in str(ran.failure)


def test_the_package_is_that_of_the_root(root, tmp_path):
    assert run("import tinynet\nprint(tinynet.half)\n", root=root)[0].printed == "0.5"
    (tmp_path / "tinynet.py").write_text("half = 'another'\n")
    code = "import os\nos.system('python3 -c \"import tinynet as t; print(t.half)\"')\n"
    assert run(code, root=tmp_path)[0].printed == "another"


def test_a_library_of_make_elsewhere_is_wanted_and_not_missed(monkeypatch):
    monkeypatch.setattr(examples.importlib.util, "find_spec", {"torch": 1}.get)
    wanting, here = run("import jax\n", "if 0:\n    import torch\n")
    assert (wanting.wants, here.wants) == ("jax", "")
    assert wanting.failure is here.failure is None


def test_expressions_see_the_example_numpy_and_the_package(root):
    asked = ["x", "np.array([[x, half]])", "(True, 'a', None)", "nothing"]
    (one,) = run("import numpy\nx = numpy.float64(2)\n", root=root, values=asked)
    assert one.values[:-1] == [2.0, [[2.0, 0.5]], [True, "a", None]]
    assert isinstance(one.values[-1], examples.Raised)


def test_another_exp_is_off_by_its_last_digit_and_always_alike(monkeypatch):
    x = np.linspace(-30, 30, 99)
    ratio = examples.nudged(x) / np.exp(x)
    assert 0 < np.abs(ratio - 1).max() < 5e-16 and ratio[49] == 1
    monkeypatch.setattr(examples, "resting", defaultdict(list))  # with this setting
    monkeypatch.setenv("TINYNET_NUDGE", "1")
    asked = ["sigmoid(x)", "sigmoid(x)", "1 / (1 + np.exp(-x))"]
    (one,) = run("import numpy\nx = numpy.linspace(-30, 30, 99)\n", values=asked)
    assert one.values[0] == one.values[1] != one.values[2]


BLOCK = '```python\nprint({})\n```\n\n```text title="Output"\n{}```\n'
REMEDY = "; run python -m tools accept docs/foo.md"
OUTPUTS = {
    BLOCK.format("'a\\nb'", "a\nb\n"): "",
    BLOCK.format("'a\\nb'", "a\nc\n"): ":7: published 'c', printed 'b'" + REMEDY,
    BLOCK.format("'a\\nb'", "a\n"): ":7: published nothing, printed 'b'" + REMEDY,
    BLOCK.format("end=''", ""): ":6: published '', printed nothing" + REMEDY,
    "```python\nprint(1)\n```\n": ":3: published nothing, printed '1'" + REMEDY,
}


def test_what_differs_from_what_is_printed_is_told_with_its_line():
    pages = [parse("docs/foo.md", text) for text in OUTPUTS]
    work = [(page.of("example")[0], []) for page in pages]
    runs = examples.run_all(work, root=ROOT)
    found = [examples.output_problems(page, [run]) for page, run in zip(pages, runs)]
    told = [f"docs/foo.md{text}" if text else "" for text in OUTPUTS.values()]
    assert ["".join(map(str, one)) for one in found] == told


def test_an_output_that_follows_no_example_is_told():
    page = parse(
        "docs/foo.md", BLOCK.format(1, "1\n") + '```text title="Output"\n```\n'
    )
    told = "docs/foo.md:8: no example stands above this output; remove it"
    assert [str(one) for one in examples.output_problems(page, [])] == [told]


def test_accepted_outputs_are_those_that_are_compared():
    fold = '\n??? note "More"\n    ```python\n    print("c\\n\\nd")\n    ```\n\n'
    shown = '    ```text title="Output"\n    c\n\n    d\n    ```\n\n'
    silent = "```python\nprint(end='')\n```\n\n"
    old = BLOCK.format(r"'a\n\n```` b'", "x\n") + fold + BLOCK.format("end=''", "y\n")
    new = BLOCK.format(r"'a\n\n```` b'", "a\n\n```` b\n``")
    new = new.replace("```text", "`````text") + fold + shown + silent
    for text in (old, new):
        page = parse("docs/foo.md", text)
        work = [(block, []) for block in page.of("example")]
        runs = [*examples.run_all(work, root=ROOT)]
        assert examples.with_outputs(page, runs) == new
    assert examples.output_problems(page, runs) == []
