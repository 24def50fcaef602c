"""A town of which everything is known that a desk or a report may speak of."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from communities import CHALLENGE, IDEA, put, riverton
from ideario.ledger.beside.activity_file import ACTIVITY, activity_document
from ideario.ledger.beside.pending_titles import write_pending
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Thread
from ideario.model.talk.activity import Activity, ThreadActivity
from ideario.model.votes import PendingTitle
from tallies import cast

SEEN = datetime(2026, 3, 10, tzinfo=UTC)
NOW = "2026-03-12T00:00:00Z"
HOSTILE = '=HYPERLINK("https://bad.example") <script>x</script> | @everyone ::error::'


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}T12:00:00Z")


def reported_town(root: Path, **settings: Any) -> Path:
    """Night trams was answered in time, bike lanes waits, one was never read, two wait in pull requests."""
    riverton(root, **{"answer_within": "14 days", **settings})
    put(root, "ideas/hostile", {**IDEA, "title": HOSTILE[:100], "summary": "Words that want to be more than that."})
    late = {**CHALLENGE, "title": "Late lights", "submission": {"opens": "2026-02-20", "closes": "2026-03-20"},
            "voting": {"opens": "2026-03-21", "closes": "2026-04-21"}, "budget": "1200.50 EUR"}  # fmt: skip
    put(root, "challenges/late-lights", late)
    history = [{"date": "2026-02-20", "status": "planned", "reason": "Yes."}]
    put(root, "decisions/night-trams", {"history": history})
    threads = [
        Thread("pull/1", ("night-trams",), "ada", day("01-10"), day("01-12"), 1, day("01-11")),
        Thread("pull/2", ("bike-lanes",), "bob", day("01-20"), day("01-21")),
        Thread("pull/3", ("hostile",), "cleo", day("02-01"), day("02-02")),
        Thread("pull/4", ("benches",), "dan", day("03-05")),
        Thread("pull/5", ("wrong",), "eve", day("03-06")),
    ]
    people = [f"{number:032x}" for number in range(9)]
    talk = {
        name: ThreadActivity(name, None, None, people[place], dict.fromkeys(people[place : place + 7], ("2026-02-03",)))
        for place, name in enumerate(("pull/1", "pull/2", "pull/4", "pull/5"))
    }
    ledger = root / "content" / "ledger"
    events = [replace(cast(f"voter-{number}"), idea="night-trams", thread="pull/1") for number in range(7)]
    write_ledger(ledger, events, threads, observed=SEEN)
    (ledger / ACTIVITY).write_bytes(activity_document(Activity(read=SEEN, threads=talk)))
    write_pending(ledger, [PendingTitle(thread="pull/4", idea="benches", title="Benches", language="en")])
    return root
