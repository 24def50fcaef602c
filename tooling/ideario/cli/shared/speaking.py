"""In which language people are told what is wrong: that of --messages, else the community's first one."""

import ctypes
import locale
import os
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import click

from ideario.messages.catalogue import has_catalogue
from ideario.messages.said import ENGLISH, Said, in_language
from ideario.model.community import SETTINGS_PATH

_SPOKEN: ContextVar[str | Path] = ContextVar("_SPOKEN", default=ENGLISH)
"""The language that is spoken, or a community's folder, whose first language that is: looked up when it is needed."""


def messages_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--messages`: see `speak`."""
    return click.option(
        "--messages",
        metavar="LANG",
        help="The language of what is told, such as it (default: the community's first; English without a catalogue).",
    )(command)


def speak(root: Path, messages: str | None) -> str:
    """Speak from now on in this language, else in the first of the community at `root`; return which that is."""
    from ideario.actions.check import language_at  # loads what reads YAML, for which not every command waits

    language = messages or language_at(root)
    _SPOKEN.set(language)
    return language


def own_language() -> str:
    """The language of whoever runs this, as their system says; English where messages cannot be read in it."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    windows = getattr(ctypes, "windll", None)  # where no variable says it
    if not named and windows is not None:
        named = locale.windows_locale.get(windows.kernel32.GetUserDefaultUILanguage(), "")
    language = named.partition(".")[0].partition("_")[0]
    return language if has_catalogue(language) else ENGLISH


def speak_as_at(root: Path) -> None:
    """Speak as the community at `root` does, or where none is, as whoever runs this, until a command says otherwise."""
    _SPOKEN.set(root)


def spoken() -> str:
    """The language that is spoken."""
    known = _SPOKEN.get()
    if isinstance(known, str):
        return known
    return speak(known, None if (known / SETTINGS_PATH).is_file() else own_language())


def aloud(text: str) -> str:
    """A text in the language that is spoken, as far as it was made to be said in others."""
    return in_language(text, spoken()) if isinstance(text, Said) else text
