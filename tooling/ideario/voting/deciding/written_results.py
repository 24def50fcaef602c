"""Recounts what content/results/ says before anybody is shown it: a result is what its winner rule makes of the ledger.

A file there is written by `ideario winners` or by any hand. What the recount does not confirm is no result, and is told
as not recounted, with the reason and without its numbers. Reads no content and writes nothing.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ideario.differences import Difference, by_name, differences, told
from ideario.ledger.chain.chain_end import last_line
from ideario.ledger.format import GENESIS, naming
from ideario.ledger.ledger_folder import read_state
from ideario.ledger.plain_files import event_files
from ideario.messages.said import NOTHING, Said, say
from ideario.model.community import Community
from ideario.model.content import Result
from ideario.model.ledger_state import USUAL_PLACE, LedgerState
from ideario.model.moments import instant, moment_of
from ideario.model.results import ResultDocument
from ideario.model.votes import Doubt, Unrecounted
from ideario.problems import Failure, Level, Problem
from ideario.voting.counting.ballots import Ballot
from ideario.voting.deciding.decide import ChallengeBallots, result_of

Ballots = Callable[[Collection[str]], Mapping[str, tuple[Ballot, ...]]]
NO_PROOF = say("no history shows which rules were in force when voting opened")
WORDS: Mapping[Doubt, tuple[Level, str, Said]] = {
    "no-ledger": ("warning", "not-recounted", say("there is no ledger here to recount this result with")),
    "open": (
        "error",
        "result-too-early",
        say("no vote was seen after voting closed and jurors could show their scores, so nobody has won yet"),
    ),
    "other-ledger": ("error", "other-ledger", say("the ledger that it names is none that this chain ever was")),
    "samples": (
        "warning",
        "other-ledger",
        say("it was made from the samples in content/ledger, and not from these votes"),
    ),
    "epoch": ("warning", "other-ledger", say("the ledger began anew since, and its votes now give another")),
    "unproven": ("warning", "not-recounted", NO_PROOF),
    "undecidable": ("error", "not-recounted", say("the challenge's rule finds no winners")),
}
"""Per reason level, file rule and words of its Problem; where numbers differ, each is a Problem of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounts:
    """What became of the written results, by challenge.

    `results` are those that hold, and hold what was recounted: no number in them is the writer's but which ledger they
    were made from, and when. `refused` are the others.
    """

    results: Mapping[str, Result] = field(default_factory=dict)
    refused: Mapping[str, Unrecounted] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def recounts(
    community: Community,
    *,
    root: Path,
    ledger: Path,
    state: LedgerState | None,
    unproven: Collection[str],
    ballots: Ballots,
) -> Recounts:
    """Recount each written result of `community`, in which the rules are those in force; it stands in `root`.

    `ballots` gives those of some challenges and is asked once at most. `unproven` are the challenges of which no
    history shows the rules. A Failure where the ledger cannot be read.
    """
    written = community.results
    if not written:
        return Recounts()
    heads = {} if state is None else named_heads(ledger, {result.document["ledger"] for result in written.values()})
    doubts = {slug: _doubt(community, result, state, heads, unproven) for slug, result in written.items()}
    asked = [slug for slug, doubt in doubts.items() if doubt is None]
    counted = ballots(asked) if asked else {}
    others = {written[slug].document["ledger"] for slug, doubt in doubts.items() if doubt == "other-ledger"}
    samples = _sample_heads(root / USUAL_PLACE, ledger, others)
    results: dict[str, Result] = {}
    refused: dict[str, Unrecounted] = {}
    problems: list[Problem] = []
    for slug, result in written.items():
        doubt = doubts[slug]
        found: list[Problem] = []
        if doubt == "other-ledger" and result.document["ledger"] in samples:
            doubt = "samples"
        if doubt is None:
            assert state is not None  # else there would be a doubt
            confirmed, doubt, found = _recount(community, result, state, heads, counted[slug])
            if doubt is None:
                results[slug] = confirmed
        elif doubt in WORDS:
            found = [_problem(result, doubt)]
        if doubt is not None:
            refused[slug] = Unrecounted(challenge=slug, path=result.path, why=doubt)
        problems += found
    return Recounts(results=results, refused=refused, problems=tuple(problems))


def _doubt(
    community: Community,
    result: Result,
    state: LedgerState | None,
    heads: Mapping[str, str | None],
    unproven: Collection[str],
) -> Doubt | None:
    """Why a result need not be counted at all. What votes there are while voting is open is nobody's business here."""
    if state is None:
        return "no-ledger"
    until = community.challenges[result.challenge].decided_after
    if state.observed <= until or moment_of(result.document["observed"]) <= until:
        return "open"
    if result.document["ledger"] not in heads and result.document["ledger"] != state.former_head:
        return "other-ledger"
    return "unproven" if result.challenge in unproven else None


def _recount(
    community: Community,
    result: Result,
    state: LedgerState,
    heads: Mapping[str, str | None],
    ballots: tuple[Ballot, ...],
) -> tuple[Result, Doubt | None, list[Problem]]:
    """The result as recounted, why it is none, and what is wrong."""
    challenge = community.challenges[result.challenge]
    # Else the result would have come too early.
    counted = ChallengeBallots(community=community, challenge=challenge, ballots=ballots, ledger=state, phase="closed")
    written = result.document
    try:
        ours = result_of(counted).document
    except Failure as failure:
        return result, "undecidable", [_problem(result, "undecidable", failure.message)]
    # What the ledger was then is no part of what is counted: a ledger goes on.
    ours = {**ours, "ledger": written["ledger"], "observed": _observed(written, state, heads)}
    found = list(result_differences(ours, written))
    # Flags are looked for by the program of the day, and decide nothing: the recounted ones are shown.
    flags = [one for one in found if one[0][0] == "flagged"]
    numbers = [one for one in found if one[0][0] != "flagged"]
    warnings = told(result.path, flags, level="warning", rule="other-flags")
    recounted = Result(challenge=result.challenge, path=result.path, document=ours)
    if not numbers:
        return recounted, None, warnings
    if written["ledger"] not in heads:
        return recounted, "epoch", [_problem(result, "epoch")]
    others = any(place == ("rules",) for place, _, _ in numbers)
    return recounted, "rules" if others else "different", [*told(result.path, numbers, hint=_again(result)), *warnings]


def result_differences(ours: ResultDocument, theirs: ResultDocument) -> Iterable[Difference]:
    """Where two documents of one result differ: value by value, then in the order of ideas."""
    sides = [
        {**side, **{part: by_name(side, part, "idea") for part in ("winners", "others")}} for side in (ours, theirs)
    ]
    yield from differences((), *sides)
    orders = [
        {"winners": [one["idea"] for one in side["winners"]], "others": [one["idea"] for one in side["others"]]}
        for side in (ours, theirs)
    ]
    for part, order in orders[0].items():
        other = orders[1][part]
        if order != other and sorted(order) == sorted(other):
            yield (part,), order, other


def _observed(written: ResultDocument, state: LedgerState, heads: Mapping[str, str | None]) -> str:
    """When the votes that a result names were last fetched; what was written, where no line of the chain says it."""
    said: str = written["observed"]
    known = heads.get(written["ledger"])
    latest = instant(state.observed)
    return known or min(said, latest)


def named_heads(ledger: Path, heads: Collection[str]) -> dict[str, str | None]:
    """Those of `heads` that the chain has, or had on its way, each with the time that its own line gives, if any."""
    files = event_files(ledger)
    lasts = [b"", *(last_line([file]) for file in files)]
    newest = sha256(lasts[-1]).hexdigest() if files else GENESIS
    found = {newest: _observed_in(lasts[-1])} if newest in heads else {}
    wanted = set(heads) - found.keys() - {GENESIS}
    for file, before in reversed([*zip(files, lasts[:-1], strict=True)]):
        if not wanted:
            break
        content = file.read_bytes()
        for head in tuple(wanted):
            place = content.find(naming(head).encode())
            if place >= 0:
                begin = content.rfind(b"\n", 0, place) + 1  # of the line that comes after the head's
                line = content[content.rfind(b"\n", 0, begin - 1) + 1 : begin - 1] if begin else before
                found[head] = _observed_in(line)
                wanted.remove(head)
    return found


def _sample_heads(samples: Path, ledger: Path, heads: Collection[str]) -> Collection[str]:
    """Those of `heads` that the samples beside the content have, where another ledger is counted."""
    if not heads or samples.resolve() == ledger.resolve():
        return ()
    try:
        state = read_state(samples)
        return named_heads(samples, heads) if state is not None and state.sample else ()
    except (Failure, OSError):
        return ()  # this is no reading of that ledger, and it is not at fault here


def _observed_in(line: bytes) -> str | None:
    """The time of observation in a line that tells the state of the ledger; None in any other."""
    try:
        document = json.loads(line)
    except ValueError:
        return None
    observed = document.get("observed") if isinstance(document, dict) and document.get("type") == "state" else None
    return observed if isinstance(observed, str) else None


def _again(result: Result) -> Said:
    return say("what was counted is written by: {command}", command=f"ideario winners {result.challenge}")


def _problem(result: Result, why: Doubt, more: str = "") -> Problem:
    level, rule, words = WORDS[why]
    hint = say("take the file out until then") if why == "open" else _again(result)
    if more:
        words = say("{words}: {reason}", words=words, reason=more)
    return Problem(
        path=result.path,
        line=1,
        column=1,
        level=level,
        rule=rule,
        message=say("not recounted, so it is not shown as a result: {reason}", reason=words),
        hint=NOTHING if why in {"no-ledger", "unproven", "samples"} else hint,
        pointer={"open": "/observed", "other-ledger": "/ledger", "epoch": "/ledger"}.get(why, ""),
        value={"open": "observed", "other-ledger": "ledger", "epoch": "ledger"}.get(why, ""),
    )
