"""A sweep: looks at all open pull requests, has those judged of which something changed, and answers them.

What was said last is known from the marker of the answer itself, so nothing is remembered anywhere else: a sweep that
was cut off is made up for by the next one, and one that finds nothing new writes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ideario.answering.comment import WrittenAnswer
from ideario.answering.keep_labels import LabelKeeping
from ideario.answering.labelling import found_labels
from ideario.answering.marker import Marker, marker_in
from ideario.answering.proposal import OpenProposal, is_cut, places_of
from ideario.answering.verdict import Colour, Verdict
from ideario.forge.issue_forms import issues_of
from ideario.forge.open_pulls import OpenPull, ProposalForge, waits_for_author
from ideario.forge.port import Account, Exhausted, ForgeFailure, Unreachable
from ideario.forge.thread_labels import ProposalLabel
from ideario.forge.writing_port import Comment, Unsure
from ideario.messages.said import ENGLISH
from ideario.problems import Failure
from ideario.progress import Progress

AT_ONCE = 25
"""Proposals whose files are fetched together."""
MAX_AGAIN = 100
"""Proposals that are looked at again in one sweep because the community's own files are others now."""
MAX_IN_A_ROW = 3
"""Failures one after the other, after which nobody tries on: the forge is away."""
PathFilter = Callable[[str], bool]
"""Whether the file at a path is looked at."""


class Earlier(NamedTuple):
    """The last answer on a thread."""

    comment: Comment
    marker: Marker


Due = tuple[OpenPull, Earlier | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepTerms:
    """What a sweep goes by. `base` stands for all by which proposals are judged, and `turn` is any number that grows
    from sweep to sweep. `wanted` are the files that are looked at; `judge` finds out what is to be said of a proposal,
    and `answer` puts it into words. `language` is that of the labels' descriptions.
    """

    base: str
    turn: int
    wanted: PathFilter
    judge: Callable[[OpenProposal], Verdict]
    answer: Callable[[OpenProposal, Verdict], WrittenAnswer]
    language: str = ENGLISH


class Failed(NamedTuple):
    """A proposal that could not be answered, and why; `error` is a mistake of our own, if it was one."""

    pull: str
    why: str
    error: Exception | None = None


@dataclass(slots=True, kw_only=True)
class SweepReport:
    """What a sweep did. `looked` is the number of open pull requests; of those that were judged, `same` were answered
    so already, and `labelled` got labels or lost some. `left` is how many were not judged any more when `stopped` says
    why the sweep ended early.
    """

    looked: int = 0
    posted: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    same: int = 0
    labelled: list[str] = field(default_factory=list)
    left: int = 0
    failed: list[Failed] = field(default_factory=list)
    stopped: Failure | None = None


def run_sweep(forge: ProposalForge, terms: SweepTerms, *, progress: Progress | None = None) -> SweepReport:
    """Answer all open pull requests of which something changed. What goes wrong is in the report; a Failure only where
    not even the list of them could be read.
    """
    report, keeping = SweepReport(), LabelKeeping(forge=forge, language=terms.language)
    posted = dict[str, str]()
    due = _due(forge, terms, report, keeping)
    in_a_row = 0
    for number, (pull, earlier, proposal) in enumerate(_with_files(forge, terms.wanted, due)):
        if progress is not None:
            progress(number, len(due))
        try:
            if begins := _answered(keeping, terms, report, _read(proposal), earlier):
                posted[pull.rollup.name] = begins
            in_a_row = 0
        except Failure as failure:
            in_a_row += 1
            if isinstance(failure, Exhausted) or in_a_row > MAX_IN_A_ROW:
                report.stopped, report.left = failure, len(due) - number
                break
            report.failed.append(Failed(pull.rollup.name, str(failure)))
        except Exception as error:  # noqa: BLE001 - a mistake of ours about one proposal keeps nobody else waiting
            report.failed.append(Failed(pull.rollup.name, f"{type(error).__name__}, a mistake of the program's", error))
    try:
        forge.keep_first(posted)  # another sweep at the same time may have been as fast
    except ForgeFailure as failure:
        report.stopped = report.stopped or failure
    return report


def _with_files(
    forge: ProposalForge, wanted: PathFilter, due: Sequence[Due]
) -> Iterator[tuple[OpenPull, Earlier | None, OpenProposal | ForgeFailure | None]]:
    """Each pull request with its files, or why there are none; None where it is gone. Many are asked for at once."""
    for start in range(0, len(due), AT_ONCE):
        part = due[start : start + AT_ONCE]
        try:
            found: Mapping[str, OpenProposal | ForgeFailure] = _proposals(forge, wanted, [pull for pull, _ in part])
        except Exhausted as failure:
            found = dict.fromkeys([pull.rollup.name for pull, _ in part], failure)
        except ForgeFailure:
            found = {pull.rollup.name: one for pull, _ in part if (one := _alone(forge, wanted, pull)) is not None}
        yield from ((pull, earlier, found.get(pull.rollup.name)) for pull, earlier in part)


def _read(proposal: OpenProposal | ForgeFailure | None) -> OpenProposal | None:
    """A proposal that could be read; raises why it could not."""
    if isinstance(proposal, ForgeFailure):
        raise proposal
    return proposal


def _alone(forge: ProposalForge, wanted: PathFilter, pull: OpenPull) -> OpenProposal | ForgeFailure | None:
    """One proposal by itself, after something was wrong with one of many."""
    try:
        return _proposals(forge, wanted, [pull]).get(pull.rollup.name)
    except ForgeFailure as failure:
        return failure


def _due(forge: ProposalForge, terms: SweepTerms, report: SweepReport, keeping: LabelKeeping) -> list[Due]:
    """The pull requests to be judged: first those that nobody has looked at as they are, then some of the others."""
    own = forge.viewer().id
    new, again = list[Due](), list[Due]()
    cursor, ended = None, False
    while not ended:
        page = forge.open_pulls(cursor)
        further = _further(forge, [pull.rollup.name for pull in page.pulls if not pull.complete], report)
        for pull in page.pulls:
            keeping.seen(pull)
            if pull.rollup.elsewhere:
                continue
            report.looked += 1
            if not pull.complete and pull.rollup.name not in further:
                continue
            comments = further.get(pull.rollup.name, pull.comments)
            earlier, asked = _earlier(comments, own), waits_for_author(pull.rollup, comments, own=own)
            known = replace(pull, comments=(), asked=asked)  # they may be long, and ten thousand of them are a lot
            if earlier is None or (earlier.marker.head, earlier.marker.asked) != (pull.rollup.head, asked):
                new.append((known, earlier))
            elif earlier.marker.base != terms.base:
                again.append((known, earlier))
        cursor, ended = page.next, page.next is None
    begin = terms.turn * MAX_AGAIN % len(again) if again else 0
    return [*new, *[*again[begin:], *again[:begin]][:MAX_AGAIN]]


def _further(forge: ProposalForge, names: Sequence[str], report: SweepReport) -> Mapping[str, tuple[Comment, ...]]:
    """All comments of long threads. One whose list does not come out whole, anybody's to write in, stops no other."""
    try:
        return forge.comments(names)
    except Exhausted:
        raise
    except ForgeFailure as failure:
        if len(names) > 1:
            parts = (_further(forge, [name], report) for name in names)
            return {name: comments for part in parts for name, comments in part.items()}
        report.failed.append(Failed(names[0], str(failure)))
        return {}


def _earlier(comments: Sequence[Comment], own: int) -> Earlier | None:
    """The last of the program's own answers. What others wrote, with whatever marker, is not looked at."""
    found = [
        Earlier(comment, marker)
        for comment in comments
        if comment.author is not None and comment.author.id == own and (marker := marker_in(comment.text)) is not None
    ]
    return max(found, key=lambda one: (one.marker.turn, -one.comment.id), default=None)


def _proposals(forge: ProposalForge, wanted: PathFilter, pulls: Sequence[OpenPull]) -> dict[str, OpenProposal]:
    """The proposals with their files, by name; those that are gone are left out."""
    listed = forge.files([pull.rollup for pull in pulls])
    there = [pull for pull in pulls if pull.rollup.name in listed]
    places = {pull.rollup.name: places_of(pull, listed[pull.rollup.name], wanted) for pull in there}
    every = [place for found in places.values() for place in found]
    contents = forge.contents(every) if every else {}
    proposers = _proposers(forge, there)
    return {
        name: OpenProposal(
            pull=pull,
            proposer=proposers[name],
            changes=listed[name],
            found={place.path: contents[place] for place in places[name]},
            cut=is_cut(listed[name], wanted),
        )
        for pull in there
        for name in [pull.rollup.name]
    }


def _proposers(forge: ProposalForge, pulls: Sequence[OpenPull]) -> dict[str, Account | None]:
    """Whose the proposals are: of those that the program itself opened for an issue, the issue's author."""
    issues = issues_of(pull.rollup for pull in pulls)
    threads = forge.threads([*issues.values()]) if issues else {}
    return {
        name: threads[issues[name]].author if issues.get(name) in threads else pull.rollup.author
        for pull in pulls
        for name in [pull.rollup.name]
    }


def _answered(
    keeping: LabelKeeping,
    terms: SweepTerms,
    report: SweepReport,
    proposal: OpenProposal | None,
    earlier: Earlier | None,
) -> str:
    """Have one proposal judged, and say what there is to say: nothing of one that never had to do with content. Gives
    what a new comment begins with, "" where there is none.
    """
    forge = keeping.forge
    if proposal is None or (earlier is None and not any(map(terms.wanted, proposal.touched))):
        return ""
    name, head = proposal.pull.rollup.name, proposal.pull.rollup.head
    verdict = terms.judge(proposal)
    if earlier is None and not proposal.touches_content and not verdict.problems:
        return ""
    answer, before = terms.answer(proposal, verdict), earlier.marker if earlier else None
    marker = Marker(
        turn=_turn(before, verdict.colour), colour=verdict.colour, head=head, base=terms.base, text=answer.mark,
        labels=_labelled(keeping, report, proposal, before, verdict), asked=proposal.pull.asked,
    )  # fmt: skip
    text = answer.under(marker)
    if earlier is None or marker.turn != earlier.marker.turn:
        try:
            forge.add(name, text)  # that none stands there came with the list
        except Unsure:
            forge.post(name, text, marker=marker.beginning)
        report.posted.append(name)
        return marker.beginning
    if replace(marker, base="") == replace(earlier.marker, base=""):
        report.same += 1  # that the community's own files are others is no reason to write
    else:
        forge.edit(earlier.comment, text)
        report.edited.append(name)
    return ""


def _labelled(
    keeping: LabelKeeping, report: SweepReport, proposal: OpenProposal, before: Marker | None, verdict: Verdict
) -> frozenset[ProposalLabel]:
    """Keep a proposal's labels; gives what its marker is to say of them. Labels that cannot be changed keep nobody from
    an answer, and are tried again with the next one.
    """
    known = before.labels if before is not None else frozenset()
    found = found_labels(verdict, asked=proposal.pull.asked)
    try:
        if keeping.keep(proposal, known, found):
            report.labelled.append(proposal.pull.rollup.name)
    except (Exhausted, Unreachable):
        raise
    except ForgeFailure as failure:
        report.failed.append(Failed(proposal.pull.rollup.name, str(failure)))
        return known
    return found


def _turn(before: Marker | None, colour: Colour) -> int:
    """The number of the answer: the same one while the colour is the same."""
    if before is None:
        return 1
    return before.turn if before.colour == colour else before.turn + 1
