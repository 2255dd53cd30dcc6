"""The built site, served with exactly the headers that it asks for, in two browsers."""

import json
import os
import re
import shutil
import time
import zipfile
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from built_site import needs_browser
from firefox import FIREFOX, REMEDY, Firefox

from publish.served import Quiet, served
from publish.versions import add_versions
from tinynet import __version__
from tinynet.__main__ import copied

PATIENCE = 100_000  # milliseconds: a busy machine starts Python slowly
PANEL = ".block-run[data-block='1']"
STRANGER = """Object.assign(document.createElement("script"), {
  textContent: "window.stranger = 1" })"""
TRAINING = "from tinynet import *; x = [[0, 1]] * 2; Network(2, 2).train(x, x, 10**9)"
ENDLESS = ["while True: pass", "while True: print(1)", TRAINING]
# How long it takes, from the click to what the page says then.
STOPPED = """new Promise((done) => {
  const panel = document.querySelector(%s), began = performance.now();
  new MutationObserver(() => panel.dataset.kind === "bad" && done(performance.now() - began))
    .observe(panel, {attributes: true});
  document.querySelector(%s).click();
})"""
POLICY = "Content-Security-Policy"


def read_headers(site: Path) -> dict[str, dict[str, str]]:
    """Return the headers of each pattern of paths in a site's `_headers`."""
    found, rule = {}, {}
    for line in (site / "_headers").read_text("utf-8").splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            rule[name] = value
        else:
            rule = found[line] = {}
    return found


class Host(Quiet):
    """Sends a site with its headers, and hears what a browser reports of its policy."""

    def __init__(self, *words, rules, reports, **more):
        self.rules, self.reports = rules, reports
        super().__init__(*words, **more)

    def end_headers(self):
        for pattern, headers in self.rules.items():
            if fnmatchcase(urlsplit(self.path).path, pattern):
                for name, value in headers.items():
                    self.send_header(name, value)
                    if name == POLICY:  # once more, for violations to be told
                        told = f"{value}; report-uri /report"
                        self.send_header(f"{POLICY}-Report-Only", told)
        super().end_headers()

    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.reports.append(text)
        self.send_response(204)
        self.end_headers()


@pytest.fixture(scope="module")
def published(built_site, tmp_path_factory) -> Path:
    """The site with an older version beside it, which is the same by another name."""
    folder = tmp_path_factory.mktemp("published")
    site, older = folder / "site", folder / "older.zip"
    shutil.copytree(built_site, site)
    whole, new = zipfile.ZipFile(site / "tinynet-site.zip"), zipfile.ZipFile(older, "w")
    with whole, new:
        for name in whole.namelist():
            renamed = name.replace(f"-{__version__}-py3", "-0.0.9-py3")
            new.writestr(renamed, whole.read(name))
    add_versions(site, older)
    return site


@pytest.fixture(scope="module")
def host(published):
    """Where the site is served with its headers; and what was reported."""
    reports = []
    handler = partial(Host, rules=read_headers(published), reports=reports)
    with served(published, handler) as address:
        yield address, reports


class Chromium:
    """The same verbs as Firefox, by playwright."""

    def __init__(self, browser, address):
        rights = ["clipboard-read", "clipboard-write"]
        self.context = browser.new_context(permissions=rights)
        self.tab, self.address, self.found = self.context.new_page(), address, []
        self.tab.on("console", lambda said: self.found.append(said.text))
        self.tab.on("pageerror", lambda error: self.found.append(str(error)))
        self.context.on("request", self.heard)
        self.click, self.back = self.tab.click, self.tab.go_back
        self.get, self.close = self.tab.evaluate, self.context.close

    def heard(self, request):
        self.found.append(urlsplit(request.url).netloc)

    def open(self, page):
        self.tab.goto(self.address + page)

    def fill(self, css, text):
        self.tab.fill(css, "")
        self.tab.locator(css).press_sequentially(text)  # the search hears keys

    def right(self, css):
        self.tab.press(css, "ArrowRight")

    def wrong(self):
        return self.found


in_chromium = pytest.param("chromium", marks=needs_browser)
let_off = not FIREFOX and "CI" not in os.environ
# Somebody without Firefox is told how to get it; a machine that builds for all has it.
skip = pytest.mark.skipif(let_off, reason=REMEDY)


@pytest.fixture(
    scope="module", params=[in_chromium, pytest.param("firefox", marks=skip)]
)
def tab(request, host, tmp_path_factory):
    if request.param == "chromium":
        tab = Chromium(request.getfixturevalue("browser"), host[0])
    else:
        tab = Firefox(tmp_path_factory.mktemp("firefox"), host[0])
    yield tab
    tab.close()


def until(tab, expression):
    """Return what an expression gives in the page, when it gives something."""
    see = f"const it = {expression}; it || Date.now() > late ? done(it?.nodeType || it) : setTimeout(see, 20)"
    late = f"const late = Date.now() + {PATIENCE}, see = () => {{ {see} }}"
    found = tab.get(f"new Promise((done) => {{ {late}; see() }})")
    assert found, expression
    return found


def see(css: str) -> str:
    return f"document.querySelector({json.dumps(css)})"


def button(verb: str) -> str:
    return f'[aria-label="{verb} block 1"]'


def said(tab, kind: str) -> str:
    """Return what the first block says of its run, when it's of this kind."""
    return until(tab, f"{see(f'{PANEL}[data-kind={kind}] p')}?.textContent")


def test_a_block_runs_and_an_endless_loop_stops(tab):
    tab.open("index.html")
    assert tab.get("crossOriginIsolated")
    until(tab, see(button("Run")))
    began = time.monotonic()
    tab.click(button("Run"))
    assert said(tab, "good").startswith("✓")
    first = time.monotonic() - began
    tab.click(button("Edit"))
    until(tab, see("textarea"))
    times = []
    for loop in ENDLESS:
        tab.fill("textarea", loop)
        tab.click(button("Run"))
        until(tab, f"{see(f'{PANEL} p')}.textContent === 'Running…'")
        times.append(tab.get(STOPPED % (json.dumps(PANEL), json.dumps(button("Stop")))))
        assert tab.get(f"{see(f'{PANEL} p')}.textContent") == "Stopped."
    print(
        f"first result after {first:.1f} s, stopped after",
        *(f"{time:.0f} ms" for time in times),
    )


def test_a_page_that_was_left_works_when_a_reader_comes_back(tab):
    """Firefox has kept it with what was typed, and Chromium, when tested, begins anew."""
    tab.open("data.html")
    tab.back()
    until(tab, see(button("Run")))
    if tab.get("document.querySelectorAll('textarea').length"):
        assert tab.get(f"{see('textarea')}.value") == ENDLESS[-1]
        tab.click('[aria-label="Reset, block 1"]')
    assert tab.get(f"{see(button('Edit'))}.hidden") is False
    tab.click(button("Run"))
    assert said(tab, "good").startswith("✓")


def test_an_older_version_is_there_and_runs_with_the_latest_one_s_runtime(
    tab, published
):
    [runtime] = published.rglob("runtime-*")
    assert runtime.parent == published / "assets/made"
    tab.open("versions.html")
    tab.click(".versions li:nth-child(2) a")
    until(tab, "location.pathname === '/0.0.9/index.html'")
    until(tab, see(button("Run")))
    tab.click(button("Run"))
    assert said(tab, "good").startswith("✓")
    tab.click(".md-copyright a[href='versions.html']")
    until(tab, "location.pathname === '/0.0.9/versions.html'")
    paths = "[...document.querySelectorAll('.versions a')].map(a => a.pathname)"
    assert tab.get(paths) == ["/index.html", "/0.0.9/index.html"]


def test_a_figure_moves(tab):
    slider, number = ".moving input[type=range]", see(".moving tr:nth-child(2) .number")
    tab.open("index.html")
    until(tab, see(slider))
    before = tab.get(f"{number}.textContent")
    tab.right(slider)
    until(tab, f"{number}.textContent !== {json.dumps(before)}")


def test_a_program_is_copied(tab):
    tab.open("slope.html")
    definition = ".highlight:has(> .definition)"
    until(tab, see(f"{definition} .copy-program"))
    tab.click(f"{definition} .copy-program")
    until(tab, f"{see(f'{definition} .copy-status')}.textContent")
    text = tab.get("navigator.clipboard.readText()")
    assert text.replace("\r\n", "\n") == copied(["sigmoid_gradient"])


def test_a_search_and_a_link_lead_to_other_pages(tab):
    tab.open("index.html")
    tab.click(".md-search__input")
    tab.fill(".md-search__input", "epoch")
    until(tab, see(".md-search-result__item mark"))
    tab.click(".md-search-result__item a")
    until(tab, "location.pathname === '/learning.html'")
    until(tab, "document.readyState === 'complete'")
    tab.click(".md-footer__link--next")
    until(tab, "location.pathname !== '/learning.html'")


def test_nothing_was_refused_or_asked_elsewhere_and_a_stranger_s_script_is(tab, host):
    """The last of a browser's tests: reports come in order, and one is provoked."""
    address, reports = host
    assert {*tab.wrong()} == {urlsplit(address).netloc}
    tab.get(f"document.head.append({STRANGER})")
    assert tab.get("window.stranger ?? 'refused'") == "refused"
    late = time.monotonic() + PATIENCE / 1000
    while not reports and time.monotonic() < late:
        time.sleep(0.05)
    told = [json.loads(text)["csp-report"] for text in reports]
    reports.clear()
    assert [(one["violated-directive"], one["blocked-uri"]) for one in told] == [
        ("script-src-elem", "inline")
    ]


def test_what_never_changes_is_kept_and_all_else_is_not(published):
    rules = read_headers(published)
    for file in published.rglob("*"):
        path = f"/{file.relative_to(published).as_posix()}"
        kept = any(fnmatchcase(path, p) and "Cache-Control" in rules[p] for p in rules)
        never = "/runtime-" in path or re.search(r"\.[0-9a-f]{8}\.min\.\w+$", path)
        assert not file.is_file() or kept == bool(never), path
    assert max(len(line) for line in (published / "_headers").open()) < 2000


@pytest.mark.parametrize("name", ["headers.nginx", "headers.caddy", ".htaccess"])
def test_other_hosts_have_the_same_headers_in_their_own_words(built_site, name):
    text = (built_site / name).read_text("utf-8")
    for header, value in read_headers(built_site)["/*"].items():
        assert f'{header} "{value}"' in text
