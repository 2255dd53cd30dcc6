"""`python -m publish` makes everything that the pages fetch or link to."""

from pathlib import Path

from publish.figures import write_figures

ROOT = Path(__file__).parents[1]
MADE = ROOT / "docs/assets/made"


def main() -> None:
    """Each part writes its files into MADE, anew only if they would be others."""
    MADE.mkdir(exist_ok=True)
    write_figures(MADE / "figures")


if __name__ == "__main__":
    main()
