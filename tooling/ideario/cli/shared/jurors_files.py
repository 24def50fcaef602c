"""Where jurors' openings are kept, unless they name another place, and what jurors do with the file they wrote."""

import os
from datetime import datetime
from pathlib import Path

import click

from ideario.cli.shared.options import program
from ideario.cli.shared.speaking import aloud
from ideario.messages.said import say
from ideario.model.moments import instant


def openings_folder() -> Path:
    """A folder that is nobody else's, outside every repository, and is not thrown away as a cache is."""
    named = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.local/share")
    return Path(named) / "ideario" / "openings"


def propose(root: Path, path: str, until: datetime) -> None:
    """Say until when the file at `path` has to come in."""
    command, by = f"{program(root)} check --only {path}", instant(until)
    said = say("Next: propose it as a change that is merged by {until}: {command}", until=by, command=command)
    click.echo(aloud(said))
