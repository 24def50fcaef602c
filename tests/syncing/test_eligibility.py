"""Which rule excludes a reaction, under which pseudonym it stands, and what a change of mind makes of the ledger."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from communities import CHALLENGE, IDEA, NOW, commit, git, put, riverton
from ideario.actions.basis import readable
from ideario.actions.sync import with_joined
from ideario.forge.port import Account, Reaction
from ideario.intake.read_community import read_community
from ideario.ledger.live_reactions import LiveReaction
from ideario.ledger.pseudonyms import Pseudonyms
from ideario.ledger.staging import StagedChange
from ideario.model.moments import instant, instant_of
from ideario.resources import tool_resources
from ideario.syncing.eligibility import Eligibility, changes, eligibility_of, rule_of, votes

NAMES = Pseudonyms(b"k" * 32, "github.com")
OPENS = 1_767_225_600
ELIGIBILITY = Eligibility(ideas=("a",), author=Account(1, "ada"), authors=frozenset({"ada", "coauthor"}), since=OPENS)


@pytest.mark.parametrize(
    ("account", "rule"),
    [
        (None, "R1"),
        (Account(9, "helper", "bot"), "R2"),
        (Account(9, "town", "organization"), "R2"),
        (Account(9, "once", "mannequin"), "R2"),
        (Account(1, "renamed-ada", "user", 0), "R3"),
        (Account(7, "CoAuthor", "user", 0), "R3"),
        (Account(7, "new", "user", OPENS + 1), "R6"),
        (Account(7, "in-time", "user", OPENS), None),
        (Account(7, "nobody-knows", "user", None), None),
        (Account(7, "ada2", "user", 0), None),
        (Account(1, "ada", "bot"), "R2"),
    ],
)
def test_the_first_rule_that_applies_excludes(account, rule) -> None:
    assert rule_of(account, ELIGIBILITY, OPENS) == rule


def test_a_young_account_counts_where_the_challenge_does_not_opt_in() -> None:
    eligibility = Eligibility(ideas=("a",), author=None, authors=frozenset(), since=None)
    assert rule_of(Account(7, "new", "user", OPENS + 1), eligibility, OPENS) is None


def test_what_a_rule_excludes_without_a_vote_of_a_person_has_a_name_used_once() -> None:
    gone, own = Reaction(11, "+1", OPENS, None), Reaction(12, "+1", OPENS, Account(1, "ada"))
    found = votes([gone, own], ELIGIBILITY, NAMES)
    assert set(found) == {(NAMES.once(11), "+1"), (NAMES.once(12), "+1")}
    assert NAMES.person(1) not in {voter for voter, _ in found}


@pytest.mark.parametrize(
    ("account", "rule"),
    [
        (Account(9, "helper", "bot"), "R2"),
        (Account(7, "CoAuthor", "user", 0), "R3"),
        (Account(8, "somebody", "user", 0), "R3"),
    ],
)
@pytest.mark.parametrize("since", [None, OPENS])
def test_nothing_excluded_by_who_gave_it_bears_the_pseudonym_of_an_account(account, rule, since) -> None:
    """Whether or not accounts have to be old enough: what is plain is decided in another way where they have not."""
    known = replace(ELIGIBILITY, since=since, numbers=frozenset({8}))
    ((voter, _), vote) = next(iter(votes([Reaction(11, "+1", OPENS, account)], known, NAMES).items()))
    assert (voter, vote.rule, vote.flags) == (NAMES.once(11), rule, ())


@pytest.mark.parametrize(("age", "flags"), [(30 * 86_400 - 1, ("R7",)), (30 * 86_400, ())])
def test_an_account_is_young_until_it_is_thirty_days_old(age, flags) -> None:
    known = replace(ELIGIBILITY, since=None)
    (vote,) = votes([Reaction(11, "+1", OPENS + age, Account(7, "new", "user", OPENS))], known, NAMES).values()
    assert (vote.rule, vote.flags) == (None, flags)


def test_on_a_thread_of_two_challenges_accounts_are_as_old_as_the_earlier_asks(tmp_path) -> None:
    root = riverton(tmp_path)
    for slug, opens in (("early", "2026-01-01"), ("late", "2026-01-15")):
        put(
            root,
            f"challenges/{slug}",
            CHALLENGE | {"submission": {"opens": opens, "closes": "2026-01-31"}, "new_accounts": "exclude"},
        )
        put(root, f"ideas/{slug}-idea", IDEA | {"challenge": slug})
    community = read_community(root, resources=tool_resources()).community
    assert community is not None
    since = eligibility_of(("early-idea", "late-idea"), None, community).since
    assert since == int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


def test_a_young_account_is_flagged_and_keeps_its_pseudonym() -> None:
    at = OPENS + 29 * 86_400
    found = votes([Reaction(11, "eyes", at, Account(7, "new", "user", OPENS + 1))], ELIGIBILITY, NAMES)
    (vote,) = found.values()
    assert (vote.rule, vote.flags) == ("R6", ("R7",))
    assert list(found) == [(NAMES.person(7), "eyes")]


@pytest.mark.parametrize("at", [0, 86_399, 951_782_400, 1_767_225_599, 4_102_444_799])
def test_moments_are_written_as_everywhere(at) -> None:
    assert instant_of(at) == instant(datetime.fromtimestamp(at, UTC))


def _live(**more):
    return {("v", "+1"): LiveReaction(given="2026-01-01T00:00:00Z", rule=None, idea="a"), **more}


def _voted(at: int, rule_author: Account | None = None):
    eligibility = Eligibility(ideas=("a",), author=rule_author, authors=frozenset(), since=None)
    return votes([Reaction(3, "+1", at, Account(7, "v"))], eligibility, NAMES)


def test_what_is_as_it_was_changes_nothing() -> None:
    wanted = _voted(OPENS)
    live = {key: LiveReaction(given=vote.given, rule=vote.rule, idea="a") for key, vote in wanted.items()}
    assert list(changes("pull/1", "a", wanted, live)) == []


def test_a_vote_given_again_is_withdrawn_and_cast_with_its_new_time() -> None:
    before, after = _voted(OPENS), _voted(OPENS + 60)
    live = {key: LiveReaction(given=vote.given, rule=vote.rule, idea="old-name") for key, vote in before.items()}
    voter = NAMES.person(7)
    assert list(changes("pull/1", "a", after, live)) == [
        StagedChange("withdraw", "pull/1", "old-name", voter, "+1", None, None, ()),
        StagedChange("cast", "pull/1", "a", voter, "+1", instant_of(OPENS + 60), None, ()),
    ]


def test_who_becomes_an_author_loses_the_vote_and_the_link_to_other_votes() -> None:
    before, after = _voted(OPENS), _voted(OPENS, Account(7, "v"))
    live = {key: LiveReaction(given=vote.given, rule=vote.rule, idea="a") for key, vote in before.items()}
    assert [(c.type, c.voter, c.rule) for c in changes("pull/1", "a", after, live)] == [
        ("withdraw", NAMES.person(7), None),
        ("cast", NAMES.once(3), "R3"),
    ]


def test_the_basis_changes_with_everything_that_decides_rules() -> None:
    others = [
        Eligibility(ideas=("a", "b"), author=ELIGIBILITY.author, authors=ELIGIBILITY.authors, since=OPENS),
        Eligibility(ideas=("a",), author=None, authors=ELIGIBILITY.authors, since=OPENS),
        Eligibility(ideas=("a",), author=ELIGIBILITY.author, authors=frozenset({"ada"}), since=OPENS),
        Eligibility(ideas=("a",), author=ELIGIBILITY.author, authors=ELIGIBILITY.authors, since=None),
        replace(ELIGIBILITY, joined={"coauthor": OPENS}),
    ]
    assert len({ELIGIBILITY.basis, *(other.basis for other in others)}) == 6


def test_votes_that_a_coauthor_gave_before_being_named_stay_whatever_the_login_is_now() -> None:
    eligibility = replace(ELIGIBILITY, numbers=frozenset({7}), joined={"coauthor": OPENS + 100, 7: OPENS + 100})
    for login in ("CoAuthor", "another-login-now"):
        account = Account(7, login, "user", 0)
        given = [Reaction(1, "-1", OPENS + 99, account), Reaction(2, "+1", OPENS + 100, account)]
        found = votes(given, eligibility, NAMES)
        assert {key: vote.rule for key, vote in found.items()} == {
            (NAMES.person(7), "-1"): None,
            (NAMES.once(2), "+1"): "R3",
        }
    whose = votes([Reaction(3, "+1", OPENS, Account(1, "ada"))], replace(eligibility, joined={"ada": OPENS + 9}), NAMES)
    assert [vote.rule for vote in whose.values()] == ["R3"], "who opened the thread is its author from the beginning"


def test_the_history_tells_when_authors_were_named_through_renames(tmp_path) -> None:
    root = riverton(tmp_path)
    commit(root, date="2026-01-10T00:00:00Z")
    git(root, "mv", "content/ideas/bike-lanes.yml", "content/ideas/lanes.yml")
    commit(root, date="2026-01-12T00:00:00Z")
    put(root, "ideas/lanes", {**IDEA, "authors": ["octocat", "Opponent"]})
    commit(root, date="2026-02-10T00:00:00Z")
    put(root, "ideas/lanes", {**IDEA, "authors": ["opponent"]})
    put(root, "ideas/night-trams", {**IDEA, "title": "Night trams at last", "challenge": "quieter-streets"})
    commit(root, date="2026-02-20T00:00:00Z")
    community, _ = readable(root, tool_resources(), 1, now=NOW)
    known = with_joined(root, community, resources=tool_resources(), now=NOW)
    assert known.joined == {"lanes": {"opponent": datetime(2026, 2, 10, tzinfo=UTC)}}
    found = eligibility_of(("lanes", "night-trams"), None, known)
    assert found.authors == {"opponent", "octocat"}
    assert found.since is None, "no challenge asks for older accounts"
    assert found.joined == {"opponent": int(datetime(2026, 2, 10, tzinfo=UTC).timestamp())}
