"""The one room that runs git: what a repository is, what it holds at a revision, and what its history claims.

Knows nothing of communities. Whether there is no repository, a whole one or only a part of one are answers; that git
refuses (another owner, a broken repository, no git where there is a repository) is a Failure. Dates, authors and names
in commits are claims.
"""
