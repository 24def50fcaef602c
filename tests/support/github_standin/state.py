"""The stand-in's memory, and everything that can happen to it. Says nothing by HTTP and refuses what GitHub refuses."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from .git import Git
from .moments import Moment, seconds
from .reactions import KINDS
from .things import Account, AccountKind, Comment, FileChange, Repository, Review, Thread, Token, WorkflowRun

Files = Iterable[str | FileChange | Mapping[str, Any]] | Mapping[str, str]
EVERYTHING: dict[str, Literal["read", "write"]] = dict.fromkeys(
    (
        "contents",
        "issues",
        "pull_requests",
        "discussions",
        "metadata",
        "actions",
        "administration",
        "environments",
        "pages",
        "secrets",
    ),
    "write",
)


class Locked(Exception):
    """An outsider reacted to, or commented on, a locked thread."""


def _changes(files: Files) -> list[FileChange]:
    if isinstance(files, Mapping):
        return [FileChange(path=path, content=content) for path, content in files.items()]
    return [
        file if isinstance(file, FileChange) else FileChange(path=file) if isinstance(file, str) else FileChange(**file)
        for file in files
    ]


class State:
    """Accounts, tokens and repositories; `voters` are the ids of all accounts that ever reacted.

    `lock` is held by the server while it answers, and by whoever changes things meanwhile.
    """

    def __init__(self, home: str = "riverton/ideas", *, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.accounts: dict[int, Account] = {}
        self.logins: dict[str, Account] = {}
        self.tokens: dict[str, Token] = {}
        self.repositories: dict[int, Repository] = {}
        self._names: dict[str, Repository] = {}
        self.voters: set[int] = set()
        self._last_id = 1_000
        self.home = self.repository(home)
        self.account("maintainer").maintainer = True
        self.token("maintainer-token", "maintainer")

    def now(self) -> int:
        """Unix seconds by the stand-in's clock."""
        return int(self.clock())

    def moment(self, at: Moment | None) -> int:
        """Unix seconds of `at`, or of now."""
        return self.now() if at is None else seconds(at)

    def new_id(self) -> int:
        """A number that nothing else has; later things have higher ones."""
        self._last_id += 1
        return self._last_id

    def account(
        self,
        login: str,
        *,
        kind: AccountKind = "User",
        number: int | None = None,
        created: Moment = "2020-02-02T02:02:02Z",
    ) -> Account:
        """The account of this login; a new one unless it is there."""
        known = self.logins.get(login.lower())
        if known is None:
            known = Account(number or self.new_id(), login, kind, seconds(created))
            self._last_id = max(self._last_id, known.id)
            self.accounts[known.id] = self.logins[login.lower()] = known
        return known

    def token(
        self,
        secret: str,
        login: str = "maintainer",
        *,
        kind: Literal["user", "installation"] = "user",
        limit: int = 5_000,
        permissions: dict[str, Literal["read", "write"]] | None = None,
    ) -> Token:
        """A new token; `limit` is the requests, and the points, of an hour (1,000 for the one of Actions)."""
        token = Token(
            secret=secret,
            account=self.account(login, kind="Bot" if kind == "installation" else "User"),
            kind=kind,
            limit_core=limit,
            limit_graphql=limit,
            permissions=EVERYTHING if permissions is None else permissions,
        )
        self.tokens[secret] = token
        return token

    def block_token(self, secret: str, *, blocked: bool = True) -> None:
        """Take a token's access to every repository away, or give it back."""
        self.tokens[secret].blocked = blocked

    def hide(self, repository: Repository, secret: str = "maintainer-token", *, hidden: bool = True) -> None:
        """Make a repository one that a token may not see, or one that it may."""
        (self.tokens[secret].hidden.add if hidden else self.tokens[secret].hidden.discard)(repository.id)

    def repository(self, full_name: str, *, private: bool = False) -> Repository:
        """The repository of this name; a new one, with a first commit, unless it is there."""
        known = self.find(full_name)
        if known is None:
            owner, _, name = full_name.partition("/")
            made = seconds("2025-01-01")
            known = Repository(
                id=self.new_id(),
                owner=self.account(owner, kind="Organization"),
                name=name,
                created=made,
                private=private,
            )
            known.git.commit("main", {"README.md": f"# {name}\n"}, message="Begin", at=made)
            self.repositories[known.id] = self._names[full_name.lower()] = known
        return known

    def find(self, full_name: str) -> Repository | None:
        """The repository that has this name now or had it once, or None."""
        return self._names.get(full_name.lower())

    def move(self, full_name: str, repository: Repository | None = None) -> None:
        """Rename a repository or give it to another owner; the old name leads to it."""
        moved = repository or self.home
        moved.former.append(moved.full_name)
        owner, _, name = full_name.partition("/")
        moved.owner, moved.name = self.account(owner, kind="Organization"), name
        self._names[full_name.lower()] = moved

    def grant(self, login: str, role: str = "write", repository: Repository | None = None) -> Account:
        """Give an account a role in a repository: admin, maintain, write, triage or read."""
        account = self.account(login)
        (repository or self.home).rights[account.id] = role
        return account

    def waiting_run(self, pull: Thread | str, path: str = ".github/workflows/validate.yml") -> WorkflowRun:
        """Have a workflow wait for somebody's approval before it looks at a pull request, as a newcomer's does."""
        where = self.thread(pull)
        run = WorkflowRun(id=self.new_id(), path=path, pull=where, head_sha=where.head_sha, created=self.now())
        where.repository.runs.append(run)
        return run

    def git(self, repository: Repository | None = None) -> Git:
        """The git store of a repository."""
        return (repository or self.home).git

    def thread(self, thread: Thread | str) -> Thread:
        """The thread itself, or the one of the home repository that `pull/12`, `issue/3` or `discussion/4` names."""
        if isinstance(thread, Thread):
            return thread
        kind, _, number = thread.partition("/")
        found = self.home.threads[int(number)]
        if found.kind != kind:
            raise KeyError(f"{thread} is a {found.kind}")
        return found

    def _open(
        self,
        kind: Literal["pull", "issue", "discussion"],
        author: str,
        at: Moment | None,
        repository: Repository | None,
        number: int | None,
        **more: Any,
    ) -> Thread:
        where, moment = repository or self.home, self.moment(at)
        own = number or where.last_number + 1
        if own <= where.last_number:
            raise ValueError("numbers of threads must rise")
        where.last_number = own
        thread = Thread(
            repository=where, kind=kind, number=own, id=self.new_id(), author=self.account(author), created=moment,
            updated=moment, **more,
        )  # fmt: skip
        where.threads[own] = thread
        for label in thread.labels:
            where.labels.setdefault(label, self.new_id())
        {"pull": where.pulls, "issue": where.issues, "discussion": where.discussions}[kind].append(thread)
        return thread

    def pull(
        self,
        *,
        author: str = "ada",
        files: Files = (),
        at: Moment | None = None,
        title: str = "Add an idea",
        body: str = "",
        number: int | None = None,
        repository: Repository | None = None,
        base: str | None = None,
    ) -> Thread:
        """Open a pull request. `files`: paths that it adds, `FileChange`s (or their fields), or path → content.

        `base` is another branch than the default one, made where it is not there, that it goes into.
        """
        pull = self._open("pull", author, at, repository, number, title=title, body=body, head=f"{author}-patch")
        git, default = pull.repository.git, pull.repository.default_branch
        if base is not None and base != default:
            pull.base = base
            git.refs.setdefault(f"refs/heads/{base}", git.refs[f"refs/heads/{default}"])
        pull.head = f"{author}-patch-{pull.number}"
        self.edit_files(pull, files, at=pull.created)
        return pull

    def open_pull(
        self, branch: str, *, author: str, title: str = "Add an idea", body: str = "", at: Moment | None = None,
        repository: Repository | None = None, base: str | None = None,
    ) -> Thread:  # fmt: skip
        """Open a pull request from a branch of the repository itself; refuses what GitHub refuses, by ValueError."""
        where = repository or self.home
        into = base or where.default_branch
        for name, role in ((branch, "head"), (into, "base")):
            if f"refs/heads/{name}" not in where.git.refs:
                raise ValueError(f"{role} is no branch")
        label = f"{where.owner.login}:{branch}"
        if any(row.own and row.head == branch and row.state == "OPEN" for row in where.pulls):
            raise ValueError(f"A pull request already exists for {label}.")
        if not where.git.changed(into, branch):
            raise ValueError(f"No commits between {into} and {branch}")
        pull = self._open("pull", author, at, where, None, title=title, body=body, head=branch, own=True)
        pull.base = None if into == where.default_branch else into
        self.pushed(where, branch)
        return pull

    def pushed(self, where: Repository, branch: str) -> None:
        """Have open pull requests from a branch of the repository itself show what is on it now."""
        for pull in where.pulls:
            if pull.own and pull.head == branch and pull.state == "OPEN":
                into, git = pull.base or where.default_branch, where.git
                pull.head_sha, pull.updated = git.refs[f"refs/heads/{branch}"], self.now()
                pull.files = [
                    FileChange(
                        path=path,
                        change="ADDED" if before is None else "DELETED" if after is None else "MODIFIED",
                        content=None if after is None else git.blobs[after].decode("utf-8", "replace"),
                    )
                    for path, (before, after) in git.changed(into, branch).items()
                ]
                git.refs[f"refs/pull/{pull.number}/head"] = pull.head_sha
                where.pull_of_commit[pull.head_sha] = pull

    def edit(
        self, thread: Thread | str, *, body: str | None = None, title: str | None = None, by: str | None = None,
        at: Moment | None = None,
    ) -> None:  # fmt: skip
        """Change a thread's text or title, as its author or somebody else; only an edited text says so."""
        where = self.thread(thread)
        where.title, where.updated = title or where.title, self.moment(at)
        if body is not None:
            where.body, where.edited = body, where.updated
            where.editor = where.author if by is None else self.account(by)

    def edit_files(self, pull: Thread | str, files: Files, *, at: Moment | None = None) -> None:
        """Give an open pull request another list of files, as a push to its branch does."""
        changed = self.thread(pull)
        changed.files, changed.updated = _changes(files), self.moment(at)
        contents = {file.path: file.content for file in changed.files if file.content is not None}
        git = changed.repository.git
        if contents:
            name = f"pull-{changed.number}"
            changed.head_sha = git.commit(
                name, contents, message=changed.title, login=changed.author.login, at=changed.updated, base="main"
            )
            git.refs[f"refs/pull/{changed.number}/head"] = git.refs.pop(f"refs/heads/{name}")
        else:
            changed.head_sha = self._made_up(changed, "head")
        changed.repository.pull_of_commit[changed.head_sha] = changed

    @staticmethod
    def _made_up(thread: Thread, what: str) -> str:
        text = f"{thread.repository.id}/{thread.number}/{what}/{thread.updated}"
        return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    def merge(self, pull: Thread | str, *, at: Moment | None = None, by: str = "maintainer") -> Thread:
        """Merge an open pull request; files with content stand on the default branch afterwards."""
        merged = self.thread(pull)
        if merged.state != "OPEN":
            raise ValueError(f"pull/{merged.number} is not open")
        merged.merged = merged.closed = merged.updated = self.moment(at)
        merged.merged_by = self.account(by)
        contents: dict[str, str | bytes | None] = {}
        for file in merged.files:
            if file.previous is not None and file.change == "RENAMED":
                contents[file.previous] = None
            if file.content is not None or file.change == "DELETED":
                contents[file.path] = file.content
        if contents:
            parents = (merged.head_sha,) if merged.head_sha in merged.repository.git.commits else ()
            merged.merge_commit = merged.repository.git.commit(
                merged.base or merged.repository.default_branch, contents, at=merged.merged, parents=parents, login=by,
                message=f"Merge pull request #{merged.number}",
            )  # fmt: skip
        else:
            merged.merge_commit = self._made_up(merged, "merge")
        merged.repository.pull_of_commit[merged.merge_commit] = merged
        return merged

    def delete_branch(self, name: str) -> None:
        """Take a branch of the home repository away; what was merged into it still names it."""
        del self.home.git.refs[f"refs/heads/{name}"]

    def rename_default_branch(self, name: str) -> None:
        """Give the default branch another name: open pull requests go along, what was merged names the former one."""
        home, former = self.home, self.home.default_branch
        home.git.refs[f"refs/heads/{name}"] = home.git.refs.pop(f"refs/heads/{former}")
        home.default_branch = name
        for pull in home.pulls:
            if pull.merged is not None and pull.base is None:
                pull.base = former

    def rename_file(self, old: str, new: str, *, by: str = "maintainer", at: Moment | None = None) -> Thread:
        """Rename a file by a pull request of its own, merged at once."""
        content = self.home.git.read(self.home.default_branch, old)
        change = FileChange(path=new, change="RENAMED", previous=old, content=content.decode() if content else None)
        return self.merge(self.pull(author=by, files=[change], title=f"Rename {old}", at=at), at=at, by=by)

    def issue(
        self, *, author: str = "ada", title: str = "A question", body: str = "", at: Moment | None = None,
        number: int | None = None, repository: Repository | None = None, labels: Iterable[str] = (),
    ) -> Thread:  # fmt: skip
        """Open an issue; its labels come into being when named."""
        return self._open("issue", author, at, repository, number, title=title, body=body, labels=list(labels))

    def discussion(
        self, *, author: str = "ada", title: str = "What about it?", body: str = "", category: str = "Ideas",
        at: Moment | None = None, number: int | None = None, repository: Repository | None = None,
        labels: Iterable[str] = (), upvotes: int = 0,
    ) -> Thread:  # fmt: skip
        """Open a discussion; its category comes into being when named."""
        thread = self._open(
            "discussion", author, at, repository, number, title=title, body=body, category=category,
            labels=list(labels), upvotes=upvotes,
        )  # fmt: skip
        if category not in thread.repository.categories:
            thread.repository.categories.append(category)
        return thread

    def _writer(self, thread: Thread, login: str) -> Account:
        account = self.account(login)
        if thread.locked and not account.maintainer:
            raise Locked(f"{thread.kind}/{thread.number} is locked")
        return account

    def comment(self, thread: Thread | str, author: str, body: str = "Fine.", *, at: Moment | None = None) -> Comment:
        """Comment on a thread."""
        where, moment = self.thread(thread), self.moment(at)
        comment = Comment(self.new_id(), self._writer(where, author), body, moment, moment)
        where.comments.append(comment)
        where.updated = moment
        return comment

    def review(
        self, pull: Thread | str, author: str, state: str = "APPROVED", body: str = "", *, at: Moment | None = None
    ) -> Review:
        """Review a pull request."""
        where, moment = self.thread(pull), self.moment(at)
        review = Review(self.new_id(), self._writer(where, author), state, body, moment, where.head_sha)
        where.reviews.append(review)
        where.updated = moment
        return review

    def react(self, thread: Thread | str, login: str, kind: str = "+1", *, at: Moment | None = None) -> int:
        """React to a thread; gives the reaction's id, of the one that is there if there is one. `updated` stays."""
        where = self.thread(thread)
        account, index = self._writer(where, login), KINDS.index(kind)
        found = where.reactions.find(account.id, index)
        if found is not None:
            return where.reactions.ids[found]
        number = self.new_id()
        self.voters.add(account.id)
        where.reactions.add(number, account.id, index, self.moment(at))
        return number

    def react_many(
        self, thread: Thread | str, logins: Iterable[str], kind: str = "+1", *, at: Moment | None = None
    ) -> None:
        """React as many accounts at once, each of which has not reacted alike before (which is not looked up)."""
        where, index, moment = self.thread(thread), KINDS.index(kind), self.moment(at)
        for login in logins:
            account = self.account(login)
            self.voters.add(account.id)
            where.reactions.add(self.new_id(), account.id, index, moment)

    def withdraw(self, thread: Thread | str, login: str, kind: str = "+1") -> None:
        """Take a reaction away, which leaves no trace."""
        where = self.thread(thread)
        found = where.reactions.find(self.account(login).id, KINDS.index(kind))
        if found is None:
            raise KeyError(f"{login} has no {kind} on {where.kind}/{where.number}")
        where.reactions.remove(found)

    def close(
        self, thread: Thread | str, *, at: Moment | None = None, reason: str | None = None,
        duplicate_of: Thread | None = None,
    ) -> None:  # fmt: skip
        """Close without merging, for a reason as GraphQL writes it."""
        where = self.thread(thread)
        where.closed = where.updated = self.moment(at)
        where.reason, where.duplicate_of = reason, duplicate_of

    def reopen(self, thread: Thread | str, *, at: Moment | None = None) -> None:
        """Open again what was closed."""
        where = self.thread(thread)
        where.closed, where.reason, where.updated = None, "REOPENED", self.moment(at)

    def lock_thread(self, thread: Thread | str, *, locked: bool = True) -> None:
        """Lock a thread for outsiders, or unlock it."""
        self.thread(thread).locked = locked

    def vanish(self, thread: Thread | str) -> None:
        """Take a thread away with all that was on it, as the suspension of its author does."""
        gone = self.thread(thread)
        where = gone.repository
        del where.threads[gone.number]
        for rows in (where.pulls, where.issues, where.discussions):
            if gone in rows:
                rows.remove(gone)

    def delete_account(self, login: str) -> Account:
        """Delete an account: what it did stays, by nobody. The login is free again."""
        account = self.logins.pop(login.lower())
        account.deleted = True
        return account

    def rename_account(self, old: str, new: str) -> None:
        """Give an account another login; its number stays."""
        account = self.logins.pop(old.lower())
        account.login = new
        self.logins[new.lower()] = account

    def drop_reactions(self, login: str) -> None:
        """Take away all reactions of an account, as the suspension of a spammer does."""
        account = self.account(login)
        for repository in self.repositories.values():
            for thread in repository.threads.values():
                rows = thread.reactions
                if account.id in rows.accounts:
                    rows.keep([i for i in range(len(rows)) if rows.accounts[i] != account.id])
