"""GitHub is reached at github.com and on Enterprise servers, with a token or as an App, and never in clear."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from ideario.forge.port import NoAccess, NotFound
from ideario.github.connection import App, Connection, graphql_of
from ideario.github.live import connect
from ideario.problems import Failure
from lives import live, surveyed


def forge(connection):
    return connect(connection, budget=None, sleep=lambda seconds: None, now=lambda: datetime.now(UTC))


@pytest.fixture(scope="module")
def key():
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kind = serialization.PrivateFormat.TraditionalOpenSSL
    return made.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


@pytest.mark.parametrize(
    ("api", "graphql"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://api.github.com/", "https://api.github.com/graphql"),
        ("https://git.riverton.example/api/v3", "https://git.riverton.example/api/graphql"),
        ("https://api.riverton.ghe.com", "https://api.riverton.ghe.com/graphql"),
    ],
)
def test_the_address_of_graphql_follows_from_that_of_rest(api, graphql) -> None:
    assert graphql_of(api) == graphql
    assert Connection(repository="a/b", api_url=api).graphql_url == graphql


def test_secrets_are_not_shown() -> None:
    shown = repr(Connection(repository="a/b", token="s3cret", app=App(id="1", private_key="pr1vate")))
    assert "s3cret" not in shown
    assert "pr1vate" not in shown


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"repository": "ideas"}, "not the name of a repository"),
        ({"repository": "a/b/../c"}, "not the name of a repository"),
        ({"repository": "a/.."}, "not the name of a repository"),
        ({"repository": "a/b", "api_url": "github.com"}, "not an address"),
        ({"repository": "a/b", "api_url": "http://git.riverton.example/api/v3"}, "in clear"),
        ({"repository": "a/b", "graphql_url": "http://git.riverton.example/api/graphql"}, "in clear"),
    ],
)
def test_what_cannot_be_a_connection_is_refused_with_a_hint(given, message) -> None:
    with pytest.raises(Failure, match=message) as failed:
        Connection(**given)
    assert failed.value.hint


def test_without_a_token_nothing_is_asked(github) -> None:
    with pytest.raises(NoAccess, match="without a token") as failed:
        forge(Connection(repository="riverton/ideas", api_url=github.url))
    assert "GITHUB_TOKEN" in failed.value.hint
    assert github.counters.requests == 0


def test_an_enterprise_server_is_spoken_to_under_its_own_addresses(github) -> None:
    github.state.react(github.state.pull(), "bob")
    found = Connection(repository="riverton/ideas", api_url=github.enterprise_url, token="maintainer-token")
    assert len(surveyed(forge(found))[1]["pull/1"]) == 1
    assert forge(found).totals(["pull/1"]) == {"pull/1": 1}


def test_an_app_looks_its_installation_up_and_renews_its_token(github, key) -> None:
    github.state.react(github.state.pull(), "bob")
    app = App(id="12", private_key=key)
    running = forge(Connection(repository="riverton/ideas", api_url=github.url, app=app))
    assert len(surveyed(running)[1]["pull/1"]) == 1
    for secret in [secret for secret in github.state.tokens if secret.startswith("ghs_")]:
        del github.state.tokens[secret]  # an hour later
    assert len(surveyed(running)[1]["pull/1"]) == 1
    assert sum("access_tokens" in line for line in github.counters.log) == 2


def test_an_installation_that_is_known_is_not_looked_up(github, key) -> None:
    app = App(id="12", private_key=key, installation=1001)
    forge(Connection(repository="riverton/ideas", api_url=github.url, app=app)).repository()
    assert not any(line.endswith("/installation") for line in github.counters.log)


def test_an_app_that_is_not_installed_is_told_so(github, key) -> None:
    github.faults.add("gone", where="installation")
    with pytest.raises(NotFound, match="12 is not installed on riverton/ideas"):
        forge(
            Connection(repository="riverton/ideas", api_url=github.url, app=App(id="12", private_key=key))
        ).repository()


def test_a_key_that_is_none_is_named(github) -> None:
    app = App(id="12", private_key="not a key")
    with pytest.raises(NoAccess, match="private key") as failed:
        forge(Connection(repository="riverton/ideas", api_url=github.url, app=app)).repository()
    assert "PEM" in failed.value.hint


def test_each_request_says_who_asks_and_in_which_version(github) -> None:
    session = live(github)._session._session
    assert session.headers["User-Agent"].startswith("ideario/")
    assert session.headers["X-GitHub-Api-Version"] == "2022-11-28"
    assert all(0 < seconds <= 60 for seconds in session.timeout)
