"""The register of rankings: whatever names them names all of them, and no other."""

import json
import re

import pytest
import yaml
from checkout import CHECKOUT
from ideario.model.votes import RANKINGS, SETTLED
from ideario.voting.counting.run_rule import recounting_program
from ideario.voting.ranking.ranking import SCORES

SHELL = CHECKOUT / "site" / "shell"
LANGUAGES = sorted(path.stem for path in (SHELL / "words").glob("*.yml"))
WORDS = ("", ".title", ".means", ".about", ".score", ".why", ".none")


def test_each_ranking_says_what_it_goes_by() -> None:
    assert tuple(SCORES) == tuple(RANKINGS)


def test_the_schema_has_a_list_for_each_ranking() -> None:
    schema = json.loads((CHECKOUT / "schemas" / "api-rankings.schema.json").read_text("utf-8"))
    lists = schema["properties"]["rankings"]["items"]
    wanted = ["challenge", *(ranking.key for ranking in RANKINGS.values()), *SETTLED]
    assert list(lists["properties"]) == lists["required"] == wanted


def test_strangers_recount_each_ranking() -> None:
    (listed,) = re.findall(r"LISTS = \(.*?\), \((.*)\)", recounting_program())
    assert re.findall(r'"(\w+)"', listed) == [ranking.key for ranking in RANKINGS.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_all_words_of_each_ranking(language: str) -> None:
    words = yaml.safe_load((SHELL / "words" / f"{language}.yml").read_text("utf-8"))[language]
    missing = {f"ranking.{name}{rest}" for name in RANKINGS for rest in WORDS} - words.keys()
    assert not missing


def test_no_page_or_template_lists_rankings_by_itself() -> None:
    for path in (*SHELL.rglob("*.html"), *SHELL.rglob("*.md")):
        named = [name for name in RANKINGS if re.search(rf"['\"/]{name}['\"/]", path.read_text("utf-8"))]
        assert len(named) <= 1, (path.name, named)
