"""Runs this repository's workflows for real: act in host mode, the committed files, git and GitHub stood in for.

What lives on GitHub cannot be fetched: actions are the folders of `workflow_actions/`, the repository is a bare one
behind git's own HTTP backend, the API is `github_standin`. act does not model permissions: the token that it hands to
all jobs gets those of one job. Nor does it know environments, concurrency, or GitHub's limits of annotations. What it
does not know of reusable workflows is said for it, see `_handed_out`.
"""

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

ACTIONS = Path(__file__).resolve().parent / "workflow_actions"
USES = re.compile(r"^\s*(?:-\s+)?uses:\s*([\w./-]+)@(\S+)", re.MULTILINE)
PROGRAM = "ideario/ideario"
"""The repository that holds the program, its reusable workflows and its action."""
IDENTITY = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]


def git(folder: Path, *arguments: str, stdin: bytes | None = None) -> str:
    """What git prints, run in `folder`."""
    done = subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, check=True, capture_output=True, input=stdin)
    return done.stdout.decode().strip()


def published_copy(checkout: Path, origin: Path, *, more: Mapping[str, str | None] = {}) -> str:
    """Make `origin` a bare repository whose main has the files of `checkout`, and `more`, in one commit; its SHA."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=checkout, check=True, capture_output=True,
    )  # fmt: skip
    git(origin.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")  # as on GitHub
    with_tree = ["--git-dir", str(origin), "--work-tree", str(checkout)]
    names = b"\0".join(name for name in listed.stdout.split(b"\0") if name and (checkout / os.fsdecode(name)).is_file())
    git(checkout, *with_tree, "add", "--pathspec-from-file=-", "--pathspec-file-nul", stdin=names)
    return committed(origin, more, onto="main", message="Begin", parents=[])


def committed(
    origin: Path, files: Mapping[str, str | None], *, onto: str, message: str, parents: Sequence[str] | None = None
) -> str:
    """Commit `files` on top of a branch of `origin`; the new SHA. None takes one out, and "-> x" is a link to x."""
    if parents is None:
        parents = [git(origin, "rev-parse", onto)]
        git(origin, "read-tree", parents[0])
    entries = b""
    for path, text in files.items():
        if text is None:
            entries += b"0 " + b"0" * 40 + b"\t" + path.encode() + b"\0"
            continue
        link = text.startswith("-> ")
        content = text.removeprefix("-> ") if link else text
        blob = git(origin, "hash-object", "-w", "--stdin", stdin=content.encode())
        entries += f"{'120000' if link else '100755'} {blob}\t{path}\0".encode()
    git(origin, "update-index", "-z", "--index-info", stdin=entries)
    tree = git(origin, "write-tree")
    made = git(origin, "commit-tree", tree, "-m", message, *(word for parent in parents for word in ("-p", parent)))
    git(origin, "update-ref", onto if onto.startswith("refs/") else f"refs/heads/{onto}", made)
    return made


class Command(NamedTuple):
    """A line that tells the runner to do something."""

    name: str
    properties: Mapping[str, str]
    text: str


COMMANDS = {
    "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "internal-set-repo-path",
    "notice", "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning",
}  # fmt: skip


def command_in(line: str) -> Command | None:
    """The command in a line, as GitHub's runner reads it (its ActionCommand.cs), which act does not quite do.

    The newer form begins the line, and its properties end at the first `::`; the older one, `##[…]`, may be anywhere.
    """
    newer = re.match(r"\s*::(.*?)::(.*)", line, re.DOTALL)
    found = newer or re.search(r"##\[(.*?)\](.*)", line, re.DOTALL)
    if found is None:
        return None
    name, _, rest = found[1].partition(" ")
    if name.lower() not in COMMANDS:
        return None
    properties = (pair.partition("=") for pair in rest.split("," if newer else ";") if "=" in pair)
    return Command(name, {key.strip(): _plain(value) for key, _, value in properties}, _plain(found[2].rstrip()))


def _plain(text: str) -> str:
    for escaped, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escaped, sign)
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run of a workflow left behind. `log` is act's, a row a line."""

    exit_code: int
    log: tuple[Mapping[str, Any], ...]

    @property
    def results(self) -> dict[str, str]:
        """How each job ended: success or failure. What was skipped is not in it."""
        return {row["jobID"]: row["jobResult"] for row in self.log if "jobResult" in row}

    @property
    def printed(self) -> str:
        """What the steps printed, but for workflow commands."""
        return "".join(row["msg"] for row in self.log if row.get("raw_output"))

    @property
    def given(self) -> list[Command]:
        """The workflow commands that GitHub's runner would find in what the steps printed, each step by itself.

        Between `::stop-commands::WORD` and `::WORD::` there is none. That pair itself is left out where nobody could
        have guessed the word, and it was said at the end.
        """
        found: list[Command] = []
        stopped: dict[object, tuple[int, str]] = {}  # by step: where in `found` its stop is, and the word
        for row in self.log:
            if not ("raw" in row or row.get("raw_output")):
                continue
            step = (row.get("jobID"), str(row.get("stepID")))
            line = row.get("raw", row["msg"])
            if step in stopped:
                place, word = stopped[step]
                if line.strip() == f"::{word}::":
                    del stopped[step]
                    if re.fullmatch("[0-9a-f]{32}", word):
                        found[place] = Command("", {}, "")
                continue
            command = command_in(line)
            if command is not None:
                found.append(command)
                if command.name == "stop-commands":
                    stopped[step] = (len(found) - 1, command.text)
        return [command for command in found if command.name]

    @property
    def summaries(self) -> str:
        """What the steps wrote into the run's summary."""
        return "\n".join(row["content"] for row in self.log if row.get("command") == "summary")

    def __str__(self) -> str:
        return "\n".join(f"{row.get('job', '')}: {row.get('msg', '').rstrip()}" for row in self.log)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A machine for jobs. `environment` is what GitHub sets in all of them, `room` is its own folder."""

    room: Path
    environment: Mapping[str, str]
    secrets: Mapping[str, str]

    def run(
        self, clone: Path, workflow: str, event: str, payload: Mapping[str, Any], *, installs: bool = False,
        jobs: Sequence[str] = (), program: Path | None = None,
    ) -> Run:  # fmt: skip
        """Run the workflow of this name as it stands in the folder `clone`, for an event of GitHub's.

        `installs`: whether the program is installed for real. The registry is out of reach then, and Python finds the
        libraries that the tests have; pip looks at them, is content, and adds the program. Else see
        `actions/setup-python/python.sh`, which spares the seconds. `jobs`: of a workflow that is called, these alone.
        `program`: a clone of the program's repository, where `clone` is of another one.
        """
        home = self.room / "home"
        empty = home / "empty"
        for folder in (home / "act", self.room / "pages"):
            folder.mkdir(parents=True, exist_ok=True)
        empty.touch()
        # act loses what a step prints last when it ends at once
        (home / "slowly.sh").write_text("unset BASH_ENV\ntrap 'sleep 0.5' EXIT\n")
        (home / "act" / "actrc").touch()
        (home / "event.json").write_text(json.dumps(payload), encoding="utf-8")
        (home / "secrets").write_text("".join(f"{name}={value}\n" for name, value in self.secrets.items()))
        source = program or clone
        commit = git(source, "rev-parse", "HEAD")
        shared = self._handed_out(source, commit, jobs)
        path = home / workflow
        text = (clone / ".github" / "workflows" / workflow).read_text("utf-8")
        path.write_text(_as_act_knows_it(text, commit), encoding="utf-8")
        files = [path, *(shared / ".github").glob("**/*.yml")]
        used = {pair for file in files for pair in USES.findall(file.read_text("utf-8"))}
        replaced = {f"{name}@{sha}={ACTIONS / name.partition('/')[2]}" for name, sha in used if "/.github/" not in name}
        replaced.add(f"{PROGRAM}@{commit}={shared}")
        environment = {
            **self.environment,
            "STANDIN_PYTHON": os.path.realpath(sys.executable),
            "STANDIN_PAGES": str(self.room / "pages"),
            "STANDIN_INSTALLS": "yes" if installs else "no",
            "PYTHONPATH": sysconfig.get_path("purelib"),
            "PIP_NO_INDEX": "1",
            "BASH_ENV": str(home / "slowly.sh"),
        }
        command = [
            str(Path(sysconfig.get_path("scripts"), "act")), event, "--json", "--directory", str(clone),
            "--workflows", str(path), "--eventpath", str(home / "event.json"),
            "--platform", "ubuntu-24.04=-self-hosted",
            "--insecure-secrets",  # not masked in the log, so that a test sees what is shown
            "--no-skip-checkout", "--no-cache-server", "--pull=false", "--container-daemon-socket=-",
            f"--action-cache-path={self.room / 'act'}", f"--secret-file={home / 'secrets'}",
            *(f"--{kind}-file={empty}" for kind in ("env", "var", "input")),
            *(word for one in sorted(replaced) for word in ("--local-repository", one)),
            *(word for name, value in environment.items() for word in ("--env", f"{name}={value}")),
        ]  # fmt: skip
        done = subprocess.run(
            command, cwd=home, check=False, capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home), "LANG": "C.UTF-8"},
        )  # fmt: skip
        rows = tuple(_rows(done.stdout))
        assert rows, done.stderr
        return Run(exit_code=done.returncode, log=rows)

    def _handed_out(self, source: Path, commit: str, jobs: Sequence[str]) -> Path:
        """A folder as GitHub hands a commit of the program's repository to runners: its files, without the history.

        What GitHub knows and act does not is written into it: `$/` is this repository at this commit, and
        `job.workflow_repository` is its name; nor does act know caches that are shut. Files that no action reads are
        left out, since act copies them all again and again. With `jobs`, workflows that are called have these alone.
        """
        folder = self.room / "-".join(["program", commit, *jobs])
        if folder.is_dir():
            return folder
        folder.mkdir()
        archive = subprocess.run(
            ["git", "archive", commit, ".github", "requirements", "schemas", "site", "tooling", *KEPT],
            cwd=source, check=True, capture_output=True,
        )  # fmt: skip
        subprocess.run(["tar", "-x", "-C", folder], check=True, input=archive.stdout)
        for file in (folder / ".github").glob("**/*.yml"):
            text = _as_act_knows_it(file.read_text("utf-8"), commit)
            if jobs and file.name.startswith("reusable-"):
                text = _with_jobs(text, jobs)
            file.write_text(text, encoding="utf-8")
        return folder


KEPT = ("pyproject.toml", "README.md", "LICENSE")
"""What a build of the package reads besides."""


def _as_act_knows_it(text: str, commit: str) -> str:
    named = re.sub(r"(\buses:\s*)\$/(\S+)", rf"\g<1>{PROGRAM}/\2@{commit}", text)
    named = re.sub(r"^ *cache-mode:.*\n", "", named, flags=re.MULTILINE)
    return named.replace("job.workflow_repository", f"'{PROGRAM}'")


def _with_jobs(text: str, jobs: Sequence[str]) -> str:
    workflow = yaml.safe_load(text)
    kept = {name: job for name, job in workflow["jobs"].items() if name in jobs}
    return yaml.safe_dump({"name": workflow["name"], "on": workflow[True], "jobs": kept})


def _rows(text: str) -> Iterator[Mapping[str, Any]]:
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            yield {"msg": line}


def permissions(workflow: Path, job: str) -> dict[str, Literal["read", "write"]]:
    """What the token of a job may do, as the workflow says."""
    found: dict[str, Literal["read", "write"]] = yaml.safe_load(workflow.read_text())["jobs"][job]["permissions"]
    return {name.replace("-", "_"): right for name, right in found.items()}
