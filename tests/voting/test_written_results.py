"""A result is recounted before anybody is shown it: what a hand writes into content/results/ is no result by that."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import cmarkgfm
import pytest
import yaml
from communities import IDEA, commit, put, riverton
from conftest import Outcome
from decided_challenges import NAME, OPEN, SUPPORT, called, voted
from ideario.ledger.epochs import coarsen
from ideario.ledger.format import GENESIS
from ideario.voting.deciding.written_results import named_heads
from published_schemas import complaints

pytestmark = pytest.mark.slow

Ideario = Callable[..., Outcome]
RESULT = f"content/results/{NAME}.yml"
WRONG = 4711  # stands for a number that no page may show
MONEY = {"amount": f"{WRONG}.00", "currency": "EUR"}


@pytest.fixture
def root(tmp_path: Path, ideario: Ideario) -> Path:
    """A community whose challenge is decided: `good` has won, then `rival`."""
    root = riverton(tmp_path / "community")
    called(root)
    for slug in SUPPORT:
        put(root, f"ideas/{slug}", {**IDEA, "title": slug.title(), "challenge": NAME, "authors": ["ada"]})
    voted(root)
    assert ideario("winners", NAME, cwd=root).exit_code == 0
    return root


def rewritten(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what the result's file says."""
    document = yaml.safe_load((root / RESULT).read_text())
    change(document)
    put(root, f"results/{NAME}", document)


def told_somewhere(message: str, output: str) -> bool:
    """Whether a Problem of the result is told; the line and column have a test of their own."""
    return re.search(rf"^{re.escape(RESULT)}:\d+:\d+: {re.escape(message)}", output, re.MULTILINE) is not None


def shown(root: Path) -> str:
    """The challenge's page."""
    return (root / "build" / "site" / "challenges" / NAME / "index.html").read_text("utf-8")


def published(root: Path) -> dict[str, Any]:
    document = json.loads((root / "build" / "site" / "api" / "v1" / "results.json").read_bytes())
    assert complaints("api-results.schema.json", document) == []
    (result,) = document["results"]
    return dict(result)


def all_of_the_site(root: Path) -> str:
    files = (root / "build" / "site").rglob("*")
    return "\n".join(
        file.read_text("utf-8") for file in files if file.suffix in {".html", ".json", ".csv", ".xml", ".pb"}
    )


def test_a_result_that_the_recount_confirms_is_shown_and_published_as_recounted(root: Path, ideario: Ideario) -> None:
    built = ideario("build", cwd=root)
    assert (built.exit_code, built.stderr) == (0, "")
    assert "Decided by 54 voters." in shown(root)
    assert "Not recounted" not in shown(root)
    found = published(root)
    assert (found["recounted"], found["reason"]) == (True, None)
    assert [winner["idea"] for winner in found["result"]["winners"]] == ["good", "rival"]
    assert ideario("verify", cwd=root).exit_code == 0


def swap(document: dict[str, Any]) -> None:
    document["winners"].reverse()


LIES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "other winners": (
        lambda d: d["winners"][0].update(idea="mallorys") or d["others"][0].update(idea="good"),
        "winners: good is absent",
    ),
    "more support": (lambda d: d["winners"][1].update(support=WRONG), f"winners: rival: support is {WRONG}, and"),
    "more voters": (lambda d: d.update(voters=WRONG), f"voters is {WRONG}, and the recount gives 54"),
    "a cost": (lambda d: d["winners"][0].update(cost=MONEY), "winners: good: cost is"),
    "money spent": (lambda d: d.update(spent=MONEY), "spent is"),
    "money left": (lambda d: d.update(left=MONEY), "left is"),
    "shares": (
        lambda d: d.update(shares={"share": MONEY, "step": MONEY, "steps": WRONG, "ended": "nothing-fits"}),
        "shares is",
    ),
    "another order": (swap, 'winners is ["rival", "good"], and the recount gives ["good", "rival"]'),
    "no loser": (lambda d: d.update(others=[]), "others: mallorys is absent"),
    "another reason": (lambda d: d["others"][0].update(why="declined"), 'others: mallorys: why is "declined"'),
    "a winner twice": (lambda d: d["winners"].append({"idea": "good", "support": WRONG}), "winners: #2 is"),
    "a later time": (lambda d: d.update(observed="2026-09-09T00:00:00Z"), "observed is"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_number_that_a_hand_wrote_is_never_shown(root: Path, ideario: Ideario, lie: str) -> None:
    change, told = LIES[lie]
    rewritten(root, change)
    built = ideario("build", cwd=root)
    assert built.exit_code == 1
    assert told_somewhere(f"error: published-numbers: {told}", built.stderr)
    assert "ideario winners quieter-streets" in built.stderr
    assert "Not recounted." in shown(root)
    assert RESULT in shown(root)
    assert "Decided by" not in shown(root)
    assert "Non ricontato." in (root / "build/site/it/challenges" / NAME / "index.html").read_text("utf-8")
    assert published(root) == {"challenge": NAME, "recounted": False, "reason": "different", "result": None}
    text = all_of_the_site(root)
    assert str(WRONG) not in text
    assert f"{WRONG:,}" not in text
    verified = ideario("verify", cwd=root)
    assert verified.exit_code == 1
    assert told in verified.stdout


def test_signs_that_a_hand_wrote_are_a_warning_and_the_recounted_ones_are_shown(root: Path, ideario: Ideario) -> None:
    rewritten(root, lambda d: d["flagged"].update(ballots=WRONG, winners=["mallorys"]))
    built = ideario("build", cwd=root)
    assert built.exit_code == 0
    assert "warning: other-flags" in built.stderr
    assert "Decided by 54 voters." in shown(root)
    assert f"{WRONG:,}" not in shown(root)
    assert published(root)["result"]["flagged"]["ballots"] != WRONG


@pytest.mark.parametrize("head", ["ab" * 32, GENESIS])
def test_a_head_that_the_chain_never_had_is_an_error(root: Path, ideario: Ideario, head: str) -> None:
    rewritten(root, lambda d: d.update(ledger=head))
    built = ideario("build", cwd=root)
    assert built.exit_code == 1
    assert told_somewhere("error: other-ledger", built.stderr)
    assert published(root)["reason"] == "other-ledger"
    assert "Not recounted." in shown(root)
    verified = ideario("verify", cwd=root)
    assert verified.exit_code == 1
    assert "Everything agrees" not in verified.stdout


def test_an_earlier_head_of_the_chain_is_as_good_as_the_newest(root: Path, ideario: Ideario) -> None:
    file = next((root / "content" / "ledger").glob("*.jsonl"))
    second = json.loads(file.read_bytes().splitlines()[1])["prev"]
    rewritten(root, lambda d: d.update(ledger=second))
    assert ideario("build", cwd=root).exit_code == 0
    assert published(root)["recounted"]


def test_a_result_of_the_epoch_before_is_shown_where_the_votes_still_give_it(root: Path, ideario: Ideario) -> None:
    """A new epoch loses votes where somebody was erased; then nobody can tell, and nobody is to blame."""
    former = json.loads((root / "content/ledger/ledger.json").read_bytes())["head"]
    coarsen(root / "content" / "ledger", before=datetime(2026, 4, 1, tzinfo=UTC), breaks=())
    assert yaml.safe_load((root / RESULT).read_text())["ledger"] == former
    assert ideario("build", cwd=root).exit_code == 0
    assert published(root)["recounted"]
    rewritten(root, lambda d: d.update(voters=WRONG))
    built = ideario("build", cwd=root)
    assert built.exit_code == 0
    assert told_somewhere("warning: other-ledger", built.stderr)
    assert published(root)["reason"] == "epoch"
    assert f"{WRONG:,}" not in shown(root)


def test_a_result_while_voting_is_open_is_an_error_and_tells_no_count(root: Path, ideario: Ideario) -> None:
    voted(root, OPEN)
    called(root, counts="after-close")
    rewritten(root, lambda d: d.update(observed=OPEN, voters=WRONG))
    built = ideario("build", cwd=root)
    assert built.exit_code == 1
    assert told_somewhere("error: result-too-early", built.stderr)
    assert "the recount gives" not in built.stderr
    assert published(root)["reason"] == "open"
    assert str(WRONG) not in all_of_the_site(root)


def test_a_result_that_was_made_before_the_close_is_none_after_it_either(root: Path, ideario: Ideario) -> None:
    rewritten(root, lambda d: d.update(observed=OPEN))
    assert ideario("build", cwd=root).exit_code == 1
    assert published(root)["reason"] == "open"


def test_without_a_ledger_no_result_is_shown(root: Path, ideario: Ideario) -> None:
    shutil.rmtree(root / "content" / "ledger")
    built = ideario("build", cwd=root)
    assert built.exit_code == 0
    assert "warning: not-recounted" in built.stderr
    assert published(root)["reason"] == "no-ledger"
    assert "Decided by" not in shown(root)


def test_a_result_of_the_samples_is_none_of_another_ledger_and_nobody_is_to_blame(
    root: Path, ideario: Ideario, tmp_path: Path
) -> None:
    ledger = root / "content" / "ledger"
    shutil.copytree(ledger, tmp_path / "votes")
    voted(root, "2026-03-02T06:00:00Z", sample=True)
    assert ideario("winners", NAME, cwd=root).exit_code == 0
    for sample in (True, False):
        voted(root, "2026-03-02T06:00:00Z", sample=sample)
        built = ideario("build", "--ledger", tmp_path / "votes", cwd=root)
        assert built.exit_code == (0 if sample else 1)
        assert published(root)["reason"] == ("samples" if sample else "other-ledger")
        assert "Decided by" not in shown(root)


def test_a_result_under_other_rules_is_none(root: Path, ideario: Ideario) -> None:
    rewritten(root, lambda d: d.update(rules="ef" * 32))
    assert ideario("build", cwd=root).exit_code == 1
    assert published(root)["reason"] == "rules"
    rewritten(root, lambda d: d.update(rules="ef" * 32, voters=WRONG))
    assert ideario("build", cwd=root).exit_code == 1
    assert str(WRONG) not in all_of_the_site(root)


def test_an_exclusion_after_the_decision_makes_the_result_another(root: Path, ideario: Ideario) -> None:
    exclusion = {"date": "2026-03-02", "reason": "Two accounts of one person.", "voters": [f"{1:064x}"]}
    put(root, "exclusions/one-person", exclusion)
    assert ideario("build", cwd=root).exit_code == 1
    assert published(root)["reason"] == "different"


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


def test_where_the_history_is_cut_off_no_result_is_shown(root: Path, ideario: Ideario, tmp_path: Path) -> None:
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message=Begin", "--date=2026-01-02T00:00:00Z")
    git(root, "commit", "--quiet", "--allow-empty", "--message=Go on", "--date=2026-01-03T00:00:00Z")
    git(tmp_path, "clone", "--quiet", "--depth=1", root.as_uri(), "shallow")
    built = ideario("build", cwd=tmp_path / "shallow")
    assert "warning: not-recounted" in built.stderr
    assert published(tmp_path / "shallow")["reason"] == "unproven"
    assert "Decided by" not in shown(tmp_path / "shallow")


def test_the_ballots_file_names_no_winners_that_nobody_recounted(root: Path, ideario: Ideario) -> None:
    called(root, winners={"rule": "greedy"}, budget="100 EUR")
    for slug in SUPPORT:
        cost = "60 EUR"
        put(root, f"ideas/{slug}", {**IDEA, "title": slug, "challenge": NAME, "authors": ["ada"], "cost": cost})
    assert ideario("winners", NAME, cwd=root).exit_code == 0

    def rows() -> dict[str, str]:
        """Per idea what the file says in its last column."""
        assert ideario("build", cwd=root).exit_code in {0, 1}
        (file,) = (root / "build" / "site").rglob("*.pb")
        lines = file.read_text("utf-8").partition("PROJECTS\n")[2].partition("VOTES\n")[0].splitlines()
        place = lines[0].split(";").index("selected") if "selected" in lines[0] else None
        return {line.split(";")[0]: line.split(";")[place] for line in lines[1:]} if place is not None else {}

    assert sorted(rows().values()) == ["0", "0", "1"]
    rewritten(root, lambda d: d["winners"][0].update(idea="mallorys"))
    assert rows() == {}


def test_the_places_of_heads_are_found_over_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = riverton(tmp_path)
    monkeypatch.setattr("ideario.ledger.event_writer.MAX_FILE", 2000)
    voted(root)
    ledger = root / "content" / "ledger"
    lines = [line for file in sorted(ledger.glob("*.jsonl")) for line in file.read_bytes().splitlines()]
    assert len(list(ledger.glob("*.jsonl"))) > 3
    heads = {json.loads(line)["prev"] for line in lines[1:]} | {
        json.loads((ledger / "ledger.json").read_bytes())["head"]
    }
    assert len(heads) == len(lines)
    assert named_heads(ledger, {*heads, GENESIS, "ab" * 32}).keys() == heads


# ---- check, with the ledger at hand


def repository(root: Path) -> str:
    """Commit all of it, ledger and result, as it was before anybody proposed anything; the revision."""
    return commit(root, date="2026-01-02T00:00:00Z")


@pytest.mark.parametrize("lie", LIES)
def test_check_refuses_a_result_for_which_the_ledger_says_otherwise(root: Path, ideario: Ideario, lie: str) -> None:
    assert ideario("check", cwd=root).exit_code == 0
    change, told = LIES[lie]
    rewritten(root, change)
    checked = ideario("check", cwd=root)
    assert checked.exit_code == 1
    assert f"error: published-numbers: {told}" in checked.stdout


def test_check_new_since_tells_only_results_that_came_in_or_changed(root: Path, ideario: Ideario) -> None:
    rewritten(root, lambda d: d.update(voters=WRONG))
    base = repository(root)
    (root / "content" / "notes.txt").write_text("later")
    old = ideario("check", "--new-since", base, cwd=root)
    assert (old.exit_code, "voters is" in old.stdout, "stray-file" in old.stdout) == (0, False, True)
    rewritten(root, lambda d: d["winners"][1].update(support=WRONG))
    new = ideario("check", "--new-since", base, cwd=root)
    assert (new.exit_code, "voters is" in new.stdout) == (1, False)
    assert f"winners: rival: support is {WRONG}" in new.stdout


def test_check_new_since_tells_a_ledger_that_makes_an_old_result_wrong(root: Path, ideario: Ideario) -> None:
    """The base's result is judged by the base's ledger, so that a proposal cannot bring its own."""
    base = repository(root)
    voted(root, also=90)
    checked = ideario("check", "--new-since", base, cwd=root)
    assert checked.exit_code == 1
    assert told_somewhere("error: other-ledger", checked.stdout)


def test_check_judges_a_result_by_the_ledger_that_it_is_given(root: Path, ideario: Ideario, tmp_path: Path) -> None:
    shutil.copytree(root / "content" / "ledger", tmp_path / "votes")
    shutil.rmtree(root / "content" / "ledger")
    base = repository(root)
    rewritten(root, lambda d: d.update(voters=WRONG))
    assert ideario("check", cwd=root).exit_code == 0  # nothing is at hand that says otherwise
    checked = ideario("check", "--ledger", tmp_path / "votes", "--new-since", base, cwd=root)
    assert checked.exit_code == 1
    assert f"voters is {WRONG}" in checked.stdout
    git(tmp_path, "init", "--quiet", "--initial-branch=ledger", "votes")
    git(tmp_path / "votes", "add", ".")
    git(tmp_path / "votes", "commit", "--quiet", "--message=Votes")
    git(root, "remote", "add", "origin", str(tmp_path / "votes"))
    checked = ideario("check", "--branch", "ledger", cwd=root)
    assert f"voters is {WRONG}" in checked.stdout


def test_check_counts_nothing_where_there_are_no_results(root: Path) -> None:
    """What counts takes longer to load than a check takes."""
    (root / RESULT).unlink()
    code = "import sys; from ideario.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, "check", "--now", "2026-11-23T18:17:00Z"],
        cwd=root, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, "duckdb" in done.stderr) == (0, False), done.stdout + done.stderr[-3000:]


def test_a_report_says_itself_what_was_not_looked_at(root: Path, ideario: Ideario, tmp_path: Path) -> None:
    """Whoever reads a summary, a document or annotations never sees what was printed beside them."""
    repository(root)
    git(root, "commit", "--quiet", "--allow-empty", "--message=Go on", "--date=2026-01-03T00:00:00Z")
    git(tmp_path, "clone", "--quiet", "--depth=1", root.as_uri(), "shallow")
    told = "Not looked at: when ideas came in"

    def said(form: str, where: Path) -> str:
        return ideario("check", "--format", form, cwd=where).stdout

    (note,) = json.loads(said("json", tmp_path / "shallow"))["notes"]
    assert note.startswith(told)
    _, shown, *_ = cmarkgfm.github_flavored_markdown_to_html(said("markdown", tmp_path / "shallow")).splitlines()
    assert unescape(shown) == f"<p><code>{note}</code></p>"
    assert said("github", tmp_path / "shallow").startswith(f"::notice title=not-looked-at::{told}")
    (run,) = json.loads(said("sarif", tmp_path / "shallow"))["runs"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith(told)
    assert told in ideario("check", cwd=tmp_path / "shallow").stderr
    for form in ("json", "markdown", "github", "sarif"):
        assert "Not looked at" not in said(form, root)
    assert json.loads(said("json", root))["notes"] == []


def test_a_report_says_itself_that_the_ledger_could_not_be_read(root: Path, ideario: Ideario, tmp_path: Path) -> None:
    base = repository(root)
    git(root, "remote", "add", "origin", str(tmp_path / "nowhere"))
    done = ideario("check", "--new-since", base, "--branch", "ledger", "--format", "json", cwd=root)
    assert done.exit_code == 0
    (note,) = json.loads(done.stdout)["notes"]
    assert note.startswith("The ledger cannot be read, so this is without it: ")


def test_an_export_takes_winners_from_the_recount_and_marks_none_that_it_does_not_confirm(
    root: Path, ideario: Ideario
) -> None:
    called(root, winners={"rule": "greedy"}, budget="100 EUR")
    for slug in SUPPORT:
        put(root, f"ideas/{slug}", {**IDEA, "title": slug, "challenge": NAME, "authors": ["ada"], "cost": "60 EUR"})
    assert ideario("winners", NAME, cwd=root).exit_code == 0
    true = ideario("export", "pabulib", NAME, cwd=root)
    assert (true.stdout.count("selected"), "recount" in true.stderr) == (1, False)
    assert "good;60;50;good;;1\n" in true.stdout
    rewritten(root, lambda d: d["winners"][0].update(idea="mallorys"))
    forged = ideario("export", "pabulib", NAME, cwd=root)
    assert (forged.exit_code, "selected" in forged.stdout) == (0, False)
    assert f"No winners are marked, since a recount does not confirm {RESULT}." in forged.stderr


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("support: 50", "support: <5000", "winners: good: support is 5000"),
        ("voters: 54", "voters: <9999", "voters is 9999"),
        ("ledger: ", f"ledger: <{'ab' * 32} # ", "not recounted"),
        ("others:", "others:\n  - <{idea: good, support: 3, why: rank}", ""),
        ("  - {idea: good", "  - <{idea: mallorys, support: 3}\n  - {idea: good", "winners: mallorys is"),
    ],
)
def test_what_differs_is_told_at_its_line_and_column(
    root: Path, ideario: Ideario, old: str, new: str, told: str
) -> None:
    """`<` marks the place."""
    file = root / RESULT
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    marked = text.replace(old, new)
    before = marked[: marked.index("<")]
    file.write_text(marked.replace("<", ""), "utf-8")
    checked = ideario("check", cwd=root)
    assert checked.exit_code == 1
    where = f"{RESULT}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}: error: "
    assert re.search(re.escape(where) + f"[a-z-]+: {told}", checked.stdout), checked.stdout
