"""What a first visit fetches, and what the search does: `pytest -s` prints the table."""

import gzip
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from built_site import BOOK, MOVED, ROOT, html_file, needs_browser
from test_site import PAGES

HEAVIEST, INDEX = 130_000, 100_000
PACKED = {".bin", ".png", ".whl", ".woff2", ".zip"}  # hosts send these as they are
IN_SIGHT = "all => all.some(one => one.getBoundingClientRect().top < innerHeight)"
# Of each of our fonts, the signs that a page sets in it. A letter alone in a formula is
# set in italics.
SIGNS = """() => {
  const found = {};
  const italic = (sign) => {
    const at = sign.codePointAt(0);
    if (sign === "h") return "\\u210e";
    if (sign >= "a" && sign <= "z") return String.fromCodePoint(0x1d44e + at - 97);
    if (sign >= "A" && sign <= "Z") return String.fromCodePoint(0x1d434 + at - 65);
    return at >= 0x3b1 && at <= 0x3c9 ? String.fromCodePoint(0x1d6fc + at - 0x3b1) : sign;
  };
  const all = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  for (let node; (node = all.nextNode()); ) {
    const { fontFamily, fontStyle, fontWeight } = getComputedStyle(node.parentElement);
    const alone = node.parentElement.localName === "mi" && [...node.data].length === 1;
    const upright = node.parentElement.getAttribute("mathvariant") === "normal";
    const text = alone && !upright ? italic(node.data) : node.data;
    const name = /^"?Tinynet (Math|Text)/.exec(fontFamily)?.[1];
    const key = name === "Text" ? `Text ${fontStyle} ${fontWeight >= 600}` : name;
    if (key) found[key] = [...new Set([...(found[key] ?? []), ...text])];
  }
  return found;
}"""


@cache
def sent(file: Path) -> int:
    """The bytes of a file as a host sends it."""
    data = file.read_bytes()
    return len(data if file.suffix in PACKED else gzip.compress(data, 6))


@needs_browser
@pytest.mark.parametrize("page", [*PAGES, "404.html", "versions.html"])
def test_a_first_visit_is_light_and_still(browser, address, built_site, page):
    """On a phone, where more of the page comes below what is seen."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        tab, files = context.new_page(), set()
        tab.on("request", lambda one: files.add(urlsplit(one.url).path.lstrip("/")))
        tab.goto(address + page)
        if tab.locator(".moving").evaluate_all(IN_SIGHT):
            tab.locator(".live").wait_for()
        tab.wait_for_load_state("networkidle")
        moved = tab.evaluate(MOVED)
    weights = {name: sent(built_site / name) for name in files}
    weight = sum(weights.values())
    print(f"{page:30} {weight / 1000:6.1f} kB, moved by {moved:.3f}")
    heavy = sorted(weights.items(), key=lambda item: -item[1])
    assert weight <= HEAVIEST, heavy
    assert moved <= 0.02


def test_the_search_index_is_light_and_comes_with_a_search(built_site):
    assert sent(built_site / "search/search_index.json") <= INDEX
    html = (built_site / "xor.html").read_text("utf-8")
    assert '"search": "assets/search.js?javascripts/workers/search.' in html
    assert 'name="search"' not in html  # for such a form the theme fetches the index


def test_running_a_block_is_light(built_site):
    """What comes with the first click: our own scripts, the editor, and Python, once."""
    (runtime,) = built_site.glob("assets/made/runtime-*")
    editor = {one for one in runtime.glob("editor/**/*") if one.is_file()}
    python = {one for one in runtime.glob("**/*") if one.is_file()} - editor
    editor.add(built_site / "assets/editor.js")
    ours = {"runner.js", "engine.js", "worker.js", "run.py", "digits.py"}
    own = {built_site / "assets" / name for name in ours}
    sizes = [sum(map(sent, files)) for files in (own, editor, python)]
    print("own scripts {:,}, editor {:,}, Python {:,} bytes".format(*sizes))
    assert sizes[0] <= 12_000 and sizes[1] <= 10_000 and sizes[2] <= 9_000_000


def ranges() -> dict[str, set[int]]:
    """The signs of each font, as the styles list them."""
    found = {}
    css = (ROOT / "docs/assets/book.css").read_text("utf-8")
    for face in re.findall(r"(?s)@font-face \{(.*?)\}", css):
        name = re.search(r'"Tinynet (\w+)"', face)[1]
        key = f"Text {'italic' if 'italic' in face else 'normal'} {str('weight' in face).lower()}"
        signs = set()
        for first, last in re.findall(r"U\+(\w+)(?:-(\w+))?", face):
            signs |= {*range(int(first, 16), int(last or first, 16) + 1)}
        found[key if name == "Text" else name] = signs
    return found


@needs_browser
def test_the_fonts_have_the_signs_of_the_pages(browser, address):
    """All of the formulas, and the letters, digits and points of the sentences."""
    fonts, missing = ranges(), {}
    tab = browser.new_page()
    for page in [html_file(one.path) for one in BOOK.pages if "docs/" in one.path]:
        tab.goto(address + page, wait_until="domcontentloaded")
        for font, signs in tab.evaluate(SIGNS).items():
            # Bold italics are not worth a font; what else is odd comes from the system's.
            for sign in signs if font in fonts else []:
                plain = font == "Math" or ord(sign) < 0x250 or "‐" <= sign <= "…"
                if plain and sign > " " and ord(sign) not in fonts[font]:
                    missing.setdefault(font, {})[sign] = page
    tab.close()
    assert missing == {}
