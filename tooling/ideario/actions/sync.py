"""Brings the ledger up to date with the forge: exactly, or not at all. Publishes nothing."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from ideario.actions.basis import readable
from ideario.actions.proposals.pending import keep_titles
from ideario.actions.tally import CountedLedger, count
from ideario.forge.port import Forge
from ideario.forge.writing_port import WritingForge
from ideario.git.history import line_of
from ideario.git.repository import git_at
from ideario.intake.history.coauthors import joined
from ideario.intake.schemas import load_schemas
from ideario.ledger.ledger_folder import read_state
from ideario.model.community import Community
from ideario.problems import Failure, Problem
from ideario.progress import StepProgress
from ideario.resources import Resources
from ideario.syncing.estimate import Plan, plan
from ideario.syncing.sync_ledger import USUAL, Options, Synced, refuse_foreign, synced_into
from ideario.syncing.threads import further_threads


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """A sync of a community. `problems` are those of its content.

    `moved` is the name that was asked for, where the repository has another one now. `counted` is there only where
    nothing was written, since there was no key: the votes as this run alone has seen them. `titles` is how many titles
    of pending ideas were read, None where nobody asked for them, or `untitled` says why they could not be.
    """

    synced: Synced
    problems: tuple[Problem, ...]
    moved: str | None
    counted: CountedLedger | None = None
    titles: int | None = None
    untitled: str = ""


def sync(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    connect: Callable[[Community], Forge],
    reader: Callable[[Community], WritingForge] | None = None,
    named: str | None,
    key: bytes | None,
    spare_key: bytes,
    now: Callable[[], datetime],
    options: Options = USUAL,
    workers: int = 1,
    progress: StepProgress | None = None,
) -> SyncReport:
    """Sync the ledger in the folder `ledger`, which may be new, with the forge that `connect` gives.

    `reader` gives a forge whose files can be read, for the titles of pending ideas; without it there are none.
    `named` is the repository as it was asked for, the community's own if None; it may have moved since.
    Without `key` the votes are counted in a temporary folder, under `spare_key`, which must be random: nothing of them
    is kept. A Failure leaves the ledger as it was; what an interrupted run has fetched is kept apart for the next one.
    """
    community, problems = readable(root, resources, workers, now=now())
    community = with_joined(root, community, resources=resources, now=now())
    forge = connect(community)
    state = read_state(ledger)
    refuse_foreign(ledger, state)
    on_branch = names_of_files(root)
    if key is not None:
        synced = synced_into(
            ledger, community, forge, key=key, now=now, options=options, progress=progress, on_branch=on_branch
        )
        done = SyncReport(
            synced=synced, problems=problems, moved=_moved(named or community.settings.repository, synced)
        )
        return (
            done
            if reader is None
            else _with_titles(done, root, ledger, partial(reader, community), resources=resources, now=now())
        )
    with tempfile.TemporaryDirectory(prefix="ideario-") as room:
        folder = Path(room) / "ledger"
        complete = replace(options, full=True)
        synced = synced_into(
            folder, community, forge, key=spare_key, now=now, options=complete, progress=progress, on_branch=on_branch
        )
        counted = count(root, resources=resources, ledger=folder, now=now())
        moved = _moved(named or community.settings.repository, synced)
        return SyncReport(synced=synced, problems=problems, counted=counted, moved=moved)


def _with_titles(
    done: SyncReport,
    root: Path,
    ledger: Path,
    reader: Callable[[], WritingForge],
    *,
    resources: Resources,
    now: datetime,
) -> SyncReport:
    """The report of a sync that also read titles of pending ideas. Votes are worth more: they stand without these."""
    try:
        return replace(done, titles=keep_titles(root, ledger, forge=reader(), resources=resources, now=now))
    except Failure as failure:
        return replace(done, untitled=failure.message)
    except Exception as error:  # noqa: BLE001 - a mistake of ours about a stranger's file keeps no votes from the site
        return replace(done, untitled=f"{type(error).__name__}, a mistake of the program's")


def names_of_files(root: Path) -> frozenset[str]:
    """The slugs of all files of ideas, those at fault too."""
    names = (name for _, _, files in os.walk(root / "content" / "ideas") for name in files)
    return frozenset(name.removesuffix(".yml") for name in names if name.endswith(".yml"))


def _moved(named: str, synced: Synced) -> str | None:
    return None if named.lower() == synced.repository.lower() else named


def estimate(
    root: Path, *, resources: Resources, connect: Callable[[Community], Forge], now: datetime, workers: int = 1
) -> Plan:
    """What a sync would cost. A Failure as `sync` has it."""
    community, _ = readable(root, resources, workers, now=now)
    return plan(connect(community), len(further_threads(community)))


def with_joined(root: Path, community: Community, *, resources: Resources, now: datetime) -> Community:
    """The community that knows which of its ideas' authors were named after the idea came in, and when.

    Without a whole history all of them count as authors from the beginning.
    """
    schemas = load_schemas(resources.schemas)
    return replace(community, joined=joined(line_of(git_at(root), now=now), community.ideas.values(), schemas))
