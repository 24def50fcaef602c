"""A challenge as programs read it: as an object of JSON and as a row of the table."""

from ideario.model.challenge import Challenge
from ideario.publishing.api.picture_values import picture_value
from ideario.publishing.api.values import JsonObject, link_values, moment_value, money_value, window_value
from ideario.publishing.edition import Edition
from ideario.publishing.pages.page_addresses import election_path
from ideario.spreadsheets import money_cells

CHALLENGE_COLUMNS = (
    "slug,title,question,language,phase,submission_opens,submission_closes,voting_opens,voting_closes,"
    "budget_amount,budget_currency,ideas,voters,ballots,url"
).split(",")
"""The columns of challenges.csv."""


def challenge_document(edition: Edition, challenge: Challenge) -> JsonObject:
    """A challenge, by api-challenges.schema.json."""
    turnout, gap = edition.tally.turnouts.get(challenge.slug), edition.gap(challenge)
    winners, reward = challenge.winners, challenge.reward
    return {
        "slug": challenge.slug,
        "url": f"{edition.community.settings.url}challenges/{challenge.slug}/",
        "title": challenge.title,
        "question": challenge.question,
        "background": challenge.background,
        "decided_by": challenge.decided_by,
        "language": challenge.language,
        "phase": edition.tally.phase(challenge),
        "submission": window_value(challenge.submission),
        "voting": window_value(challenge.voting),
        "new_accounts": challenge.new_accounts,
        "ranks": challenge.ranks,
        "counts": challenge.counts,
        "tags": list(challenge.tags),
        "criteria": [{"id": c.id, "title": c.title, "weight": c.weight} for c in challenge.criteria],
        "blend": {"crowd": blend.crowd, "experts": blend.experts} if (blend := challenge.blend) else None,
        "jury": challenge.jury.document if challenge.jury else None,
        "reward": {
            "kind": reward.kind,
            "money": money_value(reward.money),
            "paid_on_result": reward.paid_on_result,
            "description": reward.description,
        },
        "budget": money_value(challenge.budget),
        "winners": {
            "rule": winners.rule,
            "count": winners.count,
            "completion": winners.completion,
            "step": money_value(winners.step),
            "minimum_support": winners.minimum_support,
            "quorum": winners.quorum,
            "proportional_quorum": winners.proportional_quorum,
            "seed": winners.seed,
        },
        "sdgs": list(challenge.sdgs),
        "contact": challenge.contact or None,
        "picture": picture_value(edition.community, challenge),
        "links": link_values(challenge.links),
        "ideas": len(edition.by_challenge.get(challenge.slug, ())),
        "voters": turnout.voters if turnout else None,
        "ballots": turnout.ballots if turnout else None,
        "empty": turnout.empty if turnout else None,
        "pabulib": f"{edition.community.settings.url}{election_path(challenge.slug)}"
        if challenge.slug in edition.elections
        else None,
        "gap": {"before": moment_value(gap.before), "after": moment_value(gap.after)} if gap else None,
    }


def challenge_row(challenge: Challenge, document: JsonObject) -> list[object]:
    """The row of a challenge: its `document` flattened."""
    flat: JsonObject = {
        f"{name}_{edge}": moment
        for name, window in (("submission", challenge.submission), ("voting", challenge.voting))
        for edge, moment in window_value(window).items()
    } | money_cells("budget", challenge.budget)
    return [flat.get(column, document.get(column)) for column in CHALLENGE_COLUMNS]
