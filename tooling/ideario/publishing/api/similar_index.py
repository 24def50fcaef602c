"""The index by which the propose page finds ideas like the one being typed: JSON in parts, named by what is in them.

The form is described on the page of formats. A community of few ideas has it all in one file.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ideario.model.likeness.similar_ideas import SimilarIdeas
from ideario.model.likeness.word_table import WordTable
from ideario.publishing.edition import Edition
from ideario.publishing.finding.finding_parts import front_coded, packed_json

FOLDER = "similar/"
INDEX_FILE = f"{FOLDER}index.json"
FEW = 200
"""A community with no more ideas than this has its index in one file."""
CARDS = 100
"""Ideas in a part of cards."""
NUMBERS = 6000
"""Numbers in a part of postings, or a list more: some 9 KB when it is packed."""
Part = str | Mapping[str, object]
"""A part as the index names it: the name of its file, or what is in it."""


def similar_files(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """The files of the index, as (path in the site, content); the index itself comes last."""
    similar = edition.similar
    few = sum(len(table.slugs) for table in similar.tables.values()) <= FEW
    places = {slug: (name, n) for name, table in similar.tables.items() for n, slug in enumerate(table.slugs)}
    languages: dict[str, object] = {}
    for language, table in similar.tables.items():
        cards = [_card(edition, similar, slug, places) for slug in table.slugs]
        contents: Mapping[str, Sequence[Mapping[str, object]]] = {
            "words": [
                {"words": front_coded(table.words), "counts": [*map(len, table.postings)], "lengths": table.lengths}
            ],
            "postings": [{"lists": [_gaps(found) for found in lists]} for lists in _portions(table)],
            "cards": [{"ideas": cards[start : start + CARDS]} for start in range(0, len(cards), CARDS)],
        }
        parts: dict[str, list[Part]] = {}
        for kind, found in contents.items():
            parts[kind] = []
            for number, content in enumerate(found):
                written = packed_json(content)
                name = f"{language}-{kind}-{number}-{hashlib.sha256(written).hexdigest()[:12]}.json"
                parts[kind].append(content if few else name)
                if not few:
                    yield f"{FOLDER}{name}", written
        languages[language] = {"ideas": len(table.slugs), "starts": _starts(table), "size": CARDS, **parts}
    yield INDEX_FILE, packed_json({"schema": 1, "languages": languages})


def _card(
    edition: Edition, similar: SimilarIdeas, slug: str, places: Mapping[str, tuple[str, int]]
) -> tuple[object, ...]:
    """Slug, title, supporters (None where they are withheld), and like ideas abroad: language, number and likeness."""
    standing = edition.tally.standings.get(slug)
    abroad = [(*places[near.slug], near.score) for near in similar.abroad.get(slug, ())]
    return slug, edition.community.ideas[slug].title, standing.support if standing else None, abroad


def _portions(table: WordTable) -> Iterator[Sequence[Sequence[int]]]:
    for start, end in pairwise((*_starts(table), len(table.words))):
        yield table.postings[start:end]


def _starts(table: WordTable) -> list[int]:
    """The number of the first word of each part of postings."""
    starts, held = [], NUMBERS
    for number, found in enumerate(table.postings):
        if held >= NUMBERS:
            starts.append(number)
            held = 0
        held += len(found)
    return starts


def _gaps(numbers: Sequence[int]) -> list[int]:
    """Rising numbers as the first one and what each adds to the one before."""
    return [after - before for before, after in pairwise((0, *numbers))]
