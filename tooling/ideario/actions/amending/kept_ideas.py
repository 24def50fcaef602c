"""Keeps the files of ideas as a build has read them, so that the next one can say what became of each."""

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from ideario.publishing.manifest import Fingerprint, LastBuild
from ideario.sealed import LENGTH, keep, kept

FILE = "ideas.txt"


def keep_ideas(cache: Path, found: Fingerprint) -> None:
    """Keep what a build is made of: the files of ideas, and the fingerprint of everything beside them."""
    sizes = [(path, len(content)) for path, content in found.ideas.items()]
    head = json.dumps({"beside": found.beside, "files": sizes}, separators=(",", ":")).encode()
    keep(cache / FILE, _name(found.inputs), b"\n".join((head, b"".join(found.ideas.values()))))


def kept_ideas(cache: Path, last: LastBuild, found: Fingerprint) -> Mapping[str, bytes] | None:
    """The files of ideas of which the last build was made; None where they are not known, or something beside them is
    not what it was.
    """
    content = kept(cache / FILE, _name(last.inputs))
    if content is None:
        return None
    head, _, texts = content.partition(b"\n")
    told = json.loads(head)
    if told["beside"] != found.beside:
        return None
    files, begin = {}, 0
    for path, size in told["files"]:
        files[path] = texts[begin : begin + size]
        begin += size
    return files


def forget_ideas(cache: Path) -> None:
    """Keep nothing: the next build makes everything."""
    (cache / FILE).unlink(missing_ok=True)


def _name(inputs: str) -> bytes:
    """The name of what belongs to one fingerprint and to no other. What a site was made of its manifest says."""
    return blake2b(inputs.encode(), digest_size=LENGTH).digest()
