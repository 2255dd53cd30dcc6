// On paper, folded answers are at the end of their chapter, each under the name of its
// exercise, and the code that draws the pictures is below them. Without this script all is
// printed where it is. Licence: MIT-0.
"use strict";

(() => {
  // A question holds its answer in a fold, or it is one: then only its title asks.
  const ANSWERS = "details:is(.success, .question:not(:has(.success)))";

  function element(name, properties, ...children) {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  }

  // What an exercise is called: the title of its fold, its number in a list, or the bold
  // words that begin it above its answer; without any, its section has a heading.
  function nameOf(fold) {
    const question = fold.closest(".question");
    if (question) return question.firstElementChild;
    const item = fold.closest("ol > li");
    if (item) {
      const number = [...item.parentElement.children].indexOf(item) + 1;
      return element("b", {}, `Exercise ${number}`);
    }
    for (let above = fold.previousElementSibling; above; above = above.previousElementSibling) {
      const bold = above.matches("p") && above.firstChild;
      if (bold?.nodeName === "STRONG") return bold;
      if (/^H[1-3]$/.test(above.tagName)) return above;
    }
    return fold.firstElementChild;
  }

  function captionOf(fold) {
    return fold.previousElementSibling?.querySelector("figcaption") ?? fold.firstElementChild;
  }

  const undone = [];

  // Moves what some folds of an article hold into a section at its end.
  function gather(article, folds, title, name, told) {
    if (!folds.length) return;
    const id = `${article.id}-${title.toLowerCase().replaceAll(" ", "-")}`;
    const end = element("section", {}, element("h2", { id }, title));
    for (const [index, fold] of folds.entries()) {
      const head = fold.firstElementChild;
      const content = [];
      for (let node = head.nextSibling; node; node = node.nextSibling) content.push(node);
      const words = name(fold).cloneNode(true);
      words.querySelector(".headerlink")?.remove();
      const heading = element("h3", { id: `${id}-${index + 1}` }, ...words.childNodes);
      const link = element("a", { href: `#${heading.id}` }, told);
      const place = element("p", { className: "moved" }, link);
      head.after(place);
      end.append(heading, ...content);
      undone.push(() => place.replaceWith(...content));
    }
    article.append(end);
    undone.push(() => end.remove());
  }

  window.addEventListener("beforeprint", () => {
    if (undone.length) return;
    for (const article of document.querySelectorAll("article")) {
      const answers = [...article.querySelectorAll(ANSWERS)];
      const drawings = [...article.querySelectorAll("details.note")].filter((fold) =>
        fold.textContent.trim().startsWith("The code that draws")
      );
      gather(article, answers, "Answers", nameOf, "The answer is at the end of the chapter.");
      gather(article, drawings, "The code of the pictures", captionOf, "");
    }
  });
  window.addEventListener("afterprint", () => {
    for (const undo of undone.splice(0)) undo();
  });
})();
