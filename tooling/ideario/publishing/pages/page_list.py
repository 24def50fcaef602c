"""Says which pages the site has, and where each stands. Renders nothing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ideario.model.votes import RANKINGS
from ideario.publishing.edition import Edition
from ideario.publishing.skills import PER_PAGE as SKILLS
from ideario.publishing.views.outcomes.changes_view import PER_PAGE as CHANGES
from ideario.publishing.views.outcomes.changes_view import happenings
from ideario.publishing.views.people.people_views import PER_PAGE as PEOPLE
from ideario.publishing.views.people.roll import contributors

PER_PAGE = 50
WITH_CARDS = {"ideas", "challenge", "tag", "status", "language", "person", "ranking", "settled"}
"""The kinds of pages that show cards of ideas."""

# The shells that stand for many pages, each at the depth at which its pages stand.
IDEA, IDEAS = "ideas/_record/", "ideas/page/_list/"
CHALLENGE, CHALLENGE_PAGE = "challenges/_record/", "challenges/_record/page/_list/"
TAG, TAG_PAGE = "tags/_record/", "tags/_record/page/_list/"
PERSON, PERSON_PAGE = "people/_record/", "people/_record/page/_list/"
PEOPLE_PAGE = "people/page/_list/"
RANKING, RANKING_PAGE = "rankings/_record/", "rankings/_record/page/_list/"
STATUS, STATUS_PAGE = "statuses/_record/", "statuses/_record/page/_list/"
LANGUAGE, LANGUAGE_PAGE = "languages/_record/", "languages/_record/page/_list/"
_MANY = {
    *(IDEA, IDEAS, CHALLENGE, CHALLENGE_PAGE, TAG, TAG_PAGE, PERSON, PERSON_PAGE, PEOPLE_PAGE),
    *(RANKING, RANKING_PAGE, STATUS, STATUS_PAGE, LANGUAGE, LANGUAGE_PAGE),
}
NOT_FOUND = "404.html"
PREVIEW = "preview/"
"""The page that shows proposed files, which search engines are not to keep."""
INDEX = "api/v1/index.json"
"""A document that every site has, by which a folder is known for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page to be rendered. `path` is its address within the language's tree, "" the home page, ending in a slash.

    `kind` says how: `written` (a hand-written shell), `idea`, `ideas`, `challenge`, `person`, `tag`, `status`,
    `language`, `ranking`, `settled` or `moved`; `key` is the record's slug, the ranking's name, the status or its kind,
    or a language, `number` the page of a list, from 1.
    """

    kind: str
    language: str
    path: str
    key: str = ""
    number: int = 1

    @property
    def up(self) -> str:
        """The way from this page to the root of its language's tree: "" or "../" as often as it is deep."""
        return "../" * self.path.count("/")


def site_path(page: Page, languages: Sequence[str]) -> str:
    """Where the page stands in the whole site: its path, below the language unless that is the first."""
    return page.path if page.language == languages[0] else f"{page.language}/{page.path}"


def file_path(page: Page, languages: Sequence[str]) -> str:
    """The file of the page, relative to the site."""
    path = site_path(page, languages)
    return path if path.endswith(".html") else f"{path}index.html"


def page_count(ideas: Sequence[object]) -> int:
    """How many pages a list of ideas takes; an empty one takes one too."""
    return pages_of(len(ideas), PER_PAGE)


def pages_of(count: int, size: int) -> int:
    """How many pages a list of `count` takes with so many on each; an empty one takes one too."""
    return max(1, -(-count // size))


def all_pages(edition: Edition, written: Mapping[str, Collection[str]]) -> Iterator[Page]:
    """Every page of the site, in every language. `written` holds per language the addresses of its shells."""
    for language in edition.community.settings.site_languages:
        for path in written[language]:
            if path not in _MANY:
                yield Page(kind="written", language=language, path=path)
        yield from _record_pages(edition, language)


def _record_pages(edition: Edition, language: str) -> Iterator[Page]:
    for number in range(2, page_count(edition.newest) + 1):
        yield Page(kind="ideas", language=language, path=f"ideas/page/{number}/", number=number)
    for slug in edition.community.ideas:
        yield Page(kind="idea", language=language, path=f"ideas/{slug}/", key=slug)
    for kind, path, key, listed in _lists(edition):
        for number in range(1, page_count(listed) + 1):
            place = path if number == 1 else f"{path}page/{number}/"
            yield Page(kind=kind, language=language, path=place, key=key, number=number)
    yield from _further("people", language, pages_of(len(contributors(edition)), PEOPLE))
    yield from _further("changes", language, pages_of(len(happenings(edition)), CHANGES))
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


def status_path(status: str) -> str:
    """Where the ideas of a status are listed."""
    return f"statuses/{status}/"


def language_path(language: str) -> str:
    """Where the ideas that were written in a language are listed."""
    return f"languages/{language}/"


def _further(kind: str, language: str, pages: int) -> Iterator[Page]:
    """The pages of a list but the first, which has a shell of its own."""
    for number in range(2, pages + 1):
        yield Page(kind=kind, language=language, path=f"{kind}/page/{number}/", number=number)


def ranking_path(name: str) -> str:
    """Where a ranking of the whole community stands, and beside them the list of a kind of status in SETTLED."""
    return f"rankings/{name}/"


def election_path(challenge: str) -> str:
    """Where the counted ballots of a challenge are published, as a file of Pabulib."""
    return f"challenges/{challenge}/ballots.pb"
