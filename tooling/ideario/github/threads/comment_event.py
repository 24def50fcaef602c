"""Reads what GitHub tells a workflow of a comment that was just written. Asks nobody."""

import json

from ideario.forge.command_port import NewComment
from ideario.forge.port import Account
from ideario.github.answer_shapes import Unsound, fields, maybe, numbered, positive, prose, word
from ideario.github.parsing import ACCOUNTS
from ideario.github.queries import LOGIN
from ideario.messages.said import say
from ideario.problems import Failure

EVENT = fields(
    action=word,
    issue=fields("pull_request", number=numbered),
    comment=fields(id=positive, body=prose, user=maybe(fields(id=positive, login=LOGIN, type=word))),
)


def new_comment(event: bytes) -> NewComment | None:
    """The comment of an event `issue_comment`; None for one that was edited or deleted, or whose author is gone.

    Failure where it is no such event.
    """
    try:
        found = json.loads(event)
        EVENT(found, "")
    except (ValueError, RecursionError, Unsound) as error:
        raise Failure(
            say("this is no event of a comment that GitHub tells a workflow of"),
            hint=say("run it in a workflow that begins with: on: issue_comment"),
        ) from error
    comment, user = found["comment"], found["comment"]["user"]
    if found["action"] != "created" or user is None:
        return None
    kind = "pull" if found["issue"].get("pull_request") else "issue"
    return NewComment(
        id=comment["id"],
        thread=f"{kind}/{found['issue']['number']}",
        author=Account(user["id"], user["login"], ACCOUNTS.get(user["type"], "bot")),
        text=comment["body"],
    )
