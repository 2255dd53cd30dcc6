// Puts "Copy program" beside the Python blocks of a page: a block together with all that
// it uses, as publish/programs.py has made it. Licence: MIT-0.
const BLOCKS = "div.language-python.highlight";
let programs; // of this page, once they were asked for

async function load() {
  const page = location.pathname.replace(/.*\//, "").replace(/\.html$/, "") || "index";
  const answer = await fetch(new URL(`made/programs/${page}.json`, import.meta.url));
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

// Safari allows only what a click itself begins, so the text comes as a promise.
async function copy(index, status) {
  status.textContent = "";
  try {
    programs ??= load();
    const text = programs.then((all) => new Blob([all[index]], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
    status.textContent = "Copied";
  } catch {
    programs = undefined;
    status.textContent = "This can't be copied now";
  }
}

// Returns the bar with the buttons of a block: in its title, in its output's, or new.
function toolbar(block) {
  const next = block.nextElementSibling;
  const output = next?.querySelector(":scope > .output") ? next : null;
  for (const place of [block, output]) {
    const tools = place?.querySelector(":scope > .block-tools");
    if (tools) return tools;
  }
  const tools = document.createElement("div");
  const title = block.querySelector(":scope > .filename");
  tools.className = title || output ? "block-tools" : "block-tools block-below";
  if (title || !output) block.append(tools);
  else output.prepend(tools);
  return tools;
}

function bring(block, index) {
  const title = block.querySelector(":scope > .filename")?.textContent ?? "";
  // These are nothing outside of the package.
  if (/^tools\/|^Check$|__/.test(title) || block.textContent.includes("tinynet.__")) return;
  const button = document.createElement("button");
  const status = document.createElement("span");
  button.type = "button";
  button.className = "copy-program";
  button.innerHTML = "Copy<span> program</span>"; // a phone has room for the first word
  button.ariaLabel = `Copy program of block ${index + 1}`;
  status.role = "status";
  status.className = "copy-status";
  button.addEventListener("click", () => copy(index, status));
  toolbar(block).append(button, status);
}

function begin() {
  programs = undefined;
  if (document.querySelector(".copy-program")) return;
  document.querySelectorAll(`article ${BLOCKS}`).forEach(bring);
}

if (window.document$) window.document$.subscribe(begin);
else begin();
