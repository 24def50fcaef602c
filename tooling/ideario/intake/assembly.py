"""Puts what was gathered together: what rules look at, and of that the community without what is wrong."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from ideario.intake.content_files import ContentFile
from ideario.intake.contents import Contents
from ideario.intake.gathering import Gathering, Record
from ideario.intake.history.frozen_rules import Past
from ideario.intake.rules.file_names import misplacement
from ideario.intake.schemas import Kind
from ideario.model.challenge import Challenge
from ideario.model.community import Community, Settings
from ideario.model.content import Decision, Exclusion, Idea, Person, Result, Review

Named = TypeVar("Named", bound=Record)


def contents_of(
    settings: Settings, entries: list[ContentFile], gathering: Gathering, past: Past, *, has_schemas: bool
) -> Contents:
    """All that was read, as the rules want it: sorted by name."""

    def sorted_records(kind: Kind, record_type: type[Named]) -> dict[str, Named]:
        found = sorted(gathering.records.get(kind, {}).items())
        return {name: record for name, record in found if isinstance(record, record_type)}

    challenges = sorted_records("challenge", Challenge)
    # An idea may go on naming a challenge as it was called before: nobody has to edit it while people vote on it.
    now = {old: slug for slug, one in challenges.items() for old in one.former if old not in challenges}
    ideas = {
        slug: replace(idea, challenge=now[idea.challenge]) if idea.challenge in now else idea
        for slug, idea in sorted_records("idea", Idea).items()
    }
    reviews = tuple(
        replace(review, challenge=now[review.challenge]) if review.challenge in now else review
        for review in sorted_records("review", Review).values()
    )
    names: dict[Kind, set[str]] = {}
    for entry in entries:
        if entry.kind is not None and misplacement(entry) is None:
            names.setdefault(entry.kind, set()).add(entry.name)
    return Contents(
        settings=settings,
        files=tuple(entries),
        challenges=challenges,
        ideas=ideas,
        people=sorted_records("person", Person),
        decisions=sorted_records("decision", Decision),
        reviews=reviews,
        exclusions=tuple(sorted_records("exclusion", Exclusion).values()),
        results=sorted_records("result", Result),
        names={kind: frozenset(found) for kind, found in names.items()},
        schema_named=gathering.schema_named,
        pictures=gathering.pictures,
        past=past,
        has_schemas=has_schemas,
    )


def decides(path: str, contents: Contents) -> bool:
    """Whether the file at `path`, or the folder, says which votes count and where, or might: a decision moves votes by
    being one of a duplicate, and by the threads and former names that it gives an idea.
    """
    folder, name = f"{path}//".split("/")[1:3]
    if folder not in {"exclusions", "results", "decisions"} or (name and not name.endswith((".yml", ".yaml"))):
        return False
    if name.startswith("."):
        return False  # which nobody would take for one
    if folder != "decisions":
        return True
    decision = contents.decisions.get(name.removesuffix(".yml"))
    if decision is None or decision.path != path:
        return True
    return bool(decision.duplicate_of or decision.threads or decision.former)


def without(contents: Contents, bad: set[str]) -> Community:
    """The community without the records in `bad` files, and without what cannot stand without them.

    An idea whose challenge is left out is left out too: its votes could not be counted by the challenge's rules.
    """

    def good(found: Mapping[str, Named]) -> dict[str, Named]:
        return {name: record for name, record in found.items() if record.path not in bad}

    challenges: dict[str, Challenge] = {
        slug: contents.in_force(slug) or challenge for slug, challenge in good(contents.challenges).items()
    }
    juries = {slug: challenge.jury for slug, challenge in challenges.items() if challenge.jury}
    opened = {slug: at for slug in challenges if (at := contents.opened(slug)) is not None}
    frozen = {slug: at.terms for slug, at in opened.items() if at.terms is not None}
    if contents.agreed is not None:
        frozen[""] = replace(contents.settings.terms, reactions=contents.agreed.reactions)
    ideas = {
        slug: contents.as_counted(idea)
        for slug, idea in good(contents.ideas).items()
        if idea.challenge is None or idea.challenge in challenges
    }
    return Community(
        settings=contents.settings,
        challenges=challenges,
        ideas=ideas,
        people=good(contents.people),
        decisions={slug: decision for slug, decision in good(contents.decisions).items() if slug in ideas},
        reviews=(
            *(
                r
                for r in contents.reviews
                if r.path not in bad and r.challenge in challenges and r.challenge not in juries
            ),
            *(one.review for slug in juries for one in contents.judged(slug).values()),
        ),
        exclusions=tuple(e for e in contents.exclusions if e.path not in bad),
        results={slug: result for slug, result in good(contents.results).items() if slug in challenges},
        frozen=frozen,
        pictures=contents.pictures,
    )
