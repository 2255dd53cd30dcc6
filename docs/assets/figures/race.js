// The race, in docs/optimizers.md: three optimizers from one start, on one time line. What
// they do is a table that the package wrote. Licence: MIT-0.

import { chart, element, figure, shape } from "./drawing.js";

const KINDS = { "gradient descent": "gradient_descent", momentum: "momentum", Adam: "adam" };
const COLOURS = ["one", "four", "three"];

export default async function race(place) {
  const { moments, errors, failed } = await (await fetch(new URL("../made/figures/race.json", import.meta.url))).json();
  const one = figure(place, {
    loss: ["squared error", "cross-entropy"], rate: ["1", "10", "30"],
    seed: Array.from({ length: 10 }, (_, n) => `${(n + 1) % 10}`), moment: [moments.length - 1, 0, moments.length - 1],
  }, { show, say, python });
  const { state } = one;
  const plot = chart("The mean error of three optimizers after each step, on axes that multiply by ten.",
    { from: 1, to: 1000, log: true, ticks: [1, 10, 100, 1000], label: "iteration" },
    { from: 0.0001, to: 1, log: true, ticks: [0.001, 0.01, 0.1, 1], label: "mean error" });
  const lines = Object.entries(KINDS).map(([name, key], i) => {
    const path = shape("path", { class: `line ${COLOURS[i]}` });
    const dot = shape("circle", { r: 5, class: COLOURS[i] });
    plot.inside.append(path, dot);
    return { name, key, path, dot, row: element("p", { class: `numbers ${COLOURS[i]}` }) };
  });
  const player = one.player(() => {
    state.moment = (state.moment + 1) % moments.length;
    return state.moment < moments.length - 1;
  }, { "6 marks a second": () => 6, "2 marks a second": () => 2 });

  const runs = () => lines.map((line) => {
    const key = `${state.loss}, ${state.rate}, ${line.key}`;
    return { ...line, curve: errors[key][state.seed], lost: failed[key] };
  });
  function show({ moment, seed }) {
    for (const { name, path, dot, row, curve, lost } of runs()) {
      const seen = curve.slice(0, moment + 1).map((error, i) => [moments[i], Math.max(error, 1e-5)]);
      path.setAttribute("d", plot.line(seen));
      dot.setAttribute("cx", plot.x(moments[moment]));
      dot.setAttribute("cy", plot.y(seen.at(-1)[1]));
      const fails = lost.filter((n) => n < 10);
      row.textContent = `${name}: mean error ${curve[moment]}. ` +
        `Fails from ${lost.length} of 100 seeds${fails.length ? `, ${fails.join(", ")} among them` : ""}.` +
        (lost.includes(Number(seed)) ? " This is one." : "");
    }
  }
  function say({ moment }) {
    const all = runs();
    const best = all.reduce((a, b) => (b.curve[moment] < a.curve[moment] ? b : a));
    return `At iteration ${moments[moment].toLocaleString("en")}, ${best.name} is ahead: mean error ${best.curve[moment]}.`;
  }
  function python({ loss, rate, seed, moment }) {
    const delta = loss === "cross-entropy" ? "error" : "error * output * (1 - output)";
    return `import numpy as np

inputs = np.array([[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]])
targets = np.array([[0, 1, 1, 0]]).T
rate = ${rate}


def descent(gradient, count, state):
    return rate * gradient, state


def momentum(gradient, count, velocity):
    velocity = rate * gradient + 0.9 * velocity
    return velocity, velocity


def adam(gradient, count, state):
    mean, square = state
    mean = 0.9 * mean + (1 - 0.9) * gradient
    square = 0.999 * square + (1 - 0.999) * gradient**2
    typical = np.sqrt(square / (1 - 0.999**count)) + 1e-8
    return rate * mean / (1 - 0.9**count) / typical, (mean, square)


for optimizer, state in (descent, 0.0), (momentum, 0.0), (adam, (0.0, 0.0)):
    weights = 2 * np.random.RandomState(${seed}).random_sample((3, 1)) - 1
    for count in range(1, ${moments[moment]} + 1):
        with np.errstate(over="ignore"):
            output = 1 / (1 + np.exp(-(inputs @ weights)))
        error = targets - output
        gradient = -inputs.T @ (${delta})
        step, state = optimizer(gradient, count, state)
        weights = weights - step
    print(f"{np.abs(error).mean():.3g}")
`;
  }
  one.begin([
    plot.svg,
    element("div", { class: "buttons" }, ...player.parts),
    element("div", { class: "buttons" }, one.choice("loss", "loss"), one.choice("rate", "learning rate"), one.choice("seed", "seed")),
    element("div", { class: "sliders" }, one.slider("moment", "time line", { values: moments, digits: null, get: () => moments[state.moment], put: (now) => ({ moment: moments.indexOf(now) }) })),
    ...lines.map(({ row }) => row),
  ], player.stop);
}
