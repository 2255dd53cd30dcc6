"""The digits: scikit-learn's copy of them, for readers whose browser has none."""

from importlib.util import find_spec
from pathlib import Path

from publish.files import write

CREDIT = """1,797 handwritten digits, by E. Alpaydin and C. Kaynak, 1998:
Optical Recognition of Handwritten Digits, UCI Machine Learning Repository,
https://doi.org/10.24432/C50P49, which gives them away under CC BY 4.0.
The two files are scikit-learn's (BSD-3-Clause), unchanged: its datasets/data/digits.csv.gz
and datasets/descr/digits.rst, https://scikit-learn.org
"""


def make_digits(made: Path) -> None:
    """Copy scikit-learn's files with the digits into made/digits/, with a credit."""
    spec = find_spec("sklearn")  # importing it takes a second
    if spec:
        datasets = Path(spec.origin).parent / "datasets"
        digits = (datasets / "data/digits.csv.gz").read_bytes()
        # No ".gz" in its name: some hosts would unpack that themselves.
        write(made / "digits/digits.csv.bin", digits)
        write(made / "digits/digits.rst", (datasets / "descr/digits.rst").read_bytes())
        write(made / "digits/CREDIT.txt", CREDIT)
