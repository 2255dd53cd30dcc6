"""A million hidden neurons, really run: the page's own program with one number changed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.pages import read_page

ROOT = Path(__file__).parents[1]
NEEDED = 4  # gigabytes; it takes about three


def gigabytes() -> float:
    """Return how much memory this machine has; none where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError):
        return 0.0


# With less memory the system would end the program, or swap for hours.
@pytest.mark.skipif(gigabytes() < NEEDED, reason=f"needs {NEEDED} GB of memory")
def test_a_million_hidden_neurons_learn():
    examples = read_page("docs/millions.md", ROOT).of("example")
    [program] = [block.text for block in examples if "100_000, 10)" in block.text]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program.replace("100_000", "1_000_000")],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    size, loss = done.stdout.splitlines()
    assert size == "75,000,010 weights, 600 MB"
    before, after = map(int, re.findall(r"\d+", loss))
    assert after < before / 2
