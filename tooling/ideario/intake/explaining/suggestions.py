"""Lines to paste in place of a wrong word: a list with the word mended, a key with its value. Finds nothing wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from ideario.intake.explaining.faults import NodePath
from ideario.intake.explaining.findings import MAX_TOLD, Finding, Mend, meant, nearest, pasted
from ideario.intake.history.old_formats import renewed
from ideario.intake.plain import Plain, Schema
from ideario.intake.schemas import Kind
from ideario.intake.yaml.positions import look_up
from ideario.intake.yaml.scalar_shapes import convert
from ideario.intake.yaml.write_yaml import flow
from ideario.messages.said import say
from ideario.model.community import Settings
from ideario.model.money import money_from
from ideario.model.text import Text
from ideario.slugs import slug_of

MAX_WORDS = 20
"""The most entries of a list that a line to paste repeats."""
MAX_LINE = 160
"""The most characters of a value that a line to paste repeats."""


def meant_slug(word: str, labels: Mapping[str, Text]) -> str | None:
    """The slug that a word stands for: itself, the one with that label in any language, or the nearest of all."""
    if word in labels:
        return word
    by_text = {text.casefold(): slug for slug, label in labels.items() for text in label.values()}
    text = " ".join(word.split()).casefold()
    if text in by_text:
        return by_text[text]
    near = nearest(slug_of(word) or word, labels)
    return by_text.get(nearest(text, by_text) or "") if near is None else near


def with_list(pointer: NodePath, words: Sequence[str], better: Sequence[str | None]) -> Mend:
    """The whole list at `pointer`, each word replaced by its better one where there is one."""
    mended = dict.fromkeys(new or old for old, new in zip(words, better, strict=True))
    return Mend(pointer=pointer, value=list(mended))


def meant_keys(instance: Mapping[str, Plain], properties: Schema) -> dict[str, str]:
    """The keys that nobody knows, with the known keys that are not there and were probably meant."""
    free = [name for name in properties if name not in instance]
    unknown = islice((key for key in instance if key not in properties), MAX_TOLD)
    guesses = {key: nearest(key, free) for key in unknown}
    return {key: near for key, near in guesses.items() if near is not None}


def renamed(pointer: NodePath, key: str, value: Plain, schema: Schema) -> Mend:
    """A misspelt key, spelt right: its value as the right key wants it; a long value is kept as it stands."""
    kind = schema.get("type")
    if isinstance(value, str) and kind == "array":
        value = [part.strip() for part in value.split(",") if part.strip()]
    elif isinstance(value, str) and kind in ("boolean", "integer"):
        value = convert(value, kind)
    keeps = value in (None, "", [], {}) or len(flow(value)) > MAX_LINE
    return Mend(pointer=pointer, key=key, value=value, keeps=keeps)


def by_former_form(finding: Finding, content: Plain, kind: Kind) -> Finding:
    """A finding about an amount that is written as amounts were until November 2026, with the one of today."""
    if finding.mend is not None or finding.pointer not in (("reward", "amount"), ("winners", "step")):
        return finding
    now = look_up(renewed(kind, content), finding.pointer)
    if not isinstance(now, str) or money_from(now) is None:
        return finding
    mend = Mend(pointer=finding.pointer, value=now)
    hint = say("write: {line}", line=pasted(mend))
    if finding.pointer[0] == "reward":
        hint = say("write: {line}, and take `currency` out", line=pasted(mend))
    return replace(finding, hint=hint, mend=mend)


def by_label(finding: Finding, content: Plain, settings: Settings | None) -> Finding:
    """A finding about the form of a tag or status, with the slug that has this label, or that the word would make."""
    place = finding.pointer[-2:]
    if finding.rule != "wrong-form" or not place or (place[0] != "tags" and place[-1] != "status"):
        return finding
    labels: Mapping[str, Text] = {}
    if settings is not None and place[-1] == "status":
        labels = {slug: status.label for slug, status in settings.statuses.items()}
    elif settings is not None:
        labels = settings.tags
    word = look_up(content, finding.pointer)
    words = [word] if place[-1] == "status" else look_up(content, finding.pointer[:-1])
    if not isinstance(words, list) or len(words) > MAX_WORDS or not all(isinstance(other, str) for other in words):
        return finding
    better = [meant_slug(other, labels) if labels else slug_of(other) or None for other in words]
    if place[-1] == "status":
        mend = Mend(pointer=finding.pointer, value=better[0])
        return replace(finding, hint=meant(mend), mend=mend) if better[0] else finding
    if better[words.index(word)] is None:
        return finding
    mend = with_list(finding.pointer[:-1], words, better)
    return replace(finding, hint=meant(mend), mend=mend)
