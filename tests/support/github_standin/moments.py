"""Moments, node ids and cursors as GitHub writes them."""

import base64
import functools
from datetime import UTC, datetime

Moment = int | str | datetime


def seconds(moment: Moment) -> int:
    """Unix seconds of a moment; a text is ISO 8601, UTC when it names no zone."""
    if isinstance(moment, int):
        return moment
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())


@functools.lru_cache(maxsize=65536)
def _day(day: int) -> str:
    return datetime.fromtimestamp(day * 86400, UTC).strftime("%Y-%m-%dT")


def text(moment: int) -> str:
    """`2026-01-05T10:00:00Z`."""
    day, rest = divmod(moment, 86400)
    hour, rest = divmod(rest, 3600)
    return f"{_day(day)}{hour:02}:{rest // 60:02}:{rest % 60:02}Z"


def optional_text(moment: int | None) -> str | None:
    """The same, and None for none."""
    return None if moment is None else text(moment)


PREFIXES = {
    "PullRequest": "PR_", "Issue": "I_", "Discussion": "D_", "Repository": "R_", "User": "U_", "Bot": "BOT_",
    "Organization": "O_", "Mannequin": "M_", "Reaction": "REA_", "IssueComment": "IC_", "DiscussionComment": "DC_",
    "PullRequestReview": "PRR_", "DiscussionCategory": "DIC_", "Commit": "C_",
    "Ref": "REF_", "Blob": "B_", "Tree": "T_",
    "Label": "LA_", "Environment": "EN_", "PullRequestReviewComment": "PRRC_",
    "WorkflowRun": "WFR_", "CheckSuite": "CS_",
}  # fmt: skip
_TYPES = {prefix.rstrip("_"): name for name, prefix in PREFIXES.items()}


def node_id(kind: str, number: int | str) -> str:
    """The opaque id of a thing in GraphQL."""
    return PREFIXES[kind] + base64.urlsafe_b64encode(b"kwDO" + str(number).encode()).decode().rstrip("=")


def from_node_id(identity: str) -> tuple[str, str] | None:
    """(type, number as text) of an id made by `node_id`, or None."""
    prefix, separator, rest = identity.partition("_")
    try:
        content = base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4))
    except ValueError:
        return None
    if not separator or prefix not in _TYPES or not content.startswith(b"kwDO"):
        return None
    return _TYPES[prefix], content[4:].decode("ascii", "replace")


def cursor(*key: int) -> str:
    """An opaque cursor after the row with this key."""
    return base64.b64encode(b"cursor:v2:" + b":".join(b"%d" % part for part in key)).decode()


def from_cursor(opaque: str) -> tuple[int, ...] | None:
    """The key in a cursor made by `cursor`, or None."""
    try:
        head, _, rest = base64.b64decode(opaque, validate=True).partition(b"cursor:v2:")
        return tuple(int(part) for part in rest.split(b":")) if not head else None
    except ValueError:
        return None
