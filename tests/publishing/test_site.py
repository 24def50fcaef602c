"""The written site: whole or untouched, only what changed anew, the same bytes whoever builds it, wherever and when."""

import contextlib
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from communities import CHALLENGE, IDEA, put, riverton
from editions import CHALLENGE as CHALLENGE_OF_THE_EDITION
from editions import COMMUNITY, IDEAS, LEDGER, edition, sources, undecided, with_ideas, write
from ideario.files import recover
from ideario.model.content import Idea
from ideario.model.ledger_state import Close, Thread
from ideario.model.votes import PendingIdea, PendingTitle, Standing
from ideario.problems import Failure
from ideario.publishing.edition import Edition
from ideario.publishing.outputs.site_change import finish_change
from ideario.publishing.pages.page_addresses import CARDS, ROWS, on_page, page_count
from ideario.publishing.pages.render import Sources
from ideario.publishing.shells.shell_sources import files_below
from ideario.publishing.write_site import MIN_PAGES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("shells")
    return sources(folder / "cache", folder / "root")


def content(site: Path) -> dict[str, bytes]:
    """Every file of a site, hidden ones too, by its path."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def marks(site: Path) -> dict[str, tuple[int, int]]:
    """Per file what changes when it is written again: its inode and its time."""
    paths = [path for path in site.rglob("*") if path.is_file()]
    return {path.relative_to(site).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}


def leftovers(site: Path) -> set[str]:
    return {path.name for path in site.parent.iterdir()} - {site.name, "desk", "cache"}


# ---- writing


def test_the_first_build_writes_everything(tmp_path: Path, place: Sources) -> None:
    site = tmp_path / "build" / "site"
    written = write(edition(), place, site)
    files = content(site)
    assert (written.new, written.kept) == (len(files), 0)
    assert written.size == sum(map(len, files.values()))
    for path in """
        index.html it/index.html ideas/bike-lanes/index.html it/ideas/bike-lanes/index.html ideas/bike-lane/index.html
        404.html
        challenges/quieter-streets/index.html people/octocat/index.html tags/mobility/index.html
        tags/unlisted/index.html
        api/v1/ideas.json feed.xml calendar.ics challenges/quieter-streets/feed.xml
        challenges/quieter-streets/calendar.ics
        sitemap.xml .nojekyll schemas/idea.schema.json assets/community.css
    """.split():
        assert path in files
    assert len([path for path in files if re.fullmatch(r"assets/ideario\.[0-9a-f]{8}\.css", path)]) == 1
    assert not [path for path in files if "_record" in path or "_list" in path]
    assert leftovers(site) == set()


def test_a_second_build_of_the_same_touches_no_file(tmp_path: Path, place: Sources) -> None:
    site = tmp_path / "site"
    write(edition(), place, site)
    before = marks(site)
    written = write(edition(), place, site)
    assert marks(site) == before
    assert (written.new, written.kept) == (0, len(before))


def test_only_the_files_whose_bytes_change_are_written(tmp_path: Path, place: Sources) -> None:
    site = tmp_path / "site"
    write(edition(), place, site)
    bytes_before, marks_before = content(site), marks(site)
    changed = replace(IDEAS[1], title="Another title")
    written = write(edition(replace(COMMUNITY, ideas={**COMMUNITY.ideas, changed.slug: changed})), place, site)
    bytes_after, marks_after = content(site), marks(site)
    different = {path for path in bytes_after if bytes_after[path] != bytes_before.get(path)}
    assert {path for path in marks_after if marks_after[path] != marks_before.get(path)} == different
    assert written.new == len(different)
    assert {"ideas/cycle-path/index.html", "ideas/index.html", "feed.xml", "api/v1/ideas.json"} <= different
    assert not {"people/octocat/index.html", "tags/unlisted/index.html"} & different
    assert not [path for path in different if path.startswith("assets/")]


def test_a_page_that_is_no_longer_made_disappears(tmp_path: Path, place: Sources) -> None:
    site = tmp_path / "site"
    many = with_ideas(CARDS)
    write(edition(many), place, site)
    assert (site / "ideas/page/2/index.html").is_file()
    (site / "left-behind.html").write_text("from another time")
    write(edition(), place, site)
    assert not (site / "ideas/idea-00000").exists()
    assert not (site / "ideas/page").exists()
    assert not (site / "left-behind.html").exists()
    assert (site / "ideas/bike-lanes/index.html").is_file()


def test_the_count_of_a_new_day_leaves_the_pages_of_ideas_alone(tmp_path: Path, place: Sources) -> None:
    site = tmp_path / "site"
    today = edition()
    write(today, place, site)
    before = content(site)
    tomorrow = replace(today, tally=replace(today.tally, as_of=today.tally.as_of.replace(day=11)))
    write(tomorrow, place, site)
    changed = {path for path, now in content(site).items() if now != before[path]}
    assert changed
    assert not [path for path in changed if path.startswith(("ideas/bike-lanes", "people/octocat", "it/ideas/bike"))]


def test_any_number_of_workers_writes_the_same_site(tmp_path: Path, place: Sources) -> None:
    whole = edition(with_ideas(MIN_PAGES))
    assert write(whole, place, tmp_path / "one") == write(whole, place, tmp_path / "two", workers=2)
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_a_page_shows_the_text_made_ahead(tmp_path: Path, place: Sources) -> None:
    write(edition(), place, tmp_path / "late")
    write(replace(edition(), prose={"bike-lanes": "<p>Made ahead."}), place, tmp_path / "ahead")
    late, ahead = content(tmp_path / "late"), content(tmp_path / "ahead")
    page = "ideas/bike-lanes/index.html"
    assert b"<p>Made ahead." in ahead[page]
    assert b"<p>Made ahead." not in late[page]


def test_lists_are_cut_into_pages_that_lead_to_one_another_and_miss_no_idea(tmp_path: Path, place: Sources) -> None:
    site = tmp_path / "site"
    whole = edition(replace(undecided(with_ideas(CARDS + ROWS)), results={}))
    write(whole, place, site)
    lists: Mapping[str, Sequence[Idea]] = {
        "ideas": whole.newest,
        "challenges/quieter-streets": whole.by_challenge["quieter-streets"],
        "tags/mobility": whole.by_tag["mobility"],
        "statuses/open": whole.lists.by_status["open"],
        "it/tags/mobility": whole.by_tag["mobility"],
    }
    for path, ideas in lists.items():
        shown: list[str] = []
        for number in (1, 2, 3):
            page = (site / path / ("" if number == 1 else f"page/{number}") / "index.html").read_text("utf-8")
            kind = "card" if number == 1 else "row"
            listed = re.search(rf'<ul class="{kind}s">.*?</ul>', page, re.DOTALL)
            assert listed, (path, number)
            found = re.findall(r'<a href="[./]*ideas/([^/"]+)/"', listed[0])
            assert len(found) == {1: CARDS, 2: ROWS, 3: len(ideas) - CARDS - ROWS}[number]
            assert ('rel="prev"' in page) == (number > 1)
            assert ('rel="next"' in page) == (number < 3)
            assert (f"{CARDS + 1}–{CARDS + ROWS}" in page) == (number == 2)
            shown += found
        assert sorted(shown) == sorted(idea.slug for idea in ideas)
        assert not (site / path / "page/4").exists()


@pytest.mark.parametrize("count", [0, 1, CARDS, CARDS + 1, CARDS + ROWS, CARDS + ROWS + 1, 1000])
def test_the_pages_of_a_list_hold_each_of_it_once(count: int) -> None:
    listed = range(count)
    pages = [listed[on_page(number)] for number in range(1, page_count(listed) + 1)]
    assert [one for page in pages for one in page] == list(listed)
    assert all(pages[1:])
    assert not listed[on_page(len(pages) + 1)]


def test_the_table_of_a_decided_challenge_is_cut_as_lists_are(tmp_path: Path, place: Sources) -> None:
    whole = edition(with_ideas(CARDS + ROWS))
    write(whole, place, tmp_path / "site")
    found: list[str] = []
    for path, count in (("", CARDS), ("page/2", ROWS), ("page/3", 1)):
        page = (tmp_path / "site/challenges/quieter-streets" / path / "index.html").read_text("utf-8")
        rows = re.findall(r'<tr><td>\S+<td><a href="[./]*ideas/([^/"]+)/"', page)
        there = [slug for slug in rows if slug != "panchine"]  # which stands in the result alone
        assert len(there) == count
        found += there
    assert sorted(found) == sorted(idea.slug for idea in whole.by_challenge["quieter-streets"])


def test_a_row_says_who_when_how_many_and_what_became_of_an_idea(tmp_path: Path, place: Sources) -> None:
    community = with_ideas(CARDS)
    write(edition(community), place, tmp_path / "site")
    page = (tmp_path / "site/ideas/page/2/index.html").read_text("utf-8")
    rows = page.partition('<ul class="rows">')[2].partition("</ul>")[0]
    assert "\0" not in page
    said = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows.split("<li>")[1:]]
    assert said[0] == "Idea 47 Ada Rossi 12 January 2026 0 supporters Not chosen"
    assert [row.split()[1] for row in said] == ["47", "48", "49"]
    assert '<li><a href="../../../ideas/idea-00049/">Idea 49</a>' in rows
    assert '<time datetime="2026-01-12">12 January 2026</time>' in rows
    assert re.search(r"<h2[^>]*>Ideas 51–5\d of 5\d</h2>", page)
    italian = (tmp_path / "site/it/ideas/page/2/index.html").read_text("utf-8")
    assert '<li><a href="../../../ideas/idea-00049/" lang="en" dir="ltr">Idea 49</a>' in italian


def proposals(count: int) -> Edition:
    """Ideas in open pull requests, one opened each hour and the last two at an unknown time."""
    whole = edition()

    def one(number: int) -> PendingIdea:
        opened = None if number >= count - 2 else datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=number)
        slug = f"proposal-{number:03}"
        thread = Thread(name=f"pull/{100 + number}", ideas=(slug,), opened=opened)
        return PendingIdea(idea=slug, threads=(thread,), standing=Standing(idea=slug, support=number))

    return replace(whole, tally=replace(whole.tally, pending=tuple(map(one, range(count)))))


def test_pending_ideas_stand_on_the_page_of_ideas_alone_and_have_no_page(tmp_path: Path, place: Sources) -> None:
    write(edition(), place, tmp_path / "without")
    write(proposals(3), place, tmp_path / "with")
    before, after = content(tmp_path / "without"), content(tmp_path / "with")
    assert before.keys() == after.keys()
    assert {path for path in before if before[path] != after[path]} == {"ideas/index.html", "it/ideas/index.html"}
    english, italian = after["ideas/index.html"].decode(), after["it/ideas/index.html"].decode()
    assert b'id="pending"' not in before["ideas/index.html"]
    section = english.partition('id="pending"')[2]
    assert "Pending, not yet accepted" in section
    assert "non ancora accolte" in italian
    assert re.findall(r"<li><b>(.*?)</b>", section) == ["proposal-000", "proposal-001", "proposal-002"]
    assert 'href="https://github.com/riverton/ideas/pull/101" rel="ugc nofollow noopener">Pull request 101<' in section
    assert "1 supporter<" in section
    assert 'opened <time datetime="2026-02-01">1 February 2026</time>' in section


def test_pending_ideas_with_a_title_stand_on_the_page_of_their_challenge_too_and_are_escaped(
    tmp_path: Path, place: Sources
) -> None:
    hostile = "<script>alert(1)</script> {{ 7 * 7 }} \u202eevil"
    known = PendingTitle(
        thread="pull/100",
        idea="proposal-000",
        title=hostile,
        language="it",
        challenge=CHALLENGE_OF_THE_EDITION.slug,
        author="ada",
    )
    write(replace(proposals(3), pending_titles={"proposal-000": known}), place, tmp_path / "site")
    found = content(tmp_path / "site")
    for path in ("ideas/index.html", f"challenges/{CHALLENGE_OF_THE_EDITION.slug}/index.html"):
        page = found[path].decode()
        section = page.partition('id="pending"')[2]
        assert '<b lang="it" dir="ltr">&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }}' in section, path
        assert "by ada" in section
        assert "waiting for " in section
        assert 'href="https://github.com/riverton/ideas/pulls?q=is%3Aopen+is%3Apr+author%3A%40me"' in section
        assert 'href="https://github.com/riverton/ideas/issues?q=is%3Aissue+author%3A%40me"' in section
        assert "<script>alert" not in page
    only = found[f"challenges/{CHALLENGE_OF_THE_EDITION.slug}/index.html"].decode().partition('id="pending"')[2]
    assert "proposal-001" not in only


def test_of_many_pending_ideas_the_newest_are_shown_and_the_rest_is_counted(tmp_path: Path, place: Sources) -> None:
    write(proposals(CARDS + 7), place, tmp_path / "site")
    page = (tmp_path / "site/ideas/index.html").read_text("utf-8")
    shown = re.findall(r"<li><b>proposal-(\d+)</b>", page)
    assert shown == [f"{number:03}" for number in range(CARDS + 4, 4, -1)]
    assert f"{CARDS + 7} more ideas are pending" in page
    assert '<a href="https://github.com/riverton/ideas/pulls" rel="noopener">7 more stand in open pull requests' in page


def test_a_closed_challenge_says_when_votes_were_read_around_its_close(tmp_path: Path, place: Sources) -> None:
    closes = CHALLENGE_OF_THE_EDITION.voting.closes
    hour = timedelta(hours=1)

    def page(before: datetime | None, after: datetime | None, path: str = "") -> str:
        whole = edition(ledger=replace(LEDGER, closes=(Close(closed=closes, before=before, after=after),)))
        over = replace(whole, tally=replace(whole.tally, as_of=closes + hour))
        write(over, place, tmp_path / "site")
        return (tmp_path / "site" / path / "challenges/quieter-streets/index.html").read_text("utf-8")

    text = page(closes - hour, closes + hour)
    assert "Last before the close: 28 February 2026, 17:00 UTC." in text
    assert "First after it: 28 February 2026, 19:00 UTC." in text
    assert "may have been counted or not" in text
    assert "No reading before the close is recorded." in page(None, closes + hour)
    assert "Not since the close." in page(closes - hour, None)
    assert "Prima dopo la chiusura: 28 febbraio 2026 19:00 UTC." in page(closes - hour, closes + hour, "it")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "",
            (
                "Decided by 41 voters.",
                "The share was raised 2 times by €1.",
                "7 people pay €84.16 each. 5 more give what they have left, which is no more than that.",
                "So it counts as if it had 10.694 votes.",
                "It was paid out of what nobody’s share could pay for. It counted for as many votes as",
                "The winning ideas cost €901 together; €49,099 is left.",
                "One more raise of the share would have cost more",
                "It costs €700, and its supporters had €643.21 left together.",
                "2 ballots were flagged; that is no proof of anything, and they were counted.",
                "Without them another idea",
                "ideario winners quieter-streets",
            ),
        ),
        ("it/", ("Hanno deciso 41 votanti.", "7 persone pagano 84,16 € ciascuna.", "come se avesse 10,694 voti")),
    ],
)
def test_a_decided_challenge_explains_its_result_round_by_round(
    tmp_path: Path, place: Sources, path: str, said: tuple[str, ...]
) -> None:
    write(edition(), place, tmp_path / "site")
    page = (tmp_path / "site" / path / "challenges/quieter-streets/index.html").read_text()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).replace("\xa0", " ").split())
    for sentence in said:
        assert sentence in text
    assert "<code>gone</code>" in page
    assert page.index('class="bar"') < page.index('class="winners"'), "what is left is not below a long list"
    undecided = edition(replace(COMMUNITY, results={}))
    closed = replace(undecided, tally=replace(undecided.tally, phases={"quieter-streets": "closed"}))
    write(closed, place, tmp_path / "site")
    without = (tmp_path / "site" / path / "challenges/quieter-streets/index.html").read_text()
    assert 'id="result"' not in without
    told = re.compile("Who won is not published yet|Chi ha vinto non è ancora pubblicato")
    assert told.search(without)
    assert not told.search(page)


def test_the_page_of_an_idea_stays_light(tmp_path: Path, place: Sources) -> None:
    idea = replace(IDEAS[0], body="A path **along** the river, and [a link](https://example.org/). " * 25)
    assert len(idea.body) == 1600
    write(edition(replace(COMMUNITY, ideas={**COMMUNITY.ideas, idea.slug: idea})), place, tmp_path / "site")
    assert (tmp_path / "site/ideas/bike-lanes/index.html").stat().st_size <= 12 * 1024


def test_the_map_of_the_site_lists_every_page_once_but_moved_ones_and_previews(tmp_path: Path, place: Sources) -> None:
    site = tmp_path / "site"
    write(edition(), place, site)
    listed = [part.split("</loc>")[0] for part in (site / "sitemap.xml").read_text().split("<loc>")[1:]]
    base = COMMUNITY.settings.url
    pages = {
        base + path.relative_to(site).as_posix().removesuffix("index.html")
        for path in files_below(site)
        if path.name == "index.html" and not {"bike-lane", "preview", "embed"} & {*path.parts}
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == pages


# ---- when it cannot be written


def test_a_site_that_cannot_be_written_is_a_failure_and_the_last_good_one_stays(tmp_path: Path, place: Sources) -> None:
    site = tmp_path / "site"
    write(edition(), place, site)
    before = content(site)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limit[1]))  # a file in the theme's style is larger than that
    try:
        with pytest.raises(Failure, match="cannot be written") as failure:
            write(edition(with_ideas(100)), place, site)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert "untouched" in failure.value.hint
    assert content(site) == before
    assert leftovers(site) == set()


def test_a_swap_in_two_steps_that_was_cut_short_is_taken_back(tmp_path: Path) -> None:
    old, site = tmp_path / ".site.old", tmp_path / "site"
    old.mkdir()
    (old / "index.html").write_text("good")
    recover(site)
    assert (site / "index.html").read_text() == "good"
    assert not old.exists()


# ---- whole builds, as users run them


def command(root: Path, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "ideario", "--root", str(root), "build", *map(str, arguments)]


def build(root: Path, *arguments: str | Path, env: Mapping[str, str] | None = None, **more: object) -> str:
    """Run `ideario build`; what it said on standard output. It must succeed."""
    done = subprocess.run(
        command(root, *arguments), env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_two_builds_are_the_same_bytes_wherever_and_by_whomever_they_are_made(tmp_path: Path) -> None:
    here = riverton(tmp_path / "here")
    there = riverton(tmp_path / "quite" / "another place")
    build(here, env={"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"})
    output = tmp_path / "aside"
    build(
        there,
        "--output",
        output,
        env={"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "LANG": "it_IT", "PYTHONHASHSEED": "2"},
    )
    assert content(here / "build" / "site") == content(output / "site")


def test_a_build_of_the_same_says_that_nothing_has_changed(tmp_path: Path) -> None:
    root = riverton(tmp_path)
    build(root)
    before = marks(root / "build" / "site")
    assert "Nothing has changed" in build(root)
    assert marks(root / "build" / "site") == before
    put(root, "ideas/night-trams", {**IDEA, "title": "Trams at night"})
    assert "Nothing has changed" not in build(root)
    assert marks(root / "build" / "site") != before


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda site: (site / "index.html").write_text("spoilt"), id="changed"),
        pytest.param(lambda site: (site / "index.html").unlink(), id="removed"),
        pytest.param(lambda site: (site / "more.html").write_text("added"), id="added"),
    ],
)
def test_a_site_that_somebody_touched_is_mended(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    root = riverton(tmp_path)
    build(root)
    site = root / "build" / "site"
    good = content(site)
    harm(site)
    build(root)
    assert content(site) == good


def test_a_killed_build_leaves_the_last_good_site_and_the_next_one_succeeds(tmp_path: Path) -> None:
    root = riverton(tmp_path)
    site = root / "build" / "site"
    started = time.monotonic()
    build(root)
    length = time.monotonic() - started
    good = content(site)
    rounds = 8
    for number in range(rounds):
        put(root, "challenges/quieter-streets", {**CHALLENGE, "title": f"Quieter streets {number}"})
        if number % 2:  # shells anew as well, so that the site generator is among what is killed
            put(
                root,
                "community",
                {
                    "schema": 1,
                    "name": "Riverton",
                    "repository": f"riverton/ideas-{number}",
                    "languages": ["en"],
                    "licence": "MIT",
                },
            )
        building = subprocess.Popen(
            command(root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            building.wait(timeout=length * (number + 0.5) / rounds)
        except subprocess.TimeoutExpired:
            os.kill(building.pid, signal.SIGKILL)  # the one run alone: what it started must not live on
        finished = building.wait() == 0
        finish_change(site)  # as the next run does first: the site is the old one or the new one then
        left = content(site)
        build(root)
        assert left == (content(site) if finished or left != good else good)
        good = content(site)
        assert f"Quieter streets {number}".encode() in good["challenges/index.html"]
        assert leftovers(site) == set()


def processes(session: int) -> set[int]:
    """The living processes of a session, by Linux's own account."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, *numbers = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(numbers[2]) == session and state not in "ZX":
                found.add(int(stat.parent.name))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
@pytest.mark.parametrize("busy", ["cache/shells/*.*", ".site.next/ideas/*"], ids=["shells", "pages"])
def test_nothing_of_a_killed_build_lives_on_to_keep_the_next_one_out(tmp_path: Path, busy: str) -> None:
    root = riverton(tmp_path)
    for number in range(MIN_PAGES):  # enough for workers, and for a moment in which to kill them
        put(root, f"ideas/idea-{number}", {**IDEA, "title": f"Idea {number}"})
    building = subprocess.Popen(
        command(root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while building.poll() is None and not list((root / "build").glob(busy)):
        time.sleep(0.002)
    assert building.poll() is None, "the build has ended before it could be killed"
    children = processes(building.pid) - {building.pid}
    building.kill()
    building.wait()
    assert children
    deadline = time.monotonic() + 10  # without a parent these would wait for work for ever
    while processes(building.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not processes(building.pid)
    build(root)


def test_two_builds_at_once_do_not_write_into_one_another(tmp_path: Path) -> None:
    root = riverton(tmp_path)
    runs = [
        subprocess.Popen(command(root), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [run.communicate() for run in runs]
    codes = sorted(run.returncode for run in runs)
    assert codes in ([0, 0], [0, 2])
    if codes == [0, 2]:
        assert any("another run is building" in error for _, error in said)
    before = content(root / "build" / "site")
    (root / "build" / "cache" / "manifest.json").unlink()
    build(root)
    assert content(root / "build" / "site") == before


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))


@pytest.mark.parametrize("cold", [False, True], ids=["pages", "shells"])
def test_a_disk_that_refuses_ends_a_build_with_a_hint_and_the_site_as_it_was(tmp_path: Path, cold: bool) -> None:
    root = riverton(tmp_path)
    build(root)
    before = content(root / "build" / "site")
    settings = {"schema": 1, "name": "Changed", "repository": "riverton/other" if cold else "riverton/ideas"}
    put(root, "community", {**settings, "languages": ["en", "it"], "licence": "CC0-1.0"})
    done = subprocess.run(command(root), capture_output=True, text=True, check=False, preexec_fn=limited)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("ideario: ")
    assert len(done.stderr.splitlines()) >= 2
    assert "Traceback" not in done.stderr
    assert content(root / "build" / "site") == before
    build(root)
    assert b"Changed" in (root / "build" / "site" / "index.html").read_bytes()


@pytest.mark.parametrize("place", ["a-file/build", "a-file/in/a/file"])
def test_an_output_that_is_no_folder_is_a_failure_with_a_hint(tmp_path: Path, place: str) -> None:
    root = riverton(tmp_path / "root")
    (tmp_path / "a-file").write_text("mine")
    done = subprocess.run(command(root, "--output", tmp_path / place), capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert (tmp_path / "a-file").read_text() == "mine"


@pytest.mark.parametrize("place", ["", "content", "content/inner", "site", ".git"])
def test_no_build_writes_among_sources(tmp_path: Path, place: str) -> None:
    root = riverton(tmp_path)
    done = subprocess.run(command(root, "--output", root / place), capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "sources" in done.stderr
    assert (root / "content" / "community.yml").is_file()
    assert not (root / "site" / "cache").exists()
