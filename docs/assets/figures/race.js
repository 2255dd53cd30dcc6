// The race, in docs/optimizers.md: three optimizers from one start. Licence: MIT-0.

import { sigmoidGradient, think } from "./arithmetic.js";
import { chart, draggable, element, figure, made, shape } from "./drawing.js";
import { startingWeights } from "./start.js";

const INPUTS = [[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]];
const TARGETS = [0, 1, 1, 0];
const COLOURS = ["one", "four", "three"];
const MOMENTS = [...new Set(Array.from({ length: 40 }, (_, i) => Math.round(1000 ** (i / 39))))];

// For each weight, a function from its gradient to its step.
const KINDS = {
  "gradient descent": (rate) => (gradient) => rate * gradient,
  momentum: (rate, step = 0) => (gradient) => (step = rate * gradient + 0.9 * step),
  Adam: (rate, count = 0, mean = 0, square = 0) => (gradient) => {
    count++;
    mean = 0.9 * mean + (1 - 0.9) * gradient;
    square = 0.999 * square + (1 - 0.999) * (gradient * gradient);
    return (rate * mean) / (1 - 0.9 ** count) / (Math.sqrt(square / (1 - 0.999 ** count)) + 1e-8);
  },
};

// The mean error in each of a thousand iterations.
export function errors(kind, loss, rate, seed) {
  let weights = startingWeights(3, seed);
  const steps = weights.map(() => KINDS[kind](Number(rate)));
  return Array.from({ length: 1000 }, () => {
    const outputs = INPUTS.map((row) => think(row, weights));
    const missed = outputs.map((y, i) => TARGETS[i] - y);
    const delta = loss === "cross-entropy" ? missed : missed.map((error, i) => error * sigmoidGradient(outputs[i]));
    weights = weights.map((weight, i) => weight - steps[i](-INPUTS.reduce((sum, row, n) => sum + row[i] * delta[n], 0)));
    return missed.reduce((sum, error) => sum + Math.abs(error), 0) / 4;
  });
}

export default async function race(place) {
  const failed = await (await made("figures/race.json")).json();
  const one = figure(place, {
    loss: ["squared error", "cross-entropy"], rate: ["1", "10", "30"],
    seed: [..."1234567890"], moment: [MOMENTS.length - 1, 0, MOMENTS.length - 1],
  }, { show, say, python });
  const { state } = one;
  const plot = chart("The mean error of three optimizers after each step, on axes that multiply by ten.",
    { from: 1, to: 1000, log: true, ticks: [1, 10, 100, 1000], label: "iteration" },
    { from: 0.0001, to: 1, log: true, ticks: [0.001, 0.01, 0.1, 1], label: "mean error" });
  const lines = Object.keys(KINDS).map((name, i) => {
    const path = shape("path", { class: `line ${COLOURS[i]}` });
    const dot = shape("circle", { r: 5, class: COLOURS[i] });
    plot.inside.append(path, dot);
    return { name, path, dot, row: element("p", { class: `numbers ${COLOURS[i]}` }) };
  });
  const player = one.player(one.next("moment"), { "6 marks a second": () => 6, "2 marks a second": () => 2 });

  // The picture is a time line, too.
  draggable(plot.svg, (event, first) => {
    if (first) player.stop();
    const iteration = 1000 ** Math.max((plot.at(event)[0] - 1) / 999, 0);
    one.set({ moment: MOMENTS.findLastIndex((moment) => moment <= iteration) }, false);
  }, one.settle);

  const known = {};
  const runs = () => lines.map((line) => {
    const key = [line.name, state.loss, state.rate, state.seed];
    const [fails, of] = failed[state.loss][state.rate][line.name];
    known[key] ??= errors(...key).map((error) => Number(error.toPrecision(3)));
    return { ...line, curve: MOMENTS.map((moment) => known[key][moment - 1]), fails, of };
  });
  function show({ moment, seed }) {
    for (const { name, path, dot, row, curve, fails, of } of runs()) {
      const seen = curve.slice(0, moment + 1).map((error, i) => [MOMENTS[i], Math.max(error, 1e-5)]);
      path.setAttribute("d", plot.line(seen));
      dot.setAttribute("cx", plot.x(MOMENTS[moment]));
      dot.setAttribute("cy", plot.y(seen.at(-1)[1]));
      row.textContent = `${name}: mean error ${curve[moment]}. ` +
        `Fails from ${fails} of 100 seeds${of && `, ${[...of].join(", ")} among them`}.` +
        (of.includes(seed) ? " This is one." : "");
    }
  }
  function say({ moment }) {
    const all = runs();
    const best = all.reduce((a, b) => (b.curve[moment] < a.curve[moment] ? b : a));
    return `At iteration ${MOMENTS[moment].toLocaleString("en")}, ${best.name} is ahead: mean error ${best.curve[moment]}.`;
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
    for count in range(1, ${MOMENTS[moment]} + 1):
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
    element("div", { class: "sliders" }, one.slider("moment", "time line", { values: MOMENTS, digits: null, get: () => MOMENTS[state.moment], put: (now) => ({ moment: MOMENTS.indexOf(now) }) })),
    ...lines.map(({ row }) => row),
  ], player.stop);
}
