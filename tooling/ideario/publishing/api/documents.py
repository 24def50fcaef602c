"""The documents of the site that programs read: api/v1 as JSON and CSV. The same values as the pages have."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO

from ideario.model.moments import instant
from ideario.publishing.api.challenge_document import CHALLENGE_COLUMNS, challenge_document, challenge_row
from ideario.publishing.api.community_documents import (
    community_document,
    decision_document,
    person_document,
    rankings_document,
    results_document,
    tag_document,
)
from ideario.publishing.api.idea_document import IDEA_COLUMNS, idea_document, idea_row
from ideario.publishing.api.register import DOCUMENTS
from ideario.publishing.api.review_document import review_document
from ideario.publishing.api.values import JsonObject, moment_value
from ideario.publishing.edition import Edition
from ideario.publishing.outputs.quick_json import json_bytes
from ideario.publishing.pages.page_addresses import election_path
from ideario.spreadsheets import csv_table


def documents(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Each JSON and CSV document and the counting rule, as (path in the site, content)."""
    community = edition.community
    challenges = [challenge_document(edition, challenge) for challenge in community.challenges.values()]
    built = {"built": moment_value(edition.built), "stale": edition.stale}
    yield DOCUMENTS["index"], _json({"schema": 1, **built, "documents": dict(DOCUMENTS)})
    yield DOCUMENTS["community"], _json(community_document(edition))
    yield from _idea_tables(edition)
    yield DOCUMENTS["challenges"], _json_list("challenges", challenges, sample=edition.sample)
    yield DOCUMENTS["people"], _json_list("people", [person_document(edition, p) for p in community.people.values()])
    yield DOCUMENTS["tags"], _json_list("tags", [tag_document(edition, tag) for tag in edition.tags])
    yield DOCUMENTS["decisions"], _json_list("decisions", [decision_document(d) for d in community.decisions.values()])
    yield DOCUMENTS["results"], _json_list("results", results_document(edition), sample=edition.sample)
    reviews = [found for challenge in community.challenges.values() if (found := review_document(edition, challenge))]
    yield DOCUMENTS["reviews"], _json_list("reviews", reviews)
    yield DOCUMENTS["tally"], _json(edition.tally_document)
    rankings = (rankings_document(edition, name, found) for name, found in edition.rankings.items())
    as_of = instant(edition.tally.as_of)
    yield DOCUMENTS["rankings"], _json_list("rankings", rankings, sample=edition.sample, as_of=as_of)
    yield DOCUMENTS["integrity"], _json(edition.integrity)
    yield DOCUMENTS["insights"], _json(edition.insights)
    yield DOCUMENTS["rules"], _json(edition.rules_document)
    yield DOCUMENTS["counting_rule"], edition.counting_rule.encode()
    yield DOCUMENTS["recounting_program"], edition.recounting_program.encode()
    for slug, text in edition.elections.items():
        yield election_path(slug), text.encode()
    challenge_rows = map(challenge_row, community.challenges.values(), challenges)
    yield DOCUMENTS["challenges_csv"], csv_table(CHALLENGE_COLUMNS, challenge_rows)


def _idea_tables(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """The ideas as JSON and as CSV, each of them looked at once for both."""
    rows = []

    def records() -> Iterator[JsonObject]:
        for idea in edition.community.ideas.values():
            document = idea_document(edition, idea)
            rows.append(idea_row(edition, idea, document))
            yield document

    yield DOCUMENTS["ideas"], _json_list("ideas", records(), sample=edition.sample)
    yield DOCUMENTS["ideas_csv"], csv_table(IDEA_COLUMNS, rows)


def _json(document: Mapping[str, object]) -> bytes:
    return json_bytes(document) + b"\n"


def _json_list(name: str, records: Iterable[JsonObject], **facts: bool | str) -> bytes:
    """One record a line, so that a change of one is a change of one line and a large file can be read as it comes.

    `facts` stand before the records and hold for all of them.
    """
    whole = BytesIO()  # joined as text, a large list would be in memory four times
    whole.write(json_bytes({"schema": 1, **facts})[:-1] + f',"{name}":[\n'.encode())
    for number, record in enumerate(records):
        if number:
            whole.write(b",\n")
        whole.write(json_bytes(record))
    whole.write(b"\n]}\n")
    return whole.getvalue()
