"""What a search shows of the things that it finds, and what each is found by: ideas, challenges, people, pages."""

from collections.abc import Iterable, Iterator, Sequence

from ideario.model.content import Idea
from ideario.model.money import Money, money_document
from ideario.publishing.edition import Edition
from ideario.publishing.finding.found_words import other_words, tag_words
from ideario.publishing.finding.text_index import FoundText
from ideario.publishing.shells.page_sections import PageSection

MOST_TEXT = 1000
"""Letters of a section of a page that are kept to show where a word stands. All of them can be found."""

Card = Sequence[object]
Thing = tuple[FoundText, Card]


def idea_texts(edition: Edition, ideas: Iterable[Idea]) -> Iterator[FoundText]:
    """What each idea is found by, which is not kept: that of all ideas is as large as all texts."""
    tags, credited = tag_words(edition.community.settings, edition.tags), edition.credits
    for idea in ideas:
        logins = credited.authors(idea)
        names = (*logins, *map(credited.name, logins))
        others = other_words(idea.body, needs=idea.needs, tags=[tags[tag] for tag in idea.tags], names=names)
        yield FoundText(idea.title, idea.summary, others)


def idea_cards(edition: Edition, ideas: Iterable[Idea]) -> Iterator[Card]:
    """Of ideas [slug, title, language, summary, date, names of authors, support, comments, cost, result].

    `date` is `YYYY-MM-DD` or ""; `support` is null while it is withheld and false where none is counted at the idea;
    `cost` is an amount and a currency in one text, or ""; `result` is null or [won, rank, among, judged] of IdeaResult.
    """
    credited, voted = edition.credits, edition.tally.ledger is not None
    for idea in ideas:
        names = [credited.name(login) for login in credited.authors(idea)]
        date = "" if idea.arrived is None else f"{idea.arrived:%Y-%m-%d}"
        support = _support(edition, idea) if voted else False
        comments = edition.lists.comments.get(idea.slug, 0)
        result = edition.idea_results.get(idea.slug)
        found = None if result is None else (result.won, result.rank, result.among, result.judged)
        written = (idea.slug, idea.title, idea.language, idea.summary)
        yield (*written, date, names, support, comments, _cost(idea.cost), found)


def found_records(edition: Edition) -> Iterator[Thing]:
    """Challenges, then people; a card is [kind, path, title, language, text], of people without a language."""
    for challenge in edition.challenges:
        text = FoundText(challenge.title, challenge.question, challenge.background)
        path = f"challenges/{challenge.slug}/"
        yield text, ("challenges", path, challenge.title, challenge.language, challenge.question)
    for person in edition.community.people.values():
        name, skills = person.shown_name, ", ".join(person.skills)
        title = name if name == person.login else f"{name} @{person.login}"
        yield FoundText(title, skills, person.about), ("people", f"people/{person.login}/", title, "", skills)


def found_sections(sections: Iterable[PageSection]) -> Iterator[Thing]:
    """Sections of hand-written pages; a card is [kind, path, heading, "", text, title of the page]."""
    for section in sections:
        card = ("pages", section.path, section.heading, "", section.text[:MOST_TEXT], section.page)
        yield FoundText(section.heading, section.page, section.text), card


def _support(edition: Edition, idea: Idea) -> int | bool | None:
    standing = edition.tally.standings.get(idea.slug)
    if edition.community.target(idea.slug) != idea.slug:
        return False
    return None if standing is None else standing.support


def _cost(cost: Money | None) -> str:
    if cost is None:
        return ""
    written = money_document(cost)
    return f"{written['amount']} {written['currency']}"
