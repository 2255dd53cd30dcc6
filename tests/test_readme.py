"""The README: its commands and its layout."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_its_commands_are_those_of_make():
    [two] = re.findall(r"```console\n(make .*?)```", README, re.DOTALL)
    assert two == "make serve\nmake test\n"
    said = subprocess.run(["make"], cwd=ROOT, stdout=-1, text=True, check=True).stdout
    verbs = re.findall(r"^make (\w+) +\w", said, re.MULTILINE)
    assert verbs == re.search(r"\.PHONY: (.*)", MAKEFILE)[1].split()
    for by_hand in re.findall(r"^\.venv/bin/python -m (.*)", README, re.MULTILINE):
        assert by_hand.removeprefix("pip install ") in MAKEFILE


def test_everything_that_it_links_to_is_there():
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert {"tests", "mkdocs.yml"} <= {*targets}
    assert [target for target in targets if not (ROOT / target).exists()] == []
