"""The figures that move, in a real browser, against the package."""

import gzip
import json
import re
import subprocess
import sys
from itertools import pairwise

import moving
import numpy as np
import pytest
import strokes
from axe_playwright_python.sync_playwright import Axe
from built_site import MOVED, ROOT, needs_browser
from moving import PAGES, START, TWO, assert_package, numbers, shown

from tinynet import Network, sigmoid, squared_error, starting_weights, train
from tinynet.backpropagation import backward
from tinynet.data import MILO, XOR
from tinynet.network import forward

pytestmark = needs_browser
# What the button says when it has been pressed, which it says for two seconds.
COPIED = """(button) => new Promise((done) => {
  new MutationObserver(() => done(button.textContent)).observe(button, {childList: true});
  button.click();
})"""
# How many frames a figure asks for until it's paused, or out of sight.
PLAYED = """async (play, out_of_sight) => {
  play.click();
  const asked = await after_frames(3);
  if (out_of_sight) play.closest(".live").style.marginTop = "300vh";
  else play.click();
  return asked;
}"""
# Of colours, test_site.py takes care.
NO_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
HEIGHTS = """[...document.querySelectorAll(
  ".live :is(.buttons button, select, input)")].map((node) => node.offsetHeight)"""
COMMENT = re.compile("<!--.*?-->")
# How often a page has asked for another frame, counted from before its first script.
COUNTING = """window.frames_asked = 0;
const ask = requestAnimationFrame;
window.requestAnimationFrame = (then) => (window.frames_asked++, ask(then));
window.after_frames = async (count) => {
  const before = window.frames_asked;
  while (count--) await new Promise(ask);
  return window.frames_asked - before;
};"""

# Does it ask for no more? The theme may, for a while.
RESTS = """async () => {
  for (let n = 0; n < 100; n++) if (!(await after_frames(3))) return true;
  return false;
}"""


@pytest.fixture(scope="module")
def context(browser):
    rights = ["clipboard-read", "clipboard-write"]
    with browser.new_context(permissions=rights, reduced_motion="reduce") as context:
        yield context


@pytest.fixture(scope="module")
def tab(context):
    tab = context.new_page()
    tab.add_init_script(COUNTING)
    return listening(tab)


@pytest.fixture(scope="module")
def plain(context, address):
    """A page without scripts, in which a module of the figures can be asked."""
    plain = context.new_page()
    plain.goto(f"{address}llms.txt")
    return plain


@pytest.fixture(scope="module")
def phone(browser):
    size = {"width": 390, "height": 844}
    with browser.new_context(has_touch=True, is_mobile=True, viewport=size) as context:
        phone = listening(context.new_page())
        phone.send = context.new_cdp_session(phone).send
        yield phone


def listening(tab):
    tab.errors = []
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.on("console", lambda said: tab.errors.append(said.text))
    return tab


@pytest.fixture
def live(request, address):
    """Open the page of a figure, in the state of the link, when it is alive."""
    opened = []

    def live(name, link="", tab=None, touch=True):
        tab = tab or request.getfixturevalue("tab")
        opened.append(tab)
        tab.goto("about:blank")
        tab.goto(f"{address}{PAGES[name]}.html{link and f'#figure-{name}={link}'}")
        figure = tab.locator(f'.moving[data-figure="{name}"]')
        figure.scroll_into_view_if_needed()
        figure.locator(".live").wait_for()
        if name == "digit" and touch:  # its network comes with the first
            figure.dispatch_event("pointerover")
            figure.locator(".near").filter(has_text=re.compile(r"a \d")).wait_for()
        return figure

    yield live
    assert [error for tab in opened for error in tab.errors] == []


def click(figure, button):
    figure.get_by_role("button", name=button, exact=True).press("Enter")


# The arithmetic, step by step. ----------------------------------------------------------

STEPS = """async ([module, inputs, targets, weights, rates, count]) => {
  const { trainOnce } = await import(module);
  return rates.map((rate) => {
    const path = [weights];
    for (let i = 0; i < count; i++) path.push(trainOnce(inputs, targets, path[i], rate));
    return path;
  });
}"""
LAYERS = """async ([module, layers, inputs, target]) => {
  const { backward, forward, sigmoidGradient } = await import(module);
  const activations = forward(layers, inputs);
  const delta = activations.at(-1).map((y) => (target - y) * sigmoidGradient(y));
  return [activations, backward(layers, activations, delta)];
}"""
RACES = """async ([module, kind, loss, rate]) => {
  const { errors } = await import(module);
  return [..."0123456789"].map((seed) => errors(kind, loss, rate, Number(seed)));
}"""
TRAINING = """async ([module, weights, corners]) => {
  const { think, trainOnce } = await import(module);
  const path = [];
  for (let i = 0; i <= 3000; i++) {
    path.push(corners.map(([a, b]) => think(weights, a, b)));
    weights = trainOnce(weights);
  }
  return path;
}"""


@pytest.fixture
def near(plain, address):
    """Fail if what a module of the figures gives is not what the package gives."""

    def near(script, module, given, ours):
        script = f"async (all) => JSON.stringify(await ({script})(all))"
        module = f"{address}assets/figures/{module}.js"
        theirs = json.loads(plain.evaluate(script, [module, *given]))
        for one, other in zip(theirs, ours, strict=True):
            assert np.abs(np.array(one) - other).max() < 1e-12

    return near


@pytest.mark.parametrize(
    "inputs, weights, rates, count",
    [
        (MILO.inputs, START, [1], 10_000),
        (TWO, np.array([[-4.0], [2]]), [n / 100 * 10**e for e in range(4) for n in (1, 1.5, 2, 3)], 100),
        (TWO, np.array([[-3.0], [-3]]), [0.01, 0.5, 1, 5, 7, 15, 20, 30], 100),
        (TWO, np.array([[-4.8], [3.5]]), [0.01, 0.5, 1, 5, 7, 15, 20, 30], 100),
    ],
)  # fmt: skip
def test_a_neuron_trains_as_the_package_at_every_step(
    near, inputs, weights, rates, count
):
    ours = []
    for rate in rates:
        path = []

        def keep(iteration, output, weights, path=path):
            path.append(weights.ravel())

        train(inputs, MILO.targets, weights, count + 1, rate, callback=keep)
        ours.append(path)
    plain = inputs.tolist(), MILO.targets.ravel().tolist(), weights.ravel().tolist()
    near(STEPS, "arithmetic", [*plain, rates, count], ours)


@pytest.mark.parametrize("loss", moving.LOSSES)
@pytest.mark.parametrize("kind", moving.KINDS)
def test_the_race_is_that_of_the_package_at_every_step(near, kind, loss):
    for rate in moving.RATES:
        ours = moving.errors(kind, loss, rate, range(10))
        near(RACES, "race", [kind, loss, rate], ours.T)


@pytest.mark.parametrize("hidden", range(1, 9))
def test_the_boundary_is_that_of_the_package_at_every_step(near, hidden):
    for seed in range(1, 5):
        seen, network = [], Network(2, hidden, 1, seed=seed)

        def keep(iteration, network, seen=seen):
            seen.append([*network.layers[0], *network.layers[1]])

        network.train(moving.CORNERS, XOR.targets, 3_001, callback=keep)
        first, b1, second, b2 = map(np.array, zip(*seen))  # of all steps at once
        hidden_outputs = sigmoid(moving.CORNERS @ first + b1[:, None])
        ours = sigmoid(hidden_outputs @ second + b2[:, None])[..., 0]
        weights = starting_weights(4 * hidden + 1, seed).tolist()
        near(TRAINING, "boundary", [weights, moving.CORNERS.tolist()], ours)


def test_a_network_goes_forward_and_back_as_the_package(near):
    for trained in 0, 10, 100, 1_000, 10_000:
        layers = moving.chapter(trained)
        plain = [(weights.tolist(), [0] * weights.shape[1]) for weights, _ in layers]
        for inputs, [target] in zip(*XOR):
            activations = forward(layers, inputs)
            delta = squared_error.delta(target, activations[-1])
            for given, ours in zip(
                ("[0]", "[1]"), (activations, backward(layers, activations, delta))
            ):
                script = f"async (all) => (await ({LAYERS})(all)){given}"
                near(script, "arithmetic", [plain, inputs.tolist(), target], ours)
    plain = [(weights.tolist(), bias.tolist()) for weights, bias in moving.reader()]
    ink = moving.inks(moving.FIVE)
    script = f"async (all) => (await ({LAYERS})(all))[0]"
    ours = forward(moving.reader(), ink)
    near(script, "arithmetic", [plain, ink.tolist(), 0], ours)


def test_the_starts_are_those_of_the_package_to_the_last_bit(plain, address):
    drawn = """async (module) => { const { startingWeights } = await import(module);
      return [...Array(100).keys()].map((seed) => startingWeights(33, seed)); }"""
    drawn = plain.evaluate(drawn, f"{address}assets/figures/start.js")
    assert drawn == [starting_weights(33, seed).tolist() for seed in range(100)]


def test_the_sigmoid_is_that_of_the_package(near):
    sums = np.linspace(-40, 40, 801)
    script = """async ([module, sums]) => {
      const { sigmoid } = await import(module); return [sums.map(sigmoid)]; }"""
    near(script, "arithmetic", [sums.tolist()], [sigmoid(sums)])


# Driven by keys, by a mouse, by a finger. -----------------------------------------------


def drag(tab, places, finger):
    """Move the mouse, held down, or a finger over some places of the window."""

    def touch(kind, *points):
        points = [{"x": x, "y": y} for x, y in points]
        tab.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    first, *rest = places
    if finger:
        touch("touchStart", first)
        for place in rest:
            touch("touchMove", place)
        touch("touchEnd")
    else:
        tab.mouse.move(*first)
        tab.mouse.down()
        for place in rest:
            tab.mouse.move(*place)
        tab.mouse.up()


# By keys: a control and the keys, or a button. By hand: what is dragged, from where in it
# and to where, as shares of its size; or a button.
KEYS = {
    "neuron": [("weight 2", "ArrowRight ArrowRight"), "Step", "Step"],
    "slope": [("weighted sum z", "ArrowLeft ArrowLeft ArrowLeft"), ("run", "Home")],
    "descent": [("learning rate", "End"), ("start: weight 1", "ArrowRight"), "Step"],
    "line": [("weight 1", "ArrowLeft ArrowLeft"), ("threshold", "Home PageUp PageUp")],
    "network": [("iterations", "ArrowDown ArrowDown"), "Step"],
    "boundary": [("hidden neurons", "ArrowDown"), ("iteration", "ArrowLeft ArrowLeft")],
    "race": [("loss", "ArrowDown"), ("time line", "Home" + " ArrowRight" * 25)],
    "digit": [
        "Clear",
        ("row 1, column 1: 0", "ArrowRight ArrowRight ArrowRight Space"),
        *[(f"row {n}, column 4: 0", "Space") for n in range(2, 9)],
    ],
}
SEVEN = [(x / 100, y / 100) for x, y in strokes.SHAPES[7][0][0]]
HANDS = {
    "neuron": [("input >> nth=1", [(0.52, 0.5), (0.6, 0.5), (0.7, 0.5)]), "Step"],
    "slope": [
        (".handle", [(0.5, 0.5), (1.0, 0.3), (1.2, 0.2)]),
        ("input >> nth=1", [(0.95, 0.5), (0.6, 0.5), (0.3, 0.5)]),
    ],
    "descent": [(".handle", [(0.5, 0.5), (1.0, 0.5), (1.5, 0.9)]), "Step", "Step"],
    "line": [
        (".handle >> nth=0", [(0.5, 0.5), (0.4, 0.7), (0.3, 1.0)]),
        (".handle >> nth=3", [(0.5, 0.5), (0.6, 0.6), (0.8, 0.9)]),
    ],
    "network": [("input", [(0.8, 0.5), (0.7, 0.5), (0.4, 0.5)]), "Step"],
    "boundary": [("input", [(0.97, 0.5), (0.8, 0.5), (0.4, 0.5)]), "Step"],
    "race": [("svg", [(0.9, 0.4), (0.7, 0.4), (0.5, 0.45)]), "Step"],
    "digit": ["Clear", (".pad", SEVEN)],
}

CHANGED = {"neuron": ["w2", "steps"], "slope": ["z", "run"], "line": ["threshold"]}
CHANGED |= {"descent": ["w1", "steps"], "network": ["stage"], "boundary": ["moment"]}
CHANGED |= {"race": ["moment"], "digit": ["ink"]}


def by_keys(figure, name):
    for what in KEYS[name]:
        if isinstance(what, str):
            click(figure, what)
        else:
            # The digit's arrow keys move to another square, which gets the next key.
            label = figure.locator("label", has_text=re.compile(f"^{what[0]}"))
            control = figure.get_by_label(what[0], exact=True)
            control.or_(label.locator("select")).focus()
            for key in what[1].split():
                figure.page.keyboard.press(key)


def by_hand(figure, name, finger):
    for what in HANDS[name]:
        if isinstance(what, str):
            button = figure.get_by_role("button", name=what, exact=True)
            button.tap() if finger else button.click()
            continue
        node = figure.locator(".live").locator(what[0]).first
        node.scroll_into_view_if_needed()
        box = node.bounding_box()
        # Each way in four parts, as a hand moves.
        shares = [(x1 + (x2 - x1) * n / 4, y1 + (y2 - y1) * n / 4)
                  for (x1, y1), (x2, y2) in pairwise(what[1]) for n in range(5)]  # fmt: skip
        wide, high = box["width"], box["height"]
        places = [(box["x"] + x * wide, box["y"] + y * high) for x, y in shares]
        drag(figure.page, places, finger)


@pytest.mark.parametrize("way", ["keys", "mouse", "finger"])
@pytest.mark.parametrize("name", PAGES)
def test_a_figure_is_driven_to_the_numbers_of_the_package(live, request, name, way):
    finger = way == "finger"
    figure = live(name, tab=request.getfixturevalue("phone" if finger else "tab"))
    assert_package(figure, name)
    before = moving.state(name, figure.page)
    if way == "keys":
        by_keys(figure, name)
    else:
        by_hand(figure, name, finger)
    figure.page.evaluate("new Promise((then) => setTimeout(then, 50))")
    now = moving.state(name, figure.page)
    assert [key for key in CHANGED[name] if now[key] == before[key]] == [], now
    assert_package(figure, name)
    if finger:
        assert min(figure.page.evaluate(HEIGHTS)) >= 44


# What each of them teaches. -------------------------------------------------------------


def test_the_neuron_trains_to_the_end_and_starts_again(live):
    figure = live("neuron")
    first = shown(figure, "neuron")
    click(figure, "Play")
    figure.get_by_text("After 10,000 steps, 4 of the 4 answers are right").wait_for()
    assert_package(figure, "neuron")
    assert "0.99993704" in figure.locator(".said").inner_text()
    click(figure, "Reset")
    assert shown(figure, "neuron") == first


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
    for key in ["Home", *["PageUp"] * 5]:
        figure.get_by_label("threshold", exact=True).press(key)
    sums = moving.CORNERS @ [8, 8] - moving.state("line", figure.page)["threshold"]
    wrong = moving.CORNERS[(sums > 0) != XOR.targets.ravel()].tolist()
    names = ", ".join(f"{a:.0f} {b:.0f}" for a, b in sorted(wrong))
    assert figure.locator(".said").inner_text().endswith(f"XOR: wrong at {names}.")


def test_some_seeds_never_learn_xor_and_some_races_are_lost(live):
    figure = live("boundary", "hidden:1")
    assert "0 of 4 seeds" in figure.locator(".numbers").inner_text()
    assert "of 4 right" in figure.locator(".said").inner_text()
    figure = live("race", "rate:30,seed:4")
    text = figure.locator(".numbers").all_inner_texts()[2]
    assert re.search(r"Fails from \d\d of 100 seeds, .*\b4\b.* This is one\.", text)


def test_the_table_of_the_digits_holds_the_network_of_the_chapter():
    from sklearn.datasets import load_digits

    from tinynet import cross_entropy, gradient_descent

    table = load_digits()
    inputs, targets = table.data[:-360] / 16, np.eye(10)[table.target[:-360]]
    network = Network(64, 32, 10)
    network.train(inputs, targets, 5000, cross_entropy, gradient_descent(0.1), 32)
    ink = moving.inks(moving.FIVE)
    assert moving.written(network.think(ink), 4) == moving.digit(moving.FIVE)
    near = forward(moving.reader(), table.data / 16)[-1] - network.think(
        table.data / 16
    )
    assert np.abs(near).max() < 1e-5


def test_the_digit_shows_the_outputs_of_the_network_before_that_is_here(live):
    figure = live("digit", touch=False)
    shown = figure.locator(".answer .number").all_inner_texts()
    assert shown == moving.digit(moving.FIVE)


def test_the_nearest_examples_are_those_of_the_training_set(live):
    from sklearn.datasets import load_digits

    table = load_digits()
    figure = live("digit")
    ink = 16 * moving.inks(moving.FIVE)
    far = ((table.data[:-360] - ink) ** 2).sum(axis=1)
    nearest = table.target[far.argsort(kind="stable")[:4]]
    figure.locator(".near .small").last.wait_for()
    names = [f"a {digit}" for digit in nearest]
    assert re.findall(r"a \d", figure.locator(".near").inner_text()) == names


def test_the_network_reads_as_many_strokes_as_the_page_says(plain, address):
    module = f"{address}assets/figures/digit.js"
    ink = "async ([module, all]) => all.map((await import(module)).inked)"
    page = (ROOT / "docs/digits.md").read_text("utf-8")
    first = "it read {} correctly", strokes.SHAPES, 34
    for words, hand, least in first, ("{} of forty others", strokes.OTHERS, 0):
        drawn = list(strokes.drawings(hand))
        read = plain.evaluate(ink, [module, [each for _, each in drawn]])
        read = np.array([moving.inks(one) for one in read])
        outputs = forward(moving.reader(), read)[-1]
        right = sum(outputs.argmax(axis=1) == [digit for digit, _ in drawn])
        assert len(drawn) == 40
        assert right >= least
        assert words.format(right) in COMMENT.sub("", page)


# What all of them do. -------------------------------------------------------------------

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
    figure = live(name, LINKS[name])
    assert moving.state(name, tab) != moving.STARTS[name]
    assert_package(figure, name)
    button = figure.get_by_role("button", name="Copy as Python")
    assert button.evaluate(COPIED) == "Copied"
    program = tab.evaluate("navigator.clipboard.readText()")
    # It runs alone: with NumPy, and with nothing else that is not Python's own.
    named = set(re.findall(r"(?m)^(?:import|from) (\w+)", program))
    assert named - sys.stdlib_module_names == {"numpy"}
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    printed = re.sub(r"-(?=0\.0+\b)", "", done.stdout)
    assert len(numbers(printed)) > 2
    text = figure.locator(".live").inner_text()
    on_display = {float(n.replace(",", "")) for n in numbers(text)}
    assert {float(n) for n in numbers(printed)} <= on_display
    click(figure, "Reset")
    assert moving.state(name, tab) == moving.STARTS[name]
    assert_package(figure, name)


def test_a_link_to_a_section_leaves_a_figure_as_it_is(live, tab):
    figure = live("slope")
    figure.get_by_label("weighted sum z").press("ArrowLeft")
    tab.locator(".md-nav--secondary .md-nav__link:visible").first.click()
    tab.wait_for_function("location.hash && !location.hash.includes('figure')")
    assert figure.get_by_label("weighted sum z").input_value() == "1.9"
    tab.go_back()
    assert moving.state("slope", tab)["z"] == 1.9


def test_a_network_that_cannot_be_loaded_is_asked_for_again(live, tab):
    figure = live("digit", touch=False)
    with tab.expect_event("requestfailed"):
        tab.route("**/digit.txt", lambda route: route.abort())
        figure.get_by_label("row 1, column 1: 0").press("Space")
    figure.get_by_text("The network can't be loaded now").wait_for()
    tab.unroute("**/digit.txt")
    figure.get_by_label("row 1, column 2: 0").press("Space")
    figure.locator(".said").filter(has_text="It reads").wait_for()
    assert_package(figure, "digit")
    tab.errors[:] = [error for error in tab.errors if "ERR_FAILED" not in error]


@pytest.mark.parametrize("name", ["neuron", "descent", "network", "boundary", "race"])
def test_a_figure_stops_when_it_is_paused_and_out_of_sight(live, tab, name):
    figure = live(name, "stage:0" if name == "network" else "")
    tab.emulate_media(reduced_motion="no-preference")
    play = figure.get_by_role("button", name="Play", exact=True)
    for out_of_sight in False, True:
        assert figure.locator(".play").evaluate(PLAYED, out_of_sight) > 0
        play.wait_for()
        assert tab.evaluate(RESTS)
        assert_package(figure, name)
    tab.emulate_media(reduced_motion="reduce")


@pytest.mark.parametrize("name", PAGES)
def test_a_figure_is_accessible_in_motion_and_moves_nothing(context, address, name):
    with context.new_page() as tab:
        tab.set_viewport_size({"width": 390, "height": 844})
        tab.goto(f"{address}{PAGES[name]}.html")
        figure = tab.locator(f'.moving[data-figure="{name}"]')
        figure.scroll_into_view_if_needed()
        figure.locator(".live").wait_for()
        assert tab.evaluate(MOVED) < 0.01
        tab.emulate_media(reduced_motion="no-preference")
        if figure.get_by_role("button", name="Play").count():
            click(figure, "Play")
        found = Axe().run(tab, ".moving", NO_COLOURS).response["violations"]
        assert [f"{v['help']}: {v['nodes']}" for v in found] == []


def test_a_figure_is_fetched_when_it_comes_into_sight(tab, address):
    fetched = []
    tab.on("request", lambda request: fetched.append(request.url))
    tab.goto(f"{address}luck.html")
    tab.evaluate("after_frames(3)")
    assert not any("boundary" in url for url in fetched)
    tab.locator(".moving").scroll_into_view_if_needed()
    tab.locator(".live").wait_for()
    assert any(url.endswith("boundary.json") for url in fetched)


def test_without_javascript_every_figure_is_a_picture_with_a_caption(browser, address):
    with browser.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        for name, page in PAGES.items():
            tab.goto(f"{address}{page}.html")
            figure = tab.locator(f'.moving[data-figure="{name}"]')
            assert figure.locator(".picture svg[aria-label]").is_visible()
            assert len(figure.locator("figcaption").inner_text()) > 30
            assert figure.bounding_box()["height"] < 700


def test_the_figures_are_small(built_site):
    folder = built_site / "assets/figures"

    def size(*names):
        return sum(len(gzip.compress((folder / name).read_bytes())) for name in names)

    assert size("arithmetic.js", "drawing.js") <= 4_000
    for name in PAGES:
        own = [f"{name}.js"]
        for module in "map.js", "start.js":
            if module in (folder / own[0]).read_text("utf-8"):
                own.append(module)
        assert size(*own) <= 3 * 1024, own
    # The weights of the network that reads digits are 2,410 numbers of four bytes.
    tables = (built_site / "assets/made/figures").glob("[!.]*")
    sizes = {file.name: file.stat().st_size for file in tables}
    assert sizes.pop("digit.txt") < 13_500
    assert max(sizes.values()) < 1_200
