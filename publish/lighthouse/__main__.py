"""`make lighthouse`: what Lighthouse finds on each page of the core path, as a table.

Accessibility, best practices and SEO must be 100, and the layout shift at most 0.02. The
performance is that of this machine, and told only. The tool comes by npm, once.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from publish.book import browser
from publish.cards import nav_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GATED = ["accessibility", "best-practices", "seo"]
FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def pages() -> list[str]:
    """The core path: all before the part that goes further."""
    files = [file for _, file in nav_of(ROOT / "mkdocs.yml")]
    return [
        f"{file.rpartition('.')[0]}.html" for file in files[: files.index("luck.md")]
    ]


def report(address: str) -> dict:
    """Return what the tool says about a page."""
    command = [HERE / "node_modules/.bin/lighthouse", address, "--output=json"]
    command += ["--quiet", "--throttling-method=provided", f"--chrome-flags={FLAGS}"]
    command += [f"--only-categories={','.join(['performance', *GATED])}"]
    env = os.environ | {"CHROME_PATH": browser()}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"lighthouse: {done.stderr}")
    return json.loads(done.stdout)


def failed(said: dict) -> list[str]:
    """Return the titles of what holds a page below the bars."""
    audits = {
        one["id"]: one["weight"]
        for name in GATED
        for one in said["categories"][name]["auditRefs"]
    }
    wrong = [
        said["audits"][name]["title"]
        for name, weight in audits.items()
        if weight
        and (said["audits"][name]["score"] or 0) < 1
        and said["audits"][name]["scoreDisplayMode"] not in {"notApplicable", "manual"}
    ]
    return wrong + ["it moves"] * (shift(said) > 0.02)


def shift(said: dict) -> float:
    return said["audits"]["cumulative-layout-shift"]["numericValue"]


def main(site: Path) -> None:
    if not browser() or not shutil.which("npm"):
        sys.exit("lighthouse: needs npm and Chromium: apt-get install npm chromium")
    if not (HERE / "node_modules").is_dir():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([*command, "--silent"], cwd=HERE, check=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"{'page':28} access  practices  SEO  shift  performance")
    bad = 0
    for page in pages():
        said = report(f"http://127.0.0.1:{server.server_port}/{page}")
        score = {name: 100 * one["score"] for name, one in said["categories"].items()}
        gated = [score[name] for name in GATED]
        wrong = failed(said) if min(gated) < 100 or shift(said) > 0.02 else []
        told = f"{gated[0]:6.0f}  {gated[1]:9.0f}  {gated[2]:3.0f}  {shift(said):.3f}"
        print(f"{page:28} {told}  {score['performance']:11.0f}", *wrong, flush=True)
        bad += bool(wrong)
    sys.exit(bad and f"lighthouse: {bad} pages are below the bars")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
