"""`ideario report`: what maintainers should know."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import click

from ideario.actions.proposals.near_ideas import likely_duplicates
from ideario.actions.report import Integrity, report_integrity
from ideario.cli.reports.explain_result import winner_changes
from ideario.cli.reports.near_report import pair_lines
from ideario.cli.reports.period_reports import on_challenge, on_month, on_week
from ideario.cli.shared.branch_options import ledger_at, ledger_options, options_again
from ideario.cli.shared.options import AS_OF, format_option, moment, not_proven, now_option, program, some
from ideario.cli.shared.speaking import aloud, spoken
from ideario.fences import one_line
from ideario.messages.said import NOTHING, Said, joined, say, several
from ideario.model.flags import FlagEntry, FlaggedChallenge, LimitEntry
from ideario.model.results import WithoutFlagged
from ideario.problems import has_errors
from ideario.reporters import problem_lines
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
        click.echo(problem_lines(problem, spoken()), err=True)
    for line in not_proven(found.unproven, reactions=found.unproven_reactions):
        click.echo(aloud(line), err=True)
    if form == "json":
        click.echo(json.dumps(found.document, ensure_ascii=False))
    else:
        click.echo("\n".join(map(aloud, told(found, program(root), options_again(ledger, branch)))))
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
        click.echo(aloud(line))
    click.echo(
        aloud(
            several(
                "{count} pair of ideas near each other. Next, look at them; nothing is decided by this.",
                "{count} pairs of ideas near each other. Next, look at them; nothing is decided by this.",
                len(pairs),
            )
        )
    )


def told(report: Integrity, command_line: str, place: str) -> Iterator[str]:
    """The report for people; `place` are the options that name the ledger to the next command."""
    document = report.document
    if document["ledger"] is None:
        yield say("There is no ledger, so there are no votes yet.")
        yield ""
        yield say("Next, run: {command}", command=f"{command_line} sync{place}")
        return
    if document["sample"]:
        yield say("SAMPLE: these votes are invented.")
    yield say("As of {moment}, ledger {head}", moment=document["as_of"], head=document["ledger"])
    yield ""
    flags = several("{count} flag", "{count} flags", len(document["flags"]) + document["more_flags"])
    yield say("{flags}. A flag is a reason to look, and no proof: all these ballots count.", flags=flags)
    for flag in document["flags"]:
        yield f"  {aloud(ground(flag))}"
    for limit in document["search"]["limits"]:
        yield say("Not everything was looked at ({rule}): {left_out}", rule=limit["rule"], left_out=left_out(limit))
    for challenge in document["challenges"]:
        if challenge["ballots"]:
            yield ""
            yield from _challenge(challenge, report.undecided)
    for exclusion in document["exclusions"]:
        yield ""
        ideas = ", ".join(exclusion["ideas"])
        yield say(
            "Excluded since {date} ({name}): {accounts}, {where}: {reason}",
            date=exclusion["date"], name=exclusion["name"], accounts=accounts(exclusion["voters"]),
            where=say("at {ideas}", ideas=ideas) if ideas else say("everywhere"),
            reason=one_line(exclusion["reason"]),
        )  # fmt: skip
    yield ""
    yield say("To remove votes, write content/exclusions/NAME.yml with date, reason and the voters of those lines.")
    yield say("Next, run: {command}", command=f"{command_line} build{place}")


def _challenge(challenge: FlaggedChallenge, undecided: Mapping[str, str]) -> Iterator[str]:
    """What flagged ballots make of one challenge."""
    slug, parts = challenge["challenge"], challenge["rules"].items()
    rules = joined([say("{count} by {rule}", count=f"{count:,}", rule=rule) for rule, count in parts], ", ")
    flagged = say(
        "{challenge}: {flagged} of {ballots} flagged",
        challenge=slug or say("(outside any challenge)"), flagged=f"{challenge['flagged']:,}",
        ballots=ballots(challenge["ballots"]),
    )  # fmt: skip
    yield say("{flagged} ({rules})", flagged=flagged, rules=rules) if rules else flagged
    for idea in challenge["ideas"]:
        without_them = idea["flagged"]
        yield say(
            "  {idea}: {support} for, {oppose} against; without {less_support} and {less_oppose}",
            idea=idea["idea"], support=f"{idea['support']:,}", oppose=f"{idea['oppose']:,}",
            less_support=f"{idea['support'] - without_them['support']:,}",
            less_oppose=f"{idea['oppose'] - without_them['oppose']:,}",
        )  # fmt: skip
    winners, without = challenge["winners"], challenge["without"]
    if winners is not None and without is not None:
        changes = winner_changes(WithoutFlagged(winners=winners, without=without))
        yield (
            say("  without flagged ballots {changes}", changes=joined(changes, ", "))
            if changes
            else say("  without flagged ballots the same ideas win")
        )
    elif slug is not None and slug in undecided:
        yield say("  nobody can say who wins: {reason}", reason=one_line(aloud(undecided[slug])))


def ground(flag: FlagEntry) -> Said:
    """One flag in a sentence, with what it is made of."""
    ideas, chance = some(flag["ideas"], MAX_IDEAS), NOTHING
    if flag["chance"] is not None:
        chance = say("{expected} expected, chance {chance}", expected=flag["expected"], chance=flag["chance"])
    span = say("{first} to {last}", first=flag["first"], last=flag["last"])
    many, people = ballots(flag["ballots"]), accounts(flag["accounts"])
    return {
        "R7": say(
            "R7  {where}: {ballots} of {accounts} younger than 30 days, {span}",
            where=flag["challenge"] or ideas, ballots=many, accounts=people, span=span,
        ),
        "R9": say(
            "R9  {ideas}: {most} within an hour, {chance}; {ballots}, {span}",
            ideas=ideas, most=flag["most"], chance=chance, ballots=many, span=span,
        ),
        "R10": say(
            "R10 {accounts} in step on {ideas}, {chance}; {span}",
            accounts=people, ideas=ideas, chance=chance, span=span,
        ),
        "R11": say(
            "R11 {ideas}: {new} of {among} supporters are new accounts, {span}",
            ideas=ideas, new=f"{flag['accounts']:,}", among=flag["among"], span=span,
        ),
    }[flag["rule"]]  # fmt: skip


def left_out(limit: LimitEntry) -> Said:
    """What a limit of the search left out, in a sentence."""
    looked, of = f"{limit['looked']:,}", f"{limit['of']:,}"
    return {
        "hours": say("{looked} of {of} unusual hours, spread evenly.", looked=looked, of=of),
        "ballots": say(
            "each ballot was compared with the next {looked} on its idea, of up to {of} within ten minutes.",
            looked=looked, of=of,
        ),
        "groups": say("{looked} of {of} groups, the strangest first.", looked=looked, of=of),
    }[limit["what"]]  # fmt: skip


def ballots(count: int) -> Said:
    """How many ballots there are."""
    return several("{count} ballot", "{count} ballots", count)


def accounts(count: int) -> Said:
    """How many accounts there are."""
    return several("{count} account", "{count} accounts", count)
