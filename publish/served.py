"""Served: a built site on this machine, for as long as something looks at it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and doesn't tell of each."""

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """Lets a page ask for many files at once."""

    request_queue_size = 128


@contextmanager
def served(site: Path, handler=Quiet) -> Iterator[str]:
    """Serve a folder, and give its address."""
    handler = partial(handler, directory=site)
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
