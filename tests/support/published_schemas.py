"""What the published schemas have to complain about in a document."""

import json
from typing import Any

from ideario.resources import tool_resources
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

SCHEMAS = {path.name: json.loads(path.read_bytes()) for path in sorted(tool_resources().schemas.glob("*.schema.json"))}
REGISTRY: Registry[Any] = Registry().with_resources(
    [(schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()]
)


def validator(schema: str, pointer: str = "") -> Draft202012Validator:
    reference = {"$ref": f"{SCHEMAS[schema]['$id']}#{pointer}"}
    return Draft202012Validator(reference, registry=REGISTRY, format_checker=FormatChecker(formats=["date"]))


def complaints(schema: str, content: Any, pointer: str = "") -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator(schema, pointer).iter_errors(content)]
