"""Recounts: replays the ledger's chain, counts again and compares with the numbers that a site has published."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from ideario.actions.basis import read_basis
from ideario.actions.publish import edition_of
from ideario.actions.reporting.beside_ledger import beside_ledger
from ideario.actions.sync import names_of_files
from ideario.actions.tally import CountedLedger, count
from ideario.differences import ABSENT, by_name, differences, told
from ideario.files import shown_from
from ideario.forge.port import Forge
from ideario.intake.explaining.result_places import located
from ideario.ledger.chain.check_chain import Since, look_at_chain
from ideario.ledger.ledger_folder import read_state, read_threads
from ideario.messages.said import as_is, say
from ideario.model.challenge import Phase
from ideario.model.community import Community
from ideario.model.ledger_state import USUAL_PLACE, LedgerState, Thread
from ideario.model.moments import moment_of
from ideario.model.published_tally import TallyDocument
from ideario.problems import CommunityAtFault, CountAtFault, Failure, Problem, ordered
from ideario.progress import StepProgress
from ideario.publishing.api.register import DOCUMENTS
from ideario.publishing.compare_documents import compared_documents
from ideario.resources import Resources
from ideario.syncing.compare_forge import Against, against
from ideario.voting.counting.ballots import ballots_of
from ideario.voting.counting.embargo import shown
from ideario.voting.counting.encoded import Events
from ideario.voting.counting.tally_document import tally_document
from ideario.voting.deciding.written_results import recounts

TALLY, IDEAS, INDEX = DOCUMENTS["tally"], DOCUMENTS["ideas"], DOCUMENTS["index"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The outcome. `whole` says that the chain has no problem; `compared` are the published files that were compared.

    `recounted` is False where the ledger is too broken to be counted, or community.yml is at fault: then there is
    nothing to compare with. `withheld` is of how many ideas the site withholds counts until the close: of these there
    is nothing to compare yet. `left_out` is how many files of the content are at fault, and so in no count: they are
    for `check` to name. `unproven` and `unproven_reactions` are as for Basis. `since` is what came after the head that
    was given, where the chain has it. `against` is the comparison with the forge, where it was asked for.
    """

    problems: tuple[Problem, ...]
    ledger: LedgerState | None
    whole: bool
    compared: tuple[Path, ...]
    recounted: bool
    withheld: int = 0
    left_out: int = 0
    unproven: tuple[str, ...] = ()
    unproven_reactions: bool = False
    against: Against | None = None
    since: Since | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """How to ask the forge again: `connect` opens it, `key` is the ledger's if it is here, `spare_key` a random one."""

    connect: Callable[[Community], Forge]
    key: bytes | None
    spare_key: bytes
    now: Callable[[], datetime]


def verify(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    site: Path | None,
    now: datetime,
    head: str | None = None,
    ask: Ask | None = None,
    progress: StepProgress | None = None,
) -> Verified:
    """Check the ledger's chain (`head` is one that somebody kept) and recompute the numbers published in `site`.

    `site` None compares nothing; `ask` compares the community and its standings with the forge. A Failure where the
    ledger or a published document cannot be read.
    """
    chain, since = look_at_chain(
        ledger, head=head, progress=None if progress is None else lambda done, total: progress("Replaying", done, total)
    )
    problems = [replace(problem, path=shown_from(root, ledger / problem.path)) for problem in chain]
    state, whole = read_state(ledger), not chain
    try:
        counted = count(root, resources=resources, ledger=ledger, now=now, progress=progress)
    except (CommunityAtFault, CountAtFault, Failure) as fault:
        if whole and not isinstance(fault, CommunityAtFault):
            raise
        problems += () if isinstance(fault, Failure) else fault.problems
        return Verified(
            problems=ordered(problems), ledger=state, whole=whole, compared=(), recounted=False, since=since
        )
    compared = _SiteComparison()
    if site is not None:
        compared = _compared_site(counted, site, root=root, resources=resources, ledger=ledger, whole=whole, now=now)
    problems += [*compared.problems, *_result_problems(counted, root=root, ledger=ledger, state=state)]
    outside = None
    if ask is not None:
        outside = against(
            counted.community,
            ledger=ledger,
            standings=counted.tally.standings,
            connect=ask.connect,
            key=ask.key,
            spare_key=ask.spare_key,
            now=ask.now,
            progress=progress,
            on_branch=names_of_files(root),
        )
        problems += _missing(shown_from(root, ledger), outside)
    return Verified(
        problems=ordered(problems),
        ledger=state,
        whole=whole,
        compared=compared.files,
        recounted=True,
        withheld=compared.withheld,
        left_out=len({problem.path for problem in counted.problems if problem.level == "error"}),
        unproven=counted.unproven,
        unproven_reactions=counted.unproven_reactions,
        against=outside,
        since=since,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _SiteComparison:
    """What a site's files say otherwise, the files that were compared, and how many ideas' counts it withholds."""

    problems: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()
    withheld: int = 0


def _compared_site(
    counted: CountedLedger,
    site: Path,
    *,
    root: Path,
    resources: Resources,
    ledger: Path,
    whole: bool,
    now: datetime,
) -> _SiteComparison:
    """The numbers of a site beside the recount; where the chain is whole, all that it publishes, built anew."""
    published = _published(site / TALLY)
    recounted = _as_shown(counted, published, read_threads(ledger))
    problems = [
        *_tally_differences(shown_from(root, site / TALLY), recounted, published),
        *_votes_differences(shown_from(root, site / IDEAS), recounted, _published(site / IDEAS)),
    ]
    files: tuple[Path, ...] = (site / TALLY, site / IDEAS)
    if whole:
        built = _moment(_published(site / INDEX).get("built")) or now
        as_of = _moment(published.get("as_of"))
        basis = read_basis(root, resources=resources, ledger=ledger, now=min(built, now), as_of=as_of)
        beside = beside_ledger(basis.community, basis.threads, ledger)
        with Events(ledger) as events:
            edition, _ = edition_of(
                basis, ledger, events, beside, root=root, built=basis.now, stale=False, ledger_place=USUAL_PLACE
            )
        found, more = compared_documents(edition, site, shown=shown_from(root, site))
        known = {(problem.path, problem.pointer) for problem in problems}
        problems += [problem for problem in found if (problem.path, problem.pointer) not in known]
        files = (site / TALLY, *more)
    withheld = sum(idea["withheld"] for idea in recounted["ideas"])
    return _SiteComparison(problems=tuple(problems), files=files, withheld=withheld)


def _result_problems(
    counted: CountedLedger, *, root: Path, ledger: Path, state: LedgerState | None
) -> Iterator[Problem]:
    """The written results for which the ledger says otherwise."""
    community = counted.community
    found = recounts(
        community,
        root=root,
        ledger=ledger,
        state=state,
        unproven=counted.unseen,
        ballots=lambda challenges: ballots_of(community, ledger, challenges),
    )
    return located(found.problems, community.results.values(), root)


def _as_shown(counted: CountedLedger, published: Mapping[str, Any], threads: Sequence[Thread]) -> TallyDocument:
    """The recount without what a site withholds until a challenge has closed, by the phases that it names.

    When a site was built is no number: it may have been built before a challenge closed that has closed since.
    """
    try:
        as_of = moment_of(published["as_of"])
    except (KeyError, TypeError, ValueError):
        as_of = counted.tally.as_of
    challenges = published.get("challenges")
    said = {
        one.get("challenge"): one.get("phase")
        for one in (challenges if isinstance(challenges, list) else [])
        if isinstance(one, dict) and isinstance(one.get("challenge"), str)
    }
    known: tuple[Phase, ...] = get_args(Phase)
    phases = {slug: phase for slug in counted.community.challenges for phase in known if phase == said.get(slug)}
    public = shown(replace(counted.tally, as_of=as_of, phases=phases), counted.community, threads)
    return tally_document(public, counted.community)


def _moment(text: object) -> datetime | None:
    try:
        return moment_of(str(text))
    except ValueError:
        return None


def _missing(path: str, outside: Against) -> list[Problem]:
    """Ideas whose ledger lacks votes that were there before it was last synced."""
    return [
        Problem(
            path=path,
            line=1,
            column=1,
            level="error",
            rule="missing-votes",
            message=as_is(
                f"{one.missing} votes for {one.idea} that were given before the last sync are not in the ledger"
            ),
            hint=as_is("fetch every voter again: ideario sync --full"),
        )
        for one in outside.ideas
        if one.missing
    ]


def _published(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_bytes())
    except OSError as error:
        raise Failure(
            say("{file} cannot be read: {reason}", file=file, reason=error.strerror),
            hint=say("--site names the folder that holds api/, as build/site"),
        ) from error
    except (ValueError, RecursionError) as error:
        raise Failure(
            say("{file} is not JSON: {error}", file=file, error=error), hint=say("Take the site as it was published.")
        ) from error
    if not isinstance(document, dict):
        raise Failure(say("{file} is not a JSON object", file=file), hint=say("Take the site as it was published."))
    return document


def _tally_differences(path: str, recounted: Mapping[str, Any], published: Mapping[str, Any]) -> list[Problem]:
    """Where tally.json differs from the recount. `as_of` is only a label, which whoever builds a site may choose."""
    parts = {"challenges": "challenge", "ideas": "idea", "pending": "idea"}
    rest = [
        {key: value for key, value in side.items() if key not in {"as_of", *parts}} for side in (recounted, published)
    ]
    found = list(differences((), rest[0], rest[1]))
    for part, key in parts.items():
        found += differences((part,), by_name(recounted, part, key), by_name(published, part, key))
    return told(path, found)


def _votes_differences(path: str, recounted: Mapping[str, Any], published: Mapping[str, Any]) -> list[Problem]:
    """Where the votes of ideas.json differ from the recount."""
    theirs = {
        name: idea.get("votes", ABSENT) if isinstance(idea, dict) else idea
        for name, idea in by_name(published, "ideas", "slug").items()
    }
    return told(path, list(differences(("ideas",), by_name(recounted, "ideas", "idea"), theirs)))
