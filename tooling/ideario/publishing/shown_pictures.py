"""The files of pictures that a site shows: those that its records name, each once, whatever it is called."""

import hashlib

from ideario.files import plain_bytes
from ideario.messages.said import say
from ideario.model.community import Community
from ideario.model.content import PictureFile
from ideario.problems import Failure


def shown_pictures(community: Community) -> tuple[PictureFile, ...]:
    """The pictures that a page shows, by their place in the site."""
    files = [community.picture_of(community.settings)]
    files += map(community.picture_of, community.challenges.values())
    files += map(community.picture_of, community.ideas.values())
    found = {file.address: file for file in files if file is not None}
    return tuple(found[address] for address in sorted(found))


def picture_bytes(file: PictureFile) -> bytes:
    """The bytes of a picture as it was read. Raises Failure where it is another one by now."""
    try:
        raw = plain_bytes(file.place, file.size)
    except OSError:
        raw = None
    if raw is None or hashlib.sha256(raw).hexdigest() != file.digest:
        raise Failure(say("{path} was changed while the site was built", path=file.path), hint=say("build again"))
    return raw
