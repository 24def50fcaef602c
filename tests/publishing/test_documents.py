"""What programs read: each document fits its published schema, agrees with the content, and runs nothing anywhere."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from editions import CHALLENGE, COMMUNITY, IDEAS, LEDGER, RESOURCES, edition
from hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from ideario.model.content import Link
from ideario.model.ledger_state import Close, Thread
from ideario.model.money import Money
from ideario.model.votes import PendingIdea, Standing
from ideario.publishing.api.documents import documents
from ideario.publishing.api.register import DOCUMENTS
from ideario.publishing.edition import Edition
from ideario.voting.counting.tally_document import tally_document
from jsonschema import Draft202012Validator
from published_schemas import SCHEMAS, complaints

OPTIONAL = {
    "api-tally.schema.json/$defs/idea": {"source_id"},  # what only imported ideas have, as `tally` prints it
    "api-rules.schema.json/properties/hashed/properties/challenges/additionalProperties": {
        "blend",
        "jury",
        "empty_ballots",
    },  # see rules_hash
}
PUBLISHED = [name for name, path in DOCUMENTS.items() if path.startswith("api/") and path.endswith(".json")]


# ---- the schemas themselves


def parts(schema: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema within a schema, with its JSON pointer."""
    if not isinstance(schema, dict):
        return
    yield pointer, schema
    for word in ("properties", "$defs"):
        for name, inner in schema.get(word, {}).items():
            yield from parts(inner, f"{pointer}/{word}/{name.replace('~', '~0').replace('/', '~1')}")
    for word in ("items", "additionalProperties"):
        yield from parts(schema.get(word), f"{pointer}/{word}")


def meaning(schema: dict[str, Any], home: str) -> dict[str, Any]:
    """A schema with what its `$ref` brings; what stands beside the reference wins."""
    while "$ref" in schema:
        name, _, pointer = schema["$ref"].partition("#")
        home = name or home
        target = SCHEMAS[home]
        for step in pointer.split("/")[1:]:
            target = target[step]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}} | (
            {"$ref": target["$ref"]} if "$ref" in target else {}
        )
        if "$ref" not in target:
            schema.pop("$ref", None)
    return schema


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_of_the_draft_it_names_and_has_its_own_address(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://ideario.github.io/ideario/schemas/{name}"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_part_of_a_schema_says_what_it_is_and_shows_it(name: str) -> None:
    for pointer, part in parts(SCHEMAS[name]):
        whole = meaning(part, name)
        if pointer or name != "common.schema.json":
            assert {"title", "description", "examples"} <= set(whole), pointer
            assert whole["examples"], pointer
            assert whole["title"] == whole["title"].strip() != "", pointer
            assert len(whole["description"]) > 5, pointer


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_example_in_a_schema_fits_it(name: str) -> None:
    for pointer, part in parts(SCHEMAS[name]):
        for example in part.get("examples", ()):
            assert not complaints(name, example, pointer.replace("%", "%25")), (pointer, example)


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_object_with_named_properties_takes_no_others(name: str) -> None:
    for pointer, part in parts(SCHEMAS[name]):
        if "properties" in part:
            assert part.get("additionalProperties") is False, pointer


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name.startswith("api-")])
def test_a_published_object_always_has_all_its_properties(name: str) -> None:
    for pointer, part in parts(SCHEMAS[name]):
        if "properties" in part:
            assert set(part["required"]) == set(part["properties"]) - OPTIONAL.get(name + pointer, set()), pointer


# ---- the documents


def published(whole: Edition) -> dict[str, bytes]:
    return dict(documents(whole))


def everything_empty() -> Edition:
    settings = replace(COMMUNITY.settings, tags={}, tagline={})
    community = replace(COMMUNITY, settings=settings, ideas={}, challenges={}, people={}, decisions={})
    return edition(community, ledger=None, threads=())


def closed() -> Edition:
    """After the close, with the syncs around it and an idea in an open pull request."""
    close = Close(
        closed=CHALLENGE.voting.closes,
        before=CHALLENGE.voting.closes - timedelta(hours=1),
        after=CHALLENGE.voting.closes + timedelta(minutes=5),
    )
    late = replace(edition(ledger=replace(LEDGER, closes=(close,))), stale=True)
    pending = PendingIdea(
        idea="night-trams",
        threads=(Thread(name="pull/31", ideas=("night-trams",)),),
        standing=Standing(idea="night-trams", raw=2, counted=1, excluded={"R3": 1}, support=1),
    )
    tally = replace(late.tally, as_of=CHALLENGE.voting.closes + timedelta(days=1), pending=(pending,))
    return replace(late, tally=tally, tally_document=tally_document(tally, COMMUNITY))


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize(
    "whole",
    [edition(), edition(ledger=None), everything_empty(), closed()],
    ids=["voted", "unvoted", "empty", "closed"],
)
def test_each_published_document_fits_its_schema(whole: Edition, name: str) -> None:
    content = published(whole)[DOCUMENTS[name]]
    assert not complaints(f"api-{name}.schema.json", json.loads(content))
    assert content.endswith(b"\n")


def test_the_index_names_every_document_and_every_document_is_named() -> None:
    written = published(edition())
    listed = json.loads(written[DOCUMENTS["index"]])["documents"]
    assert listed == dict(DOCUMENTS)
    assert set(written) == {path for path in listed.values() if path.startswith("api/")}


def test_a_challenge_says_when_votes_were_read_around_its_close_once_it_is_closed() -> None:
    def gap(whole: Edition) -> object:
        (challenge,) = json.loads(published(whole)[DOCUMENTS["challenges"]])["challenges"]
        return challenge["gap"]

    over = closed()
    assert gap(over) == {"before": "2026-02-28T17:00:00Z", "after": "2026-02-28T18:05:00Z"}
    assert gap(replace(over, tally=replace(over.tally, as_of=CHALLENGE.voting.closes))) is None
    moved = replace(CHALLENGE, voting=replace(CHALLENGE.voting, closes=CHALLENGE.voting.closes - timedelta(days=1)))
    assert gap(replace(over, community=replace(COMMUNITY, challenges={moved.slug: moved}))) is None


def test_pending_ideas_stand_in_the_tally_alone() -> None:
    written = published(closed())
    assert [one["idea"] for one in json.loads(written[DOCUMENTS["tally"]])["pending"]] == ["night-trams"]
    assert [path for path, content in written.items() if b"night-trams" in content] == [DOCUMENTS["tally"]]


def test_the_index_says_whether_newer_votes_could_not_be_fetched() -> None:
    for whole, stale in ((edition(), False), (closed(), True)):
        assert json.loads(published(whole)[DOCUMENTS["index"]])["stale"] is stale


def test_ideas_say_what_the_content_and_the_tally_say() -> None:
    by_slug = {idea["slug"]: idea for idea in json.loads(published(edition())[DOCUMENTS["ideas"]])["ideas"]}
    lanes, double, imported = (by_slug[slug] for slug in ("bike-lanes", "cycle-path", "panchine"))
    assert lanes["url"] == "https://riverton.github.io/ideas/ideas/bike-lanes/"
    assert lanes["cost"] == {"amount": "1500.00", "currency": "EUR"}
    assert lanes["arrived"] == "2026-01-12T09:30:00Z"
    assert (lanes["status"], lanes["status_kind"]) == ("done", "done")
    assert lanes["threads"] == ["pull/12", "issue/3"]
    assert lanes["award"] == {"title": "First prize", "reason": "It reached most people."}
    assert (lanes["votes"]["support"], lanes["votes"]["raw"], lanes["votes"]["excluded"]) == (5, 7, {"R3": 1, "R5": 1})
    assert (double["duplicate_of"], double["votes"]["merged_into"]) == ("bike-lanes", "bike-lanes")
    assert (imported["source_id"], imported["arrived"], imported["threads"]) == ("194", None, [])


def test_who_asks_not_to_be_credited_is_not_named_with_an_idea() -> None:
    written = published(edition())
    ideas = json.loads(written[DOCUMENTS["ideas"]])["ideas"]
    assert {login for idea in ideas for login in idea["authors"]} == {"Octocat"}
    people = {person["login"]: person for person in json.loads(written[DOCUMENTS["people"]])["people"]}
    assert people["octocat"]["ideas"] == ["bike-lanes"]
    assert people["mona"]["ideas"] == []
    assert {login: person["name"] for login, person in people.items()} == {
        "mona": None,
        "octocat": "Ada Rossi",
        "sam": None,
    }
    for path, content in written.items():
        assert b"Mona Quiet" not in content, path
        assert b"Sam Secret" not in content, path


def test_lists_hold_one_record_a_line() -> None:
    for name in ("ideas", "challenges", "people", "tags", "decisions"):
        lines = published(edition())[DOCUMENTS[name]].decode().splitlines()
        assert all(json.loads(line.removesuffix(",")) for line in lines[1:-1])


def test_tags_that_the_community_does_not_list_have_their_page_too() -> None:
    tags = json.loads(published(edition())[DOCUMENTS["tags"]])["tags"]
    assert [(tag["tag"], tag["ideas"]) for tag in tags] == [("mobility", 1), ("unused", 0), ("unlisted", 1)]


# ---- tables


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_tables_begin_with_a_mark_by_which_excel_knows_utf_8_and_the_data_page_says_so() -> None:
    written = published(edition())
    for name in ("ideas_csv", "challenges_csv"):
        assert written[DOCUMENTS[name]].startswith(b"\xef\xbb\xbfslug,")
    assert not [path for path, content in written.items() if b"\xef\xbb\xbf" in content and not path.endswith(".csv")]
    for language in ("en", "it"):
        page = (RESOURCES.shell / "pages" / language / "data" / "index.md").read_text("utf-8")
        assert "Excel" in page
        assert "utf-8-sig" in page


def test_tables_say_what_the_json_says() -> None:
    written = published(edition())
    ideas = json.loads(written[DOCUMENTS["ideas"]])["ideas"]
    rows = table(written[DOCUMENTS["ideas_csv"]])
    assert [row["slug"] for row in rows] == [idea["slug"] for idea in ideas]
    for row, idea in zip(rows, ideas, strict=True):
        for column in ("title", "summary", "language", "status", "status_kind", "url"):
            assert row[column] == idea[column]
        for column in ("challenge", "arrived", "source_id", "duplicate_of"):
            assert row[column] == (idea[column] or "")
        for column in ("support", "oppose", "watch", "raw", "counted"):
            assert row[column] == str(idea["votes"][column])
        assert int(row["excluded"]) == sum(idea["votes"]["excluded"].values())
        assert (row["cost_amount"], row["cost_currency"]) == (
            (idea["cost"]["amount"], idea["cost"]["currency"]) if idea["cost"] else ("", "")
        )
        assert (row["authors"].split(), row["tags"].split()) == (idea["authors"], idea["tags"])
    (challenge,) = table(written[DOCUMENTS["challenges_csv"]])
    assert challenge["voting_opens"] == "2026-02-01T08:00:00Z"
    assert (challenge["budget_amount"], challenge["voters"], challenge["ideas"]) == ("50000.00", "6", "1")


def one_idea(**changes: Any) -> Edition:
    idea = replace(IDEAS[0], **changes)
    return edition(replace(COMMUNITY, ideas={idea.slug: idea}, decisions={}))


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))) | st.sampled_from(HOSTILE),
    st.integers(0, 10**14),
)
def test_any_text_and_any_amount_come_back_out_of_a_table(text: str, amount: int) -> None:
    written = published(one_idea(title=text, summary=f'{text}\r\n,;"{text}', cost=Money(amount=amount, currency="EUR")))
    (row,) = table(written[DOCUMENTS["ideas_csv"]])
    title = row["title"]
    assert title in {text, f"'{text}"}
    assert row["summary"].removeprefix("'") == f'{text}\r\n,;"{text}'.removeprefix("'")
    assert row["cost_amount"] == f"{amount // 100}.{amount % 100:02}"
    (idea,) = json.loads(written[DOCUMENTS["ideas"]])["ideas"]
    assert idea["title"] == text


FORMULAS = (
    "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1+1", "-2+3", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1",
    " \n\t =1+1", "\u00a0=1+1", "\ufeff=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", "\u200b=1",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    challenge = replace(CHALLENGE, title=text, question=text)
    idea = replace(IDEAS[0], title=text, summary=text, source_id=text)
    whole = edition(
        replace(COMMUNITY, ideas={idea.slug: idea}, decisions={}, challenges={challenge.slug: challenge}),
    )
    written = published(whole)
    for name in ("ideas_csv", "challenges_csv"):
        (row,) = table(written[DOCUMENTS[name]])
        for cell in row.values():
            assert not cell.lstrip(" \t\r\n\u00a0\ufeff\u200b").startswith(tuple("=+-@＝＋－＠")), cell
        assert row["title"] == f"'{text}"


@pytest.mark.parametrize("text", ["a=b", "1+1", "a@b.example", "5 - 3", "–dash", "'quoted'", "=".rjust(2, "x")])
def test_ordinary_text_in_a_cell_is_left_alone(text: str) -> None:
    (row,) = table(published(one_idea(title=text))[DOCUMENTS["ideas_csv"]])
    assert row["title"] == text


@given(st.sampled_from(HOSTILE))
def test_hostile_text_leaves_every_document_readable(text: str) -> None:
    link = Link(title=text, url="https://a.example/")
    for path, content in documents(one_idea(title=text, summary=text, body=text, needs=(text,), links=(link,))):
        if path.endswith(".json"):
            json.loads(content)
        if path.endswith(".csv"):
            assert len({len(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))}) == 1


def test_no_document_has_a_path_that_leaves_the_site() -> None:
    for path in DOCUMENTS.values():
        assert not Path(path).is_absolute()
        assert ".." not in Path(path).parts
