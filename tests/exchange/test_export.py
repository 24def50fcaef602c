"""`ideario export pabulib`: what is exported can be imported again, and other software counts the same."""

import csv
import io
import json
import os
from collections import Counter
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from random import Random
from typing import Any

import pytest
from communities import CHALLENGE, COMMUNITY, IDEA, put
from elections import election
from ideario.actions.export import exported
from ideario.exchange.importers import ImportWishes
from ideario.exchange.pabulib import make_community
from ideario.exchange.pabulib.election import Election, read_election
from ideario.intake.content_files import ContentFile
from ideario.intake.read_community import read_community
from ideario.intake.records import challenge_of, idea_of
from ideario.intake.settings import settings_of
from ideario.model.community import Community
from ideario.model.money import money_from
from ideario.resources import tool_resources
from ideario.voting.counting.ballots import Ballot
from ideario.voting.deciding.contests import contest_of
from ideario.voting.deciding.winner_rules import decide
from ledgers import restated

pytestmark = pytest.mark.slow

REAL = ("poland_swiecie_2023_", "poland_wieliczka_2023_green-budget", "poland_warszawa_2024_bemowo")


def read(text: str) -> Election:
    found, problems = read_election(text.encode(), path="a file")
    assert found is not None
    assert problems == ()
    return found


def written(ideario, folder: Path) -> str:
    (challenge,) = (folder / "content" / "challenges").glob("*.yml")
    done = ideario("export", "pabulib", challenge.stem, cwd=folder)
    assert done.exit_code == 0, done
    return done.stdout


def ballots(found: Election) -> Counter[frozenset[str]]:
    return Counter(frozenset(found.projects[place].id for place in ballot.approved) for ballot in found.ballots)


@pytest.mark.parametrize("name", REAL)
def test_a_real_election_comes_out_as_it_went_in_and_in_the_same_bytes_the_second_time(
    ideario, tmp_path: Path, name: str
) -> None:
    """What content has no place for does not come back: who voted how and when, places, districts."""
    source, _ = read_election(election(name).read_bytes(), path=name)
    assert source is not None
    assert ideario("import", "pabulib", election(name), "--into", tmp_path / "first").exit_code == 0
    first = written(ideario, tmp_path / "first")
    found = read(first)
    assert found.budget == source.budget
    assert {(p.id, p.cost, p.votes) for p in found.projects} == {(p.id, p.cost, p.votes) for p in source.projects}
    assert ballots(found) == ballots(source)
    (tmp_path / "second.pb").write_text(first)
    assert ideario("import", "pabulib", tmp_path / "second.pb", "--into", tmp_path / "second").exit_code == 0
    second = written(ideario, tmp_path / "second")
    assert second.replace(read(second).meta["unit"].value, read(first).meta["unit"].value) == first


def test_no_pseudonym_is_exported_and_opponents_are_voters_who_approve_nothing(ideario, root: Path) -> None:
    text = ideario("export", "pabulib", "quieter-streets", cwd=root).stdout
    found = read(text)
    assert len(found.ballots) == 11
    assert [ballot.voter for ballot in found.ballots] == [str(number) for number in range(1, 12)]
    assert not any(f"{voter:064x}" in text for voter in range(11))
    assert "selected" not in text


def test_winners_are_marked_once_they_are_decided(ideario, root: Path, tmp_path: Path) -> None:
    decided = json.loads(ideario("winners", "quieter-streets", "--format", "json", cwd=root).stdout)
    file = tmp_path / "out.pb"
    assert ideario("export", "pabulib", "quieter-streets", "--output", file, cwd=root).exit_code == 0
    marked = {p.id for p in read(file.read_text()).projects if p.fields["selected"] == "1"}
    assert marked == {winner["idea"] for winner in decided["winners"]}


def test_a_challenge_without_a_budget_is_refused(ideario, root: Path) -> None:
    put(root, "challenges/quieter-streets", CHALLENGE)
    refused = ideario("export", "pabulib", "quieter-streets", cwd=root)
    assert (refused.exit_code, "has no budget" in refused.stderr) == (2, True)


def test_the_site_publishes_the_counted_ballots_once_every_vote_until_the_close_is_known(ideario, root: Path) -> None:
    text = ideario("export", "pabulib", "quieter-streets", cwd=root).stdout
    assert ideario("build", "--output", root / "out", cwd=root).exit_code == 0
    site = root / "out" / "site"
    assert (site / "challenges/quieter-streets/ballots.pb").read_text() == text
    (challenge,) = json.loads((site / "api/v1/challenges.json").read_text())["challenges"]
    assert challenge["pabulib"].endswith("/challenges/quieter-streets/ballots.pb")
    for page, href in (
        ("", "../../challenges/quieter-streets/ballots.pb"),
        ("it/", "../../../challenges/quieter-streets/ballots.pb"),
    ):
        assert f'href="{href}"' in (site / page / "challenges/quieter-streets/index.html").read_text()
    restated(root / "content" / "ledger", observed=datetime(2026, 2, 1, 9, tzinfo=UTC))
    assert ideario("build", "--output", root / "out", cwd=root).exit_code == 0
    assert not (site / "challenges/quieter-streets/ballots.pb").exists()
    (challenge,) = json.loads((site / "api/v1/challenges.json").read_text())["challenges"]
    assert challenge["pabulib"] is None


# ---- ids, rules and voters stay what they are


IDS = {"alpha": "beta", "beta": None, "delta": "same", "epsilon": "same", "gamma": "1,2", "zeta": "z 1"}


def test_ids_that_would_meet_become_slugs_and_nothing_is_mixed_up(ideario, root: Path) -> None:
    """A source_id that is another idea's slug, one that two ideas have, one with a comma."""
    costs = {slug: f"{10 * place} EUR" for place, slug in enumerate(IDS, 1)}
    for file in (root / "content" / "ideas").glob("*.yml"):
        file.unlink()
    for slug, source_id in IDS.items():
        named = {} if source_id is None else {"source": "Elsewhere", "source_id": source_id}
        put(
            root, f"ideas/{slug}", {**IDEA, "title": slug, "challenge": "quieter-streets", "cost": costs[slug], **named}
        )
    done = ideario("export", "pabulib", "quieter-streets", cwd=root)
    assert done.exit_code == 0, done
    found = read(done.stdout)
    assert {p.id: f"{p.cost} EUR" for p in found.projects} == {
        ("z 1" if slug == "zeta" else slug): cost for slug, cost in costs.items()
    }
    assert "Exported under their slugs" in done.stderr
    assert "alpha, delta, epsilon, gamma" in found.meta["comment"].value


def test_a_comma_in_the_name_of_a_tag_makes_no_two_categories_of_it(ideario, root: Path) -> None:
    put(root, "community", {**COMMUNITY, "tags": {"parks": "Parks, gardens", "noise": {"en": "Noise"}}})
    put(root, "ideas/tagged", {**IDEA, "challenge": "quieter-streets", "cost": "10 EUR", "tags": ["parks", "noise"]})
    found = read(ideario("export", "pabulib", "quieter-streets", cwd=root).stdout)
    assert [p.categories for p in found.projects if p.id == "tagged"] == [("parks", "Noise")]


RULES: list[dict[str, Any]] = [
    {"rule": "greedy", "minimum_support": 3},
    {"rule": "greedy", "quorum": "1/3"},
    {"rule": "top", "count": 2, "seed": "7 12"},
    {"rule": "equal-shares", "completion": "none"},
    {"rule": "equal-shares", "completion": "add1", "step": "0.50 EUR", "proportional_quorum": "1/4"},
    {"rule": "equal-shares", "completion": "add1e"},
    {"rule": "equal-shares", "completion": "utilitarian"},
]


@pytest.mark.parametrize("rule", RULES, ids=[" ".join(map(str, rule.values())) for rule in RULES])
def test_the_rule_that_was_used_is_exported_read_back_as_itself_or_said(ideario, root: Path, rule, tmp_path) -> None:
    put(root, "challenges/quieter-streets", {**CHALLENGE, "budget": "1000 EUR", "winners": rule})
    done = ideario("export", "pabulib", "quieter-streets", cwd=root)
    found = read(done.stdout)
    (tmp_path / "x.pb").write_text(done.stdout)
    assert ideario("import", "pabulib", tmp_path / "x.pb", "--into", tmp_path / "again").exit_code == 0
    reading = read_community(tmp_path / "again", resources=tool_resources())
    (challenge,) = reading.community.challenges.values()
    again = challenge.winners
    assert (again.rule, again.completion, again.count) == (rule["rule"], rule.get("completion"), rule.get("count"))
    assert again.seed == rule.get("seed")
    assert again.proportional_quorum == rule.get("proportional_quorum")
    assert again.step == (None if "step" not in rule else money_from(rule["step"]))
    least = rule.get("minimum_support") or (ceil(len(found.ballots) / 3) if "quorum" in rule else 1)
    assert max(1, again.minimum_support) == least
    told = set(rule) & {"quorum", "proportional_quorum", "seed", "step", "count"} or rule.get("completion") in {
        "add1e",
        "utilitarian",
    }
    notes = [
        line for line in done.stderr.splitlines() if "No history shows" not in line
    ]  # the town is in no repository
    assert bool(notes) is bool(told)
    assert ("comment" in found.meta) is bool(told)


ELECTIONS = int(os.environ.get("IDEARIO_ROUND_TRIPS", "300"))
"""A thousand on demand: IDEARIO_ROUND_TRIPS=1000."""


def file_of(draw: Random) -> str:
    """A random election with odd names, equal names, empty ballots and every rule."""
    number = draw.randint(1, 7)
    ids = draw.sample(["1", "2", "a", "A", "a;b", '"q"', "x y", "tram", "-1", "00", "1.0", "ä"], number)
    rule = draw.choice(
        ["greedy", "top/2", "equalshares", *(f"equalshares/{c}" for c in ("add1", "add1e", "utilitarian"))]
    )
    votes = [draw.sample(ids, draw.randint(0, number)) for _ in range(draw.randint(1, 9))]
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerows([["META"], ["key", "value"], ["description", "A vote"], ["num_projects", number]])
    rows.writerows([["num_votes", len(votes)], ["budget", draw.randint(10, 60)], ["vote_type", "approval"]])
    rows.writerows([["rule", rule], ["instance", 2024], ["currency", "EUR"], ["language", "en"]])
    if draw.random() < 0.3:
        rows.writerow(["min_project_score_threshold", draw.randint(1, 3)])
    if draw.random() < 0.3:
        rows.writerow(["seed", draw.randint(1, 99)])
    rows.writerows([["PROJECTS"], ["project_id", "cost", "name"]])
    rows.writerows([one, draw.randint(1, 30), draw.choice(["Park", "Tram", f"Idea {one}"])] for one in ids)
    rows.writerows([["VOTES"], ["voter_id", "vote"]])
    rows.writerows([place, ",".join(vote)] for place, vote in enumerate(votes))
    return text.getvalue()


def held(text: str) -> tuple[Community, str, list[frozenset[str]], list[str | None], int]:
    """An imported election in memory: community, challenge, ballots, the winners' source ids, and how many voted."""
    made, problems = make_community.read(text.encode(), path="x.pb", wishes=ImportWishes(currencies=("EUR",)))
    assert made is not None, problems
    settings, challenge = made.contents[0].values, made.contents[1].values
    slug = made.contents[1].name
    called = challenge_of(entry(slug, "challenge"), challenge)
    community = Community(
        settings=settings_of(settings),
        challenges={slug: called},
        ideas={
            content.name: idea_of(entry(content.name, "idea"), content.values, None) for content in made.contents[2:]
        },
        people={},
        decisions={},
    )
    approved: dict[str, set[str]] = {}
    for event in made.events():
        approved.setdefault(event.voter, set()).add(event.idea)
    ballots = [
        Ballot(idea, voter, "support", called.voting.opens, number)
        for number, (voter, idea) in enumerate((v, i) for v, found in sorted(approved.items()) for i in sorted(found))
    ]
    contest = contest_of(community, slug, ballots)
    won = [community.ideas[win.idea].source_id for win in decide(contest).wins]
    return community, slug, [frozenset(found) for found in approved.values()], won, contest.voters


def entry(name: str, kind: str) -> ContentFile:
    return ContentFile(path=name, file=name, kind=kind, name=name, parent="", form="file")  # type: ignore[arg-type] # one of its kinds


def test_random_elections_keep_their_winners_and_voters_through_import_and_export() -> None:
    draw, empty = Random(11), 0
    for _ in range(ELECTIONS):
        text = file_of(draw)
        community, challenge, approved, won, voters = held(text)
        assert voters == len(read_election(text.encode(), path="x")[0].ballots)
        out = exported(community, challenge, approved).text
        community_again, _, _, won_again, voters_again = held(out)
        assert (won_again, voters_again) == (won, voters), text
        assert exported(community_again, *held(out)[1:3]).text.split("PROJECTS")[1] == out.split("PROJECTS")[1]
        empty += community.challenges[challenge].empty_ballots
    assert empty > ELECTIONS / 10
