"""`ideario export pabulib`: what is exported can be imported again, and other software counts the same."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from communities import CHALLENGE, put
from elections import election
from ideario.exchange.election import Election, read_election
from test_decide import root  # noqa: F401 - a fixture is asked for by its name
from test_ledger import restated

REAL = ("poland_swiecie_2023_", "poland_wieliczka_2023_green-budget", "poland_warszawa_2024_bemowo")


def read(text: str) -> Election:
    found, problems = read_election(text.encode(), path="a file")
    assert found is not None
    assert problems == ()
    return found


def exported(ideario, folder: Path) -> str:
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
    first = exported(ideario, tmp_path / "first")
    found = read(first)
    assert found.budget == source.budget
    assert {(p.id, p.cost, p.votes) for p in found.projects} == {(p.id, p.cost, p.votes) for p in source.projects}
    assert ballots(found) == ballots(source)
    (tmp_path / "second.pb").write_text(first)
    assert ideario("import", "pabulib", tmp_path / "second.pb", "--into", tmp_path / "second").exit_code == 0
    second = exported(ideario, tmp_path / "second")
    assert second.replace(read(second).meta["unit"].value, read(first).meta["unit"].value) == first


def test_no_pseudonym_is_exported_and_opponents_are_voters_who_approve_nothing(ideario, root: Path) -> None:  # noqa: F811 - the fixture
    text = ideario("export", "pabulib", "quieter-streets", cwd=root).stdout
    found = read(text)
    assert len(found.ballots) == 11
    assert [ballot.voter for ballot in found.ballots] == [str(number) for number in range(1, 12)]
    assert not any(f"{voter:064x}" in text for voter in range(11))
    assert "selected" not in text


def test_winners_are_marked_once_they_are_decided(ideario, root: Path, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    decided = json.loads(ideario("decide", "quieter-streets", "--format", "json", cwd=root).stdout)
    file = tmp_path / "out.pb"
    assert ideario("export", "pabulib", "quieter-streets", "--output", file, cwd=root).exit_code == 0
    marked = {p.id for p in read(file.read_text()).projects if p.fields["selected"] == "1"}
    assert marked == {winner["idea"] for winner in decided["winners"]}


def test_a_challenge_without_a_budget_is_refused(ideario, root: Path) -> None:  # noqa: F811 - the fixture
    put(root, "challenges/quieter-streets", CHALLENGE)
    refused = ideario("export", "pabulib", "quieter-streets", cwd=root)
    assert (refused.exit_code, "has no budget" in refused.stderr) == (2, True)


def test_the_site_publishes_the_counted_ballots_once_every_vote_until_the_close_is_known(ideario, root: Path) -> None:  # noqa: F811 - the fixture
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
