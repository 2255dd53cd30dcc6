// Puts Run and Edit beside the Python blocks of a page. Everything else (runner.js, the
// editor, Python itself) is fetched at the first click. Licence: MIT-0.
import runtime from "./made/runtime.js";

const LIBRARIES = { dask: "Dask", jax: "JAX", matplotlib: "Matplotlib", torch: "PyTorch" };
const IMPORT = /^ *(?:from|import) (dask|jax|matplotlib|torch|sklearn(?!\.datasets import load_digits$))\b/m;

// Returns the library for want of which a block can't run in a browser, or "". A cell of a
// lab that prints something runs without its charts.
export function wants({ cell, code }) {
  if (cell) return /\bplt\./.test(code) && !/\bprint\(/.test(code) ? LIBRARIES.matplotlib : "";
  const name = IMPORT.exec(code)?.[1];
  return name ? LIBRARIES[name] ?? "scikit-learn" : "";
}

export function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function button(text, label, action) {
  const node = element("button", { type: "button", ariaLabel: label }, text);
  node.addEventListener("click", action);
  return node;
}

// The Python blocks of the page, in order, as made/pages/NAME.json has them; or the cells
// of a lab, which are one program.
export let blocks = [];
let page = {}; // and the button at its end

function readCell(cell, index) {
  const place = cell.querySelector(".jp-InputArea .highlight");
  const pre = place.querySelector("pre");
  const code = pre.textContent.replace(/\n$/, "");
  const lines = Array.from(cell.querySelectorAll(".jp-OutputArea pre"), (one) => one.textContent);
  const printed = lines.join("").replace(/\n+$/, "");
  return { index, place, pre, title: "", code, cell, printed };
}

function readBlock(place, index) {
  const title = place.querySelector(":scope > .filename")?.textContent ?? "";
  const pre = place.querySelector("pre");
  const code = pre.querySelector("code").textContent.replace(/\n$/, "");
  const next = place.nextElementSibling;
  const output = next?.querySelector(":scope > .output") ? next : null;
  return { index, place, pre, title, code, output };
}

// Loads the rest once, and does with it what was asked for.
async function use(block, action, ...more) {
  try {
    const runner = await import("./runner.js");
    block.failed?.remove();
    await runner[action](block, ...more);
  } catch (error) {
    fail(block, error.message.replace(/:? *https?:\S+/, ""));
  }
}

function fail(block, why) {
  const told = `This can't be loaded now (${why}). Try again in a moment.`;
  block.failed?.remove();
  block.failed = element("p", { className: "block-run", role: "alert" }, told);
  block.failed.dataset.kind = "bad";
  if (block.cell) block.cell.append(block.failed);
  else (block.output ?? block.place ?? block.tools).after(block.failed);
}

function bring(block) {
  const number = block.index + 1;
  const wanted = wants(block);
  block.tools = element("div", { className: "block-tools" });
  if (block.title === "Check") return addAnswer(blocks[block.index - 2], block);
  if (block.title.startsWith("tools/")) return;
  if (wanted) {
    const told = `Needs ${wanted}, so it can't run in the page`;
    block.tools.append(element("span", { className: "block-wants" }, told));
  } else {
    block.run = button("Run", `Run block ${number}`, () => use(block, "run"));
    block.edit = button("Edit", `Edit block ${number}`, () => use(block, "edit"));
    block.tools.append(block.run, block.edit);
  }
  // Who listens hears a block's name, its code, its buttons and its output. They are seen
  // in a bar that is there already, so that nothing moves: the title of the block, or that
  // of its output. Otherwise below the code.
  block.tools.classList.toggle("block-below", !block.title && !block.output);
  if (block.title || !block.output) block.place.append(block.tools);
  else block.output.prepend(block.tools);
}

// The check of an exercise is below its answer, and the exercise is above that.
function addAnswer(exercise, check) {
  const label = `Check your answer, block ${exercise.index + 1}`;
  exercise.tools.append(button("Check", label, () => use(exercise, "answer", check)));
}

function addCheck(article) {
  const able = blocks.filter((block) => block.run && !block.title);
  if (!able.length) return;
  page = { tools: element("p", { className: "page-check" }) };
  page.run = button("Check this page", "", () => use(page, "check"));
  page.run.removeAttribute("aria-label");
  const told = blocks[0].cell
    ? "Runs every cell here, in your browser, and compares what it prints. To run a single " +
      "cell, the page first runs those above it, unless it has already."
    : "Runs every example here, in your browser, and compares what it prints.";
  page.tools.append(page.run, " ", element("span", {}, told));
  article.append(page.tools);
}

// A link may carry a reader's version of a block: shown, and run only when asked to.
function openLink() {
  const [, index, code] = /^#edit=(\d+)\.([\w-]+)$/.exec(location.hash) ?? [];
  if (code && blocks[index]?.run) use(blocks[index], "openLinked", code);
}

function begin() {
  const article = document.querySelector("main article");
  if (!runtime || !article || article.querySelector(".block-tools")) return;
  for (const one of [page, ...blocks]) one.stop?.(); // of the page before
  const cells = article.querySelectorAll(".jp-CodeCell:not(:has(.jp-CodeCell))");
  const found = article.querySelectorAll("div.language-python.highlight");
  blocks = cells.length ? Array.from(cells, readCell) : Array.from(found, readBlock);
  blocks.forEach(bring);
  addCheck(article);
  openLink();
}

// With instant navigation, pages change under a script that stays.
if (window.document$) window.document$.subscribe(begin);
else begin();
window.addEventListener("hashchange", openLink);
