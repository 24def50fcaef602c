"""A town with a challenge that withholds counts, and the site that is built of it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from communities import CHALLENGE, COMMUNITY, IDEA, put
from ideario.actions.build import build
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread
from ideario.publishing.manifest import Built
from ideario.resources import tool_resources

CLOSES = datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)
RESOURCES = tool_resources()
THREADS = {
    "pull/1": ("secret", "shares-a-thread"),
    "pull/2": ("merged-in", "shares-with-merged-in"),
    "pull/3": ("secret-merged-away",),
    "pull/4": ("outside-target",),
    "pull/5": ("second-secret",),
    "pull/6": ("shown-in-another",),
    "pull/7": ("shown-outside",),
    "pull/9": ("proposal",),
}
WITHHELD = {
    "secret",
    "second-secret",
    "merged-in",
    "secret-merged-away",
    "outside-target",
    "shares-a-thread",
    "shares-with-merged-in",
    "named-by-a-decision",
}
MANY: Mapping[str, tuple[int, int]] = {f"pull/{n}": (37, 6) for n in (1, 2, 3, 4, 5, 9)}
"""Votes for and against, on all threads that bear votes that nobody shall be told."""


def town(root: Path) -> Path:
    """Ideas in a challenge that withholds counts, and others tied to them in every way that there is."""
    put(root, "community", COMMUNITY)
    quiet = {
        **CHALLENGE,
        "counts": "after-close",
        "budget": "1000 EUR",
        "winners": {"rule": "greedy"},
        "criteria": [{"id": "effect", "title": "Effect", "weight": 1}],
        "blend": {"crowd": 3, "experts": 2},
    }
    put(root, "challenges/quiet", quiet)
    put(root, "challenges/loud", {**CHALLENGE, "title": "Louder streets"})
    challenges = {
        "secret": "quiet",
        "second-secret": "quiet",
        "secret-merged-away": "quiet",
        "shares-a-thread": "loud",
        "shown-in-another": "loud",
    }
    for slug in (*WITHHELD, "shown-in-another", "shown-outside"):
        cost = "300 EUR" if challenges.get(slug) == "quiet" else None
        challenge = challenges.get(slug)
        put(root, f"ideas/{slug}", {**IDEA, "title": slug.title(), "challenge": challenge, "cost": cost})
    duplicate = {"date": "2026-01-25", "status": "duplicate", "reason": "The same."}
    put(root, "decisions/merged-in", {"history": [duplicate], "duplicate_of": "secret"})
    put(root, "decisions/secret-merged-away", {"history": [duplicate], "duplicate_of": "outside-target"})
    shortlisted = {"date": "2026-01-26", "status": "shortlisted"}
    put(root, "decisions/named-by-a-decision", {"history": [shortlisted], "threads": ["pull/1"]})
    put(root, "reviews/quiet/expert", {"scores": {"secret": {"criteria": {"effect": 8}}}})
    put(root, "people/octocat", {"name": "Ada"})
    return root


def votes(on: Mapping[str, tuple[int, int]]) -> Iterator[Event]:
    voter = 0
    for thread, (support, oppose) in {**on, "pull/6": (3, 1), "pull/7": (4, 3)}.items():
        for number in range(support + oppose):
            voter += 1
            kind = "+1" if number < support else "-1"
            yield Event(
                type="cast",
                thread=thread,
                idea=THREADS[thread][0],
                voter=f"{voter:064x}",
                kind=kind,
                given=f"2026-02-{20 + number % 8:02}T10:00:00Z",
                seen="2026-02-28T12:00:00Z",
                flags=("R7",),
            )


def threads() -> list[Thread]:
    opened = datetime(2026, 1, 10, tzinfo=UTC)
    return [
        Thread(name=name, ideas=ideas, opened=opened, merged=None if name == "pull/9" else opened)
        for name, ideas in THREADS.items()
    ]


def published(root: Path, on: Mapping[str, tuple[int, int]], as_of: datetime) -> dict[str, bytes]:
    """Every file of the site, by its path."""
    ledger = root / "content" / "ledger"
    if ledger.is_dir():
        for file in ledger.iterdir():
            file.unlink()
    state = write_ledger(ledger, list(votes(on)), threads(), observed=max(as_of, CLOSES - SECOND))
    built = build(root, resources=RESOURCES, ledger=ledger, output=root / "build", now=as_of, as_of=as_of)
    assert isinstance(built, Built)
    files = {path.relative_to(built.site).as_posix(): path for path in built.site.rglob("*") if path.is_file()}
    return {name: path.read_bytes().replace(state.head.encode(), b"f" * 64) for name, path in files.items()}
