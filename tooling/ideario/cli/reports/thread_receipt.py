"""The receipt of an import of threads, for people and for programs. Asks nobody."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ideario.actions.importing.bring_threads import ThreadReceipt
from ideario.cli.reports.sync_report import cost
from ideario.cli.shared.options import some
from ideario.cli.shared.speaking import aloud
from ideario.fences import one_line
from ideario.messages.said import Said, say
from ideario.reporters import inert

SHOWN = 20
"""Rows of a list that are printed; --format json has all."""


def receipt_document(done: ThreadReceipt) -> dict[str, Any]:
    """What was read, made and refused, for programs."""
    return {
        "schema": 1,
        "repository": done.repository,
        "written": done.written,
        "pull_request": None
        if done.proposal is None
        else {"thread": done.proposal.pull, "state": done.proposal.state, "files": done.proposal.files},
        "read": done.read,
        "made": [
            {
                "thread": one.thread,
                "idea": one.slug,
                "title": one.idea.values["title"],
                "status": one.status,
                "notes": list(one.notes),
            }
            for one in done.made
        ],
        "known": [
            {"thread": one.thread, "idea": one.idea, "status": one.status, "state": one.reason, "differs": one.differs}
            for one in done.known
        ],
        "refused": [{"thread": thread, "reason": reason} for thread, reason in done.refused],
        "pulls": list(done.pulls),
        "gone": [{"thread": thread, "idea": idea} for thread, idea in done.gone],
        "locked": list(done.locked),
        "upvotes": dict(done.upvotes),
        "states": dict(done.terms.statuses),
        "tags": dict(done.tags),
        "labels_without_tag": dict(done.strange),
        "files": sorted(done.files),
        "warnings": [{"path": p.path, "rule": p.rule, "message": p.message} for p in done.problems],
        "requests": done.meter.requests,
        "points": done.meter.points,
    }


def receipt_report(done: ThreadReceipt, *, again: str) -> str:
    """The same for people. What others wrote stands on one line, and does nothing there."""
    return "\n".join(map(aloud, _told(done, again)))


def _told(done: ThreadReceipt, again: str) -> Iterator[str]:
    yield say(
        "{repository}: {read} threads read, {known} of them ideas already.",
        repository=done.repository, read=f"{done.read:,}", known=f"{len(done.known):,}",
    )  # fmt: skip
    yield say("States: {pairs} (to change one: --status STATE=STATUS)", pairs=_pairs(done.terms.statuses))
    if done.tags:
        yield say("Labels: {pairs} (to change one: --tag LABEL=TAG)", pairs=_pairs(done.tags))
    yield _what_became(done)
    yield from _rows([_made(one.thread, str(one.idea.values["title"]), one.status, one.notes) for one in done.made])
    if done.refused:
        yield say("Refused {count}:", count=f"{len(done.refused):,}")
        yield from _rows([f"  {thread}: {_plain(reason)}" for thread, reason in done.refused])
    if done.pulls:
        yield say("Pull requests with the label are no ideas: {threads}", threads=some(done.pulls, SHOWN))
    if done.strange:
        counts = [f"{_plain(label)} ({number:,})" for label, number in done.strange.items()]
        yield say("Labels that are no tags of the community, left out: {labels}", labels=some(counts, SHOWN))
    if done.upvotes:
        total, threads = sum(done.upvotes.values()), len(done.upvotes)
        yield say(
            "{count} upvotes of {threads} discussions are not counted: only reactions are votes.",
            count=f"{total:,}", threads=f"{threads:,}",
        )  # fmt: skip
    if done.locked:
        yield say("Locked, so that outsiders cannot vote there: {threads}", threads=some(done.locked, SHOWN))
    differing = [f"{one.idea} [{one.status}] ≠ {one.thread} [{one.reason}]" for one in done.known if one.differs]
    if differing:
        yield say("Closed or opened on GitHub since; the decision is yours: {ideas}", ideas=some(differing, SHOWN))
    if done.gone:
        gone = some([thread for thread, _ in done.gone], SHOWN)
        yield say("Not in the list any more, the ideas stay: {threads}", threads=gone)
    for p in done.problems[:SHOWN]:
        yield say("Warning: {path}: {message}", path=p.path, message=_plain(aloud(p.message)))
    yield cost(done.meter)
    yield _next(done, again)


def _what_became(done: ThreadReceipt) -> Said:
    count = f"{len(done.made):,}"
    if not done.made:
        return say("Nothing new.")
    if done.written:
        return say("Made {count} ideas:", count=count)
    return (
        say("Would make {count} ideas:", count=count)
        if done.proposal is None
        else say("Proposed {count} ideas:", count=count)
    )


def _next(done: ThreadReceipt, again: str) -> Said:
    count = f"{len(done.files):,}"
    if done.written:
        return say(
            "{count} files written. Look at them, commit them, then run: {command}",
            count=count, command=f"{again} sync",
        )  # fmt: skip
    proposal = done.proposal
    if proposal is not None and proposal.state == "closed":
        return say(
            "{pull} proposed them, and was closed: to have them after all, reopen it; to be asked no more, take the "
            "label off these issues.",
            pull=proposal.pull,
        )
    if proposal is not None and proposal.state == "merged":
        return say("{pull} has brought them in already: these files here are older.", pull=proposal.pull)
    if proposal is not None:
        return say(
            "{pull} brings them in, {count} files of it since now.", pull=proposal.pull, count=f"{proposal.files:,}"
        )
    if done.files:
        return say(
            "Nothing was written. To write {count} files, give --write; to propose them, --pull-request.", count=count
        )
    return say("Nothing to write.")


def _made(thread: str, title: str, status: str, notes: Sequence[str]) -> str:
    told = f" ({'; '.join(_plain(aloud(note)) for note in notes)})" if notes else ""
    return f"  {thread}: {_plain(title)} [{status}]{told}"


def _plain(text: str) -> str:
    return inert(one_line(text))


def _pairs(of: Mapping[str, str]) -> str:
    return ", ".join(f"{_plain(left)} → {right or '–'}" for left, right in of.items())


def _rows(rows: list[str]) -> Iterator[str]:
    yield from rows[:SHOWN]
    if rows[SHOWN:]:
        yield say("  … and {count} more (--format json has all)", count=f"{len(rows) - SHOWN:,}")
