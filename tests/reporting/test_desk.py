"""The desk says what waits, for how long, and what deals with it; the site says whether the promise is kept."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from communities import CHALLENGE, IDEA, put
from conftest import Outcome
from ideario.ledger.beside.outbox import Notice, Outbox, write_outbox
from reported_town import HOSTILE, NOW, reported_town

pytestmark = pytest.mark.slow
URL = "https://github.com/riverton/ideas"


def desk(ideario: Callable[..., Outcome], root: Path, *more: str, now: str = NOW) -> dict[str, Any]:
    done = ideario("--root", root, "desk", "--format", "json", "--now", now, *more)
    assert done.exit_code == 0, done
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def what(document: dict[str, Any], group: str) -> list[str]:
    return [line["what"] for line in document["groups"][group]]


def test_each_thing_that_waits_is_there_with_what_deals_with_it(tmp_path, ideario) -> None:
    document = desk(ideario, reported_town(tmp_path))
    groups = document["groups"]
    (lanes, benches, wrong) = groups["waiting"]
    assert lanes == {
        "what": "Bike lanes by the river: waits for 50 days", "when": "2026-01-20T12:00:00Z", "url": f"{URL}/pull/2",
        "command": "", "late": True,
    }  # fmt: skip
    assert [(line["what"], line["late"]) for line in (benches, wrong)] == [
        ("Benches: waits for 6 days", False), ("wrong: waits for 5 days", False),
    ]  # fmt: skip
    assert [(line["what"], line["url"]) for line in groups["merge"]] == [
        ("Benches: passes the check", f"{URL}/pull/4"), ("wrong: has mistakes, or was not read", f"{URL}/pull/5"),
    ]  # fmt: skip
    assert [(line["what"], line["command"], line["url"]) for line in groups["deadlines"]] == [
        ("Quieter streets: voting is over, and no result is written", "ideario winners quieter-streets", ""),
        ("Late lights: submission closes", "", "https://riverton.github.io/ideas/challenges/late-lights/"),
        ("Late lights: voting opens", "", "https://riverton.github.io/ideas/challenges/late-lights/"),
    ]  # fmt: skip
    assert (groups["still"], groups["scores"]) == ([], [])
    assert [(line["what"], line["command"]) for line in groups["flags"]] == [
        ("Quieter streets: 7 of 7 ballots flagged", "ideario report integrity"),
    ]
    promise = {"days": 14, "within": 1, "late": 0, "overdue": 1, "open": 2, "unknown": 1}
    assert (document["promise"], document["unread"], document["seen"]) == (promise, 1, "2026-03-10T00:00:00Z")


def test_what_does_not_move_comes_on_the_desk_and_goes_when_it_is_settled(tmp_path, ideario) -> None:
    root = reported_town(tmp_path)
    later = desk(ideario, root, now="2026-04-22T00:00:00Z")
    assert [(line["what"], line["command"]) for line in later["groups"]["still"]] == [
        ("Bike lanes by the river: open for 90 days", "ideario answer bike-lanes"),
        (f"{HOSTILE[:100].strip()}: open for 78 days", "ideario answer hostile"),
        ("Night trams: planned for 61 days", "ideario answer night-trams"),
    ]
    history = [{"date": "2026-02-20", "status": "done", "reason": "It runs."}]
    put(root, "decisions/night-trams", {"history": history})
    assert "Night trams: planned for 61 days" not in what(desk(ideario, root, now="2026-04-22T00:00:00Z"), "still")


def test_jurors_are_named_until_they_have_given_their_scores(tmp_path, ideario) -> None:
    root = reported_town(tmp_path)
    jury = {"jurors": ["ada", "Bob"], "scores_by": "2026-03-20", "reveal_by": "2026-03-27"}
    judged = {
        **CHALLENGE, "title": "Judged", "winners": {"rule": "jury", "count": 1}, "jury": jury,
        "criteria": [{"id": "worth", "title": "Worth", "weight": 1}],
        "voting": {"opens": "2026-02-01", "closes": "2026-03-20"},
    }  # fmt: skip
    put(root, "challenges/judged", judged)
    found = desk(ideario, root)
    assert what(found, "scores") == ["Bob: scores for Judged are due", "ada: scores for Judged are due"]
    assert "Judged: the jury's scores are due" in what(found, "deadlines")
    put(root, "reviews/judged/bob", {"seal": "0" * 64})
    assert what(desk(ideario, root), "scores") == ["ada: scores for Judged are due"]
    assert what(desk(ideario, root, now="2026-03-22T00:00:00Z"), "scores") == ["Bob: scores for Judged are to be shown"]


def test_likely_duplicates_lie_on_the_desk(tmp_path, ideario) -> None:
    root = reported_town(tmp_path)
    twin = {**IDEA, "title": "Bike lanes by the river now", "summary": f"{IDEA['summary']} Soon"}
    put(root, "ideas/bike-lanes-again", twin)
    first = desk(ideario, root)["groups"]["similar"][0]
    assert first["command"] == ("ideario answer bike-lanes-again --duplicate-of bike-lanes")


def test_notices_that_are_not_sent_lie_on_the_desk(tmp_path, ideario) -> None:
    root = reported_town(tmp_path)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    state = {"due": "pull/1", "sent": "pull/2", "refused": "issue/9"}
    notices = [
        Notice(event=f"{place:016x}", idea="night-trams", status="planned", thread=thread, since=at, state=name)  # type: ignore[arg-type] # one of the three
        for place, (name, thread) in enumerate(state.items())
    ]
    box = Outbox(begun=at, looked=at).with_notices(*notices)
    write_outbox(root / "content" / "ledger", box)
    assert [(line["what"], line["url"], line["command"]) for line in desk(ideario, root)["groups"]["notices"]] == [
        ("Night trams: the thread could not be told", f"{URL}/issues/9", ""),
        ("Night trams: the thread is still to be told", f"{URL}/pull/1", "ideario notify"),
    ]


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_what_people_wrote_is_never_live_on_the_desk(tmp_path, ideario, form: str) -> None:
    root = reported_town(tmp_path)
    done = ideario("--root", root, "desk", "--format", form, "--now", "2026-04-22")
    assert done.exit_code == 0
    if form == "html":
        assert "<script" not in done.stdout
        assert "default-src 'none'" in done.stdout
        assert 'content="noindex"' in done.stdout
    if form == "markdown":
        assert "@everyone" not in done.stdout
        assert r"\=HYPERLINK\(" in done.stdout
    assert not any(line.lstrip().startswith("::") for line in done.stdout.splitlines())
    assert "Bike lanes by the river" in done.stdout


def test_a_desk_without_a_ledger_knows_of_nobody_who_waits(tmp_path, ideario) -> None:
    root = reported_town(tmp_path)
    for file in (root / "content" / "ledger").iterdir():
        file.unlink()
    document = desk(ideario, root)
    assert (document["groups"]["waiting"], document["unread"], document["promise"]["unknown"]) == ([], 0, 0)
    assert "No votes or threads have been read yet" in ideario("--root", root, "desk").stdout


def test_the_build_writes_the_desk_beside_the_site_and_no_page_leads_there(tmp_path, ideario) -> None:
    root = reported_town(tmp_path / "town", languages=["it", "en"])
    done = ideario("--root", root, "build", "--now", NOW)
    assert done.exit_code == 0, done
    page = (root / "build" / "desk" / "index.html").read_text()
    assert '<html lang="it">' in page
    assert "In attesa di una prima risposta (3)" in page
    assert "## In attesa di una prima risposta (3)" in (root / "build" / "desk" / "desk.md").read_text()
    site = root / "build" / "site"
    assert not (site / "desk").exists()
    assert not [path for path in site.rglob("*.html") if "desk/" in path.read_text()]
    home = (site / "index.html").read_text()
    assert "<b>1</b> proposta su 2 con risposta entro 14 giorni, come promesso; in attesa da più tempo: 1" in home
    assert "<b>1</b> proposta di cui non si sa se abbia avuto risposta" in home
    assert "<b>1</b> of 2 proposals answered within 14 days" in (site / "en" / "index.html").read_text()


def test_where_nothing_is_promised_nothing_is_late(tmp_path, ideario) -> None:
    found = desk(ideario, reported_town(tmp_path, answer_within=None))
    assert (found["promise"], [line["late"] for line in found["groups"]["waiting"]]) == (None, [False] * 3)
