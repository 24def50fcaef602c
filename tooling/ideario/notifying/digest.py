"""Writes the digest of maintainers, and keeps it in one issue that is edited and never multiplied."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from ideario.fences import plainly_said
from ideario.forge.notice_port import NoticeForge
from ideario.forge.thread_labels import DIGEST, LABELS
from ideario.forge.writing_port import Issue
from ideario.ledger.beside.outbox import DigestIssue, Notice, Outbox, Refusal
from ideario.messages.said import Said, in_language, joined, say, several
from ideario.model.thread_names import number_of

MARKER = "<!-- ideario digest -->"
"""The hidden line with which the digest begins. What people write above it stays."""
_BEGINS = re.compile(rf"^{re.escape(MARKER)}[ \t\r]*$", re.MULTILINE)
AGAIN_AFTER = timedelta(days=7) - timedelta(hours=2)
"""Runs are not to the minute: what is written every week is written a little early rather than a day late."""
MAX_LINES = 20
"""Lines of a list; how many more there are is said."""
WHY = {
    "gone": say("the thread is no more, or cannot be seen"),
    "locked": say("the thread is locked"),
    "not allowed": say("the program may not write there"),
}
"""Why a thread was not told."""


class WaitingThread(NamedTuple):
    """A thread on which nobody but its author has said anything; `title` is of an idea there, `since` when it began."""

    title: str
    url: str
    since: datetime


class ChangedIdea(NamedTuple):
    """An idea that has another status since the day `date`."""

    title: str
    url: str
    status: str
    date: str


class Untold(NamedTuple):
    """A thread that could not be told of a decision."""

    url: str
    why: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFacts:
    """What a digest tells: who waits, the longest first; what changed in the week; what was told, and what was not."""

    now: datetime
    waiting: Sequence[WaitingThread]
    changed: Sequence[ChangedIdea]
    told: int
    due: int
    untold: Sequence[Untold]


def digest_text(facts: DigestFacts, language: str) -> str:
    """The text of the issue, in a language."""
    parts = [MARKER, *_parts(facts)]
    return "\n\n".join(in_language(part, language) for part in parts)


def _parts(facts: DigestFacts) -> Iterator[str]:
    day = f"{facts.now:%Y-%m-%d}"
    yield say(
        "As of {day}. The program writes this anew every week; close the issue and it will leave it alone.", day=day
    )
    yield joined(["###", say("Who waits for a first answer")])
    if facts.waiting:
        yield _list([_waits(one, facts.now) for one in facts.waiting])
    else:
        yield say("Nobody.")
    yield joined(["###", say("What changed in the last seven days")])
    if facts.changed:
        yield _list(
            [
                say("[{title}]({url}): **{status}** ({date})", title=plainly_said(one.title), url=one.url,
                    status=plainly_said(one.status), date=one.date)
                for one in facts.changed
            ]
        )  # fmt: skip
    else:
        yield say("Nothing.")
    yield joined(["###", say("Notices")])
    yield joined(
        [
            several("In the last seven days {count} thread was told of a decision.",
                    "In the last seven days {count} threads were told of a decision.", facts.told),
            several("{count} thread is still to be told.", "{count} threads are still to be told.", facts.due)
            if facts.due
            else "",
        ]
    )  # fmt: skip
    if facts.untold:
        yield say("These could not be told, so somebody may want to do it by hand:")
        yield _list([joined([f"{one.url}:", WHY[one.why]]) for one in facts.untold])


def _waits(one: WaitingThread, now: datetime) -> Said:
    days = (now - one.since).days
    return several(
        "[{title}]({url}) has waited for {count} day", "[{title}]({url}) has waited for {count} days", days,
        title=plainly_said(one.title), url=one.url,
    )  # fmt: skip


def _list(lines: Sequence[Said]) -> Said:
    shown = [joined(["-", line]) for line in lines[:MAX_LINES]]
    if lines[MAX_LINES:]:
        shown.append(joined(["-", several("and {count} more", "and {count} more", len(lines) - MAX_LINES)]))
    return joined(shown, "\n")


def is_due(outbox: Outbox, now: datetime) -> bool:
    """Whether a week has passed since the digest was written last."""
    return outbox.digest is None or now - outbox.digest.written >= AGAIN_AFTER


def keep_digest(
    forge: NoticeForge, text: str, *, title: str, now: datetime, language: str, last: DigestIssue | None
) -> DigestIssue:
    """Have the one issue hold this text. One that somebody has closed is left as it is, and no other is opened.

    It is found by its label, its author's number and its hidden line, so that nothing needs to be remembered; where
    somebody took its label off, as the `last` one that was written.
    """
    found = [one for one in forge.labelled(DIGEST) if _BEGINS.search(one.text)]
    issue = (found[0] if found else _remembered(forge, last)) or _opened(forge, title, text, language)
    if issue.open:
        begins = _BEGINS.search(issue.text)
        forge.rewrite(issue, f"{issue.text[: begins.start()] if begins else ''}{text}")
    return DigestIssue(issue=issue.name, written=now, text=sha256(text.encode()).hexdigest()[:16])


def _remembered(forge: NoticeForge, last: DigestIssue | None) -> Issue | None:
    issue = None if last is None else forge.issue(number_of(last.issue))
    if issue is None or not issue.here or issue.author is None or issue.author.id != forge.viewer().id:
        return None
    return issue if _BEGINS.search(issue.text) else None


def _opened(forge: NoticeForge, title: str, text: str, language: str) -> Issue:
    forge.make_labels([label for label in LABELS if label.name == DIGEST], language=language)
    return forge.open_issue(title, text, labels=[DIGEST])


def told_since(notices: Sequence[Notice], since: datetime) -> int:
    """How many threads were told of something since a moment."""
    return sum(one.state == "sent" and one.at is not None and one.at >= since for one in notices)
