"""Styles: the pages of a built site have one file of them, and of the theme's what is used.

The theme has rules for all that it can do. A third of them is for classes that no page
has, and that its script doesn't set.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

LINK = re.compile(r'\s*<link rel="stylesheet" href="([^"]*?)(assets/[^"]+)">')
BRACE = re.compile(r"""[{};]|"[^"]*"|'[^']*'|url\([^)"']*\)""")
# What browsers skip, but for a string: comments, and most of the space.
SKIPPED = re.compile(
    r"""(?s)("[^"]*"|'[^']*'|url\([^)"']*\))|/\*.*?\*/|\s*([{};,])\s*|(\s+)"""
)
# What a selector asks for may be absent in these.
EITHER = re.compile(r":(?:not|is|where|has)\([^()]*\)")
NAMED = re.compile(r"[.#](-?[A-Za-z_](?:\\.|[\w-])*)|\[(?:dir=)?([\w-]+)")
VARIABLE = re.compile(
    r"(?<=[{;])(--md-[\w-]+):(?:url\(\"[^\"]*\"\)|[^;{}\"])*(?:;|(?=\}))"
)
# Names in the theme's script for what a page has in its HTML, or not at all.
FEATURES = re.compile(r"md-(?:annotation|source|tag|version)|tabbed|rtl$")
# Space between elements; in code it counts.
SPACE = re.compile(r"(?s)(<(pre|script)\b.*?</\2>)|\n\s+")
# A comment that has its lines for itself is for who reads the source, but for the licence.
COMMENT = re.compile(r"(?m)^ *//(?!.*Licence).*\n")


def trim(site: Path) -> None:
    """Give a built site one file of styles, and take out what browsers skip."""
    for path in [*site.glob("assets/*.js"), *site.glob("assets/figures/*.js")]:
        path.write_text(COMMENT.sub("", path.read_text("utf-8")), "utf-8")
    pages = {path: path.read_text("utf-8") for path in site.rglob("*.html")}
    (script,) = site.glob("assets/javascripts/bundle.*.js")
    script = script.read_text("utf-8")
    words = {one for one in re.findall(r"[\w-]+", script) if not FEATURES.match(one)}
    for html in pages.values():
        for attribute, value in re.findall(r' ([\w-]+)="([^"]*)"', html):
            words.add(attribute)
            if attribute in {"class", "dir", "id"}:
                words |= {*value.split()}
    files = {}  # in their order, without those of the reference alone
    for html in pages.values():
        files |= {name: "" for _, name in LINK.findall(html) if "/_" not in name}
    for name in files:
        css = (site / name).read_text("utf-8")
        css = SKIPPED.sub(lambda m: m[1] or m[2] or (m[3] or "")[:1], css).strip()
        theirs = name.startswith("assets/stylesheets/")
        files[name] = "".join(kept(css, words)) if theirs else css
        (site / name).unlink()
    css = "".join(files.values())
    used = {*re.findall(r"--[\w-]+(?=[,)])", css + script + "".join(pages.values()))}
    css = VARIABLE.sub(lambda m: m[0] if m[1] in used else "", css)
    # A name with a digest, as the theme's have: browsers keep such a file for good.
    new = f"assets/styles.{sha256(css.encode()).hexdigest()[:8]}.min.css"
    (site / new).write_text(css, "utf-8")
    for path, html in pages.items():
        html = SPACE.sub(lambda match: match[1] or "\n", linked(html, new))
        path.write_text(html, "utf-8")


def linked(html: str, new: str) -> str:
    """Return a page with a link to the new file where it has the last to one of the old."""
    links = [link for link in LINK.finditer(html) if "/_" not in link[2]]
    for link in reversed(links):
        here = link[0].replace(link[2], new) if link is links[-1] else ""
        html = html[: link.start()] + here + html[link.end() :]
    if "doc-object" in html:
        return html
    return re.sub(r'\s*<link [^>]*/_mkdocstrings\.css">', "", html)


def kept(css: str, words: set[str]) -> Iterator[str]:
    """Yield the rules that can apply where all there is to be named are `words`.

    >>> "".join(kept(".a,.b:not(.c){x:y}.c{x:y}@media print{.c .a{x:y}}", {"a", "b"}))
    '.a,.b:not(.c){x:y}'
    >>> "".join(kept('.a{b:url("(d{)")}.c{x:y}', {"a"}))
    '.a{b:url("(d{)")}'
    """
    at = 0
    while brace := next((m for m in BRACE.finditer(css, at) if m[0] in "{;"), None):
        head = css[at : brace.start()]
        if brace[0] == ";":  # @charset
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
            # The parts of a list: `a:is(b,c),d` has two.
            parts = re.split(r",(?![^(]*\))", head)
            head = ",".join(one for one in parts if can_apply(one, words))
        if head and body:
            yield f"{head}{{{body}}}"


def can_apply(selector: str, words: set[str]) -> bool:
    while (bare := EITHER.sub("", selector)) != selector:
        selector = bare
    names = [a or b for a, b in NAMED.findall(selector)]
    return all(name.replace("\\", "") in words for name in names)
