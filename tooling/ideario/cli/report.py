"""`ideario report`: what maintainers should know."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from ideario.actions.proposals.near_ideas import likely_duplicates
from ideario.actions.report import Integrity, report_integrity
from ideario.cli.reports.explain_result import winner_changes
from ideario.cli.reports.near_report import pair_lines
from ideario.cli.reports.period_reports import on_challenge, on_month, on_week
from ideario.cli.shared.branch_options import ledger_at, ledger_options, options_again
from ideario.cli.shared.options import AS_OF, format_option, moment, not_proven, now_option, program
from ideario.model.flags import FlagEntry, FlaggedChallenge, LimitEntry
from ideario.model.results import WithoutFlagged
from ideario.problems import has_errors
from ideario.reporters import one_line, problem_lines
from ideario.resources import tool_resources

MAX_IDEAS = 5


@click.group("report", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Tell what maintainers should know.

    Example: ideario report integrity
    """


for report_on in (on_month, on_week, on_challenge):
    command.add_command(report_on)


@command.command("integrity")
@ledger_options
@click.option("--as-of", type=AS_OF, help="The moment that the report names (default: when votes were last fetched).")
@now_option
@format_option
@click.pass_obj
def integrity(
    root: Path,
    /,
    *,
    ledger: Path | None,
    branch: str | None,
    now: datetime | None,
    as_of: datetime | None,
    form: str,
) -> None:
    """Say which votes are flagged, on which ground, and what the result would be without them.

    A flag is a reason to look and excludes nothing. Votes are removed only by a file in content/exclusions, which gives
    a public reason and is undone by deleting it.

    Example: ideario report integrity --format json
    """
    with ledger_at(root, ledger, branch) as place:
        found = report_integrity(root, resources=tool_resources(), ledger=place, now=moment(now, as_of), as_of=as_of)
    for problem in found.problems:
        click.echo(problem_lines(problem), err=True)
    for line in not_proven(found.unproven, reactions=found.unproven_reactions):
        click.echo(line, err=True)
    if form == "json":
        click.echo(json.dumps(found.document, ensure_ascii=False))
    else:
        click.echo("\n".join(told(found, program(root), options_again(ledger, branch))))
    raise SystemExit(1 if has_errors(found.problems) else 0)


@command.command("similar")
@now_option
@format_option
@click.pass_obj
def similar(root: Path, /, *, now: datetime | None, form: str) -> None:
    """Say which two ideas are near each other, the nearest first: likely duplicates.

    Nothing is decided by that. A duplicate is declared in content/decisions, by `duplicate_of`, and its votes are
    counted at the other idea. Those that are declared are not named here.

    Example: ideario report similar
    """
    pairs = likely_duplicates(root, resources=tool_resources(), now=moment(now))
    if form == "json":
        document = [{"ideas": [idea.slug, other.idea.slug], "score": other.score} for idea, other in pairs]
        click.echo(json.dumps({"schema": 1, "pairs": document}, ensure_ascii=False))
        return
    for line in pair_lines(pairs):
        click.echo(line)
    click.echo(
        f"{number(len(pairs), 'pair')} of ideas near each other. Next, look at them; nothing is decided by this."
    )


def told(report: Integrity, command_line: str, place: str) -> Iterator[str]:
    """The report for people; `place` are the options that name the ledger to the next command."""
    document = report.document
    if document["ledger"] is None:
        yield "There is no ledger, so there are no votes yet."
        yield f"\nNext, run: {command_line} sync{place}"
        return
    if document["sample"]:
        yield "SAMPLE: these votes are invented."
    yield f"As of {document['as_of']}, ledger {document['ledger']}"
    yield ""
    flags = number(len(document["flags"]) + document["more_flags"], "flag")
    yield f"{flags}. A flag is a reason to look, and no proof: all these ballots count."
    for flag in document["flags"]:
        yield f"  {ground(flag)}"
    for limit in document["search"]["limits"]:
        yield f"Not everything was looked at ({limit['rule']}): {left_out(limit)}"
    for challenge in document["challenges"]:
        if challenge["ballots"]:
            yield ""
            yield from _challenge(challenge, report.undecided)
    for exclusion in document["exclusions"]:
        yield ""
        yield (
            f"Excluded since {exclusion['date']} ({exclusion['name']}): {number(exclusion['voters'], 'account')}, "
            f"{'at ' + ', '.join(exclusion['ideas']) if exclusion['ideas'] else 'everywhere'}: "
            f"{one_line(exclusion['reason'])}"
        )
    yield ""
    yield "To remove votes, write content/exclusions/NAME.yml with date, reason and the voters of those lines."
    yield f"Next, run: {command_line} build{place}"


def _challenge(challenge: FlaggedChallenge, undecided: Mapping[str, str]) -> Iterator[str]:
    """What flagged ballots make of one challenge."""
    slug = challenge["challenge"]
    rules = ", ".join(f"{count:,} by {rule}" for rule, count in challenge["rules"].items())
    yield (
        f"{slug or '(outside any challenge)'}: {challenge['flagged']:,} of {number(challenge['ballots'], 'ballot')} "
        f"flagged{f' ({rules})' if rules else ''}"
    )
    for idea in challenge["ideas"]:
        flagged = idea["flagged"]
        yield (
            f"  {idea['idea']}: {idea['support']:,} for, {idea['oppose']:,} against; "
            f"without {idea['support'] - flagged['support']:,} and {idea['oppose'] - flagged['oppose']:,}"
        )
    winners, without = challenge["winners"], challenge["without"]
    if winners is not None and without is not None:
        changes = winner_changes(WithoutFlagged(winners=winners, without=without))
        yield f"  without flagged ballots {', '.join(changes) if changes else 'the same ideas win'}"
    elif slug is not None and slug in undecided:
        yield f"  nobody can say who wins: {one_line(undecided[slug])}"


def ground(flag: FlagEntry) -> str:
    """One flag in a sentence, with what it is made of."""
    ideas = named(flag["ideas"])
    chance = f"{flag['expected']} expected, chance {flag['chance']}" if flag["chance"] is not None else ""
    span = f"{flag['first']} to {flag['last']}"
    return {
        "R7": f"R7  {flag['challenge'] or ideas}: {number(flag['ballots'], 'ballot')} of "
        f"{number(flag['accounts'], 'account')} younger than 30 days, {span}",
        "R9": f"R9  {ideas}: {flag['most']} within an hour, {chance}; {number(flag['ballots'], 'ballot')}, {span}",
        "R10": f"R10 {number(flag['accounts'], 'account')} in step on {ideas}, {chance}; {span}",
        "R11": f"R11 {ideas}: {flag['accounts']:,} of {flag['among']} supporters are new accounts, {span}",
    }[flag["rule"]]


def left_out(limit: LimitEntry) -> str:
    """What a limit of the search left out, in a sentence."""
    return {
        "hours": f"{limit['looked']:,} of {limit['of']:,} unusual hours, spread evenly.",
        "ballots": f"each ballot was compared with the next {limit['looked']:,} on its idea, "
        f"of up to {limit['of']:,} within ten minutes.",
        "groups": f"{limit['looked']:,} of {limit['of']:,} groups, the strangest first.",
    }[limit["what"]]


def named(ideas: Sequence[str]) -> str:
    """The slugs of some ideas."""
    more = len(ideas) - MAX_IDEAS
    return ", ".join(ideas[:MAX_IDEAS]) + (f" and {more:,} more" if more > 0 else "")


def number(count: int, one: str) -> str:
    """How many of something there are."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"
