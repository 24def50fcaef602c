"""The live adapter tells the truth about GitHub, to the vote, and costs what GitHub's formula says."""

from datetime import UTC, datetime

import pytest
from github_standin import bulk
from github_standin.things import FileChange as Changed
from ideario.forge.port import Account, Exhausted, FileChange, Reaction
from lives import live, surveyed

pytestmark = pytest.mark.slow

BORN = 1_580_608_922  # 2020-02-02T02:02:02Z, when accounts of the stand-in are made


def voters(reactions):
    return [(row.kind, row.account and row.account.login) for row in reactions]


@pytest.fixture
def town(github):
    state = github.state
    bike = state.pull(author="ada", files=["content/ideas/bike.yml"], at="2026-01-05T10:00:00Z")
    state.merge(bike, at="2026-01-06T10:00:00Z")
    state.react(bike, "bob", "+1", at="2026-02-03T09:00:00Z")
    state.react(bike, "cleo", "rocket", at="2026-02-03T09:00:01Z")
    state.pull(author="bob", files=["content/ideas/park.yml"], at="2026-01-07T10:00:00Z")
    state.close(state.pull(author="eve", files=["content/ideas/spam.yml"], at="2026-01-08T10:00:00Z"))
    state.react("pull/3", "eve")
    return state


def test_a_survey_gives_open_and_merged_pull_requests_with_each_vote(github, town) -> None:
    rollups, reactions = surveyed(live(github))
    assert list(rollups) == ["pull/1", "pull/2"]
    bike, park = rollups.values()
    assert (bike.open, bike.merged) == (False, datetime(2026, 1, 6, 10, tzinfo=UTC))
    assert (park.open, park.merged, park.opened) == (True, None, datetime(2026, 1, 7, 10, tzinfo=UTC))
    bob, cleo = (Account(town.account(login).id, login, "user", BORN) for login in ("bob", "cleo"))
    first, second = town.thread("pull/1").reactions.ids
    assert bike.author == Account(town.account("ada").id, "ada", "user", BORN)
    assert (bike.total, bike.newest, bike.head) == (2, second, town.thread("pull/1").head_sha)
    at = int(datetime(2026, 2, 3, 9, tzinfo=UTC).timestamp())
    assert reactions == {
        "pull/1": (Reaction(first, "+1", at, bob), Reaction(second, "rocket", at + 1, cleo)),
        "pull/2": (),
    }
    assert (park.total, park.newest) == (0, None)


def test_a_survey_without_voters_gives_the_same_roll_ups(github, town) -> None:
    forge = live(github)
    town.comment("pull/1", "zoe")
    without, none = surveyed(forge, voters=False)
    assert (without, none) == (surveyed(forge)[0], {})
    assert without["pull/1"].comments == 1


def test_every_vote_and_every_withdrawal_changes_the_roll_up(github, town) -> None:
    def seen():
        rollup = live(github).threads(["pull/1"])["pull/1"]
        return rollup.total, rollup.newest

    pairs = [seen()]
    town.withdraw("pull/1", "cleo", "rocket")
    pairs.append(seen())
    town.react("pull/1", "dan", "rocket")  # as many as in the beginning
    pairs.append(seen())
    assert len(set(pairs)) == 3


def test_an_idea_with_12_000_reactions_is_counted_to_the_last_one(github) -> None:
    github.checked = 25
    state = github.state
    state.pull(author="ada")
    state.react_many("pull/1", (f"voter-{n}" for n in range(12_000)), at="2026-03-01")
    state.react_many(state.pull(author="bob"), (f"voter-{n}" for n in range(250)), at="2026-03-01")
    rollups, reactions = surveyed(live(github))
    assert [row.id for row in reactions["pull/1"]] == list(state.thread("pull/1").reactions.ids)
    assert (rollups["pull/1"].total, rollups["pull/1"].newest) == (12_000, max(state.thread("pull/1").reactions.ids))
    assert len(reactions["pull/2"]) == 250
    assert github.counters.points == 1 + 119  # the further pages of both threads come together


def test_threads_of_all_kinds_are_found_by_name_and_gone_ones_left_out(github, town) -> None:
    town.issue(author="ada")
    town.discussion(author="bob")
    town.react("issue/4", "zoe", "eyes")
    town.react("discussion/5", "yan", "heart")
    town.comment("discussion/5", "zoe")
    forge = live(github)
    names = ["discussion/5", "pull/3", "issue/4", "issue/99", "pull/4"]
    rollups = forge.threads(names)
    assert list(rollups) == ["discussion/5", "pull/3", "issue/4"]
    assert [(one.open, one.merged, one.total, one.comments) for one in rollups.values()] == [
        (True, None, 1, 1), (False, None, 1, 0), (True, None, 1, 0),
    ]  # fmt: skip
    found = forge.reactions(list(rollups.values()))
    assert {name: voters(rows) for name, rows in found.items()} == {
        "discussion/5": [("heart", "yan")], "pull/3": [("+1", "eve")], "issue/4": [("eyes", "zoe")],
    }  # fmt: skip


def test_a_thread_that_vanished_is_absent_and_not_empty(github, town) -> None:
    forge = live(github)
    rollups = forge.threads(["pull/1", "pull/2"])
    town.vanish("pull/1")
    assert forge.reactions(list(rollups.values())).keys() == {"pull/2"}
    assert forge.files(list(rollups.values())).keys() == {"pull/2"}
    assert forge.talks(list(rollups.values())).keys() == {"pull/2"}
    assert forge.totals(["pull/1", "pull/2"]) == {"pull/2": 0}


def test_bots_organisations_and_mannequins_are_told_from_accounts_that_are_gone(github, town) -> None:
    for kind in ("Bot", "Organization", "Mannequin"):
        town.account(kind.lower(), kind=kind)
        town.react("pull/1", kind.lower(), "heart", at="2026-02-04")
    for login in ("gone", "lost"):
        town.react("pull/1", login, "heart", at="2026-02-05")
    town.react("pull/1", "lone", "laugh", at="2026-02-05")
    town.react("pull/1", "zoe", "heart", at="2026-02-05")
    for login in ("gone", "lost", "lone"):
        town.delete_account(login)
    forge = live(github)
    _, reactions = surveyed(forge)
    kinds = {row.account.login: row.account.kind for row in reactions["pull/1"] if row.account is not None}
    assert kinds == {
        "bob": "user", "cleo": "user", "zoe": "user", "bot": "bot", "organization": "organization",
        "mannequin": "mannequin",
    }  # fmt: skip
    assert [row.kind for row in reactions["pull/1"] if row.account is None] == ["heart", "heart", "laugh"]
    assert reactions == {**reactions, **forge.reactions(list(surveyed(forge)[0].values()))}


def test_a_bot_among_hundreds_is_found(github, town) -> None:
    town.react_many("pull/2", (f"voter-{n}" for n in range(150)), at="2026-03-01")
    town.account("bot", kind="Bot")
    town.react("pull/2", "bot", at="2026-03-02")
    town.react_many("pull/2", (f"later-{n}" for n in range(150)), at="2026-03-03")
    _, reactions = surveyed(live(github))
    assert [row.account.login for row in reactions["pull/2"] if row.account.kind == "bot"] == ["bot"]
    assert len(reactions["pull/2"]) == 301


def test_a_deleted_author_is_nobody(github, town) -> None:
    town.delete_account("ada")
    assert surveyed(live(github))[0]["pull/1"].author is None


def test_files_come_with_their_former_paths(github, town) -> None:
    town.pull(
        files=[
            Changed(path="content/ideas/new.yml"),
            Changed(path="content/ideas/b.yml", change="RENAMED", previous="content/ideas/a.yml"),
            Changed(path="content/ideas/old.yml", change="DELETED"),
            Changed(path="README.md", change="MODIFIED"),
        ]
    )
    town.pull(files=[f"content/ideas/idea-{n}.yml" for n in range(230)])
    forge = live(github)
    files = forge.files(list(surveyed(forge)[0].values()))
    assert files["pull/1"] == (FileChange(path="content/ideas/bike.yml", change="added"),)
    assert files["pull/4"] == (
        FileChange(path="content/ideas/new.yml", change="added"),
        FileChange(path="content/ideas/b.yml", change="renamed", former="content/ideas/a.yml"),
        FileChange(path="content/ideas/old.yml", change="removed"),
        FileChange(path="README.md", change="modified"),
    )
    assert len({file.path for file in files["pull/5"]}) == 230


def test_the_first_answer_is_one_by_somebody_else_and_no_bot(github, town) -> None:
    town.account("bot", kind="Bot")
    for hour in range(45):
        town.comment("pull/1", "ada" if hour % 2 else "bot", at=f"2026-02-0{1 + hour // 24}T{hour % 24:02}:00:00Z")
    town.comment("pull/1", "zoe", at="2026-02-20")
    town.review("pull/1", "bob", at="2026-02-19")
    town.comment("pull/2", "bob", at="2026-02-01")
    town.comment(town.issue(author="ada"), "bob", at="2026-02-03")
    town.comment(town.discussion(author="ada"), "bob", at="2026-02-04")
    town.comment(town.issue(author="ada"), "leaver", at="2026-02-05")
    town.delete_account("leaver")
    forge = live(github)
    rollups = forge.threads(["pull/1", "pull/2", "issue/4", "discussion/5", "issue/6"])
    talks = forge.talks(list(rollups.values()))
    assert {name: talk.answered for name, talk in talks.items()} == {
        "pull/1": datetime(2026, 2, 19, tzinfo=UTC),
        "pull/2": None,
        "issue/4": datetime(2026, 2, 3, tzinfo=UTC),
        "discussion/5": datetime(2026, 2, 4, tzinfo=UTC),
        "issue/6": datetime(2026, 2, 5, tzinfo=UTC),
    }


def test_totals_come_by_another_way_without_discussions(github, town) -> None:
    town.issue(author="ada")
    town.discussion(author="bob")
    town.react("issue/4", "zoe", "eyes")
    forge = live(github)
    assert forge.totals(["pull/1", "issue/4", "discussion/5", "issue/9"]) == {"pull/1": 2, "issue/4": 1}
    assert github.counters.graphql == 0


def test_totals_of_many_threads_follow_the_list_by_its_links_alone(github) -> None:
    bulk.fill(github.state, pulls=250, votes=2)
    github.limits.cursor_above = 100
    names = [f"pull/{number}" for number in range(1, 251)]
    assert live(github).totals(names) == dict.fromkeys(names, 2)
    assert github.counters.rest == 1 + 3


def test_a_file_leads_to_the_pull_request_that_first_committed_it(github) -> None:
    state = github.state
    pull = state.pull(author="ada", files={"content/ideas/bike.yml": "title: Bike\n"})
    state.merge(pull)
    state.merge(state.pull(author="bob", files={"content/ideas/bike.yml": "title: Bikes\n"}))
    state.home.git.commit("main", {"content/ideas/pushed.yml": "title: Pushed\n"})
    forge = live(github)
    assert forge.pull_of("content/ideas/bike.yml") == "pull/1"
    assert forge.pull_of("content/ideas/pushed.yml") is None
    assert forge.pull_of("content/ideas/none.yml") is None


def test_the_repository_is_known_with_its_size(github, town) -> None:
    found = live(github).repository()
    assert (found.id, found.name, found.pulls, found.private) == (1001, "riverton/ideas", 3, False)
    assert github.counters.points == 0
    github.limits.cursor_above = 1  # as for the largest repositories, which do not count pages
    assert live(github).repository().pulls == 3


def test_a_moved_repository_is_followed_under_its_new_name(github, town) -> None:
    town.move("newtown/ideas")
    forge = live(github, repository="riverton/ideas")
    assert forge.repository().name == "newtown/ideas"
    assert len(surveyed(forge)[1]["pull/1"]) == 2
    assert forge.totals(["pull/1"]) == {"pull/1": 2}


def test_a_repository_that_moves_in_mid_survey_is_still_the_same(github) -> None:
    bulk.fill(github.state, pulls=150, votes=1)
    github.faults.add("call", on=2, where="graphql", call=lambda: github.state.move("newtown/ideas"))
    rollups, _ = surveyed(live(github))
    assert len(rollups) == 150


def test_surveys_cost_what_the_formula_says(github) -> None:
    github.checked = 0
    bulk.fill(github.state, pulls=1_000, votes=100, voters=1_000)
    forge = live(github)
    _, reactions = surveyed(forge)
    assert sum(map(len, reactions.values())) == 100_000
    assert github.counters.points == forge.meter.points == 10
    changed = bulk.change(github.state, share=0.01)
    forge = live(github)
    forge.repository()
    rollups, _ = surveyed(forge, voters=False)
    found = forge.reactions([rollups[f"pull/{number}"] for number in changed])
    assert {len(rows) for rows in found.values()} == {101}
    assert github.counters.points - 10 == forge.meter.points == 10 + 1 + 1  # 101 votes are two pages
    assert forge.meter.remaining == 5_000 - 22
    assert forge.meter.requests <= 15


def test_what_is_estimated_is_what_is_charged(github, town) -> None:
    town.discussion(author="bob")
    town.account("bot", kind="Bot")
    town.react("pull/1", "bot")
    forge = live(github)
    rollups = list(forge.threads(["pull/1", "pull/2", "discussion/4"]).values())
    forge.reactions(rollups)
    forge.files(rollups)
    forge.talks(rollups)
    surveyed(forge)
    assert forge.meter.points == github.counters.points


def test_the_budget_is_never_passed_and_a_survey_goes_on_where_it_stopped(github) -> None:
    bulk.fill(github.state, pulls=350, votes=1)
    forge = live(github, budget=2)
    first = forge.pulls(None, voters=True)
    second = forge.pulls(first.next, voters=True)
    with pytest.raises(Exhausted, match="costs 1 points, and 2 of the budget of 2 are spent") as stopped:
        forge.pulls(second.next, voters=True)
    assert (github.counters.points, stopped.value.resets) == (2, None)
    assert "--budget" in stopped.value.hint
    third = live(github).pulls(second.next, voters=True)
    fourth = live(github).pulls(third.next, voters=True)
    assert fourth.next is None
    seen = [one.name for page in (first, second, third, fourth) for one in page.rollups]
    assert seen == [f"pull/{number}" for number in range(1, 351)]
