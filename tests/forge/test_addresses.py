"""Where a thread lies at the forge."""

import pytest
from ideario.forge.addresses import is_raw_files_url, preview_url, raw_files_url, repository_in, thread_url

HOME = "https://github.example:8443/riverton/ideas"


@pytest.mark.parametrize(
    ("thread", "address"),
    [
        ("pull/12", f"{HOME}/pull/12"),
        ("issue/3", f"{HOME}/issues/3"),
        ("riverton/library/discussion/4", "https://github.example:8443/riverton/library/discussions/4"),
        ("pull/issue/pull/4", "https://github.example:8443/pull/issue/pull/4"),
    ],
)
def test_a_thread_has_an_address_in_its_own_repository(thread: str, address: str) -> None:
    assert thread_url(HOME, thread) == address
    assert thread_url("", thread) == ""


def test_a_preview_names_the_commit_and_the_repository_of_a_fork_alone() -> None:
    commit, path = "0123456789" * 4, "content/ideas/a.yml"
    own = preview_url("https://a.example/it/", pull=12, commit=commit, path=path)
    assert own == f"https://a.example/it/preview/?pull=12&commit={commit}&path=content/ideas/a.yml"
    fork = preview_url("https://a.example/", pull=12, commit=commit, path="content/ideas/a)&b.yml", repository="x/y")
    assert fork == f"https://a.example/preview/?pull=12&commit={commit}&path=content/ideas/a%29%26b.yml&repo=x/y"


def test_where_files_stand_for_everybody_is_known_of_the_public_host_alone() -> None:
    assert is_raw_files_url(raw_files_url("github.com"))
    assert raw_files_url("github.com.evil.example") == raw_files_url("git.example") == ""


@pytest.mark.parametrize(
    "address",
    ["http://a.example/", "https://a.example", "https://a.example/ x/", "https://a.example/;x/", "*", "https://é/"],
)
def test_what_a_policy_would_misread_is_no_such_address(address: str) -> None:
    assert not is_raw_files_url(address)


def test_no_repository_is_called_by_dots_alone() -> None:
    assert repository_in("https://a.example/riverton/.github.git") == ("a.example", "riverton/.github")
    for name in (".", "..", "..git", "...git", "./"):
        assert repository_in(f"https://a.example/riverton/{name}") is None, name
