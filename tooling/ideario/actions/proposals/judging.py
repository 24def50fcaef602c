"""Judges proposals that are only data: lays their files over the community's own and runs the usual check on that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePosixPath

from ideario.actions.basis import Ground
from ideario.actions.proposals.near_ideas import neighbourhoods
from ideario.answering.corrected import Correction, corrected
from ideario.answering.proposal import OpenProposal, is_content
from ideario.answering.verdict import SimilarIdea, Verdict
from ideario.files import plain_bytes
from ideario.git.changes import FileStatus, commit_named
from ideario.intake.explaining.faults import MAX_BYTES
from ideario.intake.history.idea_dates import slug_in
from ideario.intake.proposals.base_comparison import gone_from, owners_at
from ideario.intake.proposals.code_owners import CodeOwners
from ideario.intake.proposals.outside import may_be_content, outside
from ideario.intake.proposals.overlay import CannotLie, Laid, Overlay
from ideario.intake.proposals.ownership import not_ones_own
from ideario.intake.proposals.touched_files import Proposal, ProposalFile
from ideario.intake.read_community import Reading, read_community
from ideario.intake.schemas import load_schemas
from ideario.model.community import Community
from ideario.model.content import Idea
from ideario.problems import CommunityAtFault, CountAtFault, Failure, Problem, has_errors, ordered
from ideario.resources import Resources

MOST_SIMILAR = 3
ROUNDS = 3
"""How often what was mended is looked at again: one mistake can hide another."""
KINDS: Mapping[str, FileStatus] = {
    "added": "added", "copied": "added", "removed": "deleted", "renamed": "renamed", "modified": "modified",
    "changed": "modified",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What proposals to one community are judged on. Not slotted: see Ground.

    `numbers` are those of accounts by the login with which they were met first. `before` are the problems of the
    community without any proposal, `authors` those whom its ideas name, in small letters.
    """

    ground: Ground
    overlay: Overlay
    resources: Resources
    now: datetime
    numbers: Mapping[str, int]
    before: tuple[Problem, ...]
    authors: frozenset[str]

    @cached_property
    def _base(self) -> str:
        return commit_named(self.ground.git, "HEAD")

    @cached_property
    def _support(self) -> Mapping[str, int]:
        """How many people support ideas, as far as that is shown, by slug; {} where votes cannot be counted."""
        ledger = self.ground.ledger
        if ledger is None or self.ground.state is None:
            return {}
        from ideario.actions.tally import count  # loads what counts votes, for which few sweeps have to wait
        from ideario.voting.counting.embargo import shown

        try:
            counted = count(self.overlay.root, resources=self.resources, ledger=ledger, now=self.now)
        except (Failure, CommunityAtFault, CountAtFault):
            return {}
        public = shown(counted.tally, counted.community, self.ground.threads)
        return {slug: standing.support for slug, standing in public.standings.items()}

    @cached_property
    def _owners(self) -> CodeOwners:
        return owners_at(self.ground.git, self._base)

    @cached_property
    def _gone(self) -> set[str]:
        return gone_from(self.ground.git, self._base)

    def judged(self, proposal: OpenProposal) -> Verdict:
        """What there is to say about a proposal; nothing of what its files say is run or followed."""
        not_own = tuple(not_ones_own(self._touched(proposal), self._whose(proposal)))
        cut = Verdict(cut=True, not_own=not_own, newcomer=self._is_newcomer(proposal))
        try:
            return cut if proposal.cut else self._checked(proposal, not_own)
        except CannotLie:
            return cut

    def _is_newcomer(self, proposal: OpenProposal) -> bool:
        """Whether whoever proposes is the author of no idea, by login and, as far as that is known, by number."""
        proposer = proposal.proposer
        if proposer is None or proposer.kind != "user":
            return False
        known = {self.numbers[login] for login in self.authors if login in self.numbers}
        return proposer.login.lower() not in self.authors and proposer.id not in known

    def _takes_ideas(self, community: Community, challenge: str | None) -> bool:
        """Whether a challenge takes ideas now."""
        found = community.challenges.get(challenge or "")
        return found is not None and found.submission.opens <= self.now <= found.submission.closes

    def _checked(self, proposal: OpenProposal, not_own: tuple[Problem, ...]) -> Verdict:
        laid = {path: _laid(one.kind, one.content) for path, one in proposal.found.items()}
        files = {path: content for path, content in laid.items() if content is not None}
        added = {slug_in(change.path) for change in proposal.changes if change.change != "removed"} - {""}
        gone = sorted(path for path in proposal.touched - files.keys() if wanted(path))
        reading, problems = self._read(files, gone, added)
        own = tuple(problem for problem in problems if _is_at(problem, proposal.touched))
        ideas = brought(reading.community.ideas.values(), proposal) if reading.community is not None else []
        return Verdict(
            problems=own,
            elsewhere=tuple(one for one in problems if one.level == "error" and one not in own),
            not_own=not_own,
            already=has_errors(self.before),
            corrections=self._corrections(files, gone, added, own),
            ideas=tuple(idea.title for idea in ideas),
            similar=self._similar(reading.community, added & {idea.slug for idea in ideas}),
            newcomer=self._is_newcomer(proposal),
            answers_challenge=reading.community is not None
            and any(self._takes_ideas(reading.community, idea.challenge) for idea in ideas),
        )

    def _similar(self, community: Community | None, slugs: set[str]) -> tuple[SimilarIdea, ...]:
        """The ideas that are nearest to those that a proposal adds, as many as are told of one."""
        if community is None:
            return ()
        near = {one.idea.slug: one for _, found in neighbourhoods(community, slugs) for one in found}
        nearest = sorted(near.values(), key=lambda one: (-one.score, one.idea.slug))
        told = [
            SimilarIdea(one.idea.title, one.url, self._support.get(one.idea.slug))
            for one in nearest
            if one.idea.slug not in slugs and one.url
        ]
        return tuple(told[:MOST_SIMILAR])

    def _read(self, files: Mapping[str, Laid], gone: list[str], added: set[str]) -> tuple[Reading, tuple[Problem, ...]]:
        """The community with these files, and the problems that it has only with them."""
        known = {problem.identity for problem in self.before}
        folder = self.overlay.folder
        with self.overlay.laid(files, gone):
            reading = read_community(
                folder,
                resources=self.resources,
                home=self.overlay.root,
                arrivals=lambda: {**dict.fromkeys(added, self.now), **self.ground.arrivals},
                past=self.ground.past,
            )
            found = ordered((*reading.problems, *outside(folder)))
        return reading, tuple(problem for problem in found if problem.identity not in known)

    def _corrections(
        self, files: Mapping[str, Laid], gone: list[str], added: set[str], problems: tuple[Problem, ...]
    ) -> dict[str, Correction]:
        """The files with errors, as far as they could be mended and looked at again."""
        mended, left = dict(files), problems
        for _ in range(ROUNDS):
            changed = {}
            for path in sorted({problem.path for problem in left if problem.edits}):
                text = _text(mended.get(path))
                if text is not None:
                    correction = corrected(text, [problem for problem in left if problem.path == path])
                    changed[path] = correction.text.encode("utf-8", "replace")
            if all(mended[path] == content for path, content in changed.items()):
                break
            mended |= changed
            left = self._read(mended, gone, added)[1]
        faulty = {problem.path for problem in problems if problem.level == "error"}
        return {
            path: Correction(text, tuple(one for one in left if one.path == path and one.level == "error"))
            for path, content in mended.items()
            if path in faulty and content != files[path] and (text := _text(content)) is not None
        }

    def _touched(self, proposal: OpenProposal) -> list[ProposalFile]:
        """The files of a proposal for whoever asks whose they are."""
        return [
            ProposalFile(
                status=KINDS[change.change],
                path=change.path,
                former=(change.former or "") if change.change == "renamed" else "",
                before=_bytes_at(self.overlay.root, (change.change == "renamed" and change.former) or change.path),
                after=None
                if change.change == "removed"
                else (found.content or b"" if (found := proposal.found.get(change.path)) else b""),
            )
            for change in proposal.changes
        ]

    def _whose(self, proposal: OpenProposal) -> Proposal:
        proposer = proposal.proposer
        return Proposal(
            proposer="" if proposer is None else proposer.login,
            number=None if proposer is None else proposer.id,
            numbers=self.numbers,
            owners=self._owners,
            schemas=load_schemas(self.resources.schemas),
            gone=self._gone,
        )


def wanted(path: str) -> bool:
    """Whether a file is looked at: content, and what was meant to be."""
    return is_content(path) or may_be_content(path)


def brought(ideas: Iterable[Idea], proposal: OpenProposal) -> list[Idea]:
    """The ideas that a proposal brings or changes, by the paths of their files."""
    return [idea for idea in ideas if idea.path in proposal.found]


def _laid(kind: str, content: bytes | None) -> Laid | None:
    """What is laid down for what there is; nothing for a folder, another repository, or what is gone."""
    if kind == "link":
        return "link"
    return "too long" if kind == "too long" else content


def _text(content: Laid | None) -> str | None:
    """The text of a file, None of what is none."""
    if not isinstance(content, bytes) or len(content) > MAX_BYTES:
        return None
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


def _is_at(problem: Problem, touched: Iterable[str]) -> bool:
    """Whether a problem is one of the files that a proposal touches: at one, or at a folder above."""
    place = PurePosixPath(problem.path)
    return any(problem.path == path or place in PurePosixPath(path).parents for path in touched)


def _bytes_at(root: Path, path: str) -> bytes | None:
    """The bytes of a file of the base, None where there is none."""
    try:
        return plain_bytes(str(root / path), MAX_BYTES)
    except (OSError, ValueError):
        return None
