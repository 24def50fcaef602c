"""Numbers as people of a language write them. Rounds to what is shown, half to even, and nothing before."""

from fractions import Fraction

from ideario.messages.said import Said, as_is, say
from ideario.model.money import Money, decimal
from ideario.reporting.figure import FEW, Figure

POINTS = {"it": (",", ".")}
"""By language: what stands before decimals, and what between thousands; elsewhere a point and a comma."""
DECIMALS = {"days": 1, "ratio": 3}
SHARE_DECIMALS = 1


def separator(language: str) -> str:
    """What stands between the cells of a table that a spreadsheet of that language opens."""
    return ";" if decimal_point(language) == "," else ","


def decimal_point(language: str) -> str:
    """What stands before decimals."""
    return POINTS.get(language, (".", ","))[0]


def written(text: str, language: str, *, thousands: bool = True) -> str:
    """A number such as -1234.5, as people of a language write it."""
    point, between = POINTS.get(language, (".", ","))
    if not text:
        return ""
    whole, _, part = text.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    if thousands:
        digits = f"{int(digits):,}".replace(",", between)
    return f"{sign}{digits}{point}{part}" if part else f"{sign}{digits}"


def plain(figure: Figure) -> str:
    """The value as a number with a point before its decimals; "" where there is none. A share is a percentage."""
    value = figure.value
    if isinstance(value, str):
        return ""
    if isinstance(value, Money):
        return decimal(value.amount, value.currency)
    if figure.unit == "share":
        return fixed(Fraction(value) * 100, SHARE_DECIMALS)
    return fixed(Fraction(value), DECIMALS[figure.unit]) if figure.unit in DECIMALS else str(value)


def fixed(value: Fraction, decimals: int) -> str:
    """A fraction with so many decimals, half to even, none of it ever a float."""
    number = round(value * 10**decimals)
    whole, part = divmod(abs(number), 10**decimals)
    return f"{'-' * (number < 0)}{whole}.{part:0{decimals}}"


def unit_of(figure: Figure) -> Said:
    """What stands behind the value: nothing where it is a plain number."""
    if isinstance(figure.value, Money):
        return as_is(figure.value.currency)
    return {"days": say("days"), "share": as_is("%"), "people": say("people")}.get(figure.unit, as_is(""))


def why_not(figure: Figure) -> Said:
    """Why there is no value; nothing where there is one."""
    if figure.value == "few":
        return say("fewer than {number}", number=FEW)
    if figure.value == "untold":
        return say("not told")
    return say("not known") if figure.value == "unknown" else as_is("")


def shown(figure: Figure, language: str) -> str:
    """The value with its unit, as people read it."""
    if isinstance(figure.value, str):
        return why_not(figure).in_language(language)
    unit = "" if figure.unit == "people" else unit_of(figure).in_language(language)
    return f"{written(plain(figure), language)} {unit}".strip()
