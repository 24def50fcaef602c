"""Files of a site that are for machines which come by: what may be read, and how the site looks on a home screen."""

import json
from collections.abc import Iterator

from ideario.model.content import Idea
from ideario.model.moments import day_start, instant
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
    community, now = edition.community, edition.now
    decision = community.decisions.get(idea.slug)
    moments = [moment for moment in (idea.arrived, community.edited.get(idea.slug)) if moment and moment <= now]
    decided = [day_start(change.date) for change in (decision.history if decision else ())]
    last = max((*moments, *(moment for moment in decided if moment <= now)), default=None)
    return instant(last)[:10] if last else ""
