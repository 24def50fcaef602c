"""Feeds as bytes: Atom (RFC 4287) and JSON Feed 1.1. The same edition gives the same bytes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment

from ideario.publishing.following.entries import Entry


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


# A template of its own, since XML is escaped like HTML and a feed has no words to translate but its titles.
_ATOM = Environment(autoescape=True, trim_blocks=True).from_string(
    """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>{{ feed.page }}</id>
<title>{{ feed.title }}</title>
<updated>{{ feed.updated }}</updated>
<link rel="self" type="application/atom+xml" href="{{ feed.page }}feed.xml"/>
<link rel="alternate" type="text/html" href="{{ feed.page }}"/>
{% for entry in feed.entries %}
{% set lang = ' xml:lang="' ~ entry.language ~ '"' if entry.language else "" %}
<entry>
<id>{{ entry.id }}</id>
<title{{ lang | safe }}>{{ entry.title }}</title>
<link rel="alternate" type="text/html" href="{{ entry.url }}"/>
{% if entry.published %}<published>{{ entry.published }}</published>{% endif %}
<updated>{{ entry.updated }}</updated>
{% for author in entry.authors %}<author><name>{{ author }}</name></author>{% endfor %}
{% for tag in entry.tags %}<category term="{{ tag }}"/>{% endfor %}
{% if entry.rank %}<category scheme="{{ feed.page }}" term="{{ entry.rank }}" label="{{ entry.label }}"/>{% endif %}
{% if entry.summary %}<summary{{ lang | safe }}>{{ entry.summary }}</summary>{% endif %}
{% if entry.html %}<content type="html"{{ lang | safe }}>{{ entry.html }}</content>{% endif %}
</entry>
{% endfor %}
</feed>
""",
)


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    return _ATOM.render(feed=feed).encode()


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
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
