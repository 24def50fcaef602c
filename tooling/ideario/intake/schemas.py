"""Loads the JSON Schemas and answers two questions fast: is it valid, and what becomes a number. Explains nothing.

Nothing is fetched: references resolve among the schemas of the tool.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeGuard, get_args

import jsonschema_rs

from ideario.intake.explaining.faults import NodePath
from ideario.intake.plain import Checked, Plain, Schema
from ideario.intake.yaml.scalar_shapes import ScalarShape
from ideario.messages.said import say
from ideario.problems import Failure

Kind = Literal["community", "challenge", "idea", "person", "decision", "review", "exclusion", "result"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schemas:
    """The schemas of one tool: `documents` by file name, and what was derived from them by kind."""

    documents: Mapping[str, Schema]
    quick: Mapping[Kind, jsonschema_rs.Draft202012Validator]
    shapes: Mapping[Kind, ScalarShape | None]

    def valid(self, content: Plain, kind: Kind) -> TypeGuard[Checked]:
        """Whether `content` fits the schema of `kind`."""
        return self.quick[kind].is_valid(content)

    def resolve(self, schema: Schema, home: str) -> tuple[Schema, str]:
        """Follow `$ref` from a schema of the file `home`: what it means, and the file that says so."""
        return follow(self.documents, schema, home)


@lru_cache(maxsize=4)
def load_schemas(folder: Path) -> Schemas:
    """The schemas in `folder`. Raises Failure when one is missing or is no JSON."""
    documents: dict[str, Schema] = {}
    for name in ("common", *KINDS):
        path = folder / f"{name}.schema.json"
        try:
            documents[path.name] = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise Failure(
                say("cannot read the schema {path}: {reason}", path=path, reason=error),
                hint=say("install ideario again"),
            ) from error
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


def follow(documents: Mapping[str, Schema], schema: Schema, home: str) -> tuple[Schema, str]:
    """Resolve `$ref` at the top of `schema`; keywords beside it win, as titles and descriptions there do."""
    beside: Schema = {}
    while "$ref" in schema:
        beside = {**{key: value for key, value in schema.items() if key != "$ref"}, **beside}
        name, _, pointer = schema["$ref"].partition("#")
        home = name or home
        schema = documents[home]
        for step in pointer.strip("/").split("/"):
            schema = schema[step] if step else schema
    return {**schema, **beside}, home


def schema_at(schemas: Schemas, home: str, pointer: NodePath) -> tuple[Schema, str]:
    """The part of the schema in file `home` that describes `pointer`, and the file that says so; else empty."""
    part, home = schemas.resolve(schemas.documents[home], home)
    for step in pointer:
        inner = part.get("items") if isinstance(step, int) else part.get("properties", {}).get(step)
        inner = part.get("additionalProperties") if inner is None else inner
        if not isinstance(inner, dict):
            return {}, home
        part, home = schemas.resolve(inner, home)
    return part, home


def shape_of(documents: Mapping[str, Schema], schema: Schema | None, home: str) -> ScalarShape | None:
    """Where `schema` wants numbers or booleans; None where all is text."""
    if not isinstance(schema, dict):  # where anything may stand, or nothing
        return None
    schema, home = follow(documents, schema, home)
    if schema.get("type") in ("integer", "boolean"):
        return ScalarShape(leaf=schema["type"])
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
        return ScalarShape(properties=properties, others=others, entries=entries)
    return None
