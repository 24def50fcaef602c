"""`ideario new` writes decisions, reviews and exclusions that nothing is wrong with."""

import pytest
from communities import CHALLENGE, IDEA, put, riverton
from ideario.intake.read_community import read_community
from ideario.resources import tool_resources

CLEAN = "No problems. Next, run: ideario build\n"
VOTERS = ("9f86d081884c7d659a2feaa0c55ad015", "60303ae22b998861bce3b28f33eec1be")


@pytest.fixture
def town(tmp_path):
    root = riverton(tmp_path)
    put(root, "ideas/night-trams", {**IDEA, "title": "Night trams", "challenge": "judged"})
    criteria = [{"id": "effect", "title": "Effect", "weight": 2}, {"id": "cost", "title": "Cost", "weight": 1}]
    later = {"submission": {"opens": "2026-01-01", "closes": "2099-01-31"},
             "voting": {"opens": "2099-02-01", "closes": "2099-02-28"}}  # fmt: skip
    put(root, "challenges/judged", {**CHALLENGE, **later, "criteria": criteria})
    return root


def read(root):
    return read_community(root, resources=tool_resources()).community


def test_a_first_decision_is_dated_today_and_says_why(town, ideario) -> None:
    reason = "The council set money aside for 2027.\n\nThe works begin *in spring*."
    done = ideario("new", "decision", "--idea", "bike-lanes", "--status", "planned", "--reason", reason, cwd=town)
    assert (done.exit_code, done.stderr) == (0, "")
    (change,) = read(town).decisions["bike-lanes"].history
    assert (change.date, change.status, change.reason) == ("2026-11-23", "planned", reason)
    text = (town / "content" / "decisions" / "bike-lanes.yml").read_text()
    assert "\n  - date: 2026-11-23\n    status: planned\n    reason: |-\n      The council" in text
    assert ideario("check", cwd=town).stdout == CLEAN


def test_what_a_decision_cannot_be_is_said_and_nothing_is_written(town, ideario) -> None:
    unknown = ideario("new", "decision", "--idea", "bike-lane", "--status", "planned", "--reason", "x", cwd=town)
    assert unknown.exit_code == 1
    assert "there is no idea `bike-lane`" in unknown.stderr
    nameless = ideario("new", "decision", "--status", "duplicate", cwd=town)
    assert nameless.exit_code == 2
    assert "--idea, --duplicate-of" in nameless.stderr
    wrong = ideario("new", "decision", "--idea", "bike-lanes", "--status", "plannd", "--reason", "x", cwd=town)
    assert wrong.exit_code == 1
    assert "plannd" in wrong.stderr
    assert not (town / "content" / "decisions").exists() or not list((town / "content" / "decisions").iterdir())


def test_a_review_holds_its_scores_an_idea_a_line(town, ideario) -> None:
    done = ideario(
        "new", "review", "--challenge", "judged", "--login", "Ada-Rossi", "--score", "night-trams:effect=7",
        "--score", "night-trams:cost=0", "--comment", "night-trams=Well thought through: yes.", cwd=town,
    )  # fmt: skip
    assert (done.exit_code, done.stderr) == (0, "")
    (review,) = read(town).reviews
    (card,) = review.scores
    assert (review.login, card.criteria, card.comment) == (
        "Ada-Rossi", {"effect": 7, "cost": 0}, "Well thought through: yes.",
    )  # fmt: skip
    text = (town / "content" / "reviews" / "judged" / "Ada-Rossi.yml").read_text()
    assert "\nscores:\n  night-trams: {criteria: {effect: 7, cost: 0}, comment: " in text
    assert ideario("check", cwd=town).stdout == CLEAN


@pytest.mark.parametrize(
    ("score", "said"),
    [("night-trams:effect=11", "10"), ("night-trams:beauty=1", "beauty"), ("bike-lanes:effect=1", "bike-lanes")],
)
def test_a_review_that_cannot_stand_is_not_written(town, ideario, score, said) -> None:
    done = ideario("new", "review", "--challenge", "judged", "--login", "ada-rossi", "--score", score, cwd=town)
    assert done.exit_code == 1
    assert said in done.stderr
    assert not list((town / "content").glob("reviews/**/*.yml"))


def test_an_exclusion_names_its_day_its_voters_and_its_reason(town, ideario) -> None:
    given = [word for voter in VOTERS for word in ("--voter", voter)]
    done = ideario("new", "exclusion", "--reason", "One person.", *given, "--idea", "bike-lanes", cwd=town)
    assert (done.exit_code, done.stderr) == (0, "")
    (exclusion,) = read(town).exclusions
    assert (exclusion.name, exclusion.date, exclusion.voters) == ("exclusion-2026-11-23", "2026-11-23", VOTERS)
    assert ideario("new", "exclusion", "--reason", "x", cwd=town).stderr.count("--voter") == 1
