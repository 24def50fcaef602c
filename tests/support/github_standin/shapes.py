"""How REST writes accounts, repositories, threads and what is in them. Reads the state, changes nothing."""

from typing import Any
from urllib.parse import quote

from .moments import node_id, optional_text, text
from .reactions import KINDS
from .things import Account, Comment, FileChange, Repository, Review, Thread

Json = dict[str, Any]
_OF_USER = {
    "followers_url": "/followers", "following_url": "/following{/other_user}", "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}", "subscriptions_url": "/subscriptions", "organizations_url": "/orgs",
    "repos_url": "/repos", "events_url": "/events{/privacy}", "received_events_url": "/received_events",
}  # fmt: skip
_OF_REPOSITORY = {
    "forks": "/forks", "keys": "/keys{/key_id}", "collaborators": "/collaborators{/collaborator}", "teams": "/teams",
    "hooks": "/hooks", "issue_events": "/issues/events{/number}", "events": "/events", "assignees": "/assignees{/user}",
    "branches": "/branches{/branch}", "tags": "/tags", "blobs": "/git/blobs{/sha}", "git_tags": "/git/tags{/sha}",
    "git_refs": "/git/refs{/sha}", "trees": "/git/trees{/sha}", "statuses": "/statuses/{sha}",
    "languages": "/languages",
    "stargazers": "/stargazers", "contributors": "/contributors", "subscribers": "/subscribers",
    "subscription": "/subscription", "commits": "/commits{/sha}", "git_commits": "/git/commits{/sha}",
    "comments": "/comments{/number}", "issue_comment": "/issues/comments{/number}", "contents": "/contents/{+path}",
    "compare": "/compare/{base}...{head}", "merges": "/merges", "archive": "/{archive_format}{/ref}",
    "downloads": "/downloads", "issues": "/issues{/number}", "pulls": "/pulls{/number}",
    "milestones": "/milestones{/number}", "notifications": "/notifications{?since,all,participating}",
    "labels": "/labels{/name}", "releases": "/releases{/id}", "deployments": "/deployments",
}  # fmt: skip
_STATUS = {
    "ADDED": "added",
    "MODIFIED": "modified",
    "RENAMED": "renamed",
    "DELETED": "removed",
    "COPIED": "copied",
    "CHANGED": "changed",
}


class Shapes:
    """All shapes, with addresses below `base` (the interface) and `web` (the pages for people)."""

    def __init__(self, base: str, web: str = "https://github.com") -> None:
        self.base = base
        self.web = web

    def user(self, account: Account) -> Json:
        """An account as it stands beside other things; ask `somebody` where it may be deleted."""
        url = f"{self.base}/users/{quote(account.login)}"
        return {
            "login": account.login,
            "id": account.id,
            "node_id": node_id(account.kind, account.id),
            "avatar_url": f"https://avatars.githubusercontent.com/u/{account.id}?v=4",
            "gravatar_id": "",
            "url": url,
            "html_url": f"{self.web}/{quote(account.login)}",
            **{name: url + rest for name, rest in _OF_USER.items()},
            "type": account.kind,
            "site_admin": False,
        }

    def somebody(self, account: Account | None) -> Json | None:
        """An account, or None for one that is gone."""
        return None if account is None or account.deleted else self.user(account)

    def profile(self, account: Account) -> Json:
        """An account's own page."""
        empty = dict.fromkeys(("name", "company", "location", "email", "hireable", "bio"))
        zero = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
        made = text(account.created)
        return {**self.user(account), **empty, "blog": "", **zero, "created_at": made, "updated_at": made}

    def url(self, repository: Repository) -> str:
        """The address of a repository in REST."""
        return f"{self.base}/repos/{repository.full_name}"

    def minimal(self, repository: Repository) -> Json:
        """A repository as it stands beside other things."""
        url, page, made = self.url(repository), f"{self.web}/{repository.full_name}", text(repository.created)
        host = self.web.partition("//")[2]
        return {
            "id": repository.id,
            "node_id": node_id("Repository", repository.id),
            "name": repository.name,
            "full_name": repository.full_name,
            "private": repository.private,
            "owner": self.user(repository.owner),
            "html_url": page,
            "description": None,
            "fork": repository.settings.fork,
            "url": url,
            **{f"{name}_url": url + rest for name, rest in _OF_REPOSITORY.items()},
            "created_at": made,
            "updated_at": made,
            "pushed_at": made,
            "git_url": f"git://{host}/{repository.full_name}.git",
            "ssh_url": f"git@{host}:{repository.full_name}.git",
            "clone_url": f"{page}.git",
            "svn_url": page,
            "homepage": None,
            "size": 0,
            **dict.fromkeys(("stargazers_count", "watchers_count", "forks_count", "forks", "watchers"), 0),
            "open_issues_count": sum(thread.closed is None for thread in repository.issues),
            "open_issues": sum(thread.closed is None for thread in repository.issues),
            "language": None,
            **dict.fromkeys(("has_projects", "has_downloads", "has_wiki"), True),
            "has_issues": repository.settings.has_issues,
            "has_discussions": repository.settings.has_discussions,
            "has_pages": repository.settings.pages is not None,
            "archived": repository.settings.archived,
            "disabled": repository.settings.disabled,
            **dict.fromkeys(("is_template", "web_commit_signoff_required"), False),
            "mirror_url": None,
            "license": None,
            "allow_forking": True,
            "topics": [],
            "visibility": repository.settings.visibility or ("private" if repository.private else "public"),
            "default_branch": repository.default_branch,
        }

    def repository(self, repository: Repository) -> Json:
        """A repository as its own page shows it."""
        rights = dict.fromkeys(("admin", "maintain", "push", "triage", "pull"), True)
        return {
            **self.minimal(repository),
            "permissions": rights,
            "temp_clone_token": "",
            **dict.fromkeys(("allow_squash_merge", "allow_merge_commit", "allow_rebase_merge"), True),
            **dict.fromkeys(("allow_auto_merge", "delete_branch_on_merge", "allow_update_branch"), False),
            "use_squash_pr_title_as_default": False,
            "organization": self.user(repository.owner),
            "network_count": 0,
            "subscribers_count": 0,
        }

    def label(self, repository: Repository, name: str) -> Json:
        """A label."""
        number = repository.labels[name]
        return {
            "id": number, "node_id": node_id("Label", number), "url": f"{self.url(repository)}/labels/{quote(name)}",
            "name": name, "color": "ededed", "default": False, "description": "",
        }  # fmt: skip

    def rollup(self, thread: Thread) -> Json:
        """The counts of reactions that lists of issues carry."""
        counts = {kind: thread.reactions.count(index) for index, kind in enumerate(KINDS)}
        url = f"{self.url(thread.repository)}/issues/{thread.number}/reactions"
        return {"url": url, "total_count": len(thread.reactions), **counts}

    def _association(self, thread: Thread, account: Account) -> str:
        return "MEMBER" if account.maintainer else "CONTRIBUTOR" if account is thread.author else "NONE"

    def _thread(self, thread: Thread) -> Json:
        """What issues and pull requests have in common."""
        return {
            "number": thread.number,
            "title": thread.title,
            "user": self.somebody(thread.author),
            "labels": [self.label(thread.repository, name) for name in thread.labels],
            "state": "open" if thread.closed is None else "closed",
            "locked": thread.locked,
            "assignee": None,
            "assignees": [],
            "milestone": None,
            "created_at": text(thread.created),
            "updated_at": text(thread.updated),
            "closed_at": optional_text(thread.closed),
            "author_association": self._association(thread, thread.author),
            "active_lock_reason": None,
            "body": thread.body or None,
        }

    def issue(self, thread: Thread) -> Json:
        """An issue, or a pull request as the lists of issues show it."""
        root, word = self.url(thread.repository), "pull" if thread.kind == "pull" else "issues"
        url, page = f"{root}/issues/{thread.number}", f"{self.web}/{thread.repository.full_name}/{word}/{thread.number}"
        pull: Json = {}
        if thread.kind == "pull":
            pull["draft"] = thread.draft
            pull["pull_request"] = {
                "url": f"{root}/pulls/{thread.number}", "html_url": page, "diff_url": f"{page}.diff",
                "patch_url": f"{page}.patch", "merged_at": optional_text(thread.merged),
            }  # fmt: skip
        return {
            "url": url,
            "repository_url": root,
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "html_url": page,
            # The id of a pull request among issues is another than its own.
            "id": thread.id + (5_000_000_000 if thread.kind == "pull" else 0),
            "node_id": node_id(thread.type, thread.id),
            **self._thread(thread),
            "comments": len(thread.comments),
            **pull,
            "reactions": self.rollup(thread),
            "timeline_url": f"{url}/timeline",
            "performed_via_github_app": None,
            "state_reason": None,
        }

    def whole_issue(self, thread: Thread) -> Json:
        """An issue as its own page shows it."""
        return {**self.issue(thread), "closed_by": self.somebody(thread.merged_by)}

    def pull(self, thread: Thread) -> Json:
        """A pull request as its list shows it: without reactions."""
        repository = thread.repository
        root, page = self.url(repository), f"{self.web}/{repository.full_name}/pull/{thread.number}"
        url, issue = f"{root}/pulls/{thread.number}", f"{root}/issues/{thread.number}"
        links = {
            "self": url, "html": page, "issue": issue, "comments": f"{issue}/comments",
            "review_comments": f"{url}/comments", "review_comment": f"{root}/pulls/comments{{/number}}",
            "commits": f"{url}/commits", "statuses": f"{root}/statuses/{thread.head_sha}",
        }  # fmt: skip
        where = self.minimal(repository)
        into = thread.base or repository.default_branch
        base = repository.git.refs.get(f"refs/heads/{into}", thread.head_sha)
        return {
            "url": url,
            "id": thread.id,
            "node_id": node_id("PullRequest", thread.id),
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "issue_url": issue,
            **self._thread(thread),
            "merged_at": optional_text(thread.merged),
            "merge_commit_sha": thread.merge_commit,
            "requested_reviewers": [],
            "requested_teams": [],
            "draft": thread.draft,
            **{
                f"{name}_url": links[name]
                for name in ("comments", "commits", "review_comments", "review_comment", "statuses")
            },
            "head": self._end(thread, thread.head, thread.head_sha, where, _at_head(thread)),
            "base": self._end(thread, into, base, where, repository.owner),
            "_links": {name: {"href": link} for name, link in links.items()},
            "auto_merge": None,
        }

    def head_label(self, thread: Thread) -> str:
        """The name of a pull request's head with its owner, as the list of pull requests is asked for it."""
        return f"{_at_head(thread).login}:{thread.head}"

    def _end(self, thread: Thread, ref: str, sha: str, where: Json, account: Account) -> Json:
        """Head or base. The head's repository is the home repository here, and gone (null) with its account."""
        gone = account.deleted
        label = f"{thread.repository.owner.login if gone else account.login}:{ref}"
        return {"label": label, "ref": ref, "sha": sha, "user": self.somebody(account), "repo": None if gone else where}

    def whole_pull(self, thread: Thread) -> Json:
        """A pull request as its own page shows it."""
        return {
            **self.pull(thread),
            "merged": thread.merged is not None,
            "mergeable": True if thread.closed is None else None,
            "rebaseable": None,
            "mergeable_state": "clean" if thread.closed is None else "unknown",
            "merged_by": self.somebody(thread.merged_by),
            "comments": len(thread.comments),
            "review_comments": 0,
            "maintainer_can_modify": False,
            "commits": 1,
            "additions": len(thread.files),
            "deletions": 0,
            "changed_files": len(thread.files),
        }

    def file(self, thread: Thread, file: FileChange) -> Json:
        """One row of a pull request's file list."""
        page, name = f"{self.web}/{thread.repository.full_name}", quote(file.path)
        lines = (file.content or "\n").splitlines()
        previous = {"previous_filename": file.previous} if file.previous is not None else {}
        return {
            "sha": thread.repository.git.blob((file.content or "").encode()),
            "filename": file.path,
            "status": _STATUS[file.change],
            "additions": len(lines),
            "deletions": 0,
            "changes": len(lines),
            "blob_url": f"{page}/blob/{thread.head_sha}/{name}",
            "raw_url": f"{page}/raw/{thread.head_sha}/{name}",
            "contents_url": f"{self.url(thread.repository)}/contents/{name}?ref={thread.head_sha}",
            "patch": f"@@ -0,0 +1,{len(lines)} @@\n" + "\n".join(f"+{line}" for line in lines),
            **previous,
        }

    def comment(self, thread: Thread, comment: Comment) -> Json:
        """A comment on an issue or a pull request."""
        root = self.url(thread.repository)
        url, word = f"{root}/issues/comments/{comment.id}", "pull" if thread.kind == "pull" else "issues"
        return {
            "url": url,
            "html_url": f"{self.web}/{thread.repository.full_name}/{word}/{thread.number}#issuecomment-{comment.id}",
            "issue_url": f"{root}/issues/{thread.number}",
            "id": comment.id,
            "node_id": node_id("IssueComment", comment.id),
            "user": self.somebody(comment.author),
            "created_at": text(comment.created),
            "updated_at": text(comment.updated),
            "author_association": self._association(thread, comment.author),
            "body": comment.body,
            "reactions": {
                "url": f"{url}/reactions", "total_count": len(comment.reactions),
                **{kind: sum(row[2] == kind for row in comment.reactions) for kind in KINDS},
            },
            "performed_via_github_app": None,
        }  # fmt: skip

    def review(self, thread: Thread, review: Review) -> Json:
        """A review of a pull request."""
        page = f"{self.web}/{thread.repository.full_name}/pull/{thread.number}#pullrequestreview-{review.id}"
        pull = f"{self.url(thread.repository)}/pulls/{thread.number}"
        return {
            "id": review.id,
            "node_id": node_id("PullRequestReview", review.id),
            "user": self.somebody(review.author),
            "body": review.body,
            "state": review.state,
            "html_url": page,
            "pull_request_url": pull,
            "author_association": self._association(thread, review.author),
            "_links": {"html": {"href": page}, "pull_request": {"href": pull}},
            "submitted_at": text(review.submitted),
            "commit_id": review.commit,
        }

    def reaction(self, number: int, account: Account | None, kind: str, moment: int) -> Json:
        """A reaction; here, unlike in GraphQL, bots and organisations are named too."""
        return {
            "id": number,
            "node_id": node_id("Reaction", number),
            "user": self.somebody(account),
            "content": kind,
            "created_at": text(moment),
        }


def _at_head(thread: Thread) -> Account:
    """Whose repository a pull request's head is in."""
    return thread.repository.owner if thread.own else thread.author
