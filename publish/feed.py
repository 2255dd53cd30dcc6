"""The feed: the entries of CHANGELOG.md as RSS, for a site that knows its address."""

import re
from html import escape
from pathlib import Path

from markdown import markdown

from publish.files import write

# RSS, for its entries need no date: those of CHANGELOG.md have none before a release.
FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>tinynet</title>
<link>{address}index.html</link>
<atom:link href="{address}feed.xml" rel="self" type="application/rss+xml"/>
<description>What a reader or a user of the package would notice.</description>
{entries}</channel></rss>
"""
# When a version is released its title is another, and readers are told of it again.
ENTRY = """<item>
<title>{title}</title>
<link>{address}index.html</link>
<guid isPermaLink="false">{address} {title}</guid>
<description>{text}</description>
</item>
"""


def feed(changes: str, address: str) -> str:
    """Return the feed of a list of changes, one entry for each of its headings."""
    entries = ""
    for title, text in re.findall(r"(?ms)^## (.+?)\n(.*?)(?=^## |\Z)", changes):
        words = {"title": escape(title), "text": escape(markdown(text))}
        entries += ENTRY.format(address=address, **words)
    return FEED.format(address=address, entries=entries)


def add_feed(root: Path, site: Path, address: str) -> None:
    """Write the feed into a built site, if that has an address."""
    if address:
        changes = (root / "CHANGELOG.md").read_text("utf-8")
        write(site / "feed.xml", feed(changes, address))
