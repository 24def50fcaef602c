"""Starts a new epoch of a ledger: a new chain that names the old head, with votes erased, times coarsened or a new key.

Changes no result but by erasing. What was published before, and the history of a git branch, is not reached from here.
"""

import json
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from ideario.files import write_whole
from ideario.ledger.chain.check_chain import check_chain
from ideario.ledger.event_writer import Chain, end_chain, write_lines
from ideario.ledger.format import canonical
from ideario.ledger.ledger_folder import read_state
from ideario.ledger.plain_files import event_files
from ideario.ledger.pseudonyms import Pseudonyms
from ideario.ledger.swap import held
from ideario.ledger.swap import replace as replace_folder
from ideario.messages.said import say
from ideario.model.ledger_state import LedgerState
from ideario.model.moments import instant, moment_of
from ideario.problems import Failure, has_errors

_Line = dict[str, Any]
_Rewrite = Callable[[_Line, bytes], _Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """A new epoch: the ledger's state, and how many lines say something else than before, their place apart."""

    state: LedgerState
    changed: int


def erase(ledger: Path, voters: Collection[str]) -> tuple[Epoch, int]:
    """Replace each event of these voters by a line that says only when it was seen and what its hash was.

    Also gives how many of these reactions no withdrawal had followed: unless they are withdrawn at the forge, the next
    sync of their threads writes them again. A Failure where one of the voters has no event, where the ledger is not
    whole, and where the disk refuses.
    """
    wanted, found = set(voters), set[str]()
    live: dict[tuple[str, str, str], bool] = {}

    def change(line: _Line, raw: bytes) -> _Line:
        if line.get("voter") not in wanted:
            return line
        found.add(line["voter"])
        live[line["thread"], line["voter"], line["kind"]] = line["type"] == "cast"
        return {"type": "erased", "hash": sha256(raw).hexdigest(), "seen": line["seen"]}

    def look(_: int) -> None:
        if found != wanted:
            raise Failure(
                say("the ledger has no vote of {wanted}; nothing was erased", wanted=min(wanted - found)),
                hint=say("give the whole pseudonym, or the number of the account with --account"),
            )

    with held(ledger) as folder:
        state = _whole(folder)
        return _rewritten(folder, state, change, look), sum(live.values())


def coarsen(ledger: Path, *, before: datetime, breaks: Iterable[datetime]) -> Epoch:
    """Take the time of day from all that happened before the day of `before`.

    A time becomes the beginning of its day, or of the part of it that begins with one of `breaks`: the moments on whose
    two sides votes count differently (where voting opens, and the second after it closes). Of one voter's reactions
    within that time the second is a second later, and so on, so that their order stays. Hence every count stays as it
    is. A Failure where no time is left to coarsen, where the ledger is not whole, and where the disk refuses.
    """
    limit = f"{instant(before)[:10]}T00:00:00Z"
    begins = sorted({instant(moment) for moment in breaks})

    @lru_cache(maxsize=65536)
    def start(moment: str) -> str:
        place = bisect_right(begins, moment)
        return max(f"{moment[:10]}T00:00:00Z", begins[place - 1] if place else "")

    with held(ledger) as folder:
        state = _whole(folder)
        orders = _orders(folder, limit, start)

        def change(line: _Line, _: bytes) -> _Line:
            changed = dict(line)
            for key in ("seen", "observed"):
                if line.get(key, limit) < limit:
                    changed[key] = start(line[key])
            given = line.get("given") or limit
            if given < limit:
                begin = start(given)
                order = orders[_key(line["voter"], begin)]
                changed["given"] = _later(begin, bisect_left(order, given[11:]) if isinstance(order, list) else 0)
            return changed if changed != line else line

        def look(changed: int) -> None:
            if not changed:
                raise Failure(
                    say("no time before {limit} is exact any more; nothing was changed", limit=limit),
                    hint=say("the times of a day can be coarsened from the next day on"),
                )

        return _rewritten(folder, state, change, look, coarsened=moment_of(limit))


def rekey(
    ledger: Path,
    *,
    former: Pseudonyms,
    new: Pseudonyms,
    mapping: Callable[[Collection[str]], dict[str, str]],
    ready: Callable[[Mapping[str, str]], None] = lambda _: None,
) -> tuple[Epoch, int]:
    """Give every voter the pseudonym that the new key makes.

    `mapping` gets all pseudonyms of the ledger and gives the new ones of those whose account is known still. The others
    get a pseudonym of their pseudonym: they stay one person each, so no count changes, and are not known again should
    they react once more. Also gives how many these are. `ready` hears all new pseudonyms, by the former ones, before
    anything is written. A Failure where the ledger was not written with the former key, where it is not whole, and
    where the disk refuses.
    """
    with held(ledger) as folder:
        state = _whole(folder)
        if state.key_check is None:
            raise Failure(say("{ledger} was written without a key, so there is none to change", ledger=ledger))
        former.fit(state)
        if new.check() == former.check():
            raise Failure(say("the new key is the old one"), hint=say("make another one: openssl rand -hex 32"))
        voters = {line["voter"] for line, _ in _lines(folder) if "voter" in line}
        voters = {voter for voter in voters if ":" not in voter}  # imported ones are no pseudonyms of ours
        known = mapping(voters)
        names = {voter: known.get(voter) or new.again(voter) for voter in voters}
        if len(set(names.values())) != len(names):
            raise ValueError("two voters would become one")
        ready(names)

        def change(line: _Line, _: bytes) -> _Line:
            name = names.get(line.get("voter", ""))
            return line if name is None else {**line, "voter": name}

        epoch = _rewritten(folder, state, change, lambda _: None, key_check=new.check())
        return epoch, sum(1 for voter in names if voter not in known)


def _whole(folder: Path) -> LedgerState:
    """The state of a ledger in which nothing is wrong: in a new chain nobody could see it any more."""
    state = read_state(folder)
    if state is None:
        raise Failure(say("there is no ledger in {folder}", folder=folder), hint=say("name its folder with --ledger"))
    if has_errors(check_chain(folder)):
        raise Failure(
            say("the ledger {folder} is not whole, and a new epoch would bury that", folder=folder),
            hint=say("`ideario verify` names the line"),
        )
    return state


def _lines(folder: Path) -> Iterator[tuple[_Line, bytes]]:
    for path in event_files(folder):
        with path.open("rb") as file:
            for raw in file:
                yield json.loads(raw), raw[:-1]


def _rewritten(
    folder: Path, state: LedgerState, change: _Rewrite, look: Callable[[int], None], **changes: Any
) -> Epoch:
    """Write all events anew as `change` gives them, unless `look`, which hears how many differ, raises.

    Of each epoch the last state line stays, so that every former head is named; the moments of the other syncs would
    tell what coarsening takes away.
    """
    changed = 0
    ends = {line["epoch"]: line["seq"] for line, _ in _lines(folder) if line["type"] == "state"}

    def lines(chain: Chain) -> Iterator[tuple[bytes, str]]:
        nonlocal changed
        for line, raw in _lines(folder):
            event = line["type"] != "state"
            if not event and line["seq"] != ends[line["epoch"]]:
                continue
            new = change(line, raw)
            changed += event and new is not line
            chain.seq += 1
            chain.events += event
            body = canonical({**new, "seq": chain.seq, "prev": chain.prev}).encode()
            chain.prev = sha256(body).hexdigest()
            yield body + b"\n", new["seen"]

    def write(room: Path) -> LedgerState:
        chain = Chain()
        write_lines(room, lines(chain), chain)
        look(changed)
        threads = folder / "threads.json"
        if threads.exists():
            write_whole(room / "threads.json", threads.read_bytes())
        begun = replace(state, epoch=state.epoch + 1, former_head=state.head, **changes)
        return end_chain(room, chain, begun, seen=max(instant(state.observed), chain.seen))

    # What a sync remembered, and what one left staged, is about the former chain, and names those who were erased. What
    # it read of talk bears pseudonyms of the former key; the next sync reads it again.
    return Epoch(state=replace_folder(folder, write, keep_events=False), changed=changed)


def _orders(folder: Path, limit: str, start: Callable[[str], str]) -> dict[int, str | list[str]]:
    """The times of day at which a voter reacted, by `_key` of voter and part of a day: one, or several in order."""
    orders: dict[int, str | list[str]] = {}
    for line, _ in _lines(folder):
        given = line.get("given") or limit
        if given >= limit:
            continue
        key, time = _key(line["voter"], start(given)), given[11:]
        order = orders.setdefault(key, time)
        if isinstance(order, list):
            if time not in order:
                insort(order, time)
        elif order != time:
            orders[key] = sorted((order, time))
    return orders


def _key(voter: str, begin: str) -> int:
    """A short number for both. Should two share one, an order has gaps, and is an order still."""
    return int.from_bytes(blake2b(f"{voter} {begin}".encode(), digest_size=8).digest())


def _later(moment: str, seconds: int) -> str:
    return moment if not seconds else instant(moment_of(moment) + timedelta(seconds=seconds))
