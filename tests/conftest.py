"""For all tests: the site, built once, and a word when there is no browser."""

import os
from zlib import crc32

import unchanged
from built_site import built_site, pytest_terminal_summary
from xdist.scheduler import LoadFileScheduling

from tinynet.book.check import one_processor_each

__all__ = ["built_site", "pytest_terminal_summary"]


def pytest_configure(config):
    config.pluginmanager.register(unchanged)
    if "PYTEST_XDIST_WORKER" in os.environ:
        one_processor_each()


def pytest_runtest_logreport(report):
    """Say at once what fails: a run may be ended before it comes to its summary."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\n{report.nodeid} failed ({report.when}):\n{report.longreprtext}")


class FilesAndPages(LoadFileScheduling):
    """Which tests one process runs together: those of a file, or of some site pages."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        if test.startswith("TestEveryPage"):
            # A page stays in one process, which looks at it once for all its tests.
            page = test.partition("[")[2]
            return f"{file}, part {crc32(page.encode()) % 4}"
        return file


def pytest_xdist_make_scheduler(config, log):
    return FilesAndPages(config, log)
