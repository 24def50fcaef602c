"""Names the usual statuses in all languages that the interface has words in. Knows no status and no other word."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import yaml

from ideario.messages.said import say
from ideario.model.community import Settings
from ideario.problems import Failure

KEY = "  status."
"""What the lines of words begin with that name a status; its slug follows."""


def with_labels(settings: Settings, words: Path) -> Settings:
    """The settings whose statuses without a label have those of the folder `words`, a file `<language>.yml` each.

    Failure where such a file cannot be read.
    """
    if all(status.label for status in settings.statuses.values()):
        return settings
    known = {path.stem: _labels(path) for path in sorted(words.glob("*.yml"))}
    statuses = {
        slug: status
        if status.label
        else replace(status, label={lang: of[slug] for lang, of in known.items() if slug in of})
        for slug, status in settings.statuses.items()
    }
    return replace(settings, statuses=statuses)


def _labels(path: Path) -> Mapping[str, str]:
    """The labels in a file of words, by slug."""
    try:
        now = path.stat()
        found = _read(path, now.st_mtime_ns, now.st_size)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Failure(
            say("the words in {path} cannot be read: {reason}", path=path, reason=error),
            hint=say("mend the file's YAML"),
        ) from error
    return {key.removeprefix(KEY.lstrip()): str(label) for key, label in found.items()}


@lru_cache(maxsize=64)  # a command reads the settings several times, a sweep for each proposal
def _read(path: Path, _written: int, _size: int) -> Mapping[str, object]:
    """Only the lines of labels are read: each is one, and most words are others."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith(KEY)]
    return yaml.load("\n".join(lines), yaml.CSafeLoader) or {}
