"""Rules about decisions: statuses, their order, dates and reasons, and what a duplicate says."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from ideario.intake.contents import Contents
from ideario.intake.explaining.faults import NodePath
from ideario.intake.explaining.findings import Finding, Mend, listed, meant
from ideario.intake.explaining.suggestions import meant_slug
from ideario.messages.said import say
from ideario.model.community import Status
from ideario.model.content import Decision, StatusChange
from ideario.model.moments import day_start, instant

PROGRESS = {"open": 0, "active": 1, "done": 2}


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
                    message=say("there is no status `{status}`", status=change.status),
                    hint=meant(mend) if mend else say("use one of {words}", words=listed(statuses)),
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
                    message=say("{date} stands after {other}", date=after.date, other=before.date),
                    hint=say("put the oldest change first"),
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
                hint = say(
                    "after a status of kind {kind}, nothing may follow; `transitions` in community.yml says so",
                    kind=before.kind,
                )
                if allowed:
                    hint = say(
                        "after a status of kind {kind}, only {kinds} may follow; `transitions` in "
                        "community.yml says so",
                        kind=before.kind,
                        kinds=listed(allowed),
                    )
                yield Finding(
                    path=decision.path,
                    pointer=("history", number, "status"),
                    value=after.slug,
                    message=say(
                        "`{after}` (kind {kind}) cannot follow `{before}` (kind {other})",
                        after=after.slug,
                        kind=after.kind,
                        before=before.slug,
                        other=before.kind,
                    ),
                    hint=hint,
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
                    message=say(
                        "going back from `{before}` to `{after}` needs a reason", before=before.slug, after=after.slug
                    ),
                    hint=say("add to this change a `reason`, which says why the decision was changed"),
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
                    message=say("the idea is declined without a reason"),
                    value=change.status,
                    pointer=("history", number, "status"),
                    hint=say("add to this change a `reason`, which says what spoke against it"),
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
                message=say("the status is `{slug}`, and nothing says of which idea", slug=last.slug),
                hint=say("add `duplicate_of` with the name of the other idea"),
            )
        elif last.kind != "duplicate" and decision.duplicate_of is not None:
            duplicate = next((s.slug for s in contents.settings.statuses.values() if s.kind == "duplicate"), None)
            hint = say("take `duplicate_of` out")
            if duplicate:
                hint = say("add a change with the status `{status}`, or take `duplicate_of` out", status=duplicate)
            yield Finding(
                path=decision.path,
                pointer=("duplicate_of",),
                on_key=True,
                value=decision.duplicate_of,
                message=say("the idea is called a duplicate, and its status is `{slug}`", slug=last.slug),
                hint=hint,
            )


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
                    message=say("{date} has not come yet: it is {now}", date=date, now=instant(now)[:10]),
                    hint=say("write the day on which it was decided; a year may be mistyped"),
                ),
            )
