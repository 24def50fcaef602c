"""Builds the site: checks the content, counts the ledger, publishes the result. Does nothing when nothing changed."""

import contextlib
import importlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from ideario.actions.arrivals import arrivals
from ideario.actions.edits import with_edits
from ideario.actions.manifest import Built, fingerprint, still_good, write_manifest
from ideario.actions.unproven import unproven
from ideario.files import locked, recover
from ideario.garbage import uncollected
from ideario.git import git_at, line_of
from ideario.intake import edits_in_votes, read_community, read_settings, rules_in_force
from ideario.model import instant
from ideario.problems import Failure, Problem, ordered
from ideario.publishing.pages import INDEX
from ideario.publishing.shells import ShellBuild, ShellSources
from ideario.publishing.site_config import OURS, foreign_keys
from ideario.resources import Resources
from ideario.voting.ledger import read_state, read_threads

Progress = Callable[[str, int, int], None]
PUBLISHING = "ideario.actions.publish"
"""Takes a third of a second to load, which is done while other processes read."""
PAGES_LIMIT = 1_000_000_000  # what GitHub Pages takes, in bytes


def build(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    output: Path,
    as_of: datetime | None = None,
    stale: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
) -> Built | tuple[Problem, ...]:
    """Build the community at `root` into `output`/site; `output`/cache keeps what makes the next build quick.

    `ledger` need not exist. `as_of` is the moment for everything that depends on time (None: the ledger's, else the
    newest date in the content). `stale` says on every page that newer votes could not be fetched. Returns only the
    problems, and leaves the site alone, when content/community.yml itself is at fault. A record with an error is left
    out of the site and named in `problems`.
    """
    site, cache = output / "site", output / "cache"
    _refuse_sources(root, output)
    _refuse_foreign(site)
    with locked(cache, "building"), uncollected():
        recover(site)
        settings, problems = read_settings(root, resources=resources)
        if settings is None:
            return problems
        sources = ShellSources(shell=resources.shell, root=root, languages=settings.languages, url=settings.url)
        with _started(ShellBuild(sources, cache)) as shells:  # first, since half of what follows runs in one process
            threads = read_threads(ledger)
            line = line_of(git_at(root))
            known = arrivals(line, threads)
            state = read_state(ledger)
            past = rules_in_force(line, resources=resources, observed=state.observed if state else None)
            edits = edits_in_votes(line, past) if state else ()
            history = [f"{idea} {instant(moment)}" for idea, moment in sorted(known.items())]
            inputs = fingerprint(root, resources, ledger, as_of, [*history, past.facts, repr(edits)], stale=stale)
            last = still_good(cache, inputs, site)
            if last is not None:
                return last
            (cache / "manifest.json").unlink(missing_ok=True)
            told = partial(_told, progress)

            def prepared() -> Mapping[str, datetime]:
                importlib.import_module(PUBLISHING)
                return known

            reading = read_community(
                root,
                resources=resources,
                arrivals=prepared,
                past=past,
                workers=workers,
                progress=told("Reading"),
            )
            if reading.community is None:
                return reading.problems
            community = with_edits(line.git, reading.community, edits)
            from ideario.actions.publish import publish

            unknown = unproven(community, past)
            written, found = publish(
                root,
                community,
                resources=resources,
                ledger=ledger,
                threads=threads,
                shells=shells,
                site=site,
                as_of=as_of,
                stale=stale,
                unproven=unknown if line.git.history != "none" else (),  # where there is no history, none is missing
                ledger_option=_ledger_option(root, ledger),
                workers=workers,
                progress=told("Writing"),
            )
        built = Built(
            site=site,
            problems=ordered([*reading.problems, *found]),
            unchanged=False,
            new=written.new,
            kept=written.kept,
            size=written.size,
            ideas=len(community.ideas),
            undated=sum(1 for idea in community.ideas.values() if idea.arrived is None),
            unproven=unknown,
        )
        write_manifest(cache, inputs, built, written.looks)
        return built


def _ledger_option(root: Path, ledger: Path) -> str:
    """What tells a command in the community's folder where the ledger is; on a branch unless it is in the folder."""
    home, place = root.resolve(), ledger.resolve()
    if not place.is_relative_to(home):
        return " --branch ledger"
    return "" if place == home / "content" / "ledger" else f" --ledger {place.relative_to(home).as_posix()}"


def _told(progress: Progress | None, stage: str) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, total: progress(stage, done, total)


def left_alone(root: Path) -> str:
    """That the folder's mkdocs.yml describes another site, which no build touches; "" where it does not."""
    file = root / "mkdocs.yml"
    keys = foreign_keys(file) if file.is_file() else ()
    if not keys:
        return ""
    return (
        f"mkdocs.yml was left alone: it describes another site ({', '.join(keys[:4])}). "
        f"If it is meant for this one, add to it: {OURS}"
    )


@contextlib.contextmanager
def _started(shells: ShellBuild) -> Iterator[ShellBuild]:
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
            raise Failure(f"{output} holds sources, or lies among them", hint="choose another folder, such as build/")


def _refuse_foreign(site: Path) -> None:
    """A folder that no build has written is somebody's work, and a build replaces all that it finds."""
    if site.is_dir() and any(site.iterdir()) and not (site / INDEX).is_file():
        raise Failure(
            f"{site} is not a site that ideario wrote, and building would replace it", hint="name another --output"
        )
