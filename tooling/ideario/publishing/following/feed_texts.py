"""How feeds are spelt: what is put into them and found again in them must be the same."""

import json
from collections.abc import Mapping

from ideario.publishing.prose.markdown import Prose
from ideario.publishing.words import tagged


def text_said(text: Prose, language: str) -> str:
    """The text of an idea, as an entry tells it after what else it says."""
    return f"<div {tagged(language)}>{text}</div>"


def json_document(document: Mapping[str, object]) -> bytes:
    """A JSON Feed as it is written."""
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
