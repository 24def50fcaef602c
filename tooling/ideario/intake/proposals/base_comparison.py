"""Compares a proposal with its base: whose files it touches besides the proposer's own. Reads, and judges nothing."""

from pathlib import Path

from ideario.files import plain_bytes
from ideario.forge.hosting import CODE_OWNERS
from ideario.git.changes import blob_at, blobs, changes_here, commit_named, files
from ideario.git.history import line_of, versions
from ideario.git.repository import Git, git_at
from ideario.intake.explaining.faults import MAX_BYTES
from ideario.intake.history.idea_dates import IDEAS, slug_in
from ideario.intake.proposals.code_owners import CodeOwners, code_owners
from ideario.intake.proposals.ownership import not_ones_own
from ideario.intake.proposals.touched_files import Proposal, ProposalFile
from ideario.intake.schemas import load_schemas
from ideario.problems import Problem
from ideario.resources import Resources


def others_files(root: Path, since: str, *, proposer: str, resources: Resources) -> tuple[Problem, ...]:
    """What the files at `root` change since a git revision that is not the proposer's, as warnings.

    `proposer` is the login of who proposes, "" where nobody knows: then all that belongs to somebody is named. Raises
    Failure where git does not know the revision.
    """
    git = git_at(root)
    base = commit_named(git, since)
    found = changes_here(git, base)
    before = blobs(git, [change.before for change in found])
    files = [
        ProposalFile(
            status=change.status,
            path=change.path,
            former=change.former,
            before=before.get(change.before, b"") if change.before else None,
            after=None if change.status == "deleted" else _bytes_at(root / change.path),
        )
        for change in found
    ]
    proposal = Proposal(
        proposer=proposer,
        owners=owners_at(git, base),
        schemas=load_schemas(resources.schemas),
        prefix=git.prefix,
        gone=gone_from(git, base) if any(change.status in {"added", "renamed"} for change in found) else (),
    )
    return tuple(not_ones_own(files, proposal))


def gone_from(git: Git, base: str) -> set[str]:
    """The slugs of ideas that were on the branch of the base once, and are not there."""
    there = {slug_in(entry.path) for entry in files(git, base, IDEAS)}
    return {slug_in(version.path) for version in versions(line_of(git, base), IDEAS)} - there


def _bytes_at(file: Path) -> bytes:
    try:
        return plain_bytes(str(file), MAX_BYTES) or b""
    except OSError:
        return b""


def owners_at(git: Git, base: str) -> CodeOwners:
    """Who looks after what, as the base says: a proposal cannot make anybody an owner."""
    for place in CODE_OWNERS:
        raw = blob_at(git, base, place)
        if raw is not None:
            return code_owners(raw.decode("utf-8", "replace"))
    return CodeOwners()
