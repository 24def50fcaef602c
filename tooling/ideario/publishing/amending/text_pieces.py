"""Puts the new text of an idea where the old one stands: in its page and in the document of ideas.

Each piece is made by what makes the whole, and must stand where it is looked for exactly once: else NotAmendable.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ideario.model.content import TextEdit
from ideario.publishing.amending.amended_index import NotAmendable
from ideario.publishing.outputs.quick_json import json_bytes
from ideario.publishing.prose.markdown import Prose

_BODY = b'"body":"'
"""What stands before the text of an idea, and nowhere else: the signs of a text that end one are written otherwise."""


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
        whole = memoryview(ideas)  # of which no part is copied twice
        return b"".join((whole[:begin], after, whole[begin + len(line) :])), record


def bodies_like(ideas: bytes, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The slugs and texts of ideas in their document, but for those that begin with two other letters than all `texts`.

    To read all of ten thousand takes as long as all else that is done for an edit.
    """
    begun = {text[:2].lower() for text in texts}
    told_apart = all(one.isascii() and one.isalpha() for one in begun)  # other letters may be the same in small ones
    place = ideas.find(_BODY)
    while place >= 0:
        letters = ideas[place + len(_BODY) : place + len(_BODY) + 2].lower()
        if not (told_apart and letters.isalpha() and letters.decode() not in begun):
            line = ideas[ideas.rfind(b"\n", 0, place) + 1 : ideas.find(b"\n", place)]
            record = json.loads(line.removesuffix(b","))
            yield record["slug"], record["body"]
        place = ideas.find(_BODY, place + 1)
