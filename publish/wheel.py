"""The wheel: the package as pip installs it, from the site's own host."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from flit_core import wheel

from publish.files import write

ROOT = Path(__file__).parents[1]
# Its files have no date of their own, so that the same package is the same wheel.
DATE = {"SOURCE_DATE_EPOCH": "1767225600"}


def make_wheel(made: Path) -> Path:
    """Put the wheel of the package into a folder, in the place of older ones."""
    with TemporaryDirectory() as folder, patch.dict(os.environ, DATE):
        file = wheel.make_wheel_in(ROOT / "pyproject.toml", Path(folder)).file
        made.mkdir(exist_ok=True)
        for old in made.glob("tinynet_book-*.whl"):
            if old.name != file.name:
                old.unlink()
        write(made / file.name, file.read_bytes())
    return made / file.name
