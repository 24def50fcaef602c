"""The slots that a page written by hand may have, and what fills each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from markupsafe import Markup, escape

from ideario.messages.said import say
from ideario.model.text import localised
from ideario.model.vote_rules import VOTE_RULES, Applied
from ideario.problems import Failure
from ideario.publishing.api.register import DOCUMENTS
from ideario.publishing.pages.list_pages import LISTS
from ideario.publishing.pages.page_draft import PageDraft
from ideario.publishing.pages.sheets import Sheet
from ideario.publishing.views.challenge_views import HomeChallenges
from ideario.publishing.views.lists.idea_cards import IdeaCards
from ideario.publishing.views.lists.ranking_views import RankingList, RankingScores
from ideario.publishing.views.propose_view import HomePropose
from ideario.publishing.views.site_views import (
    DocumentLink,
    DocumentList,
    HomeNumbers,
    LedgerHead,
    VoteRules,
    contact,
    file_rules_view,
    numbers_view,
)
from ideario.publishing.views.taking_part.home_views import (
    ON_HOME,
    HomeAsked,
    HomeDone,
    HomeMoving,
    asked,
    decided,
    done,
    newest_supported,
    trending,
    under_way,
)
from ideario.publishing.views.template_view import Part
from ideario.publishing.words import tagged


def written(sheet: Sheet) -> PageDraft:
    """A page that was written by hand. Failure where it has a slot that nothing fills."""
    shell = sheet.press.shell(sheet.page.language, sheet.page.path)
    values: dict[str, str | Part] = {}
    for slot in dict.fromkeys(shell.slots):
        fill = SLOTS.get(slot)
        if fill is None:
            raise Failure(
                say(
                    "the page {page} ({language}) has an unknown slot %%{slot}%%",
                    page=sheet.page.path or "/",
                    language=sheet.page.language,
                    slot=slot,
                ),
                hint=say("write one of: {names}", names=", ".join(sorted(SLOTS))),
            )
        values[slot] = fill(sheet)
    return sheet.draft(sheet.page.path, values)


def _name(sheet: Sheet) -> str:
    return localised(sheet.edition.community.settings.names, sheet.page.language)


def _title(sheet: Sheet) -> str:
    return str(escape(_name(sheet)))


def _challenges(sheet: Sheet) -> Part:
    return sheet.part(HomeChallenges(challenges=sheet.challenge_cards(sheet.edition.challenges[:ON_HOME])))


def _description(sheet: Sheet) -> Markup:
    return escape(localised(sheet.edition.community.settings.tagline, sheet.page.language) or _name(sheet))


def _headline(sheet: Sheet) -> Markup:
    """What the community asks: by its tagline, or in its only challenge. Its name stands in the header already."""
    challenges = sheet.edition.challenges
    if sheet.edition.community.settings.tagline or len(challenges) != 1:
        return _description(sheet)
    return Markup("<span {}>{}</span>").format(tagged(challenges[0].language), challenges[0].question)


def _asked(sheet: Sheet) -> Part:
    return sheet.part(HomeAsked(challenges=sheet.challenge_cards(asked(sheet.edition))))


def _moving(sheet: Sheet) -> Part:
    ranks = trending(sheet.edition)
    ideas = [sheet.edition.community.ideas[rank.idea] for rank in ranks] or newest_supported(sheet.edition)
    return sheet.part(HomeMoving(trending=bool(ranks), ideas=sheet.cards(ideas)))


def _done(sheet: Sheet) -> Part:
    edition, language = sheet.edition, sheet.page.language
    return sheet.part(
        HomeDone(
            deeds=done(edition, language),
            decided=sheet.challenge_cards(decided(edition)),
            under_way=under_way(edition, language),
        )
    )


def _ideas(sheet: Sheet) -> Part:
    return sheet.part(IdeaCards(ideas=sheet.cards(sheet.edition.newest[:ON_HOME])))


def _vote_rules(*applied: Applied) -> Callable[[Sheet], Part]:
    """What the vote rules mean that are applied in some places."""
    rules = [rule.id for rule in VOTE_RULES if rule.applied in applied]
    return lambda sheet: sheet.part(VoteRules(rules=rules))


def _documents(sheet: Sheet) -> Part:
    links = [DocumentLink(key=key, path=path, href=sheet.site_up + path) for key, path in DOCUMENTS.items()]
    return sheet.part(DocumentList(documents=links))


def _ledger(sheet: Sheet) -> Part:
    ledger = sheet.edition.tally.ledger
    return sheet.part(LedgerHead(head=ledger.head if ledger else ""))


def _main(sheet: Sheet) -> Part:
    """What a list page lists."""
    listed = LISTS.get(sheet.page.path)
    if listed is None:
        raise Failure(
            say("the page {path} has a slot %%main%%, which only the lists of the site fill", path=sheet.page.path),
            hint=say("use %%ideas%%, %%challenges%% or %%numbers%% on a page of your own"),
        )
    return sheet.part(listed(sheet))


SLOTS: Mapping[str, Callable[[Sheet], str | Part]] = MappingProxyType(
    {
        "head": lambda sheet: sheet.head("feed.xml"),
        "languages": lambda sheet: sheet.languages,
        "sample": lambda sheet: sheet.sample,
        "stale": lambda sheet: sheet.stale,
        "observed": lambda sheet: sheet.foot(brief=False),
        "title": _title,
        "description": _description,
        "headline": _headline,
        "asked": _asked,
        "moving": _moving,
        "done": _done,
        "challenges": _challenges,
        "ideas": _ideas,
        "numbers": lambda sheet: sheet.part(HomeNumbers(numbers=numbers_view(sheet.edition))),
        "propose": lambda sheet: sheet.part(HomePropose()),
        "contact": lambda sheet: sheet.part(contact(sheet.edition)),
        "follow": lambda sheet: sheet.follow(_name(sheet), "feed.xml"),
        "rules": lambda sheet: sheet.part(file_rules_view(sheet.edition.file_rules, sheet.page.language)),
        "vote_rules": _vote_rules("sync", "count"),
        "search_rules": _vote_rules("search"),
        "rankings": lambda sheet: sheet.part(RankingList()),
        "ranking_scores": lambda sheet: sheet.part(RankingScores()),
        "documents": _documents,
        "ledger": _ledger,
        "main": _main,
    }
)
