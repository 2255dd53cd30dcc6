"""Blocks that run in the page: Python in a real browser, on the built site."""

import base64
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from built_site import BOOK, ROOT, needs_browser

from tools import examples

WAIT = 60_000  # milliseconds: a busy machine starts Python slowly
DONE = "[data-kind=good], [data-kind=bad], [data-kind=other]"
HOSTILE = 'print("<img src=x onerror=alert(1)>")</textarea><script>alert(2)</script>'


@pytest.fixture(scope="module")
def open_page(browser, address, built_site):
    """Opens a page of the site in a tab that remembers what goes wrong."""
    told = (built_site / "assets/made/runtime.js").read_text("utf-8")
    if '""' in told:
        pytest.skip("no runtime: publish could not fetch it")
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(WAIT)
    context.wrong = []

    def heard(request):
        if urlsplit(request.url).netloc not in {"", urlsplit(address).netloc}:
            context.wrong.append(request.url)

    def open_page(page):
        tab = context.new_page()
        tab.on("console", lambda said: context.wrong.append(said.text))
        tab.on("pageerror", lambda error: context.wrong.append(str(error)))
        tab.on("dialog", lambda dialog: context.wrong.append(dialog.message))
        tab.fetched = []
        tab.on("request", lambda one: tab.fetched.append(urlsplit(one.url).path))
        tab.goto(address + page)
        return tab

    context.on("request", heard)
    yield open_page
    context.close()
    assert context.wrong == []


pytestmark = needs_browser


def press(tab, name):
    tab.get_by_role("button", name=name, exact=True).click()


def block(tab, number):
    return tab.locator(".language-python.highlight").nth(number - 1)


def finished(tab, number):
    """Return (status, printed) of a block, when it has been run."""
    button = tab.get_by_role("button", name=f"Run block {number}", exact=True)
    button.wait_for()
    panel = tab.locator(f".block-run[data-block='{number}']")
    panel.and_(tab.locator(DONE)).wait_for()
    status = panel.locator(".block-status").inner_text()
    return status, panel.locator("code").text_content()


def rewrite(tab, number, code):
    """Replace the code of a block, as a reader does with the keyboard."""
    press(tab, f"Edit block {number}")
    tab.locator("textarea:focus").wait_for()
    tab.keyboard.press("Control+a")
    tab.keyboard.insert_text(code)


@pytest.fixture(scope="module")
def bias(open_page):
    return open_page("bias.html")


def test_nothing_is_fetched_before_the_first_click(open_page):
    tab = open_page("index.html")
    press(tab, "Run block 1")
    before = [path for path in tab.fetched if "made/" in path]
    assert before[0].endswith("/made/runtime.js")
    assert finished(tab, 1) == ("✓ Same as published.", "[0.99993704]\n")
    first = next(n for n, path in enumerate(tab.fetched) if "runner.js" in path)
    early = [path for path in tab.fetched[:first] if "made/" in path]
    assert len(early) == 1
    tab.close()


def test_a_page_is_checked_with_its_numbers(bias):
    press(bias, "Check this page")
    told = bias.locator(".page-check [role=status]")
    told.filter(has_text="examples print").wait_for()
    assert "8 of 8 examples print what's published" in told.inner_text()
    assert "3 numbers in the text are true" in told.inner_text()
    assert "Not run: 1 that needs Matplotlib" in told.inner_text()
    assert "−4.63" in finished(bias, 2)[0]


def test_an_edited_definition_changes_what_the_examples_print(bias):
    zeros = "import numpy as np\n\n\ndef add_bias(inputs):\n    return inputs * 0\n"
    rewrite(bias, 3, zeros)
    notice = bias.locator(".block-notice")
    assert "your version of tinynet/bias.py" in notice.inner_text()
    press(bias, "Run block 3")
    assert finished(bias, 3)[0] == "It works and defines add_bias."
    press(bias, "Run block 4")
    status, printed = finished(bias, 4)
    assert "Not as published" in status and printed.startswith("[[0. 0.]")
    notice.get_by_role("button", name="Reset").click()
    press(bias, "Run block 4")
    assert finished(bias, 4)[0] == "✓ Same as published."
    assert not notice.count()


def test_an_error_names_the_line_of_the_block(bias):
    rewrite(bias, 5, "x = 1\nprint(x)\nprint(y)\n")
    press(bias, "Run block 5")
    status, printed = finished(bias, 5)
    assert status == "line 3: NameError: name 'y' is not defined"
    assert printed == "1\n"
    press(bias, "Reset, block 5")
    assert block(bias, 5).locator("pre").is_visible()


def test_an_endless_loop_can_be_stopped_and_a_flood_is_cut(bias):
    rewrite(bias, 5, "while True:\n    print(1)\n")
    press(bias, "Run block 5")
    log = bias.locator(".block-run[data-block='5'] code")
    log.filter(has_text="1").wait_for()
    press(bias, "Stop block 5")
    status, printed = finished(bias, 5)
    assert status == "Stopped."
    assert printed.count("\n") <= 200
    press(bias, "Reset, block 5")


def test_the_keyboard_can_leave_the_editor(bias):
    rewrite(bias, 4, "if 1:")
    for key in ["Enter", "a", "Tab", "Escape", "Tab"]:
        bias.keyboard.press(key)
    area = bias.locator("textarea")
    assert area.input_value() == "if 1:\n    a   "
    assert not area.evaluate("area => area === document.activeElement")
    press(bias, "Reset, block 4")


def test_a_link_shows_a_version_and_runs_nothing(open_page):
    code = base64.urlsafe_b64encode(HOSTILE.encode()).decode().rstrip("=")
    tab = open_page(f"bias.html#edit=4.{code}")
    area = tab.locator("textarea")
    area.wait_for()
    assert area.input_value() == HOSTILE
    assert not [path for path in tab.fetched if "worker.js" in path]
    assert tab.locator(".block-editor script, .block-editor img").count() == 0
    tab.close()


def test_an_answer_is_checked_and_gets_a_hint(open_page):
    tab = open_page("slope.html")
    line, place = (
        "    return (function(z + run) - function(z)) / run\n",
        "0.0  # your line",
    )
    number = 1 + next(
        n
        for n, code in enumerate(tab.locator(".language-python pre").all_inner_texts())
        if place in code
    )
    rewrite(tab, number, f"def measured_slope(function, z, run=0.0001):\n{line}")
    press(tab, f"Check your answer, block {number}")
    assert finished(tab, number)[0].startswith("Not yet: take half of the run")
    tab.locator("textarea").fill(
        "def measured_slope(f, z, run=1):\n"
        "    return (f(z + run / 2) - f(z - run / 2)) / run\n"
    )
    press(tab, f"Check your answer, block {number}")
    assert finished(tab, number)[0] == "✓ Right."
    tab.close()


CHECKS = [block for block in BOOK.blocks("check")]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.path)
def test_an_exercise_does_not_pass_its_own_check(check):
    [page] = BOOK.choose([check.path])
    above = [block for block in page.of("example") if block.end < check.line]
    exercise, answer = above[-2:]
    run = examples.run(replace(exercise, check="\n" + check.text), [], ROOT)
    assert "raises AssertionError: " in run.failure.text
    assert answer.check.endswith(check.text)


def test_the_page_knows_which_blocks_it_cannot_run(bias):
    drawing = block(bias, 1)
    assert "Needs Matplotlib" in drawing.text_content()
    assert not drawing.get_by_role("button", name="Run").count()


def test_the_lock_file_has_hashes_and_no_addresses():
    lock = (ROOT / "publish/package-lock.json").read_text("utf-8")
    assert lock.count('"integrity"') == lock.count('"node_modules/')
    assert "resolved" not in lock
