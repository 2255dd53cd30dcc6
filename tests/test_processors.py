"""What the pages print is the same on processors that add in another order.

NumPy's matrix products come from OpenBLAS, which has a program for each kind of x86
processor and can be told to use that of another. By default some quick pages are run;
PAGES names others: PAGES="docs/*.md" pytest tests/test_processors.py
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy  # noqa: F401  loads the library that is asked about below
import pytest
from threadpoolctl import threadpool_info

ROOT = Path(__file__).resolve().parents[1]
PROCESSORS = ["Nehalem", "Sandybridge", "Haswell"]
PATTERNS = "docs/index.md docs/neuron.md docs/rules.md docs/checking.md"
PAGES = [
    path.relative_to(ROOT).as_posix()
    for pattern in os.environ.get("PAGES", PATTERNS).split()
    for path in sorted(ROOT.glob(pattern))
]

RUN_PAGES = """
import sys
from pathlib import Path
from threadpoolctl import threadpool_info
import numpy
from tinynet.book.examples import page_problems, run_page
from tinynet.book.pages import read_page

root = Path.cwd()
blas = [one for one in threadpool_info() if one["user_api"] == "blas"]
print("runs as", *{one["architecture"] for one in blas})
for path in sys.argv[1:]:
    page = read_page(path, root)
    print(*page_problems(page, run_page(page, root), root), sep="\\n")
"""

blas = {one["internal_api"] for one in threadpool_info() if one["user_api"] == "blas"}
chooses = blas == {"openblas"} and platform.machine().lower() in ("x86_64", "amd64")
pytestmark = [
    pytest.mark.skipif(
        not chooses, reason="only OpenBLAS on x86 can be told to be another processor"
    ),
    pytest.mark.reads(*PAGES),
]


def ran_as(processor: str, *pages: str) -> list[str]:
    """Return what a run of the pages' examples prints, as this kind of processor."""
    settings = {**os.environ, "OPENBLAS_CORETYPE": processor, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", RUN_PAGES, *pages],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize("processor", PROCESSORS)
def test_the_examples_print_the_same_as_a(processor):
    assert PAGES
    as_whom, *problems = ran_as(processor, *PAGES)
    assert as_whom.lower() == f"runs as {processor.lower()}"
    assert not problems, "\n".join(problems)


def test_the_last_digits_do_depend_on_the_processor():
    # If this fails, the test above compares a processor with itself.
    program = (
        "import numpy as np; r = np.random.RandomState(1);"
        "print(np.dot(r.random_sample((4, 999)), r.random_sample((999, 1))).tobytes())"
    )
    seen = set()
    for processor in PROCESSORS:
        settings = {**os.environ, "OPENBLAS_CORETYPE": processor}
        command = [sys.executable, "-c", program]
        seen.add(subprocess.check_output(command, env=settings))
    assert len(seen) > 1
