"""Writes a challenge and its ballots as a file of Pabulib, so that other software can count them. Reads nothing.

Format: Stolicki, Szufa and Talmon, Pabulib (arXiv 2012.06539). Voters are numbered in the order of what they support,
and bear no pseudonym: with these, whoever knows one vote of a person would find the others in a file that travels.
What Pabulib has no word for stands under words of our own, which importing it again understands, and is told.
"""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from ideario.exchange.clean_text import MAX_ID, clean
from ideario.messages.said import say
from ideario.model.challenge import Challenge
from ideario.model.community import Community
from ideario.model.money import decimal, decimals_of

RULES = {
    "none": "equalshares",
    "add1": "equalshares/add1",
    "add1e": "equalshares/add1e",
    "utilitarian": "equalshares/utilitarian",
}
"""How Pabulib's files name equal shares with each completion."""
THRESHOLD, PROPORTIONAL, STEP, SEED = "min_project_score_threshold", "proportional_quorum", "add1_step", "seed"
"""Entries of META for what a rule asks besides; the first is Pabulib's, the others are our own."""
MAX_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The text of a file, and sentences on what other software does not learn from it or will not know."""

    text: str
    notes: tuple[str, ...]


def pabulib_file(
    community: Community,
    challenge: Challenge,
    ballots: Iterable[Collection[str]],
    *,
    winners: Collection[str] | None,
    declined: Collection[str] = (),
) -> Exported:
    """The file of a challenge. `ballots` are the slugs that each voter supports; without `winners` no column has them.

    The challenge must have a budget. Ideas without a cost in its currency and those in `declined`, which cannot win,
    are left out, of the ballots too; whoever supports nothing else is a voter with an empty ballot, as those are whom
    the challenge names.
    """
    assert challenge.budget is not None, "whoever calls has looked"
    costs = {
        slug: idea.cost.amount
        for slug, idea in community.ideas.items()
        if idea.challenge == challenge.slug
        and community.target(slug) == slug
        and idea.cost is not None
        and idea.cost.currency == challenge.budget.currency
        and slug not in declined
    }
    ids, notes = _ids({slug: community.ideas[slug].source_id for slug in costs})
    votes = sorted(tuple(sorted(ids[slug] for slug in ballot if slug in ids)) for ballot in ballots)
    votes = [()] * challenge.empty_ballots + votes
    supporters = Counter(name for vote in votes for name in vote)
    rule, said = _rule(challenge, len(votes), nobody=len(supporters) < len(ids))
    notes += said
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerow(["META"])
    rows.writerow(["key", "value"])
    rows.writerows(_meta(community, challenge, rule, len(costs), len(votes)).items())
    if notes:
        rows.writerow(["comment", " ".join(notes)])
    rows.writerow(["PROJECTS"])
    rows.writerow(["project_id", "cost", "votes", "name", "category", *(["selected"] if winners is not None else [])])
    for slug, name in sorted(ids.items(), key=lambda pair: (-supporters[pair[1]], pair[1])):
        idea = community.ideas[slug]
        labels = [_label(community.settings.tags.get(tag, {}), tag) for tag in idea.tags]
        chosen = [] if winners is None else [str(int(slug in winners))]
        money = _money(costs[slug], challenge.budget.currency)
        rows.writerow([name, money, supporters[name], clean(idea.title), ",".join(labels), *chosen])
    rows.writerow(["VOTES"])
    rows.writerow(["voter_id", "vote"])
    rows.writerows((number, ",".join(vote)) for number, vote in enumerate(votes, 1))
    return Exported(text=text.getvalue(), notes=tuple(notes))


def _label(labels: Mapping[str, str], tag: str) -> str:
    """What a tag is called, where no comma in it would make it two categories."""
    named = clean(labels.get("en") or labels.get("") or "")
    return tag if not named or "," in named else named


def _ids(sources: Mapping[str, str | None]) -> tuple[dict[str, str], list[str]]:
    """An id for each idea by its slug: the one that it had elsewhere, else its slug; no two are the same.

    The former would not do where two ideas had the same, where it is the slug under which another idea goes, and where
    it holds what parts the ids in a ballot or does not come back as it was.
    """
    often = Counter(sources.values())
    ids = {
        slug: source
        for slug, source in sources.items()
        if source is not None
        and often[source] == 1
        and "," not in source
        and source == clean(source)
        and 0 < len(source) <= MAX_ID
    }
    while meeting := [slug for slug, source in ids.items() if source in sources and source not in ids]:
        for slug in meeting:
            del ids[slug]  # and so goes under its slug, which in turn may be what another one was called
    renamed = [slug for slug, source in sources.items() if source is not None and slug not in ids and slug != source]
    ids = {slug: ids.get(slug, slug) for slug in sources}
    if not renamed:
        return ids, []
    named = ", ".join(renamed[:MAX_NAMED]) + (f" and {len(renamed) - MAX_NAMED} more" if renamed[MAX_NAMED:] else "")
    return ids, [f"Exported under their slugs, since their source_id would be mistaken for another one: {named}."]


def _rule(challenge: Challenge, voters: int, *, nobody: bool) -> tuple[dict[str, str], list[str]]:
    """The winner rule as entries of META, and what of it Pabulib has no words for.

    Ideas without a supporter never win here; where there are any (`nobody`), that is a threshold of one.
    """
    winners, notes = challenge.winners, list[str]()
    entries = {"rule": RULES.get(winners.completion or "", "greedy")}
    if winners.rule == "top":
        entries["rule"] = f"top/{winners.count}"
        notes.append(
            say("Pabulib has no rule for the {count} most supported, whatever they cost: see top.", count=winners.count)
        )
    elif winners.judged:
        entries["rule"] = f"top/{winners.count}"
        notes.append(say("Pabulib knows no jury, and a jury decides this challenge: the file holds the votes alone."))
    elif winners.completion in {"add1e", "utilitarian"}:
        notes.append(
            say(
                "Other software may not know the rule {entries}: see the completions of equalshares.net.",
                entries=entries["rule"],
            )
        )
    least = max(1, winners.minimum_support, ceil(Fraction(winners.quorum or 0) * voters))
    if least > 1 or nobody:
        entries[THRESHOLD] = str(least)
    if winners.quorum is not None:
        notes.append(
            say(
                "The quorum of {quorum} of {voters} voters is written as {least} votes.",
                quorum=winners.quorum,
                voters=voters,
                least=least,
            )
        )
    if winners.proportional_quorum is not None:
        entries[PROPORTIONAL] = winners.proportional_quorum
        notes.append(
            say(
                "Other software does not know the proportional quorum of {proportional_quorum}.",
                proportional_quorum=winners.proportional_quorum,
            )
        )
    if winners.step is not None and winners.completion in {"add1", "add1e"}:
        entries[STEP] = _money(winners.step.amount, winners.step.currency)
        notes.append(say("Other software may raise shares by 1 and not by {entries}.", entries=entries[STEP]))
    if winners.seed is not None:
        entries[SEED] = clean(winners.seed)
        notes.append(
            say("Ties that neither cost nor votes decide are decided by lots, which other software does not draw.")
        )
    return entries, notes


def _meta(
    community: Community, challenge: Challenge, rule: Mapping[str, str], projects: int, votes: int
) -> Mapping[str, str]:
    assert challenge.budget is not None, "looked at above"
    return {
        "description": clean(challenge.title),
        "unit": clean(community.settings.name),
        "instance": f"{challenge.voting.closes:%Y}",
        "num_projects": str(projects),
        "num_votes": str(votes),
        "budget": _money(challenge.budget.amount, challenge.budget.currency),
        "vote_type": "approval",
        **rule,
        "date_begin": f"{challenge.voting.opens:%d.%m.%Y}",
        "date_end": f"{challenge.voting.closes:%d.%m.%Y}",
        "language": challenge.language,
        "currency": challenge.budget.currency,
    }


def _money(amount: int, currency: str) -> str:
    """An amount in major units, exactly, without decimals that are all 0."""
    number = decimal(amount, currency)
    return number.rstrip("0").rstrip(".") if decimals_of(currency) else number
