"""What somebody meant who wrote money in another way: thousands, commas, signs, words. Reads no file.

Where a text can mean two amounts nobody is told which: `1,500 KWD` is one and a half thousand, or one and a half.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from ideario.intake.explaining.findings import shown
from ideario.intake.plain import Plain
from ideario.messages.said import Said, say
from ideario.model.money import DECIMALS, OLD_KEYS, Money, decimals_of, money_from, money_text

SIGNS: Mapping[str, str] = {
    "€": "EUR", "EURO": "EUR", "EUROS": "EUR", "£": "GBP", "₹": "INR", "₺": "TRY", "₴": "UAH", "₽": "RUB", "₩": "KRW",
    "₪": "ILS", "ZŁ": "PLN", "KČ": "CZK", "US$": "USD", "A$": "AUD", "C$": "CAD", "NZ$": "NZD", "R$": "BRL",
    "FR": "CHF", "₫": "VND", "₦": "NGN", "₱": "PHP", "₸": "KZT", "₾": "GEL",
}  # fmt: skip
"""Signs and words that stand for one currency; $, ¥ and kr stand for several."""

DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"})
"""Currencies for which $ stands beside their code, as in `$1,500 USD`."""

SMALL = re.compile(r"\b(cents?|ct|centesimi|pence|grosze?|groszy|öre|øre|rappen)\b\.?", re.IGNORECASE)
"""Words for a hundredth, which say something beside a currency's name alone."""

MAX_LENGTH = 60
"""A longer text is not looked at for money."""
_PARTS = re.compile(r"(?P<before>[^\d+-]*)(?P<number>[+-]?\d[\d.,'’ \u00a0\u2009\u202f_]*)(?P<after>[^\d]*)\Z")
_GROUPS = re.compile(r"[+-]?\d{1,3}(?P<mark>[.,' _])\d{3}(?:(?P=mark)\d{3})*\Z")
_INDIAN = re.compile(r"\d{1,3}(?:,\d{2})*,\d{3}\Z")


def meant_money(value: Plain) -> str | None:
    """The money that was meant, as it is written; None where that is not certain, or nothing was."""
    if isinstance(value, Mapping):
        return _formerly(value) if value.keys() == OLD_KEYS else None
    found = _PARTS.match(" ".join(value.split())) if isinstance(value, str) and len(value) <= MAX_LENGTH else None
    if found is None:
        return None
    sides = [SMALL.sub("", found[side]) for side in ("before", "after")]
    currency = _currency(*sides)
    number = re.sub("[\u00a0\u2009\u202f’_]", " ", found["number"].strip().replace("’", "'"))
    amounts = _amounts(number.rstrip(".,- "), decimals_of(currency)) if currency else set()
    if not currency or len(amounts) != 1:
        return None
    small = sides != [found["before"], found["after"]]
    return _written(amounts.pop() / (10 ** decimals_of(currency) if small else 1), currency)


def _written(amount: Decimal, currency: str) -> str | None:
    """An amount with its currency; None where it is negative, too large, or finer than the currency."""
    scaled = amount.scaleb(decimals_of(currency))
    if amount < 0 or scaled != scaled.to_integral_value():
        return None
    text = money_text(Money(amount=int(scaled), currency=currency))
    return text if money_from(text) else None


def _currency(before: str, after: str) -> str:
    """The currency that stands before or after a number; "" for none, or two that differ."""
    words = [text for word in (before, after) if (text := word.strip(" .-–—:=/").upper())]
    codes = {code for word in words for code in _codes(word)}
    if codes & DOLLARS:
        codes.discard("$")
    return codes.pop() if len(codes) == 1 and "$" not in codes else ""


def _codes(word: str) -> set[str]:
    """The currencies that a word names: it may do so twice, as `EUR €` does. What names none is ""."""
    whole = word.replace(" ", "")
    if whole in DECIMALS or whole in SIGNS:
        return {SIGNS.get(whole, whole)}
    parts = re.findall(r"[^\W\d_]+|[^\w\s()]", word)
    return {part if part in DECIMALS or part == "$" else SIGNS.get(part, "") for part in parts} or {""}


def _amounts(number: str, decimals: int) -> set[Decimal]:
    """The amounts that a number can mean in a currency with so many decimals."""
    found: set[Decimal] = set()
    bare = number.replace(" ", "").replace("'", "")
    last = max(bare.rfind("."), bare.rfind(","))
    if _GROUPS.match(number) or _INDIAN.match(number):
        found.add(_number(re.sub(r"[.,' _]", "", number)))
    if last < 0:
        found.add(_number(bare))
    elif 0 < len(bare) - last - 1 <= decimals and bare.count(bare[last]) == 1:
        whole = bare[:last]
        other = "," if bare[last] == "." else "."
        if other not in whole or _GROUPS.match(whole) or _INDIAN.match(whole):
            found.add(_number(f"{re.sub('[.,]', '', whole)}.{bare[last + 1 :]}"))
    elif set(bare[last + 1 :]) == {"0"} and bare.count(bare[last]) == 1 and len(bare) - last - 1 != 3:
        found.add(_number(re.sub("[.,]", "", bare[:last])))  # 100,00 JPY
    return {amount for amount in found if amount.is_finite()}


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _formerly(value: Mapping[str, Plain]) -> str | None:
    """What `{amount: 50000, currency: EUR}` said: a number of the smallest unit."""
    amount, currency = value["amount"], value["currency"]
    plain = isinstance(amount, int | str) and re.fullmatch(r"[0-9]{1,14}", str(amount))
    if not plain or currency not in DECIMALS:
        return None
    text = money_text(Money(amount=int(str(amount)), currency=currency))
    return text if money_from(text) else None


def money_hint(key: str, value: Plain) -> tuple[Said, Said, str]:
    """What to say of money that is written in another way: the message, the hint, and what to put there if anything."""
    message = say("`{value}` is not how money is written", value=shown(value))
    if isinstance(value, Mapping) and value.keys() >= OLD_KEYS:
        message = say("money is written in the currency itself, and no longer in its smallest unit")
    elif not isinstance(value, str):
        message = say("money is written on one line")
    meant = meant_money(value)
    if meant:
        return message, say("write: {line}", line=f"{key}: {meant}" if key else meant), meant
    hint = say(
        "write the number without signs for thousands, a space, and the three letters of the currency, as in 1500 EUR; "
        "with decimals, all that the currency has, as in 1200.50 EUR"
    )
    return message, hint, ""
