"""Finds what the tool brings along, `schemas/` and `site/shell/`, in a checkout or inside the installed package; and
what is installed beside it.
"""

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ideario.messages.said import say
from ideario.problems import Failure

SOURCE = "https://github.com/ideario/ideario"
"""Where Ideario itself is made."""
FALLBACK = "en"
"""The language in which everything has words."""
PUBLISHED = "https://ideario.github.io/ideario/"
"""Where Ideario's own schemas stand, for a folder that has no settings yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """The tool's own root: `schemas` holds *.schema.json; `shell` pages, theme, templates, words and assets."""

    schemas: Path
    shell: Path


def words_folders(root: Path, resources: Resources) -> tuple[Path, ...]:
    """Where the words of the interface stand, a file `<language>.yml` each: the community's own, then the tool's."""
    return root / "site" / "overrides" / "words", resources.shell / "words"


def spoken(folders: Sequence[Path], language: str) -> str:
    """The language of the words for readers of `language`: it, its base (`pt` for `pt-BR`) or English."""
    names = (language, language.split("-", maxsplit=1)[0], FALLBACK)
    return next((name for name in names if any((folder / f"{name}.yml").is_file() for folder in folders)), FALLBACK)


def has_words(folders: Sequence[Path], language: str) -> bool:
    """Whether the interface has words in a language, or for `pt-BR` in `pt`."""
    return spoken(folders, language) != FALLBACK or language.split("-", maxsplit=1)[0] == FALLBACK


def tool_resources() -> Resources:
    """The resources of the running tool.

    An installed wheel carries them in the package; a checkout has them two folders up.
    """
    package = Path(__file__).resolve().parent
    for home, shell in ((package / "data", "shell"), (package.parent.parent, "site/shell")):
        if (home / "schemas").is_dir() and (home / shell).is_dir():
            return Resources(schemas=home / "schemas", shell=home / shell)
    raise Failure(
        say("ideario cannot find its own schemas and pages"),
        hint=say("install it again: the package is incomplete"),
    )


def installed() -> Iterator[str]:
    """Whatever is installed, each with its version: any of it may write a part of a site, as what a community's own
    mkdocs.yml names does. The names of the folders that installers leave tell it in 0.3 ms; importlib.metadata, which
    reads what lies in them, takes 12 ms for a dozen.
    """
    for place in sys.path:
        with contextlib.suppress(OSError):  # a place that is not there, or an archive
            yield from sorted(name for name in os.listdir(place) if name.endswith((".dist-info", ".egg-info")))
