"""Reads the program's own issues by a label, and what labels the repository knows; makes labels that it lacks."""

from collections.abc import Iterable

from ideario.forge.thread_labels import ThreadLabel
from ideario.forge.writing_port import Issue
from ideario.github.answer_shapes import Row, fields, maybe, moment, numbered, prose, rows
from ideario.github.parsing import account_of
from ideario.github.parsing import moment as moment_of
from ideario.github.rest import Rest
from ideario.github.session import Session
from ideario.github.writing.own_writes import SOMEBODY
from ideario.github.writing.sending import refused, send
from ideario.messages.said import in_language, say

NAMED = fields(name=prose)
ISSUE_ROW = fields(
    "pull_request", number=numbered, title=prose, body=maybe(prose), state=prose, user=SOMEBODY, created_at=moment,
    labels=rows(NAMED),
)  # fmt: skip
MAX_DESCRIPTION = 100
"""Signs that GitHub shows beside a label."""


def labelled(rest: Rest, label: str, *, own: int) -> tuple[Issue, ...]:
    """The issues with a label that the account of a number opened, oldest first."""
    asked = {"labels": label, "state": "all", "sort": "created", "direction": "asc", "per_page": "100"}
    return tuple(
        issue_of_row(row)
        for row in rest.rows_of("issues", asked, ISSUE_ROW)
        if row.get("pull_request") is None and row["user"] is not None and row["user"]["id"] == own
    )


def issue_of_row(row: Row) -> Issue:
    """The issue of a row of REST, which does not tell of edits."""
    return Issue(
        name=f"issue/{row['number']}",
        title=row["title"],
        text=row["body"] or "",
        author=account_of(row["user"]),
        open=row["state"] == "open",
        labels=tuple(label["name"] for label in row["labels"]),
        opened=moment_of(row["created_at"]),
        edited=None,
        editor=None,
        here=True,
    )


def make_labels(session: Session, rest: Rest, below: str, labels: Iterable[ThreadLabel], *, language: str) -> None:
    """Make the labels that the repository does not know by name; one that somebody makes meanwhile is as good."""
    there = {row["name"].lower() for row in rest.rows_of("labels", {"per_page": "100"}, NAMED)}
    for label in labels:
        if label.name.lower() not in there:
            description = in_language(label.description, language)[:MAX_DESCRIPTION]
            payload = {"name": label.name, "color": label.colour, "description": description}
            answer = send(session, "POST", f"{below}/labels", payload)
            if answer.status not in (201, 422):
                raise refused(session, answer, say("the label {label}", label=label.name))
