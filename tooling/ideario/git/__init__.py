"""The one room that runs git: what a repository is, what it holds at a revision, and what its history claims.

Knows nothing of communities. Whether there is no repository, a whole one or only a part of one are answers; that git
refuses (another owner, a broken repository, no git where there is a repository) is a Failure. Dates, authors and names
in commits are claims.
"""

from ideario.git.changes import (
    Change,
    Entry,
    blob_at,
    blobs,
    changes,
    changes_here,
    commit_named,
    differs,
    files,
    prefix_of,
    write_tree,
)
from ideario.git.history import Claims, Commit, Line, Version, claims_of, line_of, versions
from ideario.git.repository import Git, git_at
from ideario.git.run import configured

__all__ = [
    "Change",
    "Claims",
    "Commit",
    "Entry",
    "Git",
    "Line",
    "Version",
    "blob_at",
    "blobs",
    "changes",
    "changes_here",
    "claims_of",
    "commit_named",
    "configured",
    "differs",
    "files",
    "git_at",
    "line_of",
    "prefix_of",
    "versions",
    "write_tree",
]
