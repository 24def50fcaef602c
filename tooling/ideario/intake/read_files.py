"""Reads many content files into plain content, in several processes where that pays. Knows no rules beyond schemas."""

import marshal
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from ideario.files import plain_bytes
from ideario.forking import forkable, forked, shared
from ideario.intake.content_files import ContentFile, kind_of
from ideario.intake.explaining.faults import MAX_BYTES, Fault, Unreadable
from ideario.intake.explaining.findings import MAX_TOLD
from ideario.intake.plain import Checked, Plain
from ideario.intake.schemas import Schemas, load_schemas
from ideario.intake.yaml.strict import decode, parse
from ideario.intake.yaml.yaml_events import texts_of
from ideario.messages.said import say
from ideario.progress import Progress

if TYPE_CHECKING:
    from concurrent.futures import Executor

CHUNK = 500
"""Files that a process reads at a time, if there are so many for each: it waits for the next ones as long as this
process is busy, so rather many.
"""
MIN_FOR_A_POOL = 300
"""Fewer files than this are read before a second process has started."""
EDITOR_LINE = re.compile(rb"(?:\A(?:\xef\xbb\xbf)?|[\r\n])#[ \t]*yaml-language-server:[ \t]*\$schema=(\S+)")
ANY_SCHEMA = re.compile(rb"\$schema[ \t]*[=:][ \t]*(\S+)")
"""What some editor or other may take for such a line, where a comment stands before it."""
MAX_SCHEMAS = 3


class ReadFile(NamedTuple):
    """What one file holds. `content` is None where it cannot be read, which `faults` explain; `warnings` are of what
    was read all the same.

    `valid` says whether the schema is content, `schema_named` which schema the editor's line names ("" for none).
    A tuple for the reason that a ContentFile is one.
    """

    entry: ContentFile
    content: Plain
    valid: bool
    schema_named: str = ""
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @property
    def checked(self) -> Checked:
        """The content of a file that is valid."""
        return cast("Checked", self.content)


def read_bytes(entry: ContentFile) -> bytes:
    """The bytes of a plain file, and not many more than are read. Raises Unreadable for anything else."""
    try:
        raw = plain_bytes(entry.file, MAX_BYTES)
    except OSError as error:
        raise Unreadable(
            Fault(
                rule="not-a-file",
                message=say("the file cannot be opened: {reason}", reason=(error.strerror or "").lower()),
            )
        ) from error
    if raw is None:
        raise Unreadable(Fault(rule="not-a-file", message=say("this is no ordinary file"), hint=say("delete it")))
    return raw


def read_file(entry: ContentFile, schemas: Schemas) -> ReadFile:
    """One file as it was read."""
    try:
        return read_content(entry, read_bytes(entry), schemas)
    except Unreadable as unreadable:
        return ReadFile(entry=entry, content=None, valid=False, faults=unreadable.faults)


def read_content(entry: ContentFile, raw: bytes, schemas: Schemas) -> ReadFile:
    """What these bytes are as a file."""
    kind = kind_of(entry)
    try:
        content = parse(raw, schemas.shapes[kind])
    except Unreadable as unreadable:
        return ReadFile(entry=entry, content=None, valid=False, faults=unreadable.faults)
    valid = schemas.valid(content, kind)
    if not valid and not raw.isascii():
        from ideario.intake.yaml.oddities import odd_spaces  # loads patterns that nearly no file needs

        text = decode(raw)
        odd = tuple(islice(odd_spaces(text, texts_of(text)), MAX_TOLD))
        if odd:
            return ReadFile(entry=entry, content=None, valid=False, faults=odd)
    warnings: tuple[Fault, ...] = ()
    if may_cut(raw):
        from ideario.intake.yaml.cut_texts import cut_texts  # loads what few files need

        warnings = tuple(islice(cut_texts(decode(raw), kind, schemas), MAX_TOLD))
    return ReadFile(
        entry=entry,
        content=content,
        valid=valid,
        schema_named=schema_named_in(raw),
        warnings=warnings,
    )


def may_cut(raw: bytes) -> bool:
    """Whether a text may be cut in a file: a hash stands behind spaces behind something, or two hashes begin a line.

    Looks at what stands before each hash, since most files have few, and a pattern would try every byte.
    """
    if raw.startswith(b"#") and raw.find(b"#", 1) < 0:
        return False  # the editor's line and no other, as in most files
    *before, _ = raw.split(b"#")
    for number, part in enumerate(before):
        ahead = part.rstrip(b" \t")
        if not ahead.endswith((b"\r", b"\n")):
            if ahead and len(ahead) < len(part):
                return True
        elif len(ahead) == len(part) and before[number + 1 : number + 2] == [b""]:
            return True
    return False


def schema_named_in(raw: bytes) -> str:
    """The address that the editor's line names; where comments name several, some of them, with spaces between.

    Which of them counts, the first one or the last, is another question in each editor.
    """
    named = EDITOR_LINE.match(raw) or EDITOR_LINE.search(raw)  # nearly always the first line
    first: bytes = named[1] if named else b""
    if raw.count(b"$") > bool(first) and raw.count(b"$schema") > bool(first):
        found = dict.fromkeys(match[1] for match in ANY_SCHEMA.finditer(raw) if _in_comment(raw, match.start()))
        first = b" ".join([*found][:MAX_SCHEMAS]) or first
    return _address(first)


@lru_cache(maxsize=256)
def _address(raw: bytes) -> str:
    """An address as text: one object for all files that name it, which so travels between processes once."""
    return raw.decode("utf-8", "replace")


def _in_comment(raw: bytes, at: int) -> bool:
    begin = max(raw.rfind(b"\n", 0, at), raw.rfind(b"\r", 0, at)) + 1
    return raw.find(b"#", begin, at) >= 0


def read_files(
    entries: Sequence[ContentFile],
    schemas_folder: Path,
    *,
    workers: int,
    meanwhile: Callable[[], object],
    progress: Progress | None = None,
    pool: "Executor | None" = None,
) -> Iterator[ReadFile]:
    """All files in their order. `progress` hears (read, all) now and then.

    More processes than one are used only where they can be forked safely: from a single thread, for many files. Those
    of a `pool` have been forked, and hold some of the files already: see `Held`.
    `meanwhile` is called once, as soon as none will be forked any more: it may start threads for work that goes on
    beside the reading.
    """
    step = max(1, min(CHUNK, -(-len(entries) // max(1, workers))))
    chunks = [entries[start : start + step] for start in range(0, len(entries), step)]
    done = 0
    for files in chunks_read(chunks, schemas_folder, workers, meanwhile, pool):
        yield from files
        done += len(files)
        if progress is not None:
            progress(done, len(entries))


def chunks_read(
    chunks: Sequence[Sequence[ContentFile]],
    schemas_folder: Path,
    workers: int,
    meanwhile: Callable[[], object],
    pool: "Executor | None",
) -> Iterator[list[ReadFile]]:
    """Each chunk as files, in order."""
    schemas = load_schemas(schemas_folder)
    if pool is not None:
        yield from _read_by(pool, chunks, schemas_folder, meanwhile)
    elif workers < 2 or sum(map(len, chunks)) <= MIN_FOR_A_POOL or not forkable():
        meanwhile()
        for chunk in chunks:
            yield [read_file(entry, schemas) for entry in chunk]
    else:
        nothing: Held = {}
        with forked(workers, nothing, doing=say("reading files")) as readers:
            yield from _read_by(readers, chunks, schemas_folder, meanwhile)


def _read_by(
    pool: "Executor", chunks: Sequence[Sequence[ContentFile]], schemas_folder: Path, meanwhile: Callable[[], object]
) -> Iterator[list[ReadFile]]:
    packed = deque(pool.submit(_read_packed, chunk, schemas_folder) for chunk in chunks)
    meanwhile()
    for chunk in chunks:
        yield _unpacked(chunk, packed.popleft().result())


Held = dict[str, bytes | str]
"""Files that a process was forked with, by their names: the bytes of one, and once the process has read an idea in it
its text, for whoever goes on with that.
"""
NO_FAULTS: tuple[tuple[Fault, ...], tuple[Fault, ...]] = ((), ())
_Packed = tuple[bytes, dict[int, tuple[tuple[Fault, ...], tuple[Fault, ...]]]]


def _read_packed(entries: Sequence[ContentFile], schemas_folder: Path) -> _Packed:
    """A chunk as bytes that travel fast between processes: marshal takes a third of the time that pickle takes."""
    held: Held
    held, *_ = shared()
    schemas = load_schemas(schemas_folder)
    files = [_read_held(entry, schemas, held) for entry in entries]
    faults = {at: (file.faults, file.warnings) for at, file in enumerate(files) if file.faults or file.warnings}
    return marshal.dumps([(file.content, file.valid, file.schema_named) for file in files]), faults


def _read_held(entry: ContentFile, schemas: Schemas, held: Held) -> ReadFile:
    raw = held.get(entry.file)
    if not isinstance(raw, bytes):
        return read_file(entry, schemas)
    file = read_content(entry, raw, schemas)
    if file.valid and entry.kind == "idea":
        held[entry.file] = file.checked.get("body", "")
    return file


def _unpacked(entries: Sequence[ContentFile], packed: _Packed) -> list[ReadFile]:
    """A chunk as files again."""
    content, faults = packed
    files = marshal.loads(content)  # noqa: S302  # our own process wrote it a moment ago
    return [
        ReadFile(entry, plain, valid, named, *faults.get(number, NO_FAULTS))
        for number, (entry, (plain, valid, named)) in enumerate(zip(entries, files, strict=True))
    ]
