"""Asks for a text of several lines: in the person's own editor where they have named one, else line by line."""

import os
from collections.abc import Callable
from pathlib import Path

import click

from ideario.cli.shared.speaking import aloud
from ideario.messages.said import Said, say

END = "."
"""A line that ends a text of several lines."""


def long_text(question: Said, file: Path, against: Callable[[str], Said]) -> str:
    """A text against which nothing speaks; asked for again, with the reason, while something does.

    What an editor writes lies in `file`, and stays there where the editor fails.
    """
    while True:
        edited = _edited(question, file) if _editor() else None
        text = _lines(question) if edited is None else edited
        reason = against(text) if text.strip() else say("it is empty")
        if not reason:
            if edited is not None:
                file.unlink(missing_ok=True)
            return text
        click.echo(aloud(say("Error: {reason}", reason=reason)))


def _edited(question: Said, file: Path) -> str | None:
    """What the person's editor leaves in a file; None where the editor fails."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.write_bytes(b"")
    opens = say(
        "{question}: your editor opens; save and close it when you are done ({file})", question=question, file=file
    )
    click.echo(aloud(opens))
    try:
        click.edit(filename=str(file))
    except click.ClickException as error:
        click.echo(aloud(say("Error: {reason}", reason=error.format_message())))
        return None
    return file.read_text(encoding="utf-8", errors="replace").strip("\n")


def _editor() -> bool:
    """Whether the person has said which editor is theirs; nobody is thrown into one that they cannot leave."""
    return bool(os.environ.get("VISUAL") or os.environ.get("EDITOR"))


def _lines(question: Said) -> str:
    """A text typed line by line."""
    click.echo(
        aloud(say("{question}. As many lines as you like; a line with a single full stop ends it.", question=question))
    )
    lines: list[str] = []
    while (line := click.prompt("", prompt_suffix="> ", default="", show_default=False)).strip() != END:
        lines.append(line)
    return "\n".join(lines).strip("\n")
