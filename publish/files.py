"""Files that the site offers, written only if they would be others: a server watches."""

import json
from pathlib import Path


def write(file: Path, data: str | bytes) -> None:
    """Write a file, and the folders above it, unless it holds this already."""
    data = data.encode() if isinstance(data, str) else data
    if not file.is_file() or file.read_bytes() != data:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def write_json(file: Path, data) -> None:
    """Write a file of JSON without any space."""
    write(file, json.dumps(data, ensure_ascii=False, separators=(",", ":")))
