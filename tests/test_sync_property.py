"""However votes come and go, and however syncs fail between: the ledger ends as one clean sync would have it."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from communities import IDEA, put, riverton
from github_standin.state import State
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ideario.actions.sync import Options, Synced, sync
from ideario.actions.tally import Counted, count
from ideario.github.forge import Exhausted, ForgeFailure, Unreachable
from ideario.problems import Failure
from ideario.resources import tool_resources
from ideario.voting.chain import check_chain
from ideario.voting.ledger import event_files
from state_forge import StateForge

KEY = b"a key for tests that is long enough"
START = datetime(2026, 2, 3, tzinfo=UTC)
VOTERS = ("bob", "cleo", "dan", "octocat", "helper-bot", "newcomer")
KINDS = ("+1", "heart", "-1", "eyes")
SLUGS = ("bike-lanes", "night-trams", "benches", "shade")


class Killed(BaseException):
    """The run ends here, without a last word."""


class World:
    """A community, the state of its forge, a clock that goes on by a minute at each question, and a ledger."""

    def __init__(self, room: Path) -> None:
        self.root, self.ledger = riverton(room / "community"), room / "ledger"
        for slug in ("benches", "shade"):
            put(self.root, f"ideas/{slug}", {**IDEA, "title": slug, "challenge": "quieter-streets"})
        self.moment = START
        self.state = State(clock=lambda: self.now().timestamp())
        self.state.account("helper-bot", kind="Bot")
        self.state.account("newcomer", created="2026-01-15")
        for place, slug in enumerate(SLUGS):
            pull = self.state.pull(author=f"author-{place}", files=[f"content/ideas/{slug}.yml"])
            if slug != "shade":
                self.state.merge(pull)
        self.state.issue(author="ada")
        decision = {"history": [{"date": "2026-02-01", "status": "planned"}], "threads": ["issue/5"]}
        put(self.root, "decisions/bike-lanes", decision)
        self.lines: list[bytes] = []

    def now(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment

    def sync(self, ledger: Path, *, full: bool = False, before: Callable[[str], None] = lambda name: None) -> Synced:
        return sync(
            self.root,
            resources=tool_resources(),
            ledger=ledger,
            connect=lambda community: StateForge(self.state, page=2, before=before),
            named=None,
            key=KEY,
            spare_key=b"",
            now=self.now,
            options=Options(full=full, confirmed=True, most_fall=Fraction(1)),
        )

    def chain(self) -> list[bytes]:
        files = event_files(self.ledger) if self.ledger.is_dir() else []
        return [line for file in files for line in file.read_bytes().splitlines()]

    def tally(self, ledger: Path) -> dict[str, Any]:
        counted = count(self.root, resources=tool_resources(), ledger=ledger)
        assert isinstance(counted, Counted)
        return {part: counted.document[part] for part in ("ideas", "challenges")}


def living(lines: list[bytes]) -> dict[tuple[str, str, str], tuple[str, str | None]]:
    """What lives after these events, by (thread, voter, kind): an oracle that shares nothing with the program."""
    import json

    live: dict[tuple[str, str, str], tuple[str, str | None]] = {}
    for line in lines:
        event = json.loads(line)
        key = (event["thread"], event["voter"], event["kind"])
        if event["type"] == "cast":
            assert key not in live, "a reaction came twice"
            live[key] = (event["cast"], event["rule"])
        else:
            del live[key]
    return live


THREADS = ("pull/1", "pull/2", "pull/3", "pull/4", "issue/5")
STEPS = st.one_of(
    st.tuples(st.just("react"), st.sampled_from(THREADS), st.sampled_from(VOTERS), st.sampled_from(KINDS)),
    st.tuples(st.just("react"), st.sampled_from(THREADS), st.sampled_from(VOTERS), st.sampled_from(KINDS)),
    st.tuples(st.just("withdraw"), st.sampled_from(THREADS), st.sampled_from(VOTERS), st.sampled_from(KINDS)),
    st.tuples(st.just("sync"), st.booleans()),
    st.tuples(st.just("fault"), st.integers(0, 9), st.booleans(), st.sampled_from((Unreachable, Exhausted, Killed))),
    st.tuples(st.just("duplicate"), st.booleans()),
    st.tuples(st.just("new-accounts"), st.sampled_from(("count", "exclude"))),
    st.tuples(st.just("merge")),
    st.tuples(st.just("close"), st.booleans()),
    st.tuples(st.just("rename"), st.booleans()),
    st.tuples(st.just("delete"), st.sampled_from(("bob", "cleo"))),
    st.tuples(st.just("forget")),
)


def act(world: World, step: tuple[Any, ...]) -> None:  # noqa: C901, PLR0912 - a branch for each kind of step
    """Do one step in the world."""
    from communities import CHALLENGE

    state, (name, *rest) = world.state, step
    if name == "react":
        state.react(*rest)
    elif name == "withdraw":
        found = state.thread(rest[0]).reactions
        account = state.account(rest[1])
        if (
            found.find(
                account.id, ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes").index(rest[2])
            )
            is not None
        ):
            state.withdraw(*rest)
    elif name == "sync":
        world.sync(world.ledger, full=rest[0])
    elif name == "fault":
        failing(world, *rest)
    elif name == "duplicate":
        decision = {"history": [{"date": "2026-02-02", "status": "duplicate", "reason": "The same."}]}
        put(world.root, "decisions/benches", {**decision, "duplicate_of": "night-trams"} if rest[0] else _planned())
    elif name == "new-accounts":
        put(world.root, "challenges/quieter-streets", {**CHALLENGE, "new_accounts": rest[0]})
    elif name == "merge":
        if state.thread("pull/4").state == "OPEN":
            state.merge("pull/4")
    elif name == "close":
        if state.thread("pull/4").state != "MERGED":
            (state.close if rest[0] else state.reopen)("pull/4")
    elif name == "rename":
        old, new = ("benches", "seats") if rest[0] else ("seats", "benches")
        source = world.root / "content" / "ideas" / f"{old}.yml"
        if source.exists() and not (world.root / "content" / "decisions" / "benches.yml").exists():
            source.rename(source.with_name(f"{new}.yml"))
            state.rename_file(f"content/ideas/{old}.yml", f"content/ideas/{new}.yml")
    elif name == "delete":
        if rest[0] in state.logins:
            state.delete_account(rest[0])
    elif name == "forget" and (world.ledger / "sync.json").exists():
        (world.ledger / "sync.json").unlink()


def _planned() -> dict[str, Any]:
    return {"history": [{"date": "2026-02-01", "status": "planned"}]}


def failing(world: World, number: int, full: bool, kind: type[BaseException]) -> None:
    """A sync that fails at a question, or gets through if it asks fewer."""
    asked = 0

    def before(name: str) -> None:
        nonlocal asked
        asked += 1
        if asked > number:
            raise kind("no more") if issubclass(kind, ForgeFailure) else kind

    files = {path: path.read_bytes() for path in world.ledger.glob("*.json*")}
    try:
        world.sync(world.ledger, full=full, before=before)
    except (Failure, Killed):
        assert files == {path: path.read_bytes() for path in world.ledger.glob("*.json*")}


@settings(max_examples=60)
@given(st.lists(STEPS, min_size=3, max_size=30))
@example([("react", "pull/3", "bob", "+1"), ("rename", True)])  # a thread that one sweep judges twice
def test_any_history_ends_as_one_clean_sync_of_the_final_state(steps):
    with tempfile.TemporaryDirectory() as room:
        world = World(Path(room))
        for step in steps:
            act(world, step)
            chain = world.chain()
            assert chain[: len(world.lines)] == world.lines, "an event that was written is gone"
            world.lines = chain
        world.sync(world.ledger)
        world.sync(world.ledger, full=True)
        assert world.chain()[: len(world.lines)] == world.lines
        clean = Path(room) / "clean"
        world.sync(clean)
        ours, theirs = (
            living(world.chain()),
            living([f for p in event_files(clean) for f in p.read_bytes().splitlines()]),
        )
        assert ours == theirs
        assert world.tally(world.ledger) == world.tally(clean)
        assert check_chain(world.ledger) == []
        ballots = [(thread, voter, kind) for thread, voter, kind in ours]
        assert len(ballots) == len(set(ballots))


@settings(max_examples=40)
@given(st.lists(STEPS, min_size=3, max_size=20))
def test_an_incremental_sync_is_as_exact_as_a_full_one_unless_an_account_is_gone(steps):
    with tempfile.TemporaryDirectory() as room:
        world = World(Path(room))
        for step in steps:
            if step[0] != "delete":  # counts do not show it, so that it waits for the next full sweep
                act(world, step)
        world.sync(world.ledger)  # may go on where a failed one stopped, with what that one saw
        world.sync(world.ledger)
        clean = Path(room) / "clean"
        world.sync(clean, full=True)
        assert living(world.chain()) == living([f for p in event_files(clean) for f in p.read_bytes().splitlines()])
