"""Judges the ledger on its branch and the site that was made of it: are they there, whole, and new? Fetches neither."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from ideario.forge.addresses import branches_url, settings_url, thread_url, workflow_url
from ideario.forge.hosting import LEDGER_BRANCH
from ideario.forge.settings_port import Makeable, Symptom
from ideario.founding.community_kinds import COMMUNITY_KINDS
from ideario.ledger.chain.chain_end import disagreement
from ideario.ledger.ledger_folder import read_state, read_threads
from ideario.messages.said import Said, say
from ideario.model.ledger_state import LedgerState, Thread
from ideario.model.thread_names import is_here, number_of
from ideario.problems import Failure

OLD = timedelta(days=1)
"""So old a count may be that is made every three hours: some runs fail, and the next one makes up for them."""
MAX_THREADS = 800
"""So many threads are asked whether they are locked, the newest first."""
TALLY = "api/v1/tally.json"


def names_wanted(names: Collection[str]) -> list[str]:
    """Of the files of a ledger those that tell where its chain ends."""
    events = sorted(name for name in names if name.endswith(".jsonl"))
    return [name for name in ("ledger.json", "threads.json") if name in names] + events[-1:]


def judge_ledger(
    files: Mapping[str, bytes] | None, room: Path, *, page: str, now: datetime
) -> tuple[list[Symptom], LedgerState | None, tuple[Thread, ...]]:
    """What is wrong with the ledger whose last `files` these are; and its state and threads, where they can be read.

    `room` is an empty folder to lay them in, `page` the repository's address. None means that there is no branch; one
    that holds no ledger yet is not at fault.
    """
    if files is None:
        what, makes = (
            say("there is no branch `{branch}`", branch=LEDGER_BRANCH),
            Makeable("ledger branch", LEDGER_BRANCH),
        )
        return [_found("no-ledger-branch", what, branches_url(page), makes)], None, ()
    for name, content in files.items():
        (room / name).write_bytes(content)
    try:
        state = read_state(room)
        if state is None:
            return [], None, ()
        wrong, threads = disagreement(room, state), read_threads(room)
    except Failure as failure:
        unread = say("the ledger cannot be read: {reason}", reason=failure.message.replace(f"{room}/", ""))
        return [_found("ledger-unreadable", unread, branches_url(page))], None, ()
    if wrong is not None:
        unfit = say("the ledger contradicts itself: {reason}", reason=wrong)
        return [_found("ledger-unreadable", unfit, branches_url(page))], None, ()
    if now - state.observed > OLD:
        old = say("votes were last read on {day}", day=f"{state.observed:%Y-%m-%d}")
        return [_found("count-old", old, workflow_url(page, "publish.yml"))], state, threads
    return [], state, threads


def judge_site(tally: bytes | None, state: LedgerState | None, *, page: str, url: str) -> Iterator[Symptom]:
    """What is wrong with the site at `url`, whose published tally this is, None where there is nothing."""
    if tally is None:
        yield _found("site-not-there", say("nothing is at {url}", url=f"{url}{TALLY}"), settings_url(page, "pages"))
        return
    try:
        counted = datetime.fromisoformat(json.loads(tally)["as_of"])
        late = state is not None and state.observed - counted > OLD
    except (ValueError, KeyError, TypeError):
        yield _found("site-not-there", say("no tally is at {url}", url=f"{url}{TALLY}"), settings_url(page, "pages"))
        return
    if late:
        old = say("the site shows the count of {day}", day=f"{counted:%Y-%m-%d}")
        yield _found("site-old", old, workflow_url(page, "publish.yml"))


def votable(threads: Collection[Thread], closed: Collection[str]) -> list[str]:
    """The names of threads on which people may vote still, the newest first: not those of `closed` ideas alone."""
    own = [thread for thread in threads if is_here(thread.name)]
    names = {thread.name for thread in own if not thread.ideas or not set(thread.ideas) <= set(closed)}
    return sorted(names, key=number_of, reverse=True)


def judge_locks(locked: Collection[str], *, page: str) -> Iterator[Symptom]:
    """That threads are locked on which people may vote."""
    if locked:
        names = sorted(locked, key=number_of)
        what = say("nobody can vote on {threads}", threads=", ".join(names[:10]))
        yield _found("threads-locked", what, thread_url(page, names[0]))


def _found(kind: str, what: Said, link: str, *makes: Makeable) -> Symptom:
    return Symptom(kind=COMMUNITY_KINDS[kind], what=what, link=link, makes=makes)
