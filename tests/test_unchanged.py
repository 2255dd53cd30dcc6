"""What has passed is kept, and run again when anything has changed that it reads."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import unchanged

pytestmark = pytest.mark.reads()

TESTS = """
import pytest
from pathlib import Path

def test_unmarked():
    pass

@pytest.mark.reads()
def test_reads_nothing():
    assert sum([1, 2]) == 3

@pytest.mark.reads("data")
def test_reads():
    assert Path("data/numbers.txt").read_text() == "1"

@pytest.mark.reads("data")
def test_reads_more_than_it_says():
    Path("secret.txt").read_text()
"""


@pytest.fixture
def project(tmp_path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/numbers.txt").write_text("1")
    (tmp_path / "secret.txt").write_text("1")
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = tests\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/conftest.py").write_text('pytest_plugins = ["unchanged"]\n')
    (tmp_path / "tests/test_little.py").write_text(TESTS)
    shutil.copy(unchanged.__file__, tmp_path / "tests")
    return tmp_path


def outcomes(project: Path, *options: str, **environment) -> dict[str, str]:
    """Return what became of each test."""
    root = Path(unchanged.__file__).parents[1]
    alone = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *options],
        cwd=project,
        env={**alone, "PYTHONPATH": str(root), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return dict(re.findall(r"::test_(\w+) ([A-Z]+)", done.stdout))


def test_a_marked_test_is_run_until_it_has_passed_and_when_what_it_reads_changes(
    project,
):
    lies = {"reads_more_than_it_says": "FAILED"}
    assert outcomes(project) == {
        "unmarked": "PASSED",
        "reads_nothing": "PASSED",
        "reads": "PASSED",
        **lies,
    }
    kept = {"reads_nothing": "KEPT", "unmarked": "PASSED", **lies}
    assert outcomes(project) == {**kept, "reads": "KEPT"}

    (project / "data/numbers.txt").write_text("2")
    assert outcomes(project) == {**kept, "reads": "FAILED"}
    assert outcomes(project) == {**kept, "reads": "FAILED"}
    (project / "data/numbers.txt").write_text("1")
    assert outcomes(project) == {**kept, "reads": "KEPT"}

    (project / "data/more.txt").write_text("")
    assert outcomes(project, "-k", "reads and not more") == {
        "reads_nothing": "KEPT",
        "reads": "PASSED",
    }
    (project / "tests/helper.py").write_text("")
    assert set(outcomes(project).values()) == {"PASSED", "FAILED"}


def test_a_machine_that_builds_for_all_runs_everything(project):
    outcomes(project)
    assert "KEPT" not in outcomes(project, CI="true").values()
