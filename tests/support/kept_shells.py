"""Keeps what mkdocs makes of hand-written pages while the tests of one run last: many build the same few shells."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from ideario.publishing.shells import shells
from ideario.publishing.shells.shell_sources import ShellSources


@pytest.fixture(scope="session", autouse=True)
def kept_shells(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """In builds of this interpreter, shells of a digest that was met before are copied, by the same child process.

    Kept for all workers of this run and for no other run, so that each digest is made at least once by the code of
    today. Builds that tests start as programs make their shells themselves.
    """
    base = tmp_path_factory.getbasetemp()
    kept = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "kept-shells"
    kept.mkdir(exist_ok=True)
    really = shells._build

    def build(parent: int, sources: ShellSources, place: Path) -> None:
        known = kept / place.name
        if known.is_dir():
            _copy(known, place)
            return
        really(parent, sources, place)
        if place.is_dir():
            _copy(place, known)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shells, "_build", build)
        yield


def _copy(there: Path, here: Path) -> None:
    """Copy a folder, so that nobody ever sees half of it."""
    whole = here.with_suffix(f".{os.getpid()}")
    shutil.copytree(there, whole)
    try:
        os.rename(whole, here)
    except OSError:  # another worker was as fast
        shutil.rmtree(whole)
