"""Pictures of the site: python tests/screenshots.py FOLDER [PAGE …]

Builds the site, also when links are broken, and photographs its pages (or those that
are named: `learning/`, `book/tangle/`, `/` for the first one) in light and dark, on a
wide and on a narrow screen.
"""

import sys
import tempfile
from pathlib import Path

from built_site import addresses, browsing, build, served

WIDTHS = {"wide": 1280, "phone": 390}


def photograph(browser, address: str, page: str, folder: Path) -> None:
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        tab = context.new_page()
        for screen, width in WIDTHS.items():
            tab.set_viewport_size({"width": width, "height": 900})
            tab.goto(address + page, wait_until="load")
            name = page.strip("/").replace("/", "-") or "index"
            file = folder / f"{name}-{scheme}-{screen}.png"
            tab.screenshot(path=file, full_page=True)
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
