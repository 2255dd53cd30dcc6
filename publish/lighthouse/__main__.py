"""`make lighthouse`: what Lighthouse finds on each page of the core path, as a table.

Accessibility, best practices and SEO must be 100, and the layout shift at most 0.02. The
performance is that of this machine, and told only. The tool comes by npm, once.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from publish.book import browser
from publish.cards import nav_of
from publish.served import served

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GATED = ["accessibility", "best-practices", "seo"]
FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking"


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


def told(page: str, said: dict) -> bool:
    """Print the row of a page, and return whether it is below the bars."""
    score = {name: 100 * one["score"] for name, one in said["categories"].items()}
    gated, moved = [score[name] for name in GATED], shift(said)
    wrong = failed(said) if min(gated) < 100 else []
    wrong += ["it moves"] * (moved > 0.02)
    row = "{:28} {:6.0f}  {:9.0f}  {:3.0f}  {:.3f}  {:11.0f}"
    print(row.format(page, *gated, moved, score["performance"]), *wrong, flush=True)
    return bool(wrong)


def failed(said: dict) -> list[str]:
    """Return the titles of what holds a page below a score of 100."""
    counted = {
        one["id"]
        for name in GATED
        for one in said["categories"][name]["auditRefs"]
        if one["weight"]
    }
    audits = [said["audits"][name] for name in counted]
    return [one["title"] for one in audits if one["score"] not in {None, 1}]


def shift(said: dict) -> float:
    return said["audits"]["cumulative-layout-shift"]["numericValue"]


def main(site: Path) -> None:
    if not browser() or not shutil.which("npm"):
        sys.exit("lighthouse: needs npm and Chromium: apt-get install npm chromium")
    if not (HERE / "node_modules").is_dir():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([*command, "--silent"], cwd=HERE, check=True)
    print(f"{'page':28} access  practices  SEO  shift  performance")
    with served(site) as address:
        bad = sum(told(page, report(address + page)) for page in pages())
    sys.exit(bad and f"lighthouse: {bad} pages are below the bars")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
