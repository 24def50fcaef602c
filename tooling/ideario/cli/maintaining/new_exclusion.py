"""`ideario new exclusion`: votes that a maintainer takes out, in public and with a reason."""

from pathlib import Path
from typing import Any

import click

from ideario.cli.asking.given_options import ANSWERS, single_line
from ideario.cli.asking.questions import Answers
from ideario.cli.shared.options import moment
from ideario.cli.shared.speaking import messages_option
from ideario.messages.said import say


@click.command("exclusion")
@click.option("--voter", "voters", multiple=True, metavar="PSEUDONYM", help="As in the ledger; may be repeated.")
@click.option("--reason", help="The public reason, in Markdown.")
@click.option("--idea", "ideas", multiple=True, help="Where the votes do not count (default: everywhere).")
@click.option("--appeal", callback=single_line, metavar="URL", help="Where the exclusion can be contested.")
@click.option("--slug", help="The file's name (default: exclusion- and the day).")
@ANSWERS
@messages_option
@click.pass_obj
def exclusion(root: Path, /, *, slug: str | None, answers: Path | None, messages: str | None, **given: Any) -> None:
    """Take votes out, in public and with a reason. Deleting the file brings them back.

    `ideario report integrity` names the pseudonyms of flagged votes.

    Example: ideario new exclusion --reason "One person with two accounts." --voter 9f86d081 --voter 60303ae2
    """
    asked = Answers(root, "exclusion", moment(None), messages=messages)
    asked.begin(given, ("voters", "reason"), answers=answers)
    asked.values["date"] = f"{asked.now:%Y-%m-%d}"
    asked.want("reason", say("The reason, which everybody reads"))
    text = say("{question}, separated by commas", question=say("The pseudonyms of the voters, as in the ledger"))
    asked.want("voters", text, option="--voter", ask=asked.line("voters", text, split=True))
    asked.offer_list("ideas", say("Ideas at which they do not count, all if none is named"))
    asked.offer("appeal", say("Where this can be contested, an address"))
    asked.write(slug or f"exclusion-{asked.now:%Y-%m-%d}")
