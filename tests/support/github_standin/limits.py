"""GitHub's limits: the sizes of pages and queries, requests and points by the hour. Counts for each token apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Bucket = Literal["core", "graphql"]


@dataclass(slots=True, kw_only=True)
class Limits:
    """The sizes; tests may change each at any moment.

    `cursor_above`: a repository with more threads than this refuses `page=` with 422 and gives cursor links.
    `heavy_nodes`: a query that may ask for more nodes than this takes GitHub more than its 10 s: 502 (None: never).
    `list_lengths`: what a plain list counts for in the cost of what stands below it. The documentation's formula knows
    connections only, so this is a guess on the dear side. `rest_pages`: rows of a page at most.
    """

    max_first: int = 100
    max_nodes: int = 500_000
    cursor_above: int | None = 100_000
    heavy_nodes: int | None = None
    rest_pages: int = 100
    list_lengths: Mapping[tuple[str, str], int] = field(default_factory=lambda: {("", "reactionGroups"): 8})
    anonymous: int = 60
    writes_a_minute: int = 80
    writes_an_hour: int = 500


@dataclass(slots=True)
class Window:
    """One token's hour in one bucket."""

    limit: int
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        """What is left until the reset."""
        return max(0, self.limit - self.used)

    def headers(self, bucket: Bucket) -> dict[str, str]:
        """As they come with every answer."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
            "X-RateLimit-Used": str(self.used),
            "X-RateLimit-Resource": bucket,
        }


class Accounts:
    """The windows of all tokens. An hour starts with the first request in it."""

    def __init__(self) -> None:
        self._windows: dict[tuple[str, Bucket], Window] = {}

    def window(self, secret: str, bucket: Bucket, *, limit: int, now: int) -> Window:
        """The window that a token is in."""
        known = self._windows.get((secret, bucket))
        if known is None or known.reset <= now:
            known = self._windows[secret, bucket] = Window(limit, 0, now + 3600)
        known.limit = limit
        return known
