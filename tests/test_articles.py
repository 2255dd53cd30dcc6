"""The corrections: each has its run on the page, or a link to the place of the run."""

import re
from pathlib import Path

import pytest

from tinynet.book.pages import read_page

PAGE = read_page("docs/corrections.md", Path(__file__).parents[1])
CORRECTIONS = {
    re.sub(r"\W+", " ", text.partition(".**")[0]).strip(): text
    for text in re.findall(
        r"^- (\*\*(?:.|\n)*?)(?=^- \*\*|^## |^<!--)", PAGE.text, re.MULTILINE
    )
}


def test_every_correction_is_read():
    assert len(CORRECTIONS) == PAGE.text.count("\n- **") > 25


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_a_correction_has_its_run_or_leads_to_the_place_of_it(correction):
    text = CORRECTIONS[correction]
    here = re.search(r"^```python\n(?:.|\n)*?^```text", text, re.MULTILINE)
    # A chapter as a whole is no run; so the link names the part of it.
    there = re.search(r"\]\([\w/]+\.md#[\w-]+\)", text)
    assert here or there
