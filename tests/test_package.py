"""The package as its users get it, and which one the tests of a checkout test."""

import re
import shutil
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from built_site import BOOK, ROOT

COST = """if True:
    import resource, subprocess, sys
    times = {"numpy": [], "tinynet": []}
    for name in [*times] * 3:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([sys.executable, "-I", "-c", f"import {name}"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        times[name].append(after - before)
    numpy, ours = (sorted(each)[1] for each in times.values())
    print(f"import tinynet takes {ours / numpy:.2f} × the time of import numpy")
"""
BEYOND = re.compile(r"(?m)^ *(import|from) (matplotlib|sklearn|dask|torch|jax)|\.csv")


def run(*command, cwd: Path = ROOT, status: int = 0) -> str:
    command = [str(word) for word in command]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def test_the_package_is_small_and_needs_numpy_alone(tmp_path, capsys):
    build = f"from flit_core.buildapi import *; build_wheel({str(tmp_path)!r})"
    run(sys.executable, "-c", build)  # as pip does
    [wheel] = tmp_path.glob("tinynet_book-*.whl")
    assert wheel.stat().st_size <= 20_000
    venv.create(tmp_path / "venv", symlinks=True)
    [site] = tmp_path.glob("venv/lib/python*/site-packages")
    for part in Path(np.__file__).parents[1].glob("numpy*"):
        (site / part.name).symlink_to(part)
    python = tmp_path / "venv/bin/python"
    pip = Path(find_spec("pip").origin).parent  # nothing else is there
    run(python, pip, "--quiet", "install", "--no-index", "--no-compile", wheel)
    command = [python, "-m", "tools", "check"]  # which needs more than NumPy
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr.startswith(
        "tools: this Python lacks the libraries; `make check`"
    )
    first = [
        next((b.text for b in page.of("example") if not BEYOND.search(b.text)), "")
        for page in BOOK.pages
        if page.of("definition")
    ]
    run(python, "-I", "-W", "error", "-c", f"for one in {first!r}: exec(one, {{}})")
    with capsys.disabled():
        print("\n" + run(python, "-c", COST), end="")


def test_a_bare_pytest_tests_the_checkout_that_it_stands_in(tmp_path):
    """Whatever copy of the package is installed, and with its own tools."""
    copy = tmp_path / "another copy"
    away = shutil.ignore_patterns(".*", "site", "assets", "labs", "node_modules")
    shutil.copytree(ROOT, copy, ignore=away)
    neuron = copy / "tinynet/neuron.py"
    neuron.write_text(neuron.read_text().replace("return 1.0 /", "return 2.0 /"))
    one = "test_far_to_the_right_the_sigmoid_is_exactly_1"
    tested = [f"tests/test_neuron.py::{one}", "docs/neuron.md"]
    said = run(Path(sys.executable).with_name("pytest"), *tested, cwd=copy, status=1)
    assert all(f"FAILED {path}" in said for path in tested)
