"""The set-up on a bare machine: real processes, real accidents."""

import ast
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.reads()

ROOT = Path(__file__).parents[2]
# No index, no cache and no settings of this machine: pip meets what the test gives it.
ALONE = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_NO_CACHE_DIR": "1",
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_RETRIES": "0",
}
# Makes the smallest wheel that pip takes, so that a set-up needs no library.
BACKEND = """
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name, info = "little-1-py3-none-any.whl", "little-1.dist-info/"
    with zipfile.ZipFile(folder + "/" + name, "w") as wheel:
        wheel.writestr("little.py", "")
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: little\\nVersion: 1\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


def a_project(folder: Path) -> Path:
    """Write what the set-up needs, and no more, into a folder."""
    script = folder / "tinynet/book/environment.py"
    script.parent.mkdir(parents=True)
    shutil.copy(ROOT / "tinynet/book/environment.py", script)
    (folder / "requirements.txt").write_text("")
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "backend.py").write_text(BACKEND)
    return folder


@pytest.fixture
def project(tmp_path) -> Path:
    return a_project(tmp_path)


def clean(**environment) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "PYTHON"))
    }
    return {**kept, **ALONE, **environment}


def start(project: Path, python=sys.executable, **environment) -> subprocess.Popen:
    return subprocess.Popen(
        [python, project / "tinynet/book/environment.py"],
        env=clean(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def set_up(
    project: Path, python=sys.executable, **environment
) -> subprocess.CompletedProcess:
    process = start(project, python, **environment)
    said, wrong = process.communicate(timeout=120)
    return subprocess.CompletedProcess([], process.returncode, said, wrong)


def fails(done: subprocess.CompletedProcess, *parts: str) -> bool:
    """Return whether a run failed with one line that has these parts."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.startswith("environment: ")
    assert done.stderr.count("\n") == 1
    for part in parts:
        assert part in done.stderr
    return True


def oldest(project: Path, version: str) -> None:
    """Make the script ask for a Python of the future."""
    script = project / "tinynet/book/environment.py"
    text = script.read_text()
    assert "OLDEST = (3, 11)\n" in text
    script.write_text(text.replace("OLDEST = (3, 11)\n", f"OLDEST = {version}\n"))


class TestASetUp:
    """One real set-up, begun with what goes wrong most: it is killed, and run twice."""

    @pytest.fixture(scope="class")
    @classmethod
    def project(cls, tmp_path_factory) -> Path:
        project = a_project(tmp_path_factory.mktemp("project"))
        killed = start(project)
        end = time.monotonic() + 60
        while not (project / ".venv/bin").exists() and time.monotonic() < end:
            time.sleep(0.01)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate()
        return project

    @pytest.fixture(scope="class")
    @classmethod
    def both(cls, project) -> list[tuple[int, str, str]]:
        """What two runs that are started at once return and say."""
        assert (project / ".venv").exists()
        assert not (project / ".venv/made-from.txt").exists()
        first = start(project)
        assert first.stdout.readline().startswith("environment: making .venv")
        second = start(project)
        said = [run.communicate(timeout=120) for run in (first, second)]
        return [
            (run.returncode, *lines)
            for run, lines in zip((first, second), said, strict=True)
        ]

    def test_that_was_killed_is_completed_by_the_next_run(self, both):
        status, said, wrong = both[0]
        assert (status, wrong) == (0, "")
        assert said.split("\n") == [
            "environment: fetching the libraries, each checked against its hash",
            "environment: installing this package itself",
            "environment: ready",
            "",
        ]

    def test_is_waited_for_by_another_run(self, both):
        said = "environment: waiting for another run that is making it\n"
        assert both[1] == (0, said, "")

    def test_holds_the_package(self, both, project):
        python = project / ".venv/bin/python"
        subprocess.run([python, "-I", "-c", "import little"], check=True)

    def test_is_not_done_again(self, both, project):
        began = time.monotonic()
        again = set_up(project)
        assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
        assert time.monotonic() - began < 5

    def test_is_not_done_again_by_the_python_that_it_made(self, both, project):
        """As when somebody has activated the environment."""
        again = set_up(project, project / ".venv/bin/python")
        assert (again.returncode, again.stdout, again.stderr) == (0, "", "")

    def test_is_done_again_for_other_requirements_even_by_that_python(
        self, both, project
    ):
        (project / "requirements.txt").write_text("# something else\n")
        (project / ".venv/left-behind").write_text("")
        again = set_up(project, project / ".venv/bin/python")
        assert again.returncode == 0, again.stderr
        assert again.stdout.endswith("environment: ready\n")
        assert not (project / ".venv/left-behind").exists()
        assert set_up(project).stdout == ""


def test_without_a_network_one_line_says_so(project):
    (project / "requirements.txt").write_text(f"nothing==1 --hash=sha256:{'0' * 64}\n")
    done = set_up(project)
    assert fails(done, "could not be fetched", "Is this machine online?")
    assert not (project / ".venv/made-from.txt").exists()


def test_a_library_that_is_not_the_pinned_one_is_refused(project):
    with zipfile.ZipFile(project / "other-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("other-1.dist-info/METADATA", "Metadata-Version: 2.1\n")
    (project / "requirements.txt").write_text(f"other==1 --hash=sha256:{'0' * 64}\n")
    done = set_up(project, PIP_FIND_LINKS=str(project), PIP_NO_INDEX="1")
    assert fails(done, "is not the one that requirements.txt names")


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_without_debian_s_package_one_line_names_it(project, missing):
    broken = project / "broken"
    broken.mkdir()
    (broken / f"{missing}.py").write_text("raise ImportError('not packed')\n")
    done = set_up(project, PYTHONPATH=str(broken))
    package = f"apt-get install python3.{sys.version_info.minor}-venv\n"
    assert fails(done, "cannot make virtual environments", package)


def test_a_full_disk_is_named_in_a_line(project):
    full = project / "full"
    full.mkdir()
    (full / "venv.py").write_text(
        "if __name__ == '__main__': raise OSError(28, 'No space left on device')\n"
    )
    done = set_up(project, PYTHONPATH=str(full))
    assert fails(done, "no room left on the disk. Make room")


def test_what_stands_in_the_way_is_named_in_a_line(project):
    (project / ".venv").write_text("a file in its place")
    assert fails(set_up(project), str(project / ".venv"))


def test_an_interruption_is_said_in_a_line(project):
    process = start(project)
    assert process.stdout.readline().startswith("environment: making .venv")
    os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C does
    said, wrong = process.communicate(timeout=60)
    done = subprocess.CompletedProcess([], process.returncode, said, wrong)
    assert fails(done, "interrupted. The next run begins again")


def test_a_python_that_is_too_old_is_told_so(project):
    oldest(project, "(3, 90)")
    done = set_up(project, PATH=str(project))
    version = "{}.{}".format(*sys.version_info[:2])
    assert fails(done, f"Python {version} is too old, and python3.90 or later is not")


def test_a_newer_python_beside_an_old_one_does_the_work(project):
    oldest(project, "(3, 90)")
    for version, body in [
        ("3.93", "exit 127"),  # names where to get it, and does not work
        ("3.92", '[ "$1" = -c ] || echo "this one did: $1"; exit 0'),
        ("3.91", "echo not this one"),
    ]:
        python = project / f"python{version}"
        python.write_text(f"#!/bin/sh\n{body}\n")
        python.chmod(0o755)
    done = set_up(project, PATH=f"{project}:/usr/bin:/bin")
    script = project / "tinynet/book/environment.py"
    assert (done.returncode, done.stdout) == (0, f"this one did: {script}\n")


def test_no_module_of_the_book_is_taken_for_one_of_python_s(project):
    """The book has a module called numbers; so has Python."""
    for name in ["hashlib", "shutil", "subprocess"]:
        (project / f"tinynet/book/{name}.py").write_text("raise SystemExit('ours')\n")
    oldest(project, "(3, 90)")
    assert fails(set_up(project, PATH=""), "is too old")


def test_pythons_that_are_far_too_old_can_read_the_script():
    """Only then can it tell them. Python 2.7 and 3.6 to 3.10 have been tried."""
    script = ROOT / "tinynet/book/environment.py"
    text = script.read_bytes().decode("ascii")
    new_words = (
        ast.JoinedStr, ast.Starred, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal,
        ast.AsyncFunctionDef, ast.Match, ast.YieldFrom, ast.MatMult,
    )  # fmt: skip
    for node in ast.walk(ast.parse(text)):
        assert not isinstance(node, new_words), ast.unparse(node)
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not node.args.kwonlyargs
            assert not any(argument.annotation for argument in node.args.args)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
            assert len(node.args) == 1
            assert not node.keywords
    for old in ["python2.7", "python3.6"]:
        if path := shutil.which(old):
            done = subprocess.run([path, "-c", ""], capture_output=True, check=False)
            if done.returncode == 0:
                command = [path, "-c", f"compile(open('{script}').read(), 'x', 'exec')"]
                subprocess.run(command, check=True)
