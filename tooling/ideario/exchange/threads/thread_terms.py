"""What becomes of a thread's state and of its labels: which status, which tags. Asks nobody.

By default the status is the community's first of the fitting kind, and a label is the tag that is spelt or labelled
like it. The settings, and whoever runs the import, can say otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ideario.forge.port import REASONS, Reason
from ideario.messages.said import say
from ideario.model.community import Settings
from ideario.model.content import StatusKind
from ideario.problems import Failure
from ideario.slugs import slug_of

KINDS: Mapping[Reason, StatusKind] = {
    "open": "open", "completed": "done", "resolved": "done", "closed": "done", "not-planned": "declined",
    "outdated": "declined", "duplicate": "duplicate",
}  # fmt: skip
"""The kind of status that a state stands for. What was closed without a reason forges show as completed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadTerms:
    """How threads become ideas. `statuses` has a status for each of REASONS that the community has one for.

    `tags` are by label in small letters. `free` says that the community names no tags: then every label but the one
    that was chosen is one.
    """

    statuses: Mapping[str, str]
    tags: Mapping[str, str]
    free: bool = False
    chosen: frozenset[str] = frozenset()
    known: Mapping[str, str] = field(default_factory=dict)

    def tag(self, label: str) -> str:
        """The tag for a label, "" for none."""
        key = label.strip().lower()
        if key in self.tags:
            return self.tags[key]
        slug = slug_of(label)
        return slug if self.free and key not in self.chosen else self.known.get(key) or self.known.get(slug, "")


def terms_of(
    settings: Settings, *, chosen: Sequence[str], statuses: Mapping[str, str], tags: Mapping[str, str]
) -> ThreadTerms:
    """The terms of a community, `chosen` being the labels that threads are chosen by.

    `statuses` and `tags` are what somebody wants otherwise: by state, and by label; "" as a tag is none. A Failure for
    a state, a status or a tag that there is not.
    """
    for reason, status in statuses.items():
        _known("state of a thread", reason, REASONS)
        _known("status", status, list(settings.statuses))
    for tag in filter(None, tags.values()):
        if settings.tags:
            _known("tag", tag, list(settings.tags))
    first: dict[str, str] = {}
    for slug, one in settings.statuses.items():
        first.setdefault(one.kind, slug)
    usual = {reason: first[kind] for reason, kind in KINDS.items() if kind in first}
    usual.setdefault("open", next(iter(settings.statuses)))
    return ThreadTerms(
        statuses={reason: found for reason in REASONS if (found := statuses.get(reason) or usual.get(reason))},
        tags={label.strip().lower(): tag for label, tag in tags.items()},
        free=not settings.tags,
        chosen=frozenset(label.strip().lower() for label in chosen),
        known={word.lower(): slug for slug, text in settings.tags.items() for word in (slug, *text.values())},
    )


def _known(what: str, word: str, known: Sequence[str]) -> None:
    if word not in known:
        raise Failure(
            say("there is no {what} {word}", what=what, word=f"{word!r}"),
            hint=say("use one of {names}", names=", ".join(known)),
        )
