"""The first sync and the second agree, on any history; and so does whoever compares with the forge.

`PYTHONPATH=tests/support python tests/syncing/test_sync_twice.py FIRST NUMBER` tries more of them than the suite has
time for.
"""

import contextlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from histories import History, histories
from ideario.forge.port import Exhausted, Lost, Unreachable
from ideario.ledger.ledger_folder import read_threads
from ideario.model.votes import Standing
from ideario.problems import Failure
from ideario.syncing import sync_run as running
from ideario.syncing.compare_forge import against
from ideario.syncing.sync_ledger import Options, Synced, synced_into
from ledgers import KEY, event_lines, living
from state_forge import StateForge

pytestmark = pytest.mark.slow


def synced(
    history: History, ledger: Path, *, full: bool = False, before: Callable[[str], None] = lambda _: None
) -> Synced:
    chance = history.chance
    running.MAX_CHANGES, running.MAX_PAGES = chance.choice(((1, 1), (3, 2), (200_000, 20)))
    return synced_into(
        ledger,
        history.community(),
        StateForge(history.state, page=chance.randint(1, 3), before=before),
        key=KEY.encode(),
        now=history.now,
        options=Options(full=full, confirmed=True, max_fall=Fraction(1), full_after=timedelta(days=9)),
        progress=None,
        on_branch=frozenset(history.branch),
    )


def failing(history: History, ledger: Path) -> None:
    """A sync that fails at some question."""
    left = history.chance.randint(0, 6)
    kind = history.chance.choice((Unreachable, Exhausted, Lost))

    def before(_: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise kind("no more")

    with contextlib.suppress(Failure):
        synced(history, ledger, full=history.chance.random() < 0.3, before=before)


def counted(history: History, ledger: Path) -> Counter[str]:
    """The reactions at each published idea, by the ledger alone: at the ideas that it or decisions list of a thread."""
    community = history.community()
    names = {name: slug for slug, decision in community.decisions.items() for name in decision.former}
    names |= {slug: slug for slug in community.ideas}
    listed = {thread.name: thread for thread in read_threads(ledger)}
    found: Counter[str] = Counter()
    ideas_said = {(e["thread"], e["voter"], e["kind"]): e["idea"] for e in map(json.loads, event_lines(ledger))}
    for key in living(event_lines(ledger)):
        thread = listed.get(key[0])
        said = {ideas_said[key]} if thread is None else set(thread.ideas)
        if thread is not None and thread.merged is None:
            said -= names.keys() & thread.first_seen.keys()
        said |= {slug for slug, decision in community.decisions.items() if key[0] in decision.threads}
        found.update({names[name] for name in said if name in names and names[name] in community.ideas})
    return found


def listed_ideas(ledger: Path) -> dict[str, tuple[str, ...]]:
    return {thread.name: thread.ideas for thread in read_threads(ledger) if thread.ideas}


def agree(history: History, room: Path) -> None:
    """Let the history happen with syncs on the way, then hold everything against everything."""
    chance, old, fresh = history.chance, room / "old", room / "fresh"
    for _ in range(chance.randint(3, 25)):
        history.step()
        if chance.random() < 0.25:
            synced(history, old, full=chance.random() < 0.3)
        elif chance.random() < 0.1:
            failing(history, old)
    right = Counter(
        {slug: sum(map(history.reactions, threads)) for slug, threads in history.homes().items() if threads}
    )
    first = synced(history, fresh)
    assert counted(history, fresh) == +right
    assert not any(json.loads(line)["type"] == "withdraw" for line in event_lines(fresh))
    events, threads = event_lines(fresh), (fresh / "threads.json").read_bytes()
    for full in (False, True):
        second = synced(history, fresh, full=full)
        assert (event_lines(fresh), (fresh / "threads.json").read_bytes()) == (events, threads)
        assert (second.cast, second.withdrawn, second.unread) == (0, 0, first.unread)
    synced(history, old)  # may go on where one stopped that failed
    synced(history, old, full=True)
    assert counted(history, old) == counted(history, fresh)
    assert listed_ideas(old) == listed_ideas(fresh)
    assert living(event_lines(old)) == living(event_lines(fresh))
    branch, slugs = history.branch, {slug for slugs in listed_ideas(fresh).values() for slug in slugs}
    open_ones = {t.name for t in read_threads(fresh) if t.merged is None and t.name.startswith("pull/")}
    assert not any(branch.intersection(listed_ideas(fresh).get(name, ())) for name in open_ones), slugs
    for ledger in (old, fresh):
        found = against(
            history.community(),
            ledger=ledger,
            standings={slug: Standing(idea=slug, raw=number, counted=number) for slug, number in right.items()},
            connect=lambda community: StateForge(history.state),
            key=KEY.encode(),
            spare_key=b"",
            now=history.now,
            on_branch=frozenset(history.branch),
        )
        assert [one for one in found.ideas if one.since or one.withdrawn or one.missing or one.judged or one.gone] == []
        assert [(one.idea, one.shown, one.counted) for one in found.ideas if one.idea in right and one.differs] == []


@pytest.mark.parametrize("part", range(4))
def test_the_first_sync_and_the_second_agree_on_any_history(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MAX_CHANGES", running.MAX_CHANGES)
    monkeypatch.setattr(running, "MAX_PAGES", running.MAX_PAGES)
    for history in histories(75 * part, 75):
        with tempfile.TemporaryDirectory() as room:
            agree(history, Path(room))


if __name__ == "__main__":
    begin, many = map(int, sys.argv[1:])
    wrong = []
    for one in histories(begin, many):
        with tempfile.TemporaryDirectory() as folder:
            try:
                agree(one, Path(folder))
            except Exception as error:  # noqa: BLE001 - all that is wrong is told
                wrong.append(one.seed)
                print(one.seed, type(error).__name__, str(error)[:300], flush=True)  # noqa: T201 - a program
    print(f"{many} histories from seed {begin}: {len(wrong)} differ {wrong[:20]}")  # noqa: T201 - a program
