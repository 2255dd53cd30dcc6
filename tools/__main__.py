"""The verbs: python -m tools tangle, untangle, check, accept, everywhere.

Each works on the book around the folder in which it is called. If the status is not 0,
a line says what is wrong.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tools import check as checks
from tools import tangle as tangles
from tools.pages import Refused, find_root, read_book

# What a processor must be able to do for each kernel of OpenBLAS.
KERNELS = {"Nehalem": "SSE42", "Sandybridge": "AVX", "Haswell": "AVX2", "Zen": "AVX2"}
KERNELS |= {"SkylakeX": "AVX512_SKX"}


def tangle(root: Path, options) -> int:
    """Copy the package out of the pages."""
    changed = tangles.tangle(read_book(root))
    print(f"tangle: {len(changed)} files written", *changed)
    return 0


def untangle(root: Path, options) -> int:
    """Carry what was edited in tinynet/ back into the pages, and show the diff."""
    texts, diff = tangles.untangle(read_book(root))
    tangles.write_files(root, texts)
    print(diff or "untangle: nothing in tinynet/ was edited")
    return 0


def check(root: Path, options) -> int:
    """Name every difference between what is published and what is true."""
    problems, counts = checks.check(read_book(root), options.pages)
    told = f"{len(problems)} to mend" if problems else counts
    print(*problems, f"check: {told}", sep="\n")
    return min(len(problems), 1)


def accept(root: Path, options) -> int:
    """Copy the package, and write what the examples print and draw into the pages."""
    tangle(root, options)
    told, left = checks.accept(read_book(root), options.pages, options.numbers)
    print(told)
    return min(left, 1)


def everywhere(root: Path, options) -> int:
    """Check all examples under each OpenBLAS kernel, with one thread and with two."""
    from numpy._core._multiarray_umath import __cpu_features__ as features

    here = [kernel for kernel, feature in KERNELS.items() if features.get(feature)]
    machines = [
        {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": threads}
        for kernel in here
        for threads in "12"
    ]
    pages = [page.path for page in read_book(root).pages]
    command, wrong = [sys.executable, "-m", "tools", "check", *pages], 0
    patience = {"OPENBLAS_THREAD_TIMEOUT": "4"}  # a thread without work sleeps soon
    for machine in [*machines, {"TINYNET_NUDGE": "1"}]:  # last, one with another exp
        print("everywhere:", *(f"{key}={machine[key]}" for key in machine), flush=True)
        wrong |= subprocess.call(command, cwd=root, env=os.environ | patience | machine)
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for verb in (tangle, untangle, check, accept, everywhere):
        one = verbs.add_parser(verb.__name__, help=verb.__doc__)
        one.set_defaults(verb=verb)
        if verb in (check, accept):
            one.add_argument("pages", nargs="*", metavar="PAGE")
        if verb is accept:
            told = "write new numbers into sentences, too"
            one.add_argument("--numbers", action="store_true", help=told)
    options = parser.parse_args()
    try:
        root = find_root(Path.cwd())
        sys.path.insert(0, str(root))  # the package of this book, wherever we are
        return options.verb(root, options)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
