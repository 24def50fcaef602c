"""Says where in a file plain scalars become numbers or booleans. Everything else in a content file is text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,29})\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarShape:
    """What a schema wants of a node: of a scalar by `leaf`, of a mapping's values by name, of a list's entries."""

    leaf: Literal["", "integer", "boolean"] = ""
    properties: Mapping[str, "ScalarShape"] = field(default_factory=dict)
    others: "ScalarShape | None" = None
    entries: "ScalarShape | None" = None


def convert(value: str, leaf: str) -> str | int | bool:
    """A plain scalar as the number or boolean that the schema wants, or as the text it is."""
    if leaf == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if leaf == "integer" and _INTEGER.match(value):
        return int(value)
    return value
