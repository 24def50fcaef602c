"""Asks which threads are locked, a hundred at once. Reads nothing else of them."""

from collections.abc import Callable, Sequence

from ideario.github.answer_shapes import Row, Shape, fields, flag, maybe, numbered
from ideario.github.queries import RATE, in_repository
from ideario.model.thread_names import home_of, kind_of, number_of

ASKED_AT_ONCE = 100
FIELDS = {"pull": "pullRequest", "issue": "issue", "discussion": "discussion"}
LOCK = maybe(fields(number=numbered, locked=flag))


def locked_of(threads: Sequence[str], ask: Callable[[str, Shape], Row]) -> list[str]:
    """Those that are locked; threads of other repositories are left out."""
    own = [name for name in dict.fromkeys(threads) if not home_of(name)]
    found: list[str] = []
    for start in range(0, len(own), ASKED_AT_ONCE):
        part = own[start : start + ASKED_AT_ONCE]
        asked = "\n".join(
            f"  t{place}: {FIELDS[kind_of(name)]}(number: {number_of(name)}) {{ number locked }}"
            for place, name in enumerate(part)
        )
        query = (
            f"query($owner: String!, $name: String!) {{\n  repository(owner: $owner, name: $name) {{ databaseId\n"
            f"{asked}\n  }}\n  {RATE}\n}}"
        )
        row = ask(query, in_repository(**{f"t{place}": LOCK for place in range(len(part))}))
        found += [name for place, name in enumerate(part) if (row[f"t{place}"] or {"locked": False})["locked"]]
    return found
