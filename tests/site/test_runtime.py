"""Where the runtime comes from, and a site that could not get one."""

import os
import subprocess

import pytest
from built_site import ROOT, needs_browser

from publish.runtime import make_runtime, npm_of_python


def test_the_lock_file_has_hashes_and_no_addresses():
    lock = (ROOT / "publish/package-lock.json").read_text("utf-8")
    assert lock.count('"integrity"') == lock.count('"node_modules/')
    assert "resolved" not in lock


def test_where_npm_is_missing_a_wheel_brings_it(tmp_path):
    try:
        npm = npm_of_python(tmp_path)
    except subprocess.CalledProcessError:
        # Somebody offline is let off; a machine that builds for all is not.
        if "CI" in os.environ:
            raise
        pytest.skip("pip can't fetch it: is this machine online?")
    told = subprocess.run([*npm, "--version"], capture_output=True, check=True)
    assert int(told.stdout.split(b".")[0]) >= 10  # knows the lock file's format


@needs_browser
def test_without_npm_and_its_wheel_a_line_says_so_and_no_button_is_shown(
    tmp_path, monkeypatch, capfd, browser, address
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    make_runtime(tmp_path)
    told = (
        "no runtime (npm or pip could not fetch it), so blocks can't be run in the page"
    )
    assert capfd.readouterr().err.endswith(f"publish: {told}\n")
    empty, wrong = (tmp_path / "runtime.js").read_text("utf-8"), []
    tab = browser.new_page()
    tab.on("console", lambda said: wrong.append(said.text))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.route(
        "**/made/runtime.js",
        lambda route: route.fulfill(body=empty, content_type="text/javascript"),
    )
    tab.goto(address + "slope.html")
    assert tab.get_by_role("button", name="Copy").first.is_visible()
    assert tab.get_by_role("button", name="Run block").count() == 0
    assert wrong == []
    tab.close()
