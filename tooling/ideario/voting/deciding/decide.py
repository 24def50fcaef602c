"""Decides a challenge by its ballots: who wins by its winner rule, and who would win by others. Reads no content."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ideario.ledger.ledger_folder import read_state
from ideario.messages.said import say
from ideario.model.challenge import Challenge, Phase, WinnerRule
from ideario.model.community import Community
from ideario.model.ledger_state import LedgerState
from ideario.model.results import ResultDocument
from ideario.problems import Failure, Problem
from ideario.voting.counting.ballots import Ballot, ballots_of
from ideario.voting.counting.tallies import rules_hash
from ideario.voting.deciding.contests import Representation, contest_of, representation
from ideario.voting.deciding.outcome import Contest, Outcome
from ideario.voting.deciding.result_document import result_document
from ideario.voting.deciding.winner_rules import decide

COMPLETIONS = ("none", "add1", "add1e", "utilitarian")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decided challenge. `document` is by schemas/result.schema.json, `written` the file that now holds it.

    `changed` says that the file was there and held something else. `proven` is as for ChallengeBallots.
    """

    community: Community
    challenge: Challenge
    contest: Contest
    outcome: Outcome
    ledger: LedgerState
    rules: str
    document: ResultDocument
    problems: tuple[Problem, ...]
    phase: Phase
    provisional: bool = False
    written: Path | None = None
    changed: bool = False
    proven: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """What another winner rule makes of the same ballots; `failure` where it cannot be applied."""

    rule: WinnerRule
    present: bool
    outcome: Outcome | None
    representation: Representation | None
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeBallots:
    """The ballots of one challenge, and where they come from. `phase` is where it stands: `closed` only when all its
    votes were seen.

    `proven` says that the rules are known to be those that were in force when voting opened.
    """

    community: Community
    challenge: Challenge
    ballots: tuple[Ballot, ...]
    ledger: LedgerState
    phase: Phase
    problems: tuple[Problem, ...] = ()
    proven: bool = True


def result_of(count: ChallengeBallots) -> Decided:
    """The result that a challenge's winner rule makes of its ballots. Writes nothing."""
    name = count.challenge.slug
    contest = contest_of(count.community, name, count.ballots)
    flagged = frozenset(ballot.seq for ballot in count.ballots if ballot.flags)
    outcome = decide(contest)
    unflagged = decide(contest_of(count.community, name, count.ballots, without=flagged)) if flagged else outcome
    rules = rules_hash(count.community, (count.challenge,))
    return Decided(
        community=count.community,
        challenge=count.challenge,
        contest=contest,
        outcome=outcome,
        ledger=count.ledger,
        rules=rules,
        document=result_document(contest, outcome, unflagged, flagged=len(flagged), ledger=count.ledger, rules=rules),
        problems=count.problems,
        phase=count.phase,
        proven=count.proven,
    )


def _kind(rule: WinnerRule) -> tuple[str, str | None]:
    return rule.rule, rule.completion


def _alternative(community: Community, contest: Contest, present: WinnerRule) -> Alternative:
    try:
        outcome = decide(contest)
    except Failure as failure:
        return Alternative(
            rule=contest.rule,
            present=contest.rule is present,
            outcome=None,
            representation=None,
            failure=failure.message,
        )
    return Alternative(
        rule=contest.rule,
        present=contest.rule is present,
        outcome=outcome,
        representation=representation(community, contest, outcome),
    )


def ballots_for(
    community: Community, name: str, ledger: Path, *, now: datetime, rehearsal: bool = False
) -> ChallengeBallots:
    """The ballots of the challenge called `name` in a ledger. A Failure where that holds no votes.

    In a rehearsal a jury that decides alone needs no ledger: its state then has no lines, and was seen now.
    """
    state, challenge = read_state(ledger), community.challenges[name]
    if state is None and rehearsal and challenge.winners.rule == "jury":
        state = LedgerState(head="", events=0, lines=0, observed=now, epoch=1, threads="")
        return ChallengeBallots(
            community=community, challenge=challenge, ballots=(), ledger=state, phase=challenge.phase(now, now)
        )
    if state is None:
        raise Failure(say("{ledger} holds no votes", ledger=ledger), hint=say("fetch them: ideario sync"))
    return ChallengeBallots(
        community=community,
        challenge=challenge,
        ballots=ballots_of(community, ledger, (name,))[name],
        ledger=state,
        phase=challenge.phase(now, state.observed),
    )


def alternatives(count: ChallengeBallots) -> tuple[Alternative, ...]:
    """What each winner rule would make of the ballots of a challenge, the present one first."""
    name = count.challenge.slug
    contest = contest_of(count.community, name, count.ballots)
    present = count.challenge.winners
    try:
        number = present.count or len(decide(contest).wins) or 1
    except Failure:
        number = 1
    plain = WinnerRule(
        rule="top",
        count=number,
        minimum_support=present.minimum_support,
        quorum=present.quorum,
        proportional_quorum=present.proportional_quorum,
        seed=present.seed,
        step=present.step,
    )
    others = [
        plain,
        replace(plain, rule="greedy", count=None),
        *(replace(plain, rule="equal-shares", count=None, completion=completion) for completion in COMPLETIONS),
    ]
    rules = [present, *(rule for rule in others if _kind(rule) != _kind(present))]
    return tuple(_alternative(count.community, replace(contest, rule=rule), present) for rule in rules)
