"""Finds in the history when ideas came in, and how they were edited while people could vote on them. Knows no votes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from ideario.git import Git, Line, Version, blobs, versions
from ideario.intake.past import Past

IDEAS = "content/ideas"
NAME = re.compile(r"(?:^|/)([^/]+)\.yml$")
COMMENT = re.compile(rb"^#.*$", re.MULTILINE)


def edits_in_votes(line: Line, past: Past) -> tuple[Version, ...]:
    """What became of the files of ideas while voting was open on any challenge, oldest first, in one call of git."""
    windows = [(at.challenge.voting.opens, at.challenge.voting.closes) for at in past.opened.values()]
    return versions(line, IDEAS, windows=windows) if windows else ()


def material_edits(
    git: Git, versions: Iterable[Version], names: Mapping[str, str]
) -> Mapping[str, tuple[datetime, ...]]:
    """When each idea was changed, in anything but whitespace and lines of comment; by slug, in the order of time.

    `names` leads from an idea's slug and former slugs to the slug, so that an idea is followed when its file is moved
    or renamed: what is taken away under one name and comes in under another is one text.
    """
    by_idea: dict[str, list[Version]] = {}
    for version in versions:
        idea = names.get(slug_in(version.path))
        if idea is not None:
            by_idea.setdefault(idea, []).append(version)
    changes = {idea: changed(found) for idea, found in by_idea.items()}
    texts = blobs(git, {name for found in changes.values() for _, *pair in found for name in pair})
    words = {name: b"".join(COMMENT.sub(b"", text).split()) for name, text in texts.items()}
    edits = {
        idea: tuple(moment for moment, before, after in found if words.get(before) != words.get(after))
        for idea, found in changes.items()
    }
    return {idea: moments for idea, moments in edits.items() if moments}


def arrivals_of(line: Line) -> Mapping[str, datetime]:
    """When the file of each idea came into the branch, by slug, in one call of git.

    A file that was moved or renamed keeps the date of its first name. {} where the history is not known.
    """
    arrived: dict[str, datetime] = {}
    for version in versions(line, IDEAS, renames=True):
        slug, moment = slug_in(version.path), version.moment
        if slug and version.former:
            arrived[slug] = min(arrived.get(slug_in(version.former), moment), arrived.get(slug, moment))
        elif slug and version.after and not version.before:
            arrived.setdefault(slug, moment)
    return arrived


def slug_in(path: str) -> str:
    """The slug of an idea's path, "" for another file."""
    found = NAME.search(path)
    return found[1] if found else ""


def changed(versions: Sequence[Version]) -> list[tuple[datetime, str, str]]:
    """When one text was replaced by another, of all versions of one idea: the moment and the names of both."""
    found = []
    gone = ""
    for version in sorted(versions, key=lambda version: (version.moment, version.after != "")):
        if not version.after:
            gone = version.before
        elif before := version.before or gone:
            found.append((version.moment, before, version.after))
    return [change for change in found if change[1] != change[2]]
