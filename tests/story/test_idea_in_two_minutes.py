"""The promise, from one end to the other: what somebody types on a phone is an idea with votes on the built page.

Real are the browser, the program, git and HTTP; GitHub is the stand-in, its pages are played by hand.
"""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from communities import CHALLENGE, commit, git, put, riverton
from conftest import Outcome
from forms import submitted
from github_standin import Server
from ideario.forge.issue_forms import FORM_PATH, branch_of_issue
from ledgers import KEY
from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.slow

ACTIONS = "github-actions[bot]"
IDEA = {
    "title": "Una panchina all’ombra",
    "summary": "Chi va al mercato a piedi potrebbe riposarsi a metà strada.",
    "body": "## Dove\n\nSotto i tigli: *tre* panchine.",
    "cost": "1.200",
}
SLUG = "una-panchina-all-ombra"


class Town:
    """A community whose people speak Italian, its repository at GitHub, and whoever runs the program there."""

    def __init__(self, root: Path, github: Server, ideario: Callable[..., Outcome]) -> None:
        self.root, self.github, self._ideario = root, github, ideario
        riverton(root, languages=["it", "en"])
        put(
            root,
            "challenges/piccoli-fondi",
            {
                **CHALLENGE,
                "title": "Piccoli fondi",
                "submission": {"opens": "2026-01-01", "closes": "2099-12-31"},
                "voting": {"opens": "2026-01-01", "closes": "2099-12-31"},
                "budget": "5000 EUR",
                "winners": {"rule": "greedy"},
            },
        )
        github.state.token("of-actions", ACTIONS, kind="installation", limit=10_000)
        self.run("receive", "--write-form")
        (root / ".gitignore").write_text("/build/\n", "utf-8")
        commit(root)
        files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.glob("content/**/*.yml")}
        github.state.home.git.commit("main", files)

    @property
    def form(self) -> str:
        return (self.root / FORM_PATH).read_text("utf-8")

    def run(self, *arguments: str) -> str:
        """The program, by the clock of this machine; what it prints."""
        env = {**self.github.environment("of-actions"), "IDEARIO_LEDGER_KEY": KEY, "SOURCE_DATE_EPOCH": None}
        done = self._ideario(*arguments, cwd=self.root, env=env)
        assert done.exit_code == 0, done
        return done.stdout

    def take(self, branch: str) -> None:
        """Have on a branch of this clone what it has at GitHub."""
        path = f"content/ideas/{SLUG}.yml"
        content = self.github.state.home.git.read(branch, path)
        assert content is not None
        git(self.root, "switch", "-q", "-c", branch)
        (self.root / path).write_bytes(content)
        git(self.root, "add", path)
        git(self.root, "commit", "-q", "-m", "Propose")


def typed_on_a_phone(browser: Browser, address: str) -> dict[str, str]:
    """Somebody opens the challenge, proposes, and is led to GitHub's form: what the address there holds."""
    phone = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="it-IT")
    opened: list[str] = []

    def at_github(route: Route) -> None:
        opened.append(route.request.url)
        route.fulfill(body="GitHub")

    phone.route("https://github.com/**", at_github)
    page = phone.new_page()
    page.goto(address + "challenges/piccoli-fondi/")
    page.locator("header .acts .button:not(.plain)").tap()
    for name, text in IDEA.items():
        page.fill(f"#propose-{name}", text)
    with phone.expect_page() as opening:
        page.locator("[data-go=form]").tap()
    opening.value.wait_for_load_state()
    phone.close()
    (sent_to,) = opened
    assert urlsplit(sent_to).path == "/riverton/ideas/issues/new"
    return {name: values[0] for name, values in parse_qs(urlsplit(sent_to).query).items()}


def test_what_somebody_types_on_a_phone_is_an_idea_with_votes_on_the_built_page(
    github: Server, ideario: Callable[..., Outcome], browser: Browser, serve_folder: Callable[..., str], tmp_path: Path
) -> None:
    town = Town(tmp_path / "town", github, ideario)
    site = town.root / "build" / "site"
    town.run("build")

    filled = typed_on_a_phone(browser, serve_folder(site, below="/ideas/"))

    # They send it; the workflow makes a pull request of it that passes the check, and says so on both.
    title, text = submitted(town.form, filled)
    github.state.issue(author="ada", title=title, body=text)
    assert town.run("receive", "1").strip() == f"issue/1: proposta con pull/2, come content/ideas/{SLUG}.yml"
    branch = branch_of_issue(1)
    town.take(branch)
    assert "error" not in town.run("check", "--new-since", "main", "--author", ACTIONS)
    git(town.root, "switch", "-q", "main")
    town.run("sweep")
    told = [row.body for name in ("issue/1", "pull/2") for row in github.state.thread(name).comments]
    assert len(told) == 2
    assert "✅ Tutto bene: si può accogliere" in told[1]

    # People look at it before it is accepted; it waits on the site, under its author's name.
    github.state.react("issue/1", "bob")
    github.state.react("issue/1", "cleo", "heart")
    github.state.react("pull/2", "bob")  # who counts once
    github.state.react("pull/2", "ada")  # who wrote it, and does not count
    town.run("sync")
    town.run("build")
    waiting = (site / "ideas" / "index.html").read_text("utf-8")
    assert IDEA["title"] in waiting
    assert not (site / "ideas" / SLUG).exists()

    # A maintainer merges; the next run publishes idea, author and votes.
    github.state.merge("pull/2")
    git(town.root, "merge", "-q", branch)
    github.state.react("pull/2", "dora")
    town.run("sync")
    town.run("build")
    built = (site / "ideas" / SLUG / "index.html").read_text("utf-8")
    for part in (IDEA["title"], IDEA["summary"], "<em>tre</em> panchine", "ada"):
        assert part in built
    seen = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", built))
    assert "3 persone a favore" in seen
    assert "Piccoli fondi" in seen
    town.run("verify", "--site", "build/site")
