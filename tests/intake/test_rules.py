"""The rules that no schema can say: each finds what it is for, and leaves alone what is right."""

from datetime import UTC, datetime
from typing import Any

import pytest
from communities import CHALLENGE, COMMUNITY, IDEA, put, riverton
from ideario.intake.history.sealed_reviews import seal_of
from ideario.intake.read_community import read_community
from ideario.intake.rules import CONTENT_RULES, FILE_RULES
from ideario.model.file_rules import WITHOUT_FUNCTION
from ideario.resources import tool_resources

TOOL = tool_resources()
DAY = {"date": "2026-03-01"}
MONEY = "1 EUR"
BUDGET = {"budget": MONEY}


def step(status, reason=None, date="2026-03-01"):
    return {"date": date, "status": status, **({"reason": reason} if reason else {})}


def history(*steps, **more):
    return {"history": [step(one) if isinstance(one, str) else one for one in steps], **more}


def link(url):
    return {"links": [{"title": "A page", "url": url}]}


def challenge(**changes):
    return {"challenges/other": {**CHALLENGE, **changes}}


def idea(**changes):
    return {"ideas/other": {**IDEA, **changes}}


def twin(**changes):
    return {
        "ideas/one": ONE,
        "ideas/two": {**ONE, "title": "Another", "summary": "Other words.", "body": "-", **changes},
    }


JURY: dict[str, Any] = {
    "winners": {"rule": "jury", "count": 1},
    "criteria": [{"id": "effect", "title": "Effect", "weight": 1}],
    "jury": {"jurors": ["hubot", "ada"], "scores_by": "2026-02-20", "reveal_by": "2026-02-27"},
}


def jury(**changes):
    return challenge(**{**JURY, "jury": {**JURY["jury"], **changes}})


def judged(login="hubot", **values):
    return {**jury(), **idea(challenge="other"), f"reviews/other/{login}": values}


SCORES = {"other": {"criteria": {"effect": 7}}}
SALT = "0123456789abcdef" * 2
SEAL = seal_of("other", "hubot", SALT, {"other": {"effect": 7}})
ONE = {
    **IDEA,
    "title": "A bench",
    "summary": "In the shade.",
    "body": "Below the old tree, where people wait for the bus. " * 2,
}
CASES = [
    # (rule, files put beside riverton's, settings, pointers at which the rule speaks)
    ("missing-picture", idea(picture={"file": "content/pictures/a.png", "alt": "A bench"}), {}, ["/picture/file"]),
    ("missing-picture", challenge(picture={"file": "content/pictures/a.png", "alt": "One"}), {}, ["/picture/file"]),
    ("missing-picture", {}, {"logo": {"file": "content/pictures/a.png", "alt": "A bench"}}, ["/logo/file"]),
    ("jury-missing", challenge(winners=JURY["winners"]), {}, ["/winners/rule", "/winners/rule"]),
    ("jury-missing", {**challenge(**{**JURY, "winners": {"rule": "blend", "count": 1}})}, {}, ["/winners/rule"]),
    ("jury-missing", jury(), {}, []),
    ("jury-in-order", jury(jurors=["hubot", "Hubot"]), {}, ["/jury/jurors/1"]),
    ("jury-in-order", jury(minimum=3), {}, ["/jury/minimum"]),
    ("jury-in-order", jury(minimum=2), {}, []),
    ("jury-in-order", jury(scores_by="2026-01-31"), {}, ["/jury/scores_by"]),
    ("jury-in-order", jury(scores_by="2026-02-01"), {}, []),
    ("jury-in-order", jury(reveal_by="2026-02-20"), {}, ["/jury/reveal_by"]),
    ("not-a-juror", judged("octocat", seal=SEAL), {}, [""]),
    ("not-a-juror", judged("HuBot", seal=SEAL), {}, []),
    ("scores-unsealed", judged(scores=SCORES), {}, ["/scores"]),
    ("scores-unsealed", judged(seal=SEAL, scores=SCORES), {}, ["/scores"]),
    ("scores-unsealed", judged(conflicts=["other"]), {}, []),
    ("seal-broken", judged(seal=SEAL, salt=SALT, scores={"other": {"criteria": {"effect": 8}}}), {}, ["/seal"]),
    ("seal-broken", judged(seal=SEAL, salt=SALT[::-1], scores=SCORES), {}, ["/seal"]),
    ("seal-broken", judged("ada", seal=SEAL, salt=SALT, scores=SCORES), {}, ["/seal"]),
    ("seal-broken", judged(seal=SEAL, salt=SALT, scores=SCORES), {}, []),
    ("bad-slug", {"ideas/Über Uns": IDEA}, {}, [""]),
    ("bad-slug", {"people/-ada": {"name": "Ada"}}, {}, [""]),
    ("bad-slug", {f"ideas/{'a' * 81}": IDEA}, {}, [""]),
    ("bad-slug", {f"ideas/{'a' * 80}": IDEA, "people/Ada-Rossi": {"name": "Ada"}}, {}, []),
    ("slug-taken", {"ideas/sub/bike-lanes": IDEA}, {}, [""]),
    ("slug-taken", {"people/ada": {"name": "Ada"}, "people/Ada": {"name": "Ada"}}, {}, [""]),
    ("slug-taken", {"decisions/bike-lanes": history("planned"), "challenges/bike-lanes": CHALLENGE}, {}, []),
    ("bad-link", idea(**link("https://user:word@example.org/")), {}, ["/links/0/url"]),
    ("bad-link", idea(**link("https://example.org:99999/")), {}, ["/links/0/url"]),
    ("bad-link", idea(**link("https://example..org/")), {}, ["/links/0/url"]),
    ("bad-link", idea(**link("https:///page")), {}, ["/links/0/url"]),
    ("bad-link", idea(**link("https://[::1")), {}, ["/links/0/url"]),
    ("bad-link", challenge(contact="https://a@b.example"), {}, ["/contact"]),
    ("bad-link", {}, {"contact": "https://-x.example"}, ["/contact"]),
    ("bad-link", idea(**link("https://mañana.example:8443/a?b=c&d#e")), {}, []),
    ("bad-link", idea(**link("http://[2001:db8::1]:80/")), {}, []),
    ("unknown-challenge", idea(challenge="quieter-street"), {}, ["/challenge"]),
    ("unknown-challenge", {"reviews/nowhere/octocat": {"scores": {}}}, {}, [""]),
    ("unknown-challenge", idea(challenge="quieter-streets"), {}, []),
    ("unknown-person", {}, {"require_people": True}, ["/authors/0", "/authors/0"]),
    ("unknown-person", {"people/OctoCat": {"name": "Octo"}}, {"require_people": True}, []),
    ("unknown-language", idea(language="de"), {}, ["/language"]),
    ("unknown-language", challenge(language="it"), {}, []),
    ("unknown-tag", idea(tags=["mobility", "parks"]), {"tags": {"mobility": "Mobility"}}, ["/tags/1"]),
    ("no-such-language", {}, {"languages": ["en", "xx", "pt-BR", "gsw"]}, ["/languages/1"]),
    ("no-such-language", {}, {"languages": ["en", "no"]}, []),
    ("unknown-tag", challenge(tags=["parks"]), {"tags": {"mobility": "Mobility"}}, ["/tags/0"]),
    ("unknown-tag", idea(tags=["anything"]), {}, []),
    ("other-currency", {**challenge(**BUDGET), **idea(challenge="other", cost="1 USD")}, {},
     ["/cost"]),
    ("other-currency", {**challenge(**BUDGET), **idea(challenge="other", cost=MONEY)}, {}, []),
    ("other-currency", challenge(winners={"rule": "equal-shares", "completion": "add1", "step": "1 USD"}, **BUDGET), {},
     ["/winners/step"]),
    ("cost-above-budget", {**challenge(**BUDGET), **idea(challenge="other", cost="1.01 EUR")}, {}, ["/cost"]),
    ("cost-above-budget", {**challenge(**BUDGET), **idea(challenge="other", cost="1 EUR")}, {}, []),
    ("copied-idea", twin(title="a BENCH", summary="In  the shade."), {}, ["/title"]),
    ("copied-idea", twin(title="A bench", summary="In the sun."), {}, []),
    ("copied-idea", twin(body=ONE["body"].upper()), {}, ["/body"]),
    ("copied-idea", {**twin(body="See above."), "ideas/one": {**ONE, "body": "See above."}}, {}, []),
    ("copied-idea", {**twin(body=ONE["body"]), "decisions/two": history("duplicate", duplicate_of="one")}, {}, []),
    ("dates-in-order", challenge(voting={"opens": "2026-02-02", "closes": "2026-02-01"}), {}, ["/voting/closes"]),
    ("dates-in-order", challenge(voting={"opens": "2025-12-31", "closes": "2026-02-01"}), {}, ["/voting/opens"]),
    ("dates-in-order", challenge(voting={"opens": "2026-01-01", "closes": "2026-01-30"}), {}, ["/voting/closes"]),
    ("dates-in-order", challenge(voting={"opens": "2026-01-01", "closes": "2026-01-31"}), {}, []),
    ("dates-in-order", challenge(submission={"opens": "2026-01-01", "closes": "2026-01-01"}), {}, []),
    ("criterion-repeated", challenge(criteria=[{"id": "a", "title": "A", "weight": n} for n in (1, 2)]), {},
     ["/criteria/1/id"]),
    ("budget-missing", challenge(winners={"rule": "greedy"}), {}, ["/winners/rule"]),
    ("budget-missing", challenge(winners={"rule": "equal-shares", "completion": "none"}, **BUDGET), {}, []),
    ("criteria-missing", challenge(blend={"crowd": 1, "experts": 1}), {}, ["/blend"]),
    ("criteria-missing", challenge(blend={"crowd": 1, "experts": 1}, criteria=[]), {}, ["/blend"]),
    ("criteria-missing",
     challenge(blend={"crowd": 1, "experts": 1}, criteria=[{"id": "a", "title": "A", "weight": 1}]), {}, []),
    ("quorum-too-large", challenge(winners={"rule": "top", "count": 1, "quorum": "3/2"}), {}, ["/winners/quorum"]),
    ("quorum-too-large", challenge(winners={"rule": "top", "count": 1, "quorum": "2/2"}), {}, []),
    ("no-open-status", {}, {"statuses": {"on": {"label": "On", "kind": "active", "colour": "#000000"}}}, ["/statuses"]),
    ("unknown-idea", {"decisions/bike-lane": history("planned")}, {}, [""]),
    ("unknown-idea", {"exclusions/x": {**DAY, "reason": "x", "voters": ["a"], "ideas": ["bike-lanes", "x"]}}, {},
     ["/ideas/1"]),
    ("unknown-idea",
     {"reviews/quieter-streets/octocat": {"conflicts": ["x"], "scores": {"y": {}, "bike-lanes": {}}}}, {},
     ["/conflicts/0", "/scores/y", "/scores/bike-lanes"]),
    ("unknown-status", {"decisions/bike-lanes": history("planned", "finished")}, {}, ["/history/1/status"]),
    ("history-in-order", {"decisions/bike-lanes": history("planned", step("done", date="2026-02-28"))}, {},
     ["/history/1/date"]),
    ("history-in-order", {"decisions/bike-lanes": history("planned", "done")}, {}, []),
    ("transition-not-allowed", {"decisions/bike-lanes": history("done", step("open", "x"))},
     {}, ["/history/1/status"]),
    ("transition-not-allowed", {"decisions/bike-lanes": history("done", step("planned", "x"), "done")}, {}, []),
    ("transition-not-allowed", {"decisions/bike-lanes": history("planned")}, {"transitions": {"open": ["declined"]}},
     ["/history/0/status"]),
    ("transition-not-allowed", {"decisions/bike-lanes": history("open")}, {"transitions": {"open": []}}, []),
    ("missing-reason", {"decisions/bike-lanes": history("planned", "open")}, {}, ["/history/1/status"]),
    ("missing-reason", {"decisions/bike-lanes": history(step("declined", "x"), "planned")}, {}, ["/history/1/status"]),
    ("missing-reason", {"decisions/bike-lanes": history("duplicate", "open")}, {}, ["/history/1/status"]),
    ("missing-reason", {"decisions/bike-lanes": history("planned", step("open", "Money ran out."))}, {}, []),
    ("missing-reason", {"decisions/bike-lanes": history("shortlisted", "planned", "in-progress", "done")}, {}, []),
    ("declined-without-reason", {"decisions/bike-lanes": history("declined")}, {}, ["/history/0/status"]),
    ("declined-without-reason", {"decisions/bike-lanes": history(step("declined", "Too dear."))}, {}, []),
    ("duplicate-without-target", {"decisions/bike-lanes": history("duplicate")}, {}, ["/history/0/status"]),
    ("duplicate-without-target", {"decisions/bike-lanes": history("planned", duplicate_of="night-trams")}, {},
     ["/duplicate_of"]),
    ("duplicate-without-target", {"decisions/bike-lanes": history("duplicate", duplicate_of="night-trams")}, {}, []),
    ("dead-duplicate", {"decisions/bike-lanes": history("duplicate", duplicate_of="night-tram")},
     {}, ["/duplicate_of"]),
    ("dead-duplicate", {"decisions/bike-lanes": history("duplicate", duplicate_of="bike-lanes")},
     {}, ["/duplicate_of"]),
    ("dead-duplicate", {"decisions/bike-lanes": history("duplicate", duplicate_of="night-trams"),
                        "decisions/night-trams": history("duplicate", duplicate_of="bike-lanes")}, {},
     ["/duplicate_of", "/duplicate_of"]),
    ("dead-duplicate", {"decisions/bike-lanes": history("duplicate", duplicate_of="night-trams"),
                        "decisions/night-trams": history(step("declined", "x"))}, {}, []),
    ("former-taken", {"decisions/bike-lanes": history("planned", former=["night-trams", "free"])}, {}, ["/former/0"]),
    ("former-taken", {"decisions/bike-lanes": history("planned", former=["free"]),
                      "decisions/night-trams": history("planned", former=["free"])}, {}, ["/former/0"]),
    ("unknown-criterion",
     {"reviews/quieter-streets/octocat": {"scores": {"night-trams": {"criteria": {"effect": 7}}}}}, {},
     ["/scores/night-trams/criteria/effect"]),
    ("scored-in-conflict",
     {"reviews/quieter-streets/octocat": {"conflicts": ["night-trams"], "scores": {"night-trams": {}}}},
     {}, ["/scores/night-trams"]),
]  # fmt: skip


def problems_of(root, **options):
    return read_community(root, resources=TOOL, **options).problems


@pytest.mark.parametrize(("rule", "files", "settings", "pointers"), CASES)
def test_each_rule_finds_what_it_is_for_and_nothing_else(tmp_path, rule, files, settings, pointers) -> None:
    riverton(tmp_path, **settings)
    for path, values in files.items():
        put(tmp_path, path, values)
    found = [problem for problem in problems_of(tmp_path) if problem.rule == rule]
    assert [problem.pointer for problem in found] == pointers
    assert all(problem.message and problem.hint for problem in found)
    assert all(problem.level == FILE_RULES[rule].level for problem in found)


def test_every_rule_is_tried_here() -> None:
    elsewhere = {"after-closing", "editor-line", "rules-changed-in-vote", "seed-too-early", "seed-missing"}
    elsewhere |= {"challenge-removed-in-vote", "cost-changed-in-vote"}  # which take a history: test_frozen.py
    elsewhere |= {"reactions-changed-in-vote"}  # which takes a ledger too: test_meanings.py
    elsewhere |= {"dated-ahead", "dated-tomorrow"}  # which take a clock: examples/invalid
    elsewhere |= {"large-logo", "unused-picture"}  # which take pictures: examples/invalid
    elsewhere |= {"sealed-late", "revealed-early", "revealed-late"}  # which take both: tests/voting/test_jury.py
    assert {rule for rule, _, _, pointers in CASES if pointers} | elsewhere == {rule.id for rule in CONTENT_RULES}


@pytest.mark.parametrize(
    ("arrived", "found"),
    [
        (datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), []),
        (datetime(2026, 2, 1, tzinfo=UTC), ["after-closing"]),
        (datetime(2025, 12, 1, tzinfo=UTC), []),
    ],
)
def test_an_idea_comes_before_submission_closes(tmp_path, arrived, found) -> None:
    riverton(tmp_path)
    assert [problem.rule for problem in problems_of(tmp_path, arrivals=lambda: {"night-trams": arrived})] == found


def test_imported_ideas_may_come_at_any_time(tmp_path) -> None:
    riverton(tmp_path)
    imported = {"title": "Night trams", "language": "en", "source": "Budget 2024", "source_id": "7"}
    put(tmp_path, "ideas/night-trams", {**imported, "challenge": "quieter-streets"})
    assert problems_of(tmp_path, arrivals=lambda: {"night-trams": datetime(2026, 5, 1, tzinfo=UTC)}) == ()


RIGHT = "# yaml-language-server: $schema=https://riverton.github.io/ideas/schemas/idea.schema.json"


@pytest.mark.parametrize(
    ("first", "found"),
    [
        ("# yaml-language-server: $schema=../../schemas/idea.schema.json", []),
        ("# A comment\n#yaml-language-server: $schema=https://riverton.github.io/ideas/schemas/idea.schema.json", []),
        (
            "# yaml-language-server: $schema=https://elsewhere.example/idea.schema.json?v=1",
            ["the editor's line names another schema than"],
        ),
        (
            "# yaml-language-server: $schema=https://elsewhere.example/idea.schema.json",
            ["the editor's line fetches idea.schema.json from elsewhere"],
        ),
        (
            f"# yaml-language-server: $schema=https://elsewhere.example/idea.schema.json\n{RIGHT}",
            ["the editor's line fetches idea.schema.json from elsewhere"],
        ),
        (
            f"tags: []  # yaml-language-server: $schema=https://elsewhere.example/x\n{RIGHT}",
            ["the editor's line fetches idea.schema.json from elsewhere"],
        ),
        ("", ["the editor's line is missing"]),
        ("# yaml-language-server: $schema=person.schema.json", ["the editor's line names another schema than"]),
    ],
)
def test_the_editor_line_names_the_schema_of_its_kind(tmp_path, first, found) -> None:
    riverton(tmp_path)
    file = tmp_path / "content" / "ideas" / "bike-lanes.yml"
    file.write_text(first + "\n" + file.read_text().partition("\n")[2])
    problems = problems_of(tmp_path)
    assert len(problems) == len(found)
    for problem, beginning in zip(problems, found, strict=True):
        assert problem.message.startswith(beginning)
        assert problem.hint.endswith(
            "# yaml-language-server: $schema=https://riverton.github.io/ideas/schemas/idea.schema.json"
        )


def test_the_editor_line_points_into_the_folder_where_the_schemas_are_at_home(tmp_path) -> None:
    riverton(tmp_path)
    (tmp_path / "schemas").mkdir()
    file = put(tmp_path, "ideas/deep/er/idea", IDEA)
    file.write_text(file.read_text().partition("\n")[2])
    (problem,) = problems_of(tmp_path)
    assert problem.hint.endswith("$schema=../../../../schemas/idea.schema.json")


def test_a_broken_file_is_not_told_again_by_those_that_refer_to_it(tmp_path) -> None:
    riverton(tmp_path)
    put(tmp_path, "decisions/bike-lanes", history("planned"))
    put(tmp_path, "decisions/night-trams", history("duplicate", duplicate_of="bike-lanes"))
    for path in ("ideas/bike-lanes", "challenges/quieter-streets"):
        (tmp_path / "content" / f"{path}.yml").write_bytes(b"a: *b")
    assert [(problem.path, problem.rule) for problem in problems_of(tmp_path)] == [
        ("content/challenges/quieter-streets.yml", "no-anchors"),
        ("content/ideas/bike-lanes.yml", "no-anchors"),
    ]


@pytest.mark.parametrize(
    ("changes", "place", "rule", "hint"),
    [
        ({"title": "ab"}, (2, 8), "too-short", "The idea in a few words."),
        ({"challenge": "quiter-streets"}, (8, 12), "unknown-challenge", "challenge: quieter-streets"),
        ({"tags": ["mobility", "mobilty"]}, (8, 18), "unknown-tag", "did you mean: tags: [mobility]"),
        ({"tags": ["newcomers", "mobilty"]}, (8, 19), "unknown-tag", "did you mean: tags: [newcomers, mobility]"),
        ({"tags": ["mobility", "First steps"]}, (8, 18), "wrong-form", "did you mean: tags: [mobility, newcomers]"),
        ({"tags": ["Mobilità"]}, (8, 8), "wrong-form", "did you mean: tags: [mobility]"),
        ({"langauge": "en", "language": None}, (7, 1), "unknown-key", "did you mean: language: en"),
        ({"concent": "true", "consent": None}, (7, 1), "unknown-key", "did you mean: consent: true"),
        ({"author": "ada, octocat", "authors": None}, (7, 1), "unknown-key", "did you mean: authors: [ada, octocat]"),
        ({"language": "de"}, (5, 11), "unknown-language", "use one of `en`, `it`"),
        ({"cost": "1" * 31 + " EUR"}, (8, 7), "wrong-form", "as in 1500 EUR"),
        ({"summary": None}, (2, 1), "missing-key", "add `summary`: The idea in at most 280 characters"),
        ({"cost": "12 EURO"}, (8, 7), "wrong-form", "write: cost: 12 EUR"),
    ],
)
def test_problems_stand_where_the_mistake_is_and_come_with_a_line_to_paste(
    tmp_path, changes, place, rule, hint
) -> None:
    riverton(tmp_path, tags={"mobility": {"en": "Mobility", "it": "Mobilità"}, "newcomers": "First steps"})
    put(tmp_path, "ideas/bike-lanes", {**IDEA, **changes})
    found = {(problem.rule, problem.line, problem.column): problem.hint for problem in problems_of(tmp_path)}
    assert hint in found[rule, *place]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("body: |\nOne bench.\nAnd a bin.\n", 3),
        ("body: >-\n\nOne bench.\n\ntitle: A bench\n", 4),
        ("body: |  # here\n  One bench.\n\n- a bin\n- a tree\n", 5),
        ("body: |\n# Why\n**Shade**, and rest.\n", 4),
    ],
)
def test_a_text_that_is_not_indented_is_told_to_belong_to_its_key(tmp_path, text, line) -> None:
    riverton(tmp_path)
    (tmp_path / "content" / "ideas" / "bench.yml").write_text(f"# an idea\n{text}")
    (problem,) = problems_of(tmp_path)
    assert (problem.rule, problem.line, problem.column) == ("not-yaml", line, 1)
    assert "this line belongs to `body`" in problem.message
    assert "two spaces before it" in problem.hint


def test_a_mistake_elsewhere_is_not_blamed_on_the_text_above(tmp_path) -> None:
    riverton(tmp_path)
    (tmp_path / "content" / "ideas" / "bench.yml").write_text("body: |\n  One.\ntitle: [a\nsummary: b\n")
    (problem,) = problems_of(tmp_path)
    assert "not closed" in problem.message


def test_an_empty_community_file_comes_with_the_lines_that_it_needs(tmp_path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "community.yml").write_text("# soon\n")
    (problem,) = problems_of(tmp_path)
    assert (problem.rule, "\nschema: 1\nname: " in problem.hint) == ("empty-file", True)


def test_lines_and_columns_count_code_points_whatever_the_line_ends(tmp_path) -> None:
    riverton(tmp_path)
    file = put(tmp_path, "ideas/bike-lanes", {**IDEA, "needs": ["\U0001f600\u0301é", ""]})
    expected = [(problem.line, problem.column) for problem in problems_of(tmp_path)]
    assert expected == [(8, 16)]
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert [(problem.line, problem.column) for problem in problems_of(tmp_path)] == expected


def test_days_that_the_calendar_does_not_have_are_refused_everywhere(tmp_path) -> None:
    riverton(tmp_path)
    put(
        tmp_path, "challenges/other", {**CHALLENGE, "voting": {"opens": "2026-02-01", "closes": "2026-02-30T10:00:00Z"}}
    )
    put(tmp_path, "decisions/bike-lanes", history(step("planned", date="2025-02-29")))
    assert [(problem.rule, problem.pointer) for problem in problems_of(tmp_path)] == [
        ("impossible-date", "/voting/closes"),
        ("impossible-date", "/history/0/date"),
    ]


def test_a_text_in_several_languages_has_one_problem_where_it_is_wrong(tmp_path) -> None:
    for tagline, rule in (
        ([], "wrong-type"),
        ({}, "too-few"),
        ("", "too-short"),
        ({"english": "a"}, "bad-key"),
        ({"en": ""}, "too-short"),
    ):
        put(tmp_path, "community", {**COMMUNITY, "tagline": tagline})
        assert [problem.rule for problem in problems_of(tmp_path)] == [rule]


def test_the_published_rules_have_a_text_and_a_level_each() -> None:
    rules = [*FILE_RULES.values()]
    assert [rule.id for rule in rules] == sorted(
        {rule.id for rule in WITHOUT_FUNCTION} | {rule.id for rule in CONTENT_RULES}
    )
    assert len(rules) == len(WITHOUT_FUNCTION) + len(CONTENT_RULES), "two rules have one id"
    assert all(rule.text.endswith(".") and len(rule.text) > 15 and "\n" not in rule.text for rule in rules)
