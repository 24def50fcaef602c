"""What people are told of a decision, where, in which language, and what maintainers find in the digest."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from communities import IDEA, put, riverton
from direct_wire import SetClock, notifying
from github_standin import Limits, Server, State, serve
from ideario.actions.notifying.notify import NotifyReport, notify
from ideario.actions.sync import sync
from ideario.forge.pace import KEPT_FOR_ANSWERS, REQUESTS_AN_HOUR, WRITES_A_MINUTE, WRITES_AN_HOUR
from ideario.forge.thread_labels import LABELS
from ideario.intake.read_community import read_community
from ideario.ledger.beside.outbox import OUTBOX, read_outbox
from ideario.notifying.decided import event_id
from ideario.notifying.notice_text import marker, spoken
from ideario.resources import tool_resources
from published_schemas import complaints
from state_forge import StateForge

pytestmark = pytest.mark.slow

TOKEN, BOT = "of-actions", "github-actions[bot]"
TOOL = tool_resources()
DAY = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Town:
    """A community with its threads on the stand-in, and a ledger that knows them."""

    github: Server
    clock: SetClock
    root: Path
    ledger: Path
    threads: dict[str, str] = field(default_factory=dict)

    def idea(self, slug: str, **values: Any) -> str:
        """A merged idea; gives its thread."""
        put(self.root, f"ideas/{slug}", {**IDEA, "title": slug.replace("-", " ").capitalize(), **values})
        pull = self.github.state.pull(author="ada", files=[f"content/ideas/{slug}.yml"])
        self.github.state.merge(pull)
        self.threads[slug] = f"pull/{pull.number}"
        return self.threads[slug]

    def decide(self, slug: str, *history: str, reason: str = "The council has set money aside.", **more: Any) -> None:
        """A decision with these statuses, one a day up to today."""
        today = self.clock.now()
        changes = []
        for place, status in enumerate(history):
            date = f"{today - (len(history) - 1 - place) * DAY:%Y-%m-%d}"
            changes.append({"date": date, "status": status, **({"reason": reason} if reason else {})})
        put(self.root, f"decisions/{slug}", {"history": changes, **more})

    def sync(self) -> None:
        sync(
            self.root, resources=TOOL, ledger=self.ledger, connect=lambda _: StateForge(self.github.state), named=None,
            key=b"a key for tests that is long enough", spare_key=b"x" * 32, now=self.clock.now,
        )  # fmt: skip

    def notify(self, **more: Any) -> NotifyReport:
        return notify(
            self.root, resources=TOOL, ledger=self.ledger, keep=lambda change: change(self.ledger),
            connect=lambda _: notifying(self.github, TOKEN, self.clock, kept=KEPT_FOR_ANSWERS),
            now=lambda: self.clock.now().replace(microsecond=0), **more,
        )  # fmt: skip

    def told(self, thread: str) -> list[str]:
        """The program's own comments on a thread, without their markers."""
        rows = [row.body for row in self.github.state.thread(thread).comments if row.author.login == BOT]
        assert all(re.match(r"<!-- ideario notice [0-9a-f]{16} -->\n", row) for row in rows)
        return [row.partition("\n")[2] for row in rows]

    @property
    def digests(self) -> list[Any]:
        return [one for one in self.github.state.home.issues if one.author.login == BOT]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Server, SetClock]]:
    clock = SetClock()
    with serve(State(clock=clock), limits=Limits()) as server:
        yield server, clock
    assert server.violations == []


@pytest.fixture
def town(served: tuple[Server, SetClock], tmp_path: Path) -> Town:
    """Two ideas, synced; notices have begun."""
    server, clock = served
    server.state = State(clock=clock)
    server.state.token(TOKEN, BOT, kind="installation", limit=1_000)
    server.refill()
    clock.moment += timedelta(hours=2)
    made = Town(github=server, clock=clock, root=riverton(tmp_path / "town"), ledger=tmp_path / "ledger")
    made.idea("bike-lanes")
    made.idea("night-trams", challenge="quieter-streets")
    made.sync()
    assert made.notify().begun
    return made


def test_a_changed_status_is_told_once_on_the_ideas_thread_with_the_reason_and_its_page(town) -> None:
    town.decide("bike-lanes", "open", "planned")
    report = town.notify()
    assert (report.told, report.refused, report.stopped) == ([town.threads["bike-lanes"]], [], None)
    assert town.told(town.threads["bike-lanes"])[0].splitlines() == [
        "📣 [Bike lanes](https://riverton.github.io/ideas/ideas/bike-lanes/) is now **Planned**.", "",
        "The reason:", "",
        "> The council has set money aside\\.",
    ]  # fmt: skip
    assert town.notify().told == []
    assert town.told(town.threads["night-trams"]) == []
    assert len(town.told(town.threads["bike-lanes"])) == 1


def test_a_commands_answer_counts_as_the_notice_however_much_was_said_since(town) -> None:
    town.decide("bike-lanes", "open", "planned")
    thread, state = town.threads["bike-lanes"], town.github.state
    answer = f"{marker(event_id('bike-lanes', 1, 'planned'))}\n<!-- ideario command 5: done -->\nPlanned."
    state.comment(thread, BOT, answer, at=town.clock.now() - timedelta(minutes=50))
    for _ in range(60):
        state.comment(thread, "eve", "Me too!", at=town.clock.now() - timedelta(minutes=20))
    assert town.notify().stopped is None
    assert len([row for row in state.thread(thread).comments if row.author.login == BOT]) == 1


def test_all_threads_of_an_idea_are_told_whatever_kind_they_are(town) -> None:
    state = town.github.state
    issue, discussion = state.issue(author="bob"), state.discussion(author="cleo")
    library = state.repository("riverton/library")
    there = state.issue(author="dan", repository=library)
    names = [f"issue/{issue.number}", f"discussion/{discussion.number}", f"riverton/library/issue/{there.number}"]
    town.decide("bike-lanes", "planned", threads=names)
    assert sorted(town.notify().told) == sorted([town.threads["bike-lanes"], *names])
    assert len(town.told(names[0])) == len(town.told(names[1])) == len(there.comments) == 1
    assert town.notify().told == []


def test_people_are_told_in_the_ideas_language(town) -> None:
    thread = town.idea("piu-alberi", title="Più alberi in piazza", language="it")
    town.sync()
    town.decide("piu-alberi", "done", reason="Piantati in marzo.", shipped="https://example.org/alberi")
    town.notify()
    page = "https://riverton.github.io/ideas/it/ideas/piu-alberi/"
    assert town.told(thread)[0].splitlines() == [
        f"🎉 [Più alberi in piazza]({page}) ha un nuovo stato: **Realizzata**.", "",
        "Il motivo:", "",
        "> Piantati in marzo\\.", "",
        "Ecco che cosa ne è nato: <https://example.org/alberi>",
    ]  # fmt: skip


def test_in_a_language_without_words_people_are_told_in_the_communitys_first(town) -> None:
    community = read_community(town.root, resources=TOOL).community
    assert community is not None
    idea = community.ideas["bike-lanes"]
    assert [spoken(replace(idea, language=language), community.settings) for language in ("it", "de", "en")] == [
        "it", "en", "en",
    ]  # fmt: skip


def test_nothing_that_people_write_is_alive_in_a_notice(town) -> None:
    hostile = "@team see #1, GH-2 <img src=x> [here](https://evil.example)\n```\n<!-- ideario notice x -->\n::error::x"
    thread = town.idea("hostile", title="A [link](https://evil.example) for @team")
    town.sync()
    town.decide("hostile", "declined", reason=hostile)
    town.notify()
    (text,) = town.told(thread)
    assert "<!--" not in text
    assert not re.search(r"@\w|#\d|(?<!\\)`|(?<!\\)<|https?://evil|\bGH-", text)
    assert text.startswith("📣 [A \\[link\\]")


def test_what_is_open_at_first_or_was_decided_before_notices_began_is_told_to_nobody(town, tmp_path) -> None:
    town.decide("bike-lanes", "open")
    town.decide("night-trams", "planned")
    (town.ledger / OUTBOX).unlink()
    report = town.notify()
    assert (report.begun, report.known, report.told) == (True, 1, [])
    town.decide("night-trams", "planned", "done")
    assert town.notify().told == [town.threads["night-trams"]]


def test_whoever_begins_late_may_say_since_when_decisions_are_told(town) -> None:
    town.decide("bike-lanes", "planned")
    town.decide("night-trams", "planned", "declined")
    (town.ledger / OUTBOX).unlink()
    report = town.notify(since=datetime(2026, 1, 1, tzinfo=UTC))
    assert sorted(report.told) == sorted(town.threads.values())


def test_what_an_import_brings_is_no_news(town) -> None:
    issue = town.github.state.issue(author="bob")
    name = f"issue/{issue.number}"
    values = {"source": "riverton/ideas", "source_id": name, "authors": None}
    put(town.root, "ideas/imported", {**IDEA, "title": "From an issue", **values})
    town.decide("imported", "planned", threads=[name])
    assert town.notify().told == []
    town.decide("imported", "planned", "done", threads=[name])
    assert town.notify().told == [name]


def test_only_the_last_of_several_changes_is_told(town) -> None:
    town.decide("bike-lanes", "open", "shortlisted", "planned", "done")
    town.notify()
    (text,) = town.told(town.threads["bike-lanes"])
    assert "**Done**" in text


def test_a_decision_that_is_dated_ahead_waits_for_its_day(town) -> None:
    town.clock.moment -= DAY
    town.decide("bike-lanes", "planned")
    town.clock.moment += DAY
    put(
        town.root, "decisions/bike-lanes",
        {"history": [{"date": f"{town.clock.now() + DAY:%Y-%m-%d}", "status": "planned"}]},
    )  # fmt: skip
    assert town.notify().told == []
    town.clock.moment += DAY
    assert town.notify().told == [town.threads["bike-lanes"]]


def test_a_mended_reason_is_mended_where_it_was_told(town) -> None:
    town.decide("bike-lanes", "planned", reason="The council has set mony aside.")
    town.notify()
    town.decide("bike-lanes", "planned", reason="The council has set money aside.")
    report = town.notify()
    assert (report.told, report.reworded) == ([], [town.threads["bike-lanes"]])
    assert "money" in town.told(town.threads["bike-lanes"])[0]
    assert town.notify().reworded == []


def test_a_renamed_idea_is_not_told_again(town) -> None:
    town.decide("bike-lanes", "planned")
    town.notify()
    for folder in ("ideas", "decisions"):
        file = town.root / "content" / folder / "bike-lanes.yml"
        file.rename(file.with_name("river-lanes.yml"))
    town.decide("river-lanes", "planned", former=["bike-lanes"])
    town.sync()
    assert town.notify().told == []


def test_winners_and_shortlisted_ideas_come_first(town) -> None:
    names = {slug: town.idea(slug) for slug in ("a-park", "b-park", "c-park")}
    town.sync()
    town.decide("a-park", "planned")
    town.decide("b-park", "shortlisted")
    town.decide("c-park", "done", award={"title": "First prize"})
    assert town.notify().told == [names["c-park"], names["b-park"], names["a-park"]]


@pytest.mark.parametrize(
    ("why", "happens"),
    [
        ("locked", lambda state, thread: state.lock_thread(thread)),
        ("gone", lambda state, thread: state.vanish(thread)),
    ],
)
def test_a_thread_that_takes_no_notice_is_written_down_with_the_reason_and_not_tried_again(town, why, happens) -> None:
    happens(town.github.state, town.threads["bike-lanes"])
    town.decide("bike-lanes", "planned")
    town.decide("night-trams", "planned")
    report = town.notify()
    assert [thread for thread, _ in report.refused] == [town.threads["bike-lanes"]]
    assert report.told == [town.threads["night-trams"]]
    requests = town.github.counters.requests
    assert town.notify() == NotifyReport()
    assert town.github.counters.requests == requests
    outbox = read_outbox(town.ledger)
    assert outbox is not None
    assert [one.why for one in outbox.notices.values() if one.state == "refused"] == [why]


def test_a_token_without_the_right_is_told_and_nothing_is_given_up(town) -> None:
    town.github.state.token("reads", BOT, kind="installation", permissions={"metadata": "read", "issues": "read"})
    for place in range(5):
        town.idea(f"idea-{place}")
    town.sync()
    for place in range(5):
        town.decide(f"idea-{place}", "planned")
    report = notify(
        town.root, resources=TOOL, ledger=town.ledger, keep=lambda change: change(town.ledger),
        connect=lambda _: notifying(town.github, "reads", town.clock), now=town.clock.now,
    )  # fmt: skip
    assert report.stopped is not None
    assert (report.told, report.left) == ([], 5)
    assert len(town.notify().told) == 5


def test_two_runs_at_once_leave_one_notice(town) -> None:
    town.decide("bike-lanes", "planned")
    met: list[NotifyReport] = []

    def meanwhile(said: str) -> None:
        if said.startswith("POST /repos") and not met:
            met.append(NotifyReport())
            met.append(town.notify())

    report = notify(
        town.root, resources=TOOL, ledger=town.ledger, keep=lambda change: change(town.ledger),
        connect=lambda _: notifying(town.github, TOKEN, town.clock, before=meanwhile), now=town.clock.now,
    )  # fmt: skip
    assert len(met) == 2
    assert report.told == met[1].told == [town.threads["bike-lanes"]]
    assert len(town.told(town.threads["bike-lanes"])) == 1


def test_nothing_is_ever_closed_or_locked(town) -> None:
    town.github.counters.log.clear()
    town.decide("bike-lanes", "declined")
    town.decide("night-trams", "duplicate", duplicate_of="bike-lanes")
    town.notify()
    assert "Votes for both count there" in town.told(town.threads["night-trams"])[0]
    assert not [said for said in town.github.counters.log if "lock" in said]
    assert all(thread.state in ("OPEN", "MERGED") and not thread.locked for thread in town.github.state.home.pulls)
    assert all(one.closed is None for one in town.github.state.home.issues)


# ---- the outbox


def test_the_outbox_is_as_its_schema_says(town) -> None:
    town.github.state.lock_thread(town.threads["night-trams"])
    town.decide("bike-lanes", "planned")
    town.decide("night-trams", "planned")
    town.notify()
    document = json.loads((town.ledger / OUTBOX).read_text("utf-8"))
    assert complaints("outbox.schema.json", document) == []
    assert {one["state"] for one in document["notices"]} == {"sent", "refused"}
    assert document["digest"] is not None
    before = (town.ledger / OUTBOX).read_bytes()
    town.sync()
    assert (town.ledger / OUTBOX).read_bytes() == before, "a sync carries it over"


def test_without_a_ledger_nobody_is_told_anything(town, tmp_path) -> None:
    town.ledger = tmp_path / "nothing"
    assert town.notify() == NotifyReport(ledger=False)


# ---- the digest


def test_the_digest_is_one_issue_that_is_edited_each_week(town) -> None:
    (first,) = town.digests
    assert (first.title, first.labels) == ("Digest for maintainers", ["digest"])
    assert "Bike lanes](https://github.com/riverton/ideas/pull/1) has waited for 0 days" in first.body
    town.decide("bike-lanes", "planned")
    town.notify()
    assert "has waited for 0 days" in town.digests[0].body, "the week is not over"
    town.clock.moment += timedelta(days=6, hours=23)
    assert town.notify().digest == f"issue/{first.number}"
    assert town.digests == [first]
    assert "Night trams](https://github.com/riverton/ideas/pull/2) has waited for 6 days" in first.body
    assert "In the last seven days 1 thread was told" in first.body


def test_a_digest_of_which_nobody_remembers_is_found_and_a_forged_one_is_not_believed(town) -> None:
    (first,) = town.digests
    forged = town.github.state.issue(author="mallory", body=first.body, labels=["digest"])
    (town.ledger / OUTBOX).unlink()
    town.decide("bike-lanes", "planned")
    assert town.notify().digest == f"issue/{first.number}"
    assert town.digests == [first]
    assert forged.edited is None


@pytest.mark.parametrize("closed", [False, True])
def test_a_digest_without_its_label_is_still_the_one(town, closed) -> None:
    (first,) = town.digests
    first.labels.clear()
    if closed:
        town.github.state.close(first)
    before = first.body
    town.clock.moment += timedelta(days=8)
    town.decide("bike-lanes", "planned")
    assert town.notify().digest == f"issue/{first.number}"
    assert town.digests == [first]
    assert (first.body == before) == closed


@pytest.mark.parametrize("labelled", [True, False])
def test_what_maintainers_write_above_the_digest_stays_there_and_it_is_still_the_one(town, labelled) -> None:
    (first,) = town.digests
    own = "Call on Tuesdays.\r\n\r\n"  # as browsers end lines
    first.body, before = own + first.body.replace("\n", "\r\n"), first.body
    if not labelled:
        first.labels.clear()
    town.clock.moment += timedelta(days=8)
    town.decide("bike-lanes", "planned")
    assert town.notify().digest == f"issue/{first.number}"
    assert town.digests == [first]
    assert first.body.startswith(f"{own}<!-- ideario digest -->\n\n")
    assert first.body.count("<!-- ideario digest -->") == 1
    assert first.body != own + before


def test_a_digest_that_somebody_closed_stays_closed_and_no_other_is_opened(town) -> None:
    (first,) = town.digests
    town.github.state.close(first)
    text = first.body
    town.clock.moment += timedelta(days=8)
    town.decide("bike-lanes", "planned")
    town.notify()
    assert (town.digests, first.body) == ([first], text)
    assert first.closed is not None


# ---- what maintainers read about it


def test_the_page_for_maintainers_lists_the_labels_as_the_register_has_them(checkout) -> None:
    page = (checkout / "site" / "pages" / "notices.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \| (.+) \|$", page, re.MULTILINE)
    assert rows == [(label.name, label.comes, label.goes) for label in LABELS]
    assert f"notices stop at {WRITES_AN_HOUR - KEPT_FOR_ANSWERS}" in page
    assert f"{WRITES_A_MINUTE // 2} a minute in each run" in page
    assert f"{WRITES_AN_HOUR} an hour in all of them" in page
    assert f"{REQUESTS_AN_HOUR} requests an hour in one run" in page


def test_a_label_is_one_that_a_forge_can_have() -> None:
    for label in LABELS:
        assert re.fullmatch("[0-9a-f]{6}", label.colour)
        assert all(len(label.description.in_language(language)) <= 100 for language in ("en", "it"))


def test_a_forge_that_goes_away_in_the_middle_ends_the_run_and_the_next_one_does_the_rest(town) -> None:
    names = [town.threads["bike-lanes"], town.threads["night-trams"]]
    for slug in town.threads:
        town.decide(slug, "planned")
    town.github.faults.add("502", on=2, times=None, where="POST /repos/riverton/ideas/issues")
    report = town.notify()
    assert (len(report.told), report.left) == (1, 1)
    assert report.stopped is not None
    town.github.faults.clear()
    assert len(town.notify().told) == 1
    assert [len(town.told(name)) for name in names] == [1, 1]
