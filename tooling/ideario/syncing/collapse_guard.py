"""Doubts that votes are gone, which is more often a fault of the forge than the will of the voters.

Compares what would be withdrawn with the forge's other way of counting, and refuses to write a collapse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ideario.forge.port import Lost
from ideario.messages.said import say
from ideario.problems import Failure
from ideario.syncing.sync_run import SyncRun

MIN_FALL = 10
"""A fall by fewer reactions than this is no collapse, however few there were; a fall to none always is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A thread of which two ways of asking the forge gave two numbers of reactions.

    `kept`: some would have been withdrawn, of which the other way knows nothing, so that what stood was left.
    """

    thread: str
    listed: int
    rolled_up: int
    kept: bool


def refuse_collapse(before: int, after: int, *, most: Fraction, confirmed: bool) -> None:
    """A Failure where votes fall from `before` to `after` by more than the share `most`, unless that is confirmed."""
    fall = before - after
    if confirmed or fall <= 0 or (after > 0 and (fall < MIN_FALL or Fraction(fall, before) <= most)):
        return
    part = say("{share}% of them", share=100 * fall // before)
    share = say("all of them") if after == 0 else part
    raise Failure(
        say(
            "votes would fall from {before} to {after}, {share} at once: nothing was written, the last good count "
            "stands",
            before=f"{before:,}",
            after=f"{after:,}",
            share=share,
        ),
        hint=say("look at the threads on the forge; if the votes are really gone, run this again with --confirm-fall"),
    )


def cross_checked(run: SyncRun, names: Sequence[str]) -> tuple[Disagreement, ...]:
    """Where the forge's other way of counting reactions disagrees. It may do so because somebody voted in between.

    Nothing is withdrawn of which the other way knows nothing: such a thread stays as it was, and the next sync looks
    again. A thread that has become silent, or unknown, against many votes lets nobody believe the rest: Lost.
    """
    known = {name: run.new.judged[name].total for name in names if name in run.new.judged}
    gone = {name: 0 for name in run.absent if name in run.found}
    others = run.forge.totals(sorted({**known, **gone})) if known or gone else {}
    found = []
    for name, number in sorted(others.items()):
        shown = known.get(name, 0)
        change = run.found.get(name)
        doubted = change is not None and number > shown and change.withdrawn > change.cast
        if doubted and change is not None and (name in gone or (shown == 0 and change.fall >= MIN_FALL)):
            raise Lost(
                say(
                    "{name} has no reactions by one way of asking the forge and {number} by the other",
                    name=name,
                    number=f"{number:,}",
                ),
                hint=say("one of them is wrong; run this again in a while"),
            )
        if doubted:
            run.keep_former(name)
        if number != shown:
            found.append(Disagreement(thread=name, listed=shown, rolled_up=number, kept=doubted))
    return tuple(found)
