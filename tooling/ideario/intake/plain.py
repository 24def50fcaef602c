"""The types of what stands in files: content before and after its schema has seen it, and the schemas themselves."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Plain: TypeAlias = str | int | bool | Sequence["Plain"] | Mapping[str, "Plain"] | None
"""What strict reading makes of a file: text, numbers and booleans where a schema wants them, None for no value."""
Checked: TypeAlias = Mapping[str, Any]
"""Content that fits its schema. Which type stands under which key, the schema says, and no type checker reads it."""
Schema: TypeAlias = dict[str, Any]
"""A JSON Schema, or a part of one."""
