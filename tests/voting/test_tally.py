"""The count: each rule by an example, all of them against another count written in plain Python, and the command."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from communities import riverton
from conftest import Outcome
from hypothesis import given
from hypothesis import strategies as st
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.community import Community, Terms
from ideario.model.content import Decision, Exclusion, StatusChange
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import day_start
from ideario.model.votes import Tally
from ideario.problems import Failure
from ideario.voting.counting import run_rule
from ideario.voting.counting.run_rule import counting_rule
from ideario.voting.counting.tallies import tally
from ideario.voting.counting.tally_document import tally_document
from plain_count import naive
from published_schemas import validator
from tallies import INSIDE, LATER, OBSERVED, THREADS, cast, riverton_with_votes, voter, withdraw

pytestmark = pytest.mark.slow

OPENS, CLOSES = "2026-02-01T00:00:00Z", "2026-02-28T23:59:59Z"
BEFORE, AFTER = "2026-01-31T23:59:59Z", "2026-03-01T00:00:00Z"

Count = Callable[..., Tally]


@pytest.fixture
def count(community: Community, tmp_path: Path) -> Count:
    """Count some events: as they come, so that `seen` may go back and forth as no ledger would."""
    ledgers = iter(range(1000))

    def counted(*events: Event, threads: Mapping[str, tuple[str, ...]] = THREADS, of: Community | None = None) -> Tally:
        folder = tmp_path / str(next(ledgers))
        listed = [Thread(name=name, ideas=ideas) for name, ideas in threads.items()]
        write_ledger(folder, sorted(events, key=lambda e: e.seen[:7]), listed, observed=OBSERVED)
        result = tally(of or community, folder, as_of=OBSERVED)
        for standing in result.standings.values():
            assert standing.raw == standing.counted + sum(standing.excluded.values())
        return result

    return counted


def found(result: Tally, idea: str = "bike-lanes") -> tuple[int, int, int, dict[str, int]]:
    standing = result.standings[idea]
    return standing.support, standing.oppose, standing.watch, dict(standing.excluded)


@pytest.mark.parametrize("kind", ["+1", "heart", "hooray", "rocket"])
def test_each_kind_of_approval_supports(count: Count, kind: str) -> None:
    assert found(count(cast("ada", kind))) == (1, 0, 0, {})


def test_opposition_and_watching_are_counted_apart(count: Count) -> None:
    assert found(count(cast("ada", "-1"), cast("bo", "eyes"))) == (0, 1, 1, {})


@pytest.mark.parametrize("kind", ["laugh", "confused"])
def test_r0_other_reactions_are_no_votes(count: Count, kind: str) -> None:
    assert found(count(cast("ada", kind, rule="R3"))) == (0, 0, 0, {"R0": 1})


@pytest.mark.parametrize("rule", ["R1", "R2", "R3", "R6"])
def test_what_was_excluded_when_it_was_seen_stays_excluded(count: Count, rule: str) -> None:
    assert found(count(cast("ada", at=BEFORE, rule=rule))) == (0, 0, 0, {rule: 1})


@pytest.mark.parametrize(("at", "counts"), [(BEFORE, 0), (OPENS, 1), (CLOSES, 1), (AFTER, 0)])
def test_r4_both_ends_of_the_window_are_inside(count: Count, at: str, counts: int) -> None:
    assert found(count(cast("ada", at=at))) == (counts, 0, 0, {} if counts else {"R4": 1})


@pytest.mark.parametrize(("at", "counts"), [(INSIDE, 0), ("2026-02-11T11:59:59Z", 0), (LATER, 1)])
def test_r12_a_vote_given_at_the_moment_of_an_edit_is_for_the_new_text(
    count: Count, community: Community, at: str, counts: int
) -> None:
    void = Terms(reactions=community.settings.reactions, votes_before_edit="void")
    edited = replace(community, edited={"bike-lanes": day_start(LATER)}, frozen={"quieter-streets": void})
    assert found(count(cast("ada", at=at), of=edited)) == (counts, 0, 0, {} if counts else {"R12": 1})


def test_an_idea_outside_any_challenge_is_always_open(count: Count) -> None:
    assert found(count(cast("ada", on="pull/3", at="1999-01-01T00:00:00Z")), "free-bus") == (1, 0, 0, {})


def test_r5_several_approvals_of_one_account_are_one_ballot(count: Count) -> None:
    result = count(cast("ada", "heart", at=LATER), cast("ada", "+1"), cast("ada", "rocket", on="pull/4"))
    assert found(result) == (1, 0, 0, {"R5": 2})


def test_r5_the_earliest_counts_and_among_equals_the_first_in_the_ledger(count: Count) -> None:
    at_the_same_time = count(cast("ada", on="pull/2"), cast("ada", on="pull/1"))
    assert found(at_the_same_time, "cycle-path") == (0, 0, 0, {})
    assert found(at_the_same_time) == (1, 0, 0, {"R5": 1})
    later = count(cast("ada", on="pull/2", at=LATER), cast("ada", on="pull/1"))
    assert found(later, "cycle-path") == (0, 0, 0, {"R5": 1})


def test_r5_a_watcher_who_votes_is_a_voter(count: Count) -> None:
    assert found(count(cast("ada", "eyes"), cast("ada", "-1", at=LATER))) == (0, 1, 0, {"R5": 1})


def test_r8_support_and_opposition_of_one_account_count_as_neither(count: Count) -> None:
    result = count(cast("ada", "+1"), cast("ada", "heart"), cast("ada", "-1", on="pull/2"), cast("ada", "eyes"))
    assert found(result) == (0, 0, 1, {"R8": 2})
    assert found(result, "cycle-path") == (0, 0, 0, {"R8": 1})


def test_a_vote_that_is_excluded_tears_nobody(count: Count) -> None:
    assert found(count(cast("ada"), cast("ada", "-1", at=AFTER))) == (1, 0, 0, {"R4": 1})


def test_a_withdrawn_vote_is_gone(count: Count) -> None:
    assert count(cast("ada"), withdraw("ada")).standings["bike-lanes"].raw == 0


def test_a_vote_given_again_counts_again(count: Count) -> None:
    assert found(count(cast("ada"), withdraw("ada"), cast("ada", at=LATER))) == (1, 0, 0, {})


def test_a_withdrawal_of_one_kind_leaves_the_other(count: Count) -> None:
    assert found(count(cast("ada"), cast("ada", "heart"), withdraw("ada"))) == (1, 0, 0, {})


def test_the_result_is_frozen_at_the_close(count: Count) -> None:
    assert found(count(cast("ada"), withdraw("ada", seen=AFTER))) == (1, 0, 0, {})
    assert found(count(cast("ada"), withdraw("ada", seen=CLOSES))) == (0, 0, 0, {})
    assert found(count(cast("ada", seen=BEFORE), withdraw("ada", seen=AFTER), cast("ada", at=AFTER))) == (1, 0, 0, {})


def test_a_late_vote_that_was_withdrawn_leaves_no_trace(count: Count) -> None:
    result = count(cast("ada", at=AFTER, seen=AFTER), withdraw("ada", seen="2026-03-02T00:00:00Z"))
    assert result.standings["bike-lanes"].raw == 0


def test_outside_a_challenge_nothing_is_frozen(count: Count) -> None:
    result = count(cast("ada", on="pull/3"), withdraw("ada", on="pull/3", seen=AFTER))
    assert result.standings["free-bus"].raw == 0


def test_x_maintainers_exclude_voters_everywhere_or_at_an_idea(community: Community, count: Count) -> None:
    def excluding(*ideas: str) -> Community:
        exclusion = Exclusion(name="n", path="p", date="2026-02-20", reason="r", voters=(voter("ada"),), ideas=ideas)
        return replace(community, exclusions=(exclusion,))

    votes = [cast("ada", on="pull/2", at=AFTER), cast("ada", on="pull/3"), cast("bo", on="pull/2")]
    everywhere = count(*votes, of=excluding())
    assert found(everywhere, "cycle-path")[3] == {"X": 1}
    assert found(everywhere, "free-bus")[3] == {"X": 1}
    assert found(everywhere)[0] == 1
    for named in ("cycle-path", "bike-lanes"):
        assert found(count(*votes, of=excluding(named)), "cycle-path")[3] == {"X": 1}
        assert found(count(*votes, of=excluding(named)), "free-bus") == (1, 0, 0, {})
    assert found(count(cast("ada"), of=excluding("cycle-path"))) == (1, 0, 0, {})


def test_duplicates_unite_their_voters_at_the_target(count: Count) -> None:
    result = count(cast("ada", on="pull/1"), cast("ada", on="pull/2", at=LATER), cast("bo", on="pull/2"))
    assert found(result) == (2, 0, 0, {})
    source = result.standings["cycle-path"]
    assert (source.raw, source.counted, source.excluded, source.support) == (2, 1, {"R5": 1}, 0)
    assert source.merged_into == "bike-lanes"
    assert result.turnouts["quieter-streets"].ballots == 2


def test_a_duplicate_has_the_window_of_its_target(community: Community, count: Count) -> None:
    ideas = {**community.ideas, "cycle-path": replace(community.ideas["cycle-path"], challenge=None)}
    result = count(cast("ada", on="pull/2", at=AFTER), of=replace(community, ideas=ideas))
    assert found(result, "cycle-path")[3] == {"R4": 1}


def test_a_thread_of_two_ideas_is_the_thread_of_each(count: Count) -> None:
    result = count(cast("ada", on="pull/4"))
    assert found(result) == found(result, "trees") == (1, 0, 0, {})
    assert (result.turnouts["quieter-streets"].voters, result.turnouts["quieter-streets"].ballots) == (1, 2)


def test_a_thread_of_an_idea_and_its_duplicate_gives_one_ballot(count: Count) -> None:
    result = count(cast("ada", on="pull/9"), threads={"pull/9": ("cycle-path", "bike-lanes")})
    assert found(result) == (1, 0, 0, {})
    assert found(result, "cycle-path") == (0, 0, 0, {"R5": 1})


def test_an_event_on_an_unlisted_thread_belongs_to_the_idea_that_it_names(count: Count) -> None:
    events = [cast("ada", on="issue/7", idea="trees"), cast("ada", on="issue/7", idea="bike-lanes")]
    result = count(*events)
    assert found(result, "trees") == found(result) == (1, 0, 0, {})


def test_a_listed_thread_outranks_the_idea_that_an_event_names(count: Count) -> None:
    result = count(cast("ada", on="pull/1", idea="trees"))
    assert (found(result), found(result, "trees")) == ((1, 0, 0, {}), (0, 0, 0, {}))


def test_votes_follow_an_idea_to_its_new_name(community: Community, count: Count) -> None:
    decision = Decision(
        idea="trees",
        path="p",
        history=(StatusChange(date="2026-02-05", status="open"),),
        former=("tree",),
        threads=(),
    )
    renamed = replace(community, decisions={**community.decisions, "trees": decision})
    votes = [
        cast("ada", on="issue/8", idea="tree"),
        cast("bo", on="pull/8", idea="tree"),
        cast("cy", on="issue/8", idea="trees"),
    ]
    result = count(*votes, threads={"pull/8": ("tree",)}, of=renamed)
    assert found(result, "trees") == (3, 0, 0, {})
    taken_back = [cast("ada", on="issue/8", idea="tree"), withdraw("ada", on="issue/8", idea="trees")]
    assert count(*taken_back, of=renamed).standings["trees"].raw == 0


def test_threads_named_by_a_decision_count_too(community: Community, count: Count) -> None:
    decision = Decision(
        idea="trees",
        path="p",
        history=(StatusChange(date="2026-02-05", status="open"),),
        threads=("issue/5", "pull/1"),
    )
    more = replace(community, decisions={**community.decisions, "trees": decision})
    result = count(cast("ada", on="issue/5", idea="trees"), cast("bo", on="pull/1"), of=more)
    assert found(result, "trees") == (2, 0, 0, {})
    assert found(result) == (1, 0, 0, {})


def test_votes_for_ideas_that_nobody_knows_are_left_out(count: Count) -> None:
    result = count(cast("ada", on="pull/99", idea="gone"), cast("ada", on="pull/5"), threads={"pull/5": ("gone",)})
    assert sum(standing.raw for standing in result.standings.values()) == 0


def test_watching_makes_nobody_a_voter(count: Count) -> None:
    result = count(cast("ada", "eyes"), cast("bo"), cast("bo", "-1", on="pull/4", idea="trees"))
    turnout = result.turnouts["quieter-streets"]
    assert (turnout.voters, turnout.ballots) == (1, 1)


def test_without_a_ledger_every_standing_is_zero(community: Community, tmp_path: Path) -> None:
    for folder in (None, tmp_path / "nowhere"):
        result = tally(community, folder, as_of=OBSERVED)
        assert result.ledger is None
        assert set(result.standings) == set(community.ideas)
        assert {(s.raw, s.counted, s.support) for s in result.standings.values()} == {(0, 0, 0)}


def test_the_folder_of_a_ledger_may_have_any_name(community: Community, tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s [odd] 100%*? "ledger" {a} ’'
    write_ledger(folder, [cast("ada")], [], observed=OBSERVED)
    assert found(tally(community, folder, as_of=OBSERVED)) == (1, 0, 0, {})


def test_the_same_ledger_gives_the_same_bytes(community: Community, count: Count) -> None:
    events = [cast(f"v{n}", kind, on=on) for n in range(40) for kind in ("+1", "-1", "eyes", "laugh") for on in THREADS]
    documents = {json.dumps(tally_document(count(*events), community)) for _ in range(3)}
    assert len(documents) == 1


# ---- the rules' hash


def test_the_hash_of_the_rules_follows_what_decides_a_result(community: Community) -> None:
    def hashes(changed: Community) -> tuple[str, str]:
        result = tally(changed, None, as_of=OBSERVED)
        return result.rules, result.turnouts["quieter-streets"].rules

    plain = hashes(community)
    challenge = community.challenges["quieter-streets"]
    settings = replace(community.settings, reactions={**community.settings.reactions, "laugh": "support"})
    window = replace(challenge, voting=replace(challenge.voting, closes=OBSERVED))
    young = replace(challenge, new_accounts="exclude")
    more = replace(challenge, winners=replace(challenge.winners, count=4))
    others = [
        replace(community, settings=settings),
        *(replace(community, challenges={"quieter-streets": changed}) for changed in (window, young, more)),
    ]
    for changed in others:
        assert all(ours != theirs for ours, theirs in zip(plain, hashes(changed), strict=True))
    reworded = replace(community, challenges={"quieter-streets": replace(challenge, title="Another title")})
    assert hashes(reworded) == plain
    second = replace(community, challenges={**community.challenges, "second": replace(challenge, slug="second")})
    assert hashes(second)[0] != plain[0]
    assert hashes(second)[1] == plain[1]


def test_a_tidier_file_leaves_the_hash_as_it_is_and_another_version_changes_it(
    community: Community, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hashed(text: str) -> str:
        copy = tmp_path / "count.sql"
        copy.write_text(text)
        monkeypatch.setattr(run_rule, "COUNT", copy)
        return tally(community, None, as_of=OBSERVED).rules

    rule = counting_rule()
    assert hashed(rule.replace("-- Which ideas", "-- To which of the ideas")) == hashed(rule)
    assert hashed(re.sub(r"-- version: \d+", "-- version: 999", rule)) != hashed(rule)


def test_the_counting_rule_is_one_select_that_names_its_views() -> None:
    rule = counting_rule()
    code = "\n".join(line for line in rule.splitlines() if not line.startswith("--"))
    assert code.count(";") == 0
    assert all(
        word not in code.upper()
        for word in ("CREATE", "INSERT", "READ_JSON", "PRAGMA", "::", "CAST(", "MAX_BY", "ORDER BY 1")
    )
    for view in ("events", "threads", "ideas", "challenges", "kinds", "edits", "exclusions", "asked"):
        assert f"--   {view} " in rule


# ---- the same count in plain Python

MOMENTS = (BEFORE, OPENS, INSIDE, LATER, CLOSES, AFTER, "2026-03-05T00:00:00Z")
SLUGS = ("bike-lanes", "cycle-path", "free-bus", "trees", "tree", "unknown")
drawn = st.builds(
    lambda withdrawn, who, kind, on, idea, at, seen, rule: Event(
        type="withdraw" if withdrawn else "cast",
        thread=on,
        idea=idea,
        voter=voter(who),
        kind=kind,
        given=None if withdrawn else at,
        seen=seen,
        rule=rule,
    ),
    st.sampled_from([False, False, True]),
    st.sampled_from("ab"),
    st.sampled_from(["+1", "heart", "-1", "eyes", "laugh"]),
    st.sampled_from([*THREADS, "issue/5"]),
    st.sampled_from(SLUGS),
    st.sampled_from(MOMENTS),
    st.sampled_from(MOMENTS),
    st.sampled_from([None] * 8 + ["R1", "R3"]),
)


cases = st.fixed_dictionaries(
    {
        "events": st.lists(drawn, max_size=40),
        "listed": st.dictionaries(
            st.sampled_from([*THREADS, "issue/5"]), st.sets(st.sampled_from(SLUGS), min_size=1, max_size=3)
        ),
        "excluded": st.lists(
            st.tuples(st.sampled_from("ab"), st.sets(st.sampled_from(SLUGS[:4]), max_size=2)), max_size=2
        ),
        "further": st.sets(st.sampled_from(["issue/5", "pull/1"])),
        "edited": st.dictionaries(st.sampled_from(["bike-lanes", "cycle-path", "trees"]), st.sampled_from(MOMENTS)),
        "terms": st.sampled_from(
            [{}, {"+1": "support", "laugh": "oppose"}, {"+1": "support", "heart": "watch", "-1": "oppose"}]
        ),
        "void": st.booleans(),
    }
)


@given(cases)
def test_the_count_is_the_one_of_plain_python(community, tmp_path_factory, case) -> None:
    events = sorted(case["events"], key=lambda event: event.seen[:7])
    threads = {name: tuple(sorted(ideas)) for name, ideas in case["listed"].items()}
    history = (StatusChange(date="2026-02-05", status="open"),)
    trees = Decision(idea="trees", path="p", history=history, former=("tree",), threads=tuple(case["further"]))
    community = replace(
        community,
        decisions={**community.decisions, "trees": trees},
        exclusions=tuple(
            Exclusion(name=f"n{n}", path="p", date="2026-02-20", reason="r", voters=(voter(who),), ideas=tuple(ideas))
            for n, (who, ideas) in enumerate(case["excluded"])
        ),
        edited={idea: day_start(moment) for idea, moment in case["edited"].items()},
        frozen={
            "quieter-streets": Terms(
                reactions=case["terms"] or community.settings.reactions,
                votes_before_edit="void" if case["void"] else "count",
            )
        },
    )
    folder = tmp_path_factory.mktemp("ledgers") / "ledger"
    write_ledger(folder, events, [Thread(name=n, ideas=ideas) for n, ideas in threads.items()], observed=OBSERVED)
    result = tally(community, folder, as_of=OBSERVED)
    outcomes, ballots, voters = naive(community, events, threads)
    for slug, standing in result.standings.items():
        assert Counter(standing.excluded) + Counter(counted=standing.counted) == outcomes[slug]
        assert standing.raw == outcomes[slug].total()
        counted = Counter(support=standing.support, oppose=standing.oppose, watch=standing.watch)
        counted["early"] = standing.before_edit
        assert +counted == +ballots[slug]
    for slug, turnout in result.turnouts.items():
        assert turnout.voters == len(voters[slug])
    validator("api-tally.schema.json").validate(tally_document(result, community))


# ---- ideas that stand only in open pull requests


PULL, OPENED = "pull/31", datetime(2026, 3, 5, tzinfo=UTC)


def with_open_pulls(folder: Path, *events: Event, threads: tuple[Thread, ...] = ()) -> Path:
    listed = [Thread(name=name, ideas=ideas) for name, ideas in THREADS.items() if name != "pull/3"]
    merged = Thread(name="pull/3", ideas=("free-bus",), merged=OPENED)
    write_ledger(folder, events, [*listed, merged, *threads], observed=OBSERVED)
    return folder


def pending(name: str = PULL, *ideas: str, opened: datetime | None = OPENED, merged: datetime | None = None) -> Thread:
    return Thread(name=name, ideas=ideas or ("night-trams",), opened=opened, merged=merged)


def test_an_idea_in_an_open_pull_request_is_counted_apart_by_the_same_rules(
    community: Community, tmp_path: Path
) -> None:
    votes = [cast("ada"), cast("ada", at=BEFORE), cast("bo", "-1", on="pull/2")]
    there = [
        *(cast(who, on=PULL, at=at) for who, at in (("ada", BEFORE), ("bo", INSIDE), ("cy", AFTER))),
        cast("bo", "heart", on=PULL, at=LATER),
        cast("dee", "eyes", on=PULL),
        cast("eve", "-1", on=PULL),
        cast("author", on=PULL, rule="R3"),
        cast("gone", on=PULL),
        withdraw("gone", on=PULL),
    ]
    without = tally(community, with_open_pulls(tmp_path / "without", *votes), as_of=OBSERVED)
    result = tally(community, with_open_pulls(tmp_path / "with", *votes, *there, threads=(pending(),)), as_of=OBSERVED)
    (night,) = result.pending
    assert (night.idea, [thread.name for thread in night.threads], night.opened) == ("night-trams", [PULL], OPENED)
    standing = night.standing
    assert (standing.support, standing.oppose, standing.watch) == (3, 1, 1)
    assert (standing.raw, standing.counted, standing.excluded) == (7, 5, {"R3": 1, "R5": 1})
    assert (result.standings, result.turnouts, result.rules) == (without.standings, without.turnouts, without.rules)
    assert without.pending == ()
    validator("api-tally.schema.json").validate(tally_document(result, community))


def test_an_idea_of_several_open_pull_requests_counts_each_voter_once(community: Community, tmp_path: Path) -> None:
    both = (pending(), pending("pull/40", "night-trams", "other-idea", opened=None))
    events = [cast("ada", on=PULL), cast("ada", on="pull/40"), cast("bo", on="pull/40")]
    result = tally(community, with_open_pulls(tmp_path / "ledger", *events, threads=both), as_of=OBSERVED)
    found = {one.idea: (one.standing.support, [thread.name for thread in one.threads]) for one in result.pending}
    assert found == {"night-trams": (2, [PULL, "pull/40"]), "other-idea": (2, ["pull/40"])}
    assert {one.idea: one.opened for one in result.pending} == {"night-trams": OPENED, "other-idea": None}


def test_what_is_published_or_was_merged_or_is_no_pull_request_is_not_pending(
    community: Community, tmp_path: Path
) -> None:
    decision = replace(community.decisions["cycle-path"], former=("cycle-way",))
    named = replace(community, decisions={**community.decisions, "cycle-path": decision})
    threads = (
        pending("pull/31", "bike-lanes"),  # published
        pending("pull/32", "cycle-way"),  # published, by its former name
        pending("pull/33", "taken-back", merged=OPENED),  # merged, and removed since
        pending("pull/34", "taken-back"),
        pending("issue/35", "from-an-issue"),
    )
    result = tally(named, with_open_pulls(tmp_path / "ledger", threads=threads), as_of=OBSERVED)
    assert result.pending == ()


# ---- ledgers that cannot be counted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"kind":"+1"', b'"kind":"thumbs"'),
        (b'"type":"cast"', b'"type":"given"'),
        (b'"given":"2026-02-10T12:00:00Z"', b'"given":null'),
        (b'"given":"2026-02-10T12:00:00Z"', b'"given":"yesterday"'),
        (b'"seq":1,', b'"seq":"one",'),
        (b'"seq":1,', b""),
        (b'"rule":null', b'"rule":"R7"'),
        (b"{", b""),
        (b"}\n", b"}\n\n{}\n"),
        (b"ada", b"\xff\xfe"),
    ],
)
def test_a_broken_line_is_a_failure_that_says_what_to_do(community, tmp_path, old: bytes, new: bytes) -> None:
    folder = tmp_path / "ledger"
    write_ledger(folder, [cast("a", rule=None), cast("b")], [], observed=OBSERVED)
    file = folder / "2026-02-01.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    lines[0] = lines[0].replace(old if old != b"ada" else voter("a")[:4].encode(), new, 1)
    file.write_bytes(b"".join(lines))
    with pytest.raises(Failure) as failure:
        tally(community, folder, as_of=OBSERVED)
    assert "verify" in failure.value.hint


def test_a_cut_tail_is_a_failure(community: Community, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    write_ledger(folder, [cast("ada"), cast("bo")], [], observed=OBSERVED)
    file = folder / "2026-02-01.jsonl"
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(Failure):
        tally(community, folder, as_of=OBSERVED)
    file.unlink()
    with pytest.raises(Failure):
        tally(community, folder, as_of=OBSERVED)


# ---- the command


def test_the_command_prints_the_document(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    said = ideario("--root", riverton_with_votes(tmp_path), "tally", "--format", "json")
    assert said.exit_code == 0, said.stderr
    document = json.loads(said.stdout)
    validator("api-tally.schema.json").validate(document)
    assert document["as_of"] == "2026-06-01T00:00:00Z"
    assert sum(idea["support"] for idea in document["ideas"]) == 2


def test_the_command_tells_people_what_was_counted(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    said = ideario("tally", cwd=riverton_with_votes(tmp_path, sample=True))
    assert said.exit_code == 0, said.stderr
    assert said.stdout.startswith("SAMPLE")
    assert "quieter-streets: 2 voters, 2 ballots" in said.stdout
    assert said.stdout.rstrip().endswith("Next, run: ideario build")


def test_the_command_shows_pending_ideas_apart(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    root = riverton(tmp_path)
    threads = [Thread(name="pull/1", ideas=("night-trams",)), pending(PULL, "free-bus")]
    events = [replace(cast("ada"), idea="night-trams"), cast("ada", on=PULL), cast("bo", on=PULL)]
    write_ledger(root / "content" / "ledger", events, threads, observed=OBSERVED)
    document = json.loads(ideario("--root", root, "tally", "--format", "json").stdout)
    validator("api-tally.schema.json").validate(document)
    assert sum(idea["support"] for idea in document["ideas"]) == 1
    assert {one["idea"]: (one["support"], one["threads"], one["opened"]) for one in document["pending"]} == {
        "free-bus": (2, [PULL], "2026-03-05T00:00:00Z")
    }
    text = ideario("--root", root, "tally").stdout
    before, _, after = text.partition("pending in open pull requests, in no total")
    assert "free-bus" not in before
    assert "2        0        0  free-bus (pull/31; opened 2026-03-05T00:00:00Z)" in after


def test_the_command_takes_another_ledger_and_the_moment_by_which_challenges_stand(
    tmp_path: Path, ideario: Callable[..., Outcome]
) -> None:
    root = riverton_with_votes(tmp_path / "here")
    other = tmp_path / "other ledger"
    (root / "content" / "ledger").rename(other)
    arguments = ("tally", "--format", "json", "--now", "2026-03-01")
    without = json.loads(ideario("--root", root, *arguments).stdout)
    assert (without["ledger"], without["as_of"]) == (None, "2026-03-01T00:00:00Z")
    given_one = json.loads(ideario("--root", root, *arguments, "--ledger", other).stdout)
    assert given_one["ledger"]["events"] == 2


def test_a_file_with_an_error_is_named_and_the_rest_counted(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    root = riverton_with_votes(tmp_path)
    (root / "content" / "ideas" / "broken.yml").write_text("title: [")
    said = ideario("--root", root, "tally", "--format", "json")
    assert said.exit_code == 1
    assert said.stderr.startswith("content/ideas/broken.yml:")
    assert sum(idea["support"] for idea in json.loads(said.stdout)["ideas"]) == 2


def test_a_broken_ledger_is_exit_code_2(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    root = riverton_with_votes(tmp_path)
    (root / "content" / "ledger" / "ledger.json").write_text("{")
    said = ideario("--root", root, "tally")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "ledger.json" in said.stderr
