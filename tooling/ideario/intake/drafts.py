"""Writes content files: the editor's line, each key with its schema's description above it. Puts nothing on disk."""

from collections.abc import Mapping

from ideario.intake.plain import Checked, Plain
from ideario.intake.rules.challenges import impossible_moments
from ideario.intake.rules.file_names import FOLDER_OF
from ideario.intake.schemas import Kind, load_schemas
from ideario.intake.yaml.write_yaml import entry, flow
from ideario.messages.said import ENGLISH, NOTHING, Said, say
from ideario.model.text import is_login, is_slug
from ideario.resources import Resources
from ideario.slugs import RESERVED

BY_PROGRAM = ("source", "source_id", "source_date", "seal", "salt")
"""Keys that nobody writes by hand."""


def draft(
    kind: Kind, values: Checked | Mapping[str, Plain], *, line: str, resources: Resources, language: str = ENGLISH
) -> str:
    """The text of a content file that holds `values`, with comments; keys without a value stand there as a comment.

    `line` is the editor's line, `language` that of the comments and of the examples in them. The values are written as
    they are, right or wrong.
    """
    schemas = load_schemas(resources.schemas)
    home = f"{kind}.schema.json"
    parts = [line]
    for key, part in schemas.documents[home]["properties"].items():
        if key in BY_PROGRAM and key not in values:
            continue
        schema, _ = schemas.resolve(part, home)
        example = _in_language(schema["examples"][0], language)
        written = entry(key, values[key]) if key in values else f"# {key}: {flow(example)}"
        parts.append(f"# {Said(schema['description']).in_language(language)}\n{written}")
    return "\n\n".join(parts) + "\n"


def _in_language(example: Plain, language: str) -> Plain:
    """An example of a schema with its words in a language, as far as they have a translation."""
    if isinstance(example, str):
        return Said(example).in_language(language)
    if isinstance(example, list):
        return [_in_language(one, language) for one in example]
    return {key: _in_language(one, language) for key, one in example.items()} if isinstance(example, dict) else example


def bare_text(values: Mapping[str, Plain], *, line: str) -> str:
    """The text of a content file that holds `values` and no comments but the editor's line."""
    return "\n".join([line, *(entry(key, value) for key, value in values.items())]) + "\n"


def content_path(kind: Kind, name: str) -> str:
    """Where the file of a record belongs, relative to the community's root."""
    return f"content/{FOLDER_OF[kind]}/{name}.yml"


def is_name(kind: Kind, name: str) -> bool:
    """Whether a record of this kind can have this name: a login for a person, a slug for all else.

    A review's is `challenge/login`.
    """
    folder, slash, last = name.rpartition("/")
    fits = is_login(last) if kind in ("person", "review") else is_slug(last)
    return fits and not RESERVED.match(last.lower()) and (is_slug(folder) if kind == "review" else not slash)


def complaint(kind: Kind, key: str, value: Plain, *, resources: Resources) -> Said:
    """What the schema says against one value; nothing where it fits."""
    from ideario.intake.explaining.explain import findings_of  # takes longer to load than all else here

    schemas = load_schemas(resources.schemas)
    for finding in (*findings_of(kind, "", {key: value}, schemas), *impossible_moments("", {key: value})):
        if finding.pointer and finding.pointer[0] == key and finding.rule != "missing-key":
            return say("{message}: {hint}", message=finding.message, hint=finding.hint)
    return NOTHING
