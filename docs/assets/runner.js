// Runs the blocks of a page, shows what they print beside what is published, and lets a
// reader change them. What comes from a program or a link is text, never HTML.
// Licence: MIT-0.
import runtime from "./made/runtime.js";
import { ask } from "./engine.js";
import { blocks, element, wants } from "./run.js";

const folder = new URL(`./made/${runtime}/`, import.meta.url);
const CUT = "It printed too much; the rest isn't shown.";
let page = null; // the address of the page whose blocks are known
let known = null;
let notice = null;

// Returns what is published of the blocks: code, output, numbers, files.
async function published() {
  const address = location.href.split("#")[0];
  if (page === address && known) return known;
  if (blocks[0].cell) {
    page = address;
    known = blocks.map(({ code, printed }) => ({ code, output: printed, files: [], numbers: [] }));
    return known;
  }
  const root = new URL("../", import.meta.url).pathname;
  const name = location.pathname.slice(root.length).replace(/\.html$/, "") || "index";
  const response = await fetch(new URL(`./made/pages/${name}.json`, import.meta.url), {
    cache: "no-cache",
  });
  if (!response.ok) throw new Error(`${response.status}`);
  [page, known] = [address, await response.json()];
  return known;
}

const codeOf = (block) => block.editor?.value ?? known[block.index].code;
const isDefinition = (block) => block.title.startsWith("tinynet/");
const trimmed = (code) => code.replace(/^\n+|\n+$/g, "");
const changed = (block) => block.editor && block.editor.value !== known[block.index].code;

// Returns the modules of this page that the reader has changed, as tangle would write them.
function modules() {
  const texts = {};
  for (const { title } of blocks.filter((block) => isDefinition(block) && changed(block))) {
    const parts = blocks.filter((block) => block.title === title).map(codeOf).map(trimmed);
    texts[title] = `${parts.filter(Boolean).join("\n\n\n")}\n`;
  }
  return texts;
}

// Returns where in its block a line of a module is; the module has one more on top.
function lineInBlock(title, line) {
  line -= 1;
  for (const block of blocks.filter((one) => one.title === title)) {
    const length = trimmed(codeOf(block)).split("\n").length;
    if (line <= length) return line;
    line -= length + 2;
  }
  return line;
}

// Jupyter's orders to itself are no Python.
const cellCode = (block) => codeOf(block).replace(/^%.*/gm, "");

function request(block, check = "") {
  const data = known[block.index];
  if (block.cell) {
    const above = blocks.slice(0, block.index).map(cellCode);
    return { code: cellCode(block), above, texts: {}, files: [], numbers: [] };
  }
  const name = block.title.replace(/\.py$/, "").replace(/\/__init__$/, "").replace("/", ".");
  return {
    code: isDefinition(block) ? `import ${name}` : `${codeOf(block)}\n${check}`,
    texts: modules(),
    files: data.files,
    numbers: changed(block) ? [] : data.numbers,
  };
}

function panelOf(block) {
  if (!block.panel) {
    block.status = element("p", { className: "block-status", role: "status" });
    block.log = element("code", { tabIndex: 0, ariaLabel: `What block ${block.index + 1} printed` });
    block.log.setAttribute("role", "log"); // what is printed is announced
    const pre = element("pre", {}, block.log);
    block.panel = element("div", { className: "block-run" }, block.status, pre);
    block.panel.dataset.block = block.index + 1;
    if (block.cell) block.cell.append(block.panel);
    else (block.output ?? block.place).after(block.panel);
  }
  return block.panel;
}

function say(block, text, kind = "") {
  panelOf(block);
  // Only the end is announced, not each megabyte on the way; and of a check, its own end.
  block.status.ariaLive = kind === "busy" || block.quiet ? "off" : "polite";
  if (block.status.textContent !== text) block.status.textContent = text;
  block.panel.dataset.kind = kind;
}

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

// Waits for what is published; a second click does nothing meanwhile.
async function begin(it) {
  it.stop = () => {};
  try {
    await published();
  } catch (error) {
    it.stop = null;
    throw error;
  }
}

// Runs a block and returns { result, printed }; its button stops it meanwhile.
async function perform(block, quiet = false, check = "") {
  await begin(block);
  panelOf(block);
  block.log.replaceChildren();
  block.log.ariaLive = quiet ? "off" : "polite";
  block.quiet = quiet;
  block.panel.classList.toggle("block-quiet", quiet);
  say(block, "Waiting for Python…", "busy");
  let printed = "";
  let stage = "Waiting for Python";
  const job = ask(request(block, check), {
    progress: (loaded, total) => {
      const rest = loaded < total ? `${megabytes(loaded)} of ${megabytes(total)} MB` : "starting";
      stage = `Loading Python: ${rest}`;
      say(block, stage, "busy");
    },
    stuck: () => say(block, `${stage}. It takes long: wait, or press Stop.`, "slow"),
    running: (above) =>
      say(block, above ? `Running the cells above first: block ${above}…` : "Running…", "busy"),
    say: (text, wrong) => {
      if (!wrong) printed += text;
      block.log.append(wrong ? element("span", { className: "block-wrong" }, text) : text);
    },
  });
  block.stop = job.stop;
  block.run.textContent = "Stop";
  block.run.ariaLabel = `Stop block ${block.index + 1}`;
  const result = await job.done;
  block.stop = null;
  block.run.textContent = "Run";
  block.run.ariaLabel = `Run block ${block.index + 1}`;
  return { result, printed: printed.replace(/\n+$/, "") };
}

// Returns the numbers of the lines in which two texts differ.
function differing(mine, theirs) {
  const [a, b] = [mine.split("\n"), theirs.split("\n")];
  const lines = Array.from({ length: Math.max(a.length, b.length) }, (_, n) => n);
  return lines.filter((n) => a[n] !== b[n]).map((n) => n + 1);
}

function errorText(block, { error, line, file, at, cell }) {
  const own = isDefinition(block) && file === block.title;
  const where = own ? lineInBlock(file, at) : line;
  const there = file && !own ? ` (raised in ${file})` : "";
  const above = block.cell && cell !== block.index + 1 ? `block ${cell}, above, ` : "";
  return `${above}${where ? `line ${where}: ` : ""}${error}${there}`;
}

// Returns what else there is to know of a cell that ran.
function alsoText({ ran, undrawn }) {
  const above = ran ? ` The cells above ran first.` : "";
  return above + (undrawn ? " Its chart isn't drawn here: that needs Matplotlib." : "");
}

// Says what became of a run; returns whether it is as published.
function judge(block, { result, printed }) {
  if (!block.panel) return false; // it was reset meanwhile
  const { output } = known[block.index];
  const also = alsoText(result);
  block.panel.classList.toggle("block-silent", !block.log.textContent);
  if (result.unloaded) {
    say(block, `The download failed (${result.unloaded}). Press Run to try again.`, "bad");
  } else if (result.stopped) {
    say(block, "Stopped.", "bad");
  } else if (result.error) {
    say(block, `${errorText(block, result)}${result.cut ? `. ${CUT}` : ""}`, "bad");
  } else if (result.cut) {
    say(block, `${CUT}${also}`, "bad");
  } else if (isDefinition(block)) {
    const names = codeOf(block).matchAll(/^(?:def |class )?(\w+)(?=[(:]| = )/gm);
    const defined = Array.from(names, ([, name]) => name).join(", ");
    say(block, `It works${defined ? ` and defines ${defined}` : ""}.`, "good");
    return true;
  } else if (printed !== output) {
    const lines = differing(printed, output);
    const which = lines.length > 4 ? `${lines.slice(0, 4).join(", ")} and more` : lines.join(", ");
    const told = `Not as published: line${lines.length > 1 ? "s" : ""} ${which} differ`;
    const all = output ? `${told}${lines.length > 1 ? "" : "s"}.` : "Done.";
    if (output) mark(block, lines);
    say(block, all + also, output ? "other" : "good");
  } else {
    const wrong = result.numbers.filter(([text, value]) => text !== value);
    const right = result.numbers.filter(([text, value]) => text === value);
    const same = output ? "✓ Same as published." : "✓ Done; it prints nothing.";
    const below = right.map(([text]) => `✓ ${text}`).join(" ");
    const told = below ? ` In the text below: ${below}` : "";
    say(block, `${same}${told}${also}`, "good");
    if (!wrong.length) return true;
    const [text, value] = wrong[0];
    say(block, `${same} But the text says ${text}, and it's ${value}.`, "other");
  }
  return false;
}

// Marks the lines that aren't as published, when nothing but them was printed.
function mark(block, lines) {
  if (block.log.querySelector(".block-wrong")) return;
  const text = block.log.textContent.replace(/\n+$/, "").split("\n");
  block.log.ariaLive = "off"; // it was announced when it was printed
  block.log.replaceChildren(
    ...text.flatMap((line, n) => [
      lines.includes(n + 1) ? element("mark", {}, line || " ") : line,
      "\n",
    ])
  );
}

export async function run(block) {
  if (block.stop) return block.stop();
  judge(block, await perform(block));
}

// Runs a reader's answer to an exercise, and then the check of the page.
export async function answer(block, check) {
  if (block.stop) return block.stop();
  await published();
  if (block.stop) return; // by an earlier click
  const done = await perform(block, false, known[check.index].code);
  if (!block.panel) return; // it was reset meanwhile
  const { error = "" } = done.result;
  const [kind, hint] = error.split(/: (.*)/s);
  if (kind === "AssertionError") say(block, `Not yet: ${hint ?? "it doesn't fulfil the check."}`, "other");
  else if (error || !done.result.numbers) judge(block, done);
  else say(block, "✓ Right.", "good");
  block.panel.classList.toggle("block-silent", !block.log.textContent);
}

// Opens the editor in place of the code; `code` is what it holds at first.
export async function edit(block, code) {
  if (block.opening) return;
  block.opening = true;
  try {
    await published();
    await openEditor(block, code);
  } finally {
    block.opening = false;
  }
  show();
  block.editor.focus();
}

async function openEditor(block, code) {
  if (!block.editor) {
    const { open } = await import("./editor.js");
    const label = `Code of block ${block.index + 1}. Escape, then Tab, leaves it.`;
    block.editor = await open(folder, block.pre, code ?? known[block.index].code, label, {
      change: () => show(),
      run: () => run(block),
    });
    const add = (name, action) => {
      const node = element("button", { type: "button" }, name);
      node.ariaLabel = `${name}, block ${block.index + 1}`;
      node.addEventListener("click", () => action(block));
      block.tools.append(node);
      return node;
    };
    block.edit.hidden = true;
    block.extras = [add("Reset", reset), add("Link", link)];
  } else if (code !== undefined) {
    block.editor.value = code;
  }
}

export function reset(block) {
  block.stop?.();
  block.editor.close();
  block.editor = null;
  for (const node of [...block.extras, block.panel]) node?.remove();
  block.panel = null;
  block.edit.hidden = false;
  block.run.focus();
  show();
  if (!location.hash.startsWith(`#edit=${block.index}.`)) return;
  history.replaceState(history.state, "", location.href.split("#")[0]);
}

// Says on top of the page which definitions, or which cells of a lab, aren't the published
// ones.
function show() {
  const cells = blocks.filter((block) => block.cell && changed(block));
  const mine = cells.length ? cells : blocks.filter(isDefinition).filter(changed);
  const names = mine.map(({ title, index }) => title || `block ${index + 1}`);
  const titles = [...new Set(names)];
  const which = mine.map(({ index }) => index).join();
  if (notice?.isConnected && notice.dataset.which === which) return; // said once, not at each key
  notice?.remove();
  notice = null;
  if (!titles.length) return;
  const again = element("button", { type: "button" }, "Reset");
  again.addEventListener("click", () => mine.forEach(reset));
  const code = titles.flatMap((title, n) => [n ? ", " : "", element("code", {}, title)]);
  const runs = cells.length ? "The cells below it run" : "The examples run";
  const told = element("span", {}, `${runs} with your version of `, ...code);
  notice = element("p", { className: "block-notice", role: "status" }, told, again);
  notice.dataset.which = which;
  document.querySelector("main h1").after(notice);
}

function link(block) {
  const bytes = new TextEncoder().encode(block.editor.value);
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const code = text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  history.replaceState(history.state, "", `#edit=${block.index}.${code}`);
  say(block, "The address of this page now carries your version.");
  block.panel.classList.toggle("block-silent", !block.log.textContent);
  navigator.clipboard?.writeText(location.href).then(
    () => say(block, "Copied: a link to this page with your version."),
    () => {} // not allowed here; the address bar has it
  );
}

// Shows the version of a block that a link carries.
export async function openLinked(block, code) {
  let text;
  try {
    const bytes = atob(code.replace(/-/g, "+").replace(/_/g, "/"));
    text = new TextDecoder("utf-8", { fatal: true }).decode(
      Uint8Array.from(bytes, (sign) => sign.charCodeAt(0))
    );
  } catch {
    await published();
    say(block, "The link to this block is damaged.", "bad");
    block.panel.classList.add("block-silent");
    return;
  }
  for (let at = block.place; at; at = at.parentElement) if (at.localName === "details") at.open = true;
  await edit(block, text.slice(0, 20000));
  say(block, "This version came with the link. It runs only if you press Run.");
  block.panel.classList.add("block-silent");
  block.place.scrollIntoView({ block: "center" });
}

// Runs every example of the page, in order, and says how many are as published.
export async function check(it) {
  if (it.stop) return it.stop();
  await begin(it);
  it.told ??= it.tools.appendChild(element("span", { role: "status", className: "block-status" }));
  const all = blocks.filter((block) => !block.title);
  const able = all.filter((block) => block.run);
  const counts = { same: 0, numbers: 0, exercises: 0 };
  const wrong = [];
  let going = true;
  let unloaded = "";
  it.stop = () => {
    going = false;
    able.forEach((block) => block.stop?.());
  };
  it.run.textContent = "Stop checking";
  for (const [n, block] of able.entries()) {
    if (!going || unloaded) break;
    it.told.textContent = `Example ${n + 1} of ${able.length}…`;
    const check = blocks[block.index + 1]?.title === "Check" ? known[block.index + 1].code : "";
    const done = await perform(block, true, check);
    if (judge(block, done)) {
      counts.same += 1;
      counts.numbers += done.result.numbers.length;
      if (check) counts.exercises += 1;
    } else {
      block.panel?.classList.remove("block-quiet");
      if (!done.result.stopped) wrong.push(block);
      unloaded = done.result.unloaded; // as it would be for all the others
    }
    block.quiet = false;
  }
  it.stop = null;
  it.run.textContent = "Check this page";
  it.told.textContent = "";
  if (unloaded) throw new Error(unloaded);
  report(it, all, able, counts, wrong, going);
}

function report(it, all, able, { same, numbers, exercises }, wrong, whole) {
  const parts = [`✓ ${same} of ${able.length} examples print what's published here.`];
  if (numbers) parts.push(`✓ Numbers in the text that are true: ${numbers}.`);
  if (exercises) parts.push(`✓ Exercises whose answer passes: ${exercises}.`);
  const missing = new Map();
  for (const block of all) {
    const library = wants(block);
    if (library) missing.set(library, (missing.get(library) ?? 0) + 1);
  }
  for (const [library, count] of missing) {
    parts.push(`Not run: ${count} that need${count > 1 ? "" : "s"} ${library}.`);
  }
  if (!whole) parts.unshift("Stopped.");
  it.told.replaceChildren(parts.join("\n"));
  for (const block of wrong) {
    block.place.id ||= `block-${block.index + 1}`;
    const address = `#${block.place.id}`;
    it.told.append("\n", element("a", { href: address }, `Block ${block.index + 1} differs.`));
  }
}
