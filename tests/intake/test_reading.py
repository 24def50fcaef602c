"""Strict reading: what becomes a number, what is refused and where, that nothing raises, that workers agree."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from communities import CHALLENGE, COMMUNITY, IDEA, commit, git, put, riverton
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ideario.git.history import line_of
from ideario.git.repository import git_at
from ideario.intake.drafts import bare_text
from ideario.intake.explaining.explain import findings_of
from ideario.intake.explaining.faults import MAX_BYTES, MAX_DEPTH, Unreadable
from ideario.intake.explaining.keyword_words import TELLING
from ideario.intake.history.idea_dates import arrivals_of
from ideario.intake.read_community import read_community, read_settings
from ideario.intake.schemas import KINDS, load_schemas
from ideario.intake.settings import settings_of
from ideario.intake.status_labels import with_labels
from ideario.intake.yaml.strict import parse
from ideario.intake.yaml.write_yaml import entry
from ideario.model.moments import instant
from ideario.problems import Failure
from ideario.resources import tool_resources

pytestmark = pytest.mark.slow

TOOL = tool_resources()
SCHEMAS = load_schemas(TOOL.schemas)


def read(root: Path, **options):
    return read_community(root, resources=TOOL, **options)


def git_arrivals(root):
    return arrivals_of(line_of(git_at(root)))


def only_fault(raw: bytes):
    with pytest.raises(Unreadable) as caught:
        parse(raw)
    (fault,) = caught.value.faults
    return fault


# ---- what comes out of a file


def test_only_what_the_schema_wants_becomes_a_number_or_a_boolean() -> None:
    raw = b"title: 2026\nconsent: true\nsummary: true\ncost: 1500 EUR\nneeds: [1, no, null]\n"
    assert parse(raw, SCHEMAS.shapes["idea"]) == {
        "title": "2026",
        "consent": True,
        "summary": "true",
        "cost": "1500 EUR",
        "needs": ["1", "no", "null"],
    }


@pytest.mark.parametrize("written", ['"1500"', "'1500'", "1_500", "0x5DC", "1.5e3", "1500.0", "007", "1" * 31])
def test_quoted_and_unusual_numbers_stay_text(written) -> None:
    challenge: Any = parse(f"blend: {{crowd: {written}}}".encode(), SCHEMAS.shapes["challenge"])
    assert isinstance(challenge["blend"]["crowd"], str)


def test_numbers_are_found_behind_references_lists_and_free_keys() -> None:
    challenge = b"criteria: [{id: a, weight: 3}]\nblend: {crowd: 5}\nsdgs: [1, 2]\nreward: {paid_on_result: false}\n"
    assert parse(challenge, SCHEMAS.shapes["challenge"]) == {
        "criteria": [{"id": "a", "weight": 3}],
        "blend": {"crowd": 5},
        "sdgs": [1, 2],
        "reward": {"paid_on_result": False},
    }
    review = b"scores: {bike-lanes: {criteria: {effect: 7}}}\n"
    read: Any = parse(review, SCHEMAS.shapes["review"])
    assert read["scores"]["bike-lanes"]["criteria"]["effect"] == 7


def test_a_key_without_a_value_holds_nothing_and_an_empty_text_is_a_text() -> None:
    assert parse(b'a:\nb: ""\nc: []\n') == {"a": None, "b": "", "c": []}


def test_marks_of_order_and_windows_line_ends_do_no_harm() -> None:
    assert parse(b"\xef\xbb\xbfa: b\r\nc: |\r\n  d\r\n  e\r\n") == {"a": "b", "c": "d\ne\n"}


@pytest.mark.parametrize(
    "text", ["R & D", "Hello! *really*", "a & b! [c] {d}", "tom&jerry", "50% *off* & more!", "see#3, * and & alone"]
)
def test_signs_of_yaml_inside_a_text_are_text(text) -> None:
    read: Any = parse(f"a: {text}\nb: |\n  {text}\n  ! & * {text}\n\n      deep\n  \ttab\n".encode())
    assert read["a"] == text


# ---- what is refused, and where


@pytest.mark.parametrize(
    ("raw", "rule", "line", "column"),
    [
        (b"", "empty-file", 1, 1),
        (b"# nothing\n", "empty-file", 1, 1),
        (b"---\n", "empty-file", 1, 1),
        (b"a: \xe9\n", "not-utf-8", 1, 1),
        ("a: b\n".encode("utf-16"), "not-utf-8", 1, 1),
        ("a: b\n".encode("utf-16-le"), "not-utf-8", 1, 1),
        (b"\xed\xa0\x80: surrogate\n", "not-utf-8", 1, 1),
        (b"a: b\nc: \x07\n", "control-character", 2, 4),
        ("é: ü\n\U0001f600: \u202e\n".encode(), "control-character", 2, 4),
        (b'a: "\\u2066"\n', "control-character", 1, 4),
        (b'"a\\0": b\n', "control-character", 1, 1),
        ("a: b\u2028c\n".encode(), "control-character", 1, 5),
        ("a: b\x85c\n".encode(), "control-character", 1, 5),
        (b"a: 1\nb:\n  c: 1\n  c: 2\n", "duplicate-key", 4, 3),
        (b'a: 1\n"a": 2\n', "duplicate-key", 2, 1),
        (b"a: &x 1\n", "no-anchors", 1, 4),
        (b"&x a: 1\n", "no-anchors", 1, 1),
        (b"a: *x\n", "no-anchors", 1, 4),
        (b"a: !!str 1\n", "no-tags", 1, 4),
        (b"a: ! 1\n", "no-tags", 1, 4),
        (b"a: [1, !x 2]\n", "no-tags", 1, 8),
        (b"a: 1\n---\nb: 2\n", "several-documents", 2, 1),
        (b"a:\n\tb: 1\n", "tab-indentation", 2, 1),
        (b"a: b\n \tc\n", "tab-indentation", 2, 2),
        (b"a: [b,\n\tc]\n", "tab-indentation", 2, 1),
        (b"a: b: c\n", "not-yaml", 1, 5),
        (b"a: 'it's'\n", "not-yaml", 1, 8),
        (b'a: 1\nb: "c\n', "not-yaml", 2, 4),
        (b"a: @b\n", "not-yaml", 1, 4),
        (b"? [a]\n: b\n", "not-yaml", 1, 3),
        (b"[" * 25_000, "too-deep", 1, MAX_DEPTH + 1),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "too-deep", 1, MAX_DEPTH + 1),
        (b"- " * 30_000, "too-deep", 1, 2 * MAX_DEPTH + 1),
        (b"{a: " * 12_000, "too-deep", 1, 4 * MAX_DEPTH + 1),
        (b"".join(b" " * n + b"a:\n" for n in range(300)), "too-deep", MAX_DEPTH + 1, MAX_DEPTH + 1),
        (b"a" * (MAX_BYTES + 1), "too-large", 1, 1),
    ],
)
def test_each_forbidden_thing_is_one_fault_at_its_place(raw, rule, line, column) -> None:
    fault = only_fault(raw)
    assert (fault.rule, fault.line, fault.column) == (rule, line, column)
    assert fault.message


def test_nesting_up_to_the_limit_is_read() -> None:
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None
    assert parse(b"".join(b" " * n + b"a:\n" for n in range(MAX_DEPTH))) is not None


def test_an_alias_bomb_is_one_fault_and_costs_nothing() -> None:
    bomb = b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a, *a]\n" % (n, n) for n in range(1000))
    assert only_fault(bomb).rule == "no-anchors"


def test_every_repeated_key_is_told() -> None:
    with pytest.raises(Unreadable) as caught:
        parse(b"a: 1\na: 2\nb: 1\nb: 2\nb: 3\n")
    assert [(fault.rule, fault.line) for fault in caught.value.faults] == [("duplicate-key", 2), ("duplicate-key", 4)]


# ---- whatever the bytes, nothing raises

SIGNS = [b": ", b"\n", b"- ", b"  ", b"[", b"]", b"{", b"}", b"&", b"*", b"!", b"|", b">", b'"', b"'", b"#", b"\t",
         b"%", b"@", b"?", b",", b"\r", b"\\", b"---", b"\x00", b"\xff", b"\xe2\x80\xae", b"title", b"1"]  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(SIGNS), max_size=60).map(b"".join)))
def test_random_bytes_are_read_or_refused_and_never_raise(raw) -> None:
    try:
        content = parse(raw, SCHEMAS.shapes["challenge"])
    except Unreadable as unreadable:
        faults = unreadable.faults
    else:
        for kind in KINDS:
            assert SCHEMAS.valid(content, kind) is (findings_of(kind, "x.yml", content, SCHEMAS) == [])
        return
    assert faults
    assert all(fault.line >= 1 and fault.column >= 1 for fault in faults)


VALID = bare_text(IDEA, line="# line").encode()


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(VALID)), st.integers(0, 8), st.sampled_from([b"", *SIGNS])), max_size=4))
def test_mutated_valid_files_are_told_or_read_and_never_raise(tmp_path, cuts) -> None:
    raw = VALID
    for start, length, insertion in cuts:
        raw = raw[:start] + insertion + raw[start + length :]
    put(tmp_path, "community", COMMUNITY)
    file = tmp_path / "content" / "ideas" / "bike-lanes.yml"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(raw)
    reading = read(tmp_path)
    found = [problem for problem in reading.problems if problem.level == "error"]
    assert ("bike-lanes" in reading.community.ideas) is (found == [])
    lines = raw.count(b"\n") + raw.count(b"\r") + 1
    assert all(1 <= problem.line <= lines + 1 and problem.column >= 1 for problem in reading.problems)


# ---- two validators, one verdict

ODD = ["a\n", "2026-02-30", "2026-01-01", "20260101", "top", "money", "EUR", "en", "en\n", "+1", "https://a.example",
       "https://a\u00a0b", "1/2", "pull/1", "a-b", "A", "#1a5fb4"]  # fmt: skip
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-3, 200), st.text(max_size=6), st.sampled_from(ODD))
KEYS = sorted({key for name in SCHEMAS.documents for key in SCHEMAS.documents[name].get("properties", {})})
CONTENT = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([*KEYS, "kind", "rule", "opens", "closes", "date", "status", "amount", "x y"]),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=12,
)
WHOLE: dict[str, dict[str, Any]] = {
         "challenge": CHALLENGE, "idea": IDEA, "community": COMMUNITY, "person": {"name": "Ada"},
         "decision": {"history": [{"date": "2026-01-01", "status": "planned"}]}, "review": {"scores": {}},
         "exclusion": {"date": "2026-01-01", "reason": "x", "voters": ["a"]},
         "result": {"observed": "2026-01-01T00:00:00Z", "ledger": "0" * 64, "rules": "0" * 64, "voters": 0,
                    "winners": [], "others": [], "flagged": {"ballots": 0, "winners": []}}}  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(KEYS), CONTENT, max_size=3))
def test_the_fast_and_the_explaining_validator_agree(kind, changes) -> None:
    content = {**WHOLE[kind], **changes}
    assert SCHEMAS.valid(content, kind) is (findings_of(kind, "x.yml", content, SCHEMAS) == [])


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_of_the_schemas_are_valid(kind) -> None:
    document = SCHEMAS.documents[f"{kind}.schema.json"]
    assert all(SCHEMAS.valid(example, kind) for example in document["examples"])


def test_there_are_words_for_every_keyword_that_the_schemas_use() -> None:
    structural = set(
        "$schema $id $ref $defs title description examples properties items if then else allOf anyOf required "
        "additionalProperties propertyNames".split()
    )

    def keywords(schema):
        for key, value in schema.items():
            yield key
            parts = value.values() if key in ("properties", "$defs") else [value]
            for part in [*parts, *(value if key in ("allOf", "anyOf") else [])]:
                if isinstance(part, dict) and key not in ("examples", "const"):
                    yield from keywords(part)

    used = {word for kind in KINDS for word in keywords(SCHEMAS.documents[f"{kind}.schema.json"])}
    used |= set(keywords(SCHEMAS.documents["common.schema.json"]))
    assert used - structural <= set(TELLING)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"
                             "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") | st.just("\n")))  # fmt: skip
def test_what_is_written_is_read_back_as_it_was(text) -> None:
    for value in (text, [text], {"key": text}):
        assert parse((entry("a", value) + "\nb: c\n").encode()) == {"a": value, "b": "c"}


# ---- communities


def test_a_community_is_read_with_its_defaults(tmp_path) -> None:
    riverton(tmp_path)
    reading = read(tmp_path)
    assert reading.problems == ()
    assert reading.texts == 4
    community = reading.community
    assert list(community.ideas) == ["bike-lanes", "night-trams"]
    assert community.settings.url == "https://riverton.github.io/ideas/"
    assert list(community.settings.statuses) == [
        "open", "shortlisted", "planned", "in-progress", "done", "declined", "duplicate",
    ]  # fmt: skip
    assert community.status("bike-lanes").slug == "open"
    assert community.settings.reactions["hooray"] == "support"
    assert "laugh" not in community.settings.reactions
    assert instant(community.challenges["quieter-streets"].submission.closes) == "2026-01-31T23:59:59Z"


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({"repository": "Riverton/ideas"}, "https://riverton.github.io/ideas/"),
        ({"repository": "riverton/riverton.github.io"}, "https://riverton.github.io/"),
        ({"url": "https://ideas.example"}, "https://ideas.example/"),
        ({"host": "git.example:8443"}, "https://pages.git.example:8443/riverton/ideas/"),
    ],
)
def test_the_address_of_the_site_ends_in_a_slash_and_has_a_default(tmp_path, settings, url) -> None:
    put(tmp_path, "community", {**COMMUNITY, **settings})
    found, problems = read_settings(tmp_path, resources=TOOL)
    assert (found.url, problems) == (url, ())


def test_transitions_that_are_not_named_keep_their_default(tmp_path) -> None:
    put(tmp_path, "community", {**COMMUNITY, "transitions": {"done": []}})
    found, _ = read_settings(tmp_path, resources=TOOL)
    assert found.transitions["done"] == ()
    assert found.transitions["duplicate"] == ("open",)


def test_a_bad_record_is_left_out_and_the_rest_is_kept(tmp_path) -> None:
    riverton(tmp_path)
    put(tmp_path, "ideas/bad", {**IDEA, "consent": False})
    put(tmp_path, "decisions/bad", {"history": [{"date": "2026-01-01", "status": "planned"}]})
    put(tmp_path, "decisions/bike-lanes", {"history": [{"date": "2026-01-01", "status": "planed"}]})
    reading = read(tmp_path)
    assert [(problem.path, problem.rule) for problem in reading.problems] == [
        ("content/decisions/bike-lanes.yml", "unknown-status"),
        ("content/ideas/bad.yml", "not-allowed"),
    ]
    assert list(reading.community.ideas) == ["bike-lanes", "night-trams"]
    assert reading.community.decisions == {}
    assert reading.community.status("bike-lanes").slug == "open"


def test_an_idea_goes_with_the_challenge_it_answers_and_is_not_blamed(tmp_path) -> None:
    riverton(tmp_path)
    put(tmp_path, "challenges/quieter-streets", {**CHALLENGE, "title": "Q"})
    reading = read(tmp_path)
    assert [problem.path for problem in reading.problems] == ["content/challenges/quieter-streets.yml"]
    assert list(reading.community.ideas) == ["bike-lanes"]


def test_bad_settings_stop_everything_and_the_other_files_are_checked_still(tmp_path) -> None:
    riverton(tmp_path, licence=None)
    put(tmp_path, "ideas/bike-lanes", {**IDEA, "title": "B", "challenge": "nowhere"})
    put(tmp_path, "ideas/lonely", {**IDEA, "challenge": "nowhere"})
    reading = read(tmp_path)
    assert reading.community is None
    assert [(problem.path, problem.rule) for problem in reading.problems] == [
        ("content/community.yml", "missing-key"),
        ("content/ideas/bike-lanes.yml", "too-short"),
        ("content/ideas/lonely.yml", "unknown-challenge"),
    ]


def test_a_folder_without_a_community_says_what_to_write(tmp_path) -> None:
    (problem,) = read(tmp_path).problems
    assert (problem.path, problem.line, problem.column) == ("content/community.yml", 1, 1)
    _, _, text = problem.hint.partition("\n")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "community.yml").write_text(text)
    assert [found.rule for found in read(tmp_path).problems] == ["editor-line"]


def test_links_and_large_files_are_never_opened(tmp_path) -> None:
    riverton(tmp_path)
    ideas = tmp_path / "content" / "ideas"
    (tmp_path / "secret.yml").write_text("title: secret\n")
    (ideas / "leak.yml").symlink_to(tmp_path / "secret.yml")
    (ideas / "folder").symlink_to(tmp_path)
    with (ideas / "large.yml").open("wb") as large:
        large.truncate(10_000_000_000)
    assert [(problem.path, problem.rule) for problem in read(tmp_path).problems] == [
        ("content/ideas/folder", "symlink"),
        ("content/ideas/large.yml", "too-large"),
        ("content/ideas/leak.yml", "symlink"),
    ]


def test_a_name_that_is_no_text_is_told_without_harm(tmp_path) -> None:
    riverton(tmp_path)
    content = tmp_path / "content" / "ideas"
    (content / "a\nb.yml").write_bytes(VALID)
    Path(str(content) + "/bad\udcff.yml").write_bytes(VALID)
    problems = read(tmp_path).problems
    assert [(p.path, p.rule) for p in problems if p.level == "error"] == [
        ("content/ideas/a\ufffdb.yml", "bad-slug"),
        ("content/ideas/bad\ufffd.yml", "bad-slug"),
    ]
    assert all(problem.path.isprintable() for problem in problems)


def test_several_workers_find_what_one_finds_and_tell_how_far_they_are(tmp_path) -> None:
    riverton(tmp_path)
    for number in range(400):
        put(
            tmp_path,
            f"ideas/{number // 100}/idea-{number}",
            {**IDEA, "title": f"Idea {number}", "tags": ["x"] * (number % 40 == 7)},
        )
    (tmp_path / "content" / "ideas" / "broken.yml").write_bytes(b"a: *b\n")
    told = []
    alone = read(tmp_path)
    together = read(tmp_path, workers=2, progress=lambda done, total: told.append((done, total)))
    assert together == alone
    assert told[-1] == (404, 404)
    assert sorted(told) == told


# ---- when ideas came


def test_an_idea_that_came_back_as_another_one_came_when_it_came_back(tmp_path) -> None:
    """Else whoever takes the name of an idea that is gone comes in time for a challenge that is closed to new ones."""
    riverton(tmp_path)
    commit(tmp_path, date="2026-01-02T00:00:00Z")
    file = tmp_path / "content" / "ideas" / "night-trams.yml"
    text = file.read_text()
    file.unlink()
    commit(tmp_path, date="2026-01-03T00:00:00Z")
    file.write_text(text)
    commit(tmp_path, date="2026-01-20T00:00:00Z")
    assert instant(git_arrivals(tmp_path)["night-trams"]) == "2026-01-02T00:00:00Z"
    file.unlink()
    commit(tmp_path, date="2026-01-21T00:00:00Z")
    put(tmp_path, "ideas/night-trams", {**IDEA, "title": "A casino", "body": "A casino."})
    commit(tmp_path, date="2026-01-22T00:00:00Z")
    assert instant(git_arrivals(tmp_path)["night-trams"]) == "2026-01-22T00:00:00Z"


@pytest.mark.parametrize("folder", ["aaa", "zzz"])
def test_an_idea_that_is_moved_and_rewritten_at_once_keeps_its_date(tmp_path, folder) -> None:
    riverton(tmp_path)
    commit(tmp_path, date="2026-01-02T00:00:00Z")
    (tmp_path / "content" / "ideas" / "night-trams.yml").unlink()
    other = {
        "title": "A casino",
        "summary": "Something else altogether, from the first word to the last.",
        "body": "No.",
    }
    put(tmp_path, f"ideas/{folder}/night-trams", {**IDEA, **other, "authors": ["x"], "language": "it"})
    commit(tmp_path, date="2026-01-20T00:00:00Z")
    assert instant(git_arrivals(tmp_path)["night-trams"]) == "2026-01-02T00:00:00Z"


def test_known_arrivals_are_filled_in(tmp_path) -> None:
    riverton(tmp_path)
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    community = read(tmp_path, arrivals=lambda: {"bike-lanes": moment}).community
    assert community.ideas["bike-lanes"].arrived == moment
    assert community.ideas["night-trams"].arrived is None


def test_git_knows_when_a_file_first_came_through_moves_renames_and_edits(tmp_path) -> None:
    riverton(tmp_path)
    commit(tmp_path, date="2026-01-10T12:00:00Z")
    put(tmp_path, "ideas/later", {**IDEA, "title": "Another idea", "body": "Something else altogether.\n" * 9})
    commit(tmp_path, date="2026-01-11T12:00:00Z")
    put(tmp_path, "ideas/bike-lanes", {**IDEA, "title": "Bike lanes, edited"})
    git(tmp_path, "mv", "content/ideas/later.yml", "content/ideas/renamed.yml")
    (tmp_path / "content/ideas/sub").mkdir()
    git(tmp_path, "mv", "content/ideas/night-trams.yml", "content/ideas/sub/night-trams.yml")
    commit(tmp_path, date="2026-01-12T12:00:00Z")
    found = {slug: instant(moment) for slug, moment in git_arrivals(tmp_path).items()}
    assert found["bike-lanes"] == found["night-trams"] == "2026-01-10T12:00:00Z"
    assert found["renamed"] == "2026-01-11T12:00:00Z"


def test_a_community_in_a_folder_of_a_repository_has_its_dates_too(tmp_path) -> None:
    riverton(tmp_path / "towns" / "riverton")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Add a town")
    assert set(git_arrivals(tmp_path / "towns" / "riverton")) == {"bike-lanes", "night-trams"}


def test_without_history_there_are_no_dates(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert git_arrivals(riverton(tmp_path / "plain")) == {}
    full = riverton(tmp_path / "full")
    commit(full)
    put(full, "ideas/later", IDEA)
    commit(full)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{full}", "shallow")
    assert git_arrivals(tmp_path / "shallow") == {}


def test_a_file_that_was_taken_away_and_comes_back_otherwise_comes_in_anew(tmp_path) -> None:
    riverton(tmp_path)
    commit(tmp_path, date="2026-01-02T12:00:00Z")
    file = tmp_path / "content" / "ideas" / "bike-lanes.yml"
    text = file.read_text()
    file.unlink()
    commit(tmp_path, date="2026-01-03T12:00:00Z")
    file.write_text(text)
    commit(tmp_path, date="2026-01-04T12:00:00Z")
    assert instant(git_arrivals(tmp_path)["bike-lanes"]) == "2026-01-02T12:00:00Z"  # put back as it was
    file.unlink()
    commit(tmp_path, date="2026-01-05T12:00:00Z")
    file.write_text(text.replace("river", "lake, which is another place altogether. " * 20))
    commit(tmp_path, date="2026-01-06T12:00:00Z")
    assert instant(git_arrivals(tmp_path)["bike-lanes"]) == "2026-01-06T12:00:00Z"


def test_a_file_that_is_moved_and_rewritten_at_once_keeps_its_date(tmp_path) -> None:
    riverton(tmp_path)
    commit(tmp_path, date="2026-01-02T12:00:00Z")
    text = (tmp_path / "content" / "ideas" / "bike-lanes.yml").read_text()
    for number, folder in enumerate(["zoo", "a"], 3):
        for file in (tmp_path / "content" / "ideas").rglob("bike-lanes.yml"):
            file.unlink()
        (tmp_path / "content" / "ideas" / folder).mkdir()
        new = text.replace("river", f"{folder}, which is another place altogether. " * 20)
        (tmp_path / "content" / "ideas" / folder / "bike-lanes.yml").write_text(new)
        commit(tmp_path, date=f"2026-01-0{number}T12:00:00Z")
        assert instant(git_arrivals(tmp_path)["bike-lanes"]) == "2026-01-02T12:00:00Z"


def test_usual_statuses_are_called_by_the_words_of_every_language(tmp_path) -> None:
    words = tmp_path / "shell" / "words"
    words.mkdir(parents=True)
    for language, text in {
        "en": "en:\n  ideas: Ideas\n  status.done: Done\n",
        "pt": 'pt:\n  status.done: "Feita"\n',
    }.items():
        (words / f"{language}.yml").write_text(text, "utf-8")
    named = with_labels(settings_of({**COMMUNITY, "languages": ["pt"]}), words)
    assert named.statuses["done"].label == {"en": "Done", "pt": "Feita"}
    assert named.statuses["planned"].label == {}
    own = {"done": {"label": "Built", "kind": "done", "colour": "#123456"}}
    assert with_labels(settings_of({**COMMUNITY, "statuses": own}), words).statuses["done"].label == {"": "Built"}


def test_every_usual_status_has_a_label_in_every_language_there_are_words_in(tmp_path) -> None:
    put(tmp_path, "community", COMMUNITY)
    found, _ = read_settings(tmp_path, resources=TOOL)
    languages = {path.stem for path in (TOOL.shell / "words").glob("*.yml")}
    assert {frozenset(status.label) for status in found.statuses.values()} == {frozenset(languages)}


def test_words_that_cannot_be_read_are_a_failure_that_names_them(tmp_path) -> None:
    (tmp_path / "en.yml").write_text("en:\n  status.done: [\n", "utf-8")
    with pytest.raises(Failure, match=re.escape("en.yml")):
        with_labels(settings_of(COMMUNITY), tmp_path)
