"""What in a proposal is not the proposer's own is told first, by what the base says of whose it was."""

import json
from pathlib import Path

import pytest
from communities import IDEA, commit, git, put, riverton
from PIL import Image

ADDS = "maintainers-file: this adds what the maintainers decided about `popular`"
REVIEWS = "maintainers-file: @mallory adds a review of `quieter-streets`"
MALLORY = ("--author", "mallory")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A community in git: ideas of octocat and ada, a decision, a review, a page of ada's."""
    root = riverton(tmp_path / "root")
    put(root, "ideas/popular", {**IDEA, "title": "Trees for the square", "authors": ["ada", "Grace"]})
    put(root, "people/ada", {"name": "Ada Rossi"})
    put(root, "reviews/quieter-streets/priya-nair", {"scores": []})
    put(root, "exclusions/x", {"date": "2026-02-10", "reason": "One person.", "voters": ["a" * 64]})
    commit(root)
    return root


def told(ideario, root: Path, *arguments: str, since: str = "HEAD") -> list[str]:
    """`path: rule: message` of what is told of somebody else's, in the order of telling; it must come first."""
    outcome = ideario("--root", root, "check", "--new-since", since, *arguments, "--format", "json")
    problems = json.loads(outcome.stdout)["problems"]
    rules = {"others-idea", "others-page", "others-picture", "named-by-others", "maintainers-file"}
    kinds = [problem["rule"] in rules for problem in problems]
    assert kinds == sorted(kinds, reverse=True), "what is not the proposer's comes first"
    assert all(problem["level"] == "warning" for problem in problems if problem["rule"] in rules)
    return [f"{p['path']}: {p['rule']}: {p['message']}" for p in problems if p["rule"] in rules]


def rewrite(root: Path, path: str, old: str, new: str) -> None:
    file = root / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


POPULAR = "content/ideas/popular.yml"


def test_an_idea_of_somebody_else_that_is_renamed_is_told_with_its_votes(ideario, base) -> None:
    git(base, "mv", POPULAR, "content/ideas/mallorys-casino.yml")
    rewrite(base, "content/ideas/mallorys-casino.yml", "Trees for the square", "A casino for the square")
    said = "this renames to `mallorys-casino` the idea `popular` of @ada, @Grace"
    said += ", so that its votes would stand at another text"
    assert told(ideario, base, *MALLORY) == [f"content/ideas/mallorys-casino.yml: others-idea: {said}"]


def test_an_idea_that_is_exchanged_for_another_one_is_told_as_deleted(ideario, base) -> None:
    (base / POPULAR).unlink()
    put(base, "ideas/casino", {"title": "Casino", "summary": "Win.", "authors": ["mallory"], "language": "en",
                               "body": "Nothing of the text that was there before.", "consent": True})  # fmt: skip
    assert told(ideario, base, *MALLORY) == [
        f"{POPULAR}: others-idea: this deletes the idea `popular` of @ada, @Grace, and its votes leave the site with it"
    ]


def test_a_text_that_is_rewritten_and_authors_who_are_exchanged_are_told(ideario, base) -> None:
    rewrite(base, POPULAR, "A path along the river.", "A casino.")
    rewrite(base, POPULAR, "[ada, Grace]", "[mallory, grace]")
    assert told(ideario, base, *MALLORY) == [
        f"{POPULAR}: others-idea: this changes the idea `popular` of @ada, @Grace",
        f"{POPULAR}: others-idea: this takes @ada off the authors of `popular`",
    ]


def test_authors_may_change_their_own_ideas_in_any_casing_and_are_asked_about_those_they_name(ideario, base) -> None:
    rewrite(base, POPULAR, "A path along the river.", "Twelve lime trees.")
    assert told(ideario, base, "--author", "GRACE") == []
    rewrite(base, POPULAR, "[ada, Grace]", "[ada, Grace, oscar, olga]")
    assert told(ideario, base, "--author", "Ada") == [
        f"{POPULAR}: named-by-others: @oscar, @olga named as author by @Ada: do they agree?"
    ]


def test_a_new_idea_in_somebody_elses_name_is_told(ideario, base) -> None:
    put(base, "ideas/new-one", {**IDEA, "title": "A new one", "authors": ["ada"]})
    assert told(ideario, base, *MALLORY) == [
        "content/ideas/new-one.yml: named-by-others: @ada named as author by @mallory: do they agree?"
    ]
    assert told(ideario, base, "--author", "ada") == []


@pytest.mark.parametrize(
    ("path", "values", "said"),
    [
        ("people/ada", {"name": "Ada the Great"}, "others-page: this changes the page of @ada"),
        ("people/grace", {"name": "Grace"}, "others-page: this adds the page of @grace"),
        ("reviews/quieter-streets/priya-nair", {"conflicts": ["popular"], "scores": []},
         "others-page: this changes the review of @priya-nair of `quieter-streets`"),
        ("reviews/quieter-streets/mallory", {"scores": []},
         f"{REVIEWS}: whether they are asked to judge it, a maintainer says"),
        ("decisions/popular", {"history": [], "duplicate_of": "bike-lanes"},
         f"{ADDS}; its votes would count at `bike-lanes`"),
        ("decisions/popular", {"history": [], "threads": ["issue/77"], "former": ["old-name"]},
         f"{ADDS}; votes given on issue/77 would count for it; votes for old-name would count for it"),
        ("exclusions/x", {"date": "2026-02-10", "reason": "x", "voters": ["a" * 64, "b" * 64, "c" * 64]},
         "maintainers-file: this changes a removal of votes: of 1 accounts before, of 3 now"),
        ("results/quieter-streets", {"winners": []},
         "maintainers-file: this adds the result of `quieter-streets`, which the program writes from the votes"),
        ("challenges/quieter-streets", {"title": "Louder streets"},
         "maintainers-file: this changes content/challenges/quieter-streets.yml, which the maintainers write"),
    ],
)  # fmt: skip
def test_files_of_others_and_of_the_maintainers_are_told_with_what_they_would_do(
    ideario, base, path, values, said
) -> None:
    put(base, path, values)
    assert told(ideario, base, *MALLORY) == [f"content/{path}.yml: {said}"]


def test_another_meaning_of_reactions_is_told(ideario, base) -> None:
    rewrite(base, "content/community.yml", "licence:", 'reactions: {"+1": oppose, "-1": support}\nlicence:')
    said = "this changes content/community.yml: reactions, and with that what votes mean"
    assert told(ideario, base, *MALLORY) == [f"content/community.yml: maintainers-file: {said}"]


def test_a_changed_ledger_is_told(ideario, base) -> None:
    folder = base / "content" / "ledger"
    folder.mkdir()
    (folder / "threads.json").write_text("{}")
    outcome = ideario("--root", base, "check", "--new-since", "HEAD", *MALLORY)
    assert "this adds the ledger of votes, which the program alone writes" in outcome.stdout + outcome.stderr or (
        outcome.exit_code == 2
    )


def test_what_lies_outside_content_is_told_in_one_line_wherever_the_community_lies(ideario, tmp_path) -> None:
    town = riverton(tmp_path / "town")
    commit(town)
    nested = tmp_path / "whole"
    riverton(nested / "town")
    git(tmp_path, "init", "-q", str(nested))
    git(nested, "add", "-A")
    git(nested, "commit", "-q", "-m", "one")
    for number in range(7):
        (nested / f"{number}.txt").write_text("x")
    (nested / ".github").mkdir()
    (nested / ".github" / "CODEOWNERS").write_text("* @mallory\n")  # nobody becomes an owner by saying so
    assert told(ideario, nested / "town", *MALLORY) == []  # untracked files above the community are nobody's proposal
    git(nested, "add", "-A")
    git(nested, "commit", "-q", "-m", "two")
    names = "../.github/CODEOWNERS, ../0.txt, ../1.txt, ../2.txt, ../3.txt and 3 more"
    said = f"this changes 8 files ({names}) outside content/, and what they do is the maintainers' to judge"
    assert told(ideario, nested / "town", *MALLORY, since="HEAD~1") == [
        f"../.github/CODEOWNERS: maintainers-file: {said}"
    ]


def test_whom_codeowners_of_the_base_names_is_told_nothing_of_what_is_theirs(ideario, base) -> None:
    (base / ".github").mkdir()
    (base / ".github" / "CODEOWNERS").write_text("* @Mallory @team/x\n/content/ideas/\n/content/results/ @nobody\n")
    git(base, "add", "-A")
    git(base, "commit", "-q", "-m", "owners")
    put(base, "decisions/popular", {"history": [], "duplicate_of": "bike-lanes"})
    put(base, "people/grace", {"name": "Grace"})
    put(base, "results/quieter-streets", {"winners": []})
    rewrite(base, POPULAR, "A path along the river.", "A casino.")
    assert [line.partition(":")[0] for line in told(ideario, base, *MALLORY)] == [
        POPULAR,
        "content/results/quieter-streets.yml",
    ]
    assert len(told(ideario, base, "--author", "somebody")) == 4


def test_without_a_proposer_all_that_belongs_to_somebody_is_told(ideario, base) -> None:
    rewrite(base, POPULAR, "A path along the river.", "A casino.")
    put(base, "ideas/new-one", {**IDEA, "title": "A new one", "authors": ["ada"]})
    outcome = ideario("--root", base, "check", "--new-since", "HEAD", "--format", "markdown")
    assert outcome.stdout.startswith("**For a maintainer to look at: what this changes that is of somebody’s own**")
    assert f"{POPULAR}:1:1: warning: others-idea: this changes the idea `popular` of @ada, @Grace\n" in outcome.stdout
    assert "new-one" not in outcome.stdout
    assert ideario("--root", base, "check", "--new-since", "HEAD").stdout.startswith("No problems.")


def test_the_summary_of_a_pull_request_begins_with_what_is_not_the_proposers(ideario, base) -> None:
    rewrite(base, POPULAR, "Trees for the square", "@everybody `run` <b>this</b>")
    (base / POPULAR).rename(base / "content" / "ideas" / "casino.yml")
    put(base, "ideas/wrong", {**IDEA, "title": "x", "authors": ["mallory"]})
    outcome = ideario("--root", base, "check", "--new-since", "HEAD", *MALLORY, "--format", "markdown")
    first, _, rest = outcome.stdout.partition("\n")
    assert first == "**For a maintainer to look at: what this changes that is not mallory’s own**"
    assert "this deletes the idea `popular` of @ada" in rest
    assert "**ideario check: 2 errors**" in rest
    assert outcome.exit_code == 1
    hostile = ideario(
        "--root", base, "check", "--new-since", "HEAD", "--author", "x\n::error::", "--format", "markdown"
    )
    assert "::error::" not in hostile.stdout.splitlines()[0]
    assert hostile.stdout.startswith("**For a maintainer to look at: what this changes that is of somebody’s own**")


def test_code_scanning_is_told_what_these_rules_are(ideario, base) -> None:
    (base / POPULAR).unlink()
    outcome = ideario("--root", base, "check", "--new-since", "HEAD", *MALLORY, "--format", "sarif")
    (run,) = json.loads(outcome.stdout)["runs"]
    (found,) = [result for result in run["results"] if result["ruleId"] == "others-idea"]
    assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == "others-idea"


def test_odd_names_and_contents_make_no_traceback(ideario, base) -> None:
    put(base, "ideas/odd", {**IDEA, "authors": ["mallory"]})
    (base / "content" / "ideas" / "odd.yml").write_bytes(b"authors: [\xff\n")
    (base / "content" / "decisions").mkdir(exist_ok=True)
    (base / "content" / "decisions" / "popular.yml").write_text(
        "threads: no list\nformer: [[1]]\nduplicate_of: {a: b}\n"
    )
    (base / "content" / "exclusions" / "x.yml").unlink()
    (base / "content" / "exclusions" / "x.yml").mkdir()
    outcome = ideario("--root", base, "check", "--new-since", "HEAD", *MALLORY)
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.stderr


def test_the_name_of_an_idea_that_was_taken_away_is_told_with_the_votes_that_would_come_back(ideario, base) -> None:
    """The ledger keeps votes by name: whoever adds a file of that name would have them."""
    (base / POPULAR).unlink()
    commit(base, date="2026-01-20T12:00:00Z")
    put(base, "ideas/sub/popular", {**IDEA, "title": "A casino", "body": "A casino.", "authors": ["mallory"]})
    put(base, "ideas/casino", {**IDEA, "title": "Another casino", "body": "A casino.", "authors": ["mallory"]})
    said = "an idea `popular` was here before and was taken away: votes given to it would count for this one"
    assert told(ideario, base, *MALLORY) == [f"content/ideas/sub/popular.yml: others-idea: {said}"]
    (base / "content" / "ideas" / "casino.yml").unlink()
    (base / "content" / "ideas" / "sub" / "popular.yml").unlink()
    git(base, "mv", "content/ideas/night-trams.yml", POPULAR)
    assert f"{POPULAR}: others-idea: {said}" in told(ideario, base, *MALLORY)


def test_another_repository_within_content_is_told(ideario, base) -> None:
    """Which checks out as an empty folder, in which nobody finds anything wrong."""
    git(base, "update-index", "--add", "--cacheinfo", f"160000,{'a' * 40},content/ideas/sub")
    git(base, "commit", "-q", "-m", "Add a submodule")
    (base / "content" / "ideas" / "sub").mkdir()
    assert told(ideario, base, *MALLORY, since="HEAD~1") == [
        "content/ideas/sub: maintainers-file: this adds content/ideas/sub, which the maintainers write"
    ]


def test_a_picture_that_is_new_is_the_proposers_and_one_that_is_there_is_nobodys_to_exchange(ideario, base) -> None:
    folder = base / "content" / "pictures"
    folder.mkdir()
    Image.new("RGB", (6, 4), "red").save(folder / "square.png")
    with (base / POPULAR).open("a", encoding="utf-8") as file:
        file.write("picture: {file: content/pictures/square.png, alt: The square}\n")
    assert [line for line in told(ideario, base, "--author", "ada") if "pictures" in line] == []
    commit(base)
    Image.new("RGB", (6, 4), "blue").save(folder / "square.png")
    told_of_it = "this changes the picture content/pictures/square.png, which pages may show"
    for author in ("mallory", "ada"):
        assert told(ideario, base, "--author", author) == [f"content/pictures/square.png: others-picture: {told_of_it}"]
