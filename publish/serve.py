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
    server = subprocess.Popen(command, cwd=root, env=os.environ | settings)
    seen = {}
    try:
        while server.poll() is None:
            now = {file: file.stat().st_mtime_ns for file in root.glob("docs/**/*.md")}
            if now != seen:
                follow(root)
            seen = now
            time.sleep(0.3)
    except KeyboardInterrupt:
        server.terminate()
        return 0
    return 1


def follow(root: Path) -> None:
    """Copy the package out of the pages, and make what their blocks need."""
    try:
        changed = tangle(read_book(root))
    except Refused as refusal:
        print(refusal, "serve: the package stays as it was", sep="\n", flush=True)
        return
    print(f"serve: {len(changed)} files written", *changed, flush=True)
    subprocess.call([sys.executable, "-m", "publish", "pages"], cwd=root)
