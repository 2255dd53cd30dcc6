"""Serve: the site on this machine while its pages are written."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tools.pages import Refused, read_book
from tools.tangle import tangle


def serve(root: Path) -> int:
    """Show the site and follow edits until Ctrl-C; a refused edit changes nothing."""
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dirty"]
    settings = {"EXECUTE_NOTEBOOKS": "false", "NO_MKDOCS_2_WARNING": "1"}
    seen = times(root)
    follow(root)
    server = subprocess.Popen(command, cwd=root, env=os.environ | settings)
    try:
        while server.poll() is None:
            now = times(root)
            if now != seen:
                follow(root)
            seen = now
            time.sleep(0.3)
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
    return 1


def times(root: Path) -> dict[Path, int]:
    """Return when each page was saved; an editor's lock is a link to nowhere."""
    files = [file for file in root.glob("docs/**/*.md") if file.exists()]
    return {file: file.stat().st_mtime_ns for file in files}


def follow(root: Path) -> None:
    """Copy the package out of the pages, and make what their blocks need."""
    try:
        changed = tangle(read_book(root))
    except Refused as refusal:
        print(refusal, "serve: the package stays as it was", sep="\n", flush=True)
        return
    print(f"serve: {len(changed)} files written", *changed, flush=True)
    subprocess.call([sys.executable, "-m", "publish", "pages"], cwd=root)
