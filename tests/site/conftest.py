"""The site, built once for its tests, and a word when there is no browser."""

from built_site import CHROMIUM, REMEDY, address, browser, built_site

__all__ = ["address", "browser", "built_site"]


def pytest_terminal_summary(terminalreporter):
    if not CHROMIUM:
        terminalreporter.write_line(f"the site was not tested: {REMEDY}", yellow=True)
