"""The port of importers: what one reads and what it makes of that, and which importers there are. Reads no file itself.

An importer is a module with a function `read` as `Read` has it. It is named in SOURCES and loaded when somebody asks
for it, so none costs the others anything.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from typing import Literal, Protocol, TypeAlias, cast
from urllib.parse import quote

from ideario.model.ledger_state import Event, Thread
from ideario.problems import Problem

Value: TypeAlias = str | int | bool | Sequence["Value"] | Mapping[str, "Value"]
"""What stands in a content file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where somebody else's data comes from, as `ideario import NAME` tells it; and the module that reads it.

    `help` is Markdown-free text of the command line, its last line an example.
    """

    module: str
    help: str


SOURCES: Mapping[str, Source] = {
    "pabulib": Source(
        module="ideario.exchange.pabulib.make_community",
        help="""Make a community out of an election of Pabulib.

    FILE is a participatory budgeting election in the .pb format. Its projects become ideas of one challenge, its
    ballots the ledger: voters are the numbers that the file gives them. Approvals are exact; rankings and points are
    read as approvals, and the command says so. Nothing is written where the file has an error.

    Example: ideario import pabulib poland_warszawa_2024_.pb --into warsaw
    """,
    ),
}
"""The importers by name: small letters alone, since voters in a ledger bear the name of their importer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWishes:
    """What whoever imports says beside the file. `currencies` are those that content may name.

    `currency` and `language` stand in where the file names none; `repository` is where the community will be kept, ""
    where nobody knows yet.
    """

    currencies: Collection[str]
    currency: str | None = None
    language: str | None = None
    repository: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentDraft:
    """One content file to be: its kind, its name without .yml, and its values as the schema of its kind has them."""

    kind: Literal["community", "challenge", "idea", "decision"]
    name: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import makes: a community and its ledger. The community's own settings are the first of `contents`.

    Each idea that has votes has a thread, as `imported` names it. `events` gives the votes in the order in which they
    were seen, as often as it is called; `voters` is how many people handed in a ballot, `observed` the moment up to
    which votes are known. `notes` are sentences on what was assumed, or read in another way than written.
    """

    contents: tuple[ContentDraft, ...]
    threads: tuple[Thread, ...]
    events: Callable[[], Iterable[Event]]
    observed: datetime
    voters: int
    notes: tuple[str, ...]


class Read(Protocol):
    """Makes of the bytes of a file a community, and says what is wrong with it; None where that is an error.

    `path` is how the file is called in problems.
    """

    def __call__(
        self, data: bytes, *, path: str, wishes: ImportWishes
    ) -> tuple[Imported | None, tuple[Problem, ...]]: ...


def importer(name: str) -> Read:
    """The importer by a name of SOURCES, loaded now."""
    return cast("Read", import_module(SOURCES[name].module).read)


def voter_of(source: str, digest: str, name: str) -> str:
    """A voter of the importer `source` as ledgers name one, by the SHA-256 of the file and the voter's name in it.

    The name stands there without spaces or signs that JSON escapes, as in addresses; its hash where it is too long.
    """
    encoded = quote(name, safe="!$'()*+,:;=@")
    if len(encoded) > 100 or encoded.startswith("sha256-"):
        encoded = f"sha256-{sha256(name.encode()).hexdigest()}"
    return f"{source}:{digest}:{encoded}"
