"""The validator in the browser: it finds the mistakes that `check` finds by the schema, where `check` finds them."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from checkout import CHECKOUT
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.schemas import load_schemas
from ideario.intake.yaml.strict import parse
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser
from referencing import Registry, Resource

pytestmark = pytest.mark.slow

ASSETS = CHECKOUT / "site" / "shell" / "assets"
SCHEMAS = load_schemas(CHECKOUT / "schemas")
IDEA, COMMON = (SCHEMAS.documents[f"{name}.schema.json"] for name in ("idea", "common"))
CHECK = """async ([ideas, schema]) => {
  const { checkIdea } = await import("/propose/schema_check.js");
  return ideas.map((idea) => checkIdea(idea, schema));
}"""
VALUES: tuple[Any, ...] = (
    *("", "x", "x" * 121, "😀" * 120, "😀" * 121, "\n", "1500 EUR", "15 JPY", "12.5 EUR", "it", "pt-BR", "Italian"),
    *("2024-02-29", "2023-02-29", "https://a.example/x", "ftp://a.example", 3, 1.5, True, False, None),
    *([], {}, ["a"], ["a", "a"], ["A b"], [1, True], [*"abcdefghijklmnopqrstu"], {"en": "x"}),
    *([{"title": "T", "url": "https://a.example"}], [{"title": "", "url": "x", "more": 1}], [{}, "x"]),
)


def written() -> Iterator[Any]:
    """What stands in the files of ideas in this repository, in its community and in the examples, wrong ones too."""
    folders = [CHECKOUT / "content", CHECKOUT / "tests" / "examples"]
    for path in sorted(path for folder in folders for path in folder.rglob("ideas/**/*.yml") if path.is_file()):
        try:
            yield parse(path.read_bytes(), SCHEMAS.shapes["idea"])
        except Unreadable:
            continue


def changed() -> Iterator[Any]:
    """An idea with one or two fields taken out or given another value."""
    draw = random.Random(15)
    whole = {key: value["examples"][0] if "examples" in value else True for key, value in IDEA["properties"].items()}
    for _ in range(400):
        idea = copy.deepcopy(whole)
        for key in draw.sample([*IDEA["properties"], "titel", "a/b~c%20é"], 2):
            idea.pop(key, None)
            if draw.random() < 0.8:
                idea[key] = copy.deepcopy(draw.choice(VALUES))
        yield idea


def expected(idea: Any) -> set[tuple[str, str]]:
    """(pointer, keyword) of every mistake, as the library tells it that `check` explains with."""
    resources = [(document["$id"], Resource.from_contents(document)) for document in (IDEA, COMMON)]
    validator = Draft202012Validator(
        IDEA, registry=Registry().with_resources(resources), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    found = set()
    errors = [*validator.iter_errors(idea)]
    while errors:
        error = errors.pop()
        errors += error.context
        if not error.context:
            steps = (str(step).replace("~", "~0").replace("/", "~1") for step in error.absolute_path)
            found.add(("".join(f"/{step}" for step in steps), str(error.validator)))
    return found


@pytest.fixture
def check_idea(browser: Browser, serve_folder: Callable[..., str]) -> Iterator[Callable[[list[Any]], list[Any]]]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{serve_folder(ASSETS)}propose/")
    yield lambda ideas: page.evaluate(CHECK, [ideas, [IDEA, COMMON]])
    context.close()


@pytest.mark.parametrize("ideas", [written, changed])
def test_the_browser_finds_what_is_wrong_with_an_idea_where_check_finds_it(check_idea, ideas) -> None:
    texts = [json.loads(json.dumps(idea)) for idea in ideas()]
    verdicts = check_idea(texts)
    assert len(texts) > 100
    assert 20 < sum(verdict == [] for verdict in verdicts) < len(verdicts)
    for idea, verdict in zip(texts, verdicts, strict=True):
        assert (verdict == []) == SCHEMAS.valid(idea, "idea"), idea
        assert {(mistake["pointer"], mistake["keyword"]) for mistake in verdict} == expected(idea), idea


def test_a_mistake_says_what_the_schema_asks_for(check_idea) -> None:
    idea = {
        "title": "x",
        "tags": ["A b", "a", "a"],
        "links": [{"url": "https://a.example", "more": 1}],
        "consent": False,
    }
    (verdict,) = check_idea([idea])
    slug = COMMON["$defs"]["slug"]["pattern"]
    assert sorted(verdict, key=json.dumps) == sorted(
        [
            *(
                {"pointer": "", "keyword": "required", "params": {"missing": key}}
                for key in ("language", "summary", "authors", "body")
            ),
            {"pointer": "/title", "keyword": "minLength", "params": {"limit": 3}},
            {"pointer": "/tags/0", "keyword": "pattern", "params": {"pattern": slug}},
            {"pointer": "/tags", "keyword": "uniqueItems", "params": {}},
            {"pointer": "/links/0", "keyword": "required", "params": {"missing": "title"}},
            {"pointer": "/links/0", "keyword": "additionalProperties", "params": {"unknown": "more"}},
            {"pointer": "/consent", "keyword": "const", "params": {"allowed": True}},
        ],
        key=json.dumps,
    )
