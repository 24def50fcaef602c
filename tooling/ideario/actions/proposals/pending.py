"""Reads what ideas in open pull requests are called, as far as they pass the check, and keeps it beside the ledger."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

from ideario.actions.basis import ground_of
from ideario.answering.proposal import can_be_laid
from ideario.forge.issue_forms import issues_of
from ideario.forge.port import Rollup
from ideario.forge.writing_port import Place, WritingForge
from ideario.intake.history.idea_dates import slug_in
from ideario.intake.proposals.overlay import CannotLie, copied
from ideario.intake.read_community import read_community
from ideario.ledger.beside.pending_titles import write_pending
from ideario.ledger.ledger_folder import read_threads
from ideario.model.content import Idea
from ideario.model.thread_names import is_pull
from ideario.model.votes import PendingTitle
from ideario.resources import Resources


def keep_titles(root: Path, ledger: Path, *, forge: WritingForge, resources: Resources, now: datetime) -> int:
    """Write pending.json into a ledger that was just synced; how many titles it holds. A Failure leaves it as it was.

    All of them are judged together, by one reading of the community with them in it. Of two with one name, in
    whatever folder, the one in the earlier pull request stays.
    """
    names = {thread.name: thread.ideas for thread in read_threads(ledger) if thread.merged is None and thread.ideas}
    found = forge.threads([name for name in names if is_pull(name)]) if names else {}
    pulls = _paths(forge, sorted(found.values(), key=lambda one: (one.opened, one.name)), names)
    contents = forge.contents([Place(pull.head, path) for path, pull in pulls.items()]) if pulls else {}
    files = {
        path: there.content
        for path, pull in pulls.items()
        if (there := contents.get(Place(pull.head, path))) is not None and there.content is not None
    }
    ideas = _judged(root, ledger, files, resources=resources, now=now)
    issues = issues_of(pulls[idea.path] for idea in ideas)
    asked = forge.threads([*issues.values()]) if issues else {}
    titles = [_title(idea, pulls[idea.path], asked.get(issues.get(pulls[idea.path].name, ""))) for idea in ideas]
    write_pending(ledger, titles)
    return len(titles)


def _paths(forge: WritingForge, rollups: Sequence[Rollup], names: Mapping[str, tuple[str, ...]]) -> dict[str, Rollup]:
    """The files of the named ideas that open pull requests bring, by path: for each name the first that does."""
    rows = [one for one in rollups if one.open and one.merged is None]
    listed = forge.files(rows) if rows else {}
    found: dict[str, tuple[str, Rollup]] = {}
    for rollup in rows:
        for change in listed.get(rollup.name, ()):
            slug = slug_in(change.path)
            if change.change != "removed" and slug in names[rollup.name] and can_be_laid(change.path):
                found.setdefault(slug, (change.path, rollup))
    return dict(found.values())


def _fitting(root: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of which no name is a folder's elsewhere: one hostile path keeps nobody else's title away."""
    return {
        path: content
        for path, content in files.items()
        if not (root / path).is_dir()
        and not any(str(above) in files or (root / above).is_file() for above in PurePosixPath(path).parents)
    }


def _title(idea: Idea, pull: Rollup, issue: Rollup | None) -> PendingTitle:
    """What is kept of an idea. A pull request that the program made of an issue is of that issue’s author."""
    author = (pull if issue is None else issue).author
    return PendingTitle(
        thread=pull.name, idea=idea.slug, title=idea.title, language=idea.language, challenge=idea.challenge,
        author=None if author is None else author.login,
    )  # fmt: skip


def _judged(root: Path, ledger: Path, files: Mapping[str, bytes], *, resources: Resources, now: datetime) -> list[Idea]:
    """The ideas in these files that have no error in them."""
    fitting = _fitting(root, files)
    if not fitting:
        return []
    ground = ground_of(root, resources=resources, ledger=ledger, now=now)
    with tempfile.TemporaryDirectory(prefix="ideario-") as folder:
        overlay = copied(root, Path(folder))
        try:
            with overlay.laid(fitting, []):
                reading = read_community(
                    overlay.folder, resources=resources, home=root, arrivals=lambda: ground.arrivals, past=ground.past
                )
        except CannotLie:  # whoever makes such a path has no idea for anybody to read
            return []
    community = reading.community
    ideas = () if community is None else community.ideas.values()
    return [idea for idea in ideas if idea.path in fitting]
