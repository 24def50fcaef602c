"""The gap around each close: which sync came last before it and which first after it, wherever challenges move."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ideario.ledger.close_windows import closes_after
from ideario.ledger.ledger_folder import read_state, state_document, write_ledger
from ideario.model.ledger_state import Close, LedgerState
from ideario.problems import Failure
from published_schemas import validator

CLOSED = datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def state(observed: datetime, *closes: Close) -> LedgerState:
    return LedgerState(head="0" * 64, events=0, lines=1, observed=observed, epoch=1, threads="0" * 64, closes=closes)


def synced(syncs: Sequence[tuple[datetime, datetime]], closing: Sequence[datetime]) -> LedgerState | None:
    """The ledger after syncs that began and ended at the given moments."""
    last: LedgerState | None = None
    for began, ended in syncs:
        last = state(began, *closes_after(last, closing, observed=began, seen=ended))
    return last


def at(minutes: int) -> datetime:
    return CLOSED + minutes * MINUTE


def test_the_gap_reaches_from_the_last_sync_before_the_close_to_the_first_after_it() -> None:
    last = synced([(at(-120), at(-119)), (at(-60), at(-59)), (at(1), at(2)), (at(60), at(61))], [CLOSED])
    assert last is not None
    assert last.closes == (Close(closed=CLOSED, before=at(-60), after=at(2)),)


def test_a_sync_that_runs_across_the_close_can_take_no_vote_away_so_it_is_the_first_after() -> None:
    last = synced([(at(-60), at(-59)), (at(-1), at(3))], [CLOSED])
    assert last is not None
    assert last.closes == (Close(closed=CLOSED, before=at(-60), after=at(3)),)


def test_a_sync_that_ends_at_the_closing_second_is_before_it() -> None:
    assert closes_after(None, [CLOSED], observed=at(-1), seen=CLOSED) == (
        Close(closed=CLOSED, before=at(-1), after=None),
    )


def test_parts_of_a_second_make_no_difference_since_the_ledger_has_none() -> None:
    part = timedelta(microseconds=1)
    assert closes_after(None, [CLOSED], observed=at(-1) + part, seen=CLOSED + part) == (
        Close(closed=CLOSED, before=at(-1), after=None),
    )


def test_a_first_sync_after_the_close_says_that_there_was_none_before() -> None:
    assert closes_after(None, [CLOSED], observed=at(5), seen=at(6)) == (Close(closed=CLOSED, before=None, after=at(6)),)


def test_a_challenge_that_is_moved_later_begins_anew_and_one_moved_into_the_past_is_not_made_up_for() -> None:
    waiting = state(at(-60), Close(closed=CLOSED, before=at(-60), after=None))
    later = at(24 * 60)
    assert closes_after(waiting, [later], observed=at(5), seen=at(6)) == (
        Close(closed=later, before=at(5), after=None),
    )
    assert closes_after(waiting, [at(-600)], observed=at(5), seen=at(6)) == ()


def test_what_is_complete_stays_though_its_challenge_is_gone() -> None:
    complete = Close(closed=CLOSED, before=at(-5), after=at(5))
    assert closes_after(state(at(5), complete), [], observed=at(60), seen=at(61)) == (complete,)
    assert closes_after(state(at(5), complete), [CLOSED], observed=at(60), seen=at(61)) == (complete,)


@given(
    st.lists(st.integers(-500, 500), unique=True, min_size=1, max_size=12), st.sets(st.integers(-400, 400), max_size=4)
)
def test_whatever_the_order_of_syncs_and_closes_the_gap_is_what_the_list_of_syncs_says(
    ends: list[int], closing: set[int]
) -> None:
    moments = sorted(ends)
    syncs = [(at(began), at(ended)) for began, ended in zip(moments[::2], moments[1::2], strict=False)]
    last = synced(syncs, [at(minute) for minute in closing])
    for close in last.closes if last else ():
        assert close.before == max((began for began, ended in syncs if ended <= close.closed), default=None)
        assert close.after == min((ended for _, ended in syncs if ended > close.closed), default=None)
    assert {close.closed for close in last.closes} == {at(minute) for minute in closing} if last else True


def test_closes_are_written_by_the_schema_and_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    written = write_ledger(folder, [], [], observed=at(5))
    assert "closes" not in json.loads((folder / "ledger.json").read_bytes())
    whole = replace(written, closes=(Close(closed=CLOSED, before=None, after=at(5)),))
    (folder / "ledger.json").write_bytes(state_document(whole))
    validator("ledger.schema.json").validate(json.loads((folder / "ledger.json").read_bytes()))
    assert read_state(folder) == whole


@pytest.mark.parametrize("closes", [1, [1], [{}], [{"closed": "soon", "before": None, "after": None}]])
def test_malformed_closes_are_a_failure(tmp_path: Path, closes: object) -> None:
    file = tmp_path / "ledger" / "ledger.json"
    write_ledger(file.parent, [], [], observed=at(5))
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"closes": closes}))
    with pytest.raises(Failure):
        read_state(file.parent)
