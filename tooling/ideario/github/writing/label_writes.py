"""Puts labels on threads and takes others off: both in one request where all ids are known, else one by one."""

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from ideario.forge.port import NotFound
from ideario.forge.writing_port import Unsure
from ideario.github.answer_shapes import fields, prose, rows
from ideario.github.graphql import SEARCHING, GraphQL
from ideario.github.session import Session
from ideario.github.writing.sending import refused, send
from ideario.messages.said import say
from ideario.model.thread_names import number_of

SWAP = """mutation($thread: ID!, $add: [ID!]!, $remove: [ID!]!) {
  addLabelsToLabelable(input: { labelableId: $thread, labelIds: $add }) { clientMutationId }
  removeLabelsFromLabelable(input: { labelableId: $thread, labelIds: $remove }) { clientMutationId }
}"""


@dataclass(frozen=True, slots=True)
class KnownIds:
    """GitHub's ids, as far as a list told them: of threads by name, and of labels by their name in small letters."""

    threads: MutableMapping[str, str] = field(default_factory=dict)
    labels: MutableMapping[str, str] = field(default_factory=dict)


class LabelWrites:
    """Changes the labels of threads. `below` gives where REST has the repository."""

    def __init__(self, session: Session, graphql: GraphQL, *, below: Callable[[], str], ids: KnownIds) -> None:
        self._session = session
        self._graphql = graphql
        self._below = below
        self._ids = ids

    def change(self, thread: str, *, add: Sequence[str], remove: Sequence[str], there: Sequence[str] | None) -> None:
        """Labels that are missing, and off with others; `there` are those that the thread has, None for not known."""
        path = f"{self._below()}/issues/{number_of(thread)}/labels"
        carried = {name.lower() for name in (self._labels_at(thread, path) if there is None else there)}
        missing = [name for name in add if name.lower() not in carried]
        gone = [name for name in remove if name.lower() in carried]
        if missing and gone and self._swapped(thread, missing, gone):
            return
        if missing:
            answer = send(self._session, "POST", path, {"labels": missing})
            if answer.status != 200:
                raise refused(self._session, answer, say("a label"))
        for name in gone:
            send(self._session, "DELETE", f"{path}/{quote(name, safe='')}")

    def _swapped(self, thread: str, missing: Sequence[str], gone: Sequence[str]) -> bool:
        """Whether labels could be changed in one request; where nobody knows, it does no harm to do it once more."""
        node, known = self._ids.threads.get(thread), self._ids.labels
        if node is None or not known.keys() >= {name.lower() for name in (*missing, *gone)}:
            return False
        add, remove = ([known[name.lower()] for name in names] for names in (missing, gone))
        try:
            self._graphql.change(SWAP, {"thread": node, "add": add, "remove": remove}, shape=fields())
        except (NotFound, Unsure):  # a label that was made anew meanwhile has another id
            return False
        return True

    def _labels_at(self, thread: str, path: str) -> list[str]:
        answer = self._session.rest(path, params={"per_page": "100"}, shape=rows(fields(name=prose)))
        if answer.status != 200:
            raise NotFound(say("GitHub knows no {thread}", thread=thread), hint=SEARCHING)
        return [row["name"] for row in answer.body]
