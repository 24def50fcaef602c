"""Matches the skills that ideas seek with those that people offer; case, accents and spaces make no difference."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ideario.model.community import Status
from ideario.model.content import Idea, Person
from ideario.publishing.words import alphabetical

PER_PAGE = 60
"""So many skills stand on a page of their list."""


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill as it was first written, in the language `lang` ("" where nobody says), and who offers and seeks it.

    `page` is the page of the list of skills on which it stands, from 1.
    """

    name: str
    lang: str
    people: list[Person] = field(default_factory=list)
    ideas: list[Idea] = field(default_factory=list)
    page: int = 1


def matched_skills(
    ideas: Iterable[Idea], statuses: Mapping[str, Status], people: Iterable[Person]
) -> Mapping[str, Skill]:
    """All skills by what they are matched by: first what is both sought and offered, then what is sought, each by name.

    Ideas that are done, declined or counted elsewhere seek nothing any more.
    """
    skills: dict[str, Skill] = {}
    for idea in ideas:
        if statuses[idea.slug].kind in ("open", "active"):
            for need in idea.needs:
                skills.setdefault(matched_by(need), Skill(need, idea.language)).ideas.append(idea)
    for person in people:
        for offer in person.skills:
            skills.setdefault(matched_by(offer), Skill(offer, "")).people.append(person)

    def order(key: str) -> tuple[int, tuple[str, str]]:
        one = skills[key]
        return (0 if one.ideas and one.people else 1 if one.ideas else 2), alphabetical(one.name)

    return {
        key: replace(skills[key], page=place // PER_PAGE + 1) for place, key in enumerate(sorted(skills, key=order))
    }


def matched_by(skill: str) -> str:
    """What a skill is known by, however somebody writes it."""
    return " ".join(alphabetical(skill)[0].split())
