"""Writes values as YAML that strict reading reads back as they were. Reads nothing."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeGuard

from ideario.intake.plain import Plain
from ideario.model.money import money_from

OTHER_TYPE = re.compile(r"[0-9]+([eE][0-9]+)?|0[xo][0-9a-fA-F]+|true|false|null|yes|no|on|off|y|n", re.IGNORECASE)
"""What is text to Ideario, and would be something else to editors and other programs if it stood without quotes."""


MAX_IN_FLOW = 60
"""Longer texts stand on lines of their own."""


def quoted(text: str) -> str:
    """A text as a double-quoted scalar on one line."""
    return json.dumps(text, ensure_ascii=False)


def flow(value: Plain) -> str:
    """A value on one line; text stands plain where that is safe."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, str):
        bare = value.replace(" ", "").replace("-", "").replace("/", "")
        plain = bare.isalnum() and value == value.strip() and value[0] != "-" and not OTHER_TYPE.fullmatch(value)
        return value if plain or money_from(value) else quoted(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(flow(part) for part in value) + "]"
    return json.dumps(value)


def entry(key: str, value: Plain) -> str:
    """`key: value` at the top level of a file: text of several lines as a block, records a line each.

    A list of records in which there is prose has a line for each key.
    """
    if isinstance(value, str) and "\n" in value and blockable(value):
        lines = value.removesuffix("\n").split("\n")
        block = "\n".join(f"  {line}" if line else "" for line in lines)
        return f"{key}: |{'' if value.endswith(chr(10)) else '-'}\n{block}"
    if isinstance(value, Mapping) and value and all(isinstance(part, Mapping) and part for part in value.values()):
        return "\n".join([f"{key}:", *(f"  {flow(name)}: {flow(part)}" for name, part in value.items())])
    if _has_prose(value):
        return "\n".join([f"{key}:", *(line for part in value for line in in_list(part, margin=2))])
    if isinstance(value, Sequence) and len(value) > 1 and all(isinstance(part, Mapping) for part in value):
        return "\n".join([f"{key}:", *(f"  - {flow(part)}" for part in value)])
    return f"{key}: {flow(value)}"


def _has_prose(value: Plain) -> TypeGuard[Sequence[Mapping[str, Plain]]]:
    """Whether a list holds records alone, and text of several lines, or a long one, in one of them."""
    if (
        not isinstance(value, Sequence)
        or isinstance(value, str)
        or not all(isinstance(part, Mapping) for part in value)
    ):
        return False
    texts = [text for part in value if isinstance(part, Mapping) for text in part.values() if isinstance(text, str)]
    return any("\n" in text or len(text) > MAX_IN_FLOW for text in texts)


def in_list(record: Mapping[str, Plain], *, margin: int) -> list[str]:
    """The lines of a record in a list whose marks stand in the column `margin`, counted from 0; a key a line."""
    lines = "\n".join(entry(key, value) for key, value in record.items()).split("\n")
    return [f"{' ' * margin}{'  ' if number else '- '}{line}" if line else "" for number, line in enumerate(lines)]


def blockable(text: str) -> bool:
    """Whether a text can stand as a block without marks for its indentation or its end, and without escapes."""
    if text[0] in " \t\n" or text.endswith("\n\n") or not text.strip():
        return False
    return all(sign.isprintable() or sign in "\n\t\u200d\u200e\u200f" for sign in text) and not text.endswith(" ")
