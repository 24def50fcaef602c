"""While a file is at fault that decides what counts nothing is counted: without it there would be other numbers."""

from datetime import UTC, datetime

import pytest
from communities import commit, put, riverton
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread

pytestmark = pytest.mark.slow

VOTERS = [f"{number:064x}" for number in range(4)]
REMOVED = {"date": "2026-01-20", "reason": "Bought votes.", "voters": VOTERS[:3]}
MERGED = {
    "duplicate_of": "night-trams",
    "history": [{"status": "duplicate", "date": "2026-01-20", "reason": "The same."}],
}
MOVED = {
    "threads": ["issue/9"],
    "history": [{"status": "open", "date": "2026-01-20", "reason": "Discussed there."}],
}
COMMANDS = (
    ("build",),
    ("tally",),
    ("verify",),
    ("winners", "quieter-streets", "--provisional"),
    ("report", "integrity"),
)


@pytest.fixture
def town(tmp_path):
    """Four votes for an idea, three of them removed by maintainers, on a site that was built once."""
    root = riverton(tmp_path / "town")
    put(root, "exclusions/bought", REMOVED)
    events = [
        Event(type="cast", thread="pull/7", idea="bike-lanes", voter=voter, kind="+1", given=at, seen=at)
        for voter in VOTERS
        for at in ["2026-01-05T08:00:00Z"]
    ]
    threads = [Thread(name="pull/7", ideas=("bike-lanes",), merged=datetime(2026, 1, 3, tzinfo=UTC))]
    write_ledger(root / "content/ledger", events, threads, observed=datetime(2026, 1, 30, tzinfo=UTC))
    commit(root)
    return root


def site(root):
    return {path: path.read_bytes() for path in (root / "build/site").rglob("*") if path.is_file()}


def spoil(root, path, old, new) -> None:
    file = root / "content" / path
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda root: spoil(root, "exclusions/bought.yml", "voters:", "voter:"), "content/exclusions/bought.yml:4:1"),
        (
            lambda root: spoil(root, "exclusions/bought.yml", "reason: ", "reason: ["),
            "content/exclusions/bought.yml:3:",
        ),
        (
            lambda root: put(root, "exclusions/more", {**REMOVED, "ideas": ["bike-lane"]}),
            "content/exclusions/more.yml:",
        ),
        (
            lambda root: (root / "content/exclusions/bought.yml").rename(root / "content/exclusions/bought.yaml"),
            "content/exclusions/bought.yaml:1:1",
        ),
        (lambda root: put(root, "decisions/bike-lanes", {**MERGED, "duplicate_of": "nothing"}), "bike-lanes.yml:2:"),
        (lambda root: put(root, "decisions/bike-lanes", {**MOVED, "history": []}), "content/decisions/bike-lanes.yml:"),
        (lambda root: put(root, "decisions/bike-lane", MOVED), "content/decisions/bike-lane.yml:"),
        (lambda root: put(root, "results/quieter-streets", {"good": 1}), "content/results/quieter-streets.yml:"),
    ],
    ids=["key", "no-yaml", "unknown-idea", "ending", "no-target", "no-status", "misspelt", "result"],
)
def test_nobody_counts_without_a_file_that_decides(town, ideario, wrong, told) -> None:
    assert ideario("--root", town, "build").exit_code == 0
    before = site(town)
    wrong(town)
    for words in COMMANDS:
        outcome = ideario("--root", town, *words)
        assert (words, outcome.exit_code) == (words, 2)
        assert told in outcome.stderr
        assert "Mend it first" in outcome.stderr
        assert "Traceback" not in outcome.stderr
        assert outcome.stdout == ""
    assert site(town) == before
    assert ideario("--root", town, "check").exit_code == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda root: put(root, "decisions/bike-lanes", {"history": [{"status": "planed", "date": "2026-01-20"}]}),
        lambda root: put(root, "ideas/spaceport", {"title": "A spaceport"}),
        lambda root: (root / "content/exclusions/.hidden.yml").write_text("x"),
    ],
    ids=["decision-that-moves-nothing", "idea", "hidden"],
)
def test_what_decides_nothing_is_left_out_and_the_rest_is_published(town, ideario, wrong) -> None:
    wrong(town)
    outcome = ideario("--root", town, "build")
    assert outcome.exit_code == 1, outcome.stderr
    assert '"support":1,' in (town / "build/site/api/v1/tally.json").read_text().replace(" ", "")


def test_a_mended_file_counts_again(town, ideario) -> None:
    text = (town / "content/exclusions/bought.yml").read_text()
    spoil(town, "exclusions/bought.yml", "voters:", "voter:")
    assert ideario("--root", town, "build").exit_code == 2
    assert not (town / "build/site").exists()
    (town / "content/exclusions/bought.yml").write_text(text)
    assert ideario("--root", town, "build").exit_code == 0


def test_a_broken_chain_is_told_beside_it(town, ideario) -> None:
    spoil(town, "exclusions/bought.yml", "voters:", "voter:")
    [file] = (town / "content/ledger").glob("*.jsonl")
    file.write_text(file.read_text().replace("+1", "-1", 1))
    outcome = ideario("--root", town, "verify")
    assert outcome.exit_code == 1
    assert "content/exclusions/bought.yml:4:1" in outcome.stdout
    assert "content/ledger/2026-01" in outcome.stdout
