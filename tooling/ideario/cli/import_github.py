"""`ideario import github`: make ideas of issues and discussions that are there already."""

import json
import re
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from ideario.actions.importing.bring_threads import bring_threads
from ideario.cli.reports.thread_receipt import receipt_document, receipt_report
from ideario.cli.shared.forge_options import access, forge_asked, now
from ideario.cli.shared.open_forge import opener, writing_opener
from ideario.cli.shared.options import format_option, program
from ideario.cli.shared.speaking import aloud
from ideario.messages.said import say
from ideario.model.community import ThreadChoice
from ideario.model.thread_names import REPOSITORY
from ideario.resources import tool_resources


def _pairs(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """What `--tag "area: docs=documentation"` says: the last = parts the two, since labels may have one."""
    found = {}
    for pair in given:
        left, equals, right = pair.rpartition("=")
        if not equals or not left.strip():
            raise click.BadParameter(aloud(say("{pair} is not of the form LEFT=RIGHT", pair=f"{pair!r}")))
        found[left.strip()] = right.strip()
    return found


def _a_repository(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(REPOSITORY, value):
        raise click.BadParameter(aloud(say("write owner and name, such as acme/library")))
    return value


@click.command("github")
@click.option("--label", metavar="LABEL", help="Issues that bear this label.")
@click.option("--discussions", is_flag=True, default=None, help="Also discussions that bear the label.")
@click.option("--category", metavar="NAME", help="Discussions of this category.")
@click.option(
    "--repository", metavar="OWNER/NAME", callback=_a_repository,
    help="Where the threads are, if not in the community's repository; of the same owner.",
)  # fmt: skip
@click.option("--challenge", metavar="SLUG", help="The challenge that the ideas answer (default: none).")
@click.option("--language", metavar="TAG", help="The language of the ideas (default: the community's first).")
@click.option(
    "--status", "statuses", multiple=True, metavar="STATE=STATUS", callback=_pairs,
    help="Which status a state becomes: completed, not-planned, duplicate, resolved, outdated, closed, open.",
)  # fmt: skip
@click.option(
    "--tag", "tags", multiple=True, metavar="LABEL=TAG", callback=_pairs,
    help="Which tag a label becomes, if not the one with its name; nothing behind the = for none.",
)  # fmt: skip
@click.option("--write", is_flag=True, help="Write the files; without it, only say what would be made.")
@click.option(
    "--pull-request", is_flag=True, help="Propose them by a pull request, the one that waits if there is one."
)
@forge_asked
@format_option
@click.pass_obj
def command(root: Path, /, *, write: bool, pull_request: bool, form: str, **given: Any) -> None:
    """Make ideas of issues and discussions that are there already.

    Each becomes an idea with a decision: title, text, author, date, tags, and a status by how it was closed; the
    reactions on it are counted as votes by the next `ideario sync`. Says what it would make, and writes with --write,
    or proposes with --pull-request. Run again, it brings what is new and touches no file that is there. What is not
    given is read from `import` in content/community.yml. The token is read from GITHUB_TOKEN.

    Example: ideario import github --label feature-request --write
    """
    if write and pull_request:
        raise click.UsageError(aloud(say("--write and --pull-request are two ways: choose one")))
    wishes = {one.name: given[one.name] for one in fields(ThreadChoice)}

    def choice(settings: ThreadChoice | None) -> ThreadChoice:
        """What the settings say, and what was given instead; another label or category is another choice altogether."""
        usual = settings or ThreadChoice()
        said = {name: value for name, value in wishes.items() if value not in (None, {})}
        if said.keys() & {"label", "category"}:
            usual = replace(usual, label="", category="", discussions=False)
        for name in ("statuses", "tags"):
            said[name] = {**getattr(usual, name), **wishes[name]}
        return replace(usual, **said)

    way = access({**given, "repository": None})
    done = bring_threads(
        root,
        resources=tool_resources(),
        connect=opener(way, sleep=time.sleep, now=now),
        writer=writing_opener(way, sleep=time.sleep, now=now) if pull_request else None,
        choice=choice,
        write=write,
    )
    if form == "json":
        click.echo(json.dumps(receipt_document(done)))
    else:
        click.echo(receipt_report(done, again=program(root)))
