"""Where the pages of a site stand, and the shells that they are made of. Knows no edition."""

from collections.abc import Sequence
from dataclasses import dataclass

CARDS = 50
"""So many ideas are on the first page of a list, each as a card."""
ROWS = 150
"""So many are on each further page, each as a row: with titles of 60 letters such a page weighs 45 kB."""

# The shells that stand for many pages, each at the depth at which its pages stand.
IDEA, IDEAS = "ideas/_record/", "ideas/page/_list/"
CHALLENGE, CHALLENGE_PAGE = "challenges/_record/", "challenges/_record/page/_list/"
TAG, TAG_PAGE = "tags/_record/", "tags/_record/page/_list/"
PERSON, PERSON_PAGE = "people/_record/", "people/_record/page/_list/"
PEOPLE_PAGE = "people/page/_list/"
RANKING, RANKING_PAGE = "rankings/_record/", "rankings/_record/page/_list/"
STATUS, STATUS_PAGE = "statuses/_record/", "statuses/_record/page/_list/"
LANGUAGE, LANGUAGE_PAGE = "languages/_record/", "languages/_record/page/_list/"
MANY = {
    *(IDEA, IDEAS, CHALLENGE, CHALLENGE_PAGE, TAG, TAG_PAGE, PERSON, PERSON_PAGE, PEOPLE_PAGE),
    *(RANKING, RANKING_PAGE, STATUS, STATUS_PAGE, LANGUAGE, LANGUAGE_PAGE),
}
NOT_FOUND = "404.html"
PREVIEW = "preview/"
"""The page that shows proposed files, which search engines are not to keep."""


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
    return 1 + -(-max(0, len(ideas) - CARDS) // ROWS)


def on_page(number: int) -> slice:
    """What of a list of ideas stands on a page of it."""
    return slice(0, CARDS) if number == 1 else slice(CARDS + (number - 2) * ROWS, CARDS + (number - 1) * ROWS)


def pages_of(count: int, size: int) -> int:
    """How many pages a list of `count` takes with so many on each; an empty one takes one too."""
    return max(1, -(-count // size))


def status_path(status: str) -> str:
    """Where the ideas of a status are listed."""
    return f"statuses/{status}/"


def language_path(language: str) -> str:
    """Where the ideas that were written in a language are listed."""
    return f"languages/{language}/"


def ranking_path(name: str) -> str:
    """Where a ranking of the whole community stands, and beside them the list of a kind of status in SETTLED."""
    return f"rankings/{name}/"


def election_path(challenge: str) -> str:
    """Where the counted ballots of a challenge are published, as a file of Pabulib."""
    return f"challenges/{challenge}/ballots.pb"
