// Brings a figure to life when it's near the window. Licence: MIT-0.

const near = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    const { figure } = target.dataset;
    if (!isIntersecting && !location.hash.startsWith(`#figure-${figure}`)) continue;
    near.unobserve(target);
    import(`./figures/${figure}.js`).then((module) => module.default(target));
  }
});
const begin = () => document.querySelectorAll(".moving").forEach((place) => near.observe(place));
if (window.document$) window.document$.subscribe(begin);
else begin();
