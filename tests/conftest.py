"""For all tests: the site, built once, and a word when there is no browser."""

from built_site import built_site, pytest_terminal_summary

__all__ = ["built_site", "pytest_terminal_summary"]
