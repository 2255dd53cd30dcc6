"""`python -m publish` makes everything that the pages fetch or link to."""

from pathlib import Path

from publish import digits, pages, runtime

ROOT = Path(__file__).parents[1]
MADE = ROOT / "docs/assets/made"


def main() -> None:
    """Each part writes its files into MADE, anew only if they would be others."""
    MADE.mkdir(exist_ok=True)
    runtime.make(MADE)
    pages.make(ROOT, MADE)
    digits.make(MADE)


if __name__ == "__main__":
    main()
