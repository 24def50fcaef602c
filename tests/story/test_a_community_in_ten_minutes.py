"""The promise to whoever founds a community, from an empty folder to a vote on a page and an answer to its author.

Real are the program, git, HTTP and the workflows, which act runs; GitHub is the stand-in, its pages are played by hand.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from acting import Run, committed, git
from communities import commit
from conftest import Outcome
from founded import BOT, KEY, TOKEN, FoundedRepository, founded
from github_standin import State
from ideario.model.moments import instant, moment_of

pytestmark = pytest.mark.slow

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
PROPOSED, VOTED = NOW - 30 * DAY, NOW - DAY
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
PATH = "content/ideas/una-panchina-all-ombra.yml"
DONE = dict.fromkeys(["ledger", "site", "deploy"], "success")


def days_ago(days: int) -> str:
    """A moment as commands take it."""
    return instant(NOW - days * DAY)


def seen(page: Path) -> str:
    """What a person reads on a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.read_text("utf-8")))


class Office:
    """A community at work. `at` is what clocks show in its clone, where its people work, and at GitHub; "" is now."""

    def __init__(self, ideario: Callable[..., Outcome], at: str) -> None:
        self._ideario, self.at = ideario, at

    def begin(self, place: FoundedRepository) -> None:
        """The community is on GitHub."""
        self.place, self.state, self.root = place, place.github.state, place.clone
        self._mirror()

    def now(self) -> float:
        """What GitHub's clock shows."""
        return (moment_of(self.at) if self.at else datetime.now(UTC)).timestamp()

    def run(self, *arguments: str | Path) -> str:
        """The program on somebody's own computer, by the story's clock; what it prints."""
        clock = str(int(self.now())) if self.at else None
        env = {**self.place.github.environment(TOKEN), "IDEARIO_LEDGER_KEY": KEY, "SOURCE_DATE_EPOCH": clock}
        done = self._ideario(*arguments, cwd=self.root, env=env)
        assert done.exit_code == 0, done
        return done.stdout

    def act(self, workflow: str, event: str = "workflow_dispatch", **payload: Any) -> Run:
        """One of the community's workflows, for real and now; it ends well."""
        self.at = ""
        run = self.place.run(workflow, event, **payload)
        assert set(run.results.values()) == {"success"}, str(run)
        return run

    def publish(self) -> Run:
        """Read the votes, count and publish, as after a merge."""
        run = self.act("publish.yml", "push", ref="refs/heads/main")
        assert run.results == DONE
        return run

    def page(self, path: str) -> str:
        """What a person reads on a page that was published."""
        return seen(self.place.site / path / "index.html")

    def commit(self) -> None:
        """Have on main what the clone holds, here and at GitHub."""
        commit(self.root, date=self.at)
        git(self.root, "push", "--quiet", "origin", "HEAD:main")
        self._mirror()

    def _mirror(self) -> None:
        names = git(self.root, "ls-files", "content").splitlines()
        files = {name: (self.root / name).read_bytes() for name in names}
        self.state.home.git.commit("main", files, at=self.at or datetime.now(UTC))

    def proposed(self, slug: str, text: str, *, author: str) -> str:
        """Somebody proposed an idea, and it was merged; its thread."""
        path = f"content/ideas/{slug}.yml"
        (self.root / path).parent.mkdir(exist_ok=True)
        (self.root / path).write_text(text, "utf-8")
        self.commit()
        pull = self.state.pull(author=author, files={path: text}, at=self.at)
        self.state.merge(pull, at=self.at)
        return f"pull/{pull.number}"

    def say(self, thread: str, text: str, *, idea: str) -> None:
        """A maintainer comments, the workflow carries it out and starts two more; main holds the decision then."""
        comment, number = self.state.comment(thread, "maintainer", text), int(thread.partition("/")[2])
        author = {"id": comment.author.id, "login": comment.author.login, "type": comment.author.kind}
        url = f"https://api.github.com/repos/{self.state.home.full_name}/pulls/{number}"
        issue = {"number": number, **({"pull_request": {"url": url}} if thread.startswith("pull/") else {})}
        said = {"id": comment.id, "body": text, "user": author}
        run = self.act("commands.yml", "issue_comment", action="created", issue=issue, comment=said)
        started = [("publish.yml", "main"), ("notify.yml", "main")]
        assert self.state.home.started[-2:] == started, run.summaries
        path = f"content/decisions/{idea}.yml"
        decision = self.state.home.git.read("main", path)
        assert decision is not None
        committed(self.place.origin, {path: decision.decode()}, onto="main", message="Decide")
        git(self.root, "pull", "--quiet", "--ff-only")

    def told(self, thread: str) -> list[str]:
        """What the program said on a thread."""
        return [row.body for row in self.state.thread(thread).comments if row.author.login == BOT]


@pytest.fixture
def office(checkout: Path, tmp_path: Path, ideario: Callable[..., Outcome]) -> Iterator[Callable[..., Office]]:
    """Found a community by `ideario init`, whose options are given by name, and put it on GitHub."""
    with contextlib.ExitStack() as serving:

        def found(*, at: str, **given: str) -> Office:
            root, made = tmp_path / "founded", Office(ideario, at)
            words = [word for name, values in given.items() for one in values.split("|") for word in (f"--{name}", one)]
            said = ideario("init", root, "--yes", "--now", at, *words)
            assert (said.exit_code, said.stderr) == (0, "")
            state = State(given["repository"], clock=made.now)
            made.begin(serving.enter_context(founded(checkout, tmp_path, root, state)))
            return made

        yield found


def propose(town: Office, text: str) -> str:
    """Somebody opens a pull request with an idea, whose check runs, and it is merged. The thread's name."""
    place, root = town.place, town.root
    pull = town.state.pull(author="ada", files={PATH: text}, at=instant(PROPOSED))
    base, number = git(root, "rev-parse", "HEAD"), pull.number
    head = committed(place.origin, {PATH: text}, onto=f"refs/pull/{number}/head", message="Bench", parents=[base])
    merge = committed(place.origin, {}, onto=f"refs/pull/{number}/merge", message="Merge", parents=[base, head])
    git(root, "fetch", "--quiet", "origin", f"refs/pull/{number}/merge")
    git(root, "checkout", "--quiet", "--detach", merge)
    payload = {
        "number": number,
        "base": {"ref": "main", "sha": base},
        "head": {"ref": "patch-1", "sha": head, "repo": {"fork": True}},
        "user": {"login": "ada"},
    }
    run = place.run("validate.yml", "pull_request", by=PROPOSED, action="opened", number=number, pull_request=payload)
    assert run.results == {"check": "success"}, str(run)
    git(place.origin, "update-ref", "refs/heads/main", merge)
    town.state.merge(pull, at=instant(PROPOSED + DAY))
    git(root, "checkout", "--quiet", "main")
    git(root, "pull", "--quiet", "--ff-only")
    return f"pull/{number}"


def test_a_town_is_founded_votes_and_answers(office: Callable[..., Office]) -> None:
    town = office(at=days_ago(50), repository="fontana/idee", kind="town", language="it", name="Idee per Fontana")
    (challenge,) = (town.root / "content" / "challenges").glob("*.yml")
    voting = re.search(r"^voting: \{opens: (\S+), closes: (\S+)\}", challenge.read_text("utf-8"), re.MULTILINE)
    assert voting is not None
    assert voting[1] < instant(NOW) < voting[2]
    thread = propose(town, BENCH.format(challenge=challenge.stem))
    town.state.react(thread, "bob", at=instant(VOTED))
    town.state.react(thread, "ada", at=instant(VOTED))  # who wrote it, and does not count
    asked = town.state.issue(author="cleo", title="Una panchina?")  # where the bench was wished for too

    run = town.publish()

    page = town.place.site / "ideas" / "una-panchina-all-ombra" / "index.html"
    assert '<html lang="it"' in page.read_text("utf-8")
    assert "1 persona a favore" in seen(page)
    assert "Bilancio partecipativo" in seen(page)
    for built in town.place.site.rglob("*.html"):
        assert not OURS.search(built.read_text("utf-8")), built
    assert "In attesa di una prima risposta" in run.summaries  # the desk

    town.run("notify", "--branch", "ledger")  # from now on decisions are told
    town.say(thread, "/status planned La Giunta la fa in primavera.", idea="una-panchina-all-ombra")
    decision = town.root / "content" / "decisions" / "una-panchina-all-ombra.yml"
    decision.write_text(f"{decision.read_text('utf-8').rstrip()}\nthreads: [issue/{asked.number}]\n", "utf-8")
    town.commit()
    town.publish()
    assert "In programma" in seen(page)
    assert "La Giunta la fa in primavera." in seen(page)
    for _ in range(2):
        town.act("notify.yml")
    for name in (thread, f"issue/{asked.number}"):  # by the command, and by the workflow
        (answer,) = town.told(name)
        assert "In programma" in answer


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


def seal_and_show(acme: Office, scores_by: datetime, own: Path) -> None:
    """Two jurors judge on their own computers; nobody reads a score before both have."""
    acme.at = instant(scores_by - DAY)
    for juror, points in (("ada", "9"), ("bob", "8")):
        scores = [word for idea, given in (("one-lathe-manual", points), ("more-coffee", "2")) for criterion in
                  ("benefit", "effort", "novelty") for word in ("--score", f"{idea}:{criterion}={given}")]  # fmt: skip
        acme.run("new", "review", "--challenge", CALL, "--login", juror, *scores, "--seal", "--keep", own / juror)
    acme.commit()
    acme.run("sync", "--branch", "ledger")
    acme.run("notify", "--branch", "ledger")  # from now on decisions are told
    acme.run("build", "--branch", "ledger")
    published = [path.read_bytes() for path in (acme.root / "build" / "site").rglob("*") if path.is_file()]
    reviews = [path.read_bytes() for path in (acme.root / "content" / "reviews").rglob("*.yml")]
    assert len(reviews) == 2
    assert not any(b"benefit: 9" in text or b'"benefit": 9' in text for text in (*published, *reviews))
    acme.at = instant(scores_by + DAY)
    for juror in ("ada", "bob"):
        acme.run("reveal", CALL, "--login", juror, "--keep", own / juror)
    acme.commit()


def test_a_company_founds_a_private_community_in_which_a_jury_decides(
    office: Callable[..., Office], tmp_path: Path
) -> None:
    acme = office(at=days_ago(75), repository="acme/ideas", kind="company", language="en", juror="ada|bob")
    acme.state.home.private = True
    terms = (acme.root / "content" / "challenges" / f"{CALL}.yml").read_text("utf-8")
    opens, votes, scores_by, reveal_by = (
        datetime.fromisoformat(f"{day}T12:00:00Z")
        for day in re.findall(r"(?:opens|scores_by|reveal_by): (\d{4}-\d\d-\d\d)", terms)
    )
    assert reveal_by < NOW
    acme.at = instant(opens + DAY)
    lathe = acme.proposed("one-lathe-manual", WISH.format(title="One lathe manual", author="eve"), author="eve")
    coffee = acme.proposed("more-coffee", WISH.format(title="More coffee", author="fay"), author="fay")
    acme.state.react(lathe, "gil", at=instant(votes + DAY))
    seal_and_show(acme, scores_by, tmp_path)

    acme.at = instant(NOW)
    acme.run("sync", "--branch", "ledger")
    acme.run("winners", CALL, "--branch", "ledger")
    acme.run("answer", "more-coffee", "--status", "declined", "--reason", "There is a machine on each floor.")
    acme.run("check")
    acme.commit()
    result = (acme.root / "content" / "results" / f"{CALL}.yml").read_text("utf-8")
    assert "one-lathe-manual" in result.partition("winners")[2].partition("others")[0]

    acme.say(lathe, "/status planned We print it in April.", idea="one-lathe-manual")
    run = acme.publish()
    assert "One lathe manual" in acme.page(f"challenges/{CALL}")
    assert "We print it in April." in acme.page("ideas/one-lathe-manual")
    assert "More coffee: waits for" in run.summaries  # the desk
    for _ in range(2):
        acme.act("notify.yml")
    for thread, reason in ((lathe, "We print it in April"), (coffee, "There is a machine on each floor")):
        (answer,) = acme.told(thread)
        assert reason in answer


def test_an_open_source_project_makes_ideas_of_its_issues_and_answers_in_a_comment(
    office: Callable[..., Office],
) -> None:
    library = office(at=days_ago(3), repository="acme/library", kind="open-source", language="en")
    wish = library.state.issue(author="eve", title="Read YAML 1.2", body="As JSON is.", labels=["feature-request"])
    thread = f"issue/{wish.number}"
    for login in ("gil", "hal"):
        library.state.react(thread, login)
    library.run("import", "github", "--label", "feature-request", "--write")
    library.commit()
    library.publish()
    assert "2 people support this" in library.page("ideas/read-yaml-1-2")
    library.run("notify", "--branch", "ledger")
    library.say(thread, "/status planned For the next release.", idea="read-yaml-1-2")
    library.publish()
    assert "Planned" in library.page("ideas/read-yaml-1-2")
    library.act("notify.yml")
    (answer,) = library.told(thread)
    assert "For the next release" in answer
