"""The port to what the owner of a repository has set: what is missing or risky there, and what can be made.

Does no I/O itself. What a setting is called differs from forge to forge, so an adapter judges, and says what it found
in the house's own terms.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from ideario.forge.port import Meter
from ideario.forge.workflow_files import WorkflowFile
from ideario.messages.said import Said
from ideario.model.community import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomKind:
    """One thing that can be missing (`fault`: something does not work) or risky (`risk`: it works, and is not safe).

    `why` says what comes of it, `mend` what to do. It is not told where one of the kinds in `unless` was found, by id,
    of which it is the consequence.
    """

    id: str
    why: Said
    mend: Said
    level: Literal["fault", "risk"] = "fault"
    unless: frozenset[str] = frozenset()


class Makeable(NamedTuple):
    """What the program can make by itself: a label, the ledger's environment, a branch's right to use it, the ledger's
    branch. `colour` (six hexadecimal digits) and `text` are a label's.
    """

    what: Literal["label", "environment", "branch of the environment", "ledger branch"]
    name: str
    colour: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """Something missing or risky. `link` is where it is mended; "" where that is in the files here."""

    kind: SymptomKind
    what: Said
    link: str = ""
    makes: tuple[Makeable, ...] = ()


class NotLookedAt(NamedTuple):
    """What could not be seen, and what that needs: nothing is known of it, neither good nor bad."""

    what: Said
    needs: Said


class WantedLabel(NamedTuple):
    """A label that the program goes by; `colour` as six hexadecimal digits."""

    name: str
    colour: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What a community needs of its repository: its settings, the workflows that lie in its files, labels.

    `roles` are what has to run by itself.
    `discussions` says that it takes threads of discussions for its own. `moment` is now.
    """

    settings: Settings
    workflows: tuple[WorkflowFile, ...]
    roles: tuple[str, ...]
    labels: tuple[WantedLabel, ...]
    discussions: bool
    moment: datetime


class SettingsForge(Protocol):
    """A forge whose settings can be looked at. Every question but `looked` and `make` gives a whole answer, or raises
    ForgeFailure.
    """

    @property
    def meter(self) -> Meter:
        """What has been asked so far."""
        ...

    def repository(self) -> str:
        """The repository's name as it is now, `owner/name`. NotFound or NoAccess where it cannot be seen at all."""
        ...

    def site_is_open(self) -> bool:
        """Whether everybody may see the site that the repository publishes, as far as that is known."""
        ...

    def looked(self, needed: Needed) -> Iterator[Symptom | NotLookedAt]:
        """What is missing or risky, and what could not be looked at."""
        ...

    def files(self, branch: str, choose: Callable[[Collection[str]], Collection[str]]) -> Mapping[str, bytes] | None:
        """The files at the root of a branch that are chosen among their names; None where there is no such branch."""
        ...

    def locked(self, threads: Sequence[str]) -> Collection[str]:
        """Which of these threads, such as `pull/12`, take no reactions from outsiders."""
        ...

    def published(self, url: str) -> bytes | None:
        """What stands at a public address of a site, asked without a token; None where there is nothing."""
        ...

    def make(self, makeable: Makeable) -> None:
        """Make this, or leave it as it is where it is there already. ForgeFailure where that is refused."""
        ...
