// The decision boundary of a small network while it learns XOR, in docs/luck.md. The
// weights are a table that the package wrote. Licence: MIT-0.

import { forward } from "./arithmetic.js";
import { chart, element, figure, fixed, shape } from "./drawing.js";
import { bands } from "./map.js";

const CORNERS = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]; // and the target
const LEVELS = [0.1, 0.3, 0.5, 0.7, 0.9];

export default async function boundary(place) {
  const { moments, starts } = await (await fetch(new URL("../made/figures/network.json", import.meta.url))).json();
  const words = (count) => Array.from({ length: count }, (_, n) => `${n + 1}`);
  const one = figure(place, {
    hidden: ["2", ...words(8).filter((n) => n !== "2")], seed: words(4), moment: [moments.length - 1, 0, moments.length - 1],
  }, { show, say, python });
  const { state } = one;
  const axis = (label) => ({ from: -0.4, to: 1.4, ticks: [0, 1], label });
  const plot = chart("The network's output for each pair of inputs: the darker, the nearer to 1.", axis("input 1"), axis("input 2"), 260, 250);
  const map = shape("g", { class: "heat" });
  plot.inside.append(map, ...CORNERS.map(([a, b, yes]) =>
    shape("circle", { cx: plot.x(a), cy: plot.y(b), r: 7, class: yes ? "yes" : "no" })));
  const numbers = element("p", { class: "numbers" });
  const player = one.player(() => {
    state.moment = (state.moment + 1) % moments.length;
    return state.moment < moments.length - 1;
  }, { "2 marks a second": () => 2, "5 marks a second": () => 5 });

  const at = (moment) => starts[`${state.hidden}, ${state.seed}`][moment];
  const right = (outputs) => outputs.filter((y, i) => y > 0.5 === CORNERS[i][2] > 0.5).length;
  function show({ hidden, moment }) {
    const [first, b1, second, b2, outputs] = at(moment);
    const layers = [[first, b1], [second, b2]];
    map.replaceChildren(...bands(plot, (x, y) => forward(layers, [x, y])[2][0], LEVELS, [48, 48]));
    const learned = words(4).filter((seed) => right(starts[`${hidden}, ${seed}`].at(-1)[4]) === 4);
    numbers.replaceChildren("outputs for 0 0, 0 1, 1 0, 1 1:", element("br"), outputs.map((y) => fixed(y, 4)).join(", "), element("br"),
      `${hidden} hidden: after 3,000 iterations, ${learned.length} of 4 seeds have learned XOR`);
  }
  function say({ hidden, seed, moment }) {
    return `${hidden} hidden, seed ${seed}, iteration ${moments[moment].toLocaleString("en")}: ${right(at(moment)[4])} of 4 right.`;
  }
  function python({ hidden, seed, moment }) {
    return `import numpy as np

inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
targets = np.array([[0, 1, 1, 0]]).T
drawn = 2 * np.random.RandomState(${seed}).random_sample(${4 * hidden + 1}) - 1
first, b1, second, b2 = np.split(drawn, [${2 * hidden}, ${3 * hidden}, ${4 * hidden}])
first, second = first.reshape(2, -1), second.reshape(-1, 1)
for iteration in range(${moments[moment]} + 1):
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
      values: moments, digits: null, get: () => moments[state.moment], put: (now) => ({ moment: moments.indexOf(now) }),
    })),
    numbers,
  ], player.stop);
}
