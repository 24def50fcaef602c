"""Rules about decisions: statuses, their order and reasons, duplicates, former names."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from itertools import pairwise

from ideario.intake.contents import Contents
from ideario.intake.explaining.faults import NodePath
from ideario.intake.explaining.findings import Finding, Mend, listed, nearest, pasted
from ideario.intake.explaining.suggestions import MAX_WORDS, meant, meant_slug, with_list
from ideario.intake.rules.ideas import suggestion
from ideario.model.community import Status
from ideario.model.content import Decision, Review, StatusChange
from ideario.model.moments import day_start, instant

PROGRESS = {"open": 0, "active": 1, "done": 2}


def unknown_idea(contents: Contents) -> Iterator[Finding]:
    """Whatever speaks of an idea speaks of one that exists; a review, of those of its challenge."""
    known = contents.named("idea")
    for decision in contents.decisions.values():
        if decision.idea not in known:
            near = nearest(decision.idea, known)
            yield Finding(
                path=decision.path,
                message=f"there is no idea `{decision.idea}` that this could decide about",
                hint=f"rename the file to {near}.yml" if near else "call the file like the idea's",
                move_to=f"content/decisions/{near}.yml" if near else "",
                value=decision.idea,
            )
    named = (
        *((e.path, ("ideas", place), slug, e.ideas) for e in contents.exclusions for place, slug in enumerate(e.ideas)),
        *(
            (result.path, ("winners", place, "idea"), slug, ())
            for result in contents.results.values()
            for place, slug in enumerate(result.winners)
        ),
        *(
            (person.path, ("supports", place), slug, person.supports)
            for person in contents.people.values()
            for place, slug in enumerate(person.supports)
        ),
    )
    for path, pointer, slug, among in named:
        if slug not in known:
            yield missing_idea(path, pointer, slug, known, among)
    for review in contents.reviews:
        yield from strangers_in(review, contents)


def strangers_in(review: Review, contents: Contents) -> Iterator[Finding]:
    """The ideas of which a review speaks, and that do not exist or do not answer its challenge."""
    known = contents.named("idea")
    for number, slug in enumerate(review.conflicts):
        if slug not in known:
            yield missing_idea(review.path, ("conflicts", number), slug, known, review.conflicts)
    for card in review.scores:
        idea = contents.ideas.get(card.idea)
        if card.idea not in known:
            yield missing_idea(review.path, ("scores", card.idea), card.idea, known)
        elif idea is not None and idea.challenge != review.challenge:
            yield Finding(
                path=review.path,
                pointer=("scores", card.idea),
                on_key=True,
                value=card.idea,
                message=f"the idea `{card.idea}` does not answer the challenge `{review.challenge}`",
                hint="take its scores out",
            )


def missing_idea(
    path: str, pointer: NodePath, slug: str, known: frozenset[str], stands_in: Sequence[str] = ()
) -> Finding:
    """That a slug is no idea's: an entry of the list that it stands in, else a key."""
    near = nearest(slug, known)
    mend = None
    if near and len(stands_in) > MAX_WORDS:
        mend = Mend(pointer=pointer, value=near)
    elif near and stands_in:
        mend = with_list(pointer[:1], stands_in, [near if other == slug else None for other in stands_in])
    elif near:
        keyed = pointer[-1] == slug
        mend = Mend(pointer=pointer, key=near, keeps=True) if keyed else Mend(pointer=pointer, value=near)
    hint = "name an idea by its file's name"
    if mend is not None:
        hint = f"call it `{near}`" if mend.keeps else meant(mend)
    return Finding(
        path=path,
        message=f"there is no idea `{slug}`",
        pointer=pointer,
        on_key=pointer[-1] == slug,
        value=slug,
        hint=hint,
        mend=mend,
    )


def unknown_status(contents: Contents) -> Iterator[Finding]:
    """Each status in a decision is one of the community's."""
    statuses = contents.settings.statuses
    for decision in contents.decisions.values():
        for number, change in enumerate(decision.history):
            if change.status not in statuses:
                near = meant_slug(change.status, {slug: status.label for slug, status in statuses.items()})
                mend = Mend(pointer=("history", number, "status"), value=near) if near else None
                yield Finding(
                    path=decision.path,
                    message=f"there is no status `{change.status}`",
                    hint=meant(mend) if mend else f"use one of {listed(statuses)}",
                    mend=mend,
                    pointer=("history", number, "status"),
                    value=change.status,
                )


def history_in_order(contents: Contents) -> Iterator[Finding]:
    """The changes of a decision stand in the order of their dates, oldest first."""
    for decision in contents.decisions.values():
        for number, (before, after) in enumerate(pairwise(decision.history), 1):
            if after.date < before.date:
                yield Finding(
                    path=decision.path,
                    message=f"{after.date} stands after {before.date}",
                    hint="put the oldest change first",
                    pointer=("history", number, "date"),
                    value=after.date,
                )


def steps(contents: Contents, decision: Decision) -> Iterator[tuple[int, Status, Status, StatusChange]]:
    """The changes of a decision with known statuses: (number, from, to, change); the first is from open."""
    statuses = contents.settings.statuses
    before = next((status for status in statuses.values() if status.kind == "open"), None)
    for number, change in enumerate(decision.history):
        after = statuses.get(change.status)
        if before is not None and after is not None and (number or after.kind != "open"):
            yield number, before, after, change
        before = after


def transition_not_allowed(contents: Contents) -> Iterator[Finding]:
    """A status follows another only where the community's table of transitions lets its kind follow."""
    transitions = contents.settings.transitions
    for decision in contents.decisions.values():
        for number, before, after, _ in steps(contents, decision):
            allowed = transitions.get(before.kind, ())
            if after.kind not in allowed:
                may = f"only {listed(allowed)} may follow" if allowed else "nothing may follow"
                yield Finding(
                    path=decision.path,
                    pointer=("history", number, "status"),
                    value=after.slug,
                    message=f"`{after.slug}` (kind {after.kind}) cannot follow `{before.slug}` (kind {before.kind})",
                    hint=f"after a status of kind {before.kind}, {may}; `transitions` in community.yml says so",
                )


def missing_reason(contents: Contents) -> Iterator[Finding]:
    """Going back needs a reason: from done or active to an earlier kind, and out of declined or duplicate."""
    for decision in contents.decisions.values():
        for number, before, after, change in steps(contents, decision):
            out = before.kind not in PROGRESS and after.kind in PROGRESS
            back = out or PROGRESS.get(after.kind, 9) < PROGRESS.get(before.kind, -1)
            if back and not change.reason.strip():
                yield Finding(
                    path=decision.path,
                    pointer=("history", number, "status"),
                    value=after.slug,
                    message=f"going back from `{before.slug}` to `{after.slug}` needs a reason",
                    hint="add to this change a `reason`, which says why the decision was changed",
                )


def declined_without_reason(contents: Contents) -> Iterator[Finding]:
    """An idea that is declined is told why: its authors took the trouble to write it."""
    statuses = contents.settings.statuses
    for decision in contents.decisions.values():
        for number, change in enumerate(decision.history):
            status = statuses.get(change.status)
            if status is not None and status.kind == "declined" and not change.reason.strip():
                yield Finding(
                    path=decision.path,
                    message="the idea is declined without a reason",
                    value=change.status,
                    pointer=("history", number, "status"),
                    hint="add to this change a `reason`, which says what spoke against it",
                )


def duplicate_without_target(contents: Contents) -> Iterator[Finding]:
    """An idea whose last status is of the kind duplicate says of which idea (duplicate_of), and no other idea does."""
    for decision in contents.decisions.values():
        last = contents.settings.statuses.get(decision.history[-1].status)
        if last is None:
            continue
        if last.kind == "duplicate" and decision.duplicate_of is None:
            yield Finding(
                path=decision.path,
                pointer=("history", len(decision.history) - 1, "status"),
                value=last.slug,
                message=f"the status is `{last.slug}`, and nothing says of which idea",
                hint="add `duplicate_of` with the name of the other idea",
            )
        elif last.kind != "duplicate" and decision.duplicate_of is not None:
            duplicate = next((s.slug for s in contents.settings.statuses.values() if s.kind == "duplicate"), None)
            hint = f"add a change with the status `{duplicate}`, or take `duplicate_of` out" if duplicate else ""
            yield Finding(
                path=decision.path,
                pointer=("duplicate_of",),
                on_key=True,
                value=decision.duplicate_of,
                message=f"the idea is called a duplicate, and its status is `{last.slug}`",
                hint=hint or "take `duplicate_of` out",
            )


def dead_duplicate(contents: Contents) -> Iterator[Finding]:
    """The idea that a duplicate points to exists, is another one, and is not a duplicate itself."""
    known = contents.named("idea")
    for decision in contents.decisions.values():
        target = decision.duplicate_of
        if target is None:
            continue
        other = contents.decisions.get(target)
        mend = None
        if target == decision.idea:
            message, hint = "the idea is called a duplicate of itself", "name the other idea"
        elif target not in known:
            message = f"there is no idea `{target}`"
            said = suggestion("duplicate_of", target, known, "name an idea by its file's name")
            hint, mend = said["hint"], said["mend"]
        elif other is not None and other.duplicate_of is not None:
            message = f"`{target}` is a duplicate itself, of `{other.duplicate_of}`"
            last = end(contents, target)
            mend = Mend(pointer=("duplicate_of",), value=last) if last is not None else None
            hint = (
                f"name the last of the chain: {pasted(mend)}"
                if mend is not None
                else "the chain runs in a circle: let one of its ideas be no duplicate, and the others name that one"
            )
        else:
            continue
        yield Finding(
            path=decision.path, message=message, hint=hint, pointer=("duplicate_of",), value=target, mend=mend
        )


def end(contents: Contents, slug: str) -> str | None:
    """Where a chain of duplicates ends; None where it runs in a circle."""
    seen: set[str] = set()
    while slug not in seen:
        seen.add(slug)
        decision = contents.decisions.get(slug)
        if decision is None or decision.duplicate_of is None:
            return slug
        slug = decision.duplicate_of
    return None


def dated_tomorrow(contents: Contents) -> Iterator[Finding]:
    """A step of a decision, and an exclusion, is dated on a day that has begun. Tomorrow's may be a clock's fault."""
    return (finding for late, finding in _ahead(contents) if not late)


def dated_ahead(contents: Contents) -> Iterator[Finding]:
    """A step of a decision, and an exclusion, is not dated more than a day ahead: a wrong year would keep it on top of
    lists and feeds.
    """
    return (finding for late, finding in _ahead(contents) if late)


def _ahead(contents: Contents) -> Iterator[tuple[bool, Finding]]:
    """The dates that have not come yet, and whether they are more than a day ahead."""
    now = contents.past.now
    steps: list[tuple[str, NodePath, str]] = [
        (decision.path, ("history", number, "date"), change.date)
        for decision in contents.decisions.values()
        for number, change in enumerate(decision.history)
    ]
    for path, pointer, date in (*steps, *((e.path, ("date",), e.date) for e in contents.exclusions)):
        begins = day_start(date)
        if now is not None and begins > now:
            yield (
                begins > now + timedelta(days=1),
                Finding(
                    path=path,
                    pointer=pointer,
                    value=date,
                    message=f"{date} has not come yet: it is {instant(now)[:10]}",
                    hint="write the day on which it was decided; a year may be mistyped",
                ),
            )


def former_taken(contents: Contents) -> Iterator[Finding]:
    """A former name of an idea or a challenge is no other one's name, now or formerly."""
    yield from _taken(((d.idea, d.path, d.former) for d in contents.decisions.values()), contents.named("idea"), "idea")
    yield from _taken(
        ((c.slug, c.path, c.former) for c in contents.challenges.values()), contents.named("challenge"), "challenge"
    )


def _taken(records: Iterable[tuple[str, str, Sequence[str]]], known: AbstractSet[str], kind: str) -> Iterator[Finding]:
    """The former names that are taken, of records by their name and path."""
    holder: dict[str, str] = {}
    for name, path, former in records:
        for number, slug in enumerate(former):
            other = slug if slug in known else holder.setdefault(slug, name)
            if slug in known or other != name:
                message = (
                    f"`{slug}` is the name of {'an idea' if kind == 'idea' else 'a challenge'}"
                    if slug in known
                    else f"`{slug}` is a former name of `{other}` too"
                )
                yield Finding(
                    path=path,
                    message=message,
                    hint="take it out of `former`",
                    pointer=("former", number),
                    value=slug,
                )
