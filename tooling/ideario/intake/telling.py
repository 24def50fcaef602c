"""What to say for each keyword of JSON Schema: the rule that is broken, a sentence and a hint. Finds nothing wrong."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from jsonschema import ValidationError

from ideario.intake.amounts import money_hint
from ideario.intake.faults import Pointer, shortened
from ideario.intake.findings import listed, nearest, shown
from ideario.intake.yamltext import flow, quoted
from ideario.money import PATTERN as MONEY

NOUNS = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys and values",
}

OPTIONAL = "a key that need not be there can be left out"
FEW = 12
"""Of more choices than these, the first is no better an instance than any other."""
WHOLE = re.compile(r"0*([0-9]{1,15})(?:\.0*)?")
VAST = re.compile(r"[-+]?[1-9][0-9]{30,}")
"""What strict reading leaves as text, since no schema allows a number as long as this."""


def name_of(pointer: Pointer) -> str:
    """How a message calls a place: its key, and which entry of a list it is."""
    if not pointer:
        return "the file"
    keys = [str(step) for step in pointer if isinstance(step, str)]
    name = f"`{shortened('.'.join(keys[-2:]), 80)}`"
    return f"entry {pointer[-1] + 1} of {name}" if isinstance(pointer[-1], int) else name


def paste(error: ValidationError, value: str) -> str:
    """What to write at the place of an error: a line with its key, or for an entry of a list the value alone."""
    step = error.absolute_path[-1] if error.absolute_path else "key"
    return value if isinstance(step, int) else f"{step}: {value}"


def example(schema: Any) -> str:
    """The schema's first example as one line of YAML."""
    examples = schema.get("examples") if isinstance(schema, dict) else None
    return flow(examples[0]) if examples else "…"


def wrong_type(error: ValidationError, name: str) -> tuple[str, str, str]:
    """A value of another type, or none at all."""
    schema: Any = error.schema
    value: Any = error.instance
    wanted = str(error.validator_value)
    if not error.absolute_path:
        return "wrong-type", "the file must hold keys and values, one `key: value` a line", "see `ideario new --help`"
    if value is None:
        return (
            "empty-value",
            f"{name} has no value",
            f"write one, for instance: {paste(error, example(schema))}; {OPTIONAL}",
        )
    if schema.get("pattern") == MONEY:
        return "wrong-type", *money_words(error, name)
    hint = f"for instance: {paste(error, example(schema))}"
    if wanted == "integer" and isinstance(value, str) and VAST.fullmatch(value):
        if "minimum" in schema and "maximum" in schema:
            hint = f"write a number from {schema['minimum']} to {schema['maximum']}"
        return "out-of-range", f"{name} is too {'small' if value.startswith('-') else 'large'}", hint
    if wanted == "integer" and isinstance(value, str):
        whole = WHOLE.fullmatch(value)
        hint = f"write only digits, for instance: {paste(error, whole[1] if whole else example(schema))}"
    elif wanted == "boolean":
        hint = f"write true or false, in small letters and without quotes, for instance: {paste(error, 'true')}"
    elif wanted == "array" and isinstance(value, str) and not isinstance(schema["examples"][0][0], dict):
        entries = [flow(shortened(entry)) for entry in value.split(",") if entry.strip()]
        hint = f"put it in brackets: {paste(error, '[' + ', '.join(entries[:5]) + ']')}"
    elif wanted == "string" and isinstance(value, (list, dict)):
        hint = f"write text; put it in quotes if it begins with [ or {{: {paste(error, quoted('…'))}"
    return "wrong-type", f"{name} must be {NOUNS[wanted]}, and is {actual(value)}", hint


def actual(value: Any) -> str:
    """What kind of value stands there, in words."""
    if isinstance(value, (list, dict)):
        return shown(value)
    return f"`{shown(value)}`" if isinstance(value, str) else f"the value {shown(value)}"


def not_allowed(error: ValidationError, name: str) -> tuple[str, str, str]:
    """A value that is none of those allowed."""
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    words = [shown(value) for value in allowed]  # type: ignore[union-attr]  # an enum is a list
    near = nearest(shown(error.instance), words)
    hint = f"use one of {listed(words)}"
    if len(words) <= FEW:
        hint += f", for instance: {paste(error, words[0])}"
    if near:
        hint = f"did you mean: {paste(error, near)}"
    if len(words) == 1:
        hint = f"write: {paste(error, words[0])}"
    if error.instance is None:
        return "empty-value", f"{name} has no value", hint
    return "not-allowed", f"`{shown(error.instance)}` cannot stand in {name}", hint


def too_long(error: ValidationError, name: str) -> tuple[str, str, str]:
    """A text with too many characters."""
    length = len(str(error.instance))
    hint = f"take out {length - int(str(error.validator_value))} characters"
    return "too-long", f"{name} has {length} characters, and may have {error.validator_value}", hint


def too_short(error: ValidationError, name: str) -> tuple[str, str, str]:
    """A text with too few characters."""
    schema: Any = error.schema
    hint = f"for instance: {paste(error, example(schema))}"
    return "too-short", f"{name} has {len(str(error.instance))} characters, and needs {error.validator_value}", hint


def wrong_form(error: ValidationError, name: str) -> tuple[str, str, str]:
    """A text that is not written the way it must be."""
    schema: Any = error.schema
    if schema.get("pattern") == MONEY:
        return "wrong-form", *money_words(error, name)
    if error.validator_value == "[1-9]":  # beside the pattern for money
        return "out-of-range", f"{name} must be more than nothing", "write an amount above 0"
    hint = f"{schema.get('description', '')} For instance: {example(schema)}".strip()
    return "wrong-form", f"`{shown(error.instance)}` is not how {name} is written", hint


def money_words(error: ValidationError, name: str) -> tuple[str, str]:
    """The message and hint about an amount of money that is written in another way."""
    key = error.absolute_path[-1] if error.absolute_path else ""
    message, hint, _ = money_hint(key if isinstance(key, str) else "", error.instance)
    return f"{name}: {message}", hint


def impossible_date(error: ValidationError, name: str) -> tuple[str, str, str]:
    """A day that the calendar does not have."""
    return "impossible-date", f"`{shown(error.instance)}` in {name} is no day of the calendar", "look the date up"


def out_of_range(error: ValidationError, name: str) -> tuple[str, str, str]:
    """A number too small or too large."""
    bound = "at least" if error.validator == "minimum" else "at most"
    return (
        "out-of-range",
        f"{name} is {shown(error.instance)}, and must be {bound} {error.validator_value}",
        f"write a number that is {bound} {error.validator_value}",
    )


def count_wrong(error: ValidationError, name: str) -> tuple[str, str, str]:
    """A list or mapping with too many or too few entries."""
    few = str(error.validator).startswith("min")
    instance: Any = error.instance
    schema: Any = error.schema
    rule = "too-few" if few else "too-many"
    bound = "needs at least" if few else "may have at most"
    hint = f"for instance: {paste(error, example(schema))}; {OPTIONAL}" if few else "keep the most important ones"
    return rule, f"{name} has {len(instance)} entries, and {bound} {error.validator_value}", hint


def second(instance: Sequence[Any]) -> int | None:
    """The place of the first entry of a list that stood in it before, in one pass; None where none did."""
    seen = set()
    for number, entry in enumerate(instance):
        key = json.dumps(entry, sort_keys=True)  # plain content alone, in which 1 is not true
        if key in seen:
            return number
        seen.add(key)
    return None


def repeated(error: ValidationError, name: str) -> tuple[str, str, str]:
    """A list in which something stands twice."""
    instance: Any = error.instance
    twice = instance[second(instance) or 0]
    return "repeated", f"`{shown(twice)}` stands in {name} more than once", "keep one of the two"


TELLING: dict[str, Callable[[ValidationError, str], tuple[str, str, str]]] = {
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
