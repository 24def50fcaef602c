"""The preview's server: it answers its own reader, from its own files, in whole headers, and says nothing of others."""

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ideario.problems import Failure
from ideario.publishing.server import Reloads, is_here, site_server

Ask = Callable[..., tuple[int, dict[str, str], bytes]]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "ideas" / "bench").mkdir(parents=True)
    (folder / "ideas" / "über uns").mkdir()
    for path in (folder, folder / "ideas", folder / "ideas" / "bench"):
        (path / "index.html").write_text("<body>A bench</body>", "utf-8")
    (folder / "404.html").write_text("<body>lost</body>", "utf-8")
    (tmp_path / "draft.txt").write_text("a draft", "utf-8")
    return folder


def asking(site: Path, prefix: str = "/ideas/", host: str = "127.0.0.1") -> Iterator[Ask]:
    server = site_server(site, prefix, host, 0, Reloads())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()

    address = (host, server.server_address[1])

    def ask(path: str, host: str = "127.0.0.1", method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        with socket.create_connection(address, timeout=20) as connection:
            head = f"{method} {path} HTTP/1.1\r\nConnection: close\r\n" + (f"Host: {host}\r\n" if host else "")
            connection.sendall(f"{head}\r\n".encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        first, _, rest = answer.partition(b"\r\n")
        headers, _, body = rest.partition(b"\r\n\r\n")
        lines = headers.decode("latin-1").split("\r\n")
        return int(first.split()[1]), {name: value for name, _, value in (line.partition(": ") for line in lines)}, body

    yield ask
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ask(site: Path) -> Iterator[Ask]:
    yield from asking(site)


@pytest.mark.parametrize(
    "path",
    [
        "/ideas/ideas/%0d%0aSet-Cookie:%20x=1%0d%0a/..",
        "/ideas/ideas/bench/..%0d%0aSet-Cookie:%20x=1%0d%0a/../bench",
        "/elsewhere%0d%0aSet-Cookie:%20x=1",
        "/ideas/ideas%0aSet-Cookie:%20x=1",
    ],
)
def test_no_address_writes_a_header(ask: Ask, path: str) -> None:
    status, headers, _ = ask(path)
    assert status in {301, 302, 404}
    assert "Set-Cookie" not in headers
    assert headers.keys() <= {"Server", "Date", "Location", "Content-Type", "Content-Length", "Cache-Control"}


def test_a_folder_leads_to_its_page_by_an_address_that_is_quoted(ask: Ask) -> None:
    assert ask("/ideas/ideas/bench")[1]["Location"] == "/ideas/ideas/bench/"
    assert ask("/ideas/ideas/%C3%BCber%20uns")[1]["Location"] == "/ideas/ideas/%C3%BCber%20uns/"
    assert ask("/ideas/ideas/./bench/../bench")[1]["Location"] == "/ideas/ideas/bench/"


def test_a_name_that_somebody_else_owns_reads_no_draft(ask: Ask) -> None:
    for name in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "127.1", ""):
        if name:
            assert ask("/ideas/", name)[0] == 421, name
            assert b"bench" not in ask("/ideas/", name)[2], name
            assert ask("/__ideario/events", name)[0] == 421, name
    for name in ("127.0.0.1:8000", "localhost", "LOCALHOST.:80", "ideas.localhost:8000", "[::1]:8000", "192.168.1.2"):
        assert ask("/ideas/", name)[0] == 200, name


def test_the_name_that_was_given_is_one_of_its_own() -> None:
    assert is_here("Ideas.Box:8000", "ideas.box")
    assert not is_here("other.box", "ideas.box")
    assert not is_here("[::1", "ideas.box") or is_here("[::1", "::1")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ideas/" + "a" * 60_000, 414),
        ("/ideas/" + "a" * 300, 404),
        ("/ideas/" + "a/" * 1500, 404),
        ("/" + "a" * 70_000, 414),
        ("/ideas/%00", 404),
        ("/ideas/%ff%fe", 404),
        ("/ideas/../draft.txt", 404),
        ("/ideas/%2e%2e/draft.txt", 404),
        ("/ideas//etc/passwd", 404),
        ("http://[/", 302),
        ("*", 302),
        ("/ideas/?a=b#c", 200),
    ],
)
def test_any_address_has_an_answer_and_none_writes_to_the_terminal(
    ask: Ask, capfd: pytest.CaptureFixture[str], path: str, status: int
) -> None:
    assert ask(path)[0] == status
    assert ask("/ideas/")[0] == 200
    assert capfd.readouterr() == ("", "")


def test_a_reader_who_goes_away_is_no_news(site: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (site / "large.html").write_bytes(b"a" * 5_000_000)
    before = set(threading.enumerate())  # those of other tests, which may wait for their readers for ever
    server = site_server(site, "/", "127.0.0.1", 0, Reloads())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    with socket.create_connection(("127.0.0.1", server.server_address[1])) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # ends by a reset
        connection.sendall(b"GET /large.html HTTP/1.1\r\nHost: localhost\r\n\r\n")
        connection.recv(10)
    server.shutdown()
    thread.join()
    for answering in set(threading.enumerate()) - before:
        answering.join(5)
    server.server_close()
    assert capfd.readouterr() == ("", "")


def test_a_path_with_letters_of_its_own_is_served_and_not_a_circle(site: Path) -> None:
    for ask in asking(site, prefix="/idées/"):
        assert ask("/")[1]["Location"] == "/id%C3%A9es/"
        assert ask("/id%C3%A9es/")[0] == 200


def test_ipv6_is_served_too(site: Path) -> None:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6")
    for ask in asking(site, host="::1"):
        assert ask("/ideas/", "[::1]:8000")[0] == 200


@pytest.mark.parametrize("host", ["192.0.2.1", "a" * 300, "no such host"])
def test_where_nothing_can_be_served_the_hint_names_what_is_wrong(site: Path, host: str) -> None:
    """In a process of its own, since tests may not even ask for other machines."""
    program = (
        "from ideario.problems import Failure; from ideario.publishing.server import Reloads, site_server\n"
        f"try: site_server({str(site)!r}, '/', {host!r}, 0, Reloads())\n"
        "except Failure as failure: print(failure.message, failure.hint)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"cannot serve at {host}:0: ")
    assert "--host" in done.stdout


def test_a_port_that_is_taken_is_told_as_such(site: Path) -> None:
    first = site_server(site, "/", "127.0.0.1", 0, Reloads())
    try:
        with pytest.raises(Failure) as failure:
            site_server(site, "/", "127.0.0.1", first.server_address[1], Reloads())
        assert "--port" in failure.value.hint
    finally:
        first.server_close()


# ---- what reloads


def told(site: Path, reloads: Reloads, page: str, seen: str) -> tuple[socket.socket, Callable[[], bytes]]:
    """An open page that waits to be told to load itself again, and what it was told so far."""
    server = site_server(site, "/ideas/", "127.0.0.1", 0, reloads)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    connection = socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=20)
    connection.sendall(f"GET /__ideario/events?seen={seen}&page={page} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    def rest() -> bytes:
        with connection:
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        server.shutdown()
        server.server_close()
        return answer

    return connection, rest


def is_silent(connection: socket.socket) -> bool:
    """Whether an open page is told nothing but that its connection stands."""
    connection.settimeout(0.3)
    try:
        while b"data:" not in connection.recv(65536):
            pass
    except TimeoutError:
        connection.settimeout(20)
        return True
    return False


@pytest.mark.parametrize(
    ("page", "changed"),
    [
        ("/ideas/", "index.html"),
        ("/ideas/ideas/bench/", "ideas/bench/index.html"),
        ("/ideas/ideas/%C3%BCber%20uns/", "ideas/über uns/index.html"),
        ("/ideas/404.html", "404.html"),
        ("/ideas/ideas/bench/", "assets/site.css"),
    ],
)
def test_an_open_page_is_loaded_again_when_it_has_changed_itself(site: Path, page: str, changed: str) -> None:
    reloads = Reloads()
    _, rest = told(site, reloads, page, "0")
    reloads.announce(["ideas/another/index.html", "api/v1/ideas.json"])
    reloads.announce([changed])
    assert rest().endswith(b"data: reload\n\n")


def test_another_page_is_left_alone(site: Path) -> None:
    reloads = Reloads()
    reloads.announce(["ideas/bench/index.html"])
    assert reloads.wait("ideas/bench/index.html", 0, 0)
    assert not reloads.wait("ideas/bench/index.html", 1, 0)
    assert not reloads.wait("index.html", 0, 0.01)
    connection, rest = told(site, reloads, "/ideas/", "0")
    assert is_silent(connection)
    reloads.announce(["index.html"])
    assert rest().endswith(b"data: reload\n\n")


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 3000])
def test_a_question_that_makes_no_sense_is_answered_from_now_on(site: Path, seen: str) -> None:
    reloads = Reloads()
    reloads.announce(["index.html"])
    connection, rest = told(site, reloads, "/ideas/", seen)
    assert is_silent(connection)
    reloads.announce(["index.html"])
    assert rest().endswith(b"data: reload\n\n")


def test_a_page_knows_how_much_it_has_seen(site: Path) -> None:
    reloads = Reloads()
    server = site_server(site, "/ideas/", "127.0.0.1", 0, reloads)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    for seen in range(2):
        with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=20) as connection:
            connection.sendall(b"GET /ideas/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert f"reload.js?seen={seen}".encode() in b"".join(iter(lambda: connection.recv(65536), b""))
        reloads.announce(["index.html"])
    server.shutdown()
    server.server_close()
