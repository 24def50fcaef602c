"""Feeds as bytes: Atom (RFC 4287) and JSON Feed 1.1. The same edition gives the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

from ideario.publishing.following.entries import Entry
from ideario.publishing.outputs.quick_json import json_bytes
from ideario.publishing.pages.escaping import escaped


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of the page in `folder`, which ends in a slash or is ""; `site` is the address of the whole site.

    It is as new as its newest entry, or as `oldest`: a count, a rank or a build alone makes nothing new to its readers.
    """

    site: str
    folder: str
    title: str
    entries: Sequence[Entry]
    oldest: str

    @property
    def page(self) -> str:
        """The address of its page, which is its id."""
        return self.site + self.folder

    @property
    def updated(self) -> str:
        """When the newest entry was."""
        return max((entry.updated for entry in self.entries), default=self.oldest)


def atom(feed: Feed) -> bytes:
    """The feed as Atom. Its lines are joined, and fill no template."""
    page = escaped(feed.page)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
        f"<id>{page}</id>\n<title>{escaped(feed.title)}</title>\n<updated>{feed.updated}</updated>\n",
        f'<link rel="self" type="application/atom+xml" href="{page}feed.xml"/>\n',
        f'<link rel="alternate" type="text/html" href="{page}"/>\n',
        *[_entry(entry, page) for entry in feed.entries],
        "</feed>",
    ]
    return "".join(lines).encode()


def _entry(entry: Entry, page: str) -> str:
    """An entry as Atom, in the feed of the `page`. XML is escaped like HTML."""
    lang = f' xml:lang="{escaped(entry.language)}"' if entry.language else ""
    published = f"<published>{entry.published}</published>" if entry.published else ""
    authors = "".join([f"<author><name>{escaped(author)}</name></author>" for author in entry.authors])
    terms = "".join([f'<category term="{escaped(tag)}"/>' for tag in entry.tags])
    if entry.rank:
        terms += f'<category scheme="{page}" term="{entry.rank}" label="{escaped(entry.label)}"/>'
    told = ""
    if entry.html:
        told = f'<content type="html"{lang}>{escaped(entry.html)}</content>'
    elif entry.summary:
        told = f"<summary{lang}>{escaped(entry.summary)}</summary>"
    return (
        f"<entry>\n<id>{escaped(entry.id)}</id>\n<title{lang}>{escaped(entry.title)}</title>\n"
        f'<link rel="alternate" type="text/html" href="{escaped(entry.url)}"/>\n'
        f"{published}<updated>{entry.updated}</updated>\n{authors}{terms}{told}</entry>\n"
    )


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed."""
    items = [
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            # A JSON Feed wants one of the two, be it empty.
            **({"content_html": entry.html} if entry.html else {"content_text": entry.summary}),
            **({"date_published": entry.published} if entry.published else {}),
            "date_modified": entry.updated,
            "authors": [{"name": author} for author in entry.authors],
            **({"tags": list(entry.tags)} if entry.tags else {}),
            **({"language": entry.language} if entry.language else {}),
        }
        for entry in feed.entries
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": f"{feed.page}feed.json",
        "items": items,
    }
    return json_bytes(document) + b"\n"
