"""Surveys the forge: pages of pull requests, the files of new ones, voters where something changed. Writes no ledger.

What it finds goes into the run, page by page; the threads of ideas are certain only when all pages are known, so what
was judged before is judged again where the certainty is another one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from ideario.forge.issue_forms import issues_of
from ideario.forge.port import Batch, Rollup
from ideario.model.thread_names import is_here, is_pull
from ideario.syncing.file_changes import Touch, touch
from ideario.syncing.sync_run import SyncRun
from ideario.syncing.sync_state import Judged
from ideario.syncing.threads import IdeaThreads, Pull, further_threads, resolve

FILES_AT_ONCE = 100
MAX_WAITING = 4
VOTERS_AT_ONCE = 100
MAX_ASKED = 50
"""Ideas without a thread that one run asks about: each costs requests, and there may be ten thousand of them."""


def survey(run: SyncRun, pulls: int) -> IdeaThreads:
    """Bring the run up to date with the forge, which has `pulls` pull requests; gives the threads of all ideas."""
    _survey_pages(run, pulls)
    _look_for_the_missing(run)
    idea_threads = _resolved(run)
    _fetch_voters(run, idea_threads)
    there = (idea_threads.threads & run.sighted.keys()) | run.nearby.refused.keys()
    run.leave(there)
    run.keep()
    return idea_threads


def _survey_pages(run: SyncRun, pulls: int) -> None:
    claims = {slug: thread.name for thread in run.continuation.threads if thread.merged for slug in thread.ideas}
    further = further_threads(run.community)
    cursor, waiting = run.cursor, list[Batch]()
    while not run.surveyed:
        page = run.forge.pulls(cursor, voters=run.full)
        run.sight(page.rollups)
        waiting.append(page)
        cursor = page.next
        unknown = [r for waited in waiting for r in waited.rollups if not _take_known(run, r)]
        if cursor is None or not unknown or len(unknown) >= FILES_AT_ONCE or len(waiting) >= MAX_WAITING:
            _look_into(run, unknown)
            _sight_issues(run, [rollup for waited in waiting for rollup in waited.rollups])
            for waited in waiting:
                _judge_page(run, waited, claims, further)
            run.cursor, run.surveyed, waiting = cursor, cursor is None, []
            run.page_done()
        run.tell("Surveying", len(run.sighted), max(pulls, len(run.sighted)))


def _take_known(run: SyncRun, rollup: Rollup) -> bool:
    """Whether it is known what a pull request does to ideas: nobody has pushed to it since somebody looked.

    Of one that was open then, and had very many files, it is not.
    """
    if run.new.heads.get(rollup.name) == rollup.head:
        return _is_enough(run.new.touches[rollup.name], rollup)
    if run.old.heads.get(rollup.name) != rollup.head or not _is_enough(run.old.touches[rollup.name], rollup):
        return False
    run.new.heads[rollup.name] = rollup.head
    run.new.touches[rollup.name] = run.old.touches[rollup.name]
    return True


def _is_enough(known: Touch, rollup: Rollup) -> bool:
    return rollup.merged is None or not known.dropped


def _look_into(run: SyncRun, unknown: Sequence[Rollup]) -> None:
    if not unknown:
        return
    files = run.forge.files(unknown)
    for rollup in unknown:
        if rollup.name in files:  # else it is gone since the page was read
            run.new.heads[rollup.name] = rollup.head
            found = touch(files[rollup.name])
            run.new.touches[rollup.name] = found.cut() if rollup.merged is None else found


def _sight_issues(run: SyncRun, rollups: Iterable[Rollup]) -> None:
    """Sight the issues of which the program made some of these: their authors proposed what these bring."""
    wanted = sorted({*issues_of(rollups).values()} - run.sighted.keys())
    if wanted:
        run.sight(run.forge.threads(wanted).values())


def _judge_page(run: SyncRun, page: Batch, claims: dict[str, str], further: Mapping[str, tuple[str, ...]]) -> None:
    """Judge the reactions that came with a page, as far as it can be known whose they are."""
    ideas: dict[str, tuple[str, ...]] = {}
    for rollup in page.rollups:
        name = rollup.name
        if name not in page.reactions:
            continue
        if rollup.merged is None or rollup.elsewhere:
            run.held[name] = page.reactions[name]
            continue
        done = run.new.touches.get(name, Touch())
        added = {slug for slug in done.added if claims.setdefault(slug, name) == name}
        kept = {slug for slug, thread in claims.items() if thread == name} if done.renamed else set()
        ideas[name] = tuple(sorted({*added, *kept, *further.get(name, ())}))
    run.judge({name: page.reactions[name] for name, slugs in ideas.items() if slugs}, ideas.__getitem__)


def _look_for_the_missing(run: SyncRun) -> None:
    """Ask once more for the threads that were there the last time and that no page held, and for those of decisions.

    A page may pass over a thread; only a thread that is not there when it is asked for by name is gone. One that a
    decision names counts even where it was closed: pull requests are merged by hand, too, and then show as closed.
    """
    known = {*run.old.heads, *(thread.name for thread in run.continuation.threads), *run.continuation.live_threads()}
    named = further_threads(run.community).keys()
    here = {name for name in {*known, *named} if is_here(name)}
    wanted = sorted((here | run.nearby.readable) - run.sighted.keys())
    found = run.forge.threads(wanted) if wanted else {}
    run.absent = frozenset(wanted) - found.keys()
    there = [one for one in found.values() if one.open or one.merged is not None or one.name in named]
    run.sight(there)
    _look_into(run, [r for r in there if is_pull(r.name) and not _take_known(run, r)])
    _sight_issues(run, [one.rollup for one in run.sighted.values()])


def _resolved(run: SyncRun) -> IdeaThreads:
    """The threads of all ideas, once the forge was asked about ideas that no list of files names."""
    pulls = _pulls(run)
    asked = run.new.asked = {
        slug: thread
        for slug, thread in {**run.old.asked, **run.new.asked}.items()
        if slug in run.community.ideas and (thread is None or thread in run.sighted)
    }
    idea_threads = _idea_threads(run, pulls)
    new = [slug for slug in idea_threads.without_pull if slug not in asked and run.community.ideas[slug].source is None]
    for slug in new[:MAX_ASKED]:
        thread = run.forge.pull_of(run.community.ideas[slug].path)
        if thread is not None and thread not in run.sighted:
            run.sight(run.forge.threads([thread]).values())
            _look_into(run, [run.sighted[thread].rollup] if thread in run.sighted else [])
        asked[slug] = thread
    return _idea_threads(run, _pulls(run)) if new else idea_threads


def _pulls(run: SyncRun) -> list[Pull]:
    """The open and merged pull requests that were sighted. One that goes into another branch brings no file here, and
    a closed one, which a decision names, brings none at all.
    """
    return [
        Pull(name=name, merged=one.merged, touch=run.new.touches.get(name, Touch()), base_gone=one.base_gone)
        for name, (one, _) in run.sighted.items()
        if is_pull(name) and not one.elsewhere and (one.open or one.merged is not None)
    ]


def _idea_threads(run: SyncRun, pulls: Iterable[Pull]) -> IdeaThreads:
    return resolve(
        pulls, run.community, asked=run.new.asked, there=run.sighted.keys(), on_branch=run.names_on_branch,
        issues=issues_of(one.rollup for one in run.sighted.values()),
    )  # fmt: skip


def _fetch_voters(run: SyncRun, idea_threads: IdeaThreads) -> None:
    """Judge the threads of which something has changed since their reactions were put into the ledger."""
    changed = [
        run.sighted[name].rollup
        for name in sorted(idea_threads.threads)
        if name in run.sighted and run.new.judged.get(name) != _as_sighted(run, name, idea_threads.all_of)
    ]
    empty = {rollup.name: () for rollup in changed if rollup.total == 0}
    held = {name: run.held[name] for name in (rollup.name for rollup in changed) if name in run.held}
    run.judge({**empty, **held}, idea_threads.all_of)
    left = [rollup for rollup in changed if rollup.name not in {*empty, *held}]
    for start in range(0, len(left), VOTERS_AT_ONCE):
        run.judge(run.forge.reactions(left[start : start + VOTERS_AT_ONCE]), idea_threads.all_of)
        run.tell("Voters", start + VOTERS_AT_ONCE, len(left))


def _as_sighted(run: SyncRun, name: str, ideas: Callable[[str], tuple[str, ...]]) -> Judged:
    rollup, mark = run.sighted[name]
    return Judged(rollup.total, mark, run.basis(name, ideas(name)))
