"""Examples run alone, as a reader runs them; what they print is compared."""

import sys
from pathlib import Path

import pytest

from tools import examples
from tools.pages import parse

ROOT = Path(__file__).parents[2]


def page_of(*blocks: str):
    """Return a page with these examples; the first begins on line 2."""
    return parse("docs/foo.md", "\n".join(f"\n```python\n{one}```\n" for one in blocks))


def run(*blocks: str, root=ROOT, values=()):
    """Return the Run of each block."""
    work = [(block, [*values]) for block in page_of(*blocks).of("example")]
    return [*examples.run_all(work, root=root)]


def failure(block: str, root=ROOT) -> str:
    (one,) = run(block, root=root)
    return str(one.failure)


def package(root: Path, code: str) -> Path:
    """Make a project whose package is this code."""
    (root / "tinynet").mkdir(parents=True)
    (root / "tinynet/__init__.py").write_text(code)
    return root


class TestAlone:
    def test_no_example_sees_what_another_has_done(self, tmp_path):
        root = package(tmp_path, "SHARED = [0]\n")
        leak = (
            "import os, sys, numpy, tinynet\ntinynet.SHARED[0] = numpy.pi = 9\n"
            "sys.path.insert(0, 'x')\nos.environ['LEAK'] = 'x'\n"
            "open('file', 'w').close()\nprint(tinynet.SHARED)\n"
        )
        look = (
            "import os, sys, numpy, tinynet\n"
            "print(tinynet.SHARED, numpy.pi > 4, 'x' in sys.path, 'LEAK' in os.environ,"
            " os.listdir())\n"
        )
        before, leaked, behind = run(look, leak, look, root=root)
        assert before.printed == behind.printed == "[0] False False False []"
        assert leaked.printed == "[9]"

    def test_random_numbers_differ_from_example_to_example(self):
        code = "import numpy, random\nprint(numpy.random.random(), random.random())\n"
        assert len({one.printed for one in run(code, code, code)}) == 3

    def test_a_submodule_that_an_example_forgets_to_import_is_not_there(self):
        _, forgets = run(
            "import matplotlib.pyplot\n", "import matplotlib\nmatplotlib.pyplot\n"
        )
        assert "no attribute 'pyplot'" in str(forgets.failure)

    def test_the_package_is_that_of_the_book(self, tmp_path):
        code = "import tinynet\nprint(tinynet.WHO)\n"
        for who in ("one", "two"):
            root = package(tmp_path / who, f"WHO = {who!r}\n")
            assert run(code, root=root)[0].printed == who

    def test_processes_of_an_example_find_its_functions_and_the_package(self, tmp_path):
        root = package(tmp_path, "def square(x):\n    return x * x\n")
        code = (
            "from multiprocessing import get_context\n\nfrom tinynet import square\n\n\n"
            "def double(x):\n    return square(x) * 2\n\n\n"
            "if __name__ == '__main__':\n"
            "    with get_context('spawn').Pool(2) as pool:\n"
            "        print(pool.map(double, [1, 2]))\n"
        )
        (one,) = run(code, root=root)
        assert (one.failure, one.printed) == (None, "[2, 8]")

    def test_the_command_line_of_an_example_is_its_own(self):
        parser = "import argparse\nparser = argparse.ArgumentParser()\n"
        option = "parser.add_argument('--n', default=4)\nprint(parser.parse_args().n)\n"
        assert run(parser + option)[0].printed == "4"
        needs = "parser.add_argument('rows')\nparser.parse_args()\n"
        told = failure(parser + needs)
        assert told.startswith(
            "docs/foo.md:6: raises SystemExit: 2; writes to stderr: "
        )
        assert told.endswith("the following arguments are required: rows")

    def test_nothing_can_be_read_from_standard_input(self):
        assert failure("input()\n").startswith("docs/foo.md:3: raises EOFError")

    def test_what_an_example_leaves_running_is_ended(self, tmp_path):
        file = tmp_path / "still there"
        late = f"import time; time.sleep(2); open({str(file)!r}, 'w')"
        run(
            f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {late!r}])\n"
        )
        run("import time\ntime.sleep(3)\n")
        assert not file.exists()

    def test_nothing_is_written_into_the_project(self, tmp_path):
        root = package(tmp_path, "X = 1\n")
        before = {*root.rglob("*")}
        run("import tinynet\nopen('a', 'w').close()\n", root=root)
        new = {*root.rglob("*")} - before
        assert [one.name for one in new if "__pycache__" not in str(one)] == []

    def test_the_environment_is_that_of_now(self, monkeypatch):
        code = "import os\nprint(os.environ.get('TINYNET_TEST'))\n"
        assert run(code)[0].printed == "None"
        monkeypatch.setenv("TINYNET_TEST", "1")
        assert run(code)[0].printed == "1"


class TestFailures:
    def test_a_block_that_raises_is_run_once(self, tmp_path):
        file = tmp_path / "runs"
        told = failure(f"open({str(file)!r}, 'a').write('x')\nlen(3)\n")
        assert (
            told == "docs/foo.md:4: raises TypeError: object of type 'int' has no len()"
        )
        assert file.read_text() == "x"

    def test_the_line_is_that_of_the_page(self):
        assert failure("def f():\n    1 / 0\n\n\nf()\n").startswith("docs/foo.md:4: ")
        assert failure("x = 1\nx = = 2\n") == (
            "docs/foo.md:4: raises SyntaxError: invalid syntax"
        )

    def test_an_error_in_a_thread_is_a_failure_without_paths_of_this_machine(self):
        code = "import threading\n\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\n"
        told = "writes to stderr: ZeroDivisionError: division by zero"
        assert failure(code) == f"docs/foo.md:5: {told}"
        told = failure("import sys\nprint('in', __file__, file=sys.stderr)\n")
        assert told == "docs/foo.md:2: writes to stderr: in example.py"

    def test_what_python_keeps_from_readers_is_no_output(self):
        (one,) = run("open('a.txt', 'w').write('x')\nprint('written')\n")
        assert (one.failure, one.printed) == (None, "written")

    def test_what_readers_would_be_warned_of_is_a_failure(self, tmp_path):
        root = package(
            tmp_path, "import warnings\ndef old(kind): warnings.warn('old', kind)\n"
        )
        warns = "import warnings\nwarnings.warn('old', DeprecationWarning)\n"
        assert failure(warns) == "docs/foo.md:4: raises DeprecationWarning: old"
        ours = "from tinynet import old\nold(FutureWarning)\n"
        assert failure(ours, root) == "docs/foo.md:4: raises FutureWarning: old"
        overflow = "import numpy as np\nnp.exp(np.array([1000.0]))\n"
        assert "raises RuntimeWarning: overflow" in failure(overflow)

    def test_what_a_library_says_about_this_machine_is_none(self, tmp_path):
        root = package(tmp_path, "")
        code = "import warnings\nwarnings.warn('no network', RuntimeWarning)\n"
        (root / "distributed.py").write_text(code)
        (root / "another.py").write_text(code)
        assert failure("import distributed\n", root) == "None"
        assert "raises RuntimeWarning: no network" in failure("import another\n", root)

    def test_an_example_that_breaks_off_is_a_failure(self):
        assert failure("import os\nos._exit(0)\n").endswith("breaks off with status 0")
        assert failure("import sys\nsys.exit(3)\n").endswith("raises SystemExit: 3")

    def test_an_example_that_never_ends_is_told(self, monkeypatch):
        monkeypatch.setattr(examples, "LIMIT", 1)
        assert failure("while True: pass\n") == "docs/foo.md:2: does not end within 1 s"

    def test_a_library_of_make_elsewhere_is_wanted_and_not_missed(self, tmp_path):
        extra = "[project.optional-dependencies]\nelsewhere = [\n  'x',\n"
        extra = extra.replace("'x'", '"notorch==2.0", "json"') + "]\n"
        (tmp_path / "pyproject.toml").write_text(extra)
        wanting, here, wrong = run(
            *("import notorch\n", "import json\n", "import nojax\n"), root=tmp_path
        )
        assert (wanting.wants, wanting.failure) == ("notorch", None)
        assert (here.wants, here.failure) == ("", None)
        assert "No module named 'nojax'" in str(wrong.failure)


class TestValues:
    def test_expressions_see_the_example_numpy_and_the_package(self, tmp_path):
        root = package(tmp_path, "half = 0.5\nx = 1\n")
        asked = [
            "x",
            "np.array([[x, half]])",
            "(True, 'a', None)",
            "nothing",
            "print()",
        ]
        (one,) = run("import numpy\nx = numpy.float64(2)\n", root=root, values=asked)
        told = "NameError: name 'nothing' is not defined"
        assert one.values == [2.0, [[2.0, 0.5]], [True, "a", None], told, None]
        assert [type(value) for value in one.values[3:]] == [
            examples.Raised,
            type(None),
        ]
        assert one.printed == ""

    def test_another_exp_is_off_by_its_last_digit_always_alike(self, monkeypatch):
        asked = [
            "np.exp(x)",
            "np.exp(x)",
            "np.exp(0.0)",
            "isinstance(np.exp, np.ufunc)",
        ]
        code = "import numpy as np\nx = np.linspace(-30, 30, 99)\n"
        (true,) = run(code, values=asked)
        monkeypatch.setenv("TINYNET_NUDGE", "1")
        (other,) = run(code, values=asked)
        assert other.values[0] == other.values[1] != true.values[0]
        assert other.values[2:] == [1.0, True]
        pairs = zip(true.values[0], other.values[0], strict=True)
        assert 0 < max(abs(a / b - 1) for a, b in pairs) < 3e-16


class TestOutputs:
    def problems(self, text: str) -> list[str]:
        page = parse("docs/foo.md", text)
        runs = examples.run_all(
            [(block, []) for block in page.of("example")], root=ROOT
        )
        found = [one for r in runs for one in examples.output_problems(page, r)]
        return [str(problem) for problem in found + examples.orphan_outputs(page)]

    def test_the_first_line_that_differs_is_named(self):
        block = '```python\nprint("a\\nb")\n```\n\n```text title="Output"\na\n{}```\n'
        assert self.problems(block.format("b\n")) == []
        told = "docs/foo.md:7: published {}, printed 'b'; "
        told += "run `python -m tools accept docs/foo.md`"
        assert self.problems(block.format("c\n")) == [told.format("'c'")]
        assert self.problems(block.format("")) == [told.format("nothing")]

    def test_a_line_without_a_block_and_a_block_without_a_line_are_told(self):
        (told,) = self.problems("```python\nprint(1)\n```\n")
        assert told.startswith("docs/foo.md:3: prints '1' with no output block below")
        silent = '```python\nx = 1\n```\n\n```text title="Output"\n```\n'
        (told,) = self.problems(silent)
        assert told.startswith("docs/foo.md:5: nothing is printed above this")

    def test_an_output_that_follows_no_example_is_told(self):
        output = '```text title="Output"\n1\n```\n'
        example = "```python\nprint(1)\n```\n\n"
        told = "no example stands above this output; remove it"
        assert self.problems(output) == [f"docs/foo.md:1: {told}"]
        assert self.problems(example + 2 * output) == [f"docs/foo.md:8: {told}"]

    def test_what_processes_of_an_example_print_is_output(self):
        code = "import os\nprint(1)\nos.system('echo 2')\nprint(3)\n"
        assert run(code)[0].printed == "1\n2\n3"

    @pytest.mark.parametrize("text", ["a\tb", "a\n  \nb", "\x1b[1m", "a\rb"])
    def test_what_no_page_can_show_is_told(self, text):
        (told,) = self.problems(f"```python\nprint({text!r})\n```\n")
        assert "no page can show that" in told

    def test_accepted_outputs_are_those_that_are_compared(self):
        old = parse(
            "docs/foo.md",
            "```python\nprint('a\\n\\n```` b')\n```\n\n"
            '```text title="Output"\nx\n```\n\n??? note "More"\n'
            "    ```python\n    print('c\\n\\nd')\n    ```\n\n"
            '```python\nx = 1\n```\n\n```text title="Output"\ny\n```\nEnd.\n',
        )
        runs = [*examples.run_all([(b, []) for b in old.of("example")], root=ROOT)]
        new = examples.with_outputs(old, runs)
        assert new == (
            "```python\nprint('a\\n\\n```` b')\n```\n\n"
            '`````text title="Output"\na\n\n```` b\n`````\n\n??? note "More"\n'
            "    ```python\n    print('c\\n\\nd')\n    ```\n\n"
            '    ```text title="Output"\n    c\n\n    d\n    ```\n\n'
            "```python\nx = 1\n```\nEnd.\n"
        )
        assert self.problems(new) == []
        again = parse("docs/foo.md", new)
        runs = [*examples.run_all([(b, []) for b in again.of("example")], root=ROOT)]
        assert examples.with_outputs(again, runs) == new


def test_no_file_of_ours_has_the_name_of_a_standard_module():
    names = {
        file.stem for one in ("tools", "tinynet") for file in ROOT.glob(f"{one}/*.py")
    }
    assert names & (sys.stdlib_module_names - {"__main__"}) == set()
