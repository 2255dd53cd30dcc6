"""`python -m publish` makes everything that the pages fetch or link to.

`python -m publish pages` makes only what its blocks need, after an edit of a page.
`python -m publish finish SITE` adds to a built site what is made out of it.
`python -m publish versions SITE ZIP...` adds older versions of the site, each in a folder.
"""

import sys
from pathlib import Path

from publish import digits, pages, runtime
from publish.address import site_address
from publish.cards import cards
from publish.downloads import finish, make_downloads
from publish.figures import write_figures
from publish.programs import make_programs
from publish.styles import trim
from publish.versions import add_versions
from publish.wheel import make_wheel

ROOT = Path(__file__).parents[1]
MADE = ROOT / "docs/assets/made"


def main() -> None:
    """Each part writes its files into MADE, anew only if they would be others."""
    MADE.mkdir(exist_ok=True)
    address = site_address(ROOT)
    cards(ROOT, MADE)
    make_programs(ROOT, MADE, address)
    make_wheel(MADE, address)
    make_downloads(ROOT, MADE, address)
    runtime.make(MADE)
    pages.make(ROOT, MADE)
    digits.make(MADE)
    write_figures(MADE / "figures")


if __name__ == "__main__":
    if sys.argv[1:2] == ["finish"]:
        from publish.book import make_book

        trim(Path(sys.argv[2]))
        make_book(ROOT, Path(sys.argv[2]))
        finish(ROOT, Path(sys.argv[2]))
    elif sys.argv[1:2] == ["pages"]:
        pages.make(ROOT, MADE)
        make_programs(ROOT, MADE, site_address(ROOT))
    elif sys.argv[1:2] == ["versions"]:
        add_versions(*map(Path, sys.argv[2:]))
    else:
        main()
