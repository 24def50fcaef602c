"""Puts the new text of an idea where the old one stands: in its page and in the document of ideas.

Each piece is made by what makes the whole, and must stand where it is looked for exactly once: else NotAmendable.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ideario.model.content import TextEdit
from ideario.publishing.amending.amended_index import NotAmendable
from ideario.publishing.api.values import json_bytes
from ideario.publishing.prose.markdown import Prose

_RECORD, _BODY = b'{"slug":"', b'"body":"'


class Pieces:
    """The pieces of one edit."""

    def __init__(self, edit: TextEdit) -> None:
        self.edit = edit
        self._html = (str(Prose(edit.before)), str(Prose(edit.after)))

    def page(self, page: bytes) -> bytes:
        """The idea's page."""
        before, after = (html.encode() for html in self._html)
        if not before or page.count(before) != 1:
            raise NotAmendable
        return page.replace(before, after)

    def record(self, ideas: bytes) -> tuple[bytes, dict[str, Any]]:
        """The document of ideas, with the idea's record as it was."""
        begin = ideas.find(f'\n{{"slug":"{self.edit.slug}",'.encode()) + 1
        end = ideas.find(b"\n", begin)
        line = ideas[begin:end].removesuffix(b",")
        record = json.loads(line) if begin else {}
        if record.get("body") != self.edit.before or json_bytes(record) != line:
            raise NotAmendable
        after = json_bytes({**record, "body": self.edit.after})
        return ideas[:begin] + after + ideas[begin + len(line) :], record


def bodies_like(ideas: bytes, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The slugs and texts of ideas in their document, but for those that begin with two other letters than all `texts`.

    To read all of ten thousand takes as long as all else that is done for an edit.
    """
    begun = {text[:2].lower() for text in texts}
    told_apart = all(one.isascii() and one.isalpha() for one in begun)  # other letters may be the same in small ones
    for line in ideas.split(b"\n"):
        begin = line.find(_BODY) + len(_BODY)
        letters = line[begin : begin + 2].lower()
        if line.startswith(_RECORD) and not (told_apart and letters.isalpha() and letters.decode() not in begun):
            record = json.loads(line.removesuffix(b","))
            yield record["slug"], record["body"]
