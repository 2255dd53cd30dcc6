"""`make serve`: a page that is saved is copied into the package and shown."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from urllib.request import urlopen

from built_site import ROOT

BODY, NEW = "return output * (1.0 - output)", "return output - output**2"


def wait_for(true, process):
    """Wait until something is true, for as long as a busy machine may take."""
    late = time.monotonic() + 400
    while not true():
        assert process.poll() is None and time.monotonic() < late
        time.sleep(0.1)


def test_a_saved_page_is_extracted_and_shown_and_a_broken_one_is_named(tmp_path):
    root, said = tmp_path / "another copy", tmp_path / "said"
    away = shutil.ignore_patterns(".*", "site", "runtime-*", "node_modules")
    shutil.copytree(ROOT, root, ignore=away)
    for port in random.sample(range(20_000, 32_000), 9):  # which no system hands out
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            break
    with open(root / "mkdocs.yml", "a", encoding="utf-8") as settings:
        settings.write(f"\ndev_addr: 127.0.0.1:{port}\n")
    page, module = root / "docs/slope.md", root / "tinynet/slope.py"
    (page.parent / ".#slope.md").symlink_to("nobody@nowhere:1")  # an editor's lock
    text = page.read_text("utf-8")

    def shown(words):
        try:
            url = f"http://127.0.0.1:{port}/slope.html"
            return words in urlopen(url, timeout=9).read().decode()
        except OSError:
            return False

    with open(said, "wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "publish", "serve"],
            cwd=root,
            env=os.environ | {"PYTHONPATH": str(root)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(lambda: shown("<h1"), process)
        page.write_text(text.replace(BODY, NEW) + "\nSaved just now.\n", "utf-8")
        wait_for(lambda: shown("Saved just now."), process)
        wait_for(lambda: NEW in module.read_text("utf-8"), process)
        blocks = root / "docs/assets/made/pages/slope.json"
        wait_for(lambda: NEW in blocks.read_text("utf-8"), process)
        page.write_text(text.replace(BODY, "return ("), "utf-8")
        refused = "serve: the package stays as it was"
        wait_for(lambda: refused in said.read_text("utf-8"), process)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    line = text[: text.index(BODY)].count("\n") + 1
    assert f"docs/slope.md:{line}: " in said.read_text("utf-8")
    assert NEW in module.read_text("utf-8")
    assert not shown("<h1")
