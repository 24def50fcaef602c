"""`ideario tally`: count the votes of the ledger."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from ideario.actions.tally import ENGINES, CountedLedger, count
from ideario.cli.shared.branch_options import ledger_at, ledger_options, options_again
from ideario.cli.shared.options import AS_OF, format_option, moment, not_proven, now_option, program
from ideario.cli.shared.progress_bars import bars
from ideario.cli.shared.speaking import aloud, spoken
from ideario.fences import one_line
from ideario.messages.said import NOTHING, joined, say
from ideario.model.moments import instant
from ideario.model.votes import PendingIdea, Standing
from ideario.problems import has_errors
from ideario.reporters import problem_lines
from ideario.resources import tool_resources

MAX_PRINTED = 50
"""Ideas of open pull requests that are printed: anybody can open those."""


@click.command("tally")
@ledger_options
@click.option(
    "--as-of",
    type=AS_OF,
    help="Look back: count what was known at that moment, by the content and the ledger that git has kept.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="What runs the counting rule; all give the same. sqlite is always there.",
)
@now_option
@format_option
@click.pass_obj
def command(
    root: Path,
    /,
    *,
    ledger: Path | None,
    branch: str | None,
    now: datetime | None,
    as_of: datetime | None,
    engine: str,
    form: str,
) -> None:
    """Count the votes of the ledger.

    Per idea it says how many reactions there are, how many count and which vote rule excluded the others; per
    challenge, how many people voted. Files with errors are named and left out; the exit code is 1 then.

    With --as-of it is the count that was made then: of the files of the commit with which the branch ended at that
    moment, by the rules then in force, and of the ledger as it was. What had not been read by then is not counted.

    Example: ideario tally --as-of 2026-03-01 --format json
    """
    with ledger_at(root, ledger, branch, at=as_of) as place, bars() as progress:
        if as_of is None:
            counted = count(
                root, resources=tool_resources(), ledger=place, now=moment(now), engine=engine, progress=progress
            )
        else:
            from ideario.actions.reporting.look_back import count_as_it_was  # what git has kept, nobody else needs

            counted = count_as_it_was(
                root,
                resources=tool_resources(),
                ledger=place,
                at=as_of,
                now=moment(now, as_of),
                laid_out=branch is not None,
                engine=engine,
                progress=progress,
            )
    for problem in counted.problems:
        click.echo(problem_lines(problem, spoken()), err=True)
    for line in not_proven(counted.unproven, reactions=counted.unproven_reactions):
        click.echo(aloud(line), err=True)
    if form == "json":
        click.echo(json.dumps(counted.document, ensure_ascii=False))
    else:
        click.echo(report(counted, next_step=f"{program(root)} build{options_again(ledger, branch)}"))
    raise SystemExit(1 if has_errors(counted.problems) else 0)


def report(counted: CountedLedger, *, next_step: str) -> str:
    """The tally for people: where it comes from, the challenges, then the ideas, the most supported first."""
    return "\n".join(map(aloud, _told(counted, next_step)))


def _told(counted: CountedLedger, next_step: str) -> Iterator[str]:
    tally, community = counted.tally, counted.community
    if tally.ledger is None:
        yield say("There is no ledger, so there are no votes yet.")
    else:
        state = tally.ledger
        if state.sample:
            yield say("SAMPLE: these votes are invented.")
        yield say(
            "{count} events, last observed {observed}, head {head}",
            count=f"{state.events:,}", observed=instant(state.observed), head=state.head,
        )  # fmt: skip
    yield say("Rules in force {rules}", rules=tally.rules)
    for turnout in tally.turnouts.values():
        challenge = community.challenges[turnout.challenge]
        empty = say(" ({count} with an empty ballot)", count=f"{turnout.empty:,}")
        yield say(
            "{challenge}: {voters} voters{empty}, {ballots} ballots, voting {opens} to {closes}{counting}",
            challenge=turnout.challenge, voters=f"{turnout.voters:,}", ballots=f"{turnout.ballots:,}",
            opens=instant(challenge.voting.opens), closes=instant(challenge.voting.closes),
            empty=empty if turnout.empty else NOTHING,
            counting=say(": closed, last votes not yet read") if tally.phase(challenge) == "counting" else NOTHING,
        )  # fmt: skip
    heads = [aloud(head) for head in (say("support"), say("oppose"), say("watch"), say("raw"), say("counted"))]
    standings = sorted(tally.standings.values(), key=lambda s: (-s.support, s.idea))
    if standings:
        support, oppose, watch, raw, counts = heads
        yield ""
        yield f"{support:>9} {oppose:>8} {watch:>8} {raw:>9} {counts:>9}  {aloud(say('idea'))}"
        yield from (row(standing, community.ideas[standing.idea].title) for standing in standings)
    if tally.pending:
        support, oppose, watch, *_ = heads
        yield ""
        told = aloud(say("pending in open pull requests, in no total"))
        yield f"{support:>9} {oppose:>8} {watch:>8}  {told}"
        yield from (pending_row(pending) for pending in tally.pending_in_turn()[:MAX_PRINTED])
        if tally.pending[MAX_PRINTED:]:
            more = f"{len(tally.pending) - MAX_PRINTED:,}"
            yield say("and {count} more: --format json names them", count=more)
    if tally.unnamed:
        number, threads = sum(tally.unnamed.values()), len(tally.unnamed)
        yield say(
            "{count} more names of ideas stand in {threads} of these pull requests.",
            count=f"{number:,}", threads=f"{threads:,}",
        )  # fmt: skip
    yield ""
    yield say("Next, run: {command}", command=next_step)


def row(standing: Standing, title: str) -> str:
    """One line of the table; where reactions were excluded, or are counted elsewhere, it says so."""
    told = [one_line(title)]
    if standing.excluded:
        excluded = (say("{count} by {rule}", count=number, rule=rule) for rule, number in standing.excluded.items())
        told.append(aloud(say("not counted: {excluded}", excluded=joined(tuple(excluded), ", "))))
    if standing.merged_into is not None:
        told.append(aloud(say("counted at {idea}", idea=standing.merged_into)))
    return (
        f"{standing.support:>9,} {standing.oppose:>8,} {standing.watch:>8,} {standing.raw:>9,} {standing.counted:>9,}"
        f"  {standing.idea} ({'; '.join(told)})"
    )


def pending_row(pending: PendingIdea) -> str:
    """One line about an idea that stands only in open pull requests."""
    standing = pending.standing
    assert standing is not None, "what is counted here is withheld nowhere"
    told = [", ".join(thread.name for thread in pending.threads)]
    if pending.opened is not None:
        told.append(aloud(say("opened {moment}", moment=instant(pending.opened))))
    return f"{standing.support:>9,} {standing.oppose:>8,} {standing.watch:>8,}  {pending.idea} ({'; '.join(told)})"
