"""Pictures of the site: python tests/screenshots.py FOLDER [PAGE …]

Builds the site and photographs its pages, or those that are named (xor.html), in light
and dark, on a wide and on a narrow screen, in pieces from top to bottom.
"""

import sys
import tempfile
from pathlib import Path

from built_site import PATHS, browsing, build, html_file, served

PIECE = 1800  # pixels


def main(folder: str, *pages: str) -> None:
    with tempfile.TemporaryDirectory() as site:
        built = build(Path(site))
        if built.returncode:
            sys.exit(built.stderr)
        with served(Path(site)) as address, browsing() as browser:
            for page in pages or map(html_file, PATHS):
                photograph(browser, address + page, Path(folder) / Path(page).stem)


def photograph(browser, address: str, file: Path) -> None:
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            size = {"width": width, "height": 900}
            tab = browser.new_page(color_scheme=scheme, viewport=size)
            tab.goto(address)
            height = tab.evaluate("document.documentElement.scrollHeight")
            for number, y in enumerate(range(0, height, PIECE), 1):
                clip = {
                    "x": 0,
                    "y": y,
                    "width": width,
                    "height": min(PIECE, height - y),
                }
                path = f"{file}-{scheme}-{width}-{number}.png"
                tab.screenshot(path=path, full_page=True, clip=clip)
            tab.close()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
