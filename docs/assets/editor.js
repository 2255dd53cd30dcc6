// An editor in place of a block's code: a text area with colours, from Prism code editor.
// Tab indents; after Escape it leaves. Licence: MIT-0.

const INDENT = "    ";

// Loads the styles of the editor once; it must not be seen without them.
let styled = null;
function styles(folder) {
  styled ??= new Promise((resolve, reject) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: new URL("editor/layout.css", folder) });
    link.onload = resolve;
    link.onerror = () => {
      styled = null;
      reject(new Error("the editor"));
    };
    document.head.append(link);
  });
  return styled;
}

// Types a text over the signs from `start` to `end`, so that the browser can undo it.
function type(area, text, start, end, from, to = from) {
  area.setSelectionRange(start, end);
  document.execCommand(text ? "insertText" : "delete", false, text);
  area.setSelectionRange(from, to);
}

function indent(area, back) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  if (start === end && !back) {
    const column = start - (value.lastIndexOf("\n", start - 1) + 1);
    const blanks = INDENT.slice(column % INDENT.length);
    type(area, blanks, start, end, start + blanks.length);
    return;
  }
  const first = value.lastIndexOf("\n", start - 1) + 1;
  const lines = value.slice(first, end).split("\n");
  const moved = lines.map((line) => (back ? line.replace(/^ {1,4}/, "") : line && INDENT + line));
  const text = moved.join("\n");
  const shift = moved[0].length - lines[0].length;
  if (text !== lines.join("\n")) {
    type(area, text, first, end, Math.max(first, start + shift), first + text.length);
  }
}

function newLine(area) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const line = value.slice(value.lastIndexOf("\n", start - 1) + 1, start);
  const deeper = /[:([{]\s*$/.test(line) ? INDENT : "";
  const text = `\n${/^ */.exec(line)[0]}${deeper}`;
  type(area, text, start, end, start + text.length);
}

// Opens an editor in place of `pre`; `hear` has change and run.
export async function open(folder, pre, code, label, hear) {
  const [{ createEditor }] = await Promise.all([
    import(new URL("editor/index.js", folder).href),
    import(new URL("editor/prism/languages/python.js", folder).href),
    styles(folder),
  ]);
  const place = document.createElement("div");
  place.className = "block-editor";
  pre.after(place);
  pre.hidden = true;
  const editor = createEditor(place, {
    language: "python",
    value: code,
    tabSize: 4,
    onUpdate: () => hear.change(),
  });
  const area = editor.textarea;
  area.ariaLabel = label;
  let leaving = false;
  area.addEventListener("keydown", (event) => {
    const { key, shiftKey } = event;
    if (event.altKey || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && key !== "Enter") return;
    if (key === "Tab" && !leaving) indent(area, shiftKey);
    else if (key === "Enter" && (event.ctrlKey || event.metaKey)) hear.run();
    else if (key === "Enter") newLine(area);
    else {
      if (key !== "Shift") leaving = key === "Escape";
      return;
    }
    event.preventDefault();
  });
  area.addEventListener("blur", () => (leaving = false));
  return {
    get value() {
      return editor.value;
    },
    set value(text) {
      editor.setOptions({ value: text });
    },
    focus: () => area.focus({ preventScroll: true }),
    close: () => {
      editor.remove();
      place.remove();
      pre.hidden = false;
    },
  };
}
