"""`ideario new`: what it writes is right from the start, and nothing that is there is lost."""

import subprocess
import sys

import pytest
from communities import CHALLENGE, NOW, put, riverton
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_examples import examples
from ideario.actions.check import check
from ideario.actions.new import new
from ideario.intake.drafts import content_path
from ideario.intake.read_community import read_community
from ideario.problems import Failure
from ideario.resources import tool_resources
from terminals import conversation

pytestmark = pytest.mark.slow

CLEAN = "No problems. Next, run: ideario build\n"
IDEA = [
    "--title",
    "Night trams",
    "--summary",
    "Trams after midnight.",
    "--body",
    "Every hour.",
    "--author",
    "octocat",
    "--consent",
]
VALUES = {
    "title": "A title",
    "summary": "A summary",
    "authors": ["octocat"],
    "language": "en",
    "body": "Body",
    "consent": True,
}
ALWAYS = {"opens": "2020-01-01", "closes": "2099-12-31"}
TOOL = tool_resources()


@pytest.fixture
def town(tmp_path):
    put(tmp_path, "community", {"schema": 1, "name": "Riverton", "repository": "riverton/ideas",
                                "languages": ["en", "it"], "licence": "CC-BY-4.0"})  # fmt: skip
    return tmp_path


def test_a_new_idea_is_commented_and_right(town, ideario) -> None:
    outcome = ideario("new", "idea", *IDEA, cwd=town)
    assert outcome.exit_code == 0
    assert outcome.stdout.splitlines() == [
        "Wrote content/ideas/night-trams.yml",
        "Next: read it through in your editor, then run: ideario check --only content/ideas/night-trams.yml",
    ]
    text = (town / "content" / "ideas" / "night-trams.yml").read_text()
    first, *lines = text.splitlines()
    assert first == "# yaml-language-server: $schema=https://riverton.github.io/ideas/schemas/idea.schema.json"
    assert "# The idea in a few words." in lines
    assert "title: Night trams" in lines
    assert "language: en" in lines
    assert "# challenge: quieter-streets" in lines
    assert "source" not in text
    assert ideario("check", cwd=town).stdout == CLEAN


def test_new_challenges_and_people_are_right_too(town, ideario) -> None:
    assert (
        ideario(
            "new", "person", "--login", "Ada-Rossi", "--name", "Ada Rossi", "--skill", "translation", cwd=town
        ).exit_code
        == 0
    )
    asked = ideario(
        "new",
        "challenge",
        "--title",
        "Quieter streets",
        "--question",
        "What would make your street quieter?",
        "--background",
        "It is loud.\n\n- measured\n- felt",
        "--decided-by",
        "The council.",
        "--submission",
        "2026-01-01",
        "2026-01-31",
        "--voting",
        "2026-02-01",
        "2026-02-28",
        "--winners",
        "3",
        "--reward",
        "recognition",
        "--language",
        "en",
        cwd=town,
    )
    assert asked.exit_code == 0
    open_one = town / "content" / "challenges" / "quieter-streets.yml"
    open_one.write_text(open_one.read_text().replace("2026-01-31", "2099-01-31").replace("2026-02-28", "2099-02-28"))
    assert ideario("new", "idea", *IDEA, "--challenge", "quieter-streets", "--tag", "mobility", cwd=town).exit_code == 0
    assert ideario("check", cwd=town).stdout == CLEAN
    community = read_community(town, resources=TOOL).community
    assert community.people["Ada-Rossi"].skills == ("translation",)
    assert community.challenges["quieter-streets"].winners.count == 3
    assert community.challenges["quieter-streets"].background == "It is loud.\n\n- measured\n- felt"
    assert community.ideas["night-trams"].challenge == "quieter-streets"


def test_the_editor_line_points_to_schemas_at_home(town, ideario) -> None:
    (town / "schemas").mkdir()
    ideario("new", "idea", *IDEA, cwd=town)
    text = (town / "content" / "ideas" / "night-trams.yml").read_text()
    assert text.startswith("# yaml-language-server: $schema=../../schemas/idea.schema.json\n")


def test_without_a_terminal_everything_that_is_missing_is_named_at_once(town, ideario) -> None:
    outcome = ideario("new", "idea", "--title", "Night trams", cwd=town)
    assert outcome.exit_code == 2
    for option in ("--summary", "--body", "--author", "--consent"):
        assert option in outcome.stderr
    assert "--title," not in outcome.stderr
    assert ideario("new", "challenge", cwd=town).stderr.count("OPENS CLOSES") == 2
    assert "--login" in ideario("new", "person", cwd=town).stderr
    assert not (town / "content" / "ideas").exists()


def test_nothing_is_ever_overwritten(town, ideario) -> None:
    ideario("new", "idea", *IDEA, cwd=town)
    file = town / "content" / "ideas" / "night-trams.yml"
    file.write_text("mine")
    outcome = ideario("new", "idea", *IDEA, cwd=town)
    assert outcome.exit_code == 2
    assert "is there already" in outcome.stderr
    assert file.read_text() == "mine"


def test_a_value_that_cannot_stand_is_told_and_nothing_is_written(town, ideario) -> None:
    outcome = ideario("new", "idea", *IDEA, "--challenge", "nowhere", "--tag", "Not A Slug", cwd=town)
    assert outcome.exit_code == 1
    assert "wrong-form" in outcome.stderr
    assert "Nothing was written." in outcome.stderr
    outcome = ideario("new", "idea", *IDEA, "--challenge", "nowhere", cwd=town)
    assert "unknown-challenge" in outcome.stderr
    assert list((town / "content" / "ideas").iterdir()) == []


@pytest.mark.parametrize("name", ["../escape", "Big", "a/b", "", "a b", "a" * 81, "con\n"])
def test_no_name_leads_out_of_its_folder(town, name) -> None:
    with pytest.raises(Failure, match="cannot be the name of a file"):
        new(town, "idea", name, VALUES, resources=TOOL, now=NOW)
    assert not (town / "content" / "ideas").exists()


def test_a_title_without_letters_asks_for_a_slug(town, ideario) -> None:
    arguments = ["new", "idea", "--title", "!!!", *IDEA[2:]]
    outcome = ideario(*arguments, cwd=town)
    assert (outcome.exit_code, "--slug" in outcome.stderr) == (2, True)
    assert ideario(*arguments, "--slug", "three-marks", cwd=town).exit_code == 0


def test_titles_in_other_scripts_make_a_slug(town, ideario) -> None:
    assert "content/ideas/" in ideario("new", "idea", "--title", "Велодорожки у реки", *IDEA[2:], cwd=town).stdout
    assert ideario("check", cwd=town).stdout == CLEAN


def test_without_a_community_it_says_what_is_missing(tmp_path, ideario) -> None:
    outcome = ideario("new", "idea", *IDEA, cwd=tmp_path)
    assert outcome.exit_code == 2
    assert "community.yml is missing or wrong" in outcome.stderr


HARD = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=3, max_size=60),
    st.lists(
        st.sampled_from(
            [
                "\n",
                " ",
                "\t",
                ": ",
                " #",
                "- ",
                "'",
                '"',
                "\\",
                "{",
                "}",
                "[",
                "]",
                "&a",
                "*b",
                "!c",
                "|",
                ">",
                "%",
                "@",
                "`",
                "---",
                "...",
                "?",
                "<b>",
                "{{ x }}",
                "é",
                "\U0001f600",
                "שלום",
                "no",
                "2026",
                "~",
            ]
        ),
        min_size=3,
        max_size=12,
    ).map("".join),
)


@settings(max_examples=examples(75), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(HARD, HARD, HARD)
def test_whatever_the_words_what_is_written_is_read_back_or_refused(tmp_path, title, body, need) -> None:
    riverton(tmp_path)
    (tmp_path / content_path("idea", "hard")).unlink(missing_ok=True)
    values = {**VALUES, "title": title, "summary": title, "body": body, "needs": [need]}
    path, problems = new(tmp_path, "idea", "hard", values, resources=TOOL, now=NOW)
    if problems:
        assert not (tmp_path / path).exists()
        assert {problem.rule for problem in problems} <= {"control-character", "too-short", "too-long"}
        return
    assert check(tmp_path, resources=TOOL, now=NOW) == ()
    idea = read_community(tmp_path, resources=TOOL).community.ideas["hard"]
    assert (idea.title, idea.summary, idea.body, idea.needs) == (title, title, body, (need,))


def test_pasted_line_breaks_in_a_title_become_spaces(town, ideario) -> None:
    ideario("new", "idea", "--title", 'He said:\n "no" # <b>', *IDEA[2:], "--slug", "said", cwd=town)
    assert ideario("check", cwd=town).stdout == CLEAN
    assert read_community(town, resources=TOOL).community.ideas["said"].title == 'He said: "no" # <b>'


def test_at_a_terminal_it_asks_says_what_is_wrong_and_asks_again(town) -> None:
    put(town, "challenges/quieter-streets", {**CHALLENGE, "language": "en", "submission": ALWAYS, "voting": ALWAYS})
    with (town / "content" / "community.yml").open("a") as community:
        community.write("tags: {noise: Noise, night: Night}\n")
    screen, exit_code = conversation(
        town,
        ["new", "idea"],
        [
            ("Title", "No"),
            ("has 2 characters", "Night trams"),
            ("Summary", "Trams after midnight."),
            ("Markdown", "Every hour.\n\nEvery half hour.\n."),
            ("login", "octo cat"),
            ("is not how", "octocat, ada"),
            ("Language, of en, it [en]", "de"),
            ("none of en, it", "en"),
            ("Challenge that it answers, of quieter-streets (Enter", "quiet"),
            ("none of quieter-streets", "quieter-streets"),
            ("Tags, of noise, night,", "noise, loud"),
            ("`loud` is none of", "night"),
            ("Skills sought", "driving, singing"),
            ("CC-BY-4.0? [yes/sì/no]", "ja"),
            ("please answer one of", "Sì"),
        ],
    )
    assert exit_code == 0, screen
    idea = read_community(town, resources=TOOL).community.ideas["night-trams"]
    assert idea.authors == ("octocat", "ada")
    assert idea.needs == ("driving", "singing")
    assert (idea.language, idea.challenge, idea.tags) == ("en", "quieter-streets", ("night",))
    assert idea.body == "Every hour.\n\nEvery half hour."
    assert not list((town / "build" / "new").iterdir()), "answers that became a file are kept no longer"


def test_at_a_terminal_nothing_is_asked_when_all_that_must_be_there_is_given(town) -> None:
    screen, exit_code = conversation(town, ["new", "idea", *IDEA], [])
    assert (exit_code, "Wrote content/ideas/night-trams.yml" in screen) == (0, True), screen
    assert "Tags" not in screen
    screen, exit_code = conversation(town, ["new", "person", "--login", "ada", "--name", "Ada Rossi"], [])
    assert (exit_code, "Skills" in screen) == (0, False), screen


def test_at_a_terminal_an_option_that_cannot_stand_is_told_before_the_first_question(town) -> None:
    screen, exit_code = conversation(town, ["new", "idea", "--language", "de"], [])
    assert (exit_code, "none of en, it" in screen, "Title" in screen) == (2, True, False), screen


def test_at_a_terminal_a_day_that_does_not_exist_is_asked_for_again(town) -> None:
    arguments = ["--title", "Quieter streets", "--question", "What would make your street quieter?"]
    arguments += ["--background", "It is loud.", "--decided-by", "The council.", "--language", "en"]
    screen, exit_code = conversation(
        town,
        ["new", "challenge", *arguments, "--submission", "2026-01-01", "2026-01-31"],
        [
            ("Voting opens on", "soon"),
            ("is not how", "2026-02-30"),
            ("no day of the calendar", "2026-02-01"),
            ("Voting closes on", "2026-01-20"),
            ("before it opens on 2026-02-01", "2026-02-28"),
            ("Budget", ""),
            ("Winner rule", "top"),
            ("How many", "2"),
            ("Seed", ""),
            ("Criterion", ""),
            ("Tags", ""),
        ],
    )
    assert exit_code == 0, screen


def test_a_challenge_is_asked_for_its_budget_rule_criteria_and_seed(town) -> None:
    arguments = ["--title", "Quieter streets", "--question", "What would make your street quieter?"]
    arguments += ["--background", "It is loud.", "--decided-by", "The council.", "--language", "en"]
    arguments += ["--submission", "2026-01-01", "2026-01-31"]
    screen, exit_code = conversation(
        town,
        ["new", "challenge", *arguments],
        [
            ("Voting opens on", "2026-02-01"),
            ("Voting closes on", "2026-02-28"),
            ("Budget", "50.000 euro"),
            ("Error", "50000 EUR"),
            ("Winner rule", "equal-shares"),
            ("Seed", "7 12 23"),
            ("Criterion", "Effect on sleep=3"),
            ("Criterion", "Upkeep"),
            ("Criterion", ""),
            ("Tags", ""),
        ],
    )
    assert exit_code == 0, screen
    challenge = read_community(town, resources=TOOL).community.challenges["quieter-streets"]
    assert (challenge.budget.amount, challenge.budget.currency) == (5_000_000, "EUR")
    assert (challenge.winners.rule, challenge.winners.completion, challenge.winners.seed) == (
        "equal-shares", "add1", "7 12 23",
    )  # fmt: skip
    assert [(c.id, c.title, c.weight) for c in challenge.criteria] == [
        ("effect-on-sleep", "Effect on sleep", 3),
        ("upkeep", "Upkeep", 1),
    ]


def test_answers_survive_an_interruption_and_are_gone_on_with(town) -> None:
    screen, exit_code = conversation(
        town,
        ["new", "idea"],
        [
            ("Title", "Night trams"),
            ("Summary", "Trams after midnight."),
            ("Markdown", "Every hour.\n."),
            ("login", b"\x03"),
        ],
    )
    assert exit_code == 1, screen
    assert "ideario new idea --answers build/new/idea-1.json" in screen
    screen, exit_code = conversation(
        town,
        ["new", "idea"],
        [
            ("go on with them?", "s"),
            ("login", "ada"),
            ("Language", "en"),
            ("Tags", ""),
            ("Skills", ""),
            ("CC-BY-4.0?", "si"),
        ],
    )
    assert exit_code == 0, screen
    assert "Summary, at most" not in screen
    assert read_community(town, resources=TOOL).community.ideas["night-trams"].body == "Every hour."
    assert not list((town / "build" / "new").iterdir())


def test_answers_to_another_kind_of_file_or_none_are_refused_by_name(town, ideario) -> None:
    (town / "a.json").write_text('{"kind": "person", "answers": {"name": "Ada"}}')
    (town / "b.json").write_text("[]")
    outcome = ideario("new", "idea", "--answers", "a.json", cwd=town)
    assert (outcome.exit_code, "answers about a new person" in outcome.stderr) == (2, True)
    outcome = ideario("new", "idea", "--answers", "b.json", cwd=town)
    assert (outcome.exit_code, "holds no answers" in outcome.stderr) == (2, True)


def test_a_name_that_is_taken_is_asked_for_again_and_no_answer_is_lost(town) -> None:
    put(town, "ideas/night-trams", {**VALUES, "title": "Another one"})
    screen, exit_code = conversation(
        town,
        ["new", "idea", *IDEA[:-1]],
        [
            ("Language", "en"),
            ("Tags", ""),
            ("Skills", ""),
            ("CC-BY-4.0?", "yes"),
            ("is there already", "night-trams"),
            ("is there already", "trams-at-night"),
        ],
    )
    assert exit_code == 0, screen
    assert read_community(town, resources=TOOL).community.ideas["trams-at-night"].title == "Night trams"


def test_the_body_is_written_in_the_persons_own_editor_and_stays_where_the_editor_fails(town) -> None:
    good = town / "good-editor"
    good.write_text('#!/bin/sh\nprintf "First.\\n\\nSecond: \\"so\\".\\n" > "$1"\n')
    bad = town / "bad-editor"
    bad.write_text('#!/bin/sh\nprintf "half a text" > "$1"\nexit 3\n')
    for file in (good, bad):
        file.chmod(0o755)
    asked = ["new", "idea", "--title", "Night trams", "--summary", "Trams.", "--author", "ada", "--consent"]
    rest = [("Language", "en"), ("Tags", ""), ("Skills", "")]
    screen, exit_code = conversation(
        town, [*asked, "--slug", "typed"], [("full stop ends it", "Typed.\n."), *rest], editor=str(bad)
    )
    assert exit_code == 0, screen
    assert (town / "build" / "new" / "idea-body.md").read_text() == "half a text"
    (town / "build" / "new" / "idea-body.md").unlink()
    screen, exit_code = conversation(town, asked, rest, editor=str(good))
    assert exit_code == 0, screen
    ideas = read_community(town, resources=TOOL).community.ideas
    assert (ideas["night-trams"].body, ideas["typed"].body) == ('First.\n\nSecond: "so".', "Typed.")


def test_challenges_that_take_no_ideas_are_neither_offered_nor_taken(town, ideario) -> None:
    put(town, "challenges/over", {**CHALLENGE, "language": "en"})
    put(town, "challenges/soon", {**CHALLENGE, "language": "en", "submission": {"opens": "2098-01-01",
        "closes": "2098-02-01"}, "voting": {"opens": "2098-03-01", "closes": "2098-04-01"}})  # fmt: skip
    for slug, reason in (("over", "takes no ideas any more, since 20"), ("soon", "takes no ideas before 2098-01-01")):
        outcome = ideario("new", "idea", *IDEA, "--challenge", slug, cwd=town)
        assert (outcome.exit_code, f"`{slug}` {reason}" in outcome.stderr) == (1, True), outcome.stderr
        assert "Nothing was written." in outcome.stderr
    screen, _ = conversation(town, ["new", "idea", *IDEA[:-1]], [("Language", "en"), ("Tags", b"\x03")])
    assert "Challenge that it answers" not in screen


@pytest.mark.parametrize("link", [True, False])
def test_nothing_is_written_past_a_link_or_a_file_where_a_folder_belongs(town, ideario, link) -> None:
    outside = town / "outside"
    outside.mkdir()
    ideas = town / "content" / "ideas"
    if link:
        ideas.symlink_to(outside)
    else:
        ideas.write_text("mine")
    outcome = ideario("new", "idea", *IDEA, cwd=town)
    assert outcome.exit_code == 2
    assert f"content/ideas is {'a symbolic link' if link else 'there and is no folder'}" in outcome.stderr
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("idea", [b"--title", b"Gr\xf6\xdfere B\xe4nke", *map(str.encode, IDEA[2:])]),
        ("idea", [*map(str.encode, IDEA), b"--need", b"k\xfchn"]),
        ("person", [b"--login", b"ada", b"--name", b"Andr\xe9"]),
        ("challenge", [b"--title", b"Stra\xdfe", b"--question", b"What now?", b"--background", b"x",
                       b"--decided-by", b"y", b"--submission", b"2026-01-01", b"2026-01-31",
                       b"--voting", b"2026-02-01", b"2026-02-28"]),
    ],
)  # fmt: skip
def test_letters_in_another_encoding_are_refused_and_never_become_question_marks(town, kind, options) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ideario", "new", kind, *options], cwd=town, capture_output=True, check=False
    )
    assert (done.returncode, b"is not written in UTF-8" in done.stderr) == (2, True), done.stderr
    assert not list((town / "content").glob("*/*.yml"))
