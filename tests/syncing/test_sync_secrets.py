"""The token goes where the person who runs the program sends it, and neither it nor the key is ever shown."""

import base64
import contextlib
import http.server
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from communities import COMMUNITY, NOW, put, riverton
from conftest import Outcome
from github_standin import Server
from ideario.actions.basis import readable
from ideario.cli.shared.branch_options import git_environment
from ideario.cli.shared.open_forge import Access, opener
from ideario.github.connection import Connection
from ideario.github.live import LiveForge
from ideario.problems import Failure
from ideario.resources import tool_resources
from ledgers import KEY
from sync_places import Place

pytestmark = pytest.mark.slow

TOKEN = "maintainer-token"


@contextlib.contextmanager
def stranger(status: int = 200, location: str = "") -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A second server, `host:port`, and the headers of all that it was asked."""
    asked: list[dict[str, str]] = []

    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append({name.lower(): value for name, value in self.headers.items()})
            advertised = (
                b"001e# service=git-upload-pack\n0000000eversion 2\n0015agent=git/2.39.5\n0013ls-refs=unborn\n0000"
            )
            self.send_response(status)
            if location:
                self.send_header("Location", location + self.path)
            self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
            self.send_header("Content-Length", str(len(advertised)))
            self.end_headers()
            self.wfile.write(advertised)

        do_POST = do_GET  # noqa: N815 - the name that the library calls

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def without_addresses(github: Server, **more: str) -> dict[str, str | None]:
    """The environment of somebody who has a token and names no server."""
    env = dict.fromkeys(("GITHUB_API_URL", "GITHUB_GRAPHQL_URL", "GITHUB_SERVER_URL"))
    return {**github.environment(), **env, "IDEARIO_LEDGER_KEY": KEY, **more}


@pytest.mark.parametrize(
    "command", [("sync", "--dry-run"), ("sync",), ("verify", "--against-github"), ("sync", "--branch", "ledger")]
)
def test_no_content_decides_where_the_token_goes(place: Place, command: tuple[str, ...]) -> None:
    """Not even to a server that answers: it is not asked anything."""
    ledger = place.root / "content" / "ledger"
    place.sync(ledger=ledger)
    with stranger() as (host, asked):
        put(place.root, "community", {**COMMUNITY, "host": host})
        done = place.ideario("--root", place.root, *command, env=without_addresses(place.github))
    if "--branch" not in command:
        assert "a token goes only where you send it" in done.stderr
        assert f"--api-url https://{host}/api/v3" in done.stderr
    assert (done.exit_code, asked, TOKEN in done.stdout + done.stderr) == (2, [], False), done


@pytest.mark.parametrize("variable", ["GITHUB_API_URL", "GITHUB_SERVER_URL", "--api-url"])
def test_a_server_that_the_environment_names_is_asked(place: Place, variable: str) -> None:
    url = place.github.url
    put(place.root, "community", {**COMMUNITY, "host": url.removeprefix("http://")})
    option = (variable, place.github.enterprise_url) if variable.startswith("--") else ()
    address = url if variable == "GITHUB_SERVER_URL" else place.github.enterprise_url
    env = without_addresses(place.github, **({} if option else {variable: address}))
    done = place.ideario("--root", place.root, "sync", "--ledger", place.ledger, *option, env=env)
    assert done.exit_code == 0, done
    assert place.tally()["night-trams"] == (3, 0, {})


def test_an_address_in_an_option_is_not_joined_with_the_environments_other_one(place: Place) -> None:
    with stranger() as (host, asked):
        env = without_addresses(place.github, GITHUB_GRAPHQL_URL=f"http://{host}/graphql")
        done = place.ideario(
            "--root", place.root, "sync", "--ledger", place.ledger, "--api-url", place.github.enterprise_url, env=env
        )
    assert (done.exit_code, asked) == (0, []), done


def test_the_public_host_needs_nobody_to_name_it(place: Place) -> None:
    community, _ = readable(place.root, tool_resources(), 1, now=NOW)
    forge = opener(Access(token=TOKEN), sleep=lambda _: None, now=lambda: datetime.now(UTC))(community)
    assert isinstance(forge, LiveForge)
    assert forge._session.connection.api_url == "https://api.github.com"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_takes_the_token_nowhere_else(place: Place, status: int) -> None:
    with stranger() as (elsewhere, asked), stranger(status, f"http://{elsewhere}") as (host, begun):
        env = without_addresses(place.github, GITHUB_API_URL=f"http://{host}")
        done = place.ideario("--root", place.root, "sync", "--ledger", place.ledger, env=env)
    assert (done.exit_code, bool(begun), asked) == (2, True, []), done


def test_git_takes_the_token_nowhere_else_when_it_is_sent_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would post the header to the second server, once that has answered the first question."""
    with stranger() as (elsewhere, asked), stranger(301, f"http://{elsewhere}") as (host, begun):
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        monkeypatch.setenv("GITHUB_SERVER_URL", f"http://{host}/")
        monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
        subprocess.run(["git", "ls-remote", f"http://{host}/x.git"], env=git_environment(), check=False)
    assert "authorization" in begun[0]
    assert all("authorization" not in headers for headers in asked)


ENDS = ("\n", "\r\n", "\n\n", " \n", "\t", "\u00a0", "\x0b", "\x1f")


@pytest.mark.parametrize("end", ENDS)
def test_a_line_end_or_blanks_around_a_token_are_dropped(place: Place, end: str) -> None:
    env = {**place.github.environment(TOKEN + end), "IDEARIO_LEDGER_KEY": f"{KEY}{end}"}
    for command in (("sync", "--ledger", place.ledger), ("sync", "--ledger", place.ledger, "--dry-run")):
        done = place.ideario("--root", place.root, *command, env=env)
        assert done.exit_code == 0, done
        assert TOKEN not in done.stdout + done.stderr


@pytest.mark.parametrize("inside", ["\n", "\r", " ", "\t", "é", "\u202e", "\udcff", "\x7f", "\u2028"])
@pytest.mark.parametrize("variable", ["GITHUB_TOKEN", "IDEARIO_APP_ID", "IDEARIO_APP_INSTALLATION"])
def test_a_secret_with_odd_signs_is_refused_by_name_and_not_shown(
    ideario: Callable[..., Outcome], tmp_path: Path, inside: str, variable: str
) -> None:
    root = riverton(tmp_path / "community")
    env = {"GITHUB_API_URL": "http://127.0.0.1:9", variable: f"first{inside}second", "IDEARIO_LEDGER_KEY": KEY}
    done = ideario("--root", root, "sync", env=env)
    assert (done.exit_code, variable in done.stderr) == (2, True), done
    assert "first" not in done.stderr + done.stdout


@pytest.mark.parametrize("inside", ["\x00", "\n", "é"])
def test_a_token_that_cannot_be_sent_is_no_connection(inside: str) -> None:
    with pytest.raises(Failure) as refused:
        Connection(repository="a/b", token=f"ghp_first{inside}second")
    assert "ghp_" not in str(refused.value) + refused.value.hint


def test_a_key_of_any_bytes_is_a_key(place: Place) -> None:
    """Also of those that are no UTF-8; and the same key gives the same pseudonyms."""
    odd = os.fsdecode(b"\xff\xfe key of forty bytes, not all of them \x80\x81")
    env = {**place.github.environment(), "IDEARIO_LEDGER_KEY": odd}
    first = place.ideario("--root", place.root, "sync", "--ledger", place.ledger, env=env)
    second = place.ideario("--root", place.root, "sync", "--ledger", place.ledger, "--full", env=env)
    assert (first.exit_code, second.exit_code) == (0, 0), (first, second)
    assert "3 reactions came, 0 went" in first.stdout
    assert "0 reactions came, 0 went" in second.stdout
    assert "key of forty" not in first.stdout + first.stderr


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://git.example.org", "in clear"), ("github.com", "GITHUB_SERVER_URL"),
        ("https://x:y@github.com", "GITHUB_SERVER_URL"), ("https://a b/", "GITHUB_SERVER_URL"),
        ("https://h:99999", "GITHUB_SERVER_URL"), ("https://\n", "GITHUB_SERVER_URL"),
        ("https://another.example", "names the host git.example.org"),
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_by_the_name_of_its_variable(
    ideario: Callable[..., Outcome], tmp_path: Path, address: str, told: str
) -> None:
    root = riverton(tmp_path / "community", host="git.example.org")
    env = {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": None, "GITHUB_SERVER_URL": address, "GITHUB_GRAPHQL_URL": None}
    done = ideario("--root", root, "sync", env=env)
    assert (done.exit_code, told in done.stderr) == (2, True), done
    assert "x:y" not in done.stderr


COMMANDS = [
    "sync",
    "sync --dry-run",
    "sync --branch ledger",
    "check --branch ledger",
    "build --branch ledger",
    "tally --branch ledger",
    "verify --branch ledger",
    "verify --against-github",
    "ledger rotate-key --yes",
    "ledger erase --yes " + "a" * 64,
    "winners quieter-streets",
    "export pabulib quieter-streets",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_shows_a_secret_where_nothing_answers(
    tmp_path: Path, ideario: Callable[..., Outcome], command: str
) -> None:
    """Git and the forge are out of reach, which is when most is said of where somebody tried to go, and with what."""
    secrets = {
        "GITHUB_TOKEN": "ghp_thisIsTheTokenOfSomebody",
        "IDEARIO_LEDGER_KEY": "theKeyOfTheLedgerThatIsLongEnough0123456789",
        "IDEARIO_LEDGER_NEW_KEY": "theOtherKeyOfTheLedgerThatIsLongEnough98765",
        "IDEARIO_APP_KEY": "thePrivateKeyOfAnApp",
    }
    root = riverton(tmp_path / "root")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    nowhere = "http://127.0.0.1:9"  # the port where nothing is kept
    subprocess.run(["git", "-C", str(root), "remote", "add", "origin", f"{nowhere}/riverton/ideas"], check=True)
    addresses = {"GITHUB_SERVER_URL": nowhere, "GITHUB_API_URL": f"{nowhere}/api/v3", "GIT_TERMINAL_PROMPT": "0"}
    done = ideario(*command.split(), cwd=root, env={**os.environ, **secrets, **addresses})
    assert done.exit_code == 2, done
    for name, value in secrets.items():
        basic = base64.b64encode(f"x-access-token:{value}".encode()).decode()
        assert value not in done.stdout + done.stderr, name
        assert basic not in done.stdout + done.stderr, name
    left = [path for path in tmp_path.rglob("*") if path.is_file() and b"ghp_this" in path.read_bytes()]
    assert left == []
