"""Looks at everything that a community stands on, its files, its repository's settings, its ledger and its site."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ideario.actions.founding.files_here import files_here
from ideario.forge.addresses import repository_url
from ideario.forge.hosting import LEDGER_BRANCH
from ideario.forge.port import WrongClock
from ideario.forge.settings_port import Makeable, Needed, NotLookedAt, SettingsForge, Symptom, WantedLabel
from ideario.forge.thread_labels import LABELS
from ideario.founding.community_kinds import COMMUNITY_KINDS
from ideario.founding.judge_files import FilesHere, judge_files, roles_of
from ideario.founding.judge_ledger import (
    MAX_THREADS,
    TALLY,
    judge_ledger,
    judge_locks,
    judge_site,
    names_wanted,
    votable,
)
from ideario.intake.read_community import read_community
from ideario.ledger.ledger_folder import ATTRIBUTES, read_state
from ideario.messages.said import in_language, say, several
from ideario.model.community import Community
from ideario.model.ledger_state import USUAL_PLACE
from ideario.model.thread_names import kind_of
from ideario.problems import CommunityAtFault, Failure
from ideario.resources import Resources

FIRST_FILES = {".gitattributes": ATTRIBUTES}
"""What a branch for the ledger begins with: that git must not change its bytes. No ledger is in it yet."""
FORM_COLOUR = "c2e0c6"
Connect = Callable[[Community, Callable[[], datetime]], SettingsForge]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What is missing or risky, and what could not be looked at.

    `failed` says why the forge could not be asked, where it was to be: then only the files here were looked at.
    `requests` is how many there were.
    """

    repository: str
    symptoms: tuple[Symptom, ...]
    unseen: tuple[NotLookedAt, ...]
    failed: Failure | None
    requests: int

    @property
    def makes(self) -> tuple[Makeable, ...]:
        """What the program can make of what is missing."""
        return tuple(makeable for symptom in self.symptoms for makeable in symptom.makes)


def diagnose(
    root: Path, *, resources: Resources, connect: Connect | None, clock: Callable[[], datetime], now: datetime
) -> Diagnosis:
    """Look at the community at `root`: at its files alone without `connect`.

    `clock` is this machine's, which is compared with the forge's; `now` is the moment by which things are old. Raises
    CommunityAtFault where content/community.yml is at fault, since then nobody knows what to look at.
    """
    reading = read_community(root, resources=resources)
    if reading.community is None:
        raise CommunityAtFault(reading.problems)
    community, errors = reading.community, sum(problem.level == "error" for problem in reading.problems)
    here = files_here(root, community.settings, errors=errors, resources=resources)
    looks: list[Symptom | NotLookedAt] = list(judge_files(here))
    failed, requests, unvoted = None, 0, read_state(root / USUAL_PLACE) is None
    if connect is not None:
        forge: SettingsForge | None = None
        try:
            forge, wrong = _opened(connect, community, clock)
            looks += wrong
            looks += forge.looked(_needed(community, here, now))
            with tempfile.TemporaryDirectory(prefix="ideario-") as room:
                told, has_votes = _ledger_and_site(forge, community, Path(room), now)
            looks += told
            unvoted = unvoted and not has_votes
        except Failure as failure:
            failed = failure
        requests = 0 if forge is None else forge.meter.requests
    if unvoted and (connect is None or failed is None):
        looks += _unvoted(community, now)
    found = tuple(look for look in looks if isinstance(look, Symptom))
    ids = {symptom.kind.id for symptom in found}
    return Diagnosis(
        repository=community.settings.repository,
        symptoms=tuple(symptom for symptom in found if ids.isdisjoint(symptom.kind.unless)),
        unseen=tuple(dict.fromkeys(look for look in looks if isinstance(look, NotLookedAt))),
        failed=failed,
        requests=requests,
    )


def make(
    root: Path, wanted: Sequence[Makeable], *, resources: Resources, connect: Connect, clock: Callable[[], datetime]
) -> None:
    """Make what is missing, one after the other: what is made stays when the next one fails, and is not made twice."""
    reading = read_community(root, resources=resources)
    if reading.community is None:
        raise CommunityAtFault(reading.problems)
    forge, _ = _opened(connect, reading.community, clock)
    for makeable in wanted:
        forge.make(makeable)


def _opened(
    connect: Connect, community: Community, clock: Callable[[], datetime]
) -> tuple[SettingsForge, list[Symptom]]:
    """The forge, by its own clock where this machine's is wrong, of which the symptom says so."""
    forge = connect(community, clock)
    try:
        forge.repository()
    except WrongClock as wrong:
        apart = wrong.theirs - wrong.ours
        forge = connect(community, lambda: clock() + apart)
        forge.repository()
        minutes = abs(round(apart / timedelta(minutes=1)))
        what = several("the clock here is {count} minute wrong", "the clock here is {count} minutes wrong", minutes)
        return forge, [Symptom(kind=COMMUNITY_KINDS["clock-wrong"], what=what)]
    return forge, []


def _needed(community: Community, here: FilesHere, now: datetime) -> Needed:
    settings, language = community.settings, community.settings.languages[0]
    labels = {
        label.name: WantedLabel(label.name, label.colour, in_language(label.description, language)[:100])
        for label in LABELS
    }
    chosen = settings.brings_in
    named = [chosen.label] if chosen is not None and chosen.label and not chosen.repository else []
    for name in (*here.form_labels, *named):
        labels.setdefault(name, WantedLabel(name, FORM_COLOUR, ""))
    threads = {thread for decision in community.decisions.values() for thread in decision.threads}
    talks = chosen is not None and not chosen.repository and bool(chosen.category or chosen.discussions)
    return Needed(
        settings=settings,
        workflows=here.workflows,
        roles=roles_of(settings),
        labels=tuple(labels.values()),
        discussions=talks or any(kind_of(name) == "discussion" and name.count("/") == 1 for name in threads),
        moment=now,
    )


def _ledger_and_site(
    forge: SettingsForge, community: Community, room: Path, now: datetime
) -> tuple[list[Symptom | NotLookedAt], bool]:
    """What is wrong with the ledger, the site and the threads of votes; and whether there is a ledger at all."""
    page, settings = repository_url(forge.repository(), community.settings.host), community.settings
    files = forge.files(LEDGER_BRANCH, names_wanted)
    found, state, threads = judge_ledger(files, room, page=page, now=now)
    looks: list[Symptom | NotLookedAt] = list(found)
    if forge.site_is_open():
        try:
            looks += judge_site(forge.published(f"{settings.url}{TALLY}"), state, page=page, url=settings.url)
        except Failure as failure:
            looks.append(
                NotLookedAt(
                    say("the site at {url}", url=settings.url), say("an answer: {reason}", reason=failure.message)
                )
            )
    names = votable(threads, [slug for slug in community.ideas if _is_over(community, slug, now)])
    looks += judge_locks(forge.locked(names[:MAX_THREADS]), page=page)
    if len(names) > MAX_THREADS:
        older = several(
            "whether {count} older thread is locked",
            "whether {count} older threads are locked",
            len(names) - MAX_THREADS,
        )
        looks.append(NotLookedAt(older, say("a look by hand: so many are not asked for")))
    return looks, state is not None or bool(files)


def _is_over(community: Community, idea: str, now: datetime) -> bool:
    """Whether people may no longer vote on an idea."""
    name = community.ideas[idea].challenge
    challenge = None if name is None else community.challenges.get(name)
    return challenge is not None and challenge.voting.closes < now


def _unvoted(community: Community, now: datetime) -> Iterator[Symptom]:
    """The challenges that closed although no vote was ever read."""
    for challenge in community.challenges.values():
        if challenge.voting.closes < now:
            what = say(
                "the voting of {path} ended on {day}", path=challenge.path, day=f"{challenge.voting.closes:%Y-%m-%d}"
            )
            yield Symptom(kind=COMMUNITY_KINDS["challenge-unvoted"], what=what)
