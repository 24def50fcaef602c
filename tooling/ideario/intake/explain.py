"""Says in plain language what a schema finds wrong, with a line to paste. Decides nothing: jsonschema does.

A test holds jsonschema, which explains here, and jsonschema-rs, which screens, to the same verdict.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from referencing import Registry, Resource

from ideario.intake.faults import Pointer, shortened
from ideario.intake.findings import Finding, listed, nearest, shown
from ideario.intake.mending import meant_keys, renamed
from ideario.intake.positions import look_up
from ideario.intake.schemas import Kind, Schemas, schema_at
from ideario.intake.yamltext import flow, quoted

NOUNS = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys and values",
}

OPTIONAL = "a key that need not be there can be left out"
SAMPLE_AMOUNT = "1,500.00 euro is amount: 150000"
FEW = 12
"""Of more choices than these, the first is no better an instance than any other."""
WHOLE = re.compile(r"0*([0-9]{1,15})(?:\.0*)?")
VAST = re.compile(r"[-+]?[1-9][0-9]{30,}")
"""What strict reading leaves as text, since no schema allows a number as long as this."""
TYPES = ((str, "string"), (dict, "object"), (list, "array"))


def findings_of(kind: Kind, path: str, content: Any, schemas: Schemas) -> list[Finding]:
    """Everything that the schema of `kind` finds wrong with `content`, one finding for each place and rule."""
    findings: dict[tuple[str, Pointer], Finding] = {}
    home = f"{kind}.schema.json"
    for error in validator_for(schemas.documents, kind).iter_errors(content):
        for finding in explained(error, path, content, schemas, home):
            findings.setdefault((finding.rule, finding.pointer), finding)
    told = {pointer for rule, pointer in findings if rule in ("wrong-form", "wrong-type")}
    return [
        finding
        for (rule, pointer), finding in findings.items()
        if rule not in ("impossible-date", "not-allowed") or pointer not in told
    ]


def validator_for(documents: Mapping[str, Any], kind: Kind) -> Draft202012Validator:
    """The validator for a kind, with patterns that end where JSON Schema says they end."""
    resources = [(document["$id"], Resource.from_contents(document)) for document in documents.values()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return EXACT(documents[f"{kind}.schema.json"], registry=registry, format_checker=FormatChecker(formats=["date"]))


def pattern(_validator: object, expression: str, instance: object, _schema: object) -> Iterator[ValidationError]:
    """The keyword `pattern` as JSON Schema means it: `$` is the very end, not the end before a last line break."""
    if isinstance(instance, str) and not compiled(expression).search(instance):
        yield ValidationError(f"does not match {expression}")


@lru_cache(maxsize=64)
def compiled(expression: str) -> re.Pattern[str]:
    """A pattern of JSON Schema as one of Python's."""
    return re.compile(re.sub(r"\$\Z", r"\\Z", expression))


EXACT: type[Draft202012Validator] = validators.extend(  # type: ignore[no-untyped-call]  # its stub has no types here
    Draft202012Validator, {"pattern": pattern}
)


def explained(error: ValidationError, path: str, content: Any, schemas: Schemas, home: str) -> Iterator[Finding]:
    """The findings that one error of jsonschema stands for."""
    pointer: Pointer = tuple(error.absolute_path)
    keyword = str(error.validator)
    if keyword == "anyOf":
        yield from alternatives(error, path, content, schemas, home)
        return
    if "propertyNames" in error.absolute_schema_path:
        key = str(error.instance)
        yield bad_key(error, path, pointer, key)
        return
    if keyword == "required":
        yield from missing(error, path, pointer, schemas, home)
        return
    if keyword == "additionalProperties":
        yield from unknown(error, path, content, schemas, home)
        return
    telling = TELLING.get(keyword)
    if telling is None:
        raise AssertionError(f"no words for the JSON Schema keyword {keyword}")
    rule, message, hint = telling(error, name_of(pointer))
    if keyword == "uniqueItems":
        pointer = (*pointer, second(error.instance))
    yield Finding(path=path, rule=rule, message=message, hint=hint, pointer=pointer, value=shown(error.instance))


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


def alternatives(error: ValidationError, path: str, content: Any, schemas: Schemas, home: str) -> Iterator[Finding]:
    """The errors of the alternative that the author was after, judged by the kind of value that stands there."""
    schema: Any = error.schema
    instance: Any = error.instance
    wanted = next((word for kind, word in TYPES if isinstance(instance, kind)), None)
    for number, branch in enumerate(schema["anyOf"]):
        if branch.get("type") == wanted:
            for inner in error.context or ():
                if inner.schema_path[0] == number:
                    yield from explained(inner, path, content, schemas, home)
            return
    pointer: Pointer = tuple(error.absolute_path)
    kinds = " or ".join(NOUNS[branch["type"]] for branch in schema["anyOf"])
    rule, message = ("empty-value", "has no value") if error.instance is None else ("wrong-type", f"must be {kinds}")
    hint = f"for instance: {paste(error, example(schema))}"
    yield Finding(path=path, rule=rule, message=f"{name_of(pointer)} {message}", hint=hint, pointer=pointer)


def bad_key(error: ValidationError, path: str, pointer: Pointer, key: str) -> Finding:
    """A key that does not have the form that keys have here, or is not one of those allowed."""
    schema: Any = error.schema
    parent = name_of(pointer)
    title = str(schema.get("title", "a key")).lower()
    if error.validator == "enum":
        near = nearest(key, schema["enum"])
        hint = f"did you mean: {near}: …" if near else f"use one of {listed(schema['enum'])}"
    else:
        hint = f"{schema.get('description', '')} For instance: {schema.get('examples', ['key'])[0]}".strip()
    return Finding(
        path=path,
        rule="bad-key",
        message=f"`{shortened(key)}` in {parent} is no {title}",
        hint=hint,
        pointer=(*pointer, key),
        on_key=True,
        value=shortened(key),
    )


def missing(error: ValidationError, path: str, pointer: Pointer, schemas: Schemas, home: str) -> Iterator[Finding]:
    """Each key that must be there and is not, not even misspelt: jsonschema tells them one by one."""
    instance: Any = error.instance
    required: Any = error.validator_value
    parent, home = schema_at(schemas, home, pointer)
    properties = parent.get("properties", {})
    misspelt = set(meant_keys(instance, properties).values())
    for key in required:
        if key not in instance and key not in misspelt and error.message.startswith(f"{key!r} "):
            part, _ = schemas.resolve(properties.get(key, {}), home)
            inside = f" in {name_of(pointer)}" if pointer else ""
            yield Finding(
                path=path,
                rule="missing-key",
                message=f"`{key}` is missing{inside}",
                hint=f"add: {key}: {example(part)}",
                pointer=(*pointer, key),
                on_key=True,
            )


def unknown(error: ValidationError, path: str, content: Any, schemas: Schemas, home: str) -> Iterator[Finding]:
    """Each key that nobody knows here."""
    pointer: Pointer = tuple(error.absolute_path)
    schema: Any = error.schema
    properties = schema.get("properties", {})
    instance: Any = look_up(content, pointer)
    meanings = meant_keys(instance, properties)
    _, home = schema_at(schemas, home, pointer)
    for key in instance:
        if key in properties:
            continue
        near = meanings.get(key)
        hint = f"the keys allowed here are {listed(properties, 20)}"
        meant = schemas.resolve(properties[near], home)[0] if near else {}
        # A name alone says little where only a few words may stand: `amount: 500` is no misspelt `counts`.
        if near and instance[key] in meant.get("enum", [instance[key]]):
            hint = f"did you mean: {renamed(near, instance[key], meant)}"
        inside = f" in {name_of(pointer)}" if pointer else ""
        yield Finding(
            path=path,
            rule="unknown-key",
            message=f"`{shortened(key)}` is not a key that Ideario knows{inside}",
            hint=hint,
            pointer=(*pointer, key),
            on_key=True,
            value=shortened(key),
        )


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
    hint = f"for instance: {paste(error, example(schema))}"
    if wanted == "integer" and isinstance(value, str) and VAST.fullmatch(value):
        if "minimum" in schema and "maximum" in schema:
            hint = f"write a number from {schema['minimum']} to {schema['maximum']}"
        return "out-of-range", f"{name} is too {'small' if value.startswith('-') else 'large'}", hint
    if wanted == "integer" and error.absolute_path[-1] == "amount":
        hint = f"write only digits, in cents or what else the currency's smallest unit is: {SAMPLE_AMOUNT}"
    elif wanted == "integer" and isinstance(value, str):
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
    hint = f"{schema.get('description', '')} For instance: {example(schema)}".strip()
    return "wrong-form", f"`{shown(error.instance)}` is not how {name} is written", hint


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


def second(instance: Any) -> int:
    """The place of the first entry of a list that stood in it before."""
    return next(number for number, entry in enumerate(instance) if entry in instance[:number])


def repeated(error: ValidationError, name: str) -> tuple[str, str, str]:
    """A list in which something stands twice."""
    instance: Any = error.instance
    twice = instance[second(instance)]
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
