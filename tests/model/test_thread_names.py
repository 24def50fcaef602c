"""Names of threads and reactions, slugs and moments: what the model says of them, the schemas and adapters say too."""

import json
import re

import pytest
from checkout import CHECKOUT
from github_standin import reactions as standin
from ideario.github import parsing
from ideario.intake.settings import DEFAULT_REACTIONS
from ideario.model import thread_names
from ideario.model.moments import INSTANT
from ideario.model.text import MAX_SLUG, SLUG
from ideario.model.thread_names import (
    REACTIONS,
    THREAD_KINDS,
    home_of,
    imported,
    is_here,
    is_imported,
    is_pull,
    kind_of,
    named_in,
    number_of,
)

SAMPLES = (
    *("pull/1", "import/7", "discussion/0", "acme/library/issue/3", "acme/library/import/3", "a/b/c/pull/1"),
    *("a/./pull/1", "a/../pull/1", "a/.../pull/1", "a/.b/pull/1"),
    *("pull/12345678901", "-a/b/pull/1", "night-trams", "a--b", "A", "2026-01-05T10:00:00Z", "2026-01-05"),
)
COMMON = json.loads((CHECKOUT / "schemas" / "common.schema.json").read_text())["$defs"]


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("slug", SLUG),
        ("instant", INSTANT),
        ("thread", thread_names.THREAD),
    ],
)
def test_the_schemas_have_the_grammar_of_the_model(name: str, pattern: str) -> None:
    plain = COMMON[name]["pattern"]
    for alike in SAMPLES:
        assert bool(re.search(plain, alike)) == bool(re.fullmatch(pattern, alike)), alike
    for part in re.findall(r"\[[^]]+\]", pattern):
        assert part in plain


def test_a_slug_is_as_long_in_the_schema_as_in_the_model() -> None:
    assert COMMON["slug"]["maxLength"] == MAX_SLUG


def test_everybody_knows_the_same_reactions() -> None:
    assert tuple(COMMON["kind"]["enum"]) == REACTIONS == standin.KINDS
    assert dict(zip(standin.CONTENTS, standin.KINDS, strict=True)) == parsing.CONTENTS
    assert DEFAULT_REACTIONS.keys() <= set(REACTIONS)


@pytest.mark.parametrize(
    ("thread", "here", "pull", "apart"),
    [
        ("pull/12", True, True, False),
        ("issue/3", True, False, False),
        ("discussion/4", True, False, False),
        ("import/7", False, False, True),
        ("acme/library/issue/3", False, False, False),
        ("pull/library/issue/3", False, False, False),
        ("import/library/pull/3", False, False, False),
    ],
)
def test_a_threads_name_says_where_it_is(thread: str, *, here: bool, pull: bool, apart: bool) -> None:
    assert re.fullmatch(thread_names.THREAD, thread)
    assert (is_here(thread), is_pull(thread), is_imported(thread)) == (here, pull, apart)
    assert str(number_of(thread)) == thread[-len(str(number_of(thread))) :]
    assert apart or kind_of(thread) in THREAD_KINDS
    assert bool(home_of(thread)) == (not here and not apart)
    assert named_in(home_of(thread), f"{kind_of(thread)}/{number_of(thread)}") == thread


def test_what_is_imported_has_threads_of_its_own() -> None:
    assert (imported(7), is_imported(imported(7)), is_here(imported(7))) == ("import/7", True, False)
