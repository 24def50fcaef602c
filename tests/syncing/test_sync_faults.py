"""Whatever GitHub gets wrong during a sync: the ledger ends in the truth, or stays as it was and somebody is told."""

import pytest
from sync_places import Place

pytestmark = pytest.mark.slow

FAULTS = [
    "500", "502", "503", "504", "timeout", "hangup", "drop", "truncate", "304", "empty", "partial", "nothing", "stale",
    "null-users", "collapse", "rate-limit", "secondary", "abuse", "bad-credentials", "no-access", "gone", "not-json",
]  # fmt: skip


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "for-ever"])
@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_ends_in_the_truth_or_leaves_the_last_good_ledger(place: Place, kind: str, lasting: bool) -> None:
    """At every request of a full sync in turn."""
    for number in range(9):
        place.vote(f"voter-{number}")
    place.sync()
    place.vote("eve")
    for on in (1, 3) if lasting else range(1, 6):
        place.github.refill()
        before, chain = place.files(), place.chain()
        place.github.faults.add(kind, on=on, times=None if lasting else 1)
        done = place.run("--full")
        place.github.faults.clear()
        assert "Traceback" not in done.stderr
        if done.exit_code == 0:
            assert place.tally()["night-trams"] == (13, 0, {}), (kind, on)
            assert place.chain().startswith(chain)
        else:
            assert done.exit_code == 2, done
            assert "the last good count stands" in done.stderr, (on, done.stderr)
            assert place.chain() == chain
            assert place.files()["ledger.json"] == before["ledger.json"]
    place.github.refill()
    place.sync("--full")
    assert place.tally()["night-trams"] == (13, 0, {})


@pytest.mark.parametrize("kind", [kind for kind in FAULTS if kind != "collapse"])  # which nothing contradicts yet
def test_a_first_sync_that_fails_leaves_no_ledger_or_the_truth(place: Place, kind: str) -> None:
    for on in (1, 3):
        place.github.refill()
        place.github.faults.add(kind, on=on, times=None)
        done = place.run()
        place.github.faults.clear()
        if done.exit_code == 0:
            assert place.tally()["night-trams"] == (3, 0, {}), (kind, on)
            return
        assert (done.exit_code, "there is no count yet" in done.stderr) == (2, True), (on, done)
        assert not (place.ledger / "ledger.json").exists()
    place.github.refill()
    place.sync()
    assert place.tally()["night-trams"] == (3, 0, {})
