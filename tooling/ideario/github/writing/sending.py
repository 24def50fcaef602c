"""Sends what REST is to write, through the session: at the writer's pace, and again only where that does no harm."""

from ideario.forge.port import ForgeFailure, NoAccess, Unreachable
from ideario.github.answer_shapes import Shape
from ideario.github.refusals import Answer
from ideario.github.session import LOOKING, Session
from ideario.messages.said import Said, say

RIGHTS = say("give the token the right to write contents, issues and pull requests")
TURNED_OFF = "not permitted to create or approve pull requests"
"""What GitHub says where a repository lets no workflow open pull requests."""
TURN_ON = say(
    "tick *Allow GitHub Actions to create and approve pull requests* in the repository's settings, Actions, General"
)


def send(
    session: Session, method: str, path: str, payload: object = None, *, shape: Shape | None = None, once: bool = False
) -> Answer:
    """The answer: a status of 2xx, whose body has the `shape`, or 404, 409, 410 and 422, which say why it was refused.

    What would do harm when repeated is sent `once`: then Unsure where no whole answer came.
    """

    def read(answer: Answer) -> Answer:
        if answer.status in (301, 302, 307, 308):
            raise Unreachable(say("the repository was moved while it was written to"), hint=LOOKING)
        if shape is not None and answer.status in (200, 201):
            shape(answer.body, "")
        return answer

    url = f"{session.connection.api_url}/{path}"
    try:
        return session.ask(method, url, read=read, payload=payload, once=once)
    except NoAccess as refused:
        hint = TURN_ON if TURNED_OFF in refused.message else RIGHTS
        raise NoAccess(refused.message, hint=hint) from refused


def refused(session: Session, answer: Answer, what: Said) -> ForgeFailure:
    """The failure that an answer to a write says, such as `what` was not done."""
    body = answer.body if isinstance(answer.body, dict) else {}
    listed = body.get("errors")
    errors = listed if isinstance(listed, list) else []
    told = [body.get("message"), *(row.get("message") for row in errors if isinstance(row, dict))]
    words = "; ".join(filter(None, map(session.said, told)))
    return ForgeFailure(
        say("GitHub did not take {what} (status {status}): {words}", what=what, status=answer.status, words=words),
        hint=RIGHTS,
    )
