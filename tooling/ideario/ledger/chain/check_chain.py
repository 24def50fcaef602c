"""Replays a ledger's chain and names every line that does not fit. Repairs nothing, counts nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ideario.ledger.chain.breaks import broken_links
from ideario.ledger.chain.chain_end import LINE_ENDS_CHANGED, line_ends_mended, threads_hash
from ideario.ledger.chain.replay import MAX_LINES, Replay, problem_at, replayed
from ideario.ledger.format import GENESIS, said_of
from ideario.ledger.ledger_folder import read_state, read_threads
from ideario.ledger.plain_files import FILE_NAME
from ideario.messages.said import as_is
from ideario.model.ledger_state import LedgerState
from ideario.problems import Problem, ordered
from ideario.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What was added to a chain after a head that somebody kept: so many lines, by so many syncs."""

    lines: int
    syncs: int


def check_chain(folder: Path, *, head: str | None = None, progress: Progress | None = None) -> list[Problem]:
    """Everything wrong with the ledger in `folder`, in order, as `look_at_chain` finds it."""
    return look_at_chain(folder, head=head, progress=progress)[0]


def look_at_chain(
    folder: Path, *, head: str | None = None, progress: Progress | None = None
) -> tuple[list[Problem], Since | None]:
    """Everything wrong with the ledger in `folder`, in order; paths are relative to it. And what came after `head`.

    `head` is one that somebody kept, of this moment or of an earlier one: with it a chain that was cut before it, or
    written anew, is found even where ledger.json was changed to match. `progress` hears (bytes read, bytes in all). A
    Failure where ledger.json or threads.json cannot be understood. A folder without a ledger has no problem, unless a
    head is given.
    """
    state = read_state(folder)
    if state is None:
        message = "there is no ledger here, and so none that ends in the head that was given"
        return [] if head in {None, GENESIS} else [problem_at("ledger.json", 1, "ledger-head", message)], None
    replay = replayed(folder, head, progress)
    problems = [
        *_wrong_names(folder, replay),
        *_wrong_line_ends(folder, replay),
        *_wrong_threads(folder, state, replay),
    ]
    problems += [replay.problem(place, rule, message) for place, rule, message in replay.faults[:MAX_LINES]]
    if len(replay.faults) > MAX_LINES:
        place, rule, _ = replay.faults[MAX_LINES]
        problems.append(replay.problem(place, rule, "here and further down there are more lines like those above"))
    broken = broken_links(replay, state)
    problems += broken or _wrong_state(replay, state)
    if head is not None:
        problems += _wrong_head(replay, head, state)
    return list(ordered(problems)), _since(replay, head)


def _since(replay: Replay, head: str | None) -> Since | None:
    if replay.given_head is None and head != GENESIS:
        return None
    place = -1 if replay.given_head is None else replay.given_head
    return Since(lines=replay.count - place - 1, syncs=replay.syncs)


def _wrong_names(folder: Path, replay: Replay) -> Iterator[Problem]:
    """Event files by another name are not part of the chain, and numbers begin at 01 and leave none out."""
    for path in sorted(folder.glob("*.jsonl")):
        if not FILE_NAME.fullmatch(path.name):
            yield problem_at(path.name, 1, "ledger-files", "event files are named <year>-<month>-<nn>.jsonl")
    month, number = "", 0
    for path in replay.files:
        number = number + 1 if path.name[:7] == month else 1
        month = path.name[:7]
        expected = f"{month}-{number:02}.jsonl"
        if path.name != expected:
            yield problem_at(path.name, 1, "ledger-files", f"the file {expected} is missing before this one")
            number = int(path.name[8:-6])


def _wrong_line_ends(folder: Path, replay: Replay) -> Iterator[Problem]:
    if replay.returned:
        message = f"every line ends in CR LF, and no ledger is written so: {LINE_ENDS_CHANGED}"
        problem = replay.problem(0, "ledger-line-ends", message)
        yield replace(problem, hint=as_is(f"bring back what git holds: {line_ends_mended(folder)}"))


def _wrong_threads(folder: Path, state: LedgerState, replay: Replay) -> Iterator[Problem]:
    read_threads(folder)  # a Failure where it cannot be understood
    found = threads_hash(folder, returned=replay.returned)
    if found != state.threads:
        message = f"threads.json is not the one that ledger.json names: its hash is {found}"
        yield problem_at("threads.json", 1, "ledger-threads", message)


def _wrong_state(replay: Replay, state: LedgerState) -> Iterator[Problem]:
    """What ledger.json says of a chain whose lines follow each other, and its last line says otherwise."""
    counts = [("lines", state.lines, replay.count), ("events", state.events, replay.events)]
    for key, said, found in counts:
        if said != found:
            yield problem_at("ledger.json", 1, "ledger-head", f"{key} is {said:,}, and the chain has {found:,}")
    if replay.state is None:
        message = "the chain does not end with a state line, as each sync does: this line was added"
        yield replay.problem(replay.count - 1, "ledger-state", message)
        return
    told = dict(replay.state)
    for key, ours_said in said_of(state).items():
        if told[key] != ours_said:
            ours, theirs = json.dumps(ours_said), json.dumps(told[key])
            message = f"{key} is {ours}, and the last line of the chain says {theirs}"
            if key == "closes":
                message = "closes are not those that the last line of the chain stands for"
            yield problem_at("ledger.json", 1, "ledger-state", message)


def _wrong_head(replay: Replay, head: str, state: LedgerState) -> Iterator[Problem]:
    """Where no line of the chain has the hash that somebody kept. An earlier head is as good as the last."""
    if replay.given_head is not None or head == GENESIS:
        return
    if head in replay.formers:
        ended = f"the head that was given ended epoch {replay.formers[head]}"
        message = f"{ended}; epoch {state.epoch} is a new chain, written since"
    else:
        message = f"no line has the hash {head}: the ledger was cut before it, or written anew"
        if replay.formers:
            ends = ", ".join(f"{epoch} in {former}" for former, epoch in replay.formers.items())
            message += f". Earlier epochs have ended: {ends}"
    yield problem_at("ledger.json", 1, "ledger-head", message)
