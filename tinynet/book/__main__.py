# Copied from docs/book/index.md, the place to edit it (932d9a02cf50abb2).
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


def check(root: Path, names: list[str] | None = None) -> None:
    """name everything that is wrong with the book, or with some of its pages"""
    from tinynet.book.check import check

    print(check(root, names))


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


def drift(root: Path, **chosen) -> None:
    """count which mistakes in the book, made on purpose, are noticed"""
    from tinynet.book.drift import drift

    print(drift(root, **chosen))


def unseen(root: Path) -> None:
    """try again the mistakes that strangers have invented"""
    from tinynet.book.unseen import unseen

    print(unseen(root))


VERBS = [tangle, check, accept, serve, bench, drift, unseen]


def main(arguments: list[str] | None = None) -> None:
    """Carry out the verb in `arguments`; exit with 1 and a line a problem."""
    parser = argparse.ArgumentParser(prog="python -m tinynet.book")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for verb in VERBS:
        own = verbs.add_parser(verb.__name__, help=verb.__doc__)
        own.set_defaults(verb=verb)
        if verb is check:
            own.add_argument(
                "names", nargs="*", help="as neuron.md; all if none is given"
            )
        if verb is drift:
            own.add_argument("page", nargs="?", help="as neuron.md; all if not given")
            own.add_argument("--sample", type=int, help="so many, drawn at random")
            own.add_argument("--seed", type=int, default=1, help="of the sample")
            own.add_argument(
                "--workers", type=int, help="as many as cores if not given"
            )
    chosen = vars(parser.parse_args(arguments))
    verb = chosen.pop("verb")
    try:
        verb(Path.cwd(), **chosen)
    except Refused as refused:
        print(refused, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
