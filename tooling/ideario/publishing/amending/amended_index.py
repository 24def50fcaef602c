"""The index of ideas after the text of one was edited: made of the index that stands, without reading other ideas."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ideario.publishing.finding.finding_parts import (
    FOLDER,
    HASH,
    INDEX_FILE,
    Parts,
    front_decoded,
    gaps,
    numbers_of,
    packed_json,
    within,
)
from ideario.publishing.finding.folding import words_of
from ideario.publishing.finding.text_index import LONGEST, FoundText, WordPlaces, written_index

Read = Callable[[str], bytes]
"""The file at a path in the site; raises OSError."""
NAME = "ideas"
OTHERS = 2
"""The list of a word that names texts which hold it neither in the title nor in the summary."""


class NotAmendable(Exception):
    """What stands cannot be amended: it is not what it is taken for, or more depends on the edit than is looked at."""


class StandingIndex:
    """The index of ideas as it stands in a site. Raises NotAmendable, OSError or ValueError where it is none."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._index: dict[str, Any] = json.loads(read(INDEX_FILE))
        self._name: str = self._index[NAME]
        self._head: dict[str, Any] = self._part(self._name)
        words = [word for part in self._parts("words") for word in front_decoded(part["words"])]
        sizes = [size for part in self._parts("words") for size in part["counts"]]
        lists = [lists for part in self._parts("postings") for lists in part["lists"]]
        self._places = {word: WordPlaces(*one) for word, *one in zip(words, sizes, lists, strict=True)}

    def names(self) -> set[str]:
        """The paths in the site of the files of this index; none of those that its head holds in itself."""
        parts = (self._head[held]["parts"] for held in ("words", "endings", "postings"))
        kept = {f"{FOLDER}{name}" for held in parts if isinstance(held, dict) for name in _file_names(held)}
        return {f"{FOLDER}{self._name}", *kept}

    def card(self, slug: str) -> tuple[int, Sequence[Any]]:
        """The number and the card of an idea."""
        wanted = f'["{slug}",'.encode()
        size, held = self._head["cards"]["size"], self._head["cards"]["parts"]
        portions = map(packed_json, held) if isinstance(held, list) else self._files(held)
        for part, content in enumerate(portions):
            if wanted in content:
                for place, card in enumerate(json.loads(content)):
                    if card[0] == slug:
                        return part * size + place, card
        raise NotAmendable

    def amended(self, number: int, before: FoundText, after: FoundText) -> Mapping[str, bytes]:
        """The files of the index, and the one that names all, once the idea of a number is found by other words than
        before, beside those of its title and summary.
        """
        known = words_of(before.title) | words_of(before.summary)
        last, now = ({word for word in words_of(one.others) if len(word) <= LONGEST} - known for one in (before, after))
        for word in last - now:
            self._place(word, number, there=False)
        for word in now - last:
            self._place(word, number, there=True)
        parts = Parts()
        put = within if isinstance(self._head["words"]["parts"], list) else parts.put_all
        head = written_index(put, NAME, self._head["texts"], self._places)
        self._index[NAME] = parts.put(NAME, {**head, "cards": self._head["cards"]})
        return {**parts.files, INDEX_FILE: packed_json(self._index)}

    def _place(self, word: str, number: int, *, there: bool) -> None:
        """Say that the text of a number holds a word or no longer does."""
        last = self._places.get(word, WordPlaces(0, ["", "", ""]))
        numbers = set(numbers_of(last.lists[OTHERS]))
        if (number in numbers) is there:
            raise NotAmendable
        lists = [*last.lists[:OTHERS], gaps(sorted(numbers ^ {number}))]
        if not any(lists):
            del self._places[word]
        else:
            self._places[word] = WordPlaces(last.size + (1 if there else -1), lists)

    def _parts(self, held: str) -> Iterator[Any]:
        parts = self._head[held]["parts"]
        yield from parts if isinstance(parts, list) else map(json.loads, self._files(parts))

    def _files(self, parts: Mapping[str, str]) -> Iterator[bytes]:
        return (self._read(f"{FOLDER}{name}") for name in _file_names(parts))

    def _part(self, name: str) -> Any:
        return json.loads(self._read(f"{FOLDER}{name}"))


def _file_names(parts: Mapping[str, str]) -> Iterator[str]:
    """The names of parts, as `Parts.put_all` has given them."""
    hashes = parts["hashes"]
    for number, start in enumerate(range(0, len(hashes), HASH)):
        yield f"{parts['name']}-{number}-{hashes[start : start + HASH]}.json"
