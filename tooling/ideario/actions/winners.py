"""Decides a challenge: who wins by its winner rule, why, and who would win by others. Publishes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from ideario.actions.basis import Basis, read_basis
from ideario.files import write_whole
from ideario.intake.schema_line import editor_line
from ideario.messages.said import Said, say
from ideario.model.moments import instant
from ideario.problems import Failure
from ideario.resources import Resources
from ideario.voting.deciding.decide import (
    Alternative,
    ChallengeBallots,
    Decided,
    alternatives,
    ballots_for,
    result_of,
)


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
    """Decide a challenge by its winner rule and write its result to content/results/<challenge>.yml.

    Before it has closed, at `now`, a jury could show its scores and votes were seen after that, there is a Failure;
    `provisional` decides on what there is, and writes nothing; a jury alone can do so without a ledger. The same
    ballots give the same file, to the byte.
    """
    count = counted_for(root, name, resources=resources, ledger=ledger, now=now, workers=workers, rehearsal=provisional)
    if count.phase != "closed" and not provisional:
        closes, fetched = instant(count.challenge.voting.closes), instant(count.ledger.observed)
        command = f"ideario winners {name} --provisional"
        if count.phase == "counting":
            raise Failure(
                say(
                    "{name} is closed, last votes not yet read: it closed {closes}, and votes were last fetched "
                    "{fetched}",
                    name=name,
                    closes=closes,
                    fetched=fetched,
                ),
                hint=say(
                    "fetch them: ideario sync; to see how it stands: {command}",
                    command=command,
                ),
            )
        raise Failure(
            say(
                "voting on {name} is not over: it closes {closes}, and votes were last fetched {fetched}",
                name=name,
                closes=closes,
                fetched=fetched,
            ),
            hint=say("see how it stands: {command}", command=command),
        )
    if count.ledger.observed <= count.challenge.decided_after and not provisional:
        until, fetched = instant(count.challenge.decided_after), instant(count.ledger.observed)
        raise Failure(
            say(
                "jurors may show their scores on {name} until {until}, and votes were last fetched {fetched}",
                name=name,
                until=until,
                fetched=fetched,
            ),
            hint=say(
                "wait until then, and run: ideario sync; to see how it stands: ideario winners {name} --provisional",
                name=name,
            ),
        )
    decided = replace(result_of(count), provisional=provisional)
    return decided if provisional else _written(root, name, decided, resources)


def what_if(
    root: Path, name: str, *, resources: Resources, ledger: Path, now: datetime, workers: int = 1
) -> tuple[ChallengeBallots, tuple[Alternative, ...]]:
    """What each winner rule would make of the ballots of a challenge, the present one first. Writes nothing."""
    count = counted_for(root, name, resources=resources, ledger=ledger, now=now, workers=workers)
    return count, alternatives(count)


def counted_for(
    root: Path, name: str, *, resources: Resources, ledger: Path, now: datetime, workers: int, rehearsal: bool = False
) -> ChallengeBallots:
    """The ballots of a challenge by its name, under the rules in force. A Failure where there is none, or no vote that
    is needed, see `ballots_for`.
    """
    basis = read_basis(root, resources=resources, ledger=ledger, now=now, workers=workers)
    return counted_in(basis, name, ledger, rehearsal=rehearsal)


def counted_in(basis: Basis, name: str, ledger: Path, *, rehearsal: bool = False) -> ChallengeBallots:
    """The ballots of a challenge of a community that was read already."""
    community = basis.community
    if name not in community.challenges:
        raise Failure(say("there is no challenge {name}", name=name), hint=_meant(name, sorted(community.challenges)))
    count = ballots_for(community, name, ledger, now=basis.now, rehearsal=rehearsal)
    return replace(count, problems=basis.problems, proven=name not in basis.unproven)


def _meant(name: str, known: Sequence[str]) -> Said:
    close = get_close_matches(name, known, n=1)
    if close:
        return say("did you mean {name}?", name=close[0])
    there = say("there are: {names}", names=", ".join(known))
    return there if known else say("make one: ideario new challenge")


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
