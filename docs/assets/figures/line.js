// A line for AND and XOR, in docs/xor.md: one neuron, two rules, and what is wrong with it.
// Licence: MIT-0.

import { sigmoid, weightedSum } from "./arithmetic.js";
import { chart, draggable, element, figure, fixed, shape } from "./drawing.js";

const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
const RULES = { AND: [0, 0, 0, 1], XOR: [0, 1, 1, 0] };
const between = (low, value, high) => Math.min(Math.max(Math.round(value * 10) / 10, low), high);

export default function line(place) {
  const spec = { w1: [8, -10, 10], w2: [8, -10, 10], threshold: [12.1, -20, 20] };
  const one = figure(place, spec, { show, say, python });
  const { state } = one;
  const axis = (label) => ({ from: -0.4, to: 1.4, ticks: [0, 1], label });
  const panels = Object.entries(RULES).map(([rule, targets]) => {
    const plot = chart(`${rule}: its four situations, and the line.`, axis("input 1"), axis("input 2"), 190, 190);
    const [side, edge] = [shape("path", { class: "side" }), shape("path", { class: "line" })];
    const dots = CORNERS.map(([a, b], i) =>
      shape("circle", { cx: plot.x(a), cy: plot.y(b), r: 7, class: targets[i] ? "yes" : "no" }));
    const crosses = CORNERS.map(([a, b]) => {
      const [x, y] = [plot.x(a), plot.y(b)];
      return shape("path", { class: "cross", d: `M${x - 11} ${y - 11}l22 22m0 -22l-22 22` });
    });
    const words = CORNERS.map(([a, b], i) =>
      shape("text", { x: plot.x(a), y: plot.y(b) - 14 }, targets[i] ? "yes" : "no"));
    const grip = (r, name) =>
      shape("g", { class: "handle" }, shape("circle", { r: 20, class: "reach" }), shape("circle", { r, class: name }));
    const [middle, tip, arrow] = [grip(5, "grip"), grip(4, "grip"), shape("path", { class: "line" })];
    const diagonals = rule === "XOR" ? [[[0, 1], [1, 0], "one"], [[0, 0], [1, 1], "two"]] : [];
    plot.inside.append(side, ...diagonals.map(([a, b, name]) =>
      shape("path", { d: plot.line([a, b]), class: `thin dashed ${name}` })),
      edge, ...dots, ...words, ...crosses, arrow, middle, tip);
    draggable(middle, (event) => {
      one.set({ threshold: between(-20, weightedSum(plot.at(event), [state.w1, state.w2]), 20) }, false);
    }, one.settle);
    draggable(tip, (event) => {
      const at = center();
      const [w1, w2] = plot.at(event).map((p, i) => between(-10, (p - at[i]) * 35, 10));
      if (w1 || w2) one.set({ w1, w2, threshold: between(-20, w1 * at[0] + w2 * at[1], 20) }, false);
    }, one.settle);
    const heading = shape("text", { x: plot.x(0.5), y: -4 });
    plot.svg.append(heading);
    return { rule, targets, plot, side, edge, crosses, middle, tip, arrow, heading };
  });
  const [numbers, why] = [element("p", { class: "numbers" }), element("p", { class: "why" })];

  const sums = () => CORNERS.map((corner) => weightedSum(corner, [state.w1, state.w2]) - state.threshold);
  const wrong = ({ targets }) => CORNERS.filter((_, i) => sums()[i] > 0 !== targets[i] > 0);
  // The place on the line that is nearest to the middle of the square.
  function center() {
    const { w1, w2, threshold } = state;
    const far = (threshold - (w1 + w2) / 2) / (w1 * w1 + w2 * w2 || 1);
    return [0.5 + w1 * far, 0.5 + w2 * far];
  }
  function show({ w1, w2 }) {
    const at = center();
    const long = Math.hypot(w1, w2) || Infinity;
    const [across, up] = [w1 / long, w2 / long];
    const move = (along, off) => [at[0] - up * along + across * off, at[1] + across * along + up * off];
    const all = long < Infinity || sums()[0] <= 0 ? 9 : -9; // without weights there is no line
    for (const panel of panels) {
      const { plot, side, edge, crosses, targets, middle, tip, arrow, heading, rule } = panel;
      const ends = long < Infinity ? [move(-9, 0), move(9, 0), move(9, 9), move(-9, 9)] : [[-9, all], [9, all], [9, 9], [-9, 9]];
      side.setAttribute("d", plot.line(ends));
      edge.setAttribute("d", plot.line(ends.slice(0, 2)));
      const to = move(0, long / 35);
      arrow.setAttribute("d", plot.line([at, to]));
      middle.setAttribute("transform", `translate(${plot.x(at[0])} ${plot.y(at[1])})`);
      tip.setAttribute("transform", `translate(${plot.x(to[0])} ${plot.y(to[1])})`);
      crosses.forEach((cross, i) => cross.classList.toggle("right", sums()[i] > 0 === targets[i] > 0));
      heading.textContent = `${rule}: ${4 - wrong(panel).length} of 4 right`;
    }
    const z = sums();
    numbers.replaceChildren(...CORNERS.flatMap((corner, i) =>
      [`${corner.join(" ")}: sum − threshold = ${fixed(z[i], 1)}, output ${fixed(sigmoid(z[i]), 4)}`, element("br")]));
    why.replaceChildren("Why never XOR? The dashed lines cross in the middle. So the sums at the two ends always add up to the same: ",
      element("span", { class: "one" }, `${fixed(z[1], 1)} + ${fixed(z[2], 1)} = ${fixed(z[1] + z[2], 1)}`), " and ",
      element("span", { class: "two" }, `${fixed(z[0], 1)} + ${fixed(z[3], 1)} = ${fixed(z[0] + z[3], 1)}`),
      ". With both yes corners above 0, a no corner is above it too.");
  }
  function say() {
    return panels.map((panel) => {
      const names = wrong(panel).map((corner) => corner.join(" "));
      return `${panel.rule}: ${names.length ? `wrong at ${names.join(", ")}` : "all right"}.`;
    }).join(" ");
  }
  function python({ w1, w2, threshold }) {
    return `import numpy as np

inputs = np.array(${JSON.stringify(CORNERS)})
sums = inputs @ np.array([${w1}, ${w2}]) - ${threshold}
for row, total in zip(inputs, sums):
    print(*row, f"{total:.1f} {1 / (1 + np.exp(-total)):.4f}")
print(f"{sums[1] + sums[2]:.1f} {sums[0] + sums[3]:.1f}")
`;
  }
  one.begin([
    element("div", { class: "charts headed" }, ...panels.map(({ plot }) => plot.svg)),
    element("div", { class: "sliders" }, one.slider("w1", "weight 1", { step: 0.1 }),
      one.slider("w2", "weight 2", { step: 0.1 }), one.slider("threshold", "threshold", { step: 0.1 })),
    numbers, why,
  ]);
}
