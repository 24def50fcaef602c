"""The promise to whoever founds a community, from an empty folder to a vote on a page and an answer to its author.

Real are the program, git, HTTP and the workflows, which act runs; GitHub is the stand-in, its pages are played by hand.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from acting import committed, git
from conftest import Outcome
from founded import BOT, TOKEN, FoundedRepository, founded
from github_standin import State
from ideario.model.moments import instant

pytestmark = pytest.mark.slow

NOW = datetime.now(UTC).replace(microsecond=0)
FOUNDED = NOW - timedelta(days=50)
"""So long ago that its first vote is open now."""
PROPOSED, MERGED, VOTED = (NOW - timedelta(days=days) for days in (30, 29, 1))
OURS = re.compile(r"ideario/ideas|@ideario|ideario\.github\.io")
BENCH = """\
title: Una panchina all’ombra
summary: Chi va al mercato a piedi potrebbe riposarsi a metà strada.
authors: [ada]
language: it
challenge: {challenge}
cost: 1200 EUR
body: |
  Sotto i tigli: *tre* panchine.
consent: true
"""
DECISION = "content/decisions/una-panchina-all-ombra.yml"
PATH = "content/ideas/una-panchina-all-ombra.yml"


def seen(page: Path) -> str:
    """What a person reads on a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.read_text("utf-8")))


def propose(place: FoundedRepository, text: str) -> str:
    """Somebody opens a pull request with an idea; the clone holds what the workflow is shown. The thread's name."""
    pull = place.github.state.pull(author="ada", files={PATH: text}, at=instant(PROPOSED))
    base = git(place.clone, "rev-parse", "HEAD")
    number = pull.number
    head = committed(
        place.origin, {PATH: text}, onto=f"refs/pull/{number}/head", message="Una panchina", parents=[base]
    )
    merge = committed(place.origin, {}, onto=f"refs/pull/{number}/merge", message="Merge", parents=[base, head])
    git(place.clone, "fetch", "--quiet", "origin", f"refs/pull/{number}/merge")
    git(place.clone, "checkout", "--quiet", "--detach", merge)
    payload = {
        "number": number,
        "base": {"ref": "main", "sha": base},
        "head": {"ref": "patch-1", "sha": head, "repo": {"fork": True}},
        "user": {"login": "ada"},
    }
    run = place.run("validate.yml", "pull_request", by=PROPOSED, action="opened", number=number, pull_request=payload)
    assert run.results == {"check": "success"}, str(run)
    git(place.origin, "update-ref", "refs/heads/main", merge)
    place.github.state.merge(pull, at=instant(MERGED))
    git(place.clone, "checkout", "--quiet", "main")
    git(place.clone, "pull", "--quiet", "--ff-only")
    return f"pull/{number}"


def say(place: FoundedRepository, thread: str, text: str) -> None:
    """A maintainer comments, the workflow carries it out and starts publish; the clone holds what is then on main."""
    state, number = place.github.state, int(thread.partition("/")[2])
    listed = git(place.clone, "ls-tree", "-r", "--name-only", "HEAD", "content").splitlines()
    state.home.git.commit("main", {path: (place.clone / path).read_bytes() for path in listed})
    comment = state.comment(thread, "maintainer", text)
    author = {"id": comment.author.id, "login": comment.author.login, "type": comment.author.kind}
    issue = {"number": number, "pull_request": {"url": f"https://api.github.com/repos/fontana/idee/pulls/{number}"}}
    payload = {"issue": issue, "comment": {"id": comment.id, "body": text, "user": author}}
    run = place.run("commands.yml", "issue_comment", action="created", **payload)
    assert run.results == {"command": "success"}, str(run)
    assert state.home.started[-1:] == [("publish.yml", "main")], run.summaries
    decision = state.home.git.read("main", DECISION)
    assert decision is not None
    committed(place.origin, {DECISION: decision.decode()}, onto="main", message="Decide")
    git(place.clone, "pull", "--quiet", "--ff-only")


def test_a_town_is_founded_votes_and_answers(checkout: Path, ideario: Callable[..., Outcome], tmp_path: Path) -> None:
    root = tmp_path / "fontana"
    said = ideario(
        "init", root, "--yes", "--kind", "town", "--language", "it", "--name", "Idee per Fontana",
        "--repository", "fontana/idee", "--now", instant(FOUNDED),
    )  # fmt: skip
    assert (said.exit_code, said.stderr) == (0, "")
    git(root, "init", "--quiet", "--initial-branch=main")
    (challenge,) = (root / "content" / "challenges").glob("*.yml")
    voting = re.search(r"^voting: \{opens: (\S+), closes: (\S+)\}", challenge.read_text("utf-8"), re.MULTILINE)
    assert voting is not None
    assert voting[1] < instant(NOW) < voting[2]
    with founded(checkout, tmp_path, root, State("fontana/idee")) as place:
        thread = propose(place, BENCH.format(challenge=challenge.stem))
        place.github.state.react(thread, "bob", at=instant(VOTED))
        place.github.state.react(thread, "ada", at=instant(VOTED))  # who wrote it, and does not count

        run = place.run("publish.yml", "push", ref="refs/heads/main")

        assert run.results == dict.fromkeys(["ledger", "site", "deploy"], "success"), str(run)
        page = place.site / "ideas" / "una-panchina-all-ombra" / "index.html"
        assert '<html lang="it"' in page.read_text("utf-8")
        assert "1 persona a favore" in seen(page)
        assert "Bilancio partecipativo" in seen(page)
        for built in place.site.rglob("*.html"):
            assert not OURS.search(built.read_text("utf-8")), built

        say(place, thread, "/status planned La Giunta la fa in primavera.")
        run = place.run("publish.yml", "workflow_dispatch", ref="refs/heads/main")

        assert run.results == dict.fromkeys(["ledger", "site", "deploy"], "success"), str(run)
        assert "In programma" in seen(page)
        assert "La Giunta la fa in primavera." in seen(page)
        environment = {**place.github.environment(TOKEN), "SOURCE_DATE_EPOCH": None}
        for _ in range(2):
            said = ideario("notify", "--branch", "ledger", cwd=place.clone, env=environment)
            assert said.exit_code == 0, said.stderr
        told = [row.body for row in place.github.state.thread(thread).comments if row.author.login == BOT]
        assert len(told) == 1
        assert "In programma" in told[0]
