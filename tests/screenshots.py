"""Pictures of the site: python tests/screenshots.py FOLDER [PAGE …]

Builds the site, also when links are broken, and photographs its pages (or those that
are named: `learning/`, `book/tangle/`, `/` for the first one) in light and dark, on a
wide and on a narrow screen, in pieces from top to bottom.
"""

import sys
import tempfile
from pathlib import Path

from built_site import addresses, browsing, build, served

WIDTHS = {"wide": 1280, "phone": 390}
PIECE = 1800  # pixels: a longer picture is scaled down until nobody can read it


def photograph(browser, address: str, page: str, folder: Path) -> None:
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        tab = context.new_page()
        for screen, width in WIDTHS.items():
            tab.set_viewport_size({"width": width, "height": 900})
            tab.goto(address + page, wait_until="load")
            name = page.strip("/").replace("/", "-") or "index"
            height = tab.evaluate("document.documentElement.scrollHeight")
            for number, top in enumerate(range(0, height, PIECE), 1):
                size = {"width": width, "height": min(PIECE, height - top)}
                file = folder / f"{name}-{scheme}-{screen}-{number}.png"
                clip = {"x": 0, "y": top, **size}
                tab.screenshot(path=file, full_page=True, clip=clip)
                print(file)
        context.close()


def main(folder: str, *pages: str) -> None:
    with tempfile.TemporaryDirectory() as site:
        built = build(Path(site))
        if built.returncode:
            sys.exit(built.stderr)
        wanted = [page.strip("/") + "/" for page in pages] or addresses()
        with served(Path(site)) as address, browsing() as browser:
            for page in wanted:
                page = page.removeprefix("/").removeprefix("index/")
                if not (Path(site) / page / "index.html").exists():
                    print(f"{page} is not there", file=sys.stderr)
                    continue
                photograph(browser, address, page, Path(folder))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
