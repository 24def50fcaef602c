"""Says which pages the site has, and where each stands. Renders nothing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ideario.model.content import Idea
from ideario.model.votes import RANKINGS
from ideario.publishing.edition import Edition
from ideario.publishing.skills import PER_PAGE as SKILLS
from ideario.publishing.views.people.people_views import PER_PAGE as PEOPLE
from ideario.publishing.views.people.roll import contributors

PER_PAGE = 50
WITH_CARDS = {"ideas", "challenge", "tag", "person", "ranking", "settled"}
"""The kinds of pages that show cards of ideas."""

# The shells that stand for many pages, each at the depth at which its pages stand.
IDEA, IDEAS = "ideas/_record/", "ideas/page/_list/"
CHALLENGE, CHALLENGE_PAGE = "challenges/_record/", "challenges/_record/page/_list/"
TAG, TAG_PAGE = "tags/_record/", "tags/_record/page/_list/"
PERSON, PERSON_PAGE = "people/_record/", "people/_record/page/_list/"
PEOPLE_PAGE = "people/page/_list/"
RANKING = "rankings/_record/"
_MANY = {IDEA, IDEAS, CHALLENGE, CHALLENGE_PAGE, TAG, TAG_PAGE, PERSON, PERSON_PAGE, PEOPLE_PAGE, RANKING}
NOT_FOUND = "404.html"
PREVIEW = "preview/"
"""The page that shows proposed files, which search engines are not to keep."""
INDEX = "api/v1/index.json"
"""A document that every site has, by which a folder is known for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page to be rendered. `path` is its address within the language's tree, "" the home page, ending in a slash.

    `kind` says how: `written` (a hand-written shell), `idea`, `ideas`, `challenge`, `person`, `tag`, `ranking`,
    `settled` or `moved`; `key` is the record's slug, the ranking's name or the kind of status, `number` the page of a
    list, from 1.
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


def page_count(ideas: Sequence[Idea]) -> int:
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
    for slug in edition.community.challenges:
        yield from _paged("challenge", language, f"challenges/{slug}/", slug, edition.by_challenge)
    for tag in edition.tags:
        yield from _paged("tag", language, f"tags/{tag}/", tag, edition.by_tag)
    for name in RANKINGS:
        yield Page(kind="ranking", language=language, path=ranking_path(name), key=name)
    for kind, ideas in edition.settled.items():
        yield from _paged("settled", language, ranking_path(kind), kind, {kind: ideas})
    for login in edition.community.people:
        yield from _paged("person", language, f"people/{login}/", login, {login: edition.ideas_by(login)})
    for number in range(2, pages_of(len(contributors(edition)), PEOPLE) + 1):
        yield Page(kind="people", language=language, path=f"people/page/{number}/", number=number)
    for number in range(2, pages_of(len(edition.skills), SKILLS) + 1):
        yield Page(kind="skills", language=language, path=f"skills/page/{number}/", number=number)
    for decision in edition.community.decisions.values():
        for former in decision.former:
            yield Page(kind="moved", language=language, path=f"ideas/{former}/", key=decision.idea)


def _paged(kind: str, language: str, path: str, key: str, ideas: Mapping[str, Sequence[Idea]]) -> Iterator[Page]:
    yield Page(kind=kind, language=language, path=path, key=key)
    for number in range(2, page_count(ideas.get(key, ())) + 1):
        yield Page(kind=kind, language=language, path=f"{path}page/{number}/", key=key, number=number)


def ranking_path(name: str) -> str:
    """Where a ranking of the whole community stands, and beside them the list of a kind of status in SETTLED."""
    return f"rankings/{name}/"


def election_path(challenge: str) -> str:
    """Where the counted ballots of a challenge are published, as a file of Pabulib."""
    return f"challenges/{challenge}/ballots.pb"
