"""The receipt of an import of threads, for people and for programs. Asks nobody."""

from collections.abc import Mapping, Sequence
from typing import Any

from ideario.actions.importing.bring_threads import ThreadReceipt
from ideario.cli.reports.sync_report import cost
from ideario.reporters import inert, one_line

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
    lines = [f"{done.repository}: {done.read:,} threads read, {len(done.known):,} of them ideas already."]
    lines.append(f"States: {_pairs(done.terms.statuses)} (to change one: --status STATE=STATUS)")
    if done.tags:
        lines.append(f"Labels: {_pairs(done.tags)} (to change one: --tag LABEL=TAG)")
    verb = "Made" if done.written else "Proposed" if done.proposal is not None else "Would make"
    lines.append(f"{verb} {len(done.made):,} ideas:" if done.made else "Nothing new.")
    lines += _some([_made(one.thread, str(one.idea.values["title"]), one.status, one.notes) for one in done.made])
    if done.refused:
        lines.append(f"Refused {len(done.refused):,}:")
        lines += _some([f"  {thread}: {_plain(reason)}" for thread, reason in done.refused])
    if done.pulls:
        lines.append(f"Pull requests with the label are no ideas: {_names(done.pulls)}")
    if done.strange:
        counts = [f"{_plain(label)} ({number:,})" for label, number in done.strange.items()]
        lines.append(f"Labels that are no tags of the community, left out: {_names(counts)}")
    if done.upvotes:
        total, threads = sum(done.upvotes.values()), len(done.upvotes)
        lines.append(f"{total:,} upvotes of {threads:,} discussions are not counted: only reactions are votes.")
    if done.locked:
        lines.append(f"Locked, so that outsiders cannot vote there: {_names(done.locked)}")
    differing = [f"{one.idea} is {one.status}, {one.thread} {one.reason}" for one in done.known if one.differs]
    if differing:
        lines.append(f"Closed or opened on GitHub since; the decision is yours: {_names(differing)}")
    if done.gone:
        lines.append(f"Not in the list any more, the ideas stay: {_names([thread for thread, _ in done.gone])}")
    lines += [f"Warning: {p.path}: {_plain(p.message)}" for p in done.problems[:SHOWN]]
    lines.append(cost(done.meter))
    lines.append(_next(done, again))
    return "\n".join(lines)


def _next(done: ThreadReceipt, again: str) -> str:
    if done.written:
        return f"{len(done.files):,} files written. Look at them, commit them, then run: {again} sync"
    proposal = done.proposal
    if proposal is not None and proposal.state == "closed":
        return (
            f"{proposal.pull} proposed them, and was closed: to have them after all, reopen it; to be asked no more, "
            "take the label off these issues."
        )
    if proposal is not None and proposal.state == "merged":
        return f"{proposal.pull} has brought them in already: these files here are older."
    if proposal is not None:
        return f"{proposal.pull} brings them in, {proposal.files:,} files of it since now."
    if done.files:
        return (
            f"Nothing was written. To write {len(done.files):,} files, give --write; to propose them, --pull-request."
        )
    return "Nothing to write."


def _made(thread: str, title: str, status: str, notes: Sequence[str]) -> str:
    told = f" ({'; '.join(map(_plain, notes))})" if notes else ""
    return f"  {thread}: {_plain(title)} [{status}]{told}"


def _plain(text: str) -> str:
    return inert(one_line(text))


def _pairs(of: Mapping[str, str]) -> str:
    return ", ".join(f"{_plain(left)} → {right or 'none'}" for left, right in of.items())


def _some(rows: list[str]) -> list[str]:
    return (
        rows if len(rows) <= SHOWN else [*rows[:SHOWN], f"  … and {len(rows) - SHOWN:,} more (--format json has all)"]
    )


def _names(rows: Sequence[str]) -> str:
    more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    return f"{', '.join(rows[:SHOWN])}{more}"
