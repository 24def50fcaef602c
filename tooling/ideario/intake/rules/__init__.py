"""The register of file rules: which there are, how bad it is to break them, and their text as published.

To add a rule about a community's content, write its function and put it into `CONTENT_RULES`: its id is the function's
name with hyphens, its text as published the function's docstring.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ideario.intake.contents import Contents
from ideario.intake.explaining.findings import Finding
from ideario.intake.rules import (
    challenges,
    copies,
    decisions,
    file_names,
    ideas,
    juries,
    links,
    picture_rules,
    references,
    reviews,
    rounds,
)
from ideario.model.file_rules import WITHOUT_FUNCTION, FileRule
from ideario.problems import Level


@dataclass(frozen=True, slots=True)
class ContentRule:
    """A rule that no schema can say: `find` goes through all that was read and yields what breaks it. For the other
    fields see FileRule.
    """

    find: Callable[[Contents], Iterator[Finding]]
    level: Level = "error"
    left_in: bool = False
    needs_settings: bool = False

    @property
    def id(self) -> str:
        """The rule's name in every report."""
        return self.find.__name__.replace("_", "-")

    def published(self) -> FileRule:
        """The rule as readers see it."""
        return FileRule(
            id=self.id,
            text=" ".join((self.find.__doc__ or "").split()),
            level=self.level,
            left_in=self.left_in,
            needs_settings=self.needs_settings,
        )


CONTENT_RULES = (
    ContentRule(file_names.bad_slug),
    ContentRule(file_names.slug_taken),
    ContentRule(file_names.editor_line, level="warning", needs_settings=True),
    ContentRule(links.bad_link),
    ContentRule(picture_rules.missing_picture, left_in=True),
    ContentRule(picture_rules.large_logo, left_in=True, needs_settings=True),
    ContentRule(picture_rules.unused_picture, level="warning", needs_settings=True),
    ContentRule(ideas.unknown_challenge),
    ContentRule(ideas.after_closing),
    ContentRule(ideas.unknown_person, needs_settings=True),
    ContentRule(ideas.unknown_language, needs_settings=True),
    ContentRule(ideas.no_such_language, level="warning", needs_settings=True),
    ContentRule(ideas.unknown_tag, needs_settings=True),
    ContentRule(ideas.other_currency),
    ContentRule(ideas.cost_above_budget, level="warning"),
    ContentRule(copies.copied_idea, level="warning"),
    ContentRule(challenges.dates_in_order),
    ContentRule(challenges.criterion_repeated),
    ContentRule(challenges.budget_missing),
    ContentRule(challenges.criteria_missing),
    ContentRule(challenges.quorum_too_large),
    ContentRule(challenges.no_open_status, needs_settings=True),
    ContentRule(references.unknown_idea),
    ContentRule(decisions.unknown_status, needs_settings=True),
    ContentRule(decisions.history_in_order),
    ContentRule(decisions.transition_not_allowed, needs_settings=True),
    ContentRule(decisions.missing_reason, needs_settings=True),
    ContentRule(decisions.declined_without_reason, level="warning", needs_settings=True),
    ContentRule(decisions.duplicate_without_target, needs_settings=True),
    ContentRule(references.dead_duplicate),
    ContentRule(references.former_taken),
    ContentRule(decisions.dated_tomorrow, level="warning"),
    ContentRule(decisions.dated_ahead),
    ContentRule(reviews.unknown_criterion),
    ContentRule(reviews.scored_in_conflict),
    ContentRule(juries.jury_missing),
    ContentRule(juries.jury_in_order),
    ContentRule(juries.not_a_juror),
    ContentRule(juries.scores_unsealed),
    ContentRule(juries.seal_broken),
    ContentRule(juries.sealed_late),
    ContentRule(juries.revealed_early),
    ContentRule(juries.revealed_late),
    ContentRule(rounds.rules_changed_in_vote, left_in=True, needs_settings=True),
    ContentRule(rounds.reactions_changed_in_vote, left_in=True, needs_settings=True),
    ContentRule(rounds.cost_changed_in_vote, left_in=True),
    ContentRule(rounds.challenge_removed_in_vote, left_in=True, needs_settings=True),
    ContentRule(rounds.seed_too_early, left_in=True),
    ContentRule(rounds.seed_missing, level="warning"),
)

FILE_RULES: Mapping[str, FileRule] = {
    rule.id: rule
    for rule in sorted(
        (*WITHOUT_FUNCTION, *(rule.published() for rule in CONTENT_RULES)),
        key=lambda rule: rule.id,
    )
}
"""All file rules by id, in the order of their ids."""
