"""What lies on the desk of those who look after a community, as values. Decides nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple, overload

from ideario.ledger.beside.outbox import Notice
from ideario.messages.said import Said
from ideario.model.community import Community
from ideario.model.flags import IntegrityDocument
from ideario.model.ledger_state import Thread
from ideario.model.talk.wait import Promise, Wait
from ideario.model.votes import PendingTitle, Tally

GroupName = Literal["waiting", "merge", "still", "deadlines", "similar", "flags", "scores", "notices"]


class DeskLine(NamedTuple):
    """One thing that waits. `when` is since when, or by when; `url` and `command` deal with it, "" where there is none.

    `late` says that it has waited longer than promised, or that the day has passed.
    """

    what: Said
    when: datetime | None = None
    url: str = ""
    command: str = ""
    late: bool = False


class Unsaid(Sequence[DeskLine]):
    """Lines that are made when somebody asks for them: of thousands a page shows some, and says how many there are.

    `line` makes each of one of the `facts`.
    """

    def __init__(self, line: Callable[[Any], DeskLine], facts: Sequence[Any]) -> None:
        self._line, self._facts = line, facts

    def __len__(self) -> int:
        return len(self._facts)

    @overload
    def __getitem__(self, place: int) -> DeskLine: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[DeskLine]: ...
    def __getitem__(self, place: int | slice) -> DeskLine | Sequence[DeskLine]:
        found = self._facts[place]
        return [*map(self._line, found)] if isinstance(place, slice) else self._line(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskGroup:
    """Things of one kind, in the order in which they should be looked at; `means` says what is in it."""

    name: GroupName
    title: Said
    means: Said
    lines: Sequence[DeskLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskGround:
    """What a desk is made of. `similar` are pairs of slugs with how alike they are, in hundredths, the likest first.

    `seen` is up to when votes and threads were read.
    """

    community: Community
    threads: tuple[Thread, ...]
    waits: tuple[Wait, ...]
    tally: Tally
    titles: Mapping[str, PendingTitle]
    integrity: IntegrityDocument
    similar: tuple[tuple[str, str, int], ...]
    notices: tuple[Notice, ...]
    now: datetime
    seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that waits, as of `now`; `promise` is None where nothing is promised.

    `unread` is of how many proposals nobody has read whether they were answered; `read` whether there is a ledger.
    """

    name: str
    groups: tuple[DeskGroup, ...]
    promise: Promise | None
    unread: int
    read: bool
    now: datetime
    seen: datetime
    sample: bool
