"""Asks for a step of a decision: the status, the reason, and what a duplicate or something that shipped needs."""

from datetime import datetime

from ideario.cli.asking.questions import Answers
from ideario.intake.plain import Plain
from ideario.messages.said import say
from ideario.model.community import Settings


def ask_step(asked: Answers) -> None:
    """Ask for what is not given. A duplicate names the other idea; only what is done has shipped."""
    asked.want("status", asked.of(say("Status"), "status"))
    kind = _kind(asked.settings, asked.values.get("status"))
    if kind == "declined":
        asked.want("reason", say("The reason, which everybody reads"))
    else:
        asked.offer("reason", say("The reason, which everybody reads"))
    if kind == "duplicate" or asked.given.get("duplicate_of"):
        asked.want("duplicate_of", say("The idea that it repeats, by its slug"))
    if kind == "done" or asked.given.get("shipped"):
        asked.offer("shipped", say("Where the result can be seen, an address"))


def _kind(settings: Settings, status: Plain) -> str:
    found = settings.statuses.get(str(status))
    return "" if found is None else found.kind


def duplicate_status(settings: Settings) -> str | None:
    """The status that duplicates have; None where the community has none of that kind."""
    return next((status.slug for status in settings.statuses.values() if status.kind == "duplicate"), None)


def history_entry(asked: Answers, now: datetime) -> dict[str, Plain]:
    """The step as it stands in the file, of today; takes it out of the values."""
    status, reason = asked.values.pop("status", None), asked.values.pop("reason", None)
    return {"date": f"{now:%Y-%m-%d}", "status": status, **({"reason": reason} if reason else {})}
