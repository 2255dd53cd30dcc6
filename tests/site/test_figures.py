"""The figures that move, in a real browser, against the package."""

import base64
import gzip
import json
import re
import subprocess
import sys
from functools import partial

import numpy as np
import pytest
import strokes
from axe_playwright_python.sync_playwright import Axe
from built_site import ROOT, needs_browser

from tinynet import (
    Network,
    adam,
    error_weighted_derivative,
    gradient_descent,
    momentum,
    sigmoid,
    sigmoid_gradient,
    squared_error,
    starting_weights,
    think,
    train,
)
from tinynet.backpropagation import backward
from tinynet.data import MILO, XOR
from tinynet.network import forward, starting_layers

pytestmark = needs_browser
FIGURES = ROOT / "docs/assets/figures"
PAGES = {"neuron": "index", "slope": "slope", "descent": "learning"}
PAGES |= {"line": "xor", "digit": "digits"}
PAGES |= {"race": "optimizers", "network": "backpropagation"}
PAGES |= {"boundary": "luck"}
START = starting_weights((3, 1))
TWO = MILO.inputs[:, [0, 2]]  # the neuron with two weights of learning.md
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]\d+)?")
MOVED = """new Promise(resolve => new PerformanceObserver(list => resolve(
  list.getEntries().reduce((sum, e) => sum + e.value, 0)
)).observe({type: "layout-shift", buffered: true}) || setTimeout(resolve, 100, 0))"""
# What the browser's arithmetic gives, for every step of what a reader can set.
STEPS = """async ([module, inputs, targets, weights, rates, count]) => {
  const { trainOnce } = await import(module);
  return rates.map((rate) => {
    const path = [weights];
    for (let i = 0; i < count; i++) path.push(trainOnce(inputs, targets, path[i], rate));
    return path;
  });
}"""
# Of colours, test_site.py takes care.
NO_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
LAYERS = """async ([module, layers, inputs, target]) => {
  const { backward, forward, sigmoidGradient } = await import(module);
  const activations = forward(layers, inputs);
  const delta = activations.at(-1).map((y) => (target - y) * sigmoidGradient(y));
  return [activations, backward(layers, activations, delta)];
}"""


def numbers(text):
    """Return the numbers in a text, as they are written, but for the sign's shape."""
    return NUMBER.findall(text.replace("−", "-"))


def written(values, digits):
    """Return values as the figures write them: no minus before a zero."""
    each = [f"{value:.{digits}f}" for value in np.ravel(values)]
    return [re.sub(r"^-(?=[0.]+$)", "", one) for one in each]


def kept(path, iteration, output, weights):
    path.append(weights.ravel())


@pytest.fixture(scope="module")
def context(browser):
    rights = ["clipboard-read", "clipboard-write"]
    with browser.new_context(permissions=rights, reduced_motion="reduce") as context:
        yield context


@pytest.fixture(scope="module")
def tab(context):
    tab = context.new_page()
    tab.errors = []
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.on("console", lambda said: tab.errors.append(said.text))
    return tab


@pytest.fixture
def live(tab, address):
    """Open the page of a figure, in the state of the link, when it is alive."""

    def live(name, link=""):
        tab.goto("about:blank")
        tab.goto(f"{address}{PAGES[name]}.html{link and f'#figure-{name}={link}'}")
        figure = tab.locator(f'.moving[data-figure="{name}"]')
        figure.locator(".live").wait_for()
        return figure

    yield live
    assert tab.errors == []


def press(figure, control, *keys):
    """Drive a control by the keyboard alone."""
    for key in keys:
        figure.get_by_label(control, exact=True).press(key)


def click(figure, button):
    figure.get_by_role("button", name=button, exact=True).press("Enter")


def shown(figure):
    return numbers(figure.locator(".live").inner_text())


def test_the_arithmetic_is_that_of_the_package_at_every_step(tab, address):
    tab.goto(address)
    module = f"{address}assets/figures/arithmetic.js"
    worst, targets = 0, MILO.targets.ravel().tolist()
    rates = [0.01, 0.1, 0.5, 1, 3, 10, 15, 20, 30]
    tried = [(MILO.inputs, START, [1], 10_000)]
    tried += [(TWO, np.array([[w], [v]]), rates, 100) for w, v in [(-4, 2), (-3, -3)]]
    tried += [(TWO, np.array([[-4.8], [3.5]]), rates, 100)]
    for inputs, weights, rates, count in tried:
        given = [inputs.tolist(), targets, weights.ravel().tolist(), rates, count]
        for rate, path in zip(rates, tab.evaluate(STEPS, [module, *given])):
            ours = []
            keep = partial(kept, ours)
            train(inputs, MILO.targets, weights, count, rate, callback=keep)
            worst = max(worst, np.abs(np.array(path[:count]) - ours).max())
    for seed in range(20):
        layers = starting_layers((3, 4, 1), True, seed)
        plain = [(weights.tolist(), bias.tolist()) for weights, bias in layers]
        activations = forward(layers, MILO.inputs[1])
        delta = squared_error.delta(0.0, activations[-1])
        given = [module, plain, MILO.inputs[1].tolist(), 0]
        theirs = sum(tab.evaluate(LAYERS, given), [])
        for a, b in zip(theirs, activations + backward(layers, activations, delta)):
            worst = max(worst, np.abs(np.array(a) - b).max())
    assert worst < 1e-12


def assert_neuron(figure, weights):
    """Fail if the figure does not show these weights and the outputs that they give."""
    situations = np.vstack([MILO.inputs, [[1.0, 0.0, 0.0]]])
    for place, values in (".value", weights), (".number", think(situations, weights)):
        texts = figure.locator(place).all_inner_texts()
        assert numbers(" ".join(texts)) == written(values, 8)


def test_the_neuron_steps_trains_and_starts_again_as_the_package(live):
    figure = live("neuron")
    for steps in range(3):
        assert_neuron(figure, train(*MILO, START, iterations=steps))
        click(figure, "Step")
    click(figure, "Play")
    figure.get_by_text("After 10,000 steps, 4 of the 4 answers are right").wait_for()
    assert_neuron(figure, train(*MILO, START))
    assert "0.99993704" in figure.locator(".said").inner_text()
    click(figure, "Reset")
    assert_neuron(figure, START)
    press(figure, "weight 2", "ArrowRight")
    assert_neuron(figure, [START[0], [0.5], START[2]])


def test_the_neuron_can_be_watched_paused_and_stops_out_of_sight(live, tab):
    figure = live("neuron")
    tab.emulate_media(reduced_motion="no-preference")
    click(figure, "Play")
    click(figure, "Pause")
    steps = int(figure.locator(".count").inner_text().replace(",", ""))
    assert 0 <= steps < 10_000
    assert_neuron(figure, train(*MILO, START, iterations=steps))
    click(figure, "Play")
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    figure.get_by_role("button", name="Play").wait_for()
    tab.emulate_media(reduced_motion="reduce")


def test_the_slope_is_that_of_the_package(live):
    figure = live("slope")
    press(figure, "weighted sum z", *["ArrowLeft"] * 3)
    press(figure, "run", "Home")
    y, run = sigmoid(1.7), 0.0001
    rise = sigmoid(1.7 + run) - y
    [rise_shown, *rest] = figure.locator(".numbers").all_inner_texts()
    assert numbers(rise_shown) == [f"{rise:.7f}", "0.0001", f"{rise / run:.4f}"]
    product = written([y, 1 - y, sigmoid_gradient(y)], 4)
    assert numbers(rest[0]) == ["1", *product]


def assert_descent(figure, start, rate, steps):
    weights = train(TWO, MILO.targets, np.array(start), steps, rate)
    output = think(TWO, weights)
    change = error_weighted_derivative(TWO, MILO.targets - output, output)
    loss = squared_error.value(MILO.targets, output)
    expected = [str(steps), *written(weights, 3), *written(loss, 4)]
    expected += [*written(change, 4), f"{rate:g}", *written(rate * change, 4)]
    text = figure.locator(".numbers").inner_text().replace("weight 1", "")
    assert numbers(text) == expected


def test_the_ball_goes_where_the_package_goes(live):
    figure = live("descent")
    for steps in range(3):
        assert_descent(figure, [[-4.0], [2.0]], 1, steps)
        click(figure, "Step")
    press(figure, "learning rate", "End")
    click(figure, "Play")
    figure.get_by_text("step 100: loss").wait_for()
    assert_descent(figure, [[-4.0], [2.0]], 30, 100)
    press(figure, "start: weight 1", "ArrowRight")
    assert_descent(figure, [[-3.9], [2.0]], 30, 0)


@pytest.mark.parametrize(
    "link, said",
    [
        ("rate:0.01,steps:100", "It crawls"),
        ("steps:100", "It has settled"),
        ("rate:30,steps:100", "It overshot"),
        ("rate:30,w1:-4.8,w3:3.5,steps:100", "Thrown"),
    ],
)
def test_the_ball_crawls_settles_overshoots_and_is_thrown(live, link, said):
    assert said in live("descent", link).locator(".said").inner_text()


def test_the_line_finds_and_and_never_xor(live):
    figure = live("line")
    assert figure.locator(".said").inner_text().startswith("AND: all right. XOR: wr")
    press(figure, "weight 1", *["ArrowLeft"] * 3)
    press(figure, "threshold", "Home", *["PageUp"] * 5)
    threshold = float(numbers(figure.locator(".value").all_inner_texts()[2])[0])
    sums = XOR.inputs[:, :2] @ [7.7, 8.0] - threshold
    expected = []
    for row, total in zip(XOR.inputs, sums):
        expected += [*written(row[:2], 0), *written(total, 1)]
        expected += written(sigmoid(total), 4)
    assert numbers(figure.locator(".numbers").inner_text()) == expected
    wrong = XOR.inputs[(sums > 0) != XOR.targets.ravel(), :2]
    names = ", ".join(f"{a:.0f} {b:.0f}" for a, b in wrong)
    assert figure.locator(".said").inner_text().endswith(f"XOR: wrong at {names}.")


@pytest.fixture(scope="module")
def reader():
    """The network that draws the outputs, from the table, and the training pictures."""
    table = json.loads((ROOT / "docs/assets/made/figures/digits.json").read_text())
    flat = np.frombuffer(base64.b64decode(table["weights"]))
    first, b1, second, b2 = np.split(flat, [2048, 2080, 2400])
    return [(first.reshape(64, 32), b1), (second.reshape(32, 10), b2)]


@pytest.mark.parametrize("rate", [1, 10])
def test_the_race_is_that_of_the_package(live, rate):
    figure = live("race", f"rate:{rate},seed:3")
    press(figure, "time line", "Home", *["ArrowRight"] * 25)
    iterations = int(figure.locator(".value").inner_text())
    for kind, row in zip([gradient_descent, momentum, adam], range(3)):
        optimizer, weights = kind(float(rate)), starting_weights((3, 1), 3)
        state = optimizer.start
        for _ in range(iterations):
            output = think(MILO.inputs, weights)
            delta = squared_error.delta(MILO.targets, output)
            step, state = optimizer.step(-MILO.inputs.T.dot(delta), state)
            weights = weights - step
        error = np.abs(MILO.targets - output).mean()
        text = figure.locator(".numbers").all_inner_texts()[row]
        assert float(numbers(text)[0]) == float(f"{error:.3g}")


def test_the_network_goes_forward_and_back_as_the_package(live):
    figure = live("network")
    figure.get_by_label("iterations").select_option("100")
    network = Network(3, 4, 1, bias=False)
    network.train(*XOR, 100)
    activations = forward(network.layers, XOR.inputs[1])
    delta = squared_error.delta(1.0, activations[-1])
    back, _ = backward(network.layers, activations, delta)
    hidden, second = activations[1], network.layers[1][0].ravel()
    lines = [[delta.item(), *each] for each in zip(second, hidden * (1 - hidden), back)]
    expected = [[str(n), *written(line, 4)] for n, line in enumerate(lines, 1)]
    assert numbers(figure.locator(".numbers").inner_text()) == sum(expected, [])
    press(figure, "forward, then back", "Home")
    click(figure, "Step")
    click(figure, "Step")
    total = hidden @ second
    said = numbers(figure.locator(".numbers").inner_text())
    assert said == written([total, sigmoid(total)], 4)


def test_the_boundary_is_that_of_the_package_and_some_seeds_fail(live):
    figure = live("boundary")
    press(figure, "iteration", "ArrowLeft")
    network = Network(2, 2, 1)
    network.train(XOR.inputs[:, :2], XOR.targets, 2_000)
    outputs = network.think(XOR.inputs[:, :2])
    lines = figure.locator(".numbers").inner_text().splitlines()
    assert numbers(lines[1]) == written(outputs, 4)
    right = ((outputs > 0.5) == (XOR.targets == 1)).sum()
    assert f"iteration 2,000: {right} of 4" in figure.locator(".said").inner_text()
    figure.get_by_label("hidden neurons").select_option("1")
    assert "0 of 4 seeds" in figure.locator(".numbers").inner_text()


def inks(ink):
    return np.array(["0123456789abcdefg".index(step) for step in ink]) / 16


def assert_reads(figure, reader, ink):
    outputs = forward(reader, inks(ink))[-1]
    texts = figure.locator(".bars .number").all_inner_texts()
    assert numbers(" ".join(texts)) == written(outputs, 4)
    assert f"a {outputs.argmax()}: output" in figure.locator(".said").inner_text()


def test_squares_can_be_inked_with_the_keyboard(live, tab, reader):
    figure = live("digit")
    click(figure, "Clear")
    assert_reads(figure, reader, "0" * 64)
    figure.get_by_label("row 1, column 1: 0", exact=True).focus()
    for key in ["ArrowRight"] * 3 + ["Space", "ArrowDown"] * 8:
        tab.keyboard.press(key)
    assert_reads(figure, reader, "000g0000" * 8)


def test_a_digit_can_be_drawn_with_the_mouse(live, tab, reader):
    figure = live("digit")
    [[*points]] = strokes.SHAPES[7][0]
    box = figure.locator(".pad").bounding_box()
    for n, (x, y) in enumerate(points):
        place = box["x"] + x / 100 * box["width"], box["y"] + y / 100 * box["height"]
        tab.mouse.move(*place, steps=1 if n == 0 else 4)
        tab.mouse.down()
    tab.mouse.up()
    figure.get_by_text("It reads a 7").wait_for()
    assert_reads(figure, reader, tab.url.rpartition("ink:")[2])


def test_the_network_reads_as_many_strokes_as_the_page_says(tab, address, reader):
    tab.goto(address)
    module = f"{address}assets/figures/digit.js"
    drawn = list(strokes.drawings())
    ink = "async ([module, all]) => all.map((await import(module)).inked)"
    read = tab.evaluate(ink, [module, [each for _, each in drawn]])
    outputs = forward(reader, np.array([inks(one) for one in read]))[-1]
    right = sum(outputs.argmax(axis=1) == [digit for digit, _ in drawn])
    assert len(drawn) == 40
    assert right >= 34
    assert f"it read {right} correctly" in (ROOT / "docs/digits.md").read_text("utf-8")


def test_a_finger_moves_the_ball_and_draws(browser, address, reader):
    with browser.new_context(has_touch=True, is_mobile=True) as context:
        tab = context.new_page()
        tab.set_viewport_size({"width": 390, "height": 844})
        send = context.new_cdp_session(tab).send

        def swipe(node, moves):
            box = node.bounding_box()
            for kind, (x, y) in zip(["touchStart", *["touchMove"] * len(moves)], moves):
                place = {
                    "x": box["x"] + x * box["width"],
                    "y": box["y"] + y * box["height"],
                }
                send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
            send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

        tab.goto(f"{address}learning.html#figure-descent=rate:3")
        figure = tab.locator(".moving")
        ball = figure.locator(".handle")
        swipe(ball, [(0.5, 0.5), (1.0, 0.5), (2.0, 1.0)])
        tab.wait_for_url("**w1:*")
        fell = {"w1": -4.0, "w3": 2.0}
        parts = tab.url.rpartition("=")[2].split(",")
        fell |= {key: float(value) for key, value in (p.split(":") for p in parts)}
        w1, w3 = fell["w1"], fell["w3"]
        assert w1 > -4, tab.url
        assert_descent(figure, [[w1], [w3]], 3, 0)
        small = "[...document.querySelectorAll('.live :is(button, select, input)')]"
        heights = tab.evaluate(small + ".map((node) => node.offsetHeight)")
        assert min(heights) >= 44
        tab.goto(f"{address}digits.html")
        figure = tab.locator(".moving").first
        figure.locator(".pad").scroll_into_view_if_needed()
        swipe(figure.locator(".pad"), [(0.5, y / 10) for y in range(1, 10)])
        figure.get_by_text("It reads a 1").wait_for()
        assert_reads(figure, reader, tab.url.rpartition("ink:")[2])


LINKS = {
    "neuron": "steps:37,row:1 0 1",
    "slope": "z:-1.3,run:0.01",
    "descent": "rate:7,w1:-2.5,steps:12",
    "line": "w1:3,w2:-4.5,threshold:-1",
    "race": "loss:cross-entropy,seed:4,moment:20",
    "boundary": "hidden:3,seed:2,moment:8",
    "network": "example:1 0 1,trained:100,stage:5",
    "digit": f"ink:{'000gg000' * 8}",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_state_can_be_linked_copied_as_python_and_reset(live, tab, name):
    figure = live(name)
    first = shown(figure)
    assert shown(live(name, LINKS[name])) != first
    click(figure, "Copy as Python")
    figure.get_by_text("Copied").wait_for()
    program = tab.evaluate("navigator.clipboard.readText()")
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    printed = re.sub(r"-(?=0\.0+\b)", "", done.stdout)
    assert len(numbers(printed)) > 2
    on_display = {float(n.replace(",", "")) for n in shown(figure)}
    assert {float(n) for n in numbers(printed)} <= on_display
    click(figure, "Reset")
    assert shown(figure) == first
    assert "#" not in tab.url


@pytest.mark.parametrize("name", PAGES)
def test_a_figure_is_accessible_in_motion_and_moves_nothing(context, address, name):
    with context.new_page() as tab:
        tab.set_viewport_size({"width": 390, "height": 844})
        tab.goto(f"{address}{PAGES[name]}.html")
        figure = tab.locator(f'.moving[data-figure="{name}"]')
        figure.locator(".live").wait_for()
        assert tab.evaluate(MOVED) < 0.01
        tab.emulate_media(reduced_motion="no-preference")
        if figure.get_by_role("button", name="Play").count():
            click(figure, "Play")
        found = Axe().run(tab, ".moving", NO_COLOURS).response["violations"]
        assert [f"{v['help']}: {v['nodes']}" for v in found] == []


def test_without_javascript_every_figure_is_a_picture_with_a_caption(browser, address):
    with browser.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        for name, page in PAGES.items():
            tab.goto(f"{address}{page}.html")
            figure = tab.locator(f'.moving[data-figure="{name}"]')
            assert figure.locator(".picture svg[aria-label]").is_visible()
            assert len(figure.locator("figcaption").inner_text()) > 30
            assert figure.bounding_box()["height"] < 700


def test_the_figures_are_small():
    sizes = {
        file.name: len(gzip.compress(file.read_bytes())) for file in FIGURES.iterdir()
    }
    assert sizes.pop("arithmetic.js") + sizes.pop("drawing.js") <= 4096
    assert {name: size for name, size in sizes.items() if size > 3072} == {}
    assert {f"{name}.js" for name in PAGES} <= sizes.keys()
