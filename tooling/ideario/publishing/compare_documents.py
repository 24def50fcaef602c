"""Makes anew what a site publishes for programs, and names each value that differs. Looks at no page and at no feed."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from ideario.differences import ABSENT, Difference, differences, told
from ideario.problems import Problem
from ideario.publishing.api.documents import documents
from ideario.publishing.api.register import DOCUMENTS
from ideario.publishing.edition import Edition

KEYS = ("idea", "slug", "challenge", "login", "tag", "name", "rule")
OTHERWISE: Mapping[str, str] = {
    DOCUMENTS["tally"]: "it is compared by itself",
    DOCUMENTS["index"]: "it says when the site was built, and names the documents",
    DOCUMENTS["community"]: "no number in it is counted",
    DOCUMENTS["rules"]: "it names the place of the ledger, which may be another here",
    DOCUMENTS["feed"]: "it is made from the same ranks, and not looked at",
    DOCUMENTS["calendar"]: "no number in it is counted",
}
"""The documents that are not compared here, and why."""


def compared_documents(edition: Edition, site: Path, *, shown: str) -> tuple[list[Problem], tuple[Path, ...]]:
    """The differences between the documents in `site` and those of an edition, and which were compared.

    `shown` is how the site's folder is named to people.
    """
    problems: list[Problem] = []
    compared: list[Path] = []
    for path, ours in documents(edition):
        if path in OTHERWISE:
            continue
        compared.append(site / path)
        theirs = _bytes(site / path)
        if theirs != ours:
            named = f"{shown}/{path}"
            found = list(differences((), _read(path, ours), ABSENT if theirs is None else _read(path, theirs)))
            problems += told(named, [one for one in found if not _left_out(path, one)])
    return problems, tuple(compared)


def _left_out(path: str, difference: Difference) -> bool:
    """Whether it is in ideas.json one of the votes, which are compared with those of tally.json, or a similar idea:
    which ones are found depends on what the builder has installed, and none is counted.
    """
    place = difference[0]
    return path == DOCUMENTS["ideas"] and (len(place) == 2 or place[2:3] in (("votes",), ("similar",)))


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _read(path: str, content: bytes) -> object:
    """A document as nested mappings; a text by its lines."""
    if path.endswith(".json"):
        try:
            return _named(json.loads(content))
        except (ValueError, RecursionError):
            return content.decode("utf-8", "replace")
    return dict(_lines(content.decode("utf-8", "replace")))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    return ((f"line {number}", line) for number, line in enumerate(text.splitlines(), 1))


def _named(value: object) -> object:
    """The same, with lists of objects by what each is called, so that one that is missing is one difference."""
    if isinstance(value, dict):
        return {key: _named(inner) for key, inner in value.items()}
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return value
    named: dict[str, object] = {}
    for place, entry in enumerate(value):
        called = next((entry[key] for key in KEYS if isinstance(entry.get(key), str)), "")
        named[f"#{place}" if not called or called in named else called] = _named(entry)
    return named
