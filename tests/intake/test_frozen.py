"""The rules in force when voting opens count, as the git history tells: a later change is told and has no effect."""

import json
import shutil
from datetime import UTC, datetime

import pytest
from communities import CHALLENGE, IDEA, NOW, commit, git, put, riverton
from ideario.actions.check import check
from ideario.git.history import line_of
from ideario.git.repository import git_at
from ideario.intake.history.find_frozen_rules import rules_in_force
from ideario.intake.read_community import read_community
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.challenge import Blend, WinnerRule
from ideario.model.moments import instant
from ideario.resources import tool_resources
from ideario.voting.counting.tallies import rules_hash

pytestmark = pytest.mark.slow

TOOL = tool_resources()
SLUG = "quieter-streets"
TOP = {"rule": "top", "count": 3}
BEFORE, DURING, LATER, AFTER = (
    "2026-01-20T12:00:00Z",
    "2026-02-05T12:00:00Z",
    "2026-02-09T12:00:00Z",
    "2026-03-05T12:00:00Z",
)
CRITERIA = [{"id": "effect", "title": "Effect", "weight": 3}]
SEEDED = {**TOP, "seed": "7 12 23"}


@pytest.fixture
def town(tmp_path):
    riverton(tmp_path)
    commit(tmp_path, date="2026-01-02T12:00:00Z")
    return tmp_path


def change(root, date, **values):
    put(root, f"challenges/{SLUG}", {**CHALLENGE, **values})
    return commit(root, date=date)


def settings(root, date, **values):
    riverton(root, **values)
    return commit(root, date=date)


def read(root, **options):
    line = line_of(git_at(root))
    options = {"now": line.last or NOW, **options}  # who looks right after the last change
    return read_community(root, resources=TOOL, past=rules_in_force(line, resources=TOOL, **options))


def told(root, **options):
    return [(problem.rule, problem.pointer) for problem in read(root, **options).problems]


def in_force(root):
    return read(root).community.challenges[SLUG]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"winners": {"rule": "top", "count": 4}}, "/winners/count"),
        ({"winners": {**TOP, "minimum_support": 2}}, "/winners/minimum_support"),
        ({"winners": {**TOP, "quorum": "1/20"}}, "/winners/quorum"),
        ({"winners": {**TOP, "proportional_quorum": "1/3"}}, "/winners/proportional_quorum"),
        ({"winners": SEEDED}, "/winners/seed"),
        ({"voting": {"opens": "2026-02-01", "closes": "2026-03-31"}}, "/voting/closes"),
        ({"voting": {"opens": "2026-02-20", "closes": "2026-02-28"}}, "/voting/opens"),
        ({"voting": {"opens": "2027-02-01", "closes": "2027-02-28"}}, "/voting/opens"),
        ({"budget": "100 EUR"}, "/budget"),
        ({"new_accounts": "exclude"}, "/new_accounts"),
        ({"submission": {"opens": "2026-01-01", "closes": "2026-02-20"}}, "/submission/closes"),
        ({"ranks": "after-close"}, "/ranks"),
        ({"counts": "after-close"}, "/counts"),
        ({"criteria": CRITERIA}, "/criteria"),
        ({"criteria": CRITERIA, "blend": {"crowd": 1, "experts": 1}}, "/blend"),
    ],
)
def test_what_decides_and_changes_in_the_vote_is_told_at_its_place_and_has_no_effect(town, changed, pointer) -> None:
    before = in_force(town)
    change(town, DURING, **changed)
    found = [problem for problem in read(town).problems if problem.rule == "rules-changed-in-vote"]
    assert pointer in [problem.pointer for problem in found]
    assert all(problem.level == "error" and problem.path == f"content/challenges/{SLUG}.yml" for problem in found)
    assert all("2026-02-01T00:00:00Z" in problem.message and "new round" in problem.hint for problem in found)
    assert in_force(town) == before


@pytest.mark.parametrize(
    "changed", [{"title": "Much quieter streets"}, {"submission": {"opens": "2026-01-02", "closes": "2026-01-31"}}]
)
def test_what_decides_nothing_may_change_at_any_time(town, changed) -> None:
    change(town, DURING, **changed)
    assert told(town) == [("seed-missing", "/winners")]
    assert in_force(town).title == changed.get("title", CHALLENGE["title"])


def test_titles_and_order_of_criteria_decide_nothing(town) -> None:
    criteria = [{"id": "effect", "title": "Effect", "weight": 3}, {"id": "cost", "title": "Cost", "weight": 1}]
    change(town, BEFORE, criteria=criteria)
    change(town, DURING, criteria=[{**criteria[1], "title": "Costs"}, criteria[0]])
    assert told(town) == [("seed-missing", "/winners")]
    assert [criterion.title for criterion in in_force(town).criteria] == ["Costs", "Effect"]


def test_a_blend_stays_as_it_was_when_voting_opened_and_cannot_be_taken_out(town) -> None:
    blend = {"crowd": 3, "experts": 2}
    change(town, BEFORE, criteria=CRITERIA, blend=blend)
    change(town, DURING, criteria=CRITERIA)
    [found] = [problem for problem in read(town).problems if problem.rule == "rules-changed-in-vote"]
    assert found.hint.startswith("put it back: blend: {crowd: 3, experts: 2};")
    assert in_force(town).blend == Blend(**blend)


def test_rules_may_change_until_voting_opens(town) -> None:
    change(town, BEFORE, winners={"rule": "top", "count": 5})
    assert told(town) == []
    assert in_force(town).winners.count == 5
    change(town, "2026-02-01T00:00:00Z", winners={"rule": "top", "count": 6})
    change(town, "2026-02-01T00:00:01Z", winners={"rule": "top", "count": 7})
    assert in_force(town).winners.count == 6


def test_a_change_that_is_put_back_is_forgotten_and_one_change_after_another_is_told_against_the_first(town) -> None:
    change(town, DURING, winners={"rule": "top", "count": 4})
    change(town, LATER, winners={"rule": "top", "count": 9})
    [found] = [problem for problem in read(town).problems if problem.rule == "rules-changed-in-vote"]
    assert "was `3`" in found.message
    assert "now is `9`" in found.message
    assert found.hint.startswith("put it back: count: 3;")
    change(town, AFTER)
    assert told(town) == [("seed-missing", "/winners")]


def test_closing_the_vote_does_not_open_the_rules_again(town) -> None:
    change(town, AFTER, winners={"rule": "top", "count": 4})
    assert ("rules-changed-in-vote", "/winners/count") in told(town)
    assert in_force(town).winners.count == 3


def test_the_opening_itself_can_be_moved_before_it_comes_and_not_after(town) -> None:
    change(town, BEFORE, voting={"opens": "2026-02-08", "closes": "2026-02-28"})
    change(town, DURING, voting={"opens": "2026-02-10", "closes": "2026-02-28"})
    assert told(town) == [("seed-missing", "/winners")]  # which is asked for until then
    change(town, "2026-02-10T12:00:00Z", voting={"opens": "2026-02-20", "closes": "2026-02-28"})
    assert instant(in_force(town).voting.opens) == "2026-02-10T00:00:00Z"


def test_a_challenge_that_comes_in_late_is_held_to_its_first_version_and_one_that_was_over_to_none(tmp_path) -> None:
    riverton(tmp_path)
    commit(tmp_path, date=DURING)
    change(tmp_path, LATER, winners={"rule": "top", "count": 4})
    assert in_force(tmp_path).winners.count == 3
    assert told(tmp_path) == [("rules-changed-in-vote", "/winners/count")]
    late = riverton(tmp_path / "late")
    commit(late, date=AFTER)
    change(late, "2026-03-06T12:00:00Z", winners={"rule": "top", "count": 4})
    assert told(late) == []
    assert in_force(late).winners.count == 4


def test_a_change_counts_from_when_it_is_merged_and_not_from_when_it_was_written(town) -> None:
    git(town, "checkout", "-q", "-b", "more-winners")
    change(town, BEFORE, winners={"rule": "top", "count": 4})
    git(town, "checkout", "-q", "main")
    git(town, "merge", "-q", "--no-ff", "-m", "Merge", "more-winners", date=DURING)
    assert in_force(town).winners.count == 3
    assert ("rules-changed-in-vote", "/winners/count") in told(town)


def test_a_commit_that_says_it_is_older_than_the_one_before_it_is_not_believed(town) -> None:
    change(town, DURING, title="Quiet streets")
    change(town, BEFORE, winners={"rule": "top", "count": 4})
    assert in_force(town).winners.count == 3


def test_versions_that_nothing_could_be_decided_by_were_never_in_force(town) -> None:
    file = town / "content" / "challenges" / f"{SLUG}.yml"
    for number, text in enumerate(
        ["title: [", "title: Streets\n", file.read_text().replace("2026-02-28", "2026-02-31")]
    ):
        file.write_text(text)
        commit(town, date=f"2026-01-2{number}T12:00:00Z")
    change(town, DURING, winners={"rule": "top", "count": 4})
    assert in_force(town).winners.count == 3


def test_a_change_that_is_not_committed_counts_as_made_now(town) -> None:
    change(town, DURING, title="Quiet streets")
    put(town, f"challenges/{SLUG}", {**CHALLENGE, "winners": {"rule": "top", "count": 4}})
    assert ("rules-changed-in-vote", "/winners/count") in told(town)
    assert in_force(town).winners.count == 3


# ---- what the community says of votes


def test_what_reactions_mean_is_held_for_the_vote_and_free_for_what_comes_after(town) -> None:
    reactions = {"+1": "support", "laugh": "support"}
    settings(town, DURING, reactions=reactions)
    found = [problem for problem in read(town).problems if problem.rule == "rules-changed-in-vote"]
    assert [(problem.path, problem.pointer) for problem in found] == [("content/community.yml", "/reactions")]
    community = read(town).community
    assert "laugh" not in community.terms(SLUG).reactions
    assert dict(community.terms(None).reactions) == reactions
    put(town, "ideas/bike-lanes", {**IDEA, "title": "Bike lanes"})
    commit(town, date=AFTER)
    assert told(town) == [("seed-missing", "/winners")]
    assert "laugh" not in read(town).community.terms(SLUG).reactions


def test_what_becomes_of_votes_before_an_edit_is_held_too(town) -> None:
    settings(town, DURING, votes_before_edit="void")
    assert ("rules-changed-in-vote", "/votes_before_edit") in told(town)
    community = read(town).community
    assert community.terms(SLUG).votes_before_edit == "count"
    assert community.terms(None).votes_before_edit == "void"


def test_the_hash_of_the_rules_is_that_of_the_rules_in_force(town) -> None:
    def hashed():
        community = read(town).community
        return rules_hash(community, (community.challenges[SLUG],))

    before = hashed()
    change(town, DURING, winners={"rule": "top", "count": 4}, title="Quiet streets")
    assert hashed() == before
    settings(town, LATER, reactions={"+1": "support"})
    assert hashed() == before


# ---- the seed


def test_a_seed_comes_after_submission_and_before_voting(town) -> None:
    voting = {"opens": "2026-02-04", "closes": "2026-02-28"}
    change(town, BEFORE, voting=voting)
    change(town, "2026-02-01T00:00:00Z", voting=voting, winners=SEEDED)
    change(town, LATER, voting=voting, winners=SEEDED, title="Quiet streets")
    assert told(town) == []
    assert in_force(town).winners == WinnerRule(rule="top", count=3, seed="7 12 23")


@pytest.mark.parametrize("date", ["2026-01-01T00:00:00Z", BEFORE, "2026-01-31T23:59:59Z"])
def test_a_seed_that_could_be_known_while_ideas_came_in_is_too_early(town, date) -> None:
    change(town, date, winners=SEEDED)
    change(town, "2026-01-31T23:59:59Z", winners=TOP)
    change(town, "2026-01-31T23:59:59Z", winners=SEEDED)
    assert ("seed-too-early", "/winners/seed") in told(town)
    assert SLUG in read(town).community.challenges


def test_a_vote_that_opened_without_a_seed_is_told_once_it_has(town) -> None:
    assert told(town) == []
    change(town, DURING, title="Quiet streets")
    [found] = read(town).problems
    assert (found.rule, found.level, found.pointer) == ("seed-missing", "warning", "/winners")


def test_a_seed_is_asked_for_while_there_is_time_to_write_one(town) -> None:
    gap = {"submission": {"opens": "2026-01-01", "closes": "2026-01-20"}}
    change(town, "2026-01-20T12:00:00Z", **gap)
    assert told(town) == []
    change(town, "2026-01-21T12:00:00Z", **gap, title="Quiet streets")
    [found] = read(town).problems
    assert (found.rule, found.level, found.pointer) == ("seed-missing", "warning", "/winners")
    assert "voting opens on 2026-02-01T00:00:00Z" in found.message
    change(town, "2026-01-21T13:00:00Z", **gap, winners=SEEDED)
    assert told(town) == []


def test_where_voting_opens_while_ideas_come_in_no_seed_is_asked_for(tmp_path) -> None:
    riverton(tmp_path)
    voting = {"opens": "2026-01-15", "closes": "2026-02-28"}
    change(tmp_path, "2026-01-02T12:00:00Z", voting=voting)
    change(tmp_path, DURING, voting=voting, title="Quiet streets")
    assert told(tmp_path) == []


# ---- where there is no history


def test_without_a_history_the_file_counts_and_it_is_said_once(tmp_path, ideario) -> None:
    riverton(tmp_path)
    ledger_at(tmp_path, "2026-02-10T00:00:00Z")
    assert in_force(tmp_path).winners.count == 3
    decide = ("--root", str(tmp_path), "winners", SLUG, "--provisional")
    counting = (["tally"], ["build"], ["winners", SLUG, "--what-if"], ["report", "integrity"], ["verify"])
    for command in (*counting, decide[2:]):
        outcome = ideario("--root", str(tmp_path), *command)
        said = (outcome.stdout + outcome.stderr).count("Rules in force as the files are now: quieter-streets.")
        assert (command, said) == (command, 1)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Begin")
    assert "as the files are now" in ideario(*decide).stderr
    commit(tmp_path)
    assert "as the files are now" not in ideario(*decide).stderr
    assert "as the files are now" not in ideario("--root", str(tmp_path), "tally").stderr


def test_a_file_of_pabulib_says_where_its_rules_are_those_of_today_and_what_is_left_out(shared, ideario) -> None:
    ledger_at(shared, "2026-03-05T00:00:00Z")
    command = ("export", "pabulib", SLUG)
    assert "rules" not in ideario("--root", str(shared), *command).stderr
    shutil.rmtree(shared / ".git")
    put(shared, "ideas/broken", {"title": "x"})
    noted = ideario("--root", str(shared), *command).stderr
    assert "The rules are those of the file now. No history shows which" in noted
    assert "Files left out for mistakes in them: 1" in noted


def test_a_shallow_clone_is_no_history(town) -> None:
    change(town, DURING, winners={"rule": "top", "count": 4})
    clone = town.parent / f"{town.name}-clone"
    git(town, "clone", "-q", "--depth=1", town.as_uri(), str(clone))
    assert rules_in_force(line_of(git_at(clone)), resources=TOOL, now=NOW).opened == {}
    assert in_force(clone).winners.count == 4


def ledger_at(root, observed) -> None:
    folder = root / "content" / "ledger"
    if folder.exists():
        shutil.rmtree(folder)
    write_ledger(folder, [], [], observed=datetime.fromisoformat(observed))


# ---- pull requests


def test_a_pull_request_is_told_of_its_own_change_and_not_of_one_that_stood_before(town) -> None:
    base = change(town, DURING, winners={"rule": "top", "count": 4})
    put(town, "ideas/bike-lanes", {**IDEA, "title": "Bike lanes"})
    commit(town, date=LATER)
    assert check(town, resources=TOOL, new_since=base, now=NOW) == ()
    change(town, LATER, winners={"rule": "top", "count": 4}, budget="100 EUR")
    assert [problem.pointer for problem in check(town, resources=TOOL, new_since=base, now=NOW)] == ["/budget"]


# ---- all commands


def test_decide_and_verify_go_by_the_rules_in_force(town, ideario) -> None:
    ledger_at(town, "2026-02-10T00:00:00Z")
    change(town, DURING, winners={"rule": "top", "count": 9}, voting={"opens": "2026-02-01", "closes": "2026-02-02"})
    decided = json.loads(ideario("--root", str(town), "winners", SLUG, "--provisional", "--format", "json").stdout)
    community = read(town).community
    assert decided["rules"] == rules_hash(community, (community.challenges[SLUG],))
    ideario("--root", str(town), "build")
    verified = ideario("--root", str(town), "verify", "--site", str(town / "build" / "site"))
    assert "published-numbers" not in verified.stderr + verified.stdout
    tally = json.loads(ideario("--root", str(town), "tally", "--format", "json").stdout)
    assert tally["challenges"][0]["rules"] == decided["rules"]


# ---- files that are renamed, removed, and dated oddly


def test_the_day_from_which_accounts_are_new_is_held_where_they_are_excluded(town) -> None:
    change(town, BEFORE, new_accounts="exclude")
    change(town, DURING, new_accounts="exclude", submission={"opens": "2026-01-25", "closes": "2026-01-31"})
    assert ("rules-changed-in-vote", "/submission/opens") in told(town)
    assert instant(in_force(town).submission.opens) == "2026-01-01T00:00:00Z"


def test_an_idea_is_late_by_the_close_that_was_in_force(town) -> None:
    change(town, DURING, submission={"opens": "2026-01-01", "closes": "2026-02-20"})
    put(town, "ideas/late", {**IDEA, "title": "Late", "challenge": SLUG})
    commit(town, date=LATER)
    found = check(town, resources=TOOL, now=NOW)
    assert ("content/ideas/late.yml", "after-closing") in [(problem.path, problem.rule) for problem in found]


def test_a_renamed_challenge_is_held_to_the_rules_that_it_had_by_its_former_name(town) -> None:
    (town / "content" / "challenges" / f"{SLUG}.yml").unlink()
    put(town, "challenges/calm-streets", {**CHALLENGE, "winners": {"rule": "top", "count": 9}})
    commit(town, date=DURING)
    assert ("challenge-removed-in-vote", "") in told(town)
    put(town, "challenges/calm-streets", {**CHALLENGE, "winners": {"rule": "top", "count": 9}, "former": [SLUG]})
    for date in (None, LATER):  # uncommitted, then committed
        if date:
            commit(town, date=date)
        assert ("rules-changed-in-vote", "/winners/count") in told(town)
        assert "challenge-removed-in-vote" not in [rule for rule, _ in told(town)]
        community = read(town).community
        assert community.challenges["calm-streets"].winners.count == 3
        assert community.ideas["night-trams"].challenge == "calm-streets"


def test_a_former_name_is_nobody_elses(town) -> None:
    put(town, "challenges/other", {**CHALLENGE, "former": [SLUG]})
    assert ("former-taken", "/former/0") in told(town)


def test_a_challenge_may_go_until_its_voting_opens(town) -> None:
    (town / "content" / "challenges" / f"{SLUG}.yml").unlink()
    put(town, "ideas/night-trams", IDEA)
    commit(town, date=BEFORE)
    assert told(town) == []
    assert told(town, now=NOW) == []


def test_a_change_whose_date_nobody_believes_has_no_effect_on_the_vote(town) -> None:
    change(town, "2082-03-01T00:00:00Z", winners={"rule": "top", "count": 4})
    change(town, LATER, title="Quiet streets", winners={"rule": "top", "count": 4})
    assert in_force(town).winners.count == 3


# ---- what ideas say of all that decides

BUDGET = {"budget": "5000 EUR", "winners": {"rule": "greedy", "seed": "7 12"}}
TRAMS = {**IDEA, "title": "Night trams", "challenge": SLUG, "cost": "3000 EUR"}


def trams(root, date, slug="night-trams", **values):
    put(root, f"ideas/{slug}", {**TRAMS, **values})
    return commit(root, date=date)


@pytest.fixture
def shared(town):
    """A challenge about a budget, and an idea that answers it, before voting opens."""
    change(town, "2026-01-10T12:00:00Z", **BUDGET)
    trams(town, BEFORE)
    return town


@pytest.mark.parametrize("date", [DURING, AFTER])
@pytest.mark.parametrize("cost", ["10 EUR", None])
def test_what_an_idea_costs_stays_as_people_voted_on_it(shared, date, cost) -> None:
    trams(shared, date, cost=cost)
    [found] = [problem for problem in read(shared).problems if problem.rule == "cost-changed-in-vote"]
    assert (found.path, found.hint) == ("content/ideas/night-trams.yml", "put it back: cost: 3000 EUR")
    assert read(shared).community.ideas["night-trams"].cost.amount == 300_000
    trams(shared, AFTER)
    assert told(shared) == []


def test_a_cost_that_comes_in_the_vote_is_none(shared) -> None:
    trams(shared, "2026-01-21T12:00:00Z", cost=None)
    trams(shared, DURING)
    assert ("cost-changed-in-vote", "/cost") in told(shared)
    assert read(shared).community.ideas["night-trams"].cost is None


def test_a_cost_follows_an_idea_that_is_renamed(shared) -> None:
    git(shared, "mv", "content/ideas/night-trams.yml", "content/ideas/trams.yml")
    trams(shared, DURING, "trams", cost="10 EUR", body="Another text altogether, so that git sees no rename. " * 20)
    history = [{"date": "2026-02-05", "status": "planned"}]
    put(shared, "decisions/trams", {"former": ["night-trams"], "history": history})
    commit(shared, date=DURING)
    assert ("cost-changed-in-vote", "/cost") in told(shared)
    assert read(shared).community.ideas["trams"].cost.amount == 300_000


def test_a_cost_may_change_until_voting_opens_and_where_it_decides_nothing(shared) -> None:
    trams(shared, "2026-01-31T12:00:00Z", cost="10 EUR")
    assert ("cost-changed-in-vote", "/cost") not in told(shared, now=datetime(2026, 3, 5, tzinfo=UTC))
    change(shared, "2026-01-31T13:00:00Z")
    trams(shared, DURING, cost="20 EUR")
    assert told(shared) == [("seed-missing", "/winners")]
    assert read(shared).community.ideas["night-trams"].cost.amount == 2_000


def test_a_cost_may_be_mended_while_ideas_are_still_taken(town) -> None:
    open_to_the_end = {"submission": {"opens": "2026-01-01", "closes": "2026-02-20"}, **BUDGET}
    change(town, BEFORE, **open_to_the_end)
    trams(town, DURING)
    trams(town, LATER, cost="10 EUR")
    assert told(town) == []
    trams(town, "2026-02-21T12:00:00Z", cost="20 EUR")
    assert told(town) == [("cost-changed-in-vote", "/cost")]
    assert read(town).community.ideas["night-trams"].cost.amount == 1_000


@pytest.mark.parametrize("before", [None, "another"])
def test_an_idea_that_names_its_challenge_once_submissions_are_closed_comes_too_late(town, before) -> None:
    put(town, "challenges/another", CHALLENGE)
    trams(town, BEFORE, challenge=before)
    trams(town, DURING)
    [found] = [problem for problem in read(town).problems if problem.rule == "after-closing"]
    assert found.path == "content/ideas/night-trams.yml"
    assert ("another" if before else "leave `challenge` out") in found.hint
    assert "night-trams" not in read(town).community.ideas


def test_an_idea_whose_challenge_is_renamed_does_not_come_anew(town) -> None:
    (town / f"content/challenges/{SLUG}.yml").unlink()
    put(town, "challenges/quiet", {**CHALLENGE, "former": [SLUG]})
    put(town, "ideas/night-trams", {**IDEA, "title": "Night trams", "challenge": "quiet"})
    commit(town, date=DURING)
    assert told(town) == [("seed-missing", "/winners")]
