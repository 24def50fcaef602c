"""Forked processes see what is there already, send back what they made, and are missed when they are killed."""

import errno
import multiprocessing
import os
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from checkout import TESTS
from editions import with_ideas
from ideario.actions.building.build_crew import MIN_IDEAS, BuildCrew, alike, crew_of
from ideario.forking import Tickets, asked_aside, forkable, forked, shared
from ideario.intake.content_files import ContentFile
from ideario.intake.read_files import read_files
from ideario.messages.said import as_is
from ideario.model.community import Community
from ideario.problems import Failure
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.write_site import _as_they_come
from ideario.resources import tool_resources

pytestmark = pytest.mark.slow


def apart(check: Callable[[], None]) -> None:
    """Run a function of this module in a process of its own: other tests leave threads, and then nothing forks."""
    command = f"import test_forking; test_forking.{check.__name__}()"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=Path(__file__).parent,
        env={**os.environ, "PYTHONPATH": str(TESTS / "support")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def sees_what_it_was_forked_with() -> None:
    assert forkable()
    with forked(1, "a", {"b": 3}, doing=as_is("testing")) as pool:
        assert pool.submit(shared).result() == ("a", {"b": 3})
    assert shared() == ()


def test_a_process_sees_what_it_was_forked_with() -> None:
    apart(sees_what_it_was_forked_with)


def answers_aside() -> None:
    me = os.getpid()

    def killed() -> bool:
        if os.getpid() != me:
            os.kill(os.getpid(), signal.SIGKILL)
        return True

    def failing() -> bool:
        if os.getpid() != me:
            sys.exit(10)
        return True

    for question, right in ((lambda: True, True), (lambda: False, False), (killed, True), (failing, True)):
        with asked_aside(question) as answer:
            assert answer() is right
    with asked_aside(lambda: os.getpid() != me) as answer:
        assert answer(), "another process was asked"
    with asked_aside(lambda: True):
        pass  # nobody waits for it
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)  # none is left behind


def test_another_process_answers_and_where_it_does_not_this_one() -> None:
    apart(answers_aside)


def test_a_process_that_is_killed_is_told_in_a_sentence() -> None:
    with (
        pytest.raises(Failure, match="a process that was testing was stopped"),
        forked(1, doing=as_is("testing")) as pool,
    ):
        pool.submit(os._exit, 1).result()


def test_ctrl_c_is_for_the_process_that_forked_the_others() -> None:
    with forked(1, doing=as_is("testing")) as pool:
        assert pool.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN
    assert signal.getsignal(signal.SIGINT) != signal.SIG_IGN


BODY = "schema: 1\ntitle: One\nlanguage: en\nbody: |\n  {}\n"


def town(ideas: int) -> tuple[Community, dict[str, bytes], list[ContentFile]]:
    """A community with the files of its ideas, and these as a walk finds them; none of them is on the disk."""
    community = with_ideas(ideas)
    bodies = {slug: f"Text *{number}*.\n" for number, slug in enumerate(community.ideas)}
    found = {
        slug: replace(idea, body=bodies[slug], path=f"content/ideas/{slug}.yml")
        for slug, idea in community.ideas.items()
    }
    files = {f"{slug}.yml": BODY.format(body.strip()).encode() for slug, body in bodies.items()}
    entries = [
        ContentFile(f"content/ideas/{slug}.yml", f"nowhere/content/ideas/{slug}.yml", "idea", slug, "ideas", "file")
        for slug in found
    ]
    return replace(community, ideas=found), files, entries


def manned(workers: int, ideas: int = MIN_IDEAS) -> AbstractContextManager[BuildCrew]:
    """Helpers that hold the files of such a community."""
    return crew_of(Path("nowhere"), town(ideas)[1], workers, tool_resources().schemas)


def makes_ahead_what_the_page_would_make() -> None:
    community, files, entries = town(MIN_IDEAS)
    schemas = tool_resources().schemas
    for workers, pause in ((2, 0), (2, 2), (4, 2)):  # how much is made by then is nobody's promise
        with crew_of(Path("nowhere"), files, workers, schemas) as crew:
            read = list(read_files(entries, schemas, workers=1, meanwhile=crew.make_prose, pool=crew.pool))
            assert [file.checked["body"] for file in read] == [idea.body for idea in community.ideas.values()]
            time.sleep(pause)
            similar = crew.similar(community.originals, Path("meanings.npz"))
            found = crew.prose(community)
            assert similar() == alike(community.originals, Path("meanings.npz"))
        assert found == {slug: prose_html(idea.body) for slug, idea in community.ideas.items()}


def test_a_crew_reads_compares_and_makes_what_others_would_make() -> None:
    apart(makes_ahead_what_the_page_would_make)


def does_without_what_a_killed_process_did_not_make() -> None:
    community = town(MIN_IDEAS)[0]
    with manned(2) as crew:
        crew.make_prose()
        similar = crew.similar(community.originals, Path("meanings.npz"))
        assert multiprocessing.active_children()
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        found = crew.prose(community)
        assert similar().tables
    assert found.items() <= {slug: prose_html(idea.body) for slug, idea in community.ideas.items()}.items()


def test_what_a_killed_process_did_not_make_ahead_is_left_to_the_pages() -> None:
    apart(does_without_what_a_killed_process_did_not_make)


def makes_no_prose_that_nobody_asked_for() -> None:
    community = town(MIN_IDEAS)[0]
    for workers in (2, 4):
        with manned(workers) as crew:
            similar = crew.similar(community.originals, Path("meanings.npz"))
            assert crew.prose(community) == {}
            assert similar().tables


def test_no_text_is_made_ahead_where_most_pages_stay() -> None:
    apart(makes_no_prose_that_nobody_asked_for)


def test_a_small_community_has_no_crew() -> None:
    with manned(2, 3) as crew:
        crew.make_prose()
        assert crew.pool is None
        assert crew.prose(with_ideas(3)) == {}
        assert crew.similar(with_ideas(3).originals, Path("meanings.npz"))().tables


def test_the_process_ends_with_its_exit_code_and_all_it_had_to_say(tmp_path: Path) -> None:
    def ends(*arguments: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "ideario", "--root", str(tmp_path), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    for closed in ("", ">&-", "2>&-"):
        assert (
            subprocess.run(f"{sys.executable} -m ideario --version {closed}", shell=True, check=False).returncode == 0
        )
    code, said, _ = ends("check")
    assert (code, "content/community.yml" in said) == (1, True)
    code, _, complained = ends("verify", "--ledger", str(tmp_path))
    assert (code, "holds no ledger" in complained) == (2, True)


def takes_each_number_once() -> None:
    tickets = Tickets(range(5000))
    with forked(2, tickets, doing=as_is("testing")) as pool:
        others = [pool.submit(takes_all) for _ in range(2)]
        mine = tickets.take_all(but=50)
        taken = [number for numbers in (mine, *(other.result() for other in others)) for number in numbers]
        assert sorted(taken) == [*range(5000)]
        assert tickets.take() is None
        tickets.add([7, 8, 9])
        assert tickets.take_all(but=2) == [7]
        assert tickets.take_all(but=5) == []
        assert pool.submit(takes_all).result() == [8, 9]


def takes_all() -> list[int]:
    (tickets,) = shared()
    return [*iter(tickets.take, None)]


def test_of_several_processes_each_number_is_taken_by_one() -> None:
    apart(takes_each_number_once)


def work_that_is_taken_back_and_killed() -> None:
    tickets = Tickets(range(100))
    with forked(1, tickets, doing=as_is("testing")) as pool:
        pool.submit(time.sleep, 60)
        work = [pool.submit(takes_all) for _ in range(50)]
        assert tickets.take_all() == [*range(100)]
        while not multiprocessing.active_children():
            time.sleep(0.01)
        os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)
        work[-1].result()


def hears_of_a_killed_process_after_taking_its_work_back() -> None:
    with pytest.raises(Failure, match="stopped from outside"):
        work_that_is_taken_back_and_killed()


def test_a_process_that_is_killed_is_missed_where_its_work_was_taken_back() -> None:
    apart(hears_of_a_killed_process_after_taking_its_work_back)


def sends_half_of_it(connection: Connection, message: bytes) -> None:
    os.write(connection.fileno(), struct.pack("!i", len(message)) + b"half of it")
    os.kill(os.getpid(), signal.SIGKILL)


def killed_while_it_sends() -> None:
    Connection._send_bytes = sends_half_of_it  # type: ignore[attr-defined] # nobody's but Python's own


def one_of_them_is_killed_while_it_sends(workers: int) -> None:
    with forked(workers, doing=as_is("testing")) as pool:
        for _ in range(1, workers):
            pool.submit(time.sleep, 60)
        pool.submit(killed_while_it_sends).result()


def hears_of_a_process_killed_while_it_sends() -> None:
    for workers in (1, 3):
        with pytest.raises(Failure, match="stopped from outside"):
            one_of_them_is_killed_while_it_sends(workers)
        assert not multiprocessing.active_children()


def test_a_process_that_is_killed_while_it_sends_its_result_is_missed() -> None:
    apart(hears_of_a_process_killed_while_it_sends)


def forks_again_when_others_have_ended() -> None:
    for workers in (1, 3) * 20:
        with forked(workers, doing=as_is("testing")) as pool:
            pool.submit(os.getpid).result()
        assert forkable()
    for _ in range(5):
        with manned(2) as crew:
            crew.close()
            assert forkable()


def test_whoever_has_ended_leaves_no_thread_that_would_forbid_a_fork() -> None:
    apart(forks_again_when_others_have_ended)


def leaves_what_takes_long() -> None:
    began = time.monotonic()
    with forked(2, doing=as_is("testing")) as pool:
        pool.submit(time.sleep, 60)
    assert time.monotonic() - began < 30


def test_nobody_waits_for_what_is_not_wanted_any_more() -> None:
    apart(leaves_what_takes_long)


def tells_that_none_can_be_started() -> None:
    fork, asked = os.fork, iter([True])

    def once() -> int:
        if next(asked, None) is None:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        return fork()

    os.fork = once
    with (
        pytest.raises(Failure, match=r"no process can be started \(testing\): Resource temporarily unavailable"),
        forked(2, doing=as_is("testing")),
    ):
        pass
    assert not multiprocessing.active_children()


def test_a_process_that_cannot_be_started_is_told_in_a_sentence_and_the_others_end() -> None:
    apart(tells_that_none_can_be_started)


def asks_here_without_room_for_an_answer() -> None:
    def refused(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    os.memfd_create = refused  # type: ignore[assignment] # whatever it is called with
    tempfile.TemporaryFile = refused  # type: ignore[assignment] # whatever it is called with
    with asked_aside(os.getpid) as answer:
        assert answer() == os.getpid()


def test_where_no_answer_could_be_left_the_question_is_asked_here() -> None:
    apart(asks_here_without_room_for_an_answer)


def answers_at_length() -> None:
    with asked_aside(lambda: (os.getpid(), b"x" * 20_000_000)) as answer:
        pid, told = answer()
        assert pid != os.getpid()
        assert told == b"x" * 20_000_000


def test_an_answer_may_be_long() -> None:
    apart(answers_at_length)


def goes_on_no_longer_than_the_others_live() -> None:
    with forked(1, doing=as_is("testing")) as pool:
        killed: Future[Any] = pool.submit(os._exit, 1)
        wait([killed], timeout=30)
        mine: Iterator[Any] = iter([(1, ([], []))] * 3)
        with pytest.raises(BrokenProcessPool):
            next(_as_they_come(mine, [killed]))
        assert len([*mine]) == 2, "the others were not made"


def test_who_writes_pages_stops_when_another_one_is_killed() -> None:
    apart(goes_on_no_longer_than_the_others_live)
