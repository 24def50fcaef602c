"""Finds in the history when ideas came in, and how they were edited while people could vote on them. Knows no votes."""

import json
import os
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from ideario.git.changes import blobs
from ideario.git.history import Mainline, Version, versions
from ideario.git.repository import Git
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.history.frozen_rules import Past
from ideario.intake.history.old_formats import renewed
from ideario.intake.plain import Plain
from ideario.intake.schemas import Schemas
from ideario.intake.yaml.strict import parse
from ideario.model.community import Community
from ideario.model.ledger_state import Thread
from ideario.model.thread_names import is_pull

IDEAS = "content/ideas"
NAME = re.compile(r"(?:^|/)([^/]+)\.yml$")
BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
PLAIN = re.compile(r" {0,3}[^\W\d_]")
"""A line that begins with a letter, which Markdown takes for nothing else than text."""
CODE = 4
"""So many spaces before a line make it code."""
SOON = timedelta(minutes=10)
"""So much later than its pull request says may the commit be that merged it."""


def edits_in_votes(line: Mainline, past: Past) -> tuple[Version, ...]:
    """What became of the files of ideas while voting was open on any challenge, oldest first, in one call of git."""
    windows = [(at.challenge.voting.opens, at.challenge.voting.closes) for at in past.opened.values()]
    return versions(line, IDEAS, windows=windows, renames=True) if windows else ()


def material_edits(
    git: Git,
    versions: Iterable[Version],
    names: Mapping[str, str],
    schemas: Schemas,
    *,
    merged: Mapping[str, datetime] = MappingProxyType({}),
    renamed: Mapping[str, str] = MappingProxyType({}),
) -> Mapping[str, tuple[datetime, ...]]:
    """When each idea was changed in what its file says, not in how it is written; by slug, in the order of time.

    `names` leads from an idea's slug and former slugs to the slug. An idea is followed when its file is moved or
    renamed, be it that git sees it, that its decision says so, or that its file came in although its pull request had
    been `merged` (by slug) before: then the text that people voted on was another one. `renamed` leads from a former
    name of a challenge to its name.
    """
    found = list(versions)
    follow = dict(names)
    for version in reversed(found):  # the newest first: a name leads to the one that it was changed to
        after = follow.get(slug_in(version.path))
        if version.former and after is not None:
            follow.setdefault(slug_in(version.former), after)
    by_idea: dict[str, list[Version]] = {}
    for version in found:
        idea = follow.get(slug_in(version.path))
        if idea is not None:
            by_idea.setdefault(idea, []).append(version)
    changes = {idea: changed(came) for idea, came in by_idea.items()}
    texts = blobs(git, {name for came in changes.values() for _, *pair in came for name in pair})
    said = {name: _said(text, schemas, renamed) for name, text in texts.items()}
    edits: dict[str, set[datetime]] = {}
    for idea, came in changes.items():
        edits[idea] = {moment for moment, before, after in came if said.get(before) != said.get(after)}
        first = by_idea[idea][0]
        if not first.before and idea in merged and first.moment - merged[idea] > SOON:
            edits[idea].add(first.moment)
    return {idea: tuple(sorted(moments)) for idea, moments in edits.items() if moments}


def _said(text: bytes, schemas: Schemas, renamed: Mapping[str, str]) -> object:
    """What an idea's file says, with white space collapsed; its bytes, where they say nothing."""
    try:
        content = renewed("idea", parse(text, schemas.shapes["idea"]))
    except Unreadable:
        return text
    if isinstance(content, dict) and isinstance(content.get("challenge"), str):
        content["challenge"] = renamed.get(content["challenge"], content["challenge"])
    return json.dumps(_collapsed(content), sort_keys=True, default=str)


def _collapsed(value: Plain) -> object:
    if isinstance(value, str):
        return [_flowed(part) for part in BLANK.split(value.strip())]
    if isinstance(value, dict):
        return {key: _collapsed(part) for key, part in value.items()}
    return [_collapsed(part) for part in value] if isinstance(value, list) else value


def _flowed(part: str) -> object:
    """What stands between blank lines of a text, without white space that changes nothing for readers.

    Plain lines may be broken anywhere. Others are Markdown's signs: there a line end can hide text or show it, as that
    of `[1]: <https://…> "text"` does, so these lines stay what they are.
    """
    lines = part.splitlines()
    if all(PLAIN.match(line) for line in lines):
        return " ".join(part.split())
    return [(len(line) - len(line.lstrip()) >= CODE, " ".join(line.split())) for line in lines]


def arrivals_of(line: Mainline) -> Mapping[str, datetime]:
    """When the file of each idea came into the branch, by slug, in one call of git.

    A file that was moved or renamed keeps the date of its first name, and so does one that was taken away and brought
    back as it was: with another text it is another idea. {} where the history is not known.
    """
    arrived: dict[str, datetime] = {}
    gone: dict[str, Version] = {}
    came: dict[str, str] = {}
    for version in versions(line, IDEAS, renames=True):
        slug, moment = slug_in(version.path), version.moment
        if slug and version.former:
            arrived[slug] = min(arrived.get(slug_in(version.former), moment), arrived.get(slug, moment))
        elif slug and version.after and not version.before:
            before = gone.pop(slug, version)
            if before.commit != version.commit and before.before != version.after:
                arrived[slug] = moment
            arrived.setdefault(slug, moment)
            came[slug] = version.commit
        elif slug and not version.after and came.get(slug) != version.commit:
            gone[slug] = version
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


def arrivals(line: Mainline, threads: Iterable[Thread], root: Path) -> Mapping[str, datetime]:
    """When each idea came in, by slug, `threads` being the ledger's; ideas that nobody knows a date for are not in it.

    It is when a sync first saw its file in a pull request, at the latest when that was merged. When it was opened says
    nothing: an idea can be pushed to it weeks later. An idea that was imported from an issue or a discussion came in
    when that was opened. Without any of these it is when the commit came into the branch; the history is asked only if
    an idea below `root` is known to no thread.
    """
    known: dict[str, datetime] = {}
    proposed: dict[str, datetime] = {}
    for thread in threads:
        if not is_pull(thread.name) and thread.opened is not None:
            proposed.update(dict.fromkeys(thread.ideas, thread.opened))
        elif is_pull(thread.name):
            for idea in thread.ideas:
                for moment in (thread.first_seen.get(idea), thread.merged):
                    if moment is not None:
                        known[idea] = min(moment, known.get(idea, moment))
    known = {**proposed, **known}
    return {**told_by_history(line, known, root), **known}


def told_by_history(line: Mainline, known: Container[str], root: Path) -> Mapping[str, datetime]:
    """When ideas came in of which no thread is `known` to say; {} where all below `root` are."""
    names = (name for _, _, found in os.walk(root / "content" / "ideas") for name in found)
    if all(name.removesuffix(".yml") in known for name in names if name.endswith(".yml")):
        return {}
    return {idea: moment for idea, moment in arrivals_of(line).items() if idea not in known}


def with_edits(
    git: Git, community: Community, versions: Iterable[Version], threads: Iterable[Thread], schemas: Schemas
) -> Community:
    """The community that knows of each idea when its text last changed in the vote; `versions` are of that time.

    The window is that of the challenge at which votes for the idea count; an idea outside any challenge has none.
    """
    names = {
        name: slug
        for slug in community.ideas
        for name in (slug, *(community.decisions[slug].former if slug in community.decisions else ()))
    }
    edited = {}
    merged: dict[str, datetime] = {}
    for thread in threads:
        if thread.merged is not None and is_pull(thread.name):
            for slug in thread.ideas:
                merged[slug] = min(thread.merged, merged.get(slug, thread.merged))
    renamed = {old: one.slug for one in community.challenges.values() for old in one.former}
    found = material_edits(git, versions, names, schemas, merged=merged, renamed=renamed)
    for slug, moments in found.items():
        challenge = community.challenges.get(community.ideas[community.target(slug)].challenge or "")
        if challenge is not None:
            within = [moment for moment in moments if challenge.voting.opens <= moment <= challenge.voting.closes]
            if within:
                edited[slug] = within[-1]
    return replace(community, edited=edited)
