"""Loads the JSON Schemas and answers three questions: is it valid (fast), what is wrong (slow), what becomes a number.

The fast answer comes from jsonschema-rs, the explained one from jsonschema; a test holds them to the same verdict.
Nothing is fetched: references resolve among the schemas of the tool.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import jsonschema_rs

from ideario.intake.strict import Shape
from ideario.problems import Failure

if TYPE_CHECKING:
    import jsonschema

Kind = Literal["community", "challenge", "idea", "person", "decision", "review", "exclusion"]
KINDS: tuple[Kind, ...] = ("community", "challenge", "idea", "person", "decision", "review", "exclusion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schemas:
    """The schemas of one tool: `documents` by file name, and what was derived from them by kind."""

    documents: Mapping[str, Any]
    quick: Mapping[Kind, Any]
    shapes: Mapping[Kind, Shape | None]
    explaining: dict[Kind, "jsonschema.Validator"] = field(default_factory=dict)

    def valid(self, kind: Kind, content: Any) -> bool:
        """Whether `content` fits the schema of `kind`."""
        answer: bool = self.quick[kind].is_valid(content)
        return answer

    def errors(self, kind: Kind, content: Any) -> Iterator["jsonschema.ValidationError"]:
        """What is wrong with `content`, in jsonschema's own words."""
        if kind not in self.explaining:
            self.explaining[kind] = explaining_validator(self.documents, kind)
        return self.explaining[kind].iter_errors(content)

    def resolve(self, schema: Any, home: str) -> tuple[Any, str]:
        """Follow `$ref` from a schema of the file `home`: what it means, and the file that says so."""
        return follow(self.documents, schema, home)


@lru_cache(maxsize=4)
def load_schemas(folder: Path) -> Schemas:
    """The schemas in `folder`. Raises Failure when one is missing or is no JSON."""
    documents: dict[str, Any] = {}
    for name in ("common", *KINDS):
        path = folder / f"{name}.schema.json"
        try:
            documents[path.name] = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise Failure(f"cannot read the schema {path}: {error}", hint="install ideario again") from error
    registry = jsonschema_rs.Registry([(document["$id"], document) for document in documents.values()])
    return Schemas(
        documents=documents,
        quick={
            kind: jsonschema_rs.Draft202012Validator(
                documents[f"{kind}.schema.json"], registry=registry, validate_formats=True
            )
            for kind in KINDS
        },
        shapes={kind: shape_of(documents, documents[f"{kind}.schema.json"], f"{kind}.schema.json") for kind in KINDS},
    )


def follow(documents: Mapping[str, Any], schema: Any, home: str) -> tuple[Any, str]:
    """Resolve `$ref` at the top of `schema`; keywords beside it win, as titles and descriptions there do."""
    beside: dict[str, Any] = {}
    while isinstance(schema, dict) and "$ref" in schema:
        beside = {**{key: value for key, value in schema.items() if key != "$ref"}, **beside}
        name, _, pointer = schema["$ref"].partition("#")
        home = name or home
        schema = documents[home]
        for step in pointer.strip("/").split("/"):
            schema = schema[step] if step else schema
    return ({**schema, **beside} if isinstance(schema, dict) else schema), home


def shape_of(documents: Mapping[str, Any], schema: Any, home: str) -> Shape | None:
    """Where `schema` wants numbers or booleans; None where all is text."""
    schema, home = follow(documents, schema, home)
    if not isinstance(schema, dict):
        return None
    if schema.get("type") in ("integer", "boolean"):
        return Shape(leaf=schema["type"])
    properties = {
        name: shape
        for name, part in schema.get("properties", {}).items()
        if (shape := shape_of(documents, part, home)) is not None
    }
    others = shape_of(documents, schema.get("additionalProperties"), home)
    entries = shape_of(documents, schema.get("items"), home)
    for branch in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        inner = shape_of(documents, branch, home)
        if inner is not None:
            properties |= inner.properties
            others, entries = others or inner.others, entries or inner.entries
    if properties or others or entries:
        return Shape(properties=properties, others=others, entries=entries)
    return None


def explaining_validator(documents: Mapping[str, Any], kind: Kind) -> "jsonschema.Validator":
    """Jsonschema's validator for `kind`, with patterns that end where JSON Schema says they end.

    Loaded only when something is wrong: importing it takes longer than checking a thousand files.
    """
    from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
    from referencing import Registry, Resource

    def pattern(validator: object, expression: str, instance: object, schema: object) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not compiled(expression).search(instance):
            yield ValidationError(f"does not match {expression}")

    checked = validators.extend(Draft202012Validator, {"pattern": pattern})
    resources = [(document["$id"], Resource.from_contents(document)) for document in documents.values()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return checked(documents[f"{kind}.schema.json"], registry=registry, format_checker=FormatChecker(formats=["date"]))


@lru_cache(maxsize=64)
def compiled(expression: str) -> re.Pattern[str]:
    """A pattern of JSON Schema as one of Python's: there `$` means the very end, not the end before a line break."""
    return re.compile(re.sub(r"\$\Z", r"\\Z", expression))
