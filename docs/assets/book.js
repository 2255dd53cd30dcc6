// A box that scrolls must be reachable with the keyboard, and one that does not must not
// be a stop on the way. So whatever is wider than its box gets a tab stop, and loses it
// when there is room again.
"use strict";

(() => {
  const BOXES = ".formula, .md-typeset__scrollwrap, .md-typeset pre > code, .jp-OutputArea-output";
  const look = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  const start = () => document.querySelectorAll(BOXES).forEach((box) => look.observe(box));
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
})();
