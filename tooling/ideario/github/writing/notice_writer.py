"""The port of notices, live: last comments of threads of every kind, comments on them, issues of one's own."""

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import datetime

from ideario.forge.notice_port import AccountWrites
from ideario.forge.pace import KEPT_FOR_ANSWERS, Pace
from ideario.forge.port import Meter, NotFound
from ideario.forge.writing_port import Comment, Issue
from ideario.github.answer_shapes import fields, positive, prose, word
from ideario.github.answer_shapes import moment as a_moment
from ideario.github.connection import Connection
from ideario.github.graphql import SEARCHING
from ideario.github.parsing import moment
from ideario.github.session import Session
from ideario.github.writing.last_comments import LastComments
from ideario.github.writing.own_issues import ISSUE_ROW, issue_of_row, labelled
from ideario.github.writing.sending import refused, send
from ideario.github.writing.writer import WritingGitHub
from ideario.messages.said import say
from ideario.model.thread_names import home_of, kind_of, number_of

TELL = """mutation($thread: ID!, $text: String!) {
  addDiscussionComment(input: { discussionId: $thread, body: $text }) { comment { id databaseId body createdAt } }
}"""
REWORD = """mutation($comment: ID!, $text: String!) {
  updateDiscussionComment(input: { commentId: $comment, body: $text }) { comment { id } }
}"""
UNSAY = "mutation($comment: ID!) { deleteDiscussionComment(input: { id: $comment }) { comment { id } } }"
TOLD = fields(
    addDiscussionComment=fields(comment=fields(id=word, databaseId=positive, body=prose, createdAt=a_moment))
)  # fmt: skip


class NoticeGitHub(WritingGitHub):
    """GitHub, as the port `NoticeForge`. Made by `connect_to_notify`."""

    def __init__(self, session: Session, *, budget: int | None) -> None:
        super().__init__(session, budget=budget)
        self._latest = LastComments(
            self._graphql, self._accounts,
            ask=lambda query, variables, shape, connections, shrinkable, home: self._repositories.ask(
                query, variables, shape=shape, connections=connections, shrinkable=shrinkable, home=home
            ),
        )  # fmt: skip

    # ---- the account's own writes

    def recall(
        self, writes: Iterable[datetime] = (), *, looked: datetime | None = None, ids: Container[int] = ()
    ) -> None:
        """Count what was written, and look for more before the next write."""
        self._own.ids, self._own.looked = ids, looked or self._own.looked
        if self._session.pace is not None:
            self._session.pace.known(writes)
            self._session.pace.look_first(self._own.lately)

    def account_writes(self) -> AccountWrites:
        """What the pace has counted."""
        pace, now = self._session.pace, self._session.now()
        return AccountWrites(() if pace is None else pace.written, self._own.looked or now)

    # ---- threads

    def latest(self, threads: Mapping[str, datetime]) -> Mapping[str, tuple[Comment, ...]]:
        """The last comments by thread."""
        return self._latest.of(threads)

    def tell(self, thread: str, text: str) -> Comment:
        """A comment, sent once."""
        if kind_of(thread) != "discussion":
            return self._posted(thread, text)
        there = self._latest.nodes.get(thread)
        if there is None:
            raise NotFound(say("GitHub knows no {thread}", thread=thread), hint=SEARCHING)
        made = self._graphql.change(TELL, {"thread": there, "text": text}, shape=TOLD)["addDiscussionComment"][
            "comment"
        ]
        return Comment(
            id=made["databaseId"], author=self.viewer(), text=made["body"], written=moment(made["createdAt"]),
            node=made["id"],
        )  # fmt: skip

    def reword(self, thread: str, comment: Comment, text: str) -> None:
        """Another text; where the comment is gone, nothing."""
        if kind_of(thread) == "discussion":
            self._graphql.change(REWORD, {"comment": comment.node, "text": text}, shape=fields())
        else:
            path = f"{self._below(home_of(thread))}/issues/comments/{comment.id}"
            send(self._session, "PATCH", path, {"body": text})

    def unsay(self, thread: str, comment: Comment) -> None:
        """Without that comment."""
        if kind_of(thread) == "discussion":
            self._graphql.change(UNSAY, {"comment": comment.node}, shape=fields())
        else:
            send(self._session, "DELETE", f"{self._below(home_of(thread))}/issues/comments/{comment.id}")

    # ---- issues of one's own

    def labelled(self, label: str) -> tuple[Issue, ...]:
        """Own issues with a label; of others' there may be any number, and each is read."""
        return labelled(self._rest, label, own=self.viewer().id)

    def open_issue(self, title: str, text: str, *, labels: Iterable[str]) -> Issue:
        """A new issue, sent once."""
        payload = {"title": title, "body": text, "labels": [*labels]}
        answer = send(self._session, "POST", f"{self._below()}/issues", payload, shape=ISSUE_ROW, once=True)
        if answer.status != 201:
            raise refused(self._session, answer, say("an issue"))
        return issue_of_row(answer.body)

    def rewrite(self, issue: Issue, text: str) -> None:
        """Another text for an own issue, where it is another."""
        if issue.text != text:
            self._write("PATCH", f"issues/{number_of(issue.name)}", {"body": text}, what=say("an issue’s new text"))


def connect_to_notify(
    connection: Connection, *, budget: int | None, sleep: Callable[[float], None], now: Callable[[], datetime]
) -> NoticeGitHub:
    """GitHub, for one run that sends notices, at a pace that leaves room for answers; the rest as of `connect`."""
    pace = Pace(sleep=sleep, now=now, kept=KEPT_FOR_ANSWERS)
    return NoticeGitHub(Session(connection, Meter(), sleep=sleep, now=now, pace=pace), budget=budget)
