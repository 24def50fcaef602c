"""All files by which pages find things: an index of each kind, columns of ideas, labels. The page of formats tells all.

Every file but `finding/index.json` is named by what is in it, so that a browser may keep it for ever.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ideario.publishing.edition import Edition
from ideario.publishing.finding.finding_parts import INDEX_FILE, Parts, packed_json, within
from ideario.publishing.finding.found_things import Card, Thing, found_ideas, found_records, found_sections
from ideario.publishing.finding.idea_columns import idea_columns, idea_orders
from ideario.publishing.finding.text_index import FoundText, text_index
from ideario.publishing.pages.templates import Templates
from ideario.publishing.shells.page_sections import read_sections
from ideario.publishing.views.shared_views import status_label, tag_label
from ideario.publishing.words import language_name

FEW = 200
"""An index of no more things than this is one file."""
CARDS = 10
"""Cards in a part: a list that was filtered shows twenty, which stand in nearly as many parts."""
WORDS = ("finding.", "card.", "outcome.", "pages", "ideas.count", "comma")
"""What the keys begin with of the words that scripts say."""


def finding_files(edition: Edition, templates: Templates, shells: Path) -> Iterator[tuple[str, bytes]]:
    """The files, as (path in the site, content); the one that names the others comes last.

    `shells` holds the tree of each language, with the sections of its hand-written pages.
    """
    parts = Parts()
    ideas = edition.newest[::-1]
    languages = edition.community.settings.site_languages
    index = {
        "schema": 1,
        "ideas": _index(parts, "ideas", found_ideas(edition, ideas), whole=len(ideas) <= FEW),
        "records": _index_of_list(parts, "records", list(found_records(edition))),
        "pages": {
            language: _index_of_list(parts, f"pages-{language}", list(found_sections(read_sections(shells / language))))
            for language in languages
        },
        "columns": idea_columns(parts, edition, ideas),
        "orders": idea_orders(parts, edition, ideas),
        "labels": {
            language: parts.put(f"labels-{language}", _labels(edition, templates, language)) for language in languages
        },
    }
    yield from parts.files.items()
    yield INDEX_FILE, packed_json(index)


def _index(parts: Parts, name: str, things: Iterable[Thing], *, whole: bool) -> str:
    """Puts the index of some things, their cards with it, and returns the name of its head, which has it `whole`."""
    cards: list[Card] = []

    def texts() -> Iterator[FoundText]:
        """What each is found by, which is not kept: that of all ideas is as large as all texts."""
        for text, card in things:
            cards.append(card)
            yield text

    put = within if whole else parts.put_all
    head = text_index(put, name, texts())
    portions = (cards[start : start + CARDS] for start in range(0, len(cards), CARDS))
    return parts.put(name, {**head, "cards": {"size": CARDS, "parts": put(f"{name}-cards", portions)}})


def _index_of_list(parts: Parts, name: str, things: Sequence[Thing]) -> str:
    """The same of things of which there may be few or many."""
    return _index(parts, name, things, whole=len(things) <= FEW)


def _labels(edition: Edition, templates: Templates, language: str) -> Mapping[str, object]:
    """What scripts say in a language: their words, and what statuses, tags and languages are called, each with the
    language that the label is in, and statuses with their kind.
    """
    statuses = [(status_label(one, language), one.kind) for one in edition.community.settings.statuses.values()]
    tags = [tag_label(edition, tag, language) for tag in edition.tags]
    spoken = sorted({idea.language for idea in edition.community.ideas.values()})
    return {
        "words": {key: word for begin in WORDS for key, word in templates.words_for(language, begin).items()},
        "status": {one.slug: [one.label, one.lang, kind] for one, kind in statuses},
        "tag": {one.slug: [one.label, one.lang] for one in tags},
        "language": {code: [language_name(code), code] for code in spoken},
    }
