"""Serving: a real server on a little book, an edit, a taken port, an interruption."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tinynet.book.serving import HOST, free_port

ROOT = Path(__file__).parents[2]
PAGE = """# Half

```python title="tinynet/half.py"
def half(x):
    return x / 2
```
"""


@pytest.fixture
def project(tmp_path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/half.md").write_text(PAGE)
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: half\nnav: [half.md]\nplugins: []\n"
        "markdown_extensions: [pymdownx.superfences, attr_list]\n"
    )
    return tmp_path


def until(true, seconds=40):
    """Wait until something is true, and return it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := true():
            return value
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def read(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def test_it_serves_on_the_next_free_port_and_follows_edits(project, tmp_path):
    log = project / "log.txt"
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        program = (
            "import sys; from pathlib import Path; from tinynet.book.serving import main; "
            f"sys.exit(main(Path.cwd(), ['--port', '{port}']))"
        )
        with open(log, "w") as output:
            server = subprocess.Popen(
                [sys.executable, "-c", program],
                cwd=project,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            told = until(lambda: re.search(r"the site is at (\S+)", log.read_text()))
            address = told[1]
            assert f"port {port} is taken" in log.read_text()
            assert not address.endswith(f":{port}/")
            assert "half" in read(f"{address}half/")

            (project / "docs/half.md").write_text(
                PAGE.replace("x / 2", "x / 2.0") + "\nNew.\n"
            )
            until(lambda: "x / 2.0" in (project / "tinynet/half.py").read_text())
            until(lambda: "New." in read(f"{address}half/"))

            (project / "docs/half.md").write_text(PAGE.replace("return", "retrun"))
            until(lambda: "docs/half.md:5: not Python" in log.read_text())
            assert server.poll() is None

            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=20) == 0
        finally:
            server.kill()
    assert "serve: stopped" in log.read_text()


def test_the_first_free_port_is_found():
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) > port
