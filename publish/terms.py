"""Terms: a word of the field shows its meaning, on hover and on focus, without a script.

A Markdown extension. The meanings are those of docs/glossary.md, and nowhere else. Each
section marks a term once: not in a heading, a link, code or italics, and not on the way
to the section that teaches it.
"""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from publish.weave import page_of

ENTRY = re.compile(
    r"(?m)^(\w.*)\n:   ((?:.|\n)+?)\s+\[[^\]]+\]\(([\w-]+\.md)(?:#([\w-]+))?\)\n"
)
HEADINGS = {"h1", "h2"}
UNTOUCHED = {*"h3 h4 a code pre em summary table dl span".split()}
# The same letters with another meaning: for example, a rounding error, a bean's weight.
OTHERWISE = r"(?<!for )(?<!rounding )(?<!length and )(?<!length, )(?<![-\w`])"


def meanings(glossary: str) -> dict[str, tuple[str, str, str | None]]:
    """Return for each term its meaning, and the page and the anchor that teach it.

    >>> meanings("Mean error (ME)\\n:   An *average*. [Losses](losses.md#two)\\n")
    {'mean error': ('An average.', 'losses.md', 'two'), 'me': ('An average.', ...
    """
    found = {}
    for term, said, page, anchor in ENTRY.findall(glossary):
        bare = re.sub(r"<!--.*?-->|\[([^\]]*)\]\([^)]*\)|[*`]", r"\1", said)
        for name in re.split(r" \((\w+)\)", term.lower()):
            if name:
                found[name] = " ".join(bare.split()), page, anchor
    return found


class Terms(Treeprocessor):
    """Marks the terms in the sentences of a page."""

    def run(self, root: Element) -> None:
        page = page_of(self.md)
        if not page or page[1] in {"glossary.md", "reference.md"}:
            return
        docs = page[0].parents[len(Path(page[1]).parts) - 1]
        if not (docs / "glossary.md").exists():
            return
        self.terms = meanings((docs / "glossary.md").read_text("utf-8"))
        # What this page teaches is not marked before it has been taught.
        self.taught = {t for t, (_, path, _) in self.terms.items() if path == page[1]}
        names = "|".join(map(re.escape, sorted(self.terms, key=len, reverse=True)))
        self.name = re.compile(rf"(?i){OTHERWISE}({names})(?:e?s)?\b(?![-’'(])")
        self.section, self.marked = None, set()
        self.walk(root)

    def walk(self, element: Element) -> None:
        """Mark the text of an element and what it holds, in the order of reading."""
        for child in [None, *element]:
            if child is not None and child.tag in HEADINGS:
                self.taught -= {
                    t for t in self.taught if self.terms[t][2] == self.section
                }
                self.section, self.marked = child.get("id"), set()
            elif child is not None and child.tag not in UNTOUCHED:
                self.walk(child)
            self.mark(element, child)

    def mark(self, parent: Element, child: Element | None) -> None:
        """Mark the text at the start of an element, or the one that follows a child."""
        text = parent.text if child is None else child.tail
        at = 0 if child is None else [*parent].index(child) + 1
        code = parent[at : at + 1]
        code = bool(code) and code[0].tag == "code"
        for match in reversed([*self.name.finditer(text or "")]):
            term = match[1].lower()
            first = not any(
                m[1].lower() == term for m in self.name.finditer(text[: match.start()])
            )
            named = code and not text[match.end() :].strip()  # the class `Network`
            if first and not named and term not in self.taught | self.marked:
                mark = Element("span", {"class": "term", "tabindex": "0"})
                mark.set("data-meaning", self.terms[term][0])
                mark.text, mark.tail = match[0], text[match.end() :]
                parent.insert(at, mark)
                text = text[: match.start()]
                self.marked.add(term)
        if child is None:
            parent.text = text
        else:
            child.tail = text


class GlossaryTerms(Extension):
    """The extension, under the name by which Python-Markdown asks for it."""

    def extendMarkdown(self, md: Markdown) -> None:
        # After the text has been read (20) and the anchors were made (5).
        md.treeprocessors.register(Terms(md), "terms", 3)


makeExtension = GlossaryTerms
