// The search's worker. It fetches the theme's own, which its address names, and the index
// of the book when the first word is searched: most visits need neither. Licence: MIT-0.
const [SETUP, READY, QUERY, RESULT] = [0, 1, 2, 3]; // the theme's kinds of messages
const send = (type, data) => dispatchEvent(new MessageEvent("message", { data: { type, data } }));
let words = ""; // those that were searched last
let loading = false;

async function load() {
  const answer = await fetch(new URL("../search/search_index.json", location));
  const index = await answer.json();
  importScripts(new URL(location.search.slice(1), location));
  removeEventListener("message", wait);
  send(SETUP, { ...index, options: {} });
  setTimeout(() => send(QUERY, words)); // when that is done
}

async function wait({ data: { data } }) {
  words = data;
  if (!words) postMessage({ type: RESULT, data: { items: [] } });
  else if (!loading) {
    loading = true;
    await load().catch(() => (loading = false)); // the next letter tries again
  }
}

addEventListener("message", wait);
postMessage({ type: READY });
