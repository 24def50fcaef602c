"""Remembers, in a community's own repository, what the program wrote there: so it can tell what people changed since.

The record holds the SHA-256 of each text as the program wrote it, whatever commits its workflows name.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from ideario import __version__
from ideario.files import write_whole
from ideario.forge.hosting import FORGE_FOLDER
from ideario.founding.callers import repinned
from ideario.founding.program_pin import Pin
from ideario.messages.said import say
from ideario.problems import Failure

RECORD = f"{FORGE_FOLDER}/ideario.json"
"""Where the record lies, relative to the community's root."""
NO_PIN = Pin("", "")


def digest(text: str) -> str:
    """What is remembered of a text. Line ends, and which commits it names, make no difference."""
    return sha256(repinned(text.replace("\r\n", "\n"), NO_PIN).encode()).hexdigest()


def record_text(digests: Mapping[str, str]) -> str:
    """The record of texts by path, each as `digest` has it."""
    return json.dumps({"ideario": __version__, "written": dict(sorted(digests.items()))}, indent=2) + "\n"


def read_record(root: Path) -> dict[str, str] | None:
    """What is remembered by path, None where nothing ever was. Raises Failure for a file that is no such record."""
    try:
        found = json.loads((root / RECORD).read_text("utf-8"))
        return {path: str(known) for path, known in found["written"].items() if _can_be_ours(path)}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Failure(
            say("{file} is not what the program writes there", file=RECORD),
            hint=say("bring back an earlier text of it, or delete it: then you are shown every file that differs"),
        ) from error


def _can_be_ours(path: str) -> bool:
    """Whether the program writes such files after the founding, and so may take them away: what the forge and git read.

    The record lies in the repository, and whoever proposes files can write into it.
    """
    first = path.replace("\\", "/").partition("/")[0]
    return first.startswith(".") and first.rstrip(". ").lower() != ".git"


def remember(root: Path, path: str, text: str) -> None:
    """Note that the program wrote this text, in a community that has a record. Raises Failure as `read_record` does."""
    known = read_record(root)
    if known is not None:
        write_whole(root / RECORD, record_text({**known, path: digest(text)}).encode())
