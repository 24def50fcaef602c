"""One basis for counting: every command names the same voters, ideas, rules and winners, at the same moment."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from communities import CHALLENGE, IDEA, NOW, commit, put, riverton
from example_folders import VALID, checked
from github_standin.server import serve
from github_standin.state import State
from ideario.ledger.ledger_folder import read_state, write_ledger
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import instant

pytestmark = pytest.mark.slow

SLUG = "quieter-streets"
BUDGET = {"budget": "5000 EUR", "winners": {"rule": "greedy", "seed": "7 12"}}
COSTLY = {**IDEA, "challenge": SLUG, "cost": "1000 EUR"}
OPENED, LATE, IN_VOTE, CLOSED = "2026-01-02T12:00:00Z", "2026-02-11T12:00:00Z", "2026-02-03T12:00:00Z", "2026-03-05"
AFTER = datetime(2026, 3, 5, tzinfo=UTC)


def town(root: Path) -> Path:
    """A challenge about a budget with three ideas, one of which came after submissions had closed."""
    riverton(root)
    put(root, f"challenges/{SLUG}", {**CHALLENGE, **BUDGET})
    put(root, "ideas/night-trams", {**COSTLY, "title": "Night trams"})
    put(root, "ideas/quiet-asphalt", {**COSTLY, "title": "Quiet asphalt"})
    commit(root, date=OPENED)
    put(root, "ideas/late-casino", {**COSTLY, "title": "A casino"})
    commit(root, date=LATE)
    return root


def ballots(root: Path, *, observed: datetime, given: str = IN_VOTE) -> Path:
    """A ledger with votes for every idea that has a file, the more the later in the alphabet; `late-` has the most."""
    files = [path for path in (root / "content" / "ideas").rglob("*.yml") if not path.name.startswith(".")]
    slugs = sorted((path.stem for path in files), key=lambda slug: ("late" in slug, slug))
    events = [
        Event(
            type="cast", thread=f"pull/{number}", idea=slug, voter=sha256(f"{voter}".encode()).hexdigest(),
            kind="+1", given=given, seen=given,
        )
        for number, slug in enumerate(slugs, 1)
        for voter in range(number + 1)
    ]  # fmt: skip
    threads = [Thread(name=f"pull/{number}", ideas=(slug,)) for number, slug in enumerate(slugs, 1)]
    ledger = root / "content" / "ledger"
    shutil.rmtree(ledger, ignore_errors=True)
    write_ledger(ledger, events, threads, observed=observed)
    return ledger


def said(ideario, root: Path, *words: str):
    outcome = ideario("--root", root, *words)
    assert "Traceback" not in outcome.stderr
    return outcome


def document(ideario, root: Path, *words: str):
    return json.loads(said(ideario, root, *words, "--format", "json").stdout)


def sayings(ideario, root: Path) -> dict[str, list[object]]:
    """What each command that counts says, by what is said: of every pair that two commands say, one must be there."""
    told: dict[str, list[object]] = {}

    def tell(what: str, fact: object) -> None:
        told.setdefault(what, []).append(fact)

    said(ideario, root, "build")
    tallies = [
        document(ideario, root, "tally"),
        json.loads((root / "build/site/api/v1/tally.json").read_text()),
    ]
    for tally in tallies:
        tell("ideas", [(idea["idea"], idea["support"]) for idea in tally["ideas"]])
        for one in tally["challenges"]:
            for what in ("voters", "rules", "phase"):
                tell(f"{what} of {one['challenge']}", one[what])
    published = json.loads((root / "build/site/api/v1/ideas.json").read_text())["ideas"]
    tell("ideas", [(idea["slug"], idea["votes"]["support"]) for idea in published])
    judged = document(ideario, root, "report", "integrity")["challenges"]
    challenge_of = {idea["slug"]: idea["challenge"] for idea in published}
    for slug in [one["challenge"] for one in tallies[0]["challenges"]]:
        decided = document(ideario, root, "winners", slug, "--provisional")
        tell(f"voters of {slug}", decided["voters"])
        tell(f"rules of {slug}", decided["rules"])
        tell(f"winners of {slug}", [winner["idea"] for winner in decided["winners"]])
        taking_part = [one["idea"] for one in (*decided["winners"], *decided["others"])]
        tell(f"ideas of {slug}", sorted(taking_part))
        tell(f"ideas of {slug}", sorted(idea for idea, of in challenge_of.items() if of == slug))
        compared = document(ideario, root, "winners", slug, "--what-if")
        tell(f"winners of {slug}", next(rule["winners"] for rule in compared["rules"] if rule["present"]))
        tell(f"winners of {slug}", next(one["winners"] for one in judged if one["challenge"] == slug))
        exported = said(ideario, root, "export", "pabulib", slug)
        if exported.exit_code == 0:
            projects, _, votes = exported.stdout.partition("PROJECTS\n")[2].partition("VOTES\n")
            tell(f"ideas of {slug}", sorted(line.split(";")[0] for line in projects.splitlines()[1:]))
            tell(f"voters of {slug}", len(votes.splitlines()) - 1)
    stranger: list[str | Path] = [
        sys.executable,
        "-I",
        root / "build/site/api/v1/recount.py",
        root / "content/ledger",
        root / "build/site",
    ]
    recounted = subprocess.run(stranger, capture_output=True, check=False, text=True)
    assert recounted.returncode == 0, recounted.stdout + recounted.stderr
    ranked = json.loads((root / "build/site/api/v1/rankings.json").read_text())
    lists = [entries for ranking in ranked["rankings"] for entries in ranking.values() if isinstance(entries, list)]
    assert {one["idea"] for entries in lists for one in entries} <= set(challenge_of)
    tell("verified", said(ideario, root, "verify").exit_code)
    told["verified"].append(0 if said(ideario, root, "check").exit_code == 0 else 1)
    return told


COUNTED_APART = [
    case
    for case in VALID
    if case.name
    in {
        "came-in-the-last-second", "crowd-and-experts-blended", "duplicate-of-a-declined-idea",
        "idea-outside-any-challenge", "ideas-deep-in-folders", "imported-idea", "json", "one-name-for-many-things",
        "readme-and-hidden-files", "seed-between-submission-and-voting", "statuses-of-ones-own",
    }
]  # fmt: skip
"""The examples that a count could read in two ways. The others differ in how files are spelt, and are read once for all
commands (tests/intake).
"""


@pytest.mark.parametrize("case", COUNTED_APART, ids=lambda case: case.name)
def test_of_each_such_example_all_commands_count_the_same(case, tmp_path, ideario, monkeypatch) -> None:
    checked(case, tmp_path, ideario, monkeypatch)
    root = tmp_path / case.name
    ballots(root, observed=NOW - timedelta(hours=1))
    for what, facts in sayings(ideario, root).items():
        assert all(fact == facts[0] for fact in facts), (what, facts)


def test_an_idea_that_came_too_late_counts_for_no_command(tmp_path, ideario) -> None:
    root = town(tmp_path)
    ballots(root, observed=AFTER)
    found = sayings(ideario, root)
    assert found.pop("verified") == [0, 1]  # the numbers agree, and the late file is for `check` to tell
    for what, facts in found.items():
        assert all(fact == facts[0] for fact in facts), (what, facts)
    assert found[f"ideas of {SLUG}"][0] == ["night-trams", "quiet-asphalt"]
    assert len(found[f"voters of {SLUG}"]) == 4
    assert found[f"winners of {SLUG}"] == [["quiet-asphalt", "night-trams"]] * 3
    assert "after-closing" in said(ideario, root, "check").stdout
    decided = said(ideario, root, "winners", SLUG)
    assert "after-closing" in decided.stderr
    assert "late-casino" not in (root / "content" / "results" / f"{SLUG}.yml").read_text()
    said(ideario, root, "build")
    assert "late-casino" not in (root / "build/site/api/v1/results.json").read_text()


def test_the_table_of_what_other_rules_would_move_counts_on_the_same_basis(tmp_path, ideario) -> None:
    opens = {"voting": {"opens": "2026-02-20", "closes": "2026-03-28"}}
    root = riverton(tmp_path)
    put(root, f"challenges/{SLUG}", {**CHALLENGE, **BUDGET, **opens})
    for slug in ("night-trams", "quiet-asphalt"):
        put(root, f"ideas/{slug}", {**COSTLY, "title": slug})
    commit(root, date=OPENED)
    put(root, "ideas/late-casino", {**COSTLY, "title": "A casino"})
    base = commit(root, date=LATE)
    ballots(root, observed=datetime(2026, 2, 12, tzinfo=UTC))
    put(root, f"challenges/{SLUG}", {**CHALLENGE, **BUDGET, **opens, "budget": "1000 EUR"})
    words = ("check", "--new-since", base, "--format", "markdown", "--now", "2026-02-12T12:00:00Z")
    table = said(ideario, root, *words).stdout
    rows = [[cell.strip(" `*") for cell in line.split("|")[1:-1]] for line in table.splitlines() if "| `" in line]
    assert [row[:2] for row in rows] == [["night-trams", "3"]]  # four for quiet-asphalt, and the casino wins nothing
    assert "late-casino" not in table


def test_a_sync_that_keeps_nothing_counts_on_the_same_basis(tmp_path, ideario) -> None:
    root = town(tmp_path)
    state = State("riverton/ideas")
    for slug in ("night-trams", "quiet-asphalt"):
        pull = state.pull(author="ada", files=[f"content/ideas/{slug}.yml"], at=OPENED)
        state.merge(pull, at=OPENED)
        state.react(pull, "bo", "+1", at=IN_VOTE)
    with serve(state) as server:
        environment = {**server.environment(), "IDEARIO_LEDGER_KEY": ""}
        outcome = ideario("--root", root, "sync", "--format", "json", env=environment)
    counted = json.loads(outcome.stdout)["tally"]
    assert [idea["idea"] for idea in counted["ideas"]] == ["bike-lanes", "night-trams", "quiet-asphalt"]


COUNTING = [
    ["tally"], ["build"], ["check"], ["report", "integrity"], ["winners", SLUG], ["winners", SLUG, "--what-if"],
    ["export", "pabulib", SLUG], ["verify"], ["sync"], ["sync", "--dry-run"],
]  # fmt: skip


@pytest.mark.parametrize("words", COUNTING, ids=" ".join)
@pytest.mark.parametrize("fault", ["languages: [en]\n", None], ids=["wrong", "missing"])
def test_a_community_file_at_fault_is_answered_alike_by_all(tmp_path, ideario, words, fault) -> None:
    root = town(tmp_path)
    ballots(root, observed=AFTER)
    file = root / "content" / "community.yml"
    file.unlink() if fault is None else file.write_text(fault)
    outcome = said(ideario, root, *words)
    assert outcome.exit_code == 1
    assert "content/community.yml:1:1: error: " in outcome.stdout + outcome.stderr


# ---- the clock


def phases(ideario, root: Path, *words: str, **options):
    outcome = ideario("--root", root, "tally", "--format", "json", *words, **options)
    return {one["challenge"]: one["phase"] for one in json.loads(outcome.stdout)["challenges"]}[SLUG]


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        ("2025-12-31", "upcoming"),
        ("2026-01-01T00:00:00Z", "submission"),
        ("2026-01-31", "submission"),
        ("2026-02-01T00:00:00Z", "voting"),
        ("2026-02-28T23:59:59Z", "voting"),
        ("2026-03-01T00:00:00Z", "closed"),
    ],
)
def test_a_challenge_opens_and_closes_by_the_moment_of_the_run_whatever_dates_the_content_has(
    tmp_path, ideario, now, phase
) -> None:
    root = riverton(tmp_path)
    put(root, "decisions/bike-lanes", {"history": [{"date": "2031-01-01", "status": "planned", "reason": "Yes"}]})
    assert phases(ideario, root, "--now", now) == phase
    seconds = str(int(datetime.fromisoformat(now if "T" in now else f"{now}T23:59:59Z").timestamp()))
    assert phases(ideario, root, env={"SOURCE_DATE_EPOCH": seconds}) == phase
    ballots(root, observed=AFTER)
    assert phases(ideario, root, "--now", now) == phase


def test_without_anything_said_the_clock_is_read(tmp_path, ideario) -> None:
    root = riverton(tmp_path)
    year = datetime.now(UTC).year
    submission = {"opens": f"{year - 3}-01-01", "closes": f"{year - 2}-01-01"}
    voting = {"opens": f"{year - 1}-01-01", "closes": f"{year + 1}-01-01"}
    put(root, f"challenges/{SLUG}", {**CHALLENGE, "submission": submission, "voting": voting})
    assert phases(ideario, root, env={"SOURCE_DATE_EPOCH": None}) == "voting"


@pytest.mark.parametrize("said", ["soon", "-1e9", "99999999999999999999"])
def test_a_moment_that_is_none_is_refused(tmp_path, ideario, said) -> None:
    root = riverton(tmp_path)
    assert ideario("--root", root, "tally", "--now", said).exit_code == 2
    outcome = ideario("--root", root, "tally", env={"SOURCE_DATE_EPOCH": said})
    assert (outcome.exit_code, "SOURCE_DATE_EPOCH" in outcome.stderr) == (2, True)


def test_what_closed_since_votes_were_last_read_is_closed_and_has_no_winners(tmp_path, ideario) -> None:
    root = town(tmp_path)
    ledger = ballots(root, observed=AFTER)
    assert said(ideario, root, "winners", SLUG, "--now", CLOSED).exit_code in {0, 1}
    ballots(root, observed=datetime(2026, 2, 20, tzinfo=UTC))
    assert phases(ideario, root, "--now", CLOSED) == "counting"
    refused = said(ideario, root, "winners", SLUG, "--now", CLOSED)
    assert refused.exit_code == 2
    assert "is closed, last votes not yet read" in refused.stderr
    provisional = said(ideario, root, "winners", SLUG, "--provisional", "--now", CLOSED)
    assert "Closed, last votes not yet read." in provisional.stdout
    assert document(ideario, root, "winners", SLUG, "--provisional", "--now", CLOSED)["phase"] == "counting"
    assert "closed, last votes not yet read" in said(ideario, root, "tally", "--now", CLOSED).stdout
    said(ideario, root, "build", "--now", CLOSED)
    site = root / "build" / "site"
    assert "the last votes are not read yet" in (site / "challenges" / SLUG / "index.html").read_text()
    assert (
        "gli ultimi voti non sono ancora stati letti" in (site / "it" / "challenges" / SLUG / "index.html").read_text()
    )
    (result,) = json.loads((site / "api/v1/results.json").read_text())["results"]
    assert (result["recounted"], result["reason"], result["result"]) == (False, "open", None)
    assert not list(site.rglob("*.pb"))
    assert read_state(ledger).observed == datetime(2026, 2, 20, tzinfo=UTC)


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.mark.parametrize("counted", [True, False], ids=["with votes", "without"])
def test_pages_change_when_a_phase_does_and_the_moment_of_the_build_stands_in_one_file(
    tmp_path, ideario, counted
) -> None:
    root = town(tmp_path / "town")
    if counted:
        ballots(root, observed=datetime(2026, 2, 10, tzinfo=UTC))
    moments = ["2026-02-12T07:00:00Z", "2026-02-27T20:00:00Z", "2026-03-02T00:00:00Z"]
    sites = []
    for moment in moments:
        output = tmp_path / moment[:10]
        ideario("--root", root, "build", "--now", moment, "--output", output)
        sites.append(files(output / "site"))
    first, again, later = sites
    assert [name for name in first if first[name] != again[name]] == ["api/v1/index.json"]
    assert json.loads(again["api/v1/index.json"])["built"] == moments[1]
    changed = {name for name in again if again[name] != later.get(name)}
    assert {f"challenges/{SLUG}/index.html", "challenges/index.html", "api/v1/challenges.json"} <= changed


def test_a_build_is_unchanged_until_a_phase_changes(tmp_path, ideario) -> None:
    root = town(tmp_path)
    ballots(root, observed=datetime(2026, 2, 10, tzinfo=UTC))

    def unchanged(now):
        return "Nothing has changed" in ideario("--root", root, "build", "--now", now).stdout

    assert not unchanged("2026-02-12T07:00:00Z")
    assert unchanged("2026-02-12T08:00:00Z")
    assert unchanged("2026-02-28T23:59:59Z")
    assert not unchanged("2026-03-01T00:00:00Z")
    assert unchanged("2027-03-01T00:00:00Z")
    assert not unchanged("2026-02-28T23:59:59Z")


def test_a_count_that_is_kept_until_the_close_is_told_by_neither_clock_alone(tmp_path, ideario) -> None:
    root = town(tmp_path)
    put(root, f"challenges/{SLUG}", {**CHALLENGE, **BUDGET, "counts": "after-close"})
    shutil.rmtree(root / ".git")
    before, after = datetime(2026, 2, 20, tzinfo=UTC), AFTER
    for observed in (before, after):
        ballots(root, observed=observed)
        for now in (before, after):
            said(ideario, root, "build", "--now", instant(now))
            tally = json.loads((root / "build/site/api/v1/tally.json").read_text())
            kept = [one["withheld"] for one in tally["challenges"]]
            assert kept == [not (observed == now == after)]
            assert said(ideario, root, "verify", "--now", instant(now)).exit_code == 0
