"""Writes a challenge and its ballots as a file of Pabulib, so that other software can count them. Reads nothing.

Format: Stolicki, Szufa and Talmon, Pabulib (arXiv 2012.06539). Voters are numbered in the order of what they support,
and bear no pseudonym: with these, whoever knows one vote of a person would find the others in a file that travels.
"""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from ideario.exchange.texts import clean
from ideario.model import Challenge, Community
from ideario.money import decimals_of

_RULES = {"none": "equalshares", "add1": "equalshares/add1", "add1e": "equalshares/add1e"}


def pabulib_file(
    community: Community,
    challenge: Challenge,
    ballots: Iterable[Collection[str]],
    *,
    winners: Collection[str] | None,
) -> str:
    """The text of a .pb file. `ballots` are the slugs that each voter supports; `winners` None leaves that column out.

    The challenge must have a budget. Ideas without a cost in its currency are left out, of the ballots too.
    """
    assert challenge.budget is not None, "whoever calls has looked"
    costs = {
        slug: idea.cost.amount
        for slug, idea in community.ideas.items()
        if idea.challenge == challenge.slug
        and community.target(slug) == slug
        and idea.cost is not None
        and idea.cost.currency == challenge.budget.currency
    }
    ids = {slug: community.ideas[slug].source_id or slug for slug in costs}
    votes = sorted(tuple(sorted(ids[slug] for slug in ballot if slug in ids)) for ballot in ballots)
    supporters = dict.fromkeys(ids.values(), 0)
    for vote in votes:
        for name in vote:
            supporters[name] += 1
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerow(["META"])
    rows.writerow(["key", "value"])
    rows.writerows(_meta(community, challenge, len(costs), len(votes)).items())
    rows.writerow(["PROJECTS"])
    rows.writerow(["project_id", "cost", "votes", "name", "category", *(["selected"] if winners is not None else [])])
    for slug, name in sorted(ids.items(), key=lambda pair: (-supporters[pair[1]], pair[1])):
        idea = community.ideas[slug]
        labels = [clean(community.settings.tags[tag].get("en") or tag) for tag in idea.tags]
        chosen = [] if winners is None else [str(int(slug in winners))]
        money = _money(costs[slug], challenge.budget.currency)
        rows.writerow([name, money, supporters[name], clean(idea.title), ",".join(labels), *chosen])
    rows.writerow(["VOTES"])
    rows.writerow(["voter_id", "vote"])
    rows.writerows((number, ",".join(vote)) for number, vote in enumerate(votes, 1))
    return text.getvalue()


def _meta(community: Community, challenge: Challenge, projects: int, votes: int) -> Mapping[str, str]:
    assert challenge.budget is not None, "looked at above"
    return dict(_entries(community, challenge)) | {
        "num_projects": str(projects),
        "num_votes": str(votes),
        "budget": _money(challenge.budget.amount, challenge.budget.currency),
        "vote_type": "approval",
        "rule": _RULES.get(challenge.winners.completion or "", "greedy"),
        "date_begin": f"{challenge.voting.opens:%d.%m.%Y}",
        "date_end": f"{challenge.voting.closes:%d.%m.%Y}",
        "language": challenge.language,
        "currency": challenge.budget.currency,
    }


def _entries(community: Community, challenge: Challenge) -> Iterator[tuple[str, str]]:
    yield "description", clean(challenge.title)
    yield "unit", clean(community.settings.name)
    yield "instance", f"{challenge.voting.closes:%Y}"


def _money(amount: int, currency: str) -> str:
    """An amount in major units, exactly."""
    return f"{Decimal(amount).scaleb(-decimals_of(currency)).normalize():f}"
