"""The writing port's live adapter: looks for what it is to write, writes it at a pace, and looks again where unsure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from ideario.forge.open_pulls import OpenPage
from ideario.forge.pace import Pace
from ideario.forge.port import Account, Meter, NotFound
from ideario.forge.thread_labels import ThreadLabel
from ideario.forge.writing_port import (
    Behind,
    Comment,
    FileThere,
    Guarded,
    HomeBranch,
    Issue,
    Place,
    PullRequest,
    Signature,
    Unsure,
)
from ideario.github.answer_shapes import Row, Shape, fields, maybe, positive, prose, rows
from ideario.github.answer_shapes import moment as a_moment
from ideario.github.bounds import READS
from ideario.github.connection import Connection
from ideario.github.graphql import SEARCHING
from ideario.github.live import LiveForge
from ideario.github.parsing import account_of, moment
from ideario.github.queries import LOGIN, RATE, in_repository
from ideario.github.session import LOOKING, Session
from ideario.github.writing.contents_at import OID, CommitFiles
from ideario.github.writing.label_writes import LabelWrites
from ideario.github.writing.new_commits import REF, made_commit, refused_move
from ideario.github.writing.own_issues import make_labels
from ideario.github.writing.own_pulls import PULL, pull_of
from ideario.github.writing.own_writes import SOMEBODY, OwnWrites
from ideario.github.writing.pull_lists import OpenPulls
from ideario.github.writing.sending import refused, send
from ideario.github.writing.thread_texts import ISSUE, ISSUE_SHAPE, CommentLists, issue_of
from ideario.messages.said import Said, say
from ideario.model.thread_names import home_of, number_of

VIEWER = f"query {{ viewer {{ login databaseId }} {RATE} }}"
VIEWER_SHAPE = fields(viewer=fields(login=LOGIN, databaseId=positive))
HOME = f"""query($owner: String!, $name: String!) {{
  repository(owner: $owner, name: $name) {{ databaseId defaultBranchRef {{ name target {{ oid }} }} }}
  {RATE}
}}"""
HOME_SHAPE = in_repository(defaultBranchRef=maybe(fields(name=prose, target=maybe(fields(oid=OID)))))
GUARDED = say("write by a pull request, or let the program pass the rule that guards the branch")
COMMIT = fields(sha=OID, tree=fields(sha=OID), message=prose)
WRITTEN = fields(id=positive, user=SOMEBODY, body=prose, created_at=a_moment)


class WritingGitHub(LiveForge):
    """GitHub, as the ports `WritingForge` and `ProposalForge`. Made by `connect_to_write`."""

    def __init__(self, session: Session, *, budget: int | None) -> None:
        super().__init__(session, budget=budget)
        self._viewer: Account | None = None
        self._own = OwnWrites(session, self._rest, self.viewer)
        if session.pace is not None:
            session.pace.look_first(self._own.lately)
        self._comments = CommentLists(
            self._graphql, self._accounts, pause=session.pause,
            ask=lambda query, shape, connections, shrinkable: self._repositories.ask(
                query, {}, shape=shape, connections=connections, shrinkable=shrinkable
            ),
        )  # fmt: skip
        self._open_pulls = OpenPulls(
            self._graphql, self._accounts, pause=session.pause,
            ask=lambda query, variables, shape, connections, shrinkable: self._repositories.ask(
                query, variables, shape=shape, connections=connections, shrinkable=shrinkable
            ),
        )  # fmt: skip
        self._labels = LabelWrites(session, self._graphql, below=self._below, ids=self._open_pulls.ids)
        self._contents = CommitFiles(
            self._graphql, session, address=self._below,
            ask=lambda query, variables, shape, shrinkable: self._repositories.ask(
                query, variables, shape=shape, connections=0, shrinkable=shrinkable
            ),
        )  # fmt: skip

    # ---- reading

    def viewer(self) -> Account:
        """Whose the token is, asked for once."""
        if self._viewer is None:
            row = self._graphql.ask(VIEWER, {}, shape=VIEWER_SHAPE, connections=0).data["viewer"]
            self._viewer = Account(row["databaseId"], row["login"])
        return self._viewer

    def home(self) -> HomeBranch:
        """The repository and the tip of its default branch, asked for each time. NotFound where it has no commit."""
        home = self._rest.home()
        ref = self._repositories.ask(HOME, {}, shape=HOME_SHAPE, connections=0)["defaultBranchRef"]
        if ref is None or ref["target"] is None:
            raise NotFound(
                say("{home} has no commit yet", home=home.name), hint=say("push the community's files first")
            )
        return HomeBranch(id=home.id, name=home.name, branch=ref["name"], tip=ref["target"]["oid"])

    def issue(self, number: int) -> Issue | None:
        """The issue; what GitHub does not know is asked for twice."""
        for _ in range(2):
            found = self._repositories.ask(ISSUE, {"number": number}, shape=ISSUE_SHAPE, connections=1)
            if found["issue"] is not None:
                return issue_of(found["issue"], self._accounts, home=found["databaseId"])
        return None

    def comments(self, threads: Sequence[str]) -> Mapping[str, tuple[Comment, ...]]:
        """All comments by thread."""
        return self._comments.of(threads)

    def open_pulls(self, after: str | None) -> OpenPage:
        """A page of open pull requests."""
        return self._open_pulls.page(after)

    def contents(self, places: Sequence[Place]) -> Mapping[Place, FileThere]:
        """What is at these places."""
        return self._contents.at(places)

    def tip(self, branch: str) -> str | None:
        """The commit at the tip of a branch."""
        answer = self._session.rest(f"{self._below()}/git/ref/heads/{quote(branch)}", shape=REF)
        return str(answer.body["object"]["sha"]) if answer.status == 200 else None

    def message(self, commit: str) -> str:
        """The message of a commit."""
        answer = self._session.rest(f"{self._below()}/git/commits/{commit}", shape=COMMIT)
        return str(answer.body["message"]) if answer.status == 200 else ""

    def pull_of_branch(self, branch: str) -> PullRequest | None:
        """The pull request that stands for this branch of this very repository. Anybody may open one from a branch that
        they can see, and close it again: what was only somebody else's wish, or goes elsewhere, stands for nothing.
        """
        home = self._rest.home()
        head = f"{home.name.partition('/')[0]}:{branch}"
        asked = {"head": head, "state": "all", "per_page": "100"}
        answer = self._session.rest(f"{self._below()}/pulls", params=asked, shape=rows(PULL))
        if answer.status != 200:
            raise NotFound(
                say("GitHub has no pull requests at {home} (status {status})", home=home.name, status=answer.status),
                hint=SEARCHING,
            )
        found = [
            pull_of(row)
            for row in answer.body
            if row["head"]["ref"] == branch and row["head"]["repo"] is not None and row["head"]["repo"]["id"] == home.id
        ]
        ours = {pull.name for pull in found if pull.author is not None and pull.author.id == self.viewer().id}
        counts = [
            pull
            for pull in found
            if pull.merged is not None or (pull.base == home.branch and (pull.open or pull.name in ours))
        ]
        return min(
            counts, key=lambda pull: (pull.merged is None, pull.name not in ours, number_of(pull.name)), default=None
        )

    # ---- writing

    def post(self, thread: str, text: str, *, marker: str) -> Comment:
        """The program's own comment with the marker. What it looks for it reads right before it writes, and after."""
        for attempt in range(READS):
            mine = self._marked(thread, marker)
            if not mine:
                try:
                    made = self._posted(thread, text)
                except Unsure:
                    self._session.pause(attempt)
                    continue
                mine = {made.id: made} | self._marked(thread, marker)
            return self._only_first(mine)
        raise Unsure(say("GitHub does not say whether a comment on {thread} was written", thread=thread), hint=LOOKING)

    def add(self, thread: str, text: str) -> Comment:
        """One more comment, sent once."""
        return self._posted(thread, text)

    def keep_first(self, markers: Mapping[str, str]) -> None:
        """The first own comment with its marker on each thread, and off with later ones."""
        found = self.comments([*markers])
        for thread, comments in found.items():
            if mine := self._own_marked(comments, markers[thread]):
                self._only_first(mine)

    def edit(self, comment: Comment, text: str) -> None:
        """Another text for an own comment, where it is another."""
        if comment.text != text:
            self._write("PATCH", f"issues/comments/{comment.id}", {"body": text}, what=say("a comment’s new text"))

    def label(
        self, thread: str, *, add: Sequence[str] = (), remove: Sequence[str] = (), there: Sequence[str] | None = None
    ) -> None:
        """Labels that are missing, and off with others."""
        self._labels.change(thread, add=add, remove=remove, there=there)

    def make_labels(self, labels: Iterable[ThreadLabel], *, language: str) -> None:
        """Labels that the repository lacks."""
        make_labels(self._session, self._rest, self._below(), labels, language=language)

    def commit(
        self, branch: str, files: Mapping[str, bytes | None], *, parent: str, message: str, new: bool,
        author: Signature | None = None, committer: Signature | None = None,
    ) -> str:  # fmt: skip
        """Files on a branch. Repeating does no harm: a branch that cannot be made or moved is looked at."""
        before = self._session.rest(f"{self._below()}/git/commits/{parent}", shape=COMMIT)
        if before.status != 200:
            raise Behind(say("GitHub no longer has the commit {parent}", parent=parent), hint=LOOKING)
        signed = {"author": author, "committer": committer}
        made = made_commit(
            self._session, self._below(), files, base=before.body["tree"]["sha"], parent=parent, message=message,
            signed={role: who for role, who in signed.items() if who is not None},
        )  # fmt: skip
        refusal = refused_move(self._session, self._below(), branch, made, new=new)
        if refusal is not None:
            tip = self.tip(branch)
            if tip == parent and refusal.guards and not new:
                raise Guarded(refusal.message, hint=GUARDED)
            if tip != made:
                raise Behind(say("somebody else wrote to the branch {branch} meanwhile", branch=branch), hint=LOOKING)
        return made

    def open_pull(self, branch: str, *, title: str, text: str) -> PullRequest:
        """The pull request of a branch; GitHub itself refuses a second one while the first is open."""
        found = self.pull_of_branch(branch)
        if found is not None:
            return found
        payload = {"title": title, "head": branch, "base": self.home().branch, "body": text}
        answer = send(self._session, "POST", f"{self._below()}/pulls", payload, shape=PULL)
        if answer.status == 201:
            return pull_of(answer.body)
        found = self.pull_of_branch(branch)
        if found is None:
            raise refused(self._session, answer, say("a pull request of the branch {branch}", branch=branch))
        return found

    def retitle(self, pull: PullRequest, title: str) -> None:
        """Another title for an own one, where it is another."""
        own = pull.author is not None and pull.author.id == self.viewer().id
        if own and pull.title != title:
            self._write("PATCH", f"issues/{number_of(pull.name)}", {"title": title}, what=say("another title"))

    # ---- how

    def _below(self, home: str = "") -> str:
        """Where REST has a repository, the community's for ""."""
        return f"repos/{self._rest.home(home).name}"

    def _marked(self, thread: str, marker: str) -> dict[int, Comment]:
        """The program's own comments with the marker, by number."""
        found = self.comments([thread]).get(thread)
        if found is None:
            raise NotFound(say("GitHub knows no {thread}", thread=thread), hint=SEARCHING)
        return self._own_marked(found, marker)

    def _own_marked(self, comments: Sequence[Comment], marker: str) -> dict[int, Comment]:
        own = self.viewer().id
        return {row.id: row for row in comments if row.author and row.author.id == own and marker in row.text}

    def _only_first(self, mine: Mapping[int, Comment]) -> Comment:
        """The first of own comments; the others are taken away."""
        first, *others = sorted(mine)
        for other in others:
            send(self._session, "DELETE", f"{self._below()}/issues/comments/{other}")
        return mine[first]

    def _posted(self, thread: str, text: str) -> Comment:
        path = f"{self._below(home_of(thread))}/issues/{number_of(thread)}/comments"
        answer = send(self._session, "POST", path, {"body": text}, shape=WRITTEN, once=True)
        if answer.status != 201:
            raise refused(self._session, answer, say("a comment on {thread}", thread=thread))
        row = answer.body
        return Comment(
            id=row["id"], author=account_of(row["user"]), text=row["body"], written=moment(row["created_at"])
        )

    def _write(self, method: str, path: str, payload: object, *, what: Said, shape: Shape | None = None) -> Row:
        answer = send(self._session, method, f"{self._below()}/{path}", payload, shape=shape)
        if answer.status not in (200, 201):
            raise refused(self._session, answer, what)
        return answer.body  # type: ignore[no-any-return] # as its shape says


def connect_to_write(
    connection: Connection, *, budget: int | None, sleep: Callable[[float], None], now: Callable[[], datetime]
) -> WritingGitHub:
    """GitHub, for one run that reads and writes, at a pace that it allows; the rest as of `connect`."""
    session = Session(connection, Meter(), sleep=sleep, now=now, pace=Pace(sleep=sleep, now=now))
    return WritingGitHub(session, budget=budget)
