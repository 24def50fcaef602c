"""Reactions of one thread, in columns, since a test may hold a million of them. Knows numbers only, no accounts."""

from array import array
from bisect import bisect_left

KINDS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")
CONTENTS = ("THUMBS_UP", "THUMBS_DOWN", "LAUGH", "CONFUSED", "HEART", "HOORAY", "ROCKET", "EYES")
"""GraphQL's names of `KINDS`, in the same order."""


class Reactions:
    """Four columns, in the order in which reactions came: ids (ascending), account ids, indexes in KINDS, moments."""

    __slots__ = ("accounts", "ids", "kinds", "moments")

    def __init__(self) -> None:
        self.ids = array("Q")
        self.accounts = array("Q")
        self.kinds = bytearray()
        self.moments = array("q")

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, number: int, account: int, kind: int, moment: int) -> None:
        """Add one. `number` must be above every earlier one; that nobody reacts twice alike is for the caller."""
        self.ids.append(number)
        self.accounts.append(account)
        self.kinds.append(kind)
        self.moments.append(moment)

    def find(self, account: int, kind: int) -> int | None:
        """Where an account's reaction of a kind stands, or None."""
        start = 0
        while True:
            try:
                found = self.accounts.index(account, start)
            except ValueError:
                return None
            if self.kinds[found] == kind:
                return found
            start = found + 1

    def position(self, number: int) -> int:
        """Where the reaction with this id stands, or would stand."""
        return bisect_left(self.ids, number)

    def remove(self, position: int) -> None:
        """Take one away; nothing remembers it."""
        for column in (self.ids, self.accounts, self.kinds, self.moments):
            del column[position]

    def keep(self, positions: list[int]) -> None:
        """Take all others away."""
        self.ids = array("Q", [self.ids[i] for i in positions])
        self.accounts = array("Q", [self.accounts[i] for i in positions])
        self.kinds = bytearray([self.kinds[i] for i in positions])
        self.moments = array("q", [self.moments[i] for i in positions])

    def count(self, kind: int) -> int:
        """How many there are of one kind."""
        return self.kinds.count(kind)
