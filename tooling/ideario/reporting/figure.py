"""A figure: what it is called, what it is, and how it is defined. Rounds nothing and speaks no language."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from ideario.messages.said import Said
from ideario.model.money import Money

FEW = 5
"""Groups of fewer people than this are not told, since a report would name them."""

Hidden = Literal["few", "untold", "unknown"]
"""Why a figure is not there: it speaks of fewer than FEW people, it would tell another that does, as what is left of
a whole, or nobody has read what it is made of.
"""
Value = int | Fraction | Money | Hidden
Unit = Literal["number", "people", "days", "share", "ratio", "money"]
"""What a value is: `number` and `people` are whole, `days` and `ratio` fractions, `share` a fraction of 1."""


class Figure(NamedTuple):
    """One figure. `definition` says what is counted, in a sentence."""

    label: Said
    value: Value
    unit: Unit
    definition: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Figures of one subject."""

    title: Said
    figures: tuple[Figure, ...]


def people(count: int) -> Value:
    """A number of people, where they are not few; nobody is not few."""
    return count if count == 0 or count >= FEW else "few"


def split(first: int, second: int) -> tuple[Value, Value]:
    """The two parts of a number of people: where one is few, neither is told, since the whole gives the other away."""
    values = people(first), people(second)
    return ("untold", "untold") if "few" in values else values


def or_unknown(value: int | Fraction | None) -> Value:
    """A figure that is not there where there was nothing to make it of."""
    return "unknown" if value is None else value
