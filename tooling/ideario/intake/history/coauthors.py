"""Finds in the history since when the authors of ideas are named as such. Knows no votes and no accounts.

Whoever stands in the first version of an idea's file is its author from the beginning. Whoever is named later is one
from the commit that brought the name into the branch: a name cannot silence votes that were given before it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from ideario.git.changes import blobs
from ideario.git.history import Mainline, Version, versions
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.history.idea_dates import IDEAS, slug_in
from ideario.intake.schemas import Schemas
from ideario.intake.yaml.strict import parse
from ideario.model.content import Idea


def joined(line: Mainline, ideas: Iterable[Idea], schemas: Schemas) -> Mapping[str, Mapping[str, datetime]]:
    """When authors of these ideas were named who were not among the first: by slug and login in small letters.

    An idea is followed through renames. What cannot be read named nobody. {} where the history is not known.
    """
    history = _by_idea(line)
    several = {idea.slug: history[idea.slug] for idea in ideas if len(history.get(idea.slug, ())) > 1}
    texts = blobs(line.git, {version.after for found in several.values() for version in found})
    logins = {name: _authors(raw, schemas) for name, raw in texts.items()}
    since: dict[str, Mapping[str, datetime]] = {}
    for slug, found in several.items():
        later: dict[str, datetime] = {}
        known = logins.get(found[0].after, frozenset())
        for version in found[1:]:
            for login in logins.get(version.after, frozenset()) - known:
                later.setdefault(login, version.moment)
        if later:
            since[slug] = later
    return since


def named_until(line: Mainline, until: Mapping[str, datetime], schemas: Schemas) -> Mapping[str, frozenset[str]]:
    """Who was ever named as an author of some ideas until a moment, each by its slug; in small letters.

    Whoever was taken off is still in it, and whoever was named later is not. An idea that the history does not know by
    then is left out.
    """
    history = _by_idea(line)
    found = {slug: [v.after for v in history.get(slug, ()) if v.moment <= moment] for slug, moment in until.items()}
    texts = blobs(line.git, {name for names in found.values() for name in names})
    logins = {name: _authors(raw, schemas) for name, raw in texts.items()}
    return {
        slug: frozenset(login for name in names for login in logins.get(name, ()))
        for slug, names in found.items()
        if names
    }


def _by_idea(line: Mainline) -> dict[str, list[Version]]:
    """The versions of each idea's file, oldest first, by the slug that it has now."""
    history: dict[str, list[Version]] = {}
    for version in versions(line, IDEAS, renames=True):
        former, slug = slug_in(version.former), slug_in(version.path)
        if former and former != slug:
            history[slug] = history.pop(former, [])
        if version.after:
            history.setdefault(slug, []).append(version)
    return history


def _authors(raw: bytes, schemas: Schemas) -> frozenset[str]:
    try:
        content = parse(raw, schemas.shapes["idea"])
    except Unreadable:
        return frozenset()
    named = content.get("authors") if isinstance(content, dict) else None
    return (
        frozenset(login.lower() for login in named if isinstance(login, str))
        if isinstance(named, list)
        else frozenset()
    )
