"""What came of ideas: lanes of the roadmap, and all that was decided by date, each with its reason, at any number."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from editions import AS_OF, CHALLENGE, COMMUNITY, edition, sources, with_ideas, write
from ideario.model.content import Decision, StatusChange
from ideario.publishing.views.outcomes.changes_view import PER_PAGE, happenings
from ideario.publishing.views.outcomes.roadmap_view import SHOWN, roadmap

pytestmark = pytest.mark.slow


def decided(count: int) -> dict[str, Decision]:
    """So many decisions, each of an idea of `with_ideas`, a day later each."""
    slugs = sorted(set(with_ideas(count).ideas) - set(COMMUNITY.ideas))
    return {
        slug: Decision(
            idea=slug,
            path=f"content/decisions/{slug}.yml",
            history=(
                StatusChange(
                    date=f"{AS_OF - timedelta(days=number):%Y-%m-%d}", status="planned", reason=f"Reason **{number}**."
                ),
            ),
        )
        for number, slug in enumerate(slugs)
    }


def test_a_lane_holds_the_newest_with_day_and_reason_and_says_where_the_others_are(tmp_path: Path) -> None:
    community = replace(with_ideas(SHOWN + 5), decisions=decided(SHOWN + 5))
    view = roadmap(edition(community), "en")
    (planned,) = [lane for lane in view.lanes if lane.status.slug == "planned"]
    assert planned.total == SHOWN + 5
    assert [one.date for one in planned.deeds] == sorted((one.date for one in planned.deeds), reverse=True)
    assert len(planned.deeds) == SHOWN
    assert {lane.kind for lane in view.lanes} == {"active", "done"}
    counted = [lane.total for lane in (*view.lanes, *view.others)]
    assert sum(counted) == len(community.ideas), "every idea is in one lane"
    write(edition(community), sources(tmp_path / "cache", tmp_path / "root"), tmp_path / "site")
    page = (tmp_path / "site/roadmap/index.html").read_text("utf-8")
    assert page.count("<strong>") == SHOWN
    places = re.findall(r'href="([./]*statuses/[a-z-]+/)"', page)
    assert places
    for place in places:
        assert (tmp_path / "site/roadmap" / place / "index.html").is_file()


def test_all_that_was_decided_stands_once_in_pages_by_day_with_its_reason(tmp_path: Path) -> None:
    count = PER_PAGE + 7
    later = StatusChange(date="2031-01-01", status="done", reason="Not yet.")
    decisions = decided(count)
    first = next(iter(decisions))
    decisions[first] = replace(decisions[first], history=(*decisions[first].history, later))
    whole = edition(replace(with_ideas(count), decisions=decisions))
    found = happenings(whole)
    assert len([one for one in found if one.change]) == count, "what is dated in the future is told then"
    write(whole, sources(tmp_path / "cache", tmp_path / "root"), tmp_path / "site")
    texts = [(tmp_path / "site/changes" / page / "index.html").read_text("utf-8") for page in ("", "page/2")]
    assert not (tmp_path / "site/changes/page/3").exists()
    reasons = [int(number) for text in texts for number in re.findall(r"Reason <strong>(\d+)</strong>", text)]
    assert reasons == list(range(count)), "the newest first, each once"
    assert "Not yet." not in "".join(texts)


def test_a_decided_challenge_is_among_what_was_decided() -> None:
    over = CHALLENGE.voting.closes + timedelta(days=1)
    whole = edition()
    after = replace(whole, built=over, tally=replace(whole.tally, as_of=over, phases={CHALLENGE.slug: "closed"}))
    challenges = [one.challenge for one in happenings(after) if one.challenge]
    assert [one.slug for one in challenges] == ([CHALLENGE.slug] if CHALLENGE.slug in after.results else [])
    assert after.results, "the example has a result"
