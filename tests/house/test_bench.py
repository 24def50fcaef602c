"""The measuring can be trusted: the same input for everybody, all processes seen, failures not taken for speed."""

import gzip
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from checkout import CHECKOUT
from ideario.voting.deciding.winner_rules import decide

BENCH = CHECKOUT / "tooling" / "bench"
sys.path.insert(0, str(BENCH))

import audits  # noqa: E402 - the bench's modules are programs beside each other, not a package
import community  # noqa: E402 - as above
import measure  # noqa: E402 - as above
import pages  # noqa: E402 - as above
import report  # noqa: E402 - as above
import served  # noqa: E402 - as above
import visits  # noqa: E402 - as above
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


def test_one_idea_alone_has_the_word_that_is_looked_for_and_can_be_voted_on(generated) -> None:
    idea = pages.sought(SMALL)
    assert [one.slug for one in community.proposals(SMALL) if community.SOUGHT in one.title] == [idea.slug]
    challenge = (generated / f"content/challenges/{idea.challenge}.yml").read_text("utf-8")
    assert "voting: {opens: 2026-03-05, closes: 2046-04-30}" in challenge
    assert not (generated / f"content/decisions/{idea.slug}.yml").exists()
    assert visits.misspelt(community.SOUGHT) == "lightohuse"


@pytest.mark.slow
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
    assert {target.reached for target in pages.targets(pages.Measured())} == {None}


LOOK = audits.Audit(
    performance=98, accessibility=100, best_practices=100, seo=100, first=900, largest=1500, blocked=0, shift=0,
    moved=20_000, speed=3000,
)  # fmt: skip


def test_the_worst_page_is_held_against_what_pages_must_reach() -> None:
    def reached(look: audits.Audit) -> list[bool | None]:
        return [target.reached for target in pages.targets(pages.Measured(looks={"home": LOOK, "idea": look}))][:4]

    assert reached(LOOK) == [True] * 4
    assert reached(replace(LOOK, performance=97, seo=92, largest=1501, shift=0.01)) == [False] * 4
    middle = audits.median([LOOK, replace(LOOK, largest=9000, failed=("speed-index",)), replace(LOOK, largest=1400)])
    assert (middle.largest, middle.failed) == (1500, ("speed-index",))


def test_a_page_that_lighthouse_could_not_load_has_no_figure() -> None:
    with pytest.raises(audits.Unmeasured, match="did not load"):
        audits.read({"runtimeError": {"message": "it did not load"}, "categories": {}, "audits": {}})


def test_without_node_the_answer_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(audits.Unmeasured, match=r"^Node\.js is not here: install it"):
        audits.ready()


def test_the_site_is_served_as_where_it_is_published(tmp_path) -> None:
    (tmp_path / "site" / "ideas").mkdir(parents=True)
    (tmp_path / "site" / "404.html").write_text("lost " * 100, "utf-8")
    (tmp_path / "site" / "ideas" / "index.html").write_text("found " * 100, "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    with served.served(tmp_path / "site", "/community/") as host:
        with urllib.request.urlopen(f"{host.address}ideas/?q=x") as answer:
            packed = answer.read()
            assert gzip.decompress(packed).startswith(b"found")
            assert (answer.headers["Cache-Control"], len(packed)) == ("max-age=600", host.sent(answer.url))
        for elsewhere in (f"{host.address}%2e%2e/secret.txt", host.address.replace("community/", "ideas/")):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(elsewhere)
            with refused.value:
                assert (refused.value.code, gzip.decompress(refused.value.read())[:4]) == (404, b"lost")


@pytest.mark.slow
def test_the_election_that_add1_is_measured_with_is_decided_to_its_end() -> None:
    """Shares are raised a thousand times there: as often as in large elections, and further than a limit may reach."""
    outcome = decide(winners.contest(30_000, 180, "add1"))
    assert (len(outcome.wins), outcome.ended) == (74, "next-overspends")
    assert outcome.steps > 1000
