"""Runs every example of every page in a real browser: python tests/site/parity.py [PAGE…].

Prints how many there are, how many print what is published, and each exception with its
reason. Takes minutes, so it is no test of the suite; it wants a built site in SITE.
"""

import os
import re
import sys
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
from built_site import BOOK, CHROMIUM, ROOT, html_file

from publish.served import served

SITE = Path(os.environ.get("SITE", ROOT / "site"))
WAIT = 900_000  # milliseconds for a page


def check(tab, address: str) -> str:
    """Return what a page says of itself when it was checked."""
    tab.goto(address)
    button = tab.get_by_role("button", name="Check this page")
    if not button.count():
        return ""
    button.click()
    told = tab.locator(".page-check [role=status]")
    told.filter(has_text="examples print").wait_for(timeout=WAIT)
    return told.inner_text()


def main(paths: list[str]) -> None:
    pages = [one for one in BOOK.choose(paths) if one.path.startswith("docs/")]
    counts, look = Counter(), {"executable_path": CHROMIUM, "args": ["--no-sandbox"]}
    with served(SITE) as address, sync_playwright() as playwright:
        tab = playwright.chromium.launch(**look).new_page()
        for page in pages:
            began, every = time.monotonic(), len(page.of("example"))
            told = check(tab, address + html_file(page.path))
            same, able = re.findall(r"(\d+) of (\d+)", told)[0] if told else (0, 0)
            counts.update(all=every, run=int(able), equal=int(same))
            numbers = re.search(r"that are true: (\d+)", told)
            counts["numbers true"] += int(numbers[1]) if numbers else 0
            for n, name in re.findall(r"Not run: (\d+) that needs? ([\w-]+)", told):
                counts[f"need {name}"] += int(n)
            seconds = time.monotonic() - began
            print(f"{page.path}: {every} examples, {seconds:.0f} s: {told}", flush=True)
            for panel in tab.locator(".block-run:not([data-kind=good])").all():
                told = panel.locator(".block-status").text_content()  # or in a fold
                print("   block", panel.get_attribute("data-block"), told)
    print(", ".join(f"{name}: {count}" for name, count in counts.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
