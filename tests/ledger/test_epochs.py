"""New epochs: what is erased is gone, what is coarsened or under a new key counts as before, and verify accepts all."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from communities import NOW, put, riverton
from conftest import Outcome
from github_standin.state import State
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis_examples import examples
from ideario.actions import ledger as actions
from ideario.actions.ledger import turning_points
from ideario.actions.sync import sync
from ideario.ledger import epochs
from ideario.ledger.append import continued
from ideario.ledger.chain.check_chain import check_chain
from ideario.ledger.exclusions import Rewrites
from ideario.ledger.ledger_folder import read_state, read_threads, write_ledger
from ideario.ledger.live_reactions import same_moment
from ideario.ledger.pseudonyms import Pseudonyms
from ideario.model.challenge import Window
from ideario.model.community import Community
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import instant
from ideario.model.votes import Tally
from ideario.problems import Failure
from ideario.resources import tool_resources
from ideario.syncing.sync_ledger import Options
from ideario.voting.counting.tallies import tally
from ledgers import event_lines, lines, restated
from published_schemas import validator
from state_forge import StateForge
from tallies import THREADS, cast, riverton_with_votes, voter, withdraw

pytestmark = pytest.mark.slow

OBSERVED = datetime(2026, 6, 1, tzinfo=UTC)
KEY, NEW = b"a key for tests that is long enough", b"another key for tests, as long as that"
LISTED = [Thread(name=name, ideas=ideas) for name, ideas in THREADS.items()]
OPENS, CLOSES = datetime(2026, 2, 10, 10, 0, 5, tzinfo=UTC), datetime(2026, 2, 12, 15, 30, tzinfo=UTC)


def events(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in event_lines(folder)]


def states(folder: Path) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, lines(folder)) if line["type"] == "state"]


def count(of: Community, folder: Path) -> Any:
    result = tally(of, folder, as_of=OBSERVED)
    return replace(result, ledger=None)


def written(folder: Path, *given: Event, key_check: str | None = None) -> Path:
    write_ledger(folder, given, LISTED, observed=OBSERVED)
    if key_check is not None:
        restated(folder, key_check=key_check)
    return folder


# ---- any new epoch


def test_a_new_epoch_is_a_chain_of_its_own_that_names_the_old_head(tmp_path: Path) -> None:
    folder = written(tmp_path / "ledger", cast("ada"), cast("bo", seen="2026-03-01T00:00:00Z"))
    (folder / "README.md").write_text("What this is.")
    (folder / "sync.json").write_text("{}")
    (folder / "staged").mkdir()
    before = read_state(folder)
    assert before is not None
    epoch, _ = epochs.erase(folder, [voter("ada")])
    assert epoch.state == read_state(folder)
    assert (epoch.state.epoch, epoch.state.former_head, epoch.state.events) == (2, before.head, 2)
    assert epoch.state.observed == before.observed
    assert read_threads(folder) == tuple(LISTED)
    assert {path.name for path in folder.iterdir()} == {
        "2026-02-01.jsonl", "2026-03-01.jsonl", "2026-06-01.jsonl", "ledger.json", "threads.json", "README.md",
        ".gitattributes",
    }  # fmt: skip
    assert not check_chain(folder, head=epoch.state.head)
    (problem,) = check_chain(folder, head=before.head)
    assert "ended epoch 1; epoch 2 is a new chain" in problem.message
    again, _ = epochs.erase(folder, [voter("bo")])
    assert (again.state.epoch, again.state.former_head) == (3, epoch.state.head)
    assert not check_chain(folder)
    heads = [(state["epoch"], state["former_head"]) for state in states(folder)]
    assert heads == [(1, None), (2, before.head), (3, epoch.state.head)]
    for head, number in ((before.head, 1), (epoch.state.head, 2)):
        (problem,) = check_chain(folder, head=head)
        assert f"ended epoch {number}; epoch 3 is a new chain" in problem.message
    (problem,) = check_chain(folder, head="ab" * 32)
    assert f"Earlier epochs have ended: 1 in {before.head}, 2 in {epoch.state.head}" in problem.message
    assert [path.name for path in tmp_path.iterdir()] == ["ledger"]


def test_a_ledger_that_is_not_whole_is_not_buried_under_a_new_chain(tmp_path: Path) -> None:
    folder = written(tmp_path / "ledger", cast("ada"), cast("bo"))
    file = folder / "2026-02-01.jsonl"
    file.write_bytes(file.read_bytes().replace(voter("ada").encode(), voter("cy").encode()))
    before = file.read_bytes()
    for begin in (
        lambda: epochs.erase(folder, [voter("bo")]),
        lambda: epochs.coarsen(folder, before=OBSERVED, breaks=()),
    ):
        with pytest.raises(Failure, match="not whole"):
            begin()
    assert file.read_bytes() == before


def test_there_is_no_epoch_without_a_ledger_and_none_while_a_sync_runs(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="no ledger"):
        epochs.erase(tmp_path / "nowhere", ["a" * 64])
    folder = written(tmp_path / "ledger", cast("ada"))
    with continued(folder, begun=OBSERVED), pytest.raises(Failure, match="another run"):
        epochs.erase(folder, [voter("ada")])


# ---- erasing


def test_an_erased_voter_has_no_vote_and_leaves_the_hash_of_each_line(community: Community, tmp_path: Path) -> None:
    others = [cast("bo"), cast("bo", on="pull/3"), cast("cy", "-1")]
    theirs = [cast("ada"), cast("ada", on="pull/3"), withdraw("ada", on="pull/3")]
    folder = written(tmp_path / "ledger", theirs[0], others[0], theirs[1], *others[1:], theirs[2])
    old = event_lines(folder)
    epoch, live = epochs.erase(folder, [voter("ada")])
    assert (epoch.changed, live) == (3, 1)
    assert count(community, folder) == count(community, written(tmp_path / "others", *others))
    assert voter("ada") not in "".join(path.read_text() for path in folder.iterdir())
    found = events(folder)
    assert [event["seq"] for event in found] == list(range(1, 7))
    for place in (0, 2, 5):
        assert set(found[place]) == {"type", "hash", "seen", "seq", "prev"}
        assert found[place]["hash"] == sha256(old[place]).hexdigest()
    for event in found:
        validator("ledger-event.schema.json").validate(event)


@settings(max_examples=examples(25))
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["+1", "-1"]), st.booleans()), min_size=1, max_size=12)
)
def test_whoever_is_erased_the_others_count_as_if_they_were_alone(community, tmp_path_factory, given) -> None:
    room = tmp_path_factory.mktemp("erased")
    all_events = [withdraw(who, kind) if gone else cast(who, kind) for who, kind, gone in given]
    folder = written(room / "ledger", *all_events)
    gone = given[0][0]
    epochs.erase(folder, [voter(gone)])
    others = written(room / "others", *(event for event in all_events if event.voter != voter(gone)))
    assert count(community, folder) == count(community, others)
    assert not check_chain(folder)


def test_who_has_no_vote_is_not_erased_and_nothing_changes(tmp_path: Path) -> None:
    folder = written(tmp_path / "ledger", cast("ada"))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(Failure, match="no vote") as failure:
        epochs.erase(folder, [voter("ada"), voter("bo")])
    assert "--account" in failure.value.hint
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"hash": None}, "hash"),
        ({"voter": "a" * 64}, "voter"),
        ({"hash": "ab"}, "hash"),
        ({"given": None}, "given"),
    ],
)
def test_an_erased_line_of_another_form_is_named(tmp_path: Path, line: dict[str, Any], said: str) -> None:
    folder = written(tmp_path / "ledger", cast("ada"))
    epochs.erase(folder, [voter("ada")])
    file = folder / "2026-02-01.jsonl"
    event = {key: value for key, value in (json.loads(file.read_text()) | line).items() if key != "hash" or value}
    text = json.dumps(event, sort_keys=True, separators=(",", ":")).encode()
    file.write_bytes(text + b"\n")
    (problem,) = (found for found in check_chain(folder) if found.rule == "ledger-line")
    assert said in problem.message


def test_a_ledger_with_erased_lines_is_continued(tmp_path: Path) -> None:
    folder = written(tmp_path / "ledger", cast("ada"), cast("bo"))
    epochs.erase(folder, [voter("ada")])
    with continued(folder, begun=OBSERVED) as run:
        assert run.live(["pull/1"])["pull/1"].keys() == {(voter("bo"), "+1")}
        state = run.commit(seen=OBSERVED, observed=OBSERVED, threads=run.threads, sync_state={}, key_check="c" * 64)
    assert (state.epoch, state.events) == (2, 2)
    assert state.former_head is not None
    assert not check_chain(folder)


# ---- coarsening

MOMENTS = st.builds(
    lambda day, second: datetime(2026, 2, day, tzinfo=UTC) + timedelta(seconds=second),
    st.integers(9, 13),
    st.one_of(
        st.integers(0, 86_399),
        st.sampled_from([0, 1, 2, 36_004, 36_005, 36_006, 55_799, 55_800, 55_801, 55_802, 86_399]),
    ),
)
VOTES = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from([*THREADS]), st.sampled_from(["+1", "heart", "-1", "eyes"]),
        st.booleans(), MOMENTS, st.integers(0, 7200),
    ),
    max_size=25,
)  # fmt: skip


def in_order(votes: Sequence[tuple[str, str, str, bool, datetime, int]]) -> list[Event]:
    """Events in the order in which they were seen, each some seconds after it happened."""
    return sorted(
        (
            (withdraw if gone else cast)(
                who, kind, on=on, seen=instant(at + timedelta(seconds=later)), **({} if gone else {"at": instant(at)})
            )
            for who, on, kind, gone, at, later in votes
        ),
        key=lambda event: event.seen,
    )


def mid_day(of: Community) -> Community:
    """The community with a vote that opens and closes in the middle of a day."""
    (challenge,) = of.challenges.values()
    return replace(of, challenges={challenge.slug: replace(challenge, voting=Window(opens=OPENS, closes=CLOSES))})


@settings(max_examples=examples(25))
@given(VOTES)
def test_coarse_times_count_as_the_exact_ones(community, tmp_path_factory, votes) -> None:
    community = mid_day(community)
    folder = written(tmp_path_factory.mktemp("coarse") / "ledger", *in_order(votes))
    before, was = count(community, folder), events(folder)
    if not votes:
        return
    try:
        epoch = epochs.coarsen(folder, before=OBSERVED, breaks=turning_points(community))
    except Failure:
        epoch = None  # they all were coarse by chance
    assert count(community, folder) == before
    assert not check_chain(folder)
    limit = instant(OBSERVED)
    starts = {"00:00", "10:00", "15:30"}
    for old, new in zip(was, events(folder), strict=True):
        assert new["seen"] <= old["seen"]
        assert new["seen"][11:16] in starts
        if old["given"] is not None:
            assert new["given"][11:16] in starts
            assert same_moment(new["given"], old["given"], limit)
    if epoch is not None:
        assert epoch.state.coarsened == OBSERVED
        with pytest.raises(Failure, match="no time"):
            epochs.coarsen(folder, before=OBSERVED, breaks=turning_points(community))


def test_the_times_of_today_stay_exact(tmp_path: Path) -> None:
    today = datetime(2026, 2, 11, 18, tzinfo=UTC)
    folder = written(
        tmp_path / "ledger",
        cast("ada", at="2026-02-10T09:08:07Z", seen="2026-02-10T09:30:00Z"),
        cast("ada", "heart", at="2026-02-10T11:08:07Z", seen="2026-02-10T11:30:00Z"),
        cast("bo", at="2026-02-10T23:59:59Z", seen="2026-02-11T00:10:00Z"),
        cast("bo", on="pull/3", at="2026-02-11T12:00:01Z", seen="2026-02-11T12:30:00Z"),
    )
    epochs.coarsen(folder, before=today, breaks=())
    assert [(event["given"], event["seen"]) for event in events(folder)] == [
        ("2026-02-10T00:00:00Z", "2026-02-10T00:00:00Z"),
        ("2026-02-10T00:00:01Z", "2026-02-10T00:00:00Z"),
        ("2026-02-10T00:00:00Z", "2026-02-11T00:10:00Z"),
        ("2026-02-11T12:00:01Z", "2026-02-11T12:30:00Z"),
    ]
    validator("ledger.schema.json").validate(json.loads((folder / "ledger.json").read_bytes()))


def test_times_stay_exact_while_a_vote_is_open(tmp_path: Path) -> None:
    root = riverton(tmp_path / "community")
    folder = written(tmp_path / "ledger", cast("ada"))
    when: dict[str, Any] = {"root": root, "resources": tool_resources(), "ledger": folder}
    with pytest.raises(Failure, match="closes at 2026-02-28"):
        actions.coarsen(**when, now=datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC))
    assert actions.coarsen(**when, now=datetime(2026, 3, 1, tzinfo=UTC)).changed == 1


# ---- another key


@settings(max_examples=examples(25))
@given(VOTES, st.sets(st.sampled_from("ab")))
def test_under_another_key_everything_counts_as_before(community, tmp_path_factory, votes, known) -> None:
    community = mid_day(community)
    former, new = Pseudonyms(KEY, "github.com"), Pseudonyms(NEW, "github.com")
    folder = written(tmp_path_factory.mktemp("rekeyed") / "ledger", *in_order(votes), key_check=former.check())
    before, was = count(community, folder), events(folder)
    numbers = {voter(who): ord(who) for who in known}
    epoch, unknown = epochs.rekey(
        folder,
        former=former,
        new=new,
        mapping=lambda voters: {name: new.person(numbers[name]) for name in voters if name in numbers},
    )
    assert count(community, folder) == before
    assert not check_chain(folder)
    assert unknown == len({event["voter"] for event in was} - numbers.keys())
    assert epoch.state.key_check == new.check()
    for old, event in zip(was, events(folder), strict=True):
        name = old["voter"]
        assert event["voter"] == (new.person(numbers[name]) if name in numbers else new.again(name))


def test_imported_ballots_keep_their_numbers(tmp_path: Path) -> None:
    former, new = Pseudonyms(KEY, "github.com"), Pseudonyms(NEW, "github.com")
    imported = replace(cast("ada", on="import/1", idea="bike-lanes"), voter=f"pabulib:{'a' * 64}:v1")
    folder = written(tmp_path / "ledger", imported, cast("bo"), key_check=former.check())
    epochs.rekey(folder, former=former, new=new, mapping=lambda voters: {})
    assert [event["voter"] for event in events(folder)] == [imported.voter, new.again(voter("bo"))]


@pytest.mark.parametrize(
    ("check", "former", "new", "said"),
    [(None, KEY, NEW, "without a key"), (NEW, KEY, NEW, "not the one"), (KEY, KEY, KEY, "the old one")],
)
def test_a_key_is_changed_only_from_the_ledgers_own_to_another(
    tmp_path: Path, check: bytes | None, former: bytes, new: bytes, said: str
) -> None:
    key_check = None if check is None else Pseudonyms(check, "github.com").check()
    folder = written(tmp_path / "ledger", cast("ada"), key_check=key_check)
    names = [Pseudonyms(key, "github.com") for key in (former, new)]
    with pytest.raises(Failure, match=said):
        epochs.rekey(folder, former=names[0], new=names[1], mapping=lambda voters: {})


# ---- with a forge


class World:
    """A community of two ideas, a forge with people on it, and a ledger that was synced."""

    def __init__(self, room: Path) -> None:
        self.root, self.ledger = riverton(room / "community"), room / "ledger"
        self.moment = datetime(2026, 2, 20, tzinfo=UTC)
        self.state = State(clock=self.clock)
        for place, slug in enumerate(("bike-lanes", "night-trams")):
            pull = self.state.pull(author=f"author-{place}", files=[f"content/ideas/{slug}.yml"])
            self.state.merge(pull)
        self.state.issue(author="ada")
        decision = {"history": [{"date": "2026-02-01", "status": "planned"}], "threads": ["issue/3"]}
        put(self.root, "decisions/bike-lanes", decision)
        for thread, login, kind in (
            ("pull/1", "bob", "+1"), ("pull/2", "bob", "heart"), ("issue/3", "cleo", "+1"), ("pull/1", "dan", "-1"),
            ("pull/1", "author-0", "+1"), ("pull/2", "eve", "+1"),
        ):  # fmt: skip
            self.moment += timedelta(minutes=7)
            self.state.react(thread, login, kind)
        self.sync()

    def clock(self) -> float:
        return self.moment.timestamp()

    def forge(self, _: Community | None = None) -> StateForge:
        return StateForge(self.state, page=2)

    def sync(self, key: bytes = KEY) -> tuple[int, int]:
        self.moment += timedelta(hours=1)
        report = sync(
            self.root,
            resources=tool_resources(),
            ledger=self.ledger,
            connect=self.forge,
            named=None,
            key=key,
            spare_key=b"",
            now=lambda: self.moment,
            options=Options(confirmed=True),
        )
        return report.synced.cast, report.synced.withdrawn

    def count(self) -> Tally:
        from ideario.intake.read_community import read_community

        read = read_community(self.root, resources=tool_resources()).community
        assert read is not None
        return count(read, self.ledger)

    def rotate(self) -> actions.Begun:
        return actions.rotate_key(
            self.root, resources=tool_resources(), ledger=self.ledger, connect=self.forge, former=KEY, new=NEW, now=NOW
        )


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_after_a_change_of_the_key_the_next_sync_knows_everyone_again(world: World) -> None:
    before = world.count()
    was = {event["voter"] for event in events(world.ledger)}
    begun = world.rotate()
    assert (begun.changed, begun.still) == (6, 0)
    assert not was & {event["voter"] for event in events(world.ledger)}
    assert world.count() == before
    assert world.sync(NEW) == (0, 0)
    assert world.count() == before
    with pytest.raises(Failure, match="key"):
        world.sync(KEY)


def test_votes_frozen_at_the_close_stay_under_another_key_though_nobody_knows_whose_they_are(world: World) -> None:
    before = world.count()
    world.moment = datetime(2026, 3, 5, tzinfo=UTC)
    world.state.withdraw("pull/2", "eve", "+1")
    assert world.sync() == (0, 1)
    assert world.count() == before
    assert world.rotate().still == 1
    assert world.count() == before
    assert world.sync(NEW) == (0, 0)
    assert not check_chain(world.ledger)


def test_after_coarsening_the_next_sync_finds_nothing_new(world: World) -> None:
    before = world.count()
    world.moment = datetime(2026, 3, 5, tzinfo=UTC)
    with pytest.raises(Failure, match="votes were last fetched"):
        actions.coarsen(world.root, resources=tool_resources(), ledger=world.ledger, now=world.moment)
    assert world.sync() == (0, 0)
    actions.coarsen(world.root, resources=tool_resources(), ledger=world.ledger, now=world.moment)
    assert {event["given"][11:16] for event in events(world.ledger)} == {"00:00"}
    assert world.sync() == (0, 0)
    assert world.count() == before


def test_an_account_is_erased_by_its_number_and_comes_back_only_with_its_reactions(world: World) -> None:
    number = world.state.account("bob").id
    erased: dict[str, Any] = {
        "root": world.root,
        "resources": tool_resources(),
        "ledger": world.ledger,
        "voters": (),
        "now": NOW,
    }
    with pytest.raises(Failure, match="IDEARIO_LEDGER_KEY"):
        actions.erase(**erased, accounts=[number])
    with pytest.raises(Failure, match="not the one"):
        actions.erase(**erased, accounts=[number], key=NEW)
    assert actions.erase(**erased, accounts=[number], key=KEY).still == 2
    assert world.count().standings["night-trams"].support == 1
    world.state.withdraw("pull/1", "bob", "+1")
    assert world.sync() == (1, 0)  # what they left on GitHub, and no more
    assert world.count().standings["night-trams"].support == 2


# ---- the commands


def test_the_command_says_what_became_of_the_ledger_and_what_it_did_not_reach(
    ideario: Callable[..., Outcome], tmp_path: Path
) -> None:
    root = riverton(tmp_path / "community")
    folder = root / "content" / "ledger"
    written(folder, cast("ada"), cast("bo"))
    old = read_state(folder)
    assert old is not None
    done = ideario("--root", root, "ledger", "erase", voter("ada"), "--yes")
    assert done.exit_code == 0, done
    state = read_state(folder)
    assert state is not None
    assert f"Epoch 2 has begun. Its head: {state.head}" in done.stdout
    assert old.head in done.stdout
    assert "1 of these reactions were not withdrawn" in done.stdout
    assert "git filter-repo" in done.stdout
    verified = ideario("--root", root, "verify")
    assert verified.exit_code == 0, verified
    assert f"epoch 2; the epoch before ended in {old.head}" in verified.stdout
    assert ideario("--root", root, "ledger", "coarsen", "--yes").exit_code == 0
    assert ideario("--root", root, "ledger", "coarsen", "--yes").exit_code == 2
    assert ideario("--root", root, "tally").exit_code == 0


def test_nothing_is_rewritten_unless_it_is_meant(ideario: Callable[..., Outcome], tmp_path: Path) -> None:
    root = riverton(tmp_path / "community")
    folder = root / "content" / "ledger"
    written(folder, cast("ada"))
    before = read_state(folder)
    assert ideario("--root", root, "ledger", "erase", voter("ada")).exit_code == 1
    assert ideario("--root", root, "ledger", "erase", "--yes").exit_code == 2
    assert ideario("--root", root, "ledger", "rotate-key", "--yes").exit_code == 2
    assert ideario("--root", root, "ledger", "erase", voter("bo"), "--yes").exit_code == 2
    assert read_state(folder) == before


@pytest.mark.parametrize("name", ["erase", "coarsen", "rotate-key"])
def test_each_command_shows_an_example(ideario: Callable[..., Outcome], name: str) -> None:
    assert f"Example: ideario ledger {name}" in ideario("ledger", name, "--help").stdout


# ---- exclusions


def excluded(world: World, *voters: str, name: str = "brigade") -> Path:
    return put(world.root, f"exclusions/{name}", {"date": "2026-02-21", "reason": "Seen to.", "voters": list(voters)})


def pseudonym_of(world: World, login: str, key: bytes = KEY) -> str:
    return Pseudonyms(key, "github.com").person(world.state.account(login).id)


def test_whom_maintainers_have_excluded_stays_excluded_under_another_key(world: World) -> None:
    file = excluded(world, *(pseudonym_of(world, login) for login in ("bob", "dan")))
    file.write_text(f"# {pseudonym_of(world, 'dan')} is the first\n{file.read_text()}")
    before = world.count()
    assert before.standings["bike-lanes"].excluded["X"] == 2
    begun = world.rotate()
    assert begun.exclusions == ("content/exclusions/brigade.yml",)
    assert world.count() == before
    text = file.read_text()
    for login in ("bob", "dan"):
        assert pseudonym_of(world, login) not in text
        assert pseudonym_of(world, login, NEW) in text
    assert world.sync(NEW) == (0, 0)
    assert world.count() == before


def test_an_exclusion_of_somebody_without_a_vote_keeps_the_key_as_it_is(world: World) -> None:
    file = excluded(world, pseudonym_of(world, "bob"), "ab" * 32)
    before, chain = file.read_bytes(), lines(world.ledger)
    with pytest.raises(Failure, match="excludes abab"):
        world.rotate()
    assert (file.read_bytes(), lines(world.ledger)) == (before, chain)


def test_an_exclusion_at_fault_keeps_the_key_as_it_is(world: World) -> None:
    excluded(world, pseudonym_of(world, "bob")).write_text("voters: [")
    with pytest.raises(Failure, match="an exclusion is at fault"):
        world.rotate()


def test_where_the_new_ledger_cannot_be_written_the_exclusions_stay_as_they_were(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [excluded(world, pseudonym_of(world, login), name=login) for login in ("bob", "dan")]
    before, chain = [file.read_bytes() for file in files], lines(world.ledger)

    def full(*_: object) -> None:
        assert [file.read_bytes() for file in files] != before
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ideario.ledger.swap.swap", full)
    with pytest.raises(Failure, match="No space left"):
        world.rotate()
    assert ([file.read_bytes() for file in files], lines(world.ledger)) == (before, chain)


def test_where_the_branch_was_not_reached_a_second_try_begins_anew_and_all_can_be_taken_back(
    world: World,
) -> None:
    file = excluded(world, pseudonym_of(world, "bob"))
    before = file.read_bytes()
    rewrites = Rewrites()
    copies = [Path(shutil.copytree(world.ledger, world.ledger.with_name(f"copy-{number}"))) for number in range(2)]
    for copy in copies:  # as `update_branch` does when somebody else was faster
        begun = actions.rotate_key(
            world.root, resources=tool_resources(), ledger=copy, connect=world.forge, former=KEY, new=NEW,
            rewrites=rewrites, now=NOW,
        )  # fmt: skip
        assert begun.exclusions == ("content/exclusions/brigade.yml",)
        assert file.read_bytes() != before
    rewrites.restore()
    assert file.read_bytes() == before


def test_a_slip_of_the_pen_in_an_exclusion_is_told(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    root = riverton_with_votes(tmp_path / "riverton")
    slip = voter("ada")[:-1] + ("0" if voter("ada")[-1] != "0" else "1")
    put(root, "exclusions/brigade", {"date": "2026-02-21", "reason": "Seen to.", "voters": [voter("bo"), slip]})
    commands = ("check", "tally", "build", "report integrity", "winners quieter-streets --provisional")
    for command in commands:
        said = ideario(*command.split(), cwd=root)
        assert said.exit_code == 0, said
        assert said.stdout.count("exclusion-without-votes") + said.stderr.count("exclusion-without-votes") == 1, said
        assert f"no vote of {slip}" in said.stdout + said.stderr


def test_an_erased_voter_who_is_excluded_is_named_to_whoever_erases(world: World) -> None:
    excluded(world, pseudonym_of(world, "bob"))
    begun = actions.erase(
        world.root, resources=tool_resources(), ledger=world.ledger, voters=[pseudonym_of(world, "bob")], now=NOW
    )
    assert begun.exclusions == ("content/exclusions/brigade.yml",)
