"""Changes a site in place, so that whoever looks after a kill finds the old one or, with the next run, the new one.

New files wait beside the site. A journal beside it, written whole, names all that is to be replaced and taken away;
then that is done. Whoever finds a journal does it again from the beginning, which changes nothing that was done before.
"""

import json
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from ideario.files import remove, swap, write_whole
from ideario.messages.said import Said, say
from ideario.problems import Failure


def staging_of(site: Path) -> Path:
    """Where the new files of a site wait."""
    return site.with_name(f".{site.name}.next")


@contextmanager
def staged(site: Path) -> Iterator[None]:
    """Have an empty staging folder in which to put new files, which goes where that fails. Failure where the disk
    refuses.
    """
    folder = staging_of(site)
    try:
        remove(folder)
        folder.mkdir(parents=True)
        yield
    except OSError as error:
        remove(folder)
        hint = say("the last good site is untouched; make room or mend the permissions and build again")
        raise _unwritten(site, error, hint) from error
    except BaseException:
        remove(folder)
        raise


def change(site: Path, written: Sequence[str], gone: Collection[str]) -> None:
    """Put the `written` files, which wait in the staging folder, in their places, and take those away that are `gone`.

    Where there is no site yet, the staging folder becomes it. Failure where the disk refuses; what was begun then is
    finished by `finish_change`.
    """
    try:
        _change(site, written, gone)
    except OSError as error:
        hint = say("make room or mend the permissions and build again: that finishes what has begun")
        raise _unwritten(site, error, hint) from error


def _change(site: Path, written: Sequence[str], gone: Collection[str]) -> None:
    folder = staging_of(site)
    if not site.exists():
        swap(folder, site)
    elif written or gone:
        journal = _journal_of(site)
        write_whole(journal, json.dumps({"written": list(written), "gone": sorted(gone)}).encode())
        _carry_out(site, written, gone)
        journal.unlink()
    remove(folder)


def _unwritten(site: Path, error: OSError, hint: Said) -> Failure:
    return Failure(
        say(
            "the site cannot be written: {reason}: {place}",
            reason=error.strerror or error,
            place=error.filename or site,
        ),
        hint=hint,
    )


def finish_change(site: Path) -> None:
    """Finish the change that a killed run has begun, and clear away what one left that had not. Raises Failure.

    A journal is believed as far as the files of a site go: whoever can plant one can plant the site.
    """
    journal = _journal_of(site)
    try:
        content = journal.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise _refused(journal, error.strerror or "") from error
    try:
        told = json.loads(content)
        _carry_out(site, told["written"], told["gone"])
        journal.unlink()
        remove(staging_of(site))
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise _refused(journal, str(error)) from error


def _refused(journal: Path, reason: str) -> Failure:
    return Failure(
        say(
            "a build was interrupted, and what it had begun cannot be finished: {file}: {reason}",
            file=journal,
            reason=reason,
        ),
        hint=say("delete that file and the site beside it, and build again"),
    )


def _journal_of(site: Path) -> Path:
    return site.with_name(f".{site.name}.journal")


def _carry_out(site: Path, written: Sequence[str], gone: Collection[str]) -> None:
    """Take away first, since a file may become a folder and a folder a file, and a link must lead nobody out."""
    places = _Places(site)
    for path in gone:
        target = places.of(path)
        if os.path.islink(target) or not os.path.isdir(target):  # a folder by now: the new files are in it already
            with suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(target)
    for folder in sorted({PurePosixPath(path).parent for path in gone}, reverse=True):
        _prune(site, folder)
    staging, places = staging_of(site), _Places(site)
    for path in written:
        target = places.of(path)
        os.makedirs(target.rpartition("/")[0], exist_ok=True)
        with suppress(FileNotFoundError):  # put there already by the run that was killed
            os.replace(f"{staging}/{path}", target)


class _Places:
    """Says where the files of a site are; OSError where a link leads out of it."""

    def __init__(self, site: Path) -> None:
        self._site, self._home = str(site), os.path.realpath(site)
        self._inside: set[str] = set()

    def of(self, path: str) -> str:
        """The place of a file by its path in the site."""
        target = f"{self._site}/{path}"
        folder, _, name = target.rpartition("/")
        if folder not in self._inside or name in ("", "..", "."):
            if name in ("", "..", ".") or not f"{os.path.realpath(folder)}/".startswith(f"{self._home}/"):
                raise OSError(f"{path} leads out of the site")
            self._inside.add(folder)
        return target


def _prune(site: Path, folder: PurePosixPath) -> None:
    """Remove a folder of the site, and those above it, as long as they are empty."""
    while folder.parts:
        try:
            os.rmdir(site / folder)
        except FileNotFoundError:
            pass
        except OSError:
            return
        folder = folder.parent
