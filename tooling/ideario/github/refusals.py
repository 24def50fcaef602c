"""What a refusal of GitHub's means that is the same wherever it comes, a limit say; and its words, fit to be shown."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ideario.forge.port import NoAccess
from ideario.github import bounds
from ideario.github.transport import Broken
from ideario.messages.said import say

_COMMAND = re.compile(r"::|##\[")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
PERMISSIONS = say("read access to contents, issues, pull requests and discussions")


class Limited(Exception):
    """GitHub gives no more for some seconds; `why` is its limit's name."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status that is no trouble of the transport's, the JSON, the addresses that Link names, that of a move."""

    status: int
    body: Any
    headers: Mapping[str, str]
    links: Mapping[str, str]
    moved_to: str | None


def judge(answer: Answer, told: str, *, as_app: bool, now: datetime) -> None:
    """Raise what a status means that is the same wherever it comes; `told` is what GitHub says, fit to be shown.

    `as_app` says that a GitHub App asks. NoAccess, Limited or Broken; nothing for an answer that may be read.
    """
    if answer.status in (403, 429):
        _limits(answer, told, now)
    if answer.status == 401:
        hint = say("give GITHUB_TOKEN a token that is valid, with {permissions}", permissions=PERMISSIONS)
        if as_app:
            hint = say("compare the App's id with its private key, and see whether the clock of this machine is right")
        raise NoAccess(say("GitHub does not take the token: {told}", told=told or 401), hint=hint)
    if answer.status == 403:
        raise no_access(told)
    if answer.status not in (200, 201, 204, 301, 302, 307, 308, 404, 409, 410, 422):
        raise Broken(f"status {answer.status}{told and ': '}{told}")


def _limits(answer: Answer, told: str, now: datetime) -> None:
    wording = told.lower()
    if "secondary" in wording or "abuse" in wording or answer.headers.get("Retry-After"):
        raise secondary(answer)
    if answer.headers.get("X-RateLimit-Remaining") == "0" or "rate limit" in wording or answer.status == 429:
        raise used_up(answer, now)


def secondary(answer: Answer) -> Limited:
    """The limit on doing much at once, met; with what the headers say of its end."""
    after = _number(answer.headers.get("Retry-After"))
    return Limited(bounds.PATIENCE_SECONDS if after is None else float(after), say("secondary rate limit"))


def used_up(answer: Answer, now: datetime) -> Limited:
    """The hour's limit, met; with what the headers say of its end."""
    reset = _number(answer.headers.get("X-RateLimit-Reset"))
    left = 3600.0 if reset is None else reset - now.timestamp()
    return Limited(left, say("rate limit of an hour"))


def no_access(told: str) -> NoAccess:
    """A refusal, with what the token lacks; `told` is fit to be shown."""
    return NoAccess(
        say("GitHub refuses: {told}", told=told or 403),
        hint=say("give the token {permissions}", permissions=PERMISSIONS),
    )


LAST_SECOND = 1 << 37
"""Later than this no limit ends: in the year 6325."""


class HourTold(NamedTuple):
    """What an answer of REST says of the hour's requests of a token."""

    limit: int
    remaining: int
    resets: datetime


def hour_of(headers: Mapping[str, str]) -> HourTold | None:
    """What the headers say of the hour; None where they do not, as of a server without such a limit."""
    limit, remaining, reset = (_number(headers.get(f"X-RateLimit-{name}")) for name in ("Limit", "Remaining", "Reset"))
    if limit is None or remaining is None or reset is None or reset > LAST_SECOND:
        return None
    return HourTold(limit, remaining, datetime.fromtimestamp(reset, UTC))


def _number(text: str | None) -> int | None:
    """The number of seconds that a header names; None for anything else, and for more than any clock has."""
    found = re.fullmatch(r"[0-9]{1,12}", text or "", re.ASCII)
    return None if found is None else int(found[0])


def said(words: object, *, without: Iterable[str | None] = ()) -> str:
    """A server's words as part of a line; "" for what is no text. Each of the secrets `without` is blotted out."""
    if not isinstance(words, str):
        return ""
    text = words[: 4 * bounds.MESSAGE]
    for secret in without:
        if secret:
            text = text.replace(secret, "…")
    text = " ".join("".join(" " if unicodedata.category(sign) in _HIDDEN else sign for sign in text).split())
    while _COMMAND.search(text):  # the runner of Actions looks for them in the middle of a line, too
        text = text.replace("::", ": ").replace("##[", "# [")
    return text if len(text) <= bounds.MESSAGE else f"{text[: bounds.MESSAGE]}…"
