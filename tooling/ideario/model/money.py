"""Money as values: read from what people write, written again, and as JSON. Exact, by ISO 4217; guesses nothing.

People write `50000 EUR` or `1200.50 EUR`: digits, then all of the currency's decimals or none, then its code. Inside
there are only whole numbers of the smallest unit, and nothing outside sees them.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

# The currencies in use that ISO 4217 lists, by the decimals that it gives them. CLDR, which shows what people use in
# cash, differs (UGX, IQD, MGA), and so does babel, which follows it.
_CODES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY "
    "COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR "
    "ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
    "MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
    "SLE SOS SRD SSP STN SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW "
    "ZWG",
}
DECIMALS = {code: decimals for decimals, codes in _CODES.items() for code in codes.split()}
"""Each currency that can be written, with its decimals."""

DIGITS = 14
"""The most digits of a number of smallest units."""

PATTERN = (
    "^("
    + "|".join(
        f"(0|[1-9][0-9]{{0,{DIGITS - decimals - 1}}})"
        + (f"([.][0-9]{{{decimals}}})? " if decimals else " ")
        + f"({codes.replace(' ', '|')})"
        for decimals, codes in sorted(_CODES.items())
    )
    + ")$"
)
"""How money is written, as JSON Schema says it; a test holds common.schema.json to it."""

_WRITTEN = re.compile(PATTERN.removesuffix("$") + r"\Z", re.ASCII)

OLD_KEYS = frozenset({"amount", "currency"})
"""The keys by which money was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A whole number of the currency's smallest unit, by ISO 4217."""

    amount: int
    currency: str


def decimals_of(currency: str) -> int:
    """How many decimals ISO 4217 gives a currency: its smallest unit is 10 to the minus that."""
    return DECIMALS.get(currency, 2)


def money_from(text: str) -> Money | None:
    """The money that a text says; None where it is not written as money is."""
    if not _WRITTEN.match(text):
        return None
    number, _, currency = text.partition(" ")
    whole, _, part = number.partition(".")
    return Money(amount=int(whole + (part or "0" * decimals_of(currency))), currency=currency)


def money_text(money: Money) -> str:
    """Money as people write it: without decimals where they are all 0."""
    number = decimal(money.amount, money.currency)
    whole, _, part = number.partition(".")
    return f"{number if part.strip('0') else whole} {money.currency}"


def money_document(money: Money) -> dict[str, str]:
    """Money as JSON: the amount is text with all of the currency's decimals, since numbers of JSON may be rounded."""
    return {"amount": decimal(money.amount, money.currency), "currency": money.currency}


def decimal(amount: int, currency: str) -> str:
    """A number of smallest units in the currency itself, with all its decimals."""
    decimals = decimals_of(currency)
    whole, part = divmod(abs(amount), 10**decimals)
    return f"{'-' * (amount < 0)}{whole}" + (f".{part:0{decimals}}" if decimals else "")


def fraction_document(amount: Fraction, currency: str) -> dict[str, str]:
    """A fraction of smallest units as JSON: with the currency's decimals, or four more, rounded half to even."""
    if amount.denominator == 1:
        return money_document(Money(amount=amount.numerator, currency=currency))
    decimals = decimals_of(currency) + 4
    number = round(amount * 10_000)  # Python rounds fractions exactly
    whole, part = divmod(abs(number), 10**decimals)
    return {"amount": f"{'-' * (number < 0)}{whole}.{part:0{decimals}}", "currency": currency}


def minor_units(document: dict[str, str]) -> Fraction:
    """What `money_document` and `fraction_document` wrote, as a number of smallest units again."""
    units: int = 10 ** decimals_of(document["currency"])
    return Fraction(document["amount"]) * units
