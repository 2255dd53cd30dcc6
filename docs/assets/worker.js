// Python in a thread of its own, so that the page stays alive and a loop can be stopped.
// Everything comes from our own host; what it loads it counts. Licence: MIT-0.
import runtime from "./made/runtime.js";

const made = new URL("./made/", import.meta.url);
const folder = new URL(`${runtime}/`, made);
const PARTS = ["pyodide.asm.wasm.bin", "python_stdlib.zip", "numpy.zip"];
const plain = self.fetch.bind(self);
const there = new Set(); // the files that Python has got so far
let loaded = 0;
let total = 0;

async function get(address, options) {
  const response = await plain(address, options);
  if (!response.ok) throw new Error(`${new URL(address).pathname}: ${response.status}`);
  return response;
}

// Our own files change with the site, those of the runtime never.
const fresh = (path) => get(new URL(path, import.meta.url), { cache: "no-cache" });

// Returns a file of the runtime while it comes in; tells the page how much is there.
async function part(name, failed) {
  const reader = (await get(new URL(name, folder))).body.getReader();
  return new ReadableStream({
    async pull(control) {
      try {
        const { done, value } = await reader.read();
        if (done) return control.close();
        loaded += value.length;
        postMessage({ progress: [loaded, total] });
        control.enqueue(value);
      } catch (error) {
        failed(error);
        control.error(error);
      }
    },
  });
}

async function whole(stream, [size, sum]) {
  const bytes = await new Response(await stream).arrayBuffer();
  if (bytes.byteLength !== size) throw new Error("a file is not complete");
  // Browsers have no digest on pages that came without encryption.
  if (self.crypto.subtle) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (hex !== sum) throw new Error("a file is not what was published");
  }
  return bytes;
}

async function boot() {
  const files = await (await get(new URL("files.json", folder))).json();
  total = PARTS.reduce((sum, name) => sum + files[name][0], 0);
  let broken;
  const failure = new Promise((_, reject) => (broken = reject));
  const [wasm, library, numpy] = PARTS.map((name) => part(name, broken));
  const zips = {
    "python_stdlib.zip": whole(library, files["python_stdlib.zip"]),
    "numpy.zip": whole(numpy, files["numpy.zip"]),
  };
  Promise.all([wasm, ...Object.values(zips)]).catch(broken);
  const own = Promise.all(
    ["run.py", "made/like.py", "made/tinynet.json"].map(async (path) => (await fresh(path)).text())
  );
  own.catch(broken);
  // Pyodide asks for its files by name; the large ones are on their way already.
  self.fetch = async (address, options) => {
    const name = String(address.url ?? address).split("/").pop();
    if (name in zips) return new Response(await zips[name]);
    if (name !== "pyodide.asm.wasm") return plain(address, options);
    const unpacked = (await wasm).pipeThrough(new DecompressionStream("gzip"));
    return new Response(unpacked, { headers: { "Content-Type": "application/wasm" } });
  };
  const started = (async () => {
    const [{ loadPyodide }] = await Promise.all([
      import(new URL("pyodide.mjs", folder).href),
      import(new URL("pyodide.asm.js", folder).href),
    ]);
    const python = await loadPyodide({ indexURL: folder.href });
    // This NumPy asks for the call stack, to reuse the memory of large arrays; there is
    // none here, and with 0 it does without. Unanswered, Python would break.
    python._module.mergeLibSymbols({ backtrace: () => 0 });
    const [run, like, texts] = await own;
    const site = python.runPython("import sysconfig; sysconfig.get_paths()['purelib']");
    python.unpackArchive(await zips["numpy.zip"], "zip", { extractDir: site });
    python.FS.mkdir("/assets");
    python.FS.writeFile(`${site}/like.py`, like);
    python.runPython(run);
    return { python, site, texts: JSON.parse(texts), run: python.globals.get("run") };
  })();
  return Promise.race([started, failure]);
}

// Gives Python the files that a block opens; the digits with the module that reads them.
async function bring({ python, site }, code, files) {
  const wanted = files.map((name) => [name, `/assets/${name}`]);
  if (/\bsklearn\b/.test(code)) {
    python.FS.mkdirTree(`${site}/sklearn`);
    python.FS.writeFile(`${site}/sklearn/__init__.py`, "");
    wanted.push(["digits.py", `${site}/sklearn/datasets.py`]);
    for (const name of ["digits.csv.bin", "digits.rst"]) {
      wanted.push([`made/digits/${name}`, `/assets/${name}`]);
    }
  }
  for (const [path, place] of wanted.filter(([path]) => !there.has(path))) {
    python.FS.writeFile(place, new Uint8Array(await (await fresh(path)).arrayBuffer()));
    there.add(path);
  }
}

const ready = boot();
ready.then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ unloaded: String(error.message ?? error) })
);

onmessage = async ({ data: { id, code, above, texts, files, numbers, interrupts } }) => {
  try {
    const it = await ready;
    if (interrupts) it.python.setInterruptBuffer(interrupts);
    await bring(it, code, files);
    // As in the package, where the first line tells the page.
    for (const name in texts) texts[name] = `${it.texts[name].split("\n")[0]}\n${texts[name]}`;
    const request = JSON.stringify({ above, texts: { ...it.texts, ...texts }, files, numbers });
    const say = (text, wrong) => postMessage({ id, text, wrong });
    const running = (above) => postMessage({ id, running: true, above });
    postMessage({ id, result: JSON.parse(it.run(code, request, say, running)) });
  } catch (error) {
    postMessage({ id, broken: String(error.message ?? error) });
  }
};
