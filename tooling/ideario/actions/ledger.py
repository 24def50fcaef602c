"""Starts new epochs of a community's ledger: erasing votes, coarsening times, changing the key. Publishes nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ideario.actions.basis import readable
from ideario.forge.port import Forge, Reaction
from ideario.intake.read_community import read_community
from ideario.ledger import epochs
from ideario.ledger.exclusions import Rewrites, renamed
from ideario.ledger.ledger_folder import read_state, read_threads
from ideario.ledger.pseudonyms import Pseudonyms
from ideario.messages.said import NOTHING, say
from ideario.model.community import Community
from ideario.model.ledger_state import LedgerState
from ideario.model.moments import instant
from ideario.model.thread_names import is_imported
from ideario.problems import Failure
from ideario.resources import Resources

Connect = Callable[[Community], Forge]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A new epoch. `changed` lines say something else than before; `still` is what the command warns of.

    For an erasure `still` counts reactions that no withdrawal had followed, for a new key the voters who are known no
    more. `exclusions` are the files that name other pseudonyms now or, after an erasure, still name who was erased.
    """

    state: LedgerState
    changed: int
    still: int = 0
    exclusions: tuple[str, ...] = ()


def erase(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    voters: Collection[str],
    accounts: Sequence[int] = (),
    key: bytes | None = None,
    now: datetime,
    workers: int = 1,
) -> Begun:
    """Erase all votes of these voters, and of the accounts with these numbers, whose pseudonyms `key` gives.

    A Failure where one of them has no vote, where the key is missing or another one, and where nothing can be written.
    """
    wanted = set(voters)
    if accounts:
        community, _ = readable(root, resources, workers, now=now)
        names = Pseudonyms(key or b"", community.settings.host)
        names.fit(read_state(ledger))
        wanted |= {names.person(account) for account in accounts}
    epoch, live = epochs.erase(ledger, wanted)
    named = _naming(root, resources, workers, wanted)
    return Begun(state=epoch.state, changed=epoch.changed, still=live, exclusions=named)


def _naming(root: Path, resources: Resources, workers: int, voters: Collection[str]) -> tuple[str, ...]:
    """The exclusions that name one of these voters; none where no community is to be read."""
    community = read_community(root, resources=resources, workers=workers).community
    exclusions = () if community is None else community.exclusions
    return tuple(exclusion.path for exclusion in exclusions if not set(exclusion.voters).isdisjoint(voters))


def coarsen(root: Path, *, resources: Resources, ledger: Path, now: datetime, workers: int = 1) -> Begun:
    """Take the time of day from all reactions before today; no count changes.

    It is today when votes were last fetched, at the latest: a clock that is ahead would take times for ever that are
    still needed, and those of votes that are yet to come.

    A Failure while voting is open or ahead anywhere, since a moved close would then meet times that are not exact, and
    where content is at fault, since a challenge that cannot be read may be one of these.
    """
    community, problems = readable(root, resources, workers, now=now)
    if any(problem.level == "error" and "/challenges/" in problem.path for problem in problems):
        raise Failure(
            say("a challenge is at fault, so nobody can tell when its voting closes"),
            hint=say("`ideario check` names what is wrong"),
        )
    state = read_state(ledger)
    today = now if state is None else min(now, state.observed)
    for challenge in community.challenges.values():
        closes = challenge.voting.closes
        if closes >= today:
            fetched = say(", and votes were last fetched at {moment}", moment=instant(today))
            raise Failure(
                say(
                    "voting of {slug} closes at {closes}{fetched}; until then times stay exact",
                    slug=challenge.slug,
                    closes=instant(closes),
                    fetched=fetched if today < now else NOTHING,
                ),
                hint=say("coarsen them when the appeals of the last challenge have ended, after a sync"),
            )
    epoch = epochs.coarsen(ledger, before=today, breaks=turning_points(community))
    return Begun(state=epoch.state, changed=epoch.changed)


def turning_points(community: Community) -> tuple[datetime, ...]:
    """The moments from which on a vote counts otherwise than a second before: windows that open, or have closed."""
    windows = [challenge.voting for challenge in community.challenges.values()]
    return tuple({*(w.opens for w in windows), *(w.closes + timedelta(seconds=1) for w in windows)})


def rotate_key(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    connect: Connect,
    former: bytes,
    new: bytes,
    now: datetime,
    rewrites: Rewrites | None = None,
    workers: int = 1,
) -> Begun:
    """Give every voter the pseudonym of a new key, in content/exclusions/ too; no count changes.

    All reactions are read from the forge once, to know the accounts behind the pseudonyms. Who has no reaction there
    any more is known no more: they keep their votes, under a pseudonym that nobody can tie to an account.
    A Failure where a key is missing, where `former` is not the ledger's, where the forge gives less than all, and where
    an exclusion names somebody who is not in the ledger. `rewrites` can take the exclusions back as long as the new
    ledger is not where it belongs.
    """
    rewrites = rewrites or Rewrites()
    rewrites.restore()  # a second try, after somebody else has changed the branch
    community, problems = readable(root, resources, workers, now=now)
    if any(problem.level == "error" and "/exclusions/" in problem.path for problem in problems):
        raise Failure(
            say("an exclusion is at fault, so nobody can tell whom it excludes"),
            hint=say("`ideario check` names what is wrong"),
        )
    old, fresh = Pseudonyms(former, community.settings.host), Pseudonyms(new, community.settings.host)
    old.fit(read_state(ledger))
    threads = [thread.name for thread in read_threads(ledger)]

    def mapping(voters: Collection[str]) -> dict[str, str]:
        known: dict[str, str] = {}
        forge = connect(community)
        seen = _surveyed(forge, lambda reaction: _learn(reaction, voters, known, old, fresh))
        rest = forge.threads([name for name in threads if name not in seen and not is_imported(name)])
        for reactions in forge.reactions(list(rest.values())).values():
            for reaction in reactions:
                _learn(reaction, voters, known, old, fresh)
        return known

    def ready(names: Mapping[str, str]) -> None:
        for file, content in renamed(root, community, names).items():
            rewrites.write(file, content)

    try:
        epoch, unknown = epochs.rekey(ledger, former=old, new=fresh, mapping=mapping, ready=ready)
    except BaseException:
        rewrites.restore()
        raise
    written = tuple(sorted(file.relative_to(root).as_posix() for file in rewrites.former))
    return Begun(state=epoch.state, changed=epoch.changed, still=unknown, exclusions=written)


def _surveyed(forge: Forge, learn: Callable[[Reaction], None]) -> set[str]:
    """Learn from the reactions of all pull requests; the names of these."""
    seen: set[str] = set()
    after: str | None = None
    while True:
        page = forge.pulls(after, voters=True)
        seen |= page.reactions.keys()
        for reactions in page.reactions.values():
            for reaction in reactions:
                learn(reaction)
        after = page.next
        if after is None:
            return seen


def _learn(
    reaction: Reaction, voters: Collection[str], known: dict[str, str], old: Pseudonyms, new: Pseudonyms
) -> None:
    """Whichever rule held when the reaction was seen, one of the two pseudonyms is the one in the ledger, or none."""
    once = old.once(reaction.id)
    if once in voters:
        known[once] = new.once(reaction.id)
    if reaction.account is not None:
        person = old.person(reaction.account.id)
        if person in voters:
            known[person] = new.person(reaction.account.id)
