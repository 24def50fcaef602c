"""What the templates of skills see: each with the ideas that seek it and the people who offer it."""

from collections.abc import Sequence
from typing import ClassVar, Literal
from urllib.parse import quote

from ideario.publishing.edition import Edition
from ideario.publishing.skills import Skill, matched_by
from ideario.publishing.views.shared_views import PagesView, TitleLink, title_link
from ideario.publishing.views.template_view import TemplateView, view

SHOWN = 12
"""So many ideas and so many people stand beside a skill."""


@view
class SkillLink:
    """A skill, and the address from the root of the tree at which the other side of it stands; None where none does."""

    name: str
    lang: str
    href: str | None


@view
class PersonLink:
    """A person by the name that they are shown under."""

    login: str
    name: str


@view
class SkillView:
    """A skill with the ideas that seek it and the people who offer it; of either there are `more` than are shown."""

    anchor: str
    name: str
    lang: str
    ideas: Sequence[TitleLink]
    more_ideas: int
    people: Sequence[PersonLink]
    more_people: int


@view
class SkillList(TemplateView):
    """One page of the list of skills."""

    template: ClassVar[str] = "skills.html"
    skills: Sequence[SkillView]
    pages: PagesView


def skill_links(
    edition: Edition, names: Sequence[str], side: Literal["sought", "offered"], lang: str = ""
) -> list[SkillLink]:
    """The skills of an idea (`sought`) or a person (`offered`), each with the way to the other side if there is one."""
    return [SkillLink(name=name, lang=lang, href=_place(edition, matched_by(name), side)) for name in names]


def _place(edition: Edition, key: str, side: str) -> str | None:
    skill = edition.skills.get(key)
    if skill is None or not (skill.people if side == "sought" else skill.ideas):
        return None
    return f"skills/{'' if skill.page == 1 else f'page/{skill.page}/'}#{quote(_anchor(key))}"


def skill_list(edition: Edition, pages: PagesView) -> SkillList:
    """The page of the list of skills that `pages` says."""
    shown = [(key, skill) for key, skill in edition.skills.items() if skill.page == pages.number]
    return SkillList(skills=[_view(key, skill) for key, skill in shown], pages=pages)


def _view(key: str, skill: Skill) -> SkillView:
    return SkillView(
        anchor=_anchor(key),
        name=skill.name,
        lang=skill.lang,
        ideas=[title_link(idea) for idea in skill.ideas[:SHOWN]],
        more_ideas=max(0, len(skill.ideas) - SHOWN),
        people=[PersonLink(login=one.login, name=one.shown_name) for one in skill.people[:SHOWN]],
        more_people=max(0, len(skill.people) - SHOWN),
    )


def _anchor(key: str) -> str:
    return f"skill-{key.replace(' ', '-')}"
