"""Builds the site: checks the content, counts the ledger, publishes the result. Does nothing when nothing changed."""

import contextlib
import hashlib
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from ideario import __version__
from ideario.actions.arrivals import arrivals
from ideario.actions.edits import with_edits
from ideario.actions.export_pabulib import pabulib_text
from ideario.actions.integrity import difference
from ideario.actions.observed import observed
from ideario.actions.unproven import unproven
from ideario.files import locked, recover, write_whole
from ideario.garbage import uncollected
from ideario.intake import edits_in_votes, published_rules, read_community, read_settings, rules_in_force
from ideario.model import Community, Flags, LedgerState, Thread, instant
from ideario.problems import Failure, Problem
from ideario.publishing.documents import DOCUMENTS
from ideario.publishing.edition import Edition
from ideario.publishing.rendering import Sources
from ideario.publishing.shells import ShellBuild, ShellSources, names_below
from ideario.publishing.site import write_site
from ideario.resources import Resources
from ideario.voting.ballots import approvals
from ideario.voting.counting import counting_rule
from ideario.voting.document import tally_document
from ideario.voting.encoded import Events
from ideario.voting.experts import blends, panels
from ideario.voting.integrity_document import integrity_document
from ideario.voting.ledger import read_state, read_threads
from ideario.voting.placing import Moments, all_rankings, moments, shuffles
from ideario.voting.tally import tally
from ideario.voting.votes import flags_of
from ideario.voting.withholding import shown

Progress = Callable[[str, int, int], None]
PAGES_LIMIT = 1_000_000_000  # what GitHub Pages takes, in bytes
LIBRARIES = ("babel", "cmarkgfm", "duckdb", "icalendar", "jinja2", "mkdocs", "mkdocs-material", "nh3", "pyyaml")
"""What writes parts of a site, in the words of the package registry."""
LARGE = 1_000_000  # bytes, above which a file is hashed in portions


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The outcome of a build. `unchanged` means that nothing had to be done; `size` is in bytes, `undated`
    counts ideas that nobody knows a date for. `unproven` are challenges of which no history tells what their rules were
    when voting opened.
    """

    site: Path
    problems: tuple[Problem, ...]
    unchanged: bool
    new: int
    kept: int
    size: int
    ideas: int
    undated: int
    unproven: Sequence[str]


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
            known = arrivals(root, threads)
            state = read_state(ledger)
            past = rules_in_force(root, resources=resources, observed=state.observed if state else None)
            edits = edits_in_votes(root, past) if state else ()
            history = [f"{idea} {instant(moment)}" for idea, moment in sorted(known.items())]
            inputs = _fingerprint(root, resources, ledger, as_of, [*history, past.facts, repr(edits)], stale=stale)
            last = _still_good(cache, inputs, site)
            if last is not None:
                return last
            (cache / "manifest.json").unlink(missing_ok=True)
            told = partial(_told, progress)
            reading = read_community(
                root,
                resources=resources,
                arrivals=known,
                past=past,
                workers=workers,
                progress=told("Reading"),
            )
            if reading.community is None:
                return reading.problems
            community = with_edits(root, reading.community, edits)
            option = _ledger_option(root, ledger)
            edition = _edition(community, ledger, threads, as_of, stale=stale, ledger_option=option)
            written = write_site(
                edition,
                _sources(root, resources, shells.wait()),
                site=site,
                workers=workers,
                progress=told("Writing"),
            )
        built = Built(
            site=site,
            problems=reading.problems,
            unchanged=False,
            new=written.new,
            kept=written.kept,
            size=written.size,
            ideas=len(community.ideas),
            undated=sum(1 for idea in community.ideas.values() if idea.arrived is None),
            unproven=unproven(community, past),
        )
        _write_manifest(cache, inputs, built)
        return built


def _ledger_option(root: Path, ledger: Path) -> str:
    """What tells a command in the community's folder where the ledger is; on a branch unless it is in the folder."""
    home, place = root.resolve(), ledger.resolve()
    if not place.is_relative_to(home):
        return " --branch ledger"
    return "" if place == home / "content" / "ledger" else f" --ledger {place.relative_to(home).as_posix()}"


def _told(progress: Progress | None, stage: str) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, total: progress(stage, done, total)


@contextlib.contextmanager
def _started(shells: ShellBuild) -> Iterator[ShellBuild]:
    try:
        yield shells
    finally:
        shells.abandon()


def _edition(
    community: Community,
    ledger: Path,
    threads: tuple[Thread, ...],
    as_of: datetime | None,
    *,
    stale: bool,
    ledger_option: str,
) -> Edition:
    state = read_state(ledger)
    with Events(ledger) as events:
        counted = tally(
            community,
            ledger if state else None,
            threads=threads,
            as_of=as_of or observed(community, state),
            events=events,
            singles=state is not None,
        )
        public = shown(counted, community, threads)
        given = moments(events, public) if state else Moments()
        flags = flags_of(events, community, public.standings) if state else Flags()
        closed = [slug for slug in _closed_budgets(community, state) if slug in public.turnouts]
        supported = approvals(events, closed) if closed else {}
    answered = {idea for thread in threads if thread.answered is not None for idea in thread.ideas}
    judged = panels(community)
    return Edition(
        community=community,
        tally=public,
        tally_document=tally_document(public, community),
        integrity=integrity_document(
            community,
            public,
            flags,
            {
                slug: difference(result.document)
                for slug, result in community.results.items()
                if slug in public.turnouts
            },
        ),
        threads=threads,
        counting_rule=counting_rule(),
        rankings=all_rankings(community, public, given, answered),
        shuffles=shuffles(community, public.as_of),
        panels=judged,
        blends=blends(community, public, judged),
        elections={slug: pabulib_text(community, slug, ballots) for slug, ballots in supported.items()},
        ledger_option=ledger_option,
        rules=tuple((rule.id, rule.level, rule.text) for rule in published_rules()),
        stale=stale,
    )


def _closed_budgets(community: Community, state: LedgerState | None) -> tuple[str, ...]:
    """The challenges about a budget on which every vote until the close is known."""
    return tuple(
        slug
        for slug, challenge in community.challenges.items()
        if state is not None and challenge.budget is not None and state.observed > challenge.voting.closes
    )


def _sources(root: Path, resources: Resources, shells: Path) -> Sources:
    own = root / "site" / "overrides"
    return Sources(
        shells=shells,
        schemas=resources.schemas,
        templates=(own / "templates", resources.shell / "templates"),
        words=(own / "words", resources.shell / "words"),
    )


def _refuse_sources(root: Path, output: Path) -> None:
    """The output must not lie in a folder of sources, nor hold one, since builds replace what they find there."""
    place = output.resolve()
    for name in ("content", "schemas", "site", "tooling", ".git"):
        source = (root / name).resolve()
        if place == source or source in place.parents or place in source.parents:
            raise Failure(f"{output} holds sources, or lies among them", hint="choose another folder, such as build/")


def _refuse_foreign(site: Path) -> None:
    """A folder that no build has written is somebody's work, and a build replaces all that it finds."""
    if site.is_dir() and any(site.iterdir()) and not (site / DOCUMENTS["index"]).is_file():
        raise Failure(
            f"{site} is not a site that ideario wrote, and building would replace it", hint="name another --output"
        )


# ---- has anything changed?


def _fingerprint(
    root: Path,
    resources: Resources,
    ledger: Path,
    as_of: datetime | None,
    history: Sequence[str],
    *,
    stale: bool,
) -> str:
    """SHA-256 over all that a site depends on, read from the bytes themselves, since times of files say little.

    `history` is what else is known, such as when ideas came in: it may stand far from the files.
    """
    facts = [__version__, sys.version, instant(as_of) if as_of else "", "stale" if stale else ""]
    facts += [f"{name} {version(name)}" for name in LIBRARIES]
    facts += history
    digest = hashlib.sha256("\0".join(facts).encode())
    package = Path(__file__).resolve().parent.parent
    folders = [package, resources.schemas, resources.shell, root / "content", root / "site"]
    if root / "content" not in ledger.parents:
        folders.append(ledger)
    for folder in folders:
        below = len(str(folder))
        for name in names_below(folder):
            if not name.endswith(".pyc"):
                digest.update(os.fsencode(name[below:]) + b"\0" + _content_digest(name))
    digest.update(_content_digest(str(root / "mkdocs.yml")))
    return digest.hexdigest()


def _content_digest(name: str) -> bytes:
    try:
        found = os.lstat(name)
        if stat.S_ISLNK(found.st_mode):
            return os.fsencode(os.readlink(name))
        if not stat.S_ISREG(found.st_mode):  # opening a pipe would wait for somebody to write
            return b""
        with open(name, "rb", buffering=0) as file:
            if found.st_size < LARGE:
                return hashlib.sha256(file.read()).digest()
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:  # not readable: whoever needs the file will say so
        return (error.strerror or "").encode()


def _files(site: Path) -> dict[str, list[int]]:
    """Size and time of change of every file, enough to see that somebody else has touched the site."""
    found = {}
    below = len(str(site)) + 1
    folders = [str(site)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    facts = entry.stat(follow_symlinks=False)
                    found[entry.path[below:]] = [facts.st_size, facts.st_mtime_ns]
    return found


def _write_manifest(cache: Path, inputs: str, built: Built) -> None:
    manifest = {
        "inputs": inputs,
        "files": _files(built.site),
        "built": {
            "new": 0,
            "kept": built.new + built.kept,
            "size": built.size,
            "ideas": built.ideas,
            "undated": built.undated,
            "unproven": built.unproven,
        },
        "problems": [asdict(problem) for problem in built.problems],
    }
    with contextlib.suppress(OSError):  # a disk that is full now: the site stands, the next build begins anew
        write_whole(cache / "manifest.json", json.dumps(manifest).encode())


def _still_good(cache: Path, inputs: str, site: Path) -> Built | None:
    """The last build, if it was made of the same inputs and its site still stands as it was written."""
    try:
        manifest = json.loads((cache / "manifest.json").read_bytes())
        if manifest["inputs"] != inputs or manifest["files"] != _files(site):
            return None
        problems = tuple(Problem(**problem) for problem in manifest["problems"])
        return Built(site=site, problems=problems, unchanged=True, **manifest["built"])
    except (OSError, ValueError, TypeError, KeyError):
        return None  # no manifest, or one of another version: build anew
