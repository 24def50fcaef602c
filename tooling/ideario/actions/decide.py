"""Decides a challenge: who wins by its rule, why, and who would win by others. Publishes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ideario.actions.basis import Basis, read_basis
from ideario.files import write_whole
from ideario.intake import editor_line
from ideario.model import Challenge, Community, LedgerState, Phase, WinnerRule, instant
from ideario.problems import Failure, Problem
from ideario.resources import Resources
from ideario.voting.ballots import Ballot, ballots_of
from ideario.voting.contests import Representation, contest_of, representation
from ideario.voting.ledger import read_state
from ideario.voting.result import result_document
from ideario.voting.tally import rules_hash
from ideario.voting.winners import Contest, Outcome, decide

COMPLETIONS = ("none", "add1", "add1e", "utilitarian")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decided challenge. `document` is by schemas/result.schema.json, `written` the file that now holds it.

    `changed` says that the file was there and held something else. `flagged` is how many ballots are flagged, and
    `unflagged` the outcome without them. `proven` is as for Counted.
    """

    community: Community
    challenge: Challenge
    contest: Contest
    outcome: Outcome
    unflagged: Outcome
    flagged: int
    ledger: LedgerState
    rules: str
    document: dict[str, Any]
    problems: tuple[Problem, ...]
    phase: Phase
    provisional: bool = False
    written: Path | None = None
    changed: bool = False
    proven: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """What another rule makes of the same ballots; `failure` where it cannot be applied."""

    rule: WinnerRule
    present: bool
    outcome: Outcome | None
    representation: Representation | None
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
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


def decide_challenge(
    root: Path,
    name: str,
    *,
    resources: Resources,
    ledger: Path,
    now: datetime,
    provisional: bool = False,
    workers: int = 1,
) -> Decided:
    """Decide a challenge by its rule and write its result to content/results/<challenge>.yml.

    Before it has closed, at `now`, and votes were seen after the close there is a Failure; `provisional` decides on
    what there is, and writes nothing. The same ballots give the same file, to the byte.
    """
    count = counted_for(root, name, resources=resources, ledger=ledger, now=now, workers=workers)
    if count.phase != "closed" and not provisional:
        closes, fetched = instant(count.challenge.voting.closes), instant(count.ledger.observed)
        provisional_command = f"ideario decide {name} --provisional"
        if count.phase == "counting":
            raise Failure(
                f"{name} is closed, last votes not yet read: it closed {closes}, and votes were last fetched {fetched}",
                hint=f"fetch them: ideario sync; to see how it stands: {provisional_command}",
            )
        raise Failure(
            f"voting on {name} is not over: it closes {closes}, and votes were last fetched {fetched}",
            hint=f"see how it stands: {provisional_command}",
        )
    decided = replace(result_of(count), provisional=provisional)
    return decided if provisional else _written(root, name, decided, resources)


def result_of(count: Counted) -> Decided:
    """The result that a challenge's rule makes of its ballots. Writes nothing."""
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
        unflagged=unflagged,
        flagged=len(flagged),
        ledger=count.ledger,
        rules=rules,
        document=result_document(contest, outcome, unflagged, flagged=len(flagged), ledger=count.ledger, rules=rules),
        problems=count.problems,
        phase=count.phase,
        proven=count.proven,
    )


def what_if(
    root: Path, name: str, *, resources: Resources, ledger: Path, now: datetime, workers: int = 1
) -> tuple[Counted, tuple[Alternative, ...]]:
    """What each rule would make of the ballots of a challenge, the present one first. Writes nothing."""
    count = counted_for(root, name, resources=resources, ledger=ledger, now=now, workers=workers)
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
    return count, tuple(_alternative(count.community, replace(contest, rule=rule), present) for rule in rules)


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


def counted_for(root: Path, name: str, *, resources: Resources, ledger: Path, now: datetime, workers: int) -> Counted:
    """The ballots of a challenge by its name, under the rules in force. A Failure where there is none, or no vote."""
    basis = read_basis(root, resources=resources, ledger=ledger, now=now, workers=workers)
    return counted_in(basis, name, ledger)


def counted_in(basis: Basis, name: str, ledger: Path) -> Counted:
    """The ballots of a challenge of a community that was read already."""
    community = basis.community
    if name not in community.challenges:
        raise Failure(f"there is no challenge {name}", hint=_meant(name, sorted(community.challenges)))
    count = ballots_for(community, name, ledger, now=basis.now)
    return replace(count, problems=basis.problems, proven=name not in basis.unproven)


def ballots_for(community: Community, name: str, ledger: Path, *, now: datetime) -> Counted:
    """The ballots of the challenge called `name` in a ledger. A Failure where that holds no votes."""
    state, challenge = read_state(ledger), community.challenges[name]
    if state is None:
        raise Failure(f"{ledger} holds no votes", hint="fetch them: ideario sync")
    return Counted(
        community=community,
        challenge=challenge,
        ballots=ballots_of(community, ledger, (name,))[name],
        ledger=state,
        phase=challenge.phase(now, state.observed),
    )


def _meant(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return "there are: " + ", ".join(known) if known else "make one: ideario new challenge"


def _written(root: Path, name: str, decided: Decided, resources: Resources) -> Decided:
    """The same, with its file written whole."""
    from ideario.intake.drafts import content_path, draft  # explains schemas, which no build and no report waits for

    path = root / content_path("result", name)
    line = editor_line("result", content_path("result", name), decided.community.settings, root)
    text = draft("result", decided.document, line=line, resources=resources).encode()
    before = path.read_bytes() if path.is_file() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)
    return replace(decided, written=path, changed=before not in {None, text})
