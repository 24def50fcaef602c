"""The questions that are put to GitHub's GraphQL, and how many connections each asks for. Sends nothing."""

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
PULL = f"__typename id number state createdAt mergedAt headRefOid totalCommentsCount author {ACTOR}"
OTHER = f"__typename id number createdAt author {ACTOR} comments {{ totalCount }}"


def sweep(*, voters: bool) -> str:
    """A page of all pull requests, oldest first: 1 connection, and 1 for each."""
    reactions = f"reactions(first: 100, {OLDEST_FIRST}) {VOTES}" if voters else NEWEST
    return f"""query($owner: String!, $name: String!, $first: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    databaseId
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
    databaseId
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
FILES = nodes(f"... on PullRequest {{ number files(first: 100) {PATHS} }}")
COMMENT = f"pageInfo {{ hasNextPage endCursor }} totalCount nodes {{ createdAt author {ACTOR} }}"
REVIEW = f"pageInfo {{ hasNextPage endCursor }} totalCount nodes {{ submittedAt author {ACTOR} }}"
ANSWERS = {
    "pull": nodes(f"... on PullRequest {{ comments(first: 20) {{ {COMMENT} }} reviews(first: 20) {{ {REVIEW} }} }}"),
    "issue": nodes(f"... on Issue {{ comments(first: 20) {{ {COMMENT} }} }}"),
    "discussion": nodes(f"... on Discussion {{ comments(first: 20) {{ {COMMENT} }} }}"),
}
ANSWER_CONNECTIONS = {"pull": 2, "issue": 1, "discussion": 1}


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
MORE_FILES = f"... on PullRequest {{ number files(first: 100, after: CURSOR) {PATHS} }}"
MORE_ANSWERS = {
    ("pull", "comments"): f"... on PullRequest {{ comments(first: 100, after: CURSOR) {{ {COMMENT} }} }}",
    ("pull", "reviews"): f"... on PullRequest {{ reviews(first: 100, after: CURSOR) {{ {REVIEW} }} }}",
    ("issue", "comments"): f"... on Issue {{ comments(first: 100, after: CURSOR) {{ {COMMENT} }} }}",
    ("discussion", "comments"): f"... on Discussion {{ comments(first: 100, after: CURSOR) {{ {COMMENT} }} }}",
}
