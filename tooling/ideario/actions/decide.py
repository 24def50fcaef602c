"""Decides a challenge: who wins by its rule, why, and who would win by others. Publishes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ideario.actions.community import readable
from ideario.actions.edits import with_edits
from ideario.actions.unproven import unproven
from ideario.files import write_whole
from ideario.git import git_at, line_of
from ideario.intake import editor_line, edits_in_votes, rules_in_force
from ideario.model import Challenge, Community, LedgerState, WinnerRule, instant
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
    """The ballots of one challenge, and where they come from. `over` says that votes were seen after the close.

    `proven` says that the rules are known to be those that were in force when voting opened.
    """

    community: Community
    challenge: Challenge
    ballots: tuple[Ballot, ...]
    ledger: LedgerState
    over: bool
    problems: tuple[Problem, ...] = ()
    proven: bool = True


def decide_challenge(
    root: Path, name: str, *, resources: Resources, ledger: Path, provisional: bool = False, workers: int = 1
) -> Decided:
    """Decide a challenge by its rule and write its result to content/results/<challenge>.yml.

    Before votes were seen after the close there is a Failure; `provisional` decides on what there is, and writes
    nothing. The same ballots give the same file, to the byte.
    """
    count = counted_for(root, name, resources=resources, ledger=ledger, workers=workers)
    if not (count.over or provisional):
        raise Failure(
            f"voting on {name} is not over: it closes {instant(count.challenge.voting.closes)}, and votes were last "
            f"fetched {instant(count.ledger.observed)}",
            hint=f"see how it stands: ideario decide {name} --provisional",
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
        proven=count.proven,
    )


def what_if(
    root: Path, name: str, *, resources: Resources, ledger: Path, workers: int = 1
) -> tuple[Counted, tuple[Alternative, ...]]:
    """What each rule would make of the ballots of a challenge, the present one first. Writes nothing."""
    count = counted_for(root, name, resources=resources, ledger=ledger, workers=workers)
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


def counted_for(root: Path, name: str, *, resources: Resources, ledger: Path, workers: int) -> Counted:
    """The ballots of a challenge by its name, under the rules in force. A Failure where there is none, or no vote."""
    state = read_state(ledger)
    line = line_of(git_at(root))
    past = rules_in_force(line, resources=resources, observed=state.observed if state else None)
    community, problems = readable(root, resources, workers, past=past)
    challenge = community.challenges.get(name)
    if challenge is None:
        raise Failure(f"there is no challenge {name}", hint=_meant(name, sorted(community.challenges)))
    community = with_edits(line.git, community, edits_in_votes(line, past))
    proven = name not in unproven(community, past)
    return replace(ballots_for(community, name, ledger), problems=problems, proven=proven)


def ballots_for(community: Community, name: str, ledger: Path) -> Counted:
    """The ballots of the challenge called `name` in a ledger. A Failure where that holds no votes."""
    state, challenge = read_state(ledger), community.challenges[name]
    if state is None:
        raise Failure(f"{ledger} holds no votes", hint="fetch them: ideario sync")
    return Counted(
        community=community,
        challenge=challenge,
        ballots=ballots_of(community, ledger, (name,))[name],
        ledger=state,
        over=state.observed > challenge.voting.closes,
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
