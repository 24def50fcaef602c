"""The three kinds of wrong, as far as they are ours: Problem (a mistake in content) and Failure (the world outside).

The third kind, a bug, is any other exception and is left to be a traceback.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ideario.messages.said import NOTHING, Said

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A piece of a file, from a line and column up to others, and the text to put in its place."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in the content. A value, never an exception.

    `path` is relative to the community's root, with forward slashes. `line` and `column` count from 1, in code
    points. `pointer` is the JSON pointer of the place ("" is the whole file) and `value` what stands there, as short
    text: together with `path` and `rule` they say whether two Problems are the same, whatever the line. `edits` mend it
    as the hint says, and so does giving the file the name `move_to`; neither is there where a person has to decide.
    """

    path: str
    line: int
    column: int
    level: Level
    rule: str
    message: Said
    hint: Said = NOTHING
    pointer: str = ""
    value: str = ""
    edits: tuple[Edit, ...] = ()
    move_to: str = ""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What stays the same when lines move: (path, rule, pointer, value)."""
        return (self.path, self.rule, self.pointer, self.value)


def json_pointer(steps: Iterable[str | int]) -> str:
    """A place in a document as JSON Pointer (RFC 6901) writes it."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def pointer_steps(pointer: str) -> list[str]:
    """The steps of a place that `json_pointer` wrote, each as text."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by path, line, column, rule and message, each once."""
    return tuple(
        sorted(set(problems), key=lambda p: (p.path, p.line, p.column, p.rule, p.message, p.pointer)),
    )


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems is more than a warning."""
    return any(problem.level == "error" for problem in problems)


class CommunityAtFault(Exception):
    """A mistake that leaves nothing to go on with: content/community.yml is missing or wrong, as `problems` say.

    They are still Problems; this only carries them past everything that would need a community. Caught once, in `cli`,
    where they are told and become exit code 1.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("content/community.yml is at fault")
        self.problems = problems


class CountAtFault(Exception):
    """Mistakes in files that decide which votes count, and where: without them there would be other numbers.

    `problems` are those mistakes. They are Problems, and for whoever counts a reason not to: caught once, in `cli`,
    where they are told and become exit code 2, so that nothing takes the place of what was published before.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("files that decide what counts are at fault")
        self.problems = problems


class Failure(Exception):
    """The outside world did not do what was needed: no such folder, a disk that is full, a file that is no ledger.

    `hint` says in one sentence what the reader can do. Caught once, in `cli`, where it becomes exit code 2.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
