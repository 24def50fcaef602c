"""Sends notices: each thread is told once, whatever happens between two steps, and by however many runs at once.

Before a thread is told, the program's own comments there are looked for the notice's marker: many threads in one
question. So what a run that was cut off has written, and not written down, is found by the next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ideario.forge.notice_port import NoticeForge
from ideario.forge.port import ForgeFailure, NoAccess, NotFound
from ideario.forge.writing_port import Comment, Unsure
from ideario.ledger.beside.outbox import Notice, Refusal
from ideario.model.thread_names import home_of
from ideario.notifying.notice_plan import Outgoing
from ideario.notifying.notice_text import marker
from ideario.problems import Failure

AT_ONCE = 40
"""Notices between two looks at the threads, after which what was done is written down."""
TRIES = 3
"""How often a thread is looked at again whose answer to a notice was lost."""
MAX_IN_A_ROW = 3
"""Threads one after the other that the program may not write to, after which it is its rights that are missing."""


@dataclass(slots=True, kw_only=True)
class SentBatch:
    """What became of some notices: those that are others now, and why the rest was not tried, if there is a rest."""

    changed: list[Notice] = field(default_factory=list)
    reworded: list[str] = field(default_factory=list)
    stopped: Failure | None = None


@dataclass(slots=True, kw_only=True)
class Sending:
    """Some notices on their way. `now` is the moment that is written down."""

    forge: NoticeForge
    now: datetime
    done: SentBatch = field(default_factory=SentBatch)
    posted: list[Outgoing] = field(default_factory=list)
    in_a_row: int = 0
    lost: Unsure | None = None

    def send(self, batch: Sequence[Outgoing]) -> SentBatch:
        """Tell all of these threads that were not told yet."""
        waiting = list(batch)
        try:
            for _ in range(TRIES):
                waiting = self._sent(waiting)
                if not waiting:
                    break
            self._take_away_doubles()
            if waiting:
                self.done.stopped = self.lost
        except ForgeFailure as failure:
            self.done.stopped = failure
        return self.done

    def _sent(self, batch: Sequence[Outgoing]) -> list[Outgoing]:
        """Send what is not there yet; gives what may be there, or not, since no answer came."""
        found = self._own_comments(batch)
        unsure = list[Outgoing]()
        for out in batch:
            thread = out.notice.thread
            try:
                if thread not in found:
                    self._refused(out, "gone")
                elif (mine := [one for one in found[thread] if one.text.startswith(marker(out.notice.event))]) != []:
                    self._there(out, mine[0])
                elif out.notice.state == "sent":
                    self.done.changed.append(replace(out.notice, text=out.text.mark))  # somebody took it away
                else:
                    self._told(out, self.forge.tell(thread, out.text.under(out.notice.event)))
                    self.posted.append(out)
            except Unsure as lost:
                self.lost = lost
                unsure.append(out)
            except NotFound:
                self._refused(out, "gone")
            except NoAccess as refused:
                self._no_access(out, refused)
        return unsure

    def _own_comments(self, batch: Sequence[Outgoing]) -> dict[str, list[Comment]]:
        """The program's own comments on these threads, the first one first; threads that are gone are absent."""
        own = self.forge.viewer().id
        since: dict[str, datetime] = {}
        for out in batch:
            since[out.notice.thread] = min(out.notice.since, since.get(out.notice.thread, out.notice.since))
        return {
            thread: sorted(
                (one for one in comments if one.author is not None and one.author.id == own), key=lambda one: one.id
            )
            for thread, comments in self.forge.latest(since).items()
        }

    def _there(self, out: Outgoing, comment: Comment) -> None:
        """The notice stands there: take it down, and mend what it says."""
        text = out.text.under(out.notice.event)
        if out.notice.state == "sent" and comment.text != text:
            self.forge.reword(out.notice.thread, comment, text)
            self.done.reworded.append(out.notice.thread)
        self._told(out, comment)

    def _told(self, out: Outgoing, comment: Comment) -> None:
        self.in_a_row = 0
        told = replace(out.notice, state="sent", text=out.text.mark, comment=comment.id, why=None, at=self.now)
        self.done.changed.append(told)

    def _refused(self, out: Outgoing, why: Refusal) -> None:
        """Take down that a thread refuses. One that was told before stays told, whatever it says now."""
        notice = out.notice
        if notice.state == "sent":
            self.done.changed.append(replace(notice, text=out.text.mark))
        else:
            tries = notice.tries + 1
            self.done.changed.append(replace(notice, state="refused", why=why, tries=tries, at=self.now))

    def _no_access(self, out: Outgoing, refused: NoAccess) -> None:
        if "locked" in refused.message.lower():
            self._refused(out, "locked")
            return
        if home_of(out.notice.thread) == "":
            self.in_a_row += 1
            if self.in_a_row >= MAX_IN_A_ROW:
                mine = {one.key for one in self.done.changed if one.why == "not allowed" and home_of(one.thread) == ""}
                self.done.changed = [one for one in self.done.changed if one.key not in mine]
                raise refused
        self._refused(out, "not allowed")

    def _take_away_doubles(self) -> None:
        """Of notices that two runs wrote at once, leave the first one."""
        if not self.posted:
            return
        found = self._own_comments(self.posted)
        for out in self.posted:
            own = [one for one in found.get(out.notice.thread, ()) if one.text.startswith(marker(out.notice.event))]
            for comment in own[1:]:
                self.forge.unsay(out.notice.thread, comment)
