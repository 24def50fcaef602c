"""Outside challenges a vote counts by what its reaction meant when people first voted, until maintainers say so."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from communities import IDEA, commit, git, put, riverton
from ideario.actions.basis import read_basis
from ideario.actions.check import check
from ideario.ledger import epochs
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import instant
from ideario.resources import tool_resources
from ideario.voting.counting.engines import engine_named
from ideario.voting.counting.tallies import tally
from plain_count import naive

pytestmark = pytest.mark.slow

TOOL = tool_resources()
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST = {"+1": "support", "-1": "oppose", "eyes": "watch"}
TURNED = {"+1": "oppose", "-1": "support", "eyes": "watch"}
EVENTS = [
    Event(
        type="cast",
        thread="pull/7",
        idea="bike-lanes",
        voter=f"{number:064x}",
        kind=kind,
        given=f"2026-01-05T08:00:{number:02}Z",
        seen="2026-01-05T09:00:00Z",
        rule=None,
    )
    for number, kind in enumerate(["+1"] * 5 + ["-1"] * 2 + ["eyes", "laugh"])
]
COUNTS = {"support": 5, "oppose": 2, "watch": 1}
TURNED_COUNTS = {"support": 2, "oppose": 5, "watch": 1}


@pytest.fixture
def town(tmp_path):
    """A community with votes on an idea in no challenge, first seen on 5 January."""
    root = riverton(tmp_path / "town", reactions=FIRST)
    threads = [Thread(name="pull/7", ideas=("bike-lanes",), merged=datetime(2026, 1, 3, tzinfo=UTC))]
    write_ledger(root / "content/ledger", EVENTS, threads, observed=NOW)
    commit(root, date="2026-01-02T12:00:00Z")
    return root


def change(root, date, **settings):
    riverton(root, **settings)
    return commit(root, date=date)


def told(root, **options):
    found = check(root, resources=TOOL, ledger=root / "content/ledger", now=NOW, **options)
    return [problem for problem in found if problem.rule == "reactions-changed-in-vote"]


def counted(root, engine=None):
    ledger = root / "content/ledger"
    basis = read_basis(root, resources=TOOL, ledger=ledger, now=NOW)
    standing = tally(basis.community, ledger, as_of=NOW, threads=basis.threads, engine=engine).standings["bike-lanes"]
    return {stance: getattr(standing, stance) for stance in COUNTS}


def test_a_changed_meaning_turns_no_vote_given_before_and_is_told(town) -> None:
    assert told(town) == []
    base = change(town, "2026-01-20T12:00:00Z", reactions=FIRST, tagline="Make our town better")
    change(town, "2026-02-01T12:00:00Z", reactions=TURNED)
    [problem] = told(town, new_since=base)
    assert (problem.path, problem.pointer, problem.level) == ("content/community.yml", "/reactions", "error")
    assert problem.hint.endswith("write below it: reactions_since: 2026-03-01")
    assert counted(town) == COUNTS
    change(town, "2026-02-02T12:00:00Z", reactions=FIRST)
    assert told(town) == []


def test_a_kind_that_was_no_vote_becomes_none_later(town) -> None:
    change(town, "2026-02-01T12:00:00Z", reactions={**FIRST, "laugh": "support"})
    assert len(told(town)) == 1
    assert counted(town) == COUNTS


def test_the_line_to_paste_makes_the_new_meaning_count_and_a_next_change_needs_another_day(town) -> None:
    change(town, "2026-02-01T12:00:00Z", reactions=TURNED)
    [problem] = told(town)
    day = problem.hint.rpartition("reactions_since: ")[2]
    riverton(town, reactions=TURNED, reactions_since=day)  # in a pull request, before it is committed
    assert (told(town), counted(town)) == ([], TURNED_COUNTS)
    commit(town, date="2026-02-02T12:00:00Z")
    assert (told(town), counted(town)) == ([], TURNED_COUNTS)
    change(town, "2026-02-03T12:00:00Z", reactions=FIRST, reactions_since=day)
    [problem] = told(town)
    assert (counted(town), f" of {day}, " in problem.message) == (TURNED_COUNTS, True)
    other = problem.hint.rpartition("reactions_since: ")[2]
    assert other == "2026-03-02"  # the day after, since today is taken
    change(town, "2026-02-04T12:00:00Z", reactions=FIRST)  # taking the day away says nothing
    assert counted(town) == TURNED_COUNTS
    change(town, "2026-02-05T12:00:00Z", reactions=FIRST, reactions_since=other)
    assert (told(town), counted(town)) == ([], COUNTS)


@pytest.mark.parametrize("moment", ["2026-01-04T12:00:00Z", "2026-01-05T23:59:59Z"])
def test_until_the_day_of_the_first_vote_is_over_the_meaning_may_change(town, moment) -> None:
    change(town, moment, reactions=TURNED)
    assert (told(town), counted(town)) == ([], TURNED_COUNTS)
    change(town, "2026-01-06T00:00:00Z", reactions=FIRST)
    assert (len(told(town)), counted(town)) == (1, TURNED_COUNTS)


def test_syncs_without_votes_freeze_nothing(tmp_path) -> None:
    root = riverton(tmp_path, reactions=FIRST)
    write_ledger(root / "content/ledger", [], [], observed=datetime(2026, 1, 3, tzinfo=UTC))
    commit(root, date="2026-01-02T12:00:00Z")
    change(root, "2026-02-01T12:00:00Z", reactions=TURNED)
    assert told(root) == []


def test_neither_coarsening_nor_erasing_moves_the_moment(town) -> None:
    change(town, "2026-01-05T18:00:00Z", reactions=TURNED)
    change(town, "2026-02-01T12:00:00Z", reactions=FIRST)
    before = counted(town)
    epochs.coarsen(town / "content/ledger", before=NOW, breaks=())
    assert counted(town) == before == TURNED_COUNTS
    epochs.erase(town / "content/ledger", [EVENTS[0].voter])
    assert counted(town) == {**TURNED_COUNTS, "oppose": 4}


@pytest.mark.parametrize("engine", ["sqlite", "datafusion"])
def test_every_engine_and_the_plain_count_go_by_the_same_meaning(town, engine) -> None:
    change(town, "2026-02-01T12:00:00Z", reactions=TURNED)
    assert counted(town, engine_named(engine)) == COUNTS
    community = read_basis(town, resources=TOOL, ledger=town / "content/ledger", now=NOW).community
    _, ballots, _ = naive(community, EVENTS, {"pull/7": ("bike-lanes",)})
    assert {stance: ballots["bike-lanes"][stance] for stance in COUNTS} == COUNTS


def test_what_is_published_says_which_meaning_counted_and_a_stranger_recounts_it(town, ideario) -> None:
    change(town, "2026-02-01T12:00:00Z", reactions=TURNED)
    root = ["--root", str(town)]
    assert ideario(*root, "build", "--now", instant(NOW)).exit_code == 1
    api = town / "build/site/api/v1"
    read = {name: json.loads((api / f"{name}.json").read_text()) for name in ("tally", "rules", "community")}
    assert read["tally"]["rules"]["kinds"] == FIRST
    assert read["rules"]["hashed"]["kinds"] == FIRST
    assert read["community"]["reactions"] == FIRST
    assert {stance: read["tally"]["ideas"][0][stance] for stance in COUNTS} == COUNTS
    assert (
        "Everything agrees"
        in ideario(*root, "verify", "--site", str(town / "build/site"), "--now", instant(NOW)).stdout
    )
    recount = [sys.executable, "-I", "-S", api / "recount.py", town / "content/ledger", town / "build/site"]
    done = subprocess.run(recount, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_without_the_whole_history_it_is_said_that_reactions_count_by_what_they_mean_now(town, ideario) -> None:
    change(town, "2026-02-01T12:00:00Z", reactions=TURNED)
    clone = town.parent / "clone"
    git(town, "clone", "-q", "--depth=1", town.as_uri(), str(clone))
    shutil.copytree(town / "content/ledger", clone / "content/ledger", dirs_exist_ok=True)
    copied = town.parent / "copied"
    shutil.copytree(town / "content", copied / "content")
    commands = [("tally",), ("report", "integrity"), ("build",), ("verify",)]
    for command in commands:
        for root, times in ((town, 0), (clone, 1), (copied, 1)):
            done = ideario("--root", root, *command)
            assert done.exit_code in (0, 1)
            said = (done.stdout + done.stderr).count("Reactions outside challenges count by what content/community.yml")
            assert said == times, (command, root)
    for slug in ("bike-lanes", "night-trams"):
        put(clone, f"ideas/{slug}", {**IDEA, "challenge": "quieter-streets"})
    assert "Reactions outside" not in ideario("--root", clone, "tally").stderr
