"""Similar ideas while somebody types, by the module that the propose page loads and the index that a build writes."""

import dataclasses
import gzip
import itertools
import json
import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from checkout import CHECKOUT
from editions import COMMUNITY, edition
from hostile import HOSTILE
from ideario.model.content import Idea
from ideario.model.likeness.similar_ideas import Similar
from ideario.publishing.api import similar_index
from ideario.publishing.api.similar_index import INDEX_FILE, similar_files
from ideario.publishing.finding.finding_parts import front_coded
from ideario.similarity import nearest
from labelled_ideas import FITTED, TESTED, figures, known, others, pairs
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.slow

MODULE = CHECKOUT / "site" / "shell" / "assets" / "propose" / "similar_ideas.js"
ASK = """async (asked) => {
  const { createSimilar } = await import("/assets/propose/similar_ideas.js");
  const similar = createSimilar("/it/");
  const found = [];
  for (const one of asked) found.push(await similar(one, 3));
  return found;
}"""
Asked = Callable[[Sequence[Idea]], list[list[dict[str, Any]]]]


@pytest.fixture(autouse=True)
def _without_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "installed", lambda: False)


def site_of(folder: Path, ideas: Sequence[Idea], *, few: int, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, int]:
    """Writes the index and the module; tells how many bytes each file has when it is packed."""
    monkeypatch.setattr(similar_index, "FEW", few)
    community = dataclasses.replace(COMMUNITY, ideas={idea.slug: idea for idea in ideas}, decisions={}, results={})
    whole = edition(community, similar=nearest.among(ideas))
    sizes = {}
    for name, content in [*similar_files(whole), ("assets/propose/similar_ideas.js", MODULE.read_bytes())]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        sizes[name] = len(gzip.compress(content))
    (folder / "index.html").write_text("<!doctype html><title>A page</title>", "utf-8")
    return sizes


@pytest.fixture
def page(browser: Browser) -> Any:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def ask(page: Page, ideas: Sequence[Idea]) -> list[list[dict[str, Any]]]:
    fields = [{"title": idea.title, "summary": idea.summary, "language": idea.language} for idea in ideas]
    return page.evaluate(ASK, fields)


@pytest.mark.parametrize("few", [0, 200])
def test_the_right_idea_of_a_language_is_found_while_it_is_typed(
    few: int, page: Page, tmp_path: Path, serve_folder: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site_of(tmp_path, known(), few=few, monkeypatch=monkeypatch)
    page.goto(serve_folder(tmp_path))
    proposals = [pair.proposal for half in (FITTED, TESTED) for pair in pairs(half)]
    proposals += [idea for half in (FITTED, TESTED) for kind in ("new", "near") for idea in others(half, kind)]
    found = {
        (idea.title, idea.summary): [(one["slug"], round(100 * one["score"])) for one in answer]
        for idea, answer in zip(proposals, ask(page, proposals), strict=True)
    }
    told = (CHECKOUT / "site" / "pages" / "similar-measured.md").read_text("utf-8")
    for half, name in ((FITTED, "fitted"), (TESTED, "tested")):
        shown = figures(lambda idea: found[idea.title, idea.summary], half, 0)
        assert shown.within >= 0.85
        assert shown.alarms <= 0.3
        if few == 0:
            shares = (shown.within, shown.across, shown.all, shown.alarms, shown.near)
            assert f"| typed, {name}, told | " + " | ".join(f"{share:.1%}" for share in shares) + " |" in told


def test_an_answer_says_all_that_a_page_shows(
    page: Page, tmp_path: Path, serve_folder: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site_of(tmp_path, known(), few=0, monkeypatch=monkeypatch)
    address = serve_folder(tmp_path)
    page.goto(address)
    [[first, *_]] = ask(page, [pairs(FITTED)[0].proposal])
    assert first.pop("score") > 0.16
    title = "Bike lane along the river"
    url = f"{address}it/ideas/bike-lane-river/"
    assert first == {"slug": "bike-lane-river", "title": title, "url": url, "language": "en", "supporters": 0}


def test_an_idea_of_another_language_is_found_by_its_neighbour(
    page: Page, tmp_path: Path, serve_folder: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ideas = list(known())
    found = nearest.among(ideas)
    abroad = {"dark-mode": (Similar("tema-scuro", 90),)}
    monkeypatch.setattr(nearest, "among", lambda _: dataclasses.replace(found, abroad=abroad))
    site_of(tmp_path, ideas, few=0, monkeypatch=monkeypatch)
    page.goto(serve_folder(tmp_path))
    [answer] = ask(page, [Idea(slug="", path="", language="en", title="dark mode at nigth", summary="")])
    assert [one["slug"] for one in answer][:2] == ["dark-mode", "tema-scuro"]
    assert answer[1]["language"] == "it"


def many(number: int) -> list[Idea]:
    """Ideas of words that some use often and most hardly ever, as in any language."""
    draw = random.Random(15)
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "in", "ol", "ut")]
    words = ["".join(draw.choices(syllables, k=draw.randint(2, 4))) for _ in range(30_000)]
    weights = list(itertools.accumulate(1 / (rank + 20) for rank in range(len(words))))
    return [
        Idea(
            slug=f"idea-{n:05}",
            path="",
            language="en",
            title=" ".join(draw.choices(words, cum_weights=weights, k=draw.randint(4, 8))),
            summary=" ".join(draw.choices(words, cum_weights=weights, k=draw.randint(12, 28))),
        )
        for n in range(number)
    ]


def test_of_ten_thousand_ideas_the_first_answer_takes_at_most_200_kb(
    page: Page, tmp_path: Path, serve_folder: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ideas = many(10_000)
    sizes = site_of(tmp_path, ideas, few=200, monkeypatch=monkeypatch)
    page.goto(serve_folder(tmp_path))
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.partition("/similar/")[2]))
    [answer] = ask(page, [dataclasses.replace(ideas[4321], title=ideas[4321].title[1:] + " somewhere else")])
    assert answer[0]["slug"] == "idea-04321"
    taken = sum(sizes[f"similar/{name}"] for name in fetched if name)
    assert taken <= 200_000, taken
    assert taken == pytest.approx(172_000, rel=0.05)  # as the page of formats says


def test_nothing_that_is_typed_leaves_the_page_and_a_part_that_failed_is_asked_for_again(
    page: Page, tmp_path: Path, serve_folder: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site_of(tmp_path, known(), few=0, monkeypatch=monkeypatch)
    address = serve_folder(tmp_path)
    page.goto(address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    failures = iter([True])

    def answered(route: Route) -> None:
        route.abort() if next(failures, False) else route.continue_()

    page.route("**/en-words-*.json", answered)
    answer = page.evaluate(
        """async (asked) => {
          const { createSimilar } = await import("/assets/propose/similar_ideas.js");
          const similar = createSimilar("/");
          try { await similar(asked, 3); } catch { return similar(asked, 3); }
        }""",
        {"title": "A skate park", "language": "en"},
    )
    assert [one["slug"] for one in answer][:1] == ["skate-park"]
    assert all(url.startswith(address) for url in asked)
    assert not any("skate" in url.lower() for url in asked)


def test_any_text_can_be_typed(
    page: Page, tmp_path: Path, serve_folder: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ideas = [Idea(slug=f"h-{n}", path="", language="en", title=text, summary=text) for n, text in enumerate(HOSTILE)]
    site_of(tmp_path, ideas, few=0, monkeypatch=monkeypatch)
    page.goto(serve_folder(tmp_path))
    answers = ask(page, [*ideas, dataclasses.replace(ideas[0], title="", summary="", language="xx")])
    assert answers[-1] == []
    assert {one["title"] for answer in answers for one in answer} <= set(HOSTILE)


def test_an_empty_community_has_an_index_in_which_nothing_is_found(
    page: Page, tmp_path: Path, serve_folder: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [*site_of(tmp_path, [], few=200, monkeypatch=monkeypatch)] == [INDEX_FILE, "assets/propose/similar_ideas.js"]
    page.goto(serve_folder(tmp_path))
    assert ask(page, [known()[0]]) == [[]]


def test_words_are_written_by_what_each_shares_with_the_one_before() -> None:
    assert front_coded(["abend", "abende", "abo", "zug"]) == "0abend 5e 2o 0zug"
    assert front_coded([]) == ""
    assert front_coded(["a" * 40, "a" * 41]) == "0" + "a" * 40 + " z" + "a" * 6


def test_the_same_ideas_make_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = partial(site_of, few=0, monkeypatch=monkeypatch)
    one, other = write(tmp_path / "one", known()), write(tmp_path / "other", known())
    assert one == other
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes() for name in one)
    index = json.loads((tmp_path / "one" / INDEX_FILE).read_text("utf-8"))
    assert index["schema"] == 1
    assert list(index["languages"]) == ["de", "en", "es", "fr", "it"]
