"""Options that several commands share."""

from datetime import UTC, datetime
from pathlib import Path

import click


class Moment(click.ParamType[datetime]):
    """A date (the last second of that UTC day) or a moment in UTC."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is no date: write 2026-11-23 or 2026-11-23T18:00:00Z", param, ctx)
        if "T" not in text:
            moment = moment.replace(hour=23, minute=59, second=59)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


AS_OF = Moment()


def default_ledger(root: Path) -> Path:
    """Where the ledger of a community is unless somebody says otherwise."""
    return root / "content" / "ledger"
