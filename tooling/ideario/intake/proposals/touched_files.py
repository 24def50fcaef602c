"""What a proposal touches, and whose it is, as values that ownership is judged by. Reads nothing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ideario.git.changes import FileStatus
from ideario.intake.proposals.code_owners import CodeOwners
from ideario.intake.schemas import Schemas


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFile:
    """What a proposal does to one file: `path` and, of a renamed one, `former`, seen from the community's root.

    `before` and `after` are its bytes, None where there is no file.
    """

    status: FileStatus
    path: str
    former: str = ""
    before: bytes | None = None
    after: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Who proposes, "" where nobody says, and by whom files are looked after. `prefix` leads from the repository's root
    to the community's. `gone` are the slugs of ideas that were here once and are not in the base.

    `number` is that of the proposer's account, None where nobody says it, and `numbers` are those of accounts as they
    were met by a login first, by it in small letters.
    """

    proposer: str
    number: int | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    owners: CodeOwners
    schemas: Schemas
    prefix: str = ""
    gone: Collection[str] = ()

    def own(self, logins: Iterable[str]) -> bool:
        """Whether the proposer is one of these accounts."""
        return any(self.is_proposer(login) for login in logins)

    def is_proposer(self, login: str) -> bool:
        """Whether a login is the proposer's: by the number that it was met with, if it was."""
        met = self.numbers.get(login.casefold())
        if met is not None and self.number is not None:
            return met == self.number
        return login.casefold() == self.proposer.casefold()

    def maintains(self, path: str) -> bool:
        """Whether CODEOWNERS of the base names the proposer for a path."""
        return bool(self.proposer) and self.own(self.owners.of(f"{self.prefix}{path}"))
