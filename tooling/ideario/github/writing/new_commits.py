"""Writes a commit through REST: its tree, itself, and then, all at once, the branch that ends there."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from ideario.forge.port import NoAccess
from ideario.forge.writing_port import Signature
from ideario.github.answer_shapes import fields
from ideario.github.session import Session
from ideario.github.writing.contents_at import OID
from ideario.github.writing.sending import refused, send
from ideario.messages.said import Said, say

REF = fields(object=fields(sha=OID))
MADE = fields(sha=OID)


class RefusedMove(NamedTuple):
    """Why a branch was not made or moved; `guards`: it may be by a rule, and not since somebody was faster."""

    message: str
    guards: bool


def made_commit(
    session: Session,
    below: str,
    files: Mapping[str, bytes | None],
    *,
    base: str,
    parent: str,
    message: str,
    signed: Mapping[str, Signature],
) -> str:
    """The new commit, to which no branch leads yet. `base` is the tree that the files change."""
    entries = [
        {"path": path, "mode": "100644", "type": "blob"}
        | ({"sha": None} if content is None else {"content": content.decode()})
        for path, content in files.items()
    ]
    tree = _made(session, f"{below}/git/trees", {"base_tree": base, "tree": entries}, what=say("files"))
    who = {role: {"name": one.name, "email": one.mail} for role, one in signed.items()}
    payload = {"message": message, "tree": tree, "parents": [parent], **who}
    return _made(session, f"{below}/git/commits", payload, what=say("a commit"))


def refused_move(session: Session, below: str, branch: str, commit: str, *, new: bool) -> RefusedMove | None:
    """Have a branch end at a commit; why not, where it is refused. `new` makes the branch."""
    method, path = ("POST", "git/refs") if new else ("PATCH", f"git/refs/heads/{quote(branch)}")
    payload = {"sha": commit, **({"ref": f"refs/heads/{branch}"} if new else {"force": False})}
    try:
        answer = send(session, method, f"{below}/{path}", payload, shape=REF)
    except NoAccess as no_access:  # with the right to write commits, since it has just written one
        return RefusedMove(no_access.message, guards=True)
    if answer.status in (200, 201):
        return None
    return RefusedMove(
        str(refused(session, answer, say("a commit on {branch}", branch=branch))), guards=answer.status == 422
    )


def _made(session: Session, path: str, payload: object, *, what: Said) -> str:
    answer = send(session, "POST", path, payload, shape=MADE)
    if answer.status not in (200, 201):
        raise refused(session, answer, what)
    return str(answer.body["sha"])
