"""Learns which accounts are behind the logins of authors, so that they stay the authors when they take other logins.

A login says who somebody is today. Whoever was named, was not met, and took another login before voting would not be
known for an author: so the forge is asked as soon as somebody is named.
"""

from ideario.model.community import Community
from ideario.syncing.sync_run import SyncRun

MAX_ASKED = 1_000
"""Logins that one run asks for, at a point for a hundred; the next runs ask for the rest."""


def learn_authors(run: SyncRun) -> None:
    """Add to the run's state what the forge, and the threads, say of authors that no sync has met yet.

    Logins that are nobody's are remembered as such until the next full sync.
    """
    met, named = run.new.authors, authors_named(run.community)
    for seen in run.sighted.values():
        author = seen.rollup.author
        if author is not None and author.kind == "user" and author.login.lower() in named:
            met.setdefault(author.login.lower(), author.id)
    nobody = (frozenset() if run.full else run.old.nobody) & named - met.keys()
    unknown = sorted(named - met.keys() - nobody)[:MAX_ASKED]
    found = run.forge.numbers(unknown) if unknown else {}
    met.update({login: number for login, number in found.items() if number is not None})
    run.new.nobody = nobody | {login for login, number in found.items() if number is None}


def authors_named(community: Community) -> frozenset[str]:
    """The logins of all authors, in lower case."""
    return frozenset(login.lower() for idea in community.ideas.values() for login in idea.authors)
