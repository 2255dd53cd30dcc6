"""Versions: older sites, each in a folder beside the latest, and one runtime for all.

A release keeps its site as a zip, so an old version is never built again.
"""

import re
import shutil
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from publish.files import write
from publish.headers import add_headers

LIST = re.compile(r'(?s)(<ul class="versions">).*?(</ul>)')


def add_versions(site: Path, *archives: Path) -> None:
    """Unpack the zips of older sites into a built one, and write its lists anew."""
    for archive in archives:
        with TemporaryDirectory(dir=site) as place, zipfile.ZipFile(archive) as whole:
            whole.extractall(place)
            [inside] = Path(place).iterdir()
            folder = site / version_of(inside)
            inside.rename(folder)
        shutil.copy(archive, folder / "tinynet-site.zip")
        share_runtime(site, folder)
    list_versions(site)
    add_headers(site)


def version_of(site: Path) -> str:
    """Return the version of the package that a built site has."""
    [wheel] = site.glob("assets/made/tinynet_book-*.whl")
    return wheel.name.split("-")[1]


def share_runtime(site: Path, folder: Path) -> None:
    """Move an older version's runtime beside the latest: its name says what it holds."""
    for runtime in folder.glob("assets/made/runtime-*/"):
        shared = site / "assets/made" / runtime.name
        if shared.exists():
            shutil.rmtree(runtime)
        else:
            runtime.rename(shared)
        place = f"../../../assets/made/{runtime.name}"
        write(folder / "assets/made/runtime.js", f'export default "{place}";\n')


def list_versions(site: Path) -> None:
    """Name all versions, newest first, on the page of each that lists them."""
    older = {one.parent.name for one in site.glob("*.*.*/versions.html")}
    older = sorted(older, key=lambda one: [*map(int, re.findall(r"\d+", one))])[::-1]
    for folder in ["", *older]:
        page, root = site / folder / "versions.html", "../" * bool(folder)
        links = [(f"{root}index.html", f"{version_of(site)}, the latest")]
        links += [(f"{root}{one}/index.html", one) for one in older]
        items = "".join(f'<li><a href="{at}">{name}</a></li>' for at, name in links)
        html = page.read_text("utf-8")
        write(page, LIST.sub(rf"\g<1>{items}\g<2>", html))
