"""Reads what every count stands on: one community, one ledger, one history, two moments. Counts nothing itself.

Whoever counts takes a basis, so that all commands speak of the same ideas, voters and rules. Two moments are in it:
`now`, when the command runs, by which challenges open and close; and `as_of`, up to which votes have been read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ideario.git.changes import commit_named
from ideario.git.history import Mainline, Version, line_of
from ideario.git.repository import Git, git_at
from ideario.intake.history.coauthors import named_until
from ideario.intake.history.find_frozen_rules import rules_in_force
from ideario.intake.history.frozen_rules import Past
from ideario.intake.history.idea_dates import arrivals, edits_in_votes, told_by_history, with_edits
from ideario.intake.read_community import Reading, read_community
from ideario.intake.schemas import Schemas, load_schemas
from ideario.ledger.exclusions import without_votes
from ideario.ledger.ledger_folder import dated_ideas, read_state, read_threads
from ideario.messages.said import say
from ideario.model.community import Community
from ideario.model.ledger_state import LedgerState, Thread
from ideario.model.moments import day_start, instant
from ideario.problems import CommunityAtFault, CountAtFault, Failure, Problem, ordered
from ideario.progress import Progress
from ideario.resources import Resources
from ideario.voting.beginning import first_vote

if TYPE_CHECKING:
    from concurrent.futures import Executor


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What is known beside the files of content/: the ledger's state and threads, and what the history tells.

    Not slotted, because threads and what the history tells are found out once, when they are asked for, and kept.
    `files` is the folder in which ideas are looked for.
    """

    line: Mainline
    files: Path
    resources: Resources
    ledger: Path | None
    state: LedgerState | None
    now: datetime

    @cached_property
    def threads(self) -> tuple[Thread, ...]:
        """The ledger's threads, read when they are asked for: while other processes read content."""
        return () if self.ledger is None else read_threads(self.ledger)

    @property
    def git(self) -> Git:
        """The repository that the community is in."""
        return self.line.git

    @cached_property
    def past(self) -> Past:
        """The rules that were in force when voting opened, and when the first vote was seen."""
        past = rules_in_force(self.line, resources=self.resources, now=self.now)
        first = None if self.ledger is None or self.state is None else first_vote(self.ledger)
        return past if first is None else replace(past, voted=day_start(instant(first)[:10]) + timedelta(days=1))

    @cached_property
    def edits(self) -> tuple[Version, ...]:
        """What became of the files of ideas while people could vote; nothing without votes."""
        return edits_in_votes(self.line, self.past) if self.state else ()

    @cached_property
    def arrivals(self) -> Mapping[str, datetime]:
        """When each idea came in, by slug."""
        return arrivals(self.line, self.threads, self.files)

    def facts(self) -> list[str]:
        """All that is known here and does not stand in the files, as texts that change when it does.

        Without a history all stands in files, those of the ledger among them, and nothing is read for this.
        """
        if self.git.history == "none":
            return [self.past.facts, self.git.history]
        dated = () if self.ledger is None else dated_ideas(self.ledger)
        told = told_by_history(self.line, dated, self.files)
        came = [f"{idea} {instant(moment)}" for idea, moment in sorted(told.items())]
        return [*came, self.past.facts, repr(self.edits), self.git.history]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A community as it counts. `problems` are those of its content, whose files at fault are left out.

    `unproven` are the challenges whose rules nobody can say were in force when voting opened, by slug; `unseen` are
    those of them whose rules a history shows that is not here. `unproven_reactions` says that votes outside challenges
    count by what reactions mean today, as no history says what they meant at the first vote. `missing` says why the
    history could not be looked at, "" where it could.
    """

    community: Community
    problems: tuple[Problem, ...]
    state: LedgerState | None
    threads: tuple[Thread, ...]
    unproven: tuple[str, ...]
    unseen: tuple[str, ...]
    unproven_reactions: bool
    missing: str
    as_of: datetime
    now: datetime


def ground_of(
    root: Path,
    *,
    resources: Resources,
    ledger: Path | None,
    now: datetime,
    revision: str = "HEAD",
    files: Path | None = None,
) -> Ground:
    """What is known of a community beside its files; `ledger` need not exist. Failure where git or the ledger refuses.

    `revision` is that whose history counts, `files` the folder in which its files are, if not `root`.
    """
    state = None if ledger is None else read_state(ledger)
    # Votes that were seen, were seen: a clock that says less is behind.
    passed = max(now, state.observed) if state else now
    git = git_at(root)
    return Ground(
        line=line_of(git, revision if revision == "HEAD" else commit_named(git, revision), now=passed),
        files=files or root,
        resources=resources,
        ledger=ledger,
        state=state,
        now=passed,
    )


def read_basis(
    root: Path,
    *,
    resources: Resources,
    ledger: Path | None,
    now: datetime,
    as_of: datetime | None = None,
    ground: Ground | None = None,
    workers: int = 1,
    meanwhile: Callable[[], object] | None = None,
    progress: Progress | None = None,
    pool: "Executor | None" = None,
) -> Basis:
    """Read the community at `root` as it counts with the ledger in a folder, which need not exist.

    `as_of` is the moment that the count names (None: when votes were last seen). `ground` is what was found out
    already. `meanwhile` is called once, while other processes read, if there are any: those of a `pool`, or as many as
    there are `workers`. Raises CommunityAtFault where
    content/community.yml is at fault, CountAtFault where a file is that decides what counts, and Failure where git, the
    ledger or the disk refuses.
    """
    ground = ground or ground_of(root, resources=resources, ledger=ledger, now=now)

    def known() -> Mapping[str, datetime]:
        if meanwhile is not None:
            meanwhile()
        return ground.arrivals

    reading = read_community(
        ground.files,
        resources=resources,
        arrivals=known,
        past=ground.past,
        workers=workers,
        progress=progress,
        pool=pool,
    )
    basis = basis_of(reading, ground, resources=resources, as_of=as_of, now=now)
    if reading.deciding:
        raise CountAtFault(reading.deciding)
    return replace(basis, problems=ordered([*basis.problems, *without_votes(ground.files, basis.community, ledger)]))


def basis_of(
    reading: Reading, ground: Ground, *, resources: Resources, now: datetime, as_of: datetime | None = None
) -> Basis:
    """What counts of content that was read on `ground`. Raises as `read_basis`, but for CountAtFault."""
    if reading.community is None:
        raise CommunityAtFault(reading.problems)
    schemas = load_schemas(resources.schemas)
    community = with_edits(ground.git, reading.community, ground.edits, ground.threads, schemas)
    community = with_stakes(community, ground.line, schemas)
    unknown = unproven(community, ground.past)
    return Basis(
        community=community,
        problems=reading.problems,
        state=ground.state,
        threads=ground.threads,
        unproven=unknown,
        unseen=() if ground.git.history == "none" else unknown,
        unproven_reactions=ground.past.unagreed and None in {idea.challenge for idea in community.ideas.values()},
        missing=ground.git.missing,
        as_of=as_of or last_change(community, ground.state, now),
        now=now,
    )


def readable(root: Path, resources: Resources, workers: int, *, now: datetime) -> tuple[Community, tuple[Problem, ...]]:
    """The community at `root` for work with the forge, by the rules in force, and what is wrong in its files.

    Ideas that came too late are in it: their threads are read like any others, and it is the count that leaves them
    out. Raises CommunityAtFault where content/community.yml is at fault, and Failure where only a part of the history
    is here.
    """
    git = git_at(root)
    if git.history not in {"whole", "none"}:
        raise Failure(
            say("only a part of the history is in {root}, and it says by which rules votes are judged", root=root),
            hint=git.missing,
        )
    line = line_of(git, now=now)
    past = rules_in_force(line, resources=resources, now=now)
    reading = read_community(root, resources=resources, past=past, workers=workers)
    if reading.community is None:
        raise CommunityAtFault(reading.problems)
    return with_stakes(reading.community, line, load_schemas(resources.schemas)), reading.problems


def with_stakes(community: Community, line: Mainline, schemas: Schemas) -> Community:
    """The community that knows who was an author of ideas that a jury judges, when its scores were due."""
    due = {slug: one.jury.scores_by for slug, one in community.challenges.items() if one.jury}
    until = {slug: due[idea.challenge] for slug, idea in community.ideas.items() if idea.challenge in due}
    return replace(community, named=named_until(line, until, schemas)) if until else community


def last_change(community: Community, state: LedgerState | None, now: datetime) -> datetime:
    """The moment as of which a community is counted: when votes were last seen.

    Without votes nothing changes by itself but the phases of challenges: then it is when the last of these began, or
    the last idea came in; else the beginning of the day.
    """
    if state is not None:
        return state.observed
    came = [idea.arrived for idea in community.ideas.values() if idea.arrived is not None]
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return max((moment for moment in (*_edges(community), *came) if moment <= now), default=day)


def holding(basis: Basis, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From when to when nothing changes by the clock alone, the second moment not included; None where without end.

    A date that has not come yet, which is a Problem, is looked at again on the next day, and so is a count as of a day
    that began.
    """
    edges = set(_edges(basis.community))
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if basis.as_of == day or any(problem.rule in {"dated-tomorrow", "dated-ahead"} for problem in basis.problems):
        edges |= {day, day + timedelta(days=1)}
    return (
        max((edge for edge in edges if edge <= now), default=None),
        min((edge for edge in edges if edge > now), default=None),
    )


def _edges(community: Community) -> Iterator[datetime]:
    """When the phase of a challenge changes."""
    for challenge in community.challenges.values():
        for window in (challenge.submission, challenge.voting):
            yield from (window.opens, window.closes + timedelta(seconds=1))


def unproven(community: Community, past: Past) -> tuple[str, ...]:
    """The challenges whose voting has opened, where no history tells what their rules were then, by slug."""
    unknown = {
        slug: challenge
        for slug, challenge in community.challenges.items()
        if not any(name in past.seeds for name in (slug, *challenge.former))
    }
    return tuple(slug for slug, challenge in unknown.items() if past.now and challenge.voting.opens <= past.now)
