"""`ideario winners`: who wins a challenge, and why."""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from ideario.actions.winners import decide_challenge, what_if
from ideario.cli.reports.explain_result import (
    comparison,
    document,
    explanation,
    flags_told,
    money,
    name_of,
    rule_in_words,
    why_not,
)
from ideario.cli.shared.branch_options import ledger_at, ledger_options, options_again
from ideario.cli.shared.options import format_option, moment, no_history, now_option, program
from ideario.cli.shared.speaking import aloud, spoken
from ideario.fences import one_line
from ideario.messages.said import say, several
from ideario.model.moments import instant
from ideario.problems import Problem, has_errors
from ideario.reporters import problem_lines
from ideario.resources import tool_resources
from ideario.voting.deciding.decide import Alternative, ChallengeBallots, Decided

NO_VOTES = say("No ledger, so no votes: the jury decides alone.")


@click.command(name="winners")
@click.argument("challenge")
@ledger_options
@click.option("--provisional", is_flag=True, help="Decide on the votes so far, and write nothing.")
@click.option("--what-if", "alternatives", is_flag=True, help="Compare what each winner rule makes of these votes.")
@now_option
@format_option
@click.pass_obj
def command(
    root: Path,
    /,
    *,
    challenge: str,
    ledger: Path | None,
    branch: str | None,
    provisional: bool,
    alternatives: bool,
    now: datetime | None,
    form: str,
) -> None:
    """Say who wins a challenge by its winner rule, and why; write it to content/results/CHALLENGE.yml.

    The result is exact, and whoever has the ledger gets the same one. It is refused while voting is open, unless it is
    provisional. Where a jury decides alone, a provisional one needs no ledger.

    Example: ideario winners quieter-streets --provisional
    """
    workers = os.cpu_count() or 1
    with ledger_at(root, ledger, branch) as place:
        if alternatives:
            count, rules = what_if(
                root, challenge, resources=tool_resources(), ledger=place, now=moment(now), workers=workers
            )
            _told(count.problems, challenge, proven=count.proven)
            click.echo(json.dumps(comparison(count, rules)) if form == "json" else compared(count, rules))
            raise SystemExit(1 if has_errors(count.problems) else 0)
        decided = decide_challenge(
            root,
            challenge,
            resources=tool_resources(),
            ledger=place,
            now=moment(now),
            provisional=provisional,
            workers=workers,
        )
    _told(decided.problems, challenge, proven=decided.proven)
    click.echo(
        json.dumps(document(decided), ensure_ascii=False)
        if form == "json"
        else report(decided, program(root), options_again(ledger, branch))
    )
    raise SystemExit(1 if has_errors(decided.problems) else 0)


def _told(problems: Sequence[Problem], challenge: str, *, proven: bool) -> None:
    """Say on standard error what is wrong in the content, and whether the rules are known."""
    for problem in problems:
        click.echo(problem_lines(problem, spoken()), err=True)
    if not proven:
        click.echo(aloud(no_history([challenge])), err=True)


def report(decided: Decided, command_line: str, place: str) -> str:
    """The result for people, round by round; `place` are the options that name the ledger to the next command."""
    return "\n".join(map(aloud, _lines(decided, command_line, place)))


def _lines(decided: Decided, command_line: str, place: str) -> Iterator[str]:
    challenge, outcome, fetched = decided.challenge, decided.outcome, decided.ledger.lines > 0
    yield f"{challenge.slug}: {one_line(challenge.title)}"
    if decided.provisional:
        yield say("PROVISIONAL: on the votes so far; nothing is decided.")
    if decided.phase == "counting":
        yield say("Closed, last votes not yet read.")
    if decided.ledger.sample:
        yield say("SAMPLE: these votes are invented.")
    yield say("Winner rule: {rule}", rule=rule_in_words(challenge.winners, challenge))
    voters = several("{count} person", "{count} people", decided.contest.voters)
    observed = instant(decided.ledger.observed)
    yield say("Votes of {voters}, last fetched {observed}", voters=voters, observed=observed) if fetched else NO_VOTES
    yield ""
    yield from explanation(decided)
    if outcome.losses:
        yield ""
        yield say("Not among the winners:")
        for loss in outcome.losses[:20]:
            yield f"  {aloud(why_not(loss, decided.contest, decided.community, challenge))}"
        if len(outcome.losses) > 20:
            yield say("  … and {count} more", count=f"{len(outcome.losses) - 20:,}")
    yield ""
    if fetched:
        yield flags_told(decided)
        yield say("Ledger {head}", head=decided.ledger.head)
    yield say("Rules in force {rules}", rules=decided.rules)
    if decided.written is not None:
        file = decided.written
        yield (
            say("Written to {file}, which said something else before", file=file)
            if decided.changed
            else say("Written to {file}", file=file)
        )
    following = "build" if decided.written else f"winners {challenge.slug} --what-if"
    yield ""
    yield say("Next, run: {command}", command=f"{command_line} {following}{place}")


def compared(count: ChallengeBallots, alternatives: tuple[Alternative, ...]) -> str:
    """What other winner rules would make of the votes, for people: figures, then the ideas that each lets win."""
    challenge = count.challenge
    said = (say("winner rule"), say("winners"), say("unheard"), say("winners each"), say("cost"))
    heads = [aloud(head) for head in said]
    lines: list[str] = [
        say(
            "{challenge}: what each winner rule would make of the same votes; nothing is decided by this.",
            challenge=challenge.slug,
        ),
        "",
        f"{heads[0]:<28} {heads[1]:>8} {heads[2]:>10} {heads[3]:>15}  {heads[4]}",
    ]
    for alternative in alternatives:
        name = ("* " if alternative.present else "  ") + name_of(alternative.rule)
        if alternative.outcome is None or alternative.representation is None:
            lines.append(f"{name:<28} {aloud(alternative.failure)}")
            continue
        figures = alternative.representation
        spent = aloud(money(alternative.outcome.spent, challenge)) if challenge.budget else ""
        number, unheard, each = len(alternative.outcome.wins), float(figures.unheard), float(figures.winners)
        lines.append(f"{name:<28} {number:>8,} {unheard:>10.1%} {each:>15.2f}  {spent}".rstrip())
    lines += ["", say("* the winner rule of the challenge. Unheard: voters none of whose ideas wins."), ""]
    chosen = alternatives[0].outcome
    present = {win.idea for win in chosen.wins} if chosen else set()
    for alternative in alternatives:
        if alternative.outcome is not None:
            wins = [win.idea for win in alternative.outcome.wins]
            marked = [slug if slug in present else f"+{slug}" for slug in wins]
            gone = [f"-{slug}" for slug in sorted(present - set(wins))]
            lines.append(f"{name_of(alternative.rule)}: {' '.join([*marked, *gone]) or aloud(say('no winner'))}")
    return "\n".join(map(aloud, lines))
