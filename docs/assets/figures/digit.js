// Draw a digit, in docs/digits.md: the chapter's network reads it. Licence: MIT-0.

import { forward } from "./arithmetic.js";
import { draggable, element, figure, fixed, shape } from "./drawing.js";

const FIVE = "00ca000000egge0000dgfa1000bgg70000047g7000004g900054cg4009gga000"; // the page's
const STEP = "0123456789abcdefg"; // ink from 0 to 16
const INK = 340;

const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

// Strokes as the digits were prepared: cut out, 32 squares high and at most 24 wide, and the
// black ones counted in blocks of four times four.
function drawn(strokes, pen) {
  const points = strokes.flat();
  const [low, high] = [Math.min, Math.max].map((f) => [0, 1].map((i) => f(...points.map((p) => p[i]))));
  const scale = Math.min(...[24, 32].map((size, i) => (size - 2 * pen) / Math.max(high[i] - low[i], 0.01)));
  const [dx, dy] = [0, 1].map((i) => 16 - (scale * (low[i] + high[i])) / 2);
  const black = new Set();
  for (const stroke of strokes) {
    stroke.forEach(([x, y], i) => {
      const [a, b] = stroke[Math.max(i - 1, 0)];
      const parts = Math.ceil(Math.hypot(x - a, y - b) * scale) + 1;
      for (let n = 1; n <= parts; n++) {
        const [px, py] = [(a + ((x - a) * n) / parts) * scale + dx, (b + ((y - b) * n) / parts) * scale + dy];
        for (let row = Math.max(Math.floor(py - pen), 0); row < Math.min(py + pen, 32); row++) {
          for (let column = Math.max(Math.floor(px - pen), 0); column < Math.min(px + pen, 32); column++) {
            if (Math.hypot(column + 0.5 - px, row + 0.5 - py) <= pen) black.add(32 * row + column);
          }
        }
      }
    });
  }
  return black;
}

// The pen is as wide as it takes for about the ink of a training example.
export function inked(strokes) {
  let [low, high, black] = [1, 6];
  for (let i = 0; i < 7; i++) {
    const pen = (low + high) / 2;
    black = drawn(strokes, pen);
    if (black.size < INK) low = pen;
    else high = pen;
  }
  const ink = Array(64).fill(0);
  for (const square of black) ink[8 * (square >> 7) + ((square & 31) >> 2)]++;
  return ink.map((count) => STEP[count]).join("");
}

export default async function digit(place) {
  const table = await (await fetch(new URL("../made/figures/digits.json", import.meta.url))).json();
  const flat = new Float64Array(bytes(table.weights).buffer);
  const pictures = bytes(table.pictures);
  let used = 0;
  const layers = [[64, 32], [32, 10]].map(([inputs, outputs]) => {
    const take = (count) => Array.from(flat.subarray(used, (used += count)));
    return [Array.from({ length: inputs }, () => take(outputs)), take(outputs)];
  });
  const one = figure(place, { ink: [FIVE] }, { show, say, python });
  const { state } = one;
  let strokes = [];

  const trails = shape("path", { class: "pen" });
  const pad = shape("svg", { viewBox: "0 0 100 100", class: "pad", role: "img", "aria-label": "Draw here with a pointer." },
    shape("rect", { width: 100, height: 100, class: "thin" }), shape("text", { x: 50, y: 96 }, "draw here"), trails);
  draggable(pad, (event, first) => {
    const seen = pad.getBoundingClientRect();
    const point = [((event.clientX - seen.x) / seen.width) * 100, ((event.clientY - seen.y) / seen.height) * 100];
    if (first) strokes.push([]);
    strokes.at(-1).push(point);
    one.set({ ink: inked(strokes) }, false);
  }, one.settle);

  // The arrow keys walk through the squares; the space bar inks one, or clears it.
  const cells = Array.from({ length: 64 }, (_, n) => element("button", {
    type: "button", tabindex: n ? -1 : 0,
    click: () => {
      strokes = [];
      one.set({ ink: state.ink.slice(0, n) + (value(n) ? "0" : "g") + state.ink.slice(n + 1) });
    },
    keydown: (event) => {
      const to = n + ({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -8, ArrowDown: 8 }[event.key] ?? 99);
      if (!cells[to]) return;
      event.preventDefault();
      cells[n].tabIndex = -1;
      cells[to].tabIndex = 0;
      cells[to].focus();
    },
  }));
  const value = (n) => Math.max(STEP.indexOf(state.ink[n]), 0);
  const bars = Array.from({ length: 10 }, (_, n) => {
    const bar = shape("rect", { height: 8, class: "fill" });
    const shown = element("span", { class: "number" });
    const ground = shape("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", class: "bar" }, bar);
    return { bar, shown, line: element("div", { class: "answer" }, `${n}`, ground, shown) };
  });
  const near = element("span", { class: "near" });

  const inks = () => cells.map((_, n) => value(n));
  const outputs = () => forward(layers, inks().map((ink) => ink / 16)).at(-1);
  const best = (all) => all.indexOf(Math.max(...all));
  function show() {
    const now = inks();
    cells.forEach((cell, n) => {
      cell.style.setProperty("--ink", now[n] / 16);
      cell.setAttribute("aria-label", `row ${(n >> 3) + 1}, column ${(n & 7) + 1}: ${now[n]}`);
    });
    trails.setAttribute("d", strokes.map((stroke) => `M${stroke.join("L")}L${stroke.at(-1)}`).join(""));
    const all = outputs();
    bars.forEach(({ bar, shown, line }, n) => {
      bar.setAttribute("width", 100 * all[n]);
      shown.textContent = fixed(all[n], 4);
      line.classList.toggle("best", n === best(all));
    });
    const far = Array.from(table.digits, (_, row) =>
      now.reduce((sum, ink, i) => sum + (ink - pictures[64 * row + i]) ** 2, 0));
    const rows = [...far.keys()].sort((a, b) => far[a] - far[b]).slice(0, 4);
    near.replaceChildren("nearest training examples: ", ...rows.map((row) =>
      element("span", {}, shape("svg", { viewBox: "0 0 8 8", class: "small" }, ...Array.from({ length: 64 }, (_, i) =>
        shape("rect", { x: i & 7, y: i >> 3, width: 1, height: 1, opacity: pictures[64 * row + i] / 16 }))), `a ${table.digits[row]} `)));
  }
  function say() {
    const all = outputs();
    const top = Math.max(...all);
    return `It reads ${top > 0.5 ? "" : "nothing for sure, perhaps "}a ${best(all)}: output ${fixed(top, 4)}.`;
  }
  function python() {
    return `import numpy as np
from sklearn.datasets import load_digits

from tinynet import Network, cross_entropy, gradient_descent

digits = load_digits()
inputs, targets = digits.data[:-360] / 16, np.eye(10)[digits.target[:-360]]
network = Network(64, 32, 10)
network.train(inputs, targets, 5000, cross_entropy, gradient_descent(0.1), 32)
ink = np.array([${inks()}])
for output in network.think(ink / 16):
    print(f"{output:.4f}")
nearest = ((digits.data[:-360] - ink) ** 2).sum(axis=1).argsort(kind="stable")[:4]
print(*digits.target[nearest])
`;
  }
  const clear = () => { strokes = []; };
  one.begin([
    element("div", { class: "charts" }, pad, element("div", { class: "cells", role: "group", "aria-label": "What the network gets: arrow keys and space" }, ...cells),
      element("div", { class: "bars" }, ...bars.map(({ line }) => line))),
    element("div", { class: "buttons" }, one.button("Clear", () => { clear(); one.set({ ink: "0".repeat(64) }); }), near),
  ], clear);
}
