"""Which thread is which idea's: by files, merges, renames, decisions, former names and what the forge was asked."""

from datetime import UTC, datetime
from typing import Any

from histories import SETTINGS
from ideario.forge.port import FileChange
from ideario.model.community import Community
from ideario.model.content import Decision, Idea, StatusChange
from ideario.syncing.file_changes import Touch, slug_at, touch
from ideario.syncing.threads import Pull, resolve

HISTORY = (StatusChange(date="2026-01-01", status="open"),)


def community(*slugs: str, **decisions: dict[str, Any]) -> Community:
    return Community(
        settings=SETTINGS,
        challenges={},
        ideas={s: Idea(slug=s, path=f"content/ideas/{s}.yml", title=s, language="en") for s in slugs},
        people={},
        decisions={
            idea: Decision(
                idea=idea,
                path=f"content/decisions/{idea}.yml",
                history=(StatusChange(date="2026-01-01", status="open"),),
                **more,
            )
            for idea, more in decisions.items()
        },
    )


def pull(number: int, *added: str, merged: int | None = None, renamed: tuple[tuple[str, str], ...] = ()) -> Pull:
    at = None if merged is None else datetime(2026, 1, merged, tzinfo=UTC)
    return Pull(name=f"pull/{number}", merged=at, touch=Touch(added=added, renamed=renamed))


def test_only_idea_files_that_come_in_make_a_thread() -> None:
    changes = [
        FileChange(path="content/ideas/new.yml", change="added"),
        FileChange(path="content/ideas/deep/er/copied.yml", change="copied"),
        FileChange(path="content/ideas/old.yml", change="modified"),
        FileChange(path="content/ideas/gone.yml", change="removed"),
        FileChange(path="content/ideas/Not A Slug.yml", change="added"),
        FileChange(path="content/people/ada.yml", change="added"),
        FileChange(path="elsewhere/content/ideas/x.yml", change="added"),
    ]
    assert touch(changes) == Touch(added=("copied", "new"))


def test_a_rename_is_told_from_a_move_and_from_an_arrival() -> None:
    changes = [
        FileChange(path="content/ideas/after.yml", change="renamed", former="content/ideas/before.yml"),
        FileChange(path="content/ideas/challenge/same.yml", change="renamed", former="content/ideas/same.yml"),
        FileChange(path="content/ideas/arrived.yml", change="renamed", former="drafts/arrived.yml"),
        FileChange(path="content/ideas/unknown.yml", change="renamed", former=None),
    ]
    assert touch(changes) == Touch(added=("arrived", "unknown"), renamed=(("before", "after"),))


def test_a_slug_longer_than_any_is_no_idea() -> None:
    assert slug_at(f"content/ideas/{'a' * 81}.yml") is None
    assert slug_at(f"content/ideas/{'a' * 80}.yml") == "a" * 80


def test_the_first_merged_pull_request_is_the_thread_whichever_was_opened_first() -> None:
    places = resolve([pull(1, "a", merged=9), pull(2, "a", merged=3), pull(3, "a")], community("a"), asked={})
    assert places.ideas == {"pull/2": ("a",)}


def test_of_two_merged_in_the_same_second_the_lower_number_is_the_thread() -> None:
    assert resolve([pull(7, "a", merged=3), pull(5, "a", merged=3)], community(), asked={}).ideas == {"pull/5": ("a",)}


def test_while_none_is_merged_all_open_ones_are_threads_and_the_idea_is_pending() -> None:
    places = resolve([pull(1, "a"), pull(2, "a"), pull(3, "b", merged=1)], community("b"), asked={})
    assert places.ideas == {"pull/1": ("a",), "pull/2": ("a",), "pull/3": ("b",)}
    assert places.pending == ("a",)


def test_a_pull_request_with_several_ideas_is_the_thread_of_each() -> None:
    assert resolve([pull(1, "b", "a", merged=1)], community("a", "b"), asked={}).ideas == {"pull/1": ("a", "b")}


def test_a_renamed_file_keeps_its_thread_through_several_names() -> None:
    pulls = [
        pull(1, "a", merged=1),
        pull(2, merged=2, renamed=(("a", "b"),)),
        pull(3, merged=3, renamed=(("b", "c"),)),
    ]
    assert resolve(pulls, community("c"), asked={}).ideas == {"pull/1": ("c",)}


def test_a_file_that_came_without_a_pull_request_has_the_one_that_renamed_it() -> None:
    assert resolve([pull(2, merged=2, renamed=(("a", "b"),))], community("b"), asked={}).ideas == {"pull/2": ("b",)}


def test_an_open_rename_changes_nothing_yet() -> None:
    places = resolve([pull(1, "a", merged=1), pull(2, renamed=(("a", "b"),))], community("a"), asked={})
    assert places.ideas == {"pull/1": ("a",)}


def test_a_file_written_anew_under_a_new_name_keeps_the_thread_of_its_former_name() -> None:
    pulls = [pull(1, "a", merged=1), pull(2, "b", merged=2)]
    places = resolve(pulls, community("b", b={"former": ("a",)}), asked={})
    assert places.ideas == {"pull/1": ("b",)}


def test_threads_of_a_decision_belong_to_its_idea_beside_its_own() -> None:
    places = resolve(
        [pull(1, "a", merged=1), pull(2, "b", merged=2)],
        community("a", "b", a={"threads": ("issue/7", "pull/2")}),
        asked={},
    )
    assert places.ideas == {"pull/1": ("a",), "pull/2": ("b",)}
    assert places.further == {"issue/7": ("a",), "pull/2": ("a",)}
    assert places.all_of("pull/2") == ("a", "b")
    assert places.threads == {"pull/1", "pull/2", "issue/7"}


def test_an_idea_that_no_list_of_files_names_has_the_thread_that_the_forge_named() -> None:
    places = resolve([pull(4, merged=1)], community("a", "b"), asked={"a": "pull/4", "b": None})
    assert places.ideas == {"pull/4": ("a",)}
    assert places.unthreaded == ("b",)
