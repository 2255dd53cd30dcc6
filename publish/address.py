"""The address of the site, from the one place that has it: site_url in mkdocs.yml."""

from pathlib import Path

from mkdocs.utils.yaml import yaml_load


def site_address(root: Path) -> str:
    """Return the address with a slash at its end, or "" if the site has none."""
    with open(root / "mkdocs.yml", "rb") as file:
        address = yaml_load(file).get("site_url")
    return address.rstrip("/") + "/" if address else ""


def page_address(path: str, address: str) -> str:
    """Return where a page is on the site, or in the book if the site has no address.

    >>> page_address("docs/xor.md", "https://example.org/")
    'https://example.org/xor.html'
    """
    if not address:
        return path
    return address + path.removeprefix("docs/").removesuffix(".md") + ".html"
