"""Makes ideas and decisions out of issues and discussions. Pure: what comes in, and what goes out, are values.

An idea made so has a `source`, since nobody can say for its author that it is given under the community's licence; its
date, its votes and its first state are the thread's, which the decision names.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ideario.exchange.clean_text import MAX_BODY, MAX_TITLE, clean, clean_lines, cut
from ideario.exchange.importers import ContentDraft, Value
from ideario.exchange.threads.first_sentences import first_sentences
from ideario.exchange.threads.thread_terms import ThreadTerms
from ideario.forge.port import ThreadText
from ideario.messages.said import Said, say
from ideario.model.content import StatusKind
from ideario.model.text import MAX_SLUG, is_login
from ideario.model.thread_names import home_of, kind_of, number_of
from ideario.slugs import RESERVED, slug_of

MIN_TITLE, MAX_SUMMARY, MAX_TAGS, MAX_BODY_BYTES = 3, 280, 20, 48_000
"""What a title needs at least, what a summary and the tags may have, and the bytes that leave room in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeIdea:
    """What one thread becomes. `notes` say what was cut, left out or assumed."""

    thread: str
    slug: str
    status: str
    idea: ContentDraft
    decision: ContentDraft
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What an import knows beside the threads.

    `home` is the community's repository as people call it, `kinds` the kinds of its statuses. `taken` are names that
    no new idea may have, `known` the ideas that there are by the threads that they come from,
    in small letters.
    """

    home: str
    terms: ThreadTerms
    kinds: Mapping[str, StatusKind]
    language: str
    challenge: str | None = None
    taken: Collection[str] = frozenset()
    known: Mapping[str, str] = field(default_factory=dict)


def make_ideas(
    threads: Sequence[ThreadText], around: Circumstances
) -> tuple[tuple[MadeIdea, ...], tuple[tuple[str, str], ...]]:
    """What becomes of new threads, in their order; and those that cannot be ideas, each with the reason."""
    refused: list[tuple[str, str]] = []
    names: dict[str, str] = {}
    used = {*around.taken}
    for thread in threads:
        title = clean(thread.title)
        if len(title) < MIN_TITLE:
            refused.append((thread.name, f"its title has fewer than {MIN_TITLE} letters"))
            continue
        names[thread.name] = _name(thread, used)
        used.add(names[thread.name])
    ideas = {**around.known, **{thread.lower(): slug for thread, slug in names.items()}}
    originals = {thread.name: thread.duplicate_of for thread in threads if thread.reason == "duplicate"}
    made = tuple(
        _made(thread, names[thread.name], ideas.get(_last(thread.name, originals).lower(), ""), around)
        for thread in threads
        if thread.name in names
    )
    return made, tuple(refused)


def _last(thread: str, originals: Mapping[str, str]) -> str:
    """Of which thread one is a duplicate in the end, since votes are united at one that is none; "" for a circle."""
    passed = {thread}
    while thread in originals:
        thread = originals[thread]
        if thread in passed:
            return ""
        passed.add(thread)
    return thread


def _name(thread: ThreadText, used: Collection[str]) -> str:
    """A slug of the title; with the thread's number where that is taken, or nothing is left of the title."""
    kind, number = kind_of(thread.name), str(number_of(thread.name))
    slug = slug_of(thread.title) or f"{kind}-{number}"
    if slug in used:
        slug = f"{slug_of(thread.title, longest=MAX_SLUG - len(number) - 1) or kind}-{number}"
    place = 2
    while slug in used or RESERVED.match(slug):
        slug, place = f"{kind}-{number}-{place}", place + 1
    return slug


def _made(thread: ThreadText, slug: str, original: str, around: Circumstances) -> MadeIdea:
    """What a thread becomes; `original` is the idea that it is a duplicate of, "" where that is not known."""
    notes: list[str] = []
    values: dict[str, Value] = {"title": cut(clean(thread.title), MAX_TITLE)}
    if len(clean(thread.title)) > MAX_TITLE:
        notes.append("the title was cut")
    body = clean_lines(thread.text)
    summary, _ = first_sentences(body, MAX_SUMMARY)
    if summary:
        values["summary"] = summary
        if summary.endswith("…"):
            notes.append("the summary is cut within a sentence")
    if around.challenge:
        values["challenge"] = around.challenge
    if thread.author is not None and thread.author.kind == "user" and is_login(thread.author.login):
        values["authors"] = [thread.author.login]
    tags, strange = _tags(thread, around.terms)
    if tags:
        values["tags"] = tags
    if strange:
        notes.append(f"no tag for: {', '.join(strange)}")
    values["language"] = around.language
    if body:
        shown = _fitting(body)
        values["body"] = shown
        if len(shown) < len(body):
            notes.append("the text was cut, the rest stands in the thread")
    values["source"] = _source(thread, around)
    values["source_id"] = thread.name
    values["source_date"] = _day(thread.opened)
    decision, status = _decision(thread, original, around, notes)
    return MadeIdea(
        thread=thread.name,
        slug=slug,
        status=status,
        idea=ContentDraft(kind="idea", name=slug, values=values),
        decision=ContentDraft(kind="decision", name=slug, values=decision),
        notes=tuple(notes),
    )


def _source(thread: ThreadText, around: Circumstances) -> str:
    """Where it comes from; by whom, where that is nobody who can be an author."""
    home, author = home_of(thread.name) or around.home, thread.author
    if author is None:
        said = say("{repository}, by an account that is no more", repository=home)
    elif author.kind == "bot":
        said = say("{repository}, by the program {login}", repository=home, login=author.login)
    elif author.kind == "organization":
        said = say("{repository}, by the organisation {login}", repository=home, login=author.login)
    elif author.kind == "user" and is_login(author.login):
        return home
    else:
        said = say("{repository}, by {login}, who has no account there", repository=home, login=author.login)
    return said.in_language(around.language)


def _tags(thread: ThreadText, terms: ThreadTerms) -> tuple[list[str], list[str]]:
    """The tags, and the labels that are none, but for those that the thread was chosen by."""
    tags: dict[str, None] = {}
    strange = []
    for label in thread.labels:
        tag = terms.tag(label)
        if tag and len(tags) < MAX_TAGS:
            tags[tag] = None
        elif label.strip().lower() not in {*terms.chosen, *terms.tags}:
            strange.append(clean(label))
    return list(tags), strange


def _decision(
    thread: ThreadText, original: str, around: Circumstances, notes: list[str]
) -> tuple[dict[str, Value], str]:
    """The decision's values, and the status."""
    terms, reason = around.terms, thread.reason
    status = terms.statuses.get(reason, "")
    if around.kinds.get(status) == "duplicate" and not original:
        status = terms.statuses.get("not-planned", "")
        notes.append("of which idea it is a duplicate is not known here")
    if not status:
        status = terms.statuses["open"]
        notes.append(f"it is {reason} there, and the community has no status for that")
    first = terms.statuses["open"]
    step: dict[str, Value] = {"date": _day(thread.closed or thread.opened), "status": status}
    if thread.closed is not None and status != first:
        step["reason"] = _why(thread).in_language(around.language)
    decision: dict[str, Value] = {"history": [step]}
    if around.kinds.get(status) == "duplicate":
        decision["duplicate_of"] = original
    decision["threads"] = [thread.name]
    return decision, status


def _why(thread: ThreadText) -> Said:
    """What the decision says in public; why a maintainer closed the thread stands there, and nobody else can say it."""
    if thread.reason in ("completed", "resolved"):
        return say("Closed as completed: {thread}.", thread=thread.name)
    if thread.reason in ("not-planned", "outdated"):
        return say("Closed as not planned: {thread}.", thread=thread.name)
    if thread.reason == "duplicate":
        return say("Closed as a duplicate: {thread}.", thread=thread.name)
    return say("Closed: {thread}.", thread=thread.name)


def _fitting(body: str) -> str:
    """As much of a text as a file takes, cut at a word."""
    shown = cut(body, MAX_BODY)
    while len(json.dumps(shown, ensure_ascii=False).encode()) > MAX_BODY_BYTES:
        shown = cut(body, len(shown) * 9 // 10)
    return shown


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d}"
