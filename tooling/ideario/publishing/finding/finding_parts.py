"""How the files to find things by are written: JSON in parts, each named by what is in it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from operator import sub

from ideario.publishing.outputs.quick_json import json_bytes

FOLDER = "finding/"
FEW = 200
"""An index of no more things than this is one file."""
INDEX_FILE = f"{FOLDER}index.json"
"""The file that names the others."""
HASH = 8
"""Digits of the hash in the name of a file."""
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST_SHARED = 35
"""Letters that a word can share with the one before it: what one digit of base 36 holds."""
FIRST_CODE = 48
"""The character that stands for 0 in a column; those after it for 1, 2 and so on."""
MOST_CODES = 50_000
"""The greatest number that a character of a column stands for: beyond are the surrogates, which are no characters."""
_CODES = [chr(FIRST_CODE + number) for number in range(MOST_CODES + 1)]


class Parts:
    """The files that were written, by path, and how other files name them."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, name: str, content: object) -> str:
        """Keeps `content` as a file, and returns its name within the folder: `name-HASH.json`."""
        return f"{name}-{self._kept(name, content)}.json"

    def put_all(self, name: str, contents: Iterable[object]) -> Mapping[str, str]:
        """Keeps each as a file `name-NUMBER-HASH.json`, numbered from 0, and returns the name and all the hashes."""
        hashes = [self._kept(f"{name}-{number}", content) for number, content in enumerate(contents)]
        return {"name": name, "hashes": "".join(hashes)}

    def put_for(self, count: int) -> Callable[[str, Iterable[object]], object]:
        """What keeps the parts of an index of so many things: as files, or within its head."""
        return within if count <= FEW else self.put_all

    def _kept(self, name: str, content: object) -> str:
        written = packed_json(content)
        digest = hashlib.sha256(written).hexdigest()[:HASH]
        self.files[f"{FOLDER}{name}-{digest}.json"] = written
        return digest


def within(_: str, contents: Iterable[object]) -> object:
    """Parts that stand in the head itself."""
    return list(contents)


def packed_json(content: object) -> bytes:
    """JSON without spaces, and a line's end."""
    return json_bytes(content) + b"\n"


def front_coded(words: Sequence[str]) -> str:
    """Sorted words in one text: each after a space, as how many letters it shares with the one before, and the rest."""
    coded = []
    for before, word in pairwise(("", *words)):
        shared, most = 0, min(len(before), len(word), MOST_SHARED)
        while shared < most and before[shared] == word[shared]:
            shared += 1
        coded.append(DIGITS[shared] + word[shared:])
    return " ".join(coded)


def gaps(numbers: Sequence[int]) -> str:
    """Rising numbers as a column of the first one and of what each adds to the one before.

    What adds MOST_CODES or more is written as its character, which stands for no number of its own, and the rest.
    """
    added = [*map(sub, numbers, (0, *numbers))]
    if numbers and numbers[-1] >= MOST_CODES:
        return "".join([_CODES[MOST_CODES] * (one // MOST_CODES) + _CODES[one % MOST_CODES] for one in added])
    return "".join(map(_CODES.__getitem__, added))


def front_decoded(coded: str) -> list[str]:
    """The words of `front_coded`."""
    words: list[str] = []
    word = ""
    for one in coded.split(" ") if coded else ():
        word = word[: DIGITS.index(one[0])] + one[1:]
        words.append(word)
    return words


def numbers_of(column: str) -> list[int]:
    """The numbers of `gaps`."""
    numbers, number = [], 0
    for sign in column:
        added = ord(sign) - FIRST_CODE
        number += added
        if added < MOST_CODES:
            numbers.append(number)
    return numbers


def column(numbers: Iterable[int]) -> str:
    """A number for each idea, as a character each; those beyond MOST_CODES count as it."""
    return "".join([_CODES[min(number, MOST_CODES)] for number in numbers])


def list_column(lists: Iterable[Iterable[int]]) -> str:
    """Some numbers for each idea: a character each, and a space between ideas."""
    return " ".join(map(column, lists))
