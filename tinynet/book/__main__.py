# Copied from docs/book/index.md, the place to edit it (98a60f07fcd1b39f).
"""python -m tinynet.book VERB: the chores of the book.

Page: docs/book/index.md. Licence: MIT-0.
"""

import argparse
import sys
from pathlib import Path

from tinynet.book.pages import Refused


def tangle(root: Path) -> None:
    """copy the package out of the pages"""
    from tinynet.book.tangle import tangle

    print(tangle(root))


def check(root: Path, *pages: str) -> None:
    """name everything that is wrong with the book, or with some of its pages"""
    from tinynet.book.check import check

    print(check(root, [*pages]))


def accept(root: Path) -> None:
    """write what the examples print and draw into the pages, and show the diff"""
    from tinynet.book.accept import accept

    print(accept(root))


def serve(root: Path) -> None:
    """show the site at an address of this machine, and follow edits"""
    from tinynet.book.serving import main

    sys.exit(main(root))


def bench(root: Path) -> None:
    """measure the speed of the package, side by side with the plain programs"""
    from tinynet.book.benchmark import main

    sys.exit(main(root))


VERBS = [tangle, check, accept, serve, bench]


def main(arguments: list[str] | None = None) -> None:
    """Carry out the verb in `arguments`; exit with 1 and a line a problem."""
    parser = argparse.ArgumentParser(prog="python -m tinynet.book")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for verb in VERBS:
        own = verbs.add_parser(verb.__name__, help=verb.__doc__)
        own.set_defaults(verb=verb, pages=[])
        if verb is check:
            own.add_argument(
                "pages", nargs="*", help="as neuron.md; all if none is given"
            )
    chosen = parser.parse_args(arguments)
    try:
        chosen.verb(Path.cwd(), *chosen.pages)
    except Refused as refused:
        print(refused, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
