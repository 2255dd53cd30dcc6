"""The site as readers get it: built once, served on this machine, seen by a browser.

In `conftest.py`: `from built_site import built_site, pytest_terminal_summary`. Then a
test that takes `built_site` gets the folder of the strictly built site, and where there
is no browser the last lines of a run say so.
"""

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
from mkdocs.utils.yaml import yaml_load
from unchanged import hashes

from tinynet.book.cache import keep, recalled

ROOT = Path(__file__).parents[1]
SOURCES = ["docs", "overrides", "tests", "mkdocs.yml", "pyproject.toml", "README.md"]
REMEDY = "install one with 'apt-get install chromium', or name it in CHROMIUM"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def build(site: Path, *options: str, root: Path = ROOT) -> subprocess.CompletedProcess:
    """Build the site of the project `root` into the folder `site`."""
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", site, *options]
    return subprocess.run(
        command,
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def build_small(root: Path, nav: str) -> subprocess.CompletedProcess:
    """Build the one page of a small project strictly, with the settings of our site."""
    (root / "tinynet").mkdir(exist_ok=True)
    shutil.copytree(ROOT / "overrides", root / "overrides", dirs_exist_ok=True)
    settings = f"INHERIT: {ROOT / 'mkdocs.yml'}\nnav: [{nav}]\n"
    (root / "mkdocs.yml").write_text(settings)
    return build(root / "site", "--strict", root=root)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory) -> Path:
    """The folder of the built site, which the processes of one run share."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    site = shared / "built-site"
    with alone(shared / "building-the-site"):
        if not (site / "sitemap.xml").is_file():
            build_or_recall(site)
    return site


def build_or_recall(site: Path) -> None:
    """Build the site of this project, or write the one that was built of the same."""
    about = f"site {hashes(SOURCES)}"
    if files := recalled(about, ROOT):
        for path, content in files.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(content)
        return
    built = build(site, "--strict")
    assert built.returncode == 0, built.stderr
    made = [path for path in site.rglob("*") if path.is_file()]
    keep(about, {path.relative_to(site): path.read_bytes() for path in made}, ROOT, {})


@contextmanager
def alone(lock: Path):
    """Wait until no other process holds the lock, and hold it."""
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            time.sleep(0.1)
    try:
        yield
    finally:
        lock.rmdir()


def addresses(root: Path = ROOT) -> list[str]:
    """Return the address of each page in nav order, from the root of the site."""

    def paths(nav):
        if isinstance(nav, str):
            return [nav]
        entries = nav.values() if isinstance(nav, dict) else nav
        return [path for entry in entries for path in paths(entry)]

    with open(root / "mkdocs.yml", encoding="utf-8") as file:
        nav = yaml_load(file)["nav"]
    stems = [path.rpartition(".")[0] for path in paths(nav)]
    return [f"{stem}/".removesuffix("index/") for stem in stems]


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


def chromium() -> str | None:
    """Return the path of a browser of the Chromium family, or None."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, names)), None
    )


# A machine that builds for all is not let off.
needs_browser = pytest.mark.skipif(
    chromium() is None and not os.environ.get("CI"), reason=f"no browser; {REMEDY}"
)


def pytest_terminal_summary(terminalreporter):
    if chromium() is None:
        line = f"the browser tests did not run: no browser; {REMEDY}"
        terminalreporter.write_line(line, yellow=True)


@contextmanager
def browsing():
    """Start a browser; the value is Playwright's."""
    from playwright.sync_api import sync_playwright

    if chromium() is None:
        raise RuntimeError(f"no browser; {REMEDY}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()
