"""The secret by which this user's program knows again what it has left: made once, in the user's cache folder."""

import secrets
from contextlib import suppress

from ideario.files import plain_bytes, write_whole
from ideario.sealed import LENGTH, seal_with
from ideario.user_cache import beside


def seal_by_own_secret() -> None:
    """Have what is kept sealed with the user's secret; where there is no place for one, nothing is kept or believed."""
    file = beside("seal")
    if file is None:
        return
    with suppress(OSError):
        if not file.exists():
            write_whole(file, secrets.token_bytes(LENGTH), mode=0o600)
        found = plain_bytes(str(file), LENGTH)  # of two that were made at once, the last one's
        if found is not None and len(found) == LENGTH:
            seal_with(found)
