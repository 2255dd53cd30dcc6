"""The wheel: the package as pip installs it, from the site's own host."""

import io
import os
from pathlib import Path
from unittest.mock import patch

from flit_core.wheel import WheelBuilder

from publish.files import write

ROOT = Path(__file__).parents[1]
# Its files have no date of their own, so that the same package is the same wheel.
DATE = {"SOURCE_DATE_EPOCH": "1767225600"}


def make_wheel(made: Path, address: str = "") -> Path:
    """Put the wheel into a folder, in the place of older ones; it knows the address."""
    data = io.BytesIO()
    with patch.dict(os.environ, DATE):
        wheel = WheelBuilder.from_ini_path(ROOT / "pyproject.toml", data)
        if address:
            wheel.metadata.project_urls = (f"Documentation, {address}",)
        wheel.build()
    for old in made.glob("tinynet_book-*.whl"):
        if old.name != wheel.wheel_filename:
            old.unlink()
    write(made / wheel.wheel_filename, data.getvalue())
    return made / wheel.wheel_filename
