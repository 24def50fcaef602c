"""Recounts: replays the ledger's chain, counts again and compares with the numbers that a site has published."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ideario.actions.against import Against
from ideario.actions.decide import ballots_for, result_of
from ideario.actions.tally import Counted, count
from ideario.model import Community, LedgerState, Standing, Thread
from ideario.problems import Failure, Problem, ordered
from ideario.resources import Resources
from ideario.voting.chain import check_chain
from ideario.voting.document import tally_document
from ideario.voting.ledger import holds, read_state, read_threads
from ideario.voting.withholding import shown

Progress = Callable[[str, int, int], None]
TALLY = "api/v1/tally.json"
IDEAS = "api/v1/ideas.json"
MOST_DIFFERENCES = 200
_ABSENT = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The outcome. `whole` says that the chain has no problem; `compared` are the published files that were compared.

    `recounted` is False where the ledger is too broken to be counted, or community.yml is at fault: then there is
    nothing to compare with. `withheld` is of how many ideas the site shows counts after the close only: of these there
    is nothing to compare yet. `against` is the comparison with the forge, where it was asked for.
    """

    problems: tuple[Problem, ...]
    ledger: LedgerState | None
    whole: bool
    compared: tuple[Path, ...]
    recounted: bool
    withheld: int = 0
    against: Against | None = None


Compare = Callable[[Community, Mapping[str, Standing]], Against]


def verify(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    site: Path | None,
    head: str | None = None,
    compare: Compare | None = None,
    progress: Progress | None = None,
) -> Verified:
    """Check the ledger's chain (`head` is one that somebody kept) and recompute the numbers published in `site`.

    `site` None compares nothing; `compare` compares the community and its standings with the forge. A Failure where the
    ledger or a published document cannot be read.
    """
    chain = check_chain(
        ledger, head=head, progress=None if progress is None else lambda done, total: progress("Replaying", done, total)
    )
    problems = [replace(problem, path=_shown(root, ledger / problem.path)) for problem in chain]
    state, whole = read_state(ledger), not chain
    try:
        counted = count(root, resources=resources, ledger=ledger, progress=progress)
    except Failure:
        if whole:
            raise
        return Verified(problems=ordered(problems), ledger=state, whole=False, compared=(), recounted=False)
    if isinstance(counted, tuple):
        problems += counted
        return Verified(problems=ordered(problems), ledger=state, whole=whole, compared=(), recounted=False)
    problems += counted.problems
    compared = () if site is None else (site / TALLY, site / IDEAS)
    withheld = 0
    if site is not None:
        published = _published(site / TALLY)
        recounted = _as_shown(counted, published, read_threads(ledger))
        problems += _tally_differences(_shown(root, site / TALLY), recounted, published)
        problems += _votes_differences(_shown(root, site / IDEAS), recounted, _published(site / IDEAS))
        withheld = sum(idea["withheld"] for idea in recounted["ideas"])
    for slug in counted.community.results if state is not None else ():
        problems += _result_differences(counted.community, ledger, slug)
    outside = None if compare is None else compare(counted.community, counted.tally.standings)
    problems += [] if outside is None else _missing(_shown(root, ledger), outside)
    return Verified(
        problems=ordered(problems),
        ledger=state,
        whole=whole,
        compared=compared,
        recounted=True,
        withheld=withheld,
        against=outside,
    )


def _as_shown(counted: Counted, published: Mapping[str, Any], threads: Sequence[Thread]) -> dict[str, Any]:
    """The recount without what a site of the published `as_of` withholds until a challenge has closed."""
    try:
        as_of = datetime.strptime(published["as_of"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except (KeyError, TypeError, ValueError):
        as_of = counted.tally.as_of
    public = shown(replace(counted.tally, as_of=as_of), counted.community, threads)
    return tally_document(public, counted.community)


def _result_differences(community: Community, ledger: Path, slug: str) -> list[Problem]:
    """Where a result in content/results/ differs from what the same rule makes of the ledger now.

    What the ledger was then, its head and when it was observed, is no part of it: a ledger goes on. A result of another
    ledger, or of an epoch before this one, cannot be recounted; that is a warning.
    """
    written = community.results[slug]
    if not holds(ledger, written.document["ledger"]):
        message = "this result was made from another ledger, or before a new epoch: it was not compared"
        return [Problem(path=written.path, line=1, column=1, level="warning", rule="other-ledger", message=message)]
    count = ballots_for(community, slug, ledger)
    ours = {key: value for key, value in result_of(count).document.items() if key not in {"ledger", "observed"}}
    theirs = {key: value for key, value in written.document.items() if key not in {"ledger", "observed"}}
    named = [
        {**side, "winners": _by_name(side, "winners", "idea"), "others": _by_name(side, "others", "idea")}
        for side in (ours, theirs)
    ]
    order = [[winner["idea"] for winner in side["winners"]] for side in (ours, theirs)]
    found = list(_differences((), named[0], named[1]))
    if not found and order[0] != order[1]:
        found = [(("winners",), order[0], order[1])]
    # Signs are looked for by the program of the day, and decide nothing.
    signs = [one for one in found if one[0][0] == "flagged"]
    return [
        *_told(written.path, [one for one in found if one not in signs]),
        *(replace(problem, level="warning", rule="other-signs") for problem in _told(written.path, signs)),
    ]


def _missing(path: str, outside: Against) -> list[Problem]:
    """Ideas whose ledger lacks votes that were there before it was last synced."""
    return [
        Problem(
            path=path,
            line=1,
            column=1,
            level="error",
            rule="missing-votes",
            message=f"{one.missing} votes for {one.idea} that were given before the last sync are not in the ledger",
            hint="fetch every voter again: ideario sync --full",
        )
        for one in outside.ideas
        if one.missing
    ]


def _shown(root: Path, path: Path) -> str:
    home, place = root.resolve(), path.resolve()
    return place.relative_to(home).as_posix() if place.is_relative_to(home) else path.as_posix()


def _published(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_bytes())
    except OSError as error:
        raise Failure(
            f"{file} cannot be read: {error.strerror}", hint="--site names the folder that holds api/, as build/site"
        ) from error
    except (ValueError, RecursionError) as error:
        raise Failure(f"{file} is not JSON: {error}", hint="Take the site as it was published.") from error
    if not isinstance(document, dict):
        raise Failure(f"{file} is not a JSON object", hint="Take the site as it was published.")
    return document


def _tally_differences(path: str, recounted: Mapping[str, Any], published: Mapping[str, Any]) -> list[Problem]:
    """Where tally.json differs from the recount. `as_of` is only a label, which whoever builds a site may choose."""
    parts = {"challenges": "challenge", "ideas": "idea", "proposed": "idea"}
    rest = [
        {key: value for key, value in side.items() if key not in {"as_of", *parts}} for side in (recounted, published)
    ]
    found = list(_differences((), rest[0], rest[1]))
    for part, key in parts.items():
        found += _differences((part,), _by_name(recounted, part, key), _by_name(published, part, key))
    return _told(path, found)


def _votes_differences(path: str, recounted: Mapping[str, Any], published: Mapping[str, Any]) -> list[Problem]:
    """Where the votes of ideas.json differ from the recount."""
    theirs = {
        name: idea.get("votes", _ABSENT) if isinstance(idea, dict) else idea
        for name, idea in _by_name(published, "ideas", "slug").items()
    }
    return _told(path, list(_differences(("ideas",), _by_name(recounted, "ideas", "idea"), theirs)))


def _by_name(document: Mapping[str, Any], part: str, key: str) -> dict[str, Any]:
    """A list of objects by the name of each; an entry without a name stands under its place, as #3."""
    entries = document.get(part)
    named: dict[str, Any] = {}
    for place, entry in enumerate(entries if isinstance(entries, list) else []):
        name = entry.get(key) if isinstance(entry, dict) else None
        named[name if isinstance(name, str) and name not in named else f"#{place}"] = entry
    return named


def _differences(place: tuple[str, ...], ours: Any, theirs: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Each value that differs, with its place."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}):
            yield from _differences((*place, key), ours.get(key, _ABSENT), theirs.get(key, _ABSENT))
    elif ours is _ABSENT or theirs is _ABSENT or type(ours) is not type(theirs) or ours != theirs:
        yield place, ours, theirs


def _told(path: str, found: list[tuple[tuple[str, ...], Any, Any]]) -> list[Problem]:
    problems = [
        Problem(
            path=path,
            line=1,
            column=1,
            level="error",
            rule="published-numbers",
            message=f"{': '.join(place)} is {_text(theirs)}, and the recount gives {_text(ours)}",
            pointer="".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in place),
            value=_text(theirs),
        )
        for place, ours, theirs in found[:MOST_DIFFERENCES]
    ]
    if len(found) > MOST_DIFFERENCES:
        message = f"{len(found) - MOST_DIFFERENCES:,} more values differ from the recount"
        problems.append(Problem(path=path, line=1, column=1, level="error", rule="published-numbers", message=message))
    return problems


def _text(value: Any) -> str:
    if value is _ABSENT:
        return "absent"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:119]}…"
