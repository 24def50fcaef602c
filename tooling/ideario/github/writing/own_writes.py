"""Finds out when the program's account wrote lately, by whatever run, so that all keep to one pace. Writes nothing.

Seen are the comments on issues and pull requests, as they were written and as they were changed last. Labels, branches
and pull requests leave no such list behind; GitHub's limit is that much above what is held here.
"""

from collections.abc import Callable, Container
from datetime import datetime, timedelta

from ideario.forge.pace import HOUR
from ideario.forge.port import Account, NotFound
from ideario.github.answer_shapes import fields, matching, maybe, positive
from ideario.github.answer_shapes import moment as a_moment
from ideario.github.parsing import moment
from ideario.github.queries import LOGIN
from ideario.github.rest import Rest
from ideario.github.session import Session
from ideario.model.moments import instant

APART = timedelta(seconds=60)
"""How far this machine's clock and GitHub's may be apart without a comment being overlooked."""
SOMEBODY = maybe(fields(id=positive, login=LOGIN, type=matching("[A-Za-z]{1,50}")))
ROW = fields(id=positive, user=SOMEBODY, created_at=a_moment, updated_at=a_moment)


class OwnWrites:
    """What the account wrote. `looked` is up to when that is known, None while nobody has looked."""

    def __init__(self, session: Session, rest: Rest, viewer: Callable[[], Account]) -> None:
        self._session = session
        self._rest = rest
        self._viewer = viewer
        self.looked: datetime | None = None
        self.ids: Container[int] = ()

    def lately(self) -> list[datetime]:
        """When it wrote since it was looked up last, or in the last hour; comments among `ids` are known already."""
        now = self._session.now()
        since = max(now - HOUR, (self.looked or now - HOUR) - APART)
        asked = {"since": instant(since), "sort": "updated", "direction": "desc", "per_page": "100"}
        found, own = list[datetime](), self._viewer().id
        try:
            for row in self._rest.rows_of("issues/comments", asked, ROW):
                if row["user"] is not None and row["user"]["id"] == own and row["id"] not in self.ids:
                    found += {moment(row["created_at"]), moment(row["updated_at"])}
        except NotFound:
            found.clear()  # where issues are turned off there is no such list
        self.looked = now
        return found
