"""Publishes a community that was read: counts its ledger, makes an edition of both and writes that as a site.

Apart from `build`, which loads it while content is being read: what counts and what renders take a while to load.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from ideario.actions.export_pabulib import pabulib_text
from ideario.actions.integrity import difference
from ideario.actions.observed import observed
from ideario.intake import published_rules
from ideario.model import Community, Flags, LedgerState, Thread
from ideario.publishing.ahead import prose_ahead
from ideario.publishing.edition import Edition
from ideario.publishing.rendering import Sources
from ideario.publishing.shells import ShellBuild
from ideario.publishing.site import Written, write_site
from ideario.resources import Resources
from ideario.voting.ballots import approvals
from ideario.voting.counting import counting_rule
from ideario.voting.document import tally_document
from ideario.voting.encoded import Events
from ideario.voting.experts import blends, panels
from ideario.voting.integrity_document import integrity_document
from ideario.voting.ledger import read_state
from ideario.voting.placing import Moments, all_rankings, moments, shuffles
from ideario.voting.tally import tally
from ideario.voting.votes import flags_of
from ideario.voting.withholding import shown


def publish(
    root: Path,
    community: Community,
    *,
    resources: Resources,
    ledger: Path,
    threads: tuple[Thread, ...],
    shells: ShellBuild,
    site: Path,
    as_of: datetime | None,
    stale: bool,
    ledger_option: str,
    workers: int,
    progress: Callable[[int, int], None] | None,
) -> Written:
    """Write the site of a community with the votes in `ledger`, which need not exist; the options are those of a build.

    Failure when the ledger cannot be read, a hand-written page is at fault or the disk refuses.
    """
    with prose_ahead(community, workers) as prose:
        edition = _edition(community, ledger, threads, as_of, prose, stale=stale, ledger_option=ledger_option)
    own = root / "site" / "overrides"
    sources = Sources(
        shells=shells.wait(),
        schemas=resources.schemas,
        templates=(own / "templates", resources.shell / "templates"),
        words=(own / "words", resources.shell / "words"),
    )
    return write_site(edition, sources, site=site, workers=workers, progress=progress)


def _edition(
    community: Community,
    ledger: Path,
    threads: tuple[Thread, ...],
    as_of: datetime | None,
    prose: Callable[[], Mapping[str, str]],
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
        prose=prose(),  # last: it goes on being made until it is asked for
    )


def _closed_budgets(community: Community, state: LedgerState | None) -> tuple[str, ...]:
    """The challenges about a budget on which every vote until the close is known."""
    return tuple(
        slug
        for slug, challenge in community.challenges.items()
        if state is not None and challenge.budget is not None and state.observed > challenge.voting.closes
    )
