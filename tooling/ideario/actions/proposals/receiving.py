"""Makes a proposal of an issue: a file on a branch, a pull request, an answer. One of each, whatever happens between.

Nothing is remembered but what stands at the forge: what is there is looked at first, each time. So a run that was cut
off anywhere is made up for by the next one, and of two at once the slower one finds what the other wrote.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from ideario.actions.proposals.idea_file import IDEAS, IdeaFile, free_path, idea_file, names_taken
from ideario.actions.proposals.issue_marker import IssueMarker, State, file_mark, issue_marker_in
from ideario.actions.proposals.issue_reply import IssueReply, pull_text, pull_title, reply_text
from ideario.forge.addresses import comparison_url, file_url, noreply_address, repository_url
from ideario.forge.issue_forms import branch_of_issue
from ideario.forge.port import Account, NoAccess
from ideario.forge.writing_port import Behind, Comment, HomeBranch, Issue, Place, PullRequest, WritingForge
from ideario.intake.forms.form_body import FormAnswers, read_form
from ideario.intake.forms.form_values import values_of
from ideario.intake.read_community import read_community
from ideario.model.community import Community
from ideario.model.text import is_login
from ideario.problems import CommunityAtFault, has_errors
from ideario.resources import Resources

TRIES = 4
"""How often is begun anew where somebody else was faster."""
NEEDED = ("summary", "body")
TRAILER = "Received-from"
Ending = Literal["elsewhere", "nothing", "no form of ours"]
"""What is said of an issue on which nothing is written: it is in another repository now, there is none, or it is none
of the form's.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedIssue:
    """What became of an issue; `ending` where nothing was written on it. `missing` and `problems` are its own."""

    issue: str
    ending: State | Ending
    pull: str = ""
    path: str = ""
    problems: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What stands at the forge of the proposal of an issue. `answer` is the program's last one, with its marker."""

    home: HomeBranch
    tip: str | None
    pull: PullRequest | None
    answer: tuple[Comment, IssueMarker] | None

    @property
    def anything(self) -> bool:
        """Whether this issue has been received before."""
        return self.tip is not None or self.pull is not None or self.answer is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """One issue on its way. `language` is that of the answers."""

    root: Path
    community: Community
    forge: WritingForge
    issue: Issue
    resources: Resources
    language: str
    now: datetime

    @property
    def number(self) -> int:
        return int(self.issue.name.partition("/")[2])

    @property
    def branch(self) -> str:
        return branch_of_issue(self.number)

    def receive(self) -> ReceivedIssue:
        """Do what there is to do, and say so on the issue."""
        form, known = read_form(self.issue.text), self._known()
        if form is None and not known.anything:
            return ReceivedIssue(issue=self.issue.name, ending="no form of ours")
        reply, file = self._reply(form, known)
        self._say(reply, file, known)
        return ReceivedIssue(
            issue=self.issue.name,
            ending=reply.state,
            pull=reply.pull,
            path=file.path if file is not None else "",
            problems=len(reply.missing) + len(reply.problems),
        )

    def _known(self) -> Known:
        forge = self.forge
        return Known(
            home=forge.home(),
            tip=forge.tip(self.branch),
            pull=forge.pull_of_branch(self.branch),
            answer=self._last_answer(),
        )

    def _last_answer(self) -> tuple[Comment, IssueMarker] | None:
        own = self.forge.viewer().id
        found = [
            (comment, marker)
            for comment in self.forge.comments([self.issue.name]).get(self.issue.name, ())
            if comment.author is not None
            and comment.author.id == own
            and (marker := issue_marker_in(comment.text)) is not None
        ]
        return max(found, key=lambda pair: (pair[1].turn, -pair[0].id), default=None)

    def _reply(self, form: FormAnswers | None, known: Known) -> tuple[IssueReply, IdeaFile | None]:
        """What is to be said, once what is to be done is done; and the file that is proposed, if it is."""
        pull = known.pull.name if known.pull is not None else ""
        plain = IssueReply(state="shut", language=self.language, pull=pull, licence=self.community.settings.licence)
        author = self.issue.author
        if known.pull is not None and known.pull.merged is not None:
            path, site = self._path_on_branch(known), self.community.settings.url
            page = f"{site}ideas/{Path(path).stem}/" if path is not None and site else ""
            way = file_url(self._address(known), path or IDEAS)
            return replace(plain, state="accepted", way=way, page=page), None
        if known.pull is not None and not known.pull.open:
            return replace(plain, state="closed"), None
        if not self.issue.open:
            return plain, None
        if form is None:
            return replace(plain, state="no form"), None
        if author is None or author.kind != "user" or not is_login(author.login):
            return replace(plain, state="no person"), None
        editor = self.issue.editor
        other = editor.login if editor is not None and editor.id != author.id else ""
        return self._proposed(form, author, known, replace(plain, author=author.login, editor=other))

    def _proposed(
        self, form: FormAnswers, author: Account, known: Known, reply: IssueReply
    ) -> tuple[IssueReply, IdeaFile | None]:
        path = self._path(known)
        settings, challenges = self.community.settings, self.community.challenges
        values = values_of(self.issue.title, form, author=author.login, settings=settings, challenges=challenges)
        missing = tuple(key for key in ("title", *NEEDED, "consent") if not values.get(key))
        file = idea_file(
            self.root, path, values, community=self.community, arrived=self._arrived(known), resources=self.resources,
            now=self.now,
        )  # fmt: skip
        problems = tuple(p for p in file.problems if p.rule != "missing-key" and p.pointer.strip("/") not in missing)
        if missing or has_errors(problems):
            stands = known.pull is not None
            return replace(reply, state="mend", missing=missing, problems=problems, stands=stands), None
        written = self._write(file, author, known)
        if written is None:
            return replace(reply, state="by hand"), None
        title = pull_title(self.issue.title)
        try:
            pull = self.forge.open_pull(
                self.branch,
                title=title,
                text=pull_text(
                    self.number, author=author.login, language=self.language, opened=self.issue.opened,
                    edited=self.issue.edited,
                ),
            )  # fmt: skip
        except NoAccess:
            return replace(reply, state="waiting", way=self._comparison(known)), file
        self.forge.retitle(pull, title)  # which the issue may have got since
        return replace(reply, state="proposed", pull=pull.name, near=file.near), file

    def _arrived(self, known: Known) -> datetime:
        """When the idea came in: with its pull request, which the ledger goes by; until there is one, now."""
        if known.pull is None:
            return self.now
        rollup = self.forge.threads([known.pull.name]).get(known.pull.name)
        return self.now if rollup is None else rollup.opened

    # ---- the file

    def _path(self, known: Known) -> str:
        """Where the idea's file is on its branch, or is to be; another idea's place is left to that."""
        taken = names_taken(self.root, self.community)
        there = self._path_on_branch(known)
        if there is not None and there.rpartition("/")[2].removesuffix(".yml") not in taken:
            return there
        return free_path(self.issue.title, otherwise=f"idea-{self.number}", taken=taken)

    def _path_on_branch(self, known: Known) -> str | None:
        """The idea's file on its branch, as its last commit of ours names it, or else the pull request's files."""
        named = None if known.tip is None else _trailer(self.forge.message(known.tip)).get("path")
        if named is not None:
            return named
        if known.pull is None:
            return None
        rollups = self.forge.threads([known.pull.name])
        files = self.forge.files([*rollups.values()]).get(known.pull.name, ())
        ideas = sorted(file.path for file in files if file.change != "removed" and file.path.startswith(f"{IDEAS}/"))
        return ideas[0] if ideas else None

    def _write(self, file: IdeaFile, author: Account, known: Known) -> str | None:
        """Have the branch hold the file; the commit at its tip. None where somebody else has changed it by hand."""
        message = self._message(file, author)
        if known.tip is None:
            return self.forge.commit(
                self.branch, {file.path: file.content}, parent=known.home.tip, message=message, new=True
            )
        before = self._path_on_branch(known)
        places = [Place(known.tip, path) for path in dict.fromkeys([file.path, before or file.path])]
        there = {place.path: found.content for place, found in self.forge.contents(places).items()}
        if there.get(file.path) == file.content and before in (None, file.path):
            return known.tip
        if not self._is_ours(there.get(before or file.path), known):
            return None
        moved: Mapping[str, bytes | None] = {} if before in (None, file.path) else {str(before): None}
        return self.forge.commit(
            self.branch, {**moved, file.path: file.content}, parent=known.tip, message=message, new=False
        )

    def _is_ours(self, content: bytes | None, known: Known) -> bool:
        """Whether what stands on the branch is as the program wrote it last."""
        if known.tip is not None and _trailer(self.forge.message(known.tip)).get("issue") == self.issue.name:
            return True
        marker = known.answer[1] if known.answer is not None else None
        return content is not None and marker is not None and file_mark(content) == marker.file

    def _message(self, file: IdeaFile, author: Account) -> str:
        """The message of a commit: no text of anybody's, the author as the one who wrote it, and what it is of."""
        name = file.path.rpartition("/")[2].removesuffix(".yml")
        mail = noreply_address(author.id, author.login, self.community.settings.host)
        return (
            f"Propose the idea {name}\n\nAs written in issue {self.number}.\n\n"
            f"Co-authored-by: {author.login} <{mail}>\n{TRAILER}: {self.issue.name} {file.path}\n"
        )

    # ---- the answer

    def _say(self, reply: IssueReply, file: IdeaFile | None, known: Known) -> None:
        """Have the answer on the issue: a new one where the state is another, the last one changed where it is not."""
        before = known.answer[1] if known.answer is not None else None
        mark = file_mark(file.content) if file is not None else before.file if before is not None else ""
        turn = 1 if before is None else before.turn if before.state == reply.state else before.turn + 1
        marker = IssueMarker(turn=turn, state=reply.state, file=mark)
        text = f"{marker}\n{reply_text(reply)}"
        if known.answer is not None and turn == known.answer[1].turn:
            self.forge.edit(known.answer[0], text)
        else:
            posted = self.forge.post(self.issue.name, text, marker=marker.beginning)
            self.forge.edit(posted, text)  # where another run was faster, and saw another text

    # ---- addresses

    def _comparison(self, known: Known) -> str:
        return comparison_url(self._address(known), self.branch, known.home.branch)

    def _address(self, known: Known) -> str:
        return repository_url(known.home.name, self.community.settings.host)


def receive(
    root: Path,
    number: int,
    *,
    resources: Resources,
    connect: Callable[[Community], WritingForge],
    language: str,
    now: datetime,
) -> ReceivedIssue:
    """Receive an issue: see `Reception`. `language` is that of the answers.

    Raises CommunityAtFault where content/community.yml is at fault, and Failure where the forge refuses.
    """
    reading = read_community(root, resources=resources)
    if reading.community is None:
        raise CommunityAtFault(reading.problems)
    community = reading.community
    forge = connect(community)
    for left in reversed(range(TRIES)):
        issue = forge.issue(number)
        if issue is None or not issue.here:
            return ReceivedIssue(issue=f"issue/{number}", ending="nothing" if issue is None else "elsewhere")
        reception = Reception(
            root=root, community=community, forge=forge, issue=issue, resources=resources,
            language=language, now=now,
        )  # fmt: skip
        try:
            return reception.receive()
        except Behind:
            if not left:
                raise
    raise AssertionError("it was tried at least once")


def _trailer(message: str) -> dict[str, str]:
    """What the last line of a commit's message says of where it came from: `issue` and `path`; nothing of others'."""
    name, _, rest = message.rstrip("\n").rpartition("\n")[2].partition(": ")
    issue, _, path = rest.partition(" ")
    return {"issue": issue, "path": path} if name == TRAILER and path.startswith(f"{IDEAS}/") else {}
