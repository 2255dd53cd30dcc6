"""The set-up on a bare machine: real processes, real accidents."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of what the set-up needs, asking for one small library."""
    script = tmp_path / "tinynet/book/environment.py"
    script.parent.mkdir(parents=True)
    shutil.copy(ROOT / "tinynet/book/environment.py", script)
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "pyproject.toml").write_text("")
    return tmp_path


def set_up(
    project: Path, python=sys.executable, **environment
) -> subprocess.CompletedProcess:
    keep = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [python, project / "tinynet/book/environment.py"],
        env={**keep, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def stamp(project: Path) -> None:
    """Make the environment look finished, as an earlier run leaves it."""
    program = (
        "import runpy, sys; names = runpy.run_path(sys.argv[1]); "
        "print(names['fingerprint'](), end='')"
    )
    script = project / "tinynet/book/environment.py"
    said = subprocess.run(
        [sys.executable, "-c", program, script],
        capture_output=True,
        text=True,
        check=True,
    )
    (project / ".venv").mkdir()
    (project / ".venv/made-from.txt").write_text(said.stdout)


def test_a_second_run_does_nothing_and_says_nothing(project):
    stamp(project)
    again = set_up(project)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_changed_requirements_are_set_up_anew(project):
    stamp(project)
    (project / "requirements.txt").write_text("# something else\n")
    again = set_up(project, PIP_INDEX_URL="http://127.0.0.1:9/", PIP_RETRIES="0")
    assert "making .venv" in again.stdout


def test_without_a_network_one_line_says_so(project):
    (project / "requirements.txt").write_text(f"nothing==1 --hash=sha256:{'0' * 64}\n")
    done = set_up(
        project, PIP_INDEX_URL="http://127.0.0.1:9/", PIP_RETRIES="0", PIP_NO_CACHE_DIR="1",
        PIP_FIND_LINKS="", PIP_EXTRA_INDEX_URL="", PIP_CONFIG_FILE=os.devnull,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("environment: the libraries could not be fetched.")
    assert "online?" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (project / ".venv/made-from.txt").exists()


def test_without_the_venv_package_one_line_names_it(project, tmp_path_factory):
    broken = tmp_path_factory.mktemp("broken")
    (broken / "venv.py").write_text("raise ImportError('no module named venv')\n")
    done = set_up(project, PYTHONPATH=str(broken))
    assert done.returncode == 1
    assert "cannot make virtual environments" in done.stderr
    assert "apt-get install python3." in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_interrupted_set_up_is_begun_again(project):
    (project / ".venv/half").mkdir(parents=True)
    done = set_up(project)
    assert "making .venv" in done.stdout
    assert not (project / ".venv/half").exists()


def test_a_python_that_is_too_old_is_told_so(project):
    script = project / "tinynet/book/environment.py"
    text = script.read_text()
    assert "OLDEST = (3, 11)" in text
    script.write_text(text.replace("OLDEST = (3, 11)", "OLDEST = (3, 99)"))
    done = set_up(project, PATH=str(project))
    assert done.returncode == 1
    assert "is too old, and python3.99 or later is not on the PATH" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_newer_python_beside_an_old_one_is_found(project):
    script = project / "tinynet/book/environment.py"
    script.write_text(
        script.read_text().replace("OLDEST = (3, 11)", "OLDEST = (3, 19)")
    )
    newer = project / "python3.20"
    newer.write_text(
        "#!/bin/sh\n"
        '[ "$1" = -c ] && exit 0\n'
        "echo 'the newer one was called' >&2\n"
        "exit 3\n"
    )
    newer.chmod(0o755)
    done = set_up(project, PATH=f"{project}:/usr/bin:/bin")
    assert "the newer one was called" in done.stderr


def test_a_folder_that_cannot_be_written_is_named_in_a_line(project):
    (project / ".venv").write_text("a file in its place")
    done = set_up(project)
    assert done.returncode == 1
    assert "environment: " in done.stderr
    assert done.stderr.count("\n") == 1


def test_old_pythons_can_read_the_script():
    """Its syntax is that of Python 3.6, which is what it takes to say "too old"."""
    import ast

    source = (ROOT / "tinynet/book/environment.py").read_text()
    ast.parse(source, feature_version=(3, 6))
