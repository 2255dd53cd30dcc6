# Copied from docs/book/serving.md, the place to edit it (cb8b6cfe402f1c86).
"""Serving the site while it is being written, with the package kept up to date.

Page: docs/book/serving.md. Licence: MIT-0.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HOST = "127.0.0.1"
PORT = 8000
PAUSE = 0.5  # seconds between two looks at the pages


def free_port(first: int) -> int:
    """Return the first port from `first` on that no program on this machine has."""
    for port in range(first, min(first + 100, 2**16)):
        with socket.socket() as listener:
            if os.name != "nt":  # where this would let two programs have one port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                listener.bind((HOST, port))
                return port
    raise SystemExit(f"serve: no port is free from {first} on; stop a server")


def answers(port: int) -> bool:
    """Return whether some program on this machine answers at a port."""
    with socket.socket() as caller:
        return caller.connect_ex((HOST, port)) == 0


def times(root: Path) -> dict[Path, int]:
    """Return for each page, and for the list of pages, when it was last changed."""
    found = {}
    for file in [root / "mkdocs.yml", *(root / "docs").rglob("*.md")]:
        with contextlib.suppress(FileNotFoundError):
            found[file] = file.stat().st_mtime_ns
    return found


def tangle(root: Path) -> bool:
    """Copy the package out of the pages, in a process of its own; return if it worked."""
    command = [sys.executable, "-m", "tinynet.book", "tangle"]
    return subprocess.run(command, cwd=root, check=False).returncode == 0


def main(root: Path, wanted: int = PORT) -> int:
    """Serve the site until somebody stops it; return the exit status."""
    if not tangle(root):
        return 1
    port = free_port(wanted)
    if port != wanted:
        print(f"serve: port {wanted} is taken; the next free one is {port}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # subtle: MkDocs means --livereload to be the default, but with click 8.3 it is not.
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload"]
    server = subprocess.Popen(
        [*command, "--dev-addr", f"{HOST}:{port}"],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    try:
        follow(root, server, port)
    except KeyboardInterrupt:
        print("serve: stopped", flush=True)
        return 0
    finally:
        server.terminate()
        server.wait()
    return server.returncode


def follow(root: Path, server: subprocess.Popen, port: int) -> None:
    """Say when the server answers, and copy after each change, as long as it runs."""
    seen, silent = times(root), True
    while server.poll() is None:
        if silent and answers(port):
            silent = False
            print("serve: the site is here, until Ctrl-C is pressed:", flush=True)
            print(f"http://{HOST}:{port}/", flush=True)
        if (now := times(root)) != seen:
            seen = now
            tangle(root)
        time.sleep(PAUSE)
