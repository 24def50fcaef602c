"""Says what this version of the program would write otherwise into a community's files, and whose each of them is.

Looks at texts alone: those that are there, those that the program would write, and what is remembered of those that it
wrote.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ideario.founding.callers import repinned
from ideario.founding.program_pin import Pin
from ideario.founding.written_record import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """A text that would be another one. `before` is what stands there, None for nothing; so is `after`.

    `kind` is `pin` where workflows or the README shall name another commit, `line` where the first line of a content
    file shall name another schema, `new` for a file that no version before had, `ours` for one that stands as the
    program wrote it and `gone` for such a one that it needs no more. `theirs` is one that people have changed: it is
    shown, and left alone.
    """

    path: str
    kind: Literal["pin", "line", "new", "ours", "gone", "theirs"]
    before: str | None
    after: str | None


def upgrades(
    there: Mapping[str, str], wanted: Mapping[str, str], known: Mapping[str, str] | None, pin: Pin
) -> Iterator[Upgrade]:
    """What to change, by path. `there` holds the texts of those of the `wanted` and `known` files that exist.

    A file that people have removed stays away, and one that they changed is shown only where the program's own text is
    another one than that which it wrote. Without `known`, every text that differs is taken for theirs.
    """
    written = known or {}
    for path in sorted({*wanted, *written}):
        before, after, remembered = there.get(path), wanted.get(path), written.get(path)
        if before is None:
            if after is not None and remembered is None:
                yield Upgrade(path=path, kind="new", before=None, after=after)
            continue
        if after is None:
            kind: Literal["gone", "theirs"] = "gone" if digest(before) == remembered else "theirs"
            yield Upgrade(path=path, kind=kind, before=before, after=None)
            continue
        if digest(before) in (digest(after), remembered):
            if before.replace("\r\n", "\n") != after:
                same = digest(before) == digest(after)
                yield Upgrade(path=path, kind="pin" if same else "ours", before=before, after=after)
            continue
        moved = repinned(before, pin)
        if moved != before:
            yield Upgrade(path=path, kind="pin", before=before, after=moved)
        if digest(after) != remembered:
            yield Upgrade(path=path, kind="theirs", before=moved, after=after)
