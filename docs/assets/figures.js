// Brings the figures of a page to life. Without it their still pictures stay. Licence: MIT-0.

for (const place of document.querySelectorAll(".moving")) {
  import(`./figures/${place.dataset.figure}.js`).then((figure) => figure.default(place));
}
