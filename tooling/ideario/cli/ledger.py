"""`ideario ledger`: begin a new epoch of the ledger: erase votes, coarsen times, change the key."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from ideario.actions.ledger import Begun, coarsen, erase, rotate_key
from ideario.cli.shared.branch_options import git_environment, ledger_options, one_place, options_again
from ideario.cli.shared.forge_options import access, forge_options, ledger_key, now
from ideario.cli.shared.open_forge import opener
from ideario.cli.shared.options import ledger_folder, program
from ideario.cli.shared.speaking import aloud
from ideario.forge.hosting import KEY_NAME
from ideario.git.ledger_branch import update_branch
from ideario.ledger.exclusions import Rewrites
from ideario.messages.said import say
from ideario.problems import Failure
from ideario.resources import tool_resources

NEW_KEY = "IDEARIO_LEDGER_NEW_KEY"
Work = Callable[[Path], Begun]


@click.group("ledger")
def command() -> None:
    """Begin a new epoch of the ledger: a new chain that names the old one's head.

    Each of these commands writes every line anew, so a head that somebody kept from before is not found in the new
    chain: publish the new head, and say why. What was published before stays with those who have a copy.

    Example: ideario ledger coarsen
    """


def place_options(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which ledger, and that it is meant."""
    return ledger_options(click.option("--yes", is_flag=True, help="Do not ask whether this is meant.")(function))


@command.command("erase")
@click.argument("voters", nargs=-1, metavar="[VOTER]...")
@click.option(
    "--account",
    "accounts",
    type=click.IntRange(min=1),
    multiple=True,
    metavar="ID",
    help="An account by its number; its pseudonym is made with the key in IDEARIO_LEDGER_KEY.",
)
@place_options
@click.pass_obj
def erase_command(root: Path, /, *, voters: tuple[str, ...], accounts: tuple[int, ...], **given: Any) -> None:
    """Erase all votes of VOTERs, which are pseudonyms as they stand in the ledger.

    A line `erased` with the hash of the old one stays in the place of each. The votes no longer count. GitHub is not
    touched: a reaction that is still there is counted again at the next sync, so the voter withdraws it first. A login
    does not help here: https://api.github.com/users/LOGIN gives the number for --account. A vote on one's own idea has
    a pseudonym that no number leads to; it never counted.

    Example: ideario ledger erase --account 583231
    """
    if not voters and not accounts:
        raise click.UsageError(aloud(say("name a VOTER, or an account with --account")))

    def work(folder: Path) -> Begun:
        return erase(
            root,
            resources=tool_resources(),
            ledger=folder,
            voters=voters,
            accounts=accounts,
            key=ledger_key(),
            now=now(),
            workers=os.cpu_count() or 1,
        )

    begun = _begin(root, work, message="Begin a new epoch: votes erased", **given)
    lines = [say("{changed} lines were erased.", changed=f"{begun.changed:,}")]
    if begun.still:
        lines.append(
            say(
                "{still} of these reactions were not withdrawn when last seen: if they are still on GitHub, the next "
                "sync counts them again.",
                still=f"{begun.still:,}",
            )
        )
    lines += [
        say("{path} names whom you have erased still: it excludes them again.", path=path) for path in begun.exclusions
    ]
    _tell(root, begun, lines, **given)


@command.command("coarsen")
@place_options
@click.pass_obj
def coarsen_command(root: Path, /, **given: Any) -> None:
    """Take the time of day from all votes before today, when every voting has closed and the appeals have ended.

    Every count stays as it is: a vote stays on its side of each opening and each close, and one voter's votes stay in
    their order. On GitHub the exact times are visible for as long as the reactions are.

    Example: ideario ledger coarsen --branch ledger
    """

    def work(folder: Path) -> Begun:
        return coarsen(root, resources=tool_resources(), ledger=folder, now=now(), workers=os.cpu_count() or 1)

    begun = _begin(root, work, message="Begin a new epoch: times coarsened", **given)
    _tell(root, begun, [say("{changed} lines name the day alone now.", changed=f"{begun.changed:,}")], **given)


@command.command("rotate-key")
@place_options
@forge_options
@click.pass_obj
def rotate_command(root: Path, /, *, ledger: Path | None, branch: str | None, yes: bool, **given: Any) -> None:
    """Change the key of the pseudonyms, from IDEARIO_LEDGER_KEY to IDEARIO_LEDGER_NEW_KEY.

    Every count stays as it is, votes frozen at a close too. The accounts behind the pseudonyms are read from GitHub
    once more, as by a full sync. Those who have no reaction there any more get a pseudonym that leads to no account:
    should they react again, they are new voters. The files in content/exclusions/ name the new pseudonyms afterwards:
    commit them with the new ledger. While one of them names somebody who has no vote, nothing is changed.

    Example: ideario ledger rotate-key --branch ledger
    """
    keys = {name: ledger_key(name) or b"" for name in (KEY_NAME, NEW_KEY)}
    for name, key in keys.items():
        if not key:
            raise Failure(say("there is no key in {name}", name=name), hint=say("a new key: openssl rand -hex 32"))

    rewrites = Rewrites()

    def work(folder: Path) -> Begun:
        return rotate_key(
            root,
            resources=tool_resources(),
            ledger=folder,
            connect=opener(access(given), sleep=time.sleep, now=now),
            former=keys[KEY_NAME],
            new=keys[NEW_KEY],
            rewrites=rewrites,
            now=now(),
            workers=os.cpu_count() or 1,
        )

    try:
        begun = _begin(root, work, ledger=ledger, branch=branch, yes=yes, message="Begin a new epoch: another key")
    except BaseException:
        rewrites.restore()
        raise
    lines = [
        say(
            "{changed} lines have another pseudonym now; from now on {key_name} must be the new key.",
            changed=f"{begun.changed:,}",
            key_name=KEY_NAME,
        )
    ]
    if begun.still:
        lines.append(
            say("{still} voters have no reaction on GitHub any more, and are known no more.", still=f"{begun.still:,}")
        )
    lines += [
        say("{path} names the new pseudonyms: commit it at once, with the new ledger.", path=path)
        for path in begun.exclusions
    ]
    _tell(root, begun, lines, ledger=ledger, branch=branch)


def _begin(root: Path, work: Work, *, ledger: Path | None, branch: str | None, yes: bool, message: str) -> Begun:
    one_place(ledger, branch)
    if not yes:
        click.confirm(
            aloud(say("This writes every line of the ledger anew and cannot be undone. Go on?")), abort=True, err=True
        )
    if branch is None:
        return work(ledger_folder(root, ledger))
    return update_branch(root, branch, work, message=message, now=now(), environment=git_environment(), new_epoch=True)


def _tell(
    root: Path, begun: Begun, lines: Sequence[str], *, ledger: Path | None, branch: str | None, **_: object
) -> None:
    state = begun.state
    again = program(root)
    lines = [
        *lines,
        say("Epoch {epoch} has begun. Its head: {head}", epoch=state.epoch, head=state.head),
        say("The head of the epoch before: {former_head}", former_head=state.former_head),
    ]
    if branch is None:
        lines.append(
            say(
                "Where this folder is under git, the old lines are in its history still: replace that too, as "
                "`git filter-repo` does, and push with --force; --branch does both by itself."
            )
        )
    else:
        lines.append(
            say(
                "The history of the branch {branch} was replaced; clones and caches of it are not reached.",
                branch=branch,
            )
        )
    lines.append(
        say(
            "The next sync fetches everything once more. Next, run: {again} verify{ledger}",
            again=again,
            ledger=options_again(ledger, branch),
        )
    )
    click.echo("\n".join(map(aloud, lines)))
