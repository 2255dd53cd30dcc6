"""Pages are tested, too; loaded from here, it is the tools of this checkout that do it."""

pytest_plugins = ["tools.doctests"]
