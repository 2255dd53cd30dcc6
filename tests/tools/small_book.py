"""A book of three pages that is not this one, for the tests of the machinery."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.figures import normalised
from tools.pages import read_book
from tools.tangle import tangle

FIGURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">
<path d="M 0 30 L 40 0" style="stroke: #1d5fc4"/>
</svg>
"""
FILES = {
    "mkdocs.yml": """\
site_name: A small book
nav:
  - Home: index.md
  - Doubling: double.md
  - A picture: line.md
""",
    "docs/index.md": """\
# A small book

It doubles, and that is all.

```python title="tinynet/__init__.py"
\"\"\"A small package.\"\"\"

from tinynet.double import double, halve
```
""",
    "docs/double.md": """\
# Doubling

| symbol | code | what it is |
|---|---|---|
| $x$ | `x` | a number |
| $d(x)$ | `double(x)` | its double |

```math
d(x) = x + x
```

```python title="tinynet/double.py"
\"\"\"Doubling, and back.\"\"\"

FACTOR = 2


def double(x):
    \"\"\"Return twice x.\"\"\"
    return FACTOR * x
```

```python
from tinynet import double

result = double(1.5)
print(result)
```

```text title="Output"
3.0
```

So the double of one and a half is 3.00<!-- = result -->.

??? note "And back"

    Halving undoes it.

    ```python title="tinynet/double.py"
    def halve(x):
        \"\"\"Return half of x.\"\"\"
        return x / FACTOR
    ```
""",
    "docs/line.md": f"""\
# A picture

![A line that rises](figures/line.svg)

??? note "The code that draws this picture"

    ```python
    from pathlib import Path

    SVG = \"\"\"\\
{"".join(f"    {line}" for line in FIGURE.splitlines(keepends=True))}\
    \"\"\"
    Path("line.svg").write_text(SVG, encoding="utf-8")
    ```
""",
}


def write_book(folder: Path) -> Path:
    """Write the book, with its package, and return the folder that it is in."""
    return shutil.copytree(first_copy().name, folder / "ein Büchlein")


@cache
def first_copy() -> TemporaryDirectory:
    """Return a folder with the book, which goes when the tests end."""
    folder = TemporaryDirectory()
    root = Path(folder.name)
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    (root / "docs/figures").mkdir()
    (root / "docs/figures/line.svg").write_text(normalised(FIGURE), encoding="utf-8")
    tangle(read_book(root))
    return folder
