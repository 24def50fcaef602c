"""The register of rules: which there are, how bad it is to break them, and their text as published."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ideario.intake.contents import Contents
from ideario.intake.explaining.findings import Finding
from ideario.intake.rules import challenges, decisions, formal, ideas, naming, reviews, rounds
from ideario.problems import Level

Rule = Callable[[Contents], Iterator[Finding]]

RULES: Mapping[str, Rule] = {
    rule.__name__.replace("_", "-"): rule
    for rule in (
        naming.bad_slug,
        naming.slug_taken,
        naming.editor_line,
        naming.bad_link,
        ideas.unknown_challenge,
        ideas.after_closing,
        ideas.unknown_person,
        ideas.unknown_language,
        ideas.no_such_language,
        ideas.unknown_tag,
        ideas.other_currency,
        ideas.cost_above_budget,
        challenges.dates_in_order,
        challenges.criterion_repeated,
        challenges.budget_missing,
        challenges.criteria_missing,
        challenges.quorum_too_large,
        challenges.no_open_status,
        decisions.unknown_idea,
        decisions.unknown_status,
        decisions.history_in_order,
        decisions.transition_not_allowed,
        decisions.missing_reason,
        decisions.declined_without_reason,
        decisions.duplicate_without_target,
        decisions.dead_duplicate,
        decisions.former_taken,
        decisions.dated_tomorrow,
        decisions.dated_ahead,
        reviews.unknown_criterion,
        reviews.scored_in_conflict,
        rounds.rules_changed_in_vote,
        rounds.reactions_changed_in_vote,
        rounds.cost_changed_in_vote,
        rounds.challenge_removed_in_vote,
        rounds.seed_too_early,
        rounds.seed_missing,
    )
}
"""The rules that no schema can say, by id: the function's name with hyphens. Its docstring is the rule as published."""

WARNINGS = frozenset(
    {
        "cost-above-budget",
        "cut-by-hash",
        "dated-tomorrow",
        "declined-without-reason",
        "editor-line",
        "no-such-language",
        "seed-missing",
        "stray-file",
    }
)
"""The rules that are not errors."""

LEFT_IN = frozenset(
    {
        "rules-changed-in-vote",
        "reactions-changed-in-vote",
        "cost-changed-in-vote",
        "challenge-removed-in-vote",
        "seed-too-early",
    }
)
"""The rules that take no record out of what is published: what is wrong has no effect, or cannot be mended any more."""

NEED_SETTINGS = frozenset(
    rule.__name__.replace("_", "-")
    for rule in (
        naming.editor_line,
        ideas.unknown_person,
        ideas.unknown_language,
        ideas.no_such_language,
        ideas.unknown_tag,
        challenges.no_open_status,
        decisions.unknown_status,
        decisions.transition_not_allowed,
        decisions.missing_reason,
        decisions.declined_without_reason,
        decisions.duplicate_without_target,
        rounds.rules_changed_in_vote,
        rounds.reactions_changed_in_vote,
        rounds.challenge_removed_in_vote,
    )
)
"""The rules that have nothing to say where community.yml is missing or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRule:
    """A rule as readers see it."""

    id: str
    level: Level
    text: str


def level_of(rule: str) -> Level:
    """How bad it is to break a rule."""
    return "warning" if rule in WARNINGS else "error"


def published_rules() -> tuple[PublishedRule, ...]:
    """All rules by id: those of strict reading, of the schemas, and those that no schema can say."""
    texts = {
        **formal.READING,
        **formal.SCHEMA,
        **formal.PLACING,
        **{rule: " ".join((inspect.getdoc(function) or "").split()) for rule, function in RULES.items()},
    }
    return tuple(PublishedRule(id=rule, level=level_of(rule), text=texts[rule]) for rule in sorted(texts))
