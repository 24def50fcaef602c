"""Keeps bytes from one run for the next, and believes only those that a program of the same user has kept.

Whoever can put a file below a community can put a false one among what is kept there. So each is sealed with a secret
of the user's own, which lies in their cache folder and never below a community: without it, nothing is kept or
believed.
"""

import hashlib
import hmac
import os
from contextlib import suppress
from pathlib import Path

from ideario.files import plain_bytes, write_whole

LENGTH = 32
"""Bytes of a secret, of a seal, and of the name of what is kept."""
MAX_KEPT = 1_000_000_000
"""Bytes above which a file is none of ours."""
_secret: list[bytes] = []


def seal_with(secret: bytes) -> None:
    """Say by which secret of the user's own, LENGTH bytes that nobody could guess, to keep and to believe."""
    _secret[:] = [secret]


def keep(file: Path, name: bytes, content: bytes) -> None:
    """Keep `content` for whoever asks for it by the same name, of LENGTH bytes; nothing where the disk refuses."""
    if _secret:
        with suppress(OSError):
            write_whole(file, _seal(file, name, content) + name + content, mode=0o600, lasting=False)


def kept(file: Path, name: bytes) -> bytes | None:
    """What was kept under that name; None where nothing was, or where somebody else wrote the file."""
    if not _secret:
        return None
    try:
        whole = plain_bytes(str(file), MAX_KEPT)
    except OSError:
        return None
    if whole is None or len(whole) > MAX_KEPT or whole[LENGTH : 2 * LENGTH] != name:
        return None
    content = whole[2 * LENGTH :]
    return content if hmac.compare_digest(whole[:LENGTH], _seal(file, name, content)) else None


def _seal(file: Path, name: bytes, content: bytes) -> bytes:
    """What only the owner of the secret can write before these bytes. The file's own name is in it: none is another."""
    seal = hashlib.blake2b(os.fsencode(file.name) + b"\0" + name, key=_secret[0], digest_size=LENGTH)
    seal.update(content)
    return seal.digest()
