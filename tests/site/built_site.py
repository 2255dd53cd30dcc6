"""The site as readers get it: built once, served on this machine, seen by a browser."""

import faulthandler
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publish.book import browser as chromium
from publish.served import served
from tools.doctests import read_once

ROOT = Path(__file__).parents[2]
BOOK = read_once(ROOT)
PATHS = [page.path for page in BOOK.pages if page.path.startswith("docs/")]
PATHS += BOOK.notebooks
CHROMIUM = chromium()
REMEDY = "no browser: `apt-get install chromium`, or its path in CHROMIUM"
# A machine that builds for all is not let off.
let_off = not CHROMIUM and "CI" not in os.environ
needs_browser = pytest.mark.skipif(let_off, reason=REMEDY)


# How far the page has moved by itself while it was loaded.
MOVED = """(async () => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  const seen = new PerformanceObserver(() => {});
  seen.observe({type: "layout-shift", buffered: true});
  const by_itself = seen.takeRecords().filter(one => !one.hadRecentInput);
  return by_itself.reduce((sum, one) => sum + one.value, 0);
})()"""


def animate(tab):
    """Wait until the figures of the page, if it has any, are no longer still pictures."""
    for figure in tab.locator(".moving").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".live").wait_for()


def html_file(path: str) -> str:
    """Return where the site has a page: docs/xor.md is in xor.html."""
    return Path(path).relative_to("docs").with_suffix(".html").as_posix()


def build(site: Path, root: Path = ROOT) -> subprocess.CompletedProcess:
    """Build the site of the project `root` into the folder `site`, strictly."""
    settings = {
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": os.pathsep.join([str(root), str(ROOT)]),
        "MATPLOTLIBRC": str(ROOT / "tools/matplotlibrc"),
    }
    if root == ROOT:
        subprocess.run([sys.executable, "-m", "publish"], cwd=root, check=True)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", site],
        cwd=root,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if root == ROOT and not done.returncode:
        finish = [sys.executable, "-m", "publish", "finish", site]
        subprocess.run(finish, cwd=root, check=True)
    return done


@pytest.fixture(scope="session")
def built_site(tmp_path_factory) -> Path:
    """The folder of the built site, which the processes of one run share."""
    faulthandler.cancel_dump_traceback_later()  # a slow machine builds for long
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    begun, ended = shared / "site-begun", shared / "site-ended"
    try:
        begun.mkdir()
    except FileExistsError:
        while not ended.exists():
            time.sleep(0.2)
    else:
        said = "the site could not be built: what the other process says is why"
        try:
            done = build(shared / "site")
            said = done.stderr if done.returncode else ""
        finally:
            (begun / "said").write_text(said)
            (begun / "said").rename(ended)
    if wrong := ended.read_text():
        pytest.fail(wrong, pytrace=False)
    return shared / "site"


@pytest.fixture(scope="session")
def address(built_site) -> str:
    """Where the built site is served on this machine."""
    with served(built_site) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        launch = playwright.chromium.launch
        with launch(executable_path=CHROMIUM, args=flags) as browser:
            browser.new_page = patient(browser.new_page)
            browser.new_context = patient(browser.new_context)
            yield browser


def patient(make):
    """Let what a function makes wait as long as a busy machine may take."""

    def made(**options):
        one = make(**options)
        one.set_default_timeout(120_000)
        return one

    return made
