"""What a challenge's page shows of its result: each round in words that templates choose. Decides nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from ideario.model.challenge import Challenge
from ideario.model.money import Money, minor_units
from ideario.model.results import without_flagged
from ideario.publishing.edition import Edition

View = dict[str, Any]


def result_view(edition: Edition, challenge: Challenge) -> View | None:
    """The recounted result, amounts as money; None where the challenge has none that a recount confirms."""
    result = edition.results.get(challenge.slug)
    if result is None:
        return None
    found, shares = result.document, result.document.get("shares")
    changed = without_flagged(found)
    left = _amount(found.get("left"))
    return {
        "voters": found["voters"],
        "observed": found["observed"],
        "ledger": found["ledger"],
        "rules": found["rules"],
        "winners": [_entry(edition, winner) for winner in found["winners"]],
        "others": [_entry(edition, other) for other in found["others"]],
        "spent": _amount(found.get("spent")),
        "left": left and replace(left, amount=abs(left.amount)),
        "overspent": left is not None and left.amount < 0,
        "share": _amount(shares["share"]) if shares else None,
        "step": _amount(shares["step"]) if shares else None,
        "steps": shares["steps"] if shares else 0,
        "ended": shares["ended"] if shares else "done",
        "flagged": found["flagged"]["ballots"],
        "gained": [edition.named(slug) for slug in changed.gained],
        "lost": [edition.named(slug) for slug in changed.lost],
        "minimum": max(1, challenge.winners.minimum_support),
        "command": f"ideario winners {challenge.slug}{edition.ledger_option}",
        "path": result.path,
        "repository_url": edition.repository_url,
    }


def unrecounted_view(edition: Edition, challenge: Challenge) -> View | None:
    """That a result was written and is none: why, and where it stands. None of its numbers."""
    found = edition.unrecounted.get(challenge.slug)
    if found is None:
        return None
    url = f"{edition.repository_url}/blob/HEAD/{found.path}" if edition.repository_url else None
    return {"why": found.why, "path": found.path, "url": url}


def _entry(edition: Edition, entry: Mapping[str, Any]) -> View:
    """A winner, or another idea."""
    return {
        **edition.named(entry["idea"]),
        "support": entry["support"],
        "cost": _amount(entry.get("cost")),
        "paid": _amount(entry.get("paid")),
        "votes": Decimal(entry.get("votes", "0")),
        "full": entry.get("full", 0),
        "short": entry.get("short", 0),
        "completed": entry.get("completed", False),
        "over": _tied(edition, entry.get("over", ())),
        "why": entry.get("why"),
        # Rounded downwards: what was not enough must not look as if it were.
        "had": _amount(entry.get("had"), floor),
        "tied": next(iter(_tied(edition, [entry["tied"]] if "tied" in entry else [])), None),
    }


def _tied(edition: Edition, ties: Sequence[Mapping[str, str]]) -> list[View]:
    """Ideas that tied, by what told them apart: `by`, and the ideas' names."""
    found: dict[str, list[View]] = {}
    for tie in ties:
        found.setdefault(tie["by"], []).append(edition.named(tie["idea"]))
    return [{"by": by, "ideas": ideas} for by, ideas in found.items()]


def _amount(written: dict[str, str] | None, rounded: Callable[[Fraction], int] = round) -> Money | None:
    """An amount of the result, rounded to whole smallest units: half to even, or as said."""
    if written is None:
        return None
    return Money(amount=rounded(minor_units(written)), currency=written["currency"])
