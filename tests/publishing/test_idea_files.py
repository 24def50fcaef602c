"""The files that the propose page makes in a browser: read by the real check, as somebody typed them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from anyascii import anyascii
from checkout import CHECKOUT
from communities import riverton
from conftest import Outcome
from ideario.forge.issue_forms import FIELD_IDS, UNANSWERED
from ideario.intake.forms.form_body import read_form
from ideario.intake.forms.form_values import values_of
from ideario.intake.forms.form_words import FIELDS
from ideario.intake.read_community import read_community, read_settings
from ideario.intake.schema_line import editor_line
from ideario.model.text import is_slug
from ideario.publishing.views.propose_view import ASKED, AT_EXIT, FORM_FIELDS, NOT_ASKED, read_idea_schema
from ideario.resources import tool_resources
from ideario.slugs import slug_of
from playwright.sync_api import Browser
from typed_texts import Typed, typed_texts

MODULES = CHECKOUT / "site" / "shell" / "assets" / "propose"
MADE = """async ({texts, line}) => {
  const { ideaOf } = await import("./idea_values.js");
  const { ideaYaml } = await import("./idea_yaml.js");
  const { slugOf } = await import("./idea_slug.js");
  return texts.map((fields) => {
    const idea = ideaOf({ ...fields, language: "en", consent: ["yes"] });
    return { slug: slugOf(idea.title), file: ideaYaml(idea, line) };
  });
}"""


@pytest.fixture
def run_module(browser: Browser, serve_folder: Callable[..., str], tmp_path: Path) -> Callable[[str, Any], Any]:
    """Runs a function of JavaScript beside the modules of the propose page."""
    page = browser.new_context().new_page()
    page.goto(f"{serve_folder(MODULES)}idea_yaml.js")

    def run(function: str, argument: Any) -> Any:
        return page.evaluate(function.replace('"./', '"/'), argument)

    return run


def test_what_a_hundred_people_type_in_ten_scripts_becomes_files_that_check_finds_nothing_wrong_with(
    tmp_path: Path, run_module: Callable[[str, Any], Any], ideario: Callable[..., Outcome]
) -> None:
    root = riverton(tmp_path)
    settings, _ = read_settings(root, resources=tool_resources())
    line = editor_line("idea", "content/ideas/new.yml", settings, root)
    texts = typed_texts()
    assert len({text.name.split()[0] for text in texts}) == 10
    made = run_module(MADE, {"texts": [dict(text.fields) for text in texts], "line": line})
    by_slug: dict[str, Typed] = {}
    for number, (text, one) in enumerate(zip(texts, made, strict=True)):
        assert is_slug(one["slug"]), text.name
        slug = f"{one['slug'][:70]}-{number}"
        by_slug[slug] = text
        (root / "content" / "ideas" / f"{slug}.yml").write_text(one["file"], "utf-8", newline="")
    checked = ideario("check", "--format", "json", cwd=root)
    assert json.loads(checked.stdout)["problems"] == []
    ideas = read_community(root, resources=tool_resources()).community.ideas
    for slug, text in by_slug.items():
        assert (ideas[slug].title, ideas[slug].body) == (text.title, text.body), text.name


SENT = """async ({texts, fields}) => {
  const { ideaOf } = await import("./idea_values.js");
  const { formAddress } = await import("./exits.js");
  return texts.map((typed) => {
    const idea = ideaOf({ ...typed, language: "it", tags: ["mobility"], needs: "a saw, two hands" });
    return { idea, address: formAddress("https://github.com/a/b/issues/new?template=idea.yml", idea, fields) };
  });
}"""


def test_what_the_page_puts_into_the_forges_form_is_read_from_it_as_the_same_idea(
    tmp_path: Path, run_module: Callable[[str, Any], Any]
) -> None:
    settings, _ = read_settings(riverton(tmp_path, tags={"mobility": {"en": "Mobility"}}), resources=tool_resources())
    assert settings is not None
    texts = typed_texts()
    sent = run_module(SENT, {"texts": [dict(text.fields) for text in texts], "fields": dict(FORM_FIELDS)})
    for text, one in zip(texts, sent, strict=True):
        told = {key: values[0] for key, values in parse_qs(urlsplit(one["address"]).query).items()}
        assert told.pop("template") == "idea.yml"
        title = told.pop("title")
        answers = [
            f"### {FIELDS[key].label}\n\n{told.pop(name, UNANSWERED)}"
            for key, name in FIELD_IDS.items()
            if key != "consent"
        ]
        assert told == {}, text.name
        form = read_form("\n\n".join(answers).replace("\n", "\r\n"))
        assert form is not None, text.name
        values = values_of(title, form, author="octocat", settings=settings, challenges={})
        assert values == one["idea"], text.name


def test_a_file_is_called_in_the_browser_as_the_program_would_call_it(run_module: Callable[[str, Any], Any]) -> None:
    titles = [
        "Bike lanes by the river", "Città più verde, perché no?", "Über die Brücke – größer!", "Ночной трамвай в Ёлки",
        "Ένα παγκάκι", "Łódź œuvre Ørsted ﬁn", "con", "COM1", "  --- ", "a" * 200, "word " * 40, "ΑΘΉΝΑ",
        "Київ і Щецин", "1,5 % more", "x²", "Ǆ ǅ", "İstanbul ısı", "Þór & Æsir",
    ]  # fmt: skip
    made = run_module(
        'async (titles) => { const { slugOf } = await import("./idea_slug.js"); return titles.map(slugOf); }', titles
    )
    for title, slug in zip(titles, made, strict=True):
        assert slug == (slug_of(title) or slug), title
        assert is_slug(slug), title
    other = run_module(
        'async (titles) => { const { slugOf } = await import("./idea_slug.js"); return titles.map(slugOf); }',
        ["図書館", "图书馆", "도서관", "ספרייה", "مكتبة", "🚲", ""],
    )
    assert len(set(other)) == 7
    assert all(slug.startswith("idea-") and is_slug(slug) for slug in other)
    assert anyascii("図書館")  # the program would find letters for it, with tables that no page can bring along


def test_a_name_that_an_idea_has_already_gets_a_number(run_module: Callable[[str, Any], Any]) -> None:
    free = """async (taken) => {
      const { freeSlug } = await import("./idea_slug.js");
      return [await freeSlug("Night trams", async (name) => taken.includes(name)),
              await freeSlug("word ".repeat(40), async (name) => !name.endsWith("-3")),
              await freeSlug("Night trams", async () => true)];
    }"""
    first, long, crowded = run_module(free, ["night-trams", "night-trams-2"])
    assert first == "night-trams-3"
    assert is_slug(long)
    assert long.endswith("-3")
    assert is_slug(crowded)


def test_an_amount_may_be_written_as_people_write_it(run_module: Callable[[str, Any], Any]) -> None:
    written = [
        (("1500", "EUR", 2), "1500 EUR"), (("1.500", "EUR", 2), "1500 EUR"), (("1,500.50", "EUR", 2), "1500.50 EUR"),
        (("1.500,5 €", "", 2), "1500.50 EUR"), (("€ 20", "", 2), "20 EUR"), (("1 200,00 eur", "", 2), "1200 EUR"),
        (("1'200", "CHF", 2), "1200 CHF"), (("0099", "EUR", 2), "99 EUR"), (("1200 USD", "EUR", 2), "1200 USD"),
        (("1.500", "KWD", 3), "1.500 KWD"), (("a lot", "EUR", 2), "a lot"), (("", "EUR", 2), ""),
    ]  # fmt: skip
    read = """async (all) => {
      const { money } = await import("./idea_values.js");
      return all.map((typed) => money(...typed));
    }"""
    assert run_module(read, [typed for typed, _ in written]) == [money for _, money in written]


def test_each_field_of_an_idea_is_asked_or_there_is_a_reason_why_not() -> None:
    schema = read_idea_schema(tool_resources().schemas)
    assert set(schema.whole["properties"]) == {*ASKED, *AT_EXIT, *NOT_ASKED}
    assert len(schema.whole["properties"]) == len(ASKED) + len(AT_EXIT) + len(NOT_ASKED)
    assert set(schema.asked["required"]) <= {*ASKED, *AT_EXIT}
    assert "$ref" not in json.dumps(schema.asked)
