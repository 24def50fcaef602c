"""Keeps the files of ideas as a build has met them, so that the next one can say what became of each.

Their texts lie in one file, and what tells each from others in another, which is sealed.
"""

from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b, sha256
from pathlib import Path
from typing import NamedTuple

from ideario.files import write_whole
from ideario.publishing.manifest import Fingerprint, MetFile
from ideario.publishing.outputs.quick_json import note_bytes, noted
from ideario.sealed import LENGTH, keep, kept

TEXTS, INDEX = "ideas.txt", "ideas.json"
_NAME = blake2b(b"files of ideas, 2", digest_size=LENGTH).digest()
"""The name of all indexes of this form. Of which build one is it says itself."""


class KeptFile(NamedTuple):
    """The file of an idea, by its look and digest as in MetFile; its bytes `begin` so far from the first of all texts,
    and are so many.
    """

    look: str
    digest: str
    begin: int
    size: int


class KeptIdeas(NamedTuple):
    """The files of ideas that a build was made of, by path. `inputs` and `beside` are those of its fingerprint, and
    `others` the looks and digests of all other files, by name.
    """

    cache: Path
    inputs: str
    beside: str
    files: Mapping[str, KeptFile]
    others: Mapping[str, tuple[str, str]]

    @property
    def known(self) -> Mapping[str, MetFile]:
        """All files without their bytes."""
        ideas = {path: MetFile(file.look, file.digest, None) for path, file in self.files.items()}
        return ideas | {name: MetFile(*file, None) for name, file in self.others.items()}

    def content(self, path: str) -> bytes | None:
        """The bytes of a file; None where others lie in their place."""
        file = self.files[path]
        try:
            with open(self.cache / TEXTS, "rb") as texts:
                texts.seek(file.begin)
                content = texts.read(file.size)
        except OSError:
            return None
        return content if sha256(content).hexdigest() == file.digest else None

    def keep_anew(self, found: Fingerprint) -> None:
        """Keep what a build is made of where files of ideas differ or look otherwise, but are the same ones."""
        files = dict(self.files)
        with suppress(OSError), open(self.cache / TEXTS, "ab") as texts:
            for path, (look, digest, content) in found.ideas.items():
                if content is not None:  # the others look as they are known to
                    last = files[path]
                    place = last[2:] if digest == last.digest else (texts.tell(), texts.write(content))
                    files[path] = KeptFile(look, digest, *place)
            _keep_index(self.cache, found, files)


def keep_ideas(cache: Path, found: Fingerprint) -> None:
    """Keep what a build is made of: the files of ideas, which it has all read, and what tells them from others."""
    files: dict[str, KeptFile] = {}
    end = 0
    for path, (look, digest, content) in found.ideas.items():
        assert content is not None
        files[path] = KeptFile(look, digest, end, len(content))
        end += len(content)
    with suppress(OSError):
        write_whole(cache / TEXTS, b"".join(idea.content or b"" for idea in found.ideas.values()), lasting=False)
        _keep_index(cache, found, files)


def _keep_index(cache: Path, found: Fingerprint, files: Mapping[str, KeptFile]) -> None:
    others = {name: (file.look, file.digest) for name, file in found.others.items() if file.look}
    index = {"inputs": found.inputs, "beside": found.beside, "files": files, "others": others}
    keep(cache / INDEX, _NAME, note_bytes(index))


def kept_ideas(cache: Path) -> KeptIdeas | None:
    """What the last build has kept; None where it is not known."""
    content = kept(cache / INDEX, _NAME)
    if content is None:
        return None
    index = noted(content)
    return KeptIdeas(cache, **index | {"files": {path: KeptFile(*file) for path, file in index["files"].items()}})


def know_again(before: KeptIdeas | None, found: Fingerprint) -> None:
    """Keep how files look that had to be read although nothing has changed, so that the next build need not.

    Not where what was kept `before` is of another build: one that could not keep anything came between.
    """
    if before is not None and before.inputs == found.inputs and found.read:
        before.keep_anew(found)


def forget_texts(cache: Path) -> None:
    """Keep no texts: the next build that differs makes everything."""
    (cache / TEXTS).unlink(missing_ok=True)
