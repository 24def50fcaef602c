"""What the templates of people see: the list of those who have a page, the roll of all who took part, the page."""

from collections.abc import Sequence
from typing import ClassVar

from markupsafe import Markup

from ideario.model.content import Link, Person
from ideario.publishing.edition import Edition
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.views.roll import AwardView, RollEntry, award_views
from ideario.publishing.views.shared_views import shown_name
from ideario.publishing.views.template_view import TemplateView, view
from ideario.publishing.words import alphabetical, language_name


@view
class PersonCard:
    """What the list shows of a person, `count` being the number of their ideas."""

    login: str
    name: str
    skills: Sequence[str]
    availability: str
    count: int


@view
class PersonList(TemplateView):
    """Everybody who has a page, and all who took part."""

    template: ClassVar[str] = "people.html"
    people: Sequence[PersonCard]
    roll: Sequence[RollEntry]


@view
class PersonView:
    """The whole of a person, with the cards of their ideas."""

    login: str
    name: str
    skills: Sequence[str]
    availability: str
    about_html: Markup
    languages: Sequence[str]
    awards: Sequence[AwardView]
    links: Sequence[Link]
    ideas: Sequence[Markup]


@view
class PersonPage(TemplateView):
    """The page of a person."""

    template: ClassVar[str] = "person.html"
    person: PersonView


def person_cards(edition: Edition) -> list[PersonCard]:
    """Everybody who has a page, in the order of the names that they are shown under."""
    people = [
        PersonCard(
            login=person.login,
            name=shown_name(person),
            skills=person.skills,
            availability=person.availability,
            count=len(edition.by_author.get(person.login.lower(), ())),
        )
        for person in edition.community.people.values()
    ]
    return sorted(people, key=lambda person: (alphabetical(person.name), person.login))


def person_view(edition: Edition, person: Person, ideas: Sequence[Markup]) -> PersonView:
    """The whole of a person's page; `ideas` are the cards of theirs."""
    return PersonView(
        login=person.login,
        name=shown_name(person),
        skills=person.skills,
        availability=person.availability,
        about_html=prose_html(person.about) if person.about else Markup(),
        languages=[language_name(language) for language in person.languages],
        awards=award_views(edition, person.login),
        links=person.links,
        ideas=ideas,
    )
