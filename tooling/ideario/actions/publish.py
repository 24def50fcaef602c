"""Publishes a community that was read: counts its ledger, makes an edition of both and writes that as a site.

Apart from `build`, which loads it while another process meets the files: what counts and what renders take a while to
load.
"""

import shlex
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from ideario.actions.basis import Basis
from ideario.actions.building.build_crew import BuildCrew
from ideario.actions.export import exported
from ideario.actions.reporting.beside_ledger import BesideLedger, beside_ledger
from ideario.actions.reporting.find_insights import insights_of
from ideario.actions.reporting.public_count import publicly
from ideario.actions.reporting.set_desk import desk_of
from ideario.files import write_whole
from ideario.forge.issue_forms import FORM_PATH
from ideario.intake.drafts import content_path
from ideario.intake.explaining.result_places import located
from ideario.intake.rules import FILE_RULES
from ideario.intake.schema_line import editor_line
from ideario.messages.catalogue import has_catalogue
from ideario.messages.said import ENGLISH
from ideario.model.ledger_state import USUAL_PLACE
from ideario.model.votes import PendingTitle, Tally
from ideario.problems import Problem
from ideario.progress import Progress
from ideario.publishing.edition import Edition
from ideario.publishing.outputs.site_record import SiteRecord
from ideario.publishing.pages.render import Renderer, Sources
from ideario.publishing.shells.shells import ShellBuild
from ideario.publishing.write_site import Written, write_site
from ideario.reporting.answer_times import promise_kept
from ideario.reporting.desk_forms import markdown, page
from ideario.resources import Resources
from ideario.voting.counting.ballots import Ballot, approvals, ballots_in
from ideario.voting.counting.encoded import Events
from ideario.voting.counting.run_rule import counting_rule, recounting_program
from ideario.voting.counting.tally_document import rules_document, tally_document
from ideario.voting.counting.votes_over_time import support_trends, voters_over_time
from ideario.voting.deciding.written_results import recounts
from ideario.voting.integrity.find_flags import flags_of
from ideario.voting.ranking.assignment import jurors_of
from ideario.voting.ranking.panel import blends, panels
from ideario.voting.ranking.ranking import Moments, all_rankings, moments, shuffles


def publish(
    root: Path,
    basis: Basis,
    *,
    resources: Resources,
    ledger: Path,
    shells: ShellBuild,
    crew: BuildCrew,
    events: Events,
    kept: Path,
    site: Path,
    record: SiteRecord,
    built: datetime,
    stale: bool,
    raw_files: str,
    pictures: bool,
    ledger_place: str | None,
    workers: int,
    progress: Progress | None,
) -> tuple[Written, tuple[Problem, ...]]:
    """Write the site of a community with the votes in `ledger`, which need not exist; the options are those of a build.

    Vectors of meaning are `kept` in a file. The `crew` and the ledger's `events` are closed before pages are written.
    With what was written come the problems of results that no recount confirms. Failure when the ledger cannot be read,
    a hand-written page is at fault or the disk refuses.
    """
    community = basis.community
    similar = crew.similar(community.originals, kept)
    beside = beside_ledger(community, basis.threads, ledger)
    with events:
        edition, problems = edition_of(
            basis, ledger, events, beside, root=root, built=built, stale=stale, ledger_place=ledger_place
        )
    own = root / "site" / "overrides"
    sources = Sources(
        shells=shells.wait(),
        schemas=resources.schemas,
        templates=(own / "templates", resources.shell / "templates"),
        words=(own / "words", resources.shell / "words"),
        font=resources.shell / "font" / "DejaVuSans-Bold.ttf",
        pictures=kept.parent / "pictures",
    )
    renderer = Renderer(replace(edition, raw_files=raw_files, idea_pictures=pictures), sources)
    renderer = renderer.with_texts(crew.prose(community), similar())
    crew.close()
    desk = partial(
        _write_desk, renderer.press.edition, site.parent / "desk", ledger=ledger, beside=beside, now=basis.now
    )
    written = write_site(renderer, site=site, workers=workers, record=record, progress=progress, meanwhile=desk)
    return written, problems


def _write_desk(edition: Edition, folder: Path, *, ledger: Path, beside: BesideLedger, now: datetime) -> None:
    """Write the page for those who look after the community, beside the site and never in it; as Markdown too, which a
    forge can show.
    """
    found = desk_of(
        edition.community,
        edition.threads,
        edition.tally,
        edition.integrity,
        edition.similar.nearest,
        beside=beside,
        ledger=ledger,
        now=now,
    )
    folder.mkdir(exist_ok=True)
    first = edition.community.settings.languages[0]
    language = first if has_catalogue(first) else ENGLISH
    write_whole(folder / "index.html", page(found, language).encode())
    write_whole(folder / "desk.md", markdown(found, language).encode())


def _ledger_option(place: str | None) -> str:
    """What tells a command in the community's folder where the ledger is, where it is not in the usual place."""
    if place is None:
        return " --branch ledger"
    return "" if place == USUAL_PLACE else f" --ledger {shlex.quote(place)}"


def _titles(beside: BesideLedger, counted: Tally) -> Mapping[str, PendingTitle]:
    """What pending ideas are called, by slug, as far as a sync could read it in a pull request that is still open."""
    threads = {one.idea: {thread.name for thread in one.threads} for one in counted.pending}
    return {idea: title for idea, title in beside.titles.items() if title.thread in threads.get(idea, ())}


def edition_of(
    basis: Basis,
    ledger: Path,
    events: Events,
    beside: BesideLedger,
    *,
    root: Path,
    built: datetime,
    stale: bool,
    ledger_place: str | None,
) -> tuple[Edition, tuple[Problem, ...]]:
    """What a build at the time of `basis` publishes, and the problems of results that no recount confirms.

    `events` are those of `ledger`. `ledger_place` is the ledger's folder within the community's; None stands for the
    branch `ledger`.
    """
    community, state, threads = basis.community, basis.state, basis.threads
    count = publicly(basis, ledger, events)
    public, flags = count.tally, count.flags
    given = moments(events, public) if state else Moments()
    voters = voters_over_time(events, public.standings) if state else None
    trends = support_trends(events, public.standings) if state else {}

    def ballots(challenges: Collection[str]) -> Mapping[str, tuple[Ballot, ...]]:
        whole = len(public.standings) == len(community.ideas)  # else the flags are those of a part of the votes
        return ballots_in(events, challenges, (flags if whole else flags_of(events, community)).lines)

    recounted = recounts(community, root=root, ledger=ledger, state=state, unproven=basis.unseen, ballots=ballots)
    closed = [
        slug
        for slug, challenge in community.challenges.items()
        if state and challenge.budget and public.phase(challenge) == "closed" and slug in public.turnouts
    ]
    community = replace(community, results=recounted.results)
    supported = approvals(events, closed) if closed else {}
    answered = {idea for thread in threads if thread.answered is not None for idea in thread.ideas}
    judged = panels(community)
    promised = community.settings.answer_within
    integrity = count.integrity(community)
    edition = Edition(
        community=community,
        unrecounted=recounted.refused,
        tally=public,
        tally_document=tally_document(public, community),
        integrity=integrity,
        insights=insights_of(community, threads, public, integrity, beside=beside, voters=voters),
        trends=trends,
        threads=threads,
        counting_rule=counting_rule(),
        recounting_program=recounting_program(),
        rules_document=rules_document(community, place=ledger_place or "branch ledger"),
        rankings=all_rankings(community, public, given, answered),
        shuffles=shuffles(community, public.as_of),
        panels=judged,
        blends=blends(community, public, judged),
        juries={slug: jurors for slug, one in community.challenges.items() if (jurors := jurors_of(community, one))},
        elections={slug: exported(community, slug, ballots).text for slug, ballots in supported.items()},
        pending_titles=_titles(beside, public),
        ledger_option=_ledger_option(ledger_place),
        file_rules=tuple(FILE_RULES.values()),
        built=built,
        stale=stale,
        promise=None if promised is None else promise_kept(beside.waits, promised, public.as_of),
        editor_line=editor_line("idea", content_path("idea", "new"), community.settings, root),
        issue_form=(root / FORM_PATH).is_file(),
    )
    return edition, tuple(located(recounted.problems, basis.community.results.values(), root))
