"""REST: refs, blobs, trees, commits and the contents of files. Refuses what git on GitHub refuses."""

import base64
import binascii
from typing import Any
from urllib.parse import quote

from . import shapes_git
from .answers import Answer, error, not_found
from .git import Git, GitRefusal, hashed
from .moments import node_id, seconds
from .rest import body_of
from .routes import INSIDE, Call, Refused, page, route
from .things import Repository


def _git(call: Call, *, write: bool = False) -> tuple[Repository, Git]:
    where = call.repository
    if write:
        call.may_write("contents")
    return where, where.git


def _refuse(refusal: GitRefusal) -> Answer:
    return error(refusal.status, refusal.message)


@route("GET", f"{INSIDE}/git/ref/{{ref}}")
def ref(call: Call) -> Answer:
    where, git = _git(call)
    name = f"refs/{call.names['ref']}"
    return Answer(body=shapes_git.ref(call.shapes, where, name, git.refs[name])) if name in git.refs else not_found()


@route("GET", f"{INSIDE}/git/matching-refs/{{ref}}")
def matching_refs(call: Call) -> Answer:
    where, git = _git(call)
    start = f"refs/{call.names['ref']}"
    return Answer(
        body=[
            shapes_git.ref(call.shapes, where, name, sha)
            for name, sha in sorted(git.refs.items())
            if name.startswith(start)
        ]
    )


@route("POST", f"{INSIDE}/git/refs")
def create_ref(call: Call) -> Answer:
    where, git = _git(call, write=True)
    body = body_of(call, "ref", "sha")
    try:
        git.create_ref(body["ref"], body["sha"])
    except GitRefusal as refusal:
        return _refuse(refusal)
    shape = shapes_git.ref(call.shapes, where, body["ref"], body["sha"])
    return Answer(status=201, body=shape, headers={"Location": shape["url"]})


@route("PATCH", f"{INSIDE}/git/refs/{{ref}}")
def move_ref(call: Call) -> Answer:
    where, git = _git(call, write=True)
    body, name = body_of(call, "sha"), f"refs/{call.names['ref']}"
    if where.protected and name == f"refs/heads/{where.default_branch}":
        return error(422, "Repository rule violations found\n\nChanges must be made through a pull request.\n\n")
    try:
        git.move_ref(name, body["sha"], force=body.get("force", False))
    except GitRefusal as refusal:
        return _refuse(refusal)
    call.state.pushed(where, name.removeprefix("refs/heads/"))
    return Answer(body=shapes_git.ref(call.shapes, where, name, git.refs[name]))


@route("DELETE", f"{INSIDE}/git/refs/{{ref}}")
def delete_ref(call: Call) -> Answer:
    _, git = _git(call, write=True)
    name = f"refs/{call.names['ref']}"
    if git.refs.pop(name, None) is None:
        return error(422, "Reference does not exist")
    return Answer(status=204)


def _decoded(body: dict[str, Any]) -> bytes:
    if body.get("encoding", "utf-8") == "utf-8":
        return str(body["content"]).encode()
    try:
        return base64.b64decode(body["content"], validate=False)
    except binascii.Error:
        raise Refused(error(422, "content is not valid Base64")) from None


def _raw(call: Call) -> str | None:
    """The media type of a file as it is, if that is asked for."""
    accept = call.headers.get("accept", "")
    return f"{accept.removesuffix('+json')}; charset=utf-8" if "raw" in accept else None


def _encoded(content: bytes) -> str:
    """Base64 in lines of 60, each ended, as GitHub gives it."""
    whole = base64.b64encode(content).decode()
    return "".join(f"{whole[start : start + 60]}\n" for start in range(0, len(whole), 60))


@route("POST", f"{INSIDE}/git/blobs")
def create_blob(call: Call) -> Answer:
    where, git = _git(call, write=True)
    sha = git.blob(_decoded(body_of(call, "content")))
    url = f"{call.shapes.url(where)}/git/blobs/{sha}"
    return Answer(status=201, body={"sha": sha, "url": url}, headers={"Location": url})


@route("GET", f"{INSIDE}/git/blobs/{{file_sha}}")
def blob(call: Call) -> Answer:
    where, git = _git(call)
    sha = call.names["file_sha"]
    content = git.blobs.get(sha)
    if content is None:
        return not_found()
    if (raw := _raw(call)) is not None:
        return Answer(body=content, media=raw)
    url = f"{call.shapes.url(where)}/git/blobs/{sha}"
    return Answer(
        body={
            "sha": sha, "node_id": node_id("Blob", sha), "size": len(content), "url": url,
            "content": _encoded(content), "encoding": "base64",
        }
    )  # fmt: skip


def _tree_shape(call: Call, where: Repository, sha: str, *, recursive: bool) -> dict[str, Any]:
    root = f"{call.shapes.url(where)}/git"

    def rows(tree: str, below: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for name, (mode, kind, inner) in where.git.trees[tree].items():
            size = {"size": len(where.git.blobs[inner])} if kind == "blob" else {}
            url = f"{root}/{kind}s/{inner}"
            found.append({"path": below + name, "mode": mode, "type": kind, "sha": inner, **size, "url": url})
            if recursive and kind == "tree":
                found += rows(inner, f"{below}{name}/")
        return found

    return {"sha": sha, "url": f"{root}/trees/{sha}", "tree": rows(sha, ""), "truncated": False}


@route("GET", f"{INSIDE}/git/trees/{{tree_sha}}")
def tree(call: Call) -> Answer:
    where, git = _git(call)
    asked = call.names["tree_sha"]
    commit = git.resolve(asked)
    sha = git.commits[commit].tree if commit else asked
    if sha not in git.trees:
        return not_found()
    return Answer(body=_tree_shape(call, where, sha, recursive="recursive" in call.query))


@route("POST", f"{INSIDE}/git/trees")
def create_tree(call: Call) -> Answer:
    where, git = _git(call, write=True)
    body = body_of(call, "tree")
    base = body.get("base_tree")
    base = git.commits[base].tree if base in git.commits else base
    if base is not None and base not in git.trees:
        return error(422, "base_tree is not a valid tree oid")
    files = git.flat(base) if base else {}
    for row in body["tree"]:
        if row.get("sha", "") is None:
            files.pop(row["path"], None)
        elif "content" in row:
            files[row["path"]] = (row["mode"], git.blob(row["content"].encode()))
        elif row.get("sha") in git.blobs:
            files[row["path"]] = (row["mode"], row["sha"])
        else:
            return error(422, f"tree.sha {row.get('sha')} is not a valid blob")
    shape = _tree_shape(call, where, git.tree_of(files), recursive=False)
    return Answer(status=201, body=shape, headers={"Location": shape["url"]})


@route("GET", f"{INSIDE}/git/commits/{{commit_sha}}")
def git_commit(call: Call) -> Answer:
    where, git = _git(call)
    found = git.commits.get(call.names["commit_sha"])
    return Answer(body=shapes_git.git_commit(call.shapes, where, found)) if found else not_found()


@route("POST", f"{INSIDE}/git/commits")
def create_commit(call: Call) -> Answer:
    where, git = _git(call, write=True)
    assert call.token is not None
    body, login = body_of(call, "message", "tree"), call.token.account.login

    def who(role: str, default: tuple[str, str, int]) -> tuple[str, str, int]:
        given = body.get(role)
        if given is None:
            return default
        return given["name"], given["email"], seconds(given["date"]) if "date" in given else call.moment()

    author = who("author", (login, f"{login}@users.noreply.github.com", call.moment()))
    try:
        sha = git.keep_commit(
            tree=body["tree"], parents=tuple(body.get("parents", ())), message=body["message"], author=author,
            committer=who("committer", author),
        )  # fmt: skip
    except GitRefusal as refusal:
        return _refuse(refusal)
    shape = shapes_git.git_commit(call.shapes, where, git.commits[sha])
    return Answer(status=201, body=shape, headers={"Location": shape["url"]})


@route("GET", f"{INSIDE}/commits")
def commits(call: Call) -> Answer:
    where, git = _git(call)
    start = git.resolve(call.query.get("sha", where.default_branch))
    if start is None:
        return not_found()
    path, found = call.query.get("path"), []
    waiting, seen = [start], set()
    while waiting:
        commit = git.commits[waiting.pop(0)]
        if commit.sha in seen:
            continue
        seen.add(commit.sha)
        waiting += commit.parents
        before = git.entry(commit.parents[0], path) if path is not None and commit.parents else None
        if path is None or git.entry(commit.sha, path) != before:
            found.append(commit)
    logins = call.state.logins
    return page(call, found, lambda row: shapes_git.commit(call.shapes, where, row, logins.get(row.author[0].lower())))


@route("GET", f"{INSIDE}/commits/{{ref}}")
def commit(call: Call) -> Answer:
    where, git = _git(call)
    sha = git.resolve(call.names["ref"])
    if sha is None:
        return error(422, f"No commit found for SHA: {call.names['ref']}")
    account = call.state.logins.get(git.commits[sha].author[0].lower())
    return Answer(body=shapes_git.commit(call.shapes, where, git.commits[sha], account))


@route("GET", f"{INSIDE}/contents/{{path}}")
def contents(call: Call) -> Answer:
    where, git = _git(call)
    name = call.query.get("ref", where.default_branch)
    commit = git.resolve(name)
    if commit is None:
        return error(404, f"No commit found for the ref {name}")
    path = call.names["path"].strip("/")
    found = git.entry(commit, path)
    if found is None:
        return not_found()
    if found[1] == "tree":
        rows = git.trees[found[2]].items()
        return Answer(body=[_entry(call, where, name, f"{path}/{inner}".strip("/"), rest) for inner, rest in rows])
    content = git.blobs[found[2]]
    if (raw := _raw(call)) is not None:
        return Answer(body=content, media=raw)
    small = len(content) <= 1_000_000
    whole = {"content": _encoded(content) if small else "", "encoding": "base64" if small else "none"}
    return Answer(body={**_entry(call, where, name, path, found), **whole})


def _entry(call: Call, where: Repository, ref_name: str, path: str, found: tuple[str, str, str]) -> dict[str, Any]:
    root, page_ = call.shapes.url(where), f"https://github.com/{where.full_name}"
    mode, kind, sha = found
    is_file, safe = kind == "blob", quote(path)
    url = f"{root}/contents/{safe}?ref={quote(ref_name)}"
    git_url = f"{root}/git/{kind}s/{sha}"
    html = f"{page_}/{kind}/{quote(ref_name)}/{safe}"
    raw = f"https://raw.githubusercontent.com/{where.full_name}/{quote(ref_name)}/{safe}"
    return {
        "name": path.rpartition("/")[2], "path": path, "sha": sha,
        "size": len(where.git.blobs[sha]) if is_file else 0, "url": url, "html_url": html, "git_url": git_url,
        "download_url": raw if is_file else None,
        "type": ("symlink" if mode == "120000" else "file") if is_file else "dir",
        "_links": {"self": url, "git": git_url, "html": html},
    }  # fmt: skip


@route("PUT", f"{INSIDE}/contents/{{path}}")
def put_contents(call: Call) -> Answer:
    where, git = _git(call, write=True)
    assert call.token is not None
    body, path = body_of(call, "message", "content"), call.names["path"]
    branch = body.get("branch", where.default_branch)
    head = git.refs.get(f"refs/heads/{branch}")
    if head is None:
        return error(404, f"Branch {branch} not found")
    content = _decoded({**body, "encoding": "base64"})
    before = git.entry(head, path)
    if before is not None and body.get("sha") != before[2]:
        if "sha" not in body:
            return error(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
        return error(409, f"{path} does not match {body['sha']}")
    sha = git.commit(branch, {path: content}, message=body["message"], login=call.token.account.login, at=call.moment())
    call.state.pushed(where, branch)
    entry = _entry(call, where, branch, path, ("100644", "blob", hashed("blob", content)))
    shape = shapes_git.git_commit(call.shapes, where, git.commits[sha])
    return Answer(status=200 if before else 201, body={"content": entry, "commit": shape})
