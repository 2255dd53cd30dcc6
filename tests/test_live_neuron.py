"""The live neuron of the first page, in a real browser, against the package."""

import numpy as np
import pytest
from built_site import browsing, needs_browser, served

from tinynet import starting_weights, think, train
from tinynet.data import MILO

pytestmark = needs_browser


@pytest.fixture(scope="module")
def page(built_site):
    with served(built_site) as address, browsing() as browser:
        context = browser.new_context(reduced_motion="reduce")
        tab = context.new_page()
        tab.goto(address)
        yield tab


@pytest.fixture(autouse=True)
def at_the_start(page):
    page.get_by_role("button", name="Start again").click()


def weights_on(page) -> list[str]:
    return page.locator(".live-weights output").all_inner_texts()


def answers_on(page) -> list[str]:
    return page.locator(".live-number").all_inner_texts()


def shown(numbers) -> list[str]:
    return [f"{number:.8f}" for number in np.ravel(numbers)]


def all_answers(weights):
    return think(np.vstack([MILO.inputs, [[1.0, 0.0, 0.0]]]), weights)


def test_it_starts_with_the_weights_of_the_articles(page):
    assert weights_on(page) == shown(starting_weights((3, 1)))
    assert answers_on(page) == shown(all_answers(starting_weights((3, 1))))


@pytest.mark.parametrize("steps", [1, 2, 7])
def test_each_step_is_a_step_of_the_package(page, steps):
    for _ in range(steps):
        page.get_by_role("button", name="One step").click()
    weights = train(*MILO, starting_weights((3, 1)), iterations=steps)
    assert weights_on(page) == shown(weights)
    assert answers_on(page) == shown(all_answers(weights))


def test_training_ends_where_the_package_ends(page):
    page.get_by_role("button", name="Train").click()
    weights = train(*MILO, starting_weights((3, 1)))
    assert weights_on(page) == shown(weights)
    assert answers_on(page) == shown(all_answers(weights))
    answer = think(np.array([1.0, 0.0, 0.0]), weights).item()
    said = page.locator(".live-said").inner_text()
    assert said == f"After 10,000 steps it answers {answer:.8f} for 1 0 0."


def test_a_weight_can_be_turned_with_the_keyboard(page):
    slider = page.get_by_label("weight 2")
    slider.focus()
    slider.press("ArrowRight")
    weights = starting_weights((3, 1)) + [[0.0], [0.1], [0.0]]
    assert weights_on(page) == shown(weights)
    assert answers_on(page) == shown(all_answers(weights))


def test_training_can_be_watched_and_stopped(page):
    page.emulate_media(reduced_motion="no-preference")
    page.get_by_role("button", name="Train").click()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Train").wait_for()
    page.emulate_media(reduced_motion="reduce")
    steps = int(page.locator(".live-count").inner_text().replace(",", ""))
    weights = train(*MILO, starting_weights((3, 1)), iterations=steps)
    assert 0 < steps < 10_000
    assert weights_on(page) == shown(weights)
