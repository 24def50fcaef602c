"""Holds requests and answers of REST against GitHub's OpenAPI description. Says what is wrong; changes nothing."""

import functools
from typing import Any

import descriptions
import jsonschema_rs

from .deviations import BODY, EVERYWHERE, NULL, QUERY

Json = dict[str, Any]


def modern(part: Any, *, names: bool = False) -> Any:
    """A schema of OpenAPI 3.0 in the words of JSON Schema 2020-12: `nullable` becomes a type, or a choice."""
    if isinstance(part, list):
        return [modern(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    done = {key: modern(inner, names=key == "properties") for key, inner in part.items()}
    if names or done.pop("nullable", False) is not True:
        return done
    if isinstance(done.get("type"), str):
        done["type"] = [done["type"], "null"]
        if "enum" in done:
            done["enum"] = [*done["enum"], None]
        choices = {"anyOf", "oneOf", "allOf"} & done.keys()
        return {"anyOf": [done, {"type": "null"}]} if choices else done
    return {"anyOf": [done, {"type": "null"}]}


@functools.cache
def components() -> Json:
    """All schemas of the description, rewritten, with the nulls of the list of deviations."""
    found: Json = modern(descriptions.openapi()["components"])
    for place in NULL:
        name, *keys = place.split(".")
        at = found["schemas"][name]
        for key in keys[:-1]:
            at = at["properties"][key]
        inner = at["properties"][keys[-1]]
        at["properties"][keys[-1]] = {"anyOf": [inner, {"type": "null"}]}
    return found


@functools.cache
def _operation(method: str, template: str) -> Json | None:
    found: Json | None = descriptions.openapi()["paths"].get(template, {}).get(method.lower())
    return found


def _looked_up(part: Json) -> Json:
    target = part.get("$ref")
    if target is None:
        return part
    _, _, section, name = target.split("/")
    found: Json = descriptions.openapi()["components"][section][name]
    return found


@functools.cache
def _answer_schema(method: str, template: str, status: int) -> jsonschema_rs.Draft202012Validator | None:
    """The schema of an answer; None where it must have no body. Raises KeyError for a status out of place."""
    operation = _operation(method, template)
    responses = operation["responses"] if operation else {}
    if str(status) in responses:
        content = _looked_up(responses[str(status)]).get("content", {})
        media = content.get("application/json") or next(iter(content.values()), None)
        if media is None:
            return None
        schema = modern(media["schema"])
    elif status in EVERYWHERE:
        schema = {"$ref": "#/components/schemas/basic-error"}
    else:
        raise KeyError(status)
    return jsonschema_rs.Draft202012Validator({**schema, "components": components()}, validate_formats=True)


def _complaints(validator: jsonschema_rs.Draft202012Validator, value: Any) -> list[str]:
    return [
        f"{'/'.join(map(str, error.instance_path)) or 'body'}: {error.message[:300]}"
        for error in validator.iter_errors(value)
    ][:5]


def answer_complaints(method: str, template: str, status: int, body: Any, media: str) -> list[str]:
    """What GitHub's description says against an answer. Bytes are taken for a file that was asked for as it is."""
    where = f"answer {status} to {method} {template}"
    try:
        validator = _answer_schema(method, template, status)
    except KeyError:
        return [f"{where}: no such status"]
    if isinstance(body, bytes):
        return [] if "raw" in media else [f"{where}: {media} is not JSON"]
    if validator is None or body is None:
        described = validator is not None and status not in EVERYWHERE
        return [f"{where}: a body, or none, against the description"] if (body is not None) or described else []
    return [f"{where}: {complaint}" for complaint in _complaints(validator, body)]


def _typed(text: str, schema: Json) -> Any:
    """A text of the query as the JSON that its schema speaks of."""
    kinds = {inner.get("type") for inner in [schema, *schema.get("oneOf", ()), *schema.get("anyOf", ())]}
    if "integer" in kinds and text.lstrip("-").isdigit():
        return int(text)
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    return text.split(",") if kinds == {"array"} else text


@functools.cache
def _parameters(method: str, template: str) -> dict[str, tuple[str, Json, jsonschema_rs.Draft202012Validator]]:
    """By name: where a parameter of an operation stands, its schema, and what holds a value against that."""
    found = {}
    for row in map(_looked_up, (_operation(method, template) or {}).get("parameters", ())):
        schema = modern(row["schema"])
        found[row["name"]] = (
            row["in"], schema, jsonschema_rs.Draft202012Validator({**schema, "components": components()}),
        )  # fmt: skip
    return found


@functools.cache
def _body_validator(method: str, template: str) -> jsonschema_rs.Draft202012Validator:
    """What holds a request's body against an operation that describes one."""
    schema = modern((_operation(method, template) or {})["requestBody"]["content"]["application/json"]["schema"])
    return jsonschema_rs.Draft202012Validator({**schema, "components": components()})


def _parameter_complaints(method: str, template: str, query: dict[str, str], names: dict[str, str]) -> list[str]:
    operation, described = _operation(method, template) or {}, _parameters(method, template)
    wrong = []
    for place, given in (("query", query), ("path", {name: text for name, text in names.items() if name in described})):
        for name, text in given.items():
            row = described.get(name)
            if row is None or row[0] != place:
                if not (name in QUERY and ("page" in described or operation["operationId"] == "issues/list-for-repo")):
                    wrong.append(f"no parameter {name}")
                continue
            _, schema, validator = row
            value = _typed(text, schema)
            wrong += [f"{name}={text}: {error.message}" for error in validator.iter_errors(value)]
    if int(query.get("per_page", "1") or 0) > 100:
        wrong.append("per_page is more than 100, which GitHub takes for 100")
    return wrong


def request_complaints(
    method: str, template: str, query: dict[str, str], names: dict[str, str], body: Any
) -> list[str]:
    """What GitHub's description says against a request."""
    operation = _operation(method, template)
    where = f"request {method} {template}"
    if operation is None:
        return [f"{where}: GitHub describes no such operation"]
    wrong = _parameter_complaints(method, template, query, names)
    described = operation.get("requestBody")
    if body is not None and described is None:
        wrong.append("a body, where none is described")
    elif described is not None and (method, template) not in BODY and (body is not None or described.get("required")):
        if isinstance(body, bytes):
            wrong.append("the body is not JSON")
        else:
            wrong += _complaints(_body_validator(method, template), body)
    return [f"{where}: {complaint}" for complaint in wrong]
