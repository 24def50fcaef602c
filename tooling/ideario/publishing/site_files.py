"""Files of a site that are for machines which come by: what may be read, and how the site looks on a home screen."""

import json
from collections.abc import Iterator

from ideario.model.content import Idea
from ideario.model.moments import instant
from ideario.publishing.edition import Edition


def site_files(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """robots.txt and the web app manifest, as (path in the site, content)."""
    settings = edition.community.settings
    yield "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {settings.url}sitemap.xml\n".encode()
    manifest = {
        "name": settings.name,
        "start_url": "../",
        "display": "browser",
        "icons": [{"src": "touch-icon.png", "sizes": "180x180", "type": "image/png"}],
    }
    yield "assets/site.webmanifest", (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def last_change(edition: Edition, idea: Idea) -> str:
    """The day (UTC) on which an idea came, was edited or was decided on last; "" where nobody knows one."""
    community = edition.community
    edited, decision = community.edited.get(idea.slug), community.decisions.get(idea.slug)
    moments = [instant(moment) for moment in (idea.arrived, edited) if moment is not None]
    days = [*moments, *(change.date for change in (decision.history if decision else ()))]
    now = instant(edition.now)
    return max((day[:10] for day in days if day <= now), default="")
