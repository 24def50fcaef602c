"""The workflow `release` runs for real, up to the last step that hands packages to the index: here, to a folder."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from acting import Run, Runner, git, permissions, published_copy
from git_server import git_server
from ideario import __version__

pytestmark = pytest.mark.slow

TOKEN = "ghs-of-this-run"


def test_a_tag_releases_packages_that_are_made_twice_tried_and_attested_and_a_wrong_tag_nothing(
    checkout, tmp_path
) -> None:
    origin = tmp_path / "served" / "ideario" / "ideario"
    origin.parent.mkdir(parents=True)
    commit = published_copy(checkout, origin)
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    rights = permissions(checkout / ".github" / "workflows" / "release.yml", "packages")
    with git_server(tmp_path / "served", {TOKEN: rights["contents"]}) as server:
        runner = Runner(
            room=tmp_path,
            environment={"GITHUB_REPOSITORY": "ideario/ideario", "GITHUB_SERVER_URL": server.url},
            secrets={"GITHUB_TOKEN": TOKEN},
        )

        def release(tag: str) -> Run:
            git(origin, "tag", tag, commit)
            git(tmp_path / "clone", "fetch", "--quiet", "--tags")
            payload = {"ref": f"refs/tags/{tag}", "repository": {"default_branch": "main", "fork": False}}
            return runner.run(tmp_path / "clone", "release.yml", "push", payload)

        wrong = release("v9.9.9")
        assert wrong.results == {"packages": "failure"}, str(wrong)
        assert [command.text for command in wrong.given] == [
            f"The tag is v9.9.9, and the program says: ideario, version {__version__}"
        ]
        assert list((tmp_path / "pages").iterdir()) == []

        run = release(f"v{__version__}")
        assert run.results == dict.fromkeys(["packages", "attest", "publish"], "success"), str(run)
        _what_is_published_is_what_was_attested(tmp_path / "pages", commit)


def _what_is_published_is_what_was_attested(pages: Path, commit: str) -> None:
    packages = {path.name: path.read_bytes() for path in (pages / "published").iterdir()}
    (wheel,) = (name for name in packages if name.endswith(".whl"))
    assert packages.keys() == {wheel, f"ideario-{__version__}.tar.gz"}
    attested = [line.split() for line in (pages / "attested").read_text().splitlines()]
    for name, content in packages.items():
        kinds = {kind for kind, digest, path in attested if (digest, path) == (_hash(content), f"packages/{name}")}
        assert kinds == {"provenance", "bill/ideario.cdx.json"}
    with zipfile.ZipFile(pages / "published" / wheel) as archive:
        assert archive.read("ideario/data/commit").decode() == f"{commit} v{__version__}\n"
    bill = json.loads((pages / "artifacts" / "bill" / "ideario.cdx.json").read_text())
    assert bill["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": _hash(packages[wheel])}]
    names = {component["name"] for component in bill["components"]}
    assert {"click", "duckdb", "requests", "micromark"} <= names  # asked for, asked for by these, and for browsers
    assert not {"hatchling", "pytest"} & names


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def test_the_release_has_no_secret_and_each_of_its_jobs_no_more_power_than_its_part(checkout) -> None:
    path = checkout / ".github" / "workflows" / "release.yml"
    assert "secrets." not in path.read_text("utf-8")
    assert {job: permissions(path, job) for job in ("packages", "attest", "publish")} == {
        "packages": {"contents": "read"},
        "attest": {"id_token": "write", "attestations": "write"},
        "publish": {"id_token": "write"},
    }
