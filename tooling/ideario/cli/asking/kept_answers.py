"""Keeps the answers to `ideario new` until they are a file of content, so that no interruption throws them away.

They lie beside what is built, in build/new/ of the community, a file for each conversation. Asks nothing.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from ideario.files import write_whole
from ideario.intake.plain import Plain
from ideario.messages.said import say
from ideario.problems import Failure

FOLDER = Path("build", "new")


def new_place(root: Path, kind: str) -> Path:
    """A file that is not there yet, for the answers of a new conversation."""
    number = 1
    while (file := root / FOLDER / f"{kind}-{number}.json").exists():
        number += 1
    return file


def last_place(root: Path, kind: str) -> Path | None:
    """The file with the answers of the last conversation about this kind that came to no end; None for none."""
    files = [file for file in (root / FOLDER).glob(f"{kind}-*.json") if file.is_file() and not file.is_symlink()]
    return max(files, key=lambda file: file.stat().st_mtime_ns, default=None)


def keep(file: Path, kind: str, answers: Mapping[str, Plain]) -> None:
    """Write all answers so far, whole or not at all."""
    write_whole(file, (json.dumps({"kind": kind, "answers": answers}, ensure_ascii=False, indent=2) + "\n").encode())


def kept(file: Path, kind: str) -> dict[str, Plain]:
    """The answers in a file. A Failure where it cannot be read, or holds something else."""
    try:
        document = json.loads(file.read_bytes())
        other, answers = document["kind"], dict(document["answers"])
    except OSError as error:
        raise Failure(say("{file} cannot be read: {reason}", file=file, reason=error.strerror)) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Failure(
            say("{file} holds no answers to `ideario new`", file=file), hint=say("run it without --answers")
        ) from error
    if other != kind:
        raise Failure(
            say("{file} holds answers about a new {kind}", file=file, kind=other),
            hint=say("run: {command}", command=f"ideario new {other} --answers {file}"),
        )
    return answers
