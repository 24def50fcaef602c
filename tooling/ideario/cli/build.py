"""`ideario build`: check, count and write the site."""

import os
from datetime import datetime
from pathlib import Path

import click

from ideario.actions.build import build, left_alone, unspoken
from ideario.cli.shared.branch_options import ledger_at, ledger_options
from ideario.cli.shared.options import AS_OF, moment, moment_told, not_proven, now_option, program
from ideario.cli.shared.progress_bars import bars
from ideario.forge.addresses import is_raw_files_url
from ideario.forge.hosting import SITE_LIMIT
from ideario.problems import has_errors
from ideario.publishing.manifest import Built
from ideario.reporters import problem_lines
from ideario.resources import tool_resources


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
) -> None:
    """Check, count and write the site.

    Needs no network and no token, unless the ledger is on a branch. A file with an error is left out and named, the
    rest is published; but not while an exclusion, a result or a decision that moves votes is at fault. The exit code
    is 0, 1 where there were errors, or 2 where the site was left as it was.

    Example: ideario build
    """
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
            workers=os.cpu_count() or 1,
            progress=progress,
        )
    for problem in built.problems:
        click.echo(problem_lines(problem), err=True)
    click.echo(summary(built))
    if alone := left_alone(root):
        click.echo(alone)
    without, there = unspoken(root, tool_resources())
    if without:
        click.echo(
            f"The interface has no words in {', '.join(without)}, so that its readers see it in English. There are "
            f"words in {', '.join(there)}; others go into site/overrides/words/{without[0]}.yml."
        )
    click.echo(f"To look at it: {program(root)} serve")
    raise SystemExit(1 if has_errors(built.problems) else 0)


def summary(built: Built) -> str:
    """What a build did, in a sentence or two."""
    if built.unchanged:
        return f"Nothing has changed: {built.site} is as it was ({built.ideas} ideas)."
    text = (
        f"{built.site}: {built.ideas} ideas, {built.new + built.kept} files ({built.size / 1e6:.1f} MB), "
        f"{built.new} written, {built.kept} unchanged."
    )
    if built.undated:
        text += f"\nWithout a date: {built.undated}. An idea gets one when it is committed or a thread names it."
    for line in not_proven(built.unproven, reactions=built.unproven_reactions):
        text += f"\n{line}"
    if built.size > SITE_LIMIT:
        text += "\nWarning: the site is larger than the 1 GB that GitHub Pages takes."
    return text
