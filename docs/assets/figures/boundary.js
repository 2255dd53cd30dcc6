// The decision boundary of a network that learns XOR, in docs/luck.md. Licence: MIT-0.

import { sigmoid, sigmoidGradient } from "./arithmetic.js";
import { chart, element, figure, fixed, made, shape } from "./drawing.js";
import { bands } from "./map.js";
import { startingWeights } from "./start.js";

const CORNERS = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]; // and the target
const LEVELS = [0.1, 0.3, 0.5, 0.7, 0.9];
const MOMENTS = [0, 10, 30, 100, 200, 300, 500, 1000, 2000, 3000];

// Weights as the package draws them: of inputs 1 and 2, biases, the output's, its bias.
export function think(weights, a, b, hidden = []) {
  const count = (weights.length - 1) / 4;
  let sum = 0;
  for (let j = 0; j < count; j++) {
    hidden[j] = sigmoid(a * weights[j] + b * weights[count + j] + weights[2 * count + j]);
    sum += hidden[j] * weights[3 * count + j];
  }
  return sigmoid(sum + weights[4 * count]);
}

export function trainOnce(weights) {
  const count = (weights.length - 1) / 4;
  const [changes, hidden] = [weights.map(() => 0), []];
  for (const [a, b, target] of CORNERS) {
    const y = think(weights, a, b, hidden);
    const delta = (target - y) * sigmoidGradient(y);
    for (let j = 0; j < count; j++) {
      const back = delta * weights[3 * count + j] * sigmoidGradient(hidden[j]);
      changes[j] += a * back;
      changes[count + j] += b * back;
      changes[2 * count + j] += back;
      changes[3 * count + j] += hidden[j] * delta;
    }
    changes[4 * count] += delta;
  }
  return weights.map((weight, i) => weight + changes[i]);
}

export default async function boundary(place) {
  const learned = await (await made("figures/boundary.json")).json();
  const one = figure(place, {
    hidden: [..."21345678"], seed: [..."1234"], moment: [MOMENTS.length - 1, 0, MOMENTS.length - 1],
  }, { show, say, python });
  const { state } = one;
  const axis = (label) => ({ from: -0.4, to: 1.4, ticks: [0, 1], label });
  const plot = chart("The output for each pair of inputs: dark is near 1.", axis("input 1"), axis("input 2"), 260, 250);
  const map = shape("g", { class: "heat" });
  plot.inside.append(map, ...CORNERS.map(([a, b, yes]) =>
    shape("circle", { cx: plot.x(a), cy: plot.y(b), r: 7, class: yes ? "yes" : "no" })));
  const numbers = element("p", { class: "numbers" });
  const player = one.player(one.next("moment"), { "2 marks a second": () => 2, "5 marks a second": () => 5 });

  const known = {};
  function now() {
    const { hidden, seed, moment } = state;
    const seen = (known[[hidden, seed]] ??= [startingWeights(4 * hidden + 1, seed)]);
    while (seen.length <= moment) {
      let weights = seen.at(-1);
      for (let n = MOMENTS[seen.length - 1]; n < MOMENTS[seen.length]; n++) weights = trainOnce(weights);
      seen.push(weights);
    }
    return seen[moment];
  }
  const answers = () => CORNERS.map(([a, b]) => think(now(), a, b));
  function show({ hidden }) {
    const [outputs, weights] = [answers(), now()];
    map.replaceChildren(...bands(plot, (x, y) => think(weights, x, y), LEVELS, [48, 48]));
    numbers.replaceChildren("outputs for 0 0, 0 1, 1 0, 1 1:", element("br"), outputs.map((y) => fixed(y, 4)).join(", "), element("br"),
      `${hidden} hidden: after 3,000 iterations, ${learned[hidden].length} of 4 seeds have learned XOR`);
  }
  function say({ hidden, seed, moment }) {
    const right = answers().filter((y, i) => y > 0.5 === CORNERS[i][2] > 0.5);
    return `${hidden} hidden, seed ${seed}, iteration ${MOMENTS[moment].toLocaleString("en")}: ${right.length} of 4 right.`;
  }
  function python({ hidden, seed, moment }) {
    return `import numpy as np

inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
targets = np.array([[0, 1, 1, 0]]).T
drawn = 2 * np.random.RandomState(${seed}).random_sample(${4 * hidden + 1}) - 1
first, b1, second, b2 = np.split(drawn, [${2 * hidden}, ${3 * hidden}, ${4 * hidden}])
first, second = first.reshape(2, -1), second.reshape(-1, 1)
for iteration in range(${MOMENTS[moment]} + 1):
    hidden = 1 / (1 + np.exp(-(inputs @ first + b1)))
    output = 1 / (1 + np.exp(-(hidden @ second + b2)))
    delta = (targets - output) * output * (1 - output)
    back = delta @ second.T * hidden * (1 - hidden)
    first, b1 = first + inputs.T @ back, b1 + back.sum(axis=0)
    second, b2 = second + hidden.T @ delta, b2 + delta.sum(axis=0)
for number in output.flat:
    print(f"{number:.4f}")
`;
  }
  one.begin([
    plot.svg,
    element("div", { class: "buttons" }, ...player.parts),
    element("div", { class: "buttons" }, one.choice("hidden", "hidden neurons"), one.choice("seed", "seed")),
    element("div", { class: "sliders" }, one.slider("moment", "iteration", {
      values: MOMENTS, digits: null, get: () => MOMENTS[state.moment], put: (now) => ({ moment: MOMENTS.indexOf(now) }),
    })),
    numbers,
  ], player.stop);
}
