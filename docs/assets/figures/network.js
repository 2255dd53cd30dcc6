// Inside the network of docs/backpropagation.md: one example of XOR goes forward, and its
// deltas come back. The weights are a table that the package wrote. Licence: MIT-0.

import { backward, forward, sigmoidGradient, weightedSum } from "./arithmetic.js";
import { element, figure, fixed, made, shape } from "./drawing.js";

const EXAMPLES = { "0 1 1": 1, "0 0 1": 0, "1 0 1": 1, "1 1 1": 0 };
const STAGES = ["inputs", "hidden layer", "output", "delta of the output", "deltas carried back", "changes of the weights"];
const [LEFT, GAP, MIDDLE, APART] = [40, 140, 132, 66];

export default async function network(place) {
  const trained = await (await made("figures/network.json")).json();
  const one = figure(place, {
    example: Object.keys(EXAMPLES), trained: Object.keys(trained), stage: [4, 0, 5],
  }, { show, say, python });
  const { state } = one;
  const at = (layer, i, count) => [LEFT + GAP * layer, MIDDLE + (i - (count - 1) / 2) * APART];
  const svg = shape("svg", { viewBox: "0 0 360 264", role: "img", "aria-label": "The network, with the activations in its circles and the deltas below them." });
  const numbers = element("p", { class: "numbers" });
  const player = one.player(one.next("stage"), { "1 step a second": () => 1, "2 seconds a step": () => 0.5 });

  function values() {
    const [first, second] = trained[state.trained];
    const layers = [[first, Array(4).fill(0)], [second, [0]]];
    const activations = forward(layers, state.example.split(" ").map(Number));
    const [y] = activations[2];
    const target = EXAMPLES[state.example];
    const deltas = backward(layers, activations, [(target - y) * sigmoidGradient(y)]);
    return { first, second, layers, activations, deltas, y, target };
  }
  function show({ stage }) {
    const { first, second, layers, activations, deltas, y, target } = values();
    const edges = layers.flatMap(([weights], layer) => weights.flatMap((row, i) => row.map((weight, j) => {
      const ends = [at(layer, i, weights.length), at(layer + 1, j, row.length)];
      const name = `thin ${weight > 0 ? "one" : "two dashed"}`;
      return shape("path", { d: `M${ends[0]}L${ends[1]}`, class: name, "stroke-width": 0.4 + Math.abs(weight) * 0.6 });
    })));
    const neurons = activations.flatMap((all, layer) => all.flatMap((value, i) => {
      const [x, y] = at(layer, i, all.length);
      const delta = stage >= 5 - layer && layer ? fixed(deltas[layer - 1][i], 3) : "";
      return [shape("circle", { cx: x, cy: y, r: 19, class: "neuron" }),
        shape("text", { x, y: y + 4 }, layer <= stage ? `${layer ? fixed(value, 2) : value}` : "?"),
        shape("text", { x, y: y + 32, class: "delta" }, delta)];
    }));
    svg.replaceChildren(...edges, ...neurons);
    const [inputs, hidden] = activations;
    const [back, [delta]] = deltas;
    const lines = [
      [`inputs ${state.example}, target ${target}`],
      hidden.map((h, j) => `hidden ${j + 1}: σ(${fixed(weightedSum(inputs, first.map((row) => row[j])), 4)}) = ${fixed(h, 4)}`),
      [`output: σ(${fixed(weightedSum(hidden, second.flat()), 4)}) = ${fixed(y, 4)}`],
      [`delta: (${target} − ${fixed(y, 4)}) · ${fixed(y, 4)} · ${fixed(1 - y, 4)} = ${fixed(delta, 4)}`],
      hidden.map((h, j) => `${j + 1}: ${fixed(delta, 4)} · ${fixed(second[j][0], 4)} · ${fixed(sigmoidGradient(h), 4)} = ${fixed(back[j], 4)}`),
      hidden.map((h, j) => `weight from ${j + 1}: ${fixed(h, 4)} · ${fixed(delta, 4)} = ${fixed(h * delta, 4)}`),
    ][stage];
    numbers.replaceChildren(...lines.flatMap((words) => [words, element("br")]));
  }
  function say({ stage }) {
    const { y, target } = values();
    return `${stage < 3 ? "Forward" : "Back"}: ${STAGES[stage]}. Output ${stage < 2 ? "not known yet" : fixed(y, 4)}, target ${target}.`;
  }
  function python({ example, stage }) {
    const { first, second, target } = values();
    const shown = ["[*inputs, target]", "[*(inputs @ first), *hidden]", "[*(hidden @ second), *output]",
      "[*output, *(1 - output), *delta]", "[*delta, *second.flat, *(hidden * (1 - hidden)), *back]", "[*hidden, *delta, *(hidden * delta)]"];
    return `import numpy as np

inputs, target = np.array([${example.split(" ")}]), ${target}
first = np.array(${JSON.stringify(first)})
second = np.array(${JSON.stringify(second)})
hidden = 1 / (1 + np.exp(-(inputs @ first)))
output = 1 / (1 + np.exp(-(hidden @ second)))
delta = (target - output) * output * (1 - output)
back = delta @ second.T * hidden * (1 - hidden)
for number in ${shown[stage]}:
    print(f"{number:.${stage ? 4 : 0}f}")
`;
  }
  one.begin([
    svg,
    element("div", { class: "buttons" }, ...player.parts),
    element("div", { class: "buttons" }, one.choice("example", "inputs"), one.choice("trained", "iterations")),
    element("div", { class: "sliders" }, one.slider("stage", "forward, then back", { step: 1, digits: 0 })),
    numbers,
  ], player.stop);
}
