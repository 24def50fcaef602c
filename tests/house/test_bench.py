"""The measuring can be trusted: the same input for everybody, all processes seen, failures not taken for speed."""

import subprocess
import sys
from pathlib import Path

import pytest
from checkout import CHECKOUT
from ideario.voting.deciding.winner_rules import decide

BENCH = CHECKOUT / "tooling" / "bench"
sys.path.insert(0, str(BENCH))

import community  # noqa: E402 - the bench's modules are programs beside each other, not a package
import measure  # noqa: E402 - as above
import report  # noqa: E402 - as above
import winners  # noqa: E402 - as above

SMALL = community.Size(ideas=60, votes=300, people=9)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("generated")
    community.write_community(root, SMALL)
    return root


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(generated, tmp_path) -> None:
    community.write_community(tmp_path / "again", SMALL)
    community.write_community(tmp_path / "other", community.Size(ideas=60, votes=300, people=9, seed=8))
    assert _bytes(tmp_path / "again") == _bytes(generated)
    assert _bytes(tmp_path / "other") != _bytes(generated)


def test_generated_ideas_have_the_size_that_the_goals_speak_of() -> None:
    sizes = [len(community.idea_yaml(idea).encode()) for idea in community.proposals(community.Size(ideas=400))]
    assert 1500 < sum(sizes) / len(sizes) < 1700


def test_a_generated_community_has_no_problem(generated, ideario) -> None:
    checked = ideario("--root", generated, "check")
    assert (checked.exit_code, checked.stdout.count("content/")) == (0, 0), checked.stdout


def test_memory_is_summed_over_all_processes_of_a_command(tmp_path) -> None:
    """Measured by a process as small as the benchmark: the peak of a command begins with that of who starts it."""
    hold = "import time; kept = bytearray(200_000_000); time.sleep(0.6)"
    both = f"import subprocess, sys; c = subprocess.Popen([sys.executable, '-c', {hold!r}]); {hold}; c.wait()"
    measuring = (
        "import pathlib, sys; sys.path.insert(0, sys.argv[1]); import measure\n"
        "for code in sys.argv[2:]:\n"
        "    run = measure.run([sys.executable, '-c', code], cwd=pathlib.Path(), log=pathlib.Path('log'))\n"
        "    print(run.peak)"
    )
    command = [sys.executable, "-c", measuring, str(BENCH), hold, both]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    one, two = map(float, done.stdout.split())
    assert 190 < one < 300
    assert 380 < two < 500


def test_a_command_that_fails_has_no_figure(tmp_path) -> None:
    with pytest.raises(measure.Failed, match="it broke"):
        measure.run([sys.executable, "-c", "raise SystemExit('it broke')"], cwd=tmp_path, log=tmp_path / "log")


def test_a_goal_that_was_not_measured_is_not_called_reached() -> None:
    def run(wall: float) -> measure.Run:
        return measure.Run(wall=wall, cpu=0, peak=0)

    found = {target.what: target for target in report.targets({"check": run(2), "check-jsonschema": run(17)}, None, 10)}
    assert found["`check` beside check-jsonschema"].reached is True
    assert found["cold `build` beside hugo"].reached is None
    slower = report.targets({"check": run(2), "check-jsonschema": run(15)}, None, 10)
    assert slower[0].reached is False


@pytest.mark.slow
def test_the_election_that_add1_is_measured_with_is_decided_to_its_end() -> None:
    """Shares are raised a thousand times there: as often as in large elections, and further than a limit may reach."""
    outcome = decide(winners.contest(30_000, 180, "add1"))
    assert (len(outcome.wins), outcome.ended) == (74, "next-overspends")
    assert outcome.steps > 1000
