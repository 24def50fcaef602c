"""Compares a ledger with the forge as it is now, and explains each difference, idea by idea. Keeps nothing."""

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ideario.forge.port import Forge, Meter
from ideario.ledger.ledger_folder import read_state, read_threads
from ideario.ledger.live_reactions import LiveReaction, LiveReactions, follow, living
from ideario.ledger.pseudonyms import Pseudonyms
from ideario.ledger.swap import SYNC_STATE
from ideario.messages.said import say
from ideario.model.community import Community
from ideario.model.ledger_state import LedgerState, Thread
from ideario.model.moments import instant
from ideario.model.votes import Standing
from ideario.problems import Failure
from ideario.progress import StepProgress
from ideario.syncing.sync_ledger import Options, refuse_foreign, synced_into
from ideario.syncing.sync_state import read_sync_state
from ideario.syncing.threads import further_threads


@dataclass(slots=True, kw_only=True)
class Explained:
    """How the reactions that the forge shows at an idea become those that are counted.

    `shown` is what the forge has now, `known` what lives in the ledger. shown = known + since + missing - withdrawn.
    `gone` are reactions whose accounts were deleted since, `judged` those that a rule, by its name, would exclude now
    and did not, or the other way round (""); both are still shown. `missing` were given before the ledger was last
    synced and are not in it. `excluded` are, by rule, those of the ledger that the tally does not count.
    """

    idea: str
    shown: int = 0
    known: int = 0
    since: int = 0
    withdrawn: int = 0
    gone: int = 0
    missing: int = 0
    judged: Counter[str] = field(default_factory=Counter)
    counted: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        """Whether the forge shows another number than the tally counts, or anything has changed."""
        changed = self.since or self.withdrawn or self.gone or self.missing or self.judged
        return bool(changed) or self.shown != self.counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """The comparison. `ideas` are those that differ, out of `compared`. `keyed` says that voters were told apart."""

    repository: str
    ideas: tuple[Explained, ...]
    compared: int
    keyed: bool
    observed: datetime
    meter: Meter


def against(
    community: Community,
    *,
    ledger: Path,
    standings: Mapping[str, Standing],
    connect: Callable[[Community], Forge],
    key: bytes | None,
    spare_key: bytes,
    now: Callable[[], datetime],
    progress: StepProgress | None = None,
    on_branch: frozenset[str] = frozenset(),
) -> Against:
    """Fetch all votes anew and compare them with the ledger in the folder `ledger`; `standings` are its tally.

    With the ledger's own `key` voters are compared; without it, the moments at which reactions were given, which the
    forge shows to everybody. `spare_key` must be random. `on_branch` are the slugs of all files of ideas, those at
    fault too. A Failure where the forge gives no complete answer.
    """
    state = read_state(ledger)
    if state is None:
        raise Failure(say("{ledger} holds no ledger to compare", ledger=ledger), hint=say("make one: ideario sync"))
    refuse_foreign(ledger, state)
    host = community.settings.host
    keyed = key is not None and Pseudonyms(key, host).check() == state.key_check
    forge = connect(community)
    with tempfile.TemporaryDirectory(prefix="ideario-") as room:
        fresh = Path(room) / "ledger"
        synced = synced_into(
            fresh,
            community,
            forge,
            key=key if keyed and key is not None else spare_key,
            now=now,
            options=Options(full=True),
            progress=progress,
            on_branch=on_branch,
            authors=_authors(ledger),
        )
        found = _explained(community, (state, ledger), (synced.state, fresh), keyed=keyed)
    for slug, standing in standings.items():
        if slug in found or standing.raw:
            one = found.setdefault(slug, Explained(idea=slug))
            one.counted, one.excluded = standing.counted, standing.excluded
    return Against(
        repository=synced.repository,
        ideas=tuple(one for _, one in sorted(found.items()) if one.differs),
        compared=len(found),
        keyed=keyed,
        observed=state.observed,
        meter=forge.meter,
    )


def _authors(ledger: Path) -> Mapping[str, int]:
    """The numbers of authors as the ledger's own syncs have met them: who took another login is an author still."""
    try:
        state = read_sync_state(json.loads((ledger / SYNC_STATE).read_bytes()))
    except (OSError, ValueError, RecursionError):
        return {}
    return state.authors if state is not None else {}


def _explained(
    community: Community, ours_at: tuple[LedgerState, Path], theirs_at: tuple[LedgerState, Path], *, keyed: bool
) -> dict[str, Explained]:
    """The differences between two ledgers, each a state and its folder, by idea."""
    (state, ledger), (fresh_state, fresh) = ours_at, theirs_at
    ours, theirs = living(ledger, state.events), living(fresh, fresh_state.events)
    known = {thread.name for thread in read_threads(ledger)} | {*ours.threads()}
    ideas = _ideas_of(further_threads(community), read_threads(ledger), read_threads(fresh))
    found: dict[str, Explained] = {}
    try:
        for thread in sorted({*ours.threads(), *theirs.threads()}):
            old, new = _live(ours, thread), _live(theirs, thread)
            change = _compared(state, old, new, keyed=keyed, new_thread=thread not in known)
            for slug in ideas.get(thread, {live.idea for live in (*old.values(), *new.values())}):
                _add(found.setdefault(slug, Explained(idea=slug)), change)
    finally:
        ours.close()
        theirs.close()
    return found


def _ideas_of(further: Mapping[str, tuple[str, ...]], *lists: tuple[Thread, ...]) -> Mapping[str, set[str]]:
    """The ideas of each thread, by all that is known: what maintainers named, what the ledger and the forge list."""
    found = defaultdict(set, {name: set(ideas) for name, ideas in further.items()})
    for thread in (thread for threads in lists for thread in threads):
        found[thread.name].update(thread.ideas)  # none at all of a thread that is no idea's any more
    return found


def _live(events: LiveReactions, thread: str) -> dict[tuple[str, str], LiveReaction]:
    live: dict[tuple[str, str], LiveReaction] = {}
    follow(live, events.events(thread))
    return live


def _compared(
    state: LedgerState,
    ours: Mapping[tuple[str, str], LiveReaction],
    theirs: Mapping[tuple[str, str], LiveReaction],
    *,
    keyed: bool,
    new_thread: bool,
) -> Explained:
    """The difference on one thread, of no idea in particular."""
    found = Explained(idea="", shown=len(theirs), known=len(ours))
    coarsened = None if state.coarsened is None else instant(state.coarsened)

    def moment(given: str) -> str:
        return given[:10] if coarsened is not None and given < coarsened else given

    if keyed:
        same = {key for key, live in theirs.items() if key in ours and moment(ours[key].given) == moment(live.given)}
        came = [(key[1], live) for key, live in theirs.items() if key not in same]
        left = [(key[1], live) for key, live in ours.items() if key not in same]
        both = [(ours[key].rule, theirs[key].rule) for key in same]
    else:
        came, left, both = _by_moment(ours, theirs, moment)
    found.judged.update(new or "" for old, new in both if new not in {old, "R1"})
    found.gone = sum(old != new and new == "R1" for old, new in both)
    lost = Counter((kind, moment(live.given)) for kind, live in left)
    observed = instant(state.observed)
    for kind, live in came:
        if lost[kind, moment(live.given)] > 0:  # the same reaction, which another rule puts under another pseudonym
            lost[kind, moment(live.given)] -= 1
            if live.rule == "R1":
                found.gone += 1
            else:
                found.judged[live.rule or ""] += 1
        elif new_thread or live.given >= observed:
            found.since += 1
        else:
            found.missing += 1
    found.withdrawn = sum(lost.values())
    return found


def _by_moment(
    ours: Mapping[tuple[str, str], LiveReaction],
    theirs: Mapping[tuple[str, str], LiveReaction],
    moment: Callable[[str], str],
) -> tuple[list[tuple[str, LiveReaction]], list[tuple[str, LiveReaction]], list[tuple[str | None, str | None]]]:
    """Reactions matched by kind and moment, as far as both sides have them: what came, what left, the rules of both."""
    sides = _grouped(ours, moment), _grouped(theirs, moment)
    came: list[tuple[str, LiveReaction]] = []
    left: list[tuple[str, LiveReaction]] = []
    both: list[tuple[str | None, str | None]] = []
    for place in sorted({*sides[0], *sides[1]}):
        old, new = (sorted(side.get(place, ()), key=lambda live: live.rule or "") for side in sides)
        both += [(one.rule, other.rule) for one, other in zip(old, new, strict=False)]
        left += [(place[0], live) for live in old[len(new) :]]
        came += [(place[0], live) for live in new[len(old) :]]
    return came, left, both


def _grouped(
    live: Mapping[tuple[str, str], LiveReaction], moment: Callable[[str], str]
) -> Mapping[tuple[str, str], list[LiveReaction]]:
    found: dict[tuple[str, str], list[LiveReaction]] = defaultdict(list)
    for (_, kind), one in live.items():
        found[kind, moment(one.given)].append(one)
    return found


def _add(one: Explained, change: Explained) -> None:
    one.shown += change.shown
    one.known += change.known
    one.since += change.since
    one.withdrawn += change.withdrawn
    one.gone += change.gone
    one.missing += change.missing
    one.judged.update(change.judged)
