"""A git store in memory: blobs, trees, commits and branches with true git hashes. No packs, no tags, no merging."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from .moments import Moment, seconds

Tree = dict[str, tuple[str, str, str]]
"""name → (mode, type, hash)."""


class GitRefusal(Exception):
    """What git would not do; the HTTP status that GitHub gives for it comes first."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit; `author` and `committer` are (name, email, Unix seconds)."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    message: str
    author: tuple[str, str, int]
    committer: tuple[str, str, int]


def hashed(kind: str, content: bytes) -> str:
    """The hash that git gives an object."""
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(content)) + content, usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class Git:
    """Objects by hash, and refs (`refs/heads/main` → hash of a commit)."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    def blob(self, content: bytes) -> str:
        """Keep a file's content."""
        sha = hashed("blob", content)
        self.blobs[sha] = content
        return sha

    def tree(self, entries: Tree) -> str:
        """Keep one folder."""
        ordered = sorted(entries.items(), key=lambda row: row[0] + ("/" if row[1][1] == "tree" else ""))
        content = b"".join(
            b"%s %s\0" % (mode.lstrip("0").encode(), name.encode()) + bytes.fromhex(sha)
            for name, (mode, _, sha) in ordered
        )
        key = hashed("tree", content)
        self.trees[key] = dict(ordered)
        return key

    def flat(self, tree: str, *, below: str = "") -> dict[str, tuple[str, str]]:
        """Every file in a tree: path → (mode, hash)."""
        found: dict[str, tuple[str, str]] = {}
        for name, (mode, kind, sha) in self.trees[tree].items():
            if kind == "tree":
                found |= self.flat(sha, below=f"{below}{name}/")
            else:
                found[below + name] = (mode, sha)
        return found

    def tree_of(self, files: Mapping[str, tuple[str, str]]) -> str:
        """Keep the folders that hold these files: path → (mode, hash)."""
        entries: Tree = {}
        folders: dict[str, dict[str, tuple[str, str]]] = {}
        for path, (mode, sha) in files.items():
            name, slash, rest = path.partition("/")
            if slash:
                folders.setdefault(name, {})[rest] = (mode, sha)
            else:
                entries[name] = (mode, "blob", sha)
        for name, inside in folders.items():
            entries[name] = ("040000", "tree", self.tree_of(inside))
        return self.tree(entries)

    def keep_commit(
        self,
        *,
        tree: str,
        parents: tuple[str, ...],
        message: str,
        author: tuple[str, str, int],
        committer: tuple[str, str, int],
    ) -> str:
        """Keep a commit; refuses a tree or a parent that is not here."""
        if tree not in self.trees:
            raise GitRefusal(422, "Tree SHA does not exist")
        if any(parent not in self.commits for parent in parents):
            raise GitRefusal(422, "Parent SHA does not exist or is not a commit object")
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {author[0]} <{author[1]}> {author[2]} +0000"]
        lines += [f"committer {committer[0]} <{committer[1]}> {committer[2]} +0000", "", message]
        sha = hashed("commit", "\n".join(lines).encode())
        self.commits[sha] = Commit(
            sha=sha, tree=tree, parents=parents, message=message, author=author, committer=committer
        )
        return sha

    def commit(
        self,
        branch: str,
        files: Mapping[str, str | bytes | None],
        *,
        message: str = "Change files",
        login: str = "maintainer",
        at: Moment = 0,
        base: str | None = None,
        parents: tuple[str, ...] | None = None,
    ) -> str:
        """Change files on a branch (None takes one away) and give the new commit. A new branch starts at `base`."""
        head = self.refs.get(f"refs/heads/{branch}") or (self.refs.get(f"refs/heads/{base}") if base else None)
        now = self.flat(self.commits[head].tree) if head else {}
        for path, content in files.items():
            if content is None:
                now.pop(path, None)
            else:
                now[path] = ("100644", self.blob(content.encode() if isinstance(content, str) else content))
        who = (login, f"{login}@users.noreply.github.com", seconds(at))
        own = (head,) if head else ()
        sha = self.keep_commit(
            tree=self.tree_of(now), parents=own + (parents or ()), message=message, author=who, committer=who
        )
        self.refs[f"refs/heads/{branch}"] = sha
        return sha

    def resolve(self, name: str) -> str | None:
        """The commit that a branch, a full ref or a hash names."""
        for candidate in (f"refs/heads/{name}", f"refs/{name}", name):
            if candidate in self.refs:
                return self.refs[candidate]
        return name if name in self.commits else None

    def entry(self, commit: str, path: str) -> tuple[str, str, str] | None:
        """(mode, type, hash) of a file or folder at a commit; the empty path is the root."""
        found = ("040000", "tree", self.commits[commit].tree)
        for part in filter(None, path.split("/")):
            inner = self.trees.get(found[2], {}).get(part) if found[1] == "tree" else None
            if inner is None:
                return None
            found = inner
        return found

    def read(self, name: str, path: str) -> bytes | None:
        """A file's content on a branch or at a commit, or None."""
        commit = self.resolve(name)
        found = self.entry(commit, path) if commit else None
        return self.blobs[found[2]] if found and found[1] == "blob" else None

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether `old` is in the history of `new`, so that a ref may move without force."""
        seen, waiting = set(), [new]
        while waiting:
            sha = waiting.pop()
            if sha == old:
                return True
            if sha not in seen:
                seen.add(sha)
                waiting.extend(self.commits[sha].parents)
        return False

    def changed(self, base: str, head: str) -> dict[str, tuple[str | None, str | None]]:
        """By path, the files in which a branch differs from where it left another: (hash before, hash after)."""
        tip, fork = self.refs[f"refs/heads/{base}"], self.refs[f"refs/heads/{head}"]
        new = self.flat(self.commits[fork].tree)
        while not self.is_ancestor(fork, tip):
            fork = self.commits[fork].parents[0]
        old = self.flat(self.commits[fork].tree)
        gone: tuple[str, None] = ("", None)
        return {
            path: (old.get(path, gone)[1], new.get(path, gone)[1])
            for path in sorted(old.keys() | new.keys())
            if old.get(path) != new.get(path)
        }

    def create_ref(self, name: str, sha: str) -> None:
        """A new ref; refuses one that is there."""
        if not name.startswith("refs/") or name.count("/") < 2:
            raise GitRefusal(
                422, "Reference name is not valid; it must start with 'refs' and have at least two slashes."
            )
        if sha not in self.commits:
            raise GitRefusal(422, "Object does not exist")
        if name in self.refs:
            raise GitRefusal(422, "Reference already exists")
        self.refs[name] = sha

    def move_ref(self, name: str, sha: str, *, force: bool) -> None:
        """Move a ref; refuses to lose commits without force."""
        if name not in self.refs:
            raise GitRefusal(422, "Reference does not exist")
        if sha not in self.commits:
            raise GitRefusal(422, "Object does not exist")
        if not force and not self.is_ancestor(self.refs[name], sha):
            raise GitRefusal(422, "Update is not a fast forward")
        self.refs[name] = sha
