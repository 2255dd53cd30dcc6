"""Examples run alone, as a reader runs them; what they print is compared."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from tools import examples
from tools.pages import parse

ROOT = Path(__file__).parents[2]
PACKAGE = """\
import warnings

shared = [0]
half = x = 0.5


def square(x):
    return x * x


def warn(kind):
    warnings.warn("old", kind)
"""
SPAWN = """\
from multiprocessing import get_context

from tinynet import square


def double(x):
    return square(x) * 2


if __name__ == "__main__":
    with get_context("spawn").Pool(2) as pool:
        print(pool.map(double, [1, 2]))
"""
LEAK = """\
import os, sys, numpy, tinynet
tinynet.shared[0] = numpy.pi = 9
sys.path.insert(0, "x")
os.environ["LEAK"] = "x"
open("file", "w").close()
print(tinynet.shared)
"""
LOOK = """\
import os, sys, numpy, tinynet
print(tinynet.shared, numpy.pi > 4, "x" in sys.path, "LEAK" in os.environ, os.listdir())
"""
THREAD = "import threading\n\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\n"
WARN = "from tinynet import warn\nwarn({})\n"
PARSE = "import argparse\np = argparse.ArgumentParser()\np.add_argument({})\n"
PARSE += "print(p.parse_args().n)\n"
PRINTED = {  # what examples print, of which nothing is wrong
    "An example sees the package as it is": (LOOK, "[0] False False False []"),
    "An example changes what it likes": (LEAK, "[9]"),
    "No example sees what another one has done": (LOOK, "[0] False False False []"),
    "Its processes find its functions, and the package": (SPAWN, "[2, 8]"),
    "Its command line is its own": (PARSE.format("'--n', default=4"), "4"),
    "Its output is in the order in which readers see it": (
        "import os\nprint(1)\nos.system('echo 2')\nprint(3)\n",
        "1\n2\n3",
    ),
    "A file that is not closed is no output": (
        "open('a.txt', 'w').write('x')\nprint('written')\n",
        "written",
    ),
    "What a library says of this machine is nothing": ("import distributed\n", ""),
    "A table of the site lies beside it": ('print(open("t.csv").read())\n', "a,b"),
    "Nothing else does": ("import os\nprint(os.listdir(), 't')\n", "[] t"),
}
FAILURES = {  # examples, and what is told of them; the first line of each is line 3
    "def f():\n    1 / 0\n\n\nf()\n": ":4: raises ZeroDivisionError: division by zero",
    "x = 1\nx = = 2\n": ":4: raises SyntaxError: invalid syntax",
    "len(\n3)\n": ":3: raises TypeError: object of type 'int' has no len()",
    "input()\n": ":3: raises EOFError: EOF when reading a line",
    THREAD: ":2: writes to stderr: ZeroDivisionError: division by zero",
    "open(__file__ + 'x')\n": ":3: raises FileNotFoundError: [Errno 2] No such file or "
    "directory: 'example.pyx'",
    PARSE.format(
        "'n'"
    ): ":6: raises SystemExit: 2; writes to stderr: example.py: error: "
    "the following arguments are required: n",
    WARN.format("FutureWarning"): ":4: raises FutureWarning: old",
    "import warnings\nwarnings.warn('x', DeprecationWarning)\n": ":4: raises Deprecation"
    "Warning: x",
    "import another\n": ":3: raises RuntimeWarning: no network",
    "import numpy as np\nnp.exp(np.array([1e3]))\n": ":4: raises RuntimeWarning: overflow"
    " encountered in exp",
    "import matplotlib\nmatplotlib.pyplot\n": ":4: raises AttributeError: module "
    "'matplotlib' has no attribute 'pyplot'",
    "import os\nos._exit(0)\n": ":2: breaks off with status 0",
    "import nojax\n": ":3: raises ModuleNotFoundError: No module named 'nojax'",
    "print('a\\tb')\n": ":2: prints a tab, a control sign or a line of blanks",
    "print('a\\n  ')\n": ":2: prints a tab, a control sign or a line of blanks",
    "print('a\\rb')\n": ":2: prints a tab, a control sign or a line of blanks",
}


def page_of(*codes: str):
    return parse("docs/foo.md", "\n".join(f"\n```python\n{one}```\n" for one in codes))


def run(*codes: str, root: Path = ROOT, values=()) -> list[examples.Run]:
    blocks = [page_of(code).of("example")[0] for code in codes]
    return [*examples.run_all([(block, [*values]) for block in blocks], root=root)]


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """Return a project with a package of its own, and two libraries that warn."""
    root = tmp_path_factory.mktemp("a book")
    warns = "import warnings\nwarnings.warn('no network', RuntimeWarning)\n"
    files = {"tinynet": PACKAGE, "distributed": warns, "another": warns}
    for name, text in files.items():
        (root / f"{name}.py").write_text(text)
    (root / "docs/assets").mkdir(parents=True)
    (root / "docs/assets/t.csv").write_text("a,b\n")
    return root


def test_an_example_runs_as_for_a_reader(root):
    runs = run(*(code for code, _ in PRINTED.values()), root=root)
    for (sentence, (_, printed)), one in zip(PRINTED.items(), runs, strict=True):
        assert (one.failure, one.printed) == (None, printed), sentence
    known = {"tinynet.py", "distributed.py", "another.py", "docs"}
    assert {file.name for file in root.iterdir()} - {"__pycache__"} == known


def test_random_numbers_differ_from_example_to_example():
    first, second = run(*["import numpy\nprint(numpy.random.random())\n"] * 2)
    assert first.printed != second.printed


def test_a_failure_is_told_with_its_line_and_without_paths_of_this_machine(root):
    told = [str(one.failure) for one in run(*FAILURES, root=root)]
    assert told == [f"docs/foo.md{text}" for text in FAILURES.values()]


def test_what_an_example_leaves_running_is_ended(tmp_path):
    late = f"import time; time.sleep(2); open({str(tmp_path / 'late')!r}, 'w')"
    run(f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {late!r}])\n")
    run("import time\ntime.sleep(3)\n")
    assert not (tmp_path / "late").exists()


def test_an_example_that_never_ends_is_told(monkeypatch):
    monkeypatch.setattr(examples, "LIMIT", 1)
    (one,) = run("while True: pass\n")
    assert str(one.failure) == "docs/foo.md:2: breaks off with status -14 after 1 s"


def test_the_package_is_that_of_the_root(root, tmp_path):
    assert run("import tinynet\nprint(tinynet.half)\n", root=root)[0].printed == "0.5"
    (tmp_path / "tinynet.py").write_text("half = 'another'\n")
    code = "import os, sys\nos.system(f'{sys.executable} -c \"import tinynet as t; "
    code += "print(t.half)\"')\n"
    assert run(code, root=tmp_path)[0].printed == "another"


def test_a_library_of_make_elsewhere_is_wanted_and_not_missed(monkeypatch):
    monkeypatch.setattr(examples.importlib.util, "find_spec", {"torch": 1}.get)
    wanting, here = run("import jax\n", "if 0:\n    import torch\n")
    assert (wanting.wants, wanting.failure) == ("jax", None)
    assert (here.wants, here.failure) == ("", None)


def test_expressions_see_the_example_numpy_and_the_package(root):
    asked = ["x", "np.array([[x, half]])", "(True, 'a', None)", "nothing"]
    (one,) = run("import numpy\nx = numpy.float64(2)\n", root=root, values=asked)
    told = "NameError: name 'nothing' is not defined"
    assert one.values == [2.0, [[2.0, 0.5]], [True, "a", None], told]
    assert isinstance(one.values[-1], examples.Raised)


def test_another_exp_is_off_by_its_last_digit_and_always_alike(monkeypatch):
    x = np.linspace(-30, 30, 99)
    ratio = examples.nudged(x) / np.exp(x)
    assert 0 < np.abs(ratio - 1).max() < 5e-16
    assert examples.nudged(0.0) == 1
    asked = ["sigmoid(0.0)", "sigmoid(x)", "sigmoid(x)"]
    code = "import numpy as np\nx = np.linspace(-30, 30, 99)\n"
    (true,) = run(code, values=asked)
    monkeypatch.setattr(examples, "resting", defaultdict(list))
    monkeypatch.setenv("TINYNET_NUDGE", "1")
    (other,) = run(code, values=asked)
    monkeypatch.setattr(examples, "resting", defaultdict(list))
    assert other.values[0] == true.values[0]
    assert other.values[1] == other.values[2] != true.values[1]


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
    found = [examples.output_problems(*pair) for pair in zip(pages, runs, strict=True)]
    told = [f"docs/foo.md{text}" if text else "" for text in OUTPUTS.values()]
    assert ["".join(map(str, one)) for one in found] == told


def test_an_output_that_follows_no_example_is_told():
    text = BLOCK.format(1, "1\n") + '```text title="Output"\n```\n'
    page = parse("docs/foo.md", text)
    told = "docs/foo.md:8: no example stands above this output; remove it"
    assert [str(one) for one in examples.orphan_outputs(page)] == [told]


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
    assert [p for run in runs for p in examples.output_problems(page, run)] == []
