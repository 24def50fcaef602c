"""A challenge that withholds counts until the close: until then, no file of the site says anything about its votes."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from communities import CHALLENGE, NOW, put
from conftest import Outcome
from ideario.actions.tally import CountedLedger, count
from ideario.actions.verify import verify
from ideario.publishing.api.register import DOCUMENTS
from published_schemas import complaints
from withheld_towns import CLOSES, MANY, RESOURCES, SECOND, WITHHELD, published, town

pytestmark = pytest.mark.slow

BEFORE = datetime(2026, 1, 31, 12, tzinfo=UTC)  # voting has not opened
FEW: Mapping[str, tuple[int, int]] = {f"pull/{n}": (n, 9 - n) for n in (1, 2, 3, 4, 5, 9)}
"""Fewer votes than MANY, on the same threads."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town(tmp_path_factory.mktemp("town"))


def api(site: Mapping[str, bytes], name: str) -> Any:
    return json.loads(site[DOCUMENTS[name]])


@pytest.mark.parametrize("as_of", [BEFORE, CLOSES - timedelta(days=3), CLOSES], ids=["before", "meanwhile", "at last"])
def test_until_the_close_other_votes_make_the_same_site_to_the_byte(root: Path, as_of: datetime) -> None:
    many, few = published(root, MANY, as_of), published(root, FEW, as_of)
    assert many.keys() == few.keys()
    assert [name for name in many if many[name] != few[name]] == []


def test_until_the_close_no_file_names_the_count_and_after_it_all_do(root: Path) -> None:
    telling = re.compile(r"(?<![\w.#/-])(37|43|74|86|129)(?![\w/-])")
    text = re.compile(rb"\.(html|xml|json|csv|ics|pb)$")
    # Scores of texts beside each other, and where the lines of a chart run, which may be any number.
    likeness = re.compile(r'"similar":\[[^]]*\]| (?:x|y|d|width|height)="[^"]*"')
    before, after = published(root, MANY, CLOSES), published(root, MANY, CLOSES + SECOND)
    named = [
        {
            name
            for name, content in site.items()
            if text.search(name.encode())
            and not name.startswith(("schemas/", "finding/pages-"))  # what is written by hand, and its words
            and telling.search(likeness.sub("", content.decode()))
        }
        for site in (before, after)
    ]
    assert named[0] == set()
    assert named[1] >= {
        "index.html",
        "ideas/index.html",
        "it/ideas/index.html",
        "ideas/secret/index.html",
        "ideas/outside-target/index.html",
        "challenges/quiet/index.html",
        "challenges/quiet/feed.xml",
        "challenges/quiet/ballots.pb",
        "rankings/top/index.html",
        "people/octocat/index.html",
        "integrity/index.html",
        *(DOCUMENTS[name] for name in ("tally", "ideas", "ideas_csv", "challenges", "challenges_csv")),
        *(DOCUMENTS[name] for name in ("rankings", "integrity")),
    }


def test_pages_say_in_words_what_is_withheld_and_that_github_shows_it(root: Path) -> None:
    site = published(root, MANY, CLOSES)
    for path, said in (
        ("ideas/secret/index.html", "How many votes there are is withheld until voting has closed. On GitHub"),
        ("it/ideas/secret/index.html", "Il numero dei voti è trattenuto fino alla chiusura. Intanto su GitHub"),
        ("challenges/quiet/index.html", "Counts are withheld until the close. On GitHub everybody can see"),
        ("challenges/quiet/index.html", "counts withheld until the close"),
        ("rankings/top/index.html", "Quieter streets</a>, until"),
        ("integrity/index.html", "Until then, only votes on other ideas are looked at here"),
    ):
        assert said in site[path].decode(), path
    assert (
        b'href="https://github.com/riverton/ideas/pull/1" rel="noopener" data-ends="2026-03-01T00:00:00Z">Vote on'
        in site["ideas/secret/index.html"]
    )
    assert b"3 supporters" in site["ideas/shown-in-another/index.html"] + site["ideas/index.html"]
    assert b"</b> ballots" not in site["index.html"]


def test_programs_read_that_numbers_are_withheld_and_of_whom(root: Path) -> None:
    site = published(root, MANY, CLOSES)
    for name in ("tally", "ideas", "challenges", "rankings", "results", "integrity", "reviews"):
        assert complaints(f"api-{name}.schema.json", api(site, name)) == []
    tally = api(site, "tally")
    assert {idea["idea"] for idea in tally["ideas"] if idea["withheld"]} == WITHHELD
    assert {turnout["challenge"] for turnout in tally["challenges"] if turnout["withheld"]} == {"quiet", "loud"}
    assert [(idea["withheld"], idea["support"]) for idea in tally["pending"]] == [(True, None)]
    numbers = ("raw", "counted", "excluded", "support", "oppose", "watch", "before_edit")
    for idea in api(site, "ideas")["ideas"]:
        assert idea["votes"]["withheld"] == (idea["slug"] in WITHHELD)
        assert {idea["votes"][name] is None for name in numbers} == {idea["slug"] in WITHHELD}
    for row in csv.DictReader(io.StringIO(site[DOCUMENTS["ideas_csv"]].decode("utf-8-sig"))):
        cells = {row[name] for name in ("support", "oppose", "watch", "raw", "counted", "excluded", "rank")}
        assert (cells == {""}) == (row["slug"] in WITHHELD)
    ranked = {place["idea"] for ranking in api(site, "rankings")["rankings"] for place in ranking["top"]}
    assert ranked == {"shown-in-another", "shown-outside"}
    flags = api(site, "integrity")["flags"]
    assert {slug for flag in flags for slug in flag["ideas"]} == {"shown-in-another", "shown-outside"}
    assert {line for flag in flags for line in flag["lines"]} == set()
    after = published(root, MANY, CLOSES + SECOND)
    assert {slug for flag in api(after, "integrity")["flags"] for slug in flag["ideas"]} >= {"secret", "second-secret"}
    assert not [idea for idea in api(after, "tally")["ideas"] if idea["withheld"]]
    assert {one["voters"] for one in api(after, "challenges")["challenges"]} == {129, 47}
    for name in ("tally", "ideas", "challenges", "integrity", "reviews"):
        assert complaints(f"api-{name}.schema.json", api(after, name)) == []


def test_a_challenge_that_has_closed_shows_its_votes_whatever_they_tell_of_another(root: Path) -> None:
    earlier = {"opens": "2026-02-01", "closes": "2026-02-27"}
    put(root, "challenges/loud", {**CHALLENGE, "title": "Louder streets", "voting": earlier})
    try:
        tally = api(published(root, MANY, CLOSES), "tally")
    finally:
        put(root, "challenges/loud", {**CHALLENGE, "title": "Louder streets"})
    assert {idea["idea"] for idea in tally["ideas"] if idea["withheld"]} == WITHHELD - {"shares-a-thread"}
    assert {turnout["challenge"] for turnout in tally["challenges"] if turnout["withheld"]} == {"quiet"}


def test_whoever_has_the_ledger_counts_everything(root: Path) -> None:
    published(root, MANY, CLOSES)
    counted = count(root, resources=RESOURCES, ledger=root / "content" / "ledger", now=NOW)
    assert isinstance(counted, CountedLedger)
    assert not [idea for idea in counted.document["ideas"] if idea["withheld"]]
    assert counted.tally.standings["secret"].support == 74


Bend = tuple[str, dict[str, Any]]


@pytest.mark.parametrize(
    ("slug", "change"),
    [
        ("shown-outside", {"support": 5}),
        ("shown-outside", {"support": None, "withheld": True}),
        ("secret", {"support": 73}),
        ("secret", {"withheld": False}),
    ],
)
def test_a_site_that_withholds_is_verified_and_a_bent_one_found(root: Path, slug: str, change: dict[str, Any]) -> None:
    published(root, MANY, CLOSES)
    site = root / "build" / "site"
    check = partial(verify, root, resources=RESOURCES, ledger=root / "content" / "ledger", site=site, now=NOW)
    sound = check()
    assert [problem for problem in sound.problems if problem.level == "error"] == []
    assert sound.withheld == len(WITHHELD)
    for name, part, key in (("tally", "ideas", "idea"), ("ideas", "ideas", "slug")):
        file = site / DOCUMENTS[name]
        kept = file.read_bytes()
        document = json.loads(kept)
        entry = next(one for one in document[part] if one[key] == slug)
        (entry if name == "tally" else entry["votes"]).update(change)
        file.unlink()
        file.write_text(json.dumps(document))
        wrong = {problem.pointer for problem in check().problems if problem.rule == "published-numbers"}
        assert wrong == {f"/ideas/{slug}/{field}" for field in change}
        file.write_bytes(kept)


def test_verify_says_what_could_not_be_compared(root: Path, ideario: Callable[..., Outcome]) -> None:
    published(root, MANY, CLOSES)
    done = ideario("--root", str(root), "verify")
    assert done.exit_code == 0, done.stdout
    assert f"Not compared: {len(WITHHELD)} ideas, whose counts the site withholds until the close." in done.stdout
