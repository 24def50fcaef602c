"""Looks at all open pull requests, judges what is new in them, and answers each with one comment that stays current."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ideario import __version__
from ideario.actions.basis import Ground, ground_of
from ideario.actions.proposals.idea_file import IDEAS
from ideario.actions.proposals.judging import Bench, wanted
from ideario.answering.comment import WrittenAnswer, answer
from ideario.answering.marker import base_mark
from ideario.answering.proposal import OpenProposal
from ideario.answering.sweep_run import SweepReport, SweepTerms, run_sweep
from ideario.answering.verdict import Verdict, Votes
from ideario.forge.addresses import editor_url, preview_url, raw_files_url, repository_url, thread_url
from ideario.forge.issue_forms import issue_of
from ideario.forge.open_pulls import ProposalForge
from ideario.intake.proposals.overlay import copied
from ideario.intake.read_community import Reading, read_community
from ideario.ledger.append import sync_state_in
from ideario.messages.said import say
from ideario.model.community import Community, Settings
from ideario.problems import CommunityAtFault, Failure
from ideario.progress import Progress
from ideario.resources import Resources
from ideario.syncing.sync_state import read_sync_state

MOST_PREVIEWS = 3
TURN_SECONDS = 900
"""How long a turn is, by which proposals take turns in being looked at again. Sweeps are further apart."""


def sweep(
    root: Path,
    *,
    resources: Resources,
    ledger: Path | None,
    connect: Callable[[Community], ProposalForge],
    now: datetime,
    language: str | None = None,
    progress: Progress | None = None,
) -> SweepReport:
    """Answer the open pull requests of the community at `root`, which is the base that they are judged by.

    The ledger, where there is one, knows when ideas came in and which accounts authors have. `language` is that of the
    answers, the community's first one if None. Raises CommunityAtFault where content/community.yml is at fault, and
    Failure where only a part of the history is here, or the forge does not even list pull requests.
    """
    ground = ground_of(root, resources=resources, ledger=ledger, now=now)
    if ground.git.history not in {"whole", "none"}:
        raise Failure(
            say("only a part of the history is in {root}, and it says by which rules ideas are judged", root=root),
            hint=ground.git.missing,
        )
    with tempfile.TemporaryDirectory(prefix="ideario-") as folder:
        overlay = copied(root, Path(folder))
        reading = _base(ground, overlay.folder, root, resources)
        if reading.community is None:
            raise CommunityAtFault(reading.problems)
        settings = reading.community.settings
        bench = Bench(
            ground=ground,
            overlay=overlay,
            resources=resources,
            now=now,
            numbers=_numbers(ground),
            before=reading.problems,
            authors=frozenset(who.lower() for idea in reading.community.ideas.values() for who in idea.authors),
        )
        spoken = language or settings.languages[0]
        terms = SweepTerms(
            base=base_mark(__version__, spoken, _tree(ground)),
            turn=int(now.timestamp()) // TURN_SECONDS,
            wanted=wanted,
            judge=bench.judged,
            answer=lambda proposal, verdict: _answer(settings, proposal, verdict, spoken),
            language=spoken,
        )
        return run_sweep(connect(reading.community), terms, progress=progress)


def _base(ground: Ground, folder: Path, root: Path, resources: Resources) -> Reading:
    """The community as it is without any proposal."""
    return read_community(
        folder, resources=resources, home=root, arrivals=lambda: ground.arrivals, past=ground.past
    )  # fmt: skip


def _tree(ground: Ground) -> str:
    """What git calls all content as it is now, "" where there is no git."""
    if ground.git.history == "none":
        return ""
    return ground.git.ask("rev-parse", "--verify", "--quiet", "HEAD:./content").text.strip()


def _numbers(ground: Ground) -> dict[str, int]:
    """The numbers of authors' accounts as syncs met them, by login in small letters."""
    if ground.ledger is None or ground.state is None:
        return {}
    known = read_sync_state(sync_state_in(ground.ledger, ground.state.head))
    return {} if known is None else known.authors


def _answer(settings: Settings, proposal: OpenProposal, verdict: Verdict, language: str) -> WrittenAnswer:
    def kinds(wanted_stance: str) -> tuple[str, ...]:
        return tuple(kind for kind, stance in settings.reactions.items() if stance == wanted_stance)

    issue = _issue(settings, proposal)
    return answer(
        verdict,
        votes=Votes(support=kinds("support"), oppose=kinds("oppose")),
        editors={} if issue else _editors(settings, proposal),
        previews=_previews(settings, proposal),
        language=language,
        issue=issue,
    )


def _issue(settings: Settings, proposal: OpenProposal) -> str:
    """The address of the issue that a proposal was made of by the program, "" where people made it."""
    issue = issue_of(proposal.pull.rollup)
    return "" if issue is None else thread_url(repository_url(settings.repository, settings.host), issue)


def _editors(settings: Settings, proposal: OpenProposal) -> dict[str, str]:
    """Where the proposer can change the files; nowhere where the fork is gone."""
    source = proposal.pull.source
    if source is None:
        return {}
    where = repository_url(source, settings.host)
    return {path: editor_url(where, proposal.pull.branch, path) for path in proposal.found}


def _previews(settings: Settings, proposal: OpenProposal) -> dict[str, str]:
    """Where the site shows the ideas of a proposal; nowhere where it does not know the place that shows files."""
    pull, commit = proposal.pull, proposal.pull.rollup.head
    if not settings.url or not commit or pull.source is None or not raw_files_url(settings.host):
        return {}
    number = int(pull.rollup.name.partition("/")[2])
    repository = "" if pull.source.lower() == settings.repository.lower() else pull.source
    ideas = [path for path, one in proposal.found.items() if path.startswith(f"{IDEAS}/") and one.content is not None]
    return {
        path: preview_url(settings.url, pull=number, commit=commit, path=path, repository=repository)
        for path in sorted(ideas)[:MOST_PREVIEWS]
    }
