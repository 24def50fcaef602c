"""The words of the interface in the reader's language, with plurals, dates, numbers, money and order; owns babel.

Words are hand-written and trusted; the values put into them are not and are escaped.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import yaml
from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.dates import format_date, format_skeleton, get_datetime_format
from babel.numbers import format_currency, format_decimal, format_percent
from markupsafe import Markup

from ideario.messages.said import say
from ideario.model.money import Money, decimals_of
from ideario.model.text import LANGUAGE
from ideario.problems import Failure
from ideario.publishing.pages.escaping import escaped
from ideario.resources import FALLBACK

Word = str | Mapping[str, str]
_DOUBLE_STOP = ".\u200f."
"""Where an Arabic sentence ends with a currency, whose sign ends with a full stop and a mark of direction."""
_NAME = re.compile(r"\{([a-z_]+)\}")


def read_words(folders: Sequence[Path], language: str) -> Mapping[str, Word]:
    """The words of `language`: `<language>.yml` over the English ones, so that a gap reads English.

    A file holds them below its language, as Ruby's i18n has it, a form that translators' programs know with its
    plurals; a community's own may leave that out. The first of the folders that has a word wins. A language without a
    file of its own is taken from its base (`pt-BR` from `pt`), else from English.
    """
    words: dict[str, Word] = {}
    for name in (FALLBACK, language.split("-", maxsplit=1)[0], language):
        for folder in reversed(folders):
            path = folder / f"{name}.yml"
            if not path.is_file():
                continue
            try:
                found = _loaded(path.read_text("utf-8"))
            except (yaml.YAMLError, UnicodeDecodeError) as error:
                raise Failure(
                    say("the words in {path} cannot be read: {error}", path=path, error=error),
                    hint=say("mend the file's YAML"),
                ) from error
            found = _below_language(found)
            if not isinstance(found, dict) or not all(map(_is_word, found.values())):
                raise Failure(
                    say("the words in {path} are no list of words", path=path),
                    hint=say('write one `key: "text"` a line'),
                )
            _refuse_unfillable(path, found, words)
            words.update(found)
    return words


def _below_language(found: object) -> object:
    """The words that stand below the tag of a language, or without one, as somebody's own few words do."""
    if isinstance(found, dict) and len(found) == 1:
        (tag, words), *_ = found.items()
        if isinstance(words, dict) and not _is_word(words):
            return words if isinstance(tag, str) and re.fullmatch(LANGUAGE, tag) else None
    return found


@lru_cache(maxsize=64)
def _loaded(text: str) -> object:
    """What a file of words says: read once, since each language reads the English words too, and so does each build."""
    return yaml.load(text, yaml.CSafeLoader) or {}  # safe_load is thirteen times as slow


def _refuse_unfillable(path: Path, found: Mapping[str, Word], known: Mapping[str, Word]) -> None:
    """Failure where a word asks for a value that the same word of the tool's, in `known`, is not given."""
    for key in found.keys() & known.keys():
        before, text = known[key], found[key]
        if isinstance(before, str) and not isinstance(text, str):
            raise Failure(
                say("the word {key} in {path} has plural forms, and is not of a number", key=key, path=path),
                hint=say("write one text"),
            )
        if more := _names(text) - _names(before):
            names = ", ".join(f"{{{name}}}" for name in sorted(_names(before))) or "–"
            raise Failure(
                say("the word {key} in {path} asks for {name}", key=key, path=path, name=f"{{{min(more)}}}"),
                hint=say("it is given {names}", names=names),
            )


def _names(word: Word) -> set[str]:
    return {name for text in ([word] if isinstance(word, str) else word.values()) for name in _NAME.findall(text)}


def _is_word(word: object) -> bool:
    return isinstance(word, str) or (
        isinstance(word, dict) and "other" in word and all(isinstance(text, str) for text in word.values())
    )


def translator(words: Mapping[str, Word], language: str) -> Callable[..., Markup]:
    """The function `t(key, n=None, **values)` of the templates.

    A word is text or a mapping of plural categories (CLDR's, such as one and other), chosen by `n`; `zero` is for none
    in every language. `{n}` is the number as the language writes it. An unknown key is a bug in a template: KeyError.
    """
    plural, number = locale_of(language).plural_form, formats(language).number
    plain = {
        key: Markup(text)  # noqa: S704 - words are hand-written by whoever maintains the tool or the community
        for key, text in words.items()
        if isinstance(text, str)
    }
    cut = {key: _cut(word) for key, word in words.items()}
    counted: dict[tuple[str, int], Markup] = {}  # pages repeat the same few numbers of the same few things

    def t(key: str, n: int | None = None, **values: object) -> Markup:
        if values:
            return filled(key, n, values)
        if n is None:
            return plain[key]
        found = counted.get((key, n))
        if found is None:
            found = counted[key, n] = filled(key, n, values)
        return found

    def filled(key: str, n: int | None, values: dict[str, object]) -> Markup:
        if n is not None:
            values["n"] = number(n)
        forms = cut[key]
        form = "" if n is None else "zero" if n == 0 and "zero" in forms else plural(n)
        parts = forms.get(form) or forms["other"]
        # Every second part is the name of a value.
        text = "".join([escaped(values[part]) if odd % 2 else part for odd, part in enumerate(parts)])
        if _DOUBLE_STOP in text:
            text = text.replace(_DOUBLE_STOP, _DOUBLE_STOP[:-1])
        return Markup(text)  # noqa: S704 - hand-written words around values that are escaped

    return t


def _cut(word: Word) -> Mapping[str, tuple[str, ...]]:
    """Per plural form the text cut at its {names}: cut once, because pages fill the same few words many times."""
    forms = {"other": word} if isinstance(word, str) else word
    return {form: tuple(_NAME.split(text)) for form, text in forms.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """How a language writes dates, moments (UTC), numbers, shares of 1 (as percentages) and money.

    `exact` has the seconds of a moment, if any.
    """

    date: Callable[[datetime | date | str], str]
    moment: Callable[[datetime], str]
    exact: Callable[[datetime], str]
    number: Callable[[float | Decimal], str]
    share: Callable[[float], str]
    money: Callable[[Money], str]


_WORLD = Locale.parse("en_001")
_SIGN_BESIDE_NUMBER = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


@lru_cache
def locale_of(language: str) -> Locale:
    """The CLDR locale of a language tag, English where CLDR has none."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK)


@lru_cache
def formats(language: str) -> Formats:
    """The formats of `language`, each result remembered, because pages repeat the same few values."""
    locale = locale_of(language)
    # In English that names no country days stand before months, as in most of the world: 30 November 2026.
    dates = _WORLD if str(locale) == FALLBACK else locale

    @lru_cache(maxsize=4096)
    def of_day(day: date) -> str:
        return format_date(day, "long", locale=dates)

    def written_date(day: datetime | date | str) -> str:
        if isinstance(day, str):
            return of_day(date.fromisoformat(day[:10]))
        return of_day(day.date() if isinstance(day, datetime) else day)  # many moments, few days

    @lru_cache(maxsize=256)
    def written_moment(at: datetime, skeleton: str) -> str:
        # Date, time and their order as the language has them; hours from 0 to 23, which no reader takes for the others.
        time = format_skeleton(skeleton, at, tzinfo=UTC, locale=dates)
        both = str(get_datetime_format("long", locale=dates)).replace("'", "")
        return f"{both.replace('{0}', time).replace('{1}', of_day(at.astimezone(UTC).date()))} UTC"

    def moment(at: datetime) -> str:
        return written_moment(at, "Hm")

    def exact(at: datetime) -> str:
        return written_moment(at, "Hms" if at.second else "Hm")

    @lru_cache(maxsize=4096)
    def number(value: float | Decimal) -> str:
        if type(value) is int and value >= 1000 and value % 1000:
            # Ten thousand ranks are ten whole thousands and a thousand ends of them, and CLDR is slow to ask.
            thousands = number(value - value % 1000)
            if thousands.endswith("000"):
                return f"{thousands[:-3]}{value % 1000:03}"
        return format_decimal(value, locale=locale)  # at most three decimals

    def share(value: float) -> str:
        return format_percent(value, locale=locale, decimal_quantization=False)

    @lru_cache(maxsize=4096)
    def money(value: Money) -> str:
        decimals = decimals_of(value.currency)
        amount = Decimal(value.amount).scaleb(-decimals)
        # The locale's own pattern, with as many decimals as the currency has, or none where the amount is whole.
        shown = 0 if amount == amount.to_integral_value() else decimals
        pattern = locale.currency_formats["standard"].pattern.replace(".00", f".{'0' * shown}" if shown else "")
        text = format_currency(amount, value.currency, locale=locale, currency_digits=False, format=pattern)
        return _SIGN_BESIDE_NUMBER.sub(
            "\xa0", text
        )  # letters stand apart from digits, as CLDR has it and Babel has not

    return Formats(date=written_date, moment=moment, exact=exact, number=number, share=share, money=money)


def is_language(name: str) -> bool:
    """Whether a folder of pages is named like a language, such as `it` or `pt-BR`, and is meant for its readers."""
    if not re.fullmatch(r"[a-z]{2}(-[A-Za-z]{2,4})*", name):
        return False
    try:
        return bool(Locale.parse(name, sep="-"))
    except (UnknownLocaleError, ValueError):
        return False


_FROM_THE_RIGHT = frozenset(
    "Adlm Arab Armi Avst Hebr Mand Mani Nbat Nkoo Phnx Prti Rohg Samr Sogd Syrc Thaa Yezi".split()
)
"""Scripts of the Unicode Standard that are written from right to left."""


@lru_cache
def direction(language: str) -> str:
    """How text in a language runs: "ltr" or "rtl", by its script; "auto" for one whose script CLDR does not know."""
    parts = language.split("-")
    script = next((part for part in parts[1:] if len(part) == 4), "")
    if not script:
        likely = get_global("likely_subtags")
        full = likely.get("_".join(parts)) or likely.get(parts[0]) or ""
        script = next((part for part in full.split("_")[1:] if len(part) == 4), "")
    if not script:
        return "auto"
    return "rtl" if script in _FROM_THE_RIGHT else "ltr"


@lru_cache
def tagged(language: str) -> Markup:
    """The attributes of an element whose text is in `language`, "" where nobody knows, and how it runs.

    A text in a language that nobody knows says so too: it is not in that of its page, and nobody reads it aloud as if.
    """
    if not language:
        return Markup('lang="" dir="auto"')
    return Markup('lang="{}" dir="{}"').format(language, direction(language))


@lru_cache(maxsize=4096)
def alphabetical(text: str) -> tuple[str, str]:
    """The place of a text among others: accents and capitals make no difference unless all else is the same.

    This is how most alphabets are read; those that have letters of their own after z are not followed.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.casefold(), text


@lru_cache
def language_name(language: str) -> str:
    """The language's own name for itself, such as "Italiano"; the tag where CLDR has none."""
    try:
        name = Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language
    return name[:1].upper() + name[1:]
