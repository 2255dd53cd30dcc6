// Brings a figure to life when it's near the window. Licence: MIT-0.

const near = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    const { figure } = target.dataset;
    if (!isIntersecting && !location.hash.startsWith(`#figure-${figure}`)) continue;
    near.unobserve(target);
    import(`./figures/${figure}.js`).then((module) => module.default(target));
  }
});
for (const place of document.querySelectorAll(".moving")) near.observe(place);
