"""The register of vote rules: whatever names them names all of them, and no other."""

import json
import re
from pathlib import Path

import pytest
import yaml
from checkout import CHECKOUT
from ideario.cli.report import ground
from ideario.ledger.format import FLAGS, FORMAT, RULES
from ideario.model.flags import SEARCH_VERSION, FlagEntry
from ideario.model.vote_rules import VOTE_RULES, Applied, vote_rules
from ideario.voting.counting.run_rule import RECOUNT, counting_rule, rule_version
from ideario.voting.integrity.search_flags import SEARCHES

PACKAGE = CHECKOUT / "tooling" / "ideario"
SHELL = CHECKOUT / "site" / "shell"
QUOTED = re.compile(r"""(?:'|")(R[0-9]+|X)(?:'|")""")
LANGUAGES = sorted(path.stem for path in (SHELL / "words").glob("*.yml"))


def named(text: str) -> set[str]:
    """The vote rules whose ids a program writes down."""
    return set(QUOTED.findall(text))


def test_each_vote_rule_has_an_id_of_its_own_that_a_ledger_can_name() -> None:
    ids = [rule.id for rule in VOTE_RULES]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"R(0|[1-9][0-9]*)|X", rule) for rule in ids)


@pytest.mark.parametrize(
    ("definition", "rules"),
    [
        ("excluding_rule", vote_rules("excludes")),
        ("seen_rule", vote_rules("excludes", "sync")),
        ("flagging_rule", vote_rules("flags")),
    ],
)
def test_the_schemas_list_the_vote_rules_of_the_register(definition: str, rules: tuple[str, ...]) -> None:
    common = json.loads((CHECKOUT / "schemas" / "common.schema.json").read_text("utf-8"))["$defs"]
    assert tuple(common[definition]["enum"]) == rules


def test_no_schema_lists_vote_rules_by_itself() -> None:
    for path in sorted((CHECKOUT / "schemas").glob("*.json")):
        lists = re.findall(r'"enum": \[([^]]*"R[0-9]+"[^]]*)\]', path.read_text("utf-8"))
        assert path.name == "common.schema.json" or not lists, path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_what_each_vote_rule_does_and_means(language: str) -> None:
    words = yaml.safe_load((SHELL / "words" / f"{language}.yml").read_text("utf-8"))[language]
    wanted = {f"rule.{rule.id}{rest}" for rule in VOTE_RULES for rest in ("", ".means")}
    assert {key for key in words if key.startswith("rule.")} == wanted


@pytest.mark.parametrize("language", sorted(path.name for path in (SHELL / "pages").iterdir()))
def test_the_page_of_votes_has_a_place_for_each_vote_rule(language: str) -> None:
    page = (SHELL / "pages" / language / "votes" / "index.md").read_text("utf-8")
    assert all(f"%%{slot}%%" in page for slot in ("vote_rules", "search_rules"))
    assert 'id="r' not in page  # else it stood there twice


def test_what_a_line_of_the_ledger_may_name_is_decided_by_the_sync() -> None:
    assert (vote_rules("excludes", "sync"), vote_rules("flags")) == (RULES, FLAGS)


@pytest.mark.parametrize(
    ("program", "applied"),
    [("voting/counting/count.sql", "count"), ("voting/recount.py", "count"), ("syncing/eligibility.py", "sync")],
)
def test_a_program_that_applies_vote_rules_applies_those_of_the_register(program: str, applied: Applied) -> None:
    rules = vote_rules("excludes", applied) + (vote_rules("flags", applied) if applied == "sync" else ())
    assert named((PACKAGE / program).read_text("utf-8")) == set(rules)


def test_each_vote_rule_that_flags_has_a_search_and_a_sentence_in_the_report() -> None:
    assert tuple(SEARCHES) == vote_rules("flags")
    flag: FlagEntry = {
        "rule": "",
        "expected": 1.5,
        "chance": "2e-09",
        "among": 60,
        "ideas": ["a"],
        "challenge": None,
        "first": "",
        "last": "",
        "accounts": 5,
        "ballots": 6,
        "most": 7,
        "lines": [],
    }
    for rule in SEARCHES:
        sentence = ground({**flag, "rule": rule})
        assert sentence.split()[0] == rule


def test_no_vote_rule_is_younger_than_the_version_of_what_applies_it() -> None:
    versions = {"sync": FORMAT, "count": rule_version(), "search": SEARCH_VERSION}
    for rule in VOTE_RULES:
        assert 1 <= rule.since <= versions[rule.applied], rule
    (recounted,) = re.findall(r"^VERSION = (\d+)", Path(RECOUNT).read_text("utf-8"), re.MULTILINE)
    assert int(recounted) == rule_version()
    assert "version: " in counting_rule()
