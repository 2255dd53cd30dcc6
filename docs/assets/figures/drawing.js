// What the figures share: shapes, axes, controls, and a state. Licence: MIT-0.

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}
export const element = (name, attributes = {}, ...children) =>
  filled(document.createElement(name), attributes, children);
export const shape = (name, attributes = {}, ...children) =>
  filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

export const fixed = (number, digits) =>
  number.toFixed(digits).replace(/^-(?=[0.]+$)/, "").replace("-", "−");

export async function made(name) {
  const answer = await fetch(new URL(`../made/${name}`, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer;
}

// `x` and `y` turn a number into a place, `at` a pointer's place into numbers.
export function chart(label, x, y, width = 360, height = 236) {
  const [left, right, top, bottom] = [46, width - 12, 8, height - 40];
  const scale = ({ from, to, log }, start, end) => {
    const [f, low, high] = log ? [Math.log10, Math.log10(from), Math.log10(to)] : [Number, from, to];
    return (value) => start + ((end - start) * (f(value) - low)) / (high - low);
  };
  const [px, py] = [scale(x, left, right), scale(y, bottom, top)];
  const [w, h] = [right - left, bottom - top];
  const box = { x: left, y: top, width: w, height: h };
  const inside = shape("svg", { ...box, viewBox: `${left} ${top} ${w} ${h}` });
  const text = (words, x, y, transform = "") =>
    shape("text", { x, y, transform }, words.toLocaleString("en").replace("-", "−"));
  const svg = shape(
    "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    inside,
    shape("rect", { ...box, class: "thin" }),
    ...x.ticks.map((tick) => text(tick, px(tick), bottom + 15)),
    ...y.ticks.map((tick) => text(tick, left - 16, py(tick) + 4)),
    text(x.label, left + w / 2, height - 7),
    text(y.label, 0, 0, `translate(12 ${top + h / 2}) rotate(-90)`)
  );
  const back = (across, down) => [
    x.from + ((across - left) / w) * (x.to - x.from),
    y.from + ((bottom - down) / h) * (y.to - y.from),
  ];
  const at = (event) => back(...pointAt(event, svg, width, height));
  const line = (points) => "M" + points.map(([a, b]) => `${px(a).toFixed(1)} ${py(b).toFixed(1)}`).join("L");
  const curve = (f) =>
    line(Array.from({ length: 101 }, (_, i) => x.from + ((x.to - x.from) * i) / 100).map((v) => [v, f(v)]));
  return { svg, inside, x: px, y: py, at, back, line, curve };
}

// Where a pointer is in a picture, in the picture's own measure.
export function pointAt({ clientX, clientY }, svg, width, height) {
  const seen = svg.getBoundingClientRect();
  return [((clientX - seen.x) / seen.width) * width, ((clientY - seen.y) / seen.height) * height];
}

export function draggable(node, move, end) {
  node.addEventListener("pointerdown", (event) => {
    node.setPointerCapture(event.pointerId);
    move(event, true);
  });
  node.addEventListener("pointermove", (event) => {
    if (node.hasPointerCapture(event.pointerId)) move(event, false);
  });
  node.addEventListener("lostpointercapture", end);
}

// `spec` has for each part of the state [start, lowest, highest], or all words it may be.
export function figure(place, spec, { show, say, python }) {
  const name = `figure-${place.dataset.figure}=`;
  const start = Object.fromEntries(Object.entries(spec).map(([key, [value]]) => [key, value]));
  const state = {};
  const controls = [];
  const status = element("p", { class: "said", role: "status" });
  const linked = () => location.hash.startsWith(`#${name}`);

  function read() {
    Object.assign(state, start);
    if (!linked()) return;
    for (const part of decodeURIComponent(location.hash.slice(1 + name.length)).split(",")) {
      const [key, text] = part.split(":");
      const [first, low, high] = spec[key] ?? [0];
      const fits = first.at ? !low || spec[key].includes(text) : text >= low && text <= high;
      if (fits) state[key] = first.at ? text : Number(text);
    }
    place.scrollIntoView();
  }
  function draw() {
    for (const control of controls) control();
    show(state);
  }
  // Once, when a change is finished.
  function settle() {
    status.textContent = say(state);
    const link = Object.keys(spec).filter((key) => state[key] !== start[key]).map((key) => `${key}:${state[key]}`).join();
    // The address of a section stays, until there is something to tell.
    if (link || linked()) history.replaceState(null, "", link ? `#${name}${link}` : location.pathname);
  }
  function set(changes, settled = true) {
    Object.assign(state, changes);
    draw();
    if (settled) settle();
  }
  const button = (words, click, name = "") => element("button", { type: "button", class: name, click }, words);

  function slider(key, words, { step, values, digits = 1, get = () => state[key], put = (value) => ({ [key]: value }) }) {
    const [, low, high] = spec[key];
    const shown = element("span", { class: "value" });
    const range = values ? { min: 0, max: values.length - 1 } : { min: low, max: high, step };
    const input = element("input", {
      ...range, type: "range", "aria-label": words, change: settle,
      input: () => set(put(values ? values[input.value] : Number(input.value)), false),
    });
    controls.push(() => {
      const value = get();
      input.value = values ? values.findLastIndex((one) => one <= value) : value;
      shown.textContent = digits === null ? value.toLocaleString("en") : fixed(value, digits);
      input.setAttribute("aria-valuetext", shown.textContent);
    });
    return element("label", {}, element("span", {}, words), input, shown);
  }

  function choice(key, words) {
    const select = element("select", { change: () => set({ [key]: select.value }) },
      ...spec[key].map((word) => element("option", {}, word)));
    controls.push(() => (select.value = state[key]));
    return element("label", {}, words, select);
  }

  // A step for a player: the next number of a part, or after its highest the lowest.
  const next = (key) => () => {
    const [, low, high] = spec[key];
    state[key] = state[key] < high ? state[key] + 1 : low;
    return state[key] < high;
  };

  // `step` returns whether there is another; `speeds` has names and steps a second.
  function player(step, speeds) {
    let frame = 0, last = 0, due = 0;
    const speed = element("select", {}, ...Object.keys(speeds).map((word) => element("option", {}, word)));
    const play = button("Play", () => (frame ? stop() : begin()), "play");
    function begin() {
      last = Infinity;
      due = matchMedia("(prefers-reduced-motion: reduce)").matches ? Infinity : 1;
      frame = requestAnimationFrame(tick);
      play.textContent = "Pause";
    }
    function stop() {
      if (!frame) return;
      cancelAnimationFrame(frame);
      frame = 0;
      play.textContent = "Play";
      draw();
      settle();
    }
    function tick(now) {
      due += (Math.min(Math.max(now - last, 0), 100) / 1000) * speeds[speed.value](state);
      last = now;
      const until = performance.now() + 8;
      const moves = due >= 1 && due < Infinity;
      let more = true;
      for (; more && due >= 1 && performance.now() < until; due--) more = step(state);
      if (!more) return stop();
      if (moves) draw();
      frame = requestAnimationFrame(tick);
    }
    new IntersectionObserver((seen) => seen.at(-1).isIntersecting || stop()).observe(place);
    document.addEventListener("visibilitychange", stop);
    const once = button("Step", () => { stop(); step(state); set({}); });
    return { stop, parts: [play, once, element("label", {}, "speed", speed)] };
  }

  // Takes the place of the still picture.
  function begin(parts, stop = () => {}) {
    const reset = button("Reset", () => { stop(); set({ ...start }); });
    const copy = button("Copy as Python", async () => {
      try {
        await navigator.clipboard.writeText(await python(state));
        copy.textContent = "Copied";
      } catch {
        copy.textContent = "This can't be copied now";
      }
      setTimeout(() => (copy.textContent = "Copy as Python"), 2000);
    });
    const live = element("div", { class: "live" }, ...parts,
      element("div", { class: "buttons" }, reset, copy), status);
    const still = place.querySelector(".picture");
    (still.closest("p") ?? still).replaceWith(live);
    window.addEventListener("hashchange", () => { if (linked()) { stop(); read(); draw(); settle(); } });
    read();
    draw();
    status.textContent = say(state);
  }
  return { state, set, settle, slider, choice, button, next, player, begin };
}
