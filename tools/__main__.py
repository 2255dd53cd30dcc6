"""The verbs: python -m tools tangle, check, accept and the others.

Each works on the book around the folder in which it is called, and ends with status 0
when all is well, 1 when something is wrong, a line each, and nothing was written.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tools.pages import Refused, find_root, read_book

# What a processor must be able to do for each kernel of OpenBLAS.
KERNELS = {"Nehalem": "SSE42", "Sandybridge": "AVX", "Haswell": "AVX2", "Zen": "AVX2"}
KERNELS |= {"SkylakeX": "AVX512_SKX"}


def tangle(root: Path, options) -> int:
    """Copy the package out of the pages."""
    from tools.tangle import tangle

    changed = tangle(read_book(root))
    print(f"tangle: {len(changed)} files written", *changed)
    return 0


def untangle(root: Path, options) -> int:
    """Carry what was edited in tinynet/ back into the pages, and show the diff."""
    from tools.tangle import tangle, untangle, write_files

    texts, diff = untangle(read_book(root))
    write_files(root, texts)
    tangle(read_book(root))
    print(diff or "untangle: nothing in tinynet/ was edited")
    return 0


def check(root: Path, options) -> int:
    """Name every difference between what is published and what is true."""
    from tools.check import check

    problems, counts = check(read_book(root), options.pages)
    print(*problems, sep="\n", end="\n" if problems else "")
    if problems:
        print(f"check: {len(problems)} things are wrong")
        return 1
    print(f"check: nothing is wrong; {counts}")
    return 0


def accept(root: Path, options) -> int:
    """Write what the examples print and draw into the pages."""
    from tools.check import accept

    told, left = accept(read_book(root), options.pages, options.numbers)
    print(told)
    return 1 if left else 0


def everywhere(root: Path, options) -> int:
    """Check all examples under each OpenBLAS kernel, with one thread and with two."""
    book = read_book(root)
    command = [sys.executable, "-m", "tools", "check", *(p.path for p in book.pages)]
    problems = 0
    for settings in machines():
        name = ", ".join(f"{key}={value}" for key, value in settings.items())
        print(f"everywhere: {name}", flush=True)
        environment = {**os.environ, **settings}
        problems += subprocess.run(command, cwd=root, env=environment).returncode
    return min(problems, 1)


def machines() -> list[dict[str, str]]:
    """Return the environments in which this machine is like another."""
    from numpy._core._multiarray_umath import __cpu_features__ as features

    found = [
        {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": threads}
        for kernel, feature in KERNELS.items()
        if features.get(feature)
        for threads in "12"
    ]
    return [*found, {"TINYNET_NUDGE": "1"}]  # an exp whose last digit is another


def serve(root: Path, options) -> int:
    """Show the site on this machine, and follow edits, until Ctrl-C."""
    tangle(root, options)
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload"]
    server = subprocess.Popen(
        [*command, "--dev-addr", f"127.0.0.1:{options.port}"],
        cwd=root,
        env={**os.environ, "EXECUTE_NOTEBOOKS": "false", "NO_MKDOCS_2_WARNING": "1"},
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    seen = times(root)
    try:
        while server.poll() is None:
            time.sleep(0.3)
            if (now := times(root)) != seen:
                seen = now
                try:
                    tangle(root, options)
                except Refused as refusal:
                    print(refusal, "serve: the package stays as it was", sep="\n")
    except KeyboardInterrupt:
        server.terminate()
        return 0
    return server.wait()


def times(root: Path) -> dict[Path, int]:
    """Return when each page was last changed."""
    files = [root / "mkdocs.yml", *root.glob("docs/**/*.md")]
    return {file: file.stat().st_mtime_ns for file in files if file.exists()}


VERBS = [tangle, untangle, check, accept, everywhere, serve]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for verb in VERBS:
        one = verbs.add_parser(verb.__name__, help=verb.__doc__)
        one.set_defaults(verb=verb)
        if verb in (check, accept):
            one.add_argument("pages", nargs="*", metavar="PAGE")
        if verb is accept:
            one.add_argument(
                "--numbers", action="store_true", help="write numbers in sentences too"
            )
        if verb is serve:
            one.add_argument("--port", type=int, default=8000)
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
