"""`python -m publish` makes everything that the pages fetch or link to.

`python -m publish pages` makes only what its blocks need, after an edit of a page.
`python -m publish serve` shows the site on this machine, and follows edits.
`python -m publish finish SITE` adds to a built site what is made out of it.
`python -m publish versions SITE ZIP...` adds older versions of the site, each in a folder.
"""

import sys
from pathlib import Path

from publish.address import site_address
from publish.book import make_book
from publish.cards import make_cards
from publish.digits import make_digits
from publish.downloads import add_markdown, add_zip, make_downloads
from publish.feed import add_feed
from publish.figures import make_figures
from publish.headers import add_headers
from publish.pages import make_pages
from publish.programs import make_programs
from publish.runtime import make_runtime
from publish.serve import serve
from publish.styles import trim
from publish.versions import add_versions, list_versions
from publish.wheel import make_wheel

ROOT = Path(__file__).parents[1]
MADE = ROOT / "docs/assets/made"


def make(address: str) -> None:
    """Write the files of each part into MADE, anew only if they would be others."""
    make_cards(ROOT, MADE)
    make_programs(ROOT, MADE, address)
    make_wheel(MADE, address)
    make_downloads(ROOT, MADE, address)
    make_runtime(MADE)
    make_pages(ROOT, MADE)
    make_digits(MADE)
    make_figures(MADE)


def finish(site: Path, address: str) -> None:
    """Add to a built site, the headers after all pages, and a zip of it all."""
    trim(site)
    make_book(ROOT, site)
    add_markdown(ROOT, site, address)
    add_feed(ROOT, site, address)
    list_versions(site)
    add_headers(site)
    add_zip(site)


def main(verb: str = "", *paths: str) -> None:
    address, folders = site_address(ROOT), [*map(Path, paths)]
    if verb == "finish":
        finish(*folders, address)
    elif verb == "pages":
        make_pages(ROOT, MADE)
        make_programs(ROOT, MADE, address)
    elif verb == "serve":
        sys.exit(serve(ROOT))
    elif verb == "versions":
        add_versions(*folders)
    elif verb:
        sys.exit(__doc__)
    else:
        make(address)


if __name__ == "__main__":
    main(*sys.argv[1:])
