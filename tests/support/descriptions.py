"""GitHub's own descriptions of its interfaces and recorded answers; as a program, fetches them. None is committed.

They are npm packages (MIT), fetched with the ordinary npm client, by version, and compared with pinned hashes. Only
what the stand-in for GitHub (`github_standin/`) needs is kept: the operations of OPERATIONS out of 29 MB, the GraphQL
schema, the recordings of `@octokit/fixtures`.
"""

import base64
import functools
import hashlib
import json
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from checkout import CHECKOUT
from patience import patiently

FOLDER = CHECKOUT / "build" / "descriptions"
OPENAPI = "@octokit/openapi@23.0.2"
GRAPHQL = "@octokit/graphql-schema@15.26.1"
RECORDED = "@octokit/fixtures@23.1.2"
SHA512 = {
    OPENAPI: "pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==",
    GRAPHQL: "RFDC2MpRBd4AxSRvUeBIVeBU7ojN/SxDfALUd7iVYOSeEK3gZaqR2MGOysj4Zh2xj2RY5fQAUT+Oqq7hWTraMA==",
    RECORDED: "niG+SVffZ/xzojT3CE6M7DlqX7H9aQ75A6Xxjt4N47CkqssKXpSy2k6+Tj5ntcI5uWW2D9POzKxwJDmBfR+sJw==",
}
INSIDE = "/repos/{owner}/{repo}"
OPERATIONS = {
    "/rate_limit": "get",
    "/user": "get",
    "/users/{username}": "get",
    "/app/installations/{installation_id}/access_tokens": "post",
    INSIDE: "get",
    f"{INSIDE}/actions/organization-secrets": "get",
    f"{INSIDE}/actions/permissions": "get",
    f"{INSIDE}/actions/permissions/fork-pr-contributor-approval": "get",
    f"{INSIDE}/actions/permissions/selected-actions": "get",
    f"{INSIDE}/actions/permissions/workflow": "get",
    f"{INSIDE}/actions/secrets": "get",
    f"{INSIDE}/actions/workflows": "get",
    f"{INSIDE}/actions/workflows/{{workflow_id}}/runs": "get",
    f"{INSIDE}/branches/{{branch}}/protection": "get",
    f"{INSIDE}/codeowners/errors": "get",
    f"{INSIDE}/environments": "get",
    f"{INSIDE}/environments/{{environment_name}}": "get put",
    f"{INSIDE}/environments/{{environment_name}}/deployment-branch-policies": "get post",
    f"{INSIDE}/environments/{{environment_name}}/secrets": "get",
    f"{INSIDE}/installation": "get",
    f"{INSIDE}/actions/runs": "get",
    f"{INSIDE}/actions/runs/{{run_id}}/approve": "post",
    f"{INSIDE}/actions/workflows/{{workflow_id}}/dispatches": "post",
    f"{INSIDE}/collaborators/{{username}}/permission": "get",
    f"{INSIDE}/issues": "get post",
    f"{INSIDE}/issues/comments": "get",
    f"{INSIDE}/issues/comments/{{comment_id}}": "get patch delete",
    f"{INSIDE}/issues/comments/{{comment_id}}/reactions": "get post",
    f"{INSIDE}/issues/{{issue_number}}": "get patch",
    f"{INSIDE}/issues/{{issue_number}}/comments": "get post",
    f"{INSIDE}/issues/{{issue_number}}/labels": "get post put",
    f"{INSIDE}/issues/{{issue_number}}/labels/{{name}}": "delete",
    f"{INSIDE}/issues/{{issue_number}}/reactions": "get post",
    f"{INSIDE}/labels": "get post",
    f"{INSIDE}/pages": "get",
    f"{INSIDE}/pulls": "get post",
    f"{INSIDE}/pulls/{{pull_number}}": "get",
    f"{INSIDE}/pulls/{{pull_number}}/comments": "get",
    f"{INSIDE}/pulls/{{pull_number}}/commits": "get",
    f"{INSIDE}/pulls/{{pull_number}}/files": "get",
    f"{INSIDE}/pulls/{{pull_number}}/reviews": "get",
    f"{INSIDE}/releases/latest": "get",
    f"{INSIDE}/rules/branches/{{branch}}": "get",
    f"{INSIDE}/commits": "get",
    f"{INSIDE}/commits/{{commit_sha}}/pulls": "get",
    f"{INSIDE}/commits/{{ref}}": "get",
    f"{INSIDE}/contents/{{path}}": "get put",
    f"{INSIDE}/git/blobs": "post",
    f"{INSIDE}/git/blobs/{{file_sha}}": "get",
    f"{INSIDE}/git/commits": "post",
    f"{INSIDE}/git/commits/{{commit_sha}}": "get",
    f"{INSIDE}/git/matching-refs/{{ref}}": "get",
    f"{INSIDE}/git/ref/{{ref}}": "get",
    f"{INSIDE}/git/refs": "post",
    f"{INSIDE}/git/refs/{{ref}}": "patch delete",
    f"{INSIDE}/git/trees": "post",
    f"{INSIDE}/git/trees/{{tree_sha}}": "get",
}
FILES = ("openapi.json", "schema.graphql", "recorded.json")


def description(name: str) -> str:
    """The text of one of FILES. A test that asks for one that is not here fails: it would prove nothing."""
    path = FOLDER / name
    if not path.is_file():
        raise AssertionError(
            f"{name} is not here: run `python tests/support/descriptions.py` once, with npm and a network"
        )
    return path.read_text(encoding="utf-8")


@functools.cache
def openapi() -> dict[str, Any]:
    """The operations of OPERATIONS and the components that they name."""
    found: dict[str, Any] = json.loads(description("openapi.json"))
    return found


@functools.cache
def recorded() -> list[dict[str, Any]]:
    """Recorded real answers: scenario, method, path, body, status, headers, response."""
    found: list[dict[str, Any]] = json.loads(description("recorded.json"))
    return found


def _subset(whole: dict[str, Any]) -> dict[str, Any]:
    """The operations of OPERATIONS out of an OpenAPI description, with all that they refer to, without prose."""
    components: dict[str, dict[str, Any]] = {}

    def lean(part: Any, *, names: bool = False) -> Any:
        if isinstance(part, list):
            return [lean(inner) for inner in part]
        if not isinstance(part, dict):
            return part
        target = part.get("$ref")
        if isinstance(target, str):
            _, _, section, name = target.split("/")
            if name not in components.setdefault(section, {}):
                components[section][name] = None
                components[section][name] = lean(whole["components"][section][name])
        idle = (
            () if names else ("examples", "example", "description", "x-github", "x-octokit", "externalDocs", "summary")
        )
        return {key: lean(inner, names=key == "properties") for key, inner in part.items() if key not in idle}

    paths = {
        path: {method: lean(whole["paths"][path][method]) for method in methods.split()}
        for path, methods in OPERATIONS.items()
    }
    return {"openapi": whole["openapi"], "paths": paths, "components": components}


def _pack(npm: str, package: str, folder: Path) -> Path:
    """A package's archive, downloaded by npm into `folder` and compared with its pinned hash."""
    command = [npm, "pack", "--silent", "--ignore-scripts", package]
    done = patiently(command, cwd=folder)
    if done.returncode != 0:
        sys.exit(f"npm could not fetch {package}; it needs a package registry once. It said: {done.stderr.strip()}")
    archive = folder / done.stdout.strip().splitlines()[-1]
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512[package]:
        sys.exit(f"{package} is not the package that was pinned")
    return archive


def _members(archive: Path, ending: str) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        chosen = [member for member in tar if member.isfile() and member.name.endswith(ending)]
        return {member.name: opened.read() for member in chosen if (opened := tar.extractfile(member))}


def fetch() -> None:
    """Have all of FILES in FOLDER; does nothing where they are and nothing about them changed."""
    facts = json.dumps([SHA512, OPERATIONS, FILES, "without prose"], sort_keys=True)  # what is kept, and of what
    stamp, wanted = FOLDER / "stamp", hashlib.sha256(facts.encode()).hexdigest()
    if all((FOLDER / name).is_file() for name in FILES) and stamp.is_file() and stamp.read_text() == wanted:
        return
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(
            "The tests need npm once, to fetch GitHub's own descriptions of its interfaces: install Node.js "
            "(on Debian and Ubuntu: sudo apt-get install npm), then run make test again."
        )
    print("Fetching GitHub's descriptions of its interfaces (once, some 10 MB) …", flush=True)
    with tempfile.TemporaryDirectory() as name:
        archives = {package: _pack(npm, package, Path(name)) for package in SHA512}
        (whole,) = _members(archives[OPENAPI], "/generated/api.github.com.json").values()
        (schema,) = _members(archives[GRAPHQL], "/schema.graphql").values()
        scenarios = _members(archives[RECORDED], "/normalized-fixture.json")
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = [
        {"scenario": path.split("/")[-2], **row} for path, text in sorted(scenarios.items()) for row in json.loads(text)
    ]
    (FOLDER / "openapi.json").write_text(json.dumps(_subset(json.loads(whole))), encoding="utf-8")
    (FOLDER / "schema.graphql").write_bytes(schema)
    (FOLDER / "recorded.json").write_text(json.dumps(rows), encoding="utf-8")
    stamp.write_text(wanted)


if __name__ == "__main__":
    try:
        fetch()
    except OSError as error:
        sys.exit(f"GitHub's descriptions could not be fetched: {error}")
