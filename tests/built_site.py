"""The site as readers get it: built once, served on this machine, seen by a browser."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.pages import read_book

ROOT = Path(__file__).parents[1]
BOOK = read_book(ROOT)
PATHS = [page.path for page in BOOK.pages if page.path.startswith("docs/")]
PATHS += BOOK.notebooks
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, BROWSERS)), ""
)
REMEDY = "no browser: `apt-get install chromium`, or its path in CHROMIUM"
# A machine that builds for all is not let off.
needs_browser = pytest.mark.skipif(
    not CHROMIUM + os.environ.get("CI", ""), reason=REMEDY
)


def html_file(path: str) -> str:
    """Return where the site has a page, from its folder: docs/xor.md is in xor.html."""
    return Path(path).relative_to("docs").with_suffix(".html").as_posix()


def build(site: Path, *options: str, root: Path = ROOT) -> subprocess.CompletedProcess:
    """Build the site of the project `root` into the folder `site`."""
    settings = {
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": str(root),
        "MATPLOTLIBRC": str(ROOT / "tools/matplotlibrc"),
    }
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", site, *options],
        cwd=root,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def built_site(tmp_path_factory) -> Path:
    """The folder of the strictly built site, which the processes of one run share."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    site, result = shared / "site", shared / "site.txt"
    try:
        (shared / "site-begun").mkdir()
    except FileExistsError:
        while not result.exists():
            time.sleep(0.2)
    else:
        done = build(site, "--strict")
        (shared / "site-done").write_text(done.stderr if done.returncode else "")
        (shared / "site-done").rename(result)
    if wrong := result.read_text():
        pytest.fail(wrong, pytrace=False)
    return site


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def served(site: Path):
    """Serve a folder on a free port of this machine; the value is its address."""
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def browsing():
    """Start a browser; the value is Playwright's."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        launch = playwright.chromium.launch
        browser = launch(executable_path=CHROMIUM or None, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(built_site) -> str:
    with served(built_site) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with browsing() as browser:
        yield browser
