"""The files of a site that differ once the text of an idea was edited: all that show a text, and no other.

A text stands in the pages of its idea, in the document of ideas and in the index by which ideas are found; that of an
idea without a summary, which only imported ones are, in feeds too. A test sees to it that nothing else reads it
(`tests/publishing/test_amending.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ideario.model.community import Settings
from ideario.model.content import TextEdit
from ideario.publishing.amending.amended_index import NotAmendable, Read, StandingIndex
from ideario.publishing.amending.text_pieces import Pieces
from ideario.publishing.api.register import DOCUMENTS
from ideario.publishing.finding.found_words import SHOWN_NAMES, other_words, tag_words
from ideario.publishing.finding.text_index import FoundText
from ideario.publishing.pages.page_addresses import Page, file_path


def amended_site(settings: Settings, edit: TextEdit, read: Read) -> tuple[Mapping[str, bytes], Collection[str]]:
    """The files of a site that may differ after an edit, by path, and the paths of those that go.

    Raises NotAmendable where more may differ than is looked at here, OSError or ValueError where files of the site are
    not what they were written as.
    """
    files: dict[str, bytes] = {}
    pieces = Pieces(edit)
    for language in settings.site_languages:
        path = file_path(Page(kind="idea", language=language, path=f"ideas/{edit.slug}/"), settings.site_languages)
        files[path] = pieces.page(read(path))
    files[DOCUMENTS["ideas"]], record = pieces.record(read(DOCUMENTS["ideas"]))
    if not record["summary"]:
        raise NotAmendable
    index, gone = _amended_index(settings, edit, record, read)
    return {**files, **index}, gone


def _amended_index(
    settings: Settings, edit: TextEdit, record: Mapping[str, Any], read: Read
) -> tuple[Mapping[str, bytes], Collection[str]]:
    """The files of the index; `record` is that of the idea in the document of ideas."""
    index = StandingIndex(read)
    names, (number, card) = index.names(), index.card(edit.slug)
    before, after = (_found_text(settings, record, card, text) for text in (edit.before, edit.after))
    files = index.amended(number, before, after)
    return files, names - files.keys()


def _found_text(settings: Settings, record: Mapping[str, Any], card: Sequence[Any], text: str) -> FoundText:
    """What an idea with this text is found by, that stands so in the document of ideas and on the card."""
    tags = tag_words(settings, record["tags"])
    others = other_words(
        text,
        needs=record["needs"],
        tags=[tags[tag] for tag in record["tags"]],
        names=[*record["authors"], *card[SHOWN_NAMES]],
    )
    return FoundText(record["title"], record["summary"], others)
