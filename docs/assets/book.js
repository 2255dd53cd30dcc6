// Repairs for readers who use a keyboard or listen to the page. Without this script the
// book can be read all the same. Licence: MIT-0.
"use strict";

(() => {
  // A box that scrolls must be reachable with the keyboard, and one that does not must not
  // be a stop on the way. So whatever is wider than its box gets a tab stop, and loses it
  // when there is room again.
  const boxes = [".formula", ".md-typeset__scrollwrap", "pre > code", ".jp-OutputArea-output"];
  const widths = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });

  function repair() {
    for (const box of document.querySelectorAll(boxes.join())) widths.observe(box);
    // The theme gives its search no name, and names a list of pages after an icon.
    document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
    for (const list of document.querySelectorAll(".md-nav__item--nested > .md-nav")) {
      list.setAttribute("aria-label", list.querySelector(".md-nav__title").innerText.trim());
      list.removeAttribute("aria-labelledby");
    }
    // A copy button is no way through the site, and it comes after its code, as a block's
    // other buttons do. A part of the table of contents is no other way than the table.
    const within = ".md-code__nav, .md-nav--secondary .md-nav";
    for (const nav of document.querySelectorAll(within)) {
      nav.role = "none";
      nav.removeAttribute("aria-label");
      if (nav.matches(".md-code__nav")) nav.parentElement.append(nav);
    }
    // Browsers do not let a page search, run a program or bring its figures to life, when
    // it was opened from disk.
    if (location.protocol === "file:") {
      document.documentElement.classList.add("from-disk");
      document.querySelector(".md-search__input").placeholder =
        "To search: python3 -m http.server";
      const note = document.createElement("p");
      note.className = "from-disk-note";
      note.innerHTML =
        "You opened this page from disk, so it can't search, run programs or move its " +
        "figures. It can if you type <code>python3 -m http.server</code> in its folder " +
        "and open <code>http://localhost:8000</code>.";
      document.querySelector("main article").prepend(note);
    }
  }

  // The theme puts tables into their boxes when the document has been read. With its
  // instant navigation, other pages come later.
  const begin = () => (window.document$ ? window.document$.subscribe(repair) : repair());
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
})();
