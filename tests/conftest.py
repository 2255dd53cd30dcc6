"""Fixtures for all tests: the site, built once."""

from built_site import built_site

__all__ = ["built_site"]
