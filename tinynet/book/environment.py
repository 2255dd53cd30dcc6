# Copied from docs/book/environment.md, the place to edit it (5aed69d74d5dd1fc).
"""The virtual environment of the book: python3 tinynet/book/environment.py makes it.

Uses nothing but Python itself, and is written so that old Pythons can read it.
Page: docs/book/environment.md. Licence: MIT-0.
"""

import os
import sys

# subtle: Python looks for modules beside a script first, and the book's modules there
# may have names of Python's own, such as numbers.
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [path for path in sys.path if os.path.abspath(path) != HERE]

import hashlib
import shutil
import subprocess

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(HERE))
FOLDER = os.path.join(ROOT, ".venv")
STAMP = os.path.join(FOLDER, "made-from.txt")


def say(what):
    """Print a line at once, not when there are many."""
    print("environment: " + what)
    sys.stdout.flush()


def fail(what, remedy):
    """Say what is wrong in one line, with the remedy, and leave."""
    sys.exit("environment: %s. %s" % (what, remedy))


def newer_python():
    """Return the path of a Python that is new enough, or None if none is found."""
    for minor in range(OLDEST[1] + 20, OLDEST[1] - 1, -1):
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            path = os.path.join(folder, "python3.%d" % minor)
            if os.access(path, os.X_OK) and succeeds([path, "-c", ""]):
                return path
    return None


def succeeds(command):
    """Return whether a command works, whatever it prints."""
    with open(os.devnull, "w") as nowhere:
        return subprocess.call(command, stdout=nowhere, stderr=nowhere) == 0


def can_make_environments():
    """Return whether this Python has the two modules that Debian packs separately."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def fingerprint():
    """Return what the environment is made from, as hexadecimal digits."""
    made_from = hashlib.sha256((sys.version + ROOT).encode("utf-8"))
    for name in ["requirements.txt", "pyproject.toml"]:
        with open(os.path.join(ROOT, name), "rb") as file:
            made_from.update(file.read())
    return made_from.hexdigest()


def is_ready():
    """Return whether the environment is there, and made from what it should be."""
    if not os.path.isfile(STAMP):
        return False
    with open(STAMP) as file:
        return file.read() == fingerprint()


ACCIDENTS = [  # a sign in what a command has printed, what it means, and the remedy
    (
        "No space left",
        "there is no room left on the disk",
        "Make room and run the command again",
    ),
    (
        "DO NOT MATCH THE HASHES",
        "a library that was fetched is not the one that requirements.txt names",
        "Nothing of it was installed; try again, from another network if need be",
    ),
    (
        "from versions: none",
        "the libraries could not be fetched",
        "Is this machine online? Run the command again; what was fetched is kept",
    ),
]


def run(command):
    """Run a command; if it fails, say why in one line and leave."""
    done = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    printed = done.communicate()[0].decode("utf-8", "replace")
    if done.returncode == 0:
        return
    for sign, what, remedy in ACCIDENTS:
        if sign in printed:
            fail(what, remedy)
    lines = printed.strip().split("\n")
    reasons = [line for line in lines if "error" in line.lower()] or lines
    fail(
        "this did not work: %s (%s)" % (" ".join(command), reasons[0].strip()[:200]),
        "Run it by hand to see all that it says",
    )


def make():
    """Make the environment from nothing."""
    say("making .venv with Python %d.%d (about a minute, once)" % sys.version_info[:2])
    if os.path.isdir(FOLDER):
        shutil.rmtree(FOLDER)
    # Not sys.executable: it may lie in the folder that has just been removed.
    run([getattr(sys, "_base_executable", sys.executable), "-m", "venv", FOLDER])
    python = os.path.join(FOLDER, "Scripts" if os.name == "nt" else "bin", "python")
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    say("fetching the libraries, each checked against its hash")
    run(pip + ["--require-hashes", "--requirement", "requirements.txt"])
    settings = os.path.join(FOLDER, "etc", "jupyter")
    os.makedirs(settings, exist_ok=True)
    with open(os.path.join(settings, "jupyter_config.json"), "w") as file:
        file.write('{"KernelManager": {"transport_encryption": "auto"}}')
    say("installing this package itself")
    run(pip + ["--no-deps", "--no-build-isolation", "--editable", "."])
    with open(STAMP, "w") as file:
        file.write(fingerprint())
    say("ready")


def lock():
    """Wait until no other run is at work; return what must be kept until the end."""
    try:
        import fcntl
    except ImportError:  # Windows has no such locks
        return None
    file = os.open(os.path.abspath(__file__), os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        say("waiting for another run that is making it")
        fcntl.flock(file, fcntl.LOCK_EX)
    return file


def main():
    """Make sure that .venv is there and is what the requirements say."""
    if sys.version_info[:2] < OLDEST:
        python = newer_python()
        if python:
            sys.exit(subprocess.call([python, os.path.abspath(__file__)]))
        fail(
            "Python %d.%d is too old, and python%d.%d or later is not on the PATH"
            % (sys.version_info[:2] + OLDEST),
            "Install it and run the command again",
        )
    if is_ready():
        return
    if not can_make_environments():
        fail(
            "this Python cannot make virtual environments (no venv, or no ensurepip)",
            "On Debian or Ubuntu: apt-get install python%d.%d-venv"
            % sys.version_info[:2],
        )
    kept = lock()
    if not is_ready():
        make()
    del kept


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("interrupted", "The next run begins again by itself")
    except OSError as error:
        fail(str(error), "Make room there, or mend its permissions")
