"""The wheel: the package as pip installs it, from the site's own host."""

import io
import os
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from flit_core.wheel import WheelBuilder

from publish.address import page_address
from publish.files import write

ROOT = Path(__file__).parents[1]
# Its files have no date of their own, so that the same package is the same wheel.
DATE = {"SOURCE_DATE_EPOCH": "1767225600"}


def make_wheel(made: Path, address: str = "") -> Path:
    """Put the wheel into a folder, in the place of older ones; it knows the address."""
    data = io.BytesIO()
    with TemporaryDirectory() as folder, patch.dict(os.environ, DATE):
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, folder)
        for module in sorted((ROOT / "tinynet").glob("*.py")):
            text = located(module.read_text("utf-8"), address)
            write(Path(folder, "tinynet", module.name), text)
        wheel = WheelBuilder.from_ini_path(Path(folder, "pyproject.toml"), data)
        wheel.build()
    for old in made.glob("tinynet_book-*.whl"):
        if old.name != wheel.wheel_filename:
            old.unlink()
    write(made / wheel.wheel_filename, data.getvalue())
    return made / wheel.wheel_filename


def located(text: str, address: str) -> str:
    """Return a module whose first line names the address of its page, if there is one.

    >>> located("# Copied from docs/xor.md, the place to edit it (12).\\n", "https://a.b/")
    '# Copied from https://a.b/xor.html, which explains it (12).\\n'
    """
    if not address:
        return text
    found = re.match(r"# Copied from (.+), the place to edit it", text)
    place = page_address(found[1], address)
    return f"# Copied from {place}, which explains it{text[found.end() :]}"
