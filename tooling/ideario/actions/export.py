"""Exports a challenge with its counted ballots as a file of Pabulib, for other software to count."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ideario.actions.basis import read_basis
from ideario.exchange.pabulib.write_pabulib import Exported, pabulib_file
from ideario.messages.said import say
from ideario.model.community import Community
from ideario.problems import Failure
from ideario.resources import Resources
from ideario.voting.choosable import declined
from ideario.voting.deciding.written_results import NO_PROOF, recounts


def export_pabulib(
    root: Path, name: str, *, resources: Resources, ledger: Path, now: datetime, workers: int = 1
) -> Exported:
    """The .pb file of a challenge: the ballots that count, as approvals; opposition is no part of it.

    Winners are marked where a recount confirms the written result. A Failure where there are no votes, or no budget,
    without which the format says nothing.
    """
    from ideario.actions.winners import counted_in  # loads what a build, which exports too, has no use for

    basis = read_basis(root, resources=resources, ledger=ledger, now=now, workers=workers)
    count = counted_in(basis, name, ledger)
    if count.challenge.budget is None:
        raise Failure(
            say("the challenge {name} has no budget, and a file of Pabulib is about budgets", name=name),
            hint=say("its ballots are in the ledger, and its numbers in: ideario tally --format json"),
        )
    supported: dict[str, set[str]] = defaultdict(set)
    for ballot in count.ballots:
        supported[ballot.voter].update([ballot.idea] if ballot.stance == "support" else [])
    written = {slug: result for slug, result in basis.community.results.items() if slug == name}
    found = recounts(
        replace(basis.community, results=written),
        root=root,
        ledger=ledger,
        state=basis.state,
        unproven=basis.unseen,
        ballots=lambda _: {name: count.ballots},
    )
    done = exported(replace(basis.community, results=found.results), name, supported.values())
    if not count.proven:
        done = replace(
            done, notes=(*done.notes, f"The rules are those of the file now. {NO_PROOF[:1].upper()}{NO_PROOF[1:]}.")
        )
    if left_out := len({problem.path for problem in basis.problems if problem.level == "error"}):
        done = replace(
            done, notes=(*done.notes, f"Files left out for mistakes in them: {left_out:,}; see ideario check.")
        )
    if name not in found.refused:
        return done
    path = found.refused[name].path
    return replace(done, notes=(*done.notes, f"No winners are marked, since a recount does not confirm {path}."))


def exported(community: Community, name: str, ballots: Iterable[Collection[str]]) -> Exported:
    """The file of a challenge with a budget; `ballots` are the ideas that each voter supports."""
    result = community.results.get(name)
    winners = None if result is None else result.winners
    closes = community.challenges[name].voting.closes
    gone = [slug for slug in community.ideas if declined(community, slug, closes)]
    return pabulib_file(community, community.challenges[name], ballots, winners=winners, declined=gone)
