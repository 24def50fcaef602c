"""Finds every mistake in a community's content; tells those of some paths, or those that a change brought in."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from ideario.actions.basis import Ground, basis_of, ground_of
from ideario.actions.founding.find_left_behind import find_left_behind
from ideario.files import place_below, shown_from
from ideario.git.changes import commit_named, files, write_tree
from ideario.git.repository import git_at
from ideario.intake.proposals.outside import outside
from ideario.intake.read_community import Reading, first_language, read_community
from ideario.intake.rules.replies import reply_problems
from ideario.ledger.chain.holding import broken
from ideario.ledger.exclusions import without_votes
from ideario.ledger.ledger_folder import read_state
from ideario.messages.said import Said, say
from ideario.model.ledger_state import LedgerState
from ideario.problems import Failure, Problem, ordered
from ideario.progress import Progress
from ideario.resources import Resources

_Identity = tuple[str, str, str, str]


def check(
    root: Path,
    *,
    resources: Resources,
    only: Sequence[str] = (),
    new_since: str | None = None,
    workers: int = 1,
    ledger: Path | None = None,
    now: datetime,
    progress: Progress | None = None,
) -> tuple[Problem, ...]:
    """The problems of the content below `root`, in order.

    The ledger, where there is one, knows when ideas came in, and whether it gives the results that are written. Where
    all is looked at, so is whether its chain holds.

    `only` keeps those of these files and folders (paths relative to `root`, with forward slashes). `new_since` leaves
    out what was wrong at that git revision already. What is open or closed is so as of `now`. Raises Failure where git
    refuses or does not know the revision, and where a path of `only` is neither there nor has a problem.
    """
    ground = ground_of(root, resources=resources, ledger=ledger, now=now)
    reading = read_community(
        root,
        resources=resources,
        arrivals=lambda: ground.arrivals,
        past=ground.past,
        workers=workers,
        progress=progress,
    )
    copied: Iterable[Problem] = ()
    if reading.community is not None:
        copied = find_left_behind(root, reading.community.settings, git=ground.git, state=ground.state)
    beside = (*outside(root), *reply_problems(root), *without_votes(root, reading.community, ledger), *copied)
    chain = () if only else _chain(ledger, ground.state, root)
    results = () if chain else _results(reading, ground, root=root, ledger=ledger, resources=resources)
    problems = ordered((*reading.problems, *beside, *chain, *results))
    if only:
        wanted = [PurePosixPath(path) for path in only]
        problems = tuple(p for p in problems if any(concerns(p, path) for path in wanted))
        for path in wanted:
            if not any(concerns(problem, path) for problem in problems):
                looked_at(root, path)
    if new_since is None:
        return problems
    base = commit_named(ground.git, new_since)
    if not problems:
        return ()
    old = _wrong_then(ground, base, root=root, workers=workers, beside=beside, chain=chain, results=results)
    return tuple(problem for problem in problems if problem.identity not in old)


def _wrong_then(
    ground: Ground,
    base: str,
    *,
    root: Path,
    workers: int,
    beside: Sequence[Problem],
    chain: Sequence[Problem],
    results: Sequence[Problem],
) -> set[_Identity]:
    """What was wrong at the revision `base` already. Of problems beside content, with the chain and with results only
    those are looked for that are there now.
    """
    with tempfile.TemporaryDirectory(prefix="ideario-") as name:
        folder = Path(name)
        write_tree(ground.git, files(ground.git, base, "content"), folder)
        then = ground_of(root, resources=ground.resources, ledger=ground.ledger, now=ground.now, revision=base)
        before = read_community(
            folder, resources=ground.resources, arrivals=lambda: ground.arrivals, past=then.past, workers=workers
        )
        old = {problem.identity for problem in before.problems}
        place = _place_then(root, folder, ground.ledger)
        if chain and _broken_then(place):
            old |= {problem.identity for problem in chain}
        if results:
            old |= _results_then(before, then, root=folder, ledger=place, resources=ground.resources)
    if beside:
        there = {entry.path for entry in files(ground.git, base, *(problem.path for problem in beside))}
        old |= {problem.identity for problem in beside if problem.path in there}
    return old


def _chain(ledger: Path | None, state: LedgerState | None, root: Path) -> tuple[Problem, ...]:
    """That nothing can be counted from the ledger, since its chain does not hold. `verify` says where."""
    wrong = None if ledger is None or state is None else broken(ledger, state)
    if ledger is None or wrong is None:
        return ()
    return (
        Problem(
            path=shown_from(root, ledger / "ledger.json"),
            line=1,
            column=1,
            level="error",
            rule="ledger-chain",
            message=say("nothing can be counted from this ledger: {reason}", reason=wrong),
            hint=say("`ideario verify` names the line; bring back the folder as the last sync left it"),
        ),
    )


def _broken_then(ledger: Path | None) -> bool:
    """Whether the chain of a ledger did not hold before a change: one that lies elsewhere no change has touched."""
    try:
        state = None if ledger is None else read_state(ledger)
        return ledger is not None and state is not None and broken(ledger, state) is not None
    except Failure:
        return True  # it could not even be read


def _results(
    reading: Reading, ground: Ground, *, root: Path, ledger: Path | None, resources: Resources
) -> tuple[Problem, ...]:
    """The results for which the ledger says otherwise. Without a result or a ledger nothing is counted."""
    if ledger is None or ground.state is None or reading.community is None or not reading.community.results:
        return ()
    # These load what counts votes, which takes longer than checking.
    from ideario.intake.explaining.result_places import located
    from ideario.voting.counting.ballots import ballots_of
    from ideario.voting.deciding.written_results import recounts

    basis = basis_of(reading, ground, resources=resources, now=ground.now)
    found = recounts(
        basis.community,
        root=root,
        ledger=ledger,
        state=basis.state,
        unproven=basis.unseen,
        ballots=lambda names: ballots_of(basis.community, ledger, names, threads=basis.threads),
    )
    return tuple(located(found.problems, basis.community.results.values(), root))


def _place_then(root: Path, folder: Path, ledger: Path | None) -> Path | None:
    """Where a ledger is in `folder`, which holds content as it was once, if it is a part of that; else where it is."""
    if ledger is None:
        return None
    below = place_below(root, ledger)
    return folder / below if below is not None and PurePosixPath(below).parts[:1] == ("content",) else ledger


def _results_then(
    before: Reading, then: Ground, *, root: Path, ledger: Path | None, resources: Resources
) -> set[_Identity]:
    """What was wrong with the results of a community as it was. A ledger that cannot be read told nobody anything."""
    try:
        if ledger is not None:
            then = replace(then, ledger=ledger, state=read_state(ledger))
        found = _results(before, then, root=root, ledger=ledger, resources=resources)
    except Failure:
        return set()
    return {problem.identity for problem in found}


def language_at(root: Path) -> str:
    """The language in which the people of the community at `root` are told what is wrong: the first that it names."""
    return first_language(root)


def not_looked_at(root: Path) -> tuple[Said, ...]:
    """What a check here cannot see, since only a part of the history is there; nothing where it is whole or none."""
    git = git_at(root)
    if git.history in {"whole", "none"}:
        return ()
    return (
        say(
            "Not looked at: when ideas came in, and whether rules or what reactions mean were changed in the vote, "
            "which the history says: {reason}.",
            reason=git.missing,
        ),
    )


def is_there(root: Path, path: PurePosixPath) -> bool:
    """Whether a path below `root` names something; links are not followed, and nothing outside `root` counts."""
    return not path.is_absolute() and ".." not in path.parts and os.path.lexists(root / path)


def concerns(problem: Problem, path: PurePosixPath) -> bool:
    """Whether a problem is one of a file or folder: at it, in it, or at a folder or link above, which hides it."""
    place = PurePosixPath(problem.path)
    return place.is_relative_to(path) or path.is_relative_to(place)


def looked_at(root: Path, path: PurePosixPath) -> None:
    """A Failure where a path names nothing, or something that no rule looks at: nobody knows whether that is fine."""
    if not is_there(root, path):
        raise Failure(
            say("there is no file or folder {path} in the community", path=path),
            hint=say("name it as seen from here or from the community's folder, as in content/ideas/bike-lanes.yml"),
        )
    if path.parts[:2] == ("content", "ledger"):
        raise Failure(
            say("{path} belongs to the ledger and was not looked at", path=path),
            hint=say("look at it with: {command}", command="ideario verify"),
        )
    if any(part.startswith(".") for part in path.parts):
        raise Failure(
            say("{path} is hidden and was not looked at", path=path),
            hint=say("only files that people can see are content"),
        )
    if path.parts[:1] not in ((), ("content",)) or path.name == "README.md":
        raise Failure(
            say("{path} is no content and was not looked at", path=path), hint=say("content stands below content/")
        )


def others(
    root: Path, since: str, *, proposer: str, resources: Resources, only: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """What a proposal changes that is not its proposer's, as warnings, among the paths of `only`, if there are any.

    `since` is the git revision that it is a proposal to, `proposer` a login, "" where nobody knows whose it is.
    """
    from ideario.intake.proposals.base_comparison import others_files  # loads what reads CODEOWNERS

    found = others_files(root, since, proposer=proposer, resources=resources)
    return tuple(p for p in found if not only or any(PurePosixPath(p.path).is_relative_to(path) for path in only))
