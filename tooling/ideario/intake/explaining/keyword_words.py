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
from ideario.intake.explaining.findings import Mend, listed, nearest, pasted, shown
from ideario.intake.explaining.meant_values import MAX_ENTRIES, converted, rewritten
from ideario.intake.plain import Plain, Schema
from ideario.intake.yaml.oddities import ODD, named, plainly
from ideario.intake.yaml.write_yaml import flow
from ideario.model.money import PATTERN as MONEY

NOUNS = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys and values",
}
AGREE = "only the authors themselves can say that they agree, with the word true in small letters and without quotes"
OPTIONAL = "a key that need not be there can be left out"
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
    message: str
    hint: str
    mend: Mend | None = None


def name_of(pointer: NodePath) -> str:
    """How a message calls a place: its key, and which entry of a list it is."""
    if not pointer:
        return "the file"
    keys = [str(step) for step in pointer if isinstance(step, str)]
    name = f"`{shortened('.'.join(keys[-2:]), 80)}`"
    return f"entry {pointer[-1] + 1} of {name}" if isinstance(pointer[-1], int) else name


def told(rule: str, message: str, error: Mismatch, value: Plain, *, lead: str = "write") -> Told:
    """What is said where it is known what to write."""
    mend = Mend(pointer=error.pointer, value=value)
    return Told(rule, message, f"{lead}: {pasted(mend)}", mend)


def meaning(schema: Schema) -> str:
    """What a schema wants, in its own words."""
    return str(schema.get("description", ""))


def is_consent(error: Mismatch) -> bool:
    """Whether the error is about the consent of the authors, which nobody gives for them."""
    return error.pointer[-1:] == ("consent",)


def wrong_type(error: Mismatch, name: str) -> Told:
    """A value of another type, or none at all."""
    schema, value, wanted = error.schema, error.value, str(error.wanted)
    if not error.pointer:
        hint = "see `ideario new --help`"
        return Told("wrong-type", "the file must hold keys and values, one `key: value` a line", hint)
    if value is None:
        hint = AGREE if is_consent(error) else f"write one; {OPTIONAL}. {meaning(schema)}"
        return Told("empty-value", f"{name} has no value", hint)
    if schema.get("pattern") == MONEY:
        return money_told("wrong-type", error, name)
    if wanted == "integer" and isinstance(value, str) and VAST.fullmatch(value):
        return Told("out-of-range", f"{name} is too {'small' if value.startswith('-') else 'large'}", bounds(schema))
    message = f"{name} must be {NOUNS[wanted]}, and is {actual(value)}"
    odd = ODD.search(value) if wanted in ("integer", "boolean") and isinstance(value, str) else None
    if odd is not None:
        message = f"{name} must be {NOUNS[wanted]}, and has a {named(odd[0])} in it"
        if is_consent(error):
            return Told("wrong-type", message, f"delete that character: {AGREE}")
        value = plainly(str(value)).strip()
    better = converted(wanted, value, schema)
    if better is not None and not is_consent(error):
        return told("wrong-type", message, error, better)
    hint = {
        "integer": bounds(schema),
        "boolean": AGREE if is_consent(error) else "write true or false, in small letters and without quotes",
        "array": f"write a list, in brackets or with a hyphen before each entry. {meaning(schema)}",
        "string": "write text, and put it in quotes if it begins with [ or {",
        "object": f"write keys and values: {listed(schema.get('properties', {}))}",
    }[wanted]
    return Told("wrong-type", message, hint)


def bounds(schema: Schema) -> str:
    """Which numbers a schema takes, as a hint."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"write a whole number from {low} to {high}, in digits alone"
    return "write a whole number, in digits alone" + (f", at least {low}" if low is not None else "")


def actual(value: Plain) -> str:
    """What kind of value stands there, in words."""
    if isinstance(value, (list, dict)):
        return shown(value)
    return f"`{shown(value)}`" if isinstance(value, str) else f"the value {shown(value)}"


def not_allowed(error: Mismatch, name: str) -> Told:
    """A value that is none of those allowed."""
    allowed = error.wanted if isinstance(error.wanted, list) else [error.wanted]
    words = [shown(value) for value in allowed]
    rule, message = "not-allowed", f"`{shown(error.value)}` cannot stand in {name}"
    if error.value is None:
        rule, message = "empty-value", f"{name} has no value"
    if is_consent(error):
        return Told(rule, message, AGREE)
    if len(words) == 1:
        return told(rule, message, error, allowed[0])
    near = nearest(shown(error.value), words)
    if near is not None:
        return told(rule, message, error, allowed[words.index(near)], lead="did you mean")
    return Told(rule, message, f"use one of {listed(words)}")


def too_long(error: Mismatch, name: str) -> Told:
    """A text with too many characters."""
    length = len(str(error.value))
    hint = f"take out {length - int(str(error.wanted))} characters"
    return Told("too-long", f"{name} has {length} characters, and may have {error.wanted}", hint)


def too_short(error: Mismatch, name: str) -> Told:
    """A text with too few characters."""
    message = f"{name} has {len(str(error.value))} characters, and needs {error.wanted}"
    return Told("too-short", message, f"write more. {meaning(error.schema)}".strip())


def wrong_form(error: Mismatch, name: str) -> Told:
    """A text that is not written the way it must be."""
    schema = error.schema
    value = str(error.value)
    if schema.get("pattern") == MONEY:
        return money_told("wrong-form", error, name)
    if error.wanted == "[1-9]":  # beside the pattern for money
        return Told("out-of-range", f"{name} must be more than nothing", "write an amount above 0")
    message = f"`{shown(error.value)}` is not how {name} is written"
    odd = ODD.search(value)
    better = plainly(value).strip() if odd else rewritten(value, schema)
    if odd:
        message = f"{name} has a {named(odd[0])} in it"
    if better and better != value and re.search(re.sub(r"\$\Z", r"\\Z", str(error.wanted)), better):
        return told("wrong-form", message, error, better, lead="write" if odd else "did you mean")
    examples = schema.get("examples", ())
    form = f" Such as {flow(examples[0])}." if examples and schema.get("title") not in ("Login", "Author") else ""
    return Told("wrong-form", message, f"{meaning(schema)}{form}".strip())


def money_told(rule: str, error: Mismatch, name: str) -> Told:
    """What is said about an amount of money that is written in another way."""
    key = error.pointer[-1] if error.pointer else ""
    message, hint, meant = money_hint(key if isinstance(key, str) else "", error.value)
    mend = Mend(pointer=error.pointer, value=meant) if meant else None
    return Told(rule, f"{name}: {message}", hint, mend)


def impossible_date(error: Mismatch, name: str) -> Told:
    """A day that the calendar does not have."""
    return Told("impossible-date", f"`{shown(error.value)}` in {name} is no day of the calendar", "look the date up")


def out_of_range(error: Mismatch, name: str) -> Told:
    """A number too small or too large."""
    bound = "at least" if error.keyword == "minimum" else "at most"
    return Told(
        "out-of-range",
        f"{name} is {shown(error.value)}, and must be {bound} {error.wanted}",
        f"write a number that is {bound} {error.wanted}",
    )


def count_wrong(error: Mismatch, name: str) -> Told:
    """A list or mapping with too many or too few entries."""
    few = str(error.keyword).startswith("min")
    rule = "too-few" if few else "too-many"
    bound = "needs at least" if few else "may have at most"
    hint = (
        f"write more, or nothing: {OPTIONAL}. {meaning(error.schema)}".strip()
        if few
        else "keep the most important ones"
    )
    return Told(rule, f"{name} has {len(entries_of(error))} entries, and {bound} {error.wanted}", hint.strip())


def second(instance: Sequence[Plain]) -> int | None:
    """The place of the first entry of a list that stood in it before, in one pass; None where none did."""
    seen = set()
    for number, entry in enumerate(instance):
        key = json.dumps(entry, sort_keys=True)  # plain content alone, in which 1 is not true
        if key in seen:
            return number
        seen.add(key)
    return None


def repeated(error: Mismatch, name: str) -> Told:
    """A list in which something stands twice."""
    entries = entries_of(error)
    message = f"`{shown(entries[second(entries) or 0])}` stands in {name} more than once"
    if len(entries) > MAX_ENTRIES or not all(isinstance(entry, str | int) for entry in entries):
        return Told("repeated", message, "keep one of the two")
    return told("repeated", message, error, list(dict.fromkeys(entries)))


TELLING: dict[str, Callable[[Mismatch, str], Told]] = {
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
