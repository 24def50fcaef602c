"""The slots that a page written by hand may have, and what fills each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from markupsafe import Markup, escape

from ideario.model.text import localised
from ideario.model.vote_rules import VOTE_RULES, Applied
from ideario.problems import Failure
from ideario.publishing.documents import DOCUMENTS
from ideario.publishing.pages import views
from ideario.publishing.pages.flags_view import flags_view
from ideario.publishing.pages.page_list import PER_PAGE
from ideario.publishing.pages.roll import roll_view
from ideario.publishing.pages.sheets import Sheet
from ideario.publishing.pages.stamper import stamp

PER_GROUP = 30
ON_HOME = 6


def written(sheet: Sheet) -> str:
    """The HTML of a page that was written by hand. Failure where it has a slot that nothing fills."""
    shell = sheet.press.shell(sheet.page.language, sheet.page.path)
    values = {}
    for slot in set(shell.slots):
        fill = SLOTS.get(slot)
        if fill is None:
            raise Failure(
                f"the page {sheet.page.path or 'index'} ({sheet.page.language}) has an unknown slot %%{slot}%%",
                hint="write one of: " + ", ".join(sorted(SLOTS)),
            )
        values[slot] = str(fill(sheet))
    return stamp(shell, values)


def _title(sheet: Sheet) -> str:
    return str(escape(sheet.edition.community.settings.name))


def _description(sheet: Sheet) -> Markup:
    settings = sheet.edition.community.settings
    return escape(localised(settings.tagline, sheet.page.language) or settings.name)


def _challenges(sheet: Sheet) -> Markup:
    shown = sheet.edition.challenges[:ON_HOME]
    return sheet.part("home_challenges.html", challenges=[views.challenge_card_view(sheet.edition, c) for c in shown])


def _ideas(sheet: Sheet) -> Markup:
    return sheet.part("idea_cards.html", ideas=sheet.cards(sheet.edition.newest[:ON_HOME]))


def _numbers(sheet: Sheet) -> Markup:
    return sheet.part("home_numbers.html", numbers=views.numbers_view(sheet.edition))


def _rules(sheet: Sheet) -> Markup:
    return sheet.part("rules.html", rules=sheet.edition.rules)


def _vote_rules(*applied: Applied) -> Callable[[Sheet], Markup]:
    """What the vote rules mean that are applied in some places."""
    rules = [rule.id for rule in VOTE_RULES if rule.applied in applied]
    return lambda sheet: sheet.part("vote_rules.html", rules=rules)


def _documents(sheet: Sheet) -> Markup:
    documents = [{"key": key, "path": path, "href": sheet.site_up + path} for key, path in DOCUMENTS.items()]
    return sheet.part("documents.html", documents=documents)


def _main(sheet: Sheet) -> Markup:
    """What a list page lists, told by its address."""
    edition, language = sheet.edition, sheet.page.language
    match sheet.page.path:
        case "ideas/":
            proposed = views.proposed_view(edition, PER_PAGE)
            return sheet.part("ideas.html", proposed=proposed, **sheet.listed(edition.newest, "ideas/"))
        case "challenges/":
            shown = [views.challenge_card_view(edition, challenge) for challenge in edition.challenges]
            return sheet.part("challenge_list.html", challenges=shown)
        case "people/":
            return sheet.part("people.html", people=views.people_view(edition), roll=roll_view(edition))
        case "rankings/":
            return sheet.part("withheld_ranks.html", withheld=views.withheld_ranks_view(edition))
        case "tags/":
            return sheet.part("tags.html", tags=views.tags_view(edition, edition.tags, language))
        case "roadmap/":
            return sheet.part("roadmap.html", groups=_roadmap(sheet))
        case "rules/":
            return _rules(sheet)
        case "integrity/":
            return sheet.part("integrity.html", integrity=flags_view(edition))
        case "data/":
            return _documents(sheet)
    raise Failure(
        f"the page {sheet.page.path} has a slot %%main%%, which only the lists of the site fill",
        hint="use %%ideas%%, %%challenges%% or %%numbers%% on a page of your own",
    )


def _roadmap(sheet: Sheet) -> list[dict[str, Any]]:
    """Per kind of status the newest ideas of that kind; those already decided first."""
    edition = sheet.edition
    groups = []
    for kind in ("active", "done", "open", "declined", "duplicate"):
        ideas = edition.by_kind.get(kind, ())
        if ideas:
            shown = sheet.cards(ideas[:PER_GROUP])
            groups.append({"kind": kind, "ideas": shown, "total": len(ideas)})
    return groups


SLOTS: Mapping[str, Callable[[Sheet], str]] = MappingProxyType(
    {
        "head": lambda sheet: sheet.head("feed.xml"),
        "languages": lambda sheet: sheet.languages,
        "sample": lambda sheet: sheet.sample,
        "stale": lambda sheet: sheet.stale,
        "observed": lambda sheet: sheet.foot(brief=False),
        "title": _title,
        "description": _description,
        "challenges": _challenges,
        "ideas": _ideas,
        "numbers": _numbers,
        "contact": lambda sheet: sheet.part("contact.html", **views.contact_view(sheet.edition)),
        "rules": _rules,
        "vote_rules": _vote_rules("sync", "count"),
        "search_rules": _vote_rules("search"),
        "rankings": lambda sheet: sheet.part("rankings.html"),
        "ranking_scores": lambda sheet: sheet.part("ranking_scores.html"),
        "documents": _documents,
        "main": _main,
    }
)
