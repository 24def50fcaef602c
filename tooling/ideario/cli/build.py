"""`ideario build`: check, count and write the site."""

import gc
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ideario.actions.build import build, left_alone, unspoken
from ideario.cli.shared.branch_options import ledger_at, ledger_options
from ideario.cli.shared.options import AS_OF, moment, moment_told, not_proven, now_option, program
from ideario.cli.shared.own_secret import seal_by_own_secret
from ideario.cli.shared.progress_bars import bars
from ideario.cli.shared.speaking import aloud, speak
from ideario.forge.addresses import is_raw_files_url
from ideario.forge.hosting import SITE_LIMIT
from ideario.messages.said import Said, joined, say, several
from ideario.problems import has_errors
from ideario.publishing.manifest import Built
from ideario.reporters import problem_lines
from ideario.resources import tool_resources

if TYPE_CHECKING:
    from ideario.publishing.write_site import Written


class RawFiles(click.ParamType[str]):
    """The address below which a host shows files as they are; it ends in a slash."""

    name = "address"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = f"{str(value).rstrip('/')}/"
        if not is_raw_files_url(text):
            self.fail(f"{text!r} is no address such as https://raw.example.org/", param, ctx)
        return text


RAW_FILES = RawFiles()


@click.command("build")
@ledger_options
@now_option
@click.option(
    "--as-of",
    type=AS_OF,
    help="The moment up to which votes are said to be read (default: when they were); without --now, that too.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder in which site/ is written (default: build in the community).",
)
@click.option(
    "--stale", is_flag=True, help="Say on every page that newer votes could not be fetched (after a failed sync)."
)
@click.option(
    "--raw-files",
    type=RAW_FILES,
    help="Where previews find proposed files, for a host other than github.com: an address below which stand "
    "owner/name/commit/path for everybody to read.",
)
@click.option(
    "--pictures",
    is_flag=True,
    help="Draw a picture of each idea, which links to it show elsewhere, and not only of each status. They are kept, "
    "so that the next build draws new ones alone.",
)
@click.option("--stay", type=int, hidden=True, help="What `serve` speaks with a build by, when that has ended.")
@click.pass_obj
def command(
    root: Path,
    /,
    *,
    ledger: Path | None,
    branch: str | None,
    now: datetime | None,
    as_of: datetime | None,
    output: Path | None,
    stale: bool,
    raw_files: str | None,
    pictures: bool,
    stay: int | None,
) -> None:
    """Check, count and write the site.

    Needs no network and no token, unless the ledger is on a branch. A file with an error is left out and named, the
    rest is published; but not while an exclusion, a result or a decision that moves votes is at fault. The exit code
    is 0, 1 where there were errors, or 2 where the site was left as it was.

    Example: ideario build
    """
    language = speak(root, None)
    seal_by_own_secret()
    output = output or root / "build"
    with ledger_at(root, ledger, branch) as place, bars() as progress:
        built = build(
            root,
            resources=tool_resources(),
            ledger=place,
            output=output,
            now=moment(now, as_of),
            dated=moment_told(now, as_of),
            as_of=as_of,
            stale=stale,
            raw_files=raw_files,
            pictures=pictures,
            workers=os.cpu_count() or 1,
            progress=progress,
            whole=stay is not None,
        )
    for problem in built.problems:
        click.echo(problem_lines(problem, language), err=True)
    click.echo(aloud(summary(built)))
    if alone := left_alone(root):
        click.echo(aloud(alone))
    without, there = unspoken(root, tool_resources())
    if without:
        no_words = say(
            "The site has no pages in {missing}: nobody has written its words in that language. There are words in "
            "{there}; others go into {file}.",
            missing=", ".join(without),
            there=", ".join(there),
            file=f"site/overrides/words/{without[0]}.yml",
        )
        click.echo(aloud(no_words))
    click.echo(aloud(say("To look at it: {command}", command=f"{program(root)} serve")))
    if stay is not None and built.written is not None:
        _stay(stay, root, built.written, built.site)
    raise SystemExit(1 if has_errors(built.problems) else 0)


def _stay(handle: int, root: Path, written: "Written", site: Path) -> None:
    from ideario.actions.serving.saved_ideas import (  # loads what a build that has nothing to do needs not
        SavedIdeas,
        stay,
    )

    gc.enable()  # it goes on for hours
    saved = SavedIdeas(root=root, site=site, resources=tool_resources(), renderer=written.renderer)
    with open(handle, "w", encoding="utf-8") as told:
        stay(sys.stdin, told, written.changed, saved)


def summary(built: Built) -> Said:
    """What a build did, in a sentence or two."""
    if built.unchanged:
        return several(
            "Nothing has changed: {site} is as it was ({count} idea).",
            "Nothing has changed: {site} is as it was ({count} ideas).",
            built.ideas,
            site=built.site,
        )
    lines: list[str] = [
        several(
            "{site}: {count} idea, {files} files ({megabytes} MB), {new} written, {kept} unchanged.",
            "{site}: {count} ideas, {files} files ({megabytes} MB), {new} written, {kept} unchanged.",
            built.ideas,
            site=built.site,
            files=built.new + built.kept,
            megabytes=f"{built.size / 1e6:.1f}",
            new=built.new,
            kept=built.kept,
        )
    ]
    if built.undated:
        lines.append(
            say(
                "Without a date: {count}. An idea gets one when it is committed or a thread names it.",
                count=built.undated,
            )
        )
    lines += not_proven(built.unproven, reactions=built.unproven_reactions)
    if built.size > SITE_LIMIT:
        lines.append(say("Warning: the site is larger than the 1 GB that GitHub Pages takes."))
    return joined(lines, "\n")
