"""The pages of rankings: the shared rank of each idea and what it is made of, or why there is none."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from editions import AS_OF, CHALLENGE, COMMUNITY, IDEAS, RESOURCES, edition, sources, undecided, with_ideas, write
from ideario.model.community import Community
from ideario.model.content import Decision, StatusChange
from ideario.model.votes import RANKINGS, SETTLED, Standing
from ideario.publishing.edition import Edition
from ideario.publishing.pages.page_addresses import CARDS, ROWS
from ideario.publishing.pages.render import Sources
from ideario.voting.ranking.ranking import Moments, all_rankings

pytestmark = pytest.mark.slow

OPEN = undecided(COMMUNITY)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("shells")
    return sources(folder / "cache", folder / "root")


def ranked(
    community: Community = OPEN, given: Moments | None = None, answered: tuple[str, ...] = (), **changes: Any
) -> Edition:
    whole = edition(community, **changes)
    return replace(whole, rankings=all_rankings(community, whole.tally, given or Moments(), answered))


def text(site: Path, name: str) -> str:
    """What a reader sees below the heading of a page."""
    page = (site / name / "index.html").read_text("utf-8").partition("</h1>")[2].partition("<footer")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"</?time[^>]*>", "", page)).split())


def test_each_ranking_has_a_page_in_each_language_that_the_others_and_the_ideas_lead_to(
    tmp_path: Path, place: Sources
) -> None:
    write(ranked(), place, tmp_path)
    for tree in ("", "it/"):
        for path in ("ideas/", "rankings/", "votes/", *(f"rankings/{name}/" for name in RANKINGS)):
            page = (tmp_path / tree / path / "index.html").read_text("utf-8")
            here = path.removeprefix("rankings/").strip("/")
            for name in set(RANKINGS) - {here} - ({"new"} if path == "ideas/" else set()):
                assert re.search(rf'href="(\.\./)*(rankings/)?{name}/"', page), (path, name)
        assert 'href="rankings/needs-eyes/"' in (tmp_path / tree / "index.html").read_text("utf-8")


def test_ideas_of_equal_score_bear_the_same_number_and_say_how_many_they_are(tmp_path: Path, place: Sources) -> None:
    write(ranked(undecided(with_ideas(3))), place, tmp_path)
    page = (tmp_path / "rankings/top/index.html").read_text("utf-8")
    assert re.findall(r'<li class="card" value="(\d)"><p class="rank">Rank <b>(\d)</b>', page) == [
        ("1", "1"),
        *[("2", "2")] * 4,
    ]
    assert page.count("3 other ideas share this rank.") == 4
    assert "cycle-path" not in page  # a duplicate


def test_the_pages_of_a_ranking_hold_every_rank_once_and_lead_to_one_another(tmp_path: Path, place: Sources) -> None:
    write(ranked(undecided(with_ideas(CARDS + ROWS))), place, tmp_path)
    for name in ("top", "new"):
        pages = [f"rankings/{name}", f"rankings/{name}/page/2", f"rankings/{name}/page/3"]
        html = [(tmp_path / page / "index.html").read_text("utf-8") for page in pages]
        rest = 2 if name == "top" else 1  # one is not dated
        assert [page.count('<li class="card" value="') for page in html] == [CARDS, 0, 0]
        assert [page.count('<li value="') for page in html] == [0, ROWS, rest]
        slugs = [slug for page in html for slug in re.findall(r'<li [^\n]*?<a href="[./]*ideas/([^"/]+)/"', page)]
        assert len(set(slugs)) == len(slugs) == CARDS + ROWS + rest
        assert f'<a href="../../../../rankings/{name}/"' in html[1]
        assert f'href="../../../../rankings/{name}/page/3/"' in html[1]
    assert f"{CARDS + ROWS + 2} ideas" in text(tmp_path, "rankings/top")
    assert not (tmp_path / "rankings/top/page/4").exists()


def test_a_challenge_whose_vote_is_over_lists_its_ideas_by_rank_with_the_reason_on_further_pages(
    tmp_path: Path, place: Sources
) -> None:
    community = replace(undecided(with_ideas(CARDS + 3)), results={})
    over = edition(community).tally
    over = replace(over, as_of=CHALLENGE.voting.closes + timedelta(seconds=1))
    write(ranked(community, tally=over), place, tmp_path)
    first = (tmp_path / "challenges/quieter-streets/index.html").read_text("utf-8")
    assert first.count('<li class="card">') == CARDS
    assert '<ol class="rows' not in first
    second = (tmp_path / "challenges/quieter-streets/page/2/index.html").read_text("utf-8")
    assert second.count('<li value="2"><a href="../../../../ideas/idea-') == 4
    assert "0 supporters of " in text(tmp_path, "challenges/quieter-streets/page/2")
    assert "By rank" in text(tmp_path, "challenges/quieter-streets/page/2")


def test_each_rank_says_what_it_is_made_of(tmp_path: Path, place: Sources) -> None:
    now = int(AS_OF.timestamp())
    day = 24 * 3600
    given = Moments(
        latest={CHALLENGE.slug: [now - day] * 40},
        support={"bike-lanes": [now - 20 * day, now - 3 * day, now - 2 * day, now - day]},
    )
    whole = ranked(given=given)
    votes = Standing(idea="bike-lanes", support=7, oppose=6, watch=1)
    tally = replace(whole.tally, standings={**whole.tally.standings, "bike-lanes": votes})
    older = replace(IDEAS[2], arrived=AS_OF - timedelta(days=9))
    community = replace(OPEN, ideas={**COMMUNITY.ideas, older.slug: older})
    write(replace(whole, community=community, rankings=all_rankings(community, tally, given)), place, tmp_path)
    for name, said in (
        ("top", "7 supporters of 40 who could have voted."),
        ("trending", "3 of 4 supporters came in the last 7 days. That is more than usual."),
        ("controversial", "7 for, 6 against."),
        ("new", "Here since 12 January 2026."),
        ("needs-eyes", "Nobody has voted, watched or answered yet. Waiting since 1 February 2026."),
    ):
        assert said in text(tmp_path, f"rankings/{name}")
    assert "7 a favore su 40 che potevano votare." in text(tmp_path, "it/rankings/top")


def test_who_answered_has_looked_at_an_idea(tmp_path: Path, place: Sources) -> None:
    older = replace(IDEAS[2], arrived=AS_OF - timedelta(days=9))
    community = replace(OPEN, ideas={**COMMUNITY.ideas, older.slug: older})
    write(ranked(community, answered=(older.slug,)), place, tmp_path)
    assert "1 person voted, watched or answered. Waiting since" in text(tmp_path, "rankings/needs-eyes")


def test_an_empty_ranking_says_why(tmp_path: Path, place: Sources) -> None:
    write(ranked(replace(COMMUNITY, ideas={}, decisions={})), place, tmp_path / "no-ideas")
    write(ranked(ledger=None), place, tmp_path / "no-votes")
    for name, said in (
        ("top", "There is no idea here whose votes can be ranked."),
        ("trending", "No idea was given three ballots of support in the last 7 days."),
        ("controversial", "No idea has three ballots for it and three against it."),
        ("new", "Of no idea is it known when it came in."),
        ("needs-eyes", "No open idea has waited for a day."),
    ):
        assert said in text(tmp_path / "no-ideas", f"rankings/{name}")
        if name != "new":
            assert "have not been counted yet" in text(tmp_path / "no-votes", f"rankings/{name}")
    assert "Bike lanes" in text(tmp_path / "no-votes", "rankings/new")


def test_challenges_that_do_not_show_ranks_yet_are_named_until_they_do(tmp_path: Path, place: Sources) -> None:
    challenge = replace(CHALLENGE, ranks="after-close")
    community = replace(OPEN, challenges={challenge.slug: challenge})
    whole = edition(community)
    after = replace(whole.tally, as_of=challenge.voting.closes + timedelta(seconds=1))
    write(ranked(community), place, tmp_path / "before")
    write(ranked(community, tally=after), place, tmp_path / "after")
    for path in ("rankings", "rankings/top", "rankings/needs-eyes"):
        assert "votes: Quieter streets , until" in text(tmp_path / "before", path)
        assert "Quieter streets , until" not in text(tmp_path / "after", path)
    assert "Bike lanes" not in text(tmp_path / "before", "rankings/top")
    assert "Bike lanes" in text(tmp_path / "before", "rankings/new")
    assert "Bike lanes" in text(tmp_path / "after", "rankings/top")


def test_done_and_declined_ideas_have_lists_with_day_and_reason_and_stand_in_no_ranking(
    tmp_path: Path, place: Sources
) -> None:
    community = undecided(with_ideas(CARDS + 2))
    slugs = [f"idea-{number:05}" for number in range(CARDS + 1)]
    decisions = {
        slug: Decision(
            idea=slug, path="", history=(StatusChange(date="2026-02-0" + "12"[slug > "idea-00030"], status="done"),)
        )
        for slug in slugs
    }
    no = StatusChange(date="2026-02-03", status="declined", reason="Too [dear](https://riverton.example/costs).")
    decisions["panchine"] = Decision(idea="panchine", path="", history=(no,))
    community = replace(community, decisions={**community.decisions, **decisions})
    write(ranked(community), place, tmp_path)
    first, second = text(tmp_path, "rankings/done"), text(tmp_path, "rankings/done/page/2")
    assert f"{CARDS + 1} ideas" in first
    assert "2 February 2026" in first
    assert "1 2 Next page" in first
    assert "Previous page 1 2" in second
    titled = re.findall("<title>.*", (tmp_path / "it/rankings/done/page/2/index.html").read_text("utf-8"))
    assert titled[0].startswith("<title>Idee realizzate · Pagina 2 · ")
    assert "Idea 30 " in second
    declined = text(tmp_path, "rankings/declined")
    assert "1 idea" in declined
    assert "3 February 2026 Too dear ." in declined
    assert "3 febbraio 2026" in text(tmp_path, "it/rankings/declined")
    for name in ("top", "new"):
        page = text(tmp_path, f"rankings/{name}")
        assert "Rankings are of ideas that can still be chosen" in page
        assert "Idea 51" in page
        assert "Idea 30 " not in page
        assert "Panchine" not in page
    for path in ("ideas/", "rankings/", "rankings/top/", "roadmap/"):
        page = (tmp_path / path / "index.html").read_text("utf-8")
        for kind in SETTLED:
            assert re.search(rf'href="(\.\./)*(rankings/)?{kind}/"', page), (path, kind)


def test_the_sentence_on_what_rankings_are_of_is_the_same_wherever_it_stands() -> None:
    shell, schemas = RESOURCES.shell, RESOURCES.schemas
    for language in ("en", "it"):
        words = yaml.safe_load((shell / "words" / f"{language}.yml").read_text("utf-8"))[language]
        sentence = words["ranking.of"]
        assert sentence in (shell / "pages" / language / "votes" / "index.md").read_text("utf-8")
        said = sentence.partition(": ")[2]
        assert said in (shell / "pages" / language / "rankings" / "index.md").read_text("utf-8")
    assert "can still be chosen: their status is open or under way, and their votes count at no other idea" in (
        schemas / "api-rankings.schema.json"
    ).read_text("utf-8")
