"""Finds in the history the rules that were in force when the voting of each challenge opened. Tells no Problem."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from ideario.git.changes import blobs
from ideario.git.history import Mainline, Version, versions
from ideario.intake import records
from ideario.intake.content_files import ContentFile
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.history.former_texts import said_by_ideas
from ideario.intake.history.frozen_rules import Meaning, Opened, Past
from ideario.intake.history.old_formats import renewed
from ideario.intake.history.sealed_reviews import ReviewVersion
from ideario.intake.rules.challenges import impossible_moments
from ideario.intake.schemas import Kind, Schemas, load_schemas
from ideario.intake.settings import settings_of
from ideario.intake.yaml.strict import parse
from ideario.model.challenge import Challenge
from ideario.model.community import SETTINGS_PATH, Settings, Terms
from ideario.model.content import Review
from ideario.resources import Resources

CHALLENGES = "content/challenges"
REVIEWS = "content/reviews"
Versions = list[tuple[datetime, Challenge | None]]
"""The versions of a challenge, oldest first: when each came into force, None for where the file was taken away."""


def rules_in_force(line: Mainline, *, resources: Resources, now: datetime) -> Past:
    """What the history of the branch says about the rules of challenges, in two calls of git, and as many about
    what ideas said once submissions had closed, and where there is a jury, about what was sealed.

    A version of a challenge's file is in force from the commit that brought it into the branch until the next one.
    Voting opens in the first version whose opening comes before its end: that version counts from then on. One that
    comes in when its voting is over already never opens anything. `now` is the moment up to which anything has opened.

    What cannot be read, or could not be decided by, was never in force. Without a history, or with a part of one, only
    `now` is known.
    """
    found = versions(line, CHALLENGES, SETTINGS_PATH)
    texts = blobs(line.git, (version.after for version in found))
    schemas = load_schemas(resources.schemas)
    read = {
        (version.path, version.after): _record(version, texts.get(version.after, b""), schemas) for version in found
    }
    terms: list[tuple[datetime, Terms]] = []
    meanings: list[Meaning] = []
    challenges: dict[str, Versions] = {}
    for version in found:
        record = read[version.path, version.after]
        folder, _, name = version.path.rpartition("/")
        if folder == CHALLENGES and not version.after:  # taken away: what comes after is another version, or none
            challenges.setdefault(name.removesuffix(".yml"), []).append((version.moment, None))
        if isinstance(record, Challenge):
            challenges.setdefault(record.slug, []).append((version.moment, record))
        elif record is not None:
            terms.append((version.moment, record.terms))
            meanings.append(Meaning(version.moment, record.reactions, record.reactions_since))
    opened = {slug: at for slug, dated in challenges.items() if (at := _opened(dated, terms, now)) is not None}
    seeds = {slug: _seeds(dated) for slug, dated in challenges.items()}
    last = [record for dated in challenges.values() if (record := _last(dated)) is not None]
    reviews = _reviews(line, schemas) if any(one.jury for one in last) else {}
    since = min((min(one.submission.closes, one.voting.opens) for one in last), default=now)
    said = said_by_ideas(line, schemas, since) if since < now else {}
    return Past(now=now, opened=opened, seeds=seeds, said=said, meanings=tuple(meanings), reviews=reviews)


def _reviews(line: Mainline, schemas: Schemas) -> Mapping[str, tuple[ReviewVersion, ...]]:
    """The versions of each review, oldest first, by challenge and login in small letters."""
    came = versions(line, REVIEWS)
    texts = blobs(line.git, (version.after for version in came))
    found: dict[str, list[ReviewVersion]] = {}
    for version in came:
        folder, challenge, name = f"//{version.path}".rsplit("/", 2)
        if folder.endswith(REVIEWS) and name.endswith(".yml"):
            review = _review(version.path, texts.get(version.after, b""), schemas)
            found.setdefault(f"{challenge}/{name[:-4].lower()}", []).append(ReviewVersion(version.moment, review))
    return {name: tuple(dated) for name, dated in found.items()}


def _review(path: str, raw: bytes, schemas: Schemas) -> Review | None:
    """What one version of a review says; None where it says nothing that could count."""
    try:
        content = parse(raw, schemas.shapes["review"]) if raw else None
    except Unreadable:
        return None
    if content is None or not schemas.valid(content, "review"):
        return None
    parent, name = path.split("/")[-2:]
    entry = ContentFile(path=path, file="", kind="review", name=name[:-4], parent=parent, form="file")
    return records.review_of(entry, content)


def _last(dated: Versions) -> Challenge | None:
    """What a challenge's file says, or said before it was taken away."""
    return next((record for _, record in reversed(dated[-2:]) if record is not None), None)


def _record(version: Version, raw: bytes, schemas: Schemas) -> Challenge | Settings | None:
    """What one version says; None where it says nothing that could be decided by."""
    folder, _, name = version.path.rpartition("/")
    if not raw or (version.path != SETTINGS_PATH and (folder != CHALLENGES or not name.endswith(".yml"))):
        return None
    kind: Kind = "community" if version.path == SETTINGS_PATH else "challenge"
    try:
        content = parse(raw, schemas.shapes[kind])
    except Unreadable:
        return None
    if not schemas.valid(content, kind):
        content = renewed(kind, content)
    if not schemas.valid(content, kind) or any(impossible_moments(version.path, content)):
        return None
    if kind == "community":
        return settings_of(content)
    slug = name.removesuffix(".yml")
    entry = ContentFile(path=version.path, file="", kind=kind, name=slug, parent="challenges", form="file")
    challenge = records.challenge_of(entry, content)
    in_order = challenge.voting.opens <= challenge.voting.closes
    return challenge if in_order and (challenge.budget or not challenge.winners.spends) else None


def _opened(dated: Versions, terms: Sequence[tuple[datetime, Terms]], now: datetime) -> Opened | None:
    """The version in which voting opened, of all versions of a challenge, oldest first."""
    ends = [moment for moment, _ in dated[1:]]
    for (came, challenge), end in zip(dated, [*ends, datetime.max.replace(tzinfo=UTC)], strict=True):
        if challenge is None:
            continue
        moment = max(came, challenge.voting.opens)
        if came <= challenge.voting.closes and moment < end and moment <= now:
            before = [said for since, said in terms if since <= moment] or [said for _, said in terms[:1]]
            return Opened(challenge=challenge, terms=before[-1] if before else None, moment=moment)
    return None


def _seeds(dated: Versions) -> Mapping[str, datetime]:
    found: dict[str, datetime] = {}
    for moment, challenge in dated:
        if challenge is not None and challenge.winners.seed is not None:
            found.setdefault(challenge.winners.seed, moment)
    return found
