"""The questions about threads with their texts, and the shapes of their answers. Sends nothing."""

from ideario.github.answer_shapes import (
    Shape,
    fields,
    flag,
    matching,
    maybe,
    moment,
    numbered,
    positive,
    prose,
    rows,
    text,
    whole,
    word,
)
from ideario.github.queries import ACTOR, ACTOR_SHAPE, OLDEST_FIRST, PAGE_INFO, RATE, in_repository, nodes, nodes_shape

LABELS = "labels(first: 100) { nodes { name } }"
TEXT = f"id number title body createdAt closed closedAt locked author {ACTOR} {LABELS}"
SELECTIONS = {
    "issue": f"{TEXT} stateReason(enableDuplicate: true)",
    "discussion": f"{TEXT} stateReason upvoteCount category {{ name }}",
}
LISTS = {
    "issue": ("issues", "labels: $labels", "$labels: [String!]"),
    "discussion": ("discussions", "categoryId: $category", "$category: ID"),
}
REASON = matching("[A-Z_]{1,40}")
NAMES = maybe(fields(nodes=maybe(rows(maybe(fields(name=text))))))
TEXT_ROW: dict[str, Shape] = {
    "id": word, "number": numbered, "title": prose, "body": prose, "createdAt": moment, "closed": flag,
    "closedAt": maybe(moment), "locked": flag, "author": ACTOR_SHAPE, "labels": NAMES, "stateReason": maybe(REASON),
}  # fmt: skip
ROWS = {
    "issue": fields(**TEXT_ROW),
    "discussion": fields(**TEXT_ROW, upvoteCount=whole, category=fields(name=text)),
}
MOST_PULLS = 100


def texts(kind: str) -> str:
    """A page of threads of a kind, oldest first: 1 connection, and 1 for each."""
    name, chosen, variable = LISTS[kind]
    return f"""query($owner: String!, $name: String!, $first: Int!, $after: String, {variable}) {{
  repository(owner: $owner, name: $name) {{
    databaseId
    list: {name}(first: $first, after: $after, {chosen}, {OLDEST_FIRST}) {{
      totalCount
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ {SELECTIONS[kind]} }}
    }}
  }}
  {RATE}
}}"""


def texts_shape(kind: str) -> Shape:
    """The shape of the answer to `texts`."""
    return in_repository(list=fields(totalCount=whole, pageInfo=PAGE_INFO, nodes=rows(maybe(ROWS[kind]))))


LABEL = f"""query($owner: String!, $name: String!, $label: String!, $labels: [String!]) {{
  repository(owner: $owner, name: $name) {{
    databaseId
    label(name: $label) {{ name }}
    pullRequests(first: {MOST_PULLS}, labels: $labels, {OLDEST_FIRST}) {{ totalCount nodes {{ number }} }}
  }}
  {RATE}
}}"""
LABEL_SHAPE = in_repository(
    label=maybe(fields(name=text)),
    pullRequests=fields(totalCount=whole, nodes=rows(maybe(fields(number=numbered)))),
)
CATEGORIES = f"""query($owner: String!, $name: String!) {{
  repository(owner: $owner, name: $name) {{ databaseId discussionCategories(first: 100) {{ nodes {{ id name }} }} }}
  {RATE}
}}"""
CATEGORIES_SHAPE = in_repository(discussionCategories=fields(nodes=rows(maybe(fields(id=word, name=text)))))
ORIGINALS = nodes(
    "... on Issue { timelineItems(last: 1, itemTypes: [MARKED_AS_DUPLICATE_EVENT]) { nodes { __typename "
    "... on MarkedAsDuplicateEvent { canonical { __typename ... on Issue { number repository { databaseId } } } } } } }"
)
"""Of which issue others were marked as duplicates; a pull request has no number here."""
CANONICAL = fields("number", "repository", number=numbered, repository=fields(databaseId=positive))
ORIGINALS_SHAPE: dict[str, Shape] = {
    "timelineItems": maybe(fields(nodes=rows(maybe(fields("canonical", canonical=maybe(CANONICAL))))))
}
ORIGINALS_ANSWER = nodes_shape(**ORIGINALS_SHAPE)
