"""Builds the site: checks the content, counts the ledger, publishes the result. Does nothing when nothing changed."""

import contextlib
import importlib
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ideario.actions.amending.kept_ideas import forget_texts, keep_ideas, kept_ideas, know_again
from ideario.actions.basis import ground_of, holding, read_basis
from ideario.files import locked, place_below
from ideario.forge.addresses import raw_files_url
from ideario.forking import asked_aside
from ideario.intake.content_files import folders_and_hidden
from ideario.intake.read_community import read_settings
from ideario.messages.said import say
from ideario.model.community import Settings
from ideario.model.moments import instant
from ideario.problems import CommunityAtFault, Failure, ordered
from ideario.progress import StepProgress
from ideario.publishing.api.register import INDEX
from ideario.publishing.manifest import Built, Fingerprint, fingerprint, last_build, write_manifest
from ideario.publishing.outputs.site_change import finish_change
from ideario.publishing.outputs.site_record import LeftSite, folder_looks, read_record, write_record
from ideario.publishing.shells.shell_sources import ShellSources
from ideario.publishing.shells.site_config import OURS, foreign_keys
from ideario.resources import Resources, has_words, words_folders
from ideario.voting.counting.encoded import Events

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ideario.actions.building.build_crew import BuildCrew
    from ideario.publishing.shells.shells import ShellBuild
    from ideario.publishing.write_site import Written

PUBLISHING = "ideario.actions.publish"
"""Takes a third of a second to load, which is done while another process meets what the site depends on."""


def build(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    output: Path,
    now: datetime,
    dated: bool = False,
    as_of: datetime | None = None,
    stale: bool = False,
    raw_files: str | None = None,
    pictures: bool = False,
    workers: int = 1,
    progress: StepProgress | None = None,
    whole: bool = False,
) -> Built:
    """Build the community at `root` into `output`/site; `output`/cache keeps what makes the next build quick.

    `ledger` need not exist. Challenges are open or closed as of `now`. Of a build that is `dated` the site says that
    this is when it was built, else since when it would have been the same. Votes are those read until `as_of` (None:
    until they were last seen). `stale` says on every page that newer votes could not be fetched. `raw_files` is where
    previews find proposed files (None: where the community's host is known to show them). `pictures` draws one of each
    idea, too. Raises CommunityAtFault, and leaves the site alone, when content/community.yml is at fault, and
    CountAtFault when a file is that decides what counts. Any other record with an error is left out of the site and
    named in `problems`.
    With `whole` all is read and made even where nothing has changed.
    """
    site, cache = output / "site", output / "cache"
    _refuse_sources(root, output)
    _refuse_foreign(site)
    with locked(cache, "building") as began, contextlib.ExitStack() as stack:
        finish_change(site)
        left = stack.enter_context(last_build(cache, site, now))  # first, since another process looks at the site
        settings, problems = read_settings(root, resources=resources)
        if settings is None:
            raise CommunityAtFault(problems)
        raw_files = raw_files_url(settings.host) if raw_files is None else raw_files
        before = None if whole else kept_ideas(cache)
        # Early, since half of what follows runs in one process; but what is built of a site that stands may need none.
        shells = stack.enter_context(_shells(root, resources, settings, cache)) if before is None else None
        ground = ground_of(root, resources=resources, ledger=ledger, now=now)
        facts = [*ground.facts(), *map(ascii, folders_and_hidden(root))]
        met = partial(
            fingerprint,
            root,
            resources,
            ledger,
            as_of,
            facts,
            stale=stale,
            raw_files=raw_files,
            pictures=pictures,
        )
        anew = partial(_met_aside, partial(met, began=began), workers)
        found = anew() if before is None else met(known=before.known, began=began)
        edit = None
        if left.said is not None and left.said.inputs != found.inputs and before is not None and not dated:
            from ideario.actions.amending.amend import edit_of  # which most builds do not need

            edit = edit_of(root, left.said, before, found, settings=settings, schemas=resources.schemas, began=began)
        looks, last = left.looked()
        if not whole and last is not None and last.inputs == found.inputs:
            know_again(before, found)
            return last.built
        (cache / "manifest.json").unlink(missing_ok=True)
        if last is not None and edit is not None:
            return edit(looks)
        shells = shells or stack.enter_context(_shells(root, resources, settings, cache))
        if before is not None:
            found = anew()  # nobody has the bytes of those that were known
        record = read_record(cache, found.program, looks)
        crew = stack.enter_context(_crew(root, found, workers, resources.schemas))
        events = stack.enter_context(Events(ledger))

        def meanwhile() -> None:
            nonlocal found
            keep_ideas(cache, found)
            found = found._replace(ideas={})  # as large as all texts, and not needed any more
            if ground.state is not None:
                events.connection()
            if not record.digests:  # else most pages stay as they are, and nobody asks for their texts
                crew.make_prose()

        basis = read_basis(
            root,
            resources=resources,
            ledger=ledger,
            now=now,
            as_of=as_of,
            ground=ground,
            workers=workers,
            meanwhile=meanwhile,
            progress=_told(progress, "Reading"),
            pool=crew.pool,
        )
        from ideario.actions.publish import publish

        since, until = holding(basis, now)
        built_at = now if dated else min(now, max(since or basis.as_of, basis.as_of))
        written, refused = publish(
            root,
            basis,
            resources=resources,
            ledger=ledger,
            shells=shells,
            crew=crew,
            events=events,
            kept=cache / "meanings.npz",
            site=site,
            record=record,
            built=built_at,
            stale=stale,
            raw_files=raw_files,
            pictures=pictures,
            ledger_place=place_below(root, ledger),
            workers=workers,
            progress=_told(progress, "Writing"),
        )
        built = Built(
            site=site,
            problems=ordered([*basis.problems, *refused]),
            unchanged=False,
            new=written.new,
            kept=written.kept,
            size=written.size,
            ideas=len(basis.community.ideas),
            undated=sum(1 for idea in basis.community.ideas.values() if idea.arrived is None),
            unproven=basis.unproven,
            unproven_reactions=basis.unproven_reactions,
            written=written,
        )
        _remember(cache, found, built, written, (since, until), began=began if looks else None)
        if built_at == now:  # then the site tells when it was built itself, which the next edit must change
            forget_texts(cache)
        return built


def _remember(
    cache: Path,
    found: Fingerprint,
    built: Built,
    written: "Written",
    holds: tuple[datetime | None, datetime | None],
    *,
    began: int | None,
) -> None:
    """Remember what was built of what, and how the site was left, for the next build. `began` is when a build did that
    found a site, by the clock of the disk.
    """
    write_record(cache, found.program, written.outputs)
    since, until = (None if moment is None else instant(moment) for moment in holds)
    looks = {one.path: one.look for one in written.outputs}
    left = LeftSite(looks, folder_looks(built.site, looks, began))
    write_manifest(cache, found.inputs, built, left, (since, until))


def _met_aside(met: Callable[[], Fingerprint], workers: int) -> Fingerprint:
    """All that the site depends on, which another process meets, where there may be one, while this one loads what
    publishes.
    """
    if workers < 2:
        return met()
    with asked_aside(lambda: met().plain) as answer:
        importlib.import_module(PUBLISHING)
        return Fingerprint.of_plain(answer())


def _crew(root: Path, found: Fingerprint, workers: int, schemas: Path) -> "AbstractContextManager[BuildCrew]":
    """Those who go beside a build that makes something: loaded here, since most builds do not need them."""
    from ideario.actions.building.build_crew import crew_of

    texts = {path: idea.content for path, idea in found.ideas.items() if idea.content is not None}
    return crew_of(root, texts, workers, schemas)


def _told(progress: StepProgress | None, stage: str) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, total: progress(stage, done, total)


def left_alone(root: Path) -> str:
    """That the folder's mkdocs.yml describes another site, which no build touches; "" where it does not."""
    file = root / "mkdocs.yml"
    keys = foreign_keys(file) if file.is_file() else ()
    if not keys:
        return ""
    return say(
        "mkdocs.yml was left alone: it describes another site ({names}). If it is meant for this one, add to it: "
        "{ours}",
        names=", ".join(keys[:4]),
        ours=OURS,
    )


@contextlib.contextmanager
def _shells(root: Path, resources: Resources, settings: Settings, cache: Path) -> "Iterator[ShellBuild]":
    """Shells that are being built, in a process of their own; loaded here likewise."""
    from ideario.publishing.shells.shells import ShellBuild

    sources = ShellSources(
        shell=resources.shell,
        root=root,
        languages=settings.site_languages,
        url=settings.url,
        proposing=bool(settings.repository),
    )
    shells = ShellBuild(sources, cache)
    try:
        yield shells
    finally:
        shells.abandon()


def _refuse_sources(root: Path, output: Path) -> None:
    """The output must not lie in a folder of sources, nor hold one, since builds replace what they find there."""
    place = output.resolve()
    for name in ("content", "schemas", "site", "tooling", ".git"):
        source = (root / name).resolve()
        if place == source or source in place.parents or place in source.parents:
            raise Failure(
                say("{output} holds sources, or lies among them", output=output),
                hint=say("choose another folder, such as build/"),
            )


def _refuse_foreign(site: Path) -> None:
    """A folder that no build has written is somebody's work, and a build replaces all that it finds."""
    if site.is_dir() and any(site.iterdir()) and not (site / INDEX).is_file():
        raise Failure(
            say("{site} is not a site that ideario wrote, and building would replace it", site=site),
            hint=say("name another --output"),
        )


def unspoken(root: Path, resources: Resources) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The community's languages for which nobody has written words, and those in which there are words."""
    settings, _ = read_settings(root, resources=resources)
    folders = words_folders(root, resources)
    there = tuple(sorted({path.stem for folder in folders for path in folder.glob("*.yml")}))
    languages = settings.languages if settings is not None else ()
    return tuple(tag for tag in languages if not has_words(folders, tag)), there
