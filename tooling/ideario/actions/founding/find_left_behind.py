"""Looks in a community's folder for what another community left there, as after a copy."""

from collections.abc import Iterator
from pathlib import Path

from ideario.files import plain_bytes
from ideario.forge.hosting import CODE_OWNERS
from ideario.founding.left_behind import left_behind
from ideario.founding.sample_ideas import SAMPLE_IDEAS
from ideario.git.repository import Git, remotes
from ideario.model.community import SETTINGS_PATH, Settings
from ideario.model.ledger_state import LedgerState
from ideario.problems import Problem

MAX_LOOKED_AT = 100_000
"""Bytes of a file that are looked at."""


def find_left_behind(root: Path, settings: Settings, *, git: Git, state: LedgerState | None) -> Iterator[Problem]:
    """A warning for each thing of another community at `root`; `git` is the repository that holds the folder."""
    owners = next(((place, text) for place in CODE_OWNERS if (text := _text(root / place))), None)
    yield from left_behind(
        settings,
        _text(root / SETTINGS_PATH),
        sample=state is not None and state.sample,
        samples=[path for name in SAMPLE_IDEAS if (root / (path := f"content/ideas/{name}.yml")).is_file()],
        owners=owners,
        remotes=remotes(git),
    )


def _text(file: Path) -> str:
    """The text of a file; "" where there is none that could be read."""
    try:
        return (plain_bytes(str(file), MAX_LOOKED_AT) or b"").decode("utf-8", "replace")
    except OSError:
        return ""
