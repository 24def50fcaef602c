"""Makes the pseudonyms of voters: keyed hashes, so that whoever lacks the key cannot try out all account numbers.

Reads no environment: the key is an argument. Nothing here hides a vote that is public on the forge: while a reaction
can be seen there, its idea, kind and second link it to its pseudonym, whatever the key.
"""

import hmac

from ideario.messages.said import say
from ideario.model.ledger_state import LedgerState
from ideario.problems import Failure

MIN_KEY = 32
REMEMBERED = 100_000  # most people vote on more than one idea
_MAKE_ONE = say(
    "make a key that nobody can guess: openssl rand -hex 32 (or: python3 -c 'import secrets; "
    "print(secrets.token_hex())')"
)


class Pseudonyms:
    """Pseudonyms of one community's host under one key. The same key and number always give the same 64 hex digits."""

    __slots__ = ("_keyed", "_known", "_once", "_person")

    def __init__(self, key: bytes, host: str) -> None:
        """A Failure where the key, in bytes of text without blanks around it, is shorter than 32."""
        key = key.strip()
        if len(key) < MIN_KEY:
            short = say(
                "the key for pseudonyms (IDEARIO_LEDGER_KEY) has only {count} characters, and {least} are needed",
                count=len(key),
                least=MIN_KEY,
            )
            raise Failure(
                short if key else say("the key for pseudonyms (IDEARIO_LEDGER_KEY) is missing"),
                hint=_MAKE_ONE,
            )
        # What is alike in all pseudonyms of a kind is hashed once, and copied: a survey needs a million of them.
        self._keyed = hmac.new(key, digestmod="sha256")
        self._person = self._keyed.copy()
        self._person.update(f"ideario:1:{host}:".encode())
        self._once = self._person.copy()
        self._once.update(b"reaction:")
        self._known: dict[int, str] = {}

    def person(self, account: int) -> str:
        """The pseudonym of an account by its number at the host."""
        known = self._known.get(account)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[account] = _finished(self._person, b"%d" % account)
        return known

    def once(self, reaction: int) -> str:
        """A pseudonym of one reaction alone, by the reaction's number: known again, and tied to no person."""
        return _finished(self._once, b"%d" % reaction)

    def speaker(self, account: int) -> str:
        """The pseudonym under which an account talks: 32 hex digits that lead to no vote of the same person's.

        Who opens and answers threads is known by login to everybody, so a voter's pseudonym beside it would tell votes.
        """
        return _finished(self._person, b"speaker:%d" % account)[:32]

    def newest(self, reaction: int) -> str:
        """The number of a thread's newest reaction, hidden, to tell whether there are new ones; 16 hex digits."""
        return _finished(self._keyed, b"newest:%d" % reaction)[:16]

    def again(self, pseudonym: str) -> str:
        """A pseudonym of a pseudonym: for those whose number nobody knows any more when the key changes."""
        return _finished(self._person, b"former:" + pseudonym.encode())

    def check(self) -> str:
        """What ledger.json keeps to tell this key from another one; it does not give the key away."""
        return _finished(self._person, b"key check")

    def fit(self, state: LedgerState | None) -> None:
        """A Failure where the ledger was written with another key."""
        refuse_other_key(state, self.check())


def _finished(begun: hmac.HMAC, text: bytes) -> str:
    mac = begun.copy()
    mac.update(text)
    return mac.hexdigest()


def refuse_other_key(state: LedgerState | None, key_check: str | None) -> None:
    """A Failure where the ledger names the check of another key: every voter would come in a second time."""
    if state is not None and None not in {state.key_check, key_check} and state.key_check != key_check:
        raise Failure(
            say("the key is not the one that this ledger was written with, or the community's host has changed"),
            hint=say(
                "set IDEARIO_LEDGER_KEY to the ledger's own key; to change it on purpose: ideario ledger rotate-key"
            ),
        )
