"""Styles: a built site's pages lose what no reader's browser would use of the theme's.

The theme has rules for all that it can do. Those for classes that no page has, and that
no script sets, are a fifth of what a first visit would fetch of it.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

BRACE = re.compile(r"""[{};]|"[^"]*"|'[^']*'|url\([^)]*\)""")
# What a selector asks for that may be absent: it doesn't matter what is in these.
EITHER = re.compile(r":(?:not|is|where|has)\([^()]*\)")
NAMED = re.compile(r"[.#](-?[A-Za-z_](?:\\.|[\w-])*)|\[(?:dir=)?([\w-]+)")
VARIABLE = re.compile(r"(?<=[{;])(--[\w-]+):(?:url\(\"[^\"]*\"\)|[^;{}\"])*(?:;|(?=\}))")
# Names of the theme's script for features that a page has in its HTML, or not at all.
FEATURES = re.compile(r"md-(?:annotation|source|tag|version)|tabbed|rtl$")
LINK = '<link rel="stylesheet" href="{}">'


def trim(site: Path) -> None:
    """Take out of a built site's styles, in place, what nothing in it uses."""
    pages = {path: path.read_text("utf-8") for path in site.rglob("*.html")}
    scripts = [*site.glob("assets/*.js"), *site.glob("assets/javascripts/*.js")]
    scripts = "".join(path.read_text("utf-8") for path in scripts)
    words = {one for one in re.findall(r"[\w-]+", scripts) if not FEATURES.match(one)}
    for html in pages.values():
        for attribute, value in re.findall(r' ([\w-]+)="([^"]*)"', html):
            words.add(attribute)
            if attribute in {"class", "dir", "id"}:
                words |= {*value.split()}
    ours = [path.read_text("utf-8") for path in site.glob("assets/*.css")]
    for file in site.glob("assets/stylesheets/*.css"):
        text = "".join(kept(file.read_text("utf-8"), words))
        used = {*re.findall(r"--[\w-]+(?=[,)])", text + "".join([*ours, scripts, *pages.values()]))}
        text = VARIABLE.sub(lambda match: match[0] if match[1] in used else "", text)
        # Its name has a digest, as the theme's has: browsers keep such a file for good.
        name = re.sub(r"\w{8}(?=\.min)", sha256(text.encode()).hexdigest()[:8], file.name)
        file.unlink()
        file.with_name(name).write_text(text, "utf-8")
        pages = {path: html.replace(file.name, name) for path, html in pages.items()}
    for path, html in pages.items():
        if "doc-object" not in html:  # its styles are for the reference
            html = re.sub(LINK.format(r"[^\"]*_mkdocstrings\.css") + r"\s*", "", html)
        path.write_text(html, "utf-8")


def kept(css: str, words: set[str]) -> Iterator[str]:
    """Yield the rules that can apply where all there is to be named are `words`.

    >>> "".join(kept(".a,.b:not(.c){x:y}.c{x:y}@media print{.c .a{x:y}}", {"a", "b"}))
    '.a,.b:not(.c){x:y}'
    """
    at = 0
    while brace := next((m for m in BRACE.finditer(css, at) if m[0] in "{;"), None):
        head = css[at : brace.start()]
        if brace[0] == ";":
            yield head + ";"
            at = brace.end()
            continue
        depth, end = 1, brace.end()
        while depth:
            sign = BRACE.search(css, end)
            depth += {"{": 1, "}": -1}.get(sign[0], 0)
            end = sign.end()
        body, at = css[brace.end() : end - 1], end
        if head.startswith(("@media", "@supports")):
            body = "".join(kept(body, words))
        elif not head.startswith("@"):
            head = ",".join(one for one in selectors(head) if can_apply(one, words))
        if head and body:
            yield f"{head}{{{body}}}"


def selectors(head: str) -> list[str]:
    """Return the parts of a list of selectors: `a:is(b,c),d` has two."""
    return re.split(r",(?![^(]*\))", head)


def can_apply(selector: str, words: set[str]) -> bool:
    while (bare := EITHER.sub("", selector)) != selector:
        selector = bare
    names = [a or b for a, b in NAMED.findall(selector)]
    return all(name.replace("\\", "") in words for name in names)
