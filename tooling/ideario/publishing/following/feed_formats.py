"""Feeds as bytes: Atom (RFC 4287) and JSON Feed 1.1. The same edition gives the same bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ideario.publishing.following.entries import Entry
from ideario.publishing.following.feed_texts import json_document
from ideario.publishing.outputs.digests import digest_of
from ideario.publishing.pages.escaping import escaped


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed of the page in `folder`, which ends in a slash or is ""; `site` is the address of the whole site.

    It is as new as its newest entry, or as `oldest`: a count, a rank or a build alone makes nothing new to its readers.
    Not slotted, as it remembers its identity, for which all entries are looked at.
    """

    site: str
    folder: str
    title: str
    entries: Sequence[Entry]
    oldest: str

    @cached_property
    def identity(self) -> str:
        """What tells it from all other feeds."""
        return digest_of(self.site, self.folder, self.title, self.entries, self.oldest).hex()

    @property
    def page(self) -> str:
        """The address of its page, which is its id."""
        return self.site + self.folder

    @property
    def updated(self) -> str:
        """When the newest entry was."""
        return max((entry.updated for entry in self.entries), default=self.oldest)


def atom(feed: Feed, *, texts: bool = True) -> bytes:
    """The feed as Atom, with the `texts` of ideas or without.

    Its lines are joined, and fill no template: ten thousand feeds have a few lines each.
    """
    page = escaped(feed.page)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
        f"<id>{page}</id>\n<title>{escaped(feed.title)}</title>\n<updated>{feed.updated}</updated>\n",
        f'<link rel="self" type="application/atom+xml" href="{page}feed.xml"/>\n',
        f'<link rel="alternate" type="text/html" href="{page}"/>\n',
    ]
    for entry in feed.entries:
        lines += _entry_lines(entry, page, entry.html if texts else entry.said)
    return f"{''.join(lines)}</feed>".encode()


def _entry_lines(entry: Entry, page: str, html: str) -> Iterator[str]:
    """An entry as Atom, in the feed of the `page`, which tells `html`. XML is escaped like HTML."""
    lang = f' xml:lang="{escaped(entry.language)}"' if entry.language else ""
    yield f"<entry>\n<id>{escaped(entry.id)}</id>\n<title{lang}>{escaped(entry.title)}</title>\n"
    yield f'<link rel="alternate" type="text/html" href="{escaped(entry.url)}"/>\n'
    if entry.published:
        yield f"<published>{entry.published}</published>"
    yield f"<updated>{entry.updated}</updated>\n"
    for author in entry.authors:
        yield f"<author><name>{escaped(author)}</name></author>"
    for tag in entry.tags:
        yield f'<category term="{escaped(tag)}"/>'
    if entry.rank:
        yield f'<category scheme="{page}" term="{entry.rank}" label="{escaped(entry.label)}"/>'
    if entry.summary:
        yield f"<summary{lang}>{escaped(entry.summary)}</summary>"
    if html:
        yield f'<content type="html"{lang}>{escaped(html)}</content>'
    yield "</entry>\n"


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed."""
    items = [
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            **({"summary": entry.summary} if entry.summary else {}),
            "content_html": entry.html,  # a JSON Feed wants one, be it empty
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
    return json_document(document)
