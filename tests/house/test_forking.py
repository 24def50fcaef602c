"""Forked processes see what is there already, send back what they made, and are missed when they are killed."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from checkout import TESTS
from editions import with_ideas
from hostile import HOSTILE
from ideario.forking import forkable, forked, shared
from ideario.messages.said import as_is
from ideario.problems import Failure
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.prose.prerender import MIN_IDEAS, prose_ahead

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
    )
    assert done.returncode == 0, done.stderr


def sees_what_it_was_forked_with() -> None:
    assert forkable()
    with forked(1, "a", {"b": 3}, doing=as_is("testing")) as pool:
        assert pool.submit(shared).result() == ("a", {"b": 3})
    assert shared() == ()


def test_a_process_sees_what_it_was_forked_with() -> None:
    apart(sees_what_it_was_forked_with)


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


def makes_ahead_what_the_page_would_make() -> None:
    community = with_ideas(MIN_IDEAS)
    bodies = {slug: HOSTILE[number % len(HOSTILE)] for number, slug in enumerate(community.ideas)}
    ideas = {slug: replace(idea, body=bodies[slug]) for slug, idea in community.ideas.items()}
    found: Mapping[str, str] = {}
    first = os.getpid()
    for pause in (0.1, 1, 10):  # how much is made by then is nobody's promise
        if not found:
            with prose_ahead(replace(community, ideas=ideas), 2, os.getpid) as ahead:
                time.sleep(pause)
                found, first = ahead.prose(), ahead.first()
    assert found
    assert found.keys() <= ideas.keys()
    assert found == {slug: prose_html(bodies[slug]) for slug in found}
    assert first != os.getpid()


def test_text_made_ahead_is_what_the_page_would_make_of_it() -> None:
    apart(makes_ahead_what_the_page_would_make)


def does_without_what_a_killed_process_did_not_make() -> None:
    community = with_ideas(MIN_IDEAS)
    with prose_ahead(community, 2, os.getpid) as ahead:
        assert multiprocessing.active_children()
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        found = ahead.prose()
        assert ahead.first() > 0
    assert found == {slug: prose_html(community.ideas[slug].body) for slug in found}
    assert len(found) < MIN_IDEAS


def test_what_a_killed_process_did_not_make_ahead_is_left_to_the_pages() -> None:
    apart(does_without_what_a_killed_process_did_not_make)


def makes_nothing_ahead_but_the_first() -> None:
    with prose_ahead(with_ideas(MIN_IDEAS), 2, os.getpid, texts=False) as ahead:
        first = ahead.first()
        assert ahead.prose() == {}
    assert first != os.getpid()


def test_no_text_is_made_ahead_where_most_pages_stay() -> None:
    apart(makes_nothing_ahead_but_the_first)


def test_a_small_community_makes_nothing_ahead() -> None:
    with prose_ahead(with_ideas(3), 2, os.getpid) as ahead:
        assert ahead.prose() == {}
        assert ahead.first() == os.getpid()


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
