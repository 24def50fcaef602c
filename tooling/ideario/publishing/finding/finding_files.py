"""All files by which pages find things: an index of each kind, columns of ideas, labels. The page of formats tells all.

Every file but `finding/index.json` is named by what is in it, so that a browser may keep it for ever.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ideario.publishing.edition import Edition
from ideario.publishing.finding.finding_parts import INDEX_FILE, Parts, packed_json
from ideario.publishing.finding.found_things import Card, Thing, found_records, found_sections, idea_cards, idea_texts
from ideario.publishing.finding.idea_columns import idea_columns, idea_orders
from ideario.publishing.finding.text_index import text_index
from ideario.publishing.pages.templates import Templates
from ideario.publishing.shells.page_sections import read_sections
from ideario.publishing.views.shared_views import status_label, tag_label
from ideario.publishing.words import language_name

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
    found = text_index(parts.put_for(len(ideas)), "ideas", idea_texts(edition, ideas))
    index = {
        "schema": 1,
        "ideas": _with_cards(parts, "ideas", found, list(idea_cards(edition, ideas))),
        "records": _index(parts, "records", list(found_records(edition))),
        "pages": {
            language: _index(parts, f"pages-{language}", list(found_sections(read_sections(shells / language))))
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


def _index(parts: Parts, name: str, things: Sequence[Thing]) -> str:
    """Puts the index of some things, of which there may be few or many, and returns the name of its head."""
    head = text_index(parts.put_for(len(things)), name, [text for text, _ in things])
    return _with_cards(parts, name, head, [card for _, card in things])


def _with_cards(parts: Parts, name: str, head: Mapping[str, object], cards: Sequence[Card]) -> str:
    """Puts an index with this head and the cards of its things, and returns its name."""
    portions = (cards[start : start + CARDS] for start in range(0, len(cards), CARDS))
    found = {"size": CARDS, "parts": parts.put_for(len(cards))(f"{name}-cards", portions)}
    return parts.put(name, {**head, "cards": found})


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
