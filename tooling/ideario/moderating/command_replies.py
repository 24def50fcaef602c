"""What is said to whoever gave a command: help, a polite no, what could not be done. Values in, Markdown out."""

from collections.abc import Iterable, Sequence

from ideario.fences import code
from ideario.messages.said import Said, in_language, joined, say
from ideario.moderating.commands import COMMANDS


def help_text(language: str) -> str:
    """All commands, as a table."""
    head = say("| Command | What it does |\n| --- | --- |")
    rows = [f"| {code(kind.usage)} | {in_language(kind.does, language)} |" for kind in COMMANDS.values()]
    last = say(
        "A command is the first line of a new comment: what stands below it, and what is edited later, is not looked "
        "at. Where a thread has several ideas, the name of the one that is meant comes first."
    )
    return "\n".join([in_language(head, language), *rows]) + f"\n\n{in_language(last, language)}"


def not_for_you(login: str) -> Said:
    """What is said to somebody who may give no commands."""
    return say(
        "Thank you for helping along, {login}! A comment that begins so is for those who look after this community, "
        "and nothing has changed. If you would like something to be done, say it in your own words: somebody reads it.",
        login=code(login),
    )


def refusal_text(reasons: Sequence[str], language: str, *, with_help: bool) -> str:
    """Why a command was not carried out."""
    parts: list[str] = [say("Nothing was changed."), *reasons]
    if with_help:
        parts.append(say("With `/help` as a comment you get the list of commands."))
    return said(parts, language)


def said(parts: Iterable[str], language: str) -> str:
    """Paragraphs in a language. Nothing in them looks like a line of the program's own."""
    return "\n\n".join(in_language(part, language) for part in parts if part).replace("<!--", "<! --")


def footer(login: str, *, commit: str, address: str) -> Said:
    """Who gave the command, by which commit it was carried out, how to take it back."""
    shown = f"[{commit[:7]}]({address})" if address else code(commit[:7])
    return joined(["—", say("decided by {login} ({commit}); `/undo` takes it back", login=code(login), commit=shown)])
