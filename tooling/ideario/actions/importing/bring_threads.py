"""Brings issues and discussions of the forge into a community: reads them, makes ideas of new ones, looks at these.

A thread is known for ever by the decision that names it, so a second import brings what is new and touches no file.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ideario.actions.importing.known_threads import known_threads, under_one_name
from ideario.actions.importing.new_files import laid_down, sound_ones
from ideario.actions.importing.propose_import import ImportProposal, propose
from ideario.actions.sync import names_of_files
from ideario.exchange.importers import ContentDraft
from ideario.exchange.threads.make_ideas import Circumstances, MadeIdea, make_ideas
from ideario.exchange.threads.thread_terms import ThreadTerms, terms_of
from ideario.forge.port import Forge, Meter, ThreadList, ThreadText, Wanted
from ideario.forge.writing_port import WritingForge
from ideario.intake.drafts import bare_text, content_path
from ideario.intake.forms.form_body import read_form
from ideario.intake.read_community import read_community
from ideario.intake.schema_line import editor_line
from ideario.messages.said import Said, say
from ideario.model.community import Community, ThreadChoice
from ideario.model.thread_names import home_of, is_imported, number_of
from ideario.problems import Failure, Problem, has_errors
from ideario.resources import Resources
from ideario.syncing.nearby import NotRead, look_around

A_FORM = "it was written with the form for ideas, of which `ideario receive` makes a proposal by its author"
WHY_NOT: Mapping[NotRead, Said] = {
    "other-owner": say("it belongs to somebody else than the community's repository, and only an owner's own are read"),
    "no-repository": say("there is none, or the token may not read it"),
    "private": say("it is private, and the community's repository is not"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownThread:
    """A thread whose idea is there already; `status` is the idea's, `reason` the thread's state."""

    thread: str
    idea: str
    status: str
    reason: str
    differs: bool
    """Whether the state stands for another kind of status than the idea has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadReceipt:
    """What an import read, made and refused. `files` are the new ones, path and text; `written` whether they are there.

    `proposal` is the pull request that brings them, where one was wanted. `refused` are threads with the reason, and
    `pulls` pull requests with the label; `gone` are the ideas of threads that were not in the list. `tags` says what
    labels became, `strange` how often a label was none. `upvotes` are by thread.
    """

    repository: str
    terms: ThreadTerms
    read: int
    made: tuple[MadeIdea, ...]
    known: tuple[KnownThread, ...]
    refused: tuple[tuple[str, str], ...]
    pulls: tuple[str, ...]
    gone: tuple[tuple[str, str], ...]
    locked: tuple[str, ...]
    upvotes: Mapping[str, int]
    tags: Mapping[str, str]
    strange: Mapping[str, int]
    files: Mapping[str, str]
    problems: tuple[Problem, ...]
    written: bool
    proposal: ImportProposal | None
    meter: Meter


def bring_threads(
    root: Path,
    *,
    resources: Resources,
    connect: Callable[[Community], Forge],
    choice: Callable[[ThreadChoice | None], ThreadChoice],
    write: bool = False,
    writer: Callable[[Community], WritingForge] | None = None,
) -> ThreadReceipt:
    """Read the threads that are wanted, and make ideas of those that are none yet: on disk with `write`, by a pull
    request with a `writer`, which then is the forge, and otherwise nowhere.

    `choice` says which threads, from what the settings say. A Failure, and nothing is written, where the forge gives no
    whole list, where the community's files have errors, and where a disk refuses.
    """
    community = _sound(root, resources)
    wish = choice(community.settings.brings_in)
    if wish.challenge and wish.challenge not in community.challenges:
        there = ", ".join(community.challenges) or "none"
        raise Failure(
            say("there is no challenge {challenge}", challenge=f"{wish.challenge!r}"),
            hint=say("there are: {there}", there=there),
        )
    terms = terms_of(
        community.settings,
        chosen=[wish.label] if wish.label else [],
        statuses=wish.statuses,
        tags=wish.tags,
    )
    writing = None if writer is None else writer(community)
    forge = writing or connect(community)
    repository, home = _home(forge, wish.repository)
    lists = [forge.texts(wanted) for wanted in _wanted(wish, home)]
    threads = _in_order(lists)
    known = under_one_name(home, forge, known_threads(community))
    around = Circumstances(
        home=repository,
        terms=terms,
        kinds={slug: status.kind for slug, status in community.settings.statuses.items()},
        language=wish.language or community.settings.languages[0],
        challenge=wish.challenge or None,
        taken=_taken(root, community),
        known=known,
    )
    unknown = [thread for thread in threads if thread.name.lower() not in known]
    forms = tuple((thread.name, A_FORM) for thread in unknown if not home and read_form(thread.text) is not None)
    new = [thread for thread in unknown if thread.name not in dict(forms)]
    made, refused = make_ideas(new, around)
    made, faulty, problems = _looked_at(root, community, resources, made)
    half = _without_decision(community, threads, around)
    files = dict(_texts(root, community, [*_drafts(made), *half]))
    if write and files:
        laid_down(root, files)
    proposal = None
    if writing is not None and files:
        language = community.settings.languages[0]
        proposal = propose(writing, files, known=len(known), ideas=len(made), language=language)
    return ThreadReceipt(
        repository=home or repository,
        terms=terms,
        read=len(threads),
        made=made,
        known=tuple(_still(thread, around, community) for thread in threads if thread.name.lower() in known),
        refused=(*forms, *refused, *faulty),
        pulls=tuple(pull for found in lists for pull in found.pulls),
        gone=_gone(known, threads, home, community),
        locked=tuple(thread.name for thread in threads if thread.locked),
        upvotes={thread.name: thread.upvotes for thread in threads if thread.upvotes},
        tags={label: tag for thread in new for label in thread.labels if (tag := terms.tag(label))},
        strange=_strange(new, terms),
        files=files,
        problems=problems,
        written=write and bool(files),
        proposal=proposal,
        meter=forge.meter,
    )


def _sound(root: Path, resources: Resources) -> Community:
    """The community, whose files must be whole: what a file at fault says is not known, and might come in twice."""
    reading = read_community(root, resources=resources)
    if reading.community is None or has_errors(reading.problems):
        first = next((p for p in reading.problems if p.level == "error"), None)
        where = f", such as {first.path}: {first.message}" if first is not None else ""
        raise Failure(
            say("some content files have errors{where}", where=where),
            hint=say(
                "mend them first: what stands there is not known, and might come in a second time; "
                "`ideario check` names all of them"
            ),
        )
    return reading.community


def _home(forge: Forge, named: str) -> tuple[str, str]:
    """The community's repository, and the one that has the threads: "" for the same one."""
    own = forge.repository()
    if not named or named.lower() == own.name.lower():
        return own.name, ""
    around = look_around(forge, own, frozenset({f"{named}/issue/1"}), {})
    for why in around.refused.values():
        if why == "here":
            return own.name, ""
        raise Failure(
            say("{named} is not read: {why_not}", named=named, why_not=WHY_NOT[why]),
            hint=say("name another one with --repository"),
        )
    return own.name, named


def _wanted(wish: ThreadChoice, home: str) -> list[Wanted]:
    if not (wish.label or wish.category):
        raise Failure(
            say("nothing says which issues or discussions are ideas"),
            hint=say("name a label or a category: --label feature-request, or --category Ideas"),
        )
    wanted = [Wanted(kind="issue", label=wish.label, home=home)] if wish.label else []
    if wish.label and wish.discussions:
        wanted.append(Wanted(kind="discussion", label=wish.label, home=home))
    return [*wanted, *([Wanted(kind="discussion", category=wish.category, home=home)] if wish.category else [])]


def _in_order(lists: Iterable[ThreadList]) -> list[ThreadText]:
    """All threads once, oldest first."""
    found = {thread.name: thread for one in lists for thread in one.threads}
    return sorted(found.values(), key=lambda thread: (thread.opened, number_of(thread.name), thread.name))


def _taken(root: Path, community: Community) -> frozenset[str]:
    former = {name for decision in community.decisions.values() for name in decision.former}
    return frozenset({*names_of_files(root), *community.decisions, *former})


def _without_decision(community: Community, threads: Iterable[ThreadText], around: Circumstances) -> list[ContentDraft]:
    """The decisions that are missing, as after an import that was killed between the two files of an idea."""
    lacking = [
        thread
        for thread in threads
        if (slug := around.known.get(thread.name.lower())) is not None
        and slug not in community.decisions
        and community.ideas[slug].source_id == thread.name
    ]
    made, _ = make_ideas(lacking, around)
    slugs = {one.thread: around.known[one.thread.lower()] for one in made}
    return [ContentDraft(kind="decision", name=slugs[one.thread], values=one.decision.values) for one in made]


def _drafts(made: Iterable[MadeIdea]) -> list[ContentDraft]:
    """All ideas before the first decision: a run that is killed in between leaves no decision without its idea."""
    pairs = list(made)
    return [*(one.idea for one in pairs), *(one.decision for one in pairs)]


def _texts(root: Path, community: Community, drafts: Iterable[ContentDraft]) -> Iterable[tuple[str, str]]:
    for draft in drafts:
        path = content_path(draft.kind, draft.name)
        yield path, bare_text(draft.values, line=editor_line(draft.kind, path, community.settings, root))


def _looked_at(
    root: Path, community: Community, resources: Resources, made: tuple[MadeIdea, ...]
) -> tuple[tuple[MadeIdea, ...], tuple[tuple[str, str], ...], tuple[Problem, ...]]:
    """Those that `check` has nothing against; the others, with what it says; and what it warns of."""
    refused: list[tuple[str, str]] = []
    while made:
        files = dict(_texts(root, community, _drafts(made)))
        wrong, warnings = sound_ones(root, files, resources=resources)
        faulty = {one.thread: said for one in made if (said := _said(one, wrong))}
        if not faulty:
            return made, tuple(refused), warnings
        refused += faulty.items()
        made = tuple(one for one in made if one.thread not in faulty)
    return (), tuple(refused), ()


def _said(one: MadeIdea, wrong: Mapping[str, Problem]) -> str:
    """What is wrong with the files of an idea, "" for nothing."""
    found = wrong.get(content_path("idea", one.slug)) or wrong.get(content_path("decision", one.slug))
    return "" if found is None else found.message


def _still(thread: ThreadText, around: Circumstances, community: Community) -> KnownThread:
    idea = around.known[thread.name.lower()]
    status = community.status(idea)
    meant = around.kinds.get(around.terms.statuses.get(thread.reason, ""))
    closed = {"done", "declined", "duplicate"}
    return KnownThread(
        thread=thread.name,
        idea=idea,
        status=status.slug,
        reason=thread.reason,
        differs=meant is not None and (meant in closed or status.kind in closed) and meant != status.kind,
    )


def _gone(
    known: Mapping[str, str], threads: Iterable[ThreadText], home: str, community: Community
) -> tuple[tuple[str, str], ...]:
    """Ideas that were imported from this repository, and whose threads are not in the list any more."""
    listed = {thread.name.lower() for thread in threads}
    return tuple(
        (thread, idea)
        for thread, idea in sorted(known.items())
        if thread not in listed and home_of(thread) == home.lower() and not is_imported(thread)
        if idea in community.ideas and community.ideas[idea].source is not None
    )


def _strange(threads: Iterable[ThreadText], terms: ThreadTerms) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for thread in threads:
        for label in thread.labels:
            if not terms.tag(label) and label.strip().lower() not in {*terms.chosen, *terms.tags}:
                counts[label] = counts.get(label, 0) + 1
    return counts
