# Copied from docs/book/environment.md, the place to edit it (d2f0675ef6d2865e).
"""The virtual environment of the book: python3 tinynet/book/environment.py makes it.

Uses nothing but Python itself, and is written so that old Pythons can read it.
Page: docs/book/environment.md. Licence: MIT-0.
"""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def fail(what, remedy):
    """Say what is wrong in one line, with the remedy, and leave."""
    sys.exit("environment: %s. %s" % (what, remedy))


def good_python():
    """Return the path of a Python that is new enough; leave if there is none."""
    if sys.version_info[:2] >= OLDEST:
        return sys.executable
    for minor in range(20, OLDEST[1] - 1, -1):
        path = shutil.which("python3.%d" % minor)
        if path:
            return path
    fail(
        "Python %d.%d is too old" % sys.version_info[:2],
        "Install Python %d.%d or later and run the command again" % OLDEST,
    )
    return None


def fingerprint(python):
    """Return what the environment is made from, as hexadecimal digits."""
    made_from = hashlib.sha256(("%s\n%s" % (python, ROOT)).encode())
    for name in ["requirements.txt", "pyproject.toml"]:
        with open(os.path.join(ROOT, name), "rb") as file:
            made_from.update(file.read())
    return made_from.hexdigest()


def read(path):
    """Return the text of a file, or nothing if it is not there."""
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read()


def run(command, what, remedy):
    """Run a command; if it fails, say why in one line and leave."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        lines = done.stdout.decode(errors="replace").split("\n")
        told = [line for line in lines if "ERROR" in line or "Error" in line] or lines
        reason = " ".join(told[0].split())[:200] if told else ""
        fail("%s (%s)" % (what, reason), remedy)


def make(python, folder):
    """Make the environment in a folder from nothing."""
    if os.path.isdir(folder):
        shutil.rmtree(folder)
    run(
        [python, "-m", "venv", folder],
        "this Python cannot make a virtual environment",
        "On Debian or Ubuntu: apt-get install python3-venv",
    )
    bin_folder = "Scripts" if os.name == "nt" else "bin"
    pip = [os.path.join(folder, bin_folder, "python"), "-m", "pip", "--quiet"]
    pip += ["--disable-pip-version-check", "install"]
    run(
        [*pip, "--require-hashes", "--requirement", "requirements.txt"],
        "the libraries could not be installed",
        "Is this machine online? Run the command again; what was fetched is kept",
    )
    settings = os.path.join(folder, "etc", "jupyter")
    os.makedirs(settings, exist_ok=True)
    with open(os.path.join(settings, "jupyter_config.json"), "w") as file:
        file.write('{"KernelManager": {"transport_encryption": "auto"}}')
    run(
        [*pip, "--no-deps", "--no-build-isolation", "--editable", "."],
        "the package itself could not be installed",
        "Is pyproject.toml as it was?",
    )


def main():
    """Make sure that .venv is there and is what the requirements say."""
    python = good_python()
    folder = os.path.join(ROOT, ".venv")
    stamp = os.path.join(folder, "made-from.txt")
    wanted = fingerprint(python)
    if read(stamp) == wanted:
        return
    print("environment: making .venv (about a minute, once)")
    sys.stdout.flush()
    try:
        make(python, folder)
        with open(stamp, "w") as file:
            file.write(wanted)
    except OSError as error:
        fail(
            "%s: %s" % (folder, error.strerror),
            "Make room there, or mend its permissions",
        )
    print("environment: ready")


if __name__ == "__main__":
    main()
