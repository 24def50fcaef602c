"""Reads the pull requests that REST has of branches of the repository itself. Asks nothing."""

from ideario.forge.writing_port import PullRequest
from ideario.github.answer_shapes import Row, fields, matching, maybe, numbered, positive, prose
from ideario.github.answer_shapes import moment as a_moment
from ideario.github.parsing import account_of, moment
from ideario.github.writing.contents_at import OID
from ideario.github.writing.own_writes import SOMEBODY

PULL = fields(
    number=numbered, title=prose, state=matching("open|closed"), merged_at=maybe(a_moment), user=SOMEBODY,
    head=fields(ref=prose, sha=OID, repo=maybe(fields(id=positive))), base=fields(ref=prose),
)  # fmt: skip


def pull_of(row: Row) -> PullRequest:
    """The pull request of a row of this shape."""
    merged = row["merged_at"]
    return PullRequest(
        name=f"pull/{row['number']}",
        author=account_of(row["user"]),
        branch=row["head"]["ref"],
        head=row["head"]["sha"],
        base=row["base"]["ref"],
        open=row["state"] == "open",
        merged=None if merged is None else moment(merged),
        title=row["title"],
    )
