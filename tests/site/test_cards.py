"""The pictures of the pages beside links to them, and the words that go with these."""

import json
import re
from html import escape, unescape

import pytest
from built_site import PATHS, ROOT, html_file
from PIL import Image

from publish.cards import Card, make_cards, nav_of, questions
from tinynet import __version__


def test_each_page_has_a_title_and_a_question():
    asked = questions(ROOT / "docs")
    nav = dict((file, title) for title, file in nav_of(ROOT / "mkdocs.yml"))
    assert [f"docs/{file}" for file in nav] == PATHS or len(nav) == len(PATHS)
    assert all(len(asked.get(file, "")) > 8 for file in nav)
    assert nav["xor.md"].endswith("XOR")
    assert asked["xor.md"] == "Is there something a neuron can't learn?"


def test_a_card_is_drawn_once_until_its_words_change(tmp_path, monkeypatch):
    monkeypatch.setattr("publish.cards.nav_of", lambda _: [("XOR", "xor.md")])
    make_cards(ROOT, tmp_path)
    picture = tmp_path / "cards/xor.png"
    assert Image.open(picture).size == (1200, 630)
    assert picture.stat().st_size < 30_000
    monkeypatch.setattr("publish.cards.Card", None)  # drawing would fail
    make_cards(ROOT, tmp_path)
    monkeypatch.setattr("publish.cards.nav_of", lambda _: [("Not", "xor.md")])
    with pytest.raises(TypeError):
        make_cards(ROOT, tmp_path)


def test_a_long_title_leaves_room_for_its_question():
    card = Card()
    card.draw("More data than one machine holds", "Can many machines share the work?")
    boxes = [text.get_window_extent() for text in (card.title, card.question)]
    assert boxes[1].y1 < boxes[0].y0
    assert all(box.x1 < 940 for box in boxes)


def test_each_page_has_a_title_a_description_and_a_card(built_site):
    told = set()
    for path in PATHS:
        html = (built_site / html_file(path)).read_text("utf-8")
        title = re.search(r"<title>(.*?)</title>", html)[1]
        said = re.search(r'<meta name="description" content="([^"]+)"', html)[1]
        assert f'<meta property="og:description" content="{said}">' in html
        told.add((title, said))
        [data] = re.findall('<script type="application/ld.json">(.*?)</script>', html)
        data = json.loads(data)
        assert title == f"{escape(data['headline'], quote=False)} - tinynet"
        assert (data["description"], data["version"]) == (unescape(said), __version__)
        name = path.removeprefix("docs/").rpartition(".")[0].replace("/", "-")
        assert (built_site / f"assets/made/cards/{name}.png").exists()
        assert "og:image" not in html  # without the site's address there is none
    assert len({title for title, _ in told}) == len({s for _, s in told}) == len(PATHS)
