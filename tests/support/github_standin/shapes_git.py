"""How REST writes commits and refs. Reads the state, changes nothing."""

from urllib.parse import quote

from .git import Commit
from .moments import node_id, text
from .shapes import Json, Shapes
from .things import Account, Repository


def git_commit(shapes: Shapes, repository: Repository, commit: Commit) -> Json:
    """A commit as the git interface shows it."""
    url, page = f"{shapes.url(repository)}/git/commits", f"{shapes.web}/{repository.full_name}/commit"
    verdict = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}
    people = {
        role: {"name": who[0], "email": who[1], "date": text(who[2])}
        for role, who in (("author", commit.author), ("committer", commit.committer))
    }
    return {
        "sha": commit.sha,
        "node_id": node_id("Commit", commit.sha),
        "url": f"{url}/{commit.sha}",
        "html_url": f"{page}/{commit.sha}",
        **people,
        "tree": {"sha": commit.tree, "url": f"{shapes.url(repository)}/git/trees/{commit.tree}"},
        "message": commit.message,
        "parents": [{"sha": sha, "url": f"{url}/{sha}", "html_url": f"{page}/{sha}"} for sha in commit.parents],
        "verification": verdict,
    }


def commit(shapes: Shapes, repository: Repository, commit: Commit, account: Account | None) -> Json:
    """A commit as lists of commits show it."""
    git = git_commit(shapes, repository, commit)
    url = f"{shapes.url(repository)}/commits/{commit.sha}"
    inner = {name: git[name] for name in ("author", "committer", "message", "tree", "verification")}
    return {
        "sha": commit.sha,
        "node_id": git["node_id"],
        "commit": {**inner, "url": git["url"], "comment_count": 0},
        "url": url,
        "html_url": git["html_url"],
        "comments_url": f"{url}/comments",
        "author": shapes.somebody(account),
        "committer": shapes.somebody(account),
        "parents": [
            {**parent, "url": parent["url"].replace("/git/commits/", "/commits/")} for parent in git["parents"]
        ],
    }


def ref(shapes: Shapes, repository: Repository, name: str, sha: str) -> Json:
    """A branch or another ref."""
    root = shapes.url(repository)
    return {
        "ref": name,
        "node_id": node_id("Ref", name),
        "url": f"{root}/git/{quote(name)}",
        "object": {"sha": sha, "type": "commit", "url": f"{root}/git/commits/{sha}"},
    }
