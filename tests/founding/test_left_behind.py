"""`check` names what a copy of another community still has of it, and nothing in a community of one's own or a fork."""

import shutil
from pathlib import Path

import pytest
from checkout import CHECKOUT
from communities import NOW, git, put, riverton
from ideario.actions.check import check
from ideario.forge.addresses import repository_in
from ideario.founding.sample_ideas import SAMPLE_IDEAS
from ideario.resources import tool_resources

RULES = {"left-of-ideario", "other-repository"}


def told(root: Path) -> list[str]:
    ledger = root / "content" / "ledger"
    problems = check(root, resources=tool_resources(), ledger=ledger if ledger.exists() else None, now=NOW)
    return [f"{p.path}:{p.line} {p.rule}" for p in problems if p.rule in RULES]


def sent_to(root: Path, address: str, name: str = "origin") -> None:
    if not (root / ".git").exists():
        git(root, "init", "-q")
    git(root, "remote", "add", name, address)


@pytest.fixture
def copy(tmp_path):
    """A copy of this repository's community, without the ideas."""
    shutil.copytree(CHECKOUT / "content", tmp_path / "content", ignore=shutil.ignore_patterns("ideas"))
    (tmp_path / ".github").mkdir()
    shutil.copy(CHECKOUT / ".github" / "CODEOWNERS", tmp_path / ".github")
    return tmp_path


def test_a_copy_that_was_renamed_is_told_of_its_votes_addresses_and_maintainers(copy) -> None:
    settings = copy / "content" / "community.yml"
    text = settings.read_text("utf-8").replace("repository: ideario/ideario", "repository: riverton/ideas")
    settings.write_text(text, "utf-8")
    lines = {line.partition(":")[0]: number for number, line in enumerate(text.splitlines(), 1)}
    owners = (copy / ".github" / "CODEOWNERS").read_text("utf-8").splitlines()
    assert told(copy) == [
        f".github/CODEOWNERS:{next(n for n, line in enumerate(owners, 1) if '@ideario/' in line)} left-of-ideario",
        f"content/community.yml:{lines['url']} left-of-ideario",
        f"content/community.yml:{lines['contact']} left-of-ideario",
        "content/ledger/ledger.json:1 left-of-ideario",
    ]


def test_copied_ideas_are_known_without_their_votes_and_two_of_the_same_name_are_no_copy(copy) -> None:
    shutil.copytree(CHECKOUT / "content" / "ideas", copy / "content" / "ideas")
    shutil.rmtree(copy / "content" / "ledger")
    settings = copy / "content" / "community.yml"
    settings.write_text(settings.read_text("utf-8").replace("ideario/ideario", "riverton/ideas"), "utf-8")
    assert all((CHECKOUT / "content" / "ideas" / f"{name}.yml").is_file() for name in SAMPLE_IDEAS)
    warned = f"content/ideas/{SAMPLE_IDEAS[0]}.yml:1 left-of-ideario"
    assert warned in told(copy)
    for name in SAMPLE_IDEAS[2:]:
        (copy / "content" / "ideas" / f"{name}.yml").unlink()
    assert warned not in told(copy)


def test_a_copy_that_still_bears_the_old_name_is_told_where_it_is_sent_to(copy) -> None:
    assert told(copy) == [], "without git nobody knows"
    sent_to(copy, "https://github.com/riverton/ideas.git")
    number = (copy / "content" / "community.yml").read_text("utf-8").splitlines().index(
        "repository: ideario/ideario"
    ) + 1
    assert told(copy) == [f"content/community.yml:{number} other-repository"]


@pytest.mark.parametrize(
    "address",
    [
        "git@github.com:Riverton/Ideas.git",
        "https://github.com/somebody/ideas",  # a fork
        "https://gitlab.example/riverton/mirror.git",
        "../elsewhere",
        "http://127.0.0.1:4000/riverton/other",
    ],
)
def test_ones_own_repository_a_fork_and_a_place_elsewhere_are_no_mistake(address, tmp_path) -> None:
    sent_to(riverton(tmp_path), address)
    assert told(tmp_path) == []


def test_the_right_repository_may_have_another_name_than_origin(tmp_path) -> None:
    sent_to(riverton(tmp_path), "https://github.com/ada/scratch")
    assert len(told(tmp_path)) == 1
    sent_to(tmp_path, "https://github.com/riverton/ideas", "upstream")
    assert told(tmp_path) == []


def test_a_community_without_a_repository_is_told_nothing(tmp_path) -> None:
    put(tmp_path, "community", {"schema": 1, "name": "R", "repository": "", "languages": ["en"], "licence": "MIT"})
    sent_to(tmp_path, "https://github.com/riverton/ideas")
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://github.com/o/n.git", ("github.com", "o/n")),
        ("git@GitHub.com:o/n.git", ("github.com", "o/n")),
        ("ssh://git@github.example:22/o/n", ("github.example", "o/n")),
        ("https://x:secret@github.com/o-x/n.b.git/", ("github.com", "o-x/n.b")),
        ("/srv/git/o/n.git", None),
        ("C:/ideas/o/n", None),
        ("https://github.com/o", None),
        ("", None),
    ],
)
def test_a_repository_is_known_by_its_address_as_git_takes_it(address, found) -> None:
    assert repository_in(address) == found
