"""What the workflow publishes, releases and shows: its jobs, and the script that they call."""

import json
import os
import re
import shutil
import subprocess

import pytest
import yaml
from built_site import PATHS, ROOT, html_file

from publish.versions import LIST, list_versions, version_of
from tinynet import __version__

WORKFLOW = ROOT / ".github/workflows/book.yml"
# Each notes how it was called; the one for GitHub's releases knows two, one without a site.
TELL = """#!/usr/bin/env bash
echo "${0##*/} $* ${SITE_URL#https://example.org}" >> told
case "$0 $*" in
  */make*) mkdir -p site/assets/made
    touch site/assets/made/tinynet_book-0.2.0-py3-none-any.whl ;;
  *"release list"*) echo v0.1.0 v0.2.0 ;;
  *"download v0.1.0"*) exit 1 ;;
  *"release download"*) touch "${@: -1}" ;;
esac
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in which nothing is there but the script and words for its commands."""
    for name in ".ci", ".venv/bin", "bin":
        (tmp_path / name).mkdir(parents=True)
    shutil.copy(ROOT / ".ci/publish", tmp_path / ".ci")
    for name in "bin/make", "bin/gh", ".venv/bin/python":
        (tmp_path / name).write_text(TELL)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("SITE_URL", "https://example.org/book")
    return tmp_path


def called(project, ref: str, status: int = 0) -> list[str]:
    settings = {**os.environ, "GITHUB_REF": ref}
    done = subprocess.run([project / ".ci/publish"], env=settings, check=False)
    assert done.returncode == status
    return (project / "told").read_text().splitlines()


def test_main_is_built_for_its_address_with_the_releases_beside_it(project):
    make, listed, *_, last = called(project, "refs/heads/main")
    assert make == "make build /book/"
    assert last.startswith("python -m publish versions site ")
    assert last.count(".zip") == 1 and "v0.2.0.zip" in last


def test_a_release_is_built_for_a_folder_and_its_tag_is_the_version(project):
    assert called(project, "refs/tags/v0.2.0") == ["make build /book/0.2.0/"]
    called(project, "refs/tags/v0.3.0", status=1)


def test_nothing_is_published_or_released_that_was_not_tested():
    workflow = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    jobs, on = workflow["jobs"], workflow[True]  # "on" is a word for true in YAML
    assert {"push", "pull_request", "workflow_dispatch"} == on.keys()
    assert workflow["permissions"] == {"contents": "read"}
    ending = {name for name, job in jobs.items() if "permissions" in job}
    assert ending == {"publish", "release"}
    for name in ending:
        assert {*jobs[name]["needs"]} == jobs.keys() - ending
    assert "refs/heads/main" in jobs["publish"]["if"] and "tag" in jobs["release"]["if"]
    assert "secrets." not in json.dumps(workflow)
    for used in re.findall(r"uses: (.+)", WORKFLOW.read_text("utf-8")):
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v[\d.]+", used)


def test_each_page_says_which_version_it_documents(built_site):
    assert version_of(built_site) == __version__
    for name in [*map(html_file, PATHS), "404.html", "versions.html"]:
        html = (built_site / name).read_text("utf-8")
        assert f"tinynet-book {__version__}. Code:" in html, name
        assert 'versions.html">Other versions</a>' in html, name


def test_versions_are_listed_with_the_newest_first(tmp_path):
    for name in "", "0.9.0", "0.10.0":
        (tmp_path / name / "assets/made").mkdir(parents=True)
        (tmp_path / name / "versions.html").write_text('<ul class="versions">x</ul>')
    (tmp_path / "assets/made/tinynet_book-0.11.0-py3-none-any.whl").touch()
    list_versions(tmp_path)
    for name, root in ("", ""), ("0.9.0", "../"):
        html = (tmp_path / name / "versions.html").read_text()
        links = [part.split('"')[0] for part in html.split('href="')[1:]]
        assert links == [f"{root}{one}index.html" for one in ("", "0.10.0/", "0.9.0/")]
        assert ">0.11.0, the latest<" in html and LIST.search(html)
