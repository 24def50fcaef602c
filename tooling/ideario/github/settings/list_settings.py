"""Judges lists that the repository keeps: labels, faults of CODEOWNERS, and versions that the workflows name."""

import re
from collections.abc import Iterator

from ideario.forge.addresses import file_url, labels_url
from ideario.forge.settings_port import Makeable, Needed, NotLookedAt, Symptom
from ideario.github.answer_shapes import fields, positive, prose, rows, text
from ideario.github.settings.settings_reader import CONTENTS, ISSUES, SettingsReader, symptom
from ideario.messages.said import say

LABEL = fields(name=prose)
FAULTS = fields(errors=rows(fields(line=positive, kind=text, path=prose), most=1000))
RELEASE = fields(tag_name=text)
LABEL_PAGES = 3
"""So many pages of a hundred labels are read: who has more finds those that are missing by hand."""
VERSION = re.compile(r"v?(\d+(?:\.\d+)*)")


def judge_lists(reader: SettingsReader, needed: Needed) -> Iterator[Symptom | NotLookedAt]:
    """What is missing or wrong in them."""
    yield from _judge_labels(reader, needed)
    what = say("faults in CODEOWNERS")
    faults = reader.ask("codeowners/errors", FAULTS, what=what, needs=CONTENTS, may_lack="Not Found", params={})
    if isinstance(faults, NotLookedAt):
        yield faults
    elif faults is not None and faults["errors"]:
        lines = ", ".join(str(row["line"]) for row in faults["errors"][:10])
        path = str(faults["errors"][0]["path"])
        wrong = say("these lines of {file} count for nothing: {lines}", file=path, lines=lines)
        yield symptom("code-owners-at-fault", wrong, file_url(reader.page, path))
    yield from _judge_versions(reader, needed)


def _judge_labels(reader: SettingsReader, needed: Needed) -> Iterator[Symptom | NotLookedAt]:
    names = set[str]()
    for number in range(1, LABEL_PAGES + 1):
        asked = {"per_page": "100", "page": str(number)}
        listed = reader.listed("labels", LABEL, what=say("labels"), needs=ISSUES, params=asked)
        if isinstance(listed, NotLookedAt):
            yield listed
            return
        names |= {row["name"].lower() for row in listed}
        if len(listed) < 100:
            break
    missing = [label for label in needed.labels if label.name.lower() not in names]
    if missing:
        said = ", ".join(label.name for label in missing)
        makes = [Makeable("label", label.name, label.colour, label.text) for label in missing]
        yield symptom(
            "labels-missing", say("these labels are missing: {names}", names=said), labels_url(reader.page), *makes
        )


def _judge_versions(reader: SettingsReader, needed: Needed) -> Iterator[Symptom | NotLookedAt]:
    named: dict[str, set[str]] = {}
    for workflow in needed.workflows:
        for name, version in workflow.versions.items():
            if name.lower().endswith("/ideario"):
                named.setdefault(name, set()).add(version)
    for name, versions in sorted(named.items()):
        latest = reader.elsewhere(f"repos/{name}/releases/latest", RELEASE)
        if latest is None:
            yield NotLookedAt(say("the newest version of {name}", name=name), say("a release that this server shows"))
            continue
        newest = latest["tag_name"]
        older = sorted(version for version in versions if _parts(version) < _parts(newest))
        if older:
            behind = say(
                "workflows name {old} of {name}, and there is {new}", old=", ".join(older), name=name, new=newest
            )
            yield symptom("version-behind", behind, f"{reader.page}/pulls")


def _parts(version: str) -> tuple[int, ...]:
    """A version as numbers that can be compared; no numbers before all others."""
    matched = VERSION.match(version)
    return tuple(map(int, matched[1].split("."))) if matched else ()
