"""The promise to whoever founds a community, from an empty folder to a vote on a page and an answer to its author.

Real are the program, git, HTTP and the workflows, which act runs; GitHub is the stand-in, its pages are played by hand.
"""

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from acting import committed, git
from communities import commit
from conftest import Outcome
from founded import BOT, KEY, TOKEN, FoundedRepository, founded
from github_standin import Server, State, serve
from ideario.model.moments import instant, moment_of

pytestmark = pytest.mark.slow

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
FOUNDED = NOW - 50 * DAY
"""So long ago that its first vote is open now."""
PROPOSED, MERGED, VOTED = (NOW - days * DAY for days in (30, 29, 1))
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


def days_ago(days: int) -> str:
    """A moment as commands take it."""
    return instant(NOW - days * DAY)


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
    said = {"id": comment.id, "body": text, "user": author}
    run = place.run("commands.yml", "issue_comment", action="created", issue=issue, comment=said)
    assert run.results == {"command": "success"}, str(run)
    assert state.home.started[-2:] == [("publish.yml", "main"), ("notify.yml", "main")], run.summaries
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


class Office:
    """A community in a folder with git, its repository on GitHub, and a clock that the story sets."""

    def __init__(self, root: Path, state: State, github: Server, ideario: Callable[..., Outcome]) -> None:
        self.root, self.state, self._github, self._ideario = root, state, github, ideario
        self.at = ""
        state.token(TOKEN, BOT, kind="installation", limit=1_000)

    def run(self, *arguments: str | Path) -> str:
        """The program, by the story's clock; what it prints."""
        clock = str(int(moment_of(self.at).timestamp()))
        env = {**self._github.environment(TOKEN), "IDEARIO_LEDGER_KEY": KEY, "SOURCE_DATE_EPOCH": clock}
        done = self._ideario(*arguments, cwd=self.root, env=env)
        assert done.exit_code == 0, done
        return done.stdout

    def commit(self) -> None:
        """Have on main what the folder holds, here and at GitHub."""
        commit(self.root, date=self.at)
        names = git(self.root, "ls-files", "content").splitlines()
        self.state.home.git.commit("main", {name: (self.root / name).read_bytes() for name in names}, at=self.at)

    def proposed(self, slug: str, text: str, *, author: str) -> str:
        """Somebody proposed an idea, and it was merged; its thread."""
        path = f"content/ideas/{slug}.yml"
        (self.root / path).parent.mkdir(exist_ok=True)
        (self.root / path).write_text(text, "utf-8")
        self.commit()
        pull = self.state.pull(author=author, files={path: text}, at=self.at)
        self.state.merge(pull, at=self.at)
        return f"pull/{pull.number}"

    def told(self, thread: str) -> list[str]:
        """What the program said on a thread."""
        return [row.body for row in self.state.thread(thread).comments if row.author.login == BOT]


@pytest.fixture
def office(tmp_path: Path, ideario: Callable[..., Outcome]) -> Iterator[Callable[..., Office]]:
    """Found a community by `ideario init`, whose options are given by name."""
    with contextlib.ExitStack() as serving:

        def found(*, at: str, **given: str) -> Office:
            root = tmp_path / "founded"
            words = [word for name, values in given.items() for one in values.split() for word in (f"--{name}", one)]
            said = ideario("init", root, "--yes", "--now", at, *words)
            assert (said.exit_code, said.stderr) == (0, "")
            state = State(given["repository"], clock=lambda: moment_of(made.at).timestamp())
            made = Office(root, state, serving.enter_context(serve(state)), ideario)
            made.at = at
            made.commit()
            return made

        yield found


CALL = "first-call-for-ideas"
WISH = """\
title: {title}
summary: {title}, so that nobody has to ask around or to walk.
authors: [{author}]
language: en
challenge: first-call-for-ideas
body: As it says.
consent: true
"""


def test_a_company_founds_a_private_community_in_which_a_jury_decides(
    office: Callable[..., Office], tmp_path: Path
) -> None:
    acme = office(at=days_ago(75), repository="acme/ideas", kind="company", language="en", juror="ada bob")
    acme.state.home.private = True
    terms = (acme.root / "content" / "challenges" / f"{CALL}.yml").read_text("utf-8")
    opens, votes, scores_by, reveal_by = (
        datetime.fromisoformat(f"{day}T12:00:00Z")
        for day in re.findall(r"(?:opens|scores_by|reveal_by): (\d{4}-\d\d-\d\d)", terms)
    )
    acme.at = instant(opens + DAY)
    lathe = acme.proposed("one-lathe-manual", WISH.format(title="One lathe manual", author="eve"), author="eve")
    acme.proposed("more-coffee", WISH.format(title="More coffee", author="fay"), author="fay")
    acme.state.react(lathe, "gil", at=instant(votes + DAY))

    acme.at = instant(scores_by - DAY)
    for juror, points in (("ada", "9"), ("bob", "8")):
        scores = [word for idea, given in (("one-lathe-manual", points), ("more-coffee", "2")) for criterion in
                  ("benefit", "effort", "novelty") for word in ("--score", f"{idea}:{criterion}={given}")]  # fmt: skip
        acme.run("new", "review", "--challenge", CALL, "--login", juror, *scores, "--seal", "--keep", tmp_path / juror)
    acme.commit()
    acme.run("sync")
    acme.run("notify")  # from now on decisions are told
    acme.run("build")
    published = [path.read_bytes() for path in (acme.root / "build" / "site").rglob("*") if path.is_file()]
    reviews = [path.read_bytes() for path in (acme.root / "content" / "reviews").rglob("*.yml")]
    assert len(reviews) == 2
    assert not any(b"benefit: 9" in text or b'"benefit": 9' in text for text in (*published, *reviews))

    acme.at = instant(scores_by + DAY)
    for juror in ("ada", "bob"):
        acme.run("reveal", CALL, "--login", juror, "--keep", tmp_path / juror)
    acme.commit()
    assert reveal_by < NOW
    acme.at = instant(NOW)
    acme.run("sync")
    acme.run("winners", CALL)
    acme.run("answer", "one-lathe-manual", "--status", "planned", "--reason", "We print it in April.")
    acme.commit()
    acme.run("check")
    acme.run("build")
    acme.run("verify", "--site", "build/site")
    told = seen(acme.root / "build" / "site" / "challenges" / CALL / "index.html")
    assert "One lathe manual" in told
    result = (acme.root / "content" / "results" / f"{CALL}.yml").read_text("utf-8")
    assert "one-lathe-manual" in result.partition("winners")[2].partition("others")[0]
    for _ in range(2):
        acme.run("notify")
    (answer,) = acme.told(lathe)
    assert "We print it in April" in answer


def test_an_open_source_project_makes_ideas_of_its_issues_and_answers_in_a_comment(
    office: Callable[..., Office], tmp_path: Path
) -> None:
    library = office(at=days_ago(3), repository="acme/library", kind="open-source", language="en")
    issue = library.state.issue(author="eve", title="Read YAML 1.2", body="As JSON is.", labels=["feature-request"])
    thread = f"issue/{issue.number}"
    for login in ("gil", "hal"):
        library.state.react(thread, login)
    library.run("import", "github", "--label", "feature-request", "--write")
    library.commit()
    library.at = instant(NOW)
    library.run("sync")
    library.run("notify")
    library.run("build")
    page = library.root / "build" / "site" / "ideas" / "read-yaml-1-2" / "index.html"
    assert "2 people support this" in seen(page)
    comment = library.state.comment(thread, "maintainer", "/status planned For the next release.")
    event = tmp_path / "event.json"
    author = {"id": comment.author.id, "login": comment.author.login, "type": comment.author.kind}
    said = {"id": comment.id, "body": comment.body, "user": author}
    event.write_text(json.dumps({"action": "created", "issue": {"number": issue.number}, "comment": said}), "utf-8")
    library.run("command", "--event", event)
    decision = library.state.home.git.read("main", "content/decisions/read-yaml-1-2.yml")
    assert decision is not None
    (library.root / "content" / "decisions" / "read-yaml-1-2.yml").write_bytes(decision)
    library.commit()
    for _ in range(2):
        library.run("notify")
    (answer,) = library.told(thread)
    assert "For the next release" in answer
    library.run("build")
    assert "Planned" in seen(page)
