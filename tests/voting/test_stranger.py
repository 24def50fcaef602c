"""recount.py, the one file that strangers recount with: it agrees with the program, and names whatever was changed."""

import importlib.util
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import editions
import numpy as np
import pytest
from checkout import CHECKOUT
from ideario.intake.history.sealed_reviews import seal_of
from ideario.ledger.epochs import erase
from ideario.ledger.ledger_folder import read_state, read_threads, write_ledger
from ideario.ledger.plain_files import event_files
from ideario.model.challenge import Blend, Criterion, Jury, WinnerRule
from ideario.model.community import Community
from ideario.model.content import Decision, Result, Review, Scorecard, StatusChange
from ideario.model.flags import Flags
from ideario.model.ledger_state import LedgerState, Thread
from ideario.model.money import Money
from ideario.model.results import ResultDocument
from ideario.problems import Failure
from ideario.publishing.api.documents import documents
from ideario.publishing.edition import Edition
from ideario.voting.counting.ballots import ballots_of
from ideario.voting.counting.encoded import Events
from ideario.voting.counting.run_rule import RECOUNT, counting_rule, recounting_program, rule_version
from ideario.voting.counting.tallies import rules_hash, tally
from ideario.voting.counting.tally_document import rules_document, tally_document
from ideario.voting.deciding.contests import contest_of
from ideario.voting.deciding.outcome import Contest
from ideario.voting.deciding.result_document import result_document
from ideario.voting.deciding.winner_rules import decide
from ideario.voting.integrity.flags_document import integrity_document
from ideario.voting.ranking.assignment import jurors_of
from ideario.voting.ranking.panel import panels
from ideario.voting.ranking.ranking import all_rankings, moments
from random_ledgers import IDEAS, LISTED, OBSERVED, Drawn, base, drawn

pytestmark = pytest.mark.slow

SEEDS = range(30)
RULES = [
    WinnerRule(rule="top", count=2),
    WinnerRule(rule="greedy"),
    WinnerRule(rule="greedy", quorum="1/5", seed="7 12"),
    WinnerRule(rule="equal-shares", completion="none", minimum_support=1),
    WinnerRule(rule="equal-shares", completion="add1", step=Money(amount=37, currency="EUR")),
    WinnerRule(rule="equal-shares", completion="add1e", proportional_quorum="1/3"),
    WinnerRule(rule="equal-shares", completion="utilitarian", seed="a"),
]
JUDGED = [WinnerRule(rule="jury", count=2, seed="7"), WinnerRule(rule="blend", count=3, minimum_support=1)]
"""The winner rules by which a jury's scores decide."""

specification = importlib.util.spec_from_file_location("stranger", RECOUNT)
assert specification is not None
assert specification.loader is not None
stranger = importlib.util.module_from_spec(specification)
specification.loader.exec_module(stranger)


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Community:
    return base(tmp_path_factory.mktemp("riverton"))


def with_budgets(one: Drawn, seed: int) -> Community:
    """The community with costs, budgets, rules for winners, dates of arrival and decisions of all kinds."""
    draw = random.Random(seed)

    def money(least: int, most: int) -> Money:
        # Few amounts, so that ideas tie.
        return Money(amount=draw.randint(least, most) * 175, currency="EUR")

    ideas = {
        slug: replace(
            idea,
            # Few amounts, so that ideas tie.
            cost=draw.choice([None, money(0, 0), *(money(1, 4) for _ in range(8))]),
            arrived=draw.choice([None, datetime(2026, 1, 20, tzinfo=UTC) + timedelta(hours=draw.randint(0, 900))]),
        )
        for slug, idea in one.community.ideas.items()
    }
    challenges = {
        slug: replace(
            challenge,
            winners=draw.choice(RULES if draw.random() < 0.5 else JUDGED),
            budget=money(2, 8),
            empty_ballots=draw.choice([0, 0, 4]),
            criteria=(Criterion(id="effect", title="E", weight=2), Criterion(id="cost", title="C", weight=1)),
            blend=Blend(crowd=3, experts=2),
            jury=Jury(
                jurors=("Hubot", "ada", "octocat"),
                scores_by=challenge.voting.closes,
                reveal_by=challenge.voting.closes + timedelta(days=1),
                each=draw.choice([None, 1, 2, 2, 9]),
                minimum=draw.randint(1, 2),
            ),
        )
        for slug, challenge in one.community.challenges.items()
    }
    days = sorted(f"2026-0{draw.randint(2, 4)}-{draw.randint(10, 28)}" for _ in range(2))
    history = tuple(
        StatusChange(date=day, status=draw.choice(["shortlisted", "declined", "done", "open"])) for day in days
    )
    decided = Decision(idea="night-trams", path="p", history=history)
    decisions = {**one.community.decisions, **({"night-trams": decided} if draw.random() < 0.7 else {})}
    reviews = tuple(sealed(draw, slug, juror) for slug in challenges for juror in ("Hubot", "ada", "octocat"))
    return replace(one.community, ideas=ideas, challenges=challenges, decisions=decisions, reviews=reviews)


def sealed(draw: random.Random, challenge: str, juror: str) -> Review:
    """What a juror sealed, and mostly showed: ideas of all kinds, theirs to judge or not."""
    given = {
        slug: {name: draw.choice([4, 5, 6]) for name in ("effect", "cost", "gone") if draw.random() < 0.8}
        for slug in IDEAS
        if draw.random() < 0.8
    }
    salt = f"{draw.getrandbits(128):032x}"
    seal, shown = seal_of(challenge, juror, salt, given), draw.random() < 0.8
    return Review(
        challenge=challenge,
        login=juror,
        path=f"content/reviews/{challenge}/{juror}.yml",
        conflicts=tuple(slug for slug in IDEAS if draw.random() < 0.2),
        seal=seal,
        salt=salt if shown else "",
        sealed_for=challenge if shown else "",
        scores=tuple(Scorecard(idea=slug, criteria=card) for slug, card in given.items()) if shown else (),
    )


def results_of(community: Community, ledger: Path) -> dict[str, ResultDocument]:
    """The result of every challenge that can be decided."""
    state, results = read_state(ledger), dict[str, ResultDocument]()
    assert state is not None
    for slug, ballots in ballots_of(community, ledger, list(community.challenges)).items():
        contest = contest_of(community, slug, ballots)
        try:
            outcome = decide(contest)
        except Failure:
            continue
        rules = rules_hash(community, (community.challenges[slug],))
        results[slug] = result_document(contest, outcome, outcome, flagged=0, ledger=state, rules=rules)
    return results


def publish(community: Community, ledger: Path, api: Path) -> Path:
    """The documents of a site, with the result of every challenge that can be decided."""
    threads = read_threads(ledger)
    results = {
        slug: Result(challenge=slug, path=f"content/results/{slug}.yml", document=document)
        for slug, document in results_of(community, ledger).items()
    }
    community = replace(community, results=results)
    with Events(ledger) as events:
        counted = tally(community, ledger, threads=threads, as_of=OBSERVED, events=events, singles=True)
        given = moments(events, counted)
    answered = {idea for thread in threads if thread.answered is not None for idea in thread.ideas}
    edition = Edition(
        community=community,
        tally=counted,
        tally_document=tally_document(counted, community),
        integrity=integrity_document(community, counted, Flags(), {}),
        insights=editions.edition().insights,  # of another community: no stranger recounts it
        threads=threads,
        counting_rule=counting_rule(),
        recounting_program=recounting_program(),
        rules_document=rules_document(community, place="content/ledger"),
        file_rules=(),
        rankings=all_rankings(community, counted, given, answered),
        panels=panels(community),
        juries={slug: jurors for slug, one in community.challenges.items() if (jurors := jurors_of(community, one))},
    )
    api.mkdir(parents=True)
    for path, content in documents(edition):
        if path.startswith("api/v1/"):
            (api / Path(path).name).write_bytes(content)
    return api


@pytest.fixture(scope="module")
def whole(community: Community, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A ledger, and the documents that were published of it, with numbers of every kind."""
    place = tmp_path_factory.mktemp("whole")
    one = drawn(community, 5, 900)
    rules = dict(zip(community.challenges, (RULES[4], RULES[6]), strict=True))
    changed = with_budgets(one, 5)
    challenges = {slug: replace(ch, winners=rules[slug]) for slug, ch in changed.challenges.items()}
    return one.write(place / "ledger"), publish(
        replace(changed, challenges=challenges), place / "ledger", place / "api"
    )


def recount(ledger: Path, api: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = stranger.main([str(ledger), str(api)])
    return code, capsys.readouterr().out


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stranger_finds_every_number_of_random_communities(
    community: Community, tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    one = drawn(community, seed)
    ledger = one.write(tmp_path / "ledger")
    code, said = recount(ledger, publish(with_budgets(one, seed), ledger, tmp_path / "api"), capsys)
    assert code == 0, said
    assert "2 results" in said


CONTESTS = int(os.environ.get("IDEARIO_CONTESTS", "3000"))


def contested(draw: random.Random) -> tuple[Contest, Any, list[tuple[str, str, str, str]]]:
    """A random contest of up to eight ideas, as the program and as the stranger see it; many of them tie."""
    slugs = [f"i{n}" for n in range(draw.randint(1, 8))]
    costs = {slug: draw.choice([None, 0, *(175 * draw.randint(1, 4) for _ in range(8))]) for slug in slugs}
    empty, likely = draw.choice([0, 0, 3]), draw.choice((0.2, 0.5, 0.8))
    ballots = [
        (slug, f"v{v}", "support", "") for v in range(draw.randint(1, 9)) for slug in slugs if draw.random() < likely
    ]
    voters = sorted({voter for _, voter, _, _ in ballots})
    rule = replace(draw.choice(RULES), count=draw.randint(1, 4), seed=draw.choice([None, "7"]))
    if draw.random() < 0.5:
        rule = replace(rule, quorum=None, proportional_quorum=None)
    budget = 175 * draw.randint(0, 12)
    declined = {slug for slug in slugs if draw.random() < 0.1}
    contest = Contest(
        rule=rule,
        voters=len(voters) + empty,
        supporters={
            slug: np.array([voters.index(voter) for idea, voter, *_ in ballots if idea == slug], dtype=np.int64)
            for slug in slugs
        },
        costs=costs,
        budget=budget,
        seed=rule.seed or "",
        currency="EUR",
        declined=declined,
    )
    told = {
        "rule": rule.rule,
        "count": rule.count,
        "completion": rule.completion,
        "step": None if rule.step is None else rule.step.amount,
        "minimum_support": rule.minimum_support,
        "quorum": rule.quorum,
        "proportional_quorum": rule.proportional_quorum,
        "seed": rule.seed,
    }

    def written(amount: int | None) -> dict[str, str] | None:
        return None if amount is None else {"amount": f"{amount / 100:.2f}", "currency": "EUR"}

    site = SimpleNamespace(
        challenges={"c": {"budget": written(budget)}},
        terms={"c": {"winners": told, "voting": ["", ""]}},
        ideas={slug: {"cost": written(cost)} for slug, cost in costs.items()},
        empty={"c": empty},
        target=lambda slug: slug,
        challenge=lambda _: "c",
        kind=lambda slug, _: "declined" if slug in declined else "open",
        hash_of=lambda _: "the rules",
    )
    return contest, site, ballots


def test_a_stranger_decides_random_contests_to_the_last_word() -> None:
    """Winners, what each paid, who tied with whom and by what they were told apart, and why others did not win."""
    draw = random.Random(13)
    seen: set[tuple[str, ...]] = set()
    state = LedgerState(head="", events=0, lines=0, observed=OBSERVED, epoch=1, threads="")
    for _ in range(CONTESTS):
        contest, site, ballots = contested(draw)
        outcome = decide(contest)
        document = result_document(contest, outcome, outcome, flagged=0, ledger=state, rules="the rules")
        said: dict[str, Any] = {
            key: value for key, value in document.items() if key not in ("ledger", "observed", "flagged")
        }
        assert stranger.decide(site, "c", ballots) == said, contest
        kind = contest.rule.completion or contest.rule.rule
        seen |= {(kind, "over", tie["by"]) for win in said["winners"] for tie in win.get("over", ())}
        seen |= {(kind, "tied", loss["tied"]["by"]) for loss in said["others"] if "tied" in loss}
        seen |= {(loss["why"],) for loss in said["others"]} | {(said["left"]["amount"][0],)}
    reasons = "declined no-cost minimum-support quorum proportional-quorum rank tie no-room no-money".split()
    assert {("-",), *((why,) for why in reasons)} <= seen
    for kind in ("top", "greedy", "none", "add1", "add1e", "utilitarian"):
        for part in ("over", "tied"):
            assert (kind, part, "cost") in seen
            assert (kind, part, "lot") in seen
    assert ("top", "tied", "no-cost") in seen


def test_a_stranger_recounts_this_communitys_own_site_with_python_alone(tmp_path: Path, ideario: Any) -> None:
    """The program as it was published, in a Python that has no library and sees no file of this checkout."""
    assert ideario("--root", CHECKOUT, "build", "--output", tmp_path / "out").exit_code == 0
    site = tmp_path / "out" / "site"
    shutil.copytree(CHECKOUT / "content" / "ledger", tmp_path / "ledger")
    command: list[str | Path] = [sys.executable, "-I", "-S", site / "api/v1/recount.py", "ledger", site]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert done.returncode == 0, done.stdout + done.stderr
    assert read_state(CHECKOUT / "content" / "ledger").head in done.stdout
    assert "1 results" in done.stdout
    assert "Not looked at" in done.stdout


@pytest.mark.parametrize("winners", [*RULES[:2], *RULES[3:]])
def test_a_stranger_finds_the_winners_of_an_imported_election(
    tmp_path: Path, ideario: Any, capsys: pytest.CaptureFixture[str], winners: WinnerRule
) -> None:
    from ideario.intake.read_community import read_community
    from ideario.resources import tool_resources

    root = tmp_path / "riverton"
    assert ideario("import", "pabulib", CHECKOUT / "tests/examples/riverton.pb", "--into", root).exit_code == 0
    community = read_community(root, resources=tool_resources()).community
    assert community is not None
    step = (
        replace(winners.step, currency=next(iter(community.challenges.values())).budget.currency)
        if winners.step
        else None
    )
    challenges = {slug: replace(c, winners=replace(winners, step=step)) for slug, c in community.challenges.items()}
    ledger = root / "content" / "ledger"
    code, said = recount(ledger, publish(replace(community, challenges=challenges), ledger, tmp_path / "api"), capsys)
    assert (code, "1 results" in said) == (0, True), said


# ---- what was changed is named


def leaves(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all values in a document."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*place, key))
    else:
        yield place


def kind_of(file: str, place: tuple[str | int, ...]) -> tuple[str, ...]:
    """A place without the names that it goes by: what kind of number stands there."""
    named = {*IDEAS, "quieter-streets", "late-lights"}
    return (file, *("*" if isinstance(step, int) or step in named else step for step in place))


def changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return (
            f"{value}1"
            if value.isdigit()
            else re.sub(r"[0-9a-zA-Z]", lambda m: "7" if m[0] != "7" else "3", value, count=1)
        )
    return 1


# What is no number, or no part of what is recounted: the schema's, texts, addresses, and what git alone can tell.
APART = re.compile(
    r"(tally|rankings|results|rules|ideas|challenges|decisions|community)\.json/"
    r"(schema|sample|documents|rules\.json/.*)$|"
    r"results\.json/results/\*/(result/(ledger|observed|flagged/.*)|recounted|reason)$|"
    r"results\.json/results/\*/challenge$|rankings\.json/rankings/\*/(done|declined)/.*$|"
    r"rules\.json/(ledger/.*|exclusions/\*/(name|date|reason|appeal))$"
)


def falsifications(api: Path) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """A place of every kind of value that is published and recounted."""
    seen = set()
    for file in ("tally", "rankings", "results", "rules"):
        for place in leaves(json.loads((api / f"{file}.json").read_bytes())):
            kind = kind_of(f"{file}.json", place)
            if kind not in seen and not APART.fullmatch("/".join(map(str, kind))):
                seen.add(kind)
                yield f"{file}.json", place
    for file, key, parts in (
        ("ideas", "ideas", ("votes", "rank")),
        ("challenges", "challenges", ("voters", "ballots")),
    ):
        for number, record in enumerate(json.loads((api / f"{file}.json").read_bytes())[key]):
            for place in leaves({part: record[part] for part in parts}):
                kind = kind_of(f"{file}.json", place)
                if kind not in seen:
                    seen.add(kind)
                    yield f"{file}.json", (key, number, *place)


def test_whatever_number_is_changed_is_named(
    whole: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger, api = whole
    assert recount(ledger, api, capsys)[0] == 0
    found, missed = 0, []
    for file, place in falsifications(api):
        found += 1
        bent = tmp_path / str(found)
        shutil.copytree(api, bent)
        document = json.loads((bent / file).read_bytes())
        inner = document
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = changed(inner[place[-1]])
        (bent / file).write_text(json.dumps(document))
        code, said = recount(ledger, bent, capsys)
        if code != 1 or not said.startswith("DIFFERS: "):
            missed.append((file, place, code, said[:200]))
    assert missed == [], "\n".join(map(str, missed))
    assert found > 90


def test_a_number_that_is_wrong_is_named_by_its_place(
    whole: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger, api = whole
    bent = tmp_path / "api"
    shutil.copytree(api, bent)
    tally_json = json.loads((bent / "tally.json").read_bytes())
    entry = next(idea for idea in tally_json["ideas"] if idea["idea"] == "bike-lanes")
    right, entry["support"] = entry["support"], 999
    (bent / "tally.json").write_text(json.dumps(tally_json))
    assert recount(ledger, bent, capsys) == (
        1,
        f"DIFFERS: tally.json: ideas: bike-lanes: support is '999', and the recount gives '{right}'\n",
    )


@pytest.mark.parametrize("name", ["swapped", "cut", "added", "edited", "state", "threads", "spaces", "no end"])
def test_a_chain_that_does_not_hold_is_named(
    whole: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    ledger, api = tmp_path / "ledger", whole[1]
    shutil.copytree(whole[0], ledger)
    files = event_files(ledger)
    lines = files[0].read_bytes().splitlines(keepends=True)
    if name == "swapped":
        lines[3:5] = lines[4], lines[3]
    elif name == "cut":
        del lines[7]
    elif name == "added":
        lines.insert(7, lines[7])
    elif name == "edited":
        lines[5] = lines[5].replace(b'"seen":"2026', b'"seen":"2025')
    elif name == "spaces":
        lines[5] = lines[5].replace(b'","', b'", "')
    elif name == "no end":
        lines[-1] = lines[-1][:-1]
    files[0].write_bytes(b"".join(lines))
    if name == "state":
        last = files[-1].read_bytes()
        files[-1].write_bytes(last[: last.rstrip().rfind(b"\n") + 1])
    elif name == "threads":
        text = (ledger / "threads.json").read_bytes()
        (ledger / "threads.json").write_bytes(text.replace(b"bike-lanes", b"free-bus", 1))
    code, said = recount(ledger, api, capsys)
    assert (code, said[:9]) == (1, "DIFFERS: "), said
    assert re.search(r"line \d+ of the ledger|ledger\.json|threads\.json", said)


@pytest.mark.parametrize(
    "key", ["observed", "epoch", "sample", "key_check", "former_head", "events", "lines", "head", "closes"]
)
def test_a_ledger_json_that_says_something_else_than_the_chain_is_named(
    whole: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    ledger = tmp_path / "ledger"
    shutil.copytree(whole[0], ledger)
    document = json.loads((ledger / "ledger.json").read_bytes())
    values: Mapping[str, Any] = {"closes": [{"closed": "2026-02-28T23:59:59Z", "before": None, "after": None}]}
    document[key] = values.get(key, changed(document.get(key)))
    (ledger / "ledger.json").write_text(json.dumps(document))
    code, said = recount(ledger, whole[1], capsys)
    assert (code, f"ledger.json: {key}" in said) == (1, True), said


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "[" * 100_000, '{"ideas": 7}', '{"ideas": [{"slug": ["x"]}]}', "\0", "9" * 5000]
)
@pytest.mark.parametrize("name", ["tally.json", "ideas.json", "rules.json"])
def test_what_cannot_be_read_is_said_without_a_traceback(
    whole: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    bent = tmp_path / "api"
    shutil.copytree(whole[1], bent)
    (bent / name).write_text(text)
    code, said = recount(whole[0], bent, capsys)
    assert code in (1, 2)
    assert said.startswith(("CANNOT BE RECOUNTED: ", "DIFFERS: "))
    assert said.count("\n") == 1


def test_numbers_cannot_be_withheld_where_no_challenge_says_so(
    whole: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bent = tmp_path / "api"
    shutil.copytree(whole[1], bent)
    document = json.loads((bent / "tally.json").read_bytes())
    document["ideas"][0] |= dict.fromkeys(("raw", "counted", "excluded", "support", "oppose", "watch", "before_edit"))
    document["ideas"][0]["withheld"] = True
    (bent / "tally.json").write_text(json.dumps(document))
    code, said = recount(whole[0], bent, capsys)
    assert (code, "withheld" in said) == (1, True)


def test_a_result_of_an_epoch_before_is_said_not_to_be_recounted(
    community: Community, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = drawn(community, 1)
    ledger = tmp_path / "ledger"
    write_ledger(ledger, one.events, [Thread(name=name, ideas=i) for name, i in LISTED.items()], observed=OBSERVED)
    before = publish(one.community, ledger, tmp_path / "before")
    erase(ledger, [one.erased])
    api = publish(one.community, ledger, tmp_path / "api")
    shutil.copy(before / "results.json", api / "results.json")
    code, said = recount(ledger, api, capsys)
    assert code == 0, said
    assert "0 results" not in said or "made from another ledger" in said
    rewritten = (api / "results.json").read_text().replace(read_state(ledger).head, "ab" * 32)
    (api / "results.json").write_text(re.sub(r'"ledger":"[0-9a-f]{64}"', f'"ledger":"{"ab" * 32}"', rewritten))
    code, said = recount(ledger, api, capsys)
    assert (code, "made from another ledger" in said) == (0, True), said


# ---- what the file is


def test_the_program_is_one_short_file_of_the_standard_library_that_runs_nothing() -> None:
    text = recounting_program()
    assert len(text.splitlines()) <= 400
    imported = set(re.findall(r"^(?:import|from) (\w+)", text, re.MULTILINE))
    assert imported <= sys.stdlib_module_names
    assert not imported & {"subprocess", "socket", "pickle", "os", "importlib", "ctypes", "urllib", "http"}
    assert not re.search(r"\b(eval|exec|compile|__import__|getattr)\(", text)
    assert f"VERSION = {rule_version()} " in text
