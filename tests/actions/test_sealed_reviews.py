"""A jury from sealing to the recount: what is written when, what nobody can read before, and what is named."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from communities import COMMUNITY, IDEA, commit, git, put
from decided_challenges import NAME, SUPPORT, called, voted
from ideario.actions.basis import read_basis
from ideario.actions.publish import edition_of
from ideario.actions.reporting.beside_ledger import beside_ledger
from ideario.model.ledger_state import USUAL_PLACE
from ideario.publishing.api.documents import documents
from ideario.resources import tool_resources
from ideario.voting.counting.encoded import Events
from ideario.voting.counting.run_rule import RECOUNT
from terminals import conversation

pytestmark = pytest.mark.slow

JURY = {"jurors": ["ada", "Hubot", "mona"], "scores_by": "2026-02-20", "reveal_by": "2026-02-27"}
SECRET = "Nobody should know that I like this one best."
Run = Callable[..., Any]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three ideas, the first of them ada's, in a challenge whose jury seals scores until 20 February."""
    home = tmp_path / "town"
    put(home, "community", COMMUNITY)
    for slug in SUPPORT:
        put(home, f"ideas/{slug}", {**IDEA, "title": slug, "challenge": NAME,
                                    "authors": ["ada" if slug == "good" else "octocat"]})  # fmt: skip
    called(
        home,
        winners={"rule": "jury", "count": 1},
        criteria=[{"id": "effect", "title": "Effect", "weight": 2}, {"id": "cost", "title": "Cost", "weight": 1}],
        jury=JURY,
    )
    voted(home, "2026-02-10T12:00:00Z")
    commit(home)
    return home


@pytest.fixture
def run(ideario: Run, root: Path, tmp_path: Path) -> Run:
    """The command in that folder at a moment, with a folder of the juror's own."""

    def at(moment: str, *words: str | Path, fails: int = 0) -> Any:
        seconds = str(int(datetime.fromisoformat(moment).timestamp()))
        env = {"SOURCE_DATE_EPOCH": seconds, "XDG_DATA_HOME": str(tmp_path / "own")}
        outcome = ideario(*words, cwd=root, env=env)
        assert outcome.exit_code == fails, outcome.stdout + outcome.stderr
        return outcome

    return at


def sealed(run: Run, login: str, *given: str, at: str = "2026-02-15T12:00:00Z", **options: Any) -> Any:
    scores = [word for one in given for word in ("--score", one)]
    return run(at, "new", "review", "--challenge", NAME, "--login", login, *scores, "--seal", *options.pop("more", ()),
               **options)  # fmt: skip


def written_documents(root: Path, api: Path) -> Path:
    """What a site says to programs, without its pages."""
    now, ledger = datetime(2026, 3, 5, 13, tzinfo=UTC), root / "content" / "ledger"
    basis = read_basis(root, resources=tool_resources(), ledger=ledger, now=now)
    beside = beside_ledger(basis.community, basis.threads, ledger)
    with Events(ledger) as events:
        edition, problems = edition_of(
            basis, ledger, events, beside, root=root, built=now, stale=False, ledger_place=USUAL_PLACE
        )
    assert problems == ()
    api.mkdir()
    for path, content in documents(edition):
        if path.startswith("api/v1/"):
            (api / Path(path).name).write_bytes(content)
    return api


def published(place: Path) -> Iterator[bytes]:
    for file in place.rglob("*"):
        if file.is_file():
            yield file.read_bytes()


def hear_in_italian(run: Run) -> None:
    """Who judges what, and that there is no such jury, is told to whoever asks in Italian."""
    told = run("2026-02-22T12:00:00Z", "jury", NAME, "--messages", "it").stdout
    assert "ada: ha mostrato i punteggi, e contano\n  giudica mallorys, rival\n  si fa da parte per good\n" in told
    refused = run("2026-02-22T12:00:00Z", "jury", "nope", "--messages", "it", fails=2).stderr
    assert refused.startswith("ideario: non c’è")


def rehearse(run: Run, root: Path) -> None:
    """A jury alone can be tried where no vote was ever read; what is decided needs the ledger."""
    ledger = root / "content" / "ledger"
    ledger.rename(root / "away")
    told = run("2026-02-22T12:00:00Z", "winners", NAME, "--provisional").stdout
    assert "No ledger, so no votes: the jury decides alone.\n\n1. good (good): 10 of 10 by 1 juror" in told
    assert "Ledger" not in told
    run("2026-03-05T12:00:00Z", "winners", NAME, fails=2)
    (root / "away").rename(ledger)


def test_a_jury_seals_shows_and_decides_and_anybody_counts_again(run: Run, root: Path, tmp_path: Path) -> None:
    told = sealed(run, "Ada", "rival:effect=9", "rival:cost=6", "mallorys:effect=2",
                  more=["--comment", f"rival={SECRET}"])  # fmt: skip
    openings = tmp_path / "own" / "ideario" / "openings"
    (opening,) = openings.iterdir()
    assert "KEEP THIS FILE, AND SHOW IT TO NOBODY" in told.stdout
    assert str(opening) in told.stdout
    assert opening.stat().st_mode & 0o777 == 0o600
    kept = json.loads(opening.read_bytes())
    assert len(kept["salt"]) == 32
    sealed(run, "hubot", "good:effect=10", "good:cost=10", "rival:effect=6")
    sealed(run, "mona", "good:effect=10")  # and loses what opens it
    next(openings.glob("*mona*")).unlink()
    commit(root, date="2026-02-16T12:00:00Z")

    # Before all are in: nothing of it anywhere that anybody can look.
    run("2026-02-19T12:00:00Z", "build", "--output", tmp_path / "early")
    salts = [kept["salt"], *(json.loads(file.read_bytes())["salt"] for file in openings.iterdir())]
    history = git(root, "log", "-p", "--all").encode()
    for text in (history, *published(tmp_path / "early"), *published(root)):
        assert SECRET.encode() not in text
        assert not [salt for salt in salts if salt.encode() in text]
    (early,) = json.loads((tmp_path / "early/site/api/v1/reviews.json").read_bytes())["reviews"]
    assert (early["ideas"], [card["scores"] for card in early["scorecards"]]) == ([], [])
    assert [(one["juror"], one["ideas"], one["aside"]) for one in early["jury"]] == [
        ("ada", ["mallorys", "rival"], ["good"]),
        ("Hubot", ["good", "mallorys", "rival"], []),
        ("mona", ["good", "mallorys", "rival"], []),
    ]
    assert all(one["seal"] and one["salt"] is None for one in early["jury"])
    assert "still coming in until 2026-02-20T23:59:59Z" in run(
        "2026-02-20T23:00:00Z", "reveal", NAME, "--login", "ada", fails=2
    ).stderr  # fmt: skip

    # Then each shows what was sealed; who cannot has a score missing.
    run("2026-02-21T12:00:00Z", "reveal", NAME, "--login", "ada")
    run("2026-02-21T12:00:00Z", "reveal", NAME, "--login", "hubot", "--keep", openings)
    run("2026-02-21T12:00:00Z", "reveal", NAME, "--login", "mona", fails=2)
    commit(root, date="2026-02-22T12:00:00Z")
    states = json.loads(run("2026-02-22T12:00:00Z", "jury", NAME, "--format", "json").stdout)["jurors"]
    assert [(one["juror"], one["state"]) for one in states] == [
        ("ada", "shown"),
        ("Hubot", "shown"),
        ("mona", "sealed"),
    ]
    hear_in_italian(run)

    rehearse(run, root)

    # Nobody has won before the jury's time is over and votes were seen after that.
    voted(root, "2026-02-26T12:00:00Z")
    run("2026-03-05T12:00:00Z", "winners", NAME, fails=2)
    voted(root)
    outcome = run("2026-03-05T12:00:00Z", "winners", NAME)
    assert "1. good (good): 10 of 10 by 1 juror, 50 supporters" in outcome.stdout
    assert "rival (rival): 7 of 10 by 2 jurors, 3 supporters; others have a higher score" in outcome.stdout
    result = (root / f"content/results/{NAME}.yml").read_text()
    assert "{idea: good, support: 50, scores: 1, score: 10/1}" in result
    commit(root, date="2026-03-05T12:00:00Z")
    run("2026-03-05T13:00:00Z", "verify")
    api = written_documents(root, tmp_path / "api")
    words: list[str | Path] = [sys.executable, "-I", "-S", str(RECOUNT), root / "content/ledger", api]
    recounted = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (recounted.returncode, "1 results" in recounted.stdout) == (0, True), recounted.stdout
    bent = json.loads((api / "reviews.json").read_bytes())
    bent["reviews"][0]["scorecards"][0]["scores"][0]["criteria"]["effect"] = 8
    (api / "reviews.json").write_text(json.dumps(bent))
    recounted = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (recounted.returncode, "seal of" in recounted.stdout) == (1, True), recounted.stdout


def test_what_becomes_of_a_file_after_its_time_has_no_effect(run: Run, root: Path) -> None:
    """Scores changed afterwards are named, and what was sealed and shown counts; so it does where the file is gone."""
    sealed(run, "ada", "rival:effect=9")
    sealed(run, "hubot", "good:effect=5")
    commit(root, date="2026-02-16T12:00:00Z")
    for login in ("ada", "hubot"):
        run("2026-02-21T12:00:00Z", "reveal", NAME, "--login", login)
    commit(root, date="2026-02-22T12:00:00Z")
    voted(root)
    ada, hubot = (root / f"content/reviews/{NAME}/{name}.yml" for name in ("ada", "Hubot"))
    ada.write_text(ada.read_text().replace("effect: 9", "effect: 1"))
    hubot.unlink()
    commit(root, date="2026-03-02T12:00:00Z")
    told = run("2026-03-05T12:00:00Z", "winners", NAME, fails=1)
    assert (
        f"content/reviews/{NAME}/ada.yml:2:7: error: seal-broken: `ada` sealed other scores than these" in told.stderr
    )
    assert "1. rival (rival): 9 of 10 by 1 juror" in told.stdout
    assert "good (good): 5 of 10 by 1 juror" in told.stdout


def test_nothing_is_sealed_that_cannot_count(run: Run, root: Path, tmp_path: Path) -> None:
    for login, given, words in (
        ("octocat", "good:effect=5", "`octocat` is no juror of `quieter-streets`"),
        ("ada", "good:effect=5", "`good` is scored, and `ada` has a stake in it"),
        ("ada", "none:effect=5", "`none` is not for `ada` to judge"),
        ("ada", "rival:speed=5", "has no criterion `speed`"),
    ):
        outcome = sealed(run, login, given, fails=2)
        assert words in outcome.stderr
    assert "were due by 2026-02-20T23:59:59Z" in sealed(
        run, "ada", "rival:effect=5", at="2026-02-21T12:00:00Z", fails=2
    ).stderr  # fmt: skip
    inside = ["--keep", str(root / "build" / "opening.json")]
    assert "can be published" in sealed(run, "ada", "rival:effect=5", more=inside, fails=2).stderr
    assert not (root / "content/reviews").exists()
    assert not list((tmp_path / "own").rglob("*.json"))


def test_who_declares_a_stake_before_scores_are_due_has_the_idea_judged_by_another(run: Run, root: Path) -> None:
    called(
        root,
        winners={"rule": "jury", "count": 1},
        criteria=[{"id": "effect", "title": "Effect", "weight": 2}],
        jury={**JURY, "each": 1},
    )
    commit(root, date="2026-01-11T12:00:00Z")

    def judged() -> dict[str, list[str]]:
        found = json.loads(run("2026-02-10T12:00:00Z", "jury", NAME, "--format", "json").stdout)["jurors"]
        return {one["juror"]: one["ideas"] for one in found}

    before = judged()
    assert sorted(idea for ideas in before.values() for idea in ideas) == sorted(SUPPORT)  # ada's own is with another
    (stake,) = before["mona"]
    run("2026-02-10T12:00:00Z", "new", "review", "--challenge", NAME, "--login", "mona", "--conflict", stake)
    after = judged()
    assert after["mona"] == []
    assert {idea for ideas in after.values() for idea in ideas} == set(SUPPORT)
    assert all(set(before[juror]) <= set(after[juror]) for juror in ("ada", "Hubot"))
    assert "is not for `mona` to judge" in sealed(run, "mona", f"{before['Hubot'][0]}:effect=1", fails=2).stderr


def test_an_author_is_who_was_one_when_scores_were_due(run: Run, root: Path) -> None:
    """Nobody steps in by taking their name off their own idea, and nobody is kept away by being named afterwards."""
    good, rival = (root / f"content/ideas/{slug}.yml" for slug in ("good", "rival"))
    good.write_text(good.read_text().replace("[ada]", "[octocat]"))
    commit(root, date="2026-02-11T12:00:00Z")
    assert "has a stake in it" in sealed(run, "ada", "good:effect=9", fails=2).stderr
    sealed(run, "ada", "rival:effect=9")
    commit(root, date="2026-02-16T12:00:00Z")
    rival.write_text(rival.read_text().replace("[octocat]", "[octocat, ada]"))
    commit(root, date="2026-02-21T12:00:00Z")
    run("2026-02-21T12:00:00Z", "reveal", NAME, "--login", "ada")
    commit(root, date="2026-02-22T12:00:00Z")
    voted(root)
    assert "1. rival (rival): 9 of 10 by 1 juror" in run("2026-03-05T12:00:00Z", "winners", NAME).stdout


def test_who_seals_again_keeps_both_openings_and_the_last_seal_in_time_counts(
    run: Run, root: Path, tmp_path: Path
) -> None:
    sealed(run, "ada", "rival:effect=9")
    commit(root, date="2026-02-16T12:00:00Z")
    sealed(run, "ada", "rival:effect=3", at="2026-02-17T12:00:00Z")
    commit(root, date="2026-02-17T12:00:00Z")
    assert len(list((tmp_path / "own").rglob("*.json"))) == 2
    run("2026-02-21T12:00:00Z", "reveal", NAME, "--login", "ada")
    assert "rival: {criteria: {effect: 3}}" in (root / f"content/reviews/{NAME}/ada.yml").read_text()


def test_a_jury_that_is_changed_while_people_vote_has_no_effect(run: Run, root: Path) -> None:
    called(
        root,
        winners={"rule": "jury", "count": 1},
        criteria=[{"id": "effect", "title": "Effect", "weight": 2}, {"id": "cost", "title": "Cost", "weight": 1}],
        jury={**JURY, "jurors": ["mallory"]},
    )
    commit(root, date="2026-02-12T12:00:00Z")
    assert "`jury` was `{jurors: [ada, Hubot, mona]" in run("2026-02-13T12:00:00Z", "check", fails=1).stdout
    assert "no juror" in sealed(run, "mallory", "good:effect=5", fails=2).stderr


def test_at_a_terminal_a_juror_is_asked_for_what_is_theirs_to_judge(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ada is not asked about her own idea; nothing of her answers stays below the community's folder."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2026, 2, 15, tzinfo=UTC).timestamp())))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    own = [("mallorys, effect", "3"), ("mallorys, cost", ""), ("rival, effect", "8"), ("rival, cost", "9")]
    answers = [("Challenge", NAME), ("Login", "ada"), ("stake in", ""), *own]
    screen, exit_code = conversation(root, ["new", "review", "--seal"], answers)
    assert exit_code == 0, screen
    assert "good, effect" not in screen
    assert "KEEP THIS FILE, AND SHOW IT TO NOBODY" in screen
    (opening,) = (tmp_path / "own" / "ideario" / "openings").iterdir()
    assert json.loads(opening.read_bytes())["scores"]["rival"] == {"criteria": {"effect": 8, "cost": 9}}
    assert not list((root / "build").rglob("*.json"))
