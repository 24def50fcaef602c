"""However votes come and go, and however syncs fail between: the ledger ends as one clean sync would have it."""

import json
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from communities import IDEA, NOW, put, riverton
from github_standin.state import State
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis_examples import examples
from ideario.actions.sync import sync
from ideario.actions.tally import CountedLedger, count
from ideario.forge.port import Exhausted, ForgeFailure, Unreachable
from ideario.ledger.chain.check_chain import check_chain
from ideario.ledger.ledger_folder import read_threads
from ideario.model.community import Community
from ideario.model.ledger_state import Thread
from ideario.model.moments import instant
from ideario.problems import CountAtFault, Failure
from ideario.resources import tool_resources
from ideario.syncing.sync_ledger import Options, Synced
from ledgers import KEY, event_lines, living
from state_forge import StateForge

pytestmark = pytest.mark.slow

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
        report = sync(
            self.root,
            resources=tool_resources(),
            ledger=ledger,
            connect=lambda community: StateForge(self.state, page=2, before=before),
            named=None,
            key=KEY.encode(),
            spare_key=b"",
            now=self.now,
            options=Options(full=full, confirmed=True, max_fall=Fraction(1)),
        )
        return report.synced

    def chain(self) -> list[bytes]:
        """The events, as they lie on disk."""
        return event_lines(self.ledger) if self.ledger.is_dir() else []

    def tally(self, ledger: Path) -> dict[str, Any]:
        """The numbers, or the files at fault that decide them, such as a decision about an idea that is gone."""
        try:
            counted = count(self.root, resources=tool_resources(), ledger=ledger, now=NOW)
        except CountAtFault as fault:
            return {"at fault": [problem.identity for problem in fault.problems]}
        assert isinstance(counted, CountedLedger)
        return {part: counted.document[part] for part in ("ideas", "challenges")}


def ballots(lines: list[bytes], community: Community, threads: Iterable[Thread]) -> dict[str, dict[str, set[str]]]:
    """By idea at which votes are counted, then by person, what somebody whom no rule excludes thinks of it: an oracle.

    Reactions to an idea and to its duplicates are united here.
    """
    ideas = {thread.name: set(thread.ideas) for thread in threads}
    for slug, decision in community.decisions.items():
        for name in decision.threads:
            ideas.setdefault(name, set()).add(slug)
    found: dict[str, dict[str, set[str]]] = {}
    for (thread, voter, kind), (_, rule) in living(lines).items():
        for slug in ideas[thread] & community.ideas.keys() if rule is None else ():
            if kind in STANCES:
                found.setdefault(community.target(slug), {}).setdefault(voter, set()).add(STANCES[kind])
    return found


STANCES = {"+1": "support", "heart": "support", "-1": "oppose"}
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


def assert_one_ballot_per_person_and_idea(world: World) -> None:
    """The support of each idea is the number of people who are for it and not against it, on whatever threads."""
    try:
        counted = count(world.root, resources=tool_resources(), ledger=world.ledger, now=NOW)
    except CountAtFault:
        return
    theirs = ballots(world.chain(), counted.community, read_threads(world.ledger))
    for idea in counted.document["ideas"]:
        people = theirs.get(idea["idea"], {}).values()
        assert idea["support"] == sum(stances == {"support"} for stances in people), idea


@settings(max_examples=examples(35))
@given(st.lists(STEPS, min_size=3, max_size=30))
@example([("react", "pull/3", "bob", "+1"), ("rename", True)])  # a thread that one survey judges twice
@example([("react", "pull/2", "bob", "+1"), ("react", "pull/3", "bob", "heart"), ("sync", False), ("duplicate", True)])
def test_any_history_ends_as_one_clean_sync_of_the_final_state(steps) -> None:
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
            living(event_lines(clean)),
        )
        assert ours == theirs
        assert world.tally(world.ledger) == world.tally(clean)
        assert check_chain(world.ledger) == []
        assert_one_ballot_per_person_and_idea(world)


@settings(max_examples=examples(30))
@given(st.lists(STEPS, min_size=3, max_size=20))
def test_an_incremental_sync_is_as_exact_as_a_full_one_unless_an_account_is_gone(steps) -> None:
    with tempfile.TemporaryDirectory() as room:
        world = World(Path(room))
        for step in steps:
            if step[0] != "delete":  # counts do not show it, so that it waits for the next full survey
                act(world, step)
        world.sync(world.ledger)  # may go on where a failed one stopped, with what that one saw
        world.sync(world.ledger)
        clean = Path(room) / "clean"
        world.sync(clean, full=True)
        assert living(world.chain()) == living(event_lines(clean))


CLOSES = datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC)
AFTER = st.one_of(
    st.tuples(st.just("react"), st.sampled_from(THREADS), st.sampled_from(VOTERS), st.sampled_from(KINDS)),
    st.tuples(st.just("withdraw"), st.sampled_from(THREADS), st.sampled_from(VOTERS), st.sampled_from(KINDS)),
    st.tuples(st.just("withdraw"), st.sampled_from(THREADS), st.sampled_from(VOTERS), st.sampled_from(KINDS)),
    st.tuples(st.just("sync"), st.booleans()),
    st.tuples(st.just("fault"), st.integers(0, 9), st.booleans(), st.sampled_from((Unreachable, Exhausted, Killed))),
    st.tuples(st.just("delete"), st.sampled_from(("bob", "cleo"))),
    st.tuples(st.just("forget")),
)


@settings(max_examples=examples(10))
@given(st.lists(STEPS, min_size=3, max_size=15), st.lists(AFTER, min_size=1, max_size=12))
@example([("react", "pull/2", "bob", "+1")], [("withdraw", "pull/2", "bob", "+1")])
@example([("sync", False), ("rename", True), ("duplicate", True)], [("forget",)])  # decided, and then not there
def test_after_the_close_no_withdrawal_changes_the_result_and_the_gap_before_it_is_published(before, after) -> None:
    with tempfile.TemporaryDirectory() as room:
        world = World(Path(room))
        for step in before:
            act(world, step)
        world.sync(world.ledger)  # may go on with what one saw that failed
        last = world.sync(world.ledger, full=True).state.observed
        frozen, lines = result(world), world.chain()
        world.moment = CLOSES
        for step in after:
            act(world, step)
        world.sync(world.ledger)
        final = world.sync(world.ledger, full=True).state
        assert result(world) == frozen
        assert world.chain()[: len(lines)] == lines
        (gap,) = final.closes
        assert (gap.closed, gap.before) == (CLOSES, last)
        assert gap.after is not None
        assert gap.after > CLOSES
        assert json.loads((world.ledger / "ledger.json").read_bytes())["closes"] == [
            {"closed": instant(CLOSES), "before": instant(last), "after": instant(gap.after)}
        ]
        assert check_chain(world.ledger) == []


def result(world: World) -> dict[str, Any]:
    """The support of the ideas whose challenge has a close, or the files at fault that keep it from being counted."""
    try:
        counted = count(world.root, resources=tool_resources(), ledger=world.ledger, now=NOW)
    except CountAtFault as fault:
        return {"at fault": [problem.identity for problem in fault.problems]}
    assert isinstance(counted, CountedLedger)
    return {
        idea["idea"]: idea["support"]
        for idea in counted.document["ideas"]
        if counted.community.ideas[counted.community.target(idea["idea"])].challenge is not None
    }
