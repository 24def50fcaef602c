"""Puts the new text of an idea where the old one stands: in its page, in feeds, in the document of ideas.

Each piece is made by what makes the whole, and must stand where it is looked for exactly once: else NotAmendable.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ideario.model.content import TextEdit
from ideario.publishing.api.values import json_text
from ideario.publishing.finding.amended_index import NotAmendable
from ideario.publishing.following.feed_texts import json_document, text_said
from ideario.publishing.pages.escaping import escaped
from ideario.publishing.prose.markdown import Prose

_RECORD, _BODY = b'{"slug":"', b'"body":"'


class Pieces:
    """The pieces of one edit; `address` is the idea's, in the whole web."""

    def __init__(self, edit: TextEdit, address: str) -> None:
        self.edit, self.address = edit, address
        self._html = (str(Prose(edit.before)), str(Prose(edit.after)))
        self._said = tuple(text_said(Prose(text), edit.language) for text in (edit.before, edit.after))

    def page(self, page: bytes) -> bytes:
        """The idea's page."""
        return _replaced(page, *self._html)

    def atom(self, address: str, feed: bytes) -> bytes:
        """The file at an address, where it is an Atom feed that tells of the idea; any other as it is."""
        itself = f'<link rel="self" type="application/atom+xml" href="{escaped(address)}"/>\n'.encode()
        begin = feed.find(f'<link rel="alternate" type="text/html" href="{escaped(self.address)}"/>\n'.encode())
        if begin < 0 or itself not in feed:
            return feed
        end = feed.index(b"</entry>", begin)
        before, after = (f"{escaped(said)}</content>" for said in self._said)
        return feed[:begin] + _replaced(feed[begin:end], before, after) + feed[end:]

    def json_feed(self, address: str, feed: bytes) -> bytes:
        """The file at an address, where it is a JSON Feed that tells of the idea; any other as it is."""
        for said in (f'"feed_url":{json_text(address)},', f'"url":{json_text(self.address)},'):
            if said.encode() not in feed:
                return feed
        document = json.loads(feed)
        for item in document["items"]:
            if item["url"] == self.address:
                before, after = self._said
                if not item["content_html"].endswith(before):
                    raise NotAmendable
                item["content_html"] = item["content_html"].removesuffix(before) + after
        return json_document(document)

    def record(self, ideas: bytes) -> tuple[bytes, dict[str, Any]]:
        """The document of ideas, with the idea's record as it was."""
        begin = ideas.find(f'\n{{"slug":"{self.edit.slug}",'.encode()) + 1
        end = ideas.find(b"\n", begin)
        line = ideas[begin:end].removesuffix(b",")
        record = json.loads(line) if begin else {}
        if record.get("body") != self.edit.before or json_text(record).encode() != line:
            raise NotAmendable
        after = json_text({**record, "body": self.edit.after}).encode()
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


def _replaced(whole: bytes, before: str, after: str) -> bytes:
    old = before.encode()
    if not old or whole.count(old) != 1:
        raise NotAmendable
    return whole.replace(old, after.encode())
