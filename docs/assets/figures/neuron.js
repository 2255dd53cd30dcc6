// The live neuron of docs/index.md: turn its weights, or train it. Licence: MIT-0.

import { sigmoid, squaredError, think, trainOnce, weightedSum } from "./arithmetic.js";
import { chart, element, figure, fixed, shape } from "./drawing.js";

const INPUTS = [[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]];
const TARGETS = [0, 1, 1, 0];
const ROWS = [...INPUTS, [1, 0, 0]]; // the last is new
const START = [-0.16595599059485195, 0.4406489868843162, -0.9997712503653102]; // seed 1
const LAST = 10000;
const SPEEDS = {
  "faster and faster": ({ steps }) => 30 + steps,
  "10 steps a second": () => 10,
  "100 steps a second": () => 100,
};

export default function neuron(place) {
  const [w1, w2, w3] = START;
  const spec = { w1: [w1, -12, 12], w2: [w2, -12, 12], w3: [w3, -12, 12], steps: [0, 0, LAST] };
  const words = ROWS.map((row) => row.join(" "));
  const one = figure(place, { ...spec, row: [words[4], ...words.slice(0, 4)] }, { show, say, python });
  const { state } = one;

  // The training so far: it goes on from where it was, or begins anew from other weights.
  let began = "", weights, losses;
  function follow() {
    const from = [state.w1, state.w2, state.w3];
    if (began !== `${from}` || losses.length > state.steps + 1) {
      [began, weights, losses] = [`${from}`, from, []];
    }
    const loss = () => squaredError(TARGETS, INPUTS.map((row) => think(row, weights)));
    if (!losses.length) losses.push(loss());
    while (losses.length <= state.steps) {
      weights = trainOnce(INPUTS, TARGETS, weights);
      losses.push(loss());
    }
    return weights;
  }
  const player = one.player(() => {
    state.steps = Math.min(state.steps + 1, LAST);
    follow();
    return state.steps < LAST;
  }, SPEEDS);
  const count = element("span", { class: "count" });
  const turned = (i) => (value) => {
    player.stop();
    const now = follow().with(i, value);
    return { w1: now[0], w2: now[1], w3: now[2], steps: 0 };
  };
  const sliders = ["w1", "w2", "w3"].map((key, i) =>
    one.slider(key, `weight ${i + 1}`, { step: 0.1, digits: 8, get: () => follow()[i], put: turned(i) }));

  const lines = ROWS.map((inputs, row) => {
    const [sum, output] = [element("td"), element("span", { class: "number" })];
    const bar = shape("rect", { height: 8, class: "fill" });
    const ground = shape("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", class: "bar" }, bar);
    const answer = element("div", { class: "answer" }, ground, output);
    const line = element("tr", {}, element("td", {}, words[row]),
      element("td", {}, `${TARGETS[row] ?? "?"}`), sum, element("td", {}, answer));
    return { inputs, target: TARGETS[row], sum, output, bar, line };
  });
  const heads = ["inputs", "target", "sum", "output"].map((word) => element("th", { scope: "col" }, word));
  const table = element("table", { class: "situations" },
    element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...lines.map(({ line }) => line)));

  const small = [200, 165];
  const curve = chart("The sigmoid, and on it the output for each situation. A bar leads from each to its target.",
    { from: -10, to: 10, ticks: [-10, 0, 10], label: "weighted sum" }, { from: -0.1, to: 1.1, ticks: [0, 0.5, 1], label: "output" }, ...small);
  const fall = chart("The loss after each step.",
    { from: 1, to: LAST, log: true, ticks: [1, 100, 10000], label: "step" }, { from: 0, to: 1, ticks: [0, 0.5, 1], label: "loss" }, ...small);
  const path = shape("path", { class: "line one" });
  const end = shape("circle", { r: 4 });
  fall.inside.append(path, end);
  const errors = lines.map(() => shape("path", { class: "error" }));
  const dots = lines.map(() => shape("circle", { r: 5 }));
  curve.inside.append(shape("path", { class: "line", d: curve.curve(sigmoid) }), ...errors, ...dots);
  const formula = element("p", { class: "numbers" });

  function show() {
    follow();
    lines.forEach(({ inputs, target, sum, output, bar }, i) => {
      const [z, y] = [weightedSum(inputs, weights), think(inputs, weights)];
      const wrong = target !== undefined && y > 0.5 !== target > 0.5;
      sum.textContent = fixed(z, 2);
      output.textContent = fixed(y, 8);
      bar.setAttribute("width", 100 * y);
      const seen = Math.min(Math.max(z, -9.8), 9.8);
      dots[i].setAttribute("cx", curve.x(seen));
      dots[i].setAttribute("cy", curve.y(y));
      errors[i].setAttribute("d", curve.line([[seen, y], [seen, target ?? y]]));
      for (const mark of [bar, dots[i], errors[i]]) {
        mark.classList.toggle("wrong", wrong);
        mark.classList.toggle("new", target === undefined);
      }
    });
    const seen = losses.map((loss, i) => [i + 1, loss]).filter(([n]) => n < 20 || n % 2 ** Math.floor(Math.log2(n) - 4) < 1 || n === losses.length);
    path.setAttribute("d", fall.line(seen));
    end.setAttribute("cx", fall.x(losses.length));
    end.setAttribute("cy", fall.y(losses.at(-1)));
    count.textContent = state.steps.toLocaleString("en");
    const inputs = ROWS[words.indexOf(state.row)];
    const z = weightedSum(inputs, weights);
    const parts = inputs.map((x, i) => `${x} · ${fixed(weights[i], 2).replace(/^−.*/, "($&)")}`);
    formula.replaceChildren(`z = ${parts.join(" + ")} = ${fixed(z, 2)}`, element("br"),
      "y = 1 / (1 + e", element("sup", {}, fixed(-z, 2)), `) = ${fixed(sigmoid(z), 8)}`);
  }
  function say() {
    const right = lines.filter(({ inputs, target }) => target !== undefined && think(inputs, weights) > 0.5 === target > 0.5);
    return `After ${state.steps.toLocaleString("en")} steps, ${right.length} of the 4 answers are right. ` +
      `The output for 1 0 0 is ${fixed(think(ROWS[4], weights), 8)}.`;
  }
  function python() {
    return `import numpy as np

inputs = np.array(${JSON.stringify(INPUTS)})
targets = np.array([${JSON.stringify(TARGETS)}]).T
weights = np.array([[${[state.w1, state.w2, state.w3].join("], [")}]])
for iteration in range(${state.steps}):
    output = 1 / (1 + np.exp(-(inputs @ weights)))
    weights = weights + inputs.T @ ((targets - output) * output * (1 - output))
for weight in weights.flat:
    print(f"{weight:.8f}")
for row in [*inputs, np.array([1, 0, 0])]:
    total = (row @ weights).item()
    print(f"{total:.2f} {1 / (1 + np.exp(-total)):.8f}")
`;
  }
  one.begin([
    element("div", { class: "buttons" }, ...player.parts, element("span", {}, "steps: ", count)),
    table,
    element("div", { class: "charts" }, curve.svg, fall.svg),
    element("div", { class: "sliders" }, ...sliders),
    one.choice("row", "the formula for"),
    formula,
  ], player.stop);
}
