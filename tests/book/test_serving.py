"""Serving: a real server on a little book, edits, a taken port, an interruption."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from ipaddress import ip_address
from pathlib import Path

import pytest

from tinynet.book.serving import HOST, PAUSE, answers, free_port, times

pytestmark = pytest.mark.reads()

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


@pytest.fixture
def taken_port():
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        yield taken.getsockname()[1]


class Served:
    """A server in a process of its own, on a little book, and what it has printed."""

    def __init__(self, project: Path, port: int):
        self.project, self.page = project, project / "docs/half.md"
        self.log = project / "log.txt"
        program = (
            "import sys; from pathlib import Path; from tinynet.book.serving import main; "
            f"sys.exit(main(Path.cwd(), {port}))"
        )
        with open(self.log, "w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program],
                cwd=project,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Its MkDocs too, whatever the test found.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def address(self) -> str:
        return until(lambda: re.search(r"^http://\S+/$", self.said, re.MULTILINE))[0]

    def get(self, path: str, seconds=5) -> str:
        try:
            with urllib.request.urlopen(self.address + path, timeout=seconds) as answer:
                return answer.read().decode()
        except OSError:
            return ""


def until(true, seconds=40):
    """Wait until something is true, and return it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := true():
            return value
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def test_an_edit_is_copied_into_the_package_shown_and_loaded_anew(project, taken_port):
    with Served(project, taken_port + 1) as served:
        shown = served.get("half/")
        # What the page's script asks, and what a browser would wait for.
        before, request = re.search(r"livereload\((\d+), (\d+)\)", shown).groups()

        served.page.write_text(PAGE.replace("x / 2", "x / 2.0") + "\nNew.\n")
        after = served.get(f"livereload/{before}/{request}", seconds=40)
        assert int(after) > int(before)
        assert "New." in served.get("half/")
        until(lambda: "x / 2.0" in (project / "tinynet/half.py").read_text())


def test_a_page_that_cannot_be_copied_is_named_and_the_server_goes_on(project):
    with Served(project, free_port(8100)) as served:
        assert served.get("half/")
        served.page.write_text(PAGE.replace("return", "retrun"))
        until(lambda: "docs/half.md:5: not Python" in served.said)
        served.page.write_text(PAGE.replace("x / 2", "x * 0.5"))
        until(lambda: "x * 0.5" in (project / "tinynet/half.py").read_text())
        assert served.process.poll() is None


@pytest.mark.parametrize(
    ("sign", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 1)], ids=lambda s: str(s)
)
def test_it_leaves_nothing_behind_when_it_is_stopped(project, sign, status):
    with Served(project, free_port(8200)) as served:
        assert served.get("half/")
        port = int(re.search(r":(\d+)/$", served.address)[1])
        served.process.send_signal(sign)
        assert served.process.wait(timeout=20) == status
        assert not answers(port)
        assert "Traceback" not in served.said
        with pytest.raises(ProcessLookupError):
            os.killpg(served.process.pid, 0)


def test_a_taken_port_is_named_and_the_next_free_one_is_used(project, taken_port):
    with Served(project, taken_port) as served:
        assert served.address != f"http://{HOST}:{taken_port}/"
        assert "half" in served.get("half/")
        assert f"serve: port {taken_port} is taken" in served.said


def test_the_first_free_port_is_found(taken_port):
    assert free_port(taken_port) > taken_port


def test_a_book_that_cannot_be_copied_is_not_served(project):
    (project / "docs/half.md").write_text(PAGE.replace("return", "retrun"))
    with Served(project, 8300) as served:
        assert served.process.wait(timeout=20) == 1
        assert served.said.startswith("docs/half.md:5: not Python")
        assert "http://" not in served.said


def test_the_verb_reaches_this_page(tmp_path):
    """In a folder without a book, the copying refuses, and says so in a line."""
    said = subprocess.run(
        [sys.executable, "-m", "tinynet.book", "serve"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert said.returncode == 1
    assert said.stderr.startswith("mkdocs.yml:1: ")
    assert said.stderr.count("\n") == 1


def test_new_changed_and_deleted_pages_are_all_noticed(project):
    seen = [times(project)]
    (project / "docs/new.md").write_text("# New\n")
    seen.append(times(project))
    os.utime(project / "docs/new.md", (1, 1))  # even if it has become older
    seen.append(times(project))
    (project / "docs/new.md").unlink()
    seen.append(times(project))
    assert seen[0] != seen[1] != seen[2] != seen[3]
    assert seen[3] == seen[0]


def test_the_site_is_open_to_this_machine_alone_and_edits_are_seen_twice_a_second():
    assert ip_address(HOST).is_loopback
    assert 1 / PAUSE == 2
