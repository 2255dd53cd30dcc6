"""Files that the site offers, written only if they would be others: a server watches."""

from pathlib import Path


def write(file: Path, data: bytes) -> None:
    """Write a file, and the folders above it, unless it holds this already."""
    if not file.is_file() or file.read_bytes() != data:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
