# Copied from docs/book/serving.md, the place to edit it (b3cbd7258feae979).
"""Serving the site while it is being written, with the package kept up to date.

Page: docs/book/serving.md. Licence: MIT-0.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

HOST = "127.0.0.1"


def free_port(first: int) -> int:
    """Return the first port from `first` on that nobody on this machine listens to."""
    for port in range(first, first + 100):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((HOST, port))
            except OSError:
                continue
            return port
    raise SystemExit(f"serve: no free port from {first} to {first + 99}")


def tangle(root: Path) -> bool:
    """Copy the package out of the pages, in a process of its own; say if it failed."""
    command = [sys.executable, "-m", "tinynet.book", "tangle"]
    return subprocess.run(command, cwd=root, check=False).returncode == 0


def last_change(root: Path) -> float:
    """Return the time of the latest change of a page."""
    pages = [root / "mkdocs.yml", *(root / "docs").rglob("*.md")]
    return max(page.stat().st_mtime for page in pages if page.exists())


def answers(port: int) -> bool:
    """Return whether somebody on this machine listens to a port."""
    with socket.socket() as caller:
        return caller.connect_ex((HOST, port)) == 0


def main(root: Path, arguments: list[str] | None = None) -> int:
    """Serve the site until interrupted; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tinynet.book serve")
    parser.add_argument("--port", type=int, default=8000)
    wanted = parser.parse_args(arguments).port
    if not tangle(root):
        return 1
    port = free_port(wanted)
    if port != wanted:
        print(f"serve: port {wanted} is taken; using {port}", flush=True)
    address = f"http://{HOST}:{port}/"
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload"]
    server = subprocess.Popen(
        [*command, "--dev-addr", f"{HOST}:{port}"],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    seen, told = last_change(root), False
    try:
        while server.poll() is None:
            time.sleep(0.5)
            if not told and answers(port):
                told = True
                print(
                    f"serve: the site is at {address} (stop it with Ctrl-C)", flush=True
                )
            if (changed := last_change(root)) != seen:
                seen = changed
                tangle(root)
    except KeyboardInterrupt:
        print("serve: stopped")
        return 0
    finally:
        server.terminate()
        server.wait()
    return server.returncode
