"""The format of a line of a ledger: its grammar and its one writer; `line_reader` is its strict reader. Knows no chain.

A line is canonical JSON: keys sorted, no spaces, UTF-8. It is an event (a reaction that came or went), what an erasure
left of one, or a `state` line, with which each sync ends. What reads lines quickly elsewhere is made of what stands
here, and tests hold the JSON schema to it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Literal, TypedDict

from ideario.model.ledger_state import Close, LedgerState
from ideario.model.moments import INSTANT, instant
from ideario.model.text import MAX_SLUG, SLUG
from ideario.model.thread_names import REACTIONS, THREAD
from ideario.model.vote_rules import vote_rules

FORMAT = 2
GENESIS = "0" * 64
MAX_LENGTH = 65536
"""Bytes that a line may have, a hundred times as many as any has: DuckDB's buffers are made by this."""
RULES = vote_rules("excludes", "sync")
"""The vote rules that a line may name: those that need an account are decided when it is written."""
TYPES = ("cast", "withdraw", "erased")
"""What an event can be; erased is one of which only the hash is left."""
FLAGS = vote_rules("flags")

HASH = r"[0-9a-f]{64}"
SOURCE = r"[a-z]{1,40}"
"""What an importer may be called: a voter who was imported bears its name, the hash of the file, and a name in it."""
KIND = "|".join(map(re.escape, REACTIONS))
RULE = "|".join(RULES)
FLAG = "|".join(FLAGS)

NUMBER = r"[1-9][0-9]{0,17}"
TEXTS = {
    "closes": HASH,
    "coarsened": INSTANT,
    "former_head": HASH,
    "given": INSTANT,
    "hash": HASH,
    "idea": rf"(?=.{{1,{MAX_SLUG}}}$){SLUG}",
    "key_check": HASH,
    "kind": KIND,
    "observed": INSTANT,
    "prev": HASH,
    "rule": RULE,
    "seen": INSTANT,
    "thread": THREAD,
    "threads": HASH,
    "type": "|".join((*TYPES, "state")),
    "voter": rf"{HASH}|{SOURCE}:{HASH}:\S{{1,100}}",
}
"""The keys that hold text, each with a regular expression for it; some may be null instead."""
EVENT = ("flags", "given", "idea", "kind", "prev", "rule", "seen", "seq", "thread", "type", "voter")
ERASED = ("hash", "prev", "seen", "seq", "type")
STATE = (
    *("closes", "coarsened", "epoch", "former_head", "key_check", "observed", "prev", "sample", "seen", "seq"),
    *("threads", "type"),
)
COLUMNS: Mapping[str, Literal["number", "text", "moment", "texts"]] = {
    **dict.fromkeys(EVENT, "text"),
    "flags": "texts",
    "given": "moment",
    "seen": "moment",
    "seq": "number",
}
"""What an event's keys hold, for whatever reads lines into a table: moments are text in the form of INSTANT."""


def event_pattern(**values: str) -> str:
    """A regular expression for a reaction that came, as the lines of a ledger say it; `values` replace those of keys.

    What it does not fit may still be one: with several flags, or a voter whose name was escaped.
    """
    plain = {
        "flags": rf'\[(?:"(?:{FLAG})")?\]',
        "given": f'"{INSTANT}"',
        "idea": rf'"(?=[^"]{{1,{MAX_SLUG}}}"){SLUG}"',
        "kind": f'"(?:{KIND})"',
        "prev": f'"{HASH}"',
        "rule": f'(?:null|"(?:{RULE})")',
        "seen": f'"{INSTANT}"',
        "seq": NUMBER,
        "thread": f'"(?:{THREAD})"',
        "type": '"cast"',
        "voter": rf'"(?:{HASH}|{SOURCE}:{HASH}:[!#-\[\]-~]{{1,100}})"',
    }
    return _pattern(EVENT, plain | values)


GONE = {"given": "null", "type": '"withdraw"'}
"""What `event_pattern` is told for reactions that went."""


def apart_pattern(*, type_: str) -> str:
    """A regular expression for lines that are no reaction, loosely: `erased` ones or `state` lines, by their type."""
    first, *_, last = ERASED if type_ == "erased" else STATE
    return rf'\{{"{first}":.*"{last}":"{type_}"\}}'


def in_line(key: str, value: str) -> str:
    """What a line has in it that says `value`, as JSON, or a regular expression for that, of a key."""
    return f'"{key}":{value}'


def naming(prev: str) -> str:
    """What a line has in it, and no other line, that names this hash as that of the line before it."""
    return in_line("prev", f'"{prev}"')


def line_pattern(seen: str) -> str:
    """A regular expression for any line of a sound ledger, without groups; `seen` is the one for its moment."""
    plain = {"hash": f'"{HASH}"', "prev": f'"{HASH}"', "seen": seen, "seq": NUMBER}
    state = {
        **{key: f'(?:null|"{TEXTS[key]}")' for key in ("closes", "coarsened", "former_head", "key_check")},
        **{key: f'"{TEXTS[key]}"' for key in ("observed", "threads")},
        "epoch": NUMBER,
        "sample": "(?:true|false)",
    }
    kinds = (
        event_pattern(seen=seen),
        event_pattern(seen=seen, **GONE),
        _pattern(STATE, {**plain, **state, "type": '"state"'}),
        _pattern(ERASED, {**plain, "type": '"erased"'}),
    )
    return f"(?:{'|'.join(kinds)})"


def _pattern(keys: tuple[str, ...], values: Mapping[str, str]) -> str:
    return r"\{" + ",".join(in_line(key, values[key]) for key in keys) + r"\}"


class SaidOfState(TypedDict):
    """What a state line says of a ledger: hashes, instants as text, and numbers."""

    closes: str | None
    coarsened: str | None
    epoch: int
    former_head: str | None
    key_check: str | None
    observed: str
    sample: bool
    threads: str


def canonical(document: object) -> str:
    """A value as canonical JSON: keys sorted, no spaces, no escapes but the necessary ones."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def event_line(
    *,
    type_: str,
    thread: str,
    idea: str,
    voter: str,
    kind: str,
    given: str | None,
    rule: str | None,
    flags: Sequence[str],
    seen: str,
    seq: int,
    prev: str,
) -> bytes:
    """An event as a line of the chain, without the line end."""
    # Put together by hand, since json.dumps with sort_keys takes four times as long and imports write a million lines.
    text = encode_basestring
    return (
        f'{{"flags":[{",".join(map(text, flags)) if flags else ""}],"given":{"null" if given is None else text(given)}'
        f',"idea":{text(idea)},"kind":{text(kind)},"prev":"{prev}","rule":{"null" if rule is None else text(rule)}'
        f',"seen":{text(seen)},"seq":{seq},"thread":{text(thread)},"type":{text(type_)},"voter":{text(voter)}}}'
    ).encode()


def said_of(state: LedgerState) -> SaidOfState:
    """What a state line says: all of ledger.json that decides or explains anything, but for where the chain ends.

    Of the closes it says the SHA-256 of their canonical JSON, null for none, so that no line grows without end.
    """
    closes = canonical(closes_document(state.closes))
    return {
        "closes": sha256(closes.encode()).hexdigest() if state.closes else None,
        "coarsened": None if state.coarsened is None else instant(state.coarsened),
        "epoch": state.epoch,
        "former_head": state.former_head,
        "key_check": state.key_check,
        "observed": instant(state.observed),
        "sample": state.sample,
        "threads": state.threads,
    }


def state_line(state: LedgerState, *, seen: str, seq: int, prev: str) -> bytes:
    """The line with which a sync ends, without the line end."""
    return canonical({**said_of(state), "type": "state", "seen": seen, "seq": seq, "prev": prev}).encode()


def closes_document(closes: Sequence[Close]) -> list[dict[str, str | None]]:
    """The closes as ledger.json lists them."""
    return [
        {
            "closed": instant(close.closed),
            "before": None if close.before is None else instant(close.before),
            "after": None if close.after is None else instant(close.after),
        }
        for close in closes
    ]
