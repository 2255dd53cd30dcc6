"""Terms: a word of the field shows its meaning, on hover and on focus, without a script.

A Markdown extension. The meanings are those of docs/glossary.md, and nowhere else. Each
use of a term is marked: not in a heading, a link, code or italics, and not on the way to
where the page teaches it. The first of a section shows that it is marked.
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


class Marks:
    """Marks the terms in the sentences of one page, in the order of reading."""

    def __init__(self, glossary: str, page: str) -> None:
        self.terms = meanings(glossary)
        # What this page teaches is not marked before it has been taught.
        self.taught = {t for t, (_, path, _) in self.terms.items() if path == page}
        names = "|".join(map(re.escape, sorted(self.terms, key=len, reverse=True)))
        self.name = re.compile(rf"(?i){OTHERWISE}({names})(?:e?s)?\b(?![-’'(])")
        self.section, self.marked = None, set()

    def walk(self, element: Element) -> None:
        """Mark the text of an element and what it holds."""
        for child in [None, *element]:
            if child is not None and child.tag in HEADINGS:
                self.taught -= {
                    t for t in self.taught if self.terms[t][2] == self.section
                }
                self.section, self.marked = child.get("id"), set()
            elif child is not None and child.tag == "em":
                self.explained("".join(child.itertext()).lower())
            elif child is not None and child.tag not in UNTOUCHED:
                self.walk(child)
            self.mark(element, child)

    def explained(self, term: str) -> None:
        """Mark a term quietly from here on if this is where the page teaches it."""
        if term in self.taught and self.terms[term][2] == self.section:
            self.taught.remove(term)
            self.marked.add(term)

    def mark(self, parent: Element, child: Element | None) -> None:
        """Mark the text at the start of an element, or the one that follows a child."""
        text = (parent.text if child is None else child.tail) or ""
        at = 0 if child is None else [*parent].index(child) + 1
        before_code = [one.tag for one in parent[at : at + 1]] == ["code"]
        marks = []
        for match in self.name.finditer(text):
            term = match[1].lower()
            # The name of something, as in: the class `Network`.
            named = before_code and not text[match.end() :].strip()
            if not named and term not in self.taught:
                # A stop on the way of the Tab key is only the first of a section.
                stop = "-1" if term in self.marked else "0"
                mark = Element("span", {"class": "term"})
                mark.attrib |= {"data-meaning": self.terms[term][0], "tabindex": stop}
                mark.text = match[0]
                marks.append((mark, *match.span()))
                self.marked.add(term)
        ends = [start for _, start, _ in marks] + [len(text)]
        for n, (mark, _, end) in enumerate(marks):
            mark.tail = text[end : ends[n + 1]]
            parent.insert(at + n, mark)
        if child is None:
            parent.text = text[: ends[0]]
        else:
            child.tail = text[: ends[0]]


class Terms(Treeprocessor):
    """Marks the terms of a page that is made of Markdown."""

    def run(self, root: Element) -> None:
        page = page_of(self.md)
        if not page or page[1] in {"glossary.md", "reference.md"}:
            return
        glossary = page[0].parents[len(Path(page[1]).parts) - 1] / "glossary.md"
        if glossary.exists():
            Marks(glossary.read_text("utf-8"), page[1]).walk(root)


class GlossaryTerms(Extension):
    """The extension, under the name by which Python-Markdown asks for it."""

    def extendMarkdown(self, md: Markdown) -> None:
        # After the text has been read (20) and the anchors were made (5).
        md.treeprocessors.register(Terms(md), "terms", 3)


makeExtension = GlossaryTerms
