"""Tells each idea's threads what was decided, writes down what was told, and keeps the digest of maintainers."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from ideario.forge.addresses import repository_url, thread_url
from ideario.forge.notice_port import NoticeForge
from ideario.forge.port import ForgeFailure
from ideario.intake.read_community import read_community
from ideario.ledger.beside.activity_file import read_activity
from ideario.ledger.beside.outbox import Outbox, read_outbox, write_outbox
from ideario.ledger.ledger_folder import read_state, read_threads
from ideario.messages.said import Said, in_language, say
from ideario.model.community import Community
from ideario.model.ledger_state import Thread
from ideario.model.moments import day_start
from ideario.model.talk.wait import Wait
from ideario.model.text import localised
from ideario.notifying.decided import decided
from ideario.notifying.digest import (
    WHY,
    ChangedIdea,
    DigestFacts,
    Untold,
    WaitingThread,
    digest_text,
    is_due,
    keep_digest,
    told_since,
)
from ideario.notifying.notice_plan import NoticePlan, begun, is_final, plan
from ideario.notifying.notice_text import idea_url
from ideario.notifying.send_notices import AT_ONCE, Sending
from ideario.notifying.write_down import after, merged
from ideario.problems import CommunityAtFault, Failure
from ideario.progress import Progress
from ideario.reporting.answer_times import waits
from ideario.resources import Resources

WEEK = timedelta(days=7)
Keep = Callable[[Callable[[Path], None]], None]
"""Lets something change the ledger's folder, and keeps what it leaves there."""


@dataclass(slots=True, kw_only=True)
class NotifyReport:
    """What a run did. `ledger` is False where there is none yet, and then nothing was done.

    `begun` says that notices begin with this run; `known` is how many ideas' last decisions nobody is told of, since
    they were made before. `told` and `reworded` are threads, `refused` those that took no notice, with the reason;
    `left` is how many are still to be told when `stopped` says why it ended early. `digest` is the issue written.
    """

    ledger: bool = True
    begun: bool = False
    known: int = 0
    told: list[str] = field(default_factory=list)
    reworded: list[str] = field(default_factory=list)
    refused: list[tuple[str, Said]] = field(default_factory=list)
    left: int = 0
    stopped: Failure | None = None
    digest: str = ""


def notify(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    keep: Keep,
    connect: Callable[[Community], NoticeForge],
    now: Callable[[], datetime],
    since: datetime | None = None,
    progress: Progress | None = None,
) -> NotifyReport:
    """Tell what was decided and not told yet. `ledger` is the folder as it is now; `keep` changes it.

    Where notices begin, decisions dated `since` are told too. Raises CommunityAtFault where content/community.yml is at
    fault, and Failure where ledger or disk refuses; that the forge refuses is in the report.
    """
    reading = read_community(root, resources=resources)
    if reading.community is None:
        raise CommunityAtFault(reading.problems)
    if read_state(ledger) is None:
        return NotifyReport(ledger=False)
    threads = read_threads(ledger)
    run = NotifyRun(
        community=reading.community,
        threads=threads,
        waits=waits(reading.community, threads, read_activity(ledger)),
        keep=keep,
        now=now,
        report=NotifyReport(),
    )
    outbox = read_outbox(ledger)
    if outbox is None:
        run.report.begun, outbox = True, begun(reading.community, now(), since=since)
    return run.go(outbox, connect, progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyRun:
    """One run; see `notify`."""

    community: Community
    threads: tuple[Thread, ...]
    waits: tuple[Wait, ...]
    keep: Keep
    now: Callable[[], datetime]
    report: NotifyReport

    def go(
        self, outbox: Outbox, connect: Callable[[Community], NoticeForge], progress: Progress | None
    ) -> NotifyReport:
        planned = plan(outbox, self.community, self.threads, self.now())
        self.report.known, self.report.left = len(planned.old), len(planned.outgoing)
        self._write_down(planned.outbox)
        try:
            forge = connect(self.community)
            ids = _comment_ids(planned.outbox)
            forge.recall(planned.outbox.writes, looked=planned.outbox.looked, ids=ids)
            sent = self._sent(forge, planned, progress)
            if self.report.stopped is None and is_due(sent, self.now()):
                self._digest(forge, sent)
        except ForgeFailure as failure:
            self.report.stopped = failure
        return self.report

    def _sent(self, forge: NoticeForge, planned: NoticePlan, progress: Progress | None) -> Outbox:
        """Send what is planned, and write it down in parts; the outbox after that."""
        outbox, every = planned.outbox, planned.outgoing
        for start in range(0, len(every), AT_ONCE):
            if progress is not None:
                progress(start, len(every))
            done = Sending(forge=forge, now=self.now()).send(every[start : start + AT_ONCE])
            outbox = after(outbox, done.changed, forge.account_writes())
            self._write_down(outbox)
            forge.recall(ids=_comment_ids(outbox))
            reworded = set(done.reworded)
            self.report.reworded += done.reworded
            for notice in done.changed:
                if notice.state == "refused" and notice.why is not None:
                    self.report.refused.append((notice.thread, WHY[notice.why]))
                elif notice.thread not in reworded:
                    self.report.told.append(notice.thread)
            self.report.left -= len(done.changed)
            if done.stopped is not None:
                self.report.stopped = done.stopped
                break
        return outbox

    def _write_down(self, outbox: Outbox) -> None:
        self.keep(lambda folder: write_outbox(folder, merged(read_outbox(folder), outbox)))

    def _digest(self, forge: NoticeForge, outbox: Outbox) -> None:
        settings, now = self.community.settings, self.now()
        language = settings.languages[0]
        text = digest_text(self._facts(outbox, now), language)
        title = in_language(say("Digest for maintainers"), language)
        kept = keep_digest(forge, text, title=title, now=now, language=language, last=outbox.digest)
        self.report.digest = kept.issue
        self._write_down(replace(after(outbox, (), forge.account_writes()), digest=kept))

    def _facts(self, outbox: Outbox, now: datetime) -> DigestFacts:
        notices = [*outbox.notices.values()]
        return DigestFacts(
            now=now,
            waiting=self._waiting(),
            changed=self._changed(now),
            told=told_since(notices, now - WEEK),
            due=sum(one.state == "due" or (one.state == "refused" and not is_final(one)) for one in notices),
            untold=[
                Untold(self._address(one.thread), one.why)
                for one in notices
                if is_final(one) and one.why is not None and one.at is not None and one.at >= now - WEEK
            ],
        )

    def _waiting(self) -> list[WaitingThread]:
        """The proposals, those of open ideas or none yet, to which nobody else has said anything; the oldest first."""
        return [
            WaitingThread(titles[0], self._address(wait.threads[0]), wait.opened)
            for wait in self.waits
            if wait.answered is None and wait.known
            if (titles := [self._title(slug) for slug in wait.ideas if self._is_open(slug)])
        ]

    def _is_open(self, slug: str) -> bool:
        return self.community.status(slug).kind == "open"

    def _title(self, slug: str) -> str:
        idea = self.community.ideas.get(slug)
        return slug if idea is None else idea.title

    def _changed(self, now: datetime) -> list[ChangedIdea]:
        settings = self.community.settings
        language = settings.languages[0]
        return [
            ChangedIdea(
                title=event.idea.title,
                url=idea_url(event.idea.slug, settings, language),
                status=localised(settings.statuses[event.change.status].label, language) or event.change.status,
                date=event.change.date,
            )
            for event in sorted(decided(self.community, now), key=lambda one: (one.change.date, one.idea.slug))
            if day_start(event.change.date) > now - WEEK
        ]

    def _address(self, thread: str) -> str:
        settings = self.community.settings
        return thread_url(repository_url(settings.repository, settings.host), thread)


def _comment_ids(outbox: Outbox) -> frozenset[int]:
    """The comments that were written down already."""
    return frozenset(one.comment for one in outbox.notices.values() if one.comment is not None)
