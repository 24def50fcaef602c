"""`ideario verify`: recount the ledger's chain and the published numbers."""

import json
import re
import secrets
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ideario.actions.verify import Ask, verify
from ideario.cli.reports.verify_report import verify_document, verify_report
from ideario.cli.shared.branch_options import ledger_at, ledger_options, options_again
from ideario.cli.shared.forge_options import access, forge_options, ledger_key
from ideario.cli.shared.forge_options import now as clock
from ideario.cli.shared.open_forge import opener
from ideario.cli.shared.options import format_option, moment, now_option, program
from ideario.cli.shared.progress_bars import bars
from ideario.cli.shared.speaking import aloud, spoken
from ideario.messages.said import say
from ideario.problems import has_errors
from ideario.reporters import problem_lines
from ideario.resources import tool_resources


def a_head(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """A head is 64 hexadecimal digits; a shorter one would prove less than it seems to."""
    if value is not None and not re.fullmatch(r"[0-9a-f]{64}", value.lower()):
        raise click.BadParameter(aloud(say("a head is 64 hexadecimal digits, as `ideario tally` prints it")))
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
        verified = verify(
            root,
            resources=tool_resources(),
            ledger=place,
            now=moment(now),
            ask=Ask(connect=connect, key=ledger_key(), spare_key=secrets.token_hex().encode(), now=clock)
            if against_github
            else None,
            site=site or (default_site if (default_site / "api").is_dir() else None),
            head=head,
            progress=progress,
        )
    if form == "json":
        click.echo(json.dumps(verify_document(verified, head), ensure_ascii=False, indent=1))
    else:
        for problem in verified.problems:
            click.echo(problem_lines(problem, spoken()))
        click.echo(verify_report(verified, head=head, again=program(root), place=options_again(ledger, branch)))
    raise SystemExit(1 if has_errors(verified.problems) else 0)
