// The neuron of the first page, alive: a reader can turn its weights and train it.
// The same arithmetic as tinynet, step for step; tests/test_live_neuron.py compares the
// two in a browser. Page: docs/index.md. Licence: MIT-0.
"use strict";

(() => {
  const INPUTS = [[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]];
  const TARGETS = [0, 1, 1, 0];
  const NEW_SITUATION = [1, 0, 0];
  const ITERATIONS = 10000;
  const SHOWN_SECONDS = 6;

  const sigmoid = (x) => 1 / (1 + Math.exp(-x));
  const weightedSum = (inputs, weights) =>
    inputs.reduce((sum, input, i) => sum + input * weights[i], 0);
  const think = (inputs, weights) => sigmoid(weightedSum(inputs, weights));

  function trainOnce(weights) {
    const outputs = INPUTS.map((inputs) => think(inputs, weights));
    const delta = outputs.map((y, row) => (TARGETS[row] - y) * (y * (1 - y)));
    return weights.map(
      (weight, i) => weight + INPUTS.reduce((sum, x, row) => sum + x[i] * delta[row], 0)
    );
  }

  // The random numbers of the articles: the Mersenne Twister (Matsumoto and Nishimura,
  // 1998), as NumPy seeds it and reads numbers between 0 and 1 from it.
  function mersenneTwister(seed) {
    const state = new Uint32Array(624);
    state[0] = seed;
    for (let i = 1; i < 624; i++) {
      const last = state[i - 1] ^ (state[i - 1] >>> 30);
      state[i] = Math.imul(1812433253, last) + i;
    }
    let at = 624;
    function word() {
      if (at === 624) {
        for (let i = 0; i < 624; i++) {
          const y = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7fffffff);
          state[i] = state[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
        }
        at = 0;
      }
      let y = state[at++];
      y ^= y >>> 11;
      y ^= (y << 7) & 0x9d2c5680;
      y ^= (y << 15) & 0xefc60000;
      return (y ^ (y >>> 18)) >>> 0;
    }
    return () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
  }

  function startingWeights(seed) {
    const random = mersenneTwister(seed);
    return [0, 1, 2].map(() => 2 * random() - 1);
  }

  function element(name, properties = {}, ...children) {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  }

  function bring(place) {
    const start = () => ({ weights: startingWeights(1), iteration: 0 });
    let neuron = start();
    let playing = null;

    const sliders = [1, 2, 3].map((n) => {
      const slider = element("input", {
        type: "range", min: -12, max: 12, step: "any", id: `live-weight-${n}`,
      });
      const value = element("output", { htmlFor: slider.id });
      slider.addEventListener("input", () => {
        stop();
        neuron.weights[n - 1] = Number(slider.value);
        neuron.iteration = 0;
        show();
      });
      slider.addEventListener("keydown", (event) => {
        const by = { ArrowLeft: -0.1, ArrowDown: -0.1, ArrowRight: 0.1, ArrowUp: 0.1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        slider.value = Number(slider.value) + by;
        slider.dispatchEvent(new Event("input"));
      });
      return { slider, value, label: element("label", { htmlFor: slider.id }, `weight ${n}`) };
    });

    const situations = [...INPUTS, NEW_SITUATION].map((inputs, row) => {
      const output = element("span", { className: "live-number" });
      const bar = element("span", { className: "live-fill" });
      const cell = element("td", {}, element("div", { className: "live-answer" },
        element("span", { className: "live-bar", ariaHidden: "true" }, bar), output));
      const target = row < TARGETS.length ? TARGETS[row] : null;
      const line = element("tr", { className: target === null ? "live-new" : "" },
        element("td", {}, inputs.join(" ")), element("td", {}, target ?? "?"), cell);
      return { inputs, target, output, bar, line };
    });

    const count = element("span", { className: "live-count" });
    const said = element("p", { className: "live-said", role: "status" });
    const button = (text, action) => {
      const node = element("button", { type: "button", className: "md-button" }, text);
      node.addEventListener("click", action);
      return node;
    };
    const play = button("", () => (playing ? stop() : run()));
    const step = button("One step", () => { stop(); advance(1); show(); say(); });
    const again = button("Start again", () => { stop(); neuron = start(); show(); say(); });

    function advance(steps) {
      for (let i = 0; i < steps && neuron.iteration < ITERATIONS; i++) {
        neuron.weights = trainOnce(neuron.weights);
        neuron.iteration += 1;
      }
    }

    function run() {
      if (neuron.iteration >= ITERATIONS) neuron = start();
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
        advance(ITERATIONS);
        show();
        say();
        return;
      }
      // Slowly at first, where most of the learning happens, and then quicker and quicker.
      const began = performance.now();
      const from = neuron.iteration;
      const frame = (now) => {
        const part = Math.min((now - began) / 1000 / SHOWN_SECONDS, 1);
        const due = from + Math.round((ITERATIONS - from) * part ** 4);
        advance(Math.max(due - neuron.iteration, 1));
        playing = neuron.iteration < ITERATIONS ? requestAnimationFrame(frame) : null;
        show();
        if (!playing) say();
      };
      playing = requestAnimationFrame(frame);
      show();
    }

    function stop() {
      if (!playing) return;
      cancelAnimationFrame(playing);
      playing = null;
      show();
      say();
    }

    function show() {
      sliders.forEach(({ slider, value }, i) => {
        slider.value = neuron.weights[i];
        value.value = neuron.weights[i].toFixed(8);
      });
      situations.forEach(({ inputs, target, output, bar }) => {
        const y = think(inputs, neuron.weights);
        output.textContent = y.toFixed(8);
        bar.style.width = `${100 * y}%`;
        bar.classList.toggle("live-wrong", target !== null && y > 0.5 !== target > 0.5);
      });
      count.textContent = neuron.iteration.toLocaleString("en");
      play.textContent = playing ? "Pause" : "Train";
    }

    function say() {
      const answer = think(NEW_SITUATION, neuron.weights).toFixed(8);
      said.textContent =
        `After ${neuron.iteration.toLocaleString("en")} steps the output for ` +
        `${NEW_SITUATION.join(" ")} is ${answer}.`;
    }

    place.replaceChildren(
      element("p", { className: "live-buttons" }, play, step, again,
        element("span", {}, "steps: ", count)),
      element("div", { className: "live-weights" },
        ...sliders.flatMap(({ label, slider, value }) => [label, slider, value])),
      element("table", { className: "live-situations" },
        element("caption", {}, "The neuron's outputs now"),
        element("thead", {}, element("tr", {}, ...["inputs", "target", "output"].map(
          (text) => element("th", { scope: "col" }, text)))),
        element("tbody", {}, ...situations.map(({ line }) => line))),
      said
    );
    show();
  }

  const begin = () => document.querySelectorAll(".live-neuron").forEach(bring);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
