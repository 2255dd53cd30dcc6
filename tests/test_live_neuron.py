"""The live neuron of the first page, in a real browser, against the package."""

import numpy as np
import pytest
from built_site import needs_browser

from tinynet import starting_weights, think, train
from tinynet.data import MILO

pytestmark = needs_browser
START = starting_weights((3, 1))


@pytest.fixture
def press(browser, address):
    """Press a button of the page; it stays open as `press.page`."""
    page = browser.new_page(reduced_motion="reduce")
    page.goto(address)

    def press(name):
        page.get_by_role("button", name=name).click()

    press.page = page
    yield press
    page.close()


def assert_shows(page, weights):
    """Fail if the page does not show these weights, and the outputs that they give."""
    outputs = think(np.vstack([MILO.inputs, [[1.0, 0.0, 0.0]]]), weights)
    for place, numbers in [
        (".live-weights output", weights),
        (".live-number", outputs),
    ]:
        shown = page.locator(place).all_inner_texts()
        assert shown == [f"{number:.8f}" for number in np.ravel(numbers)]


def test_each_step_is_a_step_of_the_package(press):
    for steps in range(4):
        assert_shows(press.page, train(*MILO, START, iterations=steps))
        press("One step")


def test_training_ends_where_the_package_ends_and_can_start_again(press):
    press("Train")
    assert_shows(press.page, train(*MILO, START))
    assert "After 10,000 steps" in press.page.locator(".live-said").inner_text()
    press("Start again")
    assert_shows(press.page, START)


def test_a_weight_can_be_turned_with_the_keyboard(press):
    press.page.get_by_label("weight 2").press("ArrowRight")
    assert_shows(press.page, START + [[0.0], [0.1], [0.0]])


def test_training_can_be_watched_and_stopped(press):
    press.page.emulate_media(reduced_motion="no-preference")
    press("Train")
    press("Pause")
    steps = int(press.page.locator(".live-count").inner_text().replace(",", ""))
    assert 0 < steps < 10_000
    assert_shows(press.page, train(*MILO, START, iterations=steps))
