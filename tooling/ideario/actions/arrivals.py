"""When each idea first came in: by the ledger's threads where they know, else by git. Never by the idea's own word."""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime

from ideario.git import Line
from ideario.intake import arrivals_of
from ideario.model import Thread


def arrivals(line: Line, threads: Iterable[Thread]) -> Mapping[str, datetime]:
    """When each idea came in, by slug, `threads` being the ledger's; ideas that nobody knows a date for are not in it.

    The earliest opening of one of an idea's threads counts, since an author answers for that and not for how soon
    somebody merged it; without any the earliest merge; without threads the first commit. The history is asked only
    about ideas that no thread knows.
    """
    opened: dict[str, datetime] = {}
    merged: dict[str, datetime] = {}
    for thread in threads:
        for moment, earliest in ((thread.opened, opened), (thread.merged, merged)):
            if moment is not None:
                for idea in thread.ideas:
                    earliest[idea] = min(moment, earliest.get(idea, moment))
    known = {**merged, **opened}
    names = (name for _, _, found in os.walk(line.git.root / "content" / "ideas") for name in found)
    unknown = any(name.removesuffix(".yml") not in known for name in names if name.endswith(".yml"))
    return {**arrivals_of(line), **known} if unknown else known
