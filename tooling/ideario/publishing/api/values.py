"""How the documents write values, those above all that several have: money, links, moments."""

from datetime import datetime

from ideario.model.challenge import Window
from ideario.model.content import Award, Link
from ideario.model.moments import instant
from ideario.model.money import Money, money_document

JsonObject = dict[str, object]
"""A JSON object that only is written, by its schema."""


def money_value(money: Money | None) -> dict[str, str] | None:
    """Money, or null."""
    return money_document(money) if money else None


def link_values(links: tuple[Link, ...]) -> list[JsonObject]:
    """Links by title and address."""
    return [{"title": link.title, "url": link.url} for link in links]


def moment_value(moment: datetime | None) -> str | None:
    """A moment, or null."""
    return instant(moment) if moment else None


def window_value(window: Window) -> JsonObject:
    """From when to when."""
    return {"opens": instant(window.opens), "closes": instant(window.closes)}


def award_value(award: Award | None) -> JsonObject | None:
    """An award, or null."""
    return {"title": award.title, "reason": award.reason} if award else None
