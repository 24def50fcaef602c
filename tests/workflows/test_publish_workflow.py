"""The workflow `publish` runs for real, again and again on one repository: what is on the branch and on the site."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from acting import Run, Runner, committed, git, permissions, published_copy
from git_server import GitServer, git_server
from github_standin import Server, State, serve
from ideario.ledger.ledger_folder import read_threads
from ideario.model.moments import instant

pytestmark = pytest.mark.slow

KEY = "0123456789abcdef" * 4
TOKEN = "ghs-of-this-run"
VOTERS = ("ben", "cleo", "dara")
OLD = "hide-counts-while-voting"
ALONE = "ranked-ballots"
"""An idea that no thread brought, so that its date is in the history alone."""
MOVING = {"observed", "closes", "head", "lines"}
"""What a sync without news changes in ledger.json: when votes were last looked for, and the line that says so."""
HOSTILE = [
    "content/ideas/$(touch $CANARY.name).yml",
    "content/ideas/`touch $CANARY.tick`; touch $CANARY.semicolon.yml",
    "content/ideas/a\n::error::from-a-name.yml",
    "content/ideas/::add-path::name.yml",
    "content/ideas/##[error]name.yml",
    "content/ideas/${{ github.token }}.yml",
    "content/ideas/<img src=x>.yml",
    "content/ideas/fine.yml",
]
RESULT = "content/results/first-five-minutes.yml"
FORGED = ["content/x/##[error]The votes were forged", "content/x/%0A::error::forged", "content/##[add-mask]ideas/x.yml"]
"""Files that a check does not stand in the way of, and that a build names."""
HAND_WRITTEN = """\
# yaml-language-server: $schema=../../schemas/result.schema.json
observed: "2026-11-22T00:00:00Z"
ledger: "abababababababababababababababababababababababababababababababab"
rules: "abababababababababababababababababababababababababababababababab"
voters: 9999
winners: [{idea: accept-word-documents, support: 5000}]
others: []
flagged: {ballots: 0, winners: [accept-word-documents]}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRepository:
    """A repository with this one's files, its GitHub, and a machine that runs its workflows."""

    github: Server
    origin: Path
    clone: Path
    server: GitServer
    runner: Runner
    thread: str  # that of the idea OLD

    def publish(self, event: str, *, jobs: tuple[str, ...] = (), **inputs: bool) -> Run:
        payload: dict[str, Any] = {"repository": {"default_branch": "main", "fork": False}}
        if event != "schedule":
            payload |= {"ref": "refs/heads/main", "after": git(self.clone, "rev-parse", "HEAD"), "deleted": False}
        if inputs:
            payload["inputs"] = {name.replace("_", "-"): str(value).lower() for name, value in inputs.items()}
        return self.runner.run(self.clone, "publish.yml", event, payload, jobs=jobs)

    def tip(self) -> str | None:
        return git(self.origin, "for-each-ref", "--format=%(objectname)", "refs/heads/ledger") or None

    def on_branch(self, name: str) -> Any:
        return json.loads(git(self.origin, "show", f"ledger:{name}"))

    def site(self, name: str) -> str:
        return self.runner.room.joinpath("pages", "site", name).read_text(encoding="utf-8")

    def votes(self) -> Mapping[str, int]:
        """What the published site says, but for ideas without support."""
        ideas = json.loads(self.site("api/v1/ideas.json"))["ideas"]
        return {idea["slug"]: idea["votes"]["support"] for idea in ideas if idea["votes"]["support"]}

    def stale(self) -> bool:
        return json.loads(self.site("api/v1/index.json"))["stale"]

    def sync_elsewhere(self) -> None:
        """What another run, on another machine, does."""
        away = self.runner.room / "elsewhere"
        git(self.runner.room, "clone", "--quiet", str(self.origin), str(away))
        command = [sys.executable, "-m", "ideario", "sync", "--branch", "ledger"]
        environment = {**os.environ, **self.github.environment(), "IDEARIO_LEDGER_KEY": KEY}
        subprocess.run(command, cwd=away, env=environment, check=True, capture_output=True)


@pytest.fixture
def place(checkout, tmp_path) -> Iterator[PublishedRepository]:
    origin = tmp_path / "served" / "ideario" / "ideario"
    origin.parent.mkdir(parents=True)
    published_copy(checkout, origin, more=dict.fromkeys(FORGED, "x"))
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    clone = tmp_path / "clone"
    state = State("ideario/ideario")
    rights = permissions(clone / ".github" / "workflows" / "reusable-publish.yml", "ledger")
    state.token(TOKEN, "github-actions", kind="installation", limit=1_000, permissions={"metadata": "read", **rights})
    paths = {path.stem: path.relative_to(clone).as_posix() for path in (clone / "content" / "ideas").rglob("*.yml")}
    threads = sorted(read_threads(clone / "content" / "ledger"), key=lambda t: int(t.name.partition("/")[2]))
    for thread in threads:
        if ALONE in thread.ideas:
            continue
        kind, _, number = thread.name.partition("/")
        assert thread.opened is not None
        known: dict[str, Any] = {
            "author": thread.author or "somebody",
            "at": instant(thread.opened),
            "number": int(number),
        }
        if kind == "pull":
            pull = state.pull(**known, files=[paths[idea] for idea in thread.ideas])
            assert thread.merged is not None
            state.merge(pull, at=instant(thread.merged))
        else:
            getattr(state, kind)(**known)
    with serve(state) as github, git_server(tmp_path / "served", {TOKEN: rights["contents"]}) as server:
        environment = {**github.environment(TOKEN), "GITHUB_SERVER_URL": server.url, "CANARY": str(tmp_path / "canary")}
        del environment["GITHUB_TOKEN"]
        secrets = {"GITHUB_TOKEN": TOKEN, "IDEARIO_LEDGER_KEY": KEY}
        yield PublishedRepository(
            github=github,
            origin=origin,
            clone=clone,
            server=server,
            runner=Runner(room=tmp_path, environment=environment, secrets=secrets),
            thread=next(thread.name for thread in threads if OLD in thread.ideas),
        )
    assert github.violations == []
    assert list(tmp_path.glob("canary*")) == []


def test_publish_fetches_counts_and_publishes_and_an_outage_costs_no_more_than_freshness(place, ideario) -> None:
    _votes_are_fetched_into_a_new_branch_counted_and_published(place)
    _anybody_can_recount(place, ideario)
    _a_run_that_another_one_overtakes_begins_again(place)
    _a_run_that_finds_nothing_new_changes_nothing(place)
    _an_outage_publishes_the_last_good_count_as_such(place)
    _what_no_recount_confirms_is_not_published_and_the_summary_says_why(place)


def _votes_are_fetched_into_a_new_branch_counted_and_published(place) -> None:
    state = place.github.state
    for login in VOTERS:
        state.react(place.thread, login, "+1", at="2026-11-20T10:00:00Z")
    proposal = state.pull(
        author="mallory",
        title="$(touch $CANARY.title) `touch $CANARY.tick` ${{ github.token }}\n::error::from the title",
        body="::set-output name=a::b\n::add-path::/tmp",
        files=dict.fromkeys(HOSTILE, "title: x\n"),
        at="2026-11-21T10:00:00Z",
    )
    state.react(proposal, "ben", "+1", at="2026-11-21T11:00:00Z")
    assert place.tip() is None

    run = place.publish("push")

    assert run.results == dict.fromkeys(["ledger", "site", "deploy"], "success"), str(run)
    assert run.exit_code == 0
    assert run.given == []
    assert "4 reactions came, 0 went" in run.summaries
    assert "Pending in open pull requests: fine\n" in run.summaries
    assert f"Without a thread, so without votes: 1 ({ALONE})" in run.summaries
    assert "build/site: 25 ideas" in run.printed
    assert "Without a date" not in run.printed
    assert git(place.origin, "rev-list", "--count", "ledger") == "1"
    assert place.on_branch("ledger.json")["events"] == 4
    assert place.votes() == {OLD: 3}
    assert not place.stale()
    assert "Not the newest count" not in place.site("index.html")
    (sample,) = json.loads(place.site("api/v1/results.json"))["results"]
    assert (sample["recounted"], sample["reason"], sample["result"]) == (False, "samples", None)
    written = git(place.origin, "grep", "--text", "-h", "", "ledger", "--")
    for number, login in place.github.voters:
        assert not re.search(rf"(?<![0-9a-f])({number}|{login})(?![0-9a-f])", written)
    for secret in (KEY, TOKEN):
        assert secret not in str(run) + run.summaries + written


def _anybody_can_recount(place, ideario) -> None:
    votes = place.runner.room / "votes"
    git(place.runner.room, "clone", "--quiet", "--branch", "ledger", str(place.origin), str(votes))
    site = place.runner.room / "pages" / "site"
    done = ideario("--root", place.clone, "verify", "--ledger", votes, "--site", site)
    assert done.exit_code == 0, done.stdout + done.stderr
    assert "4 events" in done.stdout


def _a_run_that_another_one_overtakes_begins_again(place) -> None:
    state = place.github.state
    state.react(place.thread, "edo", "+1", at="2026-11-22T10:00:00Z")
    before = place.tip()
    place.server.before_push = place.sync_elsewhere

    run = place.publish("schedule", jobs=("ledger",))

    assert run.results == {"ledger": "success"}, str(run)
    assert place.server.before_push is None
    later = git(place.origin, "rev-list", f"{before}..ledger").split()  # one, where both began in the same second
    assert {json.loads(git(place.origin, "show", f"{tip}:ledger.json"))["events"] for tip in later} == {5}
    assert "0 reactions came" in run.summaries


def _a_run_that_finds_nothing_new_changes_nothing(place) -> None:
    before, ledger = place.tip(), place.on_branch("ledger.json")
    run = place.publish("workflow_dispatch", jobs=("ledger",), full=True, confirm_fall=False)
    assert run.results == {"ledger": "success"}, str(run)
    assert "Full sync" in run.summaries
    assert {name for name, value in place.on_branch("ledger.json").items() if value != ledger[name]} == MOVING
    changed = git(place.origin, "diff", "--name-only", before, "ledger").split()[1:]
    assert changed == ["activity.json", "ledger.json", "sync.json"]  # each says when it was read


def _an_outage_publishes_the_last_good_count_as_such(place) -> None:
    state = place.github.state
    state.react(place.thread, "fred", "+1", at="2026-11-22T10:00:00Z")
    before = place.tip()
    place.github.faults.add("503", times=None)

    run = place.publish("schedule")

    assert run.results == {"ledger": "failure", "site": "success", "deploy": "success"}, str(run)
    assert run.exit_code != 0
    assert "GitHub gave no whole answer in 4 tries: status 503" in run.summaries
    assert place.tip() == before
    assert place.votes() == {OLD: 4}
    assert place.stale()
    assert "Not the newest count" in place.site("index.html")


def _what_no_recount_confirms_is_not_published_and_the_summary_says_why(place) -> None:
    place.github.faults.clear()
    before = place.site("index.html"), place.votes()
    committed(place.origin, {RESULT: HAND_WRITTEN}, onto="main", message="Decide by hand")
    git(place.clone, "pull", "--quiet")

    run = place.publish("push")

    assert run.results == {"ledger": "success", "site": "failure"}, str(run)
    assert run.exit_code != 0
    assert run.given == []
    assert "The site was not published, and the last good one stays" in run.summaries
    assert re.search(rf"^    {re.escape(RESULT)}:\d+:\d+: error: other-ledger: ", run.summaries, re.MULTILINE)
    assert (place.site("index.html"), place.votes()) == before
