"""Reads files at commits, many in one question: regular ones, no longer than allowed, byte for byte. Writes nothing."""

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence

from ideario.forge.port import Unreachable
from ideario.forge.writing_port import FILE_BYTES, FileKind, FileThere, Place
from ideario.github.answer_shapes import Row, Shape, fields, matching, maybe, prose, whole
from ideario.github.graphql import GraphQL
from ideario.github.queries import RATE, in_repository
from ideario.github.session import AGAIN, Session
from ideario.messages.said import say

OID = matching("[0-9a-f]{40}|[0-9a-f]{64}")
ENTRY_SHAPE = maybe(fields(mode=whole, type=matching("[a-z]{1,20}"), oid=OID, size=whole))
BLOB_SHAPE = maybe(fields("text", text=maybe(prose)))
RAW_SHAPE = fields(content=prose, encoding=matching("base64|utf-8"))
LINK = 0o120000
KINDS: Mapping[str, FileKind] = {"blob": "file", "tree": "folder"}
Entry = tuple[FileKind, str]
"""What a place holds, and the hash of a file's bytes."""


def entries_query(places: Sequence[Place]) -> tuple[str, dict[str, object], Shape]:
    """What is at places: the query, its variables, the shape of its answer. Commits stand at c0, c1, …, paths below."""
    commits = {commit: f"c{place}" for place, commit in enumerate(dict.fromkeys(place.commit for place in places))}
    inner: dict[str, list[str]] = {alias: [] for alias in commits.values()}
    for at, place in enumerate(places):
        inner[commits[place.commit]].append(f"f{at}: file(path: $p{at}) {{ mode type oid size }}")
    variables = {alias: commit for commit, alias in commits.items()} | {
        f"p{at}": place.path for at, place in enumerate(places)
    }
    named = ", ".join(f"${name}: {'GitObjectID' if name[0] == 'c' else 'String'}!" for name in variables)
    lines = "\n".join(
        f"    {alias}: object(oid: ${alias}) {{ ... on Commit {{ {' '.join(asked)} }} }}"
        for alias, asked in inner.items()
    )
    query = _in_repository(named, lines)
    below = {
        alias: maybe(
            fields(
                *(f"f{at}" for at in range(len(places))),
                **{f"f{at}": ENTRY_SHAPE for at, place in enumerate(places) if commits[place.commit] == alias},
            )
        )
        for alias in commits.values()
    }
    return query, dict(variables), in_repository(**below)


def texts_query(blobs: Sequence[str]) -> tuple[str, dict[str, object], Shape]:
    """The texts of blobs, at the aliases b0, b1, …."""
    named = ", ".join(f"$b{at}: GitObjectID!" for at in range(len(blobs)))
    lines = "\n".join(f"    b{at}: object(oid: $b{at}) {{ ... on Blob {{ text }} }}" for at in range(len(blobs)))
    shape = in_repository(**{f"b{at}": BLOB_SHAPE for at in range(len(blobs))})
    return _in_repository(named, lines), {f"b{at}": blob for at, blob in enumerate(blobs)}, shape


def _in_repository(named: str, lines: str) -> str:
    return f"""query($owner: String!, $name: String!, {named}) {{
  repository(owner: $owner, name: $name) {{
    databaseId
{lines}
  }}
  {RATE}
}}"""


class CommitFiles:
    """Reads what is at places. `ask` puts a question about the repository, `address` is that of it in REST."""

    def __init__(
        self,
        graphql: GraphQL,
        session: Session,
        *,
        ask: Callable[[str, dict[str, object], Shape, bool], Row],
        address: Callable[[], str],
    ) -> None:
        self._graphql = graphql
        self._session = session
        self._ask = ask
        self._address = address

    def at(self, places: Sequence[Place]) -> dict[Place, FileThere]:
        """What is at each place."""
        entries = self._entries(list(dict.fromkeys(places)))
        texts = self._texts([oid for kind, oid in entries.values() if kind == "file"])
        return {
            place: FileThere(kind=kind, content=texts[oid] if kind == "file" else None)
            for place, (kind, oid) in entries.items()
        }

    def _entries(self, places: Sequence[Place]) -> dict[Place, Entry]:
        found: dict[Place, Entry] = {}

        def ask(part: Sequence[Place], shrinkable: bool) -> None:  # noqa: FBT001 - as `batched` calls it
            query, variables, shape = entries_query(part)
            commits = self._ask(query, variables, shape, shrinkable)
            listed = {commit: alias for alias, commit in variables.items() if alias[0] == "c"}
            for at, place in enumerate(part):
                row = commits[listed[place.commit]]
                found[place] = _entry(row and row.get(f"f{at}"))

        self._graphql.batched("entries", places, ask)
        return found

    def _texts(self, blobs: Sequence[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}

        def ask(part: Sequence[str], shrinkable: bool) -> None:  # noqa: FBT001 - as `batched` calls it
            query, variables, shape = texts_query(part)
            given = self._ask(query, variables, shape, shrinkable)
            for at, oid in enumerate(part):
                content = ((given[f"b{at}"] or {}).get("text") or "").encode()
                found[oid] = content if _hash(content, oid) == oid else self._raw(oid)

        self._graphql.batched("texts", list(dict.fromkeys(blobs)), ask)
        return found

    def _raw(self, oid: str) -> bytes:
        """The bytes of a file that is no text in UTF-8."""
        answer = self._session.rest(f"{self._address()}/git/blobs/{oid}", shape=RAW_SHAPE)
        if answer.status == 200:
            given = answer.body["content"]
            content = base64.b64decode(given) if answer.body["encoding"] == "base64" else given.encode()
            if _hash(content, oid) == oid:
                return bytes(content)
        raise Unreachable(say("GitHub does not give the file {oid} as it is", oid=oid), hint=AGAIN)


def _entry(row: Row | None) -> Entry:
    if row is None:
        return "nothing", ""
    if row["mode"] == LINK:
        return "link", ""
    kind = KINDS.get(row["type"], "module")
    return ("too long" if kind == "file" and row["size"] > FILE_BYTES else kind), row["oid"]


def _hash(content: bytes, like: str) -> str:
    """The hash that git gives a file, of the kind that another one is."""
    kind = "sha1" if len(like) == 40 else "sha256"
    return hashlib.new(kind, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
