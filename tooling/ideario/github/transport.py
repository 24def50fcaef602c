"""Sends one request through github3.py's session and takes one answer, within bounds of size and time. Knows no GitHub.

requests counts its time-outs anew with each byte, and unpacks whatever comes: an answer that drips, or swells when it
is unpacked, would have no end. So a timer ends the connection, and the body is unpacked here, no further than allowed.
"""

import contextlib
import threading
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from github3.session import GitHubSession
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from ideario.github.bounds import ANSWER_BYTES, ANSWER_SECONDS, CONNECT_SECONDS, READ_SECONDS

CHUNK = 1 << 20
_BOTH_WAYS = 2


class Broken(Exception):
    """One answer was not whole. `heavy`: the question may have been too much for GitHub. `slow`: it had to be cut off.

    The reason is in words of this program alone, or made fit to be shown.
    """

    def __init__(self, reason: str, *, heavy: bool = False, slow: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.heavy = heavy
        self.slow = slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An answer as it came, the body unpacked. `links` are the addresses of the header Link, by their names."""

    status: int
    headers: Mapping[str, str]
    links: Mapping[str, str]
    body: bytes


class Wire:
    """One session, and the connections that it has open."""

    def __init__(self, session: GitHubSession) -> None:
        self._session = session
        self._connections = WeakSet[Any]()
        for adapter in session.adapters.values():
            adapter.poolmanager.pool_classes_by_scheme = {
                "http": self._pools(HTTPConnectionPool), "https": self._pools(HTTPSConnectionPool),
            }  # fmt: skip

    def send(self, method: str, url: str, *, params: Mapping[str, str] | None, content: bytes | None) -> Received:
        """The answer to a request, which no redirect leads elsewhere. Broken where none came whole, in time and size.

        What github3.py raises for a token that has run out is left to the caller.
        """
        with self._in_time() as cut:
            try:
                found = self._session.request(
                    method, url, params=params, data=content, allow_redirects=False, stream=True,
                    timeout=(CONNECT_SECONDS, READ_SECONDS),
                )  # fmt: skip
                with contextlib.closing(found):
                    links = {name: link["url"] for name, link in found.links.items()}
                    body = _unpacked(found)
            except (OSError, HTTPError, ValueError, KeyError, OverflowError) as error:  # all that requests lets through
                if cut:
                    raise _late() from None
                raise _broken(error) from None  # what libraries say may hold what was sent
            if cut:  # headers that end too early pass for whole ones
                raise _late()
            return Received(status=found.status_code, headers=found.headers, links=links, body=body)

    def _pools(self, kind: type[HTTPConnectionPool]) -> Any:
        """What makes a pool of this kind, whose connections are known here."""

        def pool(*arguments: Any, **named: Any) -> HTTPConnectionPool:
            made = kind(*arguments, **named)
            connection = made.ConnectionCls

            def connected(*arguments: Any, **named: Any) -> Any:
                self._connections.add(one := connection(*arguments, **named))
                return one

            made.ConnectionCls = connected  # type: ignore[assignment] # it is called, and no more
            return made

        return pool

    @contextlib.contextmanager
    def _in_time(self) -> Iterator[list[bool]]:
        """End all connections when an answer takes too long; what is yielded is then no longer empty."""
        cut: list[bool] = []

        def end() -> None:
            cut.append(True)
            for one in list(self._connections):
                with contextlib.suppress(OSError, ValueError, AttributeError):
                    one.sock.shutdown(_BOTH_WAYS)

        timer = threading.Timer(ANSWER_SECONDS, end)
        timer.daemon = True
        timer.start()
        try:
            yield cut
        finally:
            timer.cancel()


def _unpacked(found: Any) -> bytes:
    """The body of an answer. Broken for one that is too long, or packed in a way that was not asked for."""
    packing = (found.headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in ("identity", "gzip"):
        raise Broken("an answer in a form that was not asked for")
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS) if packing == "gzip" else None
    parts, size = [], 0
    while chunk := found.raw.read(CHUNK, decode_content=False):
        try:
            part = chunk if unpacker is None else unpacker.decompress(chunk, ANSWER_BYTES - size + 1)
        except zlib.error:
            raise Broken("an answer that cannot be unpacked") from None
        size += len(part)
        if size > ANSWER_BYTES:
            raise Broken(f"an answer of more than {ANSWER_BYTES >> 20} MB", heavy=True)
        parts.append(part)
    if unpacker is not None and parts and not unpacker.eof:
        raise Broken("an answer that cannot be unpacked")
    return b"".join(parts)


def _late() -> Broken:
    return Broken(f"it was not there after {ANSWER_SECONDS} seconds", slow=True)


def _broken(error: BaseException) -> Broken:
    """What went wrong on the way, in words of ours: those of libraries are long, and may quote what was sent."""
    name = type(error).__name__
    told = {"ConnectTimeout": "no connection in time", "ReadTimeout": "no answer in time"}
    return Broken(told.get(name, f"the connection broke ({name})"), heavy="timeout" in name.lower())
