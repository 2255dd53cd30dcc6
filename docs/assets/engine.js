// The worker and its queue: one block at a time, each of which can be stopped.
// Licence: MIT-0.

const queue = [];
const interrupts = self.crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : null;
const AT_ONCE = 60; // milliseconds, until a block counts as stopped, whatever its worker does
const PATIENCE = 1000; // milliseconds, until a worker that doesn't listen is ended
const SILENCE = 10_000; // milliseconds, until a download is said to be stuck
let worker = null;
let ready = false;
let current = null;
let number = 0;
let silence = 0; // the timer that runs while something is to come

function start() {
  ready = false;
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.ready) ready = true;
    else if (data.unloaded) end({ unloaded: data.unloaded }, true);
    else if (data.progress) {
      listen();
      current?.progress(...data.progress);
    } else if (data.id !== current?.id) return;
    else if (data.running) {
      clearTimeout(silence);
      current.running(data.above);
    }
    else if (data.result) end(data.result);
    else if (data.broken) end({ error: data.broken }, true);
    else current.say(data.text, data.wrong);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    end({ unloaded: event.message || "a script" }, true);
  };
}

function listen() {
  clearTimeout(silence);
  silence = setTimeout(() => current?.stuck(), SILENCE);
}

function end(result, broken = false) {
  clearTimeout(silence);
  if (broken) {
    worker.terminate();
    worker = null;
  }
  const job = current;
  current = null;
  job?.finish(result);
  next();
}

function next() {
  if (current || !queue.length) return;
  current = queue.shift();
  if (!worker) start();
  if (interrupts) interrupts[0] = 0;
  listen();
  worker.postMessage({ id: current.id, interrupts, ...current.request });
}

// Runs a request; returns { done, stop }. `hear` has say, progress, stuck and running.
export function ask(request, hear) {
  const job = { id: ++number, request, ...hear };
  const done = new Promise((finish) => (job.finish = finish));
  queue.push(job);
  next();
  return { done, stop: () => stop(job) };
}

function stop(job) {
  if (queue.includes(job)) {
    queue.splice(queue.indexOf(job), 1);
    job.finish({ stopped: true });
  } else if (job === current && interrupts && ready) {
    interrupts[0] = 2; // what Ctrl-C is; Python hears it between two calls of NumPy or so
    setTimeout(() => abandon(job), AT_ONCE);
    setTimeout(() => job === current && restart(), PATIENCE);
  } else if (job === current) {
    restart();
  }
}

// The next block still waits until this one is over.
function abandon(job) {
  job.say = job.running = () => {};
  job.finish({ stopped: true });
}

function restart() {
  const again = ready;
  worker.terminate();
  worker = null;
  if (again) start(); // for the next run, which will surely come
  end({ stopped: true });
}
