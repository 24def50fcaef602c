"""Says in plain language what a schema finds wrong, with a line to paste. Decides nothing: jsonschema does.

A test holds jsonschema, which explains here, and jsonschema-rs, which screens, to the same verdict.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from referencing import Registry, Resource

from ideario.intake.explaining.faults import NodePath, shortened
from ideario.intake.explaining.findings import MAX_TOLD, Finding, Mend, listed, nearest, pasted, shown
from ideario.intake.explaining.keyword_words import (
    AGREE,
    NOUNS,
    TELLING,
    entries_of,
    meaning,
    mismatch_of,
    name_of,
    second,
)
from ideario.intake.explaining.meant_values import rewritten
from ideario.intake.explaining.suggestions import meant_keys, renamed
from ideario.intake.plain import Checked, Plain, Schema
from ideario.intake.schemas import Kind, Schemas, schema_at
from ideario.intake.yaml.positions import look_up
from ideario.messages.said import joined, say

TYPES = ((str, "string"), (dict, "object"), (list, "array"))


def findings_of(kind: Kind, path: str, content: Plain, schemas: Schemas) -> list[Finding]:
    """What the schema of `kind` finds wrong with `content`: one finding for each place and rule, of many the first."""
    findings: dict[tuple[str, NodePath], Finding] = {}
    home = f"{kind}.schema.json"
    for error in validator_for(schemas.documents, kind).iter_errors(content):
        for finding in explained(error, path, content, schemas, home):
            findings.setdefault((finding.rule, finding.pointer), finding)
            if len(findings) > MAX_TOLD:
                break
        if len(findings) > MAX_TOLD:
            break
    told = {pointer for rule, pointer in findings if rule in ("wrong-form", "wrong-type")}
    return [
        finding
        for (rule, pointer), finding in findings.items()
        if rule not in ("impossible-date", "not-allowed") or pointer not in told
    ]


def validator_for(documents: Mapping[str, Schema], kind: Kind) -> Draft202012Validator:
    """The validator for a kind, with patterns that end where JSON Schema says they end."""
    resources = [(document["$id"], Resource.from_contents(document)) for document in documents.values()]
    registry: Registry[bool | Checked] = Registry().with_resources(resources)
    return EXACT(documents[f"{kind}.schema.json"], registry=registry, format_checker=FormatChecker(formats=["date"]))


def pattern(_validator: object, expression: str, instance: object, _schema: object) -> Iterator[ValidationError]:
    """The keyword `pattern` as JSON Schema means it: `$` is the very end, not the end before a last line break."""
    if isinstance(instance, str) and not compiled(expression).search(instance):
        yield ValidationError(f"does not match {expression}")


@lru_cache(maxsize=64)
def compiled(expression: str) -> re.Pattern[str]:
    """A pattern of JSON Schema as one of Python's."""
    return re.compile(re.sub(r"\$\Z", r"\\Z", expression))


def unique(_validator: object, wanted: object, instance: object, schema: Schema) -> Iterator[ValidationError]:
    """The keyword `uniqueItems` in one pass; of a list that is too long alone that is told."""
    if wanted and isinstance(instance, list) and not overlong(instance, schema) and second(instance) is not None:
        yield ValidationError("has non-unique elements")


def items(
    validator: Draft202012Validator, wanted: Schema, instance: object, schema: Schema
) -> Iterator[ValidationError]:
    """The keyword `items`, for lists that are not too long."""
    if isinstance(instance, list) and not overlong(instance, schema):
        for number, entry in enumerate(instance):
            yield from validator.descend(entry, wanted, path=number)


def overlong(instance: Sequence[Plain], schema: Schema) -> bool:
    """Whether a list has more entries than its schema allows."""
    most: int = schema.get("maxItems", len(instance))
    return len(instance) > most


EXACT: type[Draft202012Validator] = validators.extend(  # type: ignore[no-untyped-call]  # its stub has no types here
    Draft202012Validator, {"pattern": pattern, "uniqueItems": unique, "items": items}
)


def explained(error: ValidationError, path: str, content: Plain, schemas: Schemas, home: str) -> Iterator[Finding]:
    """The findings that one error of jsonschema stands for."""
    pointer: NodePath = tuple(error.absolute_path)
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
    mismatch = mismatch_of(error)
    said = telling(mismatch, name_of(pointer))
    if keyword == "uniqueItems":
        pointer = (*pointer, second(entries_of(mismatch)) or 0)
    yield Finding(
        path=path,
        rule=said.rule,
        message=said.message,
        hint=said.hint,
        pointer=pointer,
        value=shown(mismatch.value),
        mend=said.mend,
    )


def alternatives(error: ValidationError, path: str, content: Plain, schemas: Schemas, home: str) -> Iterator[Finding]:
    """The errors of the alternative that the author was after, judged by the kind of value that stands there."""
    mismatch = mismatch_of(error)
    schema = mismatch.schema
    wanted = next((word for kind, word in TYPES if isinstance(mismatch.value, kind)), None)
    for number, branch in enumerate(schema["anyOf"]):
        if branch.get("type") == wanted:
            for inner in error.context or ():
                if inner.schema_path[0] == number:
                    yield from explained(inner, path, content, schemas, home)
            return
    pointer: NodePath = tuple(error.absolute_path)
    first, *others = (NOUNS[branch["type"]] for branch in schema["anyOf"])
    kinds = first
    for other in others:
        kinds = say("{kind} or {other}", kind=kinds, other=other)
    rule, message = "wrong-type", say("{name} must be {kinds}", name=name_of(pointer), kinds=kinds)
    if mismatch.value is None:
        rule, message = "empty-value", say("{name} has no value", name=name_of(pointer))
    hint = joined([say("write {kinds}.", kinds=kinds), meaning(schema)])
    yield Finding(path=path, rule=rule, message=message, hint=hint, pointer=pointer)


def bad_key(error: ValidationError, path: str, pointer: NodePath, key: str) -> Finding:
    """A key that does not have the form that keys have here, or is not one of those allowed."""
    schema = mismatch_of(error).schema
    parent = name_of(pointer)
    if error.validator == "enum":
        near = nearest(key, schema["enum"])
        hint = say("use one of {words}", words=listed(schema["enum"]))
    else:
        better = rewritten(key, schema)
        near = better if re.search(compiled(schema.get("pattern", "")), better) and better != key else None
        hint = meaning(schema)
    return Finding(
        path=path,
        rule="bad-key",
        message=say("`{key}` cannot be a key in {parent}", key=shortened(key), parent=parent),
        hint=say("call it `{near}`", near=near) if near else hint,
        pointer=(*pointer, key),
        on_key=True,
        value=shortened(key),
        mend=Mend(pointer=(*pointer, key), key=near, keeps=True) if near else None,
    )


def missing(error: ValidationError, path: str, pointer: NodePath, schemas: Schemas, home: str) -> Iterator[Finding]:
    """Each key that must be there and is not, not even misspelt: jsonschema tells them one by one."""
    mismatch = mismatch_of(error)
    present = mismatch.value if isinstance(mismatch.value, Mapping) else {}
    required = [str(key) for key in mismatch.wanted] if isinstance(mismatch.wanted, list) else []
    parent, home = schema_at(schemas, home, pointer)
    properties = parent.get("properties", {})
    misspelt = set(meant_keys(present, properties).values())
    for key in required:
        if key not in present and key not in misspelt and error.message.startswith(f"{key!r} "):
            part, _ = schemas.resolve(properties.get(key, {}), home)
            message = say("`{key}` is missing", key=key)
            if pointer:
                message = say("`{key}` is missing in {parent}", key=key, parent=name_of(pointer))
            known = "const" in part and key != "consent"
            mend = Mend(pointer=(*pointer, key), value=part["const"]) if known else None
            yield Finding(
                path=path,
                rule="missing-key",
                message=message,
                hint=say("add: {line}", line=pasted(mend))
                if mend
                else say("add `{key}`: {meaning}", key=key, meaning=AGREE if key == "consent" else meaning(part)),
                pointer=(*pointer, key),
                on_key=True,
                mend=mend,
            )


def unknown(error: ValidationError, path: str, content: Plain, schemas: Schemas, home: str) -> Iterator[Finding]:
    """Each key that nobody knows here."""
    pointer: NodePath = tuple(error.absolute_path)
    schema = mismatch_of(error).schema
    properties = schema.get("properties", {})
    found = look_up(content, pointer)
    instance = found if isinstance(found, Mapping) else {}
    meanings = meant_keys(instance, properties)
    _, home = schema_at(schemas, home, pointer)
    for key in instance:
        if key in properties:
            continue
        near = meanings.get(key)
        hint = say("the keys allowed here are {keys}", keys=listed(properties, 20))
        meant = schemas.resolve(properties[near], home)[0] if near else {}
        # A name alone says little where only a few words may stand: `amount: 500` is no misspelt `counts`.
        mend = None
        if near and instance[key] in meant.get("enum", [instance[key]]):
            mend = renamed((*pointer, key), near, instance[key], meant)
            hint = say("call it `{near}`", near=near) if mend.keeps else say("did you mean: {line}", line=pasted(mend))
        message = say("`{key}` is not a key that Ideario knows", key=shortened(key))
        if pointer:
            message = say(
                "`{key}` is not a key that Ideario knows in {parent}", key=shortened(key), parent=name_of(pointer)
            )
        yield Finding(
            path=path,
            rule="unknown-key",
            message=message,
            hint=hint,
            pointer=(*pointer, key),
            on_key=True,
            value=shortened(key),
            mend=mend,
        )
