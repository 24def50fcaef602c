"""Brings the files that the program wrote into a community up to date, and leaves what people made of them alone."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ideario import __version__
from ideario.actions.founding.tending import tended_texts
from ideario.answering.corrected import corrected
from ideario.files import place_below, refuse_links_out, write_whole
from ideario.founding.callers import labels_in
from ideario.founding.program_pin import Pin, program_pin
from ideario.founding.upgrades import Upgrade, upgrades
from ideario.founding.written_record import RECORD, digest, read_record, record_text
from ideario.intake.read_community import read_community
from ideario.messages.said import say
from ideario.problems import CommunityAtFault, Failure
from ideario.resources import Resources

EDITOR_LINE = "editor-line"
"""The file rule about the line by which editors know a file's schema."""
RELEASE = re.compile(r"v(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """What this version would change, and the paths of what was changed, or was taken note of.

    `pin` is the commit of the running program, which its workflows are to name.
    """

    pin: Pin
    upgrades: tuple[Upgrade, ...]
    written: tuple[str, ...]


def upgrade(
    root: Path,
    *,
    resources: Resources,
    write: bool = False,
    take: Collection[str] = (),
    leave: Collection[str] = (),
) -> Upgraded:
    """Say what this version of the program changes in the files of the community at `root`, and with `write` change it.

    Files that people changed are written only where `take` names them; for those in `leave` it is remembered that
    people have seen what the program would write. Raises CommunityAtFault, and Failure where the workflows name a newer
    version than this one, where `take` or `leave` name a file that is no such one, or the disk refuses.
    """
    reading = read_community(root, resources=resources)
    if reading.community is None:
        raise CommunityAtFault(reading.problems)
    pin = program_pin()
    wanted = tended_texts(reading.community.settings, pin, resources=resources)
    known = read_record(root)
    there = dict(_texts(root, {*wanted, *(known or {})}))
    _refuse_to_go_back(there.values())
    found = [*upgrades(there, wanted, known, pin)]
    for path, before in _texts(root, ["README.md"]):
        if (after := pin.installed_in(before)) != before:
            found.append(Upgrade(path=path, kind="pin", before=before, after=after))
    wrong = {problem.path for problem in reading.problems if problem.rule == EDITOR_LINE and problem.value}
    for path, before in _texts(root, wrong):
        lines = (one for one in reading.problems if (one.path, one.rule) == (path, EDITOR_LINE))
        found.append(Upgrade(path=path, kind="line", before=before, after=corrected(before, lines).text))
    theirs = {one.path for one in found if one.kind == "theirs"}
    for path in (*take, *leave):
        if path not in theirs:
            raise Failure(
                say("there is nothing to decide about {file}", file=path),
                hint=say("name one of the files that are said to be changed by you: {files}", files=_listed(theirs)),
            )
    if not write:
        return Upgraded(pin=pin, upgrades=tuple(found), written=())
    refuse_links_out(root, [RECORD, *(one.path for one in found)])
    written = dict.fromkeys(one.path for one in found if one.kind != "theirs" or one.path in {*take, *leave})
    for one in found:
        if one.path not in theirs or one.kind == "pin" or one.path in take:
            _put(root / one.path, one.after)
    open_still = theirs - {*take, *leave}
    digests = {path: digest(text) for path, text in wanted.items() if path not in open_still}
    old = {path: value for path, value in (known or {}).items() if path in open_still}
    record = record_text({**digests, **old})
    if found or known is None:
        write_whole(root / RECORD, record.encode())
    return Upgraded(pin=pin, upgrades=tuple(found), written=tuple(written))


def _texts(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The texts of those of the files that exist; of none that a link leads to, or that lies elsewhere."""
    for path in sorted(paths):
        file = root / path
        outside = ".." in PurePosixPath(path).parts or place_below(root, file) is None
        if not outside and file.is_file() and not file.is_symlink():
            yield path, file.read_bytes().decode("utf-8", "replace")


def _put(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink(missing_ok=True)
    else:
        write_whole(file, text.encode())


def _refuse_to_go_back(texts: Iterable[str]) -> None:
    """Raises Failure where workflows name a newer release than this one: its files would be undone."""
    ours = RELEASE.fullmatch(f"v{__version__}")
    named = [label for text in texts for label in labels_in(text)]
    for label in named:
        theirs = RELEASE.fullmatch(label)
        if theirs and ours and [*map(int, theirs.groups())] > [*map(int, ours.groups())]:
            raise Failure(
                say("the workflows name {newer}, and this program is {older}", newer=label, older=f"v{__version__}"),
                hint=say("bring the program up to date first: {command}", command="pip install --upgrade ideario"),
            )


def _listed(paths: Iterable[str]) -> str:
    return ", ".join(sorted(paths)) or "–"
