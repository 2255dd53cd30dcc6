// Draw a digit, in docs/digits.md: its network reads it. Licence: MIT-0.

import { forward } from "./arithmetic.js";
import { draggable, element, figure, fixed, made, pointAt, shape } from "./drawing.js";

const FIVE = "00ca000000egge0000dgfa1000bgg70000047g7000004g900054cg4009gga000"; // the page's, base 17
const READ = [0, 0.0269, 0, 0, 0, 0.9741, 0, 0, 0.0008, 0.0745]; // the network's outputs for it

// The training set.
async function examples() {
  const { body } = await made("digits/digits.csv.bin");
  const text = await new Response(body.pipeThrough(new DecompressionStream("gzip"))).text();
  return text.trim().split("\n").slice(0, -360).map((row) => row.split(",").map(Number));
}

// Strokes as the digits were prepared: cut out, 32 squares high, at most 24 wide.
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

// As wide a pen as it takes for a training example's ink, 340 squares.
export function inked(strokes) {
  let [low, high, black] = [1, 6];
  for (let i = 0; i < 7; i++) {
    const pen = (low + high) / 2;
    black = drawn(strokes, pen);
    if (black.size < 340) low = pen;
    else high = pen;
  }
  const ink = Array(64).fill(0);
  for (const square of black) ink[8 * (square >> 7) + ((square & 31) >> 2)]++;
  return ink.map((count) => count.toString(17)).join("");
}

export default function digit(place) {
  let layers, loading, offline, rows = Array(4).fill([0]); // until they are here
  // Most visits only read on: the network and its training set come with the first touch.
  const load = () => (loading ??= fetched().catch(() => {
    loading = undefined; // the next touch tries again
    offline = true;
    one.settle();
  }));
  async function fetched() {
    const [text, table] = await Promise.all([made("figures/digit.txt").then((file) => file.text()), examples()]);
    const flat = [...new Float32Array(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer)];
    layers = [64, 32].map((inputs, i) => {
      const weights = Array.from({ length: inputs + 1 }, () => flat.splice(0, [32, 10][i]));
      return [weights, weights.pop()];
    });
    rows = table;
    one.set({});
    return text;
  }
  const one = figure(place, { ink: [FIVE] }, { show, say, python });
  const { state } = one;
  let strokes = [];
  const clear = () => { strokes = []; };

  const trails = shape("path", { class: "pen" });
  const pad = shape("svg", { viewBox: "0 0 100 100", class: "pad", role: "img", "aria-label": "draw here" },
    shape("text", { x: 50, y: 96 }, "draw here"), trails);
  draggable(pad, (event, first) => {
    if (first) strokes.push([]);
    strokes.at(-1).push(pointAt(event, pad, 100, 100));
    one.set({ ink: inked(strokes) }, false);
  }, one.settle);

  const cells = Array.from({ length: 64 }, (_, n) => element("button", {
    type: "button", tabindex: n ? -1 : 0,
    click: () => {
      clear();
      one.set({ ink: state.ink.slice(0, n) + (value(n) ? "0" : "g") + state.ink.slice(n + 1) });
    },
    keydown: (event) => {
      const to = n + { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -8, ArrowDown: 8 }[event.key];
      if (!cells[to]) return;
      event.preventDefault();
      cells[n].tabIndex = -1;
      cells[to].tabIndex = 0;
      cells[to].focus();
    },
  }));
  const value = (n) => parseInt(state.ink[n], 17) || 0;
  const bars = Array.from({ length: 10 }, (_, n) => {
    const [bar, shown] = ["bar", "number"].map((name) => element("span", { class: name }));
    return { bar, shown, line: element("div", { class: "answer" }, `${n}`, bar, shown) };
  });
  const near = element("span", { class: "near" });

  const inks = () => cells.map((_, n) => value(n));
  const outputs = () => (layers ? forward(layers, inks().map((ink) => ink / 16)).at(-1) : READ);
  const best = (all) => all.indexOf(Math.max(...all));
  function show() {
    const now = inks();
    if (state.ink !== FIVE) load();
    cells.forEach((cell, n) => {
      cell.style.setProperty("--ink", now[n] / 16);
      cell.setAttribute("aria-label", `row ${(n >> 3) + 1}, column ${(n & 7) + 1}: ${now[n]}`);
    });
    trails.setAttribute("d", strokes.map((stroke) => `M${stroke.join("L")}L${stroke.at(-1)}`).join(""));
    const all = outputs();
    bars.forEach(({ bar, shown, line }, n) => {
      bar.style.setProperty("--ink", all[n]);
      shown.textContent = fixed(all[n], 4);
      line.classList.toggle("best", n === best(all));
    });
    const far = rows.map((row) => now.reduce((sum, ink, i) => sum + (ink - row[i]) ** 2, 0));
    const four = [...far.keys()].sort((a, b) => far[a] - far[b]).slice(0, 4);
    near.style.visibility = layers ? "" : "hidden";
    near.replaceChildren("nearest training examples: ", ...four.map((n) =>
      element("span", {}, shape("svg", { viewBox: "0 0 8 8", class: "small" }, ...rows[n].slice(0, 64).map((ink, i) =>
        shape("rect", { x: i & 7, y: i >> 3, width: 1, height: 1, opacity: ink / 16 }))), `a ${rows[n][64]} `)));
  }
  function say() {
    if (!layers && state.ink !== FIVE) return offline ? "The network can't be loaded now. Draw on to try again." : "…";
    const all = outputs();
    const top = Math.max(...all);
    return `It reads ${top > 0.5 ? "" : "perhaps "}a ${best(all)}: output ${fixed(top, 4)}.`;
  }
  async function python() {
    const text = await load();
    if (!text) throw new Error("no network");
    return `from base64 import b64decode

import numpy as np

# The chapter's network: 2,410 weights.
weights = np.frombuffer(b64decode("""
${text}"""), "<f4").astype(float)
first, b1, second, b2 = np.split(weights, [2048, 2080, 2400])
ink = np.array([${inks()}])
hidden = 1 / (1 + np.exp(-(ink / 16 @ first.reshape(64, 32) + b1)))
output = 1 / (1 + np.exp(-(hidden @ second.reshape(32, 10) + b2)))
for number in output:
    print(f"{number:.4f}")
`;
  }
  one.begin([
    element("div", { class: "charts" }, pad, element("div", { class: "cells", role: "group", "aria-label": "The network's inputs: arrow keys and space" }, ...cells),
      element("div", { class: "bars" }, ...bars.map(({ line }) => line))),
    element("div", { class: "buttons" }, one.button("Clear", () => { clear(); one.set({ ink: "0".repeat(64) }); }), near),
  ], clear);
  for (const kind of ["pointerover", "focusin"]) place.addEventListener(kind, load, { once: true });
}
