"""Reads and writes a ledger folder: the hash-chained events, ledger.json and threads.json. Counts and checks nothing.

The folder holds `<year>-<month>-<nn>.jsonl`, by the month in which events were seen, one chain over all files: `prev`
of a line is the SHA-256 of the line before, without its line end. The last line is a state line, and says what
ledger.json says.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from ideario.files import write_whole
from ideario.ledger.format import FORMAT, GENESIS, HASH, TEXTS, canonical, closes_document, in_line, naming
from ideario.ledger.plain_files import bytes_of, event_files, look_at, refuse_no_folder
from ideario.messages.said import say
from ideario.model.ledger_state import Close, Event, LedgerState, Thread
from ideario.model.moments import INSTANT, instant, moment_of
from ideario.model.thread_names import THREAD, is_pull
from ideario.problems import Failure

ATTRIBUTES = b"# The chain is over the bytes of these files: git must not change their line ends.\n* -text\n"
"""What a new ledger's .gitattributes says."""
_INSTANT = re.compile(INSTANT)
_HASH = re.compile(HASH)
_THREAD = re.compile(THREAD)
_SLUG = re.compile(TEXTS["idea"])
_VOTER = re.compile(in_line("voter", r'("(?:[^"\\]|\\.)*")').encode())
_VERIFY = say("`ideario verify` names the line that is wrong")


def read_state(folder: Path) -> LedgerState | None:
    """What ledger.json says, or None where there is no ledger. A Failure when it is not readable as such.

    A Failure, too, where something in the folder is no plain file that ought to be one, so that no command follows it.
    """
    refuse_no_folder(folder)
    files = event_files(folder) if folder.is_dir() else []
    file = folder / "ledger.json"
    if look_at(file) is None:
        if files:
            raise Failure(
                say("{folder} holds events but no ledger.json", folder=folder), hint=say("Bring the whole folder.")
            )
        return None
    document = _read_document(file)
    with _explained(file):
        return LedgerState(
            head=_matching(document["head"], _HASH),
            events=_count(document["events"]),
            lines=_count(document["lines"]),
            observed=_moment(document["observed"]),
            epoch=_count(document["epoch"]),
            threads=_matching(document["threads"], _HASH),
            sample=bool(document.get("sample", False)),
            key_check=_optional_hash(document.get("key_check")),
            former_head=_optional_hash(document.get("former_head")),
            coarsened=_optional_moment(document.get("coarsened")),
            closes=tuple(
                Close(
                    closed=_moment(close["closed"]),
                    before=_optional_moment(close["before"]),
                    after=_optional_moment(close["after"]),
                )
                for close in document.get("closes", ())
            ),
        )


def read_threads(folder: Path) -> tuple[Thread, ...]:
    """The threads as threads.json lists them; () where there is no such file. A Failure when it is malformed.

    Names and slugs are looked at, because those of open pull requests are strangers' words that reach pages.
    """
    refuse_no_folder(folder)
    file = folder / "threads.json"
    if look_at(file) is None:
        return ()
    document = _read_document(file)
    with _explained(file):
        return tuple(
            Thread(
                name=_matching(entry["name"], _THREAD),
                ideas=tuple(_matching(idea, _SLUG) for idea in entry["ideas"]),
                author=entry.get("author"),
                opened=_optional_moment(entry.get("opened")),
                merged=_optional_moment(entry.get("merged")),
                comments=_count(entry.get("comments", 0)),
                answered=_optional_moment(entry.get("answered")),
                first_seen={
                    _matching(idea, _SLUG): _moment(moment) for idea, moment in entry.get("first_seen", {}).items()
                },
                more=_count(entry.get("more", 0)),
                locked=entry.get("locked", False) is True,
            )
            for entry in document["threads"]
        )


def dated_ideas(folder: Path) -> set[str]:
    """The ideas of which threads.json says when they came in, in a seventh of the time that `read_threads` takes.

    Nothing else is looked at; of a malformed file it is none. A Failure when there is no reading it.
    """
    file = folder / "threads.json"
    document = _read_document(file) if look_at(file) is not None else {"threads": ()}
    dated: set[str] = set()
    with suppress(KeyError, TypeError, AttributeError):
        for entry in document["threads"]:
            moment = entry.get("merged" if is_pull(entry["name"]) else "opened")
            seen = entry.get("first_seen", {}) if is_pull(entry["name"]) else {}
            dated.update(idea for idea in entry["ideas"] if moment is not None or seen.get(idea) is not None)
    return dated


def without_events(folder: Path, voters: Collection[str]) -> set[str]:
    """Those of these voters of whom the ledger has no event."""
    absent = {encode_basestring(voter).encode(): voter for voter in voters}
    for path in event_files(folder) if absent else ():
        for found in set(_VOTER.findall(path.read_bytes())):
            absent.pop(found, None)
    return set(absent.values())


def holds(ledger: Path, head: str) -> bool:
    """Whether a chain has, or had on its way, this head: the last line's hash, or one that a line names as `prev`."""
    state = read_state(ledger)
    named = naming(head).encode()
    return (state is not None and state.head == head) or any(named in file.read_bytes() for file in event_files(ledger))


def write_ledger(
    folder: Path,
    events: Iterable[Event],
    threads: Iterable[Thread],
    *,
    observed: datetime,
    sample: bool = False,
) -> LedgerState:
    """Write a new ledger, whole or not at all, and say where its chain ends.

    `events` come in the order in which they were seen and are not kept in memory. A Failure where something lies in
    `folder` already: a chain is continued, never written over. ValueError when an event was seen before its
    predecessor.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Failure(say("{folder} is not empty", folder=folder), hint=say("A new ledger needs a folder of its own."))
    from ideario.ledger.event_writer import Chain, end_chain, lines_of, write_lines  # who only reads needs none of it

    folder.parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        chain = Chain()
        write_lines(room, lines_of(events, chain), chain)
        listed = threads_document(threads)
        write_whole(room / "threads.json", listed)
        state = LedgerState(
            head=GENESIS,
            events=0,
            lines=0,
            observed=observed,
            epoch=1,
            threads=sha256(listed).hexdigest(),
            sample=sample,
        )
        state = end_chain(room, chain, state, seen=max(instant(observed), chain.seen))
        write_whole(room / "ledger.json", state_document(state))
        write_whole(room / ".gitattributes", ATTRIBUTES)
        room.chmod(0o755)
        if folder.exists():
            folder.rmdir()  # empty, as seen above; not every system renames onto an existing folder
        room.rename(folder)
    except BaseException:
        shutil.rmtree(room, ignore_errors=True)
        raise
    return state


def threads_document(threads: Iterable[Thread]) -> bytes:
    """The text of threads.json: a thread a line, by place and number, so that a change is one line of a diff."""
    lines = [
        canonical(
            {
                "name": thread.name,
                "ideas": list(thread.ideas),
                "author": thread.author,
                "opened": _optional_instant(thread.opened),
                "merged": _optional_instant(thread.merged),
                "comments": thread.comments,
                "answered": _optional_instant(thread.answered),
                **({"first_seen": _instants(thread.first_seen)} if thread.first_seen else {}),
                **({"more": thread.more} if thread.more else {}),
                **({"locked": True} if thread.locked else {}),
            },
        )
        for thread in sorted(threads, key=lambda t: (t.name.rpartition("/")[0], len(t.name), t.name))
    ]
    return (f'{{"schema":{FORMAT},"threads":[\n' + ",\n".join(lines) + "\n]}\n").encode()


def state_document(state: LedgerState) -> bytes:
    """The text of ledger.json. `coarsened` and `closes` are in it only where there is something to say."""
    document = {
        "schema": FORMAT,
        "head": state.head,
        "events": state.events,
        "lines": state.lines,
        "observed": instant(state.observed),
        "epoch": state.epoch,
        "sample": state.sample,
        "threads": state.threads,
        "key_check": state.key_check,
        "former_head": state.former_head,
        **({} if state.coarsened is None else {"coarsened": instant(state.coarsened)}),
        **({} if not state.closes else {"closes": closes_document(state.closes)}),
    }
    return (json.dumps(document, indent=2) + "\n").encode()


def _read_document(file: Path) -> dict[str, Any]:
    raw = bytes_of(file)
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        if re.search(rb"^(?:<{7,}|>{7,})(?: |$)", raw, re.MULTILINE):
            raise Failure(
                say(
                    "{file}: a merge was not finished: git marked here that two versions of the ledger disagree",
                    file=file,
                ),
                hint=say(
                    "two chains cannot be merged: take all of one, for instance git checkout --ours -- content/ledger"
                ),
            ) from error
        raise Failure(say("{file} is not JSON: {reason}", file=file, reason=error), hint=_VERIFY) from error
    if isinstance(document, dict) and document.get("schema") == 1:
        raise Failure(
            say('{file} says "schema": 1, and ledgers of that format are not read any more', file=file),
            hint=say("only samples were written in it: remove the folder and make it anew, by a sync or an import"),
        )
    if not isinstance(document, dict) or document.get("schema") != FORMAT:
        raise Failure(
            say('{file} does not say "schema": {version}', file=file, version=FORMAT),
            hint=say("It was written by a newer Ideario, or by another hand."),
        )
    return document


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    """Turn a key that is missing or of a wrong kind into a Failure that names the file."""
    try:
        yield
    except KeyError as error:
        raise Failure(say("{file} lacks the key {key}", file=file, key=error), hint=_VERIFY) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise Failure(
            say("{file} holds something unexpected: {reason}", file=file, reason=error), hint=_VERIFY
        ) from error


def _moment(text: object) -> datetime:
    return moment_of(_matching(text, _INSTANT))


def _optional_moment(text: object) -> datetime | None:
    return None if text is None else _moment(text)


def _instants(moments: Mapping[str, datetime]) -> dict[str, str]:
    return {name: instant(moment) for name, moment in moments.items()}


def _optional_instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


def _matching(text: object, pattern: re.Pattern[str]) -> str:
    if isinstance(text, str) and pattern.fullmatch(text):
        return text
    raise ValueError(f"{text!r}")


def _optional_hash(text: object) -> str | None:
    return None if text is None else _matching(text, _HASH)


def _count(number: object) -> int:
    if isinstance(number, int) and not isinstance(number, bool) and number >= 0:
        return number
    raise ValueError(f"{number!r}")
