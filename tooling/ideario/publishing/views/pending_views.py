"""What the templates see of ideas that stand only in open pull requests: strangers' words that nobody has accepted."""

from collections.abc import Sequence
from datetime import datetime

from ideario.forge.addresses import own_issues_url, own_pulls_url, pulls_url
from ideario.model.thread_names import number_of
from ideario.model.votes import PendingIdea
from ideario.publishing.edition import Edition
from ideario.publishing.pages.page_addresses import CARDS
from ideario.publishing.views.template_view import view


@view
class PullLink:
    """A pull request by its number."""

    number: str
    url: str


@view
class PendingView:
    """An idea that stands only in open pull requests; `support` is None where it is withheld.

    `title` is "" and `author` None where nobody has read it, or it does not pass the check: then there is its slug.
    `days` is how long it has waited by the last sync, None where nobody knows.
    """

    slug: str
    title: str
    lang: str
    author: str | None
    opened: datetime | None
    days: int | None
    support: int | None
    threads: Sequence[PullLink]


@view
class PendingList:
    """What stands only in open pull requests: `more` of `total` are not `shown`. `url` leads to all pull requests, and
    `own_url` to those of whoever follows it, `own_issues_url` to the issues that they have opened.
    """

    total: int
    more: int
    shown: Sequence[PendingView]
    url: str | None
    own_url: str | None
    own_issues_url: str | None


def pending_list(edition: Edition, challenge: str | None = None) -> PendingList:
    """What stands only in open pull requests, as much as a page holds; `total` counts those without a name too.

    Of a `challenge` those that are known to answer it.
    """
    ideas = edition.tally.pending_in_turn()
    unnamed = sum(edition.tally.unnamed.values())
    if challenge is not None:
        titles = edition.pending_titles
        ideas, unnamed = [one for one in ideas if one.idea in titles and titles[one.idea].challenge == challenge], 0
    total = len(ideas) + unnamed
    return PendingList(
        total=total,
        more=total - len(ideas[:CARDS]),
        shown=[_pending_view(edition, pending) for pending in ideas[:CARDS]],
        url=pulls_url(edition.repository_url) or None,
        own_url=own_pulls_url(edition.repository_url) or None,
        own_issues_url=own_issues_url(edition.repository_url) or None,
    )


def _pending_view(edition: Edition, pending: PendingIdea) -> PendingView:
    known = edition.pending_titles.get(pending.idea)
    opened = pending.opened
    return PendingView(
        slug=pending.idea,
        title=known.title if known else "",
        lang=known.language if known else "",
        author=known.author if known else None,
        opened=opened,
        days=None if opened is None else max(0, (edition.tally.as_of - opened).days),
        support=pending.standing.support if pending.standing else None,
        threads=[
            PullLink(number=str(number_of(thread.name)), url=edition.thread_url(thread.name))
            for thread in pending.threads
        ],
    )
