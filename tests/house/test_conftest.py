"""The ground that the tests stand on holds: see conftest.py."""

import socket
import urllib.request

import pytest
from conftest import NetworkRefused


def test_a_connection_beyond_this_machine_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(NetworkRefused):
        outside.connect(("192.0.2.1", 80))


def test_a_datagram_beyond_this_machine_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as outside, pytest.raises(NetworkRefused):
        outside.sendto(b"x", ("192.0.2.1", 53))


def test_a_name_beyond_this_machine_is_not_looked_up() -> None:
    with pytest.raises(NetworkRefused):
        urllib.request.urlopen("http://example.org/")


def test_a_folder_is_served_below_a_path_and_nowhere_else(tmp_path, serve_folder) -> None:
    (tmp_path / "index.html").write_text("here")
    address = serve_folder(tmp_path, below="/below/")
    with urllib.request.urlopen(address) as answer:
        assert answer.read() == b"here"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address.replace("/below/", "/"))


def test_a_page_in_the_browser_reaches_this_machine_and_no_other(tmp_path, serve_folder, browser) -> None:
    (tmp_path / "index.html").write_text("<title>here</title><img src='http://example.org/x.png'>")
    page = browser.new_context().new_page()
    failed = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto(serve_folder(tmp_path))
    assert page.title() == "here"
    assert failed == ["http://example.org/x.png"]
    page.context.close()


def test_the_command_line_runs_in_process_with_its_own_exit_codes(ideario, tmp_path) -> None:
    version = ideario("--version")
    assert (version.exit_code, version.stderr) == (0, "")
    assert version.stdout.startswith("ideario, version ")
    assert ideario("no-such-command", cwd=tmp_path).exit_code == 2
