// The slope of the sigmoid, in docs/slope.md: a tangent to move, and a run to shorten.
// Licence: MIT-0.

import { sigmoid, sigmoidGradient } from "./arithmetic.js";
import { chart, draggable, element, figure, fixed, shape } from "./drawing.js";

const RUNS = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];

export default function slope(place) {
  const one = figure(place, { z: [2, -6, 6], run: [1, RUNS[0], 2] }, { show, say, python });
  const { state } = one;
  const plot = chart("The sigmoid with its tangent at the point that you set, and a rise over a run.",
    { from: -7, to: 7, ticks: [-6, -4, -2, 0, 2, 4, 6], label: "weighted sum z" },
    { from: -0.15, to: 1.15, ticks: [0, 0.5, 1], label: "output" });
  const [tangent, rise, secant] = ["line two", "thin", "line three"].map((name) => shape("path", { class: name }));
  const touch = (z, ends) => {
    const y = sigmoid(z);
    return plot.line(ends.map((run) => [z + run, y + sigmoidGradient(y) * run]));
  };
  const handle = shape("g", { class: "handle" }, shape("circle", { r: 26, class: "reach" }), shape("circle", { r: 6, class: "wrong" }));
  plot.inside.append(
    ...[-3, 0, 2].map((z) => shape("path", { class: "thin", d: touch(z, [-1.2, 2]) })),
    shape("path", { class: "line", d: plot.curve(sigmoid) }), tangent, rise, secant, handle);
  draggable(handle, (event) => {
    const z = Math.round(plot.at(event)[0] * 10) / 10;
    one.set({ z: Math.min(Math.max(z, -6), 6) }, false);
  }, one.settle);
  const [measured, formula] = ["numbers three", "numbers two"].map((name) => element("p", { class: name }));

  function numbers() {
    const y = sigmoid(state.z);
    const up = sigmoid(state.z + state.run) - y;
    return { y, up, ratio: up / state.run, slope: sigmoidGradient(y) };
  }
  function show({ z, run }) {
    const { y, up, ratio, slope } = numbers();
    tangent.setAttribute("d", touch(z, [-3, 3]));
    rise.setAttribute("d", plot.line([[z, y], [z + run, y], [z + run, y + up]]));
    secant.setAttribute("d", plot.line([-3, 3].map((step) => [z + step, y + ratio * step])));
    handle.setAttribute("transform", `translate(${plot.x(z)} ${plot.y(y)})`);
    measured.textContent = `rise over run: ${fixed(up, 7)} / ${run} = ${fixed(ratio, 4)}`;
    formula.textContent = `tangent: output · (1 − output) = ${fixed(y, 4)} · ${fixed(1 - y, 4)} = ${fixed(slope, 4)}`;
  }
  function say({ z, run }) {
    const { ratio, slope } = numbers();
    return `At ${fixed(z, 1)} the tangent's slope is ${fixed(slope, 4)}. Over a run of ${run}, the curve rises ${fixed(ratio, 4)} times the run.`;
  }
  function python({ z, run }) {
    return `import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


z, run = ${z}, ${run}
output = sigmoid(z)
rise = sigmoid(z + run) - output
print(f"{rise:.7f} {rise / run:.4f}")
print(f"{output:.4f} {1 - output:.4f} {output * (1 - output):.4f}")
`;
  }
  one.begin([
    plot.svg,
    element("div", { class: "sliders" }, one.slider("z", "weighted sum z", { step: 0.1 }),
      one.slider("run", "run", { values: RUNS, digits: null })),
    measured, formula,
  ]);
}
