"""`ideario tally`: count the votes of the ledger."""

import json
from datetime import datetime
from pathlib import Path

import click

from ideario.actions.tally import ENGINES, CountedLedger, count
from ideario.cli.shared.branch_options import ledger_at, ledger_options, options_again
from ideario.cli.shared.options import AS_OF, format_option, moment, not_proven, now_option, program
from ideario.cli.shared.progress_bars import bars
from ideario.model.moments import instant
from ideario.model.votes import PendingIdea, Standing
from ideario.problems import has_errors
from ideario.reporters import one_line, problem_lines
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
        click.echo(problem_lines(problem), err=True)
    for line in not_proven(counted.unproven, reactions=counted.unproven_reactions):
        click.echo(line, err=True)
    if form == "json":
        click.echo(json.dumps(counted.document, ensure_ascii=False))
    else:
        click.echo(report(counted, next_step=f"{program(root)} build{options_again(ledger, branch)}"))
    raise SystemExit(1 if has_errors(counted.problems) else 0)


def report(counted: CountedLedger, *, next_step: str) -> str:
    """The tally for people: where it comes from, the challenges, then the ideas, the most supported first."""
    tally, community = counted.tally, counted.community
    lines = []
    if tally.ledger is None:
        lines.append("There is no ledger, so there are no votes yet.")
    else:
        state = tally.ledger
        if state.sample:
            lines.append("SAMPLE: these votes are invented.")
        lines.append(f"{state.events:,} events, last observed {instant(state.observed)}, head {state.head}")
    lines.append(f"Rules in force {tally.rules}")
    for turnout in tally.turnouts.values():
        challenge = community.challenges[turnout.challenge]
        empty = f" ({turnout.empty:,} with an empty ballot)" if turnout.empty else ""
        lines.append(
            f"{turnout.challenge}: {turnout.voters:,} voters{empty}, {turnout.ballots:,} ballots, "
            f"voting {instant(challenge.voting.opens)} to {instant(challenge.voting.closes)}"
            + (": closed, last votes not yet read" if tally.phase(challenge) == "counting" else ""),
        )
    standings = sorted(tally.standings.values(), key=lambda s: (-s.support, s.idea))
    if standings:
        lines += ["", f"{'support':>9} {'oppose':>8} {'watch':>8} {'raw':>9} {'counted':>9}  idea"]
        lines += [row(standing, community.ideas[standing.idea].title) for standing in standings]
    if tally.pending:
        lines += ["", f"{'support':>9} {'oppose':>8} {'watch':>8}  pending in open pull requests, in no total"]
        lines += [pending_row(pending) for pending in tally.pending_in_turn()[:MAX_PRINTED]]
        if tally.pending[MAX_PRINTED:]:
            lines.append(f"and {len(tally.pending) - MAX_PRINTED:,} more: --format json names them")
    if tally.unnamed:
        number, threads = sum(tally.unnamed.values()), len(tally.unnamed)
        lines.append(f"{number:,} more names of ideas stand in {threads:,} of these pull requests.")
    lines += ["", f"Next, run: {next_step}"]
    return "\n".join(lines)


def row(standing: Standing, title: str) -> str:
    """One line of the table; where reactions were excluded, or are counted elsewhere, it says so."""
    told = [one_line(title)]
    if standing.excluded:
        told.append("not counted: " + ", ".join(f"{number} by {rule}" for rule, number in standing.excluded.items()))
    if standing.merged_into is not None:
        told.append(f"counted at {standing.merged_into}")
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
        told.append(f"opened {instant(pending.opened)}")
    return f"{standing.support:>9,} {standing.oppose:>8,} {standing.watch:>8,}  {pending.idea} ({'; '.join(told)})"
