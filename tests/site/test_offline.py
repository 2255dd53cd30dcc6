"""Offline: the zip, unpacked in an empty folder, served by Python alone or opened from disk."""

import re
import subprocess
import sys
import zipfile

import pytest
from built_site import needs_browser

pytestmark = needs_browser


@pytest.fixture(scope="module")
def unpacked(built_site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("empty")
    with zipfile.ZipFile(built_site / "tinynet-site.zip") as whole:
        whole.extractall(folder)
    return folder / "tinynet-site"


@pytest.fixture(scope="module")
def served(unpacked):
    """The address where `python -m http.server` serves the unpacked zip."""
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(command, cwd=unpacked, **pipes) as server:
        yield re.search(r"http://\S+/", server.stdout.readline())[0]
        server.terminate()


def test_the_zip_works_without_a_network(browser, served):
    context = browser.new_context(accept_downloads=True)
    elsewhere, errors = [], []

    def refuse(route):
        elsewhere.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith(served), refuse)
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.extend([said.text] * (said.type == "error")))
    page.goto(f"{served}index.html")
    # A figure, the next page, a search.
    page.locator(".live .play").click()
    page.locator(".md-footer__link--next").click()
    page.wait_for_url("**/data.html")
    page.locator(".md-search__input").click()
    page.keyboard.type("vanishing gradient")
    found = page.locator(".md-search-result__link").first
    found.wait_for(state="visible")
    assert found.get_attribute("href").startswith(served)
    # A program, run by the browser's own Python.
    page.goto(f"{served}slope.html")
    page.get_by_role("button", name="Run block").first.click()
    done = page.locator(".block-run").filter(has_text="Same as published")
    done.wait_for(timeout=120_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="a script", exact=True).click()
    assert "sigmoid_gradient" in download.value.path().read_text("utf-8")
    assert elsewhere == errors == []
    context.close()


def test_opened_from_disk_a_page_reads_well_and_has_no_button_that_fails(
    browser, unpacked
):
    page = browser.new_page()
    for name in "index", "slope", "labs/watch-it-learn":
        page.goto((unpacked / f"{name}.html").as_uri())
        page.locator(".from-disk-note").wait_for()
        assert "python3 -m http.server" in page.locator(".from-disk-note").inner_text()
        assert page.locator("h1").is_visible()
        assert page.locator("article :is(input, select)").count() == 0
        buttons = page.locator("article button:not(.md-code__button)")
        assert buttons.count() == 0, buttons.first.evaluate("one => one.outerHTML")
        for picture in page.locator(".moving .picture svg").all():
            assert picture.is_visible()
    search = page.locator(".md-search__input").get_attribute("placeholder")
    assert "http.server" in search
    page.goto((unpacked / "slope.html").as_uri())
    page.locator(".md-footer__link--next").click()
    page.wait_for_url("**/learning.html")
    assert page.locator("math").first.bounding_box()["width"] > 5
    page.close()
