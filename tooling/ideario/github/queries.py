"""The questions that are put to GitHub's GraphQL, how many connections each asks for, and the shape of its answer.

Sends nothing.
"""

from typing import Any

from ideario.github.answer_shapes import (
    Shape,
    Unsound,
    fields,
    flag,
    matching,
    maybe,
    moment,
    numbered,
    path,
    positive,
    rows,
    text,
    whole,
    word,
)

RATE = "rateLimit { cost remaining resetAt }"
ACTOR = """{
  __typename
  ... on User { login databaseId createdAt }
  ... on Bot { login databaseId createdAt }
  ... on Organization { login databaseId createdAt }
  ... on Mannequin { login databaseId createdAt }
}"""
OLDEST_FIRST = "orderBy: { field: CREATED_AT, direction: ASC }"
NEWEST = f"reactions(last: 1, {OLDEST_FIRST}) {{ totalCount nodes {{ databaseId }} }}"
VOTES = """{
  totalCount
  pageInfo { hasNextPage endCursor }
  nodes { databaseId content createdAt user { databaseId login createdAt } }
}"""
DEFAULT = "defaultBranchRef { name }"
BASE = "baseRefName baseRef { name } headRefName isCrossRepository"
THREAD = f"__typename id number locked createdAt updatedAt author {ACTOR}"
PULL = f"{THREAD} state mergedAt headRefOid totalCommentsCount {BASE}"
OTHER = f"{THREAD} comments {{ totalCount }}"


LOGIN = matching(r"[\w.\[\]-]{1,100}")
USER_SHAPE = fields(login=LOGIN, databaseId=positive, createdAt=maybe(moment))
ACTOR_FIELDS = fields(
    "login", "databaseId", "createdAt",
    __typename=matching("[A-Za-z]{1,50}"), login=maybe(LOGIN), databaseId=maybe(positive), createdAt=maybe(moment),
)  # fmt: skip
NUMBERED = ("User", "Bot", "Organization", "Mannequin")
"""The kinds of accounts of which ACTOR asks for more than the kind."""


def _actor(value: Any, where: str) -> None:
    """Somebody; of a kind that GitHub may have tomorrow, nothing but the kind is known."""
    ACTOR_FIELDS(value, where)
    if value.get("databaseId") is not None and (value["__typename"] not in NUMBERED or value.get("login") is None):
        raise Unsound(f"{where} has a number and no name")


ACTOR_SHAPE = maybe(_actor)
PAGE_INFO = fields(hasNextPage=flag, endCursor=maybe(word))
NEWEST_SHAPE = fields(totalCount=whole, nodes=rows(maybe(fields(databaseId=positive)), most=1))
VOTES_SHAPE = fields(totalCount=whole, pageInfo=PAGE_INFO, nodes=rows())
BRANCH_SHAPE = maybe(fields(name=text))
THREAD_ROW = {
    "id": word, "number": numbered, "locked": flag, "createdAt": moment, "updatedAt": moment, "author": ACTOR_SHAPE,
}  # fmt: skip
PULL_ROW = {
    **THREAD_ROW, "__typename": matching("PullRequest"), "state": matching("OPEN|CLOSED|MERGED"),
    "mergedAt": maybe(moment), "headRefOid": maybe(matching("[0-9a-f]{40,64}")), "totalCommentsCount": maybe(whole),
    "baseRefName": text, "baseRef": BRANCH_SHAPE, "headRefName": text, "isCrossRepository": flag,
}  # fmt: skip
OTHER_ROW = {**THREAD_ROW, "__typename": matching("Issue|Discussion"), "comments": fields(totalCount=whole)}


def in_repository(**shapes: Shape) -> Shape:
    """The shape of an answer about the repository."""
    return fields(repository=maybe(fields(databaseId=positive, **shapes)))


def survey_shape(*, voters: bool) -> Shape:
    """The shape of a page of pull requests."""
    row = fields(**PULL_ROW, reactions=VOTES_SHAPE if voters else NEWEST_SHAPE)
    pulls = fields(totalCount=whole, pageInfo=PAGE_INFO, nodes=rows(maybe(row)))
    return in_repository(defaultBranchRef=BRANCH_SHAPE, pullRequests=pulls)


SURVEY_SHAPES = {voters: survey_shape(voters=voters) for voters in (False, True)}
COUNT_SHAPE = in_repository(pullRequests=fields(totalCount=whole))


def threads_shape(names: list[tuple[str, int]]) -> Shape:
    """The shape of the answer to `threads`."""
    kinds = {"pull": fields(**PULL_ROW, reactions=NEWEST_SHAPE)}
    other = fields(**OTHER_ROW, reactions=NEWEST_SHAPE)
    return in_repository(
        defaultBranchRef=BRANCH_SHAPE, **{f"t{at}": maybe(kinds.get(kind, other)) for at, (kind, _) in enumerate(names)}
    )


def nodes_shape(**shapes: Shape) -> Shape:
    """The shape of the answer to `nodes`; what a thing of another kind does not have may be missing."""
    return fields(nodes=rows(maybe(fields(*shapes, id=word, **shapes))))


def further_shape(count: int, **shapes: Shape) -> Shape:
    """The shape of the answer to `further`."""
    row = maybe(fields(id=word, **shapes))
    return fields(**{f"t{place}": row for place in range(count)})


REACTIONS_SHAPE = nodes_shape(reactions=maybe(VOTES_SHAPE))
MORE_REACTIONS_SHAPE: dict[str, Shape] = {"reactions": VOTES_SHAPE}
KIND = matching("[A-Z_]{1,40}")
REACTORS_SHAPE = fields(
    totalCount=whole, pageInfo=PAGE_INFO, edges=maybe(rows(maybe(fields(reactedAt=moment, node=ACTOR_SHAPE))))
)
GROUPS_SHAPE: dict[str, Shape] = {"reactionGroups": maybe(rows(fields(content=KIND, reactors=REACTORS_SHAPE)))}
FILES_ROW: dict[str, Shape] = {
    "number": numbered,
    "headRefOid": maybe(matching("[0-9a-f]{40,64}")),
    "files": maybe(
        fields(totalCount=whole, pageInfo=PAGE_INFO, nodes=maybe(rows(maybe(fields(path=path, changeType=KIND)))))
    ),
}
REMARK_ROW = fields("createdAt", "submittedAt", createdAt=maybe(moment), submittedAt=maybe(moment), author=ACTOR_SHAPE)
REMARKS_PAGE = fields(totalCount=whole, pageInfo=PAGE_INFO, nodes=rows(maybe(REMARK_ROW)))
REMARKS_SHAPE = nodes_shape(comments=maybe(REMARKS_PAGE), reviews=maybe(REMARKS_PAGE))


def survey(*, voters: bool) -> str:
    """A page of all pull requests, oldest first: 1 connection, and 1 for each."""
    reactions = f"reactions(first: 100, {OLDEST_FIRST}) {VOTES}" if voters else NEWEST
    return f"""query($owner: String!, $name: String!, $first: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    databaseId {DEFAULT}
    pullRequests(first: $first, after: $after, {OLDEST_FIRST}) {{
      totalCount
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ {PULL} {reactions} }}
    }}
  }}
  {RATE}
}}"""


COUNT = f"""query($owner: String!, $name: String!) {{
  repository(owner: $owner, name: $name) {{ databaseId pullRequests {{ totalCount }} }}
  {RATE}
}}"""


def threads(names: list[tuple[str, int]]) -> str:
    """Threads by (word, number), at the aliases t0, t1, …: 1 connection for each pull request, 2 for the others."""
    fields = {"pull": ("pullRequest", PULL), "issue": ("issue", OTHER), "discussion": ("discussion", OTHER)}
    rows = "\n".join(
        f"    t{place}: {fields[word][0]}(number: {number}) {{ {fields[word][1]} {NEWEST} }}"
        for place, (word, number) in enumerate(names)
    )
    return f"""query($owner: String!, $name: String!) {{
  repository(owner: $owner, name: $name) {{
    databaseId {DEFAULT}
{rows}
  }}
  {RATE}
}}"""


def nodes(selection: str) -> str:
    """Something of each of the things that `$ids` name."""
    return f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename id {selection} }} {RATE} }}"


REACTIONS = nodes(f"... on Reactable {{ reactions(first: 100, {OLDEST_FIRST}) {VOTES} }}")
REACTORS = f"{{ totalCount pageInfo {{ hasNextPage endCursor }} edges {{ reactedAt node {ACTOR} }} }}"
GROUPS = nodes(f"... on Reactable {{ reactionGroups {{ content reactors(first: 100) {REACTORS} }} }}")
GROUP_CONNECTIONS = 8
"""Kinds of reactions, each of which has its list of reactors."""
PATHS = "{ totalCount pageInfo { hasNextPage endCursor } nodes { path changeType } }"
FILES = nodes(f"... on PullRequest {{ number headRefOid files(first: 100) {PATHS} }}")
COMMENT = f"pageInfo {{ hasNextPage endCursor }} totalCount nodes {{ createdAt author {ACTOR} }}"
REVIEW = f"pageInfo {{ hasNextPage endCursor }} totalCount nodes {{ submittedAt author {ACTOR} }}"
REMARKS = {
    "pull": nodes(f"... on PullRequest {{ comments(first: 100) {{ {COMMENT} }} reviews(first: 100) {{ {REVIEW} }} }}"),
    "issue": nodes(f"... on Issue {{ comments(first: 100) {{ {COMMENT} }} }}"),
    "discussion": nodes(f"... on Discussion {{ comments(first: 100) {{ {COMMENT} }} }}"),
}
LAST_REMARKS = {word: query.replace("first: 100", "last: 100") for word, query in REMARKS.items()}
REMARK_CONNECTIONS = {"pull": 2, "issue": 1, "discussion": 1}


def logins(count: int) -> str:
    """So many accounts by login, at the aliases t0, t1, …: variables $l0, $l1, …."""
    variables = ", ".join(f"$l{place}: String!" for place in range(count))
    rows = "\n".join(f"  t{place}: user(login: $l{place}) {{ databaseId login }}" for place in range(count))
    return f"query({variables}) {{\n{rows}\n  {RATE}\n}}"


def logins_shape(count: int) -> Shape:
    """The shape of the answer to `logins`."""
    user = maybe(fields(databaseId=maybe(positive), login=LOGIN))
    return fields(**{f"t{place}": user for place in range(count)})


def further(selection: str, count: int) -> str:
    """The next pages of `count` lists of as many things, at the aliases t0, t1, …: variables $i0, $c0, $i1, ….

    In `selection`, CURSOR stands for where to go on.
    """
    variables = ", ".join(f"$i{place}: ID!, $c{place}: String!" for place in range(count))
    rows = "\n".join(
        f"  t{place}: node(id: $i{place}) {{ __typename id {selection.replace('CURSOR', f'$c{place}')} }}"
        for place in range(count)
    )
    return f"query({variables}) {{\n{rows}\n  {RATE}\n}}"


MORE_REACTIONS = f"... on Reactable {{ reactions(first: 100, after: CURSOR, {OLDEST_FIRST}) {VOTES} }}"
MORE_REACTORS = f"... on Reactable {{ reactionGroups {{ content reactors(first: 100, after: CURSOR) {REACTORS} }} }}"
MORE_FILES = f"... on PullRequest {{ number headRefOid files(first: 100, after: CURSOR) {PATHS} }}"
MORE_REMARKS = {
    ("pull", "comments"): f"... on PullRequest {{ comments(first: 100, after: CURSOR) {{ {COMMENT} }} }}",
    ("pull", "reviews"): f"... on PullRequest {{ reviews(first: 100, after: CURSOR) {{ {REVIEW} }} }}",
    ("issue", "comments"): f"... on Issue {{ comments(first: 100, after: CURSOR) {{ {COMMENT} }} }}",
    ("discussion", "comments"): f"... on Discussion {{ comments(first: 100, after: CURSOR) {{ {COMMENT} }} }}",
}
