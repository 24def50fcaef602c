"""Says which threads are to be told of which decision, and in which order, by what was told before. No I/O."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from ideario.ledger.beside.outbox import Notice, Outbox
from ideario.model.community import Community
from ideario.model.ledger_state import Thread
from ideario.model.moments import day_start
from ideario.model.thread_names import home_of, is_imported
from ideario.notifying.decided import DecidedEvent, decided
from ideario.notifying.notice_text import NoticeText, notice_text

MAX_TRIES = 3
"""How often a thread of the community's own repository is tried where the program may not write."""
OLD = timedelta(days=30)
"""Decisions that are dated longer ago than this when they are first seen are no news."""
SHORTLISTED = "shortlisted"


class Outgoing(NamedTuple):
    """A thread that is to be told something, or told it better; and what."""

    notice: Notice
    text: NoticeText


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePlan:
    """What is to be done, winners and shortlisted ideas first. `outbox` has it all written down, before any of it is.

    `old` are the ideas whose last decision nobody is told of, since it was made before notices began, or long ago.
    """

    outbox: Outbox
    outgoing: tuple[Outgoing, ...]
    old: tuple[str, ...]


def begun(community: Community, now: datetime, *, since: datetime | None = None) -> Outbox:
    """The outbox of a community that has had none. What is decided by now is known, but for what is dated `since`."""
    known = {
        mark
        for event in decided(community, now)
        if since is None or day_start(event.change.date) < since
        for mark in event.ids
    }
    return Outbox(begun=now, looked=now - timedelta(hours=1), known=frozenset(known))


def plan(outbox: Outbox, community: Community, threads: Iterable[Thread], now: datetime) -> NoticePlan:
    """What is to be told now. `threads` are those of the ledger."""
    homes = _homes(community, threads)
    begun_events = {event for event, _ in outbox.notices}
    known, notices, old, outgoing = (
        set(outbox.known),
        dict(outbox.notices),
        [],
        list[tuple[tuple[int, str, str], Outgoing]](),
    )
    current: set[tuple[str, str]] = set()
    for event in decided(community, now):
        mark = next((one for one in event.ids if one in known or one in begun_events), event.ids[0])
        if mark not in known and mark not in begun_events and day_start(event.change.date) < now - OLD:
            known.add(mark)
        if mark in known:
            old.append(event.idea.slug)
            continue
        text = notice_text(community, event)
        since = min(now, day_start(event.change.date))  # a command's answer told of it before it was found here
        for thread in homes.get(event.idea.slug, ()):
            notice = notices.get((mark, thread)) or Notice(
                event=mark, idea=event.idea.slug, status=event.change.status, thread=thread, since=since
            )
            notices[notice.key] = notice
            current.add(notice.key)
            if _is_outgoing(notice, text):
                outgoing.append(((_rank(community, event), event.change.date, thread), Outgoing(notice, text)))
    for key, notice in outbox.notices.items():
        if key not in current and notice.state == "due":
            del notices[key]  # another decision has come before it was told
    return NoticePlan(
        outbox=replace(outbox, known=frozenset(known), notices=notices),
        outgoing=tuple(out for _, out in sorted(outgoing, key=lambda pair: pair[0])),
        old=tuple(old),
    )


def is_final(notice: Notice) -> bool:
    """Whether a thread that refused is not tried again."""
    elsewhere = home_of(notice.thread) != ""
    return notice.state == "refused" and (notice.why != "not allowed" or elsewhere or notice.tries >= MAX_TRIES)


def _is_outgoing(notice: Notice, text: NoticeText) -> bool:
    if notice.state == "sent":
        return notice.text != text.mark
    return not is_final(notice)


def _homes(community: Community, threads: Iterable[Thread]) -> Mapping[str, tuple[str, ...]]:
    """The threads of each idea that a forge has, each once."""
    homes: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for thread in threads:
        if not is_imported(thread.name):
            for idea in thread.of(community.ideas):
                homes[idea][thread.name] = None
    for idea, decision in community.decisions.items():
        homes[idea].update(dict.fromkeys(name for name in decision.threads if not is_imported(name)))
    return {idea: tuple(sorted(names)) for idea, names in homes.items()}


def _rank(community: Community, event: DecidedEvent) -> int:
    """0 for who won or was awarded something, 1 for who is shortlisted, 2 for all others."""
    slug = event.idea.slug
    if event.decision.award is not None or any(slug in result.winners for result in community.results.values()):
        return 0
    return 1 if event.change.status == SHORTLISTED else 2
