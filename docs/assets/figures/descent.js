// Gradient descent, in docs/learning.md: a ball on the loss landscape of a neuron with two
// weights. Licence: MIT-0.

import { errorWeightedDerivative, squaredError, think, trainOnce } from "./arithmetic.js";
import { chart, draggable, element, figure, fixed, shape } from "./drawing.js";
import { bands } from "./map.js";

const INPUTS = [[0, 1], [1, 1], [1, 1], [0, 1]]; // the puzzle's first and third input
const TARGETS = [0, 1, 1, 0];
const LEVELS = [0.1, 0.3, 0.6, 0.9, 1.1, 1.4];
const RATES = [-2, -1, 0, 1].flatMap((ten) => [1, 1.5, 2, 3, 5, 7].map((n) => Number(`${n}e${ten}`))).slice(0, -2);
const LAST = 100;

export default function descent(place) {
  const spec = { rate: [1, 0.01, 30], w1: [-4, -6, 8], w3: [2, -6, 5], steps: [0, 0, LAST] };
  const one = figure(place, spec, { show, say, python });
  const { state } = one;
  const loss = (weights) => squaredError(TARGETS, INPUTS.map((row) => think(row, weights)));
  const plot = chart("The loss for each choice of two weights, as a map, and the trail of a ball that walks downhill.",
    { from: -6, to: 8, ticks: [-6, -4, -2, 0, 2, 4, 6, 8], label: "weight 1" },
    { from: -6, to: 5, ticks: [-6, -4, -2, 0, 2, 4], label: "weight 3 (the bias)" }, 360, 262);
  const walk = (from, rate, steps) => {
    const walked = [from];
    while (walked.length <= steps) walked.push(trainOnce(INPUTS, TARGETS, walked.at(-1), rate));
    return walked;
  };
  const pages = [[-4, 2], [-3, -3]].map((from) => shape("path", { class: "thin", d: plot.line(walk(from, 1, LAST)) }));
  const trail = shape("path", { class: "thin one" });
  const dots = shape("g");
  const ball = shape("g", { class: "handle" }, shape("circle", { r: 26, class: "reach" }), shape("circle", { r: 7 }));
  plot.inside.append(...bands(plot, (w1, w3) => loss([w1, w3]), LEVELS), ...pages, trail, dots, ball);
  draggable(ball, (event, first) => {
    if (first) player.stop();
    const [w1, w3] = plot.at(event).map((w) => Math.round(w * 10) / 10);
    one.set({ w1: Math.min(Math.max(w1, -6), 8), w3: Math.min(Math.max(w3, -6), 5), steps: 0 }, false);
  }, one.settle);
  const player = one.player(() => ++state.steps < LAST || ((state.steps = LAST), false),
    { "5 steps a second": () => 5, "20 steps a second": () => 20, "1 step a second": () => 1 });
  const restart = (key) => (value) => { player.stop(); return { [key]: value, steps: 0 }; };
  const numbers = element("p", { class: "numbers" });

  const path = () => walk([state.w1, state.w3], state.rate, state.steps);
  function show() {
    const walked = path();
    const now = walked.at(-1);
    const places = walked.map(([a, b]) => [plot.x(a), plot.y(b)]);
    trail.setAttribute("d", plot.line(walked));
    dots.replaceChildren(...places.map(([cx, cy]) => shape("circle", { cx, cy, r: 2 })));
    ball.setAttribute("transform", `translate(${places.at(-1)})`);
    const downhill = errorWeightedDerivative(INPUTS, TARGETS, now);
    const pair = (two, digits) => `(${two.map((one) => fixed(one, digits)).join(", ")})`;
    numbers.replaceChildren(
      `step ${state.steps}: weights ${pair(now, 3)}, loss ${fixed(loss(now), 4)}`, element("br"),
      `minus gradient ${pair(downhill, 4)}, times ${state.rate}: next step ${pair(downhill.map((d) => state.rate * d), 4)}`);
  }
  function verdict(walked, losses) {
    const last = losses.at(-1);
    const rises = losses.filter((one, i) => one > losses[i - 1] + 0.001).length;
    const leap = Math.max(...walked.slice(1).map(([a, b], i) => Math.hypot(a - walked[i][0], b - walked[i][1])));
    if (walked.length < 2) return "Press Play or Step.";
    if (last < 0.05) return rises ? `It overshot: the loss rose in ${rises} of the steps.` : "It has settled in the valley.";
    if (losses.at(-20) - last < 0.05 && walked.length > 20) {
      return leap > 3 ? "Thrown: a long step ended on a plain, too flat to leave." : "It crawls: its steps are tiny.";
    }
    return rises ? "It overshoots: the loss has risen." : "It walks downhill.";
  }
  function say() {
    const walked = path();
    const losses = walked.map(loss);
    return `Learning rate ${state.rate}, step ${state.steps}: loss ${fixed(losses.at(-1), 4)}. ${verdict(walked, losses)}`;
  }
  function python({ rate, w1, w3, steps }) {
    return `import numpy as np

inputs = np.array(${JSON.stringify(INPUTS)})
targets = np.array([${JSON.stringify(TARGETS)}]).T
weights = np.array([[${w1}], [${w3}]])


def downhill(weights):
    output = 1 / (1 + np.exp(-(inputs @ weights)))
    error = targets - output
    return (error**2).sum() / 2, inputs.T @ (error * output * (1 - output))


for step in range(${steps}):
    weights = weights + ${rate} * downhill(weights)[1]
loss, change = downhill(weights)
print(*(f"{weight:.3f}" for weight in weights.flat), f"{loss:.4f}")
print(*(f"{number:.4f}" for number in [*change.flat, *(${rate} * change).flat]))
`;
  }
  one.begin([
    plot.svg,
    element("div", { class: "buttons" }, ...player.parts,
      one.button("Back to the start", () => { player.stop(); one.set({ steps: 0 }); })),
    element("div", { class: "sliders" },
      one.slider("rate", "learning rate", { values: RATES, digits: null, put: restart("rate") }),
      one.slider("w1", "start: weight 1", { step: 0.1, put: restart("w1") }),
      one.slider("w3", "start: weight 3", { step: 0.1, put: restart("w3") })),
    numbers,
  ], player.stop);
}
