"""Builds the sites that tests look at, in this process: what `ideario build` does is tested where it is tested."""

from pathlib import Path

from communities import NOW
from ideario.actions.build import build
from ideario.problems import has_errors
from ideario.publishing.manifest import Built
from ideario.resources import tool_resources


def built(root: Path, *, output: Path | None = None, stale: bool = False, raw_files: str | None = None) -> Path:
    """The site of a community in which nothing is at fault, with the ledger among its content if there is one."""
    done = build(
        root, resources=tool_resources(), ledger=root / "content" / "ledger", output=output or root / "build", now=NOW,
        as_of=None, stale=stale, raw_files=raw_files,
    )  # fmt: skip
    assert isinstance(done, Built)
    assert not has_errors(done.problems), done.problems
    return done.site
