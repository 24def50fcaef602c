"""Where the stand-in, like GitHub itself, departs from GitHub's OpenAPI description, and what it does not imitate."""

from collections.abc import Mapping

EVERYWHERE = frozenset({301, 304, 307, 400, 401, 403, 404, 409, 410, 422, 429, 500, 502, 503, 504})
"""Statuses that any operation may give, though few descriptions list them; the body is then held to `basic-error`."""

NULL: Mapping[str, str] = {
    "issue.user": "the account was deleted",
    "pull-request.user": "the account was deleted",
    "pull-request-simple.user": "the account was deleted",
    "pull-request.head.user": "the account was deleted",
    "pull-request.head.repo": "the fork was deleted; the description knows no null here, real answers do",
    "pull-request-simple.head.repo": "the same in lists",
}
"""schema.property… → why it may be null, whatever the description says."""

QUERY: Mapping[str, str] = {
    "after": "cursor links of large repositories carry it; the description lists page= alone",
    "before": "the same",
    "page": "cursor links carry it beside `after`",
}
"""Parameters that may be sent to every list."""

BODY: Mapping[tuple[str, str], str] = {
    (
        "POST",
        "/repos/{owner}/{repo}/issues/{issue_number}/labels",
    ): "github3.py sends a bare array, as was documented once",
}
"""(method, path) whose body is not held to the description, because GitHub takes more than it describes."""

UNDESCRIBED: Mapping[str, str] = {
    "/repositories/{id}/…": "stands in Link and Location headers of real answers (see the recordings)",
}
"""Addresses that are served without a description; they are held to the one of /repos/{owner}/{repo}/…."""

NOT_IMITATED = (
    "answers are not compressed",
    "the text of GraphQL's validation errors is graphql-core's; GitHub words the same faults otherwise",
    "secondary limits are: 80 writes a minute, and the fault `secondary`; GitHub's others are not published",
    "a plain list (reactionGroups) counts eight times in points: GitHub's formula is silent there; the dear guess",
    "a connection of which only totalCount is asked counts as one request, and needs neither first nor last",
    "forks are no repositories of their own; a deleted author's head has no repository (null)",
    "line counts and patches of files are made up where a test gives no content",
    "workflows do not run: one that is started is written down, one that waits is put there by a test",
)
