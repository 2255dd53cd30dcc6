"""The pages of the labs: links that lead to pages, and a picture at the top."""

import json
import re

import pytest
from built_site import BOOK, ROOT, html_file


@pytest.mark.parametrize("path", BOOK.notebooks)
def test_a_lab_links_to_pages_and_begins_with_a_picture(built_site, path):
    html = (built_site / html_file(path)).read_text("utf-8")
    article = html.partition("<article")[2].partition("</article")[0]
    links = re.findall(r'<a [^>]*href="(?!https?:)([^"#]+)[^>]*>', article)
    assert [link for link in links if link.endswith(".md")] == []
    downloads = re.findall(r'<a href="([^"]+)" download', article)
    assert [link for link in links if link.endswith(".ipynb")] == downloads
    assert "<figure>" in article.partition("<p>What")[0].partition("jp-CodeCell")[0]
    opening = json.loads((ROOT / path).read_text("utf-8"))["metadata"]["opening"]
    assert f'aria-label="{opening["words"]}"' in article
    assert f"<figcaption>{opening['caption']}</figcaption>" in article
