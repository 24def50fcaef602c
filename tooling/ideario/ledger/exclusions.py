"""Keeps exclusions and the pseudonyms of the ledger together: who has no vote there, and what another key changes.

Decides nothing: who is excluded stands in content/exclusions/ alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ideario.files import write_whole
from ideario.ledger.ledger_folder import without_events
from ideario.messages.said import say
from ideario.model.community import Community
from ideario.model.content import Exclusion
from ideario.problems import Failure, Problem

_PSEUDONYM = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def without_votes(root: Path, community: Community | None, ledger: Path | None) -> tuple[Problem, ...]:
    """A warning for each excluded voter who is not in the ledger: a slip of the pen excludes nobody.

    None where there is no ledger, which may be elsewhere.
    """
    exclusions = () if community is None else community.exclusions
    if ledger is None or not exclusions or not (ledger / "ledger.json").is_file():
        return ()
    absent = without_events(ledger, {voter for exclusion in exclusions for voter in exclusion.voters})
    return tuple(
        _unknown(root, exclusion, voter) for exclusion in exclusions for voter in exclusion.voters if voter in absent
    )


def _unknown(root: Path, exclusion: Exclusion, voter: str) -> Problem:
    lines = (root / exclusion.path).read_text(encoding="utf-8", errors="replace").splitlines()
    line, text = next(((number, text) for number, text in enumerate(lines, 1) if voter in text), (1, ""))
    return Problem(
        path=exclusion.path,
        line=line,
        column=text.find(voter) + 1 or 1,
        level="warning",
        rule="exclusion-without-votes",
        message=say("the ledger has no vote of {voter}, so this excludes nothing", voter=voter),
        hint=say("give the whole pseudonym as the ledger has it; after a change of the key it is another one"),
    )


@dataclass(slots=True, kw_only=True)
class Rewrites:
    """Files that were written anew beside something else, and that are taken back should that fail."""

    former: dict[Path, bytes] = field(default_factory=dict)

    def write(self, file: Path, content: bytes) -> None:
        """Write a file whole, and know what it was."""
        self.former.setdefault(file, file.read_bytes())
        write_whole(file, content)

    def restore(self) -> None:
        """Take all of it back."""
        while self.former:
            file, content = self.former.popitem()
            write_whole(file, content)


def renamed(root: Path, community: Community, names: Mapping[str, str]) -> dict[Path, bytes]:
    """The files of exclusions as they are once voters have new `names`, by the former ones; those that change.

    A Failure where one of them names a voter who gets no new name, for then nobody could say who is excluded.
    """
    files = {}
    for exclusion in community.exclusions:
        file = root / exclusion.path
        content = file.read_bytes()
        for voter in exclusion.voters:
            if ":" in voter:  # an imported one, which no key has made
                continue
            if voter not in names or voter.encode() not in content:
                raise Failure(
                    say(
                        "{path} excludes {voter}, who is not in the ledger and gets no new pseudonym",
                        path=exclusion.path,
                        voter=voter,
                    ),
                    hint=say("correct that pseudonym or take it out, and change the key then; nothing was changed"),
                )
        new = _PSEUDONYM.sub(lambda found: names.get(found[0].decode(), found[0].decode()).encode(), content)
        if new != content:
            files[file] = new
    return files
