"""Cards: the picture of each page that a message or a post shows beside a link to it."""

import re
from hashlib import sha256
from pathlib import Path
from textwrap import wrap

from PIL import Image, PngImagePlugin

GROUND, INK, SOFT, BLUE, AMBER = "#fdfcf9 #24262c #5d616b #1d5a9e #8f5200".split()
SIZE = 1200, 630


def nav_of(settings: Path) -> list[tuple[str, str]]:
    """Return the titles and the files in the nav, in the order of reading."""
    line = r'(?m)^ +- "?(.+?)"?: ([\w/-]+\.(?:md|ipynb))$'
    found = re.findall(line, settings.read_text("utf-8"))
    return [("Nine lines that learn", found[0][1]), *found[1:]]  # not "Home"


def questions(docs: Path) -> dict[str, str]:
    """Return what each page asks: its question on the home page, or its description."""
    home = (docs / "index.md").read_text("utf-8")
    found = {}
    for file in docs.glob("*.md"):
        text = file.read_text("utf-8")
        said = re.search(r'(?m)^description: "?(.+?[.?])[ "\n]', text)
        found[file.name] = said[1] if said else ""
    rows = re.findall(r"(?m)^\| .*\]\(([\w/.-]+)\) \| (.+) \|$", home)
    return found | dict(rows)


class Card:
    """A picture of a network, with the name of the book, a title and its question."""

    def __init__(self):
        # Loading it takes most of a second, which most builds needn't spend.
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        # Each thing has its place; the style of the book's charts would look for others.
        looks = {"dpi": 100, "facecolor": GROUND, "layout": "none"}
        figure = Figure(figsize=(12, 6.3), **looks)
        self.canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 12), ylim=(0, 6.3))
        axes.axis("off")
        columns = [[(9.6, y) for y in (4.6, 3.6, 2.6)]]
        columns += [[(10.4, y) for y in (4.1, 3.1)], [(11.2, 3.6)]]
        for left, right in zip(columns, columns[1:]):
            for start in left:
                for end in right:
                    axes.plot(*zip(start, end), color=SOFT, lw=1.5, ls="-", zorder=1)
        for column, colour in zip(columns, [BLUE, AMBER, BLUE]):
            axes.scatter(*zip(*column), 700, colour, ec=GROUND, lw=4, zorder=2)
        axes.plot([0.9, 1.9], [5.35, 5.35], color=BLUE, lw=6)
        serif = {"family": "DejaVu Serif", "va": "top", "linespacing": 1.3}
        self.title = axes.text(0.9, 5, "", size=44, weight="bold", color=INK, **serif)
        self.question = axes.text(0.9, 0, "", size=23, color=SOFT, **serif)
        name = "tinynet: a neural network that is a book"
        axes.text(0.9, 0.95, name, size=17, color=BLUE, **serif)

    def draw(self, title: str, question: str) -> Image.Image:
        lines = wrap(title, 22)
        self.title.set_text("\n".join(lines))
        self.question.set(text="\n".join(wrap(question, 44)), y=4.6 - 0.85 * len(lines))
        self.canvas.draw()
        picture = Image.frombuffer("RGBA", SIZE, self.canvas.buffer_rgba())
        return picture.convert("RGB").quantize(32)


def make_cards(root: Path, made: Path) -> None:
    """Draw the card of each page into made/cards/, unless it is there already."""
    (made / "cards").mkdir(parents=True, exist_ok=True)
    asked, card = questions(root / "docs"), None
    for title, file in nav_of(root / "mkdocs.yml"):
        words = title, asked.get(file, "")
        digest = sha256(repr((words, Path(__file__).read_text())).encode()).hexdigest()
        name = file.rpartition(".")[0].replace("/", "-")
        path = made / f"cards/{name}.png"
        if not path.exists() or digest.encode() not in path.read_bytes()[:400]:
            note = PngImagePlugin.PngInfo()
            note.add_text("Comment", digest)
            card = card or Card()
            card.draw(*words).save(path, pnginfo=note)
