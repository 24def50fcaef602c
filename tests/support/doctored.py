"""A community for which everything is as it should be, on the stand-in for GitHub: for tests that spoil one thing."""

import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from communities import NOW, put, riverton
from github_standin import Server, State
from github_standin.settings import Environment, HostSettings, Pages, Protection, Workflow, WorkflowRun
from ideario.actions.founding.doctor import FIRST_FILES, Diagnosis, diagnose, make
from ideario.actions.proposals.form_file import write_form
from ideario.cli.shared.open_forge import Access, settings_opener
from ideario.forge.settings_port import Makeable
from ideario.forge.thread_labels import LABELS
from ideario.founding.callers import caller_files
from ideario.founding.program_pin import Pin
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Thread
from ideario.resources import tool_resources
from ledgers import cast

KEY = "IDEARIO_LEDGER_KEY"
CHECK = "Validate / Check the content"
PIN = Pin("0123456789abcdef0123456789abcdef01234567", "v0.1.0")
RECENT = NOW - timedelta(hours=2)
OWNERS = "*  @riverton/maintainers\n/content/ideas/\n/content/people/\n"


@contextmanager
def site_server(folder: Path) -> Iterator[str]:
    """What GitHub Pages would show: the files of a folder, at an address that ends in a slash."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, directory=str(folder), **named)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def founded(root: Path, url: str) -> Path:
    """A community's files, all of them, in a repository that knows where it is pushed to."""
    root.mkdir()
    riverton(root, url=url)
    write_form(root, resources=tool_resources())
    for path, text in {
        **caller_files(PIN), ".github/CODEOWNERS": OWNERS,
        ".github/ISSUE_TEMPLATE/config.yml": "blank_issues_enabled: true\n",
    }.items():  # fmt: skip
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "remote", "add", "origin", "git@github.com:riverton/ideas.git")
    return root


def a_ledger(room: Path, *, observed: datetime = RECENT) -> dict[str, bytes]:
    """The files of a small ledger that was last brought up to date at a moment."""
    shutil.rmtree(room, ignore_errors=True)
    threads = (
        Thread("pull/1", ("bike-lanes",), opened=NOW - timedelta(days=300), merged=NOW - timedelta(days=299)),
        Thread("pull/2", ("night-trams",), opened=NOW - timedelta(days=300), merged=NOW - timedelta(days=299)),
    )
    write_ledger(room, [cast(1), cast(2)], threads, observed=observed)
    return {path.name: path.read_bytes() for path in room.iterdir()}


def ruled(**changes: Any) -> list[dict[str, Any]]:
    """The rules of a good ruleset; None takes one out, a mapping is what it says."""
    rules: dict[str, Any] = {
        "pull_request": {
            "dismiss_stale_reviews_on_push": False, "require_code_owner_review": True,
            "require_last_push_approval": False, "required_approving_review_count": 1,
            "required_review_thread_resolution": False,
        },
        "required_status_checks": {
            "required_status_checks": [{"context": CHECK}], "strict_required_status_checks_policy": False,
        },
        "non_fast_forward": {},
    }  # fmt: skip
    for name, change in changes.items():
        rules[name] = change if change is None or name not in rules else {**rules[name], **change}
    return [
        {"type": name, **({"parameters": said} if said else {})} for name, said in rules.items() if said is not None
    ]


QUEUE = {
    "check_response_timeout_minutes": 60, "grouping_strategy": "ALLGREEN", "max_entries_to_build": 5,
    "max_entries_to_merge": 5, "merge_method": "MERGE", "min_entries_to_merge": 1,
    "min_entries_to_merge_wait_minutes": 5,
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Patient:
    """A community on the stand-in, and its site. Everything can be spoiled; `diagnosed` says what is found.

    `links` are those of what was found last.
    """

    github: Server
    root: Path
    site: Path
    url: str
    room: Path
    token: str = "maintainer-token"
    clock_ahead: timedelta = field(default_factory=timedelta)
    links: list[str] = field(default_factory=list)

    @property
    def state(self) -> State:
        """The stand-in's memory."""
        return self.github.state

    @property
    def settings(self) -> HostSettings:
        """What the repository's owner has set."""
        return self.state.home.settings

    @property
    def workflows(self) -> dict[str, Workflow]:
        """The workflows on the default branch, by the names of their files."""
        return {path.rpartition("/")[2].removesuffix(".yml"): one for path, one in self.settings.workflows.items()}

    def write(self, path: str, text: str | None) -> None:
        """Give a file another text, or take it away."""
        file = self.root / path
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def community(self, **settings: Any) -> None:
        """Change community.yml, and the form that is made of it."""
        riverton(self.root, **{"url": self.url, **settings})
        write_form(self.root, resources=tool_resources())

    def put(self, path: str, values: dict[str, Any]) -> None:
        """Write a content file."""
        put(self.root, path, values)

    def ledger(self, files: dict[str, bytes] | None) -> None:
        """Have the branch `ledger` hold these files, or not be there."""
        self.state.home.git.refs.pop("refs/heads/ledger", None)
        if files is not None:
            store = self.state.home.git
            tree = store.tree_of({name: ("100644", store.blob(content)) for name, content in files.items()})
            who = ("ideario", "ledger@ideario.invalid", int(RECENT.timestamp()))
            made = store.keep_commit(tree=tree, parents=(), message="Votes", author=who, committer=who)
            store.refs["refs/heads/ledger"] = made

    def published(self, as_of: datetime | None) -> None:
        """Have the site show a count of this moment, or nothing."""
        tally = self.site / "api" / "v1" / "tally.json"
        tally.parent.mkdir(parents=True, exist_ok=True)
        if as_of is None:
            tally.unlink(missing_ok=True)
        else:
            tally.write_text(json.dumps({"as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}"}), encoding="utf-8")

    def diagnosed(self, *, local: bool = False) -> Diagnosis:
        """What the doctor finds."""
        connect = None if local else self._connect()
        return diagnose(self.root, resources=tool_resources(), connect=connect, clock=self._clock, now=NOW)

    def found(self) -> list[str]:
        """The ids of what the doctor finds; everything was looked at."""
        diagnosis = self.diagnosed()
        assert diagnosis.failed is None, diagnosis.failed.message
        assert diagnosis.unseen == ()
        self.links = [symptom.link for symptom in diagnosis.symptoms if symptom.link]
        return [symptom.kind.id for symptom in diagnosis.symptoms]

    def make(self, wanted: tuple[Makeable, ...]) -> None:
        """Make what is missing."""
        make(self.root, wanted, resources=tool_resources(), connect=self._connect(), clock=self._clock)

    def _connect(self) -> Any:
        said = self.github.environment(self.token)
        access = Access(api_url=said["GITHUB_API_URL"], graphql_url=said["GITHUB_GRAPHQL_URL"], token=self.token)
        return settings_opener(access, first_files=FIRST_FILES, sleep=lambda _: None)

    def _clock(self) -> datetime:
        return datetime.now(UTC) + self.clock_ahead


def made_healthy(patient: Patient, ledger: dict[str, bytes]) -> None:
    """Set everything as it should be for a town: an organisation's public repository, with rulesets."""
    state = patient.github.state = State()
    state.home.labels = {label.name: state.new_id() for label in LABELS}
    for author in ("ada", "bob"):
        state.merge(state.pull(author=author))
    runs = [WorkflowRun(moment=int((NOW - timedelta(hours=hours)).timestamp())) for hours in (2, 5, 8)]
    state.home.settings = HostSettings(
        pages=Pages(address=patient.url),
        environments={
            "ledger": Environment(id=1, branches=["main"], secrets=[KEY]),
            "github-pages": Environment(id=2, branches=["main"]),
        },
        workflows={path: Workflow(runs=list(runs)) for path in caller_files(PIN)},
        rules={"main": ruled()},
    )
    program = state.repository("ideario/ideario")
    program.settings.release = "v0.1.0"
    patient.ledger(ledger)
    patient.published(RECENT)


def older_protection(**changes: Any) -> Protection:
    """A good protection of the older kind."""
    return Protection(**{"checks": [CHECK], **changes})
