"""Works out which value was meant by one of another type or in another form. What could mean two things, means none."""

import re
from datetime import datetime

from ideario.intake.plain import Plain, Schema
from ideario.model.moments import instant
from ideario.model.text import LANGUAGE, SLUG, schema_pattern
from ideario.model.thread_names import THREAD_KINDS
from ideario.slugs import slug_of

YES_NO = {"true": True, "yes": True, "on": True, "sì": True, "false": False, "no": False, "off": False}
WHOLE = re.compile(r"\+?0*([0-9]{1,15})(?:\.0*)?")
BULLET = re.compile(r"(?:\A|\s)[–—•·*‣◦-]\s+|,")
"""What begins the entries of a list where people type, or their word processor does."""
MAX_ENTRIES = 20
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?\Z")
_DAY = re.compile(r"([12][0-9]{3})-([0-9]{1,2})-([0-9]{1,2})\Z")
_THREAD = re.compile(rf"({'|'.join(THREAD_KINDS)})s?/0*([1-9][0-9]*)\Z")
LANGUAGE_PATTERN, SLUG_PATTERN = schema_pattern(LANGUAGE), schema_pattern(SLUG)
MAX_TITLE = 200
"""No slug is made of a longer text."""
LANGUAGES = {"english": "en", "inglese": "en", "italiano": "it", "italian": "it", "deutsch": "de", "german": "de",
             "tedesco": "de", "français": "fr", "french": "fr", "francese": "fr", "español": "es", "spanish": "es",
             "spagnolo": "es", "português": "pt", "portuguese": "pt"}  # fmt: skip


def converted(wanted: str, value: Plain, schema: Schema) -> Plain:
    """A value of the type that is wanted, where what stands there can only mean one; else None."""
    if wanted == "integer" and isinstance(value, str):
        whole = WHOLE.fullmatch(value)
        number = int(whole[1]) if whole else None
        return number if number is not None and within(number, schema) else None
    if wanted == "boolean" and isinstance(value, str):
        return YES_NO.get(value.strip().casefold())
    if wanted == "string" and isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0]
    if wanted != "array" or not isinstance(value, (str, int)) or isinstance(value, bool):
        return None
    separators = BULLET if BULLET.match(str(value)) else ","
    entries = [entry.strip() for entry in re.split(separators, str(value)) if entry.strip()]
    example = schema["examples"][0][0]
    if isinstance(example, dict) or not entries or len(entries) > MAX_ENTRIES:
        return None
    if isinstance(example, int):
        return (
            [int(entry) for entry in entries] if all(entry.isascii() and entry.isdigit() for entry in entries) else None
        )
    return list(dict.fromkeys(entries))


def within(number: int, schema: Schema) -> bool:
    """Whether a number is within the bounds of a schema."""
    return bool(schema.get("minimum", number) <= number <= schema.get("maximum", number))


def rewritten(value: str, schema: Schema) -> str:
    """A text in the form that was meant: a language, a day, a moment, a thread, a slug. Nobody's login is guessed."""
    title, language, day, thread = schema.get("title"), _LANGUAGE.match(value), _DAY.match(value), _THREAD.match(value)
    if "Language" in str(title) or schema.get("pattern") == LANGUAGE_PATTERN:
        parts = language.groups(default="") if language else (LANGUAGES.get(value.casefold(), ""), "", "")
        return "-".join(filter(None, (parts[0].lower(), parts[1].title(), parts[2].upper())))
    if schema.get("pattern") == SLUG_PATTERN:
        return slug_of(value) if len(value) <= MAX_TITLE else ""
    if thread:
        return f"{thread[1]}/{thread[2]}"
    if day:
        return f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}"
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return instant(moment) if moment.tzinfo is not None else ""
