"""The command port's live adapter: rights, reactions to comments, the commits of a path, workflows."""

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import quote

from ideario.forge.command_port import CommentSign, PathCommit
from ideario.forge.pace import Pace
from ideario.forge.port import Account, Meter, NoAccess, NotFound
from ideario.github.answer_shapes import fields, matching, maybe, positive, prose, rows, whole
from ideario.github.connection import Connection
from ideario.github.graphql import SEARCHING
from ideario.github.queries import LOGIN
from ideario.github.session import Session
from ideario.github.writing.contents_at import OID
from ideario.github.writing.sending import refused, send
from ideario.github.writing.writer import WritingGitHub
from ideario.messages.said import say

PERMISSION = fields(
    permission=matching("[a-z]{1,40}"), user=maybe(fields(id=positive, login=LOGIN)),
)  # fmt: skip
MAY_WRITE = {"admin", "write"}
"""What the field says of those who may write; of maintainers too, and of those who only sort issues it says `read`."""
REACTED = rows(fields(content=matching(r"[a-z0-9+-]{1,20}"), user=maybe(fields(id=positive))))
COMMITS = rows(fields(sha=OID, commit=fields(message=prose), parents=rows(fields(sha=OID))))
RUNS = fields(total_count=whole, workflow_runs=rows(fields(id=positive, head_sha=OID)))


class CommandGitHub(WritingGitHub):
    """GitHub, as the port `CommandForge`. Made by `connect_for_commands`."""

    def may_write(self, account: Account) -> bool:
        """By the interface's own answer about the login, which must be that account's still."""
        asked = f"{self._below()}/collaborators/{quote(account.login, safe='')}/permission"
        answer = self._session.rest(asked, shape=PERMISSION)
        if answer.status != 200:
            return False
        user = answer.body["user"]
        return user is not None and user["id"] == account.id and answer.body["permission"] in MAY_WRITE

    def sign(self, comment: int, sign: CommentSign) -> None:
        """A reaction, unless it is there. A comment that is gone needs none."""
        if self._reaction_by_us(comment, sign) is False:
            send(self._session, "POST", self._reactions(comment), {"content": sign})

    def signed(self, comment: int, sign: CommentSign) -> bool:
        """Whether it is among the first hundred of its kind."""
        return self._reaction_by_us(comment, sign) is True

    def _reactions(self, comment: int) -> str:
        return f"{self._below()}/issues/comments/{comment}/reactions"

    def _reaction_by_us(self, comment: int, sign: CommentSign) -> bool | None:
        """Whether the program has reacted so; None where there is no such comment."""
        asked = {"content": sign, "per_page": "100"}
        there = self._session.rest(self._reactions(comment), params=asked, shape=REACTED)
        own = self.viewer().id
        if there.status != 200:
            return None
        return any(row["user"] is not None and row["user"]["id"] == own for row in there.body)

    def commits(self, path: str, branch: str) -> Sequence[PathCommit]:
        """One page of the list."""
        asked = {"sha": branch, "path": path, "per_page": "100"}
        answer = self._session.rest(f"{self._below()}/commits", params=asked, shape=COMMITS)
        if answer.status != 200:
            raise NotFound(
                say("GitHub does not list the commits of {path} (status {status})", path=path, status=answer.status),
                hint=SEARCHING,
            )
        return tuple(
            PathCommit(
                sha=row["sha"], message=row["commit"]["message"], parents=tuple(one["sha"] for one in row["parents"])
            )
            for row in answer.body
        )

    def waiting_runs(self, head: str) -> Sequence[int]:
        """Runs for this very commit."""
        asked = {"head_sha": head, "status": "action_required", "per_page": "100"}
        answer = self._session.rest(f"{self._below()}/actions/runs", params=asked, shape=RUNS)
        if answer.status != 200:
            raise NotFound(
                say("GitHub does not list the workflows' runs (status {status})", status=answer.status), hint=SEARCHING
            )
        return tuple(row["id"] for row in answer.body["workflow_runs"] if row["head_sha"] == head)

    def let_run(self, run: int) -> None:
        """By the click that a maintainer would do. One that waits no more is as it should be."""
        answer = send(self._session, "POST", f"{self._below()}/actions/runs/{run}/approve")
        if answer.status not in (201, 404):
            raise NoAccess(str(refused(self._session, answer, say("an approval"))))

    def start(self, workflow: str, branch: str) -> bool:
        """Of a branch's workflow. What was started twice by an answer that was lost does the same again."""
        path = f"{self._below()}/actions/workflows/{quote(workflow)}/dispatches"
        try:
            answer = send(self._session, "POST", path, {"ref": branch})
        except NoAccess:  # the site waits for its next publication, and the answer need not
            return False
        if answer.status == 404:
            return False
        if answer.status not in (200, 204):
            raise refused(self._session, answer, say("the start of {workflow}", workflow=workflow))
        return True


def connect_for_commands(
    connection: Connection, *, budget: int | None, sleep: Callable[[float], None], now: Callable[[], datetime]
) -> CommandGitHub:
    """As `connect_to_write`."""
    session = Session(connection, Meter(), sleep=sleep, now=now, pace=Pace(sleep=sleep, now=now))
    return CommandGitHub(session, budget=budget)
