"""Says which pages the site has. Renders nothing."""

from collections.abc import Iterator, Sequence

from ideario.model.votes import RANKINGS
from ideario.publishing.edition import Edition
from ideario.publishing.pages.page_addresses import (
    MANY,
    Page,
    language_path,
    page_count,
    pages_of,
    ranking_path,
    status_path,
)
from ideario.publishing.pages.press import Press
from ideario.publishing.skills import PER_PAGE as SKILLS
from ideario.publishing.views.outcomes.changes_view import PER_PAGE as CHANGES
from ideario.publishing.views.people.people_views import PER_PAGE as PEOPLE

WITH_CARDS = {"ideas", "challenge", "tag", "status", "language", "person", "ranking", "settled"}
"""The kinds of pages that show cards of ideas."""


def all_pages(press: Press) -> Iterator[Page]:
    """Every page of the site, in every language."""
    for language in press.languages:
        for path in press.shells[language]:
            if path not in MANY:
                yield Page(kind="written", language=language, path=path)
        yield from _record_pages(press, language)


def _record_pages(press: Press, language: str) -> Iterator[Page]:
    edition = press.edition
    for number in range(2, page_count(edition.newest) + 1):
        yield Page(kind="ideas", language=language, path=f"ideas/page/{number}/", number=number)
    for slug in edition.community.ideas:
        yield Page(kind="idea", language=language, path=f"ideas/{slug}/", key=slug)
    for kind, path, key, listed in _lists(edition):
        for number in range(1, page_count(listed) + 1):
            place = path if number == 1 else f"{path}page/{number}/"
            yield Page(kind=kind, language=language, path=place, key=key, number=number)
    yield from _further("people", language, pages_of(len(press.everybody), PEOPLE))
    yield from _further("changes", language, pages_of(len(press.happenings), CHANGES))
    yield from _further("skills", language, pages_of(len(edition.skills), SKILLS))
    for decision in edition.community.decisions.values():
        for former in decision.former:
            yield Page(kind="moved", language=language, path=f"ideas/{former}/", key=decision.idea)


def _lists(edition: Edition) -> Iterator[tuple[str, str, str, Sequence[object]]]:
    """The lists of ideas, or of their ranks: kind, path of the first page, key, and what is listed."""
    for slug in edition.community.challenges:
        yield "challenge", f"challenges/{slug}/", slug, edition.by_challenge.get(slug, ())
    for tag in edition.tags:
        yield "tag", f"tags/{tag}/", tag, edition.by_tag.get(tag, ())
    for status, ideas in edition.lists.by_status.items():
        yield "status", status_path(status), status, ideas
    for spoken, written in edition.lists.by_language.items() if len(edition.lists.by_language) > 1 else ():
        yield "language", language_path(spoken), spoken, written
    for name in RANKINGS:
        yield "ranking", ranking_path(name), name, edition.rankings.get("", {}).get(name, ())
    for kind, settled in edition.settled.items():
        yield "settled", ranking_path(kind), kind, settled
    for login in edition.community.people:
        yield "person", f"people/{login}/", login, edition.ideas_by(login)


def _further(kind: str, language: str, pages: int) -> Iterator[Page]:
    """The pages of a list but the first, which has a shell of its own."""
    for number in range(2, pages + 1):
        yield Page(kind=kind, language=language, path=f"{kind}/page/{number}/", number=number)
