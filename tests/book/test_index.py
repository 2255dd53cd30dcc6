"""The one command of the machinery, as a person types it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tinynet.book.__main__ import main

pytestmark = pytest.mark.reads("docs", "README.md")

ROOT = Path(__file__).parents[2]


def type_in(*words, cwd=ROOT) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tinynet.book", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(cwd)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def typed(monkeypatch, capsys):
    """The same without a new process, for a project whose package is whole."""

    def type_here(*words, cwd) -> subprocess.CompletedProcess:
        monkeypatch.chdir(cwd)
        status = 0
        try:
            main([*words])
        except SystemExit as end:
            status = end.code
        return subprocess.CompletedProcess(words, status, *capsys.readouterr())

    return type_here


@pytest.fixture
def copy_of_the_project(tmp_path) -> Path:
    for name in ["docs", "tinynet", "overrides"]:
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ["mkdocs.yml", "README.md", "pyproject.toml"]:
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_without_a_verb_it_says_which_there_are():
    said = type_in()
    assert said.returncode == 2
    helped = type_in("--help").stdout
    for verb in ["tangle", "check", "accept", "serve", "bench"]:
        assert verb in helped


def test_tangle_changes_nothing_in_the_real_project(copy_of_the_project, typed):
    said = typed("tangle", cwd=copy_of_the_project)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("tangle: 0 written, 0 removed; ")


def test_a_changed_character_in_the_package_is_named_with_file_and_line(
    copy_of_the_project,
):
    module = copy_of_the_project / "tinynet/neuron.py"
    line = module.read_text().split("\n").index("    return 1 / (1 + np.exp(-x))") + 1
    module.write_text(module.read_text().replace("np.exp(-x)", "np.exp(+x)"))
    said = type_in("check", cwd=copy_of_the_project)
    assert said.returncode == 1
    assert said.stderr.startswith(f"tinynet/neuron.py:{line}: edited by hand")
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("verb", ["check", "accept"])
def test_a_changed_character_in_a_definition_is_named_with_page_and_line(
    copy_of_the_project, typed, verb
):
    page = copy_of_the_project / "docs/neuron.md"
    line = page.read_text().split("\n").index("    return 1 / (1 + np.exp(-x))") + 1
    page.write_text(page.read_text().replace("np.exp(-x)", "np.exp(+x)"))
    said = typed(verb, cwd=copy_of_the_project)
    assert said.returncode == 1
    assert said.stderr.startswith(f"docs/neuron.md:{line}: ")
    assert "older copy" in said.stderr


def test_a_page_can_be_checked_alone_and_an_unknown_one_is_named():
    said = type_in("check", "threshold.md")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith(
        "check: nothing is wrong; definitions: 1, modules: 1,"
    )
    said = type_in("check", "treshold.md")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == "treshold.md:1: there is no such page\n"


def test_a_module_deleted_by_hand_is_written_again(copy_of_the_project):
    before = (copy_of_the_project / "tinynet/neuron.py").read_bytes()
    (copy_of_the_project / "tinynet/neuron.py").unlink()
    said = type_in("tangle", cwd=copy_of_the_project)
    assert said.returncode == 0, said.stderr
    assert (copy_of_the_project / "tinynet/neuron.py").read_bytes() == before


def test_a_chapter_that_does_not_import_can_be_mended(copy_of_the_project):
    page = copy_of_the_project / "docs/neuron.md"
    right = page.read_text()
    page.write_text(
        right.replace(
            "import numpy as np\n\n\ndef weighted", "nonsense\n\n\ndef weighted"
        )
    )
    assert type_in("tangle", cwd=copy_of_the_project).returncode == 0
    page.write_text(right)
    said = type_in("tangle", cwd=copy_of_the_project)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("tangle: 1 written")
