"""What to say for each keyword of JSON Schema: the rule that is broken, a sentence, a hint, and what mends it if known.

Where only a person can know what is right, the hint says so in words: nothing that looks like a line to paste stands
there for it, no name of somebody and no consent.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, cast

from jsonschema import ValidationError

from ideario.intake.explaining.amounts import money_hint
from ideario.intake.explaining.faults import NodePath, shortened
from ideario.intake.explaining.findings import Mend, listed, meant, nearest, pasted, shown
from ideario.intake.explaining.meant_values import MAX_ENTRIES, converted, rewritten
from ideario.intake.plain import Plain, Schema
from ideario.intake.yaml.oddities import ODD, named, plainly
from ideario.intake.yaml.write_yaml import flow
from ideario.messages.said import NOTHING, Said, as_is, joined, say, several
from ideario.model.money import PATTERN as MONEY

NOUNS = {
    "string": say("text"),
    "integer": say("a whole number"),
    "boolean": say("true or false"),
    "array": say("a list"),
    "object": say("a mapping of keys and values"),
}
AGREE = say(
    "only the authors themselves can say that they agree, with the word true in small letters and without quotes"
)
OPTIONAL = say("a key that need not be there can be left out")
VAST = re.compile(r"[-+]?[1-9][0-9]{30,}")
"""What strict reading leaves as text, since no schema allows a number as long as this."""


class Mismatch(NamedTuple):
    """What jsonschema found: that a value is not what a keyword of the schema there wants."""

    pointer: NodePath
    value: Plain
    keyword: str
    wanted: Plain
    schema: Schema


def mismatch_of(error: ValidationError) -> Mismatch:
    """What an error of jsonschema says."""
    return Mismatch(
        pointer=tuple(error.absolute_path),
        value=cast("Plain", error.instance),
        keyword=str(error.validator),
        wanted=cast("Plain", error.validator_value),
        schema=dict(error.schema) if isinstance(error.schema, Mapping) else {},
    )


def entries_of(error: Mismatch) -> Sequence[Plain]:
    """The entries of a list with which something is wrong, or the keys of a mapping."""
    return list(error.value) if isinstance(error.value, Sequence | Mapping) else ()


class Told(NamedTuple):
    """What is said of one error."""

    rule: str
    message: Said
    hint: Said
    mend: Mend | None = None


def name_of(pointer: NodePath) -> Said:
    """How a message calls a place: its key, and which entry of a list it is."""
    if not pointer:
        return say("the file")
    keys = [str(step) for step in pointer if isinstance(step, str)]
    name = f"`{shortened('.'.join(keys[-2:]), 80)}`"
    return (
        say("entry {number} of {name}", number=pointer[-1] + 1, name=name)
        if isinstance(pointer[-1], int)
        else as_is(name)
    )


def told(rule: str, message: Said, error: Mismatch, value: Plain, *, sure: bool = True) -> Told:
    """What is said where it is known what to write, or guessed at where that is not `sure`."""
    mend = Mend(pointer=error.pointer, value=value)
    return Told(rule, message, say("write: {line}", line=pasted(mend)) if sure else meant(mend), mend)


def meaning(schema: Schema) -> Said:
    """What a schema wants, in its own words, which the catalogues hold too."""
    return Said(str(schema.get("description", "")))


def is_consent(error: Mismatch) -> bool:
    """Whether the error is about the consent of the authors, which nobody gives for them."""
    return error.pointer[-1:] == ("consent",)


def wrong_type(error: Mismatch, name: Said) -> Told:
    """A value of another type, or none at all."""
    schema, value, wanted = error.schema, error.value, str(error.wanted)
    if not error.pointer:
        hint = say("see `ideario new --help`")
        return Told("wrong-type", say("the file must hold keys and values, one `key: value` a line"), hint)
    if value is None:
        hint = joined([say("write one; {optional}.", optional=OPTIONAL), meaning(schema)])
        return Told("empty-value", say("{name} has no value", name=name), AGREE if is_consent(error) else hint)
    if schema.get("pattern") == MONEY:
        return money_told("wrong-type", error, name)
    if wanted == "integer" and isinstance(value, str) and VAST.fullmatch(value):
        message = (
            say("{name} is too small", name=name) if value.startswith("-") else say("{name} is too large", name=name)
        )
        return Told("out-of-range", message, bounds(schema))
    message = say("{name} must be {noun}, and is {value}", name=name, noun=NOUNS[wanted], value=actual(value))
    odd = ODD.search(value) if wanted in ("integer", "boolean") and isinstance(value, str) else None
    if odd is not None:
        message = say(
            "{name} must be {noun}, and has a {sign} in it", name=name, noun=NOUNS[wanted], sign=named(odd[0])
        )
        if is_consent(error):
            return Told("wrong-type", message, say("delete that character: {agree}", agree=AGREE))
        value = plainly(str(value)).strip()
    better = converted(wanted, value, schema)
    if better is not None and not is_consent(error):
        return told("wrong-type", message, error, better)
    hint = {
        "integer": bounds(schema),
        "boolean": AGREE if is_consent(error) else say("write true or false, in small letters and without quotes"),
        "array": joined([say("write a list, in brackets or with a hyphen before each entry."), meaning(schema)]),
        "string": say("write text, and put it in quotes if it begins with [ or {"),
        "object": say("write keys and values: {keys}", keys=listed(schema.get("properties", {}))),
    }[wanted]
    return Told("wrong-type", message, hint)


def bounds(schema: Schema) -> Said:
    """Which numbers a schema takes, as a hint."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return say("write a whole number from {low} to {high}, in digits alone", low=low, high=high)
    if low is not None:
        return say("write a whole number, in digits alone, at least {low}", low=low)
    return say("write a whole number, in digits alone")


def actual(value: Plain) -> str:
    """What kind of value stands there, in words."""
    if isinstance(value, (list, dict)):
        return shown(value)
    return f"`{shown(value)}`" if isinstance(value, str) else say("the value {value}", value=shown(value))


def not_allowed(error: Mismatch, name: Said) -> Told:
    """A value that is none of those allowed."""
    allowed = error.wanted if isinstance(error.wanted, list) else [error.wanted]
    words = [shown(value) for value in allowed]
    rule, message = "not-allowed", say("`{value}` cannot stand in {name}", value=shown(error.value), name=name)
    if error.value is None:
        rule, message = "empty-value", say("{name} has no value", name=name)
    if is_consent(error):
        return Told(rule, message, AGREE)
    if len(words) == 1:
        return told(rule, message, error, allowed[0])
    near = nearest(shown(error.value), words)
    if near is not None:
        return told(rule, message, error, allowed[words.index(near)], sure=False)
    return Told(rule, message, say("use one of {words}", words=listed(words)))


def too_long(error: Mismatch, name: Said) -> Told:
    """A text with too many characters."""
    length = len(str(error.value))
    hint = several("take out {count} character", "take out {count} characters", length - int(str(error.wanted)))
    message = say("{name} has {length} characters, and may have {most}", name=name, length=length, most=error.wanted)
    return Told("too-long", message, hint)


def too_short(error: Mismatch, name: Said) -> Told:
    """A text with too few characters."""
    message = several(
        "{name} has {count} character, and needs {least}",
        "{name} has {count} characters, and needs {least}",
        len(str(error.value)),
        name=name,
        least=error.wanted,
    )
    return Told("too-short", message, joined([say("write more."), meaning(error.schema)]))


def wrong_form(error: Mismatch, name: Said) -> Told:
    """A text that is not written the way it must be."""
    schema = error.schema
    value = str(error.value)
    if schema.get("pattern") == MONEY:
        return money_told("wrong-form", error, name)
    if error.wanted == "[1-9]":  # beside the pattern for money
        return Told("out-of-range", say("{name} must be more than nothing", name=name), say("write an amount above 0"))
    message = say("`{value}` is not how {name} is written", value=shown(error.value), name=name)
    odd = ODD.search(value)
    better = plainly(value).strip() if odd else rewritten(value, schema)
    if odd:
        message = say("{name} has a {sign} in it", name=name, sign=named(odd[0]))
    if better and better != value and re.search(re.sub(r"\$\Z", r"\\Z", str(error.wanted)), better):
        return told("wrong-form", message, error, better, sure=odd is not None)
    examples = schema.get("examples", ())
    example = NOTHING
    if examples and schema.get("title") not in ("Login", "Author"):
        example = say("Such as {example}.", example=flow(examples[0]))
    return Told("wrong-form", message, joined([meaning(schema), example]))


def money_told(rule: str, error: Mismatch, name: Said) -> Told:
    """What is said about an amount of money that is written in another way."""
    key = error.pointer[-1] if error.pointer else ""
    message, hint, meant = money_hint(key if isinstance(key, str) else "", error.value)
    mend = Mend(pointer=error.pointer, value=meant) if meant else None
    return Told(rule, say("{name}: {message}", name=name, message=message), hint, mend)


def impossible_date(error: Mismatch, name: Said) -> Told:
    """A day that the calendar does not have."""
    message = say("`{value}` in {name} is no day of the calendar", value=shown(error.value), name=name)
    return Told("impossible-date", message, say("look the date up"))


def out_of_range(error: Mismatch, name: Said) -> Told:
    """A number too small or too large."""
    value, wanted = shown(error.value), error.wanted
    if error.keyword == "minimum":
        message = say("{name} is {value}, and must be at least {least}", name=name, value=value, least=wanted)
        return Told("out-of-range", message, say("write a number that is at least {least}", least=wanted))
    message = say("{name} is {value}, and must be at most {most}", name=name, value=value, most=wanted)
    return Told("out-of-range", message, say("write a number that is at most {most}", most=wanted))


def count_wrong(error: Mismatch, name: Said) -> Told:
    """A list or mapping with too many or too few entries."""
    count = len(entries_of(error))
    if str(error.keyword).startswith("min"):
        message = several(
            "{name} has {count} entry, and needs at least {least}",
            "{name} has {count} entries, and needs at least {least}",
            count,
            name=name,
            least=error.wanted,
        )
        hint = joined([say("write more, or nothing: {optional}.", optional=OPTIONAL), meaning(error.schema)])
        return Told("too-few", message, hint)
    message = say("{name} has {count} entries, and may have at most {most}", name=name, count=count, most=error.wanted)
    return Told("too-many", message, say("keep the most important ones"))


def second(instance: Sequence[Plain]) -> int | None:
    """The place of the first entry of a list that stood in it before, in one pass; None where none did."""
    seen = set()
    for number, entry in enumerate(instance):
        key = json.dumps(entry, sort_keys=True)  # plain content alone, in which 1 is not true
        if key in seen:
            return number
        seen.add(key)
    return None


def repeated(error: Mismatch, name: Said) -> Told:
    """A list in which something stands twice."""
    entries = entries_of(error)
    entry = shown(entries[second(entries) or 0])
    message = say("`{entry}` stands in {name} more than once", entry=entry, name=name)
    if len(entries) > MAX_ENTRIES or not all(isinstance(entry, str | int) for entry in entries):
        return Told("repeated", message, say("keep one of the two"))
    return told("repeated", message, error, list(dict.fromkeys(entries)))


TELLING: dict[str, Callable[[Mismatch, Said], Told]] = {
    "type": wrong_type,
    "enum": not_allowed,
    "const": not_allowed,
    "maxLength": too_long,
    "minLength": too_short,
    "pattern": wrong_form,
    "format": impossible_date,
    "minimum": out_of_range,
    "maximum": out_of_range,
    "maxItems": count_wrong,
    "minItems": count_wrong,
    "minProperties": count_wrong,
    "uniqueItems": repeated,
}
"""What to say for each keyword of JSON Schema; a test holds it to the keywords that the schemas use."""
