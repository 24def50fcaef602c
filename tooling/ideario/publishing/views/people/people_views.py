"""What the templates of people see: the list of all who took part, in pages and by letters, and a person's own page."""

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar

from markupsafe import Markup

from ideario.model.content import Link, Person
from ideario.publishing.edition import Edition
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.views.lists.idea_cards import ListedIdeas
from ideario.publishing.views.people.roll import AwardView, Contributor, RollEntry, award_views, roll_entry
from ideario.publishing.views.people.skill_views import SkillLink, skill_links
from ideario.publishing.views.shared_views import PagesView
from ideario.publishing.views.template_view import TemplateView, view
from ideario.publishing.words import alphabetical, language_name

PER_PAGE = 60
"""So many people stand on a page of the list."""
MOST_LETTERS = 60
"""With more first letters than this, as in Chinese, a row of them helps nobody."""


@view
class LetterLink:
    """Where in the list the names begin that begin with a letter: an address from the root of the tree."""

    letter: str
    href: str


@view
class LetterGroup:
    """The people of a page whose names begin with a letter."""

    letter: str
    people: Sequence[RollEntry]


@view
class PersonList(TemplateView):
    """One page of the list of all who took part or have a page; `letters` are those of the whole list."""

    template: ClassVar[str] = "people.html"
    groups: Sequence[LetterGroup]
    letters: Sequence[LetterLink]
    pages: PagesView


@view
class PersonView:
    """The whole of a person, with the cards of their ideas on this page."""

    login: str
    name: str
    profile: str
    skills: Sequence[SkillLink]
    availability: str
    about_html: Markup
    languages: Sequence[str]
    awards: Sequence[AwardView]
    links: Sequence[Link]
    entry: RollEntry
    ideas: ListedIdeas


@view
class PersonPage(TemplateView):
    """The page of a person, or a further page of their ideas."""

    template: ClassVar[str] = "person.html"
    person: PersonView
    pages: PagesView


def person_list(edition: Edition, everybody: Sequence[Contributor], pages: PagesView) -> PersonList:
    """The page of the list of `everybody` that `pages` says."""
    first = (pages.number - 1) * PER_PAGE
    shown = everybody[first : first + PER_PAGE]
    groups = [
        LetterGroup(letter=letter, people=[roll_entry(edition, one) for one in people])
        for letter, people in groupby(shown, key=_letter)
    ]
    begins: dict[str, int] = {}
    for place, one in enumerate(everybody):
        begins.setdefault(_letter(one), place // PER_PAGE + 1)
    letters = [
        LetterLink(letter=letter, href=f"people/{'' if page == 1 else f'page/{page}/'}#{_anchor(letter)}")
        for letter, page in begins.items()
    ]
    return PersonList(groups=groups, letters=letters if 1 < len(letters) <= MOST_LETTERS else [], pages=pages)


def person_view(edition: Edition, person: Person, entry: RollEntry, ideas: ListedIdeas) -> PersonView:
    """The whole of a person's page; `ideas` are the cards of theirs."""
    return PersonView(
        login=person.login,
        name=entry.name,
        profile=entry.profile,
        skills=skill_links(edition, person.skills, "offered"),
        availability=person.availability,
        about_html=prose_html(person.about) if person.about else Markup(),
        languages=[language_name(language) for language in person.languages],
        awards=award_views(edition, person.login),
        links=person.links,
        entry=entry,
        ideas=ideas,
    )


def _letter(one: Contributor) -> str:
    """What a name begins with, without accents, in capitals; "#" for what is no letter."""
    first = alphabetical(one.name)[0][:1].upper()
    return first if first.isalpha() else "#"


def _anchor(letter: str) -> str:
    return "letter-other" if letter == "#" else f"letter-{letter}"
