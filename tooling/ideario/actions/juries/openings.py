"""What opens a juror's seal: a file of theirs, outside any repository, that holds scores and salt until all are in."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ideario.files import write_whole
from ideario.intake.history.sealed_reviews import seal_of
from ideario.intake.plain import Plain
from ideario.messages.said import say
from ideario.problems import Failure

OWNER_ALONE = 0o600
MAX_BYTES = 2**20
Card = Mapping[str, Plain]
"""What a juror gave one idea, as a review has it: `criteria` with scores, and a `comment` if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The scores of a juror by idea, and the salt under which they were sealed."""

    challenge: str
    juror: str
    salt: str
    scores: Mapping[str, Card]

    @property
    def seal(self) -> str:
        """What it opens."""
        return seal_of(self.challenge, self.juror, self.salt, numbers_in(self.scores))

    @property
    def file_name(self) -> str:
        """How its file is called, which no other opening's is: who seals again has two."""
        return f"{self.challenge}-{self.juror.lower()}-{self.seal[:12]}.json"


def numbers_in(scores: Mapping[str, Card]) -> dict[str, dict[str, int]]:
    """The scores alone, by idea and criterion: what a seal is over."""
    found: dict[str, dict[str, int]] = {}
    for idea, card in scores.items():
        criteria = card.get("criteria")
        given = criteria.items() if isinstance(criteria, Mapping) else ()
        found[idea] = {name: score for name, score in given if isinstance(score, int)}
    return found


def keep_opening(opening: Opening, file: Path, *, away_from: Iterable[Path]) -> None:
    """Write an opening for its owner alone. A Failure where a file is there, or the place is below a repository.

    `away_from` are the folders from which everybody reads what lies in them.
    """
    place = file.resolve()
    for folder in away_from:
        if place.is_relative_to(folder.resolve()):
            raise Failure(
                say("{file} is in {folder}, and what lies there can be published", file=file, folder=folder),
                hint=say("name a file elsewhere, with --keep"),
            )
    if file.exists():
        raise Failure(
            say("{file} is there already", file=file),
            hint=say("name another one: what opens an earlier seal is still needed where that one counts"),
        )
    values = {"challenge": opening.challenge, "juror": opening.juror, "salt": opening.salt, "scores": opening.scores}
    text = json.dumps({**values, "seal": opening.seal}, ensure_ascii=False, indent=2) + "\n"
    try:
        write_whole(file, text.encode(), mode=OWNER_ALONE)
    except OSError as error:
        raise Failure(
            say("cannot write {path}: {reason}", path=file, reason=error.strerror),
            hint=say("check who may write there"),
        ) from error


def openings_at(place: Path) -> Iterator[Opening]:
    """The openings in a file, or in a folder; what is none is passed over."""
    files = sorted(place.glob("*.json")) if place.is_dir() else [place]
    for file in files:
        try:
            with file.open("rb") as opened:
                said = json.loads(opened.read(MAX_BYTES))
            yield Opening(
                challenge=str(said["challenge"]),
                juror=str(said["juror"]),
                salt=str(said["salt"]),
                scores={str(idea): dict(card) for idea, card in said["scores"].items()},
            )
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue
