"""`ideario verify`: recount the ledger's chain and the published numbers."""

import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ideario.actions.against import Against, against, sentences
from ideario.actions.forges import opener
from ideario.actions.sync import names_of_files
from ideario.actions.verify import Verified, verify
from ideario.cli.branches import ledger_at, ledger_options
from ideario.cli.forge import access, forge_options, ledger_key
from ideario.cli.forge import now as clock
from ideario.cli.options import format_option, moment, no_history, now_option, program
from ideario.cli.progress import bars
from ideario.model import Community, Standing, instant
from ideario.problems import has_errors
from ideario.reporters import counted as in_words
from ideario.reporters import problem_lines
from ideario.resources import tool_resources


def a_head(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """A head is 64 hexadecimal digits; a shorter one would prove less than it seems to."""
    if value is not None and not re.fullmatch(r"[0-9a-f]{64}", value.lower()):
        raise click.BadParameter("a head is 64 hexadecimal digits, as `ideario tally` prints it")
    return None if value is None else value.lower()


@click.command("verify")
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the published site (default: build/site in the community, where there is one).",
)
@click.option(
    "--head",
    metavar="HASH",
    callback=a_head,
    help="A head that you kept, today's or an earlier one: finds a chain that was cut or written anew, too.",
)
@ledger_options
@click.option("--against-github", is_flag=True, help="Fetch all votes again, and explain each difference.")
@forge_options
@now_option
@format_option
@click.pass_obj
def command(
    root: Path,
    /,
    *,
    ledger: Path | None,
    site: Path | None,
    head: str | None,
    branch: str | None,
    against_github: bool,
    now: datetime | None,
    form: str,
    **given: Any,
) -> None:
    """Recount: the ledger's chain and the published numbers.

    Every line of the ledger must name the hash of the line before; one that was changed, added, moved or left out is
    named. Then the votes are counted again and compared with what the site says. The exit code is 1 where something
    does not agree.

    With --against-github the votes are also fetched anew, as GitHub has them now, and each difference is explained.
    GITHUB_TOKEN is read for that, and the key in IDEARIO_LEDGER_KEY if there is one: with it voters are compared, and
    without it the moments of their reactions.

    Example: ideario verify --head 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    """
    default_site = root / "build" / "site"
    connect = opener(access(given), sleep=time.sleep, now=clock)
    with ledger_at(root, ledger, branch) as place, bars() as progress:

        def compare(community: Community, standings: Mapping[str, Standing]) -> Against:
            return against(
                community,
                ledger=place,
                standings=standings,
                connect=connect,
                key=ledger_key(),
                spare_key=secrets.token_hex().encode(),
                now=clock,
                progress=progress,
                on_branch=names_of_files(root),
            )

        verified = verify(
            root,
            resources=tool_resources(),
            ledger=place,
            now=moment(now),
            compare=compare if against_github else None,
            site=site or (default_site if (default_site / "api").is_dir() else None),
            head=head,
            progress=progress,
        )
    if form == "json":
        click.echo(json.dumps(document(verified, head), ensure_ascii=False, indent=1))
    else:
        for problem in verified.problems:
            click.echo(problem_lines(problem))
        click.echo(report(verified, head=head, root=root))
    raise SystemExit(1 if has_errors(verified.problems) else 0)


def document(verified: Verified, head: str | None) -> dict[str, object]:
    """The outcome for programs."""
    state = verified.ledger
    return {
        "schema": 1,
        "problems": [asdict(problem) for problem in verified.problems],
        "ledger": None
        if state is None
        else {"head": state.head, "events": state.events, "observed": instant(state.observed), "sample": state.sample},
        "head_given": head,
        "since_head": None
        if head is None or verified.since is None
        else {"lines": verified.since.lines, "syncs": verified.since.syncs},
        "chain_whole": verified.whole,
        "recounted": verified.recounted,
        "compared": [path.as_posix() for path in verified.compared],
        "withheld": verified.withheld,
        "left_out": verified.left_out,
        "against": None if verified.against is None else comparison(verified.against),
    }


def comparison(outside: Against) -> dict[str, object]:
    """The comparison with GitHub for programs."""
    return {
        "repository": outside.repository,
        "ideas_compared": outside.compared,
        "voters_compared": outside.keyed,
        "points": outside.meter.points,
        "requests": outside.meter.requests,
        "ideas": [
            {
                "idea": one.idea,
                "github": one.shown,
                "ledger": one.known,
                "counted": one.counted,
                "since": one.since,
                "withdrawn": one.withdrawn,
                "account_gone": one.gone,
                "missing": one.missing,
                "judged_anew": dict(sorted(one.judged.items())),
                "excluded": dict(one.excluded),
            }
            for one in outside.ideas
        ],
    }


def compared_with_github(outside: Against) -> list[str]:
    """The comparison with GitHub for people: a line an idea whose numbers differ, and why."""
    spent = f"{outside.meter.points:,} points and {outside.meter.requests:,} requests"
    lines = [f"Compared with {outside.repository} on GitHub: {outside.compared:,} ideas with votes, for {spent}."]
    if not outside.keyed:
        lines.append("Without the ledger's own key voters cannot be told apart: moments of reactions were compared.")
    if not outside.ideas:
        lines.append("GitHub shows exactly what is counted.")
    for one in outside.ideas:
        lines.append(f"{one.idea}: GitHub shows {one.shown:,} reactions, {one.counted:,} are counted")
        lines += [f"  {sentence}" for sentence in sentences(one)]
    return lines


def since_then(lines: int, syncs: int) -> str:
    """How a chain stands to a head that it had, for people."""
    if not lines:
        return "The head that was given is the one of today: nothing was changed or added since."
    came = f"{lines:,} line{'s' * (lines != 1)} came, in {syncs:,} sync{'s' * (syncs != 1)}"
    return f"The chain has the head that was given; since then {came}."


def report(verified: Verified, *, head: str | None, root: Path) -> str:
    """The outcome for people, after the problems: what was looked at, what was not, and what to do next."""
    state, wrong = verified.ledger, has_errors(verified.problems)
    again = program(root)
    lines = [*_of_the_chain(verified, head), *_of_the_numbers(verified, again)]
    if verified.against is not None:
        lines += compared_with_github(verified.against)
    elif state is not None:
        lines.append("The votes on GitHub were not looked at: --against-github does that.")
    if wrong:
        lines.append(f"{in_words(verified.problems)}. To see when a file changed: git log -p FILE")
    elif state is None:
        lines.append(f"Nothing was found wrong. Next, run: {again} tally")
    else:
        lines.append(f"Everything agrees that was looked at. Next, run: {again} tally")
    return "\n".join(lines)


def _of_the_chain(verified: Verified, head: str | None) -> Iterator[str]:
    state = verified.ledger
    if state is None:
        yield "There is no ledger."
        return
    if verified.whole:
        yield f"The chain of {state.events:,} events is whole. Its head: {state.head}"
        if state.former_head is not None:
            yield f"This is epoch {state.epoch}; the epoch before ended in {state.former_head}"
    if head is None:
        yield "No head was given, so a tail that was cut or added, or a chain written anew, cannot be seen:"
        yield "keep the head of today, and next time give it with --head."
    elif verified.since is not None:
        yield since_then(verified.since.lines, verified.since.syncs)


def _of_the_numbers(verified: Verified, again: str) -> Iterator[str]:
    if not verified.recounted:
        yield "The votes were not counted again."
    elif verified.compared:
        yield "Compared with the recount: " + ", ".join(str(path) for path in verified.compared)
        yield "Not compared: the pages, the feeds and the calendar, which are made from the same numbers."
        if verified.withheld:
            yield f"Not compared: {verified.withheld:,} ideas, whose counts the site shows after the close."
    else:
        yield f"No published numbers were compared: there is no site here. To make one: {again} build"
    if verified.unproven:
        yield no_history(verified.unproven)
    if verified.left_out:
        yield f"Files left out of the count for mistakes in them: {verified.left_out:,}. To see them: {again} check"
