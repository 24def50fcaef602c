"""How people talk in threads comes home with the votes: in bulk, and under pseudonyms of its own."""

import json
from datetime import UTC, datetime

import pytest
from github_standin import Server
from ideario.ledger.beside.activity_file import ACTIVITY, activity_document, read_activity
from ideario.ledger.ledger_folder import read_threads
from ideario.ledger.pseudonyms import Pseudonyms
from ideario.model.talk.activity import UNREAD, Activity
from ideario.problems import Failure
from ledgers import KEY
from published_schemas import complaints
from sync_places import Place

pytestmark = pytest.mark.slow
NAMES = Pseudonyms(KEY.encode(), "github.com")


def talked(place: Place) -> Activity:
    return read_activity(place.ledger)


def speaker(place: Place, login: str) -> str:
    return NAMES.speaker(place.state.logins[login].id)


def answered(place: Place) -> dict[str, datetime | None]:
    return {thread.name: thread.answered for thread in read_threads(place.ledger)}


def test_who_talks_is_kept_by_day_under_pseudonyms_that_lead_to_no_vote(place: Place) -> None:
    place.state.account("robot", kind="Bot")
    for who, at in (("bob", "2026-01-07T10:00:00Z"), ("bob", "2026-01-07T11:00:00Z"), ("ada", "2026-01-09T01:00:00Z")):
        place.state.comment("pull/1", who, at=at)
    place.state.comment("pull/1", "robot", at="2026-01-06T10:00:00Z")
    place.state.review("pull/1", "zoe", at="2026-01-08T10:00:00Z")
    place.sync()
    text = (place.ledger / ACTIVITY).read_text()
    assert complaints("activity.schema.json", json.loads(text)) == []
    found = talked(place).threads
    ada, bob, zoe = (speaker(place, login) for login in ("ada", "bob", "zoe"))
    assert found["pull/1"].wrote == {ada: ("2026-01-09",), bob: ("2026-01-07",), zoe: ("2026-01-08",)}
    assert (found["pull/1"].opener, found["pull/1"].whole, found["pull/2"].wrote) == (ada, True, {})
    chain = place.chain().decode()
    assert NAMES.person(place.state.logins["bob"].id) in chain  # who has voted, too
    for login in ("ada", "bob", "zoe", "robot"):
        assert login not in text
        assert str(place.state.logins[login].id) not in json.dumps(sorted(found["pull/1"].wrote))
        assert speaker(place, login) not in chain
        assert NAMES.person(place.state.logins[login].id) not in text


def test_a_second_sync_asks_only_about_threads_that_have_changed(place: Place) -> None:
    place.state.comment("pull/1", "bob", at="2026-01-07T10:00:00Z")
    place.sync()
    before = talked(place)
    quiet = place.sync()["points"]
    assert talked(place).threads == before.threads
    place.state.comment("pull/1", "zoe", at="2026-01-08T10:00:00Z")
    assert place.sync()["points"] == quiet + 1
    assert speaker(place, "zoe") in talked(place).threads["pull/1"].wrote


def test_a_review_without_a_word_is_an_answer_although_no_number_has_changed(place: Place) -> None:
    place.sync()
    assert answered(place) == {"pull/1": None, "pull/2": None}
    place.state.review("pull/1", "zoe", at="2026-04-08T10:00:00Z")
    place.sync()
    assert answered(place) == {"pull/1": datetime(2026, 4, 8, 10, tzinfo=UTC), "pull/2": None}


def test_what_was_lost_is_read_again_and_a_new_epoch_begins_without_it(place: Place) -> None:
    place.state.comment("pull/1", "bob", at="2026-01-07T10:00:00Z")
    place.sync()
    before = talked(place).threads
    (place.ledger / ACTIVITY).unlink()
    assert talked(place) == UNREAD
    place.sync()
    assert talked(place).threads == before
    voter = NAMES.person(place.state.logins["bob"].id)
    assert place.command("ledger", "erase", voter, "--ledger", place.ledger, "--yes").exit_code == 0
    assert talked(place) == UNREAD


def test_a_thread_that_is_gone_keeps_what_was_known_and_says_until_when(place: Place) -> None:
    place.state.comment("pull/1", "bob", at="2026-01-07T10:00:00Z")
    place.sync()
    before = talked(place)
    place.state.vanish("pull/1")
    place.sync("--confirm-fall")
    after = talked(place)
    assert after.threads["pull/1"] == before.threads["pull/1"]._replace(read=before.read)
    assert (after.read_at("pull/1"), after.read_at("pull/2"), after.read_at("pull/9")) == (
        before.read,
        after.read,
        None,
    )


def test_of_a_long_thread_the_first_and_the_last_remarks_are_read_and_it_is_said_that_some_are_missing(
    place: Place, github: Server
) -> None:
    place.sync()
    for number in range(350):
        place.state.comment("pull/2", f"voice-{number}", at=f"2026-01-{7 + number // 24:02}T{number % 24:02}:00:00Z")
    before = github.counters.points
    place.sync()
    assert github.counters.points - before <= 4  # two for the survey and the voters' numbers, one for each end
    found = talked(place).threads["pull/2"]
    assert (len(found.wrote), found.whole) == (200, False)
    assert {speaker(place, "voice-0"), speaker(place, "voice-349")} <= found.wrote.keys()
    assert speaker(place, "voice-200") not in found.wrote


@pytest.mark.parametrize(
    "text",
    ["[]", "{", '{"schema":2,"read":null,"threads":[]}', '{"schema":1,"read":null,"threads":[{"name":"pull/1"}]}'],
)
def test_what_is_no_activity_is_refused_by_the_name_of_its_file(tmp_path, text: str) -> None:
    (tmp_path / ACTIVITY).write_text(text)
    with pytest.raises(Failure, match=ACTIVITY):
        read_activity(tmp_path)


def test_the_same_activity_makes_the_same_bytes_and_comes_back(tmp_path) -> None:
    (tmp_path / ACTIVITY).write_bytes(activity_document(UNREAD))
    assert read_activity(tmp_path) == UNREAD
