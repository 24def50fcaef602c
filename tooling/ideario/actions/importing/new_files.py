"""Puts new content files beside a community's own: to look at them first, and then on disk, all of them or none."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from ideario.actions.new import refuse_detours
from ideario.files import put_bytes
from ideario.intake.read_community import read_community
from ideario.messages.said import say
from ideario.problems import Failure, Problem
from ideario.resources import Resources


def sound_ones(
    root: Path, files: Mapping[str, str], *, resources: Resources
) -> tuple[Mapping[str, Problem], tuple[Problem, ...]]:
    """What `check` would say of `files` (by path) in the community at `root`: a first error by path, and warnings."""
    with tempfile.TemporaryDirectory(prefix="ideario-") as folder:
        room = Path(folder)
        shutil.copytree(
            root / "content", room / "content", symlinks=True, ignore=shutil.ignore_patterns("ledger", ".*")
        )
        if (root / "schemas").is_dir():
            (room / "schemas").mkdir()
        for path, text in files.items():
            (room / path).parent.mkdir(parents=True, exist_ok=True)
            (room / path).write_bytes(text.encode())
        problems = [p for p in read_community(room, resources=resources).problems if p.path in files]
    errors: dict[str, Problem] = {}
    for problem in problems:
        if problem.level == "error":
            errors.setdefault(problem.path, problem)
    return errors, tuple(p for p in problems if p.level != "error")


def laid_down(root: Path, files: Mapping[str, str]) -> None:
    """Write new files, in this order. A Failure, and none stays, where one is there already or the disk refuses."""
    for folder in sorted({root / PurePosixPath(path).parent for path in files}):
        refuse_detours(folder, root)
    placed: list[Path] = []
    room = None
    try:
        room = Path(tempfile.mkdtemp(dir=root, prefix=".import."))
        for number, text in enumerate(files.values()):
            put_bytes(os.fspath(room / str(number)), text.encode())
        for number, path in enumerate(files):
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(room / str(number), place)  # which takes no other file's place
            placed.append(place)
    except FileExistsError as error:
        _take_back(placed)
        raise Failure(
            say("{path} is there already, so nothing was written", path=path), hint=say("run this again")
        ) from error
    except OSError as error:
        _take_back(placed)
        raise Failure(
            say("nothing was written in {root}: {reason}", root=root, reason=error.strerror),
            hint=say("check who may write there"),
        ) from error
    except BaseException:
        _take_back(placed)
        raise
    finally:
        if room is not None:
            shutil.rmtree(room, ignore_errors=True)


def _take_back(placed: list[Path]) -> None:
    for place in placed:
        with suppress(OSError):
            place.unlink()
